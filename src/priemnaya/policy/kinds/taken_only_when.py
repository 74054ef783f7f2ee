"""taken_only_when: a kind of case is lawful through electronic points only under a condition (identified client)."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values


class TakenOnlyWhen(Values):
    """kinds: which kinds of case; electronically they are lawful only when the client is identified."""

    what: Literal["identified"] = "identified"
    kinds: tuple[str, ...]


class KIND(Kind):
    name = "taken_only_when"
    values = TakenOnlyWhen
    doc = "Обращение законно в электронном виде, только если личность гражданина подтверждена."
    example = "{what: identified, kinds: [appeal]}"

    @classmethod
    def applies(cls, values: TakenOnlyWhen, facts: Facts) -> bool:
        return bool(facts.get("electronic")) and super().applies(values, facts)

    @classmethod
    def judge(cls, values: TakenOnlyWhen, facts: Facts) -> Judgement:
        if facts.get("identified"):
            return Judgement(True)
        return Judgement(
            False,
            "По закону электронное обращение принимается, только если личность подтверждена.",
            "Войдите через Госуслуги или отправьте текст как сообщение: мы ответим и на него.",
        )
