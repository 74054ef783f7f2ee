"""Of an identity document that was shown only its sort is kept, never its number (152-ФЗ ст. 5 ч. 5)."""

from __future__ import annotations

import re

from priemnaya.errors import Objection

FEW = 2
"""Figures that a sort of document may have: «временное удостоверение 2П»."""
LONGEST = 200


def holds_number(typed: str) -> bool:
    return len(re.findall(r"\d", typed)) > FEW


def sort_of(typed: str) -> str:
    """What may be kept of what was typed. Raises Objection for a number."""
    if holds_number(typed):
        raise Objection("Напишите только, какой это документ, например «паспорт». Номер и серию не записывайте.")
    return typed.strip()[:LONGEST]
