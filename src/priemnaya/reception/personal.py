"""Personal data of who calls and who comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from priemnaya.core.erasure import Exported, Keeper, Subjects, keeps
from priemnaya.people.models import Client

from .personal_calls import HELD_CALLS, expire_calls, export_calls, gather_calls
from .personal_telephony import HELD_TELEPHONY, expire_telephony, gather_telephony
from .personal_visits import HELD_VISITS, expire_visits, export_visits, gather_visits


def _gather(subjects: Subjects) -> None:
    for gather in (gather_calls, gather_visits, gather_telephony):
        gather(subjects)


def _expire(now: dt.datetime) -> int:
    return sum(expire(now) for expire in (expire_calls, expire_visits, expire_telephony))


def _export(client: Client) -> Iterator[Exported]:
    yield from export_calls(client)
    yield from export_visits(client)


keeps(
    Keeper(
        "reception", held=(*HELD_CALLS, *HELD_VISITS, *HELD_TELEPHONY), gather=_gather, expire=_expire, export=_export
    ),
)
