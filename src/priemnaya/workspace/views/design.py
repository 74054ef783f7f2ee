"""The living page of parts: what a template may be made of, each with what it is for. For developers, in debug only."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from priemnaya.cases.models import CASE_KINDS
from priemnaya.ui.access import permission
from priemnaya.workspace.tables.cases import CASES
from priemnaya.workspace.tables.columns import Sorted
from priemnaya.workspace.tables.office import MAILINGS
from priemnaya.workspace.tables.shown import Listing

ICONS = (
    "sun inbox square-pen scan-line mail-search send megaphone clipboard-check gauge scale history whole-word book-open"
    " layers scroll-text landmark settings search plus x menu list-filter chevron-up chevron-down chevron-left"
    " user-plus pencil-line signature zap tag undo-2 paperclip sticky-note ellipsis log-out phone mail globe user"
    " message-circle users user-round-x columns-3 download arrow-up arrow-down"
)


SAID = (
    ("Тойлошева Айару Эркеновна", "Выкуп помещения", "appeal_complaint", "urgent", -4 * 24),
    (
        "Сидоров Андрей Павлович",
        "Три вопроса: участок, пени и личный приём руководителя в министерстве имущества",
        "message",
        "",
        3,
    ),
    ("Ахметова Гульнара Рашидовна", "Договор", "service_application", "normal", 14 * 24),
)
"""Name, subject, kind, urgency, hours left."""


@require_GET
@permission("staff")
def design(request: HttpRequest) -> HttpResponse:
    """Raises Http404 where debug is off: users have nothing to do here."""
    if not settings.DEBUG:
        raise Http404
    now = timezone.now()
    terms = [now + dt.timedelta(days=12), now + dt.timedelta(hours=30), now + dt.timedelta(minutes=40)]
    shown = {"terms": [*terms, now - dt.timedelta(days=4)], "since": now - dt.timedelta(days=6), "icons": ICONS.split()}
    return render(request, "workspace/design.html", {**shown, **_lists(request, now)})


def _lists(request: HttpRequest, now: dt.datetime) -> dict[str, Listing]:
    """The table of lists with made-up rows: cases that may be marked, one of them beside; and an empty one."""
    cases = Listing(CASES, [_sample(n, now) for n in range(len(SAID))], request)
    cases.ordered, cases.marking, cases.opened = True, True, 2
    cases.found = Sorted(cases.rows, CASES.column("left"))
    return {"listing": cases, "nothing": Listing(MAILINGS, [], request)}


def _sample(n: int, now: dt.datetime) -> SimpleNamespace:
    """Looks like a case to the cells of a list; nothing of it is in the database."""
    name, subject, kind, urgency, hours = SAID[n]
    return SimpleNamespace(
        pk=n + 1,
        number=f"2026-00004{n}",
        subject=subject,
        client_name=name,
        kind=kind,
        get_kind_display=lambda: CASE_KINDS[kind],
        urgency=urgency,
        state="in_work",
        is_open=True,
        point="portal",
        level=n,
        assignee=None,
        registered_at=now - dt.timedelta(days=3),
        due_at=now + dt.timedelta(hours=hours),
        topics_said=["Приватизация имущества", "Арендная плата"][:n],
        unread=n == 1,
        get_absolute_url=lambda: "#top",
    )
