"""After an answer that did not help: asking on, having the case taken up again, complaining about the answer."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from priemnaya.cases import terms
from priemnaya.cases.actions import add_to_portal_draft, append_message
from priemnaya.cases.incoming import Incoming, Matter
from priemnaya.cases.models import Case, PortalDraft, Reply
from priemnaya.people.models import Organisation
from priemnaya.policy.owed import FURTHER_MESSAGE
from priemnaya.portal import quotas
from priemnaya.portal.drafts import A_MONTH, ABOUT, KEY, draft_of, key_or_fresh
from priemnaya.portal.sending import arrival_of
from priemnaya.portal.shared import LEFT, of_case_holder
from priemnaya.ui.asked import one_of
from priemnaya.ui.cookies import keep
from priemnaya.ui.typed import refuse

from .follow import case_of_session, named, writer
from .write import beside

SAID = {"ask": "Вопрос об ответе", "reopen": "Ответ не помог: прошу вернуть дело в работу"}
"""What staff read over the client's words."""
TYPED = ("text", "against", "decision")
"""What a complaint that was begun before may hold: it stays beside what this one begins with."""


@require_POST
@of_case_holder
def not_helped(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """The client's words come to whoever has the case, with the term in which somebody decides what becomes of them."""
    case = case_of_session(request, organisation, number)
    text, what = request.POST.get("text", "").strip(), one_of(request.POST.get("what"), SAID, "ask")
    if not text:
        refuse(request, _("Напишите, что осталось неясным или не сделано."))
        return redirect("case_page", organisation.slug, number)
    said = Incoming(arrival_of(request, f"after {case.pk}:"), Matter(text, subject=SAID[what]), writer(request, case))
    held = quotas.weigh_addition(request, case.pk)
    received = append_message(case, replace(said, arrival=replace(said.arrival, suspicious=held)))
    messages.success(request, _told(case, held, is_new=received.is_new))
    return redirect("case_page", organisation.slug, number)


def _told(case: Case, held: str, *, is_new: bool) -> str:
    if not is_new:
        return _("Эту самую форму мы уже получили. Второй раз не записали: она в истории дела ниже.")
    if held:
        return _("Мы получили ваше сообщение. Сегодня их много, поэтому сначала его прочитает сотрудник.")
    owed = terms.open_term(case, FURTHER_MESSAGE)
    if owed is None:
        return _("Мы получили ваше сообщение. Его увидит тот, кто занимается делом.")
    day = f"{case.organisation.local(owed.due_at):%d.%m.%Y}"
    return _("Мы получили ваше сообщение. До %s решим: вернуть дело в работу, завести новое или ответа не нужно.") % day


@require_POST
@of_case_holder
def complain(request: HttpRequest, organisation: Organisation, number: str, pk: int) -> HttpResponse:
    """A complaint that remembers the answer it started from, and already names who signed it."""
    case = case_of_session(request, organisation, number)
    reply = get_object_or_404(case.replies.filter(state__in=LEFT).select_related("signer", "organisation"), pk=pk)
    written_to = organisation.parent or organisation  # who has the form
    key, fresh = key_or_fresh(request, written_to)
    before = draft_of(request, written_to)
    if before is None and not quotas.may_keep(request):
        refuse(request, _("Сейчас мы не можем сохранить начатую жалобу. Напишите её на странице «Написать нам»."))
        return redirect("case_page", organisation.slug, number)
    if before is not None and before.data.get(ABOUT) != str(case.pk) and any(map(before.data.get, TYPED)):
        messages.info(request, _("В форме осталось то, что вы начали раньше: проверьте и уберите лишнее."))
    add_to_portal_draft(written_to, key, _begun(case, reply, before))
    response = redirect("write_step", written_to.slug, "whom")
    if fresh:
        keep(response, "draft", fresh, seconds=A_MONTH)
    return response


def _begun(case: Case, reply: Reply, before: PortalDraft | None) -> dict[str, str]:
    typed = before.data if before else {}
    said = {
        "kind": "service_complaint" if case.kind == "service_application" else "appeal_complaint",
        "decision": beside(f"{named(reply)}, дело № {case.number}", typed.get("decision", "")),
        "against": beside(reply.signer.short_name if reply.signer else "", typed.get("against", "")),
        ABOUT: str(case.pk),
    }
    return said if before is not None and KEY in before.data else {**said, KEY: uuid.uuid4().hex}
