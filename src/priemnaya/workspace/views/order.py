"""The order on screen: demands, rules, editions, figures; acknowledgement by staff."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.actions import acknowledge_order
from priemnaya.people.acquaintance import acknowledged, asked_of
from priemnaya.people.acts import act_of
from priemnaya.people.interaction import lack_of, points_of
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.people.words import Staff
from priemnaya.policy import register
from priemnaya.policy.comparing import said
from priemnaya.policy.order import Rule
from priemnaya.policy.vocabulary.people import EXECUTOR, HEAD_OF_UNIT
from priemnaya.programme.compliance import board, board_of
from priemnaya.programme.happened import Span
from priemnaya.programme.rollups import month_start
from priemnaya.ui.access import permission
from priemnaya.ui.asked import day
from priemnaya.ui.clauses import conditions_of, shown
from priemnaya.workspace.figures import rows_of, ways_of
from priemnaya.workspace.period import Asked
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.books import POINTS
from priemnaya.workspace.tables.shown import Listing

register("provides", "order_acknowledged", "workspace.views.order.acknowledge")


@require_GET
@permission("order.read")
def points(request: HttpRequest) -> HttpResponseBase:
    """The register of interaction points, with the clause and the act that approved each."""
    me = who(request)
    edits, lack = me.may("people.manage"), lack_of(me.organisation)
    rows = list(points_of(me.organisation))
    for point in rows:
        point.row.__dict__["lack"] = lack.get(point.row.kind, "")
    listing = Listing(POINTS, rows, request, size=100, leads=edits)
    if (file := listing.file()) is not None:
        return file
    return render(request, "workspace/points.html", {"listing": listing, "may_edit": edits})


@require_GET
@permission("order.read")
def order(request: HttpRequest) -> HttpResponse:
    me = who(request)
    body = policy_of(me.organisation).body
    act = act_of(me.organisation)
    month, today = month_start(me.organisation, timezone.now()).date(), me.organisation.local(timezone.now()).date()
    asked, all_of_it = asked_of(me.organisation), me.may("case.decide") or me.may("settings.edit")
    read = acknowledged(me.organisation, asked).select_related("employee").order_by("at")
    known = list(read if all_of_it else read.filter(employee=me))
    colleagues = Employee.objects.filter(organisation_id=me.organisation_id, is_active=True)
    return render(
        request,
        "workspace/order.html",
        {
            "order": body,
            "edition_day": max((d for d in body.editions() if d <= today), default=body.act.since),
            "next_day": min((d for d in body.editions() if d > today), default=None),
            "clauses": [
                shown(line, me.organisation, act.words if act else None)
                for line in board(me.organisation, month, month)
            ],
            "act": act,
            "layers": policy_of(me.organisation).layers[1:],
            "mine": next((a for a in known if a.employee_id == me.pk), None),
            "anew": asked.get(me.pk),
            "read": known if all_of_it else [],
            "unread": colleagues.exclude(pk__in=[a.employee_id for a in known]).order_by("surname")
            if all_of_it
            else [],
        },
    )


OF_A_MATTER = frozenset({EXECUTOR, HEAD_OF_UNIT})
"""Whom each case has of its own."""


def answering_today(rule: Rule, staff: Staff) -> list[Employee]:
    """The people behind a word for people, a department or a post: who answers for what the rule sets, and who stands
    in for them today."""
    value = rule.on(staff.body.local(timezone.now()).date())
    word = getattr(value, "who", None) if value is not None and not getattr(value, "of_some", False) else None
    return [] if word is None or word in OF_A_MATTER else staff.of(word)


def _rule_shown(rule: Rule, staff: Staff) -> dict[str, Any]:
    return {
        "kind": rule.kind,
        "people": answering_today(rule, staff),
        "verified": rule.verified,
        "ours": rule.ours,
        "corrected": rule.corrected,
        "values": [
            (day, rule.kind.phrase(v) if v else _("отменено"), conditions_of(v, rule.kind.phrase(v)) if v else "")
            for day, v in rule.values
        ],
    }


@require_GET
@permission("order.read")
def clause(request: HttpRequest, number: str) -> HttpResponse:
    """One clause: demand, rules by date, where it acts, and this month's figure."""
    me = who(request)
    found = policy_of(me.organisation).clause(number)
    if found is None:
        raise Http404
    month = month_start(me.organisation, timezone.now()).date()
    span = Span.of_months(month, month)
    line = next(line for line in board_of(me.organisation, span) if line.clause.number == number)
    asked = Asked(span, "month")
    staff = Staff(me.organisation)
    rules = [_rule_shown(r, staff) for r in found.rules]
    return render(
        request,
        "workspace/clause.html",
        {
            "clause": found,
            "title": found.cited,
            "shown": shown(line, me.organisation, act.words if (act := act_of(me.organisation)) else None),
            "act": act,
            "rules": rules,
            "line": line,
            "asked": asked,
            "row": rows_of([line], me.organisation, asked)[0],
            "ways": ways_of(line, number, asked),
            "begun": min((d.since for d in line.went.duties), default=None) if line.went else None,
        },
    )


@require_GET
@permission("order.read")
def editions(request: HttpRequest) -> HttpResponse:
    """Two editions side by side: what was in force on each of two days, clause by clause, only where they differ."""
    body = policy_of(who(request).organisation).body
    days = body.editions()
    first, second = (day(request.GET.get(n)) or d for n, d in (("first", days[0]), ("second", days[-1])))
    rows = []
    for item in body.clauses:
        a, b = ([said(r, v) for r in item.rules if (v := r.on(day)) is not None] for day in (first, second))
        words = [item.demand_on(day) for day in (first, second)]
        why = sorted({reason for rule in item.rules for reason in rule.corrected})
        if a != b or words[0] != words[1] or why:
            rows.append((item, a, b, words if words[0] != words[1] else ("", ""), why))
    return render(
        request,
        "workspace/editions.html",
        {"order": body, "days": days, "first": first, "second": second, "rows": rows},
    )


@require_POST
@permission("order.read")
def acknowledge(request: HttpRequest) -> HttpResponse:
    acknowledge_order(who(request))
    messages.success(request, _("Записано: вы ознакомились с порядком."))
    return redirect("order")
