"""An order as loaded: clauses, rules with dated values, the body it belongs to. See ARCHITECTURE, «The order is
data»."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, model_validator

from priemnaya.bounded import lined

from .contact_points import POINT_KINDS, Function
from .kinds import Kind, Values
from .titles import LEVELS, act_number, clause_title
from .unsaid import with_defaults

lined.CALLED.setdefault("draft", []).append("проект, не подписан")
lined.CALLED.setdefault("in_force", []).append("действует, действующий, вступил, подписан, утверждён")

EASTERNMOST = "Asia/Kamchatka"
"""Where a day begins first: acts of the country have no clock of their own."""
TITLE = 300
"""Characters of an act's title: a term and a letter sent on keep it with the article (core.models.obligations)."""


def today_in(zone: str) -> dt.date:
    """The day it is in a zone; where a day begins first when there is none of that name."""
    try:
        return dt.datetime.now(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.datetime.now(ZoneInfo(EASTERNMOST)).date()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Act(_Strict):
    """The act that approved the order. date None: the source leaves it blank; then `assumed` is what the terms run
    from. status: a draft is worked by on trial, and every page says so. text_from: where the text of the act beside the
    order was taken from. numbering: what the act calls the places of its numbers, the first one first."""

    title: str = Field(min_length=3, max_length=TITLE)
    number: str | None = Field(None, max_length=60)
    date: dt.date | None = None
    assumed: dt.date | None = None
    status: str = Field(pattern="^(draft|in_force)$")
    note: str = ""
    text_from: str = Field("", max_length=300)
    numbering: tuple[Literal[LEVELS], ...] = Field((), max_length=4, description="[статья, часть, пункт]")  # type: ignore[valid-type]

    @property
    def since(self) -> dt.date:
        return self.date or self.assumed or dt.date(2000, 1, 1)

    @property
    def is_draft(self) -> bool:
        return self.status == "draft"

    @property
    def citation(self) -> str:
        number = f" № {self.number}" if self.number else ""
        when = f" от {self.date:%d.%m.%Y}" if self.date else " (дата в источнике не указана)"
        return f"{self.title}{when}{number}" + (" — проект" if self.is_draft else "")


class Point(_Strict):
    """A point of contact of the body. functions: what it may be used for, unless a clause of kind `point_serves` says
    so; hours and accessibility: for people, one line each; approved_by: the act, when it is not the order itself."""

    kind: str = Field(pattern=f"^({'|'.join(POINT_KINDS)})$")
    name: str = Field(min_length=1, max_length=100)
    address: str = Field("", max_length=300)
    functions: tuple[Function, ...] = ()
    hours: str = Field("", max_length=300)
    accessibility: tuple[str, ...] = ()
    approved_by: str = ""


SLUG = "^[a-z0-9][a-z0-9_-]{0,49}$"


class Unit(_Strict):
    """A department. closed: the day from which no work goes there; its page and its past stay."""

    slug: str = Field(pattern=SLUG)
    name: str = Field(min_length=1, max_length=200)
    functions: str = Field("", max_length=300)
    closed: dt.date | None = None


class Subordinate(_Strict):
    slug: str = Field(pattern=SLUG)
    name: str = Field(min_length=1, max_length=100)


class Body(_Strict):
    """The body itself, as its staff and clients read of it. Only name, region and zone must be said; what is left out
    comes from `unsaid`. posts: those that clauses name, as they stand on the cards of employees. signs: marks of
    matters of its own, which people set and conditions name (`grounds`). head_of_region: it is
    the governor's office (59-ФЗ ст. 12 ч. 1.1)."""

    name: str = Field(min_length=2, max_length=300)
    short: str = Field(min_length=2, max_length=100)
    genitive: str = Field(max_length=300)
    region: str
    zone: str
    accent: str = Field(pattern="^#[0-9a-fA-F]{6}$")
    address: str = Field("", max_length=300)
    phone: str = Field("", max_length=60)
    email: str = Field("", max_length=254)
    site: str = Field("", max_length=200)
    chief: str = Field("", max_length=150)
    schedule: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    points: tuple[Point, ...] = ()
    units: tuple[Unit, ...] = ()
    subordinates: tuple[Subordinate, ...] = ()
    client_kinds: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    head_of_region: bool = False
    needs: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _unsaid(cls, raw: Any) -> Any:
        return with_defaults(raw)


@dataclass(frozen=True)
class Rule:
    """One rule of a clause: a kind and values by the day they came into force (None: repealed that day).

    ours: the act names no value, this one is the body's own choice. corrected: why a value of the past was put right in
    the file, by the day that was done; of_value: those said of one value, by its own day.
    """

    kind: type[Kind]
    values: tuple[tuple[dt.date, Values | None], ...]
    prevails: str = ""
    verified: bool = True
    line: int = 0
    ours: bool = False
    corrected: tuple[tuple[dt.date, str], ...] = ()
    of_value: tuple[tuple[dt.date, tuple[dt.date, str]], ...] = ()

    def since(self, day: dt.date) -> dt.date | None:
        """The day from which what was in force on a day is; None when nothing was written yet."""
        return max((since for since, _ in self.values if since <= day), default=None)

    @property
    def of_all(self) -> tuple[tuple[dt.date, str], ...]:
        """Reasons said of the clause or of the whole rule; those of its values stand last."""
        return self.corrected[: len(self.corrected) - len(self.of_value)]

    def why(self, day: dt.date) -> set[tuple[dt.date, str]]:
        """The reasons given for what was in force on a day: said of the whole rule, or of that value."""
        return {*self.of_all, *(reason for since, reason in self.of_value if since == self.since(day))}

    def on(self, day: dt.date) -> Values | None:
        """What was in force on a day; None when nothing was."""
        current: Values | None = None
        for since, value in self.values:
            if since <= day:
                current = value
        return current

    @property
    def latest(self) -> Values | None:
        return self.values[-1][1] if self.values else None


@dataclass(frozen=True)
class Clause:
    """A clause under its number: what it demands in plain Russian, and its rules.

    demands: the words by the day they came into force, when they have changed; first: the only ones, or the first.
    closed: the day from which it demands nothing; its page stays. corrected: why its past was put right, said of the
    whole clause (its rules have it too). not_written: the part of the demand that no rule says, in words; whatever the
    rules reach, the clause is kept in part only.
    """

    number: str
    first: str
    rules: tuple[Rule, ...]
    act: str = ""
    line: int = 0
    source: str = ""
    demands: tuple[tuple[dt.date, str], ...] = ()
    closed: dt.date | None = None
    corrected: tuple[tuple[dt.date, str], ...] = ()
    not_written: str = ""

    @property
    def demand(self) -> str:
        """In force today."""
        return self.demand_on(dt.date.today())  # noqa: DTZ011 - a day is near enough: no term hangs on words

    def demand_on(self, day: dt.date) -> str:
        return next((words for since, words in reversed(self.demands) if since <= day), self.first)

    @property
    def cited(self) -> str:
        """In an order of a body, as the act calls the place: «статья 2, часть 1», «п. 3.5»."""
        return self.source or clause_title(self.number)

    @property
    def label(self) -> str:
        """The same where a page lists them; a number alone stands after «Пункт»."""
        return self.source[:1].upper() + self.source[1:] if self.source else act_number(self.number)

    def closed_by(self, day: dt.date) -> bool:
        """Whether it holds no more on a day."""
        return self.closed is not None and self.closed <= day


@dataclass(frozen=True)
class Order:
    """A loaded layer: an order of a body, or a layer of law (federal, product defaults)."""

    slug: str
    layer: str
    act: Act
    clauses: tuple[Clause, ...]
    body: Body | None = None
    file: str = ""
    by_number: dict[str, Clause] = field(init=False, default_factory=dict, compare=False)
    by_kind: dict[str, list[tuple[Clause, Rule]]] = field(init=False, default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for clause in self.clauses:
            self.by_number[clause.number] = clause
            for rule in clause.rules:
                self.by_kind.setdefault(rule.kind.name, []).append((clause, rule))

    @property
    def today(self) -> dt.date:
        """The day it is for whom the order is: by the body's own clock."""
        return today_in(self.body.zone if self.body else EASTERNMOST)

    @cached_property
    def takes_reasons(self) -> bool:
        """Whether any of its values, of any day, lets a step be taken for a recorded reason."""
        return any(
            v is not None and v.unless.recorded_reason for c in self.clauses for r in c.rules for _, v in r.values
        )

    @cached_property
    def looks_into(self) -> frozenset[str]:
        """The lists of the body that any of its values, of any day, looks into."""
        values = (v for c in self.clauses for r in c.rules for _, v in r.values if v is not None)
        return frozenset(name for value in values for name in value.reads())

    @property
    def edition(self) -> str:
        """Identifies the text a case was registered under."""
        days = [since for c in self.clauses for r in c.rules for since, _ in r.values]
        return f"{self.slug}@{max(days, default=self.act.since):%Y-%m-%d}"

    def editions(self) -> list[dt.date]:
        values = {since for c in self.clauses for r in c.rules for since, _ in r.values}
        return sorted(values | {since for c in self.clauses for since, _ in c.demands})

    def without(self, number: str, kind: str | None = None, index: int | None = None) -> Order:
        """A copy with a clause's rules (or one of them) removed: what the removal tests are made of."""
        clauses = []
        for clause in self.clauses:
            if clause.number == number:
                rules = tuple(
                    r
                    for n, r in enumerate(clause.rules)
                    if not ((kind is None or r.kind.name == kind) and (index is None or n == index))
                )
                clause = replace(clause, rules=rules)
            clauses.append(clause)
        return Order(self.slug, self.layer, self.act, tuple(clauses), self.body, self.file)
