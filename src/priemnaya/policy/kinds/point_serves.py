"""point_serves: the functions a point of contact has; they limit what may be filed there, never what staff must ask."""

from __future__ import annotations

import re
from typing import Self

from pydantic import Field, model_validator

from priemnaya.policy.connection import SERVICES
from priemnaya.policy.contact_points import BY_WORD_OF_MOUTH, FILED_AS, FUNCTION_TITLES, PEOPLE, Function
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.actions import CALLS, VISITS
from priemnaya.policy.vocabulary.conditions import Point
from priemnaya.policy.vocabulary.periods import BODY_TIME, Clock
from priemnaya.policy.vocabulary.things import SURVEYS

from .base import Facts, Kind, Values

BY_PHONE = "phone"
WRITTEN_TO = frozenset({"email", "post"})
"""Points to which people write whatever they like."""
STAFFED = {"phone": CALLS, "call_centre": CALLS, "in_person": VISITS}
"""Where people answer, and what will tell whether they do in the hours that are named."""
HOLD_NOTHING = frozenset({"inform", "register"})
"""Functions that are told of and change nothing: by the others letters go there, and clients are sent there."""


class PointServes(Values):
    """only: nothing is taken down there, whoever comes by it is told how to file: a telephone for inquiries. hours:
    when people answer there, one line for clients; clock: by whose time."""

    point: Point
    functions: tuple[Function, ...] = Field(min_length=1)
    only: bool = Field(False, description="true: сообщений там не записывают вовсе; только у телефона")

    hours: str = Field("", max_length=300, description="когда там отвечают, одной строкой: с 9 до 18 часов")
    clock: Clock = BODY_TIME

    @model_validator(mode="after")
    def _somebody_answers_there(self) -> Self:
        if self.hours and self.point not in STAFFED:
            raise ValueError(
                "hours — часы там, где отвечают люди: phone, call_centre, in_person; письмо и написанное на сайте"
                " система принимает всегда"
            )
        if self.hours and not re.search(r"\d", self.hours):
            raise ValueError("hours: назовите часы цифрами: «с 9 до 18 часов»")
        if self.clock != BODY_TIME and not self.hours:
            raise ValueError("clock говорит, по чьему времени считать часы: без hours он ничего не значит")
        return self

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
        services, unless nothing is taken there at all. By mail an application comes all the same, and is told where to
        go."""
        does = self.only or self.hours or set(self.functions) - HOLD_NOTHING or self.point in WRITTEN_TO
        return (*super().reads(), *((SERVICES,) if self.refused and not does else ()))

    def waits_for(self) -> tuple[str, ...]:
        """A rating given by word of mouth or on paper nobody takes down yet; whether people answer in their hours only
        calls and visits tell."""
        rated = (SURVEYS,) if "rate" in self.functions and self.point in PEOPLE else ()
        return (*rated, *((STAFFED[self.point],) if self.hours else ()))

    def without_waiting(self) -> tuple[Self | None, tuple[str, ...]]:
        waits = self.waits_for()
        others = tuple(f for f in self.functions if f != "rate" or SURVEYS not in waits)
        plain = {"functions": others, "hours": "", "clock": BODY_TIME}
        return (self.model_copy(update=plain) if others else None) if waits else self, waits

    @property
    def hours_said(self) -> str:
        """As clients read it."""
        return f"{self.hours}, по вашему местному времени" if self.hours and self.clock != BODY_TIME else self.hours


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
        if values.hours:
            said += f"; {values.hours}{' по местному времени клиента' if values.clock != BODY_TIME else ''}"
        if values.only:
            return f"{said}; сообщений здесь не записывают: сообщают, как подать"
        only = f"; не принимаем здесь: {', '.join(values.refused)}" if values.refused else ""
        return f"{said}{only}; обращение или сообщение примем и здесь" if only else said
