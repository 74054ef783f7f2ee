"""A new database is laid out at once, as the last migration leaves it: all tables from the models, then the SQL that
models cannot say. Step by step the same takes ten times the processor: Django draws up its models anew at each step.

What only changes rows, and what only makes way for it, has nothing to do in an empty database: such an operation is
`elidable`, as for squashing. tests/scenarios/test_old_data.py holds that both ways lead to one database.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.state import ProjectState

OURS = "priemnaya."
IN_STEPS = {"procrastinate"}
"""Its tables are made by SQL that uses what it has just committed; it knows no models but its own: steps are short."""


def lay_out(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database was empty and is whole now; another is left to its migrations."""
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] in IN_STEPS])
    executor.loader.build_graph()
    plan = [m for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    steps = [(m, o) for m in plan for o in m.operations if _is_laid(m, o)]
    alias = connection.alias
    with transaction.atomic(using=alias):
        emit_pre_migrate_signal(0, False, alias)
        with connection.schema_editor() as editor:
            for config in apps.get_app_configs():
                for model in router.get_migratable_models(config, alias):
                    if model._meta.can_migrate(connection):
                        editor.create_model(model)
        nothing = ProjectState()  # SQL asks for no models
        for migration, operation in steps:
            with connection.schema_editor() as editor:
                operation.database_forwards(migration.app_label, editor, nothing, nothing)
        recorded = executor.recorder.Migration
        recorded.objects.using(alias).bulk_create(recorded(app=m.app_label, name=m.name) for m in plan)
    emit_post_migrate_signal(0, False, alias)
    return True


def _is_laid(migration: Migration, operation: Any) -> bool:
    """Whether an operation makes something that no model says. Raises TypeError for one nobody has thought of."""
    if isinstance(operation, ModelOperation | IndexOperation | FieldOperation):
        return False
    if operation.elidable or (isinstance(operation, RunPython) and not migration.__module__.startswith(OURS)):
        return False
    if not isinstance(operation, RunSQL):
        raise TypeError(f"{migration}: does {operation!r} make something in an empty database? If not, elidable=True")
    return True
