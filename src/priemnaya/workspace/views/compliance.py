"""The compliance board: each clause with its figure, trend, and the cases behind it one click away; XLSX."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, cast

import xlsxwriter
from django.db.models import Avg, Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.cases.guard import unbarred, unbarred_subjects
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.core.models import Ruling
from priemnaya.outreach.models import PortalRating
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy.titles import clause_title
from priemnaya.programme.compliance import Line, board, cases_behind, duties_behind, months_between, others_behind
from priemnaya.programme.indicators import INDICATORS, PARTS
from priemnaya.programme.models import ClauseFigure, IndicatorFigure
from priemnaya.programme.rollups import month_start, period_of
from priemnaya.ui import asked
from priemnaya.ui.access import permission
from priemnaya.ui.clauses import Shown
from priemnaya.ui.clauses import shown as told
from priemnaya.workspace.behind import duty_rows, sorts
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.cases import CASES, listed
from priemnaya.workspace.tables.columns import Empty
from priemnaya.workspace.tables.office import RATINGS
from priemnaya.workspace.tables.shown import Listing

MOST_DUTIES = 50
"""Duties of one figure on a page, the latest first: four years of a monthly one."""


def asked_period(request: HttpRequest, organisation: Organisation) -> tuple[dt.date, dt.date]:
    """?from=2026-09&to=2026-11; six months up to now by default."""
    now = timezone.now()

    def month(name: str, back: int) -> dt.date:
        return asked.month(request.GET.get(name)) or month_start(organisation, now, back=back).date()

    first, last = month("from", 5), month("to", 0)
    return min(first, last), max(first, last)


@require_GET
@permission("report.view")
def compliance(request: HttpRequest) -> HttpResponse:
    body = who(request).organisation
    first, last = asked_period(request, body)
    lines = board(body, first, last)
    shown = request.GET.get("show", "active")
    if shown == "active":
        lines = [line for line in lines if line.kept or line.broken or line.open or line.stopped or line.indicator]
    elif shown == "broken":
        lines = [line for line in lines if line.broken]
    rows = [(line, told(line, body)) for line in lines]
    if request.GET.get("format") == "xlsx":
        return _xlsx(body, rows, first, last)
    computed = (
        ClauseFigure.objects.filter(organisation=body)
        .order_by("-computed_at")
        .values_list("computed_at", flat=True)
        .first()
    )
    return render(
        request,
        "workspace/compliance.html",
        {
            "lines": rows,
            "first": first,
            "last": last,
            "computed": computed,
            "shown": shown,
            "order": policy_of(body).body,
            "indicators": _indicators(body, first, last),
            "federal": _federal(body, first, last),
        },
    )


def _indicators(body: Organisation, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """The latest figure of each, with how it went."""
    months = months_between(first, last)
    rows = list(
        IndicatorFigure.objects.filter(organisation=body, month__in=months, part="").order_by("indicator", "month")
    )
    return [
        {"about": INDICATORS[n], "figure": f, "trend": _trend([x.value for x in rows if x.indicator == n])}
        for n, f in {f.indicator: f for f in rows}.items()
        if n in INDICATORS
    ]


def _trend(values: list[float]) -> list[float | None]:
    top = max(values, default=0)
    return [v / top if top else None for v in values]


def _federal(body: Organisation, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """The law's own clauses with their figures."""
    totals: dict[str, list[int]] = {}
    for f in ClauseFigure.objects.filter(organisation=body, month__in=months_between(first, last)).exclude(
        layer="body"
    ):
        counts = totals.setdefault(f.clause, [0, 0, 0, 0])
        for n, value in enumerate((f.kept, f.broken, f.open, f.stopped)):
            counts[n] += value
    named = {c.number: c for layer in policy_of(body).layers[1:] for c in layer.clauses}
    by_source = {c.source: c for c in named.values()}
    return [
        {
            "clause": c,
            "number": n,
            "kept": k,
            "broken": b,
            "open": o,
            "stopped": s,
            "share": 100 * k / (k + b) if k + b else None,
        }
        for n, (k, b, o, s) in sorted(totals.items())
        if (c := named.get(n) or by_source.get(n))
    ]


COLUMNS = (
    "Пункт",
    "Что требует",
    "Состояние",
    "Соблюдено",
    "Нарушено",
    "Открыто",
    "Доля соблюдения, %",
    "Показатель",
    "Значение",
    "Остановлено",
    "Как вышло",
    "С причиной",
)


