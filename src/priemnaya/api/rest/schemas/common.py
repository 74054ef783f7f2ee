"""What several schemas are made of."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from priemnaya.api.body import readable
from priemnaya.people.proof import HOW

from ..fields import BASE64


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


LevelOut = Annotated[
    Literal[0, 1, 2],
    Field(description="0: only claimed; 1: this very address is proved; 2: who it is is known (docs/trust.md)"),
]
HowOut = Annotated[str, Field(description=f"how it came: {', '.join(HOW)}")]
HeldBack = Annotated[
    bool,
    Field(description="nobody has proved the address: only a notice goes there, the letter waits behind a link"),
]
ReadOnPage = Annotated[
    dt.datetime | None,
    Field(description="when the client had the letter that waits behind a link before them on the page of the case"),
]


class ProofOut(Schema):
    """An address and what is proved of it."""

    point: str
    address: str
    level: LevelOut
    how: HowOut


class Done(Schema):
    """The deed is done; the case as it is now."""

    number: str
    state: str
    due_at: dt.datetime | None = None


class SealOut(Schema):
    """An electronic signature. state: none | valid | unjudged | wrong; only «valid» is judged whole: the file, the
    signature, the chain to an anchor of this installation, the certificate's days. text: the same for people; why: a
    code when it is not valid; judged_at: ISO instant."""

    state: str
    title: str
    text: str
    owner: str
    number: str
    until: str
    judged_at: str
    why: str


class FileIn(Strict):
    name: Annotated[str, StringConstraints(min_length=1, max_length=255), BeforeValidator(readable)]
    type: Annotated[str, StringConstraints(max_length=150), BeforeValidator(readable)] = ""
    content: Annotated[str, StringConstraints(pattern=BASE64), BeforeValidator(readable)] = Field(description="base64")


class Count(Schema):
    count: int


class Me(Schema):
    body: str
    login: str
    scopes: list[str]
