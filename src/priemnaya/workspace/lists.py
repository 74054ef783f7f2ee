"""Lists of cases by name: what a tab of the queue shows. A list is an address, so any can be saved and shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import CharField, DateTimeField, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models import Case, Reply
from priemnaya.cases.models.case import CaseQuerySet, owing
from priemnaya.desk.actions import SPREADS
from priemnaya.desk.models import SavedView
from priemnaya.people.hands import lies_idle
from priemnaya.people.models import Employee, Substitution
from priemnaya.policy.owed import FURTHER_MESSAGE
from priemnaya.workspace.numbers import numbers

COUNTED = 1000
"""A tab counts no further: «больше 1000»."""
MOST_SHARED = 12
"""Lists that others share, among the tabs of one person; the rest stand under «Ещё», uncounted."""
Narrow = Callable[[CaseQuerySet, Employee], CaseQuerySet]
Narrowed = Callable[[Any, Employee], QuerySet[Any]]
"""Cases by the parameters of an address (`views.queue.narrowed`)."""


@dataclass(frozen=True)
class Tab:
    """title: as people read it; rows: of the open cases one sees; late: its number is red; right: who has it. apart: no
    tab until it is opened (what a heading of «Сегодня» leads to). ended: ended cases are among them."""

    name: str
    title: str | Promise
    rows: Narrow
    late: bool = False
    right: str = "case.view"
    apart: bool = False
    ended: bool = False

    def cases(self, seen: CaseQuerySet, me: Employee) -> CaseQuerySet:
        """seen: all that this person sees."""
        return self.rows(seen if self.ended else seen.open(), me)


WAITS = ("waiting", "on_approval", "forwarding", "suspended", "sending")
"""States in which the next step is somebody else's."""


def _mine(rows: CaseQuerySet, me: Employee) -> CaseQuerySet:
    return rows.filter(assignee=me).exclude(state__in=WAITS)


def _midnight(me: Employee) -> Cast:
    """When the body's day ends: written out, since of instants a kept text holds «now» alone (`numbers`)."""
    zone = me.organisation.zone
    ends = dt.datetime.combine(timezone.now().astimezone(zone).date() + dt.timedelta(days=1), dt.time(), zone)
    return Cast(Value(ends.isoformat(), CharField()), DateTimeField())


def _settled_by(rows: CaseQuerySet, me: Employee) -> CaseQuerySet:
    """Ended cases about which they owe to say something; of those that lie with nobody, whoever spreads cases."""
    spreads = me.may("case.assign") or me.may("case.register")
    of_mine = Q(assignee=me) | Q(assignee=None) | lies_idle() if spreads else Q(assignee=me)
    return rows.filter(of_mine)


SENT_BACK = Reply.objects.filter(state="draft").exclude(sent_back_why="")
"""Letters that whoever signs has returned to their authors, not submitted since."""


def _at_hand(rows: CaseQuerySet, me: Employee) -> CaseQuerySet:
    """The own ones by when they burn; what came back from the signer stands first, by itself."""
    return _mine(rows, me).exclude(pk__in=SENT_BACK.values("case_id"))


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
    Tab(
        "returned",
        _("Вернулось, отправьте иначе"),
        lambda rows, me: _settled_by(rows, me).with_returned(),
        apart=True,
        ended=True,
    ),
    Tab(
        "wrote",
        _("Клиент написал по завершённому делу"),
        lambda rows, me: _settled_by(rows, me).filter(pk__in=owing(FURTHER_MESSAGE).values("subject_id")),
        apart=True,
        ended=True,
    ),
    Tab(
        "sent_back",
        _("Вернули на доработку"),
        lambda rows, me: _mine(rows, me).filter(pk__in=SENT_BACK.values("case_id")),
        apart=True,
    ),
    Tab(
        "today",
        _("Сегодня"),
        lambda rows, me: _at_hand(rows, me).filter(Q(urgency="urgent") | Q(due_at__lt=_midnight(me))),
        apart=True,
    ),
    Tab(
        "later",
        _("На этой неделе и дальше"),
        lambda rows, me: (
            _at_hand(rows, me).exclude(urgency="urgent").filter(Q(due_at=None) | Q(due_at__gte=_midnight(me)))
        ),
        apart=True,
    ),
    Tab("waits", _("Ждём других"), lambda rows, me: rows.filter(assignee=me, state__in=WAITS), apart=True),
    Tab(
        "stood",
        _("За тех, кого вы замещаете"),
        lambda rows, me: rows.filter(assignee__in=Substitution.objects.absent(me)),
        apart=True,
    ),
    Tab("sign", _("Ждут подписи"), lambda rows, me: rows.to_sign(), right="reply.sign", apart=True, ended=True),
    Tab(
        "named",
        _("Решите, на кого жалоба"),
        lambda rows, me: rows.filter(pk__in=Case.objects.filter(named__state="suspected").values("pk")),
        right="case.register",
        apart=True,
    ),
)


