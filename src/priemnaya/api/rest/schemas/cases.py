"""A case as it is shown: a row of a list, and the whole."""

from __future__ import annotations

import datetime as dt

from ninja import Schema
from pydantic import Field

from .common import LevelOut, ProofOut


class CaseRow(Schema):
    number: str
    kind: str
    state: str
    subject: str
    point: str
    chosen_point: str
    client_id: int | None
    assignee: str | None
    unit: str | None
    received_at: dt.datetime
    registered_at: dt.datetime
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str
    level: LevelOut
    answer_waits: bool = Field(
        description="the term was kept by a notice: the answer itself waits behind a link and has gone whole by no way"
    )


class TermOut(Schema):
    what: str
    due_at: dt.datetime
    citation: str
    reasoning: list[str]
    fulfilled_at: dt.datetime | None
    cancelled_at: dt.datetime | None


class QuestionOut(Schema):
    text: str
    topic: str | None
    need: str


class NamedOut(Schema):
    """Whom a case complains of. `how`: form, text or staff; `state`: suspected, confirmed or dismissed."""

    id: int
    login: str | None
    name: str
    typed: str
    how: str
    words: str
    state: str
    why: str


class ReturnedOut(Schema):
    """A letter to the client that came back: what it is, what failed last, where it was tried, by what it may go."""

    delivery_id: int
    letter: str
    tried: list[str]
    going: list[str]
    ways: list[str]


class CaseFull(CaseRow):
    asked_kind: str
    client_name: str
    written_for: str = Field(description="the firm in whose name its sender says they wrote; nothing proves it")
    named: list[NamedOut]
    questions: list[QuestionOut]
    terms: list[TermOut]
    urgency: str
    signatories: int = Field(description="how many people signed the message: several, and it is collective")
    edition: str
    chosen_address: str
    addresses: list[ProofOut]
    second_point: str
    second_address: str
    returned: list[ReturnedOut]
    heard: str = Field(
        description="the client's messages as they are now: sent back with a deed that ends the case, it stops the deed"
        " when the client has written since"
    )


class CasePage(Schema):
    items: list[CaseRow]
    next: str | None
