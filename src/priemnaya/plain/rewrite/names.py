"""Names of people put in the right case («Ивановой Марии Петровне»), by the dictionary and the closed endings of surnames.

On any doubt the name comes back as it was: a wrong case in somebody's own name hurts more than the nominative.
"""

from __future__ import annotations

import re
from typing import Literal

from ..words import analyzer

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
