"""Asserts that cannot fail, found in the syntax of a test: what `test_suite` holds against every test of this
folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from .bodies_in_code import walked

PURE = {
    "len",
    "set",
    "sorted",
    "list",
    "dict",
    "tuple",
    "frozenset",
    "min",
    "max",
    "sum",
    "all",
    "any",
    "str",
    "int",
    "bool",
}
ASKS = {"raises", "fail", "django_assert_max_num_queries", "django_assert_num_queries", "validate_response"}
"""Calls that fail a test by themselves."""
STAND_INS = {"patch", "object", "setattr", "Mock", "MagicMock"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def hollow_asserts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and reason of every assert that cannot fail."""
    ours = {
        alias.asname or alias.name
        for node in walked(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("priemnaya")
        for alias in node.names
    }
    for node in walked(tree):
        if isinstance(node, ast.Assert) and (why := _why(node.test, ours)):
            yield node.lineno, why
        if isinstance(node, Function):
            yield from _own_words(node)


def _why(test: ast.expr, ours: set[str]) -> str:
    if why := _literal(test) or _definition(test, ours):
        return why
    return next((why for part in ast.walk(test) for check in (_itself, _any_value) if (why := check(part, test))), "")


def _literal(test: ast.expr) -> str:
    if isinstance(test, ast.Tuple | ast.List | ast.Dict | ast.Set | ast.JoinedStr | ast.Lambda):
        return "a literal is always true"
    return "" if any(isinstance(n, ast.Name) for n in ast.walk(test)) else "a constant"


def _definition(test: ast.expr, ours: set[str]) -> str:
    """Nothing of the product ran: only its constants and classes are looked at, by functions that change nothing."""
    calls = [n for n in ast.walk(test) if isinstance(n, ast.Call)]
    if any(not (isinstance(c.func, ast.Name) and c.func.id in PURE) for c in calls):
        return ""
    bound = {n.id for n in ast.walk(test) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names = {n.id for n in ast.walk(test) if isinstance(n, ast.Name)} - PURE - bound
    return "a constant of the code" if names and all(n in ours and n[0].isupper() for n in names) else ""


def _itself(part: ast.AST, test: ast.expr) -> str:
    if not isinstance(part, ast.Compare):
        return ""
    sides = [ast.dump(s) for s in (part.left, *part.comparators)]
    return "compared with itself" if len(set(sides)) < len(sides) else ""


def _any_value(part: ast.AST, test: ast.expr) -> str:
    """Figures and flags that are so whatever happens."""
    if isinstance(part, ast.BoolOp) and isinstance(part.op, ast.Or) and any(map(_is_true, part.values)):
        return "«or True»"
    if part is test and isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "isinstance":
        return "only a type"
    if not isinstance(part, ast.Compare):
        return ""
    return next(
        (why for op, right in zip(part.ops, part.comparators, strict=True) if (why := _wide(part, op, right))), ""
    )


def _wide(whole: ast.Compare, op: ast.cmpop, right: ast.expr) -> str:
    limit = _number(right)
    below = (isinstance(op, ast.GtE) and limit == 0) or (isinstance(op, ast.Gt) and limit is not None and limit < 0)
    if below and len(whole.ops) == 1:
        return "no count is less than nothing"
    if not isinstance(op, ast.In) or not isinstance(right, ast.Tuple | ast.List | ast.Set):
        return ""
    values = [e.value for e in right.elts if isinstance(e, ast.Constant)]
    if {True, False} <= {v for v in values if isinstance(v, bool)}:
        return "every flag is true or false"
    return (
        "a fault of the server counts as success" if any(isinstance(v, int) and 500 <= v < 600 for v in values) else ""
    )


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _number(node: ast.expr) -> float | None:
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    if isinstance(inner, ast.Constant) and isinstance(inner.value, int | float):
        return -inner.value if negative else inner.value
    return None


def _own_words(function: Function) -> Iterator[tuple[int, str]]:
    """A stand-in that returns what the same test then asserts, with nothing in between that could change it."""
    told: set[object] = set()
    for call in (n for n in ast.walk(function) if isinstance(n, ast.Call) and _name(n) in STAND_INS):
        stands = [a.body for a in call.args if isinstance(a, ast.Lambda)]
        stands += [k.value for k in call.keywords if k.arg in ("return_value", "new")]
        told |= {s.value for s in stands if isinstance(s, ast.Constant)}
    told -= {None, True, False}
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and _equals_one_of(node.test, told):
            yield node.lineno, "what a stand-in was told to say"


def _equals_one_of(test: ast.expr, values: set[object]) -> bool:
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return False
    return any(isinstance(s, ast.Constant) and s.value in values for s in (test.left, *test.comparators))


def quiet_tests(trees: Mapping[Path, ast.Module]) -> Iterator[tuple[Path, int, str]]:
    """Tests with no assert, no `raises`, no helper that has one, and no fixture that judges after the test."""
    functions = [(p, f) for p, tree in trees.items() for f in walked(tree) if isinstance(f, Function)]
    asking = set(ASKS)
    while True:
        more = {f.name for _, f in functions if not f.name.startswith("test_") and _asks(f, asking)} - asking
        if not more:
            break
        asking |= more
    judging = {f.name for _, f in functions if _judges(f, asking)}
    for path, function in functions:
        judged = judging & {a.arg for a in (*function.args.args, *function.args.kwonlyargs)}
        if function.name.startswith("test_") and not judged and not _asks(function, asking):
            yield path, function.lineno, function.name


def _judges(function: Function, asking: set[str]) -> bool:
    """A fixture whose test has run by the time it asks: asserts before its `yield` are only about itself."""
    ends = [n.lineno for n in ast.walk(function) if isinstance(n, ast.Yield)]
    asked = [
        n.lineno
        for n in ast.walk(function)
        if isinstance(n, ast.Assert) or (isinstance(n, ast.Call) and _name(n) in asking)
    ]
    return bool(ends) and any(line > min(ends) for line in asked)


def _asks(function: Function, asking: set[str]) -> bool:
    asserts, called = _inside(function)
    return asserts or bool(called & asking)


@cache
def _inside(function: Function) -> tuple[bool, frozenset[str]]:
    """Whether it asserts or expects by itself, and all that it calls."""
    called = frozenset(_name(n) for n in ast.walk(function) if isinstance(n, ast.Call))
    asserts = any(isinstance(n, ast.Assert) for n in ast.walk(function))
    return asserts or any(name.startswith(("assert_", "to_be", "to_have")) for name in called), called


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def idle_tests(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Tests whose every assert stands in a loop over what may be empty: rows, files, what a pattern finds. With nothing
    there they pass without having asked anything."""
    shouted = {t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
    for function in (n for n in walked(tree) if isinstance(n, Function) and n.name.startswith("test_")):
        written = {
            t.id
            for n in ast.walk(function)
            if isinstance(n, ast.Assign | ast.AnnAssign) and isinstance(n.value, ast.List | ast.Tuple | ast.Dict)
            for t in (n.targets if isinstance(n, ast.Assign) else [n.target])
            if isinstance(t, ast.Name)
        }
        loops = list(_loops_of_asserts(function, ()))
        if loops and all(any(_may_be_empty(i, written | shouted) for i in over) for over in loops):
            yield function.lineno, function.name


def _loops_of_asserts(node: ast.AST, over: tuple[ast.expr, ...]) -> Iterator[tuple[ast.expr, ...]]:
    """For each assert what the loops around it run over."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Assert) or (isinstance(child, ast.Call) and _name(child) in ASKS):
            yield over
        yield from _loops_of_asserts(child, (*over, child.iter) if isinstance(child, ast.For) else over)


def _may_be_empty(over: ast.expr, written: set[str]) -> bool:
    """Neither written out nor a constant of a module: what a call or an attribute brings."""
    if isinstance(over, ast.Call) and _name(over) in ("zip", "enumerate", "range", "product", "items", "sorted"):
        inside = [over.func.value] if isinstance(over.func, ast.Attribute) and _name(over) == "items" else over.args
        return any(_may_be_empty(i, written) for i in inside)
    if isinstance(over, ast.Name):
        return over.id not in written and not over.id.isupper()
    if isinstance(over, ast.Subscript):
        return _may_be_empty(over.value, written)
    return not isinstance(over, ast.Tuple | ast.List | ast.Set | ast.Dict | ast.Constant)
