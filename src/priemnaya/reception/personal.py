"""Personal data of who calls and who comes."""

from __future__ import annotations

import datetime as dt

from priemnaya.core.erasure import Keeper, Subjects, keeps

from .personal_calls import HELD_CALLS, expire_calls, export_calls, gather_calls
from .personal_telephony import HELD_TELEPHONY, expire_telephony, gather_telephony


def _gather(subjects: Subjects) -> None:
    for gather in (gather_calls, gather_telephony):
        gather(subjects)


def _expire(now: dt.datetime) -> int:
    return sum(expire(now) for expire in (expire_calls, expire_telephony))


keeps(
    Keeper("reception", held=(*HELD_CALLS, *HELD_TELEPHONY), gather=_gather, expire=_expire, export=export_calls),
)
