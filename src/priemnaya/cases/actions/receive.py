"""Taking a message in, from whatever channel: one transaction from raw original to registered case and primary
reply."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.incoming import Complaint, Incoming, IncomingFile, Sender
from priemnaya.cases.models import CASE_KINDS, SPAM, Attachment, Case, CaseQuestion, Contact, GivenTo
from priemnaya.cases.rules import taking_verdicts
from priemnaya.cases.standing import standing_of
from priemnaya.cases.states import ENDED, ON_THE_WAY, lock_living, move_case
from priemnaya.core.antivirus import harmful, scan
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import IdempotencyKey, NumberSeries, Obligation, StoredFile
from priemnaya.core.tokens import digest, new_code
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.actions.matching import card_of, find_or_make, hold_address
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.people.proof import Address, Level
from priemnaya.policy import asks
from priemnaya.policy.contact_points import ELECTRONIC, FILED_AS, POINT_KINDS
from priemnaya.policy.owed import FURTHER_MESSAGE, PRIMARY_REPLY, REPLY_ON_SUBSTANCE

from .applications import describe_complaint, start_application
from .deliver import send_to_client
from .links import link_cases
from .naming import keep_named, name_in_field
from .reading import Words, wait_for_reading, words_told
from .sealing import unseen
from .veiling import Letter

SHOWN_AT_ONCE = ("portal", "site", "phone", "in_person")
"""Points where who writes is given number and code as soon as the message has come: by the page, or by whoever takes it
down."""


@dataclass(frozen=True)
class Received:
    """What became of a message. `code` is shown once; only its digest is kept. `is_new`: false when the same message
    was taken before."""

    status: str
    case: Case | None
    contact: Contact | None
    code: str = ""
    duplicate_of: Case | None = None
    is_new: bool = True


@action("case.register", alone=True)
def receive_message(organisation: Organisation, incoming: Incoming, *, by: Employee | None = None) -> Received:
    """Register a message: client, number, case, obligations, primary reply. Atomic; safe to repeat with the same key,
    also at the same instant: the second one waits for the first and answers with its case. A known key with other words
    is another message: no text is ever answered with the number of another."""
    if incoming.matter.kind not in CASE_KINDS:
        raise Objection("Выберите вид дела.")
    _must_be_readable(incoming, by)
    incoming = scanned(incoming)
    words = words_told(organisation, incoming.matter, _known_as(organisation, incoming.sender))  # nothing is held yet
    try:
        with transaction.atomic():
            return _receive(organisation, incoming, words, by)
    except IntegrityError:
        known = _already(organisation, incoming)
        if known is None:
            raise
        return known


def _must_be_readable(incoming: Incoming, by: Employee | None) -> None:
    """What a person types has words and a point of the list. A channel's message is taken whatever it holds."""
    if incoming.arrival.point not in POINT_KINDS:
        raise Objection("Выберите, как пришло сообщение.")
    if by is not None and incoming.matter.is_empty:
        raise Objection("Внесите текст сообщения.")


def scanned(incoming: Incoming) -> Incoming:
    """With the antivirus's word on each file, asked before any row is locked."""
    files = incoming.matter.files
    if not settings.CLAMD or not files:
        return incoming
    return incoming.with_files(*(replace(f, scan=f.scan or scan(f.content)) for f in files))


def _receive(organisation: Organisation, incoming: Incoming, words: Words, by: Employee | None) -> Received:
    if known := _already(organisation, incoming):
        return known
    asked = incoming
    incoming, taken_as_message, remarks = _lawful(organisation, incoming)
    if by is not None and incoming.sender.how == "typed":  # an employee types what somebody says or wrote on paper
        incoming = replace(incoming, sender=replace(incoming.sender, how="told"))
    client = _client(organisation, incoming.sender)
    code = new_code()
    case = _make_case(organisation, incoming, client, code)
    _start_application(case, incoming)
    _describe_complaint(case, incoming.complaint, by)
    suspicious = incoming.arrival.suspicious
    contact = add_contact(case, incoming, "review" if suspicious else "registered")
    _name_persons(case, incoming.complaint, contact, words)
    _keep_key(organisation, asked, contact)
    record("case.received", case, by=by, at=case.received_at, contact=contact.pk)
    if suspicious:
        _to_review(case, suspicious, by)
        return Received("review", case, contact, code)
    register_case(case, by=by, taken_as_message=taken_as_message, code=code, remarks=remarks)
    return Received("registered", case, contact, code, duplicate_of=_duplicate(case, contact))


def _known_as(organisation: Organisation, sender: Sender) -> str:
    """The name of who writes: their own name in their words is no employee's."""
    card = card_of(organisation, sender.given, sender.identity, sender.surname) if sender.is_known else None
    return card.full_name if card else sender.called


def _name_persons(case: Case, complaint: Complaint, contact: Contact, words: Words) -> None:
    """Whom the message complains of, before anybody is given the case; its files are read in the background."""
    name_in_field(case, complaint.against, person=complaint.person)
    keep_named(case, words.named)
    if words.waits:
        wait_for_reading(contact)


