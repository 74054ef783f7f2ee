"""point_serves: the functions a point of contact has; they limit what may be filed there, never what staff must ask."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from priemnaya.policy.connection import SERVICES
from priemnaya.policy.contact_points import BY_WORD_OF_MOUTH, FILED_AS, FUNCTION_TITLES, PEOPLE, Function
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.conditions import Point
from priemnaya.policy.vocabulary.things import SURVEYS

from .base import Facts, Kind, Values

BY_PHONE = "phone"
HOLD_NOTHING = frozenset({"inform", "register"})
"""Functions that are told of and change nothing: by the others letters go there, and clients are sent there."""


class PointServes(Values):
    """only: nothing is taken down there, whoever comes by it is told how to file: a telephone for inquiries."""

    point: Point
    functions: tuple[Function, ...] = Field(min_length=1)
    only: bool = Field(False, description="true: сообщений там не записывают вовсе; только у телефона")

    @model_validator(mode="after")
    def _nothing_is_taken_there(self) -> Self:
        if self.only and self.point != BY_PHONE:
            raise ValueError(
                f"only — только у точки {BY_PHONE}: письмо, посетителя и написанное на сайте, в сообществе или боте"
                " система принимает всегда; уберите only, а остальное впишите в not_written"
            )
        if self.only and (taken := {"intake", "register", "complain"} & set(self.functions)):
            raise ValueError(f"only и {', '.join(sorted(taken))} противоречат друг другу: уберите одно из двух")
        return self

    def rests_on(self) -> tuple[tuple[str, ...], ...]:
        return ((self.point,),)

    @property
    def refused(self) -> tuple[str, ...]:
        """What is not taken there as such: whatever else comes the law takes by any point."""
        filed = {**FILED_AS, **{kind: f for (kind, point), f in BY_WORD_OF_MOUTH.items() if point == self.point}}
        return tuple(title_of("case_kind", kind) for kind, f in filed.items() if f not in self.functions)

    def reads(self) -> tuple[str, ...]:
        """What is refused is a matter of a service: a point that does nothing else holds nothing in a body without
        services, unless nothing is taken there at all."""
        does = self.only or set(self.functions) - HOLD_NOTHING
        return (*super().reads(), *((SERVICES,) if self.refused and not does else ()))

    def waits_for(self) -> tuple[str, ...]:
        """A rating given by word of mouth or on paper nobody takes down yet."""
        return (SURVEYS,) if "rate" in self.functions and self.point in PEOPLE else ()

    def without_waiting(self) -> tuple[Self | None, tuple[str, ...]]:
        waits, others = self.waits_for(), tuple(f for f in self.functions if f != "rate")
        held = self.model_copy(update={"functions": others}) if waits else self
        return (held if others or not waits else None), waits


class KIND(Kind):
    name = "point_serves"
    values = PointServes
    doc = "Функции точки взаимодействия: что через неё можно подать и получить."
    example = "{point: phone, functions: [inform, notify]}"

    @classmethod
    def targets(cls, values: PointServes) -> tuple[str, ...]:
        return (values.point,)

    @classmethod
    def applies(cls, values: PointServes, facts: Facts) -> bool:
        return facts.get("point") == values.point

    @classmethod
    def judge(cls, values: PointServes, facts: Facts) -> Judgement:
        if facts.get("function") in values.functions:
            return Judgement(True)
        return Judgement(
            False,
            f"Через точку «{title_of('point', values.point)}» такое не подают.",
            "Сообщите клиенту, как подать правильно.",
        )

    @classmethod
    def phrase(cls, values: PointServes) -> str:
        said = f"{title_of('point', values.point)}: " + ", ".join(FUNCTION_TITLES[f] for f in values.functions)
        if values.only:
            return f"{said}; сообщений здесь не записывают: сообщают, как подать"
        only = f"; не принимаем здесь: {', '.join(values.refused)}" if values.refused else ""
        return f"{said}{only}; обращение или сообщение примем и здесь" if only else said
