"""Forms of names that stand in a text: one name in a case, and every form of a surname by which it is found."""

from __future__ import annotations

import re
from typing import Literal

from ..names import Case, declined, gender_by
from ..names.endings import CASES
from ..names.family import surname as surname_in_cases
from ..words import analyzer, fold

__all__ = ["Case", "decline", "gender_of", "surname_forms"]

_UNCHANGED = re.compile(r"(?:[оеэиуюы]|[ыи]х|аго|яго)$", re.IGNORECASE)
_MALE, _FEMALE = re.compile(r"(?:ич|оглы|улы)$"), re.compile(r"(?:на|кызы)$")
_REGULAR = (("masc", r"(?:[оеё]в|[иы]н|[сц]кий)$"), ("femn", r"(?:(?:[оеё]в|[иы]н)а|[сц]кая)$"))


def decline(full_name: str, case: Case) -> str:
    """A name in another case, as it was where nothing is sure. Letters ask `names.declined`, which says so."""
    return declined(full_name, case) or full_name


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
    if any(kind == gender and re.search(ending, word, re.IGNORECASE) for kind, ending in _REGULAR):
        known = surname_in_cases(word, "masc" if gender == "masc" else "femn") or []
        regular = {known[0].in_case(case) for case in CASES} if len(known) == 1 else set()
        instrumental = {f"{word[:-1]}ою"} if gender == "femn" and word.endswith("а") else set()
        if regular:
            return forms | regular | instrumental
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
    if name and (found := gender_by("", name, "")):
        return found
    for gender, ending in _REGULAR:
        if re.search(ending, surname.lower()):
            return "masc" if gender == "masc" else "femn"
    return ""
