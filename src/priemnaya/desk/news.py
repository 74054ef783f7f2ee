"""Whom a text for staff concerns, and how far they have come with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from priemnaya.core.models import Event
from priemnaya.desk.models import News, NewsRead
from priemnaya.desk.models.news import NewsQuerySet
from priemnaya.people.models import Employee, Organisation


def news_of(me: Employee) -> NewsQuerySet:
    """What is told to them, current texts and those of before."""
    return News.objects.filter(organisation_id=me.organisation_id).addressed_to(me.roles, me.unit_id)


def unread_of(me: Employee) -> NewsQuerySet:
    """What they still owe to read; those with a last day first."""
    said = NewsRead.objects.filter(news=OuterRef("pk"), employee=me, read_at__isnull=False)
    return news_of(me).current().filter(~Exists(said), must_read=True)


def late_of(me: Employee) -> NewsQuerySet:
    """Those whose last day is over; not those that were over before they came to work here."""
    hired = _hirings(me.organisation).filter(subject_id=me.pk, day__gt=OuterRef("until"))
    return unread_of(me).filter(~Exists(hired), until__lt=me.organisation.local(timezone.now()).date())


def _hirings(body: Organisation) -> QuerySet[Any]:
    rows = Event.objects.filter(organisation_id=body.pk, subject_type="employee", verb="employee.hired")
    return rows.annotate(day=TruncDate("at", tzinfo=body.zone)).order_by()


@dataclass(frozen=True)
class Reader:
    """One employee whom a text concerns. late: the last day was before they read it, or is over and they have not; not
    of a day that was over before they came."""

    employee: Employee
    read_at: dt.datetime | None
    tries: int
    late: bool


def readers_of(news: News) -> list[Reader]:
    """Everybody at work whom it concerns, those who have not read it first; and who read it and left meanwhile."""
    rows = {row.employee_id: row for row in news.readers.all()}
    came = dict(_hirings(news.organisation).values_list("subject_id", "day"))
    people = Employee.objects.filter(organisation_id=news.organisation_id).select_related("unit")
    found = []
    for employee in people.order_by("surname", "name", "pk"):
        row = rows.get(employee.pk)
        if (employee.is_active and concerns(news, employee)) or (row and row.read_at):
            found.append(_reader(news, employee, row, came.get(employee.pk)))
    return sorted(found, key=lambda reader: reader.read_at is not None)


def concerns(news: News, employee: Employee) -> bool:
    everybody = not news.roles and not news.units
    return everybody or bool(set(news.roles) & set(employee.roles)) or employee.unit_id in news.units


def _reader(news: News, employee: Employee, row: NewsRead | None, came: dt.date | None) -> Reader:
    local = news.organisation.local
    day = local(row.read_at if row and row.read_at else timezone.now()).date()
    late = news.until is not None and day > news.until and (came is None or came <= news.until)
    return Reader(employee, row.read_at if row else None, row.tries if row else 0, late)
