"""What leaves: signed letters, deliveries, and events to whoever listens."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints

from priemnaya.api.body import readable

from ..fields import SEEN, Moment
from .common import HeldBack, ReadOnPage, SealOut, Strict


class LetterOut(Schema):
    """A sent answer, for the document system."""

    id: int
    number: str
    external_number: str
    case: str
    client: str
    sent_at: dt.datetime
    state: str
    signer: str
    pdf_size: int
    signed: bool
    signature: SealOut


class LetterPage(Schema):
    items: list[LetterOut]
    next: str | None


class NumberIn(Strict):
    number: Annotated[
        str,
        StringConstraints(min_length=1, max_length=60, strip_whitespace=True, pattern=SEEN),
        BeforeValidator(readable),
    ]


class DeliveryOut(Schema):
    id: int
    channel: str
    state: str
    held_back: HeldBack
    read_on_page_at: ReadOnPage
    attempts: int
    error: str
    created_at: dt.datetime
    sent_at: dt.datetime | None


class DeliveryPage(Schema):
    items: list[DeliveryOut]
    next: str | None


class WebhookIn(Strict):
    title: Annotated[
        str,
        StringConstraints(min_length=1, max_length=120, strip_whitespace=True, pattern=SEEN),
        BeforeValidator(readable),
    ]
    url: Annotated[
        str,
        StringConstraints(min_length=8, max_length=300, pattern=r"^https?://[!-~]+$"),
        BeforeValidator(readable),
    ]
    verbs: list[Annotated[str, StringConstraints(max_length=60), BeforeValidator(readable)]] = Field(
        default_factory=list, max_length=50
    )


class WebhookOut(Schema):
    id: int
    title: str
    url: str
    verbs: list[str]
    active: bool


class WebhookMade(WebhookOut):
    secret: str = Field(description="for checking signatures (Standard Webhooks); shown this once")
    found: bool = Field(description="whether the server's name is known now; if not, it is judged at the first sending")


class ReplayIn(Strict):
    since: Moment
