"""Mango Office («API виртуальной АТС»): a form with vpbx_api_key, sign and json; sign is SHA-256 of key, json and salt,
one after another. /events/call tells of a telephone of the call, /events/summary that all of it is over; other events
are not asked for."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from priemnaya.bounded.data import NotJson, json_of
from priemnaya.core.reading import whole
from priemnaya.core.tokens import equal
from priemnaya.reception.telephony.events import (
    ANSWERED,
    DESK,
    ENDED,
    INSIDE,
    INWARD,
    LONGEST,
    MENU,
    ON_HOLD,
    OUTWARD,
    QUEUE,
    RINGS,
    CallEvent,
    Unread,
    extension_in,
    number_in,
)

STATES = {"Appeared": RINGS, "Connected": ANSWERED, "OnHold": ON_HOLD, "Disconnected": ENDED}
PLACES = {"ivr": MENU, "queue": QUEUE, "abonent": DESK}
_SUMMED: dict[int | None, str] = {0: INSIDE, 1: INWARD, 2: OUTWARD}
READ = ("call", "summary")
IGNORED = ("recording", "dtmf", "sms", "record/added", "record/tagged")
"""Of no use here: answered with 200, so that the exchange does not repeat them, and not kept."""


def sign(key: str, text: str, salt: str) -> str:
    return hashlib.sha256(f"{key}{text}{salt}".encode("utf-8", "replace")).hexdigest()


def fits(key: str, salt: str, form: Mapping[str, str]) -> bool:
    """Both compared in constant time."""
    right = equal(form.get("sign", ""), sign(key, form.get("json", ""), salt))
    return bool(key and salt) and equal(form.get("vpbx_api_key", ""), key) and right


def read(what: str, text: str) -> CallEvent:
    """what: the last part of the address. Raises Unread."""
    try:
        sent = json_of(text.encode())
    except NotJson:
        sent = None
    if not isinstance(sent, dict) or not _word(sent, "entry_id"):
        raise Unread("в поле json нет звонка (entry_id)")
    return _summary(sent) if what == "summary" else _call(sent)


def _call(sent: dict[str, Any]) -> CallEvent:
    state, place = STATES.get(str(sent.get("call_state"))), PLACES.get(str(sent.get("location", "abonent")))
    source, to, seq = _part(sent, "from"), _part(sent, "to"), _whole(sent.get("seq"))
    if state is None or place is None or seq is None or not _word(sent, "call_id"):
        raise Unread("call_state, location, seq или call_id не такие, как в описании Манго")
    direction = _direction(source, to)
    ours = source if direction == OUTWARD else to
    return CallEvent(
        call=_word(sent, "entry_id"),
        leg=_word(sent, "call_id"),
        seq=seq,
        state=state,
        direction=direction,
        place=place,
        number=number_in(_word(to if direction == OUTWARD else source, "number")) if direction != INSIDE else "",
        extension=extension_in(ours.get("extension")),
        taken_from=_word(source, "taken_from_call_id"),
        at=_at(sent.get("timestamp")),
    )


def _direction(source: dict[str, Any], to: dict[str, Any]) -> str:
    """An employee who calls is known by an extension; two of them are inside the house."""
    if not extension_in(source.get("extension")):
        return INWARD
    return INSIDE if extension_in(to.get("extension")) else OUTWARD


def _summary(sent: dict[str, Any]) -> CallEvent:
    kind = _SUMMED.get(_whole(sent.get("call_direction")), INWARD)
    return CallEvent(
        call=_word(sent, "entry_id"),
        leg="*",
        seq=0,
        state=ENDED,
        direction=kind,
        number=number_in(_word(_part(sent, "to" if kind == OUTWARD else "from"), "number")) if kind != INSIDE else "",
        whole=True,
        at=_at(sent.get("end_time")),
    )


def _part(sent: dict[str, Any], name: str) -> dict[str, Any]:
    found = sent.get(name, {})
    if not isinstance(found, dict):
        raise Unread(f"{name}: нужен объект")
    return found


def _word(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    if value is not None and (not isinstance(value, str | int) or len(str(value)) > LONGEST):
        raise Unread(f"{name}: строка до {LONGEST} знаков")
    return str(value) if value is not None else ""


def _whole(given: object) -> int | None:
    """Numbers come as numbers and as words."""
    found = whole(str(given)) if isinstance(given, str | int) else None
    return found if found is not None and 0 <= found < 2**62 else None


def _at(given: object) -> dt.datetime | None:
    moment = _whole(given)
    return dt.datetime.fromtimestamp(moment, dt.UTC) if moment and moment < 2**33 else None
