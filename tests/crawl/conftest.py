"""One town for all tests of the crawl: built once, every request is rolled back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from ..databases import copied


@contextmanager
def unheard() -> Iterator[None]:
    """Committed, and nothing that would follow a commit follows: nobody is to work on the town."""
    with transaction.atomic():
        yield
        connection.run_on_commit = []


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """In a database of its own and committed there, so that a request is a transaction and not one savepoint of
    thousands: what those leave in the pages of tables is looked through at every query until the outermost one ends."""
    from ..conftest import Cast
    from .furniture import furnish
    from .town import Town, pairwise, plans
    from .visit import FULL

    logging.disable(logging.CRITICAL)  # thousands of refusals are on purpose; faults are in the ledger
    with django_db_blocker.unblock(), copied("town"):
        made = Town(Cast())
        for plan in plans() if FULL else pairwise(list(plans())):
            with unheard():
                made.build(plan)
        with unheard():
            furnish(made)
        yield made
    logging.disable(logging.NOTSET)
