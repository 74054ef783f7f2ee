"""«Кто смотрел мои данные»: to whom is identified or has just shown the mailbox, because a case's code opens one case.

The unit and the post are named, not the surname: of its employees a body tells nobody who they are (152-ФЗ ст. 14 ч. 7
п. 4), and one who serves people must not be afraid of them. Whoever is wronged names the record, and the body knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.cases.looked import records_about, with_joined
from priemnaya.core.models import AccessRecord
from priemnaya.core.models.access import KINDS
from priemnaya.people.models import Employee, Organisation
from priemnaya.portal.identity.client import configured
from priemnaya.portal.shared import of_body, own_of, person_of

PAGE = 100


@dataclass(frozen=True)
class Seen:
    """One employee did one thing with one matter, some time of one day: however often a page was opened anew, it is one
    line. number: of the case; empty for the card."""

    since: dt.datetime
    until: dt.datetime
    who: str
    kind: str
    number: str

    @property
    def did(self) -> str:
        return str(KINDS[self.kind])

    @property
    def same_minute(self) -> bool:
        return f"{self.since:%H:%M}" == f"{self.until:%H:%M}"


@require_GET
@of_body
def looked(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    own = own_of(request, organisation)
    clients = [*with_joined(card.pk for card in own.cards), *([own.me.pk] if own.me else [])]
    cases = dict(own.cases().values_list("pk", "number"))
    known = bool(clients or cases)
    page = Paginator(records_about(organisation.pk, clients, cases), PAGE).get_page(request.GET.get("page"))
    lines = seen(page.object_list, set(clients), cases, organisation) if known else []
    said = {
        "known": known or bool(own.mailbox or person_of(request, organisation)),
        "page": page,
        "opened": [x for x in lines if x.kind not in ("list", "search")],
        "listed": [x for x in lines if x.kind in ("list", "search")],
        "can_identify": configured(),
    }
    return render(request, "portal/looked.html", said)


def seen(
    records: Iterable[AccessRecord], clients: set[int], cases: dict[int, str], organisation: Organisation
) -> list[Seen]:
    """Two queries. Of a record only what concerns this person; the card by itself only where none of its cases is
    named."""
    rows = list(records)
    staff = Employee.everyone.select_related("unit").in_bulk({r.employee_id for r in rows})
    found: dict[tuple[dt.date, int, str, str], Seen] = {}
    for row in rows:
        at = row.at.astimezone(organisation.zone)
        numbers = [cases[pk] for pk in row.cases if pk in cases] or ([""] if clients & set(row.clients) else [])
        for number in numbers:
            key = (at.date(), row.employee_id, row.kind, number)
            known = found.get(key) or Seen(at, at, post_of(staff.get(row.employee_id)), row.kind, number)
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
