"""point_serves: the functions a point of contact has; they limit what may be filed there, never what staff must ask."""

from __future__ import annotations

from pydantic import Field

from priemnaya.policy.connection import SERVICES
from priemnaya.policy.contact_points import FILED_AS, FUNCTION_TITLES, PEOPLE, Function
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.conditions import Point
from priemnaya.policy.vocabulary.things import SURVEYS

from .base import Facts, Kind, Values


class PointServes(Values):
    point: Point
    functions: tuple[Function, ...] = Field(min_length=1)

    def rests_on(self) -> tuple[tuple[str, ...], ...]:
        return ((self.point,),)

    @property
    def refused(self) -> tuple[str, ...]:
        """What is not taken there as such: whatever else comes the law takes by any point."""
        lacks = {function for function in FILED_AS.values() if function not in self.functions}
        return tuple(title_of("case_kind", kind) for kind, function in FILED_AS.items() if function in lacks)

    def reads(self) -> tuple[str, ...]:
        """What is refused is a matter of a service: a body without services has nothing to refuse."""
        return (*super().reads(), *((SERVICES,) if self.refused else ()))

    def waits_for(self) -> tuple[str, ...]:
        """A rating given by word of mouth or on paper nobody takes down yet."""
        return (SURVEYS,) if "rate" in self.functions and self.point in PEOPLE else ()


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
        only = f"; не принимаем здесь: {', '.join(values.refused)}" if values.refused else ""
        return f"{said}{only}; обращение или сообщение примем и здесь" if only else said
