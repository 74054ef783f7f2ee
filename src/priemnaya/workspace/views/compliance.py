"""The compliance board: each clause with its figure, trend, goal and cases, over any days and by any part of the cases;
what is behind a number one click away."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Avg, Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from priemnaya.cases.guard import read_through, unbarred
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.core.models import Ruling
from priemnaya.outreach.models import PortalRating
from priemnaya.people.models import Employee
from priemnaya.policy.titles import clause_title
from priemnaya.programme.compliance import Line, board_of, duties_behind, law_of, line_of, others_behind
from priemnaya.programme.happened import UNTRIED, Known, deeds_in, deeds_so, owed_in, owed_so
from priemnaya.programme.indicators import INDICATORS, Indicator, way_to_case
from priemnaya.programme.models import FEW, ClauseFigure, IndicatorFigure
from priemnaya.programme.sight import open_to
from priemnaya.ui.access import permission
from priemnaya.ui.asked import one_of
from priemnaya.ui.downloads import sandboxed
from priemnaya.ui.typed import typed_of
from priemnaya.workspace.behind import duty_rows, sorts
from priemnaya.workspace.charts import as_png, as_svg
from priemnaya.workspace.clause_pane import pane_for
from priemnaya.workspace.figures import (
    BY,
    WAYS,
    behind_of,
    by_itself,
    by_month,
    by_part,
    cases_words,
    indicator_rows,
    label_of,
    over_seen,
    part_title,
    rows_of,
    ways_of,
)
from priemnaya.workspace.figures import of_indicator as indicator_chart
from priemnaya.workspace.panes import alone, pane_of
from priemnaya.workspace.period import PERIODS, Asked, asked_of, choices, part_words
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.cases import CASES, listed
from priemnaya.workspace.tables.columns import COUNTED, Empty
from priemnaya.workspace.tables.figures import FIGURES, HAPPENED, UNNAMED, FigureRow, Happenings
from priemnaya.workspace.tables.office import RATINGS
from priemnaya.workspace.tables.sheets import given
from priemnaya.workspace.tables.shown import Listing
from priemnaya.workspace.tiles import tiles

MOST_DUTIES = 50
"""Duties of one figure on a page, the latest first: four years of a monthly one."""
ALL_CLAUSES = 1000
SHOWN = {
    "broken": gettext_lazy("Требуют внимания"),
    "active": gettext_lazy("Со случаями"),
    "all": gettext_lazy("Все пункты"),
    "law": gettext_lazy("Закон"),
    "own": gettext_lazy("Настройки, не норма закона"),
}
ABOVE = ("law", "own")
OWN = "defaults"
"""The layer of what no act sets: the product's own terms."""


@require_GET
@permission("report.view")
def compliance(request: HttpRequest) -> HttpResponseBase:
    me = who(request)
    body, asked = me.organisation, asked_of(request, me.organisation)
    shown = one_of(request.GET.get("show"), SHOWN, "active")
    known = Known(body, asked.part, me)
    ours = rows_of(board_of(body, asked.span, asked.part, known), body, asked)
    above = rows_of(law_of(body, asked.span, asked.part, known), body, asked)
    listing = Listing(FIGURES, _chosen(shown, ours, above), request, size=ALL_CLAUSES)
    if (file := listing.file()) is not None:
        return file
    number = request.GET.get("open", "")
    row = next((r for r in (*ours, *above) if r.line.clause.number == number), None)
    if number and row is None:
        raise Http404
    beside = pane_of(request, listing, number or None)
    if row is not None:
        beside |= {**pane_for(row, asked, me), "typed": typed_of(request)}
    if alone(request):
        return render(request, "workspace/_clause_pane.html", beside)
    context = {
        **beside,
        "listing": listing,
        "shown": shown,
        "asked": asked,
        "periods": PERIODS,
        "choices": choices(me, asked.span),
        "part_name": part_words(body, asked.part),
        "over_seen": over_seen(asked) or shown in ABOVE,
        "tabs": [(name, title, len(_chosen(name, ours, above)), name == shown) for name, title in SHOWN.items()],
        "computed": ClauseFigure.objects.filter(organisation=body).aggregate(at=Max("computed_at"))["at"],
        "indicators": [] if asked.part.by else tiles(body, asked.span),
        "chart_query": asked.query,
        "chart": chart_of(known, None, asked, one_of(request.GET.get("draw"), draws_of(asked), "month")),
        "draws": draws_of(asked),
    }
    return render(request, "workspace/compliance.html", context)


