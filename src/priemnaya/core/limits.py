"""Limits that hold: counters in the database, and the delays that grow with wrong guesses (docs/trust.md, «Limits»).

A counter is named by what is counted and by whom; the name is kept as a keyed digest only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from .address import allotment
from .models import Counter

MINUTE, HOUR, DAY = 60, 3600, 86400
KNOWN = 90 * DAY
"""For so long a place from which somebody got in is known."""


def key_of(purpose: str, *who: object) -> str:
    text = "\0".join((purpose, *(str(w) for w in who)))
    return hmac.new(settings.SECRET_KEY.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def spend(purpose: str, *who: object, seconds: float, amount: int = 1) -> int:
    """Count; how much of it there has been since the counter began."""
    return Counter.objects.spend(key_of(purpose, *who), amount, seconds)


def give_back(purpose: str, *who: object, amount: int = 1) -> None:
    """What was counted and did not happen; a counter whose time is over is left alone."""
    Counter.objects.filter(key=key_of(purpose, *who), until__gt=timezone.now()).update(n=F("n") - amount)


def spent(purpose: str, *who: object) -> int:
    found = Counter.objects.living([key_of(purpose, *who)])
    return next((c.n for c in found.values()), 0)


def once(purpose: str, *who: object, seconds: float) -> bool:
    """True the first time only."""
    return Counter.objects.claim(key_of(purpose, *who), seconds)


def forget(purpose: str, *who: object) -> None:
    Counter.objects.filter(key=key_of(purpose, *who)).delete()


def rarely(purpose: str, *who: object, waits: Sequence[int], sooner: int = 0) -> tuple[bool, dt.datetime, dt.datetime]:
    """Something that may be done again only after ever longer waits, begun anew each day: whether it may be done now,
    when it last was, when it may be next. waits: seconds after the first of the day, the second, and so on; the last
    goes on. sooner: seconds after which it may be done in any case. Only what is done is counted."""
    key = key_of(f"{purpose}-next", *who)
    while True:
        now, standing = timezone.now(), Counter.objects.living([key]).get(key)
        if standing is not None:
            last = _last(standing, waits)
            soon = last + dt.timedelta(seconds=sooner)
            if not sooner or soon > now:
                return False, last, min(standing.until, soon) if sooner else standing.until
            Counter.objects.filter(key=key, until=standing.until).delete()  # this very one: not what another has begun
        n = spent(purpose, *who) + 1
        if Counter.objects.claim(key, _wait(n, waits), n):
            spend(purpose, *who, seconds=DAY)
            return True, now, now + dt.timedelta(seconds=_wait(n, waits))
        # somebody else did it at this very instant: what they have begun stands now


def undo(purpose: str, *who: object) -> None:
    """What `rarely` let be done was not done after all: it may be done at once."""
    forget(f"{purpose}-next", *who)
    give_back(purpose, *who)


def _last(standing: Counter, waits: Sequence[int]) -> dt.datetime:
    """When that was done after which the next waits: the counter holds which of the day it was."""
    return standing.until - dt.timedelta(seconds=_wait(standing.n, waits))


def _wait(n: int, waits: Sequence[int]) -> int:
    return waits[min(max(n, 1), len(waits)) - 1]


@dataclass(frozen=True)
class Lock:
    """Something that can be guessed. free: wrong tries of one place at one subject before delays begin; anywhere: wrong
    tries at one subject from all strange places in an hour; spray: wrong tries of one network at whatever subjects in a
    quarter of an hour, before it must wait with strange ones (0: never)."""

    purpose: str
    free: int
    anywhere: int
    spray: int
    longest: int = 15 * MINUTE


@dataclass(frozen=True)
class Try:
    """One try at a lock. place: the network it comes from, or the browser that got in before. wait: seconds before it
    would be looked at; 0: it is looked at now. in_line: it waits for its network's turn, not for its own mistakes."""

    lock: Lock
    subject: str
    network: str
    place: str
    wait: int = 0
    in_line: bool = False

    def opened(self) -> None:
        """It was right: nothing counts against this place, and the place is known."""
        for purpose in ("missed", "wait"):
            forget(purpose, self.lock.purpose, self.subject, self.place)
        key = key_of("known", self.lock.purpose, self.subject, self.place)
        Counter.objects.update_or_create(key=key, defaults={"n": 1, "until": _in(KNOWN)})

    def missed(self) -> bool:
        """It was wrong. True when the subject has just come under guessing from anywhere."""
        if self.lock.spray:
            spend("spray", self.lock.purpose, self.network, seconds=15 * MINUTE)
        if self._known():
            return False
        return spend("anywhere", self.lock.purpose, self.subject, seconds=HOUR) == self.lock.anywhere

    def _known(self) -> bool:
        return spent("known", self.lock.purpose, self.subject, self.place) > 0


