"""An order's next edition against the one before it: the past is not rewritten in silence, and nothing vanishes.

Compared is what was in force on each day that has come, clause by clause, whatever shape the edit has: values with
their conditions, what prevails, what is closed. A clause once loaded only closes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .order import Clause, Order, Rule
from .titles import clause_title
from .yaml_lines import Wrong

Leaning = Callable[[str, str], list[str]]
"""(«clause» or «unit», its number or slug) -> what open matters lean on it, in words: «12 открытых сроков»."""
Reason = tuple[dt.date, str]
OF_OTHERS = ("body", "regional")
"""Layers whose words are written by bodies; those of federal law and of the defaults come with the product."""


def check_next(
    old: Order, new: Order, today: dt.date, leaning: Leaning, wrong: Wrong, loaded: dt.date | None = None
) -> None:
    """Add what makes the new edition unlawful after the old one, which was loaded on a day (today, unless said): a
    correction of it can't be older."""
    for number in dict.fromkeys([*(c.number for c in old.clauses), *(c.number for c in new.clauses)]):
        before, after = old.by_number.get(number), new.by_number.get(number)
        if after is None:
            assert before is not None
            _clause_gone(before, today, leaning, wrong)
            continue
        given = Given(before, after, loaded or today)
        if found := _rewritten(before, after, today, given):
            wrong.add(_said(found, before, after, today), found.line, number)
        elif before and new.layer in OF_OTHERS and (day := _reworded(before, after, today, given)):
            wrong.add(_said_of_words(before, after, day, today), after.line, number)
    units = {u.slug for u in new.body.units} if new.body else set()
    for unit in old.body.units if old.body else ():
        if unit.slug not in units and (leans := leaning("unit", unit.slug)):
            said = f"подразделения «{unit.slug}» больше нет в файле, а на нём держатся {', '.join(leans)}"
            wrong.add(f"{said}: верните подразделение и допишите closed: с какого дня", 1)


def gone_units(old: Order, new: Order) -> list[str]:
    known = {u.slug for u in new.body.units} if new.body else set()
    return [u.slug for u in (old.body.units if old.body else ()) if u.slug not in known]


def _reworded(before: Clause, after: Clause, today: dt.date, given: Given) -> dt.date | None:
    """The first day of the past on which the clause demanded something in other words than are now said, and the clause
    gives no reason: one of a rule or a value speaks of that."""
    began = [since for r in before.rules if r.kind.state != "stated" for since, v in r.values if v is not None]
    first = min(began, default=today)
    if first >= today or given.of_clause:
        return None
    days = sorted({first, *(day for c in (before, after) for day, _ in c.demands if first < day < today)})
    return next((day for day in days if _plain(before.demand_on(day)) != _plain(after.demand_on(day))), None)


def _plain(words: str) -> str:
    return " ".join(words.replace("ё", "е").replace("Ё", "Е").split())


def _said_of_words(before: Clause, after: Clause, day: dt.date, today: dt.date) -> str:
    was = shortened(before.demand_on(day))
    now = shortened(after.demand_on(day))
    return (
        f"слова пункта (demand), которые действовали {day:%d.%m.%Y}, изменены задним числом: было «{was}», стало"
        f' «{now}»; верните прежние и допишите новые с их днём: demand: {{{day}: "прежние", {today}: "новые"}}, а'
        f" ошибку объясните в пункте: {_mend(after.corrected, today)}"
    )


def shortened(words: str, signs: int = 60) -> str:
    return words if len(words) <= signs else words[: signs - 1].rstrip(" ,.;:") + "…"


def _clause_gone(clause: Clause, today: dt.date, leaning: Leaning, wrong: Wrong) -> None:
    """One that never was in force may go as it came."""
    leans = leaning("clause", clause.number)
    if leans or any(rule.values and rule.values[0][0] <= today for rule in clause.rules):
        held = f", а на нём держатся {', '.join(leans)}" if leans else ""
        said = f"пункта {clause.number} больше нет в файле{held}: верните пункт и допишите closed: с какого дня"
        wrong.add(said, 1, clause.number)


