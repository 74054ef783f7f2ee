"""Two editions of an order side by side: clause by clause, in plain Russian, what changes and whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from .order import Clause, Order, Rule
from .vocabulary import word

What = Literal["added", "removed", "closed", "changed", "reworded"]
Whom = Literal["clients", "staff"]
OF_CLIENTS = frozenset(
    (
        "within",
        "tell",
        "offer_choice",
        "by_chosen_point",
        "point_serves",
        "point_barred",
        "point_fixed",
        "only_if",
        "give_priority",
        "closes_as",
        "limit",
        "provides",
    )
)
"""Kinds of rules that a client sees the effect of; the others change what staff do."""
TOUCHING = frozenset(("take", "receive_visitor", "ask_client", "ask_document", "send_mailing", "send_offer"))
"""Actions that a client feels, whatever is asked before them; of a reply it is what the letter says."""
TITLES: dict[What, str] = {
    "added": "новый пункт",
    "removed": "пункта больше нет",
    "closed": "пункт закрыт",
    "changed": "меняется",
    "reworded": "уточнены слова, правила те же",
}
WHOM: dict[Whom, str] = {"clients": "для клиентов", "staff": "для сотрудников"}


@dataclass(frozen=True)
class Change:
    """One clause that differs. lines: what of it, in words, each with its days."""

    clause: str
    what: What
    whom: tuple[Whom, ...]
    demand: str
    lines: tuple[str, ...] = ()


def changes(old: Order, new: Order) -> list[Change]:
    """What the new edition changes, in the order of the document; clauses that are gone come last."""
    found = [change for clause in new.clauses if (change := _changed(old.by_number.get(clause.number), clause))]
    gone = [clause for clause in old.clauses if clause.number not in new.by_number]
    return [*found, *(Change(c.number, "removed", _whom(c), c.demand, tuple(_in_force(c))) for c in gone)]


def _changed(old: Clause | None, new: Clause) -> Change | None:
    if old is None:
        return Change(new.number, "added", _whom(new), new.demand, tuple(_in_force(new)))
    if (since := _closed(new)) and not _closed(old):
        return Change(new.number, "closed", _whom(old), old.demand, (f"с {since:%d.%m.%Y} ничего не требует",))
    lines = (*_differences(old, new), *_left(old, new))
    if lines:
        return Change(new.number, "changed", _whom(old, new), new.demand, lines)
    if old.demand != new.demand:
        return Change(new.number, "reworded", _whom(new), new.demand, (f"было: {old.demand}",))
    return None


OF_THE_SYSTEM = frozenset(("provides", "measured", "keep_for", "kept_register"))
"""Kinds that nobody keeps by hand: the system does."""


def to_read(old: Order, new: Order) -> list[str]:
    """Clauses that demand of people something else than they did, of whatever day: who keeps the order must read them
    anew. Other words of the same demand, what only informs and what the system does by itself change nothing there."""
    numbers = dict.fromkeys([*(c.number for c in new.clauses), *(c.number for c in old.clauses)])
    both = ((n, _demanded(old.by_number.get(n)), _demanded(new.by_number.get(n))) for n in numbers)
    return [n for n, was, now in both if any(r not in was for r in now) or any(r not in now for r in was)]


def asks_reading(order: Order) -> set[str]:
    """Clauses by which the staff read the order."""
    return {c.number for c in order.clauses for rule in c.rules if _asks(rule.kind.name, rule.latest)}


def _asks(kind: str, value: Any) -> bool:
    if kind == "before":
        return value is not None and "order_read" in value.facts
    named = {"within": "do", "provides": "function"}.get(kind)
    return named is not None and getattr(value, named, "") == "order_acknowledged"


def _demanded(clause: Clause | None) -> list[Any]:
    rules = clause.rules if clause else ()
    asked = (r for r in rules if r.kind.state != "stated" and r.kind.name not in OF_THE_SYSTEM)
    return [(r.kind.name, r.prevails, r.values) for r in asked]


def _closed(clause: Clause) -> dt.date | None:
    """From which day the clause demands nothing: said so, or every rule repealed."""
    if said := getattr(clause, "closed", None):
        return said  # type: ignore[no-any-return]
    if clause.rules and all(rule.values and rule.latest is None for rule in clause.rules):
        return max(rule.values[-1][0] for rule in clause.rules)
    return None


def _whom(*clauses: Clause) -> tuple[Whom, ...]:
    felt = {_felt(rule) for clause in clauses for rule in clause.rules}
    return tuple(whom for whom, is_felt in (("clients", True), ("staff", False)) if is_felt in felt)  # type: ignore[misc]


def _felt(rule: Rule) -> bool:
    """By clients; else only by staff."""
    value: Any = _last(rule)
    if rule.kind.name != "before" or value is None:
        return rule.kind.name in OF_CLIENTS
    return value.action in TOUCHING or any(word("fact", name).about == "reply" for name in value.facts)


def _in_force(clause: Clause) -> Iterator[str]:
    for rule in clause.rules:
        if rule.latest is not None:
            yield f"с {rule.values[-1][0]:%d.%m.%Y}: {said(rule, rule.latest)}"


def said(rule: Rule, value: Any) -> str:
    """What a rule says, with its conditions."""
    if value is None:
        return "отменено"
    phrase = rule.kind.phrase(value)
    under = value.if_.phrase()
    when = ("" if under in phrase else under, value.unless.used and f"кроме: {value.unless.phrase()}")
    conditions = "; ".join(filter(None, when))
    return f"{phrase} ({conditions})" if conditions else phrase


def _last(rule: Rule) -> Any:
    """Its latest values, before it was repealed."""
    return next((v for _, v in reversed(rule.values) if v is not None), None)


def _key(rule: Rule) -> tuple[str, Any]:
    value = _last(rule)
    return rule.kind.name, rule.kind.targets(value) if value is not None else ()


def _left(old: Clause, new: Clause) -> Iterator[str]:
    """What is owned to be in no rule, where that changes."""
    if old.not_written != new.not_written:
        yield f"правилами не записано: было «{old.not_written or 'ничего'}», стало «{new.not_written or 'ничего'}»"


def _differences(old: Clause, new: Clause) -> Iterator[str]:
    """Rules are paired by what they are about, then by their place; each pair by its days."""
    waiting = list(old.rules)
    pairs: list[tuple[Rule | None, Rule]] = []
    for rule in new.rules:
        same = next((r for r in waiting if _key(r) == _key(rule)), None)
        same = same or next((r for r in waiting if r.kind is rule.kind and r not in new.rules), None)
        if same is not None:
            waiting.remove(same)
        pairs.append((same, rule))
    for was, now in pairs:
        if was is None:
            yield from (f"добавлено с {day:%d.%m.%Y}: {said(now, value)}" for day, value in now.values[-1:])
        elif was.values != now.values:
            yield from _days(was, now)
    for rule in waiting:
        yield f"больше не требуется: {said(rule, rule.latest)}"


def _days(was: Rule, now: Rule) -> Iterator[str]:
    before, after = dict(was.values), dict(now.values)
    for day in sorted(before.keys() | after.keys()):
        if before.get(day) == after.get(day) and day in before and day in after:
            continue
        if day not in before:
            yield f"с {day:%d.%m.%Y}: {said(now, after[day])}; было: {said(was, was.on(day))}"
        elif day not in after:
            yield f"значения с {day:%d.%m.%Y} больше нет: {said(was, before[day])}"
        else:
            changed = f"было «{said(was, before[day])}», стало «{said(now, after[day])}»"
            why = "; ".join(reason for _, reason in sorted(now.why(day) - was.why(day)))
            how = "исправлено" if why else "изменено на месте"
            yield f"значение с {day:%d.%m.%Y} {how}: {changed}" + (f"; почему: {why}" if why else "")
