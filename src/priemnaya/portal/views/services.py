"""The catalogue for clients: what can be had, step by step, by life situation and by search."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from priemnaya.knowledge.actions.articles import published
from priemnaya.knowledge.actions.findable import log_opened, log_search
from priemnaya.knowledge.foreign import whose
from priemnaya.knowledge.models import Article, LifeSituation, Service
from priemnaya.knowledge.search import Hit, find
from priemnaya.knowledge.services.described import RESULT_FORMS
from priemnaya.knowledge.services.paying import payment_of
from priemnaya.outreach.actions.remarks import take_remark
from priemnaya.people.interaction import ways_to
from priemnaya.people.models import Organisation
from priemnaya.policy import register
from priemnaya.portal.frame import editions_of
from priemnaya.portal.shared import of_body
from priemnaya.ui.limits import too_often
from priemnaya.ui.typed import refuse

register("provides", "service_steps", "portal.views.services.service")
register("provides", "frequent_questions", "portal.views.services.answers")
register("provides", "service_info", "portal.views.services.service")
register("provides", "services_by_situation", "portal.views.services.situation")
GROUPS = {
    "service": gettext_lazy("Услуги"),
    "support": gettext_lazy("Меры поддержки"),
    "digital": gettext_lazy("Цифровые сервисы"),
}
"""Headings of the catalogue, by kind of service."""
FOUND = 20
HINTS = 6


def living(organisation: Organisation) -> Any:
    return Service.objects.filter(organisation=organisation, withdrawn_at=None)


@require_GET
@of_body
def services(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    rows = list(living(organisation))
    groups = [(title, [s for s in rows if s.kind == kind]) for kind, title in GROUPS.items()]
    return render(
        request,
        "portal/services.html",
        {
            "groups": [(t, g) for t, g in groups if g],
            "situations": LifeSituation.objects.filter(organisation=organisation),
            "token": uuid.uuid4().hex[:20],
        },
    )


@require_GET
@of_body
def service(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    """Everything in order before the client starts: steps, documents, term, cost, result, refusals and how to avoid
    them."""
    row = get_object_or_404(living(organisation).select_related("unit", "organisation"), slug=slug)
    edition = row.current
    if edition is None:
        edition = get_object_or_404(row.editions.order_by("since")[:1])
    log_opened(organisation, request.GET.get("s", ""), "service", slug)
    intake = {p.row.kind: p.row.address for p in reversed(ways_to(organisation, "intake"))}
    here = "portal" in edition.text.file_by and "portal" in intake
    return render(
        request,
        "portal/service.html",
        {
            "service": row,
            "edition": edition,
            "text": edition.text,
            "here": here,
            "fee": payment_of(edition.text),
            "ways": [_way(organisation, slug, kind, intake) for kind in edition.text.file_by],
            "situations": LifeSituation.objects.filter(organisation=organisation, slug__in=edition.text.situations),
            "answers": published(organisation).filter(service=row, public=True).order_by("title"),
            "forms": [RESULT_FORMS[f] for f in edition.text.result.forms],
        },
    )


PUBLIC_SERVICES = "https://www.gosuslugi.ru/"


def _way(organisation: Organisation, slug: str, kind: str, intake: Mapping[str, str]) -> tuple[str, str, str]:
    """A point where a service is applied for: its kind, where it opens or is called, and its address as words. Each
    leads somewhere: to the form, to the site or mailbox of the point, else to the page that says where it is."""
    address = intake.get(kind, "")
    if kind == "portal" and kind in intake:
        return kind, reverse("apply", args=[organisation.slug, slug]), ""
    if kind == "epgu":
        return kind, address if address.startswith("https://") else PUBLIC_SERVICES, ""
    if address.startswith("https://"):
        return kind, address, ""
    if kind == "email" and address:
        return kind, f"mailto:{address}", address
    return kind, reverse("points", args=[organisation.slug]), address


@require_GET
@of_body
def situation(request: HttpRequest, organisation: Organisation, slug: str) -> HttpResponse:
    row = get_object_or_404(LifeSituation, organisation=organisation, slug=slug)
    log_opened(organisation, request.GET.get("s", ""), "situation", slug)
    found = list(living(organisation).filter(situations__contains=[slug]).select_related("unit"))
    editions = editions_of(organisation, found)
    parts = [(service, editions[service.pk].text) for service in found if service.pk in editions]
    return render(request, "portal/situation.html", {"situation": row, "parts": parts})


@require_GET
@of_body
def answers(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Frequent questions, by section."""
    rows = published(organisation).filter(public=True).select_related("section").order_by("section__place", "title")
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.section.title, []).append(row)
    return render(request, "portal/answers.html", {"groups": groups, "token": uuid.uuid4().hex[:20]})


