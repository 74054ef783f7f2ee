"""Work on a case: each operation is one action of the screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.actions.working import questions_of
from priemnaya.core.models import Delivery
from priemnaya.desk import actions as desk
from priemnaya.outreach.actions.surveys import record_measure
from priemnaya.policy.contact_points import PEOPLE

from . import schemas as s
from .problems import ERRORS
from .scopes import Scoped
from .shared import case_at, colleague, done, me

router = Router(tags=["cases"])


@router.post(
    "/cases/{number}/classify",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Темы и потребности",
)
def classify(request: HttpRequest, number: str, data: s.ClassifyIn) -> Any:
    case = case_at(request, number)
    questions = questions_of((q.text, q.topic or "", q.need) for q in data.questions)
    actions.classify_case(case, questions, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/urgency", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Срочность"
)
def urgency(request: HttpRequest, number: str, data: s.UrgencyIn) -> Any:
    case = case_at(request, number)
    actions.assess_urgency(case, "urgent" if data.urgent else "normal", data.reason, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/assign",
    auth=Scoped("cases:assign"),
    response={200: s.Done, **ERRORS},
    summary="Назначить исполнителя",
)
def assign(request: HttpRequest, number: str, data: s.AssignIn) -> Any:
    case = case_at(request, number)
    to = colleague(case, data.login)
    actions.assign_case(case, to, by=me(request), task=data.task)
    return done(case)


@router.post(
    "/cases/{number}/note", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Заметка для коллег"
)
def note(request: HttpRequest, number: str, data: s.TextIn) -> Any:
    case = case_at(request, number)
    desk.add_note(case, data.text, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/clarify", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Уточнить у клиента"
)
def clarify(request: HttpRequest, number: str, data: s.TextIn) -> Any:
    case = case_at(request, number)
    actions.clarify_case(case, data.text, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/tell-term",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Сообщить клиенту срок",
)
def tell_term(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    actions.tell_term(case, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/kind", auth=Scoped("cases:register"), response={200: s.Done, **ERRORS}, summary="Изменить вид дела"
)
def kind(request: HttpRequest, number: str, data: s.KindIn) -> Any:
    case = case_at(request, number)
    actions.change_kind(case, data.kind, by=me(request), grounds=data.grounds)
    return done(case)


@router.post(
    "/cases/{number}/point",
    auth=Scoped("clients:work"),
    response={200: s.Done, **ERRORS},
    summary="Куда отвечать клиенту",
)
def point(request: HttpRequest, number: str, data: s.PointIn) -> Any:
    case = case_at(request, number)
    actions.choose_point(
        case,
        data.point,
        data.address,
        second_point=data.second_point or "",
        second_address=data.second_address,
        by=me(request),
    )
    return done(case)


@router.post(
    "/cases/{number}/link",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Связать с другим делом",
)
def link(request: HttpRequest, number: str, data: s.OtherIn) -> Any:
    case = case_at(request, number)
    actions.link_cases(case, case_at(request, data.number), kind="related", by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/request-body",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Запрос в другой орган",
)
def request_body(request: HttpRequest, number: str, data: s.RequestIn) -> Any:
    case = case_at(request, number)
    actions.request_from_body(case, data.body, data.what, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/body-answered",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Другой орган ответил",
)
def body_answered(request: HttpRequest, number: str, asked: int | None = None) -> Any:
    """asked: to which request; may be left out while one waits."""
    case = case_at(request, number)
    actions.body_answered(case, asked, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/ways",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Сообщить клиенту, как подать",
)
def ways(request: HttpRequest, number: str, data: s.WaysIn) -> Any:
    case = case_at(request, number)
    actions.tell_ways_to_file(case, data.kind, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/accept",
    auth=Scoped("letters:review"),
    response={200: s.Done, **ERRORS},
    summary="Письмо на проверке: настоящее",
)
def accept(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    actions.accept_case(case, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/reject",
    auth=Scoped("letters:review"),
    response={200: s.Done, **ERRORS},
    summary="Письмо на проверке: не требует ответа",
)
def reject(request: HttpRequest, number: str, data: s.TextIn) -> Any:
    case = case_at(request, number)
    actions.reject_case(case, by=me(request), why=data.text)
    return done(case)


@router.post(
    "/cases/{number}/send-again",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Вернувшееся письмо: отправить другим способом",
)
def send_again(request: HttpRequest, number: str, data: s.SendAgainIn) -> Any:
    """The same letter, signed as it was. `delivery_id`: what came back; `why`: only for `portal`, how the client knows
    that the letter lies on the page of the case."""
    case = case_at(request, number)
    actions.send_again(case, data.delivery_id, data.point, data.address, by=me(request), why=data.why)
    return done(case)


@router.post(
    "/cases/{number}/handed-over",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Бумажное письмо или звонок: передано клиенту",
)
def handed_over(request: HttpRequest, number: str, data: s.DeliveryIn) -> Any:
    case = case_at(request, number)
    row = get_object_or_404(
        Delivery, pk=data.delivery_id, subject_type="case", subject_id=case.pk, channel__in=PEOPLE, state="queued"
    )
    actions.delivery_sent(row, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/measure",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Мера по жалобе или низкой оценке",
)
def measure(request: HttpRequest, number: str, data: s.MeasureIn) -> Any:
    case = case_at(request, number)
    record_measure(case, data.text, owner=colleague(case, data.owner), due_on=data.due_on, by=me(request))
    return done(case)
