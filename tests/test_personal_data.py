"""Every column of the database that can hold words, documents or files is declared: as personal data with its end, or
as none."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from priemnaya.core.erasure import CATEGORIES, Subjects, keepers
from priemnaya.core.models import StoredFile

IMPERSONAL = Path(__file__).parent / "impersonal.tsv"
WORDLESS = {
    "bigint",
    "boolean",
    "date",
    "double precision",
    "integer",
    "interval",
    "numeric",
    "smallint",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
}
"""Types whose values say nothing of a person by themselves; every other type, also one not known yet, is looked at."""


def columns_that_can_speak() -> set[str]:
    """table.column of every table of ours, of Django, of the queue; columns that refer to a stored file among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name || '.' || column_name, data_type from information_schema.columns "
            "join information_schema.tables using (table_schema, table_name) "
            "where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        speaking = {name for name, kind in cursor.fetchall() if kind not in WORDLESS}
    files = {
        f"{m._meta.db_table}.{f.column}"
        for m in apps.get_models(include_auto_created=True)
        for f in m._meta.concrete_fields
        if f.related_model is StoredFile
    }
    return speaking | files


def declared_personal() -> list[str]:
    """table.column of everything a package says it erases, what the database derives from it included. The bytes of a
    file go with its row, when nothing refers to it any more."""
    return ["core_filechunk.data"] + [
        f"{held.table._meta.db_table}.{held.table._meta.get_field(name).column}"  # type: ignore[union-attr]
        for keeper in keepers()
        for held in keeper.held
        for name in (*held.columns, *held.derived)
    ]


def declared_impersonal() -> dict[str, str]:
    with IMPERSONAL.open(encoding="utf-8") as file:
        return {row["column"]: row["why"] for row in csv.DictReader(file, delimiter="\t")}


def test_every_column_is_declared_as_personal_with_its_end_or_as_never_personal_with_a_reason(db: None) -> None:
    """A new column of words fails here: name it in the personal.py of its package, or in tests/impersonal.tsv with the
    reason."""
    known, spoken = {*declared_personal(), *declared_impersonal()}, columns_that_can_speak()
    assert sorted(spoken - known) == []
    assert sorted(set(declared_impersonal()) - spoken) == [], "no such column any more"
    assert sorted(set(declared_impersonal()) & set(declared_personal())) == [], "declared both ways"


@pytest.mark.unit
def test_every_reason_says_something() -> None:
    assert [column for column, why in declared_impersonal().items() if len(why.split()) < 2] == []


@pytest.mark.unit
def test_every_declaration_can_be_carried_out() -> None:
    """A column that cannot be emptied (a key that may not be null) belongs to a row that is deleted."""
    assert sum(len(keeper.held) for keeper in keepers()) > 20
    for keeper in keepers():
        for held in keeper.held:
            assert held.category in CATEGORIES, held
            assert held.delete or held.after().keys() >= set(held.columns), held


@pytest.mark.unit
def test_background_tasks_carry_no_arguments_but_the_moment() -> None:
    """The queue's tables keep arguments of finished jobs: none may be personal."""
    import inspect

    from procrastinate.contrib.django import app

    from priemnaya.config import tasks  # noqa: F401 - registers them

    ours = {name: task for name, task in app.tasks.items() if task.func.__module__.startswith("priemnaya.")}
    assert len(ours) > 10
    arguments = Counter(p for task in ours.values() for p in inspect.signature(task.func).parameters)
    assert set(arguments) <= {"timestamp"}


def test_nothing_is_taken_for_nobody(db: None, cast: Any) -> None:
    """No subjects: whatever a package declares as belonging to them is empty, so that a destruction cannot spill."""
    from django.utils import timezone

    nobody = Subjects(cast.udm.pk, timezone.now().replace(year=2000))
    assert sum(len(keeper.held) for keeper in keepers()) > 20
    for keeper in keepers():
        for held in keeper.held:
            assert not held.rows(nobody).exists(), held.model
