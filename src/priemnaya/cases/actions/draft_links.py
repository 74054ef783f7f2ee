"""A link by which a client goes on with a draft of the portal on another device. It goes to the mailbox they typed,
which nobody has proved: the letter says nothing of the draft or of anybody, and whoever asked is not told whether it
came."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.models import PortalDraft
from priemnaya.core import queue
from priemnaya.core.models import Delivery
from priemnaya.core.reading import whole
from priemnaya.core.tokens import digest, new_code
from priemnaya.errors import Objection
from priemnaya.people.actions.links import LASTS, link_for, make_link, url_of, use_up
from priemnaya.people.interaction import barred_by
from priemnaya.people.models import Organisation, ProofLink
from priemnaya.people.reaching import normal

from .portal_drafts import move_portal_draft
from .veiling import masked

SUBJECT = "portaldraft"
"""Of deliveries: what `channels.base.settles` registers."""
UNSENT = ("queued", "doing")


@transaction.atomic
def ask_draft_link(draft: PortalDraft, email: str) -> bool:
    """Send a fresh link to a mailbox; earlier ones of this draft open nothing any more. False where the body writes to
    nobody by mail."""
    body, address = draft.organisation, normal("email", email)
    if barred_by(body, "email") or not address:
        return False
    _of(draft).burn(timezone.now())
    secret = make_link(body, "draft", channel="email", address=address, detail=str(draft.pk))
    subject, text = texts.bare(body, "draft_link", url_of(body, secret, page="resume"))
    Delivery.objects.create(
        organisation_id=body.pk,
        channel="email",
        subject_type=SUBJECT,
        subject_id=draft.pk,
        key=f"link-{digest(secret)[:24]}:email",
        address=address,
        message_id=f"<{body.slug}.draft.{draft.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        payload={"subject": subject, "text": text, "secret": secret, "automatic": True},
    )
    queue.nudge("deliver_outbox")
    return True


def _of(draft: PortalDraft) -> Any:
    return ProofLink.objects.filter(organisation=draft.organisation, opens="draft", detail=str(draft.pk))


def draft_of_link(organisation: Organisation, secret: str) -> PortalDraft:
    """What a link would open; nothing is changed. Raises Objection, with what to do instead."""
    link = link_for(organisation, secret, "draft")
    found = PortalDraft.objects.filter(organisation=organisation, pk=whole(link.detail) or 0).first()
    if found is None:
        raise Objection(GONE)
    return found


GONE = "Этого черновика уже нет: его отправили, удалили или не трогали 30 дней. Начните заново."


@transaction.atomic
def open_draft_link(
    organisation: Organisation, secret: str, key_digest: str, *, gives_way: int | None = None
) -> PortalDraft:
    """Use the link up: the draft with its files goes to the browser of the digest, and is no more in the one before.
    gives_way: the draft that was begun there, of which the page has said that it goes. Raises Objection, Stale where
    another was begun meanwhile."""
    draft = draft_of_link(organisation, secret)
    if not PortalDraft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise Objection(GONE)
    if not use_up(link_for(organisation, secret, "draft")):
        raise Objection("Ссылка уже открывалась или устарела. Попросите новую.")
    move_portal_draft(draft, key_digest, draft.form, gives_way=gives_way)
    return draft


def link_unwanted(delivery: Delivery) -> str:
    """Why a letter must not leave any more; empty when it may: asked at the last instant."""
    return "" if PortalDraft.objects.filter(pk=delivery.subject_id).exists() else "Черновика больше нет."


def link_sent(delivery: Delivery, **named: Any) -> None:
    _settled(delivery, state="sent", sent_at=timezone.now(), error="")


def link_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    if not final:
        delivery.postpone(error, away=away)
        return
    _settled(delivery, state="dead", error=error[:2000])


def _settled(delivery: Delivery, **columns: Any) -> None:
    """The secret stays nowhere once its letter has left, or will not."""
    payload = dict(delivery.payload)
    payload["text"] = masked(str(payload.get("text", "")), payload.pop("secret", ""))
    rows = Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT)
    rows.update(lease_until=None, payload=payload, **columns)


def link_bounced(delivery: Delivery, why: str) -> None:
    """Nobody of ours can do anything about it: who asked types the address anew."""
    Delivery.objects.filter(pk=delivery.pk, state="sent").update(state="bounced", error=why[:2000])


def link_confirmed(delivery: Delivery, *given: Any, **named: Any) -> None:
    """A receipt says nothing that anybody needs."""


def forget_draft_links(now: dt.datetime) -> int:
    """Letters whose links are over: they hold a mailbox and nothing that anybody needs."""
    over = now - LASTS["draft"]
    gone, _of_each = Delivery.objects.filter(subject_type=SUBJECT, created_at__lt=over).delete()
    return gone
