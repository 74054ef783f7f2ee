"""The survey behind the link: GET shows, POST records, one answer a reply."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from priemnaya.cases.models import GONE_OUT, Reply
from priemnaya.cases.states import must_not_be_destroyed
from priemnaya.errors import Objection
from priemnaya.outreach.actions.surveys import AlreadyRated, rate_reply, says_more
from priemnaya.outreach.models import SurveyAnswer
from priemnaya.people.models import Organisation
from priemnaya.portal.forms import SurveyForm
from priemnaya.portal.shared import of_case_holder


def _rated(request: HttpRequest, reply: Reply) -> HttpResponse:
    """There is one answer a reply. Whoever sends another is told so, and keeps the words to send as a message."""
    kept = SurveyAnswer.objects.get(reply=reply)
    lost = request.method == "POST" and says_more(kept, request.POST)
    shown = {"case": reply.case, "kept": kept, "comment": request.POST.get("comment", "") if lost else "", "lost": lost}
    return render(request, "portal/rated.html", shown, status=422 if lost else 200)


@require_http_methods(["GET", "POST"])
@of_case_holder
def rate(request: HttpRequest, organisation: Organisation, token: str) -> HttpResponse:
    reply = get_object_or_404(
        Reply.objects.select_related("case"), organisation=organisation, survey_token=token, state__in=GONE_OUT
    )
    try:
        must_not_be_destroyed(reply.case)
    except Objection:
        return render(request, "portal/rate_ended.html", {"words": request.POST.get("comment", "")}, status=410)
    if hasattr(reply, "survey_answer"):
        return _rated(request, reply)
    if request.method == "GET":
        preset = request.GET.get("satisfaction", "")
        return _asked(request, reply, SurveyForm(initial={"satisfaction": preset} if preset in set("12345") else None))
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return _asked(request, reply, form, status=422)
    try:
        rate_reply(reply, **form.cleaned_data)
    except AlreadyRated:
        return _rated(request, reply)
    return redirect("rate", organisation.slug, token)


def _asked(request: HttpRequest, reply: Reply, form: SurveyForm, *, status: int = 200) -> HttpResponse:
    shown = {"form": form, "case": reply.case, "sent_at": reply.sent_at}
    return render(request, "portal/rate.html", shown, status=status)
