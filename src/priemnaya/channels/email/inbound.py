"""A raw letter into a case: threaded, registered, ignored with a reason, or quarantined. Acknowledge only after this returns."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.actions import Incoming, IncomingFile, append_message, delivery_bounced, receive_message
from priemnaya.cases.kinds import evident_kind
from priemnaya.cases.models import Attachment, Case, Contact
from priemnaya.core.journal import alert, record
from priemnaya.core.models import Delivery, IdempotencyKey, StoredFile
from priemnaya.people.matching import split_name
from priemnaya.people.models import Organisation

from .parse import ParsedLetter, parse_letter

log = logging.getLogger(__name__)
NUMBER = re.compile(r"\b(20\d\d-\d{6})\b")


@dataclass(frozen=True)
class Outcome:
    """status: registered | appended | review | quarantined | ignored."""

    status: str
    contact: Contact
    letter: ParsedLetter
    code: str = ""

    def as_dict(self) -> dict[str, Any]:
        case = self.contact.case
        return {
            "status": "quarantined" if self.status == "review" else self.status,
            "in_review": self.status == "review",
            "case": case.number if case else None,
            "contact": self.contact.pk,
            "from": self.letter.sender,
            "subject": self.letter.subject,
            "text": self.letter.text,
            "attachments": [
                {"name": a.name, "size": a.file.size, "sha256": a.file.sha256}
                for a in self.contact.attachments.select_related("file").order_by("id")
            ],
            "reason": self.contact.reason,
        }


def receive_letter(organisation: Organisation, raw: bytes) -> Outcome:
    """Take one letter in. Any letter ends as a row; a letter that breaks our code is quarantined with an alert."""
    letter = parse_letter(raw)
    try:
        with transaction.atomic():
            return _receive(organisation, letter, raw)
    except Exception as error:
        log.exception("letter of %s could not be taken in", organisation.slug)
        letter.problem = f"Письмо не удалось обработать ({type(error).__name__}). Оригинал сохранён."
        with transaction.atomic():
            return _set_aside(organisation, letter, raw, "quarantined", letter.problem)


def _receive(organisation: Organisation, letter: ParsedLetter, raw: bytes) -> Outcome:
    key = _key(letter, raw)
    known = IdempotencyKey.objects.filter(organisation_id=organisation.pk, key=key).first()
    if known:
        contact = Contact.objects.select_related("case").get(pk=known.subject_id)
        return Outcome(contact.status, contact, letter)
    if letter.problem:
        return _set_aside(organisation, letter, raw, "quarantined", letter.problem, key)
    if letter.automatic:
        _bounce(organisation, letter)
        return _set_aside(organisation, letter, raw, "ignored", letter.automatic, key)
    incoming = _incoming(organisation, letter, raw, key)
    case = thread_of(organisation, letter)
    received = append_message(case, incoming) if case else receive_message(organisation, incoming)
    assert received.contact is not None
    return Outcome(received.status, received.contact, letter, received.code)


def _key(letter: ParsedLetter, raw: bytes) -> str:
    """The Message-ID with the content: some programs repeat or leave out Message-IDs."""
    return f"email:{hashlib.sha256(letter.message_id.encode() + b'|' + raw).hexdigest()}"


def _incoming(organisation: Organisation, letter: ParsedLetter, raw: bytes, key: str) -> Incoming:
    name = split_name(letter.sender_name)
    return Incoming(
        point="email", kind=evident_kind(letter.subject, letter.text) or "appeal", subject=letter.subject, text=letter.text or letter.subject, sender=letter.sender, raw=raw, key=key,
        files=tuple(IncomingFile(f.name, f.content, f.content_type) for f in letter.files), addresses={"email": letter.sender},
        external_id=letter.message_id, at=timezone.now(), suspicious=letter.suspicious, surname=name.get("surname", ""),
        name=name.get("name", ""),
        patronymic=name.get("patronymic", ""),
    )  # fmt: skip


def thread_of(organisation: Organisation, letter: ParsedLetter) -> Case | None:
    """The case a letter belongs to: by the ids it answers, or by our number in the subject from the client's own address."""
    ours = Contact.objects.filter(organisation=organisation, external_id__in=letter.references, case__isnull=False)
    found = ours.select_related("case").order_by("-id").first() if letter.references else None
    if found:
        return found.case
    if match := NUMBER.search(letter.subject):
        return Case.objects.filter(
            organisation=organisation,
            number=match[1],
            client__addresses__channel="email",
            client__addresses__address=letter.sender,
        ).first()
    return None


def _bounce(organisation: Organisation, letter: ParsedLetter) -> None:
    if letter.bounce_of:
        row = (
            Delivery.objects.filter(organisation_id=organisation.pk, message_id=letter.bounce_of)
            .exclude(state="bounced")
            .first()
        )
        if row:
            delivery_bounced(row, letter.text[:500] or "адрес не принимает письма")


def _set_aside(
    organisation: Organisation, letter: ParsedLetter, raw: bytes, status: str, reason: str, key: str = ""
) -> Outcome:
    """Keep the letter without a case: ignored ones are listed, quarantined ones also raise an alert."""
    contact = Contact.objects.create(
        organisation=organisation, point="email", direction="in", status=status, reason=reason[:300], sender=letter.sender,
        subject=letter.subject, text=letter.text, at=timezone.now(), external_id=letter.message_id[:300], raw=StoredFile.objects.store(raw),
    )  # fmt: skip
    for file in letter.files:
        Attachment.objects.create(
            contact=contact, file=StoredFile.objects.store(file.content), name=file.name, content_type=file.content_type
        )
    if key:
        IdempotencyKey.objects.create(
            organisation_id=organisation.pk, key=key, subject_type="contact", subject_id=contact.pk
        )
    record(f"contact.{status}", contact, by=None)
    if status == "quarantined":
        alert("quarantine", f"Письмо отложено: {reason}", organisation_id=organisation.pk, subject=contact)
    return Outcome(status, contact, letter)


def organisation_for(addresses: list[str]) -> Organisation | None:
    """The body a letter is addressed to, by its own address."""
    return Organisation.objects.filter(email__in=[a.strip("<> ").lower() for a in addresses]).first()
