"""What the client wrote on a case that had ended, or whose letter was signed already: opened again (closing.py),
registered as a case of its own, or nothing to answer. Somebody owes to say which (`further_message`)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from priemnaya.cases import terms
from priemnaya.cases.facts import client_kind_of
from priemnaya.cases.heard import must_have_heard
from priemnaya.cases.models import Case, Contact, GivenTo, given_case
from priemnaya.cases.rules import taking_verdicts
from priemnaya.cases.states import lock_case
from priemnaya.core.journal import record
from priemnaya.core.models import Obligation
from priemnaya.core.tokens import new_code
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.people.proof import Level
from priemnaya.policy.owed import FURTHER_MESSAGE

from .links import link_cases
from .message import searchable
from .opening import take_out
from .receive import register_case


def further_of(case: Case) -> list[Contact]:
    """The messages that wait for a decision, oldest first."""
    owed = terms.open_term(case, FURTHER_MESSAGE)
    if owed is None:
        return []
    added = Q(status="appended", pk__gte=owed.facts.get("from_contact", 0))
    joined = Q(pk__in=owed.facts.get("also", []))  # with another case, while the letter waited for its signature
    waiting = case.contacts.filter(added | joined, direction="in", reason="")
    return list(waiting.order_by("at", "pk"))


def _waiting(case: Case) -> tuple[Obligation, list[Contact]]:
    """Raises Stale."""
    lock_case(case)
    owed = terms.open_term(case, FURTHER_MESSAGE)
    if owed is None:
        raise Stale("О сообщении клиента уже решено. Обновите страницу.")
    return owed, further_of(case)


@action("case.work")
@transaction.atomic
def settle_further(case: Case, reason: str, *, by: Employee, heard: str = "") -> None:
    """There is nothing to answer («спасибо», the same words again): with the reason, beside the message. heard:
    the client's messages that the page showed (`heard.heard_token`). Raises Objection, Stale."""
    _owed, contacts = _waiting(case)
    must_have_heard(case, heard)
    if not reason.strip():
        raise Objection("Напишите, почему ответ не нужен: причина останется у сообщения.")
    Contact.objects.filter(pk__in=[c.pk for c in contacts]).update(reason=reason.strip()[:300])
    terms.fulfil(case, FURTHER_MESSAGE)
    record("case.further_settled", case, by=by)


@action("case.register")
@transaction.atomic
def register_further(case: Case, *, by: Employee) -> Case:
    """It is another matter: a case of its own, of the same client and points, received when the message came. Its
    messages move there; nothing is lost. Raises Stale."""
    _owed, contacts = _waiting(case)
    if not contacts:
        raise Stale("Нового сообщения в деле уже нет. Обновите страницу.")
    first, code = contacts[0], new_code()
    level = min(c.level for c in contacts)  # who wrote these words, not who opened the case
    page = given_case(first) or case  # of a case joined before one author was asked for: as that case was
    fresh = take_out(
        case,
        page,
        code,
        by=by,
        point=first.point,
        received_at=first.at,
        subject=first.subject or first.text or case.subject,
        kind=_kind(page, first, level),
        level=level,
        search_text=searchable(page.client_name, "\n".join(c.text for c in contacts)),
    )
    _move(contacts, case, page, fresh)
    link_cases(fresh, case, kind="related", by=by)
    terms.fulfil(case, FURTHER_MESSAGE)
    record("case.further_registered", case, by=by, other=fresh.pk)
    record("case.received", fresh, by=by, at=first.at, contact=first.pk)
    register_case(fresh, by=by, taken_as_message=False, code=code, remarks=[])
    return fresh


def _move(contacts: list[Contact], case: Case, page: Case, fresh: Case) -> None:
    """They lie in the fresh case from now on. Its page shows those that were given to the case it is taken out of;
    what another client said stays on the page where they said it."""
    rows = Contact.objects.filter(pk__in=[c.pk for c in contacts])
    others = rows.filter(given=None) if page != case else rows.none()
    GivenTo.objects.bulk_create([GivenTo(contact=c, case=case) for c in others])
    GivenTo.objects.filter(contact__in=rows, case=page).delete()
    rows.update(case=fresh, status="registered")


def _kind(case: Case, first: Contact, level: int) -> str:
    """As the case was, where such a matter is taken by the point it came by; people may change it afterwards."""
    today = case.organisation.local(first.at).date()
    known, sort = level >= Level.IDENTIFIED, client_kind_of(case)
    taken = taking_verdicts(case.organisation, case.kind, first.point, identified=known, on=today, client=sort)
    service = case.kind in ("service_application", "service_complaint")
    return "message" if service or any(not v.ok for v in taken) else case.kind
