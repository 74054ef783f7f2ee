"""must_ask: a question is put to the client and the answer recorded before a step."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values


class MustAsk(Values):
    what: Literal["question_answered", "satisfied", "needs", "wish_for_feedback"]
    before: Literal["call_end", "feedback"] = "call_end"


class KIND(Kind):
    name = "must_ask"
    values = MustAsk
    doc = "Клиенту задают вопрос, и ответ записывают, прежде чем идти дальше."
    example = "{what: question_answered, before: call_end}"

    @classmethod
    def judge(cls, values: MustAsk, facts: Facts) -> Judgement:
        if facts.get(values.what):
            return Judgement(True)
        return Judgement(False, "Вопрос клиенту не задан или ответ не записан.", "Задайте вопрос и отметьте ответ.")
