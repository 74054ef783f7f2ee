"""Recalling a case: its client is shown what it will do, and that is done (docs/trust.md: by whatever opens the
case)."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from priemnaya.cases.actions.recalling import MEANWHILE, Recall, recall_case, recall_of
from priemnaya.cases.incoming import Incoming, Matter
from priemnaya.cases.models import Case
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation
from priemnaya.portal.sending import arrival_of
from priemnaya.portal.shared import of_case_holder
from priemnaya.ui.asked import one_of
from priemnaya.ui.typed import refuse

from .follow import case_of_session, writer

WHAT = {
    "service_application": gettext_lazy("заявление"),
    "message": gettext_lazy("сообщение"),
    "feedback": gettext_lazy("отзыв"),
    "info_request": gettext_lazy("запрос"),
    "appeal_complaint": gettext_lazy("жалобу"),
    "service_complaint": gettext_lazy("жалобу"),
}
"""What is recalled, in the accusative; everything else is an appeal."""
WHY = 2000  # signs


@require_POST
@of_case_holder
def recall(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """Shown first: what will happen at once, and what people decide. The second press does what was shown."""
    case = case_of_session(request, organisation, number)
    if not request.POST.get("sure"):
        if case.state not in MEANWHILE:
            return _shown(request, case, recall_of(case))
        refuse(request, MEANWHILE[case.state])
        return redirect("case_page", organisation.slug, number)
    if len(why := _why(request)) > WHY:
        fault = _("Слишком длинно: знаков %(n)d, а можно до %(most)d. Сократите.") % {"n": len(why), "most": WHY}
        return _shown(request, case, recall_of(case), fault)
    way = one_of(request.POST.get("way"), ("ends", "asks"), "asks")
    try:
        received = recall_case(case, _said(request, case), way)  # type: ignore[arg-type]
    except Objection as objection:
        refuse(request, objection)
        return redirect("case_page", organisation.slug, number)
    if not received.is_new:
        messages.info(request, _("Мы это уже получили, второй раз не записали."))
    elif way == "ends":
        messages.success(request, _("Отозвано. Рассмотрение прекращено, подтверждение ниже на этой странице."))
    else:
        messages.success(request, _("Мы получили вашу просьбу. Сотрудник решит и напишет вам."))
    return redirect("case_page", organisation.slug, number)


def _why(request: HttpRequest) -> str:
    return request.POST.get("why", "").replace("\r\n", "\n").strip()


def _shown(request: HttpRequest, case: Case, found: Recall, fault: str = "") -> HttpResponse:
    said = {
        "why": _why(request),
        "fault": fault,
        "case": case,
        "way": found.way,
        "what": WHAT.get(case.kind, _("обращение")),
        "told": found.rule is not None and bool(found.rule.value.notice),
        "key": uuid.uuid4().hex,
    }
    return render(request, "portal/recall.html", said, status=422 if fault else 200)


def _said(request: HttpRequest, case: Case) -> Incoming:
    words = "\n".join(filter(None, ("Прошу прекратить рассмотрение.", _why(request))))
    return Incoming(
        arrival_of(request, f"recall {case.pk}:"), Matter(words, subject="Отзыв обращения"), writer(request, case)
    )
