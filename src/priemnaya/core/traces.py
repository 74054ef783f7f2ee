"""What may be written down of what happens: logs hold no word of what people typed, whatever goes wrong.

Every log line of every library is made here, so there is one place to hold it: errors are told by their sort, place in
the code and the names of the database's own rules; never by their text, which quotes what was refused («Key
(email)=(…) already exists», a recipient in a mail server's answer). Addresses of pages stand as the pattern they fit.
"""

from __future__ import annotations

import logging
import logging.config
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from numbers import Number
from types import TracebackType
from typing import Any

from priemnaya.errors import Objection

OURS, DJANGO, SUSPICIOUS = "priemnaya", "django", "django.security."
HIDDEN = "…"
log = logging.getLogger(__name__)


def configure(settings: dict[str, Any]) -> None:
    """Django calls it with LOGGING: the handlers as said, each line made by `Line`, uncaught errors told as all others
    are."""
    logging.setLogRecordFactory(Line)
    logging.config.dictConfig(settings)
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: log.critical("a thread died", exc_info=failed.exc_value)
    sys.unraisablehook = lambda failed: log.error("could not be raised", exc_info=failed.exc_value)


def levels(chosen: str) -> dict[str, Any]:
    """PRIEMNAYA_LOG speaks of our own lines. Libraries say below a warning what they handle (letters, addresses,
    statements), and that is written at no setting."""
    least = max(logging.WARNING, logging.getLevelNamesMapping().get(chosen.upper(), logging.WARNING))
    return {
        "root": {"handlers": ["console"], "level": least},
        "loggers": {OURS: {"level": chosen.upper()}, DJANGO: {"level": least}},
    }


def _uncaught(sort: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(sort, error, place)
        return
    log.critical("stopped by a fault", exc_info=(sort, error, place))


class Line(logging.LogRecord):
    """A log line: its template, arguments that are no words of people, and an error without its text."""

    def __init__(
        self,
        name: str,  # empty or None when a record is unpacked: logging.makeLogRecord
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: Any,
        exc_info: Any,
        func: str | None = None,
        sinfo: str | None = None,
        **kwargs: Any,
    ) -> None:
        error = exc_info[1] if isinstance(exc_info, tuple) else None
        super().__init__(name, level, pathname, lineno, *_safe(name or "", msg, args), None, func, sinfo, **kwargs)
        if error is not None:
            self.exc_text = trace(error)


def _safe(name: str, msg: object, args: Any) -> tuple[object, Any]:
    """The template and its arguments. Of a library's line only the first: below it stand the things it is about."""
    if isinstance(msg, BaseException):
        return describe(msg), ()
    if name.startswith(SUSPICIOUS) and not args:  # made of the error's text
        return f"refused: {name.removeprefix(SUSPICIOUS)}", ()
    if isinstance(args, tuple) and len(args) == 1 and isinstance(args[0], dict):  # «%(name)s»
        args = ({key: _said(name, value) for key, value in args[0].items()},)
    elif isinstance(args, tuple):
        args = tuple(_said(name, value) for value in args)
    return (msg if _is_ours(name) else str(msg).partition("\n")[0]), args


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] == OURS


def _said(name: str, value: object) -> object:
    if value is None or isinstance(value, Number):
        return value
    if isinstance(value, BaseException):
        return describe(value)
    if _is_ours(name):
        return value
    if name.partition(".")[0] == DJANGO and isinstance(value, str):
        return route(value) if value.startswith("/") else value
    return HIDDEN


def route(path: str) -> str:
    """The pattern a page's address fits: the address itself may be a key to a case, or whatever somebody typed."""
    from django.core.exceptions import ImproperlyConfigured
    from django.urls import Resolver404, resolve

    try:
        return f"/{resolve(path).route}"
    except (Resolver404, ImproperlyConfigured, ValueError):
        return "/" + HIDDEN


def describe(error: BaseException) -> str:
    """The sort of an error, and what its library keeps apart from its words: codes, names of tables and constraints."""
    known = [f"{name} {value}" for name, value in _codes(error)]
    return type(error).__qualname__ + (f" ({', '.join(known)})" if known else "")


def _codes(error: BaseException) -> Iterator[tuple[str, object]]:
    found = getattr(error, "diag", None) or getattr(error.__cause__, "diag", None)
    for name in ("sqlstate", "table_name", "column_name", "constraint_name"):
        if value := getattr(found, name, None):
            yield name.removesuffix("_name"), value
    for name in ("errno", "smtp_code"):
        if isinstance(value := getattr(error, name, None), int):
            yield name, value
    if isinstance(error, OSError) and error.errno:
        yield "system", os.strerror(error.errno)


def in_words(error: BaseException) -> str:
    """What people may read of a failure on a page: an error of the database quotes rows, so only its codes."""
    if isinstance(error, Objection):
        return str(error)
    from django.db import Error

    return describe(error) if isinstance(error, Error) else f"{type(error).__name__}: {error}"


def trace(error: BaseException) -> str:
    """The way through the code, of the error and of those it came from; lines of the program, no values."""
    parts = []
    for one in _chain(error):
        parts += ["Traceback (most recent call last):\n", *traceback.format_tb(one.__traceback__), f"{describe(one)}\n"]
    return "".join(parts).rstrip("\n")


def _chain(error: BaseException) -> list[BaseException]:
    """The first cause first; each once; those of a group too."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.append(one)
        waiting += one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        cause = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        waiting += [cause] if cause is not None else []
    return found[::-1]
