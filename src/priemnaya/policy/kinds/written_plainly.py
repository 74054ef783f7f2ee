"""written_plainly: a text passes named checks of the plain-language checker."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.titles import CHECKS

from .base import Facts, Kind, Values

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


class WrittenPlainly(Values):
    """checks: names of the checker's families. on: the kind of text. max_words: longest sentence, words."""

    checks: tuple[Check, ...]
    on: Literal["reply", "article", "script", "speech", "service"] = "reply"
    max_words: int | None = None
    min_score: int | None = None


class KIND(Kind):
    name = "written_plainly"
    values = WrittenPlainly
    doc = "Текст проходит названные проверки ясности."
    example = "{checks: [officialese, short_sentences], max_words: 25}"

    @classmethod
    def targets(cls, values: WrittenPlainly) -> tuple[str, ...]:
        prefix = "" if values.on == "reply" else f"{values.on}."
        return tuple(prefix + check for check in values.checks)

    @classmethod
    def applies(cls, values: WrittenPlainly, facts: Facts) -> bool:
        return bool(facts.get("on", "reply") == values.on)

    @classmethod
    def phrase(cls, values: WrittenPlainly) -> str:
        return "проверки текста: " + ", ".join(CHECKS.get(check, check) for check in values.checks)
