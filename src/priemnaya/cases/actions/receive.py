"""Taking a message in, from whatever channel: one transaction from raw original to registered case and primary
reply."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from priemnaya.cases import terms, texts
from priemnaya.cases.facts import case_facts
from priemnaya.cases.incoming import Complaint, Incoming, Sender
from priemnaya.cases.models import CASE_KINDS, Case, CaseQuestion, Contact
from priemnaya.cases.rules import taking_verdicts
from priemnaya.cases.standing import standing_of
from priemnaya.cases.states import move_case
from priemnaya.core.journal import alert, record, ruled
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.people.acting import action, part
from priemnaya.people.actions.matching import card_of, find_or_make, hold_address
from priemnaya.people.interaction import nothing_taken
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.people.proof import Address, Level
from priemnaya.policy import Verdict, asks, require
from priemnaya.policy.contact_points import FILED_AS
from priemnaya.policy.kinds import GUARDS
from priemnaya.policy.owed import PRIMARY_REPLY, REPLY_ON_SUBSTANCE

from .applications import start_application
from .complaints import describe_complaint
from .deliver import send_to_client
from .links import link_cases
from .message import (
    Received,
    add_contact,
    already,
    called,
    code_for,
    keep_key,
    must_be_readable,
    name_persons,
    scanned,
    searchable,
)
from .opening import make_case
from .reading import Words, words_told
from .second import name_second
from .veiling import Letter

SHOWN_AT_ONCE = ("portal", "site", "chat", "phone", "in_person")
"""Points where who writes is given number and code as soon as the message has come: by the page, or by whoever takes it
down."""


@action("case.register", alone=True)
def receive_message(organisation: Organisation, incoming: Incoming, *, by: Employee | None = None) -> Received:
    """Register a message: client, number, case, obligations, primary reply. Atomic; safe to repeat with the same key,
    also at the same instant: the second one waits for the first and answers with its case. A known key with other words
    is another message: no text is ever answered with the number of another."""
    if incoming.matter.kind not in CASE_KINDS:
        raise Objection("Выберите вид дела.")
    must_be_readable(incoming, typed=by is not None)
    incoming = scanned(incoming)
    words = words_told(organisation, incoming.matter, _known_as(organisation, incoming.sender))  # nothing is held yet
    try:
        with transaction.atomic():
            return _receive(organisation, incoming, words, by)
    except IntegrityError:
        known = already(organisation, incoming)
        if known is None:
            raise
        return known


def _receive(organisation: Organisation, incoming: Incoming, words: Words, by: Employee | None) -> Received:
    if known := already(organisation, incoming):
        return known
    asked = incoming
    incoming, taken_as_message, remarks, verdicts = _lawful(organisation, incoming, by)
    if by is not None and incoming.sender.how == "typed":  # an employee types what somebody says or wrote on paper
        incoming = replace(incoming, sender=replace(incoming.sender, how="told"))
    client = _client(organisation, incoming.sender)
    code = code_for(organisation, incoming.arrival.key)
    case = _make_case(organisation, incoming, client, code)
    second = _start_application(case, incoming)
    _describe_complaint(case, incoming.complaint, by)
    suspicious = incoming.arrival.suspicious
    contact = add_contact(case, incoming, "review" if suspicious else "registered")
    name_persons(case, incoming.complaint, contact, words)
    keep_key(organisation, asked, contact)
    record("case.received", case, by=by, at=case.received_at, contact=contact.pk)
    ruled(verdicts, case, by=by, stopped=True)
    if suspicious:
        _to_review(case, suspicious, by)
        return Received("review", case, contact, code, second=second)
    register_case(case, by=by, taken_as_message=taken_as_message, code=code, remarks=remarks)
    return Received("registered", case, contact, code, duplicate_of=_duplicate(case, contact), second=second)


def _known_as(organisation: Organisation, sender: Sender) -> str:
    """The name of who writes: their own name in their words is no employee's."""
    card = card_of(organisation, sender.given, sender.identity, sender.surname) if sender.is_known else None
    return card.full_name if card else sender.called


@asks("tell", "ways_to_file")
def _lawful(
    organisation: Organisation, incoming: Incoming, by: Employee | None
) -> tuple[Incoming, bool, list[str], list[Verdict]]:
    """What the law and the point make of the asked kind, with what they said: the text is never turned away, only taken
    as a message. Raises Refused for an employee who takes down what was said where nothing is: the client hears how to
    file."""
    kind, point = incoming.matter.kind, incoming.arrival.point
    day = organisation.local(incoming.arrival.at).date()
    known, sort = incoming.sender.level >= Level.IDENTIFIED, incoming.sender.kind
    verdicts = taking_verdicts(organisation, kind, point, identified=known, on=day, client=sort)
    stopped = [v for v in verdicts if not v.ok]
    if by is not None and nothing_taken(organisation, point, day):
        require(stopped)
    if kind == "social_message":
        return incoming, True, [], verdicts
    if not stopped:
        return incoming, False, [], verdicts
    as_message = replace(incoming, matter=incoming.matter.taken_as("message"))
    if any(v.kind in GUARDS for v in stopped) or kind not in FILED_AS:
        return as_message, True, [], verdicts
    return as_message, False, [texts.not_taken_here(organisation, point, FILED_AS[kind])], verdicts


def _client(organisation: Organisation, sender: Sender) -> Client | None:
    if not sender.is_known:
        return None
    return find_or_make(
        organisation,
        addresses=sender.given,
        kind=sender.card_kind,
        identity=sender.identity,
        **sender.on_card,
    )


