"""The suite itself: its clock is set, its groups group, and a test that cannot fail is none."""

from __future__ import annotations

import ast
import datetime as dt
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.core.models import Event

from .clock import instant
from .helpers import case_of

TESTS = Path(__file__).resolve().parent
SOURCE = TESTS.parent / "src" / "priemnaya"
MADE_AT_COLLECTION = timezone.now()

GROUPED = """
import os, pathlib, pytest, time

@pytest.mark.parametrize("n", range(4))
@pytest.mark.parametrize("group", [pytest.param(g, marks=pytest.mark.xdist_group(g)) for g in ("one", "two", "three")])
def test_it(group, n):
    time.sleep(0.05)
    with pathlib.Path("ran").open("a") as log:
        log.write(group + " " + os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


@pytest.mark.unit
def test_a_group_stays_on_one_worker_and_groups_share_the_workers(tmp_path: Path) -> None:
    """With pytest 9.2 and xdist 3.8 `--dist loadgroup` scatters every group in silence (pytest-xdist, issue 1386)."""
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    options = ["-n", "2", "--dist", "loadgroup", "-p", "no:django", "-p", "no:cacheprovider"]
    subprocess.run([sys.executable, "-m", "pytest", "-q", *options], cwd=tmp_path, check=True, capture_output=True)
    ran = [line.split() for line in (tmp_path / "ran").read_text().splitlines()]
    assert len(ran) == 12
    workers = {group: {w for g, w in ran if g == group} for group, _ in ran}
    assert [len(w) for w in workers.values()] == [1, 1, 1]
    assert len(set.union(*workers.values())) == 2


@pytest.mark.unit
def test_the_make_target_asks_for_groups() -> None:
    assert "--dist loadgroup" in (TESTS.parent / "Makefile").read_text(encoding="utf-8")


@pytest.mark.unit
def test_every_test_stands_at_the_instant_that_was_set(pytestconfig: pytest.Config) -> None:
    """Whatever asks: datetime, time.time, Django; from collection on. What waits (monotonic) is left alone."""
    at = _at(pytestconfig)
    for now in (dt.datetime.now(dt.UTC), timezone.now(), dt.datetime.fromtimestamp(time.time(), dt.UTC)):
        assert at <= now < at + dt.timedelta(minutes=1)
    assert at <= MADE_AT_COLLECTION < at + dt.timedelta(minutes=5)
    began, _ = time.monotonic(), time.sleep(0.02)
    assert 0.02 <= time.monotonic() - began < 10


def test_rows_are_written_at_the_instant_and_bodies_were_loaded_before(cast: Any, pytestconfig: pytest.Config) -> None:
    at = _at(pytestconfig)
    assert not Event.objects.filter(at__gte=at).exists()
    case = case_of(cast.udm)
    assert at <= case.registered_at < at + dt.timedelta(minutes=1)
    assert not Event.objects.filter(at__gte=at + dt.timedelta(minutes=1)).exists()


def _at(config: pytest.Config) -> dt.datetime:
    from .conftest import CLOCK

    return config.stash[CLOCK].at


@pytest.mark.unit
def test_an_instant_without_a_zone_is_one_of_samara() -> None:
    assert instant("2026-12-30T00:05") == dt.datetime(2026, 12, 29, 20, 5, tzinfo=dt.UTC)
    assert instant("2026-12-30T00:05+00:00") == dt.datetime(2026, 12, 30, 0, 5, tzinfo=dt.UTC)


@pytest.mark.unit
def test_the_product_asks_one_clock() -> None:
    """Python's, which the suite sets and an instant can be passed for; never that of PostgreSQL."""
    asked = re.compile(
        r"(?i)\b(now\(\)|(clock|statement|transaction)_timestamp|current_(date|timestamp|time)\b|localtime)"
    )
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, str) and asked.search(node.value))
        or (
            isinstance(node, ast.ImportFrom)
            and "functions" in (node.module or "")
            and "Now" in [a.name for a in node.names]
        )
    ]
    assert found == []
