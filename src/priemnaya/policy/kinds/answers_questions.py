"""answers_questions: an answer has substance; each question of the client is answered in the letter or its reason is
given."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

SHOWN = 80
"""Signs of a question that are shown."""


class AnswersQuestions(Values):
    """kinds: which kinds of case; empty means every kind."""

    what: Literal["substance"] = "substance"
    kinds: tuple[str, ...] = ()


class KIND(Kind):
    name = "answers_questions"
    values = AnswersQuestions
    doc = "Ответ даётся по существу: на каждый вопрос клиента в письме есть ответ или сказано, почему его нет."
    example = "{kinds: [appeal, appeal_complaint]}"

    @classmethod
    def judge(cls, values: AnswersQuestions, facts: Facts) -> Judgement:
        """Facts: questions (how many), unanswered (their numbers with their words), says_something (the letter has any
        substance)."""
        unanswered = facts.get("unanswered", ())
        if not unanswered:
            return Judgement(True)
        if not facts.get("says_something"):
            return Judgement(
                False,
                "В письме нет ответа: в нём только приветствие, общие фразы или слова самого клиента.",
                "Напишите, что решено или что делать клиенту. Если отвечает не вы, выберите причину под текстом"
                " письма.",
            )
        return Judgement(
            False,
            " ".join(_told(number, words, facts.get("questions", 1)) for number, words in unanswered),
            "Ответьте в тексте, отметьте слова, которыми уже ответили, или выберите причину под текстом письма.",
        )

    @classmethod
    def phrase(cls, values: AnswersQuestions) -> str:
        return "на каждый вопрос есть ответ или причина, почему его нет"


def _told(number: int, words: str, of: int) -> str:
    which = f"На вопрос {number} ответа нет" if of > 1 else "На вопрос клиента ответа нет"
    shown = words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"
    return f"{which}: «{shown}»." if shown else f"{which}."
