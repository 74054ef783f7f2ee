"""Which words stand in what one employee may see: in cases, on cards of clients, in letters that have no case. What is
closed to them changes no answer: a word that stands only there is a word that stands nowhere.

However many words are asked, it is by a fixed number of queries: all of them go as one array, and the index is asked
for each inside the database, its walls right after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from priemnaya.cases.guard import shown_words, unbarred_cards
from priemnaya.cases.models import Case, Found
from priemnaya.cases.models.case import ways_to
from priemnaya.cases.models.walls import kept_to_units
from priemnaya.people.models import Client, Employee

from .terms import of_word
from .tsquery import Among, ask_stems, each_stem_once

NEWEST = 100
"""Cases in which words are looked for first: a common word stands in one of them."""
OWN = 1500
"""Cases up to which all that may be seen by who is kept to a unit are asked, and not the index of the body."""
EACH = 100
"""Words up to which each is looked for in the cases; of more, the words of the cases are looked through once."""
_TYPED, _LEXEME = "to_tsquery('russian', c.w)", "quote_literal(c.w)::tsquery"
_AMONG = """
select c.n from unnest(%s::text[]) with ordinality c (w, n)
where exists (select 1 from cases_found f where f.case_id = any(%s::bigint[]) and f.search @@ {query})
"""
_BY_INDEX = """
select c.n{also} from unnest(%s::text[]) with ordinality c (w, n)
cross join lateral (
  select f.of from (
    select {of}_id as of from cases_found
    where kind = '{kind}' and organisation_id + 0 = %s and search @@ {query} offset 0
  ) f {walls}
) met
"""
"""offset 0: the index is asked first. A planner that may look at the walls beside it walks all cases."""
_WALLS = "cross join lateral ({shown}) shown limit 1"


class Standing:
    """cases: those the employee may see."""

    def __init__(self, me: Employee, cases: QuerySet[Case]) -> None:
        self.me, self.cases = me, cases

    @cached_property
    def own(self) -> list[int] | None:
        """All cases of who is kept to a unit; None: they are not kept to one, or see too many to ask them."""
        if not (kept := kept_to_units(self.me)):
            return None
        every = (
            Case.objects.order_by()
        )  # whose body they are of is asked with the walls: beside a way it hides its index
        ways = [every.filter(way).values_list("pk", flat=True)[: OWN + 1] for way in ways_to(kept[0])]
        keys = set(ways[0].union(*ways[1:], all=True))
        if len(keys) > OWN:
            return None
        return list(self.cases.filter(Among("pk", keys)).order_by().values_list("pk", flat=True))

    @cached_property
    def newest(self) -> list[int]:
        rows = self.cases if self.own is None else self.cases.filter(Among("pk", self.own))
        return list(rows.order_by("-registered_at", "-pk").values_list("pk", flat=True)[:NEWEST])

    def typed(self, words: Sequence[str]) -> set[str]:
        """Those of the typed words that stand in a case, in any form."""
        terms = [of_word(w)[0] for w in words]
        ask_stems(terms)
        said = {each_stem_once(term.query): w for term, w in zip(terms, words, strict=True)}
        there = self._among(list(said), _TYPED, self.newest if self.own is None else self.own)
        if self.own is None:
            there |= self._in_cases([q for q in said if q not in there], _TYPED)
        return {said[q] for q in there}

    def often(self, lexemes: Iterable[str]) -> dict[str, int]:
        """Those that stand in the newest cases -> in how many of them."""
        return _counted(self.newest, lexemes)

    def lexemes(self, words: Iterable[str]) -> set[str]:
        """Those that stand anywhere: in a case, on a card, in a letter."""
        asked = sorted(words)
        if self.own is None:
            there = self._in_cases(asked, _LEXEME)
        elif len(asked) <= EACH:
            there = self._among(asked, _LEXEME, self.own)
        else:
            there = set(_counted(self.own, asked))
        there |= self._on_cards([w for w in asked if w not in there])
        return there | self._in_letters([w for w in asked if w not in there])

    def _among(self, words: list[str], query: str, cases: list[int]) -> set[str]:
        return {words[n - 1] for (n,) in _asked(_AMONG.format(query=query), [words, cases])} if words else set()

    def _in_cases(self, words: list[str], query: str) -> set[str]:
        return self._behind_walls(words, query, Found.CASE, "case", self.cases)

    def _on_cards(self, words: list[str]) -> set[str]:
        cards = unbarred_cards(Client.objects.filter(merged_into=None), self.me)
        return self._behind_walls(words, _LEXEME, Found.CLIENT, "client", cards)

    def _behind_walls(self, words: list[str], query: str, kind: str, of: str, shown: QuerySet[Any]) -> set[str]:
        if not words:
            return set()
        one = shown.filter(pk=RawSQL("f.of", [])).order_by().values("pk")  # nosec B611 - a column of ours
        walls, params = one.query.sql_with_params()
        # what a person typed goes as a parameter; the rest are pieces of this file and Django's own text
        sql = _BY_INDEX.format(also="", of=of, kind=kind, query=query, walls=_WALLS.format(shown=walls))
        return {words[n - 1] for (n,) in _asked(sql, [words, self.me.organisation_id, *params])}

    def _in_letters(self, words: list[str]) -> set[str]:
        """Only for those who look through them."""
        if not words or not self.me.may("review.letters"):
            return set()
        sql = _BY_INDEX.format(also=", met.of", of="contact", kind=Found.LETTER, query=_LEXEME, walls="")
        met = _asked(sql, [words, self.me.organisation_id])
        shown = shown_words("contact", {letter for _n, letter in met}, self.me)[0]
        return {words[n - 1] for n, letter in met if letter in shown}


def _counted(cases: list[int], lexemes: Iterable[str]) -> dict[str, int]:
    """Those that stand in the cases -> in how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select word, count(*) from cases_found, unnest(tsvector_to_array(search)) word"
            " where case_id = any(%s::bigint[]) and word = any(%s::text[]) group by word",
            [cases, sorted(lexemes)],
        )
        return dict(cursor.fetchall())


def _asked(sql: str, params: list[Any]) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(sql, params)
        found: list[Any] = cursor.fetchall()
        cursor.execute("set local enable_seqscan = on")
    return found
