"""Unread notices of an employee, without what was closed to them after the notice came."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from priemnaya.cases import actions
from priemnaya.cases.guard import CASE_PATH, card_closed
from priemnaya.cases.models import Case, EmergencyAccess, NamedPerson
from priemnaya.core.models import Notice
from priemnaya.people.models import Client, Employee

CARD_PATH = re.compile(r"^/w/clients/(\d+)/")


def notices_of(me: Employee) -> QuerySet[Notice]:
    """Newest first."""
    rows = Notice.objects.filter(employee_id=me.pk, read_at=None)
    glass = EmergencyAccess.objects.filter(case__in=NamedPerson.objects.barring(me).values("case"))
    for number in glass.values_list("case__number", flat=True).distinct():  # complained of, or standing in for one
        rows = rows.exclude(path=actions.EMERGENCIES, text__contains=f"№ {number} ")
    return rows.order_by("-at")


def last_notices(me: Employee, most: int) -> list[Notice]:
    rows = list(notices_of(me)[:most])
    cases = {int(about[1]) for n in rows if (about := CASE_PATH.match(n.path))}
    known = set(Case.objects.seen_by(me).filter(pk__in=cases).values_list("pk", flat=True)) if cases else set()
    cards = {int(about[1]) for n in rows if (about := CARD_PATH.match(n.path))}
    shut = {c.pk for c in Client.objects.filter(pk__in=cards) if card_closed(c, me)} if cards else set()
    kept = []
    for row in rows:
        case, card = CASE_PATH.match(row.path), CARD_PATH.match(row.path)
        if not (case and int(case[1]) not in known) and not (card and int(card[1]) in shut):
            kept.append(row)
    return kept
