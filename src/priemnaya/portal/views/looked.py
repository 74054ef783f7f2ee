"""«Кто смотрел мои данные»: to whom is identified or has just shown the mailbox, because a case's code opens one case.

The unit and the post are named, not the surname: of its employees a body tells nobody who they are (152-ФЗ ст. 14 ч. 7
п. 4), and one who serves people must not be afraid of them. Whoever is wronged names the record, and the body knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.cases.looked import records_about, with_joined
from priemnaya.cases.models import EmergencyAccess
from priemnaya.cases.own import Own
from priemnaya.core.models import AccessRecord
from priemnaya.core.models.access import KINDS, OPENED
from priemnaya.people.models import CardMerge, Employee, Organisation
from priemnaya.portal.identity.client import configured
from priemnaya.portal.shared import of_case_holder, own_of
from priemnaya.portal.visit import person_of

PAGE, MOST = 100, 5000
"""Lines on a page; records of each sort that are looked through."""


@dataclass(frozen=True)
class Seen:
    """One employee did one thing with one matter, some time of one day: however often a page was opened anew, it is one
    line. number: of the case; empty for the card."""

    since: dt.datetime
    until: dt.datetime
    who: str
    kind: str
    number: str
    emergency: bool = False

    @property
    def did(self) -> str:
        said = str(KINDS[self.kind])
        return _("%s по экстренному доступу") % said if self.emergency else said

    @property
    def same_minute(self) -> bool:
        return f"{self.since:%H:%M}" == f"{self.until:%H:%M}"


@require_GET
@of_case_holder
def looked(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    own = own_of(request, organisation)
    clients = with_joined(card.pk for card in own.cards)
    cases = dict(own.opened().values_list("pk", "number"))
    before, numbers = _before_joining(own)
    rows = records_about(organisation.pk, clients, cases, before).only("at", "employee_id", "kind", "cases", "clients")
    opened, listed = (list(found[:MOST]) for found in (rows.filter(kind__in=OPENED), rows.exclude(kind__in=OPENED)))
    page, more = (Paginator(seen(found, {*clients, *numbers}, cases, organisation), PAGE) for found in (opened, listed))
    only_listed = request.GET.get("what") == "listed"
    shown = (more if only_listed else page).get_page(request.GET.get("page"))
    said = {
        "known": bool(clients or cases or own.me or own.mailbox or person_of(request, organisation)),
        "page": shown,
        "opened": [] if only_listed else shown.object_list,
        "listed": shown.object_list if only_listed else more.page(1).object_list,
        "only_listed": only_listed,
        "more_listed": not only_listed and more.num_pages > 1,
        "cut": max((found[-1].at for found in (opened, listed) if len(found) == MOST), default=None),
        "can_identify": configured(organisation),
    }
    return render(request, "portal/looked.html", said)


def _before_joining(own: Own) -> tuple[Q, set[int]]:
    """Of the identity's own card, to which somebody's cases were joined that are not shown to be its own: what was
    looked at before, under its own number then."""
    found, numbers = Q(pk__in=()), set[int]()
    if own.me is None or own.me in own.cards:
        return found, numbers
    joined = CardMerge.objects.filter(into=own.me, undone_at=None).order_by("at")
    for client, at, moved in joined.values_list("client", "at", "moved"):
        number = client if moved["identity"] else own.me.pk
        if number not in numbers:
            found |= Q(clients__contains=[number], at__lt=at)
            numbers.add(number)
        if moved["identity"]:
            break
    return found, numbers


def seen(
    records: Iterable[AccessRecord], clients: set[int], cases: dict[int, str], organisation: Organisation
) -> list[Seen]:
    """Of a record only what concerns this person; the card by itself only where none of its cases is named. What was
    opened by the emergency door says so."""
    rows = list(records)
    staff = Employee.everyone.select_related("unit").in_bulk({r.employee_id for r in rows})
    glass: dict[tuple[int, int], list[tuple[dt.datetime, dt.datetime]]] = {}
    broken = EmergencyAccess.objects.filter(case__in=cases).values_list("case", "employee", "at", "until")
    for case, employee, at, until in broken:
        glass.setdefault((case, employee), []).append((at, until))
    found: dict[tuple[dt.date, int, str, str, bool], Seen] = {}
    for row in rows:
        at = row.at.astimezone(organisation.zone)
        about = [pk for pk in row.cases if pk in cases] or ([0] if clients & set(row.clients) else [])
        for pk in about:
            by_door = row.kind in OPENED and any(a <= row.at < b for a, b in glass.get((pk, row.employee_id), ()))
            number = cases.get(pk, "")
            key = (at.date(), row.employee_id, row.kind, number, by_door)
            known = found.get(key) or Seen(at, at, post_of(staff.get(row.employee_id)), row.kind, number, by_door)
            found[key] = replace(known, since=min(known.since, at), until=max(known.until, at))
    return list(found.values())


def post_of(employee: Employee | None) -> str:
    """«Начальник отдела, Отдел приёма»; of a program its name, for it acts by itself."""
    if employee is None:
        return _("сотрудник органа")
    if employee.is_service:
        return _("программа «%s»") % employee.full_name
    unit = employee.unit.name if employee.unit else ""
    return ", ".join(part for part in (employee.post or _("сотрудник органа"), unit) if part)
