"""What one employee sees while they look for something: the index is asked by the body, then what it gives is put
behind the walls. A planner that has to look at the index and at the walls together walks all cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db import connection, transaction
from django.db.models import F, IntegerField, Q, QuerySet, Value

from priemnaya.cases.models import Case, Found
from priemnaya.people.models import Employee

from .terms import of_word
from .tsquery import Among, tsquery
from .words import near

NEWEST = 100
"""Cases in which words are looked for first: a common word stands in one of them."""
ENOUGH = 50
"""Rows of a rarer word that are looked at before all of them are."""
LOOKED_AT = 60
"""Cards and letters found at most."""
WALKED = 600
"""Of them looked through for those that may be shown."""


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

    def index(self, kind: str, query: Any) -> QuerySet[Found]:
        """Rows of the body's index that have it. The body is so said that no other index is taken for its rows."""
        rows = Found.objects.annotate(body=F("organisation_id") + 0).filter(body=self.me.organisation_id)
        return rows.filter(kind=kind, search=query).order_by()

    def keys(self, query: Any, most: int) -> list[int]:
        """Cases of the body, the closed ones too, that have it; asked once."""
        if query not in self.met:
            self.met[query] = through_its_index(self.index(Found.CASE, query).values_list("case", flat=True)[:most])
        return self.met[query]

    def meant(self, words: Iterable[str]) -> dict[str, list[str]]:
        """Word that stands in no case the employee may see, whatever stands in the others -> lexemes it may have been
        meant for."""
        asked = list(dict.fromkeys(words))
        self.known |= self._standing([w for w in asked if w not in self.known])
        lost = [w for w in asked if not self.known[w]]
        if unlike := [w for w in lost if w not in self.instead]:
            self.instead |= {w: [] for w in unlike} | near(self.me.organisation, unlike)
        return {w: self.instead[w] for w in lost}

    def _standing(self, words: list[str]) -> dict[str, bool]:
        """Common words stand in the newest cases, rarer ones are met by the index, and the walls looked at once for
        all of them."""
        if not words:
            return {}
        newest = self.cases.order_by("-registered_at", "-pk").values("pk")[:NEWEST]
        of = {f"w{n}": tsquery(of_word(w)) for n, w in enumerate(words)}
        stand = Found.objects.filter(case__in=newest).aggregate(**{k: BoolOr(Q(search=q)) for k, q in of.items()})
        rarer = {w: of[f"w{n}"] for n, w in enumerate(words) if not stand[f"w{n}"]}
        return dict.fromkeys(words, True) | (self._rarer(rarer) if rarer else {})

    def _rarer(self, words: dict[str, Any]) -> dict[str, bool]:
        """Only a word that has more rows, none of the first of which may be seen, is asked for whole."""
        some = [
            self.index(Found.CASE, q).annotate(n=Value(n, IntegerField())).values_list("case", "n")[:ENOUGH]
            for n, q in enumerate(words.values())
        ]
        met = through_its_index(some[0].union(*some[1:], all=True))
        seen = self.seen({pk for pk, _n in met})
        there, counted = {n for pk, n in met if pk in seen}, Counter(n for _pk, n in met)
        hidden = {w: q for n, (w, q) in enumerate(words.items()) if n not in there and counted[n] == ENOUGH}
        whole = {w for w, q in hidden.items() if self._stands_somewhere(q)}
        return {w: n in there or w in whole for n, w in enumerate(words)}

    def _stands_somewhere(self, query: Any) -> bool:
        return self.cases.filter(pk__in=self.index(Found.CASE, query).values("case"))[:1].exists()

    def seen(self, keys: set[int]) -> set[int]:
        return set(self.cases.filter(Among("pk", keys)).order_by().values_list("pk", flat=True)) if keys else set()


def first_of(keys: QuerySet[Found, Any], shown: Callable[[list[int]], set[int]]) -> list[int]:
    """The first keys of cards or letters that may be shown: what may not takes no place among them."""
    every = through_its_index(keys[:WALKED])
    seen = shown(every[:LOOKED_AT])
    if len(seen) < LOOKED_AT < len(every):
        seen |= shown(every[LOOKED_AT:])
    return [pk for pk in every if pk in seen][:LOOKED_AT]


def through_its_index(rows: QuerySet[Found, Any]) -> list[Any]:
    """PostgreSQL counts how common a word is over cases, cards and letters together, and would read the whole table for
    the few cards that have a word of most cases."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        found = list(rows)
        cursor.execute("set local enable_seqscan = on")
    return found
