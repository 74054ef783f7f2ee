"""The queue: lists as tabs, filters in the address, and the triage of the chosen message beside the list."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, Value
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.finding.looking import look_among, readable
from priemnaya.cases.finding.tsquery import Among
from priemnaya.cases.models import CASE_KINDS, STATES, Case, CaseQuestion
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.desk import actions as desk
from priemnaya.desk.models import SavedView
from priemnaya.desk.standing import standings
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Topic
from priemnaya.people.hands import WORKS, taking_units
from priemnaya.people.models import Employee, Organisation
from priemnaya.ui.access import permission
from priemnaya.ui.asked import day, one_of, whole
from priemnaya.workspace.campaigns import campaign_cases, folded, gathered_in, words_of
from priemnaya.workspace.lists import first_tab, tab_named, tabs_for
from priemnaya.workspace.panes import alone, neighbours
from priemnaya.workspace.shared import present, who
from priemnaya.workspace.tables.cases import CASES, listed
from priemnaya.workspace.tables.columns import Empty, in_order
from priemnaya.workspace.tables.shown import Listing

from .bulk import steps_for, to_take_back
from .triage import pane_for

PAGE = 40
FILTERS = ("q", "state", "kind", "who", "unit", "late", "urgent", "alike", "due", "topic", "since")
"""Names in the address that make a list of one's own; without them it is a tab."""
NOT_LATE = "no"
TIMES = range(1990, 2100)
"""Years of days in an address."""


@require_GET
@permission("case.view")
def queue(request: HttpRequest) -> HttpResponseBase:
    """A tab or a filtered list, so that any list can be saved, shared and gone through one by one; `open` is the case
    in the pane beside it. A script asks for the pane alone."""
    me, asked = who(request), request.GET
    own = any(asked.get(name) for name in FILTERS)
    tab = "" if own else (asked.get("list") or first_tab(me))
    listing = _listing(request, own=own)
    if (file := listing.file()) is not None:
        return file
    request.session["queue"] = _address(asked)
    request.session.pop("found", None)
    pane = _pane(request, listing)
    if alone(request):
        return render(request, "workspace/_pane.html", pane)
    staff = list(Employee.objects.filter(organisation_id=me.organisation_id, is_active=True).order_by("surname"))
    listing.marking = listing.beside = True
    listing.opened = pane["opened"].pk if pane["opened"] else None
    return render(
        request,
        "workspace/queue.html",
        {
            **pane,
            "listing": listing,
            "own": own,
            **tabs_for(me, tab, _condition(_address(asked)), narrowed),
            "kinds": CASE_KINDS,
            "states": STATES,
            "staff": staff,
            "workers": [one for one in staff if one.may(WORKS)],
            "units": taking_units(me.organisation),
            "topic": Topic.objects.filter(pk=topic).first() if (topic := whole(asked.get("topic"))) else None,
            "base": _address(asked),
            "may_share": me.may(desk.SPREADS),
            "bulk_deed": to_take_back(me),
            "bulk_may": steps_for(me),
            "campaign": _campaign(whole(asked.get("alike")), listing.page),
        },
    )


def _listing(request: HttpRequest, *, own: bool) -> Listing:
    """The cases of the address; many that say the same are one row, but not in a file."""
    me, asked = who(request), request.GET
    cases = narrowed(asked, me)
    gathered = {} if asked.get("q") or asked.get("alike") or asked.get("as") else gathered_in(cases)

    def dressed(rows: list[Case]) -> list[Case]:
        tokens = standings(rows)
        for case in rows:
            case.__dict__ |= {"seen": tokens[case.pk], "gathered": gathered.get(case.pk)}
        if asked.get("alike"):
            said = words_of(rows)
            for case in rows:
                case.__dict__["own_words"] = said.get(case.pk, "")
        return rows

    rows, empty = folded(cases, gathered), NOTHING if own else None
    listing = Listing(CASES, rows, request, dress=dressed, size=PAGE, empty=empty, slow=slow(asked))
    listing.folded = sum(one.cases - 1 for one in gathered.values())
    return listing


NOTHING = Empty(_("Под эти условия дел нет."), _("Показать все открытые"), "/w/cases/?list=open")


def _condition(address: str) -> str:
    """What a list holds, without how it is ordered."""
    kept = QueryDict(address, mutable=True)
    kept.pop("sort", None)
    return kept.urlencode()


def _address(asked: QueryDict) -> str:
    """The list without its page and without what is open beside it."""
    kept = asked.copy()
    for name in ("open", "page", "as"):
        kept.pop(name, None)
    return kept.urlencode()


