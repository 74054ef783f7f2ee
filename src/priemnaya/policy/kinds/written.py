"""written: a text passes named checks of the plain-language checker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from priemnaya.policy.connection import GLOSSARY
from priemnaya.policy.contact_points import SOCIAL
from priemnaya.policy.phrases import check_phrases
from priemnaya.policy.vocabulary.judging import AGAINST
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
UNSERVED: dict[str, frozenset[str]] = {
    "article": frozenset({"background", "fonts", "greeting", "on_substance"}),
    "service": frozenset({"background", "fonts", "greeting", "key_information", "on_substance"}),
    "script": frozenset({"background", "examples", "fonts", "key_information", "on_substance"}),
    "speech": frozenset({"background", "examples", "fonts", "greeting", "key_information", "on_substance"}),
    "refusal": frozenset({"examples"}),
    "messenger": frozenset({"examples", "key_information", "on_substance"}),
}
"""Kind of text -> checks by which nothing is ever found in it (a test compares with the catalogue of the checker): a
rule that asks them there would be kept by whatever is published. The last two are letters by what they decide and by
where they go."""
OF_LAYMEN = frozenset({"terms_explained"})
"""Checks by which something is found only for who is no firm."""
MEASURED = frozenset(
    {"background", "capitals", "decoration", "facts", "fonts", "greeting", "short_sentences", "symbols"}
)
"""Checks that count or compare: nothing of theirs depends on which words the checker knows."""
FIRMS = frozenset({"legal_entity", "nonprofit", "sole_entrepreneur"})


class Written(Values):
    """checks: names of the checker's families. on: the kind of text. max_words: a sentence that is longer is pointed
    out, words (a hard limit is a rule `limit` of sentence_words). min_score: a text with a lower score of the checker,
    of 100, does not go. words: words and phrases of the order's own that no text may have, in any form; avoid: those
    that are only pointed out."""

    checks: tuple[Check, ...] = ()
    on: On = "reply"
    max_words: int | None = Field(None, ge=5, le=100)
    min_score: int | None = Field(None, ge=1, le=100)
    words: tuple[str, ...] = Field((), max_length=100, description="слова и обороты в кавычках, в любой форме")
    avoid: tuple[str, ...] = Field((), max_length=100, description="то же, но только подсказать")

    @property
    def all_checks(self) -> tuple[str, ...]:
        """The checks by the names that the checker knows them by, the order's own words each as one."""
        return (*self.checks, *(OWN + w for w in self.words), *(OWN_HINT + w for w in self.avoid))

    def conditions(self) -> frozenset[str]:
        return OF_A_REPLY if self.on == "reply" else frozenset()

    def reads(self) -> tuple[str, ...]:
        return (*super().reads(), *((GLOSSARY,) if "terms_explained" in self.checks else ()))

    def without_list(self, name: str) -> Self | None:
        others = tuple(check for check in self.checks if check != "terms_explained")
        alone = name != GLOSSARY or not (others or self.min_score or self.words or self.avoid)
        return None if alone else self.model_copy(update={"checks": others})

    def takes_reason(self) -> bool:
        return self.on == "reply"

    @property
    def by_reason(self) -> bool:
        """A program may take for an error what is none: with a reason the text goes, and the clause counts as not
        kept."""
        return bool(self.all_checks) or super().by_reason

    @property
    def by_words(self) -> bool:
        return any(check not in MEASURED for check in self.checks)

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        unserved = self._unserved()
        for name in (n for n in self.checks if n in unserved):
            yield (
                f"{name} («{CHECK_TITLES[name]}»): в письмах при этих условиях проверке искать нечего, её не нарушить:"
                f" уберите {name} или условие"
            )

    def _unserved(self) -> frozenset[str]:
        """What is never found in any letter under these conditions."""
        points, decided = set(self.if_.answered_by), set(self.if_.decisions)
        refuses, others = not decided or decided & AGAINST.keys(), not decided or decided - AGAINST.keys()
        texts = ["refusal"] if refuses else []
        texts += ["messenger"] if others and (not points or points & set(SOCIAL)) else []
        texts += ["reply"] if others and (not points or points - set(SOCIAL)) else []
        found_in_none = frozenset.intersection(*(UNSERVED.get(text, frozenset()) for text in texts))
        firms = bool(self.if_.clients) and FIRMS.issuperset(self.if_.clients)
        return found_in_none | (OF_LAYMEN if firms else frozenset())

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.all_checks and not self.min_score:
            raise ValueError("нужны проверки (checks), свои слова (words, avoid) или наименьшая оценка (min_score)")
        if nothing := [name for name in self.checks if name in UNSERVED.get(self.on, ())]:
            known = [name for name in get_args(Check) if name not in UNSERVED[self.on]]
            raise ValueError(
                f"{nothing[0]} («{CHECK_TITLES[nothing[0]]}»): в текстах этого вида ({OF_TEXTS[self.on]}) проверке"
                f" искать нечего, её не нарушить; уберите {nothing[0]}; допустимо: {', '.join(known)}"
            )
        if self.max_words and not {"short_sentences", "constructions"} & set(self.checks):
            raise ValueError("max_words читает проверка short_sentences: впишите её в checks")
        return self

    @model_validator(mode="after")
    def _words_can_be_found(self) -> Self:
        check_phrases((*self.words, *self.avoid))
        return self


OWN, OWN_HINT = "own: ", "own hint: "
"""Before a word of the order's own among names of checks; the checker has the same (`plain.own_words`)."""


class KIND(Kind):
    name = "written"
    values = Written
    doc = "Текст проходит названные проверки ясности."
    example = "{checks: [officialese, short_sentences], max_words: 25}"

    @classmethod
    def targets(cls, values: Written) -> tuple[str, ...]:
        prefix = "" if values.on == "reply" else f"{values.on}."
        own = [*(["own_words"] if values.words else []), *(["own_hints"] if values.avoid else [])]
        return tuple(prefix + name for name in (*values.checks, *own, *(["score"] if values.min_score else [])))

    @classmethod
    def applies(cls, values: Written, facts: Facts) -> bool:
        return bool(facts.get("on", "reply") == values.on)

    @classmethod
    def phrase(cls, values: Written) -> str:
        checks = "проверки текста: " + ", ".join(CHECK_TITLES[c] for c in values.checks) if values.checks else ""
        score = f"оценка ясности не ниже {values.min_score}" if values.min_score else ""
        words = f"предложение не длиннее {_words(values.max_words)}" if values.max_words else ""
        own = f"без слов: {_quoted(values.words)}" if values.words else ""
        hints = f"подсказать вместо слов: {_quoted(values.avoid)}" if values.avoid else ""
        reason = AS_BROKEN if values.all_checks and not values.unless.recorded_reason else ""
        known = BY_WORDS if values.by_words else ""
        said = "; ".join(filter(None, [checks, own, hints, words, score, reason, known]))
        return said if values.on == "reply" else f"{OF_TEXTS[values.on]}: {said}"


BY_WORDS = "узнаётся по словам и грамматике: то же, сказанное иначе, замечает тот, кто читает и подписывает"
AS_BROKEN = "текст, который ушёл с ошибкой и записанной причиной, считается нарушением"


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"«{word}»" for word in words)


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
    "facts": "имена, номера, дни и суммы — как в деле",
}
