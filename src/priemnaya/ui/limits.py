"""How often one network may ask: a counter per network and purpose, shared by all processes."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import ngettext

from priemnaya.core import limits
from priemnaya.core.address import network_of


def too_often(request: HttpRequest, purpose: str, *, most: int, seconds: int = limits.MINUTE) -> bool:
    """More than `most` calls for one purpose from one network in `seconds`. Counts this call."""
    return limits.spend("often", purpose, network_of(request), seconds=seconds) > most


WRONG_A_MINUTE = 30


def guesses(request: HttpRequest, purpose: str) -> bool:
    """This network has given too many wrong secrets in the last minute: what it gives now is not looked at."""
    return limits.spent("wrong", purpose, network_of(request)) >= WRONG_A_MINUTE


def was_wrong(request: HttpRequest, purpose: str) -> None:
    limits.spend("wrong", purpose, network_of(request), seconds=limits.MINUTE)


def waiting(seconds: int) -> str:
    """How long to wait, in words, rounded up."""
    if seconds < limits.MINUTE:
        return ngettext("%d секунду", "%d секунд", seconds) % seconds
    minutes = -(-seconds // limits.MINUTE)
    return ngettext("%d минуту", "%d минут", minutes) % minutes
