"""Consents: each is a record of its own with one purpose and the very text that was shown (152-ФЗ ст. 9).

Nothing else gives a consent: an address in a form, a tick in another document, or silence are none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from priemnaya.bounded.wrong_words import made
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.editions import BASE, good
from priemnaya.people.models import Client, Consent, Employee, Organisation
from priemnaya.people.policies import calendar_of, policy_of
from priemnaya.policy import OrderError, Verdict, asks, register
from priemnaya.policy.yaml_lines import LinedDict, Wrong, careful, read, shown
from priemnaya.policy.yaml_lines import text_of as policy_text

register("kept_register", "consents", "people.actions.consents.give_consent")
HOW = {
    "portal": "на сайте",
    "in_person": "лично",
    "phone": "по телефону",
    "post": "письмом",
    "link": "по ссылке в письме",
}
WRITTEN = ("portal", "in_person", "post")
"""How a consent is given that the law wants in writing: signed in, or signed on paper."""
WITHDRAWN: list[Callable[[Client, str], None]] = []
"""Called (card, purpose) when no consent of the purpose is left: what was kept by it alone goes."""


@dataclass(frozen=True)
class ConsentText:
    """What is shown for a purpose on a day: the title, the whole text, and the version (the day it came into force)."""

    purpose: str
    title: str
    text: str
    version: str


class Version(BaseModel):
    """since: the day it came into force; {body} and {contacts} stand for the body's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: dt.date
    text: str = Field(min_length=20)


class Purpose(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    """written: the law wants it in writing: on paper, or on the site by whoever has signed in (152-ФЗ ст. 9 ч. 4)."""

    title: str = Field(min_length=3)
    written: bool = False
    versions: tuple[Version, ...] = Field(min_length=1)


@careful
def load_consents(path: Path, text: str | None = None) -> dict[str, Purpose]:
    """The purposes of a file; text: in place of what the file holds now. Raises OrderErrors with file and line."""
    wrong = Wrong(shown(path))
    raw = read(policy_text(path) if text is None else text, wrong)
    if raw is not None and not isinstance(raw, LinedDict):
        wrong.add("ожидались цели согласия: имя, а под ним title и versions", 1)
    raw = raw if isinstance(raw, LinedDict) else LinedDict()
    made_of = {name: made(Purpose, row, wrong, line=raw.lines[name], lead=f"{name}: ") for name, row in raw.items()}
    found = {name: one for name, one in made_of.items() if one is not None}
    for name, one in found.items():
        days = [v.since for v in one.versions]
        if days != sorted(set(days)):
            wrong.add(f"{name}: даты редакций идут по возрастанию", raw.lines[name])
        for version in one.versions:
            if odd := set(re.findall(r"[{]([^}]*)[}]?|[}]", version.text)) - {"body", "contacts"}:
                what = f"в скобках «{min(odd)}»; можно: body, contacts"
                wrong.add(f"{name}: {what}", raw.lines[name])
    wrong.stop()
    return found


def purposes() -> dict[str, Purpose]:
    """As the file was last read well."""
    return good(BASE, NAME, load_consents)


NAME = "consents.yaml"


def purposes_at_start() -> list[str]:
    """Their names while the program is put together: of the file, and only when it is wrong of what it said last."""
    path = Path(settings.ORDERS) / BASE / NAME
    try:
        return list(load_consents(path))
    except OrderError:
        return list(purposes())


def text_of(organisation: Organisation, purpose: str) -> ConsentText:
    """The text in force today for a body. Raises Objection for an unknown purpose."""
    known = purposes().get(purpose)
    if known is None:
        raise Objection("Такой цели согласия нет.")
    today = organisation.local(timezone.now()).date()
    current = [v for v in known.versions if v.since <= today][-1]
    contacts = ", ".join(p for p in (organisation.address, organisation.email) if p)
    return ConsentText(
        purpose,
        known.title,
        current.text.format(body=organisation.name, contacts=contacts),
        f"{current.since:%Y-%m-%d}",
    )


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
    if purpose in purposes() and purposes()[purpose].written and how not in WRITTEN:
        raise Objection(
            "Закон требует этого согласия в письменной форме. Дайте клиенту подписать текст на приёме или примите"
            " подписанное по почте; сам клиент может согласиться на сайте, если войдёт."
        )
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
    """Withdrawn from this instant; False when it was withdrawn before. how: where it was said (HOW). The record stays:
    it proves what was lawful until now. Raises Objection."""
    if how not in HOW:
        raise Objection("Укажите, как отозвано согласие: на сайте, лично, по телефону или письмом.")
    card = lock_living_card(consent.client)
    done = Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_how=how, withdrawn_by=by
    )
    if done:
        record("consent.withdrawn", card, by=by, consent=consent.pk)
        if active(card, consent.purpose) is None:
            for ended in WITHDRAWN:
                ended(card, consent.purpose)
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


OF_MOMENT = frozenset({"send_mailing.mailing_hour", "send_mailing.on_working_day"})
"""What is asked of when a mailing goes, whoever gets it."""


def moment_facts(body: Organisation, at: dt.datetime) -> dict[str, Any]:
    """Of an instant by the body's clock: the hour, with its minutes as a part, and whether the day is one of work."""
    return {
        "mailing_hour": round(at.hour + at.minute / 60, 2),
        "on_working_day": lambda: calendar_of(body).tentative().is_working(at.date()),
    }


def moment_verdicts(body: Organisation, at: dt.datetime) -> list[Verdict]:
    """What the order says of a mailing that goes at an instant."""
    here = body.local(at)
    asked = policy_of(body).guard("send_mailing", here.date(), {"consent": True, **moment_facts(body, here)})
    return [v for v in asked if v.target in OF_MOMENT]


@asks("only_if", "send_mailing.consent")
@asks("before", "send_mailing.consent")
@asks("limit", "send_mailing.mailings_a_month")
@asks("limit", "send_mailing.mailing_hour")
@asks("before", "send_mailing.on_working_day")
@asks("only_if", "send_mailing.on_working_day")
def consent_verdicts(client: Client, purpose: str, sent: Callable[[], int] = int) -> list[Verdict]:
    """May something of this sort go to the client? A verdict of every act that asks for consent or sets a limit.
    sent: counts how many they got in the last month."""
    body, now = client.organisation, client.organisation.local(timezone.now())
    facts = {
        **moment_facts(body, now),
        "consent": active(client, purpose) is not None,
        "clients": client.kind,
        "mailings_a_month": lambda: sent() + 1,
    }
    return policy_of(body).guard(f"send_{purpose}", now.date(), facts)
