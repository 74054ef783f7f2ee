"""«Сегодня», the queue with filters and saved views, notices."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Case as Case_
from django.db.models import F, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.finding.filters import in_words
from priemnaya.cases.finding.find import FEW, find_cases
from priemnaya.cases.finding.sight import Sight
from priemnaya.cases.guard import unbarred, unbarred_subjects
from priemnaya.cases.models import CASE_KINDS, STATES, Case, Decision
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.core.models import Alert, Obligation
from priemnaya.desk import actions as desk
from priemnaya.desk.models import SavedView
from priemnaya.errors import Objection
from priemnaya.knowledge.models import ArticleVersion, Section
from priemnaya.people.models import Employee, Substitution
from priemnaya.ui.access import permission
from priemnaya.ui.asked import whole
from priemnaya.workspace.notices import notices_of
from priemnaya.workspace.shared import who

PAGE = 40
REVIEW_SOON = dt.timedelta(days=14)
OF_FILES = Q(kind__startswith="file:") | Q(kind__startswith="load:")
COUNTED = 2000  # rows counted at most


@require_GET
@permission("staff")
def today(request: HttpRequest) -> HttpResponse:
    """My open terms, urgent first; the desk's alerts; what waits for my signature."""
    me = who(request)
    if not me.may("case.view"):
        return redirect(_elsewhere(me))
    alerts = Alert.objects.filter(organisation_id=me.organisation_id, resolved_at=None)
    if not me.may("settings.edit"):  # files are mended by whoever looks after the system
        alerts = alerts.exclude(OF_FILES)
    late = Obligation.objects.overdue().filter(organisation_id=me.organisation_id, responsible_id=me.pk)
    return render(
        request,
        "workspace/today.html",
        {
            **_for_me(me),
            **_to_settle(me),
            "alerts": unbarred_subjects(alerts, me).order_by("-at")[:10],
            "notices": notices_of(me, 10),
            **(_for_head(me) if me.may("knowledge.approve") else {}),
            "may_resolve": me.may("case.register"),
            "late": unbarred_subjects(late, me).count(),
        },
    )


def _for_me(me: Employee) -> dict[str, Any]:
    """Cases that wait for this person: theirs, whom they stand in for, to assign, to sign, to say whom they are of."""
    seen, none = Case.objects.seen_by(me), Case.objects.none()
    absent = Substitution.objects.absent(me)
    suspected = seen.open().filter(named__state="suspected").distinct().order_by("due_at", "pk")
    return {
        "mine": _listed(seen.open().filter(assignee=me))[:30],
        "stood_for": _listed(seen.open().filter(assignee__in=absent))[:30],
        "unassigned": (_listed(seen.open().filter(assignee=None)) if me.may("case.assign") else none)[:15],
        "to_sign": (_listed(seen.to_sign()) if me.may("reply.sign") else none)[:15],
        "to_name": suspected[:10] if me.may("case.register") else [],
    }


def _to_settle(me: Employee) -> dict[str, Any]:
    """Ended cases about which somebody owes to say something; those that lie with nobody go to who spreads cases."""
    spreads = me.may("case.assign") or me.may("case.register")
    of_mine = Q(assignee=me) | Q(assignee=None) | Q(assignee__is_active=False) if spreads else Q(assignee=me)
    rows: list[Any] = list(_listed(Case.objects.seen_by(me).to_settle().filter(of_mine))[:30])
    return {"returned": [c for c in rows if c.came_back], "wrote_again": [c for c in rows if c.wrote_again]}


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
            .count()
        ),
        "to_look": (
            unbarred(
                Decision.objects.filter(organisation_id=me.organisation_id, differs=True, seen_at=None), me
            ).count()
        ),
    }


def _listed(cases: CaseQuerySet) -> QuerySet[Case]:
    """Rows of a list: urgent first, then by term; never loads search columns."""
    return (
        cases.marked()
        .select_related("client", "assignee", "unit")
        .defer("search_text")
        .order_by(Case_(When(urgency="urgent", then=0), default=1), F("due_at").asc(nulls_last=True), "pk")
    )


