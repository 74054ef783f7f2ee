"""Enforcement points: code that asks a rule registers itself here, so that a clause's state is computed, never
written."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from .kinds import KINDS
from .order import Clause, Order, Rule
from .parts import Parts, parts_of
from .unsaid import lack_of

F = TypeVar("F", bound=Callable[..., Any])
STATES = ("not yet", "by_hand", "provided", "recorded", "measured", "advised", "enforced", "stated")
"""From the weakest; the weakest rule decides what a clause is. One that demands nothing is the last: any demand beside
it decides."""

NOBODY = "nobody"
"""The state of a clause that no rule says anything of: no person and no program holds it, and everybody sees so."""

_REGISTRY: dict[tuple[str, str], list[str]] = defaultdict(list)
_ADVISED: set[tuple[str, str]] = set()
"""What the places that ask it only warn of."""
_ANY: dict[str, list[tuple[Callable[[str], bool], str]]] = defaultdict(list)
"""Places that need no code of their own for a pair of words."""


def asks(kind: str, *targets: str) -> Callable[[F], F]:
    """Decorator: this function asks rules of `kind` about `targets`. Raises KeyError for an unknown kind."""
    KINDS[kind]

    def mark(function: F) -> F:
        for target in targets:
            register(kind, target, f"{function.__module__}.{function.__qualname__}".removeprefix("priemnaya."))
        return function

    return mark


def register(kind: str, target: str, where: str, *, stops: bool = True) -> None:
    """Say that `where` (a dotted name) asks rules of a kind about a target. stops: a breach stops there; else it is
    only shown."""
    if not stops:
        _ADVISED.add((kind, target))
    if where not in _REGISTRY[kind, target]:
        _REGISTRY[kind, target].append(where)


def asked_at(kind: str, target: str) -> list[str]:
    known = list(_REGISTRY.get((kind, target), ()))
    return known or [where for reads, where in _ANY[kind] if reads(target)]


def asks_any(kind: str, reads: Callable[[str], bool]) -> Callable[[F], F]:
    """Decorator: this function asks rules of `kind` about every target that `reads` says it can, whatever its words."""
    KINDS[kind]

    def mark(function: F) -> F:
        _ANY[kind].append((reads, f"{function.__module__}.{function.__qualname__}".removeprefix("priemnaya.")))
        return function

    return mark


@dataclass(frozen=True)
class ClauseState:
    """One row of the coverage: computed state, where enforced, tests named after the clause, the figure it feeds."""

    body: str
    clause: str
    kind: str
    state: str
    enforced_at: tuple[str, ...]
    tests: tuple[str, ...]
    indicator: str | None
    missing: tuple[str, ...]
    not_written: str = ""
    by_reason: bool = False
    """Whether who writes why goes past what it stops."""
    by_words: bool = False
    """Whether it is kept only as far as a text is understood by its words."""
    firmest: str = ""
    """The strongest state of its rules, where it is another than the weakest, by which the clause is called."""

    @property
    def partly(self) -> bool:
        """Whether what the system does is a part of what the clause demands."""
        left = self.not_written or self.missing
        return bool(left) and self.state not in (NOBODY, "closed", "ahead", "stated", "not yet")

    def as_dict(self) -> dict[str, Any]:
        return {
            "body": self.body,
            "clause": self.clause,
            "kind": self.kind,
            "state": self.state,
            "enforced_at": list(self.enforced_at),
            "tests": list(self.tests),
            "indicator": self.indicator,
            "waits_for": list(self.missing),
            "not_written": self.not_written,
            "by_words": self.by_words,
        }


def state_of(
    body: str,
    clause: Clause,
    tests: dict[str, list[str]] | None = None,
    on: dt.date | None = None,
    lack: Mapping[str, str] | None = None,
) -> ClauseState:
    """Compute a clause's state on a day (today, unless said): each target of each rule must be asked somewhere; the
    weakest of what is held decides, and what of it waits is told beside (`parts`); one of which nothing is held is «not
    yet», one of whose demand no rule says anything «nobody». lack: the points by which this body can't be reached, the
    lists it has nothing in, and why."""
    today = on or dt.date.today()  # noqa: DTZ011 - a page that knows the body's own day gives it
    held = _held(clause, today, lack or {})
    weakest, where, missing = _reached(held)
    kinds = ", ".join(dict.fromkeys(r.kind.name for r in clause.rules))
    found = tuple((tests or {}).get(test_name(body, clause.number), ()))
    return ClauseState(
        body,
        clause.number,
        kinds,
        _idle(clause, today) or STATES[weakest],
        tuple(dict.fromkeys(where)),
        found,
        indicator_of(clause),
        tuple(dict.fromkeys(missing)),
        clause.not_written,
        any(value.by_reason for rule in clause.rules if (value := rule.on(today)) is not None),
        any(value.by_words for rule in clause.rules if (value := rule.on(today)) is not None),
        _firmest(held),
    )


Held = list[tuple[Rule, Any, Parts]]
"""(a rule, its value on a day, what of it is held and what waits)"""


def _held(clause: Clause, on: dt.date, lack: Mapping[str, str]) -> Held:
    """Of each rule that says something that day."""
    return [(r, value, parts_of(value, lack)) for r in clause.rules if (value := r.on(on)) is not None]


def _firmest(held: Held) -> str:
    """«enforced» of a clause that is called «provided», where some other of its rules stops; else nothing."""
    levels = {level for rule, _value, (part, _waits) in held for level in _levels(rule, part)}
    strong = max(levels, default=0)
    return STATES[strong] if len(levels) > 1 and 0 not in levels and STATES[strong] != "stated" else ""


def _levels(rule: Rule, part: Any) -> Iterator[int]:
    if part is None:
        return
    targets = rule.kind.targets(part)
    if not targets:
        yield STATES.index(rule.kind.state)
    for target in targets:
        yield _level(rule, part, target) if asked_at(rule.kind.name, target) else 0


def _reached(rules: Held) -> tuple[int, list[str], list[str]]:
    """How far what is held of it reaches, of the weakest; where it is asked; what the rest waits for."""
    weakest, where, missing, held = len(STATES) - 1, list[str](), list[str](), False
    for rule, value, (part, waits) in rules:
        missing += waits
        if part is None:
            where += [place for target in rule.kind.targets(value) for place in asked_at(rule.kind.name, target)]
            continue
        held = True
        targets = rule.kind.targets(part)
        weakest = min(weakest, STATES.index(rule.kind.state)) if not targets else weakest
        for target in targets:
            asked = asked_at(rule.kind.name, target)
            where += asked
            if not asked:
                missing.append(f"{rule.kind.name}: {target}")
            weakest = min(weakest, _level(rule, part, target) if asked else 0)
    weakest = weakest if held or not missing else 0
    return weakest, where, missing


def _idle(clause: Clause, on: dt.date) -> str:
    """Of a clause that demands nothing on a day: «ahead» when it will, «closed» when it does no more; «nobody» where
    its file owns that nobody holds any of it."""
    if not clause.rules and clause.not_written:
        return "closed" if clause.closed is not None and clause.closed <= on else NOBODY
    if not clause.rules or any(rule.on(on) is not None for rule in clause.rules):
        return ""
    will = any(day > on and value is not None for rule in clause.rules for day, value in rule.values)
    return "ahead" if will else "closed"


def _level(rule: Rule, value: Any, target: str) -> int:
    state = rule.kind.state_at(value, target)
    return STATES.index("advised" if state == "enforced" and (rule.kind.name, target) in _ADVISED else state)


def indicator_of(clause: Clause) -> str | None:
    """The figure a clause feeds: its own measure, or the share of its obligations kept or of its verdicts passed."""
    for rule in clause.rules:
        if rule.kind.name == "measured" and rule.latest is not None:
            return str(rule.latest.indicator)  # type: ignore[attr-defined]
        if rule.kind.name == "limit" and rule.latest is not None and rule.latest.measure.of:  # type: ignore[attr-defined]
            return str(rule.latest.measure.of.partition(".")[0])  # type: ignore[attr-defined]
    kinds = {r.kind.name for r in clause.rules}
    if kinds & {"within", "review", "by_hand"}:
        return "kept_in_time"
    if any(KINDS[k].state in ("enforced", "advised") for k in kinds):
        return "guard_passed"
    return None


_RUSSIAN = (
    "а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=j к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh"
    " щ=shh ъ=qq ы=y ь=q э=eh ю=yu я=ya"
)
_LATIN = dict(pair.split("=") for pair in _RUSSIAN.split())
_PART = r"(?:(?!fz\b)[a-z0-9]{2,}|[0-9]|[абвгдезийклмнопрстуфыь])"
_PLAIN = re.compile(rf"(?:[0-9]+-fz|{_PART})(?:\.{_PART})*")
"""Numbers whose readable name is theirs alone: digits, named parts, Russian letters that one Latin letter stands
for."""


def test_name(body: str, number: str) -> str:
    """The name of a test of a clause; of no two clauses of an order alike: «2.1.а» — `…_2_1_a`, «2.1.б» — `…_2_1_b`.
    What letters and digits alone can't tell apart («2-1.1» and «2.1.1») ends with a digest of the number."""
    said = "".join(_LATIN.get(c, c) for c in f"{body}_{number}".lower())
    name = "test_" + re.sub(r"[^a-z0-9]+", "_", said)
    return name if _PLAIN.fullmatch(number) else f"{name.rstrip('_')}_{hashlib.sha256(number.encode()).hexdigest()[:6]}"


