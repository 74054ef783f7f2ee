"""The asking side: workers kept warm, slots, and the words for what went over its budget."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

from priemnaya.errors import Objection

from .speaking import MIB, TooLarge, pack, receive, send, unpack
from .works import WORKS, Work

log = logging.getLogger(__name__)
INSIDE = False
"""This process is a worker: works called from works run right here, within the budget of the outer one."""
SLOTS = 2
"""Works at once in one process. A web process has two threads (`serve`)."""
OPEN_SLOTS = 1
"""Of them for passers-by: whatever they send, a thread for everybody else stays free."""
PATIENCE, OPEN_PATIENCE = 3.0, 1.0
"""Seconds that a thread waits for a free slot; a passer-by's less, for it is a thread that others need."""
OPEN_WALL, OPEN_CPU = 10.0, 6
"""Seconds that a passer-by's work may take, whatever the list allows others."""
START = 60.0
"""Seconds for the first process to load; only the first work after a start ever waits for it."""
GRACE = 2.0
"""Seconds over a work's deadline for its answer to travel."""
COMMAND = ("-m", "priemnaya.bounded.worker")
KEPT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TESSDATA_PREFIX")
"""What a worker's environment has of ours: no address of the database, no key, no password."""
QUIET = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "2"}
"""Threads of libraries reserve address space, which is what the budget of memory counts."""


class Exceeded(Objection):
    """A work went over its budget. limit: time, memory, output or busy. The words say what to do."""

    def __init__(self, work: Work, limit: str) -> None:
        self.limit = limit
        why = {
            "time": f"{work.what} занимает слишком много времени.",
            "memory": f"{work.what} занимает слишком много памяти.",
            "output": f"{work.what}: получается слишком много данных.",
            "busy": f"{work.what}: сейчас таких заданий слишком много.",
        }[limit]
        super().__init__(f"{why} {'Подождите минуту и повторите.' if limit == 'busy' else work.remedy}")


class Busy(Exceeded):
    """No slot came free: nothing is wrong with what was sent, it may be tried again."""

    def __init__(self, work: Work) -> None:
        super().__init__(work, "busy")


def run(name: str, *args: Any, anybody: bool = False, patience: float | None = None, **kwargs: Any) -> Any:
    """Do one work of the list. anybody: a passer-by asks. Raises Exceeded, Busy, and what the work itself raises."""
    work = WORKS[name]
    if INSIDE:
        return work.function()(*args, **kwargs)
    if patience is None:
        patience = OPEN_PATIENCE if anybody else PATIENCE
    if anybody:
        work = replace(work, wall=min(work.wall, OPEN_WALL), cpu=min(work.cpu, OPEN_CPU))
    with _slot(work, anybody, patience):
        kind, found = _asked(work, pack((name, work, args, kwargs)))
    if kind == "limit":
        log.warning("%s went over its budget of %s", name, found)
        raise Exceeded(work, found)
    value = unpack(found)
    if kind == "raised":
        raise value
    return value


def prepare() -> None:
    """Load the first process and a worker ahead of the first work; call it in a thread."""
    with contextlib.suppress(OSError, EOFError):
        _pool().put(_pool().fresh())


_slots = threading.BoundedSemaphore(SLOTS)
_open_slots = threading.BoundedSemaphore(OPEN_SLOTS)


@contextlib.contextmanager
def _slot(work: Work, anybody: bool, patience: float) -> Iterator[None]:
    until = monotonic() + patience
    with contextlib.ExitStack() as held:
        for slots in (_open_slots, _slots) if anybody else (_slots,):
            if not slots.acquire(timeout=max(0.0, until - monotonic())):
                raise Busy(work)
            held.callback(slots.release)
        yield


def _asked(work: Work, request: bytes) -> tuple[str, Any]:
    """The worker's answer. A worker that had died while it waited is replaced once; one that dies at work is judged by
    how long it worked."""
    pool = _pool()
    if (worker := pool.idle()) is not None:
        with contextlib.suppress(OSError, EOFError):
            return _one(pool, worker, work, request, worked_before=True)
    try:
        worker = pool.fresh()
    except OSError as error:  # a fault of ours, not of what was sent: it may be brought again
        log.exception("no worker for %s", work.target)
        raise Busy(work) from error
    try:
        return _one(pool, worker, work, request)
    except (OSError, EOFError):
        return "limit", "memory"  # within its time: the kernel refused it memory, or a library gave up without it


def _one(
    pool: Pool, worker: socket.socket, work: Work, request: bytes, *, worked_before: bool = False
) -> tuple[str, Any]:
    """Raises OSError or EOFError when the worker has gone within its time."""
    started = monotonic()
    last = True
    answer: tuple[str, Any]
    try:
        worker.settimeout(work.wall + GRACE)
        send(worker, request)
        last, answer = unpack(receive(worker, (work.output + 1) * MIB, started + work.wall + GRACE))
    except TimeoutError:
        return "limit", "time"
    except TooLarge:
        return "limit", "output"
    except (OSError, EOFError):
        if monotonic() - started > min(work.cpu, work.wall) * 0.7:
            return "limit", "time"
        raise
    finally:
        if last:
            worker.close()
    if not last:
        pool.put(worker)
    return answer


class Pool:
    """The first process of this one, and its idle workers."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.lock = threading.Lock()
        self.waiting: list[socket.socket] = []
        self.control: socket.socket | None = None

    def idle(self) -> socket.socket | None:
        with self.lock:
            return self.waiting.pop() if self.waiting else None

    def put(self, worker: socket.socket) -> None:
        with self.lock:
            if len(self.waiting) < SLOTS:
                self.waiting.append(worker)
                return
        worker.close()

    def fresh(self) -> socket.socket:
        """A new worker; the first process is started when it is not there or has died. Raises OSError."""
        with self.lock:
            for _ in range(2):
                if self.control is None:
                    self.control = _started()
                ours, theirs = socket.socketpair()
                with theirs:
                    try:
                        socket.send_fds(self.control, [b"W"], [theirs.fileno()])
                        return ours
                    except OSError:
                        ours.close()
                        self.control.close()
                        self.control = None
        raise OSError("no process for bounded works")


def _started() -> socket.socket:
    """The first process, loaded. Raises OSError."""
    ours, theirs = socket.socketpair()
    environment = {k: os.environ[k] for k in KEPT if k in os.environ}
    with theirs:
        subprocess.Popen(
            [sys.executable, *COMMAND, str(theirs.fileno())],
            env={**environment, **QUIET, "MALLOC_ARENA_MAX": "2"},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    ours.settimeout(START)
    try:
        if ours.recv(1) != b"R":
            raise OSError("the process for bounded works did not start")
    except OSError:
        ours.close()
        raise
    ours.settimeout(5)
    return ours


_known: Pool | None = None
_known_lock = threading.Lock()


def _pool() -> Pool:
    """This process's pool: after a fork the parent's sockets are not ours to use."""
    global _known
    with _known_lock:
        if _known is None or _known.pid != os.getpid():
            _known = Pool()
        return _known
