"""The WSGI application that granian serves."""

import gc
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from threading import Thread
from typing import Any

from django.core.wsgi import get_wsgi_application

from priemnaya.bounded import prepare
from priemnaya.plain import warm
from priemnaya.roomy import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "priemnaya.config.settings")
log = logging.getLogger("priemnaya.web")
gc.disable()  # what is loaded now stays: looking through it again and again is a quarter of a start
_pages = roomy(get_wsgi_application())


class Broken(Exception):
    """Stands for an error that got past Django: the web server writes down what it catches, with its words."""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    try:
        answer: Any = _pages(environ, start_response)
    except Exception:
        log.exception("a request got past the pages of errors")
        raise Broken from None
    if getattr(answer, "streaming", False):
        answer.streaming_content = _streamed(answer.streaming_content)
    return answer  # type: ignore[no-any-return]


def _streamed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except Exception:
        log.exception("a download broke off")
        raise Broken from None


def _prepare() -> None:
    """Load the checker's dictionaries (the first letter of the day must not wait a second for them) and start the
    process for bounded works, then leave all that lives as long as the process out of every collection. Measured: a
    tenth of a page's time.
    """
    warm()
    prepare()
    _warm_topics()
    gc.collect()
    gc.freeze()


def _warm_topics() -> None:
    """Two seconds that no page should wait for. Without a database yet the first suggestion builds it."""
    from django.db import DatabaseError, connection

    from priemnaya.knowledge.topics.suggesting import warm_topics

    try:
        warm_topics()
    except DatabaseError as error:
        log.warning("topics are read by the first who asks", exc_info=error)
    finally:
        connection.close()


gc.set_threshold(50_000, 20, 100)
gc.enable()
Thread(target=_prepare, daemon=True).start()
