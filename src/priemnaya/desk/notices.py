"""Notices of an employee, without what was closed to them after the notice came; gathered by what they are about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from priemnaya.cases import actions
from priemnaya.cases.looked import open_cards
from priemnaya.cases.models import Case, EmergencyAccess, NamedPerson
from priemnaya.core.models import Notice
from priemnaya.core.noticed import KINDS
from priemnaya.people.models import Employee

CARD_PATH = re.compile(r"^/w/clients/(\d+)/")


@dataclass(frozen=True)
class Group:
    """What came of one kind about one page, the newest first: ten letters of one client are one line with a count."""

    rows: list[Notice]

    @property
    def first(self) -> Notice:
        return self.rows[0]

    @property
    def pks(self) -> str:
        """Those that were in sight: what came later stays unread when the group is said read."""
        return " ".join(str(row.pk) for row in self.rows)

    @property
    def earlier(self) -> list[Notice]:
        return self.rows[1:]


def gathered(rows: Iterable[Notice]) -> list[tuple[str, list[Group]]]:
    """By kinds in the order of the list of kinds, then by page in the order of the newest."""
    found: dict[str, dict[str, list[Notice]]] = {}
    for row in rows:
        found.setdefault(row.kind, {}).setdefault(row.path or f"#{row.pk}", []).append(row)
    return [(kind, [Group(same) for same in found[kind].values()]) for kind in KINDS if kind in found]


def read_lately(me: Employee, since: dt.datetime, most: int) -> list[Notice]:
    """What was said read, the last first."""
    rows = list(Notice.objects.filter(employee_id=me.pk, read_at__gte=since).order_by("-read_at", "-pk")[:most])
    return [row for row, shut in zip(rows, _shut(rows, me), strict=True) if not shut]


def notices_of(me: Employee, most: int, **only: Any) -> list[Notice]:
    """Unread ones, newest first. What speaks of nothing that could be closed asks nothing more."""
    rows = list(Notice.objects.filter(employee_id=me.pk, read_at=None, **only).order_by("-at")[:most])
    return [row for row, shut in zip(rows, _shut(rows, me), strict=True) if not shut]


def _shut(rows: list[Notice], me: Employee) -> Iterator[bool]:
    about = [(row.case_id, CARD_PATH.match(row.path)) for row in rows]
    cases, cards = {case for case, _card in about if case}, {int(card[1]) for _case, card in about if card}
    known = set(Case.objects.seen_by(me).filter(pk__in=cases).values_list("pk", flat=True)) if cases else set()
    shown = open_cards(cards, me) if cards else set()
    glass = [row for row in rows if row.path == actions.EMERGENCIES]
    numbers = set[str]()
    if glass:  # complained of, or standing in for one who is
        kept = EmergencyAccess.objects.filter(case__in=NamedPerson.objects.barring(me).values("case"))
        numbers = set(kept.values_list("case__number", flat=True))
    for row, (case, card) in zip(rows, about, strict=True):
        yield (
            bool(case and case not in known)
            or bool(card and int(card[1]) not in shown)
            or (row in glass and any(f"№ {number} " in row.text for number in numbers))
        )
