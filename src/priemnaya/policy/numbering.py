"""Numbers of clauses stand in the order of the document: whichever does not is named, and no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .order import Clause
from .yaml_lines import Wrong


def check_sequence(clauses: Sequence[Clause], wrong: Wrong) -> None:
    """Numeric parts rise under each prefix; named parts keep the written order. Duplicates are errors."""
    seen: dict[str, int] = {}
    rising: dict[tuple[str, ...], list[tuple[int, Clause]]] = {}
    for clause in clauses:
        if clause.number in seen:
            line = seen[clause.number]
            wrong.add(f"пункт повторён, он уже есть в строке {line}", clause.line, clause.number)
            continue
        seen[clause.number] = clause.line
        parts = clause.number.split(".")
        if "" in parts:
            wrong.add("пустая часть номера", clause.line, clause.number)
        for n, part in enumerate(parts):
            if re.fullmatch(r"[0-9]+", part):
                rising.setdefault(tuple(parts[:n]), []).append((int(part), clause))
    told: set[str] = set()
    for prefix in sorted(rising, key=len):
        row = [(number, clause) for number, clause in rising[prefix] if clause.number not in told]
        for place in misplaced([number for number, _ in row]):
            number, clause = row[place]
            told.add(clause.number)
            above = [one for one, _ in row[:place] if one > number]
            near = ".".join([*prefix, str(above[-1] if above else next(one for one, _ in row[place:] if one < number))])
            said = f"выше уже был {near}" if above else f"ниже идёт {near}"
            wrong.add(f"пункт стоит не на месте: {said}; порядок как в документе", clause.line, clause.number)


def misplaced(numbers: Sequence[int]) -> list[int]:
    """Places of the fewest numbers without which the others rise; of two that could go, the later one."""
    if all(a <= b for a, b in pairwise(numbers)):
        return []
    longest = [1] * len(numbers)
    for n in range(len(numbers) - 2, -1, -1):
        longest[n] += max((longest[m] for m in range(n + 1, len(numbers)) if numbers[m] >= numbers[n]), default=0)
    kept, left, least = set[int](), max(longest), 0
    for n, number in enumerate(numbers):
        if longest[n] == left and number >= least:
            kept.add(n)
            left, least = left - 1, number
    return [n for n in range(len(numbers)) if n not in kept]
