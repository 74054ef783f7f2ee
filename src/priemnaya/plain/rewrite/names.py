"""Names of people put in the right case («Ивановой Марии Петровне»), by the dictionary and the closed endings of
surnames.

On any doubt the name comes back as it was: a wrong case in somebody's own name hurts more than the nominative.
"""

from __future__ import annotations

import re
from typing import Literal

from ..words import analyzer, fold

Case = Literal["gent", "datv", "accs", "ablt", "loct"]
_UNCHANGED = re.compile(r"(?:[оеэиуюы]|[ыи]х|аго|яго)$", re.IGNORECASE)
_MALE, _FEMALE = re.compile(r"(?:ич|оглы|улы)$"), re.compile(r"(?:на|кызы)$")


_ENDINGS: dict[tuple[str, str], tuple[str, dict[str, str]]] = {
    ("masc", r"(?:[оеё]в|[иы]н)$"): ("", {"gent": "а", "datv": "у", "accs": "а", "ablt": "ым", "loct": "е"}),
    ("femn", r"(?:[оеё]в|[иы]н)а$"): ("а", {"gent": "ой", "datv": "ой", "accs": "у", "ablt": "ой", "loct": "ой"}),
    ("masc", r"[сц]кий$"): ("ий", {"gent": "ого", "datv": "ому", "accs": "ого", "ablt": "им", "loct": "ом"}),
    ("femn", r"[сц]кая$"): ("ая", {"gent": "ой", "datv": "ой", "accs": "ую", "ablt": "ой", "loct": "ой"}),
}
"""(gender, ending of the surname) -> what falls off and what comes instead."""


def _regular(word: str, gender: str, case: Case) -> str | None:
    """A surname on -ов, -ин, -ский and their feminines needs no dictionary."""
    for (kind, ending), (off, on) in _ENDINGS.items():
        if kind == gender and re.search(ending, word):
            return word[: len(word) - len(off)] + on[case]
    return None


def decline(full_name: str, case: Case) -> str:
    """«Фамилия Имя Отчество» in another case. The gender comes from the patronymic, else from the first name."""
    parts = full_name.split()
    if not 2 <= len(parts) <= 3 or not all(re.fullmatch(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)*", p) for p in parts):
        return full_name
    gender = _gender(parts)
    if gender is None:
        return full_name
    kinds = ("Surn", "Name", "Patr")
    forms = [_form(part, kind, gender, case) for part, kind in zip(parts, kinds, strict=False)]
    return " ".join(f if f is not None else p for f, p in zip(forms, parts, strict=True)) if all(forms) else full_name


def _gender(parts: list[str]) -> str | None:
    if len(parts) == 3:
        return "masc" if _MALE.search(parts[2]) else "femn" if _FEMALE.search(parts[2]) else None
    found = {
        g
        for p in analyzer().parse(parts[1])
        if "Name" in p.tag.grammemes
        for g in ("masc", "femn")
        if g in p.tag.grammemes
    }
    return found.pop() if len(found) == 1 else None


def _form(word: str, kind: str, gender: str, case: Case) -> str | None:
    """One part in the case; None when the dictionary is unsure. Double surnames part by part."""
    if "-" in word:
        halves = [_form(half, kind, gender, case) for half in word.split("-")]
        return "-".join(h for h in halves if h) if all(halves) else None
    if kind == "Surn" and (_UNCHANGED.search(word) or (gender == "femn" and not word.endswith(("а", "я")))):
        return word
    if kind == "Surn" and (regular := _regular(word, gender, case)) is not None:
        return regular
    for parse in analyzer().parse(word):
        tag = parse.tag.grammemes
        if kind in tag and gender in tag and "nomn" in tag and "sing" in tag:
            form = parse.inflect({case, "sing", gender})
            return str(form.word).capitalize() if form else None
    return None


_ADJECTIVE = re.compile(r"(?:[иы]й|ой|ая|яя)$")
_AFTER_CONSONANT = ("", "а", "у", "ом", "ем", "е")
_AFTER: dict[str, tuple[str, ...]] = {
    "й": ("й", "я", "ю", "ем", "е"),
    "ь": ("ь", "я", "ю", "ем", "е", "и", "ью"),
    "а": ("а", "ы", "и", "е", "у", "ой", "ей", "ою"),
    "я": ("я", "и", "е", "ю", "ей", "ею"),
}
"""Last letter of a surname -> its endings in all cases, the letter itself taken off; more than one way to decline is
allowed."""


def surname_forms(surname: str, gender: Literal["masc", "femn", ""] = "") -> frozenset[str]:
    """Every form of a surname that people write, lower case, ё as е: «сорокин, сорокина, сорокину…». Gender unknown: of
    both.

    Here too many forms do no harm (they only find), so endings the dictionary does not know are taken by the last
    letter.
    """
    genders = (gender,) if gender else ("masc", "femn")
    return frozenset(fold(form) for g in genders for form in _double_forms(surname.strip(), g))


def _double_forms(surname: str, gender: str) -> set[str]:
    halves = [_forms(half, gender) for half in surname.split("-") if half]
    if len(halves) != 2:
        return halves[0] if len(halves) == 1 else {surname}
    return {f"{a}-{b}" for a in halves[0] for b in halves[1]}


def _forms(word: str, gender: str) -> set[str]:
    forms = {word}
    cases: tuple[Case, ...] = ("gent", "datv", "accs", "ablt", "loct")
    regular = [_regular(word, gender, case) for case in cases]
    if regular[0] is not None:
        instrumental = {f"{word[:-1]}ою"} if gender == "femn" and word.endswith("а") else set()
        return forms | {form for form in regular if form} | instrumental
    forms |= _of_dictionary(word, gender)
    if _UNCHANGED.search(word) or (gender == "femn" and not word.endswith(("а", "я"))) or _ADJECTIVE.search(word):
        return forms
    stem, last = word[:-1], word[-1]
    return forms | ({stem + e for e in _AFTER[last]} if last in _AFTER else {word + e for e in _AFTER_CONSONANT})


def _of_dictionary(word: str, gender: str) -> set[str]:
    """All singular cases of the readings that may be this surname: a surname, else an adjective or a noun of the
    gender."""
    read = [p for p in analyzer().parse(word) if "nomn" in p.tag.grammemes and "sing" in p.tag.grammemes]
    chosen = [p for p in read if "Surn" in p.tag.grammemes and gender in p.tag.grammemes] or [
        p for p in read if gender in p.tag.grammemes and {"NOUN", "ADJF"} & p.tag.grammemes
    ]
    return {
        str(f.word)
        for p in chosen
        for f in p.lexeme
        if {"sing", gender} <= f.tag.grammemes and not {"COMP", "ADJS"} & f.tag.grammemes
    }


def gender_of(surname: str, name: str, patronymic: str) -> Literal["masc", "femn", ""]:
    """By the patronymic, else the first name, else a regular surname; empty when nothing tells."""
    if _MALE.search(patronymic.lower()):
        return "masc"
    if _FEMALE.search(patronymic.lower()):
        return "femn"
    if name and (found := _gender([surname, name.capitalize()])):
        return "masc" if found == "masc" else "femn"
    for gender, ending in _ENDINGS:
        if re.search(ending, surname.lower()):
            return "masc" if gender == "masc" else "femn"
    return ""
