"""The course of a case: where it goes and how it ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.forwarding import Target
from priemnaya.people.actions.other_bodies import bodies_named

from . import schemas as s
from .problems import ERRORS, Problem
from .scopes import Scoped
from .shared import case_at, done, me

router = Router(tags=["cases"])


@router.post(
    "/cases/{number}/forward",
    auth=Scoped("cases:forward"),
    response={200: s.Done, **ERRORS},
    summary="Переслать по компетенции",
)
def forward(request: HttpRequest, number: str, data: s.ForwardIn) -> Any:
    case = case_at(request, number)
    owner = case.organisation.parent or case.organisation
    bodies = bodies_named(owner, data.to_body.splitlines())
    to = [Target(body, way=data.way, not_against=data.not_against) for body in bodies]
    actions.forward_case(case, to, data.reason, by=me(request), keeps=data.keeps)
    return done(case)


@router.post(
    "/cases/{number}/extend", auth=Scoped("cases:decide"), response={200: s.Done, **ERRORS}, summary="Продлить срок"
)
def extend(request: HttpRequest, number: str, data: s.ExtendIn) -> Any:
    case = case_at(request, number)
    actions.extend_case(case, data.days, data.reason, by=me(request))
    return done(case)


@router.post(
    "/cases/{number}/close",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Закрыть без ответа по существу",
)
def close(request: HttpRequest, number: str, data: s.CloseIn) -> Any:
    case = case_at(request, number)
    actions.close_case(
        case,
        data.outcome,
        by=me(request),
        notice=data.notice,
        facts={"site_address": data.site_address, "reason": data.reason},
    )
    return done(case)


@router.post(
    "/cases/{number}/reopen", auth=Scoped("cases:work"), response={200: s.Done, **ERRORS}, summary="Открыть снова"
)
def reopen(request: HttpRequest, number: str, data: s.TextIn) -> Any:
    case = case_at(request, number)
    actions.reopen_case(case, by=me(request), why=data.text)
    return done(case)


@router.post(
    "/cases/{number}/merge",
    auth=Scoped("cases:work"),
    response={200: s.Done, **ERRORS},
    summary="Присоединить к другому делу",
)
def merge(request: HttpRequest, number: str, data: s.OtherIn) -> Any:
    case = case_at(request, number)
    actions.merge_cases(case, case_at(request, data.number), by=me(request))
    return done(case)


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
