"""An application on the desk: its documents, what lacks, what the body asks for itself; the service of a case; a
complaint's contents."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from priemnaya.cases import actions, texts
from priemnaya.cases.actions.applications import Mark, Way, application_of
from priemnaya.cases.facts_seen import token_of
from priemnaya.cases.held_back import notice_goes
from priemnaya.cases.models import DOCUMENT_STATES, Application, ApplicationDocument, Case
from priemnaya.core.journal import viewed
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Service
from priemnaya.policy.owed import CONTACT_ON_INCOMPLETE
from priemnaya.ui.access import permission
from priemnaya.ui.asked import row_chosen
from priemnaya.ui.typed import Typed, typed_of
from priemnaya.workspace.shared import acts_on_case, case_for, page_seen, stopped_at, who
from priemnaya.workspace.shown_first import SEND

FROM_CLIENT = ("awaited", "given", "missing", "wrong", "not_needed")


@require_GET
@permission("case.view")
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Every document with its state: what the client brings and what the body gets itself."""
    case = case_for(request, pk)
    if case.client_id:
        viewed(case, by=who(request))
    try:
        found = application_of(case)
    except Objection:
        return redirect(case.get_absolute_url())
    rows, typed = list(found.documents.all()), typed_of(request)
    shown = {d.pk: _shown(d, _mark(typed, d)) for d in rows}
    lacking = [d for d in rows if d.lacking]
    owed = Obligation.objects.about("case", case.pk).filter(what=CONTACT_ON_INCOMPLETE)
    said = case.contacts.filter(direction="in")
    return render(
        request,
        "workspace/application.html",
        {
            "case": case,
            "application": found,
            "text": found.edition.text,
            "lacking": lacking,
            "brought": [(d, *shown[d.pk], token_of([d.state, d.note])) for d in rows if d.source == "client"],
            "way": _way(typed, found),
            "seen_way": token_of(found.receive_by),
            "others": [d for d in rows if d.source != "client"],
            "states": {s: DOCUMENT_STATES[s] for s in FROM_CLIENT},
            "goes": notice_goes(case),
            "preview": texts.incomplete(case, lacking, "") if lacking else "",
            "owed": owed.order_by("-since_at").first(),
            "stopped": stopped_at(request, case),
            "typed": typed,
            "files": [a for c in said.prefetch_related("attachments__file") for a in c.attachments.all()],
            "may_work": who(request).may("case.work"),
        },
    )


def _mark(sent: Mapping[str, str], row: ApplicationDocument) -> Mark | None:
    """What a form says of a document."""
    if f"state-{row.pk}" not in sent:
        return None
    return Mark(sent[f"state-{row.pk}"], sent.get(f"note-{row.pk}", ""), sent.get(f"seen-{row.pk}", "-"))


def _shown(row: ApplicationDocument, mark: Mark | None) -> tuple[str, str]:
    """What was typed of it and could not be taken, else what stands now."""
    return (row.state, row.note) if mark is None or mark.untouched else (mark.state, mark.note)


def _way(typed: Typed, found: Application) -> str:
    touched = "receive_by" in typed and typed["seen-way"] != token_of(typed["receive_by"])
    return typed["receive_by"] if touched else found.receive_by


def _back(case: Case) -> HttpResponse:
    return redirect("case_application", case.pk)


@acts_on_case("case.work", _("Проверка документов записана."), back="case_application")
def documents(request: HttpRequest, case: Case) -> HttpResponse:
    rows = application_of(case).documents.filter(source="client")
    sent = request.POST.dict()
    marks = {d.pk: mark for d in rows if (mark := _mark(sent, d))}
    way = Way(sent["receive_by"], sent.get("seen-way", "-")) if "receive_by" in sent else None
    actions.check_documents(case, marks, receive_by=way, by=who(request))
    return _back(case)


@acts_on_case("case.work", _("Добавлено в список. Теперь напишите клиенту."), back="case_application")
def ask(request: HttpRequest, case: Case) -> HttpResponse:
    actions.ask_document(
        case,
        request.POST.get("name", ""),
        request.POST.get("act", ""),
        note=request.POST.get("note", ""),
        by=who(request),
    )
    return _back(case)


@acts_on_case(
    "case.work",
    _("Клиенту отправлено: чего не хватает и что можно сделать."),
    back="case_application",
    form="tell",
    press=SEND,
)
def tell(request: HttpRequest, case: Case) -> HttpResponse:
    actions.tell_incomplete(case, request.POST.get("words", ""), by=who(request))
    return _back(case)


@acts_on_case("case.work", _("Записано."), back="case_application")
def request_one(request: HttpRequest, case: Case) -> HttpResponse:
    rows = ApplicationDocument.objects.select_related("application__case__organisation").filter(application__case=case)
    row = row_chosen(request, "document", rows, _("Такого документа в деле нет. Обновите страницу."))
    actions.request_document(row, by=who(request), received=bool(request.POST.get("received")))
    return _back(case)


@acts_on_case("case.work", _("Услуга записана, срок посчитан."))
def service(request: HttpRequest, case: Case) -> HttpResponse | None:
    found = row_chosen(
        request,
        "service",
        Service.objects.filter(organisation_id=case.organisation_id),
        _("Выберите услугу из списка."),
    )
    as_application = bool(request.POST.get("as_application"))
    actions.name_service(case, found, by=who(request), as_application=as_application, seen=page_seen(request))
    return _back(case) if as_application else None


@acts_on_case("case.work", _("Записано, на что жалоба."))
def complaint(request: HttpRequest, case: Case) -> None:
    actions.describe_complaint(
        case,
        about=request.POST.get("about", ""),
        against=request.POST.get("against", ""),
        decision=request.POST.get("decision", ""),
        crime=bool(request.POST.get("crime_signs")),
        crime_why=request.POST.get("crime_why", ""),
        by=who(request),
        seen=page_seen(request),
    )


@acts_on_case("case.work", _("Работа возобновлена, срок пересчитан."), press=_("Возобновить и отправить"))
def resume(request: HttpRequest, case: Case) -> None:
    actions.resume_case(case, by=who(request))


def services_of(case: Case) -> list[Service]:
    """The body's services to choose from, by title."""
    return list(Service.objects.filter(organisation_id=case.organisation_id, withdrawn_at=None).order_by("title"))
