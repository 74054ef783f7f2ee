"""Powers of representatives on a client's card: written down with their ground, ended when they are withdrawn."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from priemnaya.core.journal import record
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.models import Client, Employee, Powers
from priemnaya.people.models.powers import ATTORNEY, GROUNDS, GUARDIAN, HEAD, MCHD, PARENT, SIDES

OF_MCHD = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""The number of a machine-readable power of attorney is a GUID, as the register of the tax service gives it."""
MOST = 20
"""Powers in force on one card: more is a mistake of somebody's hand."""


@dataclass(frozen=True)
class Ground:
    """What is typed of a representative. other: who acts for the client of the card, or whom the client acts for."""

    side: str
    other: str
    ground: str
    number: str = ""
    issued_on: dt.date | None = None
    until: dt.date | None = None
    shown: bool = False


@action("case.register")
@transaction.atomic
def add_powers(client: Client, typed: Ground, *, by: Employee) -> Powers:
    """Raises Objection for what a ground of that sort can't be without."""
    card = lock_living_card(client)
    known = _checked(typed, card.organisation.local(timezone.now()).date())
    same = card.powers.filter(ended_at=None, side=known.side, other__iexact=known.other, ground=known.ground)
    if same.filter(number=known.number, until=known.until).exists():
        raise Objection("Такие полномочия уже записаны на карточке, они в списке.")
    if card.powers.filter(ended_at=None).count() >= MOST:
        raise Objection(f"На карточке уже {MOST} действующих записей. Сначала закончите лишние.")
    made = Powers.objects.create(organisation=card.organisation, client=card, by=by, **known.__dict__)
    record("client.powers_added", card, by=by, powers=made.pk)
    return made


def _checked(typed: Ground, today: dt.date) -> Ground:
    if typed.side not in SIDES or typed.ground not in GROUNDS:
        raise Objection("Выберите, кто за кого действует и на каком основании.")
    other, number = " ".join(typed.other.split()), " ".join(typed.number.split())
    if not other or len(other) > 250:
        raise Objection("Напишите фамилию, имя и отчество или название, до 250 знаков.")
    if len(number) > 60:
        raise Objection("Номер документа до 60 знаков. Проверьте его.")
    if typed.issued_on and typed.issued_on > today:
        raise Objection("День выдачи ещё не наступил. Проверьте дату.")
    number, until = _of_paper(typed, number)
    if typed.issued_on and until and until < typed.issued_on:
        raise Objection("Срок кончается раньше, чем документ выдан. Проверьте даты.")
    return Ground(typed.side, other, typed.ground, number, typed.issued_on, until, typed.shown)


def _of_paper(typed: Ground, number: str) -> tuple[str, dt.date | None]:
    """The number and the last day, by what the ground needs."""
    until = typed.until
    if typed.ground == MCHD:
        number = number.lower()
        if not OF_MCHD.fullmatch(number):
            raise Objection(
                "Номер МЧД состоит из 32 знаков через дефисы: 8-4-4-4-12, цифры и буквы от a до f. Перепишите его из"
                " файла доверенности или из реестра."
            )
    if typed.ground in (ATTORNEY, MCHD, GUARDIAN) and not (number and typed.issued_on):
        raise Objection("Укажите номер документа и день, когда он выдан.")
    if typed.ground == MCHD and until is None:
        raise Objection("Укажите, до какого дня действует МЧД: срок есть в самой доверенности.")
    if typed.ground == PARENT and until is None:
        raise Objection("Укажите день перед совершеннолетием ребёнка: до него родитель действует по закону.")
    if typed.ground == ATTORNEY and until is None and typed.issued_on:
        until = _year_after(typed.issued_on)  # ГК ст. 186: one that names no term holds a year
    return ("" if typed.ground in (PARENT, HEAD) else number), until


def _year_after(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


@action("case.register")
@transaction.atomic
def end_powers(powers: Powers, *, by: Employee) -> None:
    """Withdrawn, or given up: they hold no more from this instant. Raises Stale when somebody has done it."""
    card = lock_living_card(powers.client)
    if not Powers.objects.filter(pk=powers.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by):
        raise Stale("Эти полномочия уже закончил другой сотрудник. Обновите страницу.")
    record("client.powers_ended", card, by=by, powers=powers.pk)
