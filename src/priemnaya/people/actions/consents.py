"""Consents: each is a record of its own with one purpose and the very text that was shown (152-ФЗ ст. 9).

Nothing else gives a consent: an address in a form, a tick in another document, or silence are none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.bounded.data import yaml_of
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.models import Client, Consent, Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Verdict, asks, register

register("kept_register", "consents", "people.actions.consents.give_consent")
HOW = {
    "portal": "на сайте",
    "in_person": "лично",
    "phone": "по телефону",
    "post": "письмом",
    "link": "по ссылке в письме",
}


@dataclass(frozen=True)
class ConsentText:
    """What is shown for a purpose on a day: the title, the whole text, and the version (the day it came into force)."""

    purpose: str
    title: str
    text: str
    version: str


@lru_cache(maxsize=4)
def _texts(path: str, stamp: float) -> dict[str, Any]:
    found: dict[str, Any] = yaml_of(Path(path).read_text(encoding="utf-8"))
    return found


def purposes() -> dict[str, Any]:
    path = Path(settings.ORDERS) / "base" / "consents.yaml"
    return _texts(str(path), path.stat().st_mtime)


def text_of(organisation: Organisation, purpose: str) -> ConsentText:
    """The text in force today for a body. Raises Objection for an unknown purpose."""
    known = purposes().get(purpose)
    if known is None:
        raise Objection("Такой цели согласия нет.")
    today = organisation.local(timezone.now()).date()
    current = [v for v in known["versions"] if _day(v["since"]) <= today][-1]
    contacts = ", ".join(p for p in (organisation.address, organisation.email) if p)
    return ConsentText(
        purpose,
        known["title"],
        current["text"].format(body=organisation.name, contacts=contacts),
        f"{_day(current['since']):%Y-%m-%d}",
    )


def _day(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


@action("case.work", alone=True)
@transaction.atomic
def give_consent(
    client: Client, purpose: str, *, how: str, by: Employee | None = None, ip: str | None = None
) -> Consent:
    """Record a consent with the text in force. how: where it was given (HOW); by: who wrote it down for the client.
    One active consent a purpose: a second one answers with the first. Raises Objection."""
    if how not in HOW:
        raise Objection("Укажите, как дано согласие: на сайте, лично, по телефону или письмом.")
    if by is None and how not in ("portal", "link"):
        raise Objection("Согласие, данное сотруднику, записывает сотрудник.")
    client = lock_living_card(client)
    shown = text_of(client.organisation, purpose)
    known = active(client, purpose)
    if known:
        return known
    consent = Consent.objects.create(
        client=client,
        purpose=purpose,
        text=shown.text,
        version=shown.version,
        given_how=how,
        given_at=timezone.now(),
        given_ip=ip,
        recorded_by=by,
    )
    record("consent.given", client, by=by, consent=consent.pk)
    return consent


@action("case.work", alone=True)
@transaction.atomic
def withdraw_consent(consent: Consent, *, how: str, by: Employee | None = None) -> bool:
    """Withdrawn from this instant; False when it was withdrawn before. The record stays: it proves what was lawful
    until now."""
    card = lock_living_card(consent.client)
    done = Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_how=how, withdrawn_by=by
    )
    if done:
        record("consent.withdrawn", card, by=by, consent=consent.pk)
    return bool(done)


@action("case.work")
@transaction.atomic
def withdraw_purpose(client: Client, purpose: str, *, how: str, by: Employee) -> None:
    """What the client told an employee: every consent of the purpose ends, also one that came with a joined card.
    Raises Objection when none is in force."""
    client = lock_living_card(client)
    given = list(Consent.objects.filter(client=client, purpose=purpose, withdrawn_at=None))
    if not given:
        raise Objection("Действующего согласия нет.")
    for one in given:
        withdraw_consent(one, how=how, by=by)


def active(client: Client, purpose: str) -> Consent | None:
    return Consent.objects.filter(client=client, purpose=purpose, withdrawn_at=None).order_by("-given_at").first()


def consent_needed(organisation: Organisation, purpose: str) -> bool:
    """Whether an act in force today asks for the client's consent before something of this sort goes out."""
    day = organisation.local(timezone.now()).date()
    return any(policy_of(organisation).rules("only_if", day, f"send_{purpose}.consent"))


@asks("only_if", "send_mailing.consent")
@asks("before", "send_mailing.consent")
@asks("limit", "send_mailing.mailings_a_month")
def consent_verdicts(client: Client, purpose: str, sent: Callable[[], int] = int) -> list[Verdict]:
    """May something of this sort go to the client? A verdict of every act that asks for consent or sets a limit.
    sent: counts how many they got in the last month."""
    body = client.organisation
    facts = {
        "consent": active(client, purpose) is not None,
        "clients": client.kind,
        "mailings_a_month": lambda: sent() + 1,
    }
    return policy_of(body).guard(f"send_{purpose}", body.local(timezone.now()).date(), facts)
