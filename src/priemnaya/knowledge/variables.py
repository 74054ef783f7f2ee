"""What may be put into a template from a case, as people write it: names in braces, what each is, an example. Where the
words come from is `cases.modules`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from priemnaya.errors import Objection

VARIABLE = re.compile(r"\{([a-z_]+)\}")
BRACED = re.compile(r"\{([^{}\n]{0,60})\}")
"""Whatever stands in braces: people write there what they expect to be put in."""
TITLES: dict[str, str] = {
    "greeting": "приветствие по имени",
    "client": "имя клиента",
    "number": "номер дела",
    "registered": "день регистрации",
    "due": "день, до которого ответим",
    "subject": "о чём дело",
    "service": "название услуги",
    "fee": "плата за услугу",
    "body": "название органа",
    "phone": "телефон органа",
    "executor": "имя и должность сотрудника",
}
"""Name -> what it is, for editors."""
EXAMPLES: dict[str, str] = {
    "greeting": "Здравствуйте, Анна Петровна!",
    "client": "Иванова Анна Петровна",
    "number": "2026-00125",
    "registered": "12.10.2026",
    "due": "11.11.2026",
    "subject": "Продление договора аренды",
    "service": "Продление договора аренды земли",
    "fee": "бесплатно",
    "body": "Министерство имущественных отношений",
    "phone": "+7 (3412) 00-00-00",
    "executor": "Сорокин Павел Ильич, главный специалист",
}
"""What each looks like in a letter, for who writes a template: of nobody."""
CLOSE = 0.6
"""How like a word must be to be offered instead."""


def listed() -> list[tuple[str, str, str]]:
    """Name, what it is, what it looks like: for a page that offers them."""
    return [(name, title, EXAMPLES[name]) for name, title in TITLES.items()]


def fill_example(text: str) -> str:
    """The text as it would look in a letter to nobody."""
    return VARIABLE.sub(lambda m: EXAMPLES.get(m[1], m[0]), text)


def unknown(text: str) -> list[tuple[str, str]]:
    """What stands in braces and is no variable -> the variable most like it; empty when none is."""
    found = (m[1] for m in BRACED.finditer(text))
    return [(word, nearest(word)) for word in dict.fromkeys(found) if word not in TITLES]


def nearest(word: str) -> str:
    """The variable whose name or words in Russian are most like what was written."""
    typed = word.strip().lower().replace("ё", "е")
    said = {name: (name, title, *(w for w in title.split() if len(w) > 2)) for name, title in TITLES.items()}
    scored = [(max(_alike(typed, s) for s in words), name) for name, words in said.items()]
    score, name = max(scored, key=lambda pair: pair[0])
    return name if score >= CLOSE else ""


def _alike(typed: str, said: str) -> float:
    return difflib.SequenceMatcher(None, typed, said.lower().replace("ё", "е")).ratio()


def must_be_known(texts_typed: Iterable[str]) -> None:
    """Raises Objection for the first thing in braces that nobody could fill, with what was perhaps meant."""
    for typed, near in unknown("\n".join(texts_typed)):
        said = f"«{{{typed}}}» подставить нельзя: такой подстановки нет."
        if near:
            raise Objection(f"{said} Похожая есть: {{{near}}}, {TITLES[near]}.")
        known = ", ".join(f"{{{name}}}" for name in TITLES)
        raise Objection(f"{said} Можно писать: {known}.")
