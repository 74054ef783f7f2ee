"""Cases: listed, registered, read."""

from __future__ import annotations

from typing import Any

from django.db.models import Manager, QuerySet
from django.http import HttpRequest
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.actions.resending import ways_for
from priemnaya.cases.heard import heard_token
from priemnaya.cases.incoming import Arrival, Complaint, Incoming, Matter, Sender
from priemnaya.cases.models import Case
from priemnaya.cases.models.case import OPEN_STATES
from priemnaya.cases.returned import returned_letters
from priemnaya.core.journal import viewed
from priemnaya.core.models import Obligation

from . import schemas as s
from .fields import CaseState, Filter, Moment
from .named import named_of
from .paging import Limit, listed
from .problems import ERRORS
from .scopes import Scoped
from .shared import case_at, files_of, me

router = Router(tags=["cases"])


def returned_of(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "delivery_id": x.last.pk,
            "letter": x.title,
            "tried": x.tried,
            "going": x.going,
            "ways": [point for point, _address in ways_for(case, x)],
        }
        for x in returned_letters(case)
    ]


def proofs_of(held: Manager[Any] | QuerySet[Any]) -> list[dict[str, Any]]:
    """Addresses of a case or of a card, each with what is proved of it."""
    rows = held.order_by("-level", "id")
    return [{"point": a.channel, "address": a.address, "level": a.level, "how": a.how} for a in rows]


def row_of(case: Any) -> dict[str, Any]:
    """case: as `marked` reads it."""
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "subject": case.subject,
        "point": case.point,
        "chosen_point": case.chosen_point,
        "client_id": case.client_id,
        "assignee": case.assignee.username if case.assignee else None,
        "unit": case.unit.slug if case.unit else None,
        "received_at": case.received_at,
        "registered_at": case.registered_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "outcome": case.outcome,
        "level": case.level,
        "answer_waits": case.answer_waits,
    }


@router.get("/cases", auth=Scoped("cases:read"), response={200: s.CasePage, **ERRORS}, summary="Дела: сначала новые")
def list_cases(
    request: HttpRequest,
    state: CaseState = "all",
    kind: Filter = "",
    client_id: int | None = None,
    registered_from: Moment | None = None,
    after: Filter | None = None,
    limit: Limit = 50,
) -> Any:
    """`state`: open, all or one state; `kind`, `client_id`, `registered_from` narrow the list."""
    rows = Case.objects.seen_by(me(request)).marked().select_related("assignee", "unit")
    if state == "open":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state != "all":
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if client_id is not None:
        rows = rows.filter(client_id=client_id)
    if registered_from is not None:
        if registered_from.tzinfo is None:
            registered_from = registered_from.replace(tzinfo=me(request).organisation.zone)
        rows = rows.filter(registered_at__gte=registered_from)
    return listed(rows, after, limit, row_of)


@router.post(
    "/cases",
    auth=Scoped("cases:register"),
    response={201: s.Registered, 200: s.Registered, **ERRORS},
    summary="Зарегистрировать сообщение",
)
def register_case(request: HttpRequest, data: s.MessageIn) -> Any:
    """As if it came by `point`. 200: this `external_id` is known, and here is its case."""
    who = me(request)
    addresses = {c: a for c, a in (("email", data.email), ("phone", data.phone)) if a}
    received = actions.receive_message(
        who.organisation,
        Incoming(
            Arrival(
                data.point,
                key=f"api:{data.external_id}" if data.external_id else "",
                external_id=data.external_id,
            ),
            Matter(data.text, subject=data.subject, kind=data.kind, files=files_of(data.files)),
            Sender(
                surname=data.surname,
                name=data.name,
                patronymic=data.patronymic,
                company=data.company,
                postal_address=data.postal_address,
                addresses=addresses,
            ),
            complaint=Complaint(data.against),
        ),
        by=who,
    )
    assert received.case is not None
    assert received.contact is not None
    if not received.is_new:
        case_at(request, received.case.number)  # closed to the caller since, it is not told of again
    body = {
        "status": received.status,
        "number": received.case.number,
        "kind": received.case.kind,
        "code": received.code if received.case.code_shown else "",
        "contact_id": received.contact.pk,
    }
    return (201 if received.is_new else 200), body


@router.get("/cases/{number}", auth=Scoped("cases:read"), response={200: s.CaseFull, **ERRORS}, summary="Одно дело")
def read_case(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    viewed(case, by=me(request))
    terms = Obligation.objects.about("case", case.pk).order_by("due_at")
    return {
        **row_of(case),
        "urgency": case.urgency,
        "signatories": case.signatories,
        "edition": case.edition,
        "chosen_address": case.chosen_address,
        "addresses": proofs_of(case.addresses),
        "second_point": case.second_point,
        "second_address": case.second_address,
        "returned": returned_of(case),
        "heard": heard_token(case),
        "asked_kind": case.asked_kind,
        "client_name": case.client_name if case.client else "",
        "written_for": case.only_said,
        "named": [named_of(n) for n in case.named.select_related("employee")],
        "questions": [
            {"text": q.text, "topic": q.topic.code if q.topic else None, "need": q.need}
            for q in case.questions.select_related("topic")
        ],
        "terms": [
            {
                "what": t.what,
                "due_at": t.due_at,
                "citation": t.citation,
                "reasoning": t.steps,
                "fulfilled_at": t.fulfilled_at,
                "cancelled_at": t.cancelled_at,
            }
            for t in terms
        ],
    }
