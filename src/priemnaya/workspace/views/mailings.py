"""Mailings: write, see how it will look and whom it reaches, try it on oneself, schedule, send, pause, report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.bounded import Exceeded
from priemnaya.errors import Objection
from priemnaya.outreach.actions import mailings as acts
from priemnaya.outreach.audience import audience, left_out
from priemnaya.outreach.models import Mailing
from priemnaya.people.models import Organisation
from priemnaya.people.models.clients import KINDS
from priemnaya.people.policies import policy_of
from priemnaya.plain import Finding, Unreadable
from priemnaya.ui.access import permission
from priemnaya.ui.clarity import asked_by, checked
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import typed_moment, who
from priemnaya.workspace.tables.office import MAILINGS
from priemnaya.workspace.tables.shown import Listing


def _mine(request: HttpRequest, pk: int) -> Mailing:
    return get_object_or_404(
        Mailing.objects.select_related("organisation__parent"), pk=pk, organisation_id=who(request).organisation_id
    )


@require_GET
@permission("mailing.manage")
def mailings(request: HttpRequest) -> HttpResponseBase:
    rows = Mailing.objects.filter(organisation_id=who(request).organisation_id).order_by("-created_at")
    listing = Listing(MAILINGS, rows, request)
    if (file := listing.file()) is not None:
        return file
    return render(request, "workspace/mailings.html", {"listing": listing})


@require_http_methods(["GET", "POST"])
@permission("mailing.manage")
def mailing_new(request: HttpRequest) -> HttpResponse:
    body = who(request).organisation
    kinds = _kinds(body)
    shown = {"kinds": kinds, **_reached(body, kinds)}
    if request.method == "POST":
        try:
            made = acts.create_mailing(body, **_typed(request), by=who(request))
        except Objection as objection:
            return render(
                request,
                "workspace/mailing_new.html",
                {"typed": request.POST, "chosen": request.POST.getlist("kind"), **shown, "error": str(objection)},
                status=422,
            )
        return redirect("mailing", made.pk)
    return render(request, "workspace/mailing_new.html", {"typed": {}, **shown})


def _reached(body: Organisation, kinds: list[tuple[str, str]]) -> dict[str, Any]:
    """How many a mailing to each kind of clients would reach today, and the clause by which."""
    today = body.local(timezone.now()).date()
    every = Mailing(organisation=body)
    reached = dict(audience(every).order_by().values_list("kind").annotate(n=Count("pk")))
    return {
        "reaches": sum(reached.values()),
        "left_out": left_out(every),
        "by_kind": [(t, reached.get(k, 0)) for k, t in kinds],
        "rules": list(policy_of(body).rules("only_if", today, "send_mailing.consent")),
    }


def _kinds(body: Any) -> list[tuple[str, str]]:
    """Kinds of clients of the body's order, its own too, with their titles."""
    return [(k, KINDS.get(k, k)) for k in body.client_kinds]


def _typed(request: HttpRequest) -> dict[str, Any]:
    allowed = {*KINDS, *who(request).organisation.client_kinds}
    kinds = [k for k in request.POST.getlist("kind") if k in allowed]
    return {"subject": request.POST.get("subject", ""), "text": request.POST.get("text", ""), "client_kinds": kinds}


@require_GET
@permission("mailing.manage")
def mailing(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it will look, whom it reaches and whom not, and the clause that says so."""
    found = _mine(request, pk)
    body = found.organisation
    today = body.local(dt.datetime.now(dt.UTC)).date()
    return render(
        request,
        "workspace/mailing.html",
        {
            "mailing": found,
            "letter": acts.letter_of(found, "", "test"),
            "reaches": audience(found).count(),
            "left_out": left_out(found),
            "rules": list(policy_of(body).rules("only_if", today, "send_mailing.consent")),
            "report": acts.report_of(found) if found.started_at else None,
            "findings": _findings(request, found),
            "kinds": _kinds(body),
        },
    )


def _findings(request: HttpRequest, found: Mailing) -> list[Finding]:
    """The first findings worth a look; words instead, when the text is too much for a check."""
    asked = asked_by(who(request).organisation, kind="reply", audience="layman")
    try:
        report = checked(found.text, asked, anybody=False)
    except (Unreadable, Exceeded) as error:
        messages.warning(request, str(error))
        return []
    return [f for f in report.findings if f.level in ("error", "warning")][:8]


@require_POST
@permission("mailing.manage")
def mailing_act(request: HttpRequest, pk: int) -> HttpResponse:
    """One step of a mailing; which one says the button."""
    found, me = _mine(request, pk), who(request)
    do, read = request.POST.get("do", ""), request.POST.get("seen") or "-"  # nobody sends what they have not read
    with telling(request):
        if do == "change":
            acts.change_mailing(found, **_typed(request), by=me, seen=read)
            said = _("Записано.")
        elif do == "test":
            acts.send_test(found, request.POST.get("to", "") or me.email, by=me)
            said = _("Пробное письмо отправлено.")
        elif do == "schedule":
            acts.schedule_mailing(found, typed_moment(request, "at"), by=me, seen=read)
            said = _("Рассылка назначена.")
        elif do == "start":
            said = _("Рассылка началась, писем: %d") % acts.start_mailing(found, by=me, seen=read)
        elif do == "pause":
            acts.pause_mailing(found, by=me)
            said = _("Рассылка приостановлена.")
        elif do == "resume":
            acts.resume_mailing(found, by=me)
            said = _("Рассылка идёт дальше.")
        elif do == "cancel":
            acts.cancel_mailing(found, by=me)
            said = _("Рассылка отменена.")
        else:
            raise Objection(_("Нажмите одну из кнопок под письмом."))
        messages.success(request, said)
    return redirect("mailing", pk)
