"""Handing cases over by rule, after the fact: a registered or classified case is found in the journal and given to
whoever the rules name. An intake never waits for it, and a rule that cannot be applied costs nobody a letter: the case
stays in the common queue.

The cursor: events get their numbers before they are committed, so a look goes back to the last event looked at over an
hour ago, or before the first that still waits, and leaves out what was looked at since (`RoutingLook`). A case is
routed by an event once; what a person decided meanwhile stands.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.utils import timezone

from priemnaya.cases.actions import assign_case
from priemnaya.cases.actions.reading import is_being_read, is_for_people
from priemnaya.cases.models import Assignment, Case
from priemnaya.cases.rules import asks_before_giving
from priemnaya.core.journal import alert, record
from priemnaya.core.listening import listen
from priemnaya.core.models import Event
from priemnaya.desk.models import RoutingLook
from priemnaya.desk.routing import route_of
from priemnaya.people.models import Organisation

log = logging.getLogger(__name__)
VERBS = ("case.registered", "case.classified", "case.person_dismissed")
PUT_RIGHT = (
    "case.urgency_assessed",
    "case.urgency_lowered",
    "case.client_named",
    "case.claimed",
    "case.kind_changed",
    "case.service_named",
    "case.point_chosen",
    "case.clarified",
    "case.appended",
    "application.way_named",
    "application.complete",
)
"""After these a case may have what the order asks before it is given. Looked at only where an order asks anything, and
only while no person has given the case to anybody."""
LOOK_BACK = dt.timedelta(hours=1)
TRIES = 3
listen("route_cases", *VERBS)


@transaction.atomic
def route_case(case: Case) -> bool:
    """Hand the case over by the first rule that fits; False when none does and a person must decide."""
    route = route_of(case)
    if route is None or (route.unit == case.unit and route.employee == case.assignee):
        return False
    assign_case(case, route.employee, by=None, unit=route.unit, task=f"Распределено: {route.why}"[:500])
    record("case.routed", case, by=None, unit=route.unit.pk)
    return True


def route_waiting(organisation: Organisation, *, limit: int = 500) -> int:
    """Route the cases of a body whose registration or classification nobody has looked at yet; returns how many were
    handed over. A case that fails is tried three times, then people are told."""
    now = timezone.now()
    routed = sum(_look(event, now) for event in _unseen(organisation, now)[:limit])
    _forget(organisation, now)
    return routed


def _unseen(organisation: Organisation, now: dt.datetime) -> QuerySet[Event]:
    looked = RoutingLook.objects.filter(case__organisation=organisation)
    floor = (
        looked.filter(at__lt=now - LOOK_BACK, done_at__isnull=False).aggregate(Max("event_id"))["event_id__max"] or 0
    )
    waits = looked.filter(done_at=None).aggregate(Min("event_id"))["event_id__min"]
    floor = floor if waits is None else min(floor, waits - 1)  # however long its files are read
    verbs = (*VERBS, *PUT_RIGHT) if asks_before_giving(organisation) else VERBS
    events = Event.objects.filter(organisation_id=organisation.pk, verb__in=verbs, id__gt=floor)
    seen = RoutingLook.objects.filter(event_id=OuterRef("pk"), done_at__isnull=False)
    return events.filter(~Exists(seen)).order_by("id")


def _look(event: Event, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=event.subject_id)
            look, _ = RoutingLook.objects.select_for_update().get_or_create(
                event_id=event.pk, defaults={"case": case, "at": now}
            )
            if look.done_at or is_being_read(case):  # a name may stand in a file: the look comes again
                return False
            routed = _is_nobodys(case, event) and route_case(case)
            RoutingLook.objects.filter(pk=look.pk).update(done_at=now)
        return routed
    except Exception as error:
        log.exception("routing of case %s", event.subject_id)
        _failed(event, now, error)
        return False


def _is_nobodys(case: Case, event: Event) -> bool:
    """Nobody has it and no person gave it anywhere since the event, or ever where that only put something right: a rule
    never takes back what somebody decided, nor gives what could not be read for names."""
    given = Assignment.objects.filter(case=case, by__isnull=False)
    given = given if event.verb in PUT_RIGHT else given.filter(at__gt=event.at)
    free = case.is_open and case.state != "review" and case.assignee_id is None and not given.exists()
    return free and not is_for_people(case)


def _failed(event: Event, now: dt.datetime, error: Exception) -> None:
    case = Case.objects.filter(pk=event.subject_id).first()
    if case is None:
        return
    look, _ = RoutingLook.objects.get_or_create(event_id=event.pk, defaults={"case": case, "at": now})
    look.tries += 1
    look.done_at = now if look.tries >= TRIES else None
    look.save(update_fields=["tries", "done_at"])
    if look.done_at:
        words = f"Дело {case.number} не распределилось по правилу, передайте его сами: {error}"
        alert("routing", words[:500], organisation_id=case.organisation_id, subject=case)


def _forget(organisation: Organisation, now: dt.datetime) -> None:
    """Looks older than the hour serve nothing, but the last of them: it is the cursor."""
    old = RoutingLook.objects.filter(
        case__organisation=organisation, at__lt=now - LOOK_BACK, done_at__isnull=False
    ).order_by("-event_id")
    if last := old.first():
        old.filter(event_id__lt=last.event_id).delete()
