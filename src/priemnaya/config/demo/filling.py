"""Filling an empty installation, and how to sign in to it."""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.actions import acknowledge_order
from priemnaya.config.demo_texts import MATTERS, OF_ANY_BODY, STAFF
from priemnaya.desk import actions as desk
from priemnaya.errors import Objection
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.roles import ROLES
from priemnaya.policy import Refused
from priemnaya.programme.rollups import refresh_rollups
from priemnaya.worktime.terms import plural

from .asked import apply_with_answers
from .calls import use_telephone
from .chats import answer_in_the_chat
from .knowledge import use_knowledge
from .matters import pass_through
from .office import PASSWORD, Office, demo_hash, moment
from .points import forward, send_to_mailing_list, use_points
from .services import decide_applications, write_rules
from .visits import receive_people

MATTERS_PLAYED = 26
APART = 3.7
"""Days between two matters: the last is of these days."""


def fill_once(slugs: Iterable[str] = ()) -> None:
    """Fill an empty installation; one that has employees is left as it is. slugs: these bodies only. Raises
    Objection."""
    if Employee.objects.exists():
        return
    bodies, asked = Organisation.objects.filter(parent=None).order_by("slug"), set(slugs)
    if unknown := asked - set(bodies.values_list("slug", flat=True)):
        raise Objection(f"Такого органа нет: {', '.join(sorted(unknown))}. Папки органов лежат в orders/.")
    with transaction.atomic():
        for organisation in bodies.filter(slug__in=asked) if asked else bodies:
            _fill(organisation)
    refresh_rollups(6)


def logins() -> str:
    """One demo login per role of one body, and how the others are called."""
    people = Employee.objects.filter(username__startswith="registrar@").order_by("organisation__slug")
    filled = list(people.values_list("organisation__slug", flat=True).distinct())
    first = "udmurtia-mio" if "udmurtia-mio" in filled or not filled else filled[0]
    names = [f"  {title:24} {role}@{first}" for role, (title, _held) in ROLES.items()]
    others = [slug for slug in filled if slug != first]
    more = [f"  другие органы: registrar@{others[0]} и так далее ({', '.join(others)})"] if others else []
    return "\n".join([f"Вход для сотрудников: /w/, пароль {PASSWORD}", *names, *more])


def _fill(body: Organisation) -> None:
    body.second_factor = []  # every page of the demonstration says so
    body.save(update_fields=["second_factor"])
    chance = random.Random(body.slug)  # play data, the same every time  # nosec B311
    office = Office(body, _staff(body), chance, timezone.now())
    matters = MATTERS.get(body.slug, OF_ANY_BODY)
    left_out: Counter[str] = Counter()
    with moment(office.now - dt.timedelta(days=96)):
        for employee in office.staff.values():
            acknowledge_order(employee)
    for n in range(MATTERS_PLAYED):
        at = office.now - dt.timedelta(days=95 - n * APART, hours=chance.uniform(0, 6))
        _played(left_out, pass_through, office, at, *matters[n % len(matters)])
    _played(left_out, use_points, office, *matters[0])
    steps = (send_to_mailing_list, forward, write_rules, decide_applications, apply_with_answers, use_knowledge)
    for step in (*steps, receive_people, use_telephone, answer_in_the_chat):
        _played(left_out, step, office)
    desk.route_waiting(body)
    for words, count in left_out.items():
        told = f"{count} {plural(count, 'шаг пропущен', 'шага пропущено', 'шагов пропущено')}"
        sys.stderr.write(f"Демонстрация, {body.short}: {told}, порядок их не допускает. {words}\n")


def _played(left_out: Counter[str], step: Callable[..., None], *given: Any) -> None:
    """One step of the play. An order may forbid what the play does: then that step has not happened, and it is said
    once for all that the same stops."""
    try:
        with transaction.atomic():
            step(*given)
    except Objection as stopped:
        left_out[_why(stopped)] += 1


def _why(stopped: Objection) -> str:
    """What stopped a step, what mends it, and in which file the rule stands."""
    verdicts = stopped.verdicts if isinstance(stopped, Refused) else []
    remedies = " ".join(dict.fromkeys(v.remedy for v in verdicts if v.remedy))
    clauses = ", ".join(dict.fromkeys(v.citation for v in verdicts if v.layer == "body"))
    where = f" Правило меняют в order.yaml: {clauses}." if clauses else ""
    return f"{stopped}{f' Что сделать: {remedies}' if remedies else ''}{where}"


def _staff(body: Organisation) -> dict[str, Employee]:
    staff: dict[str, Employee] = {}
    units = list(body.units.order_by("pk"))
    for n, (role, surname, name, patronymic, post) in enumerate(STAFF):
        key = role if role not in staff else f"{role}2"
        staff[key] = Employee.objects.create(
            username=f"{key}@{body.slug}",
            password=demo_hash(),
            organisation=body,
            unit=units[n % len(units)] if units else None,
            surname=surname,
            name=name,
            patronymic=patronymic,
            post=post,
            phone=body.phone or f"+7 (900) 000-00-{n + 10}",
            roles=[role],
        )
    return staff
