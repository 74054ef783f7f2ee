"""Comments under posts: taken in as contacts, changed and taken down by their authors, hidden by the body."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.actions import append_message, receive_message
from priemnaya.cases.guard import barred_from
from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.models import Case
from priemnaya.cases.quotas import weighed
from priemnaya.channels.base import Settle, settles
from priemnaya.channels.models import WallComment
from priemnaya.channels.models.comments import HIDES
from priemnaya.channels.social.message import SAME_TALK, Taken
from priemnaya.core import queue
from priemnaya.core.journal import alert, record
from priemnaya.core.models import Delivery
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation

SUBJECT = "wallcomment"
POINT = "vk"


@dataclass(frozen=True)
class Said:
    """A comment as it stands now. ident: of the event; person: written by one, and not by a community."""

    place: str
    ident: str
    author: str
    person: bool
    text: str
    raw: bytes
    name: str = ""
    surname: str = ""
    at: dt.datetime | None = None
    files: tuple[IncomingFile, ...] = ()


def take_comment(organisation: Organisation, said: Said, *, edited: bool, restored: bool = False) -> Taken:
    """A comment becomes a case, or joins the open one of the same author under the same post. Safe to repeat: one event
    is taken once, and a comment that is known and says the same is the same. What an edit makes of it stands beside
    what it said before. restored: it stands there again, as the network says; a new or changed comment that is told of
    again, or late, says nothing of that."""
    known = WallComment.objects.filter(organisation=organisation, place=said.place).select_related("contact").first()
    if restored and known is not None and known.removed_at is not None:
        _restored(known)
    if known is not None and known.contact is not None and not edited:
        return Taken("appended", known.contact)
    case = _talk(organisation, said, known)
    incoming = weighed(organisation, _incoming(said, edited=edited and known is not None, further=case), case)
    with transaction.atomic():
        received = append_message(case, incoming) if case else receive_message(organisation, incoming)
        if known is None:
            WallComment.objects.get_or_create(
                organisation=organisation,
                place=said.place,
                defaults={"author": said.author, "contact": received.contact},
            )
        elif received.is_new and received.case is not None:
            record("comment.changed", received.case, by=None)
    return Taken(received.status, received.contact)


def _talk(organisation: Organisation, said: Said, known: WallComment | None) -> Case | None:
    """The case that these words belong to: that of the comment itself, else the open one of the same author under the
    same post."""
    if known is not None and known.contact is not None and known.contact.case is not None:
        return known.contact.case
    post = said.place.rpartition("_")[0]
    rows = WallComment.objects.filter(organisation=organisation, author=said.author, place__startswith=f"{post}_")
    rows = rows.filter(contact__case__isnull=False, contact__at__gt=timezone.now() - SAME_TALK)
    last = rows.select_related("contact__case").order_by("-pk").first()
    case = last.contact.case if last and last.contact else None
    return case if case is not None and case.is_open else None


def _incoming(said: Said, *, edited: bool, further: Case | None) -> Incoming:
    """Who writes is known to the network by an id, and a community by nothing; the answer goes where the words
    stand."""
    key = f"vk:{said.place}" + (f":edit:{said.ident}" if edited else "")
    subject = "Комментарий изменён" if edited else "Комментарий" if further else ""
    sender = (
        Sender(surname=said.surname, name=said.name, addresses={POINT: said.author}, how="messenger")
        if said.person
        else Sender()
    )
    return Incoming(
        Arrival(
            POINT,
            at=timezone.now() if edited else said.at or timezone.now(),
            key=key,
            content=repr((said.author, said.text, [f.name for f in said.files])),
            external_id=said.place,
            from_address=said.author,
            raw=said.raw,
        ),
        Matter(said.text, subject=subject, kind="social_message", files=said.files),
        sender,
        AnswerPoints(POINT, said.place),
    )


def _restored(comment: WallComment) -> None:
    """It stands there again, whoever had taken it down; ours too."""
    if WallComment.objects.filter(pk=comment.pk).exclude(removed_at=None).update(removed_at=None, hidden_at=None):
        record("comment.restored", _about(comment), by=None)


@transaction.atomic
def forget_comment(organisation: Organisation, place: str) -> bool:
    """Somebody has taken it down there. What was said stays with us, and the case goes on."""
    comment = WallComment.objects.filter(organisation=organisation, place=place).select_related("contact__case").first()
    if comment is None:
        return False
    if WallComment.objects.filter(pk=comment.pk, removed_at=None).update(removed_at=timezone.now()):
        record("comment.removed", _about(comment), by=None)
    return True


def _about(comment: WallComment) -> Case | WallComment:
    return comment.contact.case if comment.contact and comment.contact.case else comment


@action("review.letters")
@transaction.atomic
def hide_comment(comment: WallComment, why: str, *, by: Employee) -> Delivery:
    """Take a comment down under the body's post, for one of the reasons that the network's rules know. Its words and
    its case stay. Raises Objection, NotAllowed, Stale."""
    if why not in HIDES:
        raise Objection(_("Выберите, почему скрываете комментарий: критику и жалобы не скрывают."))
    row = WallComment.objects.select_for_update(of=("self",)).select_related("contact__case").get(pk=comment.pk)
    if row.contact and row.contact.case_id and barred_from(row.contact.case_id, by):
        raise NotAllowed(_("Это дело закрыто для вас: решить о комментарии должен другой."))
    if not row.is_public or row.hide_asked_at is not None:
        raise Stale(_("Этого комментария там уже нет, или его уже скрывают."))
    row.hide, row.hide_by, row.hide_asked_at = why, by, timezone.now()
    row.save(update_fields=["hide", "hide_by", "hide_asked_at"])
    delivery = Delivery.objects.create(
        organisation_id=row.organisation_id,
        channel=POINT,
        subject_type=SUBJECT,
        subject_id=row.pk,
        key=f"hide-{row.pk}-{row.hide_asked_at.timestamp():.0f}",
        address=row.place,
        payload={"text": "", "hide": True},
    )
    record("comment.hide_asked", _about(row), by=by, why=why)
    queue.nudge("deliver_outbox")
    return delivery


def comment_hidden(delivery: Delivery, **named: Any) -> None:
    """It is down there."""
    now = timezone.now()
    with transaction.atomic():
        _settled(delivery, state="sent", sent_at=now, error="")
        row = _of(delivery)
        if row is not None:
            WallComment.objects.filter(pk=row.pk).update(hidden_at=now)
            record("comment.hidden", _about(row), by=None)


def comment_not_hidden(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    """The network does not do it now, or never will: then people are told, and may try again."""
    with transaction.atomic():
        if not final:
            delivery.postpone(error, away=away)
            if delivery.state != "dead":
                return
        _settled(delivery, state="dead", error=error[:2000])
        row = _of(delivery)
        if row is not None:
            WallComment.objects.filter(pk=row.pk).update(hide_asked_at=None, hide="")
            record("comment.not_hidden", _about(row), by=None)
            alert("comment", f"Комментарий не скрыт: {error}"[:300], organisation_id=row.organisation_id)


def _of(delivery: Delivery) -> WallComment | None:
    return WallComment.objects.filter(pk=delivery.subject_id).select_related("contact__case").first()


def _settled(delivery: Delivery, **columns: Any) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=None, **columns)


def _tells_nothing(*given: Any, **named: Any) -> None:
    """Of what was taken down nothing comes back."""


settles(SUBJECT, Settle(comment_hidden, comment_not_hidden, _tells_nothing, _tells_nothing))
