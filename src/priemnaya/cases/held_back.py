"""What of a letter really went: a mailbox that nobody has proved gets a notice only, and the letter waits behind a link
(docs/trust.md). States of cases, answers, terms and deliveries keep their names; the truth stands beside them.

By law the answer goes to the address that the client gave (59-ФЗ ст. 10 ч. 4), so the term is kept when the notice has
left; it must be said all the same that the words themselves wait.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from priemnaya.core.models import Delivery
from priemnaya.core.models.outbox import LEFT
from priemnaya.people.interaction import points_of
from priemnaya.people.proof import Level
from priemnaya.policy.contact_points import Carried, title_of

from .actions.leaving import ANSWERED
from .actions.points import Place, carrying, points_for
from .actions.veiling import full_key, masked
from .models import Case, Contact
from .returned import reached

GONE = (*LEFT, "bounced")


@dataclass(frozen=True)
class Shown:
    """What went in place of a letter. since: the letter itself has gone to that mailbox since it was proved; short: it
    was the confirmation of receipt, whose notice says all that it must (`send_in_full` sends it no more); read: when
    the client had the letter before them on their own page; gone: it has left, until then nothing is said to have
    gone."""

    subject: str
    text: str
    since: bool
    short: bool
    read: dt.datetime | None
    gone: bool


def shown_of(contacts: Iterable[Contact]) -> dict[int, Shown]:
    """Of each letter that was held back, by the key of its contact, what went. contacts: with their deliveries."""
    rows = [(c.pk, c.delivery) for c in contacts if c.delivery]
    keys = {d.key for _pk, d in rows if d.state in GONE}
    return {
        pk: Shown(
            *what_went(d), since=full_key(d) in keys, short=_short(d), read=d.read_on_page_at, gone=d.state in GONE
        )
        for pk, d in rows
        if d.held_back
    }


def to_be_read(contacts: Iterable[Contact]) -> list[Delivery]:
    """Of letters on a client's page those whose words went nowhere else, so that the page is where they are read."""
    rows = [c.delivery for c in contacts if c.delivery]
    return [d for d in rows if d.held_back and not _short(d) and d.read_on_page_at is None]


def _short(delivery: Delivery) -> bool:
    return bool(delivery.payload.get("notice") == "received")


def what_went(delivery: Delivery) -> tuple[str, str]:
    """Subject and text as the mailbox got them, without the secret of a link that has not left yet."""
    kept = delivery.payload
    return kept.get("subject", ""), masked(kept.get("text", ""), kept.get("secret", ""))


def kept_by_notice(case: Case, contacts: Iterable[Contact]) -> set[str]:
    """Terms kept by letters of which only a notice has gone, and which have reached the client whole by no way, nor
    been read on their page."""
    held: set[tuple[str, str]] = set()
    whole: set[tuple[str, str]] = set()
    for row in (c.delivery for c in contacts if c.delivery):
        if reached(row, case) and not _short(row):
            (held if row.held_back and row.read_on_page_at is None else whole).update(_carries(row))
    left = held - whole
    found = {name for sort, name in left if sort == "term"}
    return found | set(ANSWERED) if any(sort == "reply" for sort, _name in left) else found


def _carries(row: Delivery) -> list[tuple[str, str]]:
    kept = {"term": row.payload.get("fulfils"), "reply": row.payload.get("reply")}
    return [(sort, str(what)) for sort, what in kept.items() if what]


@dataclass(frozen=True)
class Going:
    """A place that a letter is about to go to. level: what is proved of the address; None where there is none to
    prove. notice_only: the letter itself will wait behind a link."""

    point: str
    address: str
    level: Level | None

    @property
    def title(self) -> str:
        return title_of(self.point)

    @property
    def notice_only(self) -> bool:
        return self.point == "email" and self.level == Level.CLAIMED


def answer_goes(case: Case) -> list[Going]:
    """Where an answer on the case would go now, said before it is sent."""
    return _goes(case, "result", "answer")


def notice_goes(case: Case) -> list[Going]:
    """The same of a notice or a question."""
    return _goes(case, "further_contact", "notice")


def _goes(case: Case, what: str, carried: Carried) -> list[Going]:
    points = points_of(case.organisation)
    places = dict.fromkeys(carrying(case, carried, place, points) for place in points_for(case, what))
    return [going(case, place) for place in places]


def going(case: Case, place: Place) -> Going:
    point, address = place
    row = next((a for a in case.addresses.all() if (a.channel, a.address) == place), None) if address else None
    level = None if not address or point == "post" else Level(row.level) if row else Level.CLAIMED
    return Going(point, address, level)
