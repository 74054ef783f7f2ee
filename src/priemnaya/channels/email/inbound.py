"""A raw letter into a case: threaded, registered, ignored with a reason, or quarantined. Acknowledge only after this
returns."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.actions import (
    append_message,
    keep_aside,
    receive_message,
    write_back,
)
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.kinds import evident_kind
from priemnaya.cases.models import Case, Contact
from priemnaya.channels.base import settled_by
from priemnaya.core.models import Delivery, IdempotencyKey
from priemnaya.people.actions.matching import split_name
from priemnaya.people.models import Organisation

from .notices import MailNotice
from .parse import ParsedLetter, parse_letter

log = logging.getLogger(__name__)
NUMBER = re.compile(r"\b(20\d\d-\d{6})\b")
MANY, WINDOW = 30, dt.timedelta(hours=1)
"""More letters than this from one address in an hour is a robot or a loop: a person looks before we answer (RFC
3834)."""
BOUNCES_WITHIN = dt.timedelta(days=14)
"""A notice without our Message-ID is matched by the address alone, to letters not older than this."""


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
    known = IdempotencyKey.objects.subject_of(organisation.pk, key)
    if known is not None:
        contact = Contact.objects.select_related("case").get(pk=known)
        return Outcome(contact.status, contact, letter)
    if letter.problem:
        return _set_aside(organisation, letter, raw, "quarantined", letter.problem, key)
    if letter.automatic:
        if letter.notice:
            take_notice(organisation, letter.notice)
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
    return Incoming(
        _arrival(letter, raw, key, suspicious=letter.suspicious or _flood(organisation, letter.sender)),
        _matter(letter, letter.text or letter.subject),
        Sender(**split_name(letter.sender_name), addresses={"email": letter.sender}),
    )


def _arrival(letter: ParsedLetter, raw: bytes, key: str, suspicious: str = "") -> Arrival:
    return Arrival(
        point="email",
        key=key,
        external_id=letter.message_id,
        from_address=letter.sender,
        raw=raw,
        checks=letter.checks,
        suspicious=suspicious,
    )


def _matter(letter: ParsedLetter, text: str) -> Matter:
    return Matter(
        text,
        subject=letter.subject,
        kind=evident_kind(letter.subject, letter.text) or "appeal",
        files=tuple(IncomingFile(f.name, f.content, f.content_type, f.inline) for f in letter.files),
        quoted=letter.quoted,
    )


def thread_of(organisation: Organisation, letter: ParsedLetter) -> Case | None:
    """The case a letter belongs to: by the ids it answers, or by our number in the subject from the client's own
    address."""
    ours = Contact.objects.filter(organisation=organisation, external_id__in=letter.references, case__isnull=False)
    found = ours.select_related("case").order_by("-id").first() if letter.references else None
    if found:
        return found.case
    forged = letter.checks.get("dmarc") == "fail"
    if (match := NUMBER.search(letter.subject)) and not forged:
        return Case.objects.filter(
            organisation=organisation,
            number=match[1],
            client__addresses__channel="email",
            client__addresses__address=letter.sender,
        ).first()
    return None


def _flood(organisation: Organisation, sender: str) -> str:
    """Why a letter is suspicious that is one of very many; empty when it is not."""
    lately = Contact.objects.filter(
        organisation=organisation, direction="in", sender=sender, at__gt=timezone.now() - WINDOW
    )
    return "слишком много писем с одного адреса за час" if lately.count() >= MANY else ""


def take_notice(organisation: Organisation, notice: MailNotice) -> Delivery | None:
    """Write what a notice says on the delivery it is about; None when it is about none of ours."""
    ours = Delivery.objects.filter(organisation_id=organisation.pk, channel="email")
    row = ours.filter(message_id=notice.original).first() if notice.original else None
    if row is None and notice.recipient and notice.action == "failed":
        recent = ours.filter(
            address__iexact=notice.recipient, created_at__gt=timezone.now() - BOUNCES_WITHIN, state="sent"
        )
        row = recent.order_by("-pk").first()
    if row is None:
        return None
    if notice.action == "failed" and row.state != "bounced":
        settled_by(row).bounced(row, notice.why or "адрес не принимает письма")
    elif notice.action in ("delivered", "read"):
        settled_by(row).confirmed(row, notice.action)
    elif notice.action == "delayed":
        why = f"Сервер получателя пока не принял письмо: {notice.why}"[:2000]
        Delivery.objects.filter(pk=row.pk).exclude(state="bounced").update(error=why)  # why it came back stands
    return row


def refuse_large(organisation: Organisation, head: bytes, size: int) -> Outcome:
    """A letter over the limit that still lies in the mailbox: it is listed with its head, and the sender is told
    politely how to send it otherwise. Robots are not answered."""
    letter = parse_letter(head)
    key = f"email-large:{hashlib.sha256(head).hexdigest()}"
    known = IdempotencyKey.objects.subject_of(organisation.pk, key)
    if known is not None:
        return Outcome("quarantined", Contact.objects.get(pk=known), letter)
    limit = settings.MAX_LETTER // 1024 // 1024
    reason = (
        f"Письмо слишком большое: {size / 1024 / 1024:.0f} МБ при пределе {limit} МБ. Целиком оно лежит в почтовом"
        " ящике."
    )
    with transaction.atomic():
        outcome = _set_aside(organisation, letter, head, "quarantined", reason, key)
        if letter.sender and not letter.automatic:
            write_back(
                outcome.contact,
                *texts.too_large(organisation, limit),
                to=("email", letter.sender),
            )
    return outcome


def _set_aside(
    organisation: Organisation, letter: ParsedLetter, raw: bytes, status: str, reason: str, key: str = ""
) -> Outcome:
    """Keep the letter without a case: ignored ones are listed, quarantined ones also raise an alert."""
    arrival = _arrival(letter, raw, key)
    contact = keep_aside(organisation, arrival, _matter(letter, letter.text), status=status, reason=reason)
    return Outcome(status, contact, letter)


def organisation_for(addresses: list[str]) -> Organisation | None:
    """The body a letter is addressed to, by its own address."""
    return Organisation.objects.filter(email__in=[a.strip("<> ").lower() for a in addresses]).first()
