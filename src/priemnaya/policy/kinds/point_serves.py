"""point_serves: the functions a point of contact has; they limit what may be filed there, never what staff must ask."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

Function = Literal["inform", "intake", "register", "notify", "deliver", "rate", "complain"]


class PointServes(Values):
    point: Literal["site", "epgu", "email", "phone", "in_person", "post", "portal", "max", "vk"]
    functions: tuple[Function, ...]


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
        return Judgement(False, "Эта точка такого не принимает.", "Предложите клиенту другие способы подачи.")
