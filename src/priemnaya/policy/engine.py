"""Policy: the layers that hold for one body, asked by kind, target and plain facts. Faces and actions read rules only
here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from priemnaya.worktime import Due, Moved, ProductionCalendar, Schedule, due, due_back

from .kinds import GUARDS, KINDS, Values
from .kinds.base import Facts
from .kinds.within import pair
from .order import Clause, Order, Rule
from .owed import NEWS, OUTCOME_NOTICE, STAFF_TOLD
from .reasons import reason_for
from .titles import OUR_RULE, act_number
from .verdict import Refused, Verdict
from .vocabulary.judging import reader_asked
from .vocabulary.people import CLIENT


@dataclass(frozen=True)
class Held:
    """A rule in force with its source."""

    clause: Clause
    order: Order
    kind: str
    value: Any
    prevails: str
    verified: bool
    rule: Rule | None = None

    @property
    def place(self) -> int:
        """Which of its clause's rules of this kind it is: it stays so when words and days change."""
        alike = [rule for rule in self.clause.rules if rule.kind.name == self.kind]
        return next((n for n, rule in enumerate(alike) if rule is self.rule), 0)

    def begun(self, on: dt.date) -> dt.date:
        """The day from which the rule has been in force without a break, whatever its values."""
        since = on
        for day, value in reversed(self.rule.values if self.rule else ()):
            if day <= on and value is None:
                break
            since = min(day, since)
        return since

    @property
    def citation(self) -> str:
        if self.order.layer == "body":
            return self.clause.cited
        of = self.clause.source or act_number(self.clause.number)
        own = self.order.layer == "defaults"
        return f"{OUR_RULE} ({of})" if own else f"{self.clause.act or self.order.act.title}, {of}"


@dataclass(frozen=True)
class TermHeld:
    """The strictest term among the layers: when it ends, why, and the rule that held. others: those that end later;
    alike: those that end at the same instant."""

    due: Due
    rule: Held
    others: tuple[Held, ...] = ()
    alike: tuple[Held, ...] = ()


@dataclass(frozen=True)
class Policy:
    """Layers from the body's order down to law and defaults. No rule is ever read around this class."""

    layers: tuple[Order, ...]

    @property
    def body(self) -> Order:
        return self.layers[0]

    def rules(self, kind: str, on: dt.date, target: str | None = None, facts: Facts | None = None) -> Iterator[Held]:
        """Rules of a kind in force on a day, optionally about one target and applying to facts."""
        described = KINDS[kind]
        for order in self.layers:
            for clause, rule in order.by_kind.get(kind, ()):
                value = rule.on(on)
                if value is None or (target is not None and target not in described.targets(value)):
                    continue
                if facts is None or (value.hold(facts) and described.applies(value, facts)):
                    yield Held(clause, order, kind, value, rule.prevails, rule.verified, rule)

    def held(self, kind: str, on: dt.date, target: str, facts: Facts | None = None) -> Held | None:
        """The strictest rule in force; an explicit `prevails:` leaves what it stands above out. None when nothing
        demands it."""
        found = standing(self.rules(kind, on, target, facts))
        if not found:
            return None
        best = found[0]
        for rule in found[1:]:
            if KINDS[kind].tighter(best.value, rule.value) is not best.value:
                best = rule
        return best

    def judge(self, kind: str, on: dt.date, target: str, facts: Facts) -> list[Verdict]:
        """A verdict of every rule of the kind about the target: each clause is told apart. Empty: nothing demands
        it."""
        concerns = KINDS[kind].concerns
        rules = self.rules(kind, on, target, facts)
        return [verdict(rule, target, facts) for rule in standing(r for r in rules if concerns(r.value, target, facts))]

    def guard(self, action: str, on: dt.date, facts: Facts, kinds: Sequence[str] = GUARDS) -> list[Verdict]:
        """What every rule says of an action about to be taken, each of the things that a rule asks of it told apart."""
        asked = [
            (rule, target)
            for kind in kinds
            for rule in self.rules(kind, on, facts=facts)
            for target in KINDS[kind].targets(rule.value)
            if target.partition(".")[0] == action and KINDS[kind].concerns(rule.value, target, facts)
        ]
        same: dict[tuple[str, str], list[Held]] = {}
        for rule, target in asked:
            same.setdefault((rule.kind, target), []).append(rule)
        held = {about: {id(rule) for rule in standing(rules)} for about, rules in same.items()}
        held_now = [(rule, target) for rule, target in asked if id(rule) in held[rule.kind, target]]
        readers = _readers(held_now)
        return [
            verdict(rule, target, {**facts, "readers": who} if (who := readers.get(id(rule.clause))) else facts)
            for rule, target in held_now
        ]

    def term(
        self,
        what: str,
        since: dt.datetime,
        facts: Facts,
        calendar: ProductionCalendar,
        zone: Any,
        schedule: Schedule,
        moved: Sequence[Moved] = (),
        after: str = "",
        done: bool = False,
        back: dt.datetime | None = None,
        waits: Sequence[int | None] = (),
    ) -> TermHeld | None:
        """The earliest instant any layer sets for `what`: the strictest of law and order. Provisional years are marked.

        moved: what a person extended or suspended the term by. after: the event it is counted from, where the product
        has no mechanism of its own for what is owed; of what an employee is told, «event>person». done: it is done, so
        rules that nobody owes count too. back: when the event happens that the term is counted back from. waits: days
        of each wait for the client, by which only a rule that stands meanwhile is longer.
        """
        kind, target = TIMED.get(what, ("within", pair(after, what) if after else what))
        if what in (NEWS, STAFF_TOLD):
            kind, target = "tell", after if what == STAFF_TOLD else f"{after}>{CLIENT}"
        rules = [r for r in self.rules(kind, since.astimezone(zone).date(), target, facts) if not r.value.opens_nothing]
        found = [r for r in standing(rules) if r.value.end]
        found = [r for r in found if done or not getattr(r.value, "of_some", False)]
        if back is not None:
            timed = [(due_back(r.value.end, back, calendar, zone), r) for r in found]
        else:
            moves = ((_moved(r.value, moved, waits), r) for r in found)
            timed = [(due(r.value.end, since, calendar, zone, schedule, moved=m, tentative=True), r) for m, r in moves]
        return _earliest(timed)

    def loosening(self, on: dt.date) -> list[tuple[Held, Held]]:
        """Rules of the body's order whose `prevails:` has no force, because a layer above speaks of the same; each with
        the rule of that layer."""
        found = []
        for kind in self.body.by_kind:
            for mine in [r for r in self.rules(kind, on) if r.prevails and r.order is self.body]:
                for target in KINDS[kind].targets(mine.value):
                    above = (r for r in self.rules(kind, on, target) if _stands(r) > _stands(mine))
                    found += [(mine, over) for over in above if _meet(mine.value, over.value)][:1]
        return found

    def clause(self, number: str) -> Clause | None:
        return self.body.by_number.get(number)


