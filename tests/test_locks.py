"""The watcher of locks (locks.py) sees two that are taken crosswise."""

from __future__ import annotations

import pytest
from django.db import transaction

from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_case, lock_cases
from priemnaya.people.actions.cards import lock_cards
from priemnaya.people.models import Organisation

from .helpers import case_of
from .locks import CASES, Locks, Row, in_order


@pytest.mark.django_db
def test_two_cases_and_two_cards_held_crosswise_are_seen() -> None:
    body = Organisation.objects.get(slug="udmurtia-mio")
    first, second = case_of(body, identity="esia-one"), case_of(body, identity="esia-two")
    assert first.client and second.client and first.client != second.client
    for crosswise, right in (
        (lambda: (lock_case(second), lock_case(first)), lambda: lock_cases(second, first)),
        (
            lambda: (lock_cards(second.client), lock_cards(first.client)),
            lambda: lock_cards(second.client, first.client),
        ),
    ):
        for takes, seen in ((crosswise, 1), (right, 0)):
            with in_order() as locks, transaction.atomic():
                takes()
            assert len(locks.wrong) == seen, locks.wrong
    with in_order() as locks, transaction.atomic():
        lock_cards(first.client)
        Case.objects.filter(pk=first.pk).update(subject="Другая")
    assert len(locks.wrong) == 1, "an UPDATE locks too"


@pytest.mark.unit
def test_a_joined_case_is_held_after_those_that_live() -> None:
    locks = Locks()
    locks.held.append("a savepoint")
    for row in (Row(CASES, 5, False), Row(CASES, 1, True), Row(CASES, 2, True), Row(CASES, 6, False)):
        locks._take(row)
    assert [said.startswith("Row(table='cases_case', key=6") for said in locks.wrong] == [True]