@dataclass(frozen=True)
class Shown:
    """A tab on the page of one employee: one of the body's or a saved list. number: None where it is not counted."""

    title: str | Promise
    address: str
    number: int | None
    current: bool
    late: bool = False
    view: SavedView | None = None

    @property
    def more(self) -> bool:
        return self.number is not None and self.number > COUNTED


def tab_named(name: str) -> Tab | None:
    return next((tab for tab in TABS if tab.name == name), None)


def tabs_for(me: Employee, current: str, address: str, narrowed: Narrowed) -> dict[str, Any]:
    """Those the employee has and the lists that they or their colleagues saved, with how many stand behind each, asked
    in one query (those of saved lists in another). A list of but the own unit is left out where there is none."""
    own = [tab for tab in TABS if me.may(tab.right) and (tab.name != "unit" or me.unit_id)]
    having = [tab for tab in own if not tab.apart or tab.name == current]
    views, more = _views(me)
    many = counted(having, me)
    kept = _counted({v.pk: found for v in views if (found := _countable(v, me, narrowed)) is not None}, me)
    page = reverse("queue")
    tabs = [Shown(t.title, f"{page}?list={t.name}", many[t.name], t.name == current, t.late) for t in having]
    for v in views:
        tabs.append(Shown(v.name, f"{page}?{v.query}", kept.get(v.pk), _same(v.query, address), view=v))
    rest = [Shown(v.name, f"{page}?{v.query}", None, _same(v.query, address), view=v) for v in more]
    spreads = me.may(SPREADS)
    removable = [v for v in views + more if v.owner_id == me.pk or (spreads and not v.owner.is_active)]
    return {"tabs": tabs, "rest": rest, "removable": removable}


def counted(tabs: Iterable[Tab], me: Employee) -> dict[str, int]:
    """How many stand in each, by its name, asked in one query; no further than a little over COUNTED."""
    asked = {tab.name: tab for tab in tabs}

    def counts() -> dict[str, Any]:
        seen = Case.objects.seen_by(me)
        return {f"n_{name}": _count(tab.cases(seen, me)) for name, tab in asked.items()}

    return {name.removeprefix("n_"): many for name, many in numbers(me, ("tabs", *asked), counts).items()}


def _counted(rows: dict[int, QuerySet[Any]], me: Employee) -> dict[int, int]:
    """The same of lists that people have saved."""
    if not rows:
        return {}
    asked: Any = Employee.objects.filter(pk=me.pk).values(**{f"v_{pk}": _count(found) for pk, found in rows.items()})
    many = dict(asked.get())
    return {pk: many[f"v_{pk}"] for pk in rows}


def _views(me: Employee) -> tuple[list[SavedView], list[SavedView]]:
    """All of one's own, then those that others share; and of the latter those that are too many for tabs."""
    views = list(SavedView.objects.of(me).select_related("owner", "unit").order_by("name", "pk"))
    own = [v for v in views if v.owner_id == me.pk]
    shared = [v for v in views if v.owner_id != me.pk]
    return own + shared[:MOST_SHARED], shared[MOST_SHARED:]


def _countable(view: SavedView, me: Employee, narrowed: Narrowed) -> QuerySet[Any] | None:
    """The open cases of a saved list; of words and of ended cases, which no index bounds, there is no number."""
    asked = QueryDict(view.query)
    if asked.get("q") or asked.get("state", "open") != "open":
        return None
    return narrowed(asked, me)


def _same(query: str, address: str) -> bool:
    """The same conditions, in whatever order they were written."""

    def conditions(text: str) -> list[tuple[str, str]]:
        return sorted((k, v) for k, v in parse_qsl(text) if k != "sort")

    return bool(address) and conditions(query) == conditions(address)


def first_tab(me: Employee) -> str:
    """Where an employee begins: with what is to be spread, or with the own cases."""
    return "sort" if me.may("case.assign") else "open"


class _CountOf(Subquery):
    """How many rows a query gives: the database counts what it finds, and looks no row up a second time."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def _count(rows: QuerySet[Any]) -> Any:
    return _CountOf(rows.order_by().values("pk")[: COUNTED + 1])
