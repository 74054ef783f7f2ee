"""By which way a client is reminded of a visit: a call, a letter, a short message, the messenger of an account that is
proved to be theirs. Where each goes is looked up when it goes, for an address may be another by then."""

from __future__ import annotations

from django.conf import settings

from priemnaya.cases.actions.wishes import ways_of
from priemnaya.people.interaction import barred_by
from priemnaya.people.models import Client, Organisation
from priemnaya.reception.models import Visit
from priemnaya.reception.models.visits_told import REMINDED_BY

ON_PHONE = frozenset({"phone", "sms"})
TYPED = frozenset({"phone", "email", "sms"})
"""Ways to what is typed at booking; an account of a messenger is taken from the card of whoever is proved."""


def ways_for(organisation: Organisation, client: Client | None = None) -> dict[str, str]:
    """Way -> its words, of those by which this client can be reminded at all."""
    found = ["phone", *(["email"] if barred_by(organisation, "email") is None else [])]
    if settings.SMS_URL and barred_by(organisation, "sms") is None:
        found.append("sms")
    known = ways_of(client) if client is not None else {}
    return {way: str(REMINDED_BY[way]) for way in [*found, *(w for w in REMINDED_BY if w in known and w not in TYPED)]}


def typed_for(way: str, phone: str, email: str) -> str:
    """What must be typed for this way, "" where nothing lacks."""
    if way in ON_PHONE:
        return "" if phone else "phone"
    return "email" if way == "email" and not email else ""


def chosen_way(way: str, by_rule: str, phone: str, email: str) -> str:
    """The way of a reminder that leaves it to what was given."""
    if way:
        return way
    first = [by_rule] if by_rule in TYPED else []
    return next((w for w in (*first, "email", "phone") if not typed_for(w, phone, email)), "")


def address_of(visit: Visit, way: str) -> str:
    """Where it goes now; empty where it cannot."""
    if way in ON_PHONE:
        return visit.phone
    if way == "email":
        return visit.email
    return ways_of(visit.client.living).get(way, "") if visit.client else ""
