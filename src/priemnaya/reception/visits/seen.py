"""Which visits an employee may see. What lies in a case stands behind its walls, what names them is closed to them: of
such a visit the desk shows that a time is taken or a number waits, for nobody can work at a desk with holes in its day.
Words that were not looked through yet are shown to nobody."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from priemnaya.cases.guard import unbarred, unbarred_cards
from priemnaya.people.models import Employee
from priemnaya.reception.models import Visit
from priemnaya.reception.models.visits import AT_A_WINDOW
from priemnaya.reception.named import free_for

WORDS = ("name", "phone", "email", "about", "ground")


def seen_visits(me: Employee) -> QuerySet[Visit]:
    """Those that the employee may see; their words only where they were looked through."""
    rows = unbarred(Visit.objects.filter(organisation_id=me.organisation_id).exclude(state="held"), me)
    rows = unbarred_cards(rows, me, "client")
    return rows.filter(free_for(Visit, me))


def led_visits(me: Employee) -> QuerySet[Visit]:
    """And those at whose window they stand already: whoever has begun a talk ends it, without its words."""
    mine = Q(served_by=me, state__in=AT_A_WINDOW)
    return Visit.objects.filter(mine | Q(pk__in=seen_visits(me).values("pk")), organisation_id=me.organisation_id)


def veiled(rows: Iterable[Visit], me: Employee) -> list[Visit]:
    """The same visits, those closed to the employee without what the visitor said and who it is."""
    found = list(rows)
    asked = {v.pk for v in found if v.state != "held"}
    for visit in found:
        if visit.unsought:
            visit.about = ""
    seen = set(seen_visits(me).filter(pk__in=asked).values_list("pk", flat=True)) if asked else asked
    for visit in found:
        if visit.pk in asked - seen:
            visit.hidden, visit.helps = True, []
            visit.led = visit.served_by_id == me.pk and visit.state in AT_A_WINDOW
            for name in WORDS:
                setattr(visit, name, "")
    return found
