"""The lines of the log: one line an entry whatever is in it, the time in UTC with its offset."""

from __future__ import annotations

import datetime as dt
import logging
import re

UNSAID = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """What a stranger sends cannot begin an entry of its own: signs that end lines or move the cursor are written as
    escapes. Traces of our own faults keep their lines, each after a bar."""

    def format(self, record: logging.LogRecord) -> str:
        first, *more = super().format(record).split("\n") if record.exc_info else [super().format(record)]
        return "\n".join([_said(first), *(f"  | {_said(line)}" for line in more)])

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")


def _said(line: str) -> str:
    return UNSAID.sub(lambda found: found[0].encode("unicode_escape").decode(), line)
