"""What goes in and out. Inputs are strict: an unknown field is an error."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints, WithJsonSchema

from priemnaya.api.body import readable
from priemnaya.people.proof import HOW

from .fields import (
    BASE64,
    SEEN,
    Decision,
    GroundOfKind,
    HowAnswered,
    HowConsented,
    Kind,
    Moment,
    OptionalDay,
    Point,
    Purpose,
    Short,
    Way,
    Whole,
    Words,
    whole,
)


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
    edition: str
    chosen_address: str
    addresses: list[ProofOut]
    second_point: str
    second_address: str
    returned: list[ReturnedOut]


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
    level: LevelOut | None
    how: HowOut | None
    files: list[FileOut]


class CasePage(Schema):
    items: list[CaseRow]
    next: str | None


class ContactPage(Schema):
    items: list[ContactOut]
    next: str | None


class FileIn(Strict):
    name: Annotated[str, StringConstraints(min_length=1, max_length=255), BeforeValidator(readable)]
    type: Annotated[str, StringConstraints(max_length=150), BeforeValidator(readable)] = ""
    content: Annotated[str, StringConstraints(pattern=BASE64), BeforeValidator(readable)] = Field(description="base64")


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
    phone: Annotated[str, StringConstraints(max_length=30), BeforeValidator(readable)] = ""
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


class QuestionIn(Strict):
    text: Short = ""
    topic: Annotated[str, StringConstraints(max_length=24), BeforeValidator(readable)] | None = None
    need: Annotated[str, StringConstraints(max_length=200), BeforeValidator(readable)] = ""


class ClassifyIn(Strict):
    questions: list[QuestionIn] = Field(max_length=20)


class UrgencyIn(Strict):
    urgent: StrictBool
    reason: Annotated[str, StringConstraints(max_length=250), BeforeValidator(readable)] = ""


class AssignIn(Strict):
    login: Annotated[str, StringConstraints(max_length=60), BeforeValidator(readable)]
    task: Short = ""


class TextIn(Strict):
    text: Words


class ForwardIn(Strict):
    """to_body: names or codes of bodies of the directory, one a line; way: how, if not the first way each takes.
    not_against: the complaint was read and is not about these bodies, though it names them."""

    to_body: Words
    reason: Words
    keeps: StrictBool = False
    way: Way = ""
    not_against: StrictBool = False


class ExtendIn(Strict):
    days: Annotated[int, BeforeValidator(whole), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 365})]
    reason: Words


class CloseIn(Strict):
    outcome: Annotated[str, StringConstraints(max_length=40), BeforeValidator(readable)]
    reason: Short = ""
    site_address: Short = ""
    notice: Annotated[str, StringConstraints(max_length=10_000), BeforeValidator(readable)] = ""


class KindIn(Strict):
    kind: Kind
    grounds: list[GroundOfKind] = Field(default_factory=list)


class WaysIn(Strict):
    kind: Kind


class PointIn(Strict):
    point: Point
    address: Annotated[str, StringConstraints(max_length=320), BeforeValidator(readable)] = ""
    second_point: Point | None = None
    second_address: Annotated[str, StringConstraints(max_length=320), BeforeValidator(readable)] = ""


class OtherIn(Strict):
    number: Annotated[str, StringConstraints(max_length=30), BeforeValidator(readable)]


class NthIn(Strict):
    question: Annotated[int, Field(ge=1, le=20), BeforeValidator(whole)]


class ComplainedIn(Strict):
    login: Annotated[str, StringConstraints(max_length=60), BeforeValidator(readable)] = ""
    typed: Annotated[str, StringConstraints(max_length=300), BeforeValidator(readable)] = ""


class NamedIn(Strict):
    state: Literal["confirmed", "dismissed"]
    why: Annotated[str, StringConstraints(max_length=300), BeforeValidator(readable)] = ""


class RequestIn(Strict):
    body: Words
    what: Words


class DeliveryIn(Strict):
    delivery_id: Annotated[int, Field(ge=1, le=2**63 - 1), BeforeValidator(whole)]


class SendAgainIn(DeliveryIn):
    point: Words
    address: Annotated[str, StringConstraints(max_length=320), BeforeValidator(readable)] = ""
    why: Annotated[str, StringConstraints(max_length=500), BeforeValidator(readable)] = ""


class MeasureIn(Strict):
    text: Words
    owner: Annotated[str, StringConstraints(max_length=60), BeforeValidator(readable)]
    due_on: OptionalDay = None


class AnswerIn(Strict):
    """What the author says of a question, by its place in the list of the case's questions, from 1. how: `here` marks
    words of the letter that answer it; a reason stands in the letter with the words; empty: the answer is looked for by
    the question's words.
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


class DocumentOut(Schema):
    """An identity document that was shown: its sort, never its number."""

    sort: str
    seen_at: dt.datetime


class ClientOut(Schema):
    id: int
    kind: str
    surname: str
    name: str
    patronymic: str
    company: str
    full_name: str = Field(description="as staff read it: of whoever is identified the name that the provider gives")
    identified: bool
    postal_address: str
    addresses: list[ProofOut]
    consents: list[dict[str, Any]]
    level: LevelOut
    documents: list[DocumentOut]


class ConsentIn(Strict):
    purpose: Purpose
    how: HowConsented


class ExportOut(Schema):
    id: int
    state: str
    percent: int


class TopicOut(Schema):
    code: str
    title: str
    path: str


class PointOut(Schema):
    kind: str
    name: str
    address: str
    hours: str
    accessibility: list[str]
    functions: list[str]
    citation: str


class ServiceOut(Schema):
    slug: str
    kind: str
    title: str
    lead: str
    situations: list[str]


class ServicePageOut(ServiceOut):
    """edition: the whole text in force, in the shape of `orders/<slug>/services.yaml`."""

    since: dt.date
    edition: dict[str, Any]


class FoundOut(Schema):
    """kind: service, article or situation; ref: a service's slug or an article's number."""

    kind: str
    ref: str
    sort: str
    title: str
    lead: str


class ArticleOut(Schema):
    id: int
    kind: str
    title: str
    text: str
    public: bool
    section: str
    version: int
    published_at: dt.datetime | None
    reviewed_at: dt.datetime | None


class RatingOut(Schema):
    id: int
    source: str
    case: str | None
    score: int
    comment: str
    at: dt.datetime


class RatingPage(Schema):
    items: list[RatingOut]
    next: str | None


class FigureOut(Schema):
    clause: str
    demand: str
    state: str
    share: float | None


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


class Count(Schema):
    count: int


class Me(Schema):
    body: str
    login: str
    scopes: list[str]
