"""docs/asvs.md is whole and names only what there is; docs/security.md says what the code does."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from priemnaya.people import passwords
from priemnaya.ui import doors, files, oidc

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "asvs.md"
SECTIONS = (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4"
    " 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2"
    " 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4"
    " 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1"
    " 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2"
)
"""Sections of ASVS 5.0.0 with how many requirements of levels 1 and 2 each has: they are numbered from 1 in it."""
STATES = ("met", "partly", "not applicable")
pytestmark = pytest.mark.unit


def asked() -> list[str]:
    pairs = (section.split(":") for section in SECTIONS.split())
    return [f"{section}.{n}" for section, last in pairs for n in range(1, int(last) + 1)]


@cache
def rows() -> tuple[list[str], ...]:
    """(number, level, what it asks, state, how, tests)."""
    found = re.findall(r"^\| ([\d.]+) \((L[12])\) \| (.*) \| (.*) \| (.*) \| (.*) \|$", PAGE.read_text("utf-8"), re.M)
    return tuple(list(row) for row in found)


@cache
def names_in(path: str) -> frozenset[str]:
    """Names of tests as pytest names them."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    for held in (n for n in tree.body if isinstance(n, ast.ClassDef)):
        names |= {f"{held.name}::{m.name}" for m in held.body if isinstance(m, ast.FunctionDef)}
    return frozenset(names)


def test_every_requirement_of_levels_1_and_2_stands_there_once() -> None:
    assert len(asked()) == 253
    assert [row[0] for row in rows()] == asked()


def test_each_state_is_one_of_three_and_says_why() -> None:
    assert rows()
    for number, _level, asks, state, how, shown in rows():
        assert state in STATES, number
        assert len(asks) > 3, number
        assert how, number
        if state == "met":
            assert shown, f"{number}: which test shows it?"
        if state == "partly":
            assert "Missing: " in how, number
        if state == "not applicable":
            assert not shown, number


def test_the_numbers_at_its_head_are_those_of_its_rows() -> None:
    counts = {state: sum(row[3] == state for row in rows()) for state in STATES}
    said = re.search(r"Of (\d+): \*\*(\d+) met, (\d+) partly, (\d+) not applicable", PAGE.read_text("utf-8"))
    assert said
    assert [int(n) for n in said.groups()] == [len(rows()), *counts.values()]


def test_every_test_it_names_is_there() -> None:
    named = {name for row in rows() for name in re.findall(r"`(tests/[^`]+)`", row[5])}
    assert len(named) > 100
    assert [n for n in sorted(named) if n.partition("::")[2] not in names_in(n.partition("::")[0])] == []
    assert rows()
    for number, _level, _asks, _state, _how, shown in rows():
        assert not re.sub(r"`tests/\S+\.py::\S+`", "", shown).strip(), number


def test_every_file_it_names_is_there() -> None:
    paths = re.findall(r"`((?:src|docs|requirements|orders)/[^`]+)`", PAGE.read_text("utf-8"))
    assert len(paths) > 80
    assert [p for p in paths if not (ROOT / p).exists()] == []


def test_the_pages_of_decisions_say_what_the_code_does() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    kinds = re.search(r"Kinds: ([a-z0-9 ]+) \(`ui/files.py`\)", text)
    assert kinds
    assert kinds[1].split() == files.ALLOWED
    assert all(word in text for word in passwords.OURS)
    assert f"12 to {passwords.LONGEST} signs" in text
    assert f"{len(passwords.known()):,} leaked ones" in text
    assert f"Staff: {doors.IDLE // 60} minutes without a deed, {doors.LONGEST // 3600} hours in all" in text
    assert ", ".join(oidc.ALGORITHMS) in text
    named = re.findall(r"`((?:ui|core|portal|people|workspace|config|knowledge|api|bounded)/[\w/]+\.py)`", text)
    assert len(named) > 10
    assert [p for p in named if not (ROOT / "src" / "priemnaya" / p).exists()] == []
