"""Subscriptions: made, switched, given a new secret, and sent again from an instant on."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from priemnaya.channels.models import Webhook
from priemnaya.core import outbound, queue, targets
from priemnaya.core.journal import record
from priemnaya.core.models import Delivery
from priemnaya.core.settings_kept import setting_changed
from priemnaya.core.tokens import new_code
from priemnaya.core.verbs import SENTENCES
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation

MOST = 20


def _told(row: Webhook) -> dict[str, str]:
    return {
        "Система": row.title,
        "Адрес": row.url,
        "О чём": ", ".join(SENTENCES.get(v, v) for v in row.verbs) or "обо всём",
        "Включено": "да" if row.active else "нет",
    }


def _kept(row: Webhook, was: dict[str, str] | None, by: Employee, **more: str) -> None:
    """Into the journal of settings, without the secret."""
    now, body = {**_told(row), **more}, row.organisation_id
    setting_changed("connection", row.pk, body=body, by=by, name=row.title, was=was, now=now)


def _unlike(body: int, title: str, *, but: int = 0) -> None:
    """Two of one name that are told of events can't be told apart. Holds the body: of two at once one is first."""
    Organisation.objects.select_for_update().get(pk=body)
    active = Webhook.objects.filter(organisation_id=body, active=True).exclude(pk=but)
    if active.filter(title__iexact=title).exists():
        raise Objection(f"Система «{title}» уже подписана. Выключите ту подписку или назовите эту иначе.")
    if active.count() >= MOST:
        raise Objection(f"Подписок уже {MOST}. Выключите ненужные.")


@action("settings.edit")
@transaction.atomic
def create_webhook(organisation: Organisation, *, title: str, url: str, verbs: list[str], by: Employee) -> Webhook:
    """Subscribe a system to events from now on; `found` says whether its name is known now. Raises Objection."""
    title = " ".join(title.split())[:120]
    if not title or not url.strip():
        raise Objection("Назовите систему и её адрес: он начинается с https://")
    try:
        found = targets.look_at(url[:300])
    except outbound.Barred as error:
        raise Objection(str(error)) from error
    if unknown := [v for v in verbs if v not in SENTENCES]:
        raise Objection(f"Таких событий нет: {', '.join(unknown[:5])}.")
    _unlike(organisation.pk, title)
    made = Webhook.objects.create(
        organisation=organisation, title=title, url=url[:300], verbs=verbs, salt=new_code(20), by=by
    )
    made.found = found
    record("webhook.created", made, by=by)
    _kept(made, None, by)
    return made


@action("settings.edit")
@transaction.atomic
def switch_webhook(webhook: Webhook, *, active: bool, by: Employee) -> None:
    """Off: nothing more is queued, what waits is given up. On: events from now on. Raises Objection."""
    if active:
        _unlike(webhook.organisation_id, webhook.title, but=webhook.pk)
    was = _told(webhook)
    if active and not webhook.active:
        webhook.on_at = timezone.now()
    webhook.active, webhook.since = active, timezone.now()
    webhook.save(update_fields=["active", "since", "on_at"])
    record("webhook.changed", webhook, by=by, active=active)
    _kept(webhook, was, by)


@action("settings.edit")
@transaction.atomic
def drop_webhook(webhook: Webhook, *, by: Employee) -> None:
    """Out of the list, with its secret: only one that is off. What was sent stays in the outbox. Raises Stale."""
    row = Webhook.objects.select_for_update().filter(pk=webhook.pk, active=False).first()
    if row is None:
        raise Stale("Эта подписка включена или её уже убрали. Убрать можно только выключенную.")
    record("webhook.dropped", row, by=by)
    setting_changed("connection", row.pk, body=row.organisation_id, by=by, name=row.title, was=_told(row), now=None)
    row.delete()


@action("settings.edit")
@transaction.atomic
def renew_secret(webhook: Webhook, *, by: Employee) -> None:
    webhook.salt = new_code(20)
    webhook.save(update_fields=["salt"])
    record("webhook.changed", webhook, by=by, secret=True)
    _kept(webhook, _told(webhook), by, Секрет="заменён")


@action("settings.edit")
@transaction.atomic
def replay(webhook: Webhook, since: dt.datetime | None, *, by: Employee) -> int:
    """Send again every event of the log from an instant on, under the same ids; returns how many. Raises Objection."""
    if since is None:
        raise Objection("Выберите, с какого времени повторить.")
    rows = Delivery.objects.filter(subject_type="webhook", subject_id=webhook.pk, created_at__gte=since).exclude(
        state__in=("queued", "doing")
    )
    count = rows.again()
    record("webhook.replayed", webhook, by=by, events=count)
    queue.nudge("deliver_outbox")
    return count
