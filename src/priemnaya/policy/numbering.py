"""Numbers of clauses stand in the order of the document: whichever does not is named, and no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .order import Clause
from .titles import ROMAN, roman
from .yaml_lines import Wrong

_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_DIGITS = re.compile("[0-9]{1,9}")
_PUT_IN = re.compile(r"([0-9]{1,9})(?:[-– ]{0,2}(бис|тер|кватер|bis|ter)|(\*{1,4}))")
_TIMES = {"бис": 2, "bis": 2, "тер": 3, "ter": 3, "кватер": 4}
_ABOVE = re.compile("([0-9]{1,9})([¹²³⁴⁵⁶⁷⁸⁹⁰]{1,9})")
_COUNTED = re.compile(
    r"[§№]?\s{0,3}([0-9]{1,9})(?:\s{0,3}[-–/(]\s{0,3}([0-9]{1,9}|[a-zа-яё])|([a-zа-яё]))?[)*]*", re.IGNORECASE
)


def place_of(part: str) -> tuple[int, ...]:
    """Where one part of a number stands among its like, as people count: «4», «4-1», «4/1», «4¹», «4-бис», «4*»
    after it, «IV», «§ 3», «4а», «2)». Empty for a name or a letter: those keep the sequence of the document."""
    if met := _PUT_IN.fullmatch(part.lower()):
        return int(met[1]), _TIMES[met[2]] if met[2] else len(met[3])
    if met := _ABOVE.fullmatch(part):
        return tuple(int(one.translate(_RAISED)) for one in met.groups())
    if met := _COUNTED.fullmatch(part):
        return tuple(
            int(one) if _DIGITS.fullmatch(one) else ord(one.lower()) for one in met.groups() if one is not None
        )
    return (roman(part),) if ROMAN.fullmatch(part) else ()


def check_sequence(clauses: Sequence[Clause], wrong: Wrong, layer: str = "body") -> None:
    """Numeric parts rise under each prefix; named parts keep the written order. Duplicates are errors. Keys
    of the layers of law begin with the number of an act, which tells no place."""
    seen: dict[str, int] = {}
    rising: dict[tuple[str, ...], list[tuple[Any, str, Clause]]] = {}
    for clause in clauses:
        if clause.number in seen:
            line = seen[clause.number]
            wrong.add(f"пункт повторён, он уже есть в строке {line}", clause.line, clause.number)
            continue
        seen[clause.number] = clause.line
        parts = clause.number.split(".")
        if "" in parts:
            wrong.add(
                "пустая часть номера: точка в конце не нужна, между точками что-то стоит", clause.line, clause.number
            )
        for n, part in enumerate(parts):
            if (layer == "body" or _DIGITS.fullmatch(part)) and (counted := place_of(part)):
                sort = ("I",) if ROMAN.fullmatch(part) else ()
                rising.setdefault((*parts[:n], *sort), []).append((counted, ".".join(parts[: n + 1]), clause))
    told: set[str] = set()
    for prefix in sorted(rising, key=len):
        row = [one for one in rising[prefix] if one[2].number not in told]
        for place in misplaced([number for number, _, _ in row]):
            number, _, clause = row[place]
            told.add(clause.number)
            above = [said for one, said, _ in row[:place] if one > number]
            near = above[-1] if above else next(said for one, said, _ in row[place:] if one < number)
            said = f"выше уже был {near}" if above else f"ниже идёт {near}"
            wrong.add(f"пункт стоит не на месте: {said}; порядок как в документе", clause.line, clause.number)


def misplaced(numbers: Sequence[Any]) -> list[int]:
    """Places of the fewest numbers without which the others rise; of two that could go, the later one."""
    if all(a <= b for a, b in pairwise(numbers)):
        return []
    longest = [1] * len(numbers)
    for n in range(len(numbers) - 2, -1, -1):
        longest[n] += max((longest[m] for m in range(n + 1, len(numbers)) if numbers[m] >= numbers[n]), default=0)
    kept, left, least = set[int](), max(longest), min(numbers)
    for n, number in enumerate(numbers):
        if longest[n] == left and number >= least:
            kept.add(n)
            left, least = left - 1, number
    return [n for n in range(len(numbers)) if n not in kept]
