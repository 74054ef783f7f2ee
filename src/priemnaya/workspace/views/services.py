"""The catalogue on the desk: what each service says now, its editions, and a form for the next one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from priemnaya.core.settings_kept import token
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.actions.catalogue import publish_edition, withdraw_service, wording_of
from priemnaya.knowledge.models import LifeSituation, Service, ServiceEdition
from priemnaya.knowledge.services.described import RESULT_FORMS, SERVICE_KINDS, ServiceText
from priemnaya.knowledge.services.terms import UNITS, parts, written
from priemnaya.knowledge.told import editions_told, service_told
from priemnaya.policy import Refused, Verdict
from priemnaya.policy.contact_points import title_of
from priemnaya.ui.access import permission
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import page_seen, typed_day, who
from priemnaya.workspace.tables.books import SERVICES
from priemnaya.workspace.tables.shown import Listing

from .service_asks import asked_context, asked_data

PLAIN = ("kind", "unit", "name", "title", "lead", "topic", "appeal", "again", "link")
LINES = ("law", "who", "steps", "access", "words")
"""Fields written one item a line."""
TERMS_SHOWN = 12
SPARE = 2
"""Empty rows for documents and grounds under those there are."""
LABELS = {
    "kind": "Вид",
    "name": "Название по регламенту",
    "title": "Название для людей",
    "lead": "Одним предложением: что человек получит",
    "unit": "Подразделение",
    "topic": "Тема классификатора",
    "law": "Правовые акты",
    "who": "Кто может получить",
    "steps": "Шаги",
    "access": "Доступность",
    "documents": "Документы",
    "grounds": "Основания",
    "term": "Срок",
    "cost": "Плата",
    "result": "Результат",
    "file_by": "Как подать",
    "receive_by": "Как получить",
    "plain": "простыми словами",
    "fix": "как исправить",
    "act": "акт",
    "holder": "у кого запросить",
    "conditions": "Условия",
    "questions": "Вопросы",
    "second": "Второй заявитель",
    "payee": "Кому платят",
    "question": "вопрос",
    "why": "почему",
    "instead": "что делать вместо этого",
    "label": "вопрос",
    "options": "варианты",
    "when": "когда спрашивать",
    "answer": "ответ",
    "least": "не меньше",
    "most": "не больше",
    "account": "счёт",
    "bank": "банк",
    "bic": "БИК",
    "corr_account": "корреспондентский счёт",
    "inn": "ИНН",
    "kpp": "КПП",
    "kbk": "КБК",
    "oktmo": "ОКТМО",
    "within": "срок",
    "id": "код",
}


@require_GET
@permission("staff")
def catalogue(request: HttpRequest) -> HttpResponseBase:
    me = who(request)
    rows = Service.objects.filter(organisation=me.organisation).select_related("unit").prefetch_related("editions")
    listing = Listing(SERVICES, rows, request, size=100)
    if (file := listing.file()) is not None:
        return file
    return render(request, "workspace/services.html", {"listing": listing, "may_edit": me.may("knowledge.edit")})


@require_GET
@permission("staff")
def service_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The edition in force as colleagues see it: grounds with their acts, and earlier editions."""
    me = who(request)
    row = get_object_or_404(
        Service.objects.select_related("unit", "organisation"), organisation=me.organisation, slug=slug
    )
    edition = row.current or row.editions.order_by("since").first()
    checked = wording_of(me.organisation, edition.text) if edition else None
    return render(
        request,
        "workspace/service.html",
        {
            "service": row,
            "edition": edition,
            "text": edition.text if edition else None,
            "checked": checked,
            "editions": row.editions.select_related("author"),
            "may_edit": me.may("knowledge.edit"),
            "seen": token(editions_told(row)),
        },
    )


