"""Taking a message in, from whatever channel: one transaction from raw original to registered case and primary
reply."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.models import CASE_KINDS, Attachment, Case, CaseQuestion, Contact
from priemnaya.cases.rules import taking_verdicts
from priemnaya.cases.standing import standing_of
from priemnaya.cases.states import lock_case, move_case
from priemnaya.core.antivirus import harmful, scan
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import IdempotencyKey, NumberSeries, Obligation, StoredFile
from priemnaya.core.tokens import digest, new_code
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.matching import find_or_make, normal
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import asks
from priemnaya.policy.contact_points import ELECTRONIC, FILED_AS, POINT_KINDS, PORTALS

from .applications import describe_complaint, start_application
from .deliver import Letter, send_to_client
from .links import link_cases
from .naming import name_from_message

SHOWN_AT_ONCE = ("portal", "site")
"""Points whose page shows number and code as soon as a message has come."""
SPAM = "spam"
"""The outcome of what a person found to need no answer."""


@dataclass(frozen=True)
class IncomingFile:
    name: str
    content: bytes
    content_type: str = ""
    inline: bool = False
    scan: str = ""
    document: str = ""


@dataclass(frozen=True)
class Incoming:
    """A message as a channel hands it over. Addresses: channel -> address. `key`: the same key twice is one message.

    `against`: of whom it complains, as the client wrote it in a field; `also_read`: more of its words (what a scan was
    read as), looked through for names and not kept; `asked_kind`: as what it was sent, where it is taken as something
    else.
    """

    point: str
    text: str
    subject: str = ""
    quoted: str = ""
    checks: dict[str, str] = field(default_factory=dict)
    kind: str = "appeal"
    files: tuple[IncomingFile, ...] = ()
    addresses: dict[str, str] = field(default_factory=dict)
    surname: str = ""
    name: str = ""
    patronymic: str = ""
    company: str = ""
    postal_address: str = ""
    client_kind: str = "citizen"
    anonymous: bool = False
    on_behalf_of: str = ""
    identity: str = ""
    chosen_point: str = ""
    chosen_address: str = ""
    second_point: str = ""
    second_address: str = ""
    external_id: str = ""
    sender: str = ""
    raw: bytes | None = None
    at: dt.datetime | None = None
    key: str = ""
    ip: str | None = None
    suspicious: str = ""
    complained_of: int | None = None
    against: str = ""
    also_read: str = ""
    asked_kind: str = ""
    grounds: tuple[str, ...] = ()
    service: int | None = None
    receive_by: str = ""
    complaint: tuple[str, str, str] | None = None
    """What a pre-trial complaint is about: its sort (COMPLAINED), against whom, which decision or action."""


@dataclass(frozen=True)
class Received:
    """What became of a message. `code` is shown once; only its digest is kept."""

    status: str
    case: Case | None
    contact: Contact | None
    code: str = ""
    duplicate_of: Case | None = None


@action("case.register", alone=True)
def receive_message(organisation: Organisation, incoming: Incoming, *, by: Employee | None = None) -> Received:
    """Register a message: client, number, case, obligations, primary reply. Atomic; safe to repeat with the same key,
    also at the same instant: the second one waits for the first and answers with its case."""
    _must_be_readable(incoming, by)
    incoming = scanned(incoming)
    try:
        with transaction.atomic():
            return _receive(organisation, incoming, by)
    except IntegrityError:
        known = _already(organisation, incoming.key) if incoming.key else None
        if known is None:
            raise
        return known


def _must_be_readable(incoming: Incoming, by: Employee | None) -> None:
    """What a person types has words, a kind and a point of the lists. A channel's message is taken whatever it
    holds."""
    if incoming.kind not in CASE_KINDS:
        raise Objection("Выберите вид дела.")
    if incoming.point not in POINT_KINDS:
        raise Objection("Выберите, как пришло сообщение.")
    if by is not None and not incoming.text.strip() and not incoming.files:
        raise Objection("Внесите текст сообщения.")


def scanned(incoming: Incoming) -> Incoming:
    """With the antivirus's word on each file, asked before any row is locked."""
    if not settings.CLAMD or not incoming.files:
        return incoming
    return replace(incoming, files=tuple(replace(f, scan=f.scan or scan(f.content)) for f in incoming.files))


