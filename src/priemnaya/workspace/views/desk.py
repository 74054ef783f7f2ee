"""«Сегодня», the queue with filters and saved views, notices."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case as Case_
from django.db.models import F, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.guard import unbarred, unbarred_subjects
from priemnaya.cases.models import Case, Decision
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.core.models import Alert, Obligation
from priemnaya.desk import actions as desk
from priemnaya.desk.news import unread_of
from priemnaya.desk.notices import gathered, notices_of
from priemnaya.knowledge.models import ArticleVersion, Section
from priemnaya.people.acquaintance import asked_anew
from priemnaya.people.models import Employee, Substitution
from priemnaya.ui.access import permission
from priemnaya.workspace.owing import beside_cases
from priemnaya.workspace.shared import who

PAGE, NEWEST, GATHERED = 40, 10, 60
REVIEW_SOON = dt.timedelta(days=14)
OF_FILES = Q(kind__startswith="file:") | Q(kind__startswith="load:")


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
    told = [group for _kind, groups in gathered(notices_of(me, GATHERED)) for group in groups][:NEWEST]
    return render(
        request,
        "workspace/today.html",
        {
            **grouped(_for_me(me), me),
            **_to_settle(me),
            "alerts": unbarred_subjects(alerts, me).order_by("-at")[:10],
            "to_read": unread_of(me).order_by(F("until").asc(nulls_last=True), "pk")[:NEWEST],
            "notices": told,
            "seen": " ".join(group.pks for group in told),
            "owed": beside_cases(me),
            **(_for_head(me) if me.may("knowledge.approve") else {}),
            "may_resolve": me.may("case.register"),
            "late": unbarred_subjects(late, me).count(),
            "order_anew": asked_anew(me),
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


def grouped(lists: dict[str, Any], me: Employee) -> dict[str, Any]:
    """The own cases by when they burn, and apart those that wait for somebody else."""
    mine = list(lists.pop("mine"))
    for case in mine:
        case.verb = verb_for(case)
    waits = [c for c in mine if c.state in WAITS_FOR]
    ours = [c for c in mine if c.state not in WAITS_FOR]
    day = me.organisation.local(timezone.now()).date()
    burning = [c for c in ours if c.urgency == "urgent" or (c.due_at and me.organisation.local(c.due_at).date() <= day)]
    groups = [
        (_("Сегодня"), burning),
        (_("На этой неделе и дальше"), [c for c in ours if c not in burning]),
        (_("Ждём других"), waits),
    ]
    return {**lists, "mine": mine, "groups": [(title, rows) for title, rows in groups if rows]}


def verb_for(case: Any) -> str:
    """What is to be done next, in one word, or for whom it waits."""
    if case.came_back or case.state == "returned":
        return _("Отправить иначе")
    return str(WAITS_FOR.get(case.state) or VERBS.get(case.state) or _("Ответить"))


WAITS_FOR = {
    "waiting": gettext_lazy("Клиент"),
    "on_approval": gettext_lazy("Подпись"),
    "forwarding": gettext_lazy("Другой орган"),
    "suspended": gettext_lazy("Приостановлено"),
    "sending": gettext_lazy("Отправка"),
}
"""States in which the next step is somebody else's."""
VERBS = {"review": gettext_lazy("Проверить"), "new": gettext_lazy("Разобрать")}


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


@require_POST
@permission("case.register")
def resolve_alert(request: HttpRequest, pk: int) -> HttpResponse:
    mine = Alert.objects.filter(pk=pk, organisation_id=who(request).organisation_id)
    desk.resolve_alert(get_object_or_404(unbarred_subjects(mine, who(request))), by=who(request))
    return redirect("today")
