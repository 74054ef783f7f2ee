"""What a client adds to a case: a reply to our letter, documents, words on a case that had ended."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from priemnaya.cases import terms
from priemnaya.cases.incoming import Incoming
from priemnaya.cases.models import SPAM, Case, Contact, GivenTo
from priemnaya.cases.models.case import TO_SIGN
from priemnaya.cases.states import ENDED, ON_THE_WAY, WAITS_FOR_SIGNATURE, lock_living, move_case
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import Obligation
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
    if case.state == WAITS_FOR_SIGNATURE:
        _tell_writer(case)
    if case.state in (*ENDED, *ON_THE_WAY):
        owe_a_decision(case, [contact])


@action("review.letters")
@transaction.atomic
def judge_addition(contact: Contact, *, real: bool, by: Employee) -> None:
    """A person has looked at an addition that was held: it counts as the client's, or it needs no answer and is kept.
    Raises Stale when somebody was quicker."""
    assert contact.case is not None
    case = lock_living(contact.case)
    held = Contact.objects.filter(pk=contact.pk, status="review")
    if held.exclude(case=contact.case_id).exists():
        raise Stale("Дела за это время соединили или разделили: дополнение теперь в другом деле. Обновите страницу.")
    if not held.update(status="appended" if real else "ignored", reason="" if real else SPAM):
        raise Stale("Это дополнение уже проверено. Обновите страницу.")
    if real:
        heard(case, contact, by)
    else:
        record("case.addition_ignored", case, by=by, contact=contact.pk)


@part
def owe_a_decision(case: Case, said: Sequence[Contact]) -> None:
    """The case has ended, or its letter is signed without these words: somebody owes to say what becomes of them. The
    first message sets the term, and the next ones wait with it."""
    if not said:
        return
    owed = terms.open_term(case, FURTHER_MESSAGE)
    if owed is None:
        added, also = [c.pk for c in said if c.status == "appended"], [c.pk for c in said if c.status != "appended"]
        first = min(added) if added else max(also) + 1
        facts = {"from_contact": first, **({"also": also} if also else {})}
        terms.open_obligation(case, FURTHER_MESSAGE, min(c.at for c in said), facts=facts)
        terms.refresh_due(case)
    else:
        _wait_with(owed, said)
    text = f"Клиент написал по делу {case.number} («{case.get_state_display()}»): решите, что с этим делать"
    if case.assignee and case.assignee.is_active:
        notify(case.assignee, text, case.get_absolute_url(), kind="client")
    else:
        alert("after_answer", text, organisation_id=case.organisation_id, subject=case)


def _wait_with(owed: Obligation, said: Sequence[Contact]) -> None:
    """What does not come after the first message by its number (it was joined with another case) is named."""
    known = owed.facts.get("also", [])
    more = {c.pk for c in said if c.status != "appended" or c.pk < owed.facts.get("from_contact", 0)}
    if more - {*known}:
        owed.facts = {**owed.facts, "also": sorted({*known, *more})}
        owed.save(update_fields=["facts"])


def _tell_writer(case: Case) -> None:
    """The letter waits for its signature without these words: who wrote it and who has the case learn it at once."""
    reply = case.replies.filter(state__in=TO_SIGN).select_related("author").first()
    text = f"Клиент дополнил дело {case.number}, а ответ уже ждёт подписи: прочтите и, если нужно, отзовите письмо"
    people = {p.pk: p for p in (case.assignee, reply.author if reply else None) if p is not None and p.is_active}
    for person in people.values():
        notify(person, text, f"{case.get_absolute_url()}reply/", kind="client")
