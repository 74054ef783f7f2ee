"""The queue: lists as tabs, filters in the address, and the triage of the chosen message beside the list."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.finding.looking import look_among, readable
from priemnaya.cases.finding.tsquery import Among
from priemnaya.cases.models import CASE_KINDS, STATES, Case
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.desk import actions as desk
from priemnaya.desk.models import SavedView
from priemnaya.desk.standing import standings
from priemnaya.errors import Objection
from priemnaya.people.models import Employee
from priemnaya.ui.access import permission
from priemnaya.ui.asked import whole
from priemnaya.workspace.campaigns import campaign_cases, folded, gathered_in
from priemnaya.workspace.lists import first_tab, tab_named, tabs_for
from priemnaya.workspace.shared import who

from .bulk import steps_for, to_take_back
from .triage import pane_for

PAGE = 40
COUNTED = 2000  # rows counted at most
FILTERS = ("q", "state", "kind", "who", "unit", "late", "urgent", "alike")
"""Names in the address that make a list of one's own; without them it is a tab."""


@require_GET
@permission("case.view")
def queue(request: HttpRequest) -> HttpResponse:
    """A tab or a filtered list, so that any list can be saved, shared and gone through one by one; `open` is the case
    in the pane beside it. A script asks for the pane alone."""
    me, asked = who(request), request.GET
    own = any(asked.get(name) for name in FILTERS)
    tab = "" if own else (asked.get("list") or first_tab(me))
    cases = filtered(asked, me)
    gathered = {} if asked.get("q") or asked.get("alike") else gathered_in(cases)
    cases = folded(cases, gathered)
    page: Page[Case] = Paginator(cast(Any, Counted(cases)), PAGE).get_page(asked.get("page"))
    request.session["queue"] = _address(asked)
    request.session.pop("found", None)
    pane = _pane(request, page)
    tokens = standings(page.object_list)
    for case in page.object_list:
        case.__dict__ |= {"seen": tokens[case.pk], "gathered": gathered.get(case.pk)}
    if getattr(request, "htmx", None) and asked.get("open"):
        return render(request, "workspace/_pane.html", pane)
    views = SavedView.objects.filter(Q(owner=me) | Q(shared=True), organisation_id=me.organisation_id)
    return render(
        request,
        "workspace/queue.html",
        {
            **pane,
            "page": page,
            "own": own,
            "tabs": tabs_for(me, tab),
            "kinds": CASE_KINDS,
            "states": STATES,
            "staff": Employee.objects.filter(organisation_id=me.organisation_id, is_active=True).order_by("surname"),
            "units": me.organisation.units.filter(closed_at=None).order_by("name"),
            "views": views.order_by("name"),
            "base": _address(asked),
            "bulk_deed": to_take_back(me),
            "bulk_may": steps_for(me),
            "campaign": _campaign(whole(asked.get("alike")), page),
        },
    )


def _address(asked: QueryDict) -> str:
    """The list without its page and without what is open beside it."""
    kept = asked.copy()
    for name in ("open", "page"):
        kept.pop(name, None)
    return kept.urlencode()


def _pane(request: HttpRequest, page: Page[Case]) -> dict[str, Any]:
    """What stands beside the list, with who comes before and after in it. A case that is not to be seen is a 404."""
    chosen = whole(request.GET.get("open"))
    if chosen is None:
        return {"opened": None}
    ids = [c.pk for c in page.object_list]
    at = ids.index(chosen) if chosen in ids else None
    return {
        **pane_for(request, chosen),
        "list_address": _address(request.GET),
        "before": ids[at - 1] if at else None,
        "after": ids[at + 1] if at is not None and at + 1 < len(ids) else None,
        "place": at + 1 if at is not None else None,
        "among": len(ids),
    }


def _campaign(pk: int | None, page: Page[Case]) -> dict[str, Any] | None:
    """What stands above the cases of one campaign: how many, and how one of them begins."""
    first = next(iter(page.object_list), None) if pk else None
    if first is None:
        return None
    written = first.contacts.filter(direction="in").order_by("at", "pk").values_list("text", flat=True).first() or ""
    return {"campaign": pk, "cases": page.paginator.count, "words": " ".join(written.split())[:200]}


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


def filtered(asked: Any, me: Employee) -> CaseQuerySet:
    """Cases by the parameters of an address: `list` names a tab; q, state, kind, who, unit, late, urgent narrow it."""
    cases = Case.objects.seen_by(me)
    own = any(asked.get(name) for name in FILTERS)
    tab = None if own else tab_named(asked.get("list") or first_tab(me))
    if tab is not None:
        rows = tab.rows(cases.open(), me).marked().select_related("client", "assignee", "unit").defer("search_text")
        return rows.order_by("due_at", "pk")
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
    if (campaign := whole(asked.get("alike"))) is not None:
        cases = campaign_cases(cases, campaign)
    if text := readable(str(asked.get("q", ""))):
        return search(cases, text, me)
    if state == "open":
        return cases.order_by("due_at", "pk")
    return cases.order_by("-registered_at", "-pk")


def search(cases: CaseQuerySet, text: str, me: Employee) -> CaseQuerySet:
    """Those of a list that have the words, in the order of the search of staff, and none that it does not find."""
    found = look_among(cases, me, text)
    if found.many:
        return cast(CaseQuerySet, found.rows.order_by(_place(found.pks), "-registered_at", "-pk"))
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
