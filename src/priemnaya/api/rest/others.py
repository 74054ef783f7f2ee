"""Clients, knowledge, feedback, the document system, deliveries and webhooks."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BeforeValidator, Field

from priemnaya.cases import actions
from priemnaya.cases.guard import card_closed, unbarred, unbarred_subjects, whole_history_closed
from priemnaya.cases.models import Reply
from priemnaya.channels.actions import create_webhook, replay, switch_webhook
from priemnaya.channels.models import Webhook
from priemnaya.channels.webhooks.send import secret_of
from priemnaya.core.journal import viewed
from priemnaya.core.models import Delivery
from priemnaya.knowledge.actions.articles import published
from priemnaya.knowledge.models import Service, Topic
from priemnaya.knowledge.search import find
from priemnaya.outreach.models import PortalRating, SurveyAnswer
from priemnaya.people.actions.consents import active, give_consent, withdraw_consent
from priemnaya.people.interaction import points_of
from priemnaya.people.models import Client
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import month_start
from priemnaya.records import actions as records
from priemnaya.records.models import HistoryExport
from priemnaya.ui.downloads import attachment

from . import schemas as s
from .cases import me
from .paging import Limit, page
from .problems import ERRORS, Problem
from .scopes import Scoped, token_of

router = Router()


@router.get(
    "/me",
    auth=Scoped("cases:read"),
    response={200: s.Me, **ERRORS},
    summary="Чей это ключ и что он может",
    tags=["token"],
)
def who_am_i(request: HttpRequest) -> Any:
    token = token_of(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    return {
        "body": me(request).organisation.slug,
        "login": me(request).username,
        "scopes": token.scopes if token else [],
    }


def client_at(request: HttpRequest, client_id: int) -> Client:
    """A client of the key's body, or 404; nor one all of whose cases are closed to it."""
    rows = Client.objects.filter(organisation_id=me(request).organisation_id)
    found = get_object_or_404(rows.select_related("organisation__parent"), pk=client_id)
    if card_closed(found, me(request)):
        raise Http404
    return found


@router.get(
    "/clients/{client_id}",
    auth=Scoped("clients:read"),
    response={200: s.ClientOut, **ERRORS},
    summary="Карточка клиента",
    tags=["clients"],
)
def read_client(request: HttpRequest, client_id: int) -> Any:
    found = client_at(request, client_id)
    viewed(found, by=me(request), view="api")
    consents = [
        {
            "purpose": c.purpose,
            "version": c.version,
            "given_at": c.given_at.isoformat(),
            "given_how": c.given_how,
            "withdrawn_at": c.withdrawn_at and c.withdrawn_at.isoformat(),
        }
        for c in found.consents.order_by("given_at")
    ]
    return {
        "id": found.pk,
        "kind": found.kind,
        "surname": found.surname,
        "name": found.name,
        "patronymic": found.patronymic,
        "company": found.company,
        "postal_address": found.postal_address,
        "addresses": [{"point": a.channel, "address": a.address} for a in found.addresses.all()],
        "consents": consents,
    }


@router.post(
    "/clients/{client_id}/consents",
    auth=Scoped("clients:work"),
    response={201: s.Count, **ERRORS},
    summary="Записать согласие",
    tags=["clients"],
)
def add_consent(request: HttpRequest, client_id: int, data: s.ConsentIn) -> Any:
    """The text in force was read to the client whole; it is kept word for word."""
    found = client_at(request, client_id)
    give_consent(found, data.purpose, how=data.how, by=me(request))
    return 201, {"count": found.consents.filter(withdrawn_at=None).count()}


@router.delete(
    "/clients/{client_id}/consents/{purpose}",
    auth=Scoped("clients:work"),
    response={200: s.Count, **ERRORS},
    summary="Отозвать согласие",
    tags=["clients"],
)
def remove_consent(request: HttpRequest, client_id: int, purpose: str) -> Any:
    found = client_at(request, client_id)
    given = active(found, purpose)
    if given is None:
        raise Problem(404, _("Не найдено"), _("Действующего согласия нет."))
    withdraw_consent(given, how="in_person", by=me(request))
    return {"count": found.consents.filter(withdrawn_at=None).count()}


@router.post(
    "/clients/{client_id}/history",
    auth=Scoped("clients:work"),
    response={202: s.ExportOut, **ERRORS},
    summary="Собрать всю историю",
    tags=["clients"],
)
def ask_history(request: HttpRequest, client_id: int) -> Any:
    client = client_at(request, client_id)
    if whole_history_closed(client, me(request)):
        raise Problem(403, _("Нет права"), _("Эту историю вам выдать нельзя: попросите коллегу."))
    export = records.ask_history(client, by=me(request))
    return 202, {"id": export.pk, "state": export.state, "percent": export.percent}


@router.get(
    "/clients/{client_id}/history/{export_id}",
    auth=Scoped("clients:work"),
    response={200: s.ExportOut, **ERRORS},
    summary="Как собирается история",
    tags=["clients"],
)
def read_history(request: HttpRequest, client_id: int, export_id: int) -> Any:
    export = get_object_or_404(HistoryExport, pk=export_id, client=client_at(request, client_id))
    return {"id": export.pk, "state": export.state, "percent": export.percent}


