"""Mailings: only to clients whose recorded consent covers them; one click ends them (RFC 8058); a person sees all
before it goes."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.core import queue
from priemnaya.core.each import each
from priemnaya.core.journal import alert, record, ruled
from priemnaya.core.models import Delivery
from priemnaya.core.models.outbox import DeliveryQuerySet
from priemnaya.core.tokens import new_code, new_token
from priemnaya.errors import Objection, Stale
from priemnaya.outreach.audience import audience, mailboxes, may_withdraw
from priemnaya.outreach.models import Mailing, MailingRecipient
from priemnaya.people.acting import action, part
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.actions.consents import (
    active,
    consent_needed,
    consent_verdicts,
    moment_verdicts,
    withdraw_consent,
)
from priemnaya.people.interaction import must_not_be_barred
from priemnaya.people.models import Client, Consent, Employee, Organisation
from priemnaya.people.reaching import mailbox_of, normal
from priemnaya.policy import Verdict, register, require

from .mailing_hours import keep_hours

register("provides", "mailings", "outreach.actions.mailings.start_mailing")
BATCH = 500
MONTH = 30
"""Days within which mailings to one client are counted."""
DRAFTS, GOING = ("draft", "scheduled"), ("sending", "paused")
UNSENT = ("queued", "doing")
CANCELLED = "Рассылка отменена."
"""Why a letter of it does not leave."""


@action("mailing.manage")
@transaction.atomic
def create_mailing(
    organisation: Organisation, *, subject: str, text: str, client_kinds: list[str], by: Employee
) -> Mailing:
    """A draft. Raises Objection without a subject or text."""
    if not subject.strip() or not text.strip():
        raise Objection("Напишите тему и текст рассылки.")
    mailing = Mailing.objects.create(
        organisation=organisation, subject=subject.strip()[:200], text=text.strip(), client_kinds=client_kinds, by=by
    )
    record("mailing.created", mailing, by=by)
    return mailing


@action("mailing.manage")
@transaction.atomic
def change_mailing(
    mailing: Mailing, *, subject: str, text: str, client_kinds: list[str], by: Employee, seen: str = ""
) -> Mailing:
    """Rewrite a mailing that has not begun. seen: its `version` on the page where it was rewritten. Raises Objection,
    and Stale when a colleague was quicker."""
    mailing = _locked(mailing)
    if mailing.state not in DRAFTS:
        raise Stale("Рассылка уже идёт: изменить её нельзя.")
    _must_be_as_read(mailing, seen)
    if not subject.strip() or not text.strip():
        raise Objection("Напишите тему и текст рассылки.")
    mailing.subject, mailing.text, mailing.client_kinds = subject.strip()[:200], text.strip(), client_kinds
    mailing.state = "draft"
    mailing.save(update_fields=["subject", "text", "client_kinds", "state"])
    record("mailing.changed", mailing, by=by)
    return mailing


def _locked(mailing: Mailing) -> Mailing:
    """As it is now, and nobody else changes it meanwhile."""
    return Mailing.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=mailing.pk)


def _must_be_as_read(mailing: Mailing, seen: str) -> None:
    """seen: its `version` on the page that asks, empty where there is no page. Raises Stale."""
    if seen and seen != mailing.version:
        raise Stale("Рассылку тем временем изменил другой сотрудник. Посмотрите, что в ней теперь, и повторите своё.")


def sent_to(client: Client) -> int:
    """How many mailings went to the client in the last month."""
    since = timezone.now() - dt.timedelta(days=MONTH)
    return MailingRecipient.objects.filter(client=client, mailing__started_at__gte=since).count()


def sending_verdicts(client: Client) -> list[Verdict]:
    return consent_verdicts(client, "mailing", partial(sent_to, client))


@part
def add_recipient(mailing: Mailing, client: Client) -> MailingRecipient:
    """One client by name. Raises Refused with the clause when no consent covers it, Objection without an address of
    their own."""
    if client.organisation_id != mailing.organisation_id:
        raise Objection("Это клиент другого органа.")
    require(sending_verdicts(client))
    held = mailboxes(mailing.organisation).filter(client=client).order_by("-level", "id").first()
    if held is None:
        raise Objection(
            "У клиента нет почты, на которую можно слать рассылку: её никто не подтвердил, или на ней рассылку"
            " остановили."
        )
    recipient, _ = MailingRecipient.objects.get_or_create(
        mailing=mailing,
        client=client,
        defaults={"consent": active(client, "mailing"), "address": held.address, "token": new_token()},
    )
    return recipient


def letter_of(mailing: Mailing, address: str, token: str) -> dict[str, Any]:
    """The payload of one letter, with both ways to stop it: the link and the header that programs press for the
    reader."""
    stop = f"{settings.SITE_URL}/{mailing.organisation.slug}/unsubscribe/{token}/"
    body = mailing.organisation
    signature = "\n".join(p for p in (body.name, body.phone and f"Телефон: {body.phone}") if p)
    text = (
        f"{mailing.text}\n\n{signature}\n\nВы получили это письмо, потому что согласились на рассылку. Отписаться:"
        f" {stop}"
    )
    return {"subject": mailing.subject, "text": text, "unsubscribe": stop}


@action("mailing.manage")
@transaction.atomic
def send_test(mailing: Mailing, to: str, *, by: Employee) -> Delivery:
    """The letter as clients will see it, to an employee's own address. Its link stops nothing."""
    must_not_be_barred(mailing.organisation, "email")
    if mailbox_of(to) is None:
        raise Objection("Напишите адрес, на который прислать пробное письмо.")
    payload = letter_of(mailing, to, "test")
    delivery = _delivery(
        mailing,
        normal("email", to),
        {**payload, "subject": f"[Проба] {payload['subject']}"},
        f"mailing-test-{mailing.pk}-{new_code(8)}",
        0,
    )
    delivery.save()
    record("mailing.tried", mailing, by=by, delivery=delivery.pk)
    queue.nudge("deliver_outbox")
    return delivery


