"""The course of a case: where it goes and how it ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.forwarding import Target
from priemnaya.cases.models import Case
from priemnaya.people.actions.other_bodies import bodies_named

from . import schemas as s
from .problems import ERRORS, Problem
from .scopes import Scoped
from .shared import case_at, deed, done, me

router = Router(tags=["cases"])


@router.post(
    "/cases/{number}/forward",
    auth=Scoped("cases:forward"),
    response={200: s.Done, **ERRORS},
    summary="Переслать по компетенции",
)
@deed
def forward(request: HttpRequest, case: Case, data: s.ForwardIn) -> None:
    owner = case.organisation.parent or case.organisation
    bodies = bodies_named(owner, data.to_body.splitlines())
    to = [Target(body, way=data.way, not_against=data.not_against) for body in bodies]
    actions.forward_case(case, to, data.reason, by=me(request), keeps=data.keeps, heard=data.heard)


@router.post(
    "/cases/{number}/extend", auth=Scoped("cases:decide"), response={200: s.Done, **ERRORS}, summary="Продлить срок"
)
@deed
def extend(request: HttpRequest, case: Case, data: s.ExtendIn) -> None:
    actions.extend_case(case, data.days, data.reason, by=me(request))


@router.post(
    "/cases/{number}/close",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Закрыть без ответа по существу",
)
@deed
def close(request: HttpRequest, case: Case, data: s.CloseIn) -> None:
    actions.close_case(
        case,
        data.outcome,
        by=me(request),
        notice=data.notice,
        facts=data.model_dump(include={"site_address", "reason", "crime", "no_new_arguments", "client_asked"}),
        heard=data.heard,
    )


@router.post(
    "/cases/{number}/reopen", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Открыть снова"
)
@deed
def reopen(request: HttpRequest, case: Case, data: s.TextIn) -> None:
    actions.reopen_case(case, by=me(request), why=data.text)


@router.post(
    "/cases/{number}/merge",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Присоединить к другому делу",
)
@deed
def merge(request: HttpRequest, case: Case, data: s.OtherIn) -> None:
    actions.merge_cases(case, case_at(request, data.number), by=me(request))


@router.post(
    "/cases/{number}/split",
    auth=Scoped("cases:work"),
    response={201: s.Done, **ERRORS},
    summary="Выделить вопрос в отдельное дело",
)
def split(request: HttpRequest, number: str, data: s.NthIn) -> Any:
    """`question`: its place in the list of the case's questions, from 1."""
    case = case_at(request, number)
    questions = list(case.questions.order_by("pk"))
    if data.question > len(questions):
        raise Problem(404, _("Не найдено"), _("Вопроса с таким номером в деле нет."))
    return 201, done(actions.split_case(case, questions[data.question - 1], by=me(request)))
