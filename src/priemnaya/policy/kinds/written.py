"""written: a text passes named checks of the plain-language checker."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from priemnaya.policy.connection import GLOSSARY
from priemnaya.policy.vocabulary.actions import CALLS
from priemnaya.worktime.terms import plural

from .base import OF_A_REPLY, Facts, Kind, Values

Check = Literal[
    "officialese",
    "errors",
    "rude",
    "terms",
    "terms_explained",
    "examples",
    "one_term",
    "constructions",
    "structure",
    "key_information",
    "short_sentences",
    "positive",
    "greeting",
    "on_substance",
    "full",
    "non_answer",
    "reasoning",
    "brush_off",
    "symbols",
    "fonts",
    "decoration",
    "capitals",
    "background",
    "readability",
    "audience",
    "speech",
    "facts",
]


On = Literal["reply", "article", "script", "speech", "service"]
OF_TEXTS: dict[str, str] = {
    "article": "материалы базы знаний",
    "script": "скрипты разговоров",
    "speech": "устная речь",
    "service": "описания услуг",
}
"""Of which texts a rule speaks, where not of letters to clients."""


class Written(Values):
    """checks: names of the checker's families. on: the kind of text. max_words: a sentence that is longer is pointed
    out, words (a hard limit is a rule `limit` of sentence_words). min_score: a text with a lower score of the checker,
    of 100, does not go."""

    checks: tuple[Check, ...] = ()
    on: On = "reply"
    max_words: int | None = Field(None, ge=5, le=100)
    min_score: int | None = Field(None, ge=1, le=100)

    def conditions(self) -> frozenset[str]:
        return OF_A_REPLY if self.on == "reply" else frozenset()

    def reads(self) -> tuple[str, ...]:
        return (*super().reads(), *((GLOSSARY,) if "terms_explained" in self.checks else ()))

    def takes_reason(self) -> bool:
        return self.on == "reply"

    def waits_for(self) -> tuple[str, ...]:
        return (CALLS,) if self.on == "speech" else ()

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.checks and not self.min_score:
            raise ValueError("нужны проверки (checks) или наименьшая оценка (min_score)")
        if self.max_words and not {"short_sentences", "constructions"} & set(self.checks):
            raise ValueError("max_words читает проверка short_sentences: впишите её в checks")
        return self


class KIND(Kind):
    name = "written"
    values = Written
    doc = "Текст проходит названные проверки ясности."
    example = "{checks: [officialese, short_sentences], max_words: 25}"

    @classmethod
    def targets(cls, values: Written) -> tuple[str, ...]:
        prefix = "" if values.on == "reply" else f"{values.on}."
        return tuple(prefix + name for name in (*values.checks, *(["score"] if values.min_score else [])))

    @classmethod
    def applies(cls, values: Written, facts: Facts) -> bool:
        return bool(facts.get("on", "reply") == values.on)

    @classmethod
    def phrase(cls, values: Written) -> str:
        checks = "проверки текста: " + ", ".join(CHECK_TITLES[c] for c in values.checks) if values.checks else ""
        score = f"оценка ясности не ниже {values.min_score}" if values.min_score else ""
        words = f"предложение не длиннее {_words(values.max_words)}" if values.max_words else ""
        said = "; ".join(filter(None, [checks, words, score]))
        return said if values.on == "reply" else f"{OF_TEXTS[values.on]}: {said}"


def _words(number: int) -> str:
    return f"{number} {plural(number, 'слова', 'слов', 'слов')}"


CHECK_TITLES: dict[str, str] = {
    "officialese": "без канцелярита",
    "errors": "без ошибок",
    "rude": "без грубости",
    "terms": "мало терминов и сокращений",
    "terms_explained": "термины объяснены",
    "examples": "сложное — на примерах",
    "one_term": "одно слово для одного предмета",
    "constructions": "простые конструкции",
    "structure": "логичные блоки",
    "key_information": "главное выделено",
    "short_sentences": "короткие предложения",
    "positive": "положительные формулировки",
    "greeting": "приветствие",
    "on_substance": "по существу",
    "full": "полные сведения",
    "non_answer": "без пустых ответов",
    "reasoning": "без лишних рассуждений",
    "brush_off": "без отписок",
    "symbols": "без спецсимволов",
    "fonts": "шрифт без засечек",
    "decoration": "без курсива и подчёркиваний",
    "capitals": "без слов прописными",
    "background": "без фона",
    "readability": "легко читать",
    "audience": "с учётом того, кто читает",
    "speech": "правила устной речи",
    "facts": "без противоречий",
}
