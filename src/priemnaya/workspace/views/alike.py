"""One answer to many who wrote the same: a letter of one of the cases is the sample, each gets its own, shown first."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from priemnaya.cases.models import Case, Reply
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.answering import MOST_LETTERS
from priemnaya.desk.actions.bulk import Outlook
from priemnaya.desk.models import Campaign
from priemnaya.desk.standing import standings
from priemnaya.errors import Objection
from priemnaya.ui.access import permission
from priemnaya.ui.asked import whole
from priemnaya.ui.typed import refuse
from priemnaya.workspace.campaigns import campaign_cases
from priemnaya.workspace.shared import who

from .bulk import marked_cases, said_of, seen_of, shown_of

SAMPLES = 5
GOOD = ("draft", "on_check", "checked", "signed", "sent")


@require_http_methods(["GET", "POST"])
@permission("reply.write")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page chooses the sample and the cases, shows every letter, and does what was shown (`what`)."""
    me = who(request)
    campaign = get_object_or_404(
        Campaign.objects.select_related("organisation"), pk=pk, organisation=me.organisation_id
    )
    seen_cases = campaign_cases(Case.objects.seen_by(me), pk)
    if not seen_cases.exists():
        raise Http404
    what = request.POST.get("what", "")
    try:
        if request.method == "POST" and what:
            return _done(request, campaign, seen_cases, what)
        rows = _looked(request, campaign, seen_cases) if request.method == "POST" else []
    except Objection as objection:
        refuse(request, objection)
        rows = []
    return _page(request, campaign, seen_cases, rows)


def _of_form(request: HttpRequest, seen_cases: CaseQuerySet) -> tuple[Reply, list[Case]]:
    """Raises Objection."""
    samples = Reply.objects.filter(case__in=seen_cases, state__in=GOOD)
    rows = samples.select_related("case__organisation__parent", "case__client", "organisation", "author")
    sample = rows.filter(pk=whole(request.POST.get("sample")) or 0).first()
    if sample is None:
        raise Objection(_("Выберите письмо, которое станет образцом."))
    mine = set(seen_cases.values_list("pk", flat=True))
    cases = [c for c in marked_cases(request) if c.pk in mine]
    return sample, cases


def _looked(request: HttpRequest, campaign: Campaign, seen_cases: CaseQuerySet) -> list[Outlook]:
    sample, cases = _of_form(request, seen_cases)
    what = "send" if request.POST.get("how") == "send" else "answer"
    seen, files = seen_of(request, cases), bool(request.POST.get("files"))
    return desk.look_at_answers(campaign, sample, cases, what, by=who(request), seen=seen, files=files)


def _done(request: HttpRequest, campaign: Campaign, seen_cases: CaseQuerySet, what: str) -> HttpResponse:
    sample, cases = _of_form(request, seen_cases)
    if str(sample.version) != request.POST.get("version"):
        raise Objection(_("Письмо-образец с тех пор изменили. Посмотрите ещё раз, что уйдёт."))
    seen, files = seen_of(request, cases), bool(request.POST.get("files"))
    shown = shown_of(request, cases)
    deed = desk.answer_alike(campaign, sample, cases, what, by=who(request), seen=seen, shown=shown, files=files)
    said_of(request, deed)
    return redirect(f"{reverse('queue')}?alike={campaign.pk}")


def _page(request: HttpRequest, campaign: Campaign, seen_cases: CaseQuerySet, rows: list[Outlook]) -> HttpResponse:
    me, typed = who(request), request.POST
    cases = list(seen_cases.open().select_related("client", "assignee", "unit").order_by("due_at", "pk")[:MOST_LETTERS])
    tokens = standings(cases)
    samples = Reply.objects.filter(case__in=seen_cases, state__in=GOOD).select_related("case__client", "author")
    picked = {whole(x) for x in typed.getlist("case")} if request.method == "POST" else {c.pk for c in cases}
    chosen = samples.filter(pk=whole(typed.get("sample")) or 0).first() if typed.get("sample") else None
    return render(
        request,
        "workspace/alike_answer.html",
        {
            "campaign": campaign,
            "cases": [(c, tokens[c.pk], c.pk in picked) for c in cases],
            "samples": samples.prefetch_related("attachments").order_by("-pk")[:SAMPLES],
            "files": bool(typed.get("files")),
            "sample": chosen,
            "rows": [(row, typed.get(f"seen-{row.case.pk}", "")) for row in rows],
            "goes": sum(not row.why_not for row in rows),
            "what": "send" if typed.get("how") == "send" else "answer",
            "may_sign": me.may("reply.sign"),
            "first": next(iter(cases), None),
        },
        status=422 if request.method == "POST" and not rows else 200,
    )
