"""A raw letter into a case: threaded, registered, ignored with a reason, or quarantined. Acknowledge only after this
returns."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from priemnaya.bounded import Busy
from priemnaya.cases import texts
from priemnaya.cases.actions import append_message, keep_aside, link_cases, receive_message, write_back
from priemnaya.cases.actions.arriving import cases_of
from priemnaya.cases.actions.seeking import seek_at_once
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.kinds import evident_kind
from priemnaya.cases.models import Case, Contact, given_case
from priemnaya.cases.numbers import number_in
from priemnaya.cases.quotas import weighed
from priemnaya.channels.base import settled_by
from priemnaya.core.journal import alert
from priemnaya.core.models import Delivery, IdempotencyKey
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import normal_email
from priemnaya.policy import OrderError

from .checks import FOREIGN
from .notices import MailNotice
from .ours import came_back, told_apart
from .parse import ParsedLetter, read_letter
from .returns import delivery_at, is_return_path
from .twice import key_of, written

log = logging.getLogger(__name__)
AWAY = ("08", "40", "53", "55", "57")
"""PostgreSQL's errors that are nothing of the letter's: its server brings it again. Class 54, a long text, is."""
OUR_OWN = "наше собственное письмо вернулось к нам: программа получателя переслала его"
FORGED = "сервер отправителя не подтвердил, что письмо с этого адреса (DMARC)"
MOMENTS, MOMENT = 20, 0.25  # how often, and how long in seconds, a notice waits for a letter that is just leaving
TO_RETURNS = "Ответ пришёл на служебный адрес возврата. Прочитайте его: возможно, это обращение."


@dataclass(frozen=True)
class Outcome:
    """status: registered | appended | review | quarantined | ignored | duplicate. only_counted: nothing in the letter
    speaks of a robot or a forgery, it is only one more than a quota lets be answered at once."""

    status: str
    contact: Contact
    letter: ParsedLetter
    code: str = ""
    only_counted: bool = False

    def as_dict(self) -> dict[str, Any]:
        case = self.contact.case
        return {
            "status": ("registered" if case else "review") if self.only_counted else self.status,
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


def receive_letter(organisation: Organisation, raw: bytes, *, to: Sequence[str] | None = None) -> Outcome:
    """Take one letter in. Any letter ends as a row; a letter that breaks our code is quarantined with an alert. to:
    whom the envelope names; without an envelope (a mailbox, a pipe) the headers of delivery say it. One without a case
    is looked through for names of employees at once: nobody's page waits for it."""
    outcome = _taken(organisation, raw, to)
    if outcome.contact.case_id is None:
        seek_at_once(outcome.contact)
    return outcome


def _taken(organisation: Organisation, raw: bytes, to: Sequence[str] | None) -> Outcome:
    letter, key = read_letter(raw, settings.AUTHSERV), ""
    try:
        addresses = letter.recipients if to is None else to
        returned = delivery_at(addresses)
        if returned is not None:
            organisation = Organisation.objects.get(pk=returned.organisation_id)
            _let_it_leave(returned)
        told_apart(organisation, letter)
        to_return = returned is not None or any(is_return_path(a) for a in addresses)
        key = f"return-{returned.pk if returned else 0}-{key_of(letter, raw)}" if to_return else key_of(letter, raw)
        held = "" if to_return else _held(organisation, letter, raw)
        with transaction.atomic():
            if twin := _known(organisation, letter, key):
                return twin
            if to_return:
                return _returned(organisation, letter, raw, returned, key)
            return _receive(organisation, letter, raw, held, key)
    except Exception as error:
        if is_away(error):
            raise
        if isinstance(error, IntegrityError) and key and (twin := _known(organisation, letter, key)):
            return twin  # taken at the same instant by another of our processes
        log.exception("letter of %s could not be taken in", organisation.slug)
        letter.problem = f"Письмо не удалось обработать ({type(error).__name__}). Оригинал сохранён."
        return _last_resort(organisation, letter, raw)


def _known(organisation: Organisation, letter: ParsedLetter, key: str) -> Outcome | None:
    """The same letter, when it has come before."""
    known = IdempotencyKey.objects.subject_of(organisation.pk, key)
    if known is None:
        return None
    return Outcome("duplicate", Contact.objects.select_related("case").get(pk=known), letter)


def is_away(error: Exception) -> bool:
    """Whether the database is away or busy, or the body's order was never read well: not the letter is at fault."""
    if not isinstance(error, OperationalError | InterfaceError):
        return isinstance(error, Busy | OrderError)
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(AWAY)


def _last_resort(organisation: Organisation, letter: ParsedLetter, raw: bytes) -> Outcome:
    """What breaks our code is set aside with its words and files; when they are what breaks it, the original alone."""
    try:
        with transaction.atomic():
            return _set_aside(organisation, letter, raw, "quarantined", letter.problem)
    except Exception as error:
        if is_away(error):
            raise
        log.exception("only the original of a letter of %s is kept", organisation.slug)
        with transaction.atomic():
            return _set_aside(organisation, ParsedLetter(problem=letter.problem), raw, "quarantined", letter.problem)


