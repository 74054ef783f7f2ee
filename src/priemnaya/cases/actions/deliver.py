"""Sending to the client: a contact on the timeline and a row in the outbox for each point; then what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.cases.models import Case, Contact
from priemnaya.cases.terms import fulfil
from priemnaya.core import queue
from priemnaya.core.journal import alert, record
from priemnaya.core.models import Delivery
from priemnaya.core.tokens import new_code
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.policy import asks

# Points that carry a message by themselves; the others (post, phone, in person) become a task of people, with the text ready.
CARRIED = ("email",)
SHOWN = ("portal",)


@dataclass(frozen=True)
class Letter:
    """What goes out: subject, text, files as (name, stored file id, type); `fulfils`: the obligation its sending meets;
    `secret`: a part of the text (the access code) that is kept only until the letter has left."""

    subject: str
    text: str
    files: tuple[tuple[str, int, str], ...] = ()
    fulfils: str = ""
    doubled: bool = False
    key: str = ""
    secret: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@asks("by_chosen_point", "further_contact", "forwarding_notice")
@asks("must_tell", "received")
def points_for(case: Case, what: str) -> list[tuple[str, str]]:
    """Where a message of this sort goes. Where an order demands the chosen point, there; where it demands doubling, also
    to the second one. Without any demand the answer goes back where the message came from."""
    policy, day = policy_of(case.organisation), case.organisation.local(case.registered_at).date()
    chosen = next(
        (r for target in (what, "further_contact") for r in policy.rules("by_chosen_point", day, target)), None
    )
    first = (case.chosen_point, case.chosen_address) if chosen or not case.client_id else _came_from(case)
    points = [first]
    doubling = next((r for r in policy.rules("by_chosen_point", day, what) if r.value.doubled), None)
    if doubling and case.second_point:
        points.append((case.second_point, case.second_address))
    return points


def _came_from(case: Case) -> tuple[str, str]:
    if case.point == "email" and case.client:
        address = case.client.addresses.filter(channel="email").first()
        if address:
            return "email", address.address
    return case.chosen_point, case.chosen_address


def masked(text: str, secret: str) -> str:
    return text.replace(secret, "••••••••••") if secret else text


def forget_secret(delivery: Delivery) -> None:
    """The access code stays nowhere once its letter has left: only its digest on the case."""
    secret = delivery.payload.pop("secret", "")
    delivery.payload["text"] = masked(delivery.payload.get("text", ""), secret)


def send_to_client(case: Case, letter: Letter, *, what: str = "further_contact", by: Employee | None) -> list[Delivery]:
    """Queue a letter to the client by every point it must go by, in the caller's transaction. The page of the case shows it too."""
    now, sent = timezone.now(), []
    for n, (point, address) in enumerate(points_for(case, what)):
        state = "queued" if point in CARRIED and address else "shown" if point in SHOWN else "queued"
        key = f"{letter.key or f'case-{case.pk}-{now.timestamp()}'}:{point}:{n}"
        secret = "" if state == "shown" else letter.secret
        delivery = Delivery.objects.create(
            organisation_id=case.organisation_id, channel=point, subject_type="case", subject_id=case.pk, key=key[:120], address=address,
            message_id=f"<{case.organisation.slug}.{case.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>", state=state,
            sent_at=now if state == "shown" else None,
            payload={
                "subject": letter.subject, "text": letter.text if secret else masked(letter.text, letter.secret), "number": case.number,
                "files": [list(f) for f in letter.files], "fulfils": letter.fulfils, "secret": secret, **letter.extra,
            },
        )  # fmt: skip
        Contact.objects.create(
            organisation=case.organisation, case=case, client=case.client, point=point, direction="out", status="sent", at=now,
            subject=letter.subject, text=masked(letter.text, letter.secret), author=by, delivery=delivery, external_id=delivery.message_id,
        )  # fmt: skip
        if state == "shown" and letter.fulfils:
            fulfil(case, letter.fulfils, at=now)
        sent.append(delivery)
        queue.nudge("deliver_outbox")
    return sent


@transaction.atomic
def delivery_sent(delivery: Delivery, *, by: Employee | None = None) -> None:
    """The channel (or a person, for paper and phone) handed the message over: the obligation it meets is fulfilled."""
    delivery.state, delivery.sent_at, delivery.error, delivery.lease_until = "sent", timezone.now(), "", None
    forget_secret(delivery)
    delivery.save(update_fields=["state", "sent_at", "error", "lease_until", "payload"])
    case = Case.objects.get(pk=delivery.subject_id)
    if what := delivery.payload.get("fulfils"):
        fulfil(case, what, at=delivery.sent_at)
    record("delivery.sent", case, by=by, delivery=delivery.pk)


@transaction.atomic
def delivery_failed(delivery: Delivery, error: str, *, final: bool = False) -> None:
    """A try failed: later again, or dead and visible when it was the last or cannot pass."""
    if final:
        delivery.state, delivery.error = "dead", error[:2000]
        delivery.save(update_fields=["state", "error"])
    else:
        delivery.postpone(error)
    if delivery.state == "dead":
        case = Case.objects.get(pk=delivery.subject_id)
        record("delivery.failed", case, by=None, delivery=delivery.pk)
        alert(
            "delivery",
            f"Отправление по делу {case.number} не ушло: {error[:200]}",
            organisation_id=case.organisation_id,
            subject=case,
        )


@transaction.atomic
def delivery_bounced(delivery: Delivery, why: str) -> None:
    """The receiving side returned it: the case says so and a person is told."""
    delivery.state, delivery.error = "bounced", why[:2000]
    delivery.save(update_fields=["state", "error"])
    case = Case.objects.get(pk=delivery.subject_id)
    record("delivery.bounced", case, by=None, delivery=delivery.pk)
    alert(
        "bounce",
        f"Письмо по делу {case.number} вернулось: адрес не принимает. Свяжитесь с клиентом иначе.",
        organisation_id=case.organisation_id,
        subject=case,
    )


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: Employee, address: str = "") -> None:
    """Try a dead or returned letter again, to a corrected address if there is one."""
    if address.strip():
        delivery.address = address.strip()[:320]
    delivery.state, delivery.attempts, delivery.next_at = "queued", 0, timezone.now()
    delivery.save(update_fields=["state", "attempts", "next_at", "address"])
    record("delivery.retried", Case.objects.get(pk=delivery.subject_id), by=by, delivery=delivery.pk)
    queue.nudge("deliver_outbox")