def begin(lock: Lock, subject: str, network: str, *, device: str = "", proved: bool = False) -> Try:
    """Whether a try is looked at now. device: a browser known to have got in, a place of its own whatever its network;
    proved: work was done for it, so that it waits for nobody. Each try is counted before it is looked at, so that many
    at once are no way round."""
    place = device or network
    made = Try(lock, subject, network, place)
    names = {
        "wait": key_of("wait", lock.purpose, subject, place),
        "known": key_of("known", lock.purpose, subject, place),
        "anywhere": key_of("anywhere", lock.purpose, subject),
        "spray": key_of("spray", lock.purpose, network),
    }
    found = Counter.objects.living(list(names.values()))
    if proved:
        return made
    if waiting := found.get(names["wait"]):
        return Try(lock, subject, network, place, wait=_left(waiting))
    if names["known"] not in found and not device:
        if _held(found.get(names["anywhere"]), lock.anywhere):
            if wait := turn(lock.purpose, subject, network):
                return Try(lock, subject, network, place, wait=wait, in_line=True)
        elif (
            lock.spray
            and _held(found.get(names["spray"]), lock.spray)
            and not once("slot-spray", lock.purpose, network, seconds=MINUTE)
        ):
            return Try(lock, subject, network, place, wait=MINUTE)
    over = spend("missed", lock.purpose, subject, place, seconds=DAY) - lock.free
    if over > 0 and not Counter.objects.claim(names["wait"], delay(over, lock.longest)):
        return Try(lock, subject, network, place, wait=delay(over, lock.longest))
    return made


def delay(over: int, longest: int) -> int:
    """Seconds after one more wrong try: a quarter of a minute, doubled each time."""
    return int(min(15 * 2 ** min(over - 1, 20), longest))


def _held(counter: Counter | None, most: int) -> bool:
    return counter is not None and counter.n >= most


FIRST_TURNS = 2
"""So many turns of a network in a day are taken in the first line, the others in the second."""
FIRST_LINE, SECOND_LINE = 75, 300
"""Seconds from one turn to the next in each: sixty an hour together."""
KEPT = 10 * MINUTE
"""For so long a turn that has come waits for its network."""


def turn(purpose: str, subject: str, network: str) -> int:
    """Under guessing strange networks are looked at in turn: seconds until it is this one's, 0 when it is.

    A network stands in line once, whoever asks however often; its turn is its own until it is used or lost. Whoever
    comes for the first time stands in a line that those who have had their turns are out of, so that asking more often,
    or coming back, takes nobody's. All networks of one customer of IPv6 are one."""
    who = allotment(network)
    ticket = key_of("ticket", purpose, subject, who)
    held = Counter.objects.living([ticket]).get(ticket)
    if held is None:
        if not Counter.objects.claim(ticket, KEPT):
            return MINUTE  # the same network at the same instant
        again = spend("turns", purpose, subject, who, seconds=DAY) > FIRST_TURNS
        line = key_of("line", purpose, subject, "second" if again else "first")
        begins = Counter.objects.stand_in_line(line, SECOND_LINE if again else FIRST_LINE)
        Counter.objects.filter(key=ticket).update(until=begins + dt.timedelta(seconds=KEPT))
        held = Counter(key=ticket, until=begins + dt.timedelta(seconds=KEPT))
    if (wait := _left(held) - KEPT) > 1:
        return wait
    taken = Counter.objects.filter(key=ticket, until__gt=timezone.now()).delete()[0]
    return 0 if taken else MINUTE


def _in(seconds: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=seconds)


def _left(counter: Counter) -> int:
    return max(int((counter.until - timezone.now()).total_seconds()) + 1, 1)
