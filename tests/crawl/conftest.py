"""One town for all tests of the crawl: built once, every request is rolled back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    from ..conftest import Cast
    from .furniture import furnish
    from .town import Town, pairwise, plans
    from .visit import FULL

    logging.disable(logging.CRITICAL)  # thousands of refusals are on purpose; faults are in the ledger
    with django_db_blocker.unblock(), transaction.atomic():
        made = Town(Cast())
        for plan in plans() if FULL else pairwise(list(plans())):
            made.build(plan)
        furnish(made)
        yield made
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
