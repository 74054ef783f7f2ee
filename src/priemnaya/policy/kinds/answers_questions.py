"""answers_questions: an answer has substance; each question of the client is answered in the letter or its reason is
given."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

SHOWN = 80
"""Signs of a question that are shown."""


EXTEND = (
    "Если ответ будет позже, продлите срок на странице дела: клиент получит уведомление с причиной и новым днём, а дело"
    " останется в работе. Ответ отправьте, когда он будет."
)
NOT_EXTENDED = (
    "Срок по такому делу не продлевают: напишите то, что уже решено или известно. Обещать ответ позже можно вместе с"
    " ответом, а не вместо него."
)


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
        substance), interim (words that put the answer off to a day), may_extend (the term may be extended)."""
        unanswered = facts.get("unanswered", ())
        if not unanswered:
            return Judgement(True)
        if words := str(facts.get("interim") or ""):
            return Judgement(
                False,
                f"Это промежуточное письмо: «{_shown(words)}». Ответа в нём ещё нет, а отправка закончила бы дело.",
                EXTEND if facts.get("may_extend") else NOT_EXTENDED,
            )
        if not facts.get("says_something"):
            return Judgement(
                False,
                "В письме нет ответа: в нём только приветствие, общие фразы, обещание ответить или слова самого"
                " клиента.",
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
    return f"{which}: «{_shown(words)}»." if words else f"{which}."


def _shown(words: str) -> str:
    words = words.rstrip(".")
    return words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"
