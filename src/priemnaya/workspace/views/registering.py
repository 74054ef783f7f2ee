"""A message that staff take down: from paper, by phone, at a visit; and the topics they choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from priemnaya.cases import actions
from priemnaya.cases.actions.assisted import NOT_READ
from priemnaya.cases.actions.message import FIELDS, NOT_YET, faults_of
from priemnaya.cases.incoming import AnswerPoints, Arrival, Complaint, Incoming, IncomingFile, Matter
from priemnaya.cases.models import CASE_KINDS, Case
from priemnaya.cases.tried import stops_kept
from priemnaya.core.models import Ruling
from priemnaya.core.reading import numeral
from priemnaya.errors import Faults, Objection
from priemnaya.knowledge.models import Topic
from priemnaya.knowledge.topics.suggesting import suggest
from priemnaya.people.client_kinds import kinds_of
from priemnaya.people.interaction import may_carry, offered_choices, points_of
from priemnaya.people.models import Employee
from priemnaya.people.signs import signs_of
from priemnaya.policy import Refused
from priemnaya.policy.titles import clause_title
from priemnaya.reception.actions.visits import note_case
from priemnaya.ui.access import permission
from priemnaya.ui.asked import whole
from priemnaya.ui.files import uploads
from priemnaya.workspace.beside import filled_from, while_registering
from priemnaya.workspace.came_to import from_visit, visit_of
from priemnaya.workspace.shared import (
    shown_after,
    signed_by,
    typed_moment,
    typed_sender,
    who,
)


@require_http_methods(["GET", "POST"])
@permission("case.register")
def new(request: HttpRequest) -> HttpResponse:
    """A message that came on paper, by phone or in person, or that staff help to write (udmurtia-mio 6.2)."""
    me = who(request)
    offered = _offered(me, request.POST)
    if request.method == "GET":
        begun = from_visit(me, whole(request.GET.get("visit", "")))
        return render(request, "workspace/new.html", {**offered, "typed": begun})
    typed = request.POST
    if typed.get("do") == "look":
        return _looked(request, offered, typed)
    if typed.get("do", "").startswith(TAKE):
        return _looked(request, offered, filled_from(me, typed, whole(typed["do"].removeprefix(TAKE)) or 0))
    try:
        received = _register(me, _incoming(request), typed)
    except Refused as stopped:
        shown = {**offered, "typed": typed, "verdicts": stopped.verdicts}
        return render(request, "workspace/new.html", shown, status=422)
    except Objection as objection:
        faults = objection.fields if isinstance(objection, Faults) else {}
        told = {"error": str(objection), "faults": faults, "told": list(dict.fromkeys(faults.values()))}
        return render(request, "workspace/new.html", {**offered, "typed": typed, **told}, status=422)
    assert received.case is not None
    if received.case.code_shown:
        messages.success(request, _("Зарегистрировано. Код доступа, назовите его клиенту: %s") % received.code)
    else:
        messages.success(request, _("Зарегистрировано, дело № %s.") % received.case.number)
    if taken := _taken_otherwise(received.case, request.POST.get("kind", "appeal")):
        messages.warning(request, taken)
    return redirect(shown_after(request, received.case))


def _offered(me: Employee, typed: QueryDict) -> dict[str, Any]:
    """What the form gives to choose from."""
    return {
        "kinds": CASE_KINDS,
        "client_kinds": kinds_of(me.organisation),
        "came_by": CAME_BY,
        "signs": signs_of(me.organisation),
        "signs_set": typed.getlist("sign"),
        "answer_points": _first(me),
        "points": _second(me),
        "today": me.organisation.local(timezone.now()).date(),
    }


TAKE = "take-"
CAME_BY = [("post", _("почта")), ("in_person", _("личный приём")), ("phone", _("телефон"))]
BY = ("surname", "name", "patronymic", "company", "email", "phone", "postal_address")


def _looked(request: HttpRequest, offered: dict[str, Any], typed: QueryDict) -> HttpResponse:
    """Whether this client, or the same words, are here already: nothing is registered. A script gets the list alone."""
    found = while_registering(who(request), {n: typed.get(n, "") for n in BY}, typed.get("text", ""))
    part = getattr(request, "htmx", None)
    known = {"typed": typed, "beside": found, "looked": True}
    return render(request, "workspace/_beside.html" if part else "workspace/new.html", {**offered, **known})


def _taken_otherwise(case: Case, asked: str) -> str:
    """Whoever registers hears that the law or the order takes it as something else, and by which clause."""
    if case.kind == asked or asked not in CASE_KINDS:
        return ""
    stopped = Ruling.objects.filter(subject_type="case", subject_id=case.pk, ok=False).values_list("layer", "clause")
    clauses = [_clause_of(layer, clause) for layer, clause in stopped]
    return str(
        _("Записано как «%(kind)s», а не «%(asked)s»: через эту точку такое не принимают (%(clauses)s).")
        % {
            "kind": CASE_KINDS[case.kind],
            "asked": CASE_KINDS[asked],
            "clauses": ", ".join(dict.fromkeys(clauses)) or _("закон"),
        }
    )


def _clause_of(layer: str, clause: str) -> str:
    if layer == "body":
        return clause_title(clause)
    return clause if layer == "register" else str(_("закон"))


def _incoming(request: HttpRequest) -> Incoming:
    """What the registrar typed, as a message. Raises Faults with all that is wrong, by the fields."""
    typed, wrong = request.POST, dict[str, str]()

    def read(name: str, how: Callable[[HttpRequest], Any], instead: Any) -> Any:
        try:
            return how(request)
        except Objection as objection:
            wrong[name] = str(objection)
            return instead

    sender, point, second = typed_sender(typed), typed.get("chosen_point", ""), typed.get("second_point", "")
    if sender.kind and sender.kind not in kinds_of(who(request).organisation):
        wrong["client_kind"] = str(_("Выберите вид клиента из списка."))
    places = {**sender.addresses, "post": sender.postal_address}
    if second and second != "portal" and not places.get(second):
        words = _("Клиент просит дублировать ответ ещё и сюда: впишите адрес.")
        wrong[FIELDS.get(second, "second_point")] = str(words)
    incoming = Incoming(
        Arrival(typed.get("point", "post"), at=read("received", _received, timezone.now())),
        Matter(
            typed.get("text", ""),
            subject=typed.get("subject", ""),
            kind=typed.get("kind", "appeal"),
            grounds=read("sign", _signs, ()),
            signatories=read("signatories", lambda asked: signed_by(asked.POST), 1),
            files=read("files", lambda asked: tuple(IncomingFile.uploaded(f) for f in uploads(asked)), ()),
        ),
        sender,
        AnswerPoints(point, places.get(point, ""), second, places.get(second, "")),
        Complaint(typed.get("against", "")),
    )
    if typed.get("assisted") and not typed.get("read_back"):
        wrong["assisted"] = NOT_READ
    if wrong:
        raise Faults({**faults_of(incoming), **wrong})
    return incoming


def _signs(request: HttpRequest) -> tuple[str, ...]:
    """Signs of the body's own that the registrar marked."""
    marked = request.POST.getlist("sign")
    if unknown := set(marked) - set(signs_of(who(request).organisation)):
        raise Objection(_("Такого признака нет: %s.") % ", ".join(sorted(unknown)))
    return tuple(dict.fromkeys(marked))


