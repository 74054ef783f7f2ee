"""A talk becomes a case, or is written into one that is there."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.actions import receive_message
from priemnaya.cases.actions.appending import append_message
from priemnaya.cases.actions.powers import carry_powers
from priemnaya.cases.guard import barred_from
from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, Matter, Sender
from priemnaya.cases.models import Case, Contact
from priemnaya.core.journal import record
from priemnaya.errors import NotAllowed, Objection
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee
from priemnaya.people.reaching import phone_key
from priemnaya.reception.models import Call

from .held import changed, lock_call
from .words import further_words, words_of


@action("call.take")
@transaction.atomic
def make_case(
    call: Call, kind: str, sender: Sender, answer: AnswerPoints, *, by: Employee, version: int | None = None
) -> tuple[Case, str]:
    """What the caller said is registered as a message that came by telephone; the case and its access code, for the
    client. Raises Objection, Refused where the body takes none by telephone."""
    held = lock_call(call, by, version)
    if held.case_id:
        raise Objection("Этот разговор уже записан в дело.")
    incoming = Incoming(Arrival(held.point, at=held.began_at), Matter(_words(held), kind=kind), sender, answer)
    received = receive_message(held.organisation, incoming, by=by)
    assert received.case is not None
    _lies_in(held, received.case, received.contact, by)
    return received.case, received.code


@action("call.take")
@transaction.atomic
def join_case(call: Call, case: Case, *, by: Employee, version: int | None = None) -> Call:
    """The talk is about a matter that is here: it becomes one of its contacts. Raises Objection, NotAllowed."""
    held = lock_call(call, by, version)
    if held.case_id:
        raise Objection("Этот разговор уже записан в дело.")
    if case.organisation_id != held.organisation_id or barred_from(case.pk, by):
        raise NotAllowed("Это дело вам недоступно.")
    if held.client_id and case.client_id and held.client_id != case.client_id:
        raise Objection("Это дело другого клиента. Проверьте номер дела или выберите клиента на карточке звонка.")
    _words(held)
    write_into(held, case, by=by)
    return held


@part
def write_into(call: Call, case: Case, *, by: Employee) -> None:
    """What was said is added to the case as any further words of its client: who works on it hears of it."""
    received = append_message(case, _incoming(call, words_of(call)), by=by)
    assert received.case is not None
    _lies_in(call, received.case, received.contact, by)


@part
def write_further(call: Call, case: Case, contact: Contact, *, by: Employee) -> None:
    """A talk goes on after it was written into its case: what was said since is added to the case too."""
    if words := further_words(call, contact.text):
        received = append_message(case, _incoming(call, words), by=by)
        if received.contact is not None:
            _is_a_call(received.contact, call, by)


def _incoming(call: Call, words: str) -> Incoming:
    sender = Sender(addresses={"phone": call.number} if phone_key(call.number) else {})
    return Incoming(Arrival(call.point, at=call.began_at), Matter(words), sender)


def _words(call: Call) -> str:
    words = words_of(call)
    if not call.questions.exists() or not words:
        raise Objection("Сначала впишите, о чём разговор: эти слова попадут в дело.")
    return words


def _is_a_call(contact: Contact, call: Call, by: Employee) -> None:
    contact.kind, contact.author, contact.sender = "call", by, contact.sender or call.number
    contact.save(update_fields=["kind", "author", "sender"])


def _lies_in(call: Call, case: Case, contact: Contact | None, by: Employee) -> None:
    if contact is not None:
        _is_a_call(contact, call, by)
    call.case, call.client, call.contact = case, case.client, contact
    if call.powers is not None and case.powers_id is None and case.client_id == call.powers.client_id:
        carry_powers(case, call.powers, by=by)
    changed(call, "case", "client", "contact")
    call.call_backs.update(case=case, client=case.client)
    record("call.joined_case", call, by=by, case=case.pk)
