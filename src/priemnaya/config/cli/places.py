"""Where things lie, for commands that run without Django."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path

from priemnaya.bounded.lined import OrderError, data_of
from priemnaya.config import environment

ROOT = Path(__file__).resolve().parents[4]


def data_folder() -> Path:
    found: Path = environment.given("PRIEMNAYA_DATA")
    return found


def orders_folder() -> Path:
    found: Path = environment.given("PRIEMNAYA_ORDERS")
    return found


@contextmanager
def with_database(*, migrate: bool = True, lasting: bool = False) -> Iterator[str]:
    """Django on a ready database: attached, or started for the block; migrated when it is behind. lasting: by a
    supervisor, with whom the database goes down."""
    from priemnaya.config.database import ready

    with ready(data_folder(), lasting=lasting) as url:
        os.environ["DATABASE_URL"] = url
        _at_the_address()
        setup()
        if BLIND:
            _at(url)
        if migrate:
            bring_up_to_date()
        try:
            yield url
        finally:
            from django.db import connections

            connections.close_all()


ADDRESS_FILE = "address"
"""In the data folder: where the site was last started, for commands that write links into letters beside it."""


def _at_the_address() -> None:
    """Links of letters lead where people open the site: as the environment says, else where it was last started."""
    with suppress(OrderError, UnicodeDecodeError):
        environment.supply("PRIEMNAYA_URL", data_of(data_folder() / ADDRESS_FILE).decode().strip())


def _at(url: str) -> None:
    """What a command looked at first has set Django up before the address was known: else it would ask a database that
    is not there."""
    from django.db import connection

    from priemnaya.config.settings import database_of

    known = database_of(url)
    if any(connection.settings_dict.get(name) != known[name] for name in ADDRESS):
        connection.close()
        connection.settings_dict.update({name: known[name] for name in (*ADDRESS, "OPTIONS")})


BLIND: list[bool] = []
"""Whether Django was set up while no address was known."""
ADDRESS = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
"""Where a database is, in Django's words."""


def setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "priemnaya.config.settings")
    import django
    from django.apps import apps

    if not apps.ready and not os.environ.get("DATABASE_URL"):
        BLIND.append(True)
    django.setup()
    environment.must_be_right([*environment.late()])


def bring_up_to_date() -> None:
    """Apply migrations and refresh what is loaded from files: bodies, classifier, regional days. One command at a
    time: the others wait and find it done."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from priemnaya.config.laying import lay_out

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LOADING])
    try:
        executor = MigrationExecutor(connection)
        if not lay_out(connection) and executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
        load_files()
        _acquaint_planner()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOADING])


def _acquaint_planner() -> None:
    """A statistic that was just made, or came with a backup, is empty until its table is looked at: a quiet
    installation would keep its old plans for weeks."""
    from django.db import connection
    from psycopg import sql

    from priemnaya.cases.sql import EMPTY_STATISTICS

    with connection.cursor() as cursor:
        cursor.execute(EMPTY_STATISTICS)
        for [table] in cursor.fetchall():
            cursor.execute(sql.SQL("analyze {}").format(sql.Identifier(table)))


LOADING = 20261126
"""The advisory lock of whoever migrates and loads."""


def load_files() -> None:
    """Bodies, regional days and the classifier. Only what the product itself ships can fail here: a body's broken file
    leaves that body as it was (bodies.py)."""
    from priemnaya.cases.recount import queue_recounts
    from priemnaya.knowledge.loading import load_classifier
    from priemnaya.people.loading import sync_regional_days
    from priemnaya.people.models import Organisation

    from .bodies import load_changed

    known = Organisation.objects.exists()
    load_changed(digest_of)
    changed = sync_regional_days()
    if known:
        bodies = Organisation.objects.filter(region__in=changed)
        queue_recounts(bodies, "изменились дни региона в поставке", by=None)
    load_classifier()


def digest_of(folder: Path) -> str:
    """What a body is loaded from: its files and the loaders themselves. Unchanged, nothing is loaded again: a letter
    handed over by a mail server's pipe should not wait for it."""
    loaders = [Path(str(import_module(name).__file__)) for name in LOADERS]
    known = [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("act.*")), folder.parent / "base" / BODIES]
    parts = [_bytes(p) for p in known] + [p.read_bytes() for p in loaders]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _bytes(path: Path) -> bytes:
    """Of a file; a mark in place of one that can't be read, is no plain file or is beyond any measure."""
    try:
        return data_of(path)
    except OrderError:
        return b"unreadable"


BODIES = "bodies.yaml"


def bodies_files(folder: Path) -> tuple[Path, Path]:
    """The shared list of other bodies, then the body's own, whose lines prevail."""
    return folder.parent / "base" / BODIES, folder / BODIES


LOADERS = (
    "priemnaya.people.actions.acts",
    "priemnaya.people.actions.other_bodies",
    "priemnaya.people.loading",
    "priemnaya.knowledge.actions.sections",
    "priemnaya.knowledge.services.loading",
    "priemnaya.knowledge.services.described",
)
"""Modules, not paths: one that has moved fails at once instead of being left out in silence."""
