"""Works that misbehave, and the first process that knows them: `python -m tests.bounded_works FD`."""

from __future__ import annotations

import logging
import os
import re
import sys
import time

from priemnaya.bounded import worker
from priemnaya.bounded.works import WORKS, Work


def ok(value: object) -> tuple[object, int]:
    return value, os.getpid()


def spin() -> None:
    while True:
        pass


def pattern() -> None:
    """A loop inside C, where no Python signal handler gets a turn."""
    re.match(r"(?:a|a)+$", "a" * 40 + "b")


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


def eat() -> int:
    return len([bytearray(1 << 20) for _ in range(4096)])


def fill() -> bytes:
    return b"x" * (3 << 20)


def die() -> None:
    os.abort()


def environment() -> dict[str, str]:
    return dict(os.environ)


def chatter() -> str:
    print("слова из чужого письма", flush=True)
    logging.getLogger("pypdf").warning("слова из чужого письма")
    os.write(2, "слова из чужого письма".encode())
    return "said"


def refuse() -> None:
    raise KeyError("что-то")


def nested() -> object:
    from priemnaya.bounded import run

    return run("test.ok", "внутри")


NAMES = (ok, spin, pattern, sleep, eat, fill, die, environment, chatter, refuse, nested)
TESTED = {
    f"test.{f.__name__}": Work(f"tests.bounded_works:{f.__name__}", "Проба", "Сделайте иначе.", 3.0, 1, 200, 1)
    for f in NAMES
}

if __name__ == "__main__":
    WORKS.update(TESTED)
    worker.load = lambda: None
    worker.main(int(sys.argv[1]))