@require_http_methods(["GET", "POST"])
@permission("knowledge.edit")
def service_edit(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One form for a new service and for a new edition of one there is. What was typed comes back with what to mend."""
    me = who(request)
    rows = Service.objects.select_related("organisation").filter(organisation=me.organisation)
    service = get_object_or_404(rows, slug=slug) if slug else None
    if request.method != "POST":
        return _form(request, service, *_begun(service, request), seen=token(editions_told(service)))
    return _published(request, service)


def _published(request: HttpRequest, service: Service | None) -> HttpResponse:
    me = who(request)
    data, text, seen, stands = data_of(request.POST), None, page_seen(request), dict[str, str]()
    errors, stopped, status = list[str](), list[Verdict](), 422
    try:
        text = ServiceText.model_validate(data)
        edition = publish_edition(
            me.organisation,
            service.slug if service else _slug(request.POST, me.organisation.pk),
            text,
            since=typed_day(request, "since"),
            by=me,
            reason=request.POST.get("reason", ""),
            seen=seen,
            again=bool(request.POST.get("again_shown")),
        )
    except ValidationError as wrong:
        term = _term_faults(request.POST)
        told = (_said(e) for e in wrong.errors() if not (term and e["loc"][:2] == ("term", "within")))
        errors = [*term, *told]
    except Refused as refused:
        stopped = refused.verdicts
    except Stale as stale:
        errors, status, seen, stands = [str(stale)], 409, token(editions_told(service)), _otherwise(service, text)
    except Objection as objection:
        errors = [str(objection)]
    else:
        messages.success(request, _("Редакция записана."))
        if later := edition.service.editions.filter(since__gt=edition.since).first():
            words = _("С %s действует другая редакция: если правка нужна и в ней, внесите её туда.")
            messages.warning(request, words % f"{later.since:%d.%m.%Y}")
        return redirect("service_catalogue")
    more = {"errors": errors, "stopped": stopped, "seen": seen, "stands": stands}
    return _form(request, service, data, request.POST.get("since", ""), status=status, **more)


def _begun(service: Service | None, request: HttpRequest) -> tuple[dict[str, Any], str]:
    """What a new edition begins with, and from which day: the newest one, so that what is ahead is not undone by what
    follows it; or, as asked, the one in force."""
    today = who(request).organisation.local(timezone.now()).date()
    newest = service.editions.first() if service else None
    if service and request.GET.get("from") == "now":
        newest = service.current or newest
    return (newest.data, max(today, newest.since).isoformat()) if newest else ({}, today.isoformat())


def _otherwise(service: Service | None, text: ServiceText | None) -> dict[str, str]:
    """Of the newest edition what it says otherwise than the form does."""
    newest = service.editions.first() if service else None
    if service is None or newest is None:
        return {}
    body = service.organisation
    now, mine = service_told(newest.text, body), service_told(text, body) if text else {}
    return {name: words or "—" for name, words in now.items() if words != mine.get(name)}


def _form(
    request: HttpRequest, service: Service | None, data: dict[str, Any], since: str, status: int = 200, **more: Any
) -> HttpResponse:
    organisation = who(request).organisation
    standing = [*data.get("file_by", ()), *data.get("receive_by", ())]
    served = list(dict.fromkeys([*organisation.points.values_list("kind", flat=True), *standing]))
    units = list(organisation.units.order_by("name"))
    documents = [*data.get("documents", ()), *({} for _n in range(SPARE))]
    grounds = [*data.get("grounds", ()), *({} for _n in range(SPARE))]
    context = {
        "service": service,
        "data": data,
        "since": since,
        "ahead": _ahead(service),
        "documents": documents,
        "grounds": grounds,
        "kinds": SERVICE_KINDS,
        "forms": RESULT_FORMS,
        "units": [(u.slug, u.name) for u in units if u.closed_at is None],
        "closed_unit": next((u.name for u in units if u.slug == data.get("unit")), ""),
        "situations": LifeSituation.objects.filter(organisation=organisation),
        "points": [(p, title_of(p)) for p in served],
        "term": parts(str(data.get("term", {}).get("within", ""))),
        "term_units": UNITS,
        "terms": _terms_of(service),
        "lines": {n: "\n".join(data.get(n, ())) for n in LINES},
        "reason": request.POST.get("reason", ""),
        "again_shown": bool(request.POST.get("again_shown")),
        **asked_context(data),
        **more,
    }
    return render(request, "workspace/service_edit.html", context, status=status)


def _ahead(service: Service | None) -> ServiceEdition | None:
    newest = service.editions.first() if service else None
    today = service.organisation.local(timezone.now()).date() if service else None
    return newest if newest and today and newest.since > today else None


def data_of(typed: QueryDict) -> dict[str, Any]:
    """The form as the plain data of an edition; empty rows are left out."""
    data: dict[str, Any] = {n: typed.get(n, "").strip() for n in PLAIN}
    data.update({n: [line.strip() for line in typed.get(n, "").splitlines() if line.strip()] for n in LINES})
    data.update({n: typed.getlist(n) for n in ("situations", "file_by", "receive_by")})
    data["term"] = {
        "within": typed.get("within", "").strip() or _within(typed),
        "act": typed.get("term_act", ""),
        "note": typed.get("term_note", ""),
    }
    data["cost"] = {
        "rubles": typed.get("rubles") or 0,
        "note": typed.get("cost_note", ""),
        "act": typed.get("cost_act", ""),
    }
    data["result"] = {"name": typed.get("result", "").strip(), "forms": typed.getlist("forms")}
    data["example"] = bool(typed.get("example"))
    data["documents"] = [row for _n, row in _rows_of(typed, "d", ("name", "source", "holder", "why", "act", "when"))]
    data["grounds"] = [
        {**row, "leads_to": typed.getlist(f"g_leads_{n}") or ["refusal"]}
        for n, row in _rows_of(typed, "g", ("title", "plain", "fix", "act", "again"))
    ]
    return data | asked_data(typed, _rows_of)


def _rows_of(typed: QueryDict, letter: str, names: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Documents or grounds whose first field is filled, each with its place in the form and its id; a new one gets the
    first id that no other has."""
    columns = [typed.getlist(f"{letter}_{name}") for name in ("id", *names)]
    rows = [(n, [v.strip() for v in row]) for n, row in enumerate(zip(*columns, strict=False)) if row[1].strip()]
    taken, found = {row[0] for _n, row in rows}, list[tuple[int, dict[str, str]]]()
    free = (f"{letter}{n}" for n in count(1) if f"{letter}{n}" not in taken)
    given = set[str]()
    for n, (own, *fields) in rows:
        key = own if own and own not in given else next(free)
        given.add(key)
        found.append((n, {"id": key, **dict(zip(names, fields, strict=True))}))
    return found


def _within(typed: QueryDict) -> str:
    """The term as an edition keeps it; what nobody can read stays as it was typed, and is told by `_term_fault`."""
    try:
        return written(typed.get("term_number", ""), typed.get("term_unit", "d"))
    except Objection:
        return typed.get("term_number", "").strip()


def _term_faults(typed: QueryDict) -> list[str]:
    if typed.get("within", "").strip():
        return []
    try:
        written(typed.get("term_number", ""), typed.get("term_unit", "d"))
    except Objection as fault:
        return [f"{LABELS['term']}: {fault}."]
    return []


def _terms_of(service: Service | None) -> list[tuple[ServiceEdition, bool]]:
    """The terms of a service by the day from which each holds, the newest first, and whether it holds now."""
    if service is None:
        return []
    now = service.current
    return [(e, now is not None and e.pk == now.pk) for e in service.editions.select_related("author")[:TERMS_SHOWN]]


def _said(error: Any) -> str:
    """A validation error in words: which field, and what is wrong with it."""
    where = " › ".join(LABELS.get(str(p), str(p + 1) if isinstance(p, int) else str(p)) for p in error["loc"])
    kind = str(error["type"])
    said = str(error["msg"]).removeprefix("Value error, ")
    if said.isascii():  # the words of the library, not ours
        said = "выберите из списка" if "literal" in kind or "enum" in kind else "проверьте значение"
    words = {
        "missing": "заполните",
        "too_short": "заполните",
        "string_too_short": "напишите подробнее",
        "string_pattern_mismatch": "латинские буквы, цифры и дефис",
    }
    return f"{where}: {words.get(kind, said)}" if where else said


def _slug(typed: QueryDict, organisation: int) -> str:
    base = slugify(typed.get("slug", "")) or "service"
    taken = set(
        Service.objects.filter(organisation_id=organisation, slug__startswith=base).values_list("slug", flat=True)
    )
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, 1000))) if s not in taken)


@require_POST
@permission("knowledge.edit")
def service_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    me = who(request)
    rows = Service.objects.select_related("organisation").filter(organisation=me.organisation)
    row = get_object_or_404(rows, slug=slug)
    with telling(request, _("Услуга больше не показывается клиентам. Дела и редакции сохранены.")):
        withdraw_service(row, by=me, seen=page_seen(request))
    return redirect("service_page", slug)
