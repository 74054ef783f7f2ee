"""How alike cases are decided alike: decisions against the practice, by employee, unit and month; deliberate changes of
practice."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases import actions
from priemnaya.cases.actions.faults import no_topic
from priemnaya.cases.guard import unbarred
from priemnaya.cases.models import Decision, PracticeChange
from priemnaya.cases.rules import ALIKE
from priemnaya.core.reading import code_of
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Service, Topic
from priemnaya.people.policies import policy_of
from priemnaya.programme.models import FEW
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import typed_day, who

SPAN = dt.timedelta(days=365)


@require_GET
@permission("report.view")
def practice(request: HttpRequest) -> HttpResponse:
    """A year of decisions compared with similar ones: where they diverge and whether the head has looked."""
    me = who(request)
    body = me.organisation
    rows = Decision.objects.filter(organisation=body, at__gte=timezone.now() - SPAN).exclude(outcome="explain")
    rows = unbarred(rows, me)  # a share of one person in one month would tell of a case closed to the reader
    counted = {"all": Count("pk"), "apart": Count("pk", filter=Q(differs=True))}
    by_month: Any = (
        rows.annotate(month=TruncMonth("at", tzinfo=body.zone)).values("month").annotate(**counted).order_by("month")
    )
    today = body.local(timezone.now()).date()
    return render(
        request,
        "workspace/practice.html",
        {
            "by_author": _shares(
                rows.values("author__surname", "author__name").annotate(**counted),
                _("автор не указан"),
                "author__surname",
                "author__name",
            ),
            "by_unit": _shares(rows.values("unit__name").annotate(**counted), _("без подразделения"), "unit__name"),
            "by_month": [{**r, "share": _share(r)} for r in by_month],
            "apart": (
                rows.filter(differs=True)
                .select_related("case", "author", "by", "seen_by", "service", "topic")
                .order_by("-at")[:50]
            ),
            "changes": PracticeChange.objects.filter(organisation=body).select_related("service", "topic", "by"),
            "services": Service.objects.filter(organisation=body, withdrawn_at=None).order_by("title"),
            "held": policy_of(body).held("before", today, ALIKE),
            "may_decide": me.may("case.decide"),
            "may_open": me.may("case.view"),
            "typed": typed_of(request),
            "clauses": list(policy_of(body).rules("before", today, ALIKE)),
        },
    )


def _shares(rows: Any, nobody: str, *names: str) -> list[dict[str, Any]]:
    """Rows with a name (`nobody`: where it is not said) and the share of decisions against the practice, per cent; most
    divergent first, few last."""
    shown = [
        {
            "name": " ".join(r[n] for n in names if r[n]) or nobody,
            "all": r["all"],
            "apart": r["apart"],
            "share": _share(r),
        }
        for r in rows
    ]
    return sorted(shown, key=lambda r: (r["share"] is None, -(r["share"] or 0), r["name"]))


def _share(row: Any) -> int | None:
    """Per cent; none of few."""
    return round(100 * row["apart"] / row["all"]) if row["all"] >= FEW else None


@require_POST
@permission("case.decide")
def practice_seen(request: HttpRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(
        unbarred(Decision.objects.select_related("case", "author"), who(request)),
        pk=pk,
        organisation=who(request).organisation,
    )
    with telling(request):
        actions.look_at_decision(decision, request.POST.get("as", ""), by=who(request))
    return redirect("practice")


@require_POST
@permission("case.decide")
def practice_change(request: HttpRequest) -> HttpResponse:
    me = who(request)
    service = Service.objects.filter(pk=chosen(request, "service"), organisation=me.organisation).first()
    code = code_of(request.POST.get("topic"))
    topic = Topic.objects.current().filter(code=code).first() if code else None
    with telling(request, _("Записано. Прежние решения больше не мерка.")):
        if code and topic is None:  # of all topics of the service it would be another thing
            raise Objection(no_topic(code))
        since = typed_day(request, "since")
        start = dt.datetime.combine(since, dt.time.min, me.organisation.zone) if since else None
        actions.change_practice(
            me.organisation, service=service, topic=topic, reason=request.POST.get("reason", ""), since=start, by=me
        )
    return redirect("practice")
