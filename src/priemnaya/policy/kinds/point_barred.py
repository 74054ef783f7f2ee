"""point_barred: a point may not be used to contact clients at all (foreign messengers)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from priemnaya.policy.contact_points import PAGES, POINT_KINDS, title_of
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
BarredPoint = Annotated[str, one_of({**FOREIGN, **{n: p for n, p in POINT_KINDS.items() if n not in PAGES}})]
"""The page of the case is where a letter is when no other point may carry it: nothing bars it."""


class PointBarred(Values):
    what: Literal["contact"] = "contact"
    points: tuple[BarredPoint, ...] = Field(min_length=1)


def why(point: str) -> str:
    if point in FOREIGN:
        return f"{FOREIGN[point]} — иностранный мессенджер: писать через него гражданам запрещено."
    return f"Через эту точку ({title_of(point)}) клиентам не пишут: порядок это запрещает."


class KIND(Kind):
    name = "point_barred"
    values = PointBarred
    doc = "Через эту точку нельзя общаться с гражданами."
    example = "{points: [telegram, whatsapp]}"

    @classmethod
    def judge(cls, values: PointBarred, facts: Facts) -> Judgement:
        if facts.get("point") not in values.points:
            return Judgement(True)
        return Judgement(False, why(str(facts["point"])), "Выберите другую точку.")

    @classmethod
    def phrase(cls, values: PointBarred) -> str:
        return "нельзя общаться с клиентами через: " + ", ".join(FOREIGN.get(p) or title_of(p) for p in values.points)