def _receive(organisation: Organisation, incoming: Incoming, by: Employee | None) -> Received:
    if incoming.key and (known := _already(organisation, incoming.key)):
        return known
    incoming, taken_as_message, remarks = _lawful(organisation, incoming)
    client = None if incoming.anonymous else _client(organisation, incoming)
    code = new_code()
    case = _make_case(organisation, incoming, client, code)
    _start_application(case, incoming)
    if case.kind == "service_complaint" and incoming.complaint:
        about, against, decision = incoming.complaint
        describe_complaint(case, about=about, against=against, decision=decision, by=by)
    contact = add_contact(case, incoming, "review" if incoming.suspicious else "registered")
    _name_persons(case, incoming)
    _keep_key(organisation, incoming.key, contact)
    record("case.received", case, by=by, at=case.received_at, contact=contact.pk)
    if incoming.suspicious:
        _to_review(case, incoming.suspicious, by)
        return Received("review", case, contact, code)
    _register(case, by=by, taken_as_message=taken_as_message, code=code, remarks=remarks)
    return Received("registered", case, contact, code, duplicate_of=_duplicate(case, contact))


def _name_persons(case: Case, incoming: Incoming) -> None:
    """Whom the message complains of, before anybody is given the case."""
    against = incoming.against or (incoming.complaint[1] if incoming.complaint else "")
    name_from_message(
        case,
        f"{incoming.text}\n\n{incoming.also_read}".strip(),
        subject=incoming.subject,
        against="" if against == case.organisation.name else against,
        person=incoming.complained_of,
    )


def _already(organisation: Organisation, key: str) -> Received | None:
    taken = IdempotencyKey.objects.subject_of(organisation.pk, key)
    if taken is None:
        return None
    contact = Contact.objects.select_related("case").get(pk=taken)
    return Received(contact.status, contact.case, contact)


def _keep_key(organisation: Organisation, key: str, contact: Contact) -> None:
    if key:
        IdempotencyKey.objects.keep(organisation.pk, key, "contact", contact.pk)


@asks("must_tell", "ways_to_file")
def _lawful(organisation: Organisation, incoming: Incoming) -> tuple[Incoming, bool, list[str]]:
    """What the law and the point make of the asked kind: the text is never turned away, only taken as a message."""
    day = organisation.local(incoming.at or timezone.now()).date()
    verdicts = taking_verdicts(organisation, incoming.kind, incoming.point, identified=bool(incoming.identity), on=day)
    stopped = [v for v in verdicts if not v.ok]
    if incoming.kind == "social_message":
        return incoming, True, []
    if not stopped:
        return incoming, False, []
    as_message = replace(incoming, kind="message", asked_kind=incoming.kind)
    if any(v.kind == "taken_only_when" for v in stopped):
        return as_message, True, []
    return as_message, False, [texts.not_taken_here(organisation, incoming.point, FILED_AS[incoming.kind])]


def _client(organisation: Organisation, incoming: Incoming) -> Client | None:
    if not (incoming.addresses or incoming.surname or incoming.name or incoming.company or incoming.identity):
        return None
    return find_or_make(
        organisation,
        addresses=incoming.addresses,
        kind=incoming.client_kind,
        identity=incoming.identity,
        surname=incoming.surname,
        name=incoming.name,
        patronymic=incoming.patronymic,
        company=incoming.company,
        postal_address=incoming.postal_address,
    )


def _make_case(organisation: Organisation, incoming: Incoming, client: Client | None, code: str) -> Case:
    now = timezone.now()
    year = organisation.local(now).year
    number = NumberSeries.objects.take(organisation.pk, "case", year)
    point, address = chosen(incoming)
    if not incoming.chosen_point and client and client.chosen_point:
        point, address = client.chosen_point, client.chosen_address
    return Case.objects.create(
        organisation=organisation,
        number=f"{year}-{number:06d}",
        kind=incoming.kind,
        asked_kind=incoming.asked_kind or incoming.kind,
        state="new",
        subject=(incoming.subject.strip() or incoming.text.strip().split("\n")[0] or "Без темы")[:250].replace(
            "\x00", ""
        ),
        client=client,
        on_behalf_of=incoming.on_behalf_of[:250],
        identified=bool(incoming.identity),
        point=incoming.point,
        electronic=incoming.point in ELECTRONIC,
        chosen_point=point,
        chosen_address=address,
        second_point=incoming.second_point,
        second_address=normal(incoming.second_point, incoming.second_address),
        grounds=list(incoming.grounds),
        edition=terms.edition_of(organisation),
        received_at=incoming.at or now,
        registered_at=now,
        code_digest=digest(code),
        search_text=searchable(client.full_name if client else "", incoming.text.replace("\x00", "")),
        service_id=incoming.service,
    )