def _make_case(organisation: Organisation, incoming: Incoming, client: Client | None, code: str) -> Case:
    arrival, matter, sender, answer = incoming.arrival, incoming.matter, incoming.sender, incoming.answer
    point, address = incoming.answer_point()
    if not answer.point and client and client.chosen_point and sender.level >= Level.IDENTIFIED:
        point, address = client.chosen_point, client.chosen_address
    case = make_case(
        organisation,
        code,
        point=arrival.point,
        received_at=arrival.at,
        subject=matter.title,
        kind=matter.kind,
        asked_kind=matter.asked_kind,
        client=client,
        on_behalf_of=sender.on_behalf_of[:250],
        written_for=sender.company.strip()[:300],
        said_kind=sender.kind if sender.kind != sender.card_kind else "",
        level=sender.level,
        chosen_point=point,
        chosen_address=address,
        second_point=answer.second_point,
        second_address=answer.second_address,
        grounds=list(matter.grounds),
        signatories=matter.signatories,
        code_shown=arrival.point in SHOWN_AT_ONCE,
        search_text=searchable(called(client, sender.company.strip()), matter.said),
        service_id=incoming.service.service,
    )
    for one in incoming.case_addresses():
        hold_address(case.addresses, one)
    if address and not case.addresses.filter(channel=point, address=address).exists():
        _of_card(case, client)
    return case


def _of_card(case: Case, client: Client | None) -> None:
    """The point that the identified client has chosen for matters to come becomes the case's own, with its level."""
    known = client.addresses.filter(channel=case.chosen_point, address=case.chosen_address).first() if client else None
    hold_address(case.addresses, Address(case.chosen_point, case.chosen_address, known.how if known else "typed"))


def _start_application(case: Case, incoming: Incoming) -> str:
    """Returns the secret of a second applicant's link; empty where the application needs nobody else's word."""
    if case.kind != "service_application" or not case.service:
        return ""
    given = tuple(f.document for f in incoming.matter.files if f.document)
    start_application(case, case.service, receive_by=incoming.service.receive_by, given=given)
    return name_second(case, incoming.service) if incoming.service.second_name.strip() else ""


def _describe_complaint(case: Case, complaint: Complaint, by: Employee | None) -> None:
    """What a pre-trial complaint said of itself; of whom it did not say is the body it came to."""
    if case.kind == "service_complaint" and complaint.about:
        against = complaint.against or case.organisation.name
        describe_complaint(case, about=complaint.about, against=against, decision=complaint.decision, by=by)


@part
def register_case(
    case: Case,
    *,
    by: Employee | None,
    taken_as_message: bool,
    code: str,
    remarks: list[str],
    waited: bool = False,
) -> None:
    CaseQuestion.objects.create(case=case, text=case.subject)
    record("case.registered", case, by=by, number=case.number)
    if taken_as_message:
        record("case.taken_as_message", case, by=by)
    owed = {o.what: o for o in terms.open_on_registration(case, waited=waited)}
    _primary_reply(case, code, taken_as_message, remarks, owed)


@asks("tell", "received")
def _primary_reply(
    case: Case, code: str, taken_as_message: bool, remarks: list[str], obligations: dict[str, Obligation]
) -> None:
    """Sent at once: an order may demand it within a term (udmurtia-mio 3.5), the defaults ask to tell number and
    code."""
    policy, day = policy_of(case.organisation), case.organisation.local(case.registered_at).date()
    owed = PRIMARY_REPLY in obligations
    facts = case_facts(case)
    told_anyway = next(policy.rules("tell", day, "received", facts), None)
    if not (owed or told_anyway or taken_as_message or remarks):
        return
    due = obligations.get(REPLY_ON_SUBSTANCE)
    url = f"{settings.SITE_URL}/{case.organisation.slug}/follow/?number={case.number}"
    standing = standing_of(case, told_ways=texts.ways_to_file_needed(policy, day, facts) and not remarks)
    promised = texts.promise(case, due)
    letter = Letter(
        texts.subject(case, "received"),
        texts.received(case, code or texts.instead_of_code(case), url, promised, standing=standing, remarks=remarks),
        fulfils=PRIMARY_REPLY,
        key=f"primary-{case.pk}",
        code=code,
        notice="received",
        unproved=texts.received_unproved(case, promised, standing=standing, remarks=remarks),
        extra=terms.promises(due),
    )
    send_to_client(case, letter, by=None)
    if due and promised:
        Obligation.objects.filter(pk=due.pk).update(told_due_at=due.due_at)


def _to_review(case: Case, why: str, by: Employee | None) -> None:
    """Suspected spam waits for a person with the clock running and no automatic reply."""
    move_case(case, "review")
    for what in terms.ON_RECEIPT:
        terms.open_obligation(case, what, case.received_at)
    terms.refresh_due(case)
    record("case.sent_to_review", case, by=by)
    alert("review", f"Сообщение на проверке: {why}", organisation_id=case.organisation_id, subject=case)


def _duplicate(case: Case, contact: Contact) -> Case | None:
    """A case with the same text within 30 days, of the same client or from the same address, proved or not: shown to
    staff, never joined silently, never told to who wrote."""
    addresses = list(case.addresses.values_list("address", flat=True))
    same = Q(case__addresses__address__in=addresses) | (Q(client_id=case.client_id) if case.client_id else Q())
    if not case.client_id and not addresses:
        return None
    earlier = Contact.objects.filter(
        same,
        organisation_id=case.organisation_id,
        direction="in",
        text=contact.text,
        at__gt=contact.at - dt.timedelta(days=30),
        case__isnull=False,
    ).exclude(case=case)
    found = earlier.select_related("case").order_by("at").first()
    if found and found.case:
        link_cases(case, found.case, kind="duplicate", by=None)
        return found.case
    return None