@router.get(
    "/topics",
    auth=Scoped("knowledge:read"),
    response={200: list[s.TopicOut], **ERRORS},
    summary="Темы классификатора, ближайшие к словам",
    tags=["knowledge"],
)
def topics(
    request: HttpRequest,
    text: Annotated[str, BeforeValidator(s.readable), Field(max_length=2000)] = "",
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> Any:
    return [{"code": t.code, "title": t.title, "path": t.path} for t in Topic.objects.suggest(text, limit)]


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
def service(request: HttpRequest, slug: Annotated[str, BeforeValidator(s.readable), Field(max_length=50)]) -> Any:
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
    text: Annotated[str, BeforeValidator(s.readable), Field(max_length=200)],
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
            "hours": p.row.hours,
            "accessibility": p.row.accessibility,
            "functions": list(p.functions),
            "citation": p.citation,
        }
        for p in points_of(me(request).organisation)
    ]


@router.get(
    "/feedback/answers",
    auth=Scoped("feedback:read"),
    response={200: s.RatingPage, **ERRORS},
    summary="Оценки ответов",
    tags=["feedback"],
)
def answers(request: HttpRequest, after: s.Filter | None = None, limit: Limit = 50) -> Any:
    rows = SurveyAnswer.objects.filter(organisation_id=me(request).organisation_id).select_related("reply__case")
    rows = unbarred(rows, me(request), "reply__case")
    found, following = page(rows, after, limit)
    items = [
        {
            "id": a.pk,
            "source": a.how,
            "case": a.reply.case.number,
            "score": a.satisfaction,
            "comment": a.comment,
            "at": a.at,
        }
        for a in found
    ]
    return {"items": items, "next": following}


@router.get(
    "/feedback/portal-ratings",
    auth=Scoped("feedback:read"),
    response={200: s.RatingPage, **ERRORS},
    summary="Оценки с порталов",
    tags=["feedback"],
)
def portal_ratings(request: HttpRequest, after: s.Filter | None = None, limit: Limit = 50) -> Any:
    rows = PortalRating.objects.filter(organisation_id=me(request).organisation_id).select_related("case")
    rows = unbarred(rows, me(request))
    found, following = page(rows, after, limit)
    items = [
        {
            "id": r.pk,
            "source": r.system,
            "case": r.case.number if r.case else None,
            "score": r.stars,
            "comment": r.comment,
            "at": r.at,
        }
        for r in found
    ]
    return {"items": items, "next": following}


@router.get(
    "/compliance",
    auth=Scoped("feedback:read"),
    response={200: list[s.FigureOut], **ERRORS},
    summary="Соблюдение порядка в этом месяце",
    tags=["feedback"],
)
def compliance(request: HttpRequest) -> Any:
    body = me(request).organisation
    month = month_start(body, timezone.now()).date()
    return [
        {"clause": line.clause.number, "demand": line.clause.demand, "state": line.state.state, "share": line.share}
        for line in board(body, month, month)
    ]


@router.get(
    "/documents/letters",
    auth=Scoped("documents:exchange"),
    response={200: s.LetterPage, **ERRORS},
    summary="Отправленные ответы для документооборота",
    tags=["documents"],
)
def letters(request: HttpRequest, unnumbered: bool = False, after: s.Filter | None = None, limit: Limit = 50) -> Any:
    """`unnumbered`: only those the document system has not given its number yet."""
    rows = unbarred(Reply.objects.filter(organisation_id=me(request).organisation_id, state="sent"), me(request))
    rows = rows.select_related("case__client", "signer", "pdf")
    if unnumbered:
        rows = rows.filter(external_number="")
    found, following = page(rows, after, limit)
    for reply in found:
        viewed(reply.case, by=me(request), view="api")
    return {"items": [_letter(r) for r in found], "next": following}


def _letter(reply: Reply) -> dict[str, Any]:
    return {
        "id": reply.pk,
        "number": reply.number,
        "external_number": reply.external_number,
        "case": reply.case.number,
        "client": reply.case.client_name,
        "sent_at": reply.sent_at,
        "signer": reply.signer.full_name if reply.signer else "",
        "pdf_size": reply.pdf.size if reply.pdf else 0,
        "signed": reply.signature_id is not None,
    }


def _sent(request: HttpRequest, letter_id: int) -> Reply:
    rows = unbarred(Reply.objects.select_related("case__client", "signer", "pdf", "signature"), me(request))
    return get_object_or_404(rows, pk=letter_id, organisation_id=me(request).organisation_id, state="sent")


@router.get(
    "/documents/letters/{letter_id}/pdf",
    auth=Scoped("documents:exchange"),
    response={200: None, **ERRORS},
    summary="Ответ на бланке",
    tags=["documents"],
)
def letter_pdf(request: HttpRequest, letter_id: int) -> HttpResponse:
    reply = _sent(request, letter_id)
    if reply.pdf is None:
        raise Problem(404, _("Не найдено"), _("Этот ответ ушёл без бланка."))
    viewed(reply.case, by=me(request), view="api")
    return attachment(f"Ответ {reply.number.replace('/', '-')}.pdf", reply.pdf.read())


