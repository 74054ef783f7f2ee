"""Work on a case: each operation is one action of the screen."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.actions.working import questions_of
from priemnaya.cases.models import Case
from priemnaya.core.models import Delivery
from priemnaya.desk import actions as desk
from priemnaya.outreach.actions.surveys import record_measure
from priemnaya.policy.contact_points import PEOPLE

from . import schemas as s
from .problems import ERRORS
from .scopes import Scoped
from .shared import case_at, colleague, deed, me

router = Router(tags=["cases"])


@router.post(
    "/cases/{number}/classify",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Темы и потребности",
)
@deed
def classify(request: HttpRequest, case: Case, data: s.ClassifyIn) -> None:
    questions = questions_of((q.text, q.topic or "", q.need) for q in data.questions)
    actions.classify_case(case, questions, by=me(request))


@router.post(
    "/cases/{number}/urgency", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Срочность"
)
@deed
def urgency(request: HttpRequest, case: Case, data: s.UrgencyIn) -> None:
    actions.assess_urgency(case, "urgent" if data.urgent else "normal", data.reason, by=me(request))


@router.post(
    "/cases/{number}/assign",
    auth=Scoped("cases:assign"),
    response={200: s.Done, **ERRORS},
    summary="Назначить исполнителя",
)
@deed
def assign(request: HttpRequest, case: Case, data: s.AssignIn) -> None:
    to = colleague(case, data.login)
    actions.assign_case(case, to, by=me(request), task=data.task)


@router.post(
    "/cases/{number}/note", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Заметка для коллег"
)
@deed
def note(request: HttpRequest, case: Case, data: s.TextIn) -> None:
    desk.add_note(case, data.text, by=me(request))


@router.post(
    "/cases/{number}/clarify", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Уточнить у клиента"
)
@deed
def clarify(request: HttpRequest, case: Case, data: s.TextIn) -> None:
    actions.clarify_case(case, data.text, by=me(request))


@router.post(
    "/cases/{number}/tell-term",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Сообщить клиенту срок",
)
@deed
def tell_term(request: HttpRequest, case: Case) -> None:
    actions.tell_term(case, by=me(request))


@router.post(
    "/cases/{number}/kind", auth=Scoped("cases:register"), response={200: s.Done, **ERRORS}, summary="Изменить вид дела"
)
@deed
def kind(request: HttpRequest, case: Case, data: s.KindIn) -> None:
    actions.change_kind(case, data.kind, by=me(request), grounds=data.grounds, signatories=data.signatories)


@router.post(
    "/cases/{number}/point",
    auth=Scoped("clients:work"),
    response={200: s.Done, **ERRORS},
    summary="Куда отвечать клиенту",
)
@deed
def point(request: HttpRequest, case: Case, data: s.PointIn) -> None:
    actions.choose_point(
        case,
        data.point,
        data.address,
        second_point=data.second_point or "",
        second_address=data.second_address,
        by=me(request),
    )


@router.post(
    "/cases/{number}/link",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Связать с другим делом",
)
@deed
def link(request: HttpRequest, case: Case, data: s.OtherIn) -> None:
    actions.link_cases(case, case_at(request, data.number), kind="related", by=me(request))


@router.post(
    "/cases/{number}/request-body",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Запрос в другой орган",
)
@deed
def request_body(request: HttpRequest, case: Case, data: s.RequestIn) -> None:
    actions.request_from_body(case, data.body, data.what, by=me(request))


@router.post(
    "/cases/{number}/body-answered",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Другой орган ответил",
)
@deed
def body_answered(request: HttpRequest, case: Case, asked: int | None = None) -> None:
    """asked: to which request; may be left out while one waits."""
    actions.body_answered(case, asked, by=me(request))


@router.post(
    "/cases/{number}/ways",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Сообщить клиенту, как подать",
)
@deed
def ways(request: HttpRequest, case: Case, data: s.WaysIn) -> None:
    actions.tell_ways_to_file(case, data.kind, by=me(request))


@router.post(
    "/cases/{number}/accept",
    auth=Scoped("letters:review"),
    response={200: s.Done, **ERRORS},
    summary="Письмо на проверке: настоящее",
)
@deed
def accept(request: HttpRequest, case: Case) -> None:
    actions.accept_case(case, by=me(request))


@router.post(
    "/cases/{number}/reject",
    auth=Scoped("letters:review"),
    response={200: s.Done, **ERRORS},
    summary="Письмо на проверке: не требует ответа",
)
@deed
def reject(request: HttpRequest, case: Case, data: s.RejectIn) -> None:
    actions.reject_case(case, by=me(request), why=data.text, heard=data.heard)


@router.post(
    "/cases/{number}/send-again",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Вернувшееся письмо: отправить другим способом",
)
@deed
def send_again(request: HttpRequest, case: Case, data: s.SendAgainIn) -> None:
    """The same letter, signed as it was. `delivery_id`: what came back; `why`: only for `portal`, how the client knows
    that the letter lies on the page of the case."""
    actions.send_again(case, data.delivery_id, data.point, data.address, by=me(request), why=data.why)


@router.post(
    "/cases/{number}/handed-over",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Бумажное письмо или звонок: передано клиенту",
)
@deed
def handed_over(request: HttpRequest, case: Case, data: s.DeliveryIn) -> None:
    row = get_object_or_404(
        Delivery, pk=data.delivery_id, subject_type="case", subject_id=case.pk, channel__in=PEOPLE, state="queued"
    )
    actions.delivery_sent(row, by=me(request))


@router.post(
    "/cases/{number}/measure",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Мера по жалобе или низкой оценке",
)
@deed
def measure(request: HttpRequest, case: Case, data: s.MeasureIn) -> None:
    record_measure(case, data.text, owner=colleague(case, data.owner), due_on=data.due_on, by=me(request))