@dataclass(frozen=True)
class Rewritten:
    """What a day was ruled by and is not, and what it is ruled by instead; line: of the file."""

    day: dt.date
    missing: tuple[Rule, ...]
    instead: tuple[Rule, ...]
    line: int


def _rewritten(before: Clause | None, after: Clause, today: dt.date, given: Given) -> Rewritten | None:
    """The first day up to today on which something else was in force than is now said, and no reason given."""
    for day in _days(before, after, today):
        was, now = _in_force(before, day), _in_force(after, day)
        missing = [rule for rule in _left(was, now) if day < today or rule.since(day) == today]
        put = _left(now, was)
        added = [rule for rule in put if day < today or rule.since(day) != today]
        unsaid = [rule for rule in added if not given.why(rule, day)]
        lost, spent = _lost(missing, [rule for rule in put if rule in added or given.why(rule, day)], day, given)
        if unsaid or lost:
            line = unsaid[0].line if unsaid else after.line
            also = [r for r in missing if r in lost or any(a.kind is r.kind for a in unsaid)]
            free = [r for r in put if r in unsaid or r not in spent]
            shown = [r for r in free if r in unsaid or any(m.kind is r.kind for m in also)]
            return Rewritten(day, tuple(also), tuple(shown), line)
    return None


def _days(before: Clause | None, after: Clause, today: dt.date) -> list[dt.date]:
    """Days on which anything begins or ends, up to today; and today itself, for what began today."""
    rules = [*(before.rules if before else ()), *after.rules]
    return sorted({day for rule in rules for day, _ in rule.values if day <= today} | {today})


def _in_force(clause: Clause | None, day: dt.date) -> list[tuple[str, Rule]]:
    """Rules in force with all that they say; what demands nothing is no matter of days."""
    rules = clause.rules if clause else ()
    return [(_what(rule, day), rule) for rule in rules if rule.on(day) is not None and rule.kind.state != "stated"]


def _what(rule: Rule, day: dt.date) -> str:
    value = rule.on(day)
    assert value is not None
    said = value.model_dump(mode="json", by_alias=True)
    return json.dumps([rule.kind.name, rule.prevails, said], sort_keys=True, ensure_ascii=False)


def _left(these: list[tuple[str, Rule]], those: list[tuple[str, Rule]]) -> list[Rule]:
    """Of these what those have not, one for one."""
    known, left = Counter(what for what, _ in those), []
    for what, rule in these:
        if known[what]:
            known[what] -= 1
        else:
            left.append(rule)
    return left


class Given:
    """The reasons that the edition before did not give and that are no older than it; one of the future does not load.
    A reason is known by where it is said: the same words beside another rule, or inside another value, are a new one.
    """

    def __init__(self, before: Clause | None, after: Clause, loaded: dt.date = dt.date.min) -> None:
        self.after, self.loaded = after, loaded
        self.of_clause = self._new(after.corrected, before.corrected if before else ())
        self._was = {id(now): was for was, now in _same_rules(before.rules if before else (), after.rules)}

    def _new(self, said: Iterable[Reason], known: Iterable[Reason]) -> set[Reason]:
        return {reason for reason in Counter(said) - Counter(known) if self.loaded <= reason[0]}

    def why(self, rule: Rule, day: dt.date | None = None) -> set[Reason]:
        """Those of a rule that speak of what it said on a day, or of any day."""
        was = self._was.get(id(rule))
        values = Counter(rule.of_value) - Counter(was.of_value if was else ())
        own = [reason for since, reason in values if day is None or since == rule.since(day)]
        return self._new(rule.of_all, was.of_all if was else ()) | self._new(own, ())

    def all(self) -> set[Reason]:
        return self.of_clause.union(*(self.why(rule) for rule in self.after.rules))