test_name.__test__ = False  # type: ignore[attr-defined]


def find_tests(folder: Path, orders: list[Order]) -> dict[str, list[str]]:
    """Tests named after clauses. A name may carry several clauses: `test_x_1_2_and_x_1_3_…` is found under both."""
    wanted = {test_name(o.slug, c.number) for o in orders for c in o.clauses}
    result: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")) if folder.is_dir() else ():
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8")):
            for part in name.removeprefix("test_").split("_and_"):
                clause = f"test_{part.split('__')[0]}"
                if clause in wanted:
                    result[clause].append(f"{path.name}::{name}")
    for order in orders:
        examples = Path(order.file).with_name("cases.yaml")
        if examples.is_file():
            for n, number in enumerate(re.findall(r'clause: "([^"]+)"', examples.read_text(encoding="utf-8")), 1):
                if number in order.by_number:
                    home = examples.parent.name  # of the layers of law: base
                    result[test_name(order.slug, number)].append(f"{home}/cases.yaml::{test_name(home, number)}__{n}")
    return result


def coverage(
    orders: list[Order],
    tests: dict[str, list[str]] | None = None,
    lack: Mapping[str, Mapping[str, str]] | None = None,
) -> list[ClauseState]:
    """lack: by the slug of a body, the points it can't be reached by, where rows know more than its file does."""
    return [
        state_of(order.slug, clause, tests, lack=missing)
        for order in orders
        for missing in ((lack or {}).get(order.slug, lack_of(order)),)
        for clause in order.clauses
    ]


def readers(target: str) -> list[str]:
    """Every place that asks about a target, whatever the kind; in a steady order."""
    return sorted({where for (_, asked), places in _REGISTRY.items() if asked == target for where in places})


def asked_by(kind: str) -> set[str]:
    """Targets that somebody asks rules of a kind about."""
    return {target for (name, target), places in _REGISTRY.items() if name == kind and places}
