"""How much the portal takes without a proved identity (docs/trust.md, «Limits»): messages by the quotas of every
channel (cases.quotas), with work done by the browser in place of waiting; files, drafts. Letters on
request: on_request.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from priemnaya.cases.incoming import Incoming
from priemnaya.cases.quotas import Writer, additions_of, over, writer_of
from priemnaya.cases.quotas import weigh as weigh_rows
from priemnaya.core import limits
from priemnaya.core.address import network_of
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation

from . import work
from .visit import person_of

MEGABYTE = 1 << 20
UPLOADS_OF_ALL = 20
"""So many networks' quotas of uploads does a body take in a day."""


MESSAGE = "message"


def addition(case_pk: int) -> str:
    """What a task is solved for: additions to this very case."""
    return f"addition {case_pk}"


def _worked(request: HttpRequest, purpose: str) -> Callable[[float], bool]:
    return lambda over: work.solved(request, purpose, over)


def identified(request: HttpRequest, organisation: Organisation) -> bool:
    return bool(person_of(request, organisation))


def over_quota(request: HttpRequest, organisation: Organisation) -> float:
    """How many times over its quota one more message would be; up to 1 it is within."""
    if identified(request, organisation):
        return 0
    return over(Writer(network_of(request)).counted(organisation))


def weigh(request: HttpRequest, organisation: Organisation, incoming: Incoming) -> Incoming:
    """Count one message, right before it is taken: over a quota it carries why it waits for a person."""
    writer = None if identified(request, organisation) else writer_of(incoming, network_of(request))
    held = weigh_rows(writer.counted(organisation), worked=_worked(request, MESSAGE)) if writer else ""
    return replace(incoming, arrival=replace(incoming.arrival, suspicious=held))


def over_additions(case_pk: int) -> float:
    return over(additions_of(case_pk))


def weigh_addition(request: HttpRequest, case_pk: int) -> str:
    """The same for what is added to a case by whoever has its code."""
    return weigh_rows(additions_of(case_pk), worked=_worked(request, addition(case_pk)))


def take_files(request: HttpRequest, organisation: Organisation, files: Iterable[Any]) -> None:
    """Count the bytes of what is uploaded today. Raises Objection when they are too many; the text is not lost by
    it."""
    size, most = sum(int(f.size or 0) for f in files), settings.QUOTAS["uploads"] * MEGABYTE
    if not size:
        return
    for who, quota in ((network_of(request), most), (f"body {organisation.pk}", most * UPLOADS_OF_ALL)):
        if limits.spend("uploads", who, seconds=limits.DAY, amount=size) > quota:
            limits.give_back("uploads", who, amount=size)
            raise Objection(
                _(
                    "Сегодня из вашей сети пришло слишком много файлов, эти мы принять не можем. Отправьте текст без"
                    " файлов, а файлы добавьте к делу завтра, пришлите письмом или принесите."
                )
            )


def may_keep(request: HttpRequest) -> bool:
    """One more draft of a browser that has none yet."""
    return limits.spend("drafts", network_of(request), seconds=limits.DAY) <= settings.QUOTAS["drafts"]
