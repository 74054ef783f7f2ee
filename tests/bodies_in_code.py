"""What names one body in Python: its slug whole or in parts, its names, and the numbers of its clauses.
`test_architecture` holds it against all code: what is true of one body stands in its order, never in an `if`, a
dictionary or a `case`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from priemnaya.policy import Order

CLAUSE = re.compile(r"\d+(\.\d+)+")
COMMON = {"order", "state"}
"""Parts of slugs that are plain words of the code."""


def names_of(orders: Iterable[Order]) -> set[str]:
    """Words that mean one body: its slug, the telling parts of the slug, and its full and short name."""
    found: set[str] = set()
    for order in orders:
        found |= {order.slug, *(p for p in order.slug.split("-") if len(p) > 3 and p not in COMMON)}
        if order.body:
            found |= {n.lower() for n in (order.body.name, getattr(order.body, "short_name", "")) if n}
    return found


def bodies_named(tree: ast.Module, names: set[str], clauses: set[str]) -> Iterator[tuple[int, str]]:
    """Line and word of every string that names a body, wherever it stands except in a docstring, and every clause
    decided upon."""
    told = _docstrings(tree)
    for node in walked(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            words = set(re.findall(r"[a-zа-яё0-9]+(?:-[a-zа-яё0-9]+)*", node.value.lower()))
            parts = words | {p for w in words for p in w.split("-")}
            if hit := next(
                (
                    n
                    for n in sorted(names, key=len, reverse=True)
                    if n in parts or (" " in n and n in node.value.lower())
                ),
                "",
            ):
                yield node.lineno, hit
    for line, value in _decided_upon(tree):
        if CLAUSE.fullmatch(value) and value in clauses:
            yield line, value


def _docstrings(tree: ast.Module) -> set[int]:
    """Strings that only tell: of modules, classes and functions, those under a constant, and the help of commands."""
    told = {id(n.value) for n in walked(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
    return told | {id(n.value) for n in walked(tree) if isinstance(n, ast.keyword) and n.arg == "help"}


def _decided_upon(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Strings that choose a way: compared, matched, keys and members of collections, arguments of startswith and of
    get."""
    for node in walked(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
        elif isinstance(node, ast.Dict):
            parts = [*node.keys]
        elif isinstance(node, ast.Set | ast.List | ast.Tuple):
            parts = [*node.elts]
        elif isinstance(node, ast.MatchValue):
            parts = [node.value]
        elif isinstance(node, ast.Subscript):
            parts = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            parts = [*node.args, *(k.value for k in node.keywords)] if node.func.attr in CHOOSERS else []
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.lineno, part.value


CHOOSERS = {"startswith", "endswith", "get", "filter", "exclude", "clause", "setdefault", "pop"}


def sources(folder: Path, but: Iterable[str] = ()) -> Iterator[tuple[Path, ast.Module]]:
    """but: paths under the folder, that are of named bodies on purpose."""
    for path in sorted(folder.rglob("*.py")):
        if path.relative_to(folder).as_posix() not in but and "migrations" not in path.parts:
            yield path, tree_of(path)


@cache
def tree_of(path: Path) -> ast.Module:
    """Read once for all tests that look at the code: they stay in one worker (the group «code»)."""
    return ast.parse(path.read_text(encoding="utf-8"))


def walked(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All that a whole file consists of: walked once, for as long as its tree is kept."""
    found: tuple[ast.AST, ...] | None = getattr(tree, "walked", None)
    if found is None:
        found = tree.walked = tuple(ast.walk(tree))  # type: ignore[attr-defined]
    return found
