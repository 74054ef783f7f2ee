"""A message as it is taken down, on a case of its own or one that is there: scanned, once, on the timeline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone

from priemnaya.cases.incoming import Complaint, Incoming, IncomingFile
from priemnaya.cases.models import Attachment, Case, Contact
from priemnaya.core.antivirus import harmful, scan
from priemnaya.core.journal import alert
from priemnaya.core.models import IdempotencyKey, StoredFile
from priemnaya.core.tokens import code_of, new_code, same
from priemnaya.errors import Faults, Objection
from priemnaya.people.models import Client, Organisation
from priemnaya.people.reaching import fault_in
from priemnaya.policy.contact_points import POINT_KINDS

from .naming import keep_named, name_in_decision, name_in_field
from .reading import Words, wait_for_reading
from .sealing import unseen


@dataclass(frozen=True)
class Received:
    """What became of a message. `code` is shown once; only its digest is kept. `is_new`: false when the same message
    was taken before. `second`: the secret of a second applicant's link, shown once too."""

    status: str
    case: Case | None
    contact: Contact | None
    code: str = ""
    duplicate_of: Case | None = None
    is_new: bool = True
    second: str = ""


NOT_YET = "День, когда поступило сообщение, ещё не наступил. Исправьте дату."
AHEAD = dt.timedelta(minutes=5)
"""By how much the clock of another program may be ahead of ours."""


def must_be_readable(incoming: Incoming, *, typed: bool) -> None:
    """What a person types has words and a point of the list. A channel's message is taken whatever it holds. Raises
    Faults with all that is wrong, by the names of the fields."""
    if incoming.arrival.point not in POINT_KINDS:
        raise Objection("Выберите, как пришло сообщение.")
    if typed and (wrong := faults_of(incoming)):
        raise Faults(wrong)


FIELDS = {"email": "email", "phone": "phone", "post": "postal_address"}
"""By points, where their addresses are typed."""
OF_CLIENT = {
    "email": "адрес электронной почты клиента",
    "phone": "номер телефона клиента",
    "post": "почтовый адрес клиента",
}


def faults_of(incoming: Incoming) -> dict[str, str]:
    """All that is wrong in what a person typed, by the names of the fields, in their order."""
    found: dict[str, str] = {}
    answer = incoming.answer
    wanted = ((answer.point, answer.address), (answer.second_point, answer.second_address))
    posted = "post" in (answer.point, answer.second_point, incoming.answer_point()[0])
    home = (("post", incoming.sender.postal_address),) if posted else ()  # where no letter goes, it is as they wrote it
    for channel, address in (*incoming.sender.addresses.items(), *wanted, *home):
        if address and (fault := fault_in(channel, address)):
            found[FIELDS.get(channel, "chosen_point")] = fault
    if incoming.arrival.at > timezone.now() + AHEAD:
        found["received"] = NOT_YET
    if incoming.matter.is_empty:
        found["text"] = "Внесите текст сообщения."
    point, address = incoming.answer_point()
    kind = POINT_KINDS.get(point)
    if answer.point and kind is not None and kind.needs_address and not address:
        words = f"Впишите {OF_CLIENT.get(point, 'адрес клиента')}. Если его нет, выберите «сайт, по номеру и коду»."
        found[FIELDS.get(point, "chosen_point")] = words
    return found


def scanned(incoming: Incoming) -> Incoming:
    """With the antivirus's word on each file, asked before any row is locked."""
    files = incoming.matter.files
    if not settings.CLAMD or not files:
        return incoming
    return incoming.with_files(*(replace(f, scan=f.scan or scan(f.content)) for f in files))


def name_persons(case: Case, complaint: Complaint, contact: Contact, words: Words) -> None:
    """Whom the message complains of, before anybody is given the case; its files are read in the background."""
    name_in_field(case, complaint.against, person=complaint.person)
    name_in_decision(case, complaint.decision)
    keep_named(case, words.named)
    if words.waits:
        wait_for_reading(contact)


def already(organisation: Organisation, incoming: Incoming) -> Received | None:
    """What became of the same message under the same key. Another text under a known key is another message."""
    key = incoming.arrival.key
    return taken_under(organisation, key, incoming.content) if key else None


def taken_under(organisation: Organisation, key: str, content: str = "") -> Received | None:
    """What was taken under a key, with its code while it is fresh: whoever pressed twice has seen one page alone, and
    that may have been the second. content: only with this one."""
    taken = IdempotencyKey.objects.subject_of(organisation.pk, key, content)
    if taken is None:
        return None
    contact = Contact.objects.select_related("case").get(pk=taken)
    return Received(contact.status, contact.case, contact, _code_again(contact, key), is_new=False)


AGAIN = dt.timedelta(minutes=10)
OF_A_PAGE = ("portal:", "widget:", "chat:")
"""Beginnings of keys that a page of ours makes for one press: nobody else knows them."""


def code_for(organisation: Organisation, key: str) -> str:
    """The code of a new case: that of the page it was sent from, which belongs to one case."""
    if key.startswith(OF_A_PAGE) and IdempotencyKey.objects.subject_of(organisation.pk, key) is None:
        return code_of(key)
    return new_code()


def _code_again(contact: Contact, key: str) -> str:
    case, code = contact.case, code_of(key)
    fresh = key.startswith(OF_A_PAGE) and contact.at > timezone.now() - AGAIN
    return code if case is not None and fresh and same(code, case.code_digest) else ""


def keep_key(organisation: Organisation, incoming: Incoming, contact: Contact) -> None:
    if key := incoming.arrival.key:
        IdempotencyKey.objects.keep(organisation.pk, key, "contact", contact.pk, incoming.content)


def called(client: Client | None, written_for: str) -> str:
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
        answers=list(matter.answers),
        quoted=matter.quoted,
        checks=arrival.checks,
        at=arrival.at,
        external_id=arrival.external_id[:300],
        raw=StoredFile.objects.store(arrival.raw) if arrival.raw is not None else None,
    )
    for file in matter.files:
        _attach(case, contact, file)
    name = called(case.client, case.written_for)
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
        inside=file.inside,
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
