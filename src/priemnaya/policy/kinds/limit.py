"""limit: at most, or at least, so much of a measure. Guarded where a person could exceed it; else a figure of
reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from priemnaya.policy.connection import SERVICES
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import impossible
from priemnaya.policy.vocabulary.actions import OF_REPLIES, REASONED
from priemnaya.policy.vocabulary.conditions import fact_of
from priemnaya.policy.vocabulary.measures import MEASURES, Measure, MeasureName, amount

from .base import OF_A_CASE, OF_A_REPLY, Facts, Kind, State, Values

COUNTED = ("раз", "штук")
"""Units of what is counted from nothing: the first is done before there is any."""
WHOLE = (*COUNTED, "слова", "вопросы", "предложения", "абзацы", "страницы", "файлы", "дни")


OVER = {"month": " за месяц", "quarter": " за квартал", "half_year": " за полугодие", "year": " за год"}


class Limit(Values):
    """what: the measure; at_most, at_least: one of them or both, in the unit of the measure; per: over which period a
    figure of reports is judged, a month unless said."""

    what: MeasureName
    at_most: float | None = Field(None, allow_inf_nan=False)
    at_least: float | None = Field(None, allow_inf_nan=False)
    per: Literal["", "month", "quarter", "half_year", "year"] = ""

    @property
    def measure(self) -> Measure:
        return MEASURES[self.what]

    def reads(self) -> tuple[str, ...]:
        return (*super().reads(), *((SERVICES,) if self.measure.at == {"ask_document"} else ()))

    def conditions(self) -> frozenset[str]:
        if self.measure.about in ("body", "survey"):
            return frozenset()
        if self.measure.about in ("mailing", "call"):
            return frozenset({"clients"})
        return OF_A_REPLY if self.measure.at & OF_REPLIES else OF_A_CASE

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        yield from impossible.of_action(self.measure.at, self.if_, self.unless)

    def takes_reason(self) -> bool:
        return bool(self.measure.at) and self.measure.at <= REASONED

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.per and not self.measure.of:
            raise ValueError("per относится к показателям органа: за какой период их судят")
        known, set_to = self.measure, [n for n in (self.at_most, self.at_least) if n is not None]
        if not set_to:
            raise ValueError("нужен предел: at_most или at_least")
        if known.unit in COUNTED and known.at and self.at_least:
            raise ValueError("at_least здесь запретил бы действие навсегда: начать не с чего; нужно at_most")
        for number in set_to:
            if known.unit in WHOLE and number != int(number):
                raise ValueError(f"{known.counted(number)} не бывает: нужно целое число")
            if not known.least <= number <= known.most:
                raise ValueError(
                    f"{known.counted(number)} не бывает; допустимо: от {amount(known.least)} до {amount(known.most)}"
                )
        if self.at_most is not None and self.at_least is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least ({amount(self.at_least)}) больше, чем at_most ({amount(self.at_most)})")
        return self

    def excludes(self, other: Limit) -> bool:
        """No number keeps both, wherever either holds."""
        top, least = (v.at_most for v in (self, other)), (v.at_least for v in (self, other))
        most = min((n for n in top if n is not None), default=None)
        low = max((n for n in least if n is not None), default=None)
        meet = self.if_ == other.if_ or not (self.if_.used and other.if_.used)
        same = self.what == other.what and meet and self.unless == other.unless
        return same and most is not None and low is not None and low > most


LATE, EARLY = "Продлить уже поздно: ответьте в срок тем, что известно.", "Продлевать ещё рано: дождитесь этого дня."
"""Of days to an end: nobody makes them more or fewer."""


HOUR = "mailing_hour"


def _of_the_hour(values: Limit, hour: float) -> Judgement:
    """A time of a day is no amount: who is too late does not make it less."""
    if (values.at_least or 0) <= hour <= (24 if values.at_most is None else values.at_most):
        return Judgement(True)
    said = _hours_said(values).capitalize()
    return Judgement(False, f"{said}, а получается {_clock(hour)}: назначьте рассылку на другое время.")


def _hours_said(values: Limit) -> str:
    since = f" с {_clock(values.at_least)}" if values.at_least is not None else ""
    until = f" до {_clock(values.at_most)}" if values.at_most is not None else ""
    return f"рассылки уходят{since}{until} по времени органа"


def _clock(hour: float) -> str:
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def _more(values: Limit) -> str:
    return LATE if values.what == "days_before_end" else f"Доведите до {amount(values.at_least or 0)}."


def _remedy(values: Limit) -> str:
    if values.what == "days_before_end":
        return EARLY
    if not values.at_most:
        return "Этого порядок не допускает."
    if values.measure.unit in COUNTED:
        return "Столько уже было, больше порядок не допускает: продолжайте с тем, что есть."
    return f"Уменьшите до {amount(values.at_most)}."


class KIND(Kind):
    name = "limit"
    values = Limit
    doc = "Не больше или не меньше такой-то величины."
    example = "{what: extension_days, at_most: 30, if: {kinds: [appeal]}}"

    @classmethod
    def targets(cls, values: Limit) -> tuple[str, ...]:
        return tuple(f"{action}.{values.what}" for action in sorted(values.measure.at)) or (values.what,)

    @classmethod
    def state_at(cls, values: Limit, target: str) -> State:
        return "enforced" if values.measure.at else "measured"

    @classmethod
    def concerns(cls, values: Limit, target: str, facts: Facts) -> bool:
        """A deed that adds nothing to the measure is none that the limit was kept by: a first assignment is no
        hand-over."""
        return fact_of(facts, values.what) is not None

    @classmethod
    def judge(cls, values: Limit, facts: Facts) -> Judgement:
        count = fact_of(facts, values.what)
        if count is None:
            return Judgement(True)
        if values.what == HOUR:
            return _of_the_hour(values, count)
        if values.at_most is not None and count > values.at_most:
            return Judgement(
                False,
                f"Не больше {values.measure.counted(values.at_most)}, а получается {amount(count)}.",
                _remedy(values),
            )
        if values.at_least is not None and count < values.at_least:
            return Judgement(
                False,
                f"Не меньше {values.measure.counted(values.at_least)}, а получается {amount(count)}.",
                _more(values),
            )
        return Judgement(True)

    @classmethod
    def tighter(cls, a: Limit, b: Limit) -> Limit:
        def room(v: Any) -> float:
            top = v.at_most if v.at_most is not None else v.measure.most
            return float(top - (v.at_least if v.at_least is not None else v.measure.least))

        return min((a, b), key=room)

    @classmethod
    def phrase(cls, values: Limit) -> str:
        if values.what == HOUR:
            return _hours_said(values)
        least = f"не меньше {values.measure.counted(values.at_least)}" if values.at_least is not None else ""
        most = f"не больше {values.measure.counted(values.at_most)}" if values.at_most is not None else ""
        over = OVER[values.per or "month"] if values.measure.of else ""
        return ", ".join(filter(None, [least, most])) + over
