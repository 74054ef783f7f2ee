"""Under which conditions a rule holds: the same closed list for every kind of rule, read from facts of the case."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from priemnaya.worktime import seasons
from priemnaya.worktime.terms import plural

from . import Of, Sort, Word, define, title_of
from . import matters as _matters  # the lists that conditions name
from .needs import TITLES as HELP
from .things import one_of

TITLES: dict[str, str] = {
    "kinds": "вид дела",
    "came_by": "точка, через которую пришло",
    "answered_by": "точка, которую выбрал клиент",
    "electronic": "пришло в электронном виде",
    "came_before": "пришло раньше",
    "season": "пришло в эти дни года",
    "clients": "вид клиента",
    "needs": "потребность клиента",
    "helped": "клиенту нужна помощь",
    "topics": "тема по классификатору",
    "services": "услуга",
    "urgency": "срочность",
    "repeat": "повторное сообщение",
    "wrote_within": "клиент уже писал за последние дни",
    "no_name_or_address": "нет имени или адреса для ответа",
    "importance": "важность",
    "grounds": "признак дела",
    "decisions": "решение в ответе",
    "rated": "оценка клиента не выше",
    "questions_from": "вопросов в сообщении не меньше",
    "signatories": "сообщение подписали не меньше человек",
    "topic_in_month": "о той же теме за 30 дней написали не меньше клиентов",
    "asked_in_month": "вопрос за месяц задан столько раз",
    "recorded_reason": "записана причина",
}
RECORDED_REASON = "recorded_reason"
"""Not a condition of the case: whoever acts writes why, and the step is taken. Only in `unless`."""
FREQUENT = "учёт частых вопросов"
WAITS = {"importance": "оценка важности сообщения", "asked_in_month": FREQUENT}

define(*(Word("condition", name, title, waits=WAITS.get(name, "")) for name, title in TITLES.items()))


CaseKind = Annotated[str, Of("case_kind")]
Point = Annotated[str, Of("point")]
ClientKind = Annotated[str, Of("client_kind")]
Ground = Annotated[str, Of("ground")]
Decision = Annotated[str, Of("decision")]
Help = Annotated[str, one_of(HELP)]


class Conditions(BaseModel):
    """What must be so, all together; within one list any of its words. Empty means any.

    came_before: an hour of the day, local to the body; season: days of the year, the same each year, that it came in;
    helped: special needs on the client's card; needs, clients: also
    as the body's own lists have them; topics: of the classifier, by name or by the beginning of the code; services:
    their slugs; wrote_within: an earlier matter of the same client came at most so many days before;
    no_name_or_address: nobody can be answered; rated: at most so many of five; questions_from, signatories,
    topic_in_month (clients, this one among them), asked_in_month: at least so many.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[CaseKind, ...] = ()
    came_by: tuple[Point, ...] = ()
    answered_by: tuple[Point, ...] = ()
    electronic: bool | None = None
    came_before: str = Field("", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$", description="час по времени органа: '15:00'")
    season: tuple[str, ...] = Field((), description="дни, которые наступают каждый год: 01.04-15.10")
    clients: tuple[ClientKind, ...] = ()
    needs: tuple[str, ...] = ()
    helped: tuple[Help, ...] = Field((), description=f"из карточки: {', '.join(HELP)}")
    topics: tuple[str, ...] = Field((), description="название темы или её код: '0005.0005'")
    services: tuple[str, ...] = ()
    urgency: tuple[Literal["normal", "urgent"], ...] = ()
    repeat: bool | None = None
    wrote_within: int = Field(0, ge=0, le=3660, description="за сколько дней, например 30")
    no_name_or_address: bool | None = None
    importance: tuple[Literal["high", "normal"], ...] = ()
    grounds: tuple[Ground, ...] = ()
    decisions: tuple[Decision, ...] = ()
    rated: int = Field(0, ge=0, le=5, description="число от 1 до 5")
    questions_from: int = Field(0, ge=0, le=100, description="сколько вопросов, например 3")
    signatories: int = Field(0, ge=0, le=1_000_000, description="сколько человек подписали, например 10")
    topic_in_month: int = Field(0, ge=0, le=10_000, description="сколько клиентов, например 5")
    asked_in_month: int = Field(0, ge=0, le=10_000, description="сколько раз, например 5")
    recorded_reason: Literal[True] | None = Field(None, description="true; только в unless")

    @field_validator("topics", mode="before")
    @classmethod
    def _by_code(cls, given: Any) -> Any:
        """A topic may be named: its code is what the rule keeps. Raises ValueError for a name that several have."""
        return [_code_of(one) if isinstance(one, str) else one for one in given] if _listed(given) else given

    @field_validator("season")
    @classmethod
    def _days_of_a_year(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for one in given:
            seasons.span(one)
        return given

    @property
    def used(self) -> tuple[str, ...]:
        """Which conditions are set."""
        return tuple(name for name in TITLES if not self._any(getattr(self, name)))

    @staticmethod
    def _any(wanted: Any) -> bool:
        """Whether nothing is wanted; «no» is something, though Python takes it for 0."""
        return wanted in (None, (), "") or (wanted == 0 and not isinstance(wanted, bool))

    def hold(self, facts: Any) -> bool:
        """Facts by the names of the conditions; a fact of several values holds by any of them. What is not known is not
        so."""
        return all(self._one(name, fact_of(facts, name)) for name in self.used if name != RECORDED_REASON)

    def _one(self, name: str, fact: Any) -> bool:
        wanted = getattr(self, name)
        if name == "rated":
            return fact is not None and 0 < int(fact) <= wanted
        if name == "wrote_within":
            return fact is not None and int(fact) <= wanted
        if name in AT_LEAST:
            return fact is not None and int(fact) >= wanted
        if name == "came_before":
            return fact is not None and str(fact) < wanted
        if name == "season":
            return fact is not None and any(seasons.covers(one, str(fact)) for one in wanted)
        if isinstance(wanted, bool):
            return bool(fact) == wanted
        facts = fact if isinstance(fact, (tuple, list, set, frozenset)) else (fact,)
        if name == "topics":
            return any(str(f or "").startswith(w) for f in facts for w in wanted)
        return any(f in wanted for f in facts)

    def covers(self, other: Conditions) -> bool:
        """Whether these hold wherever those of the other do."""
        return all(name in other.used and self._covers(name, getattr(other, name)) for name in self.used)

    def _covers(self, name: str, given: Any) -> bool:
        wanted = getattr(self, name)
        if name in AT_LEAST:
            return bool(given >= wanted)
        if isinstance(wanted, bool) or not isinstance(wanted, tuple):
            return bool(given == wanted if isinstance(wanted, bool) else given <= wanted)
        if name == "topics":
            return all(any(one.startswith(w) for w in wanted) for one in given)
        return set(given) <= set(wanted)

    def phrase(self) -> str:
        """In plain Russian, for people."""
        return "; ".join(self._said(name) for name in self.used)

    def _said(self, name: str) -> str:
        wanted = getattr(self, name)
        if name == "wrote_within":
            return f"клиент уже писал за последние {wanted} {plural(wanted, 'день', 'дня', 'дней')}, по его карточке"
        if name == "asked_in_month":
            return f"вопрос за месяц задан {wanted} {plural(wanted, 'раз', 'раза', 'раз')}"
        if name == "topic_in_month":
            return f"о той же теме за 30 дней написали {wanted} и больше клиентов, по их карточкам"
        if name == "questions_from":
            return f"вопросов в сообщении {wanted} и больше"
        if name == "signatories":
            return f"сообщение подписали {wanted} и больше человек"
        if name == "came_before":
            return f"пришло до {wanted}"
        if name == "season":
            return "пришло " + " или ".join(seasons.said(one) for one in wanted)
        if name in PLAINLY:
            return PLAINLY[name][bool(wanted)]
        return f"{TITLES[name]}: {self._words(name)}"

    def _words(self, name: str) -> str:
        wanted = getattr(self, name)
        if isinstance(wanted, bool):
            return "да" if wanted else "нет"
        if not isinstance(wanted, tuple):
            return str(wanted)
        if sort := SORTS.get(name):
            return ", ".join(title_of(sort, w) for w in wanted)
        if name == "topics":
            return ", ".join(topic_title(w) for w in wanted)
        known = HELP | {"normal": "обычное", "urgent": "срочное", "high": "высокая"}
        return ", ".join(known[w] if w in known else str(w) for w in wanted)


_CODE = re.compile(r"\d{4}(?:\.\d{4}){0,4}")


def _listed(given: Any) -> bool:
    return isinstance(given, (list, tuple))


def _code_of(said: str) -> str:
    """The code of a topic that is named; what is no topic stays as it is, and is told of with the nearest one."""
    if _CODE.fullmatch(said):
        return said
    codes = [code for code, title in classifier().items() if title.casefold() == said.strip().casefold()]
    if len(codes) > 1:
        raise ValueError(f"темы «{said}» в классификаторе две и больше; впишите код: {', '.join(codes)}")
    return codes[0] if codes else said


def topic_title(code: str) -> str:
    """«Охрана труда» of its code; the code itself where the classifier has none."""
    title = classifier().get(code, "")
    return f"«{title}»" if title else code


@lru_cache(maxsize=1)
def classifier() -> dict[str, str]:
    """Codes of the classifier that the product brings, each with its title."""
    rows = CLASSIFIER.read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t", 1) for line in rows if line)


CLASSIFIER = Path(__file__).parents[2] / "knowledge" / "classifier.tsv"
AT_LEAST = frozenset({"questions_from", "signatories", "topic_in_month", "asked_in_month"})
"""Conditions of a number that holds for more too."""
PLAINLY = {
    "electronic": ("пришло не в электронном виде", "пришло в электронном виде"),
    "repeat": (
        "сообщение не повторное",
        "сообщение повторное: этому клиенту, по его карточке, на ту же тему уже отвечали, или дела связали",
    ),
    "no_name_or_address": ("есть имя и адрес для ответа", "нет имени или адреса для ответа"),
    RECORDED_REASON: ("", TITLES[RECORDED_REASON]),
}
"""Of a condition that is so or not: how people say each."""
SORTS: dict[str, Sort] = {
    "kinds": "case_kind",
    "came_by": "point",
    "answered_by": "point",
    "clients": "client_kind",
    "grounds": "ground",
    "decisions": "decision",
}


ONE_OF = {"kinds": "kind", "answered_by": "point", "clients": "client", "decisions": "decision", "rated": "rating"}
"""How a fact of one value is called, and was called when a term kept it."""


def fact_of(facts: Any, name: str) -> Any:
    """A fact, asked only when a rule wants it: costly ones are given as functions. A fact of one value goes by its own
    name."""
    fact = facts[name] if name in facts else facts.get(ONE_OF.get(name, ""))
    return fact() if callable(fact) else fact


__all__ = ["TITLES", "Conditions", "fact_of"]
assert _matters  # imported for its lists
