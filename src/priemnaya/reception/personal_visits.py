"""Personal data of visitors: who came and what for, needs by which they go out of turn, letters about visits. Names go
by themselves half a year after the visit: figures need its times only. Who is still to come is destroyed with nobody:
that booking is a dealing of today, and a name in it may be another's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from priemnaya.core.erasure import COPIES, MESSAGES, NAMES, Exported, Held, Subjects
from priemnaya.core.models import Delivery
from priemnaya.people.models import Client

from .actions.visits.letters import SUBJECT
from .models import LIVING, Visit, VisitWish

KEPT = dt.timedelta(days=180)
AHEAD, WISHED = ("held", *LIVING), ("waiting", "offered")
"""States of a visit that is still to come or goes on, and of a wish that is still waited by."""
EMPTY: dict[str, Any] = {"name": "", "phone": "", "email": "", "about": "", "helps": [], "ground": "", "powers": None}


def visits_ahead(client: Any) -> QuerySet[Visit]:
    """Of a card, or of one joined to it: what its owner is still to come by. client: key or OuterRef."""
    return Visit.objects.filter(Q(client=client) | Q(client__merged_into=client), state__in=AHEAD)


def wishes_ahead(client: Any) -> QuerySet[VisitWish]:
    """The same of times its owner waits for."""
    return VisitWish.objects.filter(Q(client=client) | Q(client__merged_into=client), state__in=WISHED)


def _visits(subjects: Subjects) -> QuerySet[Visit]:
    """Of the cards and cases that go; and those booked without a card under the name or the address of who goes. Over
    all of them."""
    rows = Visit.objects.filter(organisation_id=subjects.organisation_id).exclude(state__in=AHEAD)
    loose = rows.filter(client=None).exclude(name="", phone="", email="").values_list("pk", "name", "phone", "email")
    named = [pk for pk, *words in loose.iterator() if subjects.words and subjects.names(" ".join(words))]
    own = Q(client__in=subjects.of("client")) | Q(case__in=subjects.of("case"))
    return rows.filter(own | Q(pk__in=[*named, *subjects.of("visit")]))


def _wishes(subjects: Subjects) -> QuerySet[VisitWish]:
    rows = VisitWish.objects.filter(organisation_id=subjects.organisation_id).exclude(state__in=WISHED)
    loose = rows.filter(client=None).values_list("pk", "name", "phone", "email")
    named = [pk for pk, *words in loose.iterator() if subjects.words and subjects.names(" ".join(words))]
    return rows.filter(Q(client__in=subjects.of("client")) | Q(pk__in=named))


def gather_visits(subjects: Subjects) -> None:
    subjects.add("visit", _visits(subjects).values_list("pk", flat=True))


def expire_visits(now: dt.datetime) -> int:
    """Names of visits long over, wishes nobody waits by, and letters about them."""
    old = Q(ended_at__lt=now - KEPT) | Q(during__endswith__lt=now - KEPT)
    rows = Visit.objects.filter(old).exclude(**EMPTY)
    gone = Delivery.objects.filter(subject_type=SUBJECT, created_at__lt=now - KEPT).delete()[0]
    gone += VisitWish.objects.filter(at__lt=now - KEPT).delete()[0]
    return gone + Visit.objects.filter(state="held", held_until__lt=now).delete()[0] + rows.update(**EMPTY)


def export_visits(client: Client) -> Iterator[Exported]:
    rows = Visit.objects.filter(Q(client=client) | Q(client__merged_into=client)).exclude(state="held")
    for visit in rows.select_related("place__point", "kind"):
        at = visit.began_at or visit.starts or visit.arrived_at
        if at is None:
            continue
        facts = {"kind": "visit", "number": visit.number, "state": visit.state}
        meta = f"{visit.place.address}, {visit.get_state_display()}"
        yield Exported(at, f"Приём: {visit.kind}" if visit.kind else "Приём", meta, visit.about, facts=facts)


HELD_VISITS = (
    Held("reception.Visit", tuple(name for name in EMPTY if name != "about"), NAMES, _visits),
    Held("reception.Visit", ("about",), MESSAGES, _visits),
    Held("reception.VisitWish", ("name", "phone", "email"), NAMES, _wishes, delete=True),
    Held(
        "core.Delivery",
        ("address", "payload", "error"),
        COPIES,
        lambda s: Delivery.objects.filter(subject_type=SUBJECT, subject_id__in=s.of("visit")),
    ),
)
