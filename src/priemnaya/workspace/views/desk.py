"""«Сегодня», the queue with filters and saved views, notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.guard import unbarred, unbarred_subjects
from priemnaya.cases.models import Decision
from priemnaya.core.models import Alert, Obligation
from priemnaya.core.reading import whole
from priemnaya.desk import actions as desk
from priemnaya.desk.news import unread_of
from priemnaya.desk.notices import Group, gathered, notices_of
from priemnaya.knowledge.models import ArticleVersion, Section
from priemnaya.people.acquaintance import asked_anew
from priemnaya.people.models import Employee
from priemnaya.ui.access import permission
from priemnaya.workspace.alerts import MOST, alerts_for, alike
from priemnaya.workspace.overview import overview, strip
from priemnaya.workspace.owing import owed_and_late
from priemnaya.workspace.shared import who
from priemnaya.workspace.today import blocks

PAGE, NEWEST, GATHERED = 40, 10, 60
REVIEW_SOON, STILL_NEW = dt.timedelta(days=14), dt.timedelta(days=2)


@require_GET
@permission("staff")
def today(request: HttpRequest) -> HttpResponse:
    """My open terms, urgent first; the desk's alerts; what waits for my signature. A number is of all there are, and
    whatever it counts is on the page or a click away."""
    me = who(request)
    if not me.may("case.view"):
        return redirect(_elsewhere(me))
    rows = list(alerts_for(me).order_by("-at", "-pk")[:MOST])
    groups = alike(rows)
    owed, late = owed_and_late(me)
    told, earlier, said = _told(me, {alert.text for group in groups[:NEWEST] for alert in group.alerts})
    return render(
        request,
        "workspace/today.html",
        {
            **blocks(me),
            "alerts": groups[:NEWEST],
            "alerts_count": alerts_for(me).count() if len(rows) == MOST else len(rows),
            "alerts_more": len(rows) == MOST or len(groups) > NEWEST,
            "first": NEWEST,
            "to_read": unread_of(me).order_by(F("until").asc(nulls_last=True), "pk"),
            "notices": told,
            "earlier": earlier,
            "seen": " ".join(group.pks for group in (*told, *said)),
            "seen_earlier": " ".join(group.pks for group in earlier),
            "said": len(said),
            "owed": owed,
            **(_for_head(me) if me.may("knowledge.approve") else {}),
            "may_resolve": me.may("case.register"),
            "late": late,
            "order_anew": asked_anew(me),
            **(strip(me) if me.may("case.assign") else {}),
        },
    )


@require_GET
@permission("case.assign")
def lies(request: HttpRequest) -> HttpResponse:
    """How work lies with units and people: a page of its own, and a part of «Сегодня» that comes after it."""
    part = bool(getattr(request, "htmx", None))
    return render(request, "workspace/_overview.html" if part else "workspace/overview.html", overview(who(request)))


def _told(me: Employee, alerts: Collection[str]) -> tuple[list[Group], list[Group], list[Group]]:
    """The newest of what was told to this person; apart, the cases given them before yesterday, which stand in their
    list; and what an alert on the page says in the same words, which is read with the rest."""
    groups = [group for _kind, same in gathered(notices_of(me, GATHERED)) for group in same]
    said = [g for g in groups if {row.text for row in g.rows} <= set(alerts)]
    told = sorted((g for g in groups if g not in said), key=lambda g: g.first.at, reverse=True)
    lately = timezone.now() - STILL_NEW
    earlier = [g for g in told if g.first.kind == "assigned" and g.first.case_id and g.first.at < lately]
    return [g for g in told if g not in earlier][:NEWEST], earlier, said


def _elsewhere(me: Employee) -> str:
    """The first page of those who have no cases."""
    first = {"people.manage": "settings", "report.view": "compliance", "journal.view": "journal"}
    return next((page for permission, page in first.items() if me.may(permission)), "knowledge")


def _for_head(me: Employee) -> dict[str, Any]:
    """What a head owes beside cases: sections to review, articles to approve, decisions against the practice to look
    at."""
    owed = Obligation.objects.open().filter(
        subject_type="section", responsible_id=me.pk, due_at__lt=timezone.now() + REVIEW_SOON
    )
    due = {o.subject_id: o for o in owed}
    return {
        "to_review": [(s, due[s.pk]) for s in Section.objects.filter(pk__in=due)] if due else [],
        "to_approve": (
            ArticleVersion.objects.filter(article__organisation_id=me.organisation_id, state="submitted")
            .exclude(author=me)
            .exclude(writers__contains=[me.pk])
            .count()
        ),
        "to_look": (
            unbarred(
                Decision.objects.filter(organisation_id=me.organisation_id, differs=True, seen_at=None), me
            ).count()
        ),
    }


@require_POST
@permission("case.register")
def resolve_alert(request: HttpRequest, pk: int) -> HttpResponse:
    """also: others that said the same on the page, dealt with as one."""
    me = who(request)
    also = {n for typed in request.POST.get("also", "").split() if (n := whole(typed)) is not None}
    mine = unbarred_subjects(Alert.objects.filter(organisation_id=me.organisation_id), me)
    one = get_object_or_404(mine, pk=pk)
    for row in [one, *mine.filter(pk__in=also, kind=one.kind).exclude(pk=pk).order_by("pk")[:MOST]]:
        desk.resolve_alert(row, by=me)
    return redirect("today")
