"""The other side: `python -m priemnaya.bounded.worker FD` loads what works need and forks workers from itself.

Each worker serves one socket until it closes: sets the limits of a work, does it, answers, lifts them. A work that
goes on beyond its limits is ended by the kernel, whatever C code it sits in.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Any

from priemnaya.roomy import roomy

from . import asking
from .speaking import MIB, pack, receive, send, unpack
from .works import WORKS, Work

MOST_WORKS = 300
"""Works of one worker: then a fresh one takes its place."""
GROWN = 256 * MIB
"""Bytes a worker may keep after a work (caches); one that keeps more is replaced."""
LARGEST_ASKED = 256 * MIB
FILES = 512 * MIB
"""Bytes of one file that a work, or a program it starts, may write."""


def main(descriptor: int) -> None:
    """Load, say that it is ready, then fork a worker for every socket that comes, until the asking process is gone."""
    with socket.socket(fileno=descriptor) as control:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the supervisor; the end of the socket is ours
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries workers
        load()
        control.sendall(b"R")
        while True:
            asked, lines, _flags, _address = socket.recv_fds(control, 1, 1)
            if not asked:
                return
            for line in lines:
                if os.fork() == 0:
                    control.close()
                    _serve_and_leave(line)
                os.close(line)


def load() -> None:
    """Modules of all works and the dictionaries of the checker, shared by the workers as long as nobody writes."""
    for work in WORKS.values():
        with contextlib.suppress(ImportError):  # the work itself will say what is missing
            import_module(work.target.partition(":")[0])
    import_module("priemnaya.plain").warm()
    gc.collect()
    gc.freeze()


def _serve_and_leave(descriptor: int) -> None:
    """Never returns: what a worker leaves behind is nobody's but the kernel's."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asking.INSIDE = True
        _say_nothing()
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILES, FILES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with socket.socket(fileno=descriptor) as line:
            serve(line)
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)


def _say_nothing() -> None:
    """What libraries write of a stranger's file (its words, its names) belongs into no log."""
    logging.disable(logging.CRITICAL)
    quiet = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(quiet, stream)


def serve(line: socket.socket) -> None:
    """Works one after another. Raises EOFError when the asker has gone."""
    started = _size()
    for n in range(1, MOST_WORKS + 1):
        name, budget, args, kwargs = unpack(receive(line, LARGEST_ASKED))
        answer = _done(WORKS[name].function, budget, args, kwargs)
        last = n == MOST_WORKS or answer[0] == "limit" or _size() - started > GROWN
        send(line, pack((last, answer)))
        if last:
            return


def _done(function: Callable[[], Any], work: Work, args: Any, kwargs: Any) -> tuple[str, Any]:
    """(kind, packed value): «value», «raised» with an exception, or «limit» with its name."""
    _limit(work)
    try:
        found = "value", pack(roomy(function())(*args, **kwargs))
    except MemoryError:
        return "limit", "memory"
    except Exception as error:
        found = "raised", _packed(error)
    finally:
        _lift()
    return found if len(found[1]) <= work.output * MIB else ("limit", "output")


def _packed(error: Exception) -> bytes:
    """The exception as it is, when it can travel; else its words."""
    try:
        unpack(data := pack(error))
    except Exception:
        return pack(RuntimeError(f"{type(error).__name__}: {error}"))
    return data


def _limit(work: Work) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft(resource.RLIMIT_CPU, ceil(used.ru_utime + used.ru_stime + work.cpu))
    _soft(resource.RLIMIT_AS, _size() + work.memory * MIB)
    signal.setitimer(signal.ITIMER_REAL, work.wall)


def _lift() -> None:
    signal.setitimer(signal.ITIMER_REAL, 0)
    _soft(resource.RLIMIT_AS, resource.RLIM_INFINITY)
    _soft(resource.RLIMIT_CPU, resource.RLIM_INFINITY)


def _soft(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _size() -> int:
    """Bytes of address space that this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    main(int(sys.argv[1]))
