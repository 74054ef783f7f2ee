"""What clients write: a message or an addition that comes in, and what is shown of each."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints

from priemnaya.api.body import readable

from ..fields import Kind, Point, Words
from .common import FileIn, HeldBack, HowOut, LevelOut, ReadOnPage, SealOut, Strict


class FileOut(Schema):
    id: int
    name: str
    size: int
    inline: bool
    scan: str
    signature: SealOut | None = Field(description="of a file that is a signature (.sig): what was found of it")


class ContactOut(Schema):
    id: int
    case: str | None
    client_id: int | None
    point: str
    direction: str
    kind: str
    status: str
    sender: str
    subject: str
    text: str
    quoted: str
    at: dt.datetime
    delivery: str | None
    held_back: HeldBack
    read_on_page_at: ReadOnPage
    level: LevelOut | None
    how: HowOut | None
    files: list[FileOut]


class ContactPage(Schema):
    items: list[ContactOut]
    next: str | None


class MessageIn(Strict):
    """A message to register. client: who wrote; without any of it the message is anonymous."""

    point: Point
    kind: Kind = "message"
    subject: Annotated[str, StringConstraints(max_length=250), BeforeValidator(readable)] = ""
    text: Words
    surname: Annotated[str, StringConstraints(max_length=80), BeforeValidator(readable)] = ""
    name: Annotated[str, StringConstraints(max_length=80), BeforeValidator(readable)] = ""
    patronymic: Annotated[str, StringConstraints(max_length=80), BeforeValidator(readable)] = ""
    company: Annotated[str, StringConstraints(max_length=300), BeforeValidator(readable)] = ""
    email: Annotated[str, StringConstraints(max_length=320), BeforeValidator(readable)] = ""
    phone: Annotated[str, StringConstraints(max_length=60), BeforeValidator(readable)] = ""
    postal_address: Annotated[str, StringConstraints(max_length=300), BeforeValidator(readable)] = ""
    against: Annotated[str, StringConstraints(max_length=300), BeforeValidator(readable)] = Field(
        "", description="of whom it complains, as the client wrote it"
    )
    external_id: Annotated[str, StringConstraints(max_length=200), BeforeValidator(readable)] = Field(
        "", description="the caller's own id: the same id twice is one message"
    )
    files: list[FileIn] = Field(default_factory=list, max_length=10)


class Registered(Schema):
    status: str
    number: str
    kind: str
    code: str = Field(
        description="the client's access code, shown once, where the client is there to be told it (`portal`, `site`,"
        " `phone`, `in_person`); else empty, and for a message known already"
    )
    contact_id: int


class AppendIn(Strict):
    point: Point
    text: Words
    external_id: Annotated[str, StringConstraints(max_length=120), BeforeValidator(readable)] = ""
    files: list[FileIn] = Field(default_factory=list, max_length=10)
