"""What clients are written about visits, in the body's words (orders/<body>/texts.yaml). No letter names whom it is to:
the mailbox is one that somebody typed."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.formats import date_format

from priemnaya.cases.texts import signature
from priemnaya.core.tokens import code_of, equal
from priemnaya.people.policies import texts_of
from priemnaya.policy.texts import filled
from priemnaya.reception.models import Place, Visit

BOOKED, MOVED, CANCELLED, REMINDER, OFFER = (
    "visit_booked",
    "visit_moved",
    "visit_cancelled",
    "visit_reminder",
    "visit_offer",
)


LINK = 24
"""Signs of the mark of a link: nobody guesses so many."""


def when(place: Place, at: dt.datetime) -> str:
    """«27 ноября, пятница, 10:30», by the clock of the place."""
    local = place.local(at)
    return f"{date_format(local, 'j E Y')}, {date_format(local, 'l').lower()}, {local:%H:%M}"


def page_of(visit: Visit) -> str:
    """Where a booking is opened from a letter to the address it has: whoever reads there may move and cancel it, and
    finds nobody's name. One that has no address is opened by number and code."""
    at = f"{settings.SITE_URL}/{visit.organisation.slug}/visits"
    return f"{at}/{visit.number}/open/{_mark(visit)}/" if visit.number else f"{at}/follow/"


def _mark(visit: Visit) -> str:
    """Of this booking and the addresses it has: with another address it is another."""
    return code_of(f"visit link {visit.pk} {visit.email} {visit.phone}", LINK)


def opens(visit: Visit, mark: str) -> bool:
    return equal(mark, _mark(visit))


def letter(visit: Visit, name: str, **more: str) -> tuple[str, str]:
    """Subject and text."""
    place, body = visit.place, visit.organisation
    assert visit.starts is not None
    values = {
        "number": visit.shown_number,
        "when": when(place, visit.starts),
        "place": f"{place.address}, {visit.window}" if visit.window else place.address,
        "way": place.way,
        "map": place.link,
        "bring": visit.kind.bring if visit.kind else "",
        "url": page_of(visit),
        "body": body.name,
        "phone": body.phone,
        "signature": signature(body),
        **more,
    }
    words = texts_of(body)[name]
    return filled(words.subject, values), filled(words.text, values)
