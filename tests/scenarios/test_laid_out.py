"""A new database is laid out at once; one of before comes to the same, step by step (config/laying.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, migrations
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from priemnaya.cases.sql import STANDING, STANDING_BACK
from priemnaya.config.cli.places import bring_up_to_date
from priemnaya.config.laying import _is_laid, lay_out

from ..helpers import case_of

BOTH = """
import gc, json, sys
gc.disable()  # half of the time of the steps
from priemnaya.config.cli.places import setup
setup()
from django.core.management import call_command
from django.db import connection
from priemnaya.config.laying import lay_out

def catalogue():
    with connection.cursor() as cursor:
        found = []
        for question in QUESTIONS:
            cursor.execute(question)
            found += [" | ".join(map(str, row)) for row in cursor]
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select count(*) from "{table}"')
            found.append(f"{cursor.fetchone()[0]} rows of {table}")
        return sorted(found)

QUESTIONS, (laid, stepped) = json.loads(sys.argv[1]), sys.argv[2:]
said = []
for name in (laid, stepped):
    connection.close()
    connection.settings_dict["NAME"] = name
    said.append(lay_out(connection) if name == laid else call_command("migrate", verbosity=0, interactive=False))
    said += [catalogue(), lay_out(connection)]
print(json.dumps(said))
"""
HERE = "n.nspname = 'public'"
QUESTIONS = (
    # names of keys made of numbers of Django's own (the three of its groups of rights) are of no concern
    f"select c.relkind, c.relname, a.attname, case when c.relname ~ '^auth_group|_(groups|user_permissions)(_|$)'"
    " and a.attname = 'id' then '' else format_type(a.atttypid, a.atttypmod) end, a.attnotnull, a.attidentity,"
    " a.attgenerated, pg_get_expr(d.adbin, d.adrelid) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum"
    f" where {HERE} and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped",
    "select c.conrelid::regclass, c.contype, case when c.contype in ('c', 'x') then c.conname else '' end,"
    " pg_get_constraintdef(c.oid) from pg_constraint c join pg_namespace n on n.oid = c.connamespace"
    f" where {HERE} and c.contype <> 'n'",
    "select tablename, case when indexdef ~ '^CREATE UNIQUE INDEX' then regexp_replace(indexdef, 'INDEX .* ON', 'ON')"
    " else indexdef end from pg_indexes where schemaname = 'public'",
    "select t.tgrelid::regclass, pg_get_triggerdef(t.oid) from pg_trigger t where not t.tgisinternal",
    f"select pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {HERE}",
    "select t.typname, e.enumlabel from pg_enum e join pg_type t on t.oid = e.enumtypid",
    "select s.stxname, s.stxkind, string_agg(a.attname, ',' order by a.attname) from pg_statistic_ext s join pg_attribute a"
    " on a.attrelid = s.stxrelid and a.attnum = any(s.stxkeys) group by s.oid, s.stxname, s.stxkind",
    "select extname from pg_extension",
    "select app, name from django_migrations",
    "select app_label, model from django_content_type",
    "select content_type_id > 0, codename from auth_permission",
)


@pytest.mark.walk
@pytest.mark.django_db
def test_a_new_database_is_what_all_the_steps_lead_to(tmp_path: Path) -> None:
    """Tables, columns, defaults, constraints, indexes, triggers, functions, rows of the framework: all but the order of
    columns and the names the database itself gives to unique keys. Neither is laid out a second time."""
    own = conninfo_to_dict(os.environ["DATABASE_URL"])
    names = [f"{connection.settings_dict['NAME']}_{way}" for way in ("laid", "stepped")]

    def both(statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            for name in names:
                cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))

    both("drop database if exists {}")
    both("create database {}")
    try:
        environment = os.environ | {"DATABASE_URL": make_conninfo(**own), "PRIEMNAYA_DATA": str(tmp_path)}
        command = [sys.executable, "-c", BOTH, json.dumps(QUESTIONS), *names]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=300, check=False)
    finally:
        both("drop database {}")
    assert done.returncode == 0, done.stderr.decode()
    laid, at_once, again, _, by_steps, over = json.loads(done.stdout)
    assert (laid, again, over) == (True, False, False)
    assert len(at_once) > 2000
    assert set(at_once) ^ set(by_steps) == set()
    assert at_once == by_steps
    assert lay_out(connection) is False


@pytest.mark.unit
def test_a_step_that_nobody_has_thought_of_stops_the_laying_out() -> None:
    """Whoever writes a migration says whether it does anything in an empty database."""
    step = types.new_class("Migration", (migrations.Migration,), exec_body=lambda body: None)
    step.__module__ = "priemnaya.cases.migrations.9999_a"
    fill = {"code": migrations.RunPython.noop}
    migration = step("9999_a", "cases")
    assert _is_laid(migration, migrations.RunPython(**fill, elidable=True)) is False
    assert _is_laid(migration, migrations.RunSQL("create view v as select 1")) is True
    for operation in (migrations.RunPython(**fill), migrations.SeparateDatabaseAndState()):
        with pytest.raises(TypeError, match="elidable"):
            _is_laid(migration, operation)


@pytest.mark.django_db
def test_a_database_brought_up_to_date_knows_which_states_go_with_whom(cast: Any) -> None:
    """Seen: the statistic was made and empty, and lists went by the old plan until the next round of the server."""
    for _ in range(20):
        case_of(cast.udm)
    known = "select count(*) from pg_stats_ext where statistics_name = 'cases_case_standing'"
    with connection.cursor() as cursor:
        cursor.execute(f"{STANDING_BACK} {STANDING}")
        cursor.execute(known)
        assert cursor.fetchone() == (0,)
        bring_up_to_date()
        cursor.execute(known)
        assert cursor.fetchone() == (1,)