def _start_application(case: Case, incoming: Incoming) -> None:
    if case.kind == "service_application" and case.service:
        given = tuple(f.document for f in incoming.files if f.document)
        start_application(case, case.service, receive_by=incoming.receive_by, given=given)


def searchable(name: str, text: str) -> str:
    """What the first message makes findable on its case, beside number and subject."""
    return f"{name}\n{text}".strip()[:100_000]


def chosen(incoming: Incoming) -> tuple[str, str]:
    """The point the client chose; without a choice, the one the message came by if it can carry an answer."""
    if incoming.chosen_point:
        address = incoming.chosen_address or incoming.addresses.get(incoming.chosen_point, "")
        return incoming.chosen_point, normal(incoming.chosen_point, address)
    if incoming.point in PORTALS and incoming.external_id:
        return incoming.point, incoming.external_id
    kind = POINT_KINDS.get(incoming.point)
    if kind and kind.way == "channel" and incoming.addresses.get(incoming.point):
        return incoming.point, normal(incoming.point, incoming.addresses[incoming.point])
    if incoming.point == "email" or incoming.addresses.get("email"):
        return "email", normal("email", incoming.addresses.get("email", ""))
    if incoming.point in ("post", "in_person") and incoming.postal_address:
        return "post", incoming.postal_address
    return "portal", ""


def add_contact(case: Case, incoming: Incoming, status: str) -> Contact:
    """The message on the timeline with its files and original; its words become searchable on the case."""
    text = incoming.text.replace("\x00", "")
    contact = Contact.objects.create(
        organisation=case.organisation,
        case=case,
        client=case.client,
        point=incoming.point,
        direction="in",
        status=status,
        sender=incoming.sender[:320],
        subject=incoming.subject[:500].replace("\x00", ""),
        text=text,
        quoted=incoming.quoted.replace("\x00", ""),
        checks=incoming.checks,
        at=incoming.at or timezone.now(),
        external_id=incoming.external_id[:300],
        raw=StoredFile.objects.store(incoming.raw) if incoming.raw is not None else None,
    )
    for file in incoming.files:
        Attachment.objects.create(
            contact=contact,
            file=StoredFile.objects.store(file.content),
            name=file.name[-255:],
            content_type=file.content_type[:150],
            inline=file.inline,
            scan=file.scan,
        )
        if harmful(file.scan):
            alert(
                "virus",
                f"Антивирус нашёл {file.scan} в файле «{file.name}»: файл не выдаётся.",
                organisation_id=case.organisation_id,
                subject=case,
            )
    name = case.client.full_name if case.client else ""
    if case.search_text == searchable(name, text):
        return contact
    case.search_text = f"{case.search_text}\n{name if name not in case.search_text else ''}\n{text}".strip()[:100_000]
    case.save(update_fields=["search_text"])
    return contact


def _register(case: Case, *, by: Employee | None, taken_as_message: bool, code: str, remarks: list[str]) -> None:
    CaseQuestion.objects.create(case=case, text=case.subject)
    record("case.registered", case, by=by, number=case.number)
    if taken_as_message:
        record("case.taken_as_message", case, by=by)
    owed = {o.what: o for o in terms.open_on_registration(case)}
    _primary_reply(case, code, taken_as_message, remarks, owed)