def _chosen(shown: str, ours: list[FigureRow], above: list[FigureRow]) -> list[FigureRow]:
    if shown in ABOVE:
        return [r for r in above if (r.line.layer == OWN) == (shown == "own")]
    if shown == "broken":
        return sorted((r for r in ours if r.line.broken or r.line.missed), key=lambda r: r.worth)
    return [r for r in ours if shown == "all" or r.line.all or r.line.indicator]


def draws_of(asked: Asked) -> dict[str, Any]:
    """What a chart may be divided by: a part of the cases by months only."""
    return {"month": _("по месяцам"), **({} if asked.part.by else BY)}


def chart_of(known: Known, one: Line | None, asked: Asked, draw: str) -> Any:
    """The chart of a clause, or of all of the order: by month, or by a part of the cases."""
    body = known.body
    if one is not None and one.indicator is not None and not one.decided and draw == "month":
        rows = IndicatorFigure.objects.filter(organisation=body, indicator=one.indicator.indicator, part="")
        return indicator_chart(one, asked, body, list(rows.filter(month__in=asked.span.months)))
    title = f"{label_of(one)}: {_('доля соблюдённых случаев')}" if one else _("Доля соблюдённых случаев, весь порядок")
    if draw == "month":
        return by_month(f"{title}, {_('по месяцам')}", one, asked, _way_to(one), known)
    return by_part(title, draw, one.keys if one else (), asked, _way_to(one), known)


def _way_to(one: Line | None) -> Any:
    """Where a mark leads: to what happened under the clause, or to the table of all clauses over its days."""
    if one is not None:
        return lambda asked: behind_of(one.clause.number, asked)
    return lambda asked: f"?{asked.query}"


@require_GET
@permission("report.view")
def behind(request: HttpRequest, number: str) -> HttpResponseBase:
    """What stands behind a clause's figure: what happened on cases, duties of the body; kept, broken, open."""
    me = who(request)
    body, asked = me.organisation, asked_of(request, me.organisation)
    known = Known(body, asked.part, me)
    one = line_of(body, number, asked.span, asked.part, known)
    keys, which = one.keys if one else (number,), one_of(request.GET.get("which", ""), WAYS)
    owed = owed_so(owed_in(body, keys, asked.span, asked.part), which, body)
    deeds = deeds_so(deeds_in(body, keys, asked.span, asked.part), which)
    seen = Happenings(open_to(owed, me), open_to(deeds, me), body)
    opens, draws = may_open(me), draws_of(asked)
    listing = Listing(HAPPENED if opens else UNNAMED, seen, request, size=50, leads=opens)
    if (file := listing.file()) is not None:
        return file
    context = {
        "listing": listing,
        "happened": cases_words(len(seen)) if len(seen) < COUNTED else "",
        "over_seen": over_seen(asked, one),
        "number": number,
        "title": label_of(one) if one else clause_title(number),
        "clause": one.clause if one else None,
        "line": one,
        "row": rows_of([one], body, asked)[0] if one else None,
        "asked": asked,
        "part_name": part_words(body, asked.part),
        "which": which,
        "ways": ways_of(one, number, asked, which) if one else [],
        **_beside(me, keys, asked, which),
        "may_open": opens,
        "chart_query": f"{asked.query}&{urlencode({'number': number})}",
        "draws": draws,
        "chart": chart_of(known, one, asked, one_of(request.GET.get("draw"), draws_of(asked), "month"))
        if one
        else None,
    }
    return render(request, "workspace/behind.html", context)


def _beside(me: Employee, keys: tuple[str, ...], asked: Asked, which: str) -> dict[str, Any]:
    """What counts and is of no case, and the reasons people wrote; of a part of the cases only these."""
    body, (start, end) = me.organisation, asked.span.within(me.organisation)
    if asked.part.by:
        return {}
    owed = duties_behind(body, keys, asked.span, which, me)
    rows = Ruling.objects.filter(organisation_id=body.pk, clause__in=keys, at__gte=start, at__lt=end)
    return {
        "duties": duty_rows(owed[:MOST_DUTIES], body),
        "duties_all": owed.count(),
        "others": sorts(others_behind(body, keys, asked.span, which)),
        "overridden": _said(rows.filter(ok=False, stopped=False), me),
        "excused": _said(rows.filter(excused=True).exclude(target__startswith=UNTRIED), me),
        "staff": Employee.objects.filter(organisation_id=body.pk),
    }


