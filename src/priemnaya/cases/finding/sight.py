"""What one employee sees while they look for something: the index is asked by the body, then what it gives is put
behind the walls. A planner that has to look at the index and at the walls together walks all cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from priemnaya.cases.models import Case, EmergencyAccess, Found
from priemnaya.cases.models.walls import kept_to_units
from priemnaya.people.models import Employee, Substitution

from .standing import Standing
from .tsquery import Among, Signs
from .words import near

LOOKED_AT = 60
"""Cards and letters found at most."""
PORTION = 10
"""How many times as many rows as before are looked through, where too few of those might be shown."""
AT_ONCE = 2000
"""Cases that are taken of the index at first."""


@dataclass
class Sight:
    """One employee, one query: what was learnt of its words is asked once, however often they are looked for."""

    me: Employee
    known: dict[str, bool] = field(default_factory=dict)
    instead: dict[str, list[str]] = field(default_factory=dict)
    met: dict[Any, list[int]] = field(default_factory=dict)

    @cached_property
    def cases(self) -> QuerySet[Case]:
        return Case.objects.seen_by(self.me)

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.me, self.cases)

    @property
    def own(self) -> list[int] | None:
        return self.standing.own

    def index(self, kind: str, query: Any) -> QuerySet[Found]:
        """Rows of the body's index that have it. The body is so said that no other index is taken for its rows."""
        rows = Found.objects.annotate(body=F("organisation_id") + 0).filter(body=self.me.organisation_id)
        return rows.filter(kind=kind, search=query).order_by()

    def keys(self, query: Any) -> list[int]:
        """Cases that have it, AT_ONCE at most, asked once: of the body, the closed ones too, or of the `own`."""
        if query not in self.met:
            if self.own is None:
                rows = self.index(Found.CASE, self.narrowed(query)).values_list("case", flat=True)
                self.met[query] = through_its_index(rows[:AT_ONCE])
            else:
                own = Found.objects.filter(Among("case", self.own), search=query).order_by()
                self.met[query] = list(own.values_list("case", flat=True)) if self.own else []
        return self.met[query]

    def narrowed(self, query: Any) -> Any:
        """The query for the index of cases: who is kept to a unit is given no more than what is of it or theirs, which
        the walls judge as they judge all else."""
        return query if self._marks is None else query & self._marks

    @cached_property
    def _marks(self) -> Any:
        """None: they are not kept to a unit, or have cases open by an emergency too, which no mark tells."""
        kept = kept_to_units(self.me)
        if not kept or EmergencyAccess.objects.running(kept[0]).exists():
            return None
        absent = Substitution.objects.absent(kept[0])
        marks = [f"'@a{pk}'" for pk in (kept[0].pk, *absent.values_list("pk", flat=True))]
        return Signs(" | ".join([*marks, *([f"'@u{kept[0].unit_id}'"] if kept[0].unit_id else [])]))

    def meant(self, words: Iterable[str]) -> dict[str, list[str]]:
        """Word that stands in no case the employee may see, whatever stands in the others -> lexemes it may have been
        meant for, of those that stand in what they may see."""
        asked = list(dict.fromkeys(words))
        if fresh := [w for w in asked if w not in self.known]:
            there = self.standing.typed(fresh)
            self.known |= {w: w in there for w in fresh}
        lost = [w for w in asked if not self.known[w]]
        if unlike := [w for w in lost if w not in self.instead]:
            self.instead |= {w: [] for w in unlike} | near(self.me.organisation, unlike, self.standing)
        return {w: self.instead[w] for w in lost}


def first_of(keys: QuerySet[Found, Any], shown: Callable[[list[int]], set[int]]) -> list[int]:
    """The first keys of cards or letters that may be shown, LOOKED_AT at most: what may not takes no place among them.
    keys: in one order. By three portions at most, the last of which is all the rest."""
    found: list[int] = []
    for since, until in ((0, LOOKED_AT), (LOOKED_AT, PORTION * LOOKED_AT), (PORTION * LOOKED_AT, None)):
        some = through_its_index(keys[since:until])
        seen = shown(some) if some else set()
        found += [pk for pk in some if pk in seen]
        if len(found) >= LOOKED_AT or until is None or len(some) < until - since:
            break
    return found[:LOOKED_AT]


def through_its_index(rows: QuerySet[Found, Any]) -> list[Any]:
    """PostgreSQL counts how common a word is over cases, cards and letters together, and would read the whole table for
    the few cards that have a word of most cases."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        found = list(rows)
        cursor.execute("set local enable_seqscan = on")
    return found