@asks("must_tell", "received")
def _primary_reply(
    case: Case, code: str, taken_as_message: bool, remarks: list[str], obligations: dict[str, Obligation]
) -> None:
    """Sent at once: an order may demand it within a term (udmurtia-mio 3.5), the defaults ask to tell number and
    code."""
    policy, day = policy_of(case.organisation), case.organisation.local(case.registered_at).date()
    owed = "primary_reply" in obligations
    told_anyway = next(policy.rules("must_tell", day, "received"), None)
    if not (owed or told_anyway or taken_as_message or remarks):
        return
    due = obligations.get("reply_on_substance")
    url = f"{settings.SITE_URL}/{case.organisation.slug}/follow/?number={case.number}"
    standing = standing_of(case, told_ways=texts.ways_to_file_needed(policy, day) and not remarks)
    text = texts.received(case, code, url, due.due_at if due else None, standing=standing, remarks=remarks)
    subject = texts.subject(case, "received")
    send_to_client(
        case,
        Letter(subject, text, fulfils="primary_reply", key=f"primary-{case.pk}", secret=code, notice="received"),
        by=None,
    )
    if due:
        Obligation.objects.filter(pk=due.pk).update(told_due_at=due.due_at)


def _to_review(case: Case, why: str, by: Employee | None) -> None:
    """Suspected spam waits for a person with the clock running and no automatic reply."""
    move_case(case, "review")
    for what in terms.ON_RECEIPT:
        terms.open_obligation(case, what, case.received_at)
    terms.refresh_due(case)
    record("case.sent_to_review", case, by=by)
    alert("review", f"Письмо на проверке: {why}", organisation_id=case.organisation_id, subject=case)


@action("review.letters")
@transaction.atomic
def accept_case(case: Case, *, by: Employee) -> str:
    """A person says it is a real message: registered from now, with the primary reply. Returns the new access code;
    empty where the client was shown the code on the page they wrote on, and it stays."""
    code = "" if case.point in SHOWN_AT_ONCE else new_code()
    fresh = {"code_digest": digest(code)} if code else {}
    move_case(case, "accept", registered_at=timezone.now(), **fresh)
    case.contacts.filter(status="review").update(status="registered")
    Obligation.objects.about("case", case.pk).open().filter(what__in=terms.ON_RECEIPT).delete()
    record("case.accepted", case, by=by)
    _register(case, by=by, taken_as_message=case.kind == "message", code=code, remarks=[])
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
    _must_be_readable(replace(incoming, kind=case.kind), by)
    incoming = scanned(incoming)
    lock_case(case)
    if case.merged_into:
        return append_message(case.merged_into, incoming, by=by)
    if incoming.key and (known := _already(case.organisation, incoming.key)):
        return known
    contact = add_contact(case, incoming, "review" if incoming.suspicious else "appended")
    _name_persons(case, incoming)
    _keep_key(case.organisation, incoming.key, contact)
    if incoming.suspicious:
        record("case.addition_held", case, by=by, contact=contact.pk)
        text = f"Дополнение к делу {case.number} на проверке: {incoming.suspicious}"
        alert("review", text, organisation_id=case.organisation_id, subject=case)
        return Received("review", case, contact)
    _heard(case, contact, by)
    return Received("appended", case, contact)


def _heard(case: Case, contact: Contact, by: Employee | None) -> None:
    """The client has said more: who works on the case learns it."""
    was = move_case(case, "hear")
    if was == "suspended" and case.assignee:
        notify(case.assignee, f"Клиент дополнил приостановленное дело {case.number}", case.get_absolute_url())
    elif not case.is_open:
        alert(
            "after_answer",
            f"Клиент написал по закрытому делу {case.number}",
            organisation_id=case.organisation_id,
            subject=case,
        )
    record("case.appended", case, by=by, contact=contact.pk)


@action("review.letters")
@transaction.atomic
def judge_addition(contact: Contact, *, real: bool, by: Employee) -> None:
    """A person has looked at an addition that was held: it counts as the client's, or it needs no answer and is kept.
    Raises Stale when somebody was quicker."""
    assert contact.case is not None
    case = lock_case(contact.case)
    held = Contact.objects.filter(pk=contact.pk, status="review")
    if not held.update(status="appended" if real else "ignored", reason="" if real else SPAM):
        raise Stale("Это дополнение уже проверено. Обновите страницу.")
    if real:
        _heard(case, contact, by)
    else:
        record("case.addition_ignored", case, by=by, contact=contact.pk)


def _duplicate(case: Case, contact: Contact) -> Case | None:
    """An open case of the same client with the same text within 30 days: shown to staff, never joined silently."""
    if not case.client_id:
        return None
    earlier = Contact.objects.filter(
        client_id=case.client_id,
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