@router.put(
    "/documents/letters/{letter_id}/number",
    auth=Scoped("documents:exchange"),
    response={200: s.LetterOut, **ERRORS},
    summary="Номер в системе документооборота",
    tags=["documents"],
)
def number_letter(request: HttpRequest, letter_id: int, data: s.NumberIn) -> Any:
    reply = actions.number_reply(_sent(request, letter_id), data.number, by=me(request))
    return _letter(reply)


@router.get(
    "/deliveries",
    auth=Scoped("cases:read"),
    response={200: s.DeliveryPage, **ERRORS},
    summary="Отправления",
    tags=["deliveries"],
)
def deliveries(
    request: HttpRequest,
    state: s.Filter = "",
    channel: s.Filter = "",
    after: s.Filter | None = None,
    limit: Limit = 50,
) -> Any:
    rows = unbarred_subjects(Delivery.objects.filter(organisation_id=me(request).organisation_id), me(request))
    if state:
        rows = rows.filter(state=state)
    if channel:
        rows = rows.filter(channel=channel)
    found, following = page(rows, after, limit)
    return {"items": [_delivery(d) for d in found], "next": following}


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.pk,
        "channel": row.channel,
        "state": row.state,
        "attempts": row.attempts,
        "error": row.error,
        "created_at": row.created_at,
        "sent_at": row.sent_at,
    }


@router.post(
    "/deliveries/{delivery_id}/retry",
    auth=Scoped("cases:work"),
    response={200: s.DeliveryOut, **ERRORS},
    summary="Отправить ещё раз",
    tags=["deliveries"],
)
def retry(request: HttpRequest, delivery_id: int) -> Any:
    row = get_object_or_404(
        unbarred_subjects(Delivery.objects.all(), me(request)),
        pk=delivery_id,
        organisation_id=me(request).organisation_id,
        subject_type="case",
        state__in=("dead", "bounced", "queued"),
    )
    actions.retry_delivery(row, by=me(request))
    return _delivery(row)


def hook_at(request: HttpRequest, webhook_id: int) -> Webhook:
    return get_object_or_404(Webhook, pk=webhook_id, organisation_id=me(request).organisation_id)


def _hook(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.pk,
        "title": webhook.title,
        "url": webhook.url,
        "verbs": webhook.verbs,
        "active": webhook.active,
    }


@router.get(
    "/webhooks",
    auth=Scoped("settings:write"),
    response={200: list[s.WebhookOut], **ERRORS},
    summary="Подписки на события",
    tags=["webhooks"],
)
def webhooks(request: HttpRequest) -> Any:
    return [_hook(w) for w in Webhook.objects.filter(organisation_id=me(request).organisation_id).order_by("pk")]


@router.post(
    "/webhooks",
    auth=Scoped("settings:write"),
    response={201: s.WebhookMade, **ERRORS},
    summary="Подписать систему",
    tags=["webhooks"],
)
def add_webhook(request: HttpRequest, data: s.WebhookIn) -> Any:
    """Events go out signed as Standard Webhooks say; they hold ids and verbs, never personal data."""
    made = create_webhook(me(request).organisation, title=data.title, url=data.url, verbs=data.verbs, by=me(request))
    return 201, {**_hook(made), "secret": secret_of(made)}


@router.delete(
    "/webhooks/{webhook_id}",
    auth=Scoped("settings:write"),
    response={200: s.WebhookOut, **ERRORS},
    summary="Выключить подписку",
    tags=["webhooks"],
)
def remove_webhook(request: HttpRequest, webhook_id: int) -> Any:
    found = hook_at(request, webhook_id)
    switch_webhook(found, active=False, by=me(request))
    return _hook(found)


@router.get(
    "/webhooks/{webhook_id}/deliveries",
    auth=Scoped("settings:write"),
    response={200: s.DeliveryPage, **ERRORS},
    summary="Журнал подписки",
    tags=["webhooks"],
)
def webhook_log(request: HttpRequest, webhook_id: int, after: s.Filter | None = None, limit: Limit = 50) -> Any:
    found = hook_at(request, webhook_id)
    rows, following = page(Delivery.objects.filter(subject_type="webhook", subject_id=found.pk), after, limit)
    return {"items": [_delivery(d) for d in rows], "next": following}


@router.post(
    "/webhooks/{webhook_id}/replay",
    auth=Scoped("settings:write"),
    response={200: s.Count, **ERRORS},
    summary="Отправить события ещё раз",
    tags=["webhooks"],
)
def replay_webhook(request: HttpRequest, webhook_id: int, data: s.ReplayIn) -> Any:
    found = hook_at(request, webhook_id)
    since = data.since if data.since.tzinfo else data.since.replace(tzinfo=found.organisation.zone)
    return {"count": replay(found, since, by=me(request))}
