"""A message that staff take down: from paper, by phone, at a visit; and the topics they choose from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from priemnaya.cases import actions
from priemnaya.cases.incoming import AnswerPoints, Arrival, Complaint, Incoming, IncomingFile, Matter
from priemnaya.cases.models import (
    CASE_KINDS,
)
from priemnaya.core.reading import numeral
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Topic
from priemnaya.knowledge.topics.suggesting import suggest
from priemnaya.people.models import Employee
from priemnaya.policy import Refused
from priemnaya.ui.access import permission
from priemnaya.ui.files import uploads
from priemnaya.workspace.shared import (
    shown_after,
    typed_moment,
    typed_sender,
    who,
)


@require_http_methods(["GET", "POST"])
@permission("case.register")
def new(request: HttpRequest) -> HttpResponse:
    """A message that came on paper, by phone or in person, or that staff help to write (udmurtia-mio 6.2)."""
    me = who(request)
    if request.method == "GET":
        return render(request, "workspace/new.html", {"kinds": CASE_KINDS, "typed": {}})
    typed = request.POST
    try:
        received = _register(me, _incoming(request), typed)
    except Refused as stopped:
        return render(
            request,
            "workspace/new.html",
            {"kinds": CASE_KINDS, "typed": typed, "verdicts": stopped.verdicts},
            status=422,
        )
    except Objection as objection:
        return render(
            request, "workspace/new.html", {"kinds": CASE_KINDS, "typed": typed, "error": str(objection)}, status=422
        )
    assert received.case is not None
    if received.case.code_shown:
        messages.success(request, _("Зарегистрировано. Код доступа, назовите его клиенту: %s") % received.code)
    else:
        messages.success(request, _("Зарегистрировано, дело № %s.") % received.case.number)
    return redirect(shown_after(request, received.case))


def _incoming(request: HttpRequest) -> Incoming:
    """What the registrar typed, as a message. Raises Objection for a file or a time that cannot be read."""
    typed = request.POST
    sender, point = typed_sender(typed), typed.get("chosen_point", "")
    return Incoming(
        Arrival(typed.get("point", "post"), at=typed_moment(request, "received") or timezone.now()),
        Matter(
            typed.get("text", ""),
            subject=typed.get("subject", ""),
            kind=typed.get("kind", "appeal"),
            files=tuple(IncomingFile.uploaded(f) for f in uploads(request)),
        ),
        sender,
        AnswerPoints(point, sender.postal_address if point == "post" else sender.addresses.get(point, "")),
        Complaint(typed.get("against", "")),
    )


def _register(me: Employee, incoming: Incoming, typed: QueryDict) -> actions.Received:
    """A visit has its card; paper and calls are registered as they are."""
    if incoming.arrival.point != "in_person":
        return actions.receive_message(me.organisation, incoming, by=me)
    card = actions.ReceptionCard(
        str(typed.get("document", "")), str(typed.get("oral_answer", "")), bool(typed.get("consents_to_oral"))
    )
    return actions.receive_visitor(me.organisation, incoming, card, by=me)


@require_GET
@permission("case.view")
def topics(request: HttpRequest) -> HttpResponse:
    """Topics by words or code, for the datalist of the classification form."""
    text = request.GET.get("topic", "") or request.GET.get("q", "")
    found = (
        list(Topic.objects.current().filter(code__startswith=text)[:20])
        if numeral(text[:4])
        else list(dict.fromkeys([*suggest(who(request).organisation, text), *Topic.objects.titled(text, 20)]))
    )
    return render(request, "workspace/_topics.html", {"topics": found})
