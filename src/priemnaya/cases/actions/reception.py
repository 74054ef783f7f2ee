"""Personal reception: the card, the document shown, and an oral answer with consent (59-ФЗ ст. 13)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms
from priemnaya.cases.guard import barred_from
from priemnaya.cases.guarded import guards
from priemnaya.cases.incoming import Incoming
from priemnaya.cases.states import move_case
from priemnaya.core.journal import record, ruled
from priemnaya.errors import NotAllowed, Objection
from priemnaya.people.acting import action
from priemnaya.people.documents import sort_of
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Verdict, require
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE

from .hands import take_up
from .message import Received
from .receive import receive_message
from .window import see_document


@dataclass(frozen=True)
class ReceptionCard:
    """document: what the visitor showed (the sort only, never its number). oral_answer: what was said, when that was
    enough; it is lawful only with the visitor's consent."""

    document: str
    oral_answer: str = ""
    consents_to_oral: bool = False


@guards("receive_visitor", "identity_document", "reception_card")
def reception_verdicts(organisation: Organisation, card: ReceptionCard, incoming: Incoming) -> list[Verdict]:
    """A card says who came (whoever showed a document has a name) and with what."""
    today, sender = organisation.local(timezone.now()).date(), incoming.sender
    called = sender.surname.strip() or sender.company.strip()
    facts = {
        "identity_document": card.document.strip(),
        "reception_card": bool(called and incoming.matter.text.strip()),
        "kinds": incoming.matter.kind,
        "clients": sender.kind,
    }
    return policy_of(organisation).guard("receive_visitor", today, facts)


@action("case.register")
@transaction.atomic
def receive_visitor(organisation: Organisation, incoming: Incoming, card: ReceptionCard, *, by: Employee) -> Received:
    """Register what was said at a personal reception. Raises Refused without a document, Objection for its number and
    without consent to an oral answer. With an oral answer the case is answered at once, as the card says."""
    document = sort_of(card.document)
    verdicts = reception_verdicts(organisation, card, incoming)
    require(verdicts)
    if card.oral_answer.strip() and not card.consents_to_oral:
        raise Objection("Устный ответ возможен, только если клиент согласен. Отметьте согласие или ответьте письменно.")
    arrival = replace(incoming.arrival, point="in_person")
    shown = replace(incoming.sender, how="document")
    received = receive_message(organisation, replace(incoming, arrival=arrival, sender=shown), by=by)
    case = received.case
    assert case is not None
    assert received.contact is not None
    contact, oral = received.contact, card.oral_answer.strip()
    contact.kind, contact.author = "visit", by
    contact.document, contact.oral_answer = document, oral
    contact.save(update_fields=["kind", "author", "document", "oral_answer"])
    if case.client:
        see_document(case.client, contact.document, by=by)
    ruled(verdicts, case, by=by)
    if oral:
        if barred_from(case.pk, by):
            raise NotAllowed(
                "В сказанном названы вы: ответить на это должен другой. Уберите устный ответ и запишите остальное."
            )
        take_up(case, by=by, whole=False)
        move_case(case, "answer_orally", outcome="oral", closed_at=timezone.now())
        terms.fulfil(case, REPLY_ON_SUBSTANCE)
        terms.end_open(case, "ответ дан устно")
        record("case.answered_orally", case, by=by)
    return received
