"""The documents of the exchange, read strictly: what is missing or unknown is said in Russian, with the field."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

KINDS = {
    "application": "service_application",
    "complaint": "service_complaint",
    "appeal": "appeal",
    "message": "message",
    "question": "info_request",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Service(_Strict):
    code: str = Field("", max_length=60)
    title: str = Field("", max_length=300)


class Applicant(_Strict):
    """Who applies. id: the person's or firm's id at the state's identification (ЕСИА); with it the identity is
    confirmed."""

    kind: Literal[
        "citizen", "foreigner", "stateless", "self_employed", "sole_entrepreneur", "legal_entity", "nonprofit"
    ] = "citizen"
    id: str = Field("", max_length=120)
    surname: str = Field("", max_length=80)
    name: str = Field("", max_length=80)
    patronymic: str = Field("", max_length=80)
    company: str = Field("", max_length=300)
    email: str = Field("", max_length=320)
    phone: str = Field("", max_length=60)
    address: str = Field("", max_length=300)


class PortalFile(_Strict):
    name: str = Field(min_length=1, max_length=255)
    type: str = Field("", max_length=150)
    content: str

    @field_validator("content")
    @classmethod
    def decodes(cls, content: str) -> str:
        try:
            base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("содержимое файла должно быть в base64") from None
        return content

    @property
    def data(self) -> bytes:
        return base64.b64decode(self.content)


class Rating(_Strict):
    id: str = Field(min_length=1, max_length=120)
    stars: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=5000)


class PortalDocument(_Strict):
    """One application, message or rating from a portal. order: the portal's own number, which makes it once."""

    order: str = Field(min_length=1, max_length=120, pattern=r"^[\w.:/-]+$")
    kind: Literal["application", "complaint", "appeal", "message", "question", "addition", "rating", "cancel"]
    at: dt.datetime | None = None
    service: Service = Service()
    category: str = Field("", max_length=300)
    subject: str = Field("", max_length=250)
    text: str = Field("", max_length=100_000)
    applicant: Applicant = Applicant()
    files: list[PortalFile] = Field(default_factory=list, max_length=50)
    rating: Rating | None = None


class Unreadable(ValueError):
    """The document is not one of ours; the message says in Russian what is wrong where."""


WORDS = {
    "missing": "поля нет",
    "extra_forbidden": "такого поля нет",
    "string_too_long": "слишком длинно",
    "literal_error": "такого значения нет",
    "string_too_short": "пусто",
    "int_parsing": "нужно число",
    "string_type": "нужна строка",
    "datetime_parsing": "нужна дата ISO 8601",
    "string_pattern_mismatch": "недопустимые знаки",
}


def read_document(data: Any) -> PortalDocument:
    """A document from parsed JSON. Raises Unreadable."""
    try:
        document = PortalDocument.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"]) or "документ"
        raise Unreadable(f"{where}: {WORDS.get(first['type'], first['msg'])}") from None
    if document.at is not None and document.at.tzinfo is None:
        raise Unreadable("at: нужен часовой пояс, например 2026-11-23T10:00:00+03:00")
    if document.kind == "rating" and document.rating is None:
        raise Unreadable("rating: поля нет")
    if document.kind not in ("rating", "cancel") and not (document.text or document.files):
        raise Unreadable("text: пусто, и файлов нет")
    return document