def _same_rules(olds: Iterable[Rule], news: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Each rule of the clause with what it was: what says the same, then what is about the same, then of its kind."""
    left, come = list(olds), list(news)
    for alike in (_says_the_same, _last_of_one_thing, lambda _was, _now: True):
        for now in list(come):
            if (was := next((r for r in left if r.kind is now.kind and alike(r, now)), None)) is not None:
                left.remove(was)
                come.remove(now)
                yield was, now


def _says_the_same(was: Rule, now: Rule) -> bool:
    return was.values == now.values and was.prevails == now.prevails


def _last_of_one_thing(was: Rule, now: Rule) -> bool:
    mine, theirs = (next((v for _, v in reversed(r.values) if v is not None), None) for r in (was, now))
    return mine is not None and theirs is not None and was.kind.targets(mine) == now.kind.targets(theirs)


def _lost(
    missing: Iterable[Rule], instead: Iterable[Rule], day: dt.date, given: Given
) -> tuple[list[Rule], list[Rule]]:
    """What is gone and nobody says why; and what stands in place of the others. One for one: a reason speaks of its own
    rule, and what changed by it is no reason for a second one's end. The clause's speaks of all.

    instead: rules of that day that the file did not have; besides them one that is not in force says why it is not.
    """
    ended = [rule for rule in given.after.rules if rule.on(day) is None and given.why(rule, day)]
    free, spent = [*instead, *ended], list[Rule]()
    left = [] if given.of_clause else list(missing)
    for alike in (_of_one_thing, _of_one_kind):
        for rule in list(left):
            if (one := next((other for other in free if alike(rule, other, day)), None)) is not None:
                free.remove(one)
                left.remove(rule)
                spent.append(one)
    return left, spent


def _of_one_kind(rule: Rule, other: Rule, day: dt.date) -> bool:
    return rule.kind is other.kind


def _of_one_thing(rule: Rule, other: Rule, day: dt.date) -> bool:
    mine, theirs = rule.on(day), other.on(day)
    known = mine is not None and theirs is not None and rule.kind is other.kind
    return known and rule.kind.targets(mine) == other.kind.targets(theirs)


def _mend(stands: Iterable[Reason], today: dt.date) -> str:
    """What to write; stands: reasons that are there and have explained an earlier edit of this day."""
    spent = next((why for day, why in stands if day == today), "")
    if spent:
        return (
            f"причина «{shortened(spent)}» уже объяснила прежнюю правку этого дня, допишите к ней эту: corrected:"
            f' {{{today}: "{shortened(spent)}; почему и это"}}'
        )
    return f'corrected: {{{today}: "почему"}}'


def _said(found: Rewritten, before: Clause | None, after: Clause, today: dt.date) -> str:
    mend = _mend([r for rule in found.instead for r in rule.why(found.day)] or after.corrected, today)
    day, free = f"{found.day:%d.%m.%Y}", today + dt.timedelta(days=found.day == today)
    already = ", оно уже действует" if free > today else ""
    if not found.missing:
        since = min(d for rule in found.instead if (d := rule.since(found.day)))
        what = "пункт записан" if before is None else "правило или его значение записано"
        return (
            f"{what} задним числом, с {since:%d.%m.%Y}: поставьте день не раньше сегодняшнего, {today}, а если так было"
            f" и прежде, объясните: {mend}"
        )
    kind = found.missing[0].kind.name
    if found.instead:
        return (
            f"значение с {day} изменено задним числом{already}: верните его и допишите новое со своим днём, не раньше"
            f" {free}, а ошибку объясните: {mend}"
        )
    if after.closed and after.closed <= found.day:
        return f"пункт закрыт задним числом, с {day}{already}: поставьте closed: {free} или объясните: {mend}"
    if any(rule.kind.name == kind for rule in after.rules):
        return (
            f"значение с {day} отменено задним числом{already}: поставьте день не раньше {free} или объясните в самом"
            f" пункте: {mend}"
        )
    return f"правила {kind} больше нет: верните его и допишите день, с которого оно не действует: {free}: null"


def corrections(old: Order, new: Order) -> list[str]:
    """Why values of the past were put right, as said in the new edition: «п. 3.5: опечатка»."""
    found = []
    for clause in new.clauses:
        for day, why in Given(old.by_number.get(clause.number), clause).all():
            found.append(f"исправлен {clause_title(clause.number)} ({why}, {day:%d.%m.%Y})")
    return sorted(found)
