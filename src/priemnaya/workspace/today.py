"""«Сегодня» as blocks: the first cases of each, how many there are in all, and the list of the queue that holds
them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Case_
from django.db.models import Exists, F, OuterRef, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.cases.models import Case
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.people.models import Employee
from priemnaya.workspace.lists import COUNTED, SENT_BACK, WAITS, Tab, counted, tab_named

FIRST = 20
"""Cases of a block that stand on the page."""
SETTLE, MINE, OTHERS = ("returned", "wrote"), ("sent_back", "today", "later", "waits"), ("stood", "sign", "sort")
NAMED = ("named",)
"""Blocks by their lists: what ended cases still owe, the own ones by when they burn, those of others."""
WAITS_FOR = {
    "waiting": gettext_lazy("Клиент"),
    "on_approval": gettext_lazy("Подпись"),
    "forwarding": gettext_lazy("Другой орган"),
    "suspended": gettext_lazy("Приостановлено"),
    "sending": gettext_lazy("Отправка"),
}
OF_BLOCK = {
    "sort": gettext_lazy("Разобрать"),
    "sign": gettext_lazy("Подписать"),
    "wrote": gettext_lazy("Прочитать"),
}
"""Blocks in which the next step is one for all, whatever else the case waits for."""
VERBS = {"review": gettext_lazy("Проверить"), "new": gettext_lazy("Разобрать")}


@dataclass(frozen=True)
class Block:
    name: str
    title: str | Promise
    rows: list[Any]
    number: int

    @property
    def told(self) -> str:
        return f"{COUNTED}+" if self.number > COUNTED else str(self.number)

    @property
    def address(self) -> str:
        """All of them."""
        return reverse("signing") if self.name == "sign" else f"{reverse('queue')}?list={self.name}"

    @property
    def leads(self) -> bool:
        """Its rows are gone through one by one, on a page of their own."""
        return self.name in ("sign", "sort")

    @property
    def more(self) -> bool:
        return self.number > len(self.rows)


def blocks(me: Employee) -> dict[str, list[Block]]:
    """Those that hold anything. One query counts them all."""
    seen = Case.objects.seen_by(me)
    tabs = [tab for name in (*SETTLE, *MINE, *OTHERS, *NAMED) if (tab := tab_named(name)) and me.may(tab.right)]
    numbers = counted(tabs, me)
    found = {t.name: _block(t, t.cases(seen, me), numbers[t.name]) for t in tabs if numbers[t.name]}
    parts = {"settle": SETTLE, "mine": MINE, "others": OTHERS, "named": NAMED}
    return {part: [found[name] for name in names if name in found] for part, names in parts.items()}


def _block(tab: Tab, cases: CaseQuerySet, number: int) -> Block:
    rows: list[Any] = list(_listed(cases))
    for case in rows:
        case.verb = str(OF_BLOCK.get(tab.name) or verb_for(case))
    return Block(tab.name, tab.title, rows, number)


def _listed(cases: CaseQuerySet) -> CaseQuerySet:
    """The first of a list: urgent first, then by term; never loads search columns. They are chosen by their own columns
    alone: with all that a row shows joined to it, thousands of rows were carried through the sorting for twenty."""
    urgent = Case_(When(urgency="urgent", then=Value(0)), default=Value(1))
    order = (urgent, F("due_at").asc(nulls_last=True), "pk")
    first = Case.objects.filter(pk__in=cases.order_by(*order).values("pk")[:FIRST])
    rows = first.marked().select_related("client", "assignee", "unit").defer("search_text")
    return rows.annotate(sent_back=Exists(SENT_BACK.filter(case=OuterRef("pk")))).order_by(*order)


def verb_for(case: Any) -> str:
    """What is to be done next, in one word, or for whom it waits."""
    if case.came_back or case.state == "returned":
        return _("Отправить иначе")
    if case.sent_back and case.state == "in_work":
        return _("Исправить")
    said = WAITS_FOR[case.state] if case.state in WAITS else VERBS.get(case.state)
    return str(said or _("Ответить"))
