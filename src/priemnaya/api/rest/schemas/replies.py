"""An answer: the draft that comes in, and what is shown of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints

from priemnaya.api.body import readable

from ..fields import Decision, HowAnswered, OptionalDay, Whole, whole
from .common import SealOut, Strict


class AnswerIn(Strict):
    """What the author says of a question, by its place in the list of the case's questions, from 1. how: `here` marks
    words of the letter that answer it; a reason stands in the letter with the words; empty: the answer is looked for by
    the question's words; `stated`: the letter answers it, and the words say why the author thinks so.
    """

    question: Annotated[int, Field(ge=1, le=50), BeforeValidator(whole)]
    how: HowAnswered = ""
    words: Annotated[str, StringConstraints(max_length=2_000), BeforeValidator(readable)] = ""


class DraftIn(Strict):
    """version guards against saving over somebody else's words: give the one you read."""

    version: Whole | None = None
    text: Annotated[str, StringConstraints(max_length=100_000), BeforeValidator(readable)] | None = None
    decision: Decision | None = None
    grounds: Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(readable)] | None = None
    how_to_fix: Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(readable)] | None = None
    how_to_reapply: Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(readable)] | None = None
    how_to_appeal: Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(readable)] | None = None
    why_differs: Annotated[str, StringConstraints(max_length=5_000), BeforeValidator(readable)] | None = None
    not_refusal: Annotated[str, StringConstraints(max_length=5_000), BeforeValidator(readable)] | None = None
    suspended_until: OptionalDay = None
    remedy_by: OptionalDay = None
    answers: list[AnswerIn] | None = Field(default=None, max_length=50)


class VerdictOut(Schema):
    clause: str
    citation: str
    ok: bool
    why: str
    remedy: str
    kind: str


class AnsweredOut(Schema):
    question: int
    text: str
    how: str
    passage: str
    ok: bool


class ReplyFileOut(Schema):
    id: int
    name: str
    size: int


class ReplyOut(Schema):
    id: int
    state: str
    version: int
    decision: str
    text: str
    grounds: str
    how_to_fix: str
    how_to_reapply: str
    how_to_appeal: str
    not_refusal: str
    number: str
    external_number: str
    sent_at: dt.datetime | None
    signature: SealOut
    suspended_until: dt.date | None
    remedy_by: dt.date | None
    set_aside: dict[str, dict[str, Any]]
    questions: list[AnsweredOut]
    files: list[ReplyFileOut]
    verdicts: list[VerdictOut]


class ReplyRow(Schema):
    """state: a draft, one on check, one dropped (it can be brought back), a sent one, and so on."""

    id: int
    state: str
    decision: str
    author: str | None
    text: str
    number: str
    sent_at: dt.datetime | None
    signature: SealOut
