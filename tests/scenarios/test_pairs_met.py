"""A sample over all pairs of events that an order may put a term between: each begins by a row of the journal and is met by
another, whatever they are about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from priemnaya.core.journal import record
from priemnaya.core.models import Event, Obligation
from priemnaya.people.policies import order_of, overridden
from priemnaya.policy import KINDS, Clause, Order
from priemnaya.policy.kinds.within import KIND, Within
from priemnaya.policy.order import Rule
from priemnaya.policy.owed import PRIMARY_REPLY
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import Event as Happening
from priemnaya.policy.vocabulary.events import event
from priemnaya.policy.vocabulary.pairs import OF_A_CASE, heard, where_needed

from ..helpers import case_of

CLAUSE = "92.1"
AT_ONCE = {"message_received", "message_registered", "complaint_received", "registration"}
"""Told of before a case can be had in hand: tried by `test_event_terms` and `test_owed_now` on a real message."""


def loading(since: str, do: str) -> Within | None:
    try:
        value = Within.model_validate({"from": since, "do": do, "within": "3d"})
    except ValueError:
        return None
    if where_needed(since, do):
        return None
    known = heard(since) and (heard(do) or do == PRIMARY_REPLY)
    return value if known and ">" in KIND.targets(value)[0] else None


def sample() -> Iterator[tuple[str, str]]:
    """Every event that a pair may begin with, each with another, and every event that may meet one."""
    names = [n for n in words("event") if n not in AT_ONCE and heard(n)]
    for n, since in enumerate(names):
        fits = [do for do in names if do != since and loading(since, do)]
        yield from ((since, fits[(n * 7 + k) % len(fits)]) for k in range(min(1, len(fits))))
    for n, do in enumerate(names):
        fits = [since for since in names if since != do and loading(since, do)]
        if fits:
            yield fits[n * 5 % len(fits)], do


def under(slug: str, value: Within) -> Order:
    order = order_of(slug)
    rule = Rule(KINDS["within"], ((dt.date(2020, 1, 1), value),))
    return Order(slug, order.layer, order.act, (*order.clauses, Clause(CLAUSE, "Проба.", (rule,))), order.body)


def tell(happening: Happening, about: Any) -> Event:
    return record(happening.verbs[0], about, by=None, **({happening.only: True} if happening.only else {}))


def subject_of(happening: Happening, case: Any) -> Any:
    """The matter itself, or what the journal would say of something else of the body: of the same one of its sort."""
    if happening.about in OF_A_CASE:
        return case
    sort = happening.verbs[0].partition(".")[0]
    return SimpleNamespace(organisation_id=case.organisation_id, pk=7, _meta=SimpleNamespace(model_name=sort))


def test_every_sampled_pair_is_opened_and_met_by_the_journal(cast: Any) -> None:
    case = case_of(cast.udm, kind="message")
    tried, left = 0, list[str]()
    for since, do in dict.fromkeys(sample()):
        value = loading(since, do)
        assert value is not None
        begins, meets = event(since), event(do)
        if set(begins.verbs[:1]) & set(meets.verbs) or begins.kinds or meets.kinds:
            continue  # one deed is both, or it takes a matter of another kind
        tried += 1
        with overridden(under(cast.udm.slug, value)), transaction.atomic():
            tell(begins, subject_of(begins, case))
            mine = Obligation.objects.filter(clause=CLAUSE)
            opened = mine.open().filter(what=do).exists()
            tell(meets, subject_of(meets, case))
            if not opened or not mine.filter(what=do, fulfilled_at__isnull=False).exists() or mine.open().exists():
                left.append(f"{since} > {do}")
            transaction.set_rollback(True)
    assert not left
    assert tried > 60


@pytest.mark.parametrize("crossing", [("client_added", "article_published"), ("consent_withdrawn", "noted")])
def test_a_pair_of_two_matters_does_not_load(crossing: tuple[str, str]) -> None:
    assert loading(*crossing) is None
