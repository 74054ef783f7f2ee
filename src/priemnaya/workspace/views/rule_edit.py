"""One routing rule, macro or checklist: written on a page of its own, tried on past cases before it is saved.

A trial saves nothing. What was typed stands in the form again whatever came of it; a page left open overwrites nothing
(`core.settings_kept`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from priemnaya.cases.models import CASE_KINDS
from priemnaya.cases.rules import asks_before_giving
from priemnaya.core.reading import code_of, numeral
from priemnaya.core.settings_kept import token
from priemnaya.desk import actions as desk
from priemnaya.desk import trial as trials
from priemnaya.desk.actions.rules import TITLES, kind_of, macro_faults, rule_faults, templates, told_of
from priemnaya.desk.models import Checklist, Macro, RoutingRule
from priemnaya.desk.routing import words_of
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.models import Service, Topic
from priemnaya.knowledge.variables import listed
from priemnaya.people.hands import taking_units, working
from priemnaya.people.models import Employee
from priemnaya.policy.contact_points import POINT_KINDS
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen
from priemnaya.workspace.shared import page_seen, who
from priemnaya.workspace.tables.settings import HELD, RUNS, TRIAL, WORKS
from priemnaya.workspace.tables.shown import Listing

STEPS_SHOWN = 5
Setting = RoutingRule | Macro | Checklist


@dataclass(frozen=True)
class Editor:
    """How one kind is edited: typed makes an unsaved row of the form; faults says what cannot be tried; keep is the
    deed; more: what else the page needs."""

    model: type[Model]
    template: str
    typed: Callable[[HttpRequest, Any], Any]
    faults: Callable[[Any], None]
    trial: Callable[[Any, Employee], trials.Trial]
    keep: Callable[[Any, Any, str, Employee], Any]
    more: Callable[[Employee, Any], dict[str, Any]]


def _edit(editor: Editor, request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    row: Any = None
    if pk:
        row = get_object_or_404(editor.model, pk=pk, organisation=me.organisation)
    if request.method != "POST":
        draft = row or editor.model(organisation=me.organisation)
        return _page(editor, request, row, draft, seen=token(told_of(row)) if row else "")
    draft, seen = editor.typed(request, row), page_seen(request)
    try:
        if request.POST.get("do") == "try":
            return _tried(editor, request, row, draft, seen)
        editor.keep(row, draft, seen, me)
    except Stale as stale:
        row = editor.model._default_manager.filter(pk=pk).first()
        stands = told_of(row) if row else {}
        now = token(stands) if row else ""
        return _page(editor, request, row, draft, seen=now, error=str(stale), stands=stands, status=409)
    except Objection as objection:
        return _page(editor, request, row, draft, seen=seen, error=str(objection), status=422)
    messages.success(request, _("Записано."))
    return redirect("rules")


def _tried(editor: Editor, request: HttpRequest, row: Any, draft: Any, seen: str) -> HttpResponse:
    """A script asks for the trial alone, and for the reason why there can be none."""
    me, part = who(request), bool(getattr(request, "htmx", None))
    try:
        editor.faults(draft)
    except Objection as objection:
        if not part:
            raise
        return render(request, "workspace/_trial.html", {"untried": str(objection)})
    return _page(editor, request, row, draft, seen=seen, trial=editor.trial(draft, me), part=part)


def _page(
    editor: Editor,
    request: HttpRequest,
    row: Any,
    draft: Any,
    *,
    trial: trials.Trial | None = None,
    status: int = 200,
    part: bool = False,
    **more: Any,
) -> HttpResponse:
    me = who(request)
    shown = {
        "row": row,
        "draft": draft,
        "trial": trial,
        "asks": trial is not None and asks_before_giving(me.organisation),
        "kind": kind_of(draft),
        "may_read": me.may("journal.view"),
        "services": Service.objects.filter(organisation=me.organisation, withdrawn_at=None)
        .order_by("title")
        .values_list("pk", "title"),
        **editor.more(me, draft),
        **more,
    }
    if trial is not None and trial.shown:
        table = TRIAL if editor is ROUTING else RUNS if editor is MACRO else WORKS
        shown["works"] = Listing(table, trial.works, request, size=trials.LOOKED_AT)
        shown["held"] = Listing(HELD, trial.stopped, request, size=trials.LOOKED_AT)
    return render(request, "workspace/_trial.html" if part else editor.template, shown, status=status)


# Routing

ROUTED = ("name", "topic", "points", "kinds", "words", "service", "unit", "by_competence", "employee", "is_active")


def _rule_typed(request: HttpRequest, row: RoutingRule | None) -> RoutingRule:
    typed, body = request.POST, who(request).organisation
    employee = Employee.objects.filter(pk=chosen(request, "employee"), organisation=body).first()
    draft = RoutingRule(
        pk=row.pk if row else None,
        place=row.place if row else 0,
        organisation=body,
        name=typed.get("name", "").strip()[:120],
        topic=_topic_of(typed.get("topic", "")),
        points=[p for p in typed.getlist("points") if p in POINT_KINDS],
        kinds=[k for k in typed.getlist("kinds") if k in CASE_KINDS],
        words=words_of(typed.get("words", "")),
        service=Service.objects.filter(pk=chosen(request, "service"), organisation=body).first(),
        by_competence=bool(typed.get("by_competence")),
        employee=employee,
        is_active=not typed.get("off"),
    )
    unit = body.units.select_related("head").filter(pk=chosen(request, "unit")).first()
    if unit is not None:
        draft.unit = unit
    return draft


def _topic_of(said: str) -> str:
    """Of «0001.0002 Аренда» the code, of a title alone its code too; what is neither stays as it was typed, and is
    refused so."""
    said = " ".join(said.split())[:300]
    if numeral(code_of(said)[:1]):
        return code_of(said)[:24]
    named = Topic.objects.current().filter(title__iexact=said).order_by("code").first() if said else None
    return named.code if named else said


def _rule_fields(draft: RoutingRule) -> dict[str, Any]:
    return {n: getattr(draft, n, None) if n != "unit" or draft.unit_id else None for n in ROUTED}


def _rule_save(row: RoutingRule | None, draft: RoutingRule, seen: str, me: Employee) -> None:
    desk.save_rule(me.organisation, by=me, rule=row, seen=seen, **_rule_fields(draft))


def _rule_more(me: Employee, draft: RoutingRule) -> dict[str, Any]:
    staff, one = working(me.organisation), draft.employee
    topic = Topic.objects.current().filter(code=draft.topic).first() if draft.topic else None
    return {
        "topic_said": f"{topic.code} {topic.title}" if topic else draft.topic,
        "gone": _("заблокирован") if one is not None and not one.is_active else _("не работает с делами"),
        "units": taking_units(me.organisation).values_list("pk", "name"),
        "staff": [(e.pk, e.short_name) for e in staff],
        "kinds": CASE_KINDS,
        "points": [(k, p.title) for k, p in POINT_KINDS.items()],
    }


# Macros


def _macro_typed(request: HttpRequest, row: Macro | None) -> Macro:
    """A unit is kept by its slug and a template with its key: names change, what a step means does not."""
    body = who(request).organisation
    slugs = dict(body.units.filter(closed_at=None).values_list("name", "slug"))
    keys = dict(templates(body).values_list("title", "pk"))

    def step(do: str, value: str) -> dict[str, Any]:
        kept: dict[str, Any] = {"do": do, "value": slugs.get(value, value) if do == "unit" else value}
        return {**kept, "article": keys[value]} if do == "template" and value in keys else kept

    rows = zip(request.POST.getlist("do"), request.POST.getlist("value"), strict=False)
    name = request.POST.get("name", "").strip()[:120]
    steps = [step(do, value.strip()) for do, value in rows if do]
    return Macro(pk=row.pk if row else None, organisation=body, name=name, steps=steps)


def _macro_save(row: Macro | None, draft: Macro, seen: str, me: Employee) -> None:
    desk.save_macro(me.organisation, draft.name, draft.steps, by=me, macro=row, seen=seen)


def _macro_more(me: Employee, draft: Macro) -> dict[str, Any]:
    units = list(me.organisation.units.order_by("name"))
    names = {u.slug: u.name for u in units}
    titles = dict(templates(me.organisation).values_list("pk", "title"))

    def words(step: dict[str, Any]) -> str:
        value = str(step.get("value", ""))
        return names.get(value, value) if step["do"] == "unit" else titles.get(step.get("article", 0), value)

    taking = [u.name for u in taking_units(me.organisation)]
    picks = {"need": list(me.organisation.needs), "unit": taking, "template": list(titles.values())}
    steps = [(s["do"], words(s)) for s in draft.steps]
    spare = max(2, STEPS_SHOWN - len(steps))
    return {
        "steps": [*steps, *[("", "")] * spare],
        "does": TITLES,
        "values": [one for rows in picks.values() for one in rows],
        "picks": picks,
        "variables": listed(),
    }


# Checklists


def _list_typed(request: HttpRequest, row: Checklist | None) -> Checklist:
    typed, body = request.POST, who(request).organisation
    return Checklist(
        pk=row.pk if row else None,
        organisation=body,
        name=typed.get("name", "").strip()[:120],
        kind=typed.get("kind", "") if typed.get("kind", "") in CASE_KINDS else "",
        service=Service.objects.filter(pk=chosen(request, "service"), organisation=body).first(),
        items=[line.strip() for line in typed.get("items", "").splitlines() if line.strip()],
    )


def _list_save(row: Checklist | None, draft: Checklist, seen: str, me: Employee) -> None:
    desk.save_checklist(
        me.organisation,
        draft.name,
        draft.items,
        by=me,
        kind=draft.kind,
        service=draft.service,
        checklist=row,
        seen=seen,
    )


ROUTING = Editor(
    RoutingRule,
    "workspace/rule_edit.html",
    _rule_typed,
    lambda draft: rule_faults(_rule_fields(draft)),
    trials.try_rule,
    _rule_save,
    _rule_more,
)
MACRO = Editor(
    Macro,
    "workspace/macro_edit.html",
    _macro_typed,
    lambda draft: macro_faults(draft.organisation, draft.name or "-", draft.steps),
    trials.try_macro,
    _macro_save,
    _macro_more,
)
CHECKLIST = Editor(
    Checklist,
    "workspace/checklist_edit.html",
    _list_typed,
    lambda draft: None,
    trials.try_checklist,
    _list_save,
    lambda me, draft: {"kinds": CASE_KINDS, "lines": "\n".join(draft.items)},
)


@require_http_methods(["GET", "POST"])
@permission("rules.edit")
def rule_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    return _edit(ROUTING, request, pk)


@require_http_methods(["GET", "POST"])
@permission("rules.edit")
def macro_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    return _edit(MACRO, request, pk)


@require_http_methods(["GET", "POST"])
@permission("rules.edit")
def checklist_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    return _edit(CHECKLIST, request, pk)
