"""For every enforced rule of the five orders: taken out of a copy of the order, what people meet changes. Nothing is
hard-coded.

Each rule is tried alone: the other rules of its clause, and every rule about the same thing in any layer, are taken out
first, so that no sibling and no law hides what this one does. Then the deed is done with it and without it (`deeds`):
what stopped a person, or what was owed, must be gone. A rule counts as enforced when code asks for its target, whatever
the state of its clause.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

import priemnaya.config.urls  # noqa: F401 - a rule is enforced when the code that asks for it is loaded
from priemnaya.people.policies import base_layers, overridden
from priemnaya.policy import Order, load_base, load_folder, load_order
from priemnaya.policy.order import Rule
from priemnaya.policy.points import asked_at

from ..helpers import case_of, owed
from .deeds import DEEDS as OF_CASES
from .deeds import Came
from .deeds_of_calls import DEEDS_OF_CALLS
from .deeds_of_law import DEEDS_OF_LAW as BY_LAW
from .deeds_of_visits import OF_VISITS, OF_VISITS_BY_LAW

DEEDS, DEEDS_OF_LAW = {**OF_CASES, **DEEDS_OF_CALLS, **OF_VISITS}, {**BY_LAW, **OF_VISITS_BY_LAW}
ORDERS_AT = Path(__file__).resolve().parents[2] / "orders"
ORDERS = load_folder(ORDERS_AT)
LAYERS = {layer.slug: layer for layer in load_base(ORDERS_AT)}
ANY_BODY = "udmurtia-mio"
"""Where a rule of the law is tried: all bodies live under it."""
ENFORCED = 156
"""Things that the orders enforce, each of a rule's told apart: of 26.11.2026."""
WHOLE_KINDS = {"by_chosen_point"}
"""Kinds whose rules stand in for each other whatever their target."""


def targets_of(rule: Rule) -> list[str]:
    """Targets of an enforced rule that some code asks for: empty when nothing enforces it yet."""
    if rule.kind.state != "enforced" or rule.latest is None:
        return []
    return [t for t in rule.kind.targets(rule.latest) if asked_at(rule.kind.name, t)]


def cases_of(orders: dict[str, Order]) -> list[tuple[str, str, int, str]]:
    return [
        (slug, clause.number, index, target)
        for slug, order in orders.items()
        for clause in order.clauses
        for index, rule in enumerate(clause.rules)
        for target in targets_of(rule)
    ]


CASES, CASES_OF_LAW = cases_of(ORDERS), cases_of(LAYERS)
RULES = {(slug, number, index) for slug, number, index, _ in CASES}


def ground_of(value: Any) -> str:
    """The feature of a matter, or the event, that sets a rule apart from its siblings."""
    since = getattr(value, "from_", "")
    return next(iter(value.if_.grounds), since if since == "low_rating" else "")


def deed_key(slug: str, number: str, index: int, target: str) -> tuple[str, str]:
    rule = {**ORDERS, **LAYERS}[slug].by_number[number].rules[index]
    chosen = ground_of(rule.latest) or " ".join(rule.latest.if_.decisions if rule.latest else ())
    return rule.kind.name, f"{target} {chosen}".strip()


def alone(slug: str, number: str, index: int, target: str) -> list[Order]:
    """All layers, the rule's own first, without the other rules of the clause and any other rule about the same
    thing."""
    own = narrowed({**ORDERS, **LAYERS}[slug], number, index, target)
    rule = own.by_number[number].rules[index]
    others = base_layers() if slug in ORDERS else (ORDERS[ANY_BODY], *base_layers())
    return [
        _thinned(own, rule, target, keep=(number, index)),
        *(_thinned(layer, rule, target, keep=None) for layer in others if layer.slug != slug),
    ]


WORDS = {"before": "facts", "only_if": "facts", "not_by": "actions", "written": "checks"}
"""Kinds whose rule may speak of several things, and where it names them."""


def narrowed(order: Order, number: str, index: int, target: str) -> Order:
    """The order with the rule asking this one thing alone: its others would hide what this one does."""
    rule = order.by_number[number].rules[index]
    name = WORDS.get(rule.kind.name)
    if name is None or rule.latest is None:
        return order
    words = getattr(rule.latest, name)
    own = next(w for w, t in zip(words, rule.kind.targets(rule.latest), strict=False) if t == target)
    value = rule.latest.model_copy(update={name: (own,)})
    rules = tuple(
        replace(r, values=((r.values[-1][0], value),)) if n == index else r
        for n, r in enumerate(order.by_number[number].rules)
    )
    clauses = tuple(replace(c, rules=rules) if c.number == number else c for c in order.clauses)
    return replace(order, clauses=clauses)


ALSO_RIVALS = {"tell received": "within primary_reply"}
"""What another rule brings about as well, under its own name."""
BASIS = ("limit", "only_if")
"""Kinds whose rule is no rival in its clause: without it there is nothing that the others could be asked about."""