def _received(request: HttpRequest) -> dt.datetime:
    """When it came: of today, now, so that what has passed today stays in its order."""
    now, body = timezone.now(), who(request).organisation
    at = typed_moment(request, "received") or now
    if body.local(at).date() > body.local(now).date():  # by our own clock: five to midnight is not tomorrow
        raise Objection(NOT_YET)
    return now if body.local(at).date() == body.local(now).date() else at


def _first(me: Employee) -> list[tuple[str, Any]]:
    """Where the answer may go. A telephone by which the body only notifies is a call that the answer is ready: it goes
    by the next way."""
    served = points_of(me.organisation)
    found = [(p, title) for p, title in FIRST if may_carry(me.organisation, p, "answer", points=served)]
    if ("phone", FIRST_CALL) not in found and may_carry(me.organisation, "phone", "notice", points=served):
        found.append(("phone", READY_CALL))
    return found


def _second(me: Employee) -> list[tuple[str, Any]]:
    """Where an answer may be doubled, when the order has that offered (udmurtia-mio 2.1.2)."""
    if "second_point" not in offered_choices(me.organisation):
        return []
    served = points_of(me.organisation)
    return [(p, title) for p, title in SECOND if may_carry(me.organisation, p, "notice", points=served)]


FIRST_CALL = _("телефон: перезвоним и ответим")
READY_CALL = _("телефон: перезвоним, когда ответ будет готов")
FIRST = [
    ("post", _("почта")),
    ("email", _("электронная почта")),
    ("portal", _("сайт, по номеру и коду")),
    ("phone", FIRST_CALL),
    ("in_person", _("лично")),
]
SECOND = [
    ("email", _("электронная почта")),
    ("portal", _("сайт, по номеру и коду")),
    ("post", _("почта")),
]


def _register(me: Employee, incoming: Incoming, typed: QueryDict) -> actions.Received:
    """A visit has its card; paper and calls are registered as they are. What was written for the client is marked."""
    with stops_kept(me.organisation, me), transaction.atomic():
        received = _taken(me, incoming, typed)
        if typed.get("assisted") and received.contact is not None:
            actions.mark_assisted(received.contact, read_back=bool(typed.get("read_back")), by=me)
        if received.case is not None and (visit := visit_of(me, whole(typed.get("visit", "")))) is not None:
            note_case(visit, received.case, by=me)
    return received


def _taken(me: Employee, incoming: Incoming, typed: QueryDict) -> actions.Received:
    if incoming.arrival.point != "in_person":
        return actions.receive_message(me.organisation, incoming, by=me)
    card = actions.ReceptionCard(
        str(typed.get("document", "")), str(typed.get("oral_answer", "")), bool(typed.get("consents_to_oral"))
    )
    return actions.receive_visitor(me.organisation, incoming, card, by=me)


@require_GET
@permission("staff")
def topics(request: HttpRequest) -> HttpResponse:
    """Topics by words or code, for the datalist of the classification form."""
    text = request.GET.get("topic", "") or request.GET.get("q", "")
    found = (
        list(Topic.objects.current().filter(code__startswith=text)[:20])
        if numeral(text[:4])
        else list(dict.fromkeys([*suggest(who(request).organisation, text), *Topic.objects.titled(text, 20)]))
    )
    return render(request, "workspace/_topics.html", {"topics": found})