def _delivery(mailing: Mailing, address: str, payload: dict[str, Any], key: str, recipient: int) -> Delivery:
    return Delivery(
        organisation_id=mailing.organisation_id,
        channel="email",
        subject_type="mailing",
        subject_id=recipient,
        key=key,
        address=address,
        message_id=f"<{mailing.organisation.slug}.mailing.{mailing.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        payload=payload,
    )


@action("mailing.manage")
@transaction.atomic
def schedule_mailing(mailing: Mailing, at: dt.datetime | None, *, by: Employee, seen: str = "") -> None:
    """It begins by itself at the instant. seen: as of `start_mailing`. Raises Objection for a past one, Stale for a
    mailing that has begun or says something else than was read."""
    mailing = _locked(mailing)
    if mailing.state not in DRAFTS:
        raise Stale("Рассылка уже началась.")
    _must_be_as_read(mailing, seen)
    if at is None:
        raise Objection("Выберите день и время.")
    if at <= timezone.now():
        raise Objection("Выберите время в будущем.")
    require(moment_verdicts(mailing.organisation, at))
    mailing.state, mailing.scheduled_at = "scheduled", at
    mailing.save(update_fields=["state", "scheduled_at"])
    record("mailing.scheduled", mailing, by=by)


@action("mailing.manage", alone=True)
@transaction.atomic
def start_mailing(mailing: Mailing, *, by: Employee | None, seen: str = "") -> int:
    """Queue a letter for every client of the audience, in batches; returns how many. seen: its `version` on the page
    where it was read, empty where there is no page. The clock (by=None) begins only what is still scheduled, and when
    its instant has come. Raises Objection when there is nobody, Refused where letters are barred, Stale."""
    must_not_be_barred(mailing.organisation, "email")
    mailing = _locked(mailing)
    if mailing.state not in DRAFTS:
        raise Stale("Рассылка уже началась.")
    if by is None and not _is_due(mailing):
        raise Stale("Рассылка больше не назначена на это время.")
    _must_be_as_read(mailing, seen)
    require(moment_verdicts(mailing.organisation, timezone.now()))
    count, said = 0, list[Verdict]()
    for client in audience(mailing).iterator(chunk_size=BATCH):
        verdicts = sending_verdicts(client)
        said += verdicts
        if not all(v.ok for v in verdicts):  # the limit of the month is reached: this client is left out
            continue
        recipient = add_recipient(mailing, client)
        payload = letter_of(mailing, recipient.address, recipient.token)
        delivery = _delivery(mailing, recipient.address, payload, f"mailing-{mailing.pk}-{client.pk}", recipient.pk)
        delivery.save()
        recipient.delivery = delivery
        recipient.save(update_fields=["delivery"])
        count += 1
    if not count:
        raise Objection(
            "Писать некому: ни один клиент из выбранных не дал согласия на рассылку с почтой, которая подтверждена."
        )
    mailing.state, mailing.started_at = "sending", timezone.now()
    mailing.save(update_fields=["state", "started_at"])
    ruled(said, mailing, by=by, stopped=True)
    record("mailing.started", mailing, by=by, letters=count)
    queue.nudge("deliver_outbox")
    return count