def _said(rows: QuerySet[Ruling], me: Employee) -> QuerySet[Ruling]:
    """The latest reasons."""
    return open_to(rows.exclude(reason=""), me).order_by("-at")[:20]


def may_open(me: Employee) -> bool:
    """Whose list of cases has their clients and leads to them; the others read numbers and states."""
    return me.may("case.view")


def _cases(request: HttpRequest, cases: Any) -> Listing:
    """The cases of a figure that the reader may know of."""
    seen = unbarred(cases, who(request), "pk")
    rows = listed(cast(CaseQuerySet, seen)).order_by("-registered_at")
    return Listing(CASES, rows, request, size=50, slow=("left", "due"), empty=Empty(_("Дел за этой цифрой нет.")))


@require_GET
@permission("report.view")
def chart_file(request: HttpRequest) -> HttpResponseBase:
    """A chart as SVG, PNG or XLSX: of a clause, or of all of the order."""
    me = who(request)
    body, asked = me.organisation, asked_of(request, me.organisation)
    known, number = Known(body, asked.part, me), request.GET.get("number", "")
    one = line_of(body, number, asked.span, asked.part, known) if number else None
    if number and one is None:
        raise Http404
    drawn = chart_of(known, one, asked, one_of(request.GET.get("draw"), draws_of(asked), "month"))
    kind = one_of(request.GET.get("as"), ("svg", "png", "xlsx"), "svg")
    name = f"figure-{drawn.name}"
    if kind == "xlsx":
        return given(kind, name, drawn.heads, [(m.name, *m.cells) for m in drawn.marks], body.zone)
    made = as_png(drawn, body.accent) if kind == "png" else as_svg(drawn, body.accent).encode()
    written = HttpResponse(made, content_type="image/png" if kind == "png" else "image/svg+xml; charset=utf-8")
    return sandboxed(written, f"{name}.{kind}")


@require_GET
@permission("report.view")
def indicator(request: HttpRequest, name: str) -> HttpResponseBase:
    """The cases an indicator of a month was made of."""
    me = who(request)
    about = INDICATORS.get(name)
    if about is None:
        raise Http404
    asked = asked_of(request, me.organisation)
    period = asked.span.within(me.organisation)
    part = request.GET.get("part", "")
    listing = _cases(request, about.behind(me.organisation, period, part))
    if may_open(me) and (file := listing.file()) is not None:
        return file
    return render(
        request,
        "workspace/behind.html",
        {
            "listing": listing,
            "about": about,
            "part": part_title(part) if part in about.of_parts else "",
            "parts": [r for r in indicator_rows(me, about, asked) if r.title or about.counted is None],
            "drawn": by_itself(about, asked, me.organisation),
            "number": "",
            "asked": asked,
            "may_open": may_open(me),
            "of_cases": about.counted is not None,
            "counted": _counted_more(about, me, asked, part, listing),
        },
    )


def _counted_more(about: Indicator, me: Employee, asked: Asked, part: str, listing: Listing) -> int:
    """How many terms, answers or marks the listed cases give the figure, where that is another number than theirs."""
    rows = about.rows(me.organisation, asked.span.within(me.organisation), part)
    n = unbarred(rows, me, way_to_case(rows)).count() if rows is not None and not listing.many else 0
    return n if n > listing.count else 0


@require_GET
@permission("report.view")
def ratings(request: HttpRequest) -> HttpResponseBase:
    """Ratings imported from state portals: how many of each, by service, and the low ones with their cases."""
    body = who(request).organisation
    rows = read_through(unbarred(PortalRating.objects.filter(organisation=body), who(request)))
    services = rows.values("service").annotate(mean=Avg("stars"), count=Count("pk")).order_by("mean")
    marks = dict(rows.values_list("stars").annotate(count=Count("pk")))
    listing = Listing(RATINGS, rows.select_related("case").order_by("-at"), request, size=50)
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
            "few": FEW,
        },
    )
