"""Unread notices of an employee, without what was closed to them after the notice came."""

from __future__ import annotations

import re
from collections.abc import Iterator

from priemnaya.cases import actions
from priemnaya.cases.guard import CASE_PATH
from priemnaya.cases.looked import open_cards
from priemnaya.cases.models import Case, EmergencyAccess, NamedPerson
from priemnaya.core.models import Notice
from priemnaya.people.models import Employee

CARD_PATH = re.compile(r"^/w/clients/(\d+)/")


def notices_of(me: Employee, most: int, **only: str) -> list[Notice]:
    """Newest first. What speaks of nothing that could be closed asks nothing more."""
    rows = list(Notice.objects.filter(employee_id=me.pk, read_at=None, **only).order_by("-at")[:most])
    return [row for row, shut in zip(rows, _shut(rows, me), strict=True) if not shut]


def _shut(rows: list[Notice], me: Employee) -> Iterator[bool]:
    about = [(CASE_PATH.match(row.path), CARD_PATH.match(row.path)) for row in rows]
    cases, cards = {int(case[1]) for case, _card in about if case}, {int(card[1]) for _case, card in about if card}
    known = set(Case.objects.seen_by(me).filter(pk__in=cases).values_list("pk", flat=True)) if cases else set()
    shown = open_cards(cards, me) if cards else set()
    glass = [row for row in rows if row.path == actions.EMERGENCIES]
    numbers = set[str]()
    if glass:  # complained of, or standing in for one who is
        kept = EmergencyAccess.objects.filter(case__in=NamedPerson.objects.barring(me).values("case"))
        numbers = set(kept.values_list("case__number", flat=True))
    for row, (case, card) in zip(rows, about, strict=True):
        yield (
            bool(case and int(case[1]) not in known)
            or bool(card and int(card[1]) not in shown)
            or (row in glass and any(f"№ {number} " in row.text for number in numbers))
        )
