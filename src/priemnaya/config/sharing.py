"""Who uses the embedded server: commands share one and the last of them stops it.

Each user holds a shared lock on one file while it works; the kernel lets it go whatever becomes of the process. Whoever
can have that lock alone is the last one. A mail server may start many `receive` at once, with no `serve` running.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from pathlib import Path

from .folders import open_private

TOGETHER = 30.0
"""Seconds that a supervisor which is being stopped waits for commands that still use its server."""
FAST, AT_ONCE = 60.0, 30.0
"""Seconds for a shutdown of PostgreSQL, then for one that leaves recovery to the next start."""


class Users:
    """Users of the server in a data folder, this process among them while `counted`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "users.lock"
        self.mine: int | None = None

    def enter(self) -> None:
        """Be counted. Call it while the server can be neither started nor stopped (start.lock)."""
        if self.mine is None:
            self.mine = open_private(self.path, os.O_RDWR, uid=self.path.parent.stat().st_uid)
            fcntl.flock(self.mine, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Be counted no more; whether nobody else is. Nothing has to be held for it, so that whoever waits for the
        others keeps none of them: one who finds another counted leaves the server to that one."""
        if self.mine is None:
            return False
        mine, self.mine = self.mine, None
        try:
            return _alone(mine)
        finally:
            os.close(mine)

    def gone(self, patience: float = 0.0) -> bool:
        """Whether nobody is counted, this process aside. Call it while nobody can be added (start.lock). patience:
        seconds to wait for the others."""
        until = time.monotonic() + patience
        file = open_private(self.path, os.O_RDWR, uid=self.path.parent.stat().st_uid)
        try:
            while not (alone := _alone(file)) and time.monotonic() < until:
                time.sleep(0.05)
            return alone
        finally:
            os.close(file)


def _alone(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop_server(data: Path) -> None:
    """Shut down the server of a data folder, whoever started it; nothing when none runs."""
    number = running(data)
    for sign, patience in ((signal.SIGINT, FAST), (signal.SIGQUIT, AT_ONCE)):
        if number is None:
            return
        try:
            os.kill(number, sign)
        except ProcessLookupError:
            return
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if running(data) != number:
                return
            time.sleep(0.02)


def running(data: Path) -> int | None:
    """The number of the server that has written it into the folder and runs yet."""
    try:
        number = int((data / "postmaster.pid").read_text().split()[0])
        name, state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[::2]
    except (OSError, ValueError, IndexError):
        return None
    return number if name.endswith("(postgres") and state.split()[0] not in ("Z", "X") else None
