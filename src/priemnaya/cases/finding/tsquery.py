"""Terms of a search as PostgreSQL's condition over an index of `cases_found`, and how well a row fits them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import BigIntegerField, BooleanField, F, FloatField, Func, Q, Value

from priemnaya.cases.models import Found
from priemnaya.knowledge.search import stems_of

from .terms import Term

_WORD = re.compile(r"(?<!\w)[а-я]+(?!\w)")
_FORMS = re.compile(r"\((\w+(?: \| \w+)+)\)")
"""What `terms` makes of a word: its forms, any of them."""


class Signs(SearchQuery):
    """Lexemes as they stand in the index, any of them."""

    template = "(%(expressions)s)::tsquery"


class Rank(Func):
    """How well a row fits; a match in numbers, the subject and names weighs most."""

    function = "ts_rank"
    template = "ts_rank('{0.2, 0.5, 1.0, 1.0}'::float4[], %(expressions)s)"
    output_field = FloatField()


class Among(Func):
    """One of these keys: they go as one array. `in` with some thousand of them is slow to write, send and plan."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()

    def __init__(self, column: str, keys: Iterable[int]) -> None:
        super().__init__(F(column), Value([*keys], output_field=ArrayField(BigIntegerField())))


def tsquery(terms: Iterable[Term], joined: str = "&&") -> Any:
    """One query at most, however many terms: stems that were asked before are known."""
    asked = list(terms)
    ask_stems(asked)
    return _joined([_of_term(term) for term in asked], joined)


def ask_stems(terms: Iterable[Term]) -> None:
    """Of all the terms at once: each would ask the database for its own."""
    stems_of(sorted({w for term in terms for w in (*_WORD.findall(term.query), *(term.words if term.name else ()))}))


def all_but_one(terms: list[Term]) -> Any:
    ask_stems(terms)
    return _joined([tsquery(t for t in terms if t is not one) for one in terms], "||")


def _of_term(term: Term) -> Any:
    said = each_stem_once(_of_halves(term))
    either: list[Any] = [SearchQuery(said, config="russian", search_type="raw")] if said else []
    if term.signs or term.begun:
        either.append(Signs(" | ".join([*(f"'{s}'" for s in term.signs), *(f"'{b}':*" for b in term.begun)])))
    return _joined(either, "||")


def _of_halves(term: Term) -> str:
    """Of «жил-был» the half that PostgreSQL keeps in no index is not asked for."""
    halves = term.query.split(" & ")
    if not (term.name and len(halves) == len(term.words) > 1):
        return term.query
    stems = stems_of(sorted(set(term.words)))
    kept = [half for half, said in zip(halves, term.words, strict=True) if said in stems]
    return " & ".join(kept or halves)


def each_stem_once(query: str) -> str:
    """Of the forms of a word one for each stem: PostgreSQL drops none, and of a common word would look at ten and more
    equal lexemes in each of its rows. A form that means nothing by itself («том», «раз») takes no stem's place."""
    stems = stems_of(sorted(set(_WORD.findall(query))))

    def few(m: re.Match[str]) -> str:
        return f"({' | '.join({stems.get(f, (f,)): f for f in reversed(m[1].split(' | '))}.values())})"

    return _FORMS.sub(few, query)


def _joined(parts: list[Any], operator: str) -> Any:
    return reduce(and_ if operator == "&&" else or_, parts)


def matching(terms: Iterable[Term]) -> Q:
    """Of cases: all of the terms stand there."""
    index = Found.objects.filter(kind=Found.CASE, search=tsquery(terms))
    return Q(pk__in=index.values("case"))
