"""on_letterhead: a written answer goes on the body's letterhead, except by the points named."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary.conditions import CaseKind

from .base import Facts, Kind, Values


class OnLetterhead(Values):
    what: Literal["reply"] = "reply"
    but_not: tuple[Literal["social", "messenger"], ...] = ()
    kinds: tuple[CaseKind, ...] = ()


class KIND(Kind):
    name = "on_letterhead"
    values = OnLetterhead
    doc = "Письменный ответ оформлен на бланке, кроме названных точек."
    example = "{what: reply, but_not: [social, messenger]}"

    @classmethod
    def applies(cls, values: OnLetterhead, facts: Facts) -> bool:
        return facts.get("point_family") not in values.but_not and super().applies(values, facts)

    @classmethod
    def judge(cls, values: OnLetterhead, facts: Facts) -> Judgement:
        if facts.get("letterhead"):
            return Judgement(True)
        return Judgement(False, "Ответ должен быть на бланке.", "Включите «На бланке» — письмо соберётся само.")

    @classmethod
    def tighter(cls, a: OnLetterhead, b: OnLetterhead) -> OnLetterhead:
        return a if len(a.but_not) <= len(b.but_not) else b
