"""Words of the body's own lists that rules name: its clients' needs, and kinds of clients that only it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .order import Body, Clause, Rule
from .vocabulary import nearest, own


def unknown_needs(clauses: Iterable[Clause], body: Body | None) -> Iterator[tuple[Clause, Rule, str]]:
    """Each need or own kind of client that nobody can choose: the clause, the rule, and the words of the error. A layer
    without a body names none: they are each body's own."""
    needs, kinds = (body.needs, body.client_kinds) if body else ((), ())
    for clause in clauses:
        for rule in clause.rules:
            for _, value in rule.values:
                if value is None:
                    continue
                for need in (*value.if_.needs, *value.unless.needs):
                    if need not in needs:
                        yield clause, rule, _no("потребности", need, needs, "body.needs")
                entries = getattr(value, "entries", ()) if getattr(value, "register_name", "") == "clients" else ()
                for kind in (*value.if_.clients, *value.unless.clients, *entries):
                    if own(kind) and kind not in kinds:
                        yield clause, rule, _no("вида клиента", kind, kinds, "body.client_kinds")


def _no(what: str, word: str, known: Sequence[str], listed: str) -> str:
    meant = nearest(word, known)
    hint = f"возможно, «{meant}»; " if meant else ""
    allowed = ", ".join(f"«{n}»" for n in known) or f"список {listed} пуст"
    return f"{what} «{word}» нет в списке органа; {hint}допустимо: {allowed}"
