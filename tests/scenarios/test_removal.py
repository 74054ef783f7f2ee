"""For every enforced rule of the five orders: taken out of a copy of the order, what people meet changes. Nothing is
hard-coded.

Each rule is tried alone: the other rules of its clause, and every rule about the same thing in any layer, are taken out
first, so that no sibling and no law hides what this one does. Then the deed is done with it and without it (`deeds`):
what stopped a person, or what was owed, must be gone. A rule counts as enforced when code asks for its target, whatever
the state of its clause.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

import priemnaya.config.urls  # noqa: F401 - a rule is enforced when the code that asks for it is loaded
from priemnaya.people.policies import base_layers, overridden
from priemnaya.policy import Order, load_folder, load_order
from priemnaya.policy.order import Rule
from priemnaya.policy.points import asked_at

from ..helpers import case_of, owed
from .deeds import DEEDS, Came

ORDERS_AT = Path(__file__).resolve().parents[2] / "orders"
ORDERS = load_folder(ORDERS_AT)
WHOLE_KINDS = {"by_chosen_point"}
"""Kinds whose rules stand in for each other whatever their target."""


def targets_of(rule: Rule) -> list[str]:
    """Targets of an enforced rule that some code asks for: empty when nothing enforces it yet."""
    if rule.kind.state != "enforced" or rule.latest is None:
        return []
    return [t for t in rule.kind.targets(rule.latest) if asked_at(rule.kind.name, t)]


CASES = [
    (slug, clause.number, index, target)
    for slug, order in ORDERS.items()
    for clause in order.clauses
    for index, rule in enumerate(clause.rules)
    for target in targets_of(rule)
]
RULES = {(slug, number, index) for slug, number, index, _ in CASES}


def deed_key(slug: str, number: str, index: int, target: str) -> tuple[str, str]:
    rule = ORDERS[slug].by_number[number].rules[index]
    return rule.kind.name, f"{target} {getattr(rule.latest, 'ground', '')}".strip()


def alone(slug: str, number: str, index: int, target: str) -> list[Order]:
    """All layers without the other rules of the clause and without any other rule about the same thing."""
    rule = ORDERS[slug].by_number[number].rules[index]
    return [
        _thinned(layer, rule, target, keep=(number, index) if layer.slug == slug else None)
        for layer in (ORDERS[slug], *base_layers())
    ]


def _thinned(order: Order, rule: Rule, target: str, keep: tuple[str, int] | None) -> Order:
    for clause in order.clauses:
        for n, other in reversed(list(enumerate(clause.rules))):
            same = other.kind is rule.kind and other.latest is not None
            rival = same and (rule.kind.name in WHOLE_KINDS or target in other.kind.targets(other.latest))
            sibling = keep is not None and clause.number == keep[0]
            if (rival or sibling) and (clause.number, n) != keep:
                order = order.without(clause.number, index=n)
    return order


def done(cast: Any, slug: str, key: tuple[str, str], layers: list[Order]) -> Came:
    """The deed under these layers, undone afterwards."""
    with transaction.atomic(), overridden(*layers):
        came = DEEDS[key](cast, cast.bodies[slug])
        transaction.set_rollback(True)
    return came


@pytest.mark.parametrize(("slug", "number", "index", "target"), CASES, ids=["-".join(map(str, c)) for c in CASES])
def test_removing_an_enforced_rule_changes_what_people_meet(
    cast: Any, slug: str, number: str, index: int, target: str
) -> None:
    key, layers = deed_key(slug, number, index, target), alone(slug, number, index, target)
    rule = ORDERS[slug].by_number[number].rules[index]
    assert [r for r in layers[0].by_number[number].rules if r is rule], "the rule itself stays in its copy"
    held = done(cast, slug, key, layers)
    gone = [layers[0].without(number, index=layers[0].by_number[number].rules.index(rule)), *layers[1:]]
    free = done(cast, slug, key, gone)
    assert held != free, f"{slug} {number}: {rule.kind.name} acts the same without its rule"
    assert number not in free.cited, f"{slug} {number} is given as a reason though its rule is gone"
    assert number in held.cited or held.happened != free.happened


def test_every_enforced_rule_is_tried() -> None:
    """By name: a rule that has no deed, and a rule that code came to ask for after the cases above were counted."""
    assert [f"{' '.join(map(str, c))}: {deed_key(*c)}" for c in CASES if deed_key(*c) not in DEEDS] == []
    now = {
        (slug, clause.number, n)
        for slug, order in ORDERS.items()
        for clause in order.clauses
        for n, rule in enumerate(clause.rules)
        if targets_of(rule)
    }
    assert now - RULES == set()
    assert {slug for slug, _, _ in RULES} == set(ORDERS)
    assert len(RULES) >= 106  # of 25.11.2026; a fall means that something is enforced no more


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
