"""Routing rules, macros, checklists and competences: read by everybody, written by heads and administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.models import CASE_KINDS, Case
from priemnaya.core.reading import code_of
from priemnaya.core.settings_kept import token
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.rules import TITLES
from priemnaya.desk.models import Checklist, Macro, RoutingRule
from priemnaya.desk.told import checklist_told, macro_told, rule_told, steps_told
from priemnaya.knowledge.models import Service
from priemnaya.people.models import Competence, Employee
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, page_seen, row_chosen
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import acts_on_case, typed_day, who
from priemnaya.workspace.shown_first import Form, shown_or_done

DROPPED = {"rule": RoutingRule, "macro": Macro, "checklist": Checklist}


@require_GET
@permission("rules.edit")
def rules(request: HttpRequest) -> HttpResponse:
    body = who(request).organisation
    macros = Macro.objects.filter(organisation=body)
    told = steps_told(macros, TITLES)
    rules = RoutingRule.objects.filter(organisation=body).select_related("unit", "employee", "service")
    lists = Checklist.objects.filter(organisation=body).select_related("service")
    return render(
        request,
        "workspace/rules.html",
        {
            "rules": [(r, token(rule_told(r))) for r in rules],
            "macros": [(m, told[m.pk], token(macro_told(m, told[m.pk]))) for m in macros],
            "checklists": [(c, token(checklist_told(c))) for c in lists],
            "titles": dict(Service.objects.filter(organisation=body).values_list("slug", "title")),
            "competences": Competence.objects.current(body).select_related("employee"),
            "services": Service.objects.filter(organisation=body, withdrawn_at=None)
            .order_by("title")
            .values_list("pk", "title"),
            "staff": [
                (e.pk, e.short_name)
                for e in Employee.objects.filter(organisation=body, is_active=True).order_by("surname")
            ],
            "kinds": CASE_KINDS,
            "typed": typed_of(request),
            "may_read": who(request).may("journal.view"),
        },
    )


def _done(request: HttpRequest, act: Any) -> HttpResponse:
    """Run, say what came of it, come back to the page with what was typed if it failed."""
    with telling(request, _("Записано.")):
        act()
    return redirect("rules")


@require_POST
@permission("rules.edit")
def competence_save(request: HttpRequest) -> HttpResponse:
    me, typed = who(request), request.POST
    service = Service.objects.filter(pk=chosen(request, "service"), organisation=me.organisation).first()
    kind, area = ("service", service.slug) if service else ("topic", code_of(typed.get("topic")))

    def act() -> None:
        staff = Employee.objects.filter(organisation=me.organisation)
        employee = row_chosen(request, "employee", staff, _("Выберите сотрудника из списка."))
        until = typed_day(request, "until")
        desk.record_competence(employee, kind, area, basis=typed.get("basis", ""), until=until, by=me)

    return _done(request, act)


@require_POST
@permission("rules.edit")
def competence_end(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    row = get_object_or_404(
        Competence.objects.select_related("employee__organisation"), pk=pk, employee__organisation=me.organisation
    )
    return _done(request, lambda: desk.end_competence(row, by=me))


@require_POST
@permission("rules.edit")
def rule_drop(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Remove a rule, a macro or a checklist of the own body; what was done by it stays on the cases."""
    me = who(request)
    row: Any = get_object_or_404(DROPPED[what], pk=pk, organisation=me.organisation)
    with telling(request, _("Удалено.")):
        desk.drop_rule(row, by=me, seen=page_seen(request))
    return redirect("rules")


@acts_on_case("case.view", shows=False)
def run(request: HttpRequest, case: Case) -> HttpResponse | None:
    """One that writes to the client is shown first, by what it really writes."""
    macro = row_chosen(
        request, "macro", Macro.objects.filter(organisation_id=case.organisation_id), _("Выберите макрос из списка.")
    )

    def deed() -> None:
        desk.run_macro(case, macro, by=who(request))

    form = Form(case.get_absolute_url(), "act-macro")
    page, _answer = shown_or_done(request, case, deed, form, also=desk.told_steps(case, macro, who(request)))
    if page is None:
        messages.success(request, _("Выполнено: %s") % macro.name)
    return page


@acts_on_case("case.work")
def tick(request: HttpRequest, case: Case) -> None:
    row = row_chosen(
        request,
        "checklist",
        Checklist.objects.filter(organisation_id=case.organisation_id),
        _("Этого перечня больше нет. Обновите страницу."),
    )
    act = desk.untick if request.POST.get("undo") else desk.tick
    act(case, row, request.POST.get("item", ""), by=who(request))
