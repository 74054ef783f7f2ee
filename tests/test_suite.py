"""The suite itself: its clock is set, its groups group, and a test that cannot fail is none."""

from __future__ import annotations

import ast
import asyncio
import datetime as dt
import os
import re
import subprocess
import sys
import time
from asyncio import events
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.core.models import Event

from .bodies_in_code import tree_of, walked
from .breadth import WALKS, fewer, of_walks
from .clock import instant
from .conftest import LONGEST
from .helpers import case_of, run_apart
from .hollow import hollow_asserts, idle_tests, quiet_tests
from .long import STAYS, chosen, listed

pytestmark = pytest.mark.xdist_group("code")
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
    options = ["-p", "xdist", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider"]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # of all plugins only the one that is tried
    command = [sys.executable, "-m", "pytest", "-q", *options]
    subprocess.run(command, cwd=tmp_path, env=alone, check=True, capture_output=True)
    ran = [line.split() for line in (tmp_path / "ran").read_text().splitlines()]
    assert len(ran) == 12
    workers = {group: {w for g, w in ran if g == group} for group, _ in ran}
    assert [len(w) for w in workers.values()] == [1, 1, 1]
    assert len(set.union(*workers.values())) == 2


@pytest.mark.unit
def test_the_longest_groups_begin_first(request: pytest.FixtureRequest) -> None:
    """Each group of the suite has its place among them."""
    marks = [item.get_closest_marker("xdist_group") for item in request.session.items]
    groups = list(dict.fromkeys(mark.args[0] for mark in marks if mark))
    assert groups == [name for name in LONGEST if name in groups]
    assert all(marks[: sum(map(bool, marks))]), "before all tests that are in none"
    named = {n for p in TESTS.rglob("*.py") for n in re.findall(r'mark\.xdist_group\("(\w+)"\)', p.read_text("utf-8"))}
    assert named == set(LONGEST)
    assert not request.config.getoption("loadscopereorder")


@pytest.mark.unit
def test_a_coroutine_is_run_apart_from_the_loop_a_browser_test_left() -> None:
    """Playwright's stays running in its worker between tests. Whoever comes next there and runs a coroutine fell, and
    only in that order of tests."""
    left = asyncio.new_event_loop()
    events._set_running_loop(left)
    try:
        assert run_apart(asyncio.sleep(0, "ran")) == "ran"
    finally:
        events._set_running_loop(None)
        left.close()
    runs = [p.name for p in TESTS.rglob("*.py") if "asyncio.run" + "(" in p.read_text(encoding="utf-8")]
    assert runs == []


@pytest.mark.unit
def test_the_make_target_asks_for_groups() -> None:
    assert "--dist loadgroup" in (TESTS.parent / "Makefile").read_text(encoding="utf-8")


@pytest.mark.unit
def test_ci_runs_the_walks_too() -> None:
    """What `make test` leaves out is run by `make check`, and the suite keeps the scenarios of all clauses."""
    made = (TESTS.parent / "Makefile").read_text(encoding="utf-8")
    left = re.findall(r"pytest -m (.+?) -n", made.split("test-unit:")[0])
    assert left == ['"not walk"', "walk"]
    assert re.search(r"^check: .*\btest walks\b", made, re.M)
    walks = {
        p for p in TESTS.rglob("test_*.py") if "mark.walk" in p.read_text(encoding="utf-8") and p != Path(__file__)
    }
    clauses = [p for p in walks if re.search(r"walk[^)]*\ndef test_\w+__", p.read_text(encoding="utf-8"))]
    assert walks
    assert clauses == []


@pytest.mark.unit
def test_the_longest_go_first_and_scenarios_of_clauses_stay() -> None:
    runs = [
        {
            "a.py::test_base_5__kept": {"a.py::test_base_5__kept": 100.0},
            "a.py::test_short": {"a.py::test_short[1]": 3.0, "a.py::test_short[2]": 3.0, "a.py::test_short[3]": 3.0},
            "a.py::test_long": {"a.py::test_long": 8.0},
            "a.py::test_longer": {"a.py::test_longer": 9.0},
        }
    ]
    assert chosen(runs, 117.0) == ["a.py::test_longer"]
    assert chosen(runs, 116.0) == ["a.py::test_long", "a.py::test_longer"]
    assert chosen(runs, 0.0) == ["a.py::test_long", "a.py::test_longer", "a.py::test_short"]


@pytest.mark.unit
def test_each_test_that_is_called_long_is_there() -> None:
    """A renamed one would come back into the suite unseen."""
    assert listed()
    for name in listed():
        path, *inside = name.split("::")
        source = (TESTS.parent / path).read_text(encoding="utf-8")
        assert all(re.search(rf"^ *(?:async )?(?:def|class) {one}\b", source, re.M) for one in inside), name
        assert not STAYS.search(name), name


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
        for node in walked(tree_of(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, str) and asked.search(node.value))
        or (
            isinstance(node, ast.ImportFrom)
            and "functions" in (node.module or "")
            and "Now" in [a.name for a in node.names]
        )
    ]
    assert found == []


