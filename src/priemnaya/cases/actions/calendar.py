"""The calendar: decrees of years, days off of a region. Terms are recounted in the background, only for bodies it
concerns.

A decree of the Government concerns every body, so one person proposes it and another approves it (a regional day
concerns the bodies of that region, and any of them may enter it with its act).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases.models import Recount
from priemnaya.cases.recount import queue_recounts
from priemnaya.core.journal import notify, record
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import CalendarDecree, Employee, Organisation, RegionalDayRow, RegionalYearRow
from priemnaya.people.policies import calendar_of, decrees
from priemnaya.worktime import Decree, ProductionCalendar
from priemnaya.worktime.decrees import Difference, differences, digest, wrong_with

Pairs = Sequence[tuple[dt.date, dt.date]]
FIRST, LAST = dt.date(2006, 1, 1), dt.date(2100, 12, 31)


class Unconfirmed(Objection):
    """The year has a calendar already: it is replaced only by who has seen what changes. Carries the comparison and its
    name."""

    def __init__(self, year: int, found: list[Difference], seen: str) -> None:
        self.differences, self.seen = found, seen
        super().__init__(f"Календарь {year} года уже есть. Проверьте, что изменится, и подтвердите замену.")


def federal_calendar() -> ProductionCalendar:
    return ProductionCalendar.of(None, decrees())


@action("calendar.edit")
@transaction.atomic
def propose_decree(
    organisation: Organisation, year: int, act: str, moved: Pairs, *, by: Employee, seen: str = ""
) -> CalendarDecree:
    """Propose the days off of a year for all bodies. seen: the comparison that was shown, for a year that has a
    calendar already. Raises Objection with everything that is wrong, Unconfirmed, Stale when another proposal for the
    year waits."""
    decree = Decree(year, " ".join(act.split())[:300], tuple(moved))
    if wrong := wrong_with(decree):
        raise Objection(" ".join(wrong))
    known = federal_calendar()
    found = differences(decree, known)
    name = digest(decree, found)
    if known.knows(year) and seen != name:
        raise Unconfirmed(year, found, name)
    try:
        with transaction.atomic():
            row = CalendarDecree.objects.create(
                year=year,
                act=decree.act,
                moved=[[a.isoformat(), b.isoformat()] for a, b in decree.moved],
                compared=name,
                proposed_by=by,
            )
    except IntegrityError:
        raise Stale(f"На {year} год уже предложен календарь. Сначала утвердите, отклоните или отзовите его.") from None
    for person in _others(by):
        notify(person, f"Предложен календарь на {year} год: проверьте и утвердите", reverse("calendar"), kind="signing")
    record("calendar.proposed", organisation, by=by, decree=row.pk)
    return row


def _others(by: Employee) -> list[Employee]:
    """Who may approve: any other employee of any body who keeps the calendar."""
    return [e for e in Employee.objects.filter(is_active=True).exclude(pk=by.pk) if e.may("calendar.edit")]


@action("calendar.edit")
@transaction.atomic
def approve_decree(organisation: Organisation, pk: int, *, by: Employee) -> CalendarDecree:
    """A second person approves: from now it holds for all bodies, and their terms are recounted. Raises NotAllowed,
    Stale."""
    row = _proposed(pk)
    if row.proposed_by_id == by.pk:
        raise NotAllowed("Календарь утверждает другой сотрудник, не тот, кто его предложил.")
    if row.compared != digest(row.decree, differences(row.decree, federal_calendar())):
        raise Stale("С тех пор календарь изменился, и сравнение устарело. Отклоните предложение и внесите его заново.")
    CalendarDecree.objects.filter(year=row.year, state="approved").update(state="replaced")
    _decide(row, "approved", by)
    queue_recounts(Organisation.objects.all(), f"утверждён календарь {row.year} года", by=by)
    record("calendar.approved", organisation, by=by, decree=row.pk)
    if row.proposed_by:
        notify(
            row.proposed_by,
            f"Календарь на {row.year} год утверждён, сроки пересчитываются",
            reverse("calendar"),
            kind="done",
        )
    return row


@action("calendar.edit")
@transaction.atomic
def refuse_decree(organisation: Organisation, pk: int, reason: str, *, by: Employee) -> CalendarDecree:
    """Another person rejects it with a reason, or its author takes it back. Raises Objection, Stale."""
    row = _proposed(pk)
    own = row.proposed_by_id == by.pk
    if not own and not reason.strip():
        raise Objection("Напишите, что не так: автор увидит причину.")
    row.reason = reason.strip()[:300]
    _decide(row, "withdrawn" if own else "rejected", by)
    record("calendar.withdrawn" if own else "calendar.rejected", organisation, by=by, decree=row.pk)
    if row.proposed_by and not own:
        notify(row.proposed_by, f"Календарь на {row.year} год отклонён: {row.reason}", reverse("calendar"), kind="done")
    return row


def _proposed(pk: int) -> CalendarDecree:
    row = CalendarDecree.objects.select_related("proposed_by").filter(pk=pk).first()
    if row is None or row.state != "proposed":
        said = f" Сейчас он: {row.get_state_display()}." if row else ""
        raise Stale(f"Об этом календаре уже решено.{said} Обновите страницу.")
    return row


def _decide(row: CalendarDecree, state: str, by: Employee) -> None:
    """Conditional: of two people who decide at once, the second is told."""
    waiting = CalendarDecree.objects.filter(pk=row.pk, state="proposed")
    if not waiting.update(state=state, decided_by=by, decided_at=timezone.now(), reason=row.reason):
        raise Stale("Об этом календаре только что решил другой сотрудник. Обновите страницу.")
    row.refresh_from_db()


@action("calendar.edit")
@transaction.atomic
def add_regional_day(
    organisation: Organisation, date: dt.date, name: str, act: str, *, by: Employee, moved_to: dt.date | None = None
) -> RegionalDayRow:
    """A day off of the body's region with its act; one removed before comes back. Raises Objection with what is wrong,
    also when the day is in the calendar already with something else said of it."""
    if not name.strip() or len(act.strip()) < 10:
        raise Objection("Назовите день и акт, которым он установлен: кем, когда и под каким номером.")
    if not all(FIRST <= day <= LAST for day in (date, moved_to or date)):
        raise Objection("Проверьте год: такой даты в календаре быть не может.")
    _must_fit(organisation, date, moved_to)
    said = {"name": name.strip()[:100], "act": act.strip()[:200], "moved_to": moved_to}
    known = RegionalDayRow.objects.filter(region=organisation.region, date=date, removed_at=None).first()
    if known and any(getattr(known, field) != value for field, value in said.items()):
        raise Objection(
            f"{date:%d.%m.%Y} уже есть в календаре региона: «{known.name}», {known.act}. Если запись неверна, сначала"
            " удалите её."
        )
    row, _ = RegionalDayRow.objects.update_or_create(
        region=organisation.region,
        date=date,
        defaults={**said, "verified": True, "entered_by": by, "removed_at": None, "removed_by": None},
    )
    _regional_changed(organisation, f"добавлен региональный день {date:%d.%m.%Y}", by)
    record("calendar.day_added", organisation, by=by, day=row.pk)
    return row


FAR = dt.timedelta(days=366)
"""A day off is moved within about a year: farther is a slip of the year."""


def _must_fit(organisation: Organisation, date: dt.date, moved_to: dt.date | None) -> None:
    """A day off is moved, not an ordinary one, and to another day near it that works. Raises Objection."""
    if moved_to is None:
        return
    calendar = calendar_of(organisation).tentative()
    known = calendar.regional.get(moved_to)
    own = known is not None and known.date == date  # the same row, sent once more
    if moved_to == date or abs(moved_to - date) > FAR:
        raise Objection(f"Выходной перенести с {date:%d.%m.%Y} на {moved_to:%d.%m.%Y} нельзя: проверьте обе даты.")
    others = {day: row for day, row in calendar.regional.items() if row.date != date}
    if replace(calendar, regional=others, _working={}, _asked=set()).is_working(date):
        raise Objection(
            f"{date:%d.%m.%Y} — рабочий день: переносить с него нечего. Запишите его без переноса или укажите выходной,"
            " с которого переносите."
        )
    if not own and not calendar.is_working(moved_to):
        raise Objection(f"{moved_to:%d.%m.%Y} и так нерабочий. Выходной переносят на рабочий день.")


@action("calendar.edit")
@transaction.atomic
def remove_regional_day(organisation: Organisation, pk: int, *, by: Employee) -> RegionalDayRow:
    """The day is ordinary again, and no later start brings it back. Raises Stale."""
    mine = RegionalDayRow.objects.filter(pk=pk, region=organisation.region)
    if not mine.filter(removed_at=None).update(removed_at=timezone.now(), removed_by=by):
        raise Stale("Этого дня в календаре региона уже нет. Обновите страницу.")
    row = mine.get()
    _regional_changed(organisation, f"удалён региональный день {row.date:%d.%m.%Y}", by)
    record("calendar.day_removed", organisation, by=by, day=row.pk)
    return row


@action("calendar.edit")
@transaction.atomic
def confirm_regional_year(organisation: Organisation, year: int, source: str, *, by: Employee) -> RegionalYearRow:
    """Somebody compared the region's days off of a year with its acts: the remark leaves the terms. Raises
    Objection."""
    if not FIRST.year <= year <= LAST.year:
        raise Objection("Проверьте год.")
    if len(source.strip()) < 10:
        raise Objection("Напишите, с каким актом или источником вы сверили дни региона.")
    row, _ = RegionalYearRow.objects.update_or_create(
        region=organisation.region, year=year, defaults={"verified": True, "source": source.strip()[:300], "by": by}
    )
    RegionalDayRow.objects.filter(region=organisation.region, date__year=year, removed_at=None).update(verified=True)
    _regional_changed(organisation, f"выходные региона на {year} год сверены", by)
    record("calendar.year_compared", organisation, by=by, year=year)
    return row


def _regional_changed(organisation: Organisation, why: str, by: Employee) -> None:
    queue_recounts(Organisation.objects.filter(region=organisation.region), why, by=by)


@action("calendar.edit")
@transaction.atomic
def recount_again(organisation: Organisation, *, by: Employee) -> Recount:
    """After a failure: count the open terms of the own body once more. Raises Stale while one waits or runs."""
    if Recount.objects.filter(organisation=organisation).exclude(state="done").exists():
        raise Stale("Пересчёт уже идёт: дождитесь его конца.")
    [row] = queue_recounts([organisation], "пересчёт по просьбе сотрудника", by=by)
    record("calendar.recount_asked", organisation, by=by, recount=row.pk)
    return row
