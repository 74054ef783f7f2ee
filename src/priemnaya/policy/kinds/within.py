"""within: within a term from an event another event happens. Opens an obligation with a stored due instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from priemnaya.policy.connection import SERVICES
from priemnaya.policy.owed import DEFERRAL_NOTICE, FORWARDING, REPLY_ON_SUBSTANCE, URGENT_REPLY
from priemnaya.policy.vocabulary import impossible, title_of, word
from priemnaya.policy.vocabulary.events import (
    LOW_RATING,
    MECHANISMS,
    ORDER_IN_FORCE,
    QUESTION_FREQUENT,
    TERM_END,
    EventName,
    decided,
    event,
    to_do,
)
from priemnaya.policy.vocabulary.pairs import check_back, check_known, check_pair, where_needed
from priemnaya.policy.vocabulary.people import EXECUTOR, HEAD_OF_UNIT, Person, answered_by, employees_only
from priemnaya.policy.vocabulary.periods import Clock
from priemnaya.worktime import BACK, OF_THE_CALENDAR, Deadline, Moved, Term, hours, parse_rule

from .base import OF_A_CASE, OF_A_REPLY, Facts, Kind, State, Values
from .places import PLACES, ROLLED, DayOrPlace, Hour, Place

ROUGH = {
    "seconds": 1 / 3600,
    "minutes": 1 / 60,
    "hours": 1.0,
    "working_minutes": 3 / 60,
    "working_hours": 3.0,
    "days": 24.0,
    "working_days": 34.0,
    "months": 24 * 30.5,
    "years": 24 * 365.0,
}


UNASSIGNED = frozenset({DEFERRAL_NOTICE})
"""What is asked when the step is taken, and owed by nobody before."""


ANSWERS = (REPLY_ON_SUBSTANCE, URGENT_REPLY)
"""What may stand while the client is asked."""
OF_SOME = "такой срок никто не должен, его считают, когда сделано, и напоминать о нём некому"
WHICH_NEED = "если это нужно не каждому делу, назовите в if, каким: тогда срок откроется и о нём напомнят"


SEEN_WHEN = {
    FORWARDING: ", если решает другой орган: срок появляется, когда дело так отметили или начали пересылать, а"
    " считается от регистрации"
}
"""Of what is owed by some matters: who says of which, and since when it is counted then."""
KNOWN_BEFORE = (TERM_END, "visit_held", "works_begin", "works_done")
"""Events whose day is known before they happen: a term may be counted back from them."""
BEFORE_VISITS = "запись на приём: сроки до приёма"


class Within(Values):
    """from: the event that the term is counted from; do: the event that is to happen. within: 24h, 30m, 9wh, 45wm, 30d,
    15wd, 1mo, 1y; or by: a day (2024-11-01) or a place in a period; or ahead: counted back from an event whose day is
    known before. hour: at which hour of that day it ends, or end_of_work. who: answers for it and is reminded
    (whoever does it meets the term); told: told besides when it is near or has passed. clock: by whose time it is
    counted. A deed that few matters need (documents_asked, clarified, …) is owed only under an `if` that says which;
    without one it is counted when it is done, and who and told have no effect. stands: the term of an answer stands
    while the client is asked, in all no longer than so many days; terms of other rules, those of the law among them,
    run on."""

    from_: EventName = Field(ORDER_IN_FORCE, alias="from")
    do: EventName
    within: str = Field("", description="24h, 30m, 40s, 9wh, 45wm, 30d, 15wd, 1mo, 1y")
    ahead: str = Field("", description="сколько до события from, день которого известен заранее: 2wd, 3h")
    by: DayOrPlace | None = Field(None, description=f"день 2024-11-01 или {PLACES}")
    skip: Literal["none", "non_working_days"] = "none"
    roll: Literal["none", "back", "forward"] = "none"
    start: Literal["next_day", "same_day"] = "next_day"
    hour: Hour = ""
    clock: Clock = "body_time"
    who: Person | None = None
    told: tuple[Person, ...] = ()
    stands: str = Field("", description="на сколько дней срок ответа встаёт, пока клиента спросили: 14d")

    @field_validator("within", "ahead")
    @classmethod
    def _readable(cls, value: str) -> str:
        if value:
            parse_rule(value)
        return value

    @model_validator(mode="after")
    def _one_term(self) -> Self:
        if sum((bool(self.within), self.by is not None, bool(self.ahead))) != 1:
            raise ValueError("срок назовите один раз: within: 24h или by: 2024-11-01; назад от события — ahead: 2wd")
        if self.ahead and self.from_ not in KNOWN_BEFORE:
            known = ", ".join(KNOWN_BEFORE)
            raise ValueError(f"ahead: день события «{event(self.from_).title}» заранее неизвестен; допустимо: {known}")
        if self.ahead and parse_rule(self.ahead).unit not in BACK:
            raise ValueError("ahead: за сколько до события: 30m, 4h, 5d, 2wd")
        if self.ahead and (self.skip != "none" or self.start != "next_day" or self.roll != "none"):
            raise ValueError("ahead считают назад от события: skip, start и roll к нему не относятся")
        if self.by is not None and (self.skip != "none" or self.start != "next_day"):
            raise ValueError("skip и start относятся к сроку within, а не к дню by")
        if self.within:
            _ = self.term
        if self.from_ == TERM_END and not self.ahead:
            raise ValueError("от конца срока считают назад: ahead: 2wd; о нарушении — tell с on: term_broken")
        if self.from_ == ORDER_IN_FORCE and not isinstance(self.by, dt.date):
            raise ValueError(
                "от самого порядка считают только день (by: 2024-11-01); назовите событие from: message_registered, а"
                " для повторения есть вид review"
            )
        return self

    @model_validator(mode="after")
    def _read_by_somebody(self) -> Self:
        if self.within and self.start != "next_day" and self.term.unit not in ("days", "working_days"):
            raise ValueError("start относится только к дням: 30d, 15wd")
        if self.within and self.roll != "none" and self.term.unit not in OF_THE_CALENDAR:
            raise ValueError("roll относится только к дням (30d), к месяцам (1mo) и к дню by")
        if self.hour and (self.ahead or (self.within and self.term.unit not in (*OF_THE_CALENDAR, "working_days"))):
            raise ValueError("hour — час последнего дня: относится к срокам в днях (1wd, 30d, 1mo) и ко дню by")
        employees_only("who, told", *(self.told if self.who is None else (self.who, *self.told)))
        if not self.of_a_case and {EXECUTOR, HEAD_OF_UNIT} & {self.who, *self.told}:
            raise ValueError("у этого события нет дела, а значит, и исполнителя: назовите head, editor, admin")
        return self

    @model_validator(mode="after")
    def _stands_for_an_answer(self) -> Self:
        if self.stands and (parse_rule(self.stands).unit != "days" or parse_rule(self.stands).amount > 366):
            raise ValueError("stands: сколько календарных дней срок стоит в общей сложности: 14d, до 366d")
        if self.stands and (self.do not in ANSWERS or self.from_ not in MECHANISMS[self.do] or not self.within):
            raise ValueError(
                "stands — срок ответа стоит, пока ждут клиента: от message_registered, с within; do:"
                f" {', '.join(ANSWERS)}"
            )
        return self

    def stood(self, waits: Sequence[int | None]) -> list[Moved]:
        """By what the term is longer for waits for the client, in all no more than the rule lets it stand; None: one
        that lasts."""
        if not self.stands or not waits:
            return []
        most = int(self.stands.removesuffix("d"))
        days = most if None in waits else min(sum(n for n in waits if n is not None), most)
        lasts = "стоит" if None in waits else "стоял"
        return (
            [Moved(days, f"срок {lasts}, пока ждём ответа клиента на уточнение (не дольше {most} д.)")] if days else []
        )

    @model_validator(mode="after")
    def _says_how_often(self) -> Self:
        if self.from_ == QUESTION_FREQUENT and not self.if_.asked_in_month:
            raise ValueError("сколько раз за месяц задан вопрос, чтобы стать частым: if: {asked_in_month: 5}")
        return self

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        if not self.ahead:
            check_pair(self.from_, self.do)
        else:
            check_back(self.from_, self.do, KNOWN_BEFORE)
        check_known(self.do, (self.if_, self.unless))
        return self

    def late_on(self, day: dt.date) -> str:
        if isinstance(self.by, dt.date) and self.by < day:
            return f"by: {self.by:%d.%m.%Y} раньше дня, с которого действует значение: срок был бы нарушен сразу"
        return ""

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        for name in (self.from_, self.do):
            yield from impossible.of_event(name, self.if_, self.unless)
        yield from impossible.of_pair(self.from_, self.do, self.if_)
        if self.do in UNASSIGNED and (self.who is not None or self.told):
            yield "who, told: этот срок никому не поручают, напоминаний о нём нет: уберите who и told"

    def doubts(self) -> Iterator[str]:
        if self.of_some and (self.who is not None or self.told):
            yield f"who и told не действуют: {OF_SOME}; {WHICH_NEED}"

    @property
    def of_some(self) -> bool:
        """Counted with the matters it was done for, and owed by none: nothing says which matters need it."""
        return where_needed(self.from_, self.do) and not self.if_.used

    @property
    def opens_nothing(self) -> bool:
        return bool(event(self.do).waits or word("clock", self.clock).waits or (self.ahead and self.from_ != TERM_END))

    def waits_for(self) -> tuple[str, ...]:
        """Visits are booked, but nobody counts a term back from one yet."""
        return (BEFORE_VISITS,) if self.ahead and self.from_ == "visit_held" else ()

    @property
    def of_a_case(self) -> bool:
        return event(self.from_).about in ("case", "reply")

    def reads(self) -> tuple[str, ...]:
        documents = event(self.from_).of_documents or event(self.do).of_documents
        return (*super().reads(), *((SERVICES,) if documents else ()))

    def conditions(self) -> frozenset[str]:
        if self.from_ == QUESTION_FREQUENT:
            return frozenset({"asked_in_month"})
        if not self.of_a_case:
            return frozenset()
        if decided(self.from_):
            return OF_A_REPLY
        return OF_A_CASE | {"rated"} if self.from_ in (LOW_RATING, "rated") else OF_A_CASE

    @property
    def term(self) -> Term:
        """Raises ValueError where the rule names a day, not a term."""
        return parse_rule(self.within, skip=self.skip, roll=self.roll, start=self.start, hour=self.hour)

    @property
    def end(self) -> Term | Deadline:
        """What the due instant is counted by."""
        if isinstance(self.by, Place):
            return replace(self.by.deadline(self.roll), hour=self.hour)
        if self.by:
            return Deadline(on=self.by, roll=self.roll, hour=self.hour)
        return self.term if self.within else parse_rule(self.ahead)


CLOCK = frozenset({"seconds", "minutes", "hours", "working_minutes", "working_hours"})


class KIND(Kind):
    name = "within"
    values = Within
    doc = "От одного события до другого не больше срока. Открывает обязательство с вычисленной датой и её объяснением."
    example = "{from: message_received, do: primary_reply, within: 24h, skip: non_working_days, if: {electronic: true}}"

    @classmethod
    def targets(cls, values: Within) -> tuple[str, ...]:
        return (pair(values.from_, values.do),)

    @classmethod
    def applies(cls, values: Within, facts: Facts) -> bool:
        return values.from_ != LOW_RATING or LOW_RATING in facts.get("grounds", ())

    @classmethod
    def state_at(cls, values: Within, target: str) -> State:
        return "measured" if values.of_some else cls.state

    @classmethod
    def phrase(cls, values: Within) -> str:
        if values.ahead:
            return f"{_ahead_said(values)}{_reminded(values)}"
        said = f": {_term_said(values)}" if values.within else _day_said(values)
        said += f", {hours.said(values.hour)}" if values.hour else ""
        said += "; по местному времени клиента" if values.clock == "client_time" else ""
        if values.of_some:
            return f"{to_do(values.do, values.from_)}, если это нужно{said}; считается, когда сделано"
        said += SEEN_WHEN.get(values.do, "")
        if values.stands:
            said += f"; пока ждут ответа клиента на уточнение, срок стоит, но не дольше {parse_rule(values.stands)}"
        when = f"{to_do(values.do, values.from_)}{said}"
        under = values.if_.phrase()
        return (f"{when} ({under})" if under else when) + _reminded(values)

    @classmethod
    def tighter(cls, a: Any, b: Any) -> Any:
        """Rough order for display; the engine compares the computed instants, which is exact."""
        return min((a, b), key=lambda v: v.term.amount * ROUGH[v.term.unit] if v.within else 24.0 * 365)


def _ahead_said(values: Within) -> str:
    said = f"{to_do(values.do, values.from_)} за {parse_rule(values.ahead)} до события «{_noun(values.from_)}»"
    under = values.if_.phrase()
    return f"{said} ({under})" if under else said


def _noun(name: str) -> str:
    known = event(name)
    return known.noun or known.title


def _day_said(values: Within) -> str:
    end = values.end
    assert isinstance(end, Deadline)
    begins = f", после того как {event(values.from_).title}" if values.from_ != ORDER_IN_FORCE else ""
    return f" {end.by()}{begins}{ROLLED[values.roll]}"


def _term_said(values: Within) -> str:
    """«в тот же день, когда сообщение поступило», «2 часа с момента, когда сообщение зарегистрировано»."""
    rolled, begins = ROLLED[values.roll], f"когда {event(values.from_).title}"
    if values.start == "same_day":
        one = "в тот же день" if values.term.amount == 1 else f"{values.end}, считая и день"
        return f"{one}, {begins}{rolled}"
    since = "с момента" if values.term.unit in CLOCK else "со дня"
    return f"{values.end} {since}, {begins}{rolled}"


def _reminded(values: Within) -> str:
    """Whom a rule names; the term is met by whoever does what is owed."""
    also = ", ".join(title_of("person", name) for name in values.told)
    said = f"; {answered_by(values.who)}, исполнить может и другой сотрудник" if values.who else ""
    return said + (f"; узнаёт также {also}" if also else "")


def pair(since: str, do: str) -> str:
    """The target of a rule: the thing owed where the product has a mechanism for it, else both events."""
    return do if since in MECHANISMS.get(do, ()) else f"{since}>{do}"


def stored(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule as an obligation keeps it, in the words of today: rows of the time of `answer_within` are read too."""
    if "what" not in rule or "do" in rule:
        return dict(rule)
    conditions = {"kinds": rule.get("kinds") or None, "grounds": [rule["ground"]] if rule.get("ground") else None}
    conditions |= {"electronic": True if rule.get("to") == "electronic" else None, "rated": rule.get("rated") or None}
    since = LOW_RATING if rule.get("ground") == LOW_RATING else MECHANISMS.get(rule["what"], ("",))[0]
    if since == LOW_RATING:
        conditions.pop("grounds")
    return Within.model_validate(
        {
            "from": since or ORDER_IN_FORCE,
            "do": rule["what"],
            **{name: rule[name] for name in ("within", "skip", "roll", "start") if rule.get(name)},
            **({"by": rule["until"]} if rule.get("until") else {}),
            "if": {name: value for name, value in conditions.items() if value is not None},
        }
    ).model_dump(mode="json", by_alias=True)
