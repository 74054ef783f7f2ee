"""A round of the clock over many rows: one that fails never stops the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")
Stop = type[Exception] | tuple[type[Exception], ...]


def each(rows: Iterable[T], act: Callable[[T], int], what: str, *, until: Stop = ()) -> int:
    """For how many it was done (the sum of what `act` says). All are tried, then the first failure is raised, so that
    whoever runs this reports it. what: for the log; until: what ends the round, for nothing behind it has a turn
    either."""
    done, failures = 0, list[Exception]()
    for row in rows:
        try:
            done += act(row)
        except until:
            break
        except Exception as error:
            pk = getattr(row, "pk", "")
            log.exception("%s %s", what, pk)
            failures.append(error)
    if failures:
        raise failures[0]
    return done
