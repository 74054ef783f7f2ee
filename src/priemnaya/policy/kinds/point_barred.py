"""point_barred: a point may not be used to contact clients at all (foreign messengers)."""

from __future__ import annotations

from typing import Annotated, Literal

from priemnaya.policy.contact_points import POINT_KINDS
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary.things import one_of

from .base import Facts, Kind, Values

FOREIGN = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "viber": "Viber",
    "skype": "Skype",
    "discord": "Discord",
    "teams": "Microsoft Teams",
    "wechat": "WeChat",
    "snapchat": "Snapchat",
}
"""Messengers the law names; of these the product can serve one, and does not by default."""
BarredPoint = Annotated[str, one_of({**FOREIGN, **POINT_KINDS})]


class PointBarred(Values):
    what: Literal["contact"] = "contact"
    points: tuple[BarredPoint, ...]


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
