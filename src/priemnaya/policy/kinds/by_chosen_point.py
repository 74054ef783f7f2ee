"""by_chosen_point: what is sent goes by the point the client chose; doubled where the law fixes the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from priemnaya.policy.connection import CHOICE

from .base import Kind, Values

NAMES = {
    "further_contact": "дальнейшее общение",
    "forwarding_notice": "уведомление о пересылке",
    "result": "результат",
    "one_channel": "ответ нескольких подразделений",
}


ONE_CHANNEL = "one_channel"


class ByChosenPoint(Values):
    what: Literal["further_contact", "forwarding_notice", "result", "one_channel"]
    doubled: bool = False

    def reads(self) -> tuple[str, ...]:
        """Where nothing is chosen from, nothing goes by what was chosen."""
        return (*super().reads(), CHOICE)

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        if self.doubled and self.what == ONE_CHANNEL:
            yield (
                "doubled: один канал — это и есть одно письмо; второй экземпляр пишут там, что уходит: what:"
                " further_contact, forwarding_notice или result"
            )


class KIND(Kind):
    name = "by_chosen_point"
    values = ByChosenPoint
    doc = "Отправляется через точку, которую выбрал клиент; где канал задан законом, дублируется на выбранную."
    example = "{what: forwarding_notice, doubled: true}"

    @classmethod
    def tighter(cls, a: ByChosenPoint, b: ByChosenPoint) -> ByChosenPoint:
        return a if a.doubled else b

    @classmethod
    def phrase(cls, values: ByChosenPoint) -> str:
        return f"{NAMES[values.what]} — через выбранную клиентом точку" + (
            ", с дублированием" if values.doubled else ""
        )