def _held(organisation: Organisation, letter: ParsedLetter, raw: bytes) -> str:
    """Why a person reads the letter before anybody is answered; empty when nobody need. What its own domain disowns, or
    the server calls spam, or looks like a robot's, is counted against nobody: the address may be a victim's."""
    if letter.problem or letter.automatic:
        return ""
    case, _spoken_of = thread_of(organisation, letter)
    incoming = _incoming(letter, raw, key_of(letter, raw), doubts_about(letter))
    return weighed(organisation, incoming, case).arrival.suspicious


def doubts_about(letter: ParsedLetter) -> str:
    """What in the letter itself asks for a person's look."""
    return letter.suspicious or (FORGED if _disowned(letter) else "") or letter.doubt


def _disowned(letter: ParsedLetter) -> bool:
    return letter.checks.get("dmarc") in ("fail", FOREIGN)


def _receive(organisation: Organisation, letter: ParsedLetter, raw: bytes, held: str, key: str) -> Outcome:
    if came_back(organisation, letter):
        return _set_aside(organisation, letter, raw, "ignored", OUR_OWN, key)
    if letter.problem:
        return _set_aside(organisation, letter, raw, "quarantined", letter.problem, key)
    if letter.automatic:
        reason = doubt(organisation, letter.notice) if letter.notice else letter.automatic
        return _set_aside(organisation, letter, raw, "ignored", reason, key)
    case, spoken_of = thread_of(organisation, letter)
    if letter.doubt and case is None:  # who may be a robot gets no number and no answer before a person says so
        return _set_aside(organisation, letter, raw, "review", letter.doubt, key)
    incoming = _incoming(letter, raw, key, held)
    received = append_message(case, incoming) if case else receive_message(organisation, incoming)
    assert received.contact is not None
    if not received.is_new:  # taken at the same instant by another of our processes
        return Outcome("duplicate", received.contact, letter)
    if spoken_of and received.case:  # staff see it; the client's page never lists it
        link_cases(received.case, spoken_of, kind="spoken_of", by=None)
    if letter.unread and received.case:
        text = f"Дело {received.case.number}. {letter.unread}"
        alert("unread", text, organisation_id=organisation.pk, subject=received.case)
    counted = received.status == "review" and not doubts_about(letter)
    return Outcome(received.status, received.contact, letter, received.code, only_counted=counted)


def _let_it_leave(row: Delivery) -> None:
    """A server may tell of delivery before our own worker has written that the letter went: it gets a moment for it."""
    for _ in range(MOMENTS):
        if row.state != "doing":
            return
        time.sleep(MOMENT)
        row.refresh_from_db(fields=["state"])


def _returned(organisation: Organisation, letter: ParsedLetter, raw: bytes, row: Delivery | None, key: str) -> Outcome:
    """What came to an address of returns is a true notice or a robot's letter, which change no case; what a living
    person wrote there waits for people, who may make a case of it. Nothing of it is answered by itself."""
    if letter.notice is None and not letter.automatic:
        status, why = ("quarantined", letter.problem) if letter.problem else ("review", TO_RETURNS)
        return _set_aside(organisation, letter, raw, status, why, key)
    if letter.notice is None:
        reason = f"{letter.automatic}, на адрес возврата"
    elif take_notice(letter.notice, row):
        reason = letter.automatic
    else:
        reason = doubt(organisation, letter.notice)
    return _set_aside(organisation, letter, raw, "ignored", reason, key)


def _incoming(letter: ParsedLetter, raw: bytes, key: str, held: str) -> Incoming:
    return Incoming(
        _arrival(letter, raw, key, suspicious=held),
        _matter(letter, letter.text or letter.subject),
        _sender(letter),
    )


def _sender(letter: ParsedLetter) -> Sender:
    name: dict[str, Any] = letter.person
    return Sender(**name, addresses={"email": letter.sender}, how=how_known(letter))


def _arrival(letter: ParsedLetter, raw: bytes, key: str, suspicious: str = "") -> Arrival:
    return Arrival(
        point="email",
        key=key,
        content=key,  # which says all that was said: by another road the post's word on the sender may differ
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
        files=tuple(IncomingFile(f.name, f.content, f.content_type, f.inline, inside=f.inside) for f in letter.files),
        quoted=letter.quoted,
    )


def how_known(letter: ParsedLetter) -> str:
    """Whether the mailbox itself wrote: only our own mail server's word on its domain says so (docs/trust.md), and only
    of «From»: whoever stands in Reply-To has proved nothing."""
    return "dmarc" if letter.own_from and letter.checks.get("dmarc") == "pass" else "letter"