def _pane(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    """What stands beside the list, with who comes before and after in it. A case that is not to be seen is a 404."""
    chosen = whole(request.GET.get("open"))
    if chosen is None:
        return {"opened": None}
    keys = [c.pk for c in listing.page.object_list]
    shown = pane_for(request, chosen)
    present(shown["opened"], who(request))
    return {
        **shown,
        "list_address": _address(request.GET),
        **neighbours(keys, chosen, listing.page.start_index(), listing.count),
        "of_rows": bool(listing.folded),
    }


def _campaign(pk: int | None, page: Page[Case]) -> dict[str, Any] | None:
    """What stands above the cases of one campaign: how many. Each row says how its own letter begins."""
    return {"campaign": pk, "cases": page.paginator.count} if pk and page.object_list else None


def filtered(asked: Any, me: Employee) -> Any:
    """The list of an address in its order: how one goes through it."""
    return in_order(CASES, narrowed(asked, me), asked.get("sort", ""), slow(asked)).rows


def slow(asked: Any) -> tuple[str, ...]:
    """Terms of open cases have an index; with ended ones among them there is none."""
    opened = asked.get("state", "open") == "open" or not any(asked.get(name) for name in FILTERS)
    return () if opened else ("left", "due")


def narrowed(asked: Any, me: Employee) -> CaseQuerySet:
    """Cases by the parameters of an address: `list` names a tab; q, state, kind, who, unit, late, urgent narrow it."""
    cases = Case.objects.seen_by(me)
    own = any(asked.get(name) for name in FILTERS)
    tab = None if own else tab_named(asked.get("list") or first_tab(me))
    if tab is not None:
        return listed(tab.cases(cases, me)).order_by("due_at", "pk")
    state = asked.get("state", "open")
    rows = listed(_with(_in_state(cases, state), asked, me))
    if (campaign := whole(asked.get("alike"))) is not None:
        rows = campaign_cases(rows, campaign)
    if text := readable(str(asked.get("q", ""))):
        return search(rows, text, me)
    return rows.order_by("due_at", "pk") if state == "open" else rows.order_by("-registered_at", "-pk")


def _in_state(cases: CaseQuerySet, state: str) -> CaseQuerySet:
    """What is no state asks nothing."""
    if state == "open":
        return cases.open()
    if state == "returned":
        return cases.filter(Q(state=state) | Q(pk__in=Case.objects.with_returned().values("pk")))
    return cases.filter(state=state) if state in STATES else cases


def _with(cases: CaseQuerySet, asked: Any, me: Employee) -> CaseQuerySet:
    if asked.get("kind") in CASE_KINDS:
        cases = cases.filter(kind=asked["kind"])
    if asked.get("who") == "me":
        cases = cases.filter(assignee=me)
    elif asked.get("who") == "none":
        cases = cases.filter(assignee=None)
    elif (person := whole(asked.get("who"))) is not None:
        cases = cases.filter(assignee_id=person)
    if asked.get("unit") == "none":
        cases = cases.filter(unit=None)
    elif (unit := whole(asked.get("unit"))) is not None:
        cases = cases.filter(unit_id=unit)
    if asked.get("late") == NOT_LATE:
        cases = cases.filter(due_at__gte=timezone.now())
    elif asked.get("late"):
        cases = cases.overdue(timezone.now())
    if asked.get("urgent"):
        cases = cases.filter(urgency="urgent")
    cases = on_days(cases, asked, me.organisation)
    if (topic := whole(asked.get("topic"))) is not None:
        cases = cases.filter(Exists(CaseQuestion.objects.filter(case=OuterRef("pk"), topic_id=topic)))
    return cases


def on_days(cases: CaseQuerySet, asked: Any, body: Organisation) -> CaseQuerySet:
    """due: the day their term ends on; since: registered on that day or later. What is no day of these times asks
    nothing."""
    due, since = (found if (found := day(asked.get(n))) and found.year in TIMES else None for n in ("due", "since"))
    if due is not None:
        cases = cases.filter(due_at__gte=day_starts(due, body), due_at__lt=day_starts(due + dt.timedelta(1), body))
    if since is not None:
        cases = cases.filter(registered_at__gte=day_starts(since, body))
    return cases


def day_starts(on: dt.date, body: Organisation) -> dt.datetime:
    return dt.datetime.combine(on, dt.time.min, body.zone)


def search(cases: CaseQuerySet, text: str, me: Employee) -> CaseQuerySet:
    """Those of a list that have the words, in the order of the search of staff, and none that it does not find."""
    found = look_among(cases, me, text)
    if found.many:
        first = [_place(found.pks)] if found.pks else []  # an order by no places would sort all cases of the body
        return cast(CaseQuerySet, found.rows.order_by(*first, "-registered_at", "-pk"))
    return cases.filter(Among("pk", found.pks)).order_by(_place(found.pks))


def _place(pks: list[int]) -> Any:
    """Where a case stands among these; those that are not there come after them."""
    return Func(Value(pks, output_field=ArrayField(BigIntegerField())), F("pk"), function="array_position")


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
            share=one_of(typed.get("share"), ("unit", "body")),
        )
    except Objection as objection:
        messages.error(request, str(objection))
    return redirect(f"/w/cases/?{request.POST.get('query', '')}")


@require_POST
@permission("case.view")
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    desk.drop_view(get_object_or_404(SavedView.objects.of(me), pk=pk), by=me)
    return redirect("queue")