def _is_due(mailing: Mailing) -> bool:
    at = mailing.scheduled_at
    return mailing.state == "scheduled" and at is not None and at <= timezone.now()


def start_due(organisation: Organisation) -> int:
    """Begin what a body scheduled; one that cannot begin is reported and stays a draft. One that somebody has begun,
    rewritten or ended meanwhile is as they left it."""
    keep_hours(organisation)
    due = Mailing.objects.filter(organisation=organisation, state="scheduled", scheduled_at__lte=timezone.now())
    return each(due.order_by("scheduled_at", "pk"), _begin, "mailing")


def _begin(mailing: Mailing) -> bool:
    try:
        start_mailing(mailing, by=None)
    except Stale:
        return False
    except Objection as error:
        if Mailing.objects.filter(pk=mailing.pk, state="scheduled").update(state="draft"):
            text = f"Рассылка «{mailing.subject}» не началась: {error}"
            alert("mailing", text, organisation_id=mailing.organisation_id)
        return False
    return True


def _rows(mailing: Mailing) -> DeliveryQuerySet:
    return Delivery.objects.filter(pk__in=mailing.recipients.exclude(delivery=None).values("delivery"))


@action("mailing.manage")
@transaction.atomic
def pause_mailing(mailing: Mailing, *, by: Employee) -> None:
    """Letters that have not left wait until it goes on. Raises Objection."""
    mailing = _locked(mailing)
    if mailing.state != "sending":
        raise Stale("Приостановить можно только рассылку, которая идёт.")
    _rows(mailing).filter(state="queued").update(state="held")
    mailing.state = "paused"
    mailing.save(update_fields=["state"])
    record("mailing.paused", mailing, by=by)


@action("mailing.manage")
@transaction.atomic
def resume_mailing(mailing: Mailing, *, by: Employee) -> None:
    mailing = _locked(mailing)
    if mailing.state != "paused":
        raise Stale("Рассылка не приостановлена.")
    _rows(mailing).filter(state="held").again()
    mailing.state = "sending"
    mailing.save(update_fields=["state"])
    record("mailing.resumed", mailing, by=by)
    queue.nudge("deliver_outbox")


@action("mailing.manage")
@transaction.atomic
def cancel_mailing(mailing: Mailing, *, by: Employee) -> None:
    """What has not left never will."""
    mailing = _locked(mailing)
    if mailing.state in ("done", "cancelled"):
        raise Stale("Рассылка уже отменена." if mailing.state == "cancelled" else "Рассылка уже завершена.")
    _rows(mailing).filter(state__in=("queued", "held")).update(state="dead", error=CANCELLED)
    mailing.state = "cancelled"
    mailing.save(update_fields=["state"])
    record("mailing.cancelled", mailing, by=by)


