"""What the counting of terms and those who are counted with it share."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from .models import Case

NO_MORE = "условие правила больше не выполняется"
"""Why what hung on a condition is owed no more: it may be again."""
ALSO: list[Callable[[Case], None]] = []
"""What else is counted wherever terms of a case have changed."""


def part_of(since: str, subject: str = "") -> int:
    """Which of several: one owed thing may be counted from several events, and in a body from many subjects."""
    return zlib.crc32(f"{since}>{subject}".encode()) or 1


def count_also(case: Case) -> None:
    for count in ALSO:
        count(case)
