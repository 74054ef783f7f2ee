"""Our contract: the three events that Zammad's «generic CTI» made common, with what it lacks told besides where an
exchange knows it (docs/telephony.md). JSON, signed by HMAC-SHA256 over «moment.body»."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

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

FRESH = 300
"""Seconds for which a signed report is good."""
MOMENT, SIGNATURE = "X-Telephony-Timestamp", "X-Telephony-Signature"
STATES = {"newCall": (RINGS, 1), "answer": (ANSWERED, 2), "hold": (ON_HOLD, 2), "hangup": (ENDED, 3)}
"""Event -> what it means, and its place among the others where the exchange counts none."""
DIRECTIONS = {"in": INWARD, "out": OUTWARD, "inside": INSIDE}
PLACES = {"menu": MENU, "queue": QUEUE, "desk": DESK}
GIVEN_ON = "forwarded"
WHOLE = "*"


def sign(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def fits(secret: str, head: Mapping[str, str], body: bytes) -> bool:
    """Compared in constant time; a report is good for five minutes."""
    moment = head.get(MOMENT, "")
    fresh = (sent := whole(moment)) is not None and abs(time.time() - sent) <= FRESH
    return bool(secret) and equal(head.get(SIGNATURE, ""), sign(secret, moment, body)) and fresh


def read(sent: Any) -> CallEvent:
    """Raises Unread in words for whoever builds the bridge."""
    if not isinstance(sent, dict):
        raise Unread("нужен один объект JSON")
    name, call = sent.get("event"), _word(sent, "callId")
    if not isinstance(name, str) or name not in STATES:
        raise Unread("event: newCall, answer, hold или hangup")
    if not call:
        raise Unread("callId: имя звонка у АТС")
    direction = DIRECTIONS.get(str(sent.get("direction", "in")))
    if direction is None:
        raise Unread("direction: in, out или inside")
    state, usual = STATES[name]
    extension = _extension(sent, direction)
    leg, gives = _word(sent, "leg"), sent.get("cause") == GIVEN_ON
    whole_call = state == ENDED and not leg and not gives
    place = PLACES.get(str(sent.get("place", "desk" if extension or state != RINGS else "queue")), "")
    if not place:
        raise Unread("place: menu, queue или desk")
    return CallEvent(
        call=call,
        leg=WHOLE if whole_call else leg or (f"{call}/{extension}" if extension else call),
        seq=_seq(sent, usual),
        state=state,
        direction=direction,
        place=place,
        number=number_in(_word(sent, "to" if direction == OUTWARD else "from")),
        extension=extension,
        taken_from=_word(sent, "takenFrom"),
        transfer=_word(sent, "transfer"),
        whole=whole_call,
        at=_at(sent),
    )


def _word(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > LONGEST:
        raise Unread(f"{name}: строка до {LONGEST} знаков")
    return str(value)


def _extension(sent: dict[str, Any], direction: str) -> str:
    """Of the employee: told by name, else the number that answered, else the other end where it is a short one."""
    named = (sent.get("extension"), sent.get("answeringNumber"), sent.get("from" if direction == OUTWARD else "to"))
    return next((found for one in named if (found := extension_in(one))), "")


def _seq(sent: dict[str, Any], usual: int) -> int:
    given = sent.get("seq", usual)
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < 2**62:
        raise Unread("seq: целое число")
    return given


def _at(sent: dict[str, Any]) -> dt.datetime | None:
    if (given := sent.get("at")) is None:
        return None
    try:
        found = dt.datetime.fromisoformat(str(given))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Unread("at: время по ISO 8601 с поясом, например 2026-11-28T12:00:00+04:00")
    return found
