"""Sending to the client: a contact on the timeline and a row in the outbox for each point that a letter goes by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.models import Case, Contact, GivenTo
from priemnaya.cases.returned import page_counts
from priemnaya.cases.tried import note
from priemnaya.core import queue
from priemnaya.core.journal import ruled
from priemnaya.core.models import Delivery
from priemnaya.core.models.outbox import BEHIND, letters_lane
from priemnaya.core.tokens import digest, new_code
from priemnaya.errors import Stale
from priemnaya.people.acting import action, part
from priemnaya.people.actions.links import url_of
from priemnaya.people.interaction import barred_by, must_not_be_barred
from priemnaya.people.models import Employee
from priemnaya.policy.contact_points import POINT_KINDS, is_public, title_of

from .holding import must_hold_powers
from .leaving import letter_left, living
from .points import Place, carrying, place_verdicts, point_verdicts, points_for
from .returning import settle_if_owed
from .veiling import LETTER_KEYS, Letter, as_written, fitting, full_key, open_place, secrets_of, without_code
from .wishes import tell_wishers


@part
def send_to_client(
    case: Case, letter: Letter, *, what: str = "further_contact", to: Sequence[Place] = (), by: Employee | None
) -> list[Delivery]:
    """Queue a letter to the client by every point it must go by (to: those), in the caller's transaction; the page of
    the case shows it. A point that only notifies gets no answer: that goes by the next one that may carry it."""
    if by is not None and (letter.reply or letter.notice not in OF_GUARDED_DEEDS):
        must_hold_powers(case)
    _must_be_new(case, letter, by)
    base = letter.key or f"case-{case.pk}-{timezone.now().timestamp()}"
    wanted = to or points_for(case, what)
    places = list(dict.fromkeys(carrying(case, letter.carried, place) for place in wanted))
    sent = [send_to_place(case, letter, place, key=f"{base}:{place[0]}:{n}", by=by) for n, place in enumerate(places)]
    barred = [place for place in wanted if place not in places and barred_by(case.organisation, place[0])]
    for n, place in enumerate(p for p in dict.fromkeys(wanted) if p not in (*places, *barred)):
        told = _pointing(case, letter, title_of(places[0][0]))
        sent.append(send_to_place(case, told, place, key=f"waits-{base}:{place[0]}:{n}", by=by))
    for point, _address in barred:
        ruled(point_verdicts(case, point), case, by=by, stopped=True)
    if not to:
        ruled(place_verdicts(case, what, places), case, by=by)
        tell_wishers(case, letter, places)
    return sent


def _pointing(case: Case, letter: Letter, where: str) -> Letter:
    """For a place that does not carry the letter itself: that there is one, an answer or a notice, and where it
    lies."""
    name: Literal["answer_waits", "notice_waits"] = "answer_waits" if letter.carried == "answer" else "notice_waits"
    return Letter(texts.subject(case, name), texts.lies_at(case, name, where), notice=name)


TWICE = dt.timedelta(minutes=2)
"""The same words sent again so soon are the same button pressed twice."""


OF_GUARDED_DEEDS = (None, "happened", "forwarding")
"""Letters that no press sends: an answer, news of an event, and what became of a letter to another body. The deed they
follow from was guarded itself, and two deeds are two events; some of them are written when nobody is there to be
told."""


def _must_be_new(case: Case, letter: Letter, by: Employee | None) -> None:
    """Raises Stale for a notice that a person has sent in the same words a moment ago."""
    if by is None or letter.notice in OF_GUARDED_DEEDS:
        return
    said = {"notice": letter.notice, "text": letter.kept}
    if Contact.objects.filter(case=case, direction="out", at__gt=timezone.now() - TWICE, **said).exists():
        raise Stale("Такое же письмо клиенту только что отправлено, оно на этой странице. Второй раз не отправляем.")


@action("case.work", alone=True)
def send_to_place(
    case: Case, letter: Letter, place: Place, *, key: str, by: Employee | None, instead_of: Delivery | None = None
) -> Delivery:
    """Queue a letter to one place, as it may go there; the page of the case shows it at once. Raises Refused for a
    point that nobody is written to by."""
    must_not_be_barred(case.organisation, place[0])
    goes, now, (point, address) = fitting(case, letter, place), timezone.now(), place
    whole = letter if goes.code or letter.bare else without_code(case, letter)
    written = goes if is_public(*place) else whole
    shown = POINT_KINDS[point].way == "page" if point in POINT_KINDS else False
    delivery = Delivery.objects.create(
        organisation_id=case.organisation_id,
        channel=point,
        subject_type="case",
        subject_id=case.pk,
        key=key[:120],
        lane=letters_lane(f"case-{case.pk}", point, address),
        address=address,
        message_id=f"<{case.organisation.slug}.{case.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        state="shown" if shown else "queued",
        sent_at=now if shown else None,
        instead_of=instead_of,
        payload={
            "subject": goes.subject,
            "text": goes.text,
            "number": case.number,
            "files": [list(f) for f in goes.files],
            "fulfils": letter.fulfils,
            "notice": letter.notice,
            "reply": letter.reply,
            **goes.extra,
            **secrets_of(goes),
        },
    )
    _on_timeline(case, letter, delivery, written.kept, by=by, at=now)
    if shown and page_counts(delivery, case):
        letter_left(case, delivery, by=by, at=now)
        settle_if_owed(case)
    queue.nudge("deliver_outbox")
    return delivery


def _on_timeline(
    case: Case, letter: Letter, delivery: Delivery, text: str, *, by: Employee | None, at: dt.datetime
) -> None:
    lies = living(case)
    contact = Contact.objects.create(
        organisation=case.organisation,
        case=lies,
        client=case.client,
        point=delivery.channel,
        direction="out",
        status="sent",
        at=at,
        subject=letter.subject,
        text=text,
        author=by,
        reply_id=letter.reply,
        notice=letter.notice or "",
        delivery=delivery,
        external_id=delivery.message_id,
    )
    note(contact)
    if lies.pk != case.pk:  # of a case that was joined: people see it in the other, its client on its own page
        GivenTo.objects.create(contact=contact, case=case)


@transaction.atomic
def write_back(contact: Contact, subject: str, text: str, *, to: Place) -> Delivery | None:
    """An automatic answer to a message that became no case (too large to take). None where nobody is written to by that
    point."""
    body = contact.organisation
    if barred_by(body, to[0]):
        return None
    delivery = Delivery.objects.create(
        organisation_id=body.pk,
        channel=to[0],
        subject_type="contact",
        subject_id=contact.pk,
        key=f"back-{contact.pk}",
        address=to[1],
        message_id=f"<{body.slug}.back.{contact.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        payload={"subject": subject, "text": text, "automatic": True},
    )
    queue.nudge("deliver_outbox")
    return delivery


@transaction.atomic
def send_in_full(case: Case, address: str) -> None:
    """The mailbox is proved: the letters that waited behind a link go there as they are. The first one goes no more: it
    said what the page says."""
    if barred_by(case.organisation, "email"):
        return
    waited = Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel="email", address=address)
    for row in waited.filter(payload__has_key=BEHIND).exclude(payload__notice="received").order_by("pk"):
        kept = as_written(row.payload)
        letter = Letter(
            kept["subject"],
            in_words(case, kept["text"]),
            files=tuple((str(n), int(f), str(t)) for n, f, t in kept["files"]),
            notice=kept.get("notice") or None,
            reply=kept.get("reply"),
            extra={k: v for k, v in kept.items() if k not in LETTER_KEYS},
        )
        key = full_key(row)
        if not Delivery.objects.filter(organisation_id=case.organisation_id, key=key).exists():
            send_to_place(case, letter, ("email", address), key=key, by=None)


@transaction.atomic
def send_link(case: Case, address: str, secret: str, what: str, *, way: str = "email") -> Delivery:
    """A link that proves the mailbox (or account, or telephone) it goes to, whatever point was chosen. what: the text
    of texts.yaml that carries it. The secret stands nowhere but in the letter itself."""
    url = url_of(case.organisation, secret, page="consent" if what == "consent_link" else "link")
    subject, text = texts.veiled(case, what, url)
    letter = Letter(subject, text, notice="confirmation", secret=secret, bare=True)
    return send_to_place(case, letter, (way, address), key=f"link-{digest(secret)[:24]}:{way}", by=None)


def in_words(case: Case, text: str) -> str:
    """A kept text as it may go out again: with words in the place of a code that was not kept."""
    sign = open_place(text)
    return text.replace(sign, texts.instead_of_code(case)) if sign else text
