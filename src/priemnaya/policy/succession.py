"""An order's next edition against the one before it: the past is not rewritten in silence, and nothing that open
matters lean on vanishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from .order import Clause, Order, Rule
from .titles import clause_title
from .yaml_lines import Wrong

Leaning = Callable[[str, str], list[str]]
"""(«clause» or «unit», its number or slug) -> what open matters lean on it, in words: «12 открытых сроков»."""


def check_next(old: Order, new: Order, today: dt.date, leaning: Leaning, wrong: Wrong) -> None:
    """Add what makes the new edition unlawful after the old one."""
    for clause in old.clauses:
        following = new.by_number.get(clause.number)
        if following is None:
            _gone("clause", clause.number, f"пункта {clause.number} больше нет в файле", leaning, wrong)
        elif not following.is_closed:
            _check_past(clause, following, today, wrong)
    units = {u.slug for u in new.body.units} if new.body else set()
    for unit in old.body.units if old.body else ():
        if unit.slug not in units:
            _gone("unit", unit.slug, f"подразделения «{unit.slug}» больше нет в файле", leaning, wrong)


def gone_units(old: Order, new: Order) -> list[str]:
    known = {u.slug for u in new.body.units} if new.body else set()
    return [u.slug for u in (old.body.units if old.body else ()) if u.slug not in known]


def _gone(sort: str, name: str, said: str, leaning: Leaning, wrong: Wrong) -> None:
    if leans := leaning(sort, name):
        how = "верните пункт" if sort == "clause" else "верните подразделение"
        clause = name if sort == "clause" else ""
        wrong.add(f"{said}, а на нём держатся {', '.join(leans)}: {how} и допишите closed: с какого дня", 1, clause)


def _check_past(old: Clause, new: Clause, today: dt.date, wrong: Wrong) -> None:
    for rule, match in pairs(old, new):
        past = past_of(rule, today)
        if not past or (match is not None and past_of(match, today)[: len(past)] == past):
            continue
        reasons = match.corrected if match is not None else [c for r in new.rules for c in r.corrected]
        if set(reasons) - set(rule.corrected):
            continue
        kind, day = rule.kind.name, _first_changed(past, past_of(match, today) if match else [])
        if match is None:
            words = f"правила {kind} больше нет: допишите к нему день, с которого оно не действует: {today}: null"
        else:
            words = (
                f"значение с {day:%d.%m.%Y} изменено задним числом: верните его и допишите новое со своим днём, а"
                f' ошибку объясните: corrected: {{{today}: "почему"}}'
            )
        wrong.add(words, (match or new).line, new.number)


def pairs(old: Clause, new: Clause) -> Iterator[tuple[Rule, Rule | None]]:
    """Each old rule with the one that follows it: the same values first, then the next of its kind."""
    left = list(new.rules)
    found: list[tuple[Rule, Rule | None]] = []
    rest = []
    for rule in old.rules:
        same = next((r for r in left if r.kind is rule.kind and _dump(r.values[:1]) == _dump(rule.values[:1])), None)
        if same is None:
            rest.append(rule)
            continue
        left.remove(same)
        found.append((rule, same))
    for rule in rest:
        following = next((r for r in left if r.kind is rule.kind), None)
        if following is not None:
            left.remove(following)
        found.append((rule, following))
    yield from found


def past_of(rule: Rule, today: dt.date) -> list[tuple[dt.date, Any]]:
    return [row for row in _dump(rule.values) if row[0] <= today]


def _dump(values: Any) -> list[tuple[dt.date, Any]]:
    return [(day, value.model_dump(mode="json") if value is not None else None) for day, value in values]


def _first_changed(before: list[tuple[dt.date, Any]], after: list[tuple[dt.date, Any]]) -> dt.date:
    known = dict(after)
    return next((day for day, value in before if day not in known or known[day] != value), before[0][0])


def corrections(old: Order, new: Order) -> list[str]:
    """Why values of the past were put right, as said in the new edition: «п. 3.5: опечатка»."""
    found = []
    for clause in new.clauses:
        before = old.by_number.get(clause.number)
        known = {c for r in before.rules for c in r.corrected} if before else set()
        for day, why in {c for r in clause.rules for c in r.corrected} - known:
            found.append(f"исправлен {clause_title(clause.number)} ({why}, {day:%d.%m.%Y})")
    return sorted(found)
