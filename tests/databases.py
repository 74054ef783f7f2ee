"""The database of a worker, made by the product's own way: laid out at once, then loaded from the files. The first
worker does so; those that come after it take a copy of what it made."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql

from priemnaya.config.cli.places import bring_up_to_date


def made(*, anew: bool) -> None:
    """From here on the connection is to the tests' own database. anew: one of an earlier run goes first."""
    known: dict[str, Any] = settings.DATABASES["default"]
    name = known["TEST"]["NAME"]
    if anew:
        _elsewhere(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
    with _one_worker():
        missing = not _exists(name)
        laid = missing and bool(_laid()) and _exists(_laid())
        if missing:
            _copy(name, of=_laid() if laid else known["TEST"]["TEMPLATE"])
        connection.close()
        known["NAME"] = connection.settings_dict["NAME"] = name
        if not missing:
            _forget_files()
        if not laid:
            bring_up_to_date()
        if missing and _laid() and not laid:
            connection.close()
            _copy(_laid(), of=name)


def _laid() -> str:
    """Under what name a run of several workers keeps the database that they copy; empty: one process works alone."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    return f"test_laid_{run[:12]}" if run else ""


def _exists(name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("select true from pg_database where datname = %s", [name])
        return cursor.fetchone() is not None


def _copy(name: str, of: str) -> None:
    _elsewhere(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(of)))


@contextmanager
def _one_worker() -> Iterator[None]:
    """Others wait meanwhile."""
    with open(Path(os.environ["PRIEMNAYA_DATA"]) / "tests.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_files() -> None:
    """Orders kept by an earlier run do not bind those of today."""
    from priemnaya.people.models import GoodFile

    if GoodFile._meta.db_table in connection.introspection.table_names():
        GoodFile.objects.all().delete()


def dropped() -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    _elsewhere(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def tidied() -> None:
    """What workers copied goes with the first of them that ends: all have begun by then, or lay out their own."""
    if _laid():
        _elsewhere(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(_laid())))


@contextmanager
def copied(title: str) -> Iterator[None]:
    """Inside, the connection is to a copy of the tests' database, which goes afterwards with all that was committed."""
    known: dict[str, Any] = settings.DATABASES["default"]
    name = connection.settings_dict["NAME"]
    copy = f"{name}_{title}"
    connection.close()
    _elsewhere(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(copy)))
    _elsewhere(sql.SQL("create database {} template {}").format(sql.Identifier(copy), sql.Identifier(name)))
    known["NAME"] = connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        dropped()
        known["NAME"] = connection.settings_dict["NAME"] = name


def _elsewhere(statement: sql.Composable) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