def _xlsx(body: Organisation, lines: list[tuple[Line, Shown]], first: dt.date, last: dt.date) -> HttpResponse:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet, bold = book.add_worksheet("Соблюдение порядка"), book.add_format({"bold": True, "text_wrap": True})
    sheet.write(0, 0, f"{body.name}: соблюдение порядка, {first:%m.%Y} – {last:%m.%Y}", bold)
    for column, title in enumerate(COLUMNS):
        sheet.write(2, column, title, bold)
    for n, (line, shown) in enumerate(lines, 3):
        sheet.write_row(n, 0, [shown.label, shown.demand, str(shown.kept), line.kept, line.broken, line.open])
        if line.share is not None:
            sheet.write_number(n, 6, round(line.share, 1))
        if line.indicator:
            sheet.write(n, 7, line.title)
            sheet.write_number(n, 8, round(line.indicator.value, 2))
        sheet.write_number(n, 9, line.stopped)
        sheet.write(n, 10, "; ".join(shown.went))
        sheet.write_number(n, 11, line.excused)
    sheet.set_column(1, 1, 70)
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, 2 + len(lines), 11)
    book.close()
    response = HttpResponse(
        buffer.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="compliance-{body.slug}.xlsx"'
    return response


@require_GET
@permission("report.view")
def behind(request: HttpRequest, number: str) -> HttpResponseBase:
    """What stands behind a clause's figure: cases and duties of the body; kept, broken, open."""
    me = who(request)
    first, last = asked_period(request, me.organisation)
    which = request.GET.get("which", "all")
    listing = _cases(request, cases_behind(me.organisation, number, first, last, which))
    if may_open(me) and (file := listing.file()) is not None:
        return file
    period = me.organisation, number, first, last, which
    owed = duties_behind(*period)
    overridden = (
        unbarred_subjects(
            Ruling.objects.filter(organisation_id=me.organisation_id, clause=number, ok=False, stopped=False), me
        )
        .exclude(reason="")
        .order_by("-at")[:20]
    )
    return render(
        request,
        "workspace/behind.html",
        {
            "listing": listing,
            "number": number,
            "title": clause_title(number) if policy_of(me.organisation).clause(number) else number,
            "clause": policy_of(me.organisation).clause(number),
            "which": which,
            "duties": duty_rows(owed[:MOST_DUTIES], me.organisation),
            "duties_all": owed.count(),
            "others": sorts(others_behind(*period)),
            "overridden": overridden,
            "excused": _excused(me, number),
            "staff": Employee.objects.filter(organisation_id=me.organisation_id),
            "may_open": may_open(me),
        },
    )


def may_open(me: Employee) -> bool:
    """Whose list of cases has their clients and leads to them; the others read numbers and states."""
    return me.may("case.view")


def _cases(request: HttpRequest, cases: Any) -> Listing:
    """The cases of a figure that the reader may know of."""
    seen = unbarred(cases, who(request), "pk")
    rows = listed(cast(CaseQuerySet, seen)).order_by("-registered_at")
    return Listing(CASES, rows, request, size=50, slow=("left", "due"), empty=Empty(_("Дел за этой цифрой нет.")))


def _excused(me: Employee, number: str) -> QuerySet[Ruling]:
    """The latest reasons for which this clause was set aside, as it lets people do."""
    rows = Ruling.objects.filter(organisation_id=me.organisation_id, clause=number, excused=True)
    rows = rows.exclude(target__startswith="submit_reply.")
    return unbarred_subjects(rows, me).order_by("-at")[:20]


@require_GET
@permission("report.view")
def indicator(request: HttpRequest, name: str) -> HttpResponseBase:
    """The cases an indicator of a month was made of."""
    me = who(request)
    about = INDICATORS.get(name)
    if about is None:
        raise Http404
    first, last = asked_period(request, me.organisation)
    period = period_of(me.organisation, first)[0], period_of(me.organisation, last)[1]
    part = request.GET.get("part", "")
    behind_it = about.of_parts.get(part, about.behind)
    listing = _cases(request, behind_it(me.organisation, period))
    if may_open(me) and (file := listing.file()) is not None:
        return file
    parts = IndicatorFigure.objects.filter(
        organisation=me.organisation, indicator=name, month__gte=first, month__lte=last
    ).order_by("-month", "part")
    return render(
        request,
        "workspace/behind.html",
        {
            "listing": listing,
            "about": about,
            "part": PARTS.get(part, ""),
            "parts": [(p, PARTS.get(p.part, ""), p.part in about.of_parts) for p in parts],
            "number": "",
            "may_open": may_open(me),
        },
    )


@require_GET
@permission("report.view")
def ratings(request: HttpRequest) -> HttpResponseBase:
    """Ratings imported from state portals: how many of each, by service, and the low ones with their cases."""
    body = who(request).organisation
    rows = PortalRating.objects.filter(organisation=body)
    services = rows.values("service").annotate(mean=Avg("stars"), count=Count("pk")).order_by("mean")
    marks = dict(rows.values_list("stars").annotate(count=Count("pk")))
    listing = Listing(RATINGS, unbarred(rows, who(request)).select_related("case").order_by("-at"), request, size=50)
    if (file := listing.file()) is not None:
        return file
    return render(
        request,
        "workspace/ratings.html",
        {
            "listing": listing,
            "services": services,
            "marks": [(n, marks.get(n, 0)) for n in (5, 4, 3, 2, 1)],
            "all": sum(marks.values()),
        },
    )
