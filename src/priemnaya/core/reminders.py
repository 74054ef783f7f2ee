"""One mechanism of reminders for everything that is owed: cases, reviews, measures, milestones, plans.

Stages: near, by working time left, as often as the rules of the body name a time; lapsed. Each is told once for a due
instant: a term that moved may be near again. A package registers what its obligations are about: title, page and
people. Who is told: the person responsible, or whoever may take it when nobody has it; whom else a rule names; the
heads too when the term has passed.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from priemnaya.policy.vocabulary.events import to_do
from priemnaya.policy.vocabulary.people import EXECUTOR
from priemnaya.worktime import ProductionCalendar, Schedule
from priemnaya.worktime.terms import plural

from .journal import notify, record
from .models import Obligation, Reminder
from .verbs import say

say("term.near", "Напоминание: срок близко")
say("term.lapsed", "Срок прошёл: сообщено руководителю")

log = logging.getLogger(__name__)
HORIZON = dt.timedelta(days=60)
"""Nothing is near earlier than so long before it is due: the farthest reminder that loads (policy/kinds/tell.py), with
long holidays between."""


@dataclass(frozen=True)
class Clock:
    """How a body counts working time."""

    schedule: Schedule
    calendar: ProductionCalendar
    zone: ZoneInfo

    def left(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        return self.schedule.between(start, end, self.calendar, self.zone)


@dataclass(frozen=True)
class Near:
    """When a term is near: less than `share` of its working time is left, and at most so many working days. key: what
    tells it from the others of a term, by who is told and how long ahead; whom: the word of those who are told; before:
    its key while keys named no person."""

    key: str
    share: float
    days: float
    whom: str = EXECUTOR
    before: str = ""

    def told(self, owed: Obligation, clock: Clock) -> bool:
        """Told of already, for the due instant of today; a reminder of the time when there was but one has no key."""
        mine = [r for r in owed.reminders.all() if r.stage == "near" and r.due_at == owed.due_at]
        return any(r.ahead in (self.key, self.before) and r.ahead for r in mine) or any(
            not r.ahead and self.reached(owed, r.at, clock) for r in mine
        )

    def reached(self, owed: Obligation, now: dt.datetime, clock: Clock) -> bool:
        whole = clock.left(owed.since_at, owed.due_at)
        most = dt.timedelta(hours=self.days * clock.schedule.day_hours)
        return clock.left(now, owed.due_at) <= min(whole * self.share, most)


@dataclass(frozen=True)
class About:
    """What an obligation is about. otherwise: who is told when nobody is responsible; near_also: told when it is near
    only; called: whom a word of a rule means here, beside the executor; whole: the title says itself what is to be
    done."""

    subject: Any
    title: str
    path: str
    responsible: Sequence[Any] = ()
    otherwise: Sequence[Any] = ()
    heads: Sequence[Any] = ()
    near_also: Sequence[Any] = ()
    called: Callable[[str], Iterable[Any]] = lambda word: ()
    whole: bool = False

    def people(self, whom: Iterable[str] | None) -> list[Any]:
        """Whom to tell: those whom the words mean when it is near, without words when it has passed."""
        told = [*(self.responsible or self.otherwise)]
        if whom is None:
            told += self.heads
        else:
            told = [*told, *self.near_also] if EXECUTOR in whom else []
            told += [person for word in whom if word != EXECUTOR for person in self.called(word)]
        return list({person.pk: person for person in told}.values())


Find = Callable[[Obligation], About | None]
"""None when the subject is gone: then its obligations should have been ended, and the failure is reported."""
_SUBJECTS: dict[str, Find] = {}


def about(subject_type: str) -> Callable[[Find], Find]:
    """Register how to find what obligations of a type are about."""

    def register(find: Find) -> Find:
        _SUBJECTS[subject_type] = find
        return find

    return register


def registered() -> set[str]:
    return set(_SUBJECTS)


def remind(
    organisation_id: int,
    clock: Clock,
    stages: Callable[[Obligation], Sequence[Near]],
    silent: Callable[[Obligation], bool] = lambda owed: False,
) -> int:
    """Tell of terms that are near or past; returns how many were told. One failure never stops the others: they are
    tried to the end, then the first is raised, so that whoever runs this reports it. silent: of which terms nobody is
    told."""
    now, told, failures = timezone.now(), 0, []
    for owed in (row for row in _candidates(organisation_id, now) if not silent(row)):
        try:
            if owed.due_at >= now:
                near = [n for n in stages(owed) if not n.told(owed, clock) and n.reached(owed, now, clock)]
                told += bool(near) and _tell(owed, near, now, clock)
            elif not any(r.stage == "lapsed" and r.due_at == owed.due_at for r in owed.reminders.all()):
                told += _tell(owed, (), now, clock)
        except Exception as error:
            log.exception("reminder of obligation %s", owed.pk)
            failures.append(error)
    if failures:
        raise failures[0]
    return told


def _candidates(organisation_id: int, now: dt.datetime) -> Iterable[Obligation]:
    rows = Obligation.objects.open().filter(organisation_id=organisation_id, due_at__lt=now + HORIZON)
    return rows.order_by("due_at").prefetch_related("reminders")


def _tell(owed: Obligation, near: Sequence[Near], now: dt.datetime, clock: Clock) -> bool:
    """near: the stages it has come to; none when it has passed. What comes at once is told once."""
    find, stage = _SUBJECTS[owed.subject_type], "near" if near else "lapsed"
    with transaction.atomic():
        try:
            with transaction.atomic():
                for key in [n.key for n in near] or [""]:
                    Reminder.objects.create(obligation=owed, stage=stage, ahead=key, due_at=owed.due_at, at=now)
        except IntegrityError:
            return False  # another worker tells it
        found = find(owed)
        if found is None:
            raise LookupError(f"{owed.subject_type} {owed.subject_id} has no obligation {owed.pk} any more")
        asked = to_do(owed.what, str(owed.rule.get("from", "")))
        title = found.title if found.whole else f"{found.title}, {asked}"
        text = f"{words(owed, stage, now, clock)}: {title}"
        if owed.citation and owed.layer != "defaults":
            text = f"{text} ({owed.citation})"
        for person in found.people([n.whom for n in near] if near else None):
            notify(person, text, found.path, kind="term")
        record(f"term.{stage}", found.subject, by=None, obligation=owed.pk)
    return True


def words(owed: Obligation, stage: str, now: dt.datetime, clock: Clock) -> str:
    """«Срок через 3 рабочих часа, до 26.11.2026 14:30», «Срок прошёл 25.11.2026»."""
    due = owed.due_at.astimezone(clock.zone)
    shown = f"{due:%d.%m.%Y}" if (due.hour, due.minute) == (23, 59) else f"{due:%d.%m.%Y %H:%M}"
    if stage == "lapsed":
        return f"Срок прошёл {shown}"
    return f"{amount_left(clock.left(now, owed.due_at), clock.schedule)}, до {shown}"


def amount_left(left: dt.timedelta, schedule: Schedule) -> str:
    hours, days = int(left.total_seconds() // 3600), schedule.whole_days(left)
    if not left:
        return "Рабочего времени до срока не осталось"
    if hours < 1:
        return "Срок меньше чем через рабочий час"
    if days < 2:
        return f"Срок через {hours} {plural(hours, 'рабочий час', 'рабочих часа', 'рабочих часов')}"
    return f"Срок через {days} {plural(days, 'рабочий день', 'рабочих дня', 'рабочих дней')}"