def _already(organisation: Organisation, incoming: Incoming) -> Received | None:
    """What became of the same message under the same key. Another text under a known key is another message."""
    key = incoming.arrival.key
    taken = IdempotencyKey.objects.subject_of(organisation.pk, key, incoming.content) if key else None
    if taken is None:
        return None
    contact = Contact.objects.select_related("case").get(pk=taken)
    return Received(contact.status, contact.case, contact, is_new=False)


def _keep_key(organisation: Organisation, incoming: Incoming, contact: Contact) -> None:
    if key := incoming.arrival.key:
        IdempotencyKey.objects.keep(organisation.pk, key, "contact", contact.pk, incoming.content)


@asks("must_tell", "ways_to_file")
def _lawful(organisation: Organisation, incoming: Incoming) -> tuple[Incoming, bool, list[str]]:
    """What the law and the point make of the asked kind: the text is never turned away, only taken as a message."""
    kind, point = incoming.matter.kind, incoming.arrival.point
    day = organisation.local(incoming.arrival.at).date()
    verdicts = taking_verdicts(organisation, kind, point, identified=incoming.sender.level >= Level.IDENTIFIED, on=day)
    stopped = [v for v in verdicts if not v.ok]
    if kind == "social_message":
        return incoming, True, []
    if not stopped:
        return incoming, False, []
    as_message = replace(incoming, matter=incoming.matter.taken_as("message"))
    if any(v.kind == "taken_only_when" for v in stopped):
        return as_message, True, []
    return as_message, False, [texts.not_taken_here(organisation, point, FILED_AS[kind])]


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
    now = timezone.now()
    year = organisation.local(now).year
    number = NumberSeries.objects.take(organisation.pk, "case", year)
    arrival, matter, sender, answer = incoming.arrival, incoming.matter, incoming.sender, incoming.answer
    point, address = incoming.answer_point()
    if not answer.point and client and client.chosen_point and sender.level >= Level.IDENTIFIED:
        point, address = client.chosen_point, client.chosen_address
    case = Case.objects.create(
        organisation=organisation,
        number=f"{year}-{number:06d}",
        kind=matter.kind,
        asked_kind=matter.asked_kind,
        state="new",
        subject=matter.title,
        client=client,
        on_behalf_of=sender.on_behalf_of[:250],
        written_for=sender.company.strip()[:300],
        said_kind=sender.kind if sender.kind != sender.card_kind else "",
        level=sender.level,
        point=arrival.point,
        electronic=arrival.point in ELECTRONIC,
        chosen_point=point,
        chosen_address=address,
        second_point=answer.second_point,
        second_address=answer.second_address,
        grounds=list(matter.grounds),
        edition=terms.edition_of(organisation),
        received_at=arrival.at,
        registered_at=now,
        code_digest=digest(code),
        code_shown=arrival.point in SHOWN_AT_ONCE,
        search_text=searchable(_names(client, sender.company.strip()), matter.said),
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


def _start_application(case: Case, incoming: Incoming) -> None:
    if case.kind == "service_application" and case.service:
        given = tuple(f.document for f in incoming.matter.files if f.document)
        start_application(case, case.service, receive_by=incoming.service.receive_by, given=given)


def _describe_complaint(case: Case, complaint: Complaint, by: Employee | None) -> None:
    """What a pre-trial complaint said of itself; of whom it did not say is the body it came to."""
    if case.kind == "service_complaint" and complaint.about:
        against = complaint.against or case.organisation.name
        describe_complaint(case, about=complaint.about, against=against, decision=complaint.decision, by=by)


def _names(client: Client | None, written_for: str) -> str:
    """By which a case is found: whose it is, and the firm that its sender named."""
    return " ".join(dict.fromkeys(n for n in (client.full_name if client else "", written_for) if n))


def searchable(name: str, text: str) -> str:
    """What the first message makes findable on its case, beside number and subject."""
    return f"{name}\n{text}".strip()[:100_000]


def add_contact(case: Case, incoming: Incoming, status: str) -> Contact:
    """The message on the timeline with its files and original; its words become searchable on the case."""
    arrival, matter = incoming.arrival, incoming.matter
    contact = Contact.objects.create(
        organisation=case.organisation,
        case=case,
        client=case.client,
        point=arrival.point,
        direction="in",
        status=status,
        sender=arrival.from_address[:320],
        level=incoming.sender.level,
        how=incoming.sender.how,
        reason=arrival.suspicious[:300] if status == "review" else "",
        subject=matter.subject[:500],
        text=matter.text,
        quoted=matter.quoted,
        checks=arrival.checks,
        at=arrival.at,
        external_id=arrival.external_id[:300],
        raw=StoredFile.objects.store(arrival.raw) if arrival.raw is not None else None,
    )
    for file in matter.files:
        _attach(case, contact, file)
    name = _names(case.client, case.written_for)
    if case.search_text != searchable(name, matter.said):
        also = name if name not in case.search_text else ""
        case.search_text = f"{case.search_text}\n{also}\n{matter.said}".strip()[:100_000]
        case.save(update_fields=["search_text"])
    return contact


def _attach(case: Case, contact: Contact, file: IncomingFile) -> None:
    Attachment.objects.create(
        contact=contact,
        file=StoredFile.objects.store(file.content),
        name=file.name[-255:],
        content_type=file.content_type[:150],
        inline=file.inline,
        scan=file.scan,
        seal=unseen(file.name),
    )
    if harmful(file.scan):
        alert(
            "virus",
            f"Антивирус нашёл {file.scan} в файле «{file.name}»: файл не выдаётся.",
            organisation_id=case.organisation_id,
            subject=case,
        )


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


@asks("must_tell", "received")
def _primary_reply(
    case: Case, code: str, taken_as_message: bool, remarks: list[str], obligations: dict[str, Obligation]
) -> None:
    """Sent at once: an order may demand it within a term (udmurtia-mio 3.5), the defaults ask to tell number and
    code."""
    policy, day = policy_of(case.organisation), case.organisation.local(case.registered_at).date()
    owed = PRIMARY_REPLY in obligations
    told_anyway = next(policy.rules("must_tell", day, "received"), None)
    if not (owed or told_anyway or taken_as_message or remarks):
        return
    due = obligations.get(REPLY_ON_SUBSTANCE)
    url = f"{settings.SITE_URL}/{case.organisation.slug}/follow/?number={case.number}"
    standing = standing_of(case, told_ways=texts.ways_to_file_needed(policy, day) and not remarks)
    promised = texts.promise(case, due)
    letter = Letter(
        texts.subject(case, "received"),
        texts.received(case, code or texts.instead_of_code(case), url, promised, standing=standing, remarks=remarks),
        fulfils=PRIMARY_REPLY,
        key=f"primary-{case.pk}",
        code=code,
        notice="received",
        unproved=texts.received_unproved(case, promised, standing=standing, remarks=remarks),
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


@action("review.letters")
@transaction.atomic
def accept_case(case: Case, *, by: Employee) -> str:
    """A person says it is a real message: registered from now, with the primary reply. Returns the new access code;
    empty where the client was given the code on the spot, and it stays."""
    code = "" if case.code_shown else new_code()
    fresh = {"code_digest": digest(code)} if code else {}
    move_case(case, "accept", registered_at=timezone.now(), **fresh)
    case.contacts.filter(status="review").update(status="registered", reason="")
    record("case.accepted", case, by=by)
    register_case(case, by=by, taken_as_message=case.kind == "message", code=code, remarks=[], waited=True)
    return code


@action("review.letters")
@transaction.atomic
def reject_case(case: Case, *, by: Employee, why: str) -> None:
    """A person says it is spam: nothing is owed; the letter is kept and listed."""
    move_case(case, "reject", outcome=SPAM, closed_at=timezone.now())
    case.contacts.filter(status="review").update(status="ignored", reason=why[:300])
    terms.cancel_open(case, f"не требует ответа: {why}")
    record("case.closed", case, by=by)


@action("case.register", alone=True)
@transaction.atomic
def append_message(case: Case, incoming: Incoming, *, by: Employee | None = None) -> Received:
    """A further message of the client to the same case: a reply to our letter, or documents added on the portal. Raises
    Objection."""
    _must_be_readable(incoming, by)
    incoming = scanned(incoming)
    words = words_told(case.organisation, incoming.matter, case.client.full_name if case.client else "")
    page, case = case, lock_living(case)
    if known := _already(case.organisation, incoming):
        return known
    suspicious = incoming.arrival.suspicious
    contact = add_contact(case, incoming, "review" if suspicious else "appended")
    if page.pk != case.pk:  # said on the page of a case that was joined: shown there
        GivenTo.objects.create(contact=contact, case=page)
    _name_persons(case, incoming.complaint, contact, words)
    _keep_key(case.organisation, incoming, contact)
    if suspicious:
        record("case.addition_held", case, by=by, contact=contact.pk)
        text = f"Дополнение к делу {case.number} на проверке: {suspicious}"
        alert("review", text, organisation_id=case.organisation_id, subject=case)
        return Received("review", case, contact)
    _heard(case, contact, by)
    return Received("appended", case, contact)


def _heard(case: Case, contact: Contact, by: Employee | None) -> None:
    """The client has said more: who works on the case learns it."""
    was = move_case(case, "hear")
    if was == "suspended" and case.assignee:
        notify(case.assignee, f"Клиент дополнил приостановленное дело {case.number}", case.get_absolute_url())
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
        _heard(case, contact, by)
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
        notify(case.assignee, text, case.get_absolute_url())
    else:
        alert("after_answer", text, organisation_id=case.organisation_id, subject=case)


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
