"""point_fixed: the law itself names the point by which a matter that came one way is answered; the chosen one is added
to it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from priemnaya.policy.vocabulary.conditions import CaseKind, Point

from .base import Facts, Kind, Values


class PointFixed(Values):
    """came_by: by which points the matter came; point: where the law sends notices and the answer."""

    what: Literal["answer"] = "answer"
    came_by: tuple[Point, ...] = Field(min_length=1)
    point: Point
    kinds: tuple[CaseKind, ...] = ()


class KIND(Kind):
    name = "point_fixed"
    values = PointFixed
    doc = (
        "Канал ответа задаёт закон: туда уходят уведомления и ответ, а на выбранную клиентом точку — второй экземпляр."
    )
    example = "{came_by: [post], point: post, kinds: [appeal]}"

    @classmethod
    def applies(cls, values: PointFixed, facts: Facts) -> bool:
        return facts.get("came_by") in values.came_by and super().applies(values, facts)
