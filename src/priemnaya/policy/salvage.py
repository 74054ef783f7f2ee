"""What of a section can be looked at though a part of it is wrong: an error of one key hides none of the others."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from .yaml_lines import LinedDict, LinedList

ROUNDS = 5

UNPROVED = "что предложила программа по словам акта: человек этого не сверил, и оно не действует"
"""What a page says of rules with `proposed: true`."""


def rest_of(model: type[BaseModel], raw: Any, stand_in: dict[str, Any]) -> tuple[Any, LinedDict] | None:
    """The model of what is right, with what was left of the text; None when nothing can be told. stand_in: what takes
    the place of a key that must be there, lawful in every other respect."""
    if not isinstance(raw, LinedDict):
        return None
    left = _copy(raw)
    for _ in range(ROUNDS):
        try:
            return model.model_validate(left), left
        except ValidationError as error:
            for place in sorted({tuple(one["loc"][:2]) for one in error.errors()}, key=str, reverse=True):
                _leave_out(left, place, stand_in)
    return None


def _copy(raw: LinedDict) -> LinedDict:
    left = LinedDict(raw)
    left.line, left.lines, left.written = raw.line, dict(raw.lines), dict(raw.written)
    return left


def _leave_out(left: LinedDict, place: tuple[Any, ...], stand_in: dict[str, Any]) -> None:
    """An item of a list goes alone; another key goes whole."""
    key, item = place[0] if place else "", place[1] if len(place) > 1 else None
    given = left.get(key)
    if isinstance(given, LinedList) and isinstance(item, int) and item < len(given):
        items = LinedList(one for n, one in enumerate(given) if n != item)
        items.line, items.lines = given.line, [line for n, line in enumerate(given.lines) if n != item]
        left[key] = items
        return
    left.pop(key, None)
    if key in stand_in:
        left[key] = stand_in[key]
        left.lines.setdefault(key, left.line)