def report_of(mailing: Mailing) -> dict[str, int]:
    """What became of the letters, and how many stopped them."""
    states = list(_rows(mailing).values_list("state", flat=True))
    return {
        "all": len(states),
        "waiting": sum(s in ("queued", "doing", "held") for s in states),
        "sent": sum(s in ("sent", "delivered", "read") for s in states),
        "delivered": sum(s in ("delivered", "read") for s in states),
        "failed": sum(s in ("bounced", "dead") for s in states),
        "unsubscribed": mailing.recipients.exclude(unsubscribed_at=None).count(),
    }


@transaction.atomic
def unsubscribe(recipient: MailingRecipient) -> bool:
    """One click of whoever reads this mailbox: no mailing goes to it any more, also of what is on its way. The client's
    consent is withdrawn with it when the mailbox proves that it is the client. False when there was nothing to stop."""
    client = lock_living_card(recipient.client)
    withdrawn = []
    if may_withdraw(client, recipient.address):
        consents = Consent.objects.filter(client=client, purpose="mailing", withdrawn_at=None)
        withdrawn = [withdraw_consent(c, how="link") for c in consents]
    fresh = recipient.unsubscribed_at is None
    MailingRecipient.objects.filter(pk=recipient.pk).update(unsubscribed_at=timezone.now())
    if fresh or any(withdrawn):
        record("mailing.stopped", client, by=None, recipient=recipient.pk)
    return fresh or any(withdrawn)


# How the outbox settles letters of mailings.


def still_wanted(delivery: Delivery) -> str:
    """Why a letter must not leave any more; empty when it may. Asked at the last instant: a consent may be withdrawn
    meanwhile."""
    recipient = (
        MailingRecipient.objects.select_related("mailing", "client__organisation", "client__merged_into")
        .filter(pk=delivery.subject_id)
        .first()
    )
    if recipient is None:
        return ""
    if recipient.mailing.state == "cancelled":
        return CANCELLED
    body, client = recipient.client.organisation, recipient.client.living
    if recipient.unsubscribed_at or not (active(client, "mailing") or not consent_needed(body, "mailing")):
        return "Клиент отозвал согласие на рассылку."
    if not mailboxes(body).filter(client=client, address=recipient.address).exists():
        return "Эту почту никто не подтвердил, или на ней рассылки остановили."
    return ""


def mailing_sent(delivery: Delivery, *, by: Employee | None = None) -> None:
    Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT).update(
        state="sent", sent_at=timezone.now(), error="", lease_until=None
    )
    _finish(delivery)


@transaction.atomic
def mailing_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    """A letter that was on its way while its mailing was paused or cancelled waits with the others, or goes no more."""
    recipient = MailingRecipient.objects.select_related("mailing").filter(pk=delivery.subject_id).first()
    state = _locked(recipient.mailing).state if recipient else "sending"
    if final or state == "cancelled":
        Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT).update(
            state="dead", error=(error if final else CANCELLED)[:2000], lease_until=None
        )
    else:
        delivery.postpone(error, away=away)
        if state == "paused":
            Delivery.objects.filter(pk=delivery.pk, state="queued").update(state="held")
    _finish(delivery)


def mailing_bounced(delivery: Delivery, why: str) -> None:
    Delivery.objects.filter(pk=delivery.pk).exclude(state__in=("held", "dead", "bounced")).update(
        state="bounced", error=why[:2000]
    )


def mailing_confirmed(delivery: Delivery, state: str) -> None:
    Delivery.objects.filter(pk=delivery.pk, state__in=("sent", "delivered")).update(
        state=state, delivered_at=timezone.now()
    )


def _finish(delivery: Delivery) -> None:
    """The last letter ends the mailing."""
    recipient = MailingRecipient.objects.select_related("mailing").filter(pk=delivery.subject_id).first()
    if (
        recipient
        and recipient.mailing.state == "sending"
        and not _rows(recipient.mailing).filter(state__in=("queued", "doing", "held")).exists()
    ):
        going = Mailing.objects.filter(pk=recipient.mailing_id, state="sending")
        going.update(state="done", finished_at=timezone.now())
