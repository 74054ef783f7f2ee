"""No regular expression of the product takes a square of the length: what a client or a program sends may be long."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import priemnaya

from .bodies_in_code import tree_of, walked

pytestmark = pytest.mark.xdist_group("code")
SOURCE = Path(priemnaya.__file__).parent
SEARCHES = {"search", "finditer", "findall", "sub", "subn", "split"}
"""Methods that try every place of a text; the others try one."""
RUNS = (
    *"0аАaA \n\t-_./№(<«&%@=\u00a0",
    *("1 ", "а ", "а-", "1.", "« ", "а\n", "> ", "\r\n", "a@", "0:", "Аа ", "{a", "от ", "№ 1"),
)
"""What a text may consist of from end to end."""
LONG, NOTHING = 3000, 0.004
"""Characters of a text; seconds that no pattern takes for it when it takes them once a character."""


def searched() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of the code that is searched for: compiled ones by name, those in lists, those written in place."""
    trees = {p: tree_of(p) for p in SOURCE.rglob("*.py") if "eval" not in p.parts}
    calls = [
        (path, n)
        for path, tree in trees.items()
        for n in walked(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in SEARCHES
    ]
    names = {ast.unparse(n.func.value).rpartition(".")[2] for _, n in calls if isinstance(n.func, ast.Attribute)}
    for path, call in calls:
        first = call.args[0] if call.args else None
        if (
            ast.unparse(call.func).startswith("re.")
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            yield f"{path.relative_to(SOURCE)}:{call.lineno}", re.compile(first.value)
    for module in pkgutil.walk_packages(priemnaya.__path__, "priemnaya."):
        if not re.search(r"migrations|__main__|\.eval|settings", module.name):
            for name, value in vars(importlib.import_module(module.name)).items():
                yield from _within(f"{module.name}.{name}", value, name in names)


def _within(where: str, value: Any, is_searched: bool, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        if (is_searched or depth) and isinstance(value.pattern, str):
            yield where, value
    elif depth < 3 and isinstance(value, dict | list | tuple | set | frozenset):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _within(where, one, is_searched, depth + 1)


def spent(pattern: re.Pattern[str], unit: str, length: int) -> float:
    """Seconds of the processor."""
    text, start = (unit * length)[:length], time.process_time()
    for _found in pattern.finditer(text):
        pass
    return time.process_time() - start


def is_square(pattern: re.Pattern[str]) -> str:
    """The run over which the pattern takes about sixteen times as long when the text is four times as long."""
    for unit in RUNS:
        if spent(pattern, unit, LONG // 3) <= NOTHING / 12:
            continue
        if (long := spent(pattern, unit, LONG)) > NOTHING and long > 9 * spent(pattern, unit, LONG // 4):
            long, short = (min(spent(pattern, unit, n) for _ in range(3)) for n in (LONG, LONG // 4))
            if long > NOTHING and long > 9 * short:
                return unit
    return ""


@pytest.mark.unit
@pytest.mark.parametrize(("power", "seen"), [(1, ""), (2, "0"), (3, "0")])
def test_a_pattern_that_takes_a_square_of_the_length_is_seen(
    power: int, seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a made clock: what a busy machine adds must not decide whether the measure is right."""
    monkeypatch.setattr(f"{__name__}.spent", lambda pattern, unit, length: 0.05 * (length / LONG) ** power)
    assert is_square(re.compile("x")) == seen


@pytest.mark.unit
@pytest.mark.parametrize("nth", [5, pytest.param(1, marks=pytest.mark.walk)])
def test_no_pattern_takes_a_square_of_the_length(nth: int) -> None:
    """In the suite every fifth pattern."""
    found = dict([(pattern, where) for where, pattern in searched()][::nth])
    assert len(found) > 100 // nth
    square = [f"{where}: {p.pattern[:60]} over {unit!r}" for p, where in found.items() if (unit := is_square(p))]
    assert "\n".join(square) == ""
