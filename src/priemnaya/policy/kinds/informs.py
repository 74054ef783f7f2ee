"""informs: the clause demands nothing: it says what the act is for, whom it concerns, what its words mean."""

from __future__ import annotations

from typing import Literal

from .base import Kind, Values

SAYS = {
    "purpose": "для чего акт и о чём он",
    "scope": "на кого и на что он распространяется",
    "definition": "что значат его слова",
    "basis": "на каких актах он основан",
    "in_force": "когда он вступает в силу и что отменяет",
    "heading": "вводит перечень, который идёт ниже",
}


class Informs(Values):
    """says: what the clause is. What somebody must do is never such a rule."""

    says: Literal["purpose", "scope", "definition", "basis", "in_force", "heading"]


class KIND(Kind):
    name = "informs"
    values = Informs
    state = "stated"
    doc = "Пункт ничего не требует: цель акта, определение, основание. Он не считается ни соблюдаемым, ни ждущим."
    example = "{says: purpose}"

    @classmethod
    def targets(cls, values: Informs) -> tuple[str, ...]:
        return ()

    @classmethod
    def phrase(cls, values: Informs) -> str:
        return f"сведения: {SAYS[values.says]}"
