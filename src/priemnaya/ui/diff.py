"""Lines of one text against another, for people."""

from __future__ import annotations

import difflib

SIGNS = {"  ": "", "- ": "−", "+ ": "+"}


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """(sign, line): an empty sign for what stayed, − for what went, + for what came."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(SIGNS[line[:2]], line[2:]) for line in lines if line[:2] in SIGNS]
