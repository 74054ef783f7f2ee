"""What an edition of a service says, as plain data: the same shape in `orders/<slug>/services.yaml`, in the database
and on screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Literal

from pydantic import Field, field_validator, model_validator

from priemnaya.policy.contact_points import POINT_KINDS
from priemnaya.worktime import OF_THE_CALENDAR, Term, parse_rule

from .questions import SLUG, Condition, Payee, Question, Second, checked
from .questions import Strict as _Strict

Source = Literal["client", "body", "other_body"]
LeadsTo = Literal["refusal", "suspension", "termination"]
ServiceKind = Literal["service", "support", "digital"]
SERVICE_KINDS: dict[str, str] = {"service": "услуга", "support": "мера поддержки", "digital": "цифровой сервис"}
RESULT_FORMS: dict[str, str] = {
    "paper": "на бумаге",
    "electronic": "электронный документ",
    "record": "запись в реестре",
    "money": "выплата",
    "online": "сразу на экране",
}
SAID_BESIDE = frozenset({"documents", "term", "price", "filing", "result"})
"""What the page of a service says in parts of their own, which the form asks for: of the words it is not
asked."""


class Document(_Strict):
    """A document of a service. source: who brings it. A body may not ask a client for what it holds or can get itself
    (210-ФЗ ст. 7): then `holder` says where it is taken. when: the condition, if it is not always needed."""

    id: str = Field(pattern=SLUG)
    name: str = Field(min_length=2)
    source: Source = "client"
    holder: str = ""
    why: str = ""
    act: str = ""
    when: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Document:
        if self.source == "other_body" and not self.holder:
            raise ValueError("назовите орган, у которого документ запрашивают (holder)")
        if self.source == "client" and not self.act:
            raise ValueError("у документа, который приносит клиент, нужен акт: на чём основано требование (act)")
        return self

    @property
    def asked(self) -> bool:
        """Whether the client brings it."""
        return self.source == "client"


class Ground(_Strict):
    """A ground of refusal, suspension or termination: plain words for the client, how to put it right, the act it rests
    on."""

    id: str = Field(pattern=SLUG)
    leads_to: tuple[LeadsTo, ...] = ("refusal",)
    title: str = Field(min_length=3)
    plain: str = Field(min_length=10)
    fix: str = Field(min_length=10)
    again: str = ""
    act: str = Field(min_length=3)


class ServiceTerm(_Strict):
    """within: 1wd, 30d, 1mo, 24h, from registration. act: what sets it."""

    within: str
    act: str = ""
    note: str = ""

    @field_validator("within")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse_rule(value)
        return value

    @property
    def term(self) -> Term:
        term = parse_rule(self.within)
        return replace(term, roll="back") if term.unit in OF_THE_CALENDAR else term


class Cost(_Strict):
    """rubles: 0 is free. note: who pays less, when nothing is paid."""

    rubles: int = Field(0, ge=0)
    note: str = ""
    act: str = ""


class Result(_Strict):
    name: str = Field(min_length=3)
    forms: tuple[Literal["paper", "electronic", "record", "money", "online"], ...] = ("paper",)


class ServiceText(_Strict):
    """One edition. title: what people call it; name: what the regulation calls it; words: what else people search by.

    Points in file_by and receive_by are kinds of contact points. conditions, questions, second: what its form asks of
    its own; payee: whom a fee is paid to.
    """

    kind: ServiceKind = "service"
    unit: str = Field(pattern=SLUG)
    name: str
    title: str
    lead: str
    situations: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    topic: str = Field("", pattern=r"^(\d{4}(\.\d{4}){3,4})?$", description="код темы из классификатора обращений")
    law: tuple[str, ...] = Field(min_length=1)
    who: tuple[str, ...] = Field(min_length=1)
    steps: tuple[str, ...] = Field(min_length=2)
    conditions: tuple[Condition, ...] = ()
    questions: tuple[Question, ...] = ()
    second: Second | None = None
    documents: tuple[Document, ...] = ()
    term: ServiceTerm
    cost: Cost = Cost()
    payee: Payee | None = None
    result: Result
    file_by: tuple[str, ...] = Field(min_length=1)
    receive_by: tuple[str, ...] = Field(min_length=1)
    access: tuple[str, ...] = Field(min_length=1)
    grounds: tuple[Ground, ...] = ()
    appeal: str = ""
    again: str = ""
    link: str = Field("", description="address of a digital service")
    example: bool = Field(False, description="demonstration data, to be checked against the regulation")

    @field_validator("file_by", "receive_by")
    @classmethod
    def _points(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for point in value:
            if point not in POINT_KINDS:
                raise ValueError(f"нет точки «{point}»; допустимо: {', '.join(POINT_KINDS)}")
        return value

    @model_validator(mode="after")
    def _told_apart(self) -> ServiceText:
        for things, name in ((self.documents, "документов"), (self.grounds, "оснований")):
            ids = [t.id for t in things]
            if len(ids) != len(set(ids)):
                raise ValueError(f"у двух {name} один id")
        checked(self.questions, self.conditions)
        return self

    @property
    def brought(self) -> tuple[Document, ...]:
        """What the client brings."""
        return tuple(d for d in self.documents if d.asked)

    @property
    def got_by_body(self) -> tuple[Document, ...]:
        """What the body finds or asks for itself."""
        return tuple(d for d in self.documents if not d.asked)

    def document(self, id: str) -> Document | None:
        return next((d for d in self.documents if d.id == id), None)

    def ground(self, id: str) -> Ground | None:
        return next((g for g in self.grounds if g.id == id), None)

    def prose(self) -> str:
        """The text a client reads, in blocks, without titles of acts and official names: what the plain-language check
        looks at."""
        grounds = [f"{g.plain} {g.fix}" for g in self.grounds]
        documents = [d.why for d in self.documents if d.why]
        asked = [f"{q.label}{'' if q.label.endswith('?') else '.'} {q.hint}" for q in self.questions]
        fitting = [f"{c.question} {c.hint}\n\n{c.why} {c.instead}" for c in self.conditions]
        second = [self.second.why] if self.second else []
        told = [self.title, self.lead, *self.who, *self.steps, *documents, *asked, *fitting, *second, *grounds]
        blocks = [block.strip() for block in (*told, self.appeal, self.again)]
        return "\n\n".join(b if b.endswith((".", "!", "?")) else f"{b}." for b in blocks if b)

    def searchable(self) -> str:
        """What else of the edition may be looked for, beside title, name and the words to search by."""
        return "\n".join(
            [
                *self.who,
                *self.steps,
                *(d.name for d in self.documents),
                *(f"{g.title} {g.plain}" for g in self.grounds),
                self.result.name,
            ]
        )


class Situation(_Strict):
    """A life situation in which people need several services."""

    slug: str = Field(pattern=SLUG)
    title: str
    lead: str = ""


class Listed(_Strict):
    """A service as listed in a file: whose edition, since when, and its text."""

    slug: str = Field(pattern=SLUG)
    since: dt.date
    text: ServiceText
