"""point_barred: a point may not be used to contact clients at all (foreign messengers)."""

from __future__ import annotations

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values


class PointBarred(Values):
    what: str = "contact"
    points: tuple[str, ...]


class KIND(Kind):
    name = "point_barred"
    values = PointBarred
    doc = "Через эту точку нельзя общаться с гражданами."
    example = "{points: [telegram, whatsapp]}"

    @classmethod
    def judge(cls, values: PointBarred, facts: Facts) -> Judgement:
        if facts.get("point") not in values.points:
            return Judgement(True)
        return Judgement(
            False, "Иностранный мессенджер: писать через него гражданам запрещено.", "Выберите другую точку."
        )