def _public(organisation: Organisation, ref: int) -> Article:
    return get_object_or_404(  # type: ignore[no-any-return]
        published(organisation)
        .filter(public=True)
        .select_related("current", "section__head", "section__organisation", "service"),
        pk=ref,
    )


@require_GET
@of_body
def article(request: HttpRequest, organisation: Organisation, ref: int) -> HttpResponse:
    row = _public(organisation, ref)
    log_opened(organisation, request.GET.get("s", ""), "article", str(ref))
    voted = str(ref) in request.session.get("voted", [])
    return render(request, "portal/article.html", {"article": row, "voted": voted})


@require_POST
@of_body
def article_vote(request: HttpRequest, organisation: Organisation, ref: int) -> HttpResponse:
    """«Помогло?»: once a browser session, with a word on what lacked."""
    row, voted = _public(organisation, ref), request.session.get("voted", [])
    if too_often(request, "vote", most=60, seconds=3600):
        refuse(request, _("Из вашей сети сейчас слишком много оценок. Подождите час и повторите."))
    elif str(ref) not in voted and request.POST.get("helped") in ("yes", "no"):
        take_remark(organisation, row, request.POST["helped"] == "yes", request.POST.get("comment", ""))
        request.session["voted"] = [*voted, str(ref)][-200:]
    return redirect("article", organisation.slug, ref)


def address_of(organisation: Organisation, hit: Hit, token: str) -> str:
    """The page of a found thing; the token tells which search led there."""
    name = {"service": "service", "situation": "situation", "article": "article"}[hit.kind]
    return f"{reverse(name, args=[organisation.slug, hit.ref])}?s={token}"


@require_GET
@of_body
def search(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """One field for services, answers and situations. Works without JavaScript."""
    return _found(request, organisation, "portal/search.html", FOUND, typing=False)


@require_GET
@of_body
def hints(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The same as people type."""
    return _found(request, organisation, "portal/_hits.html", HINTS, typing=True)


def _found(
    request: HttpRequest, organisation: Organisation, template: str, limit: int, *, typing: bool
) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    token = request.GET.get("s", "")[:40] or uuid.uuid4().hex[:20]
    found = find(organisation, text, public=True, limit=limit, typing=typing)
    log_search(organisation, token, text, len(found.hits) + len(found.pages), place="portal")
    context = {
        "q": text,
        "hits": [(h, address_of(organisation, h, token)) for h in found.hits],
        "pages": [_page(organisation, name) for name in found.pages],
        "also": [_page(organisation, name) for name in found.also],
        "others": [] if found.hits or found.pages or typing else whose(organisation, text),
        "mended": found.mended,
        "token": token,
    }
    return render(request, template, context)


def _page(organisation: Organisation, name: str) -> dict[str, str]:
    """A page of the body that words lead to (`knowledge.synonyms.PAGES`), with what is there."""
    shown = {
        "points": ("points", "", _("Как с нами связаться"), _("Телефоны, адреса, часы работы и личный приём")),
        "write": ("write", "", _("Написать нам"), _("Вопрос, жалоба или отзыв")),
        "complaint": ("write", "appeal_complaint", _("Подать жалобу"), _("На решение, действие или бездействие")),
        "feedback": ("write", "feedback", _("Оставить отзыв"), _("Благодарность, предложение или замечание")),
        "info": ("write", "info_request", _("Запросить информацию"), _("О том, что делает орган")),
        "order": ("order_published", "", _("Как мы работаем с обращениями"), _("Порядок: сроки и правила")),
        "follow": ("follow", "", _("Узнать, что с моим делом"), _("По номеру и коду или по ссылке")),
    }
    url, kind, title, lead = shown[name]
    address = reverse(url, args=[organisation.slug]) + (f"?kind={kind}" if kind else "")
    return {"url": address, "title": title, "lead": lead}
