"""An application for a service: its documents are checked on receipt, the client is told in time what lacks and is
asked for nothing the body has or can get itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.facts_seen import must_stand, token_of
from priemnaya.cases.models import LACKING, Application, ApplicationDocument, Case
from priemnaya.cases.models.application import DOCUMENT_STATES
from priemnaya.cases.returned import posted
from priemnaya.cases.rules import demand_verdicts, step_verdicts
from priemnaya.cases.states import move_case
from priemnaya.cases.term_changes import turn_terms
from priemnaya.core.journal import record, ruled
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.models import Service
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import asks, require
from priemnaya.policy.contact_points import title_of
from priemnaya.policy.owed import CONTACT_ON_INCOMPLETE, INTERAGENCY_ANSWER

from .deliver import send_to_client
from .kind import change_kind
from .told import settle_told
from .veiling import Letter
from .working import must_be_open, must_not_be_suspended


@dataclass(frozen=True)
class Mark:
    """What the check found about one document. note: what is wrong with it, in words for the client; seen: the token of
    what the page showed of it, empty where there is no page."""

    state: str
    note: str = ""
    seen: str = ""

    @property
    def untouched(self) -> bool:
        """The page sends it as it showed it: whoever pressed has said nothing of it."""
        return bool(self.seen) and self.seen == token_of([self.state, self.note.strip()])


@dataclass(frozen=True)
class Way:
    """How the client gets the result, as they said when asked; seen: as in `Mark`."""

    point: str
    seen: str = ""


OF_REQUESTS = ("requested", "received")
"""States that only `request_document` gives: a term runs between them."""


def start_application(
    case: Case, service: Service, *, receive_by: str = "", given: tuple[str, ...] = ()
) -> Application | None:
    """The documents of the edition in force at registration, each with who brings it. given: ids the client has
    attached. None when the service has no edition yet."""
    edition = service.edition_on(case.organisation.local(case.registered_at).date())
    if edition is None:
        return None
    application = Application.objects.create(case=case, edition=edition, receive_by=receive_by)
    rows = _documents_of(application)
    for row in rows:
        row.state = "given" if row.document in given else row.state
    ApplicationDocument.objects.bulk_create(rows)
    return application


def _documents_of(application: Application) -> list[ApplicationDocument]:
    """What its edition asks for, not saved, each in the state it begins with."""
    state = {"client": "awaited", "body": "held", "other_body": "to_request"}
    return [
        ApplicationDocument(
            application=application,
            document=d.id,
            name=d.name,
            source=d.source,
            holder=d.holder,
            act=d.act,
            when=d.when,
            state="not_needed" if d.asked and d.when else state[d.source],
            place=n,
        )
        for n, d in enumerate(application.edition.text.documents)
    ]


def _turn_application(case: Case, application: Application, service: Service, *, by: Employee) -> None:
    """The application is for another service: what both ask for keeps its mark, what only the first asked for is set
    aside with what was found of it, and what was asked beyond its list is still asked. Raises Objection."""
    edition = service.edition_on(case.organisation.local(case.registered_at).date())
    if edition is None:
        raise Objection("У этой услуги ещё нет описания с документами. Сначала опишите её или выберите другую.")
    was, application.edition = application.edition.service.title, edition
    known, asked = list(application.documents.all()), _documents_of(application)
    for fresh in asked:
        row = next((r for r in known if _same(r.name, fresh.name) or r.document == fresh.document), None)
        if row is None:
            fresh.save()
            continue
        known.remove(row)
        fresh.pk = row.pk
        if row.source == fresh.source and not row.set_aside:
            fresh.state, fresh.note = row.state, row.note
        fresh.save(force_update=True)
    aside = [row for row in known if row.document and not row.set_aside]
    for n, row in enumerate(known, len(asked)):
        row.place = n
        if row in aside:
            terms.cancel_term(case, INTERAGENCY_ANSWER, "указана другая услуга", part=row.part)
            row.note = f"Просила услуга «{was}»; {row.get_state_display()}; {row.note}".rstrip("; ")[:500]
            row.state, row.set_aside = "not_needed", True
        row.save()
    _settle_found(case, application)
    record("application.service_changed", case, by=by, set_aside=len(aside))


def _settle_found(case: Case, application: Application) -> None:
    """Nothing lacks by the new list: nobody has to be told of it."""
    states = set(application.documents.values_list("state", flat=True))
    if not states & set(LACKING):
        application.found_at = application.told_at = None
        terms.cancel_term(case, CONTACT_ON_INCOMPLETE, "указана другая услуга")
    if states & {*LACKING, "awaited"}:
        application.complete_at = None
    application.save()


@action("case.work")
@transaction.atomic
def name_service(case: Case, service: Service, *, by: Employee, as_application: bool = False, seen: str = "") -> None:
    """Say which service a case is about. as_application: it is an application for it (came on paper or as a message):
    then its documents and its term run. The same service again changes nothing; another keeps what both ask for. Raises
    Refused when applications are not taken by the point it came by, Objection while the service named before is
    suspended."""
    must_be_open(case)
    must_stand(case, "service", seen)
    must_not_be_suspended(case)
    if service.organisation_id != case.organisation_id:
        raise Objection("Это услуга другого органа.")
    application = Application.objects.select_related("edition__service").filter(case=case).first()
    named = application is not None and application.edition.service_id == service.pk == case.service_id
    if named and (case.kind == "service_application" or not as_application):
        return
    if as_application and case.kind != "service_application":
        change_kind(case, "service_application", by=by)
    case.service = service
    case.save(update_fields=["service"])
    if case.kind == "service_application":
        if application and not named:
            _turn_application(case, application, service, by=by)
        elif application is None:
            application = start_application(case, service)
        case.application = application
        turn_terms(case, "указана услуга", by=by)
        settle_told(case, posted(case))
    record("case.service_named", case, by=by, service=service.pk)


@action("case.work")
@transaction.atomic
@asks("within", CONTACT_ON_INCOMPLETE)
def check_documents(
    case: Case, marks: Mapping[int, Mark], *, by: Employee, receive_by: Way | None = None
) -> Application:
    """Record what the check found: by row of a document, its state and what is wrong. The first finding starts the term
    to contact the client (novosibirsk-okn 3.4); with nothing lacking the application is complete. receive_by: the point
    where the client gets the result, empty when they did not say, None when it was not asked. A page sends every row it
    shows: what was not touched there stays as a colleague has marked it since. Raises Objection, Stale."""
    must_be_open(case)
    application = application_of(case)
    _keep_way(application, receive_by, by)
    before = {d.pk: (d.state, d.note) for d in application.documents.all() if d.lacking}
    for row in application.documents.all():
        mark = marks.get(row.pk)
        if mark is None or mark.untouched:
            continue
        _must_stand(row, mark)
        _must_be_markable(case, row, mark)
        row.state, row.note = mark.state, mark.note.strip()[:500]
        row.save(update_fields=["state", "note"])
    now = timezone.now()
    lacking = {d.pk: (d.state, d.note) for d in application.documents.all() if d.lacking}
    if lacking:
        if any(before.get(pk) != said for pk, said in lacking.items()):
            _found_now(case, application)
        application.complete_at = None
        record("application.found_incomplete", case, by=by)
    else:
        unsettled = application.documents.filter(state="awaited").exists()
        application.complete_at = None if unsettled else now
        Obligation.objects.about("case", case.pk).open().filter(what=CONTACT_ON_INCOMPLETE).update(
            cancelled_at=now, cancelled_why="документы на месте"
        )
        if application.complete_at:
            record("application.complete", case, by=by)
    application.save()
    terms.refresh_due(case)
    return application


def _must_stand(row: ApplicationDocument, mark: Mark) -> None:
    """Raises Stale where a colleague has marked it otherwise since the page was opened."""
    if not mark.seen or mark.seen == token_of([row.state, row.note]):
        return
    if (row.state, row.note) == (mark.state, mark.note.strip()[:500]):
        return
    stands = f"{row.get_state_display()}, {row.note}" if row.note else row.get_state_display()
    raise Stale(
        f"Пока страница была открыта, документ «{row.name}» отметили: {stands}. Проверьте отметки и запишите снова."
    )


def _must_be_markable(case: Case, row: ApplicationDocument, mark: Mark) -> None:
    """Raises Refused for what the client may not be asked for, Objection."""
    if mark.state not in DOCUMENT_STATES:
        raise Objection("Выберите, что с документом, из списка.")
    if mark.state in OF_REQUESTS and mark.state != row.state:
        raise Objection("Запрос в другой орган отмечают кнопкой «Запросить» рядом с документом, ответ — «Получен».")
    if mark.state in LACKING and row.source != "client":
        require(demand_verdicts(case, row.name, row.act, source=row.source, holder=row.holder))
    if mark.state == "wrong" and not mark.note.strip():
        raise Objection(f"Напишите, что не так с документом «{row.name}»: это увидит клиент.")


def _keep_way(application: Application, way: Way | None, by: Employee) -> None:
    """One that is not offered is no way. Raises Objection, Stale."""
    if way is None or way.point == application.receive_by or way.seen == token_of(way.point):
        return
    if way.seen and way.seen != token_of(application.receive_by):
        stands = title_of(application.receive_by) if application.receive_by else "не сказал"
        raise Stale(
            f"Пока страница была открыта, изменили, как клиент получит результат: {stands}. Проверьте и запишите снова."
        )
    point = way.point
    if point and point not in application.edition.text.receive_by:
        raise Objection("Так результат этой услуги не выдают. Выберите способ из списка.")
    application.receive_by = point
    application.save(update_fields=["receive_by"])
    record("application.way_named", application.case, by=by, point=point)


def _found_now(case: Case, application: Application) -> None:
    """Something new lacks: the client must be contacted. A term that already runs is not begun anew."""
    if application.found_at is None or application.told_at:
        application.found_at, application.told_at = timezone.now(), None
    if not Obligation.objects.about("case", case.pk).open().filter(what=CONTACT_ON_INCOMPLETE).exists():
        terms.open_obligation(case, CONTACT_ON_INCOMPLETE, timezone.now())


@action("case.work")
@transaction.atomic
def ask_document(case: Case, name: str, act: str, *, by: Employee, note: str = "") -> ApplicationDocument:
    """Ask the client for a document beyond the service's list: only on an act, and never one the body has. Raises
    Refused."""
    must_be_open(case)
    application = application_of(case)
    if not name.strip():
        raise Objection("Назовите документ.")
    known = next((d for d in application.documents.all() if _same(d.name, name)), None)
    source, holder = (known.source, known.holder) if known else ("client", "")
    verdicts = demand_verdicts(case, name.strip(), act, source=source, holder=holder, beyond_list=known is None)
    require(verdicts)
    row = known or ApplicationDocument(
        application=application, name=name.strip()[:300], place=application.documents.count()
    )
    row.act, row.state, row.note = act.strip()[:300] or row.act, "missing", note.strip()[:500]
    row.save()
    ruled(verdicts, case, by=by)
    _found_now(case, application)
    application.complete_at = None
    application.save()
    terms.refresh_due(case)
    record("application.document_asked", case, by=by, document=row.pk)
    return row


def _same(a: str, b: str) -> bool:
    return a.casefold().strip() == b.casefold().strip()


@action("case.work")
@transaction.atomic
def tell_incomplete(case: Case, words: str, *, by: Employee) -> None:
    """Contact the client the way the application names: what lacks, on which act each is asked, and three ways out:
    add, correct or apply again. Raises Refused, Objection."""
    must_be_open(case)
    application = application_of(case)
    lacking = [d for d in application.documents.all() if d.lacking]
    if not lacking:
        raise Objection("Все документы на месте: просить у клиента нечего.")
    verdicts = [
        v
        for d in lacking
        for v in demand_verdicts(
            case, d.name, d.act, source=d.source, holder=d.holder, beyond_list=not d.document, counted=True
        )
    ]
    require(verdicts)
    letter = Letter(
        texts.subject(case, "incomplete"),
        texts.incomplete(case, lacking, words),
        fulfils=CONTACT_ON_INCOMPLETE,
        key=f"incomplete-{case.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
        notice="incomplete",
    )
    send_to_client(case, letter, by=by)
    application.told_at = timezone.now()
    application.save(update_fields=["told_at"])
    move_case(case, "clarify")
    ruled(verdicts, case, by=by)
    record("application.told_incomplete", case, by=by)


@action("case.work")
@transaction.atomic
@asks("within", INTERAGENCY_ANSWER)
def request_document(row: ApplicationDocument, *, by: Employee, received: bool = False) -> None:
    """Ask another body for a document, or note that it came; a body never sends the client for it (210-ФЗ ст. 7). It is
    a request to another body like any other: the order is asked, and its answer has a term where a rule gives one.
    Raises Refused, Objection, Stale."""
    case = row.application.case
    must_be_open(case)
    if row.source == "client":
        raise Objection("Этот документ приносит клиент: запрашивать его не у кого.")
    if received:
        _turn_state(row, "requested", "received")
        terms.fulfil(case, INTERAGENCY_ANSWER, part=row.part)
        record("application.document_received", case, by=by, document=row.pk)
        return
    verdicts = step_verdicts("request_from_body", case)
    require(verdicts)
    ruled(verdicts, case, by=by)
    _turn_state(row, "to_request", "requested")
    terms.open_obligation(case, INTERAGENCY_ANSWER, timezone.now(), part=row.part)
    terms.refresh_due(case)
    record("application.document_requested", case, by=by, document=row.pk)


def _turn_state(row: ApplicationDocument, was: str, now: str) -> None:
    """Raises Stale where somebody has marked it meanwhile."""
    if not ApplicationDocument.objects.filter(pk=row.pk, state=was).update(state=now):
        row.refresh_from_db(fields=["state"])
        raise Stale(f"Документ «{row.name}» уже отмечен иначе: {row.get_state_display()}. Обновите страницу.")
    row.state = now


def application_of(case: Case) -> Application:
    """Raises Objection for a case that is no application."""
    found = (
        Application.objects.select_related("edition__service").prefetch_related("documents").filter(case=case).first()
    )
    if found is None:
        raise Objection("Это дело не заявление на услугу. Сначала укажите услугу.")
    found.case = case
    return found
