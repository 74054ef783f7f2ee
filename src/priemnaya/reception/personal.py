"""Personal data of who calls and who comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from priemnaya.core.erasure import Exported, Keeper, Subjects, keeps
from priemnaya.people.models import Client

from .personal_calls import HELD_CALLS, expire_calls, export_calls, gather_calls
from .personal_visits import HELD_VISITS, expire_visits, export_visits, gather_visits


def _gather(subjects: Subjects) -> None:
    gather_calls(subjects)
    gather_visits(subjects)


def _expire(now: dt.datetime) -> int:
    return expire_calls(now) + expire_visits(now)


def _export(client: Client) -> Iterator[Exported]:
    yield from export_calls(client)
    yield from export_visits(client)


keeps(
    Keeper("reception", held=(*HELD_CALLS, *HELD_VISITS), gather=_gather, expire=_expire, export=_export),
)
