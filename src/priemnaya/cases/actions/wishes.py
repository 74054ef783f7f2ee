"""Short notices that an identified client asked for: at which step, by which way. They come beside the letters that go
anyway, say that there is something and never what, and go only to addresses proved to be the client's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.models import Case
from priemnaya.cases.notices import Notice
from priemnaya.core import queue
from priemnaya.core.journal import record
from priemnaya.core.models import Delivery
from priemnaya.core.tokens import new_code
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.interaction import barred_by
from priemnaya.people.models import Client, NoticeWish
from priemnaya.people.models.wishes import STEPS, WAYS
from priemnaya.people.proof import Level

from .points import Place
from .veiling import Letter

UNSENT = ("queued", "doing")
COMES_BACK = dt.timedelta(days=14)
"""For so long a mail server may still return a letter: RFC 5321 has it try for four or five days."""
SUBJECT = "client"
"""Of deliveries: what `channels.base.settles` registers. They go with their client."""
WITHOUT_STEP: tuple[Notice, ...] = ("ways_to_file", "confirmation", "answer_waits", "notice_waits", "code_renewed")
"""They ask for a mailbox, say where another letter lies, or that the code is another: nothing of how the case goes."""
STEP_OF: dict[Notice | None, str] = {
    "received": "received",
    "clarification": "need",
    "incomplete": "need",
    "term": "term",
    "extension": "term",
    "resumed": "term",
    "split": "course",
    "forwarding": "course",
    "forwarding_undone": "course",
    "happened": "course",
    "closing": "answer",
    None: "answer",
    **dict.fromkeys(WITHOUT_STEP, ""),
}
"""Which step a letter tells of, by its notice; an answer has none. Every notice stands here."""
HELD_AS = {"sms": "phone"}
"""Ways whose addresses stand on the card under another name."""


def ways_of(client: Client) -> dict[str, str]:
    """Way -> the client's proved address there, of those by which the body can be heard now."""
    proved: dict[str, str] = {}
    for row in client.addresses.filter(level__gt=Level.CLAIMED).order_by("-level", "id"):
        proved.setdefault(row.channel, row.address)
    body = client.organisation
    found = {way: proved.get(HELD_AS.get(way, way), "") for way in WAYS}
    return {way: at for way, at in found.items() if at and not barred_by(body, way) and _is_set_up(way)}


def _is_set_up(way: str) -> bool:
    return bool(settings.SMS_URL) if way == "sms" else True


@transaction.atomic
def choose_notices(client: Client, wanted: Iterable[tuple[str, str]]) -> None:
    """Exactly these (step, way) from now on; what is no step or no way of theirs is left out."""
    card, ways = lock_living_card(client), ways_of(client)
    chosen = {(step, way) for step, way in wanted if step in STEPS and way in ways}
    kept = {(w.step, w.channel): w for w in NoticeWish.objects.filter(client=card)}
    NoticeWish.objects.filter(pk__in=[w.pk for key, w in kept.items() if key not in chosen]).delete()
    NoticeWish.objects.bulk_create(
        [NoticeWish(client=card, step=step, channel=way) for step, way in sorted(chosen - kept.keys())]
    )
    record("client.notices_chosen", card, by=None)


def tell_wishers(case: Case, letter: Letter, went: Iterable[Place]) -> None:
    """Beside a letter to the client of a case whose author is identified. went: where the letter itself goes."""
    step = STEP_OF[letter.notice]
    if not step or case.client_id is None or not case.identified:
        return
    wishes = list(NoticeWish.objects.filter(client=case.client_id, step=step).select_related("client__organisation"))
    ways = ways_of(wishes[0].client) if wishes else {}
    taken = set(went)
    for wish in wishes:
        address = ways.get(wish.channel, "")
        if address and (wish.channel, address) not in taken:
            _queue(case, wish, address)


def _queue(case: Case, wish: NoticeWish, address: str) -> None:
    body = case.organisation
    subject, text = texts.step_notice(case, str(STEPS[wish.step]), short=wish.channel == "sms")
    Delivery.objects.create(
        organisation_id=body.pk,
        channel=wish.channel,
        subject_type=SUBJECT,
        subject_id=wish.client_id,
        key=f"wish-{wish.pk}-{case.pk}-{new_code(10)}",
        address=address,
        message_id=f"<{body.slug}.wish.{wish.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        payload={"subject": subject, "text": text, "automatic": True, "wish": wish.pk},
    )
    queue.nudge("deliver_outbox")


def _of(delivery: Delivery) -> QuerySet[NoticeWish]:
    return NoticeWish.objects.filter(pk=delivery.payload.get("wish"))


def wish_unwanted(delivery: Delivery) -> str:
    """Why a notice must not leave any more; empty when it may: asked at the last instant."""
    wish = _of(delivery).select_related("client__organisation").first()
    if wish is None or ways_of(wish.client).get(wish.channel) != delivery.address:
        return "Клиент больше не хочет таких уведомлений, или его адрес другой."
    return ""


def wish_sent(delivery: Delivery, **named: Any) -> None:
    """Nothing of its words is needed any more: the letter it spoke of is kept. By mail it may still come back, to an
    address that is known by its row (`channels.email.returns`)."""
    _of(delivery).update(failed_at=None)
    row = Delivery.objects.filter(pk=delivery.pk)
    if delivery.channel != "email":
        row.delete()
        return
    left = {"wish": delivery.payload.get("wish")}
    row.filter(state__in=UNSENT).update(
        state="sent", sent_at=timezone.now(), error="", lease_until=None, address="", payload=left
    )


def wish_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    if not final:
        delivery.postpone(error, away=away)
    if final or delivery.state == "dead":
        wish_bounced(delivery, error)


def wish_bounced(delivery: Delivery, why: str) -> None:
    """Its client sees on their page that this way does not work; nobody of ours owes anything by it."""
    _of(delivery).update(failed_at=timezone.now())
    Delivery.objects.filter(pk=delivery.pk).delete()


def wish_confirmed(delivery: Delivery, *given: Any, **named: Any) -> None:
    """A receipt says nothing that anybody needs."""


def forget_wishes(now: dt.datetime) -> int:
    """Notices by mail that left so long ago that they come back no more."""
    old = Delivery.objects.filter(subject_type=SUBJECT, state="sent", sent_at__lt=now - COMES_BACK)
    return old.delete()[0]
