"""Lists of cases by name: what a tab of the queue shows. A list is an address, so any can be saved and shared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models import Case
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.people.models import Employee

COUNTED = 1000
"""A tab counts no further: «больше 1000»."""
Narrow = Callable[[CaseQuerySet, Employee], CaseQuerySet]


@dataclass(frozen=True)
class Tab:
    """title: as people read it; rows: of the open cases one sees; late: its number is red; right: who has it."""

    name: str
    title: str | Promise
    rows: Narrow
    late: bool = False
    right: str = "case.view"


TO_SORT = Q(assignee=None, state__in=("new", "in_work"))
"""Nobody has it: the one who spreads cases looks at it first."""
TABS = (
    Tab("sort", _("Разобрать"), lambda rows, me: rows.filter(TO_SORT), right="case.assign"),
    Tab("mine", _("Мои"), lambda rows, me: rows.filter(assignee=me)),
    Tab("late", _("Просрочены"), lambda rows, me: rows.filter(due_at__lt=timezone.now()), late=True),
    Tab("urgent", _("Срочные"), lambda rows, me: rows.filter(urgency="urgent")),
    Tab("unit", _("Мой отдел"), lambda rows, me: rows.filter(unit_id=me.unit_id) if me.unit_id else rows.none()),
    Tab("client", _("Ждём клиента"), lambda rows, me: rows.filter(state="waiting")),
    Tab("open", _("Все открытые"), lambda rows, me: rows),
)


@dataclass(frozen=True)
class Shown:
    """A tab on the page of one employee."""

    tab: Tab
    number: int
    current: bool

    @property
    def more(self) -> bool:
        return self.number > COUNTED


def tab_named(name: str) -> Tab | None:
    return next((tab for tab in TABS if tab.name == name), None)


def tabs_for(me: Employee, current: str) -> list[Shown]:
    """Those the employee has, with how many stand behind each, asked in one query. A list of nothing but the own unit
    is left out where there is none."""
    having = [tab for tab in TABS if me.may(tab.right) and (tab.name != "unit" or me.unit_id)]
    seen = Case.objects.seen_by(me).open()
    asked: Any = Employee.objects.filter(pk=me.pk).values(**{f"n_{t.name}": _count(t.rows(seen, me)) for t in having})
    numbers: dict[str, int] = asked.get()
    return [Shown(tab, numbers[f"n_{tab.name}"], tab.name == current) for tab in having]


def first_tab(me: Employee) -> str:
    """Where an employee begins: with what is to be spread, or with the own cases."""
    return "sort" if me.may("case.assign") else "open"


def _count(rows: QuerySet[Any]) -> Any:
    some = rows.order_by().values("pk")[: COUNTED + 1]
    counted = Case.objects.filter(pk__in=some).annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