def _earliest(timed: list[tuple[Due, Held]]) -> TermHeld | None:
    if not timed:
        return None
    timed.sort(key=lambda pair: pair[0].at)
    (first, held), rest = timed[0], timed[1:]
    later, alike = ([r for ends, r in rest if (ends.at > first.at) is so] for so in (True, False))
    return TermHeld(first, held, tuple(later), tuple(alike))


def _moved(value: Any, moved: Sequence[Moved], waits: Sequence[int | None]) -> Sequence[Moved]:
    stood = value.stood(waits) if waits and hasattr(value, "stood") else []
    return [*moved, *stood]


TIMED = {OUTCOME_NOTICE: ("closes_as", "notice_within")}
"""What is owed by a rule of another kind than `within`: the kind and its target."""
STANDS = {"defaults": 0, "body": 1, "regional": 2, "federal": 3}
"""Which layer stands above which: by `prevails:` a rule takes the place of rules of its own layer and of those below; a
body's order never loosens the law."""


def _stands(rule: Held) -> int:
    return STANDS.get(rule.order.layer, 0)


def _meet(a: Any, b: Any) -> bool:
    """Whether two rules may concern the same case, as far as their lists of kinds say."""
    mine, theirs = a.if_.kinds, b.if_.kinds
    return not mine or not theirs or bool(set(mine) & set(theirs))


def _readers(held: Iterable[tuple[Held, str]]) -> dict[int, tuple[str, ...]]:
    """By the clause, who is to read a letter by its rules that hold now, where it asks for several people."""
    found: dict[int, list[str]] = {}
    for rule, target in held:
        if who := reader_asked(target.partition(".")[2], rule.value):
            found.setdefault(id(rule.clause), []).append(who)
    several = {clause: tuple(dict.fromkeys(people)) for clause, people in found.items()}
    return {clause: people for clause, people in several.items() if len(people) > 1}


def standing(found: Iterable[Held]) -> list[Held]:
    """Without the rules that one of these, by its `prevails:`, takes the place of; and without the product's own terms
    and limits where an act of the body or of its region says of the same."""
    rules = _of_acts(list(found))
    over = max((_stands(r) for r in rules if r.prevails), default=-1)
    return [r for r in rules if _stands(r) > over or (r.prevails and _stands(r) == over)]


ACTS = ("body", "regional")
AMOUNTS = ("within", "limit")
"""Kinds of which a default is but what holds while no act of the body says how long or how much."""


def _of_acts(rules: list[Held]) -> list[Held]:
    said = {_amount(r) for r in rules if r.kind in AMOUNTS and r.order.layer in ACTS}
    return [r for r in rules if r.order.layer != "defaults" or _amount(r) not in said] if said else rules


def _amount(rule: Held) -> tuple[str, bool]:
    """Of which sort: a least is no word on the most."""
    return rule.kind, getattr(rule.value, "at_most", None) is None


def verdict(rule: Held, target: str, facts: Facts) -> Verdict:
    judged = KINDS[rule.kind].judge_one(rule.value, target, facts)
    act = rule.clause.act or rule.order.act.title
    number = rule.clause.number if rule.order.layer == "body" else rule.clause.source or rule.clause.number
    said = Verdict(
        number, judged.ok, judged.why, judged.remedy, rule.kind, target, rule.order.layer, act, rule.clause.demand
    )
    if rule.order.layer == "body" and rule.clause.source:
        said = replace(said, cited=rule.clause.source)
    if not rule.value.excusable(facts):
        return said
    reason = "" if judged.ok else reason_for(said.key, facts)
    return replace(said, excusable=True, ok=judged.ok or bool(reason), reason=reason)


def require(verdicts: list[Verdict]) -> None:
    """Raise Refused when any verdict is not ok."""
    if any(not v.ok for v in verdicts):
        raise Refused(verdicts)


__all__ = ["Held", "Policy", "TermHeld", "Values", "require", "verdict"]
