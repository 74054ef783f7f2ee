"""One event of a telephone exchange, whatever it calls it: adapters (`channels.telephony`) make these and nothing
else."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from priemnaya.people.reaching import phone_of

ANSWERED, ENDED, ON_HOLD, RINGS = "answered", "ended", "held", "rings"
STATES = {RINGS: _("звонит"), ANSWERED: _("взяли трубку"), ON_HOLD: _("удержание"), ENDED: _("закончено")}
MENU, QUEUE, DESK = "menu", "queue", "desk"
INWARD, OUTWARD, INSIDE = "in", "out", "inside"
EXTENSION = re.compile(r"[0-9]{2,8}")
WITHHELD = re.compile(r"(?i)anonymous|restricted|unknown|unavailable|private|withheld|скрыт\w*|<.*>|\[.*\]|-|0*")
"""What stands for a number that the caller has hidden; 3CX brings names of fields it has not filled."""
LONGEST = 250
"""Signs of what an exchange calls a call or a leg."""


class Unread(Exception):
    """A report whose shape nobody knows. Its words are for the page of the exchange."""


@dataclass(frozen=True)
class CallEvent:
    """call, leg: as the exchange calls them. seq: rises within a leg. whole: an end of the call, not of one telephone.
    number: the client's, empty when hidden. extension: of the employee whose telephone it is. taken_from: the leg that
    this one goes on. transfer: how the exchange calls it, empty of none. at: when it happened, None when not said."""

    call: str
    leg: str
    seq: int
    state: str
    direction: str = INWARD
    place: str = DESK
    number: str = ""
    extension: str = ""
    taken_from: str = ""
    transfer: str = ""
    whole: bool = False
    at: dt.datetime | None = None

    @property
    def call_key(self) -> str:
        return key_of(self.call)

    @property
    def leg_key(self) -> str:
        return key_of(self.call, self.leg)

    @property
    def taken_from_key(self) -> str:
        return key_of(self.call, self.taken_from) if self.taken_from else ""


def key_of(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "replace")).hexdigest()[:32]


def number_in(told: str) -> str:
    """A client's number as numbers are kept; empty of a hidden one. Exchanges leave the plus out."""
    told = told.strip()
    if told.startswith("sip:"):
        told = told.removeprefix("sip:").partition("@")[0]
    if WITHHELD.fullmatch(told):
        return ""
    found = phone_of(told) or (phone_of(f"+{told}") if re.fullmatch(r"[0-9]{11,15}", told) else None)
    if found is not None:
        return str(found)
    return told if re.fullmatch(r"\+?[0-9]{3,15}", told) else ""


def extension_in(told: object) -> str:
    """A number inside the exchange; empty of what is none."""
    text = str(told if told is not None else "").strip()
    return text if EXTENSION.fullmatch(text) else ""