def _thinned(order: Order, rule: Rule, target: str, keep: tuple[str, int] | None) -> Order:
    for clause in order.clauses:
        for n, other in reversed(list(enumerate(clause.rules))):
            names = {f"{other.kind.name} {t}" for t in (other.kind.targets(other.latest) if other.latest else ())}
            rival = (other.kind is rule.kind and rule.kind.name in WHOLE_KINDS and bool(names)) or bool(
                names & {f"{rule.kind.name} {target}", ALSO_RIVALS.get(f"{rule.kind.name} {target}", "")}
            )
            sibling = keep is not None and clause.number == keep[0] and other.kind.name not in BASIS
            if (rival or sibling) and (clause.number, n) != keep:
                order = order.without(clause.number, index=n)
    return order


def done(cast: Any, slug: str, key: tuple[str, str], layers: list[Order], value: Any) -> Came:
    """The deed under these layers, undone afterwards."""
    with transaction.atomic(), overridden(*layers):
        body = cast.bodies.get(slug) or cast.bodies[ANY_BODY]
        of_law = slug in LAYERS and key in DEEDS_OF_LAW
        came = DEEDS_OF_LAW[key](cast, body, value) if of_law else DEEDS[key](cast, body)
        transaction.set_rollback(True)
    return came


OURS = "наше правило"
"""What a page calls each rule of the product itself, whatever its clause."""


def changes_what_people_meet(cast: Any, slug: str, number: str, index: int, target: str) -> None:
    key, layers = deed_key(slug, number, index, target), alone(slug, number, index, target)
    rule = next(r for r in layers[0].by_number[number].rules if target in r.kind.targets(r.latest))
    held = done(cast, slug, key, layers, rule.latest)
    gone = [layers[0].without(number, index=layers[0].by_number[number].rules.index(rule)), *layers[1:]]
    free = done(cast, slug, key, gone, rule.latest)
    names = {number, layers[0].by_number[number].source, *([OURS] if slug == "defaults" else ())} - {""}
    assert held != free, f"{slug} {number}: {rule.kind.name} acts the same without its rule"
    assert number not in free.cited, f"{slug} {number} is given as a reason though its rule is gone"
    assert names & held.cited or held.happened != free.happened


@pytest.mark.walk
@pytest.mark.parametrize(("slug", "number", "index", "target"), CASES, ids=["-".join(map(str, c)) for c in CASES])
def test_removing_an_enforced_rule_changes_what_people_meet(
    cast: Any, slug: str, number: str, index: int, target: str
) -> None:
    changes_what_people_meet(cast, slug, number, index, target)


@pytest.mark.walk
@pytest.mark.parametrize(
    ("slug", "number", "index", "target"), CASES_OF_LAW, ids=["-".join(map(str, c)) for c in CASES_OF_LAW]
)
def test_removing_a_rule_of_the_law_or_of_the_defaults_changes_what_people_meet(
    cast: Any, slug: str, number: str, index: int, target: str
) -> None:
    changes_what_people_meet(cast, slug, number, index, target)


def test_every_enforced_rule_is_tried() -> None:
    """By name: a rule that has no deed, and a rule that code came to ask for after the cases above were counted."""
    whole = [*((c, DEEDS) for c in CASES), *((c, {**DEEDS, **DEEDS_OF_LAW}) for c in CASES_OF_LAW)]
    assert [f"{' '.join(map(str, c))}: {deed_key(*c)}" for c, deeds in whole if deed_key(*c) not in deeds] == []
    assert set(cases_of(LAYERS)) == set(CASES_OF_LAW)
    now = {
        (slug, clause.number, n)
        for slug, order in ORDERS.items()
        for clause in order.clauses
        for n, rule in enumerate(clause.rules)
        if targets_of(rule)
    }
    assert now - RULES == set()
    assert {slug for slug, _, _ in RULES} == set(ORDERS)
    assert len(CASES) >= ENFORCED  # a fall means that something is enforced no more


def test_a_changed_value_changes_the_term(cast: Any, tmp_path: Path) -> None:
    """24 hours become 48 in a copy of the order, with no line of Python."""
    before = owed(case_of(cast.udm), "primary_reply")
    text = (ORDERS_AT / "udmurtia-mio/order.yaml").read_text(encoding="utf-8")
    copy = tmp_path / "udmurtia-mio" / "order.yaml"
    copy.parent.mkdir()
    copy.write_text(text.replace("within: 24h", "within: 48h"), encoding="utf-8")
    with overridden(load_order(copy)):
        after = owed(case_of(cast.udm), "primary_reply")
    assert before is not None
    assert after is not None
    assert "24 часа" in before.reasoning
    assert "48 часов" in after.reasoning
