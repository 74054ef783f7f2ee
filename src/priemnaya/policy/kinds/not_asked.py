"""not_asked: what a client may not be asked for: a document the body holds, one it must get itself, one no regulation
names."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

Which = Literal["held_by_body", "held_by_other_body", "beyond_list"]


class NotAsked(Values):
    """which: held_by_body, held_by_other_body (the body asks there itself), beyond_list (the service's edition does not
    name it and no other act is given)."""

    which: tuple[Which, ...]


class KIND(Kind):
    name = "not_asked"
    values = NotAsked
    doc = "С клиента не требуют документ, который есть у органа, который он получает сам или которого нет в перечне."
    example = "{which: [held_by_body, held_by_other_body]}"

    @classmethod
    def targets(cls, values: NotAsked) -> tuple[str, ...]:
        return values.which

    @classmethod
    def judge(cls, values: NotAsked, facts: Facts) -> Judgement:
        name, holder = facts.get("name", ""), facts.get("holder", "")
        if facts.get("source") == "body" and "held_by_body" in values.which:
            return Judgement(
                False,
                f"«{name}» уже есть у органа: {holder}. Требовать его у клиента нельзя.",
                "Возьмите документ сами.",
            )
        if facts.get("source") == "other_body" and "held_by_other_body" in values.which:
            return Judgement(
                False,
                f"«{name}» орган получает сам: {holder}. Требовать его у клиента нельзя.",
                "Отправьте запрос: кнопка «Запросить» рядом с документом.",
            )
        if facts.get("beyond_list") and not facts.get("demand_act") and "beyond_list" in values.which:
            return Judgement(
                False,
                f"«{name}» нет в перечне документов этой услуги.",
                "Не просите его или укажите акт, на котором основано требование.",
            )
        return Judgement(True)

    @classmethod
    def phrase(cls, values: NotAsked) -> str:
        titles = {
            "held_by_body": "то, что уже есть у органа",
            "held_by_other_body": "то, что орган получает сам",
            "beyond_list": "то, чего нет в перечне услуги",
        }
        return "с клиента не требуют " + ", ".join(titles[w] for w in values.which)