HOLLOW = """
from priemnaya.policy import KINDS
from priemnaya.cases.models import Case

def test_literal(): assert (1, "always true")
def test_constant(): assert "41" in "41-ФЗ"
def test_constant_of_the_code(): assert len({k for k in KINDS}) == 5
def test_class(): assert Case._meta.label == "cases.Case"
def test_itself(): assert receive(letter) == receive(letter)
def test_or(): assert found or True
def test_count(): assert len(found) >= 0
def test_flag(): assert case.is_open in (True, False)
def test_fault(): assert answer.status_code in (200, 404, 500)
def test_type(): assert isinstance(pages(noise), list)
def test_stand_in(monkeypatch):
    monkeypatch.setattr(module, "number", lambda: "2026-7")
    assert made(case).number == "2026-7"
"""
SOUND = """
def test_rows(): assert Case.objects.count() == 1
def test_bounds(): assert 0 <= report.score <= 100
def test_table(): assert set(outcomes(case)) == {"kept", "rewrite"}
def test_code(): assert answer.status_code in (302, 422)
def test_some(): assert name in found or other in found
"""


@pytest.mark.unit
def test_an_assert_that_cannot_fail_is_found_and_a_sound_one_is_not() -> None:
    found = [line for line, _ in hollow_asserts(ast.parse(HOLLOW))]
    asserts = [n.lineno for n in ast.walk(ast.parse(HOLLOW)) if isinstance(n, ast.Assert)]
    assert sorted(found) == sorted(asserts)
    assert list(hollow_asserts(ast.parse(SOUND))) == []
    judge = "def watched():\n    yield walk\n    assert walk.faults == []\ndef test_watched(watched): walk(watched)\n"
    assert list(quiet_tests({TESTS: ast.parse(judge)})) == []
    quiet = "def test_quiet(): send(case)\ndef test_loud(): looks(case)\ndef looks(case): assert case.number"
    assert [name for _, _, name in quiet_tests({TESTS: ast.parse(quiet)})] == ["test_quiet"]
    idle = "def test_idle():\n    for c in Case.objects.all(): assert c.number"
    sure = "def test_sure():\n    for page in ('/w/', '/'): assert page"
    assert [name for _, name in idle_tests(ast.parse(f"{idle}\n{sure}"))] == ["test_idle"]


@pytest.mark.unit
def test_every_test_can_fail() -> None:
    trees = {p: tree_of(p) for p in sorted(TESTS.rglob("*.py"))}
    hollow = [
        f"{p.relative_to(TESTS)}:{line}: {why}" for p, tree in trees.items() for line, why in hollow_asserts(tree)
    ]
    quiet = [f"{p.relative_to(TESTS)}:{line}: {name} asserts nothing" for p, line, name in quiet_tests(trees)]
    idle = [
        f"{p.relative_to(TESTS)}:{line}: {name} asks nothing when there is nothing to loop over"
        for p, tree in trees.items()
        for line, name in idle_tests(tree)
    ]
    assert hollow + quiet + idle == []


@pytest.mark.unit
def test_no_test_goes_by_the_hash_of_a_string() -> None:
    """It differs in every process: what such a test tries changes from run to run, unseen."""
    found = [
        f"{path.relative_to(TESTS)}:{node.lineno}"
        for path in sorted(TESTS.rglob("*.py"))
        for node in walked(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "hash"
    ]
    assert found == []


@pytest.mark.unit
@pytest.mark.parametrize(
    ("markexpr", "walks"),
    [("walk", True), ("walk and not browser", True), ("not walk", False), ("unit and not  walk", False), ("", False)],
)
def test_walks_are_known_by_their_marks(markexpr: str, walks: bool) -> None:
    assert of_walks(markexpr) is walks


@pytest.mark.unit
def test_random_input_is_more_than_the_simplest_one() -> None:
    assert [fewer(many) for many in (3, 15, 20, 150)] == [3, 6, 6, 31]
    assert not WALKS.startswith("PRIEMNAYA_"), "a setting that the product does not know"
