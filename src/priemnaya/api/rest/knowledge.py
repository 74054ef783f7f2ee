"""What the body knows and tells: topics, services, articles, points of contact."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BeforeValidator, Field

from priemnaya.api.body import readable
from priemnaya.knowledge.actions.articles import published
from priemnaya.knowledge.models import Service
from priemnaya.knowledge.search import find
from priemnaya.knowledge.topics.suggesting import suggest_each
from priemnaya.people.interaction import points_of

from . import schemas as s
from .problems import ERRORS, Problem
from .scopes import Scoped
from .shared import me

router = Router()


@router.get(
    "/topics",
    auth=Scoped("knowledge:read"),
    response={200: list[s.TopicOut], **ERRORS},
    summary="Темы классификатора для вопросов сообщения: по три на вопрос, без тех, в которых нет уверенности",
    tags=["knowledge"],
)
def topics(
    request: HttpRequest,
    text: Annotated[str, BeforeValidator(readable), Field(max_length=2000)] = "",
    limit: Annotated[int, Field(ge=1, le=50)] = 3,
) -> Any:
    return [
        {"code": t.code, "title": t.title, "path": t.path, "question": n, "sure": round(asked.sure, 2)}
        for n, asked in enumerate(suggest_each(me(request).organisation, "", text, limit), 1)
        for t in asked.topics
    ]


@router.get(
    "/services",
    auth=Scoped("knowledge:read"),
    response={200: list[s.ServiceOut], **ERRORS},
    summary="Услуги, меры поддержки и сервисы",
    tags=["knowledge"],
)
def services(request: HttpRequest) -> Any:
    rows = Service.objects.filter(organisation=me(request).organisation, withdrawn_at=None)
    return [
        {"slug": r.slug, "kind": r.kind, "title": r.title, "lead": r.lead, "situations": r.situations} for r in rows
    ]


@router.get(
    "/services/{slug}",
    auth=Scoped("knowledge:read"),
    response={200: s.ServicePageOut, **ERRORS},
    summary="Услуга целиком, действующая редакция",
    tags=["knowledge"],
)
def service(request: HttpRequest, slug: Annotated[str, BeforeValidator(readable), Field(max_length=50)]) -> Any:
    row = get_object_or_404(
        Service.objects.select_related("organisation"), organisation=me(request).organisation, slug=slug
    )
    edition = row.current
    if edition is None:
        raise Problem(404, _("Не найдено"), _("У услуги ещё нет действующей редакции."))
    return {
        "slug": row.slug,
        "kind": row.kind,
        "title": row.title,
        "lead": row.lead,
        "situations": row.situations,
        "since": edition.since,
        "edition": edition.text.model_dump(mode="json"),
    }


@router.get(
    "/knowledge",
    auth=Scoped("knowledge:read"),
    response={200: list[s.FoundOut], **ERRORS},
    summary="Поиск по базе знаний и услугам",
    tags=["knowledge"],
)
def knowledge(
    request: HttpRequest,
    text: Annotated[str, BeforeValidator(readable), Field(max_length=200)],
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> Any:
    found = find(me(request).organisation, text, public=False, limit=limit)
    return [{"kind": h.kind, "ref": h.ref, "sort": h.sort, "title": h.title, "lead": h.lead} for h in found.hits]


@router.get(
    "/knowledge/articles/{article_id}",
    auth=Scoped("knowledge:read"),
    response={200: s.ArticleOut, **ERRORS},
    summary="Статья базы знаний",
    tags=["knowledge"],
)
def article(request: HttpRequest, article_id: int) -> Any:
    row = get_object_or_404(
        published(me(request).organisation).select_related("current", "section"),
        pk=article_id if article_id < 2**63 else 0,
    )
    return {
        "id": row.pk,
        "kind": row.kind,
        "title": row.title,
        "text": row.current.text,
        "public": row.public,
        "section": row.section.title,
        "version": row.current.number,
        "published_at": row.current.published_at,
        "reviewed_at": row.reviewed_at,
    }


@router.get(
    "/points",
    auth=Scoped("knowledge:read"),
    response={200: list[s.PointOut], **ERRORS},
    summary="Реестр точек взаимодействия",
    tags=["knowledge"],
)
def points(request: HttpRequest) -> Any:
    return [
        {
            "kind": p.row.kind,
            "name": p.row.name,
            "address": p.row.address,
            "hours": p.hours,
            "accessibility": p.row.accessibility,
            "functions": list(p.functions),
            "citation": p.citation,
        }
        for p in points_of(me(request).organisation)
    ]