def thread_of(organisation: Organisation, letter: ParsedLetter) -> tuple[Case | None, Case | None]:
    """The case a letter joins, and the one it only speaks of: that becomes a link for staff.

    It joins a case when it comes from an address the case itself was given and names a Message-ID of ours, which only
    the reader of our letter knows; or when its mailbox is proved and it names our number. A number anybody can guess,
    a «От» anybody can write, and our letter can be passed on."""
    named = _named(organisation, letter)
    if named is None or _disowned(letter):
        return None, named
    own = named.addresses.filter(channel="email", address=normal_email(letter.sender)).exists()
    answers = bool(letter.references) and _answered(organisation, letter) is not None
    joins = own and (answers or how_known(letter) == "dmarc")
    return (named, None) if joins else (None, named)


def _answered(organisation: Organisation, letter: ParsedLetter) -> Case | None:
    """The case of our own letter that this one answers."""
    ours = Contact.objects.filter(
        organisation=organisation, direction="out", external_id__in=letter.references, case__isnull=False
    )
    found = ours.select_related("case").order_by("-id").first() if letter.references else None
    return given_case(found) if found else None


def _named(organisation: Organisation, letter: ParsedLetter) -> Case | None:
    """The case a letter speaks of: by what it answers, ours or an earlier letter of a client, or by our number."""
    if found := _answered(organisation, letter):
        return found
    earlier = Contact.objects.filter(organisation=organisation, direction="in", external_id__in=letter.references)
    first = earlier.filter(case__isnull=False).select_related("case").order_by("-id").first()
    if first:
        return given_case(first)
    number = number_in(letter.subject)
    return Case.objects.filter(organisation=organisation, number=number).first() if number else None


def take_notice(notice: MailNotice, row: Delivery | None) -> bool:
    """Write what a notice says on the delivery to whose return path it came; False when it is not about that letter."""
    if row is None or not notice.original or notice.original != row.message_id:
        return False
    if notice.action == "failed" and row.state != "bounced":
        settled_by(row).bounced(row, notice.why or "адрес не принимает письма")
    elif notice.action in ("delivered", "read"):
        settled_by(row).confirmed(row, notice.action)
    elif notice.action == "delayed":
        why = f"Сервер получателя пока не принял письмо: {notice.why}"[:2000]
        Delivery.objects.filter(pk=row.pk).exclude(state="bounced").update(error=why)  # why it came back stands
    return True


def doubt(organisation: Organisation, notice: MailNotice) -> str:
    """A notice that proves nothing: people are told, of which letter if it names one of this body's; returns the
    words."""
    ours = Delivery.objects.filter(organisation_id=organisation.pk, channel="email")
    row = ours.filter(message_id=notice.original).first() if notice.original else None
    case = cases_of([row]).get(row.pk) if row else None
    if case is None:
        text = (
            "Пришло уведомление о доставке письма, которого мы не отправляли, или оно не по адресу возврата. Ничего не"
            " изменено. Если такие письма идут часто, сообщите администратору почты."
        )
    else:
        text = (
            f"Дело {case.number}: пришло уведомление о доставке нашего письма, но не на адрес возврата этого письма."
            " Так бывает при подделке. Ничего не изменено. Если адрес клиента сомнителен, уточните его."
        )
    alert("forged_notice", text, organisation_id=organisation.pk, subject=case)
    return "уведомление о доставке не подтверждено: ничего не изменено"


def refuse_large(organisation: Organisation, head: bytes, size: int) -> Outcome:
    """A letter over the limit that still lies in the mailbox: it is listed with its head, and the sender is told
    politely how to send it otherwise. Robots are not answered."""
    letter = read_letter(head, settings.AUTHSERV)
    key = f"email-large:{hashlib.sha256(written(head)).hexdigest()}"
    if twin := _known(organisation, letter, key):
        return twin
    limit = settings.MAX_LETTER // 1024 // 1024
    reason = (
        f"Письмо слишком большое: {size / 1024 / 1024:.0f} МБ при пределе {limit} МБ. Целиком оно лежит в почтовом"
        " ящике."
    )
    held = _held(organisation, letter, head)
    answered = letter.sender and not letter.automatic and not held
    try:
        with transaction.atomic():
            outcome = _set_aside(organisation, letter, head, "quarantined", reason, key)
            if answered and not any(is_return_path(a) for a in letter.recipients):
                told = texts.too_large(organisation, limit)
                write_back(outcome.contact, *told, to=("email", letter.sender))
    except IntegrityError:
        if twin := _known(organisation, letter, key):
            return twin
        raise
    return outcome


def _set_aside(
    organisation: Organisation, letter: ParsedLetter, raw: bytes, status: str, reason: str, key: str = ""
) -> Outcome:
    """Keep the letter without a case: ignored ones are listed, quarantined ones also raise an alert."""
    given = organisation, _arrival(letter, raw, key), _matter(letter, letter.text)
    return Outcome(status, keep_aside(*given, status=status, reason=reason), letter)
