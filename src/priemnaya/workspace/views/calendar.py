"""The calendar: decrees proposed and approved, days off of the region, how far the recount is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases import actions
from priemnaya.cases.actions.calendar import Unconfirmed, federal_calendar
from priemnaya.cases.models import Case, Recount
from priemnaya.cases.recount import OF_THE_BODY
from priemnaya.core.reading import numeral
from priemnaya.errors import Objection
from priemnaya.people.models import CalendarDecree, RegionalDayRow, RegionalYearRow
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, day
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import who
from priemnaya.worktime.calendar import shipped_decrees
from priemnaya.worktime.decrees import differences

ROWS = 6
MOST_ROWS = 40


@require_GET
@permission("calendar.edit")
def calendar(request: HttpRequest) -> HttpResponse:
    return _page(request, {"year": timezone.now().year + 1, "act": "", "pairs": [("", "")] * ROWS})


def _page(request: HttpRequest, typed: dict[str, Any], *, status: int = 200, **more: Any) -> HttpResponse:
    body, known = who(request).organisation, federal_calendar()
    proposed = CalendarDecree.objects.filter(state="proposed").select_related("proposed_by").order_by("year")
    years = [timezone.now().year, timezone.now().year + 1]
    compared = {y.year: y for y in RegionalYearRow.objects.filter(region=body.region, year__in=years)}
    context = {
        "years": [(y, known.decree(y)) for y in sorted({*shipped_decrees(), *known.decrees})],
        "proposed": [(row, differences(row.decree, known)) for row in proposed],
        "days": RegionalDayRow.objects.filter(region=body.region, removed_at=None).order_by("-date"),
        "compared": [(year, compared.get(year)) for year in years],
        "typed": typed,
        **_progress(request),
        **more,
    }
    return render(request, "workspace/calendar.html", context, status=status)


def _progress(request: HttpRequest) -> dict[str, Any]:
    rows = list(Recount.objects.filter(organisation_id=who(request).organisation_id).order_by("-queued_at", "-pk")[:5])
    seen = Case.objects.seen_by(who(request)).filter(number__in={n for row in rows for n in row.left_out})
    known = {OF_THE_BODY, *seen.values_list("number", flat=True)}
    for row in rows:  # shown, never saved: a case that is closed to the reader is counted, not named
        row.left_out = [n for n in row.left_out if n in known]
    return {"recounts": rows, "running": any(not row.ended for row in rows)}


@require_GET
@permission("calendar.edit")
def calendar_progress(request: HttpRequest) -> HttpResponse:
    """The part of the page that a script asks for again while a recount runs."""
    return render(request, "workspace/_recounts.html", _progress(request))


@require_POST
@permission("calendar.edit")
def calendar_propose(request: HttpRequest) -> HttpResponse:
    """The form of a decree: more rows without scripts, a comparison to confirm, or what is wrong, with all that was
    typed."""
    typed = {
        "year": request.POST.get("year", ""),
        "act": request.POST.get("act", ""),
        "pairs": list(zip(request.POST.getlist("from"), request.POST.getlist("to"), strict=False))[:MOST_ROWS],
    }
    if "more" in request.POST:
        typed["pairs"] = [*typed["pairs"], *[("", "")] * 4][:MOST_ROWS]
        return _page(request, typed)
    me = who(request)
    try:
        year, pairs = _decree(typed)
        seen = request.POST.get("seen", "")
        actions.propose_decree(me.organisation, year, str(typed["act"]), pairs, by=me, seen=seen)
    except Unconfirmed as unconfirmed:
        return _page(request, typed, found=unconfirmed.differences, seen=unconfirmed.seen, wrong=str(unconfirmed))
    except Objection as objection:
        return _page(request, typed, status=422, wrong=str(objection))
    messages.success(request, _("Предложено. Календарь начнёт действовать, когда его утвердит другой сотрудник."))
    return redirect("calendar")


def _decree(typed: dict[str, Any]) -> tuple[int, list[tuple[dt.date, dt.date]]]:
    """Rows left empty are passed over. Raises Objection for what is no year or date."""
    year = str(typed["year"]).strip()
    if not (numeral(year) and len(year) == 4):
        raise Objection(_("Напишите год четырьмя цифрами."))
    pairs = []
    for n, (source, target) in enumerate(typed["pairs"], 1):
        if source or target:
            days = day(source), day(target)
            if days[0] is None or days[1] is None:
                raise Objection(_("Строка %d: выберите обе даты.") % n)
            pairs.append((days[0], days[1]))
    return int(year), pairs


def _acts(done: str, act: Callable[[HttpRequest], object]) -> Callable[[HttpRequest], HttpResponse]:
    """One POST, one action; what stops it comes back as words."""

    @require_POST
    @permission("calendar.edit")
    def run(request: HttpRequest) -> HttpResponse:
        with telling(request, _(done)):
            act(request)
        return redirect("calendar")

    return run


def _date(request: HttpRequest, name: str) -> dt.date:
    found = day(request.POST.get(name))
    if found is None:
        raise Objection(_("Выберите дату."))
    return found


def _approve(request: HttpRequest) -> None:
    actions.approve_decree(who(request).organisation, chosen(request, "decree"), by=who(request))


def _refuse(request: HttpRequest) -> None:
    reason = request.POST.get("reason", "")
    actions.refuse_decree(who(request).organisation, chosen(request, "decree"), reason, by=who(request))


def _add(request: HttpRequest) -> None:
    moved_to = _date(request, "moved_to") if request.POST.get("moved_to") else None
    name, act = request.POST.get("name", ""), request.POST.get("act", "")
    actions.add_regional_day(
        who(request).organisation, _date(request, "date"), name, act, by=who(request), moved_to=moved_to
    )


def _remove(request: HttpRequest) -> None:
    actions.remove_regional_day(who(request).organisation, chosen(request, "day"), by=who(request))


def _compare(request: HttpRequest) -> None:
    source = request.POST.get("source", "")
    actions.confirm_regional_year(who(request).organisation, chosen(request, "year"), source, by=who(request))


def _again(request: HttpRequest) -> None:
    actions.recount_again(who(request).organisation, by=who(request))


calendar_approve = _acts("Календарь утверждён. Сроки всех органов пересчитываются.", _approve)
calendar_refuse = _acts("Записано: предложенный календарь не действует.", _refuse)
calendar_day = _acts("День добавлен. Сроки органов региона пересчитываются.", _add)
calendar_day_remove = _acts("День удалён. Сроки органов региона пересчитываются.", _remove)
calendar_compare = _acts("Записано: дни региона сверены.", _compare)
calendar_recount = _acts("Пересчёт начнётся через несколько секунд.", _again)
