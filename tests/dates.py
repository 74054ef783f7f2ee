"""`make test-dates`: the suite and its longest tests, without those of browsers, at each of the days and hours of
`clock`, a database for each; prints figures.

    python -m tests.dates [INSTANT …]    e.g. 2026-12-30T12:00, of Europe/Samara unless it names its zone

Ends with 1 when any day fails.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time

from .clock import DATES, HOURS

WORKERS = os.environ.get("WORKERS", "2")
MARKS = "not browser and (not walk or long)"
"""The suite and its longest tests: what goes through all there is asks each page, not each day."""


def run(at: str) -> tuple[bool, str]:
    """One run; its last line says how many passed and failed."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-m", MARKS, "-n", WORKERS, "--dist", "loadgroup", "--at", at]
    done = subprocess.run([*command, "--tb=short", "-r", "f"], stdout=subprocess.PIPE, text=True, check=False)
    figures = ", ".join(f"{n} {what}" for n, what in re.findall(r"(\d+) (passed|failed|errors?|skipped)", done.stdout))
    if done.returncode:
        print(done.stdout)
    return done.returncode == 0, f"{figures} in {time.monotonic() - began:.0f} s"


def main() -> int:
    known = {at: what for what, at in (DATES | HOURS).items()}
    good = True
    for at in sys.argv[1:] or known:
        passed, figures = run(at)
        good = good and passed
        print(f"{at}  {'green' if passed else 'RED'}  {figures}  ({known.get(at, 'asked for')})", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
