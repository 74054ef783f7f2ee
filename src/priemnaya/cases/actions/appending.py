"""What a client adds to a case: a reply to our letter, documents, words on a case that had ended."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases import terms
from priemnaya.cases.incoming import Incoming
from priemnaya.cases.models import SPAM, Case, Contact, GivenTo
from priemnaya.cases.states import ENDED, ON_THE_WAY, lock_living, move_case
from priemnaya.core.journal import alert, notify, record
from priemnaya.errors import Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee
from priemnaya.policy.owed import FURTHER_MESSAGE

from .message import Received, add_contact, already, keep_key, must_be_readable, name_persons, scanned
from .reading import words_told


@action("case.register", alone=True)
@transaction.atomic
def append_message(case: Case, incoming: Incoming, *, by: Employee | None = None) -> Received:
    """A further message of the client to the same case: a reply to our letter, or documents added on the portal. Raises
    Objection."""
    must_be_readable(incoming, typed=by is not None)
    incoming = scanned(incoming)
    words = words_told(case.organisation, incoming.matter, case.client.full_name if case.client else "")
    page, case = case, lock_living(case)
    if known := already(case.organisation, incoming):
        return known
    suspicious = incoming.arrival.suspicious
    contact = add_contact(case, incoming, "review" if suspicious else "appended")
    if page.pk != case.pk:  # said on the page of a case that was joined: shown there
        GivenTo.objects.create(contact=contact, case=page)
    name_persons(case, incoming.complaint, contact, words)
    keep_key(case.organisation, incoming, contact)
    if suspicious:
        record("case.addition_held", case, by=by, contact=contact.pk)
        text = f"Дополнение к делу {case.number} на проверке: {suspicious}"
        alert("review", text, organisation_id=case.organisation_id, subject=case)
        return Received("review", case, contact)
    heard(case, contact, by)
    return Received("appended", case, contact)


@part
def heard(case: Case, contact: Contact, by: Employee | None) -> None:
    """The client has said more: who works on the case learns it."""
    was = move_case(case, "hear")
    if was == "suspended" and case.assignee:
        notify(
            case.assignee,
            f"Клиент дополнил приостановленное дело {case.number}",
            case.get_absolute_url(),
            kind="client",
        )
    record("case.appended", case, by=by, contact=contact.pk)
    if case.state in (*ENDED, *ON_THE_WAY):
        _owes_a_decision(case, contact)


@action("review.letters")
@transaction.atomic
def judge_addition(contact: Contact, *, real: bool, by: Employee) -> None:
    """A person has looked at an addition that was held: it counts as the client's, or it needs no answer and is kept.
    Raises Stale when somebody was quicker."""
    assert contact.case is not None
    case = lock_living(contact.case)
    held = Contact.objects.filter(pk=contact.pk, status="review")
    if not held.update(status="appended" if real else "ignored", reason="" if real else SPAM):
        raise Stale("Это дополнение уже проверено. Обновите страницу.")
    if real:
        heard(case, contact, by)
    else:
        record("case.addition_ignored", case, by=by, contact=contact.pk)


def _owes_a_decision(case: Case, contact: Contact) -> None:
    """The case has ended, or its letter is signed without these words: somebody owes to say what becomes of them. The
    first message sets the term, and the next ones wait with it."""
    if terms.open_term(case, FURTHER_MESSAGE) is None:
        terms.open_obligation(case, FURTHER_MESSAGE, contact.at, facts={"from_contact": contact.pk})
        terms.refresh_due(case)
    text = f"Клиент написал по делу {case.number} («{case.get_state_display()}»): решите, что с этим делать"
    if case.assignee and case.assignee.is_active:
        notify(case.assignee, text, case.get_absolute_url(), kind="client")
    else:
        alert("after_answer", text, organisation_id=case.organisation_id, subject=case)
