"""In which cases a word whose dative is sure has two ways: where only the stress tells («Чижом», but «Бушем»; «Лапшой»,
but «Квашей»), and where the dictionary declines a surname otherwise («Дарвином»)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..words import analyzer, fold
from .endings import CASES, Case, Form, Gender
from .known import is_one_of

_ADJECTIVE = frozenset({"ый", "кий", "ний", "цый", "ая", "шая", "яя", "ья"})
_BY_STRESS = {"hushing": ("ем", "ом", "stressed"), "ша": ("ей", "ой", "ка"), "ца": ("ей", "ой", "а")}
"""Row -> its instrumental, the one with a stressed ending, and the row that has it."""
_NAMES = frozenset({"Name", "Surn", "Geox", "Orgn"})


def by_stress(form: Form, low: str) -> Form:
    """With the instrumental of a patronymic or common noun of the dictionary; of the dictionary's surnames it is made
    without the stress («Кравцем»), so that they say nothing."""
    if form.row not in _BY_STRESS or low.endswith(("ович", "евич")) or is_one_of("unstressed_names", low):
        return form
    plain, stressed, row = _BY_STRESS[form.row]
    said = {fold(told)[-2:] for told in _instrumentals(low)}
    if said == {stressed}:
        return replace(form, row=row)
    return form if said == {plain} else replace(form, doubted=form.doubted | {"ablt"})


def _instrumentals(low: str) -> Iterable[str]:
    for parse in _nominatives(low):
        if "NOUN" in parse.tag and not _NAMES & parse.tag.grammemes:
            form = parse.inflect({"ablt", "sing"})
            yield str(form.word) if form else ""


def by_dictionary(form: Form, low: str, gender: Gender) -> Form:
    """Doubted where a surname or an adjective of the dictionary has another form, or where a foreigner bears a first
    name as surname («Мартином», but «Мартиным» of a Russian)."""
    other = {c for c in CASES if c != "accs" and _other(form, low, gender, c)}
    if form.row == "ов" and any("Name" in parse.tag for parse in _nominatives(low)):
        other.add("ablt")
    return replace(form, doubted=form.doubted | other)


def _other(form: Form, low: str, gender: Gender, case: Case) -> bool:
    for parse in _nominatives(low):
        tag = parse.tag.grammemes
        adjective = "ADJF" in tag and form.row in _ADJECTIVE
        if not (adjective or ("Surn" in tag and not (form.row in _BY_STRESS and case == "ablt"))):
            continue
        if tag & {gender, "ms-f", "GNdr"} and "Fixd" not in tag:
            told = parse.inflect({case, "sing", gender} if adjective else {case, "sing"})
            if told and fold(told.word) not in (fold(form.in_case(case)), fold(low)):
                return True
    return False


def _nominatives(low: str) -> Iterable[Any]:
    return (p for p in analyzer().parse(low) if p.is_known and {"nomn", "sing"} <= p.tag.grammemes)
