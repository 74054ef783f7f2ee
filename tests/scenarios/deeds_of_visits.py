"""Deeds of the rules about visits: what a client or an operator meets at the pages where one books and waits."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client

from priemnaya.people.models import Organisation
from priemnaya.reception.models import Visit
from priemnaya.reception.visits.line import line_of

from ..desk import Browser, Desk, Page
from ..reception import a_place
from .deeds import Came

START = re.compile(r'name="start" value="(\d+)"')


def _desk(cast: Any, body: Organisation) -> Desk:
    return Desk(cast.hire(f"desk-{body.slug}", body, "Котова", "reception"))


def chooses_a_time(cast: Any, body: Organisation) -> Came:
    """How many times a client is given to choose among."""
    a_place(body)
    page = Browser().get(f"/{body.slug}/visits/")
    return Came(page.cited(), len(START.findall(page.source)) > 1)


def _held(body: Organisation, place: Any) -> tuple[Browser, Page]:
    client = Browser()
    client.client = Client()
    start = START.findall(client.get(f"/{body.slug}/visits/").source)[-1]
    page = client.post(f"/{body.slug}/visits/hold/", kind=place.kind.pk, place=place.pk, start=start)
    return client, page


def is_offered_a_reminder(cast: Any, body: Organisation) -> Came:
    _client, page = _held(body, a_place(body))
    return Came(page.cited(), "remind" in page.fields())


def is_reminded(cast: Any, body: Organisation) -> Came:
    """Which reminders an operator can set, and what is set."""
    place, desk = a_place(body), _desk(cast, body)
    week = place.today() + dt.timedelta(days=8)
    page = desk.get(f"/w/visits/book/?since={week}")
    starts = START.findall(page.source)
    typed = {
        "place": place.pk,
        "kind": place.kind.pk,
        "start": starts[-1],
        "name": "Ольга",
        "phone": "+7 912 000-11-22",
    }
    desk.post("/w/visits/book/save/", **typed, told="1", remind=["24h", "2h"], way="phone")
    kept = sorted(r.ahead for v in Visit.objects.filter(state="booked") for r in v.reminders.all())
    return Came(page.cited(), kept)


def books_without_saying_where(cast: Any, body: Organisation) -> Came:
    place, desk = a_place(body), _desk(cast, body)
    start = START.findall(desk.get("/w/visits/book/").source)[0]
    typed = {"place": place.pk, "kind": place.kind.pk, "start": start, "name": "Ольга", "phone": "+7 912 000-11-22"}
    page = desk.post("/w/visits/book/save/", **typed)
    return Came(page.cited(), Visit.objects.filter(organisation=body, state="booked").exists())


def comes_with_a_need(cast: Any, body: Organisation, value: Any = None) -> Came:
    """Whether who comes second with such a need is next."""
    place, desk = a_place(body), _desk(cast, body)
    ground = value.needs[0] if value is not None else "movement"
    desk.post("/w/visits/admit/", place=place.pk)
    desk.post("/w/visits/admit/", place=place.pk, ground=ground)
    return Came(frozenset(), [v.ground for v in line_of(place)])


OF_VISITS = {
    ("offer_choice", "visit_time"): chooses_a_time,
    ("offer_choice", "reminder"): is_offered_a_reminder,
    ("tell", "visit"): is_reminded,
    ("tell", "place"): books_without_saying_where,
    ("give_priority", "reception"): comes_with_a_need,
}
OF_VISITS_BY_LAW = {("give_priority", "reception"): comes_with_a_need}
