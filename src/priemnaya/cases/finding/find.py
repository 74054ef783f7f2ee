"""What staff look for, found: cases first, the cards of clients and letters without a case beside them. Only what the
employee may see is looked through, counted and shown.

All words must be there; where they are not together, misspelt ones are mended, then one may be lacking, then any of
them is enough: each time the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction
from django.db.models import Exists, FloatField, Func, Q, QuerySet
from django.utils.translation import gettext as _

from priemnaya.cases.guard import shown_words, unbarred_cards
from priemnaya.cases.models import Case, Contact, Found
from priemnaya.cases.numbers import as_number
from priemnaya.people.models import Client, Employee, Organisation

from .terms import Term, mended, of_word
from .words import near

FEW = 1000
"""Cases up to which they are counted exactly."""
MOST = 1500
"""Rows of the index up to which all are ranked; of more the newest come first."""
LOOKED_AT = 60
"""Clients and letters looked through for those that may be shown."""


@dataclass
class Answer:
    """pks: cases in order, all of them or, when `many`, none: then `rows` are ordered by the newest. told: what was
    done with the words, for people. terms: what was found at last, for highlights."""

    rows: QuerySet[Case]
    pks: list[int]
    many: bool
    terms: list[Term]
    told: list[str] = field(default_factory=list)
    mended: dict[str, list[str]] = field(default_factory=dict)


class Signs(SearchQuery):
    """Lexemes as they stand in the index, any of them."""

    template = "(%(expressions)s)::tsquery"


class Rank(Func):
    """How well a row fits; a match in numbers, the subject and names weighs most."""

    function = "ts_rank"
    template = "ts_rank('{0.2, 0.5, 1.0, 1.0}'::float4[], %(expressions)s)"
    output_field = FloatField()


def tsquery(terms: Iterable[Term], joined: str = "&&") -> Any:
    """Terms as one condition over an index of `cases_found`."""
    return _joined([_of_term(term) for term in terms], joined)


def _of_term(term: Term) -> Any:
    either: list[Any] = [SearchQuery(term.query, config="russian", search_type="raw")] if term.query else []
    if term.signs:
        either.append(Signs(" | ".join(f"'{s}'" for s in term.signs)))
    return _joined(either, "||")


def _joined(parts: list[Any], operator: str) -> Any:
    return reduce(and_ if operator == "&&" else or_, parts)


def matching(terms: Iterable[Term]) -> Q:
    """Of cases: all of the terms stand there."""
    index = Found.objects.filter(kind=Found.CASE, search=tsquery(terms))
    return Q(pk__in=index.values("case"))


def find_cases(
    rows: QuerySet[Case],
    terms: list[Term],
    organisation: Organisation,
    typed: str = "",
    *,
    whole: bool = False,
    seen: QuerySet[Case] | None = None,
) -> Answer:
    """Cases among `rows` (what the employee may see and what the filters leave) by the terms. whole: where all of them
    stand, or nothing. seen: what the employee may see without the filters."""
    if not terms:
        return Answer(rows, [], many=True, terms=[])
    if found := _ranked(rows, terms, _by_number(rows, typed)):
        return found
    plain = [t.instead or t for t in terms]
    if plain != terms and (found := _ranked(rows, plain)):
        names = ", ".join(f"«{t.typed}»" for t in terms if t.instead and t.name)
        ends = ", ".join(t.typed for t in terms if t.instead and t.number)
        if names:
            found.told.append(_("С такими инициалами никого не нашлось: %s. Показаны все с этой фамилией.") % names)
        if ends:
            found.told.append(_("Такого числа нигде нет: %s. Показаны дела с номером, который так кончается.") % ends)
        return found
    instead = near(organisation, _standing_nowhere(rows if seen is None else seen, plain))
    right = [r for t in plain for r in mended(t, instead)]
    if right != plain and (found := _ranked(rows, right)):
        found.mended = {w: lexemes for w, lexemes in instead.items() if lexemes}
        return found
    return (None if whole else _in_part(rows, right)) or Answer(rows.none(), [], many=False, terms=right)


def _standing_nowhere(seen: QuerySet[Case], terms: list[Term]) -> list[str]:
    """Words that may be misspelt: in no case the employee may see do they stand, whatever stands in the others. One
    query."""
    words = list(dict.fromkeys(w for t in terms for w in t.words))
    stand = {
        f"w{n}": Exists(seen.filter(found__kind=Found.CASE, found__search=tsquery(of_word(w))).order_by())
        for n, w in enumerate(words)
    }
    if not words:
        return []
    known: Any = Organisation.objects.order_by("pk").values(**stand)[0]
    return [w for n, w in enumerate(words) if not known[f"w{n}"]]


def _in_part(rows: QuerySet[Case], terms: list[Term]) -> Answer | None:
    """Where one of the words is lacking; else where any of them stands."""
    if len(terms) > 2 and (found := _by(rows, _all_but_one(terms), terms)):
        found.told.append(_("Всех слов сразу нет нигде: показаны дела, где не хватает одного из них."))
        return found
    if len(terms) > 1 and (found := _by(rows, tsquery(terms, "||"), terms)):
        found.told.append(_("Вместе эти слова нигде не стоят: показаны дела, где есть хотя бы одно из них."))
        return found
    return None


def _by_number(rows: QuerySet[Case], typed: str) -> list[int]:
    number = as_number(typed)
    return list(rows.filter(number=number).order_by().values_list("pk", flat=True)) if number else []


def _ranked(rows: QuerySet[Case], terms: list[Term], first: list[int] | None = None) -> Answer | None:
    """Where all of them stand."""
    return _by(rows, tsquery(terms), terms, first or [])


def _by(rows: QuerySet[Case], query: Any, terms: list[Term], first: Iterable[int] = ()) -> Answer | None:
    """By weight, then the newest; of very many the newest alone. None when nothing is found.

    The index is asked by itself, for a planner that has to look at the walls around cases too walks all cases instead.
    """
    index = Found.objects.filter(kind=Found.CASE, search=query).order_by()
    ranked = index.annotate(rank=Rank("search", tsquery(terms, "||"))).values_list("case", "rank")
    ranks: dict[int, float] = dict(ranked[: MOST + 1])
    if len(ranks) > MOST:  # of all bodies and of what is closed to the employee too: what they see may be few
        many = rows.filter(found__kind=Found.CASE, found__search=query)
        shown = list(many.order_by().values_list("pk", flat=True)[: MOST + 1])
        if len(shown) > MOST:
            return Answer(many, list(first), many=True, terms=terms)
        ranks = dict(ranked.filter(case__in=shown))
    some = list(rows.filter(pk__in=[*ranks]).order_by().values_list("pk", "registered_at", "number")) if ranks else []
    figures = [t.typed.lstrip("0") for t in terms if t.number and re.fullmatch(r"[0-9]{1,9}", t.typed)]
    some.sort(key=lambda r: (-_is_numbered(r[2], figures), -round(ranks[r[0]], 3), -r[1].timestamp(), -r[0]))
    pks = list(dict.fromkeys([*first, *(r[0] for r in some)]))
    return Answer(rows.filter(pk__in=pks), pks, many=False, terms=terms) if pks else None


def _is_numbered(number: str, figures: list[str]) -> int:
    """«20» and «000020» are first of all the case of that number."""
    last = number.rpartition("-")[2].lstrip("0")
    return sum(f in (last, number) for f in figures)


def _all_but_one(terms: list[Term]) -> Any:
    return _joined([tsquery(t for t in terms if t is not one) for one in terms], "||")


def find_clients(me: Employee, terms: list[Term]) -> list[int]:
    """Keys of cards that have every term in their name and addresses, the best first; those all of whose cases are
    closed to the employee are not there."""
    if not terms:
        return []
    query = tsquery(terms)
    index = Found.objects.filter(organisation_id=me.organisation_id, kind=Found.CLIENT, search=query)
    ranked = index.annotate(rank=Rank("search", query)).order_by("-rank", "-client")
    pks = _through_its_index(ranked.values_list("client", flat=True)[:LOOKED_AT])
    if not pks:
        return []
    living = Client.objects.filter(pk__in=pks, merged_into=None)
    seen = set(unbarred_cards(living, me).values_list("pk", flat=True))
    return [pk for pk in pks if pk in seen]


def _through_its_index(rows: QuerySet[Found, Any]) -> list[int]:
    """PostgreSQL counts how common a word is over cases, cards and letters together, and would read the whole table for
    the few cards that have a word of most cases."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        found = list(rows)
        cursor.execute("set local enable_seqscan = on")
    return found


def find_letters(me: Employee, terms: list[Term]) -> list[Contact]:
    """Letters that have no case, as far as the employee may read them, the newest first; without their words, of which
    a stranger may write any number (`snippets.words_of_letters`)."""
    if not terms:
        return []
    rows = Found.objects.filter(organisation_id=me.organisation_id, kind=Found.LETTER, search=tsquery(terms))
    pks = _through_its_index(rows.order_by("-contact").values_list("contact", flat=True)[:LOOKED_AT])
    shown = shown_words("contact", pks, me)[0] if pks else set()
    letters = Contact.objects.filter(pk__in=shown, case=None).defer("text", "quoted", "oral_answer")
    return list(letters.order_by("-at", "-pk")) if shown else []
