"""The clock of the suite. Every test stands at one ordinary instant; `--at` sets another, so that any day can be tried
today.

Set: what Python asks (datetime, time.time, Django's timezone, sessions, signatures, hypothesis' draws of «now»), from
collection on, in every worker. It ticks on from the instant, because what comes later must be later.

Not set, on purpose: time.monotonic (waiting, timeouts); the clock of other programs (Chromium, Dovecot, Postfix,
`priemnaya serve` as a child), so tests marked `browser` run at the real instant and depend on no date; the clock of
PostgreSQL, which the product never asks (`test_the_product_asks_one_clock`), except the queue of procrastinate, a
library's own.
"""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

import time_machine

ZONE = ZoneInfo("Europe/Samara")  # where the body of most tests works
ORDINARY = "2026-09-16T12:00"  # a Wednesday noon; no day off but Sundays and Saturdays for a month to either side
# What «make test-dates» tries: the days, then the hours, that have ever broken a test or the product.
DATES = {
    "the end of a year": "2026-12-30T12:00",
    "the long days off": "2027-01-04T12:00",
    "a February night": "2027-02-11T03:30",
    "a holiday on a Saturday": "2027-05-01T12:00",
    "29 February, a year whose days off nobody knows": "2028-02-29T12:00",
}
HOURS = {
    "five past midnight": "2026-09-16T00:05",
    "five to midnight": "2026-09-16T23:55",
    "another day than in Greenwich and Moscow": "2026-10-01T00:30",
}


def instant(text: str) -> dt.datetime:
    """What `--at` says: an instant of Samara, unless it names its own zone."""
    found = dt.datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(dt.UTC)


class Clock:
    """One traveller a process: set once, moved back to the instant before each test, lifted for tests of the real
    world."""

    def __init__(self, at: str) -> None:
        self.at = instant(at)
        self._travel: time_machine.travel | None = None
        self._traveller: time_machine.Traveller | None = None

    def set(self, *, before: dt.timedelta = dt.timedelta()) -> None:
        if self._traveller is None:
            self._travel = time_machine.travel(self.at - before)
            self._traveller = self._travel.start()
        else:
            self._traveller.move_to(self.at - before)

    def lift(self) -> None:
        if self._travel is not None:
            self._travel.stop()
        self._travel = self._traveller = None


def chosen(option: str) -> str:
    return option or os.environ.get("PRIEMNAYA_TEST_AT", "") or ORDINARY