@require_GET
@permission("case.view")
def queue(request: HttpRequest) -> HttpResponse:
    """The queue: filters in the address, so that any list can be saved, shared and gone through one by one."""
    me = who(request)
    cases = filtered(request.GET, me)
    page: Page[Case] = Paginator(cast(Any, Counted(cases)), PAGE).get_page(request.GET.get("page"))
    request.session["queue"] = request.GET.urlencode()
    return render(
        request,
        "workspace/queue.html",
        {
            "page": page,
            "kinds": CASE_KINDS,
            "states": STATES,
            "staff": Employee.objects.filter(organisation_id=me.organisation_id, is_active=True).order_by("surname"),
            "units": me.organisation.units.filter(closed_at=None).order_by("name"),
            "views": (
                SavedView.objects.filter(Q(owner=me) | Q(shared=True), organisation_id=me.organisation_id).order_by(
                    "name"
                )
            ),
        },
    )


class Counted:
    """A queryset whose count stops at two thousand: nobody turns to page 40, and counting 100,000 rows is slow."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows
        self.ordered = True

    def count(self) -> int:
        return self.rows.order_by().values("pk")[:COUNTED].count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, key: slice) -> Any:
        return self.rows[key]


def filtered(asked: Any, me: Employee) -> QuerySet[Case]:
    """Cases by the parameters of an address: q, state, kind, who, unit, late, urgent, order."""
    cases = Case.objects.seen_by(me)
    state = asked.get("state", "open")
    if state == "open":
        cases = cases.open()
    elif state == "returned":
        cases = cases.filter(Q(state=state) | Q(pk__in=Case.objects.with_returned().values("pk")))
    elif state in STATES:
        cases = cases.filter(state=state)
    if asked.get("kind") in CASE_KINDS:
        cases = cases.filter(kind=asked["kind"])
    if asked.get("who") == "me":
        cases = cases.filter(assignee=me)
    elif asked.get("who") == "none":
        cases = cases.filter(assignee=None)
    elif (person := whole(asked.get("who"))) is not None:
        cases = cases.filter(assignee_id=person)
    if (unit := whole(asked.get("unit"))) is not None:
        cases = cases.filter(unit_id=unit)
    if asked.get("late"):
        cases = cases.overdue(timezone.now())
    if asked.get("urgent"):
        cases = cases.filter(urgency="urgent")
    cases = cases.marked().select_related("client", "assignee", "unit").defer("search_text")
    if text := str(asked.get("q", "")).strip()[:200]:
        return search(cases, text, me)
    if state == "open":
        return cases.order_by("due_at", "pk")
    return cases.order_by("-registered_at", "-pk")


def search(cases: QuerySet[Case], text: str, me: Employee) -> QuerySet[Case]:
    """Those of a list that have the words, the newest first: what the search of staff finds, without its filters."""
    terms = in_words(text).terms
    if not terms:
        return cases.none()
    found = find_cases(cases, terms, Sight(me), text)
    if found.many:
        return found.rows.order_by("-registered_at", "-pk")
    return cases.filter(pk__in=found.pks[:FEW]).order_by("-registered_at", "-pk")


@require_POST
@permission("case.view")
def save_view(request: HttpRequest) -> HttpResponse:
    me, typed = who(request), request.POST
    try:
        desk.save_view(
            me.organisation,
            typed.get("name", ""),
            typed.get("query", ""),
            by=me,
            shared=bool(typed.get("shared")),
        )
    except Objection as objection:
        messages.error(request, str(objection))
    return redirect(f"/w/cases/?{request.POST.get('query', '')}")


@require_POST
@permission("case.view")
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    desk.drop_view(get_object_or_404(SavedView, pk=pk, owner=me), by=me)
    return redirect("queue")


@require_POST
@permission("staff")
def read_notices(request: HttpRequest) -> HttpResponse:
    desk.read_notices(who(request))
    return redirect("today")


@require_POST
@permission("case.register")
def resolve_alert(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Alert.objects.filter(pk=pk, organisation_id=who(request).organisation_id)
    desk.resolve_alert(get_object_or_404(unbarred_subjects(mine, who(request))), by=who(request))
    return redirect("today")
