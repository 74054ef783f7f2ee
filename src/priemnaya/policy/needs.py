"""Needs that conditions name: only those of the body's own list are ever chosen on a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .order import Body, Clause, Rule
from .vocabulary import nearest


def unknown_needs(clauses: Iterable[Clause], body: Body | None) -> Iterator[tuple[Clause, Rule, str]]:
    """Each condition on a need that nobody can choose: the clause, the rule, and the words of the error. A layer
    without a body names none: needs are each body's own."""
    known = body.needs if body else ()
    for clause in clauses:
        for rule in clause.rules:
            for _, value in rule.values:
                for need in (*value.if_.needs, *value.unless.needs) if value else ():
                    if need not in known:
                        meant = nearest(need, known)
                        hint = f"возможно, «{meant}»; " if meant else ""
                        allowed = ", ".join(f"«{n}»" for n in known) or "список body.needs пуст"
                        yield clause, rule, f"потребности «{need}» нет в списке органа; {hint}допустимо: {allowed}"
