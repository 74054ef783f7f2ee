"""The history of a client on request; holds; the lawful destruction of what was kept long enough."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.guard import must_see_whole
from priemnaya.cases.looked import open_cards
from priemnaya.cases.models import Case
from priemnaya.cases.models.walls import walls
from priemnaya.core.journal import record, viewed
from priemnaya.errors import Objection
from priemnaya.people.models import Employee
from priemnaya.records import actions as records
from priemnaya.records.actions.disposal import shown
from priemnaya.records.models import DisposalAct, HistoryExport
from priemnaya.records.ripe import holding, keeping
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen
from priemnaya.ui.downloads import attachment, streamed
from priemnaya.ui.templatetags.ui import counted
from priemnaya.ui.typed import refuse, telling
from priemnaya.workspace.shared import client_for, who


@require_POST
@permission("case.work")
def history_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The client asked for the whole history: it is made in the background."""
    me = who(request)
    found = client_for(request, pk)
    with telling(request, _("Собираем историю. Она появится на этой странице, мы пришлём уведомление.")):
        records.ask_history(found, by=me)
    return redirect("client", found.living.pk)


@require_GET
@permission("case.work")
def history_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    me = who(request)
    export = get_object_or_404(
        HistoryExport.objects.of_one_card().select_related("client", "file"),
        pk=pk,
        organisation_id=me.organisation_id,
        state="done",
        file__isnull=False,
    )
    try:
        must_see_whole(export.client, me)
    except Objection as objection:
        refuse(request, objection)
        return redirect("client", export.client_id)
    assert export.file is not None
    viewed(export.client, by=me, how="export")
    record("history.given", export.client, by=me, export=export.pk)
    return streamed(f"История {export.client.full_name}.zip", export.file)


@require_POST
@permission("history.manage")
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Forbid or allow again the destruction of a client's records."""
    me = who(request)
    found = client_for(request, pk)
    with telling(request):
        if lift := chosen(request, "lift"):
            records.lift_hold(get_object_or_404(holding(found.living.pk), pk=lift), by=me)
            messages.success(request, _("Запрет снят."))
        else:
            records.hold_client(found, request.POST.get("reason", ""), by=me)
            messages.success(request, _("Запрет записан: материалы клиента не уничтожат."))
    return redirect("client", found.living.pk)


def _without(lists: dict[str, list[Any]], hidden: set[int], me: Employee) -> dict[str, list[Any]]:
    """What an act would destroy, without the cases the reader must not see, what belongs to them, and closed cards."""
    cards = {c.client_id for c in lists["cases"] if c.pk in hidden}
    named = {c.pk for c in lists["clients"]}
    cards |= named - open_cards(named, me)
    return {
        "cases": [c for c in lists["cases"] if c.pk not in hidden],
        "contacts": [c for c in lists["contacts"] if c.case_id not in hidden],
        "scans": [s for s in lists["scans"] if s.case_id not in hidden],
        "clients": [c for c in lists["clients"] if c.pk not in cards],
    }


def _counts(act: DisposalAct, lists: dict[str, list[Any]]) -> dict[str, int]:
    """How many of each sort: of what waits, those that the reader is shown."""
    kept = {"cases": act.case_ids, "contacts": act.contact_ids, "scans": act.scan_ids, "clients": act.client_ids}
    return {name: len(lists.get(name, keys)) for name, keys in kept.items()}


@require_GET
@permission("history.manage")
def disposals(request: HttpRequest) -> HttpResponse:
    """Proposals of the schedule and acts of destruction."""
    me, body = who(request), who(request).organisation
    years, rules = keeping(body)
    acts = DisposalAct.objects.filter(organisation=body).select_related("first", "second").order_by("-proposed_at")[:50]
    hidden = {pk for wall in walls(me) for pk in Case.objects.filter(pk__in=wall).values_list("pk", flat=True)}
    waits = ("proposed", "reviewed")
    lists = [_without(shown(a, me), hidden, me) if a.state in waits else {} for a in acts]
    rows = [(a, found, _counts(a, found)) for a, found in zip(acts, lists, strict=True)]
    kept_for = counted(years, _("год"), _("года"), _("лет"))
    context = {"rows": rows, "years": years, "kept_for": kept_for, "rules": rules, "me": me}
    return render(request, "workspace/disposals.html", {**context, "reads": me.may("case.view")})


@require_POST
@permission("history.manage")
def disposal_act(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    act = get_object_or_404(DisposalAct, pk=pk, organisation_id=me.organisation_id)
    with telling(request):
        if request.POST.get("do") == "review":
            records.review_disposal(act, by=me)
            messages.success(request, _("Записано. Теперь должен подтвердить другой сотрудник."))
        elif request.POST.get("do") == "execute":
            done = records.execute_disposal(act, by=me)
            messages.success(request, _("Материалы уничтожены, акт № %s.") % done.number)
        else:
            records.reject_disposal(act, by=me, why=request.POST.get("why", ""))
            messages.success(request, _("Отклонено: материалы остаются."))
    return redirect("disposals")


@require_GET
@permission("history.manage")
def disposal_download(request: HttpRequest, pk: int) -> HttpResponse:
    act = get_object_or_404(
        DisposalAct.objects.select_related("act"),
        pk=pk,
        organisation_id=who(request).organisation_id,
        act__isnull=False,
    )
    assert act.act is not None
    return attachment(f"Акт {act.number.replace('/', '-')}.pdf", act.act.read())
