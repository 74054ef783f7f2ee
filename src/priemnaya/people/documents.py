"""Of an identity document that was shown only its sort is kept, never its number (152-ФЗ ст. 5 ч. 5)."""

from __future__ import annotations

import re

from priemnaya.errors import Objection

FEW = 2
"""Figures that a sort of document may have: «временное удостоверение 2П»."""
LONGEST = 200


FIGURES = re.compile(r"\d(?:[\d\s.,/–№-]*\d)?")
HIDDEN = "•••"


def holds_number(typed: str) -> bool:
    return len(re.findall(r"\d", typed)) > FEW


def sort_of(typed: str) -> str:
    """What may be kept of what was typed. Raises Objection for a number."""
    if holds_number(typed):
        raise Objection("Напишите только, какой это документ, например «паспорт». Номер и серию не записывайте.")
    return typed.strip()[:LONGEST]


def without_number(typed: str) -> str:
    """What was kept before numbers were refused, its other words as they were: no law asks for the number (59-ФЗ ст. 13
    ч. 1 asks that the document be shown)."""
    return FIGURES.sub(HIDDEN, typed) if holds_number(typed) else typed
