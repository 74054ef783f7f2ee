"""Whether a clause says a word of what a likened rule is about: «раз в полугодие встречается с профсоюзами» is no
review of the knowledge base, however like its words are. Nothing proposed is better than a wrong rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from priemnaya.plain.words import fold, word
from priemnaya.policy.vocabulary import title_of

from .examples import Example, Values

ANYTHING = frozenset({"message_received", "message_registered", "reply_sent", "term_end"})
"""Events that any clause may count from without naming them."""
STEM = 5
LIGHT = frozenset({"клиент", "орган", "дело", "быть", "который", "свой", "этот", "другой", "сотрудник", "день", "срок"})
"""Words of titles that are in every clause."""
SAID: dict[str, str] = {
    "knowledge": r"баз\w*\sзнани|стать|материал",
    "feedback": r"отзыв|оцен|мнени|анкет|опрос|обратн\w+\sсвяз",
    "greeting": r"приветств|здравств|по\sимени|обраща\w+\sк\sклиент|именем",
    "low_rating": r"оцен|недовол|отзыв|анкет|балл",
    "order_acknowledged": r"ознаком",
    "call_missed": r"пропущ|неотвеч|не\sдозвон|не\sответил",
    "same_rules_for_paper": r"бумаг|письменн|независимо|одинаков",
    "letter_returned": r"вернул|возвращ\w+\s(?:письм|отправлени)|недостав|не\sдоставл",
    "assisted_message": r"помога|помощь|состав",
    "intake": r"принима|при[её]м|пода[юёт]|поступа|регистр|направ|обрати|обраща|приня",
}
"""A word of the grammar -> what a clause says that speaks of it, where the title alone would not tell."""


def supported(kind: str, values: Values, words: str) -> bool:
    """Whether each thing that the rule is about has a word in the clause."""
    return all(_said(sort, name, words) for sort, name in _about(kind, values))


def _about(kind: str, values: Values) -> Iterator[tuple[str, str]]:
    if kind == "within":
        yield from (("event", str(values[k])) for k in ("from", "do") if values.get(k) and values[k] not in ANYTHING)
    elif kind == "review":
        yield "thing", str(values.get("what", ""))
    elif kind == "point_serves" and "intake" in (values.get("functions") or ()):
        yield "", "intake"
    elif kind == "provides":
        yield "", str(values.get("function", ""))
    elif kind == "before":
        yield from (("fact", str(f)) for f in (values.get("facts") or ())[:1])


def _said(sort: str, name: str, words: str) -> bool:
    if name in SAID:
        return re.search(SAID[name], words, re.IGNORECASE) is not None
    stems = _stems(title_of(sort, name)) if sort in ("event", "fact") else frozenset()  # type: ignore[arg-type]
    return not stems or not stems.isdisjoint(_stems(words))


@lru_cache(maxsize=2048)
def _stems(text: str) -> frozenset[str]:
    """The beginnings of its nouns and verbs, prefixes aside."""
    found = set[str]()
    for form in re.findall(r"[а-яё]{4,}", fold(text)):
        reading = word(form)
        lemma = reading.readings[0].lemma if reading.readings else form
        if lemma not in LIGHT:
            found.add(lemma[:STEM])
    return frozenset(found)


STRANGE = 0.12
"""How much less like a clause is an example that holds for kinds of cases of which the clause does not speak."""


def strange(example: Example, words: str) -> float:
    kinds = [k for _, values in example.rules for k in (values.get("if") or {}).get("kinds") or ()]
    titles = [title_of("case_kind", k)[:6] for k in kinds]
    return STRANGE if titles and not any(t in words.lower() for t in titles) else 0.0
