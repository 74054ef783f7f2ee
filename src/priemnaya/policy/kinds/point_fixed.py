"""point_fixed: the law itself names the point by which a matter that came one way is answered; the chosen one is added
to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from priemnaya.policy.contact_points import PORTALS, SOCIAL
from priemnaya.policy.vocabulary import impossible, title_of
from priemnaya.policy.vocabulary.conditions import Point

from .base import OF_A_CASE, Facts, Kind, Values


class PointFixed(Values):
    """came_by: by which points the matter came; point: where the law sends notices and the answer."""

    what: Literal["answer"] = "answer"
    came_by: tuple[Point, ...] = Field(min_length=1)
    point: Point

    def rests_on(self) -> tuple[tuple[str, ...], ...]:
        """Where the answer goes must be connected too; a person carries one without the body's own address there."""
        sent = (self.point,) if self.point in (*SOCIAL, *PORTALS) else ()
        return (*super().rests_on(), self.came_by, sent)

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        yield from impossible.at_odds("if", self.if_.electronic, self.came_by)
        if self.if_.came_by and not set(self.if_.came_by) & set(self.came_by):
            yield "if: came_by: другие точки, чем в came_by правила: оно не действовало бы никогда"

    def conditions(self) -> frozenset[str]:
        return OF_A_CASE


class KIND(Kind):
    name = "point_fixed"
    values = PointFixed
    doc = (
        "Канал ответа задаёт закон: туда уходят уведомления и ответ, а на выбранную клиентом точку — второй экземпляр."
    )
    example = "{came_by: [post], point: post, if: {kinds: [appeal]}}"

    @classmethod
    def applies(cls, values: PointFixed, facts: Facts) -> bool:
        return facts.get("came_by") in values.came_by

    @classmethod
    def phrase(cls, values: PointFixed) -> str:
        came = ", ".join(title_of("point", point) for point in values.came_by)
        return (
            f"что пришло через точку ({came}), на то отвечают через точку ({title_of('point', values.point)}), а через"
            " выбранную клиентом — второй экземпляр"
        )
