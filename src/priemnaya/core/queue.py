"""Nudging the worker: a job is only a hint by task name; the outbox row is the truth.

The hint goes after commit, so that intakes in parallel never wait for each other's queueing lock; should the process
die in between, the worker's periodic sweep finds the row.
"""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

log = logging.getLogger(__name__)


def nudge(task: str) -> None:
    """Ask the worker to run a task soon, once the caller's transaction commits; one waiting job of a name is enough."""
    transaction.on_commit(partial(_defer, task), robust=True)


def _defer(task: str) -> None:
    try:
        with transaction.atomic():
            app.configure_task(task, queueing_lock=task).defer()
    except AlreadyEnqueued:
        log.debug("%s already waits", task)
