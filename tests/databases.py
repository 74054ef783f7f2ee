"""The database of a worker, made by the product's own way: laid out at once, then loaded from the files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
    with connection._nodb_cursor() as cursor:
        cursor.execute("select true from pg_database where datname = %s", [name])
        missing = cursor.fetchone() is None
    if missing:
        _elsewhere(sql.SQL("create database {}").format(sql.Identifier(name)))
    connection.close()
    known["NAME"] = connection.settings_dict["NAME"] = name
    if not missing:
        _forget_files()
    bring_up_to_date()


def _forget_files() -> None:
    """Orders kept by an earlier run do not bind those of today."""
    from priemnaya.people.models import GoodFile

    if GoodFile._meta.db_table in connection.introspection.table_names():
        GoodFile.objects.all().delete()


def dropped() -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    _elsewhere(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


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
