"""What staff look for, found: cases first, the cards of clients and letters without a case beside them. Only what the
employee may see is looked through, counted and shown.

All words must be there; where they are not together, misspelt ones are mended, then one may be lacking, then any of
them is enough: each time the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQueryField
from django.db.models import Expression, FloatField, Func, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from priemnaya.cases.guard import shown_words, unbarred_cards
from priemnaya.cases.models import Case, Contact, Found
from priemnaya.cases.numbers import as_number
from priemnaya.people.models import Client, Employee, Organisation

from .terms import Term, mended
from .words import near

FEW = 1000
"""Hits up to which all are ranked; of more the newest come first."""
WEIGHTS = "{0.2, 0.5, 1.0, 1.0}"
BESIDE = 6
"""Clients and letters shown beside cases."""
LOOKED_AT = 60
"""Clients and letters looked through for those that may be shown."""


@dataclass
class Answer:
    """pks: cases in order, all of them or, when `many`, none: then `rows` are ordered by the newest. told: what was done
    with the words, for people. terms: what was found at last, for highlights."""

    rows: QuerySet[Case]
    pks: list[int]
    many: bool
    terms: list[Term]
    told: list[str] = field(default_factory=list)
    mended: dict[str, list[str]] = field(default_factory=dict)


class Rank(Func):
    """How well a row fits; a match in numbers, the subject and names weighs most."""

    function = "ts_rank"
    output_field = FloatField()

    def __init__(self, query: Expression, column: str) -> None:
        super().__init__(RawSQL("%s::float4[]", [WEIGHTS]), column, query)


def tsquery(terms: Iterable[Term], joined: str = "&&") -> RawSQL:
    """Terms as one condition over an index of `cases_found`."""
    parts, given = [], []
    for term in terms:
        either = [("to_tsquery('russian', %s)", term.query)] if term.query else []
        if term.signs:
            either.append(("%s::tsquery", " | ".join(f"'{s}'" for s in term.signs)))
        parts.append("(" + " || ".join(sql for sql, _ in either) + ")")
        given += [value for _, value in either]
    return RawSQL(f"({f' {joined} '.join(parts)})", given, output_field=SearchQueryField())


def matching(terms: Iterable[Term], *, through: str = "found__") -> Q:
    return Q(**{f"{through}search": tsquery(terms)})


def find_cases(rows: QuerySet[Case], terms: list[Term], organisation: Organisation, typed: str = "") -> Answer:
    """Cases among `rows` (what the employee may see and what the filters leave) by the terms."""
    if not terms:
        return Answer(rows, [], many=True, terms=[])
    if found := _ranked(rows, terms, _by_number(rows, typed)):
        return found
    plain = [t.instead or t for t in terms]
    if plain != terms and (found := _ranked(rows, plain)):
        names = ", ".join(f"«{t.typed}»" for t in terms if t.instead)
        found.told.append(_("С такими инициалами никого не нашлось: %s. Показаны все с этой фамилией.") % names)
        return found
    instead = near(organisation, (w for t in plain for w in t.words))
    right = [r for t in plain for r in mended(t, instead)]
    if right != plain and (found := _ranked(rows, right)):
        found.mended = {w: lexemes for w, lexemes in instead.items() if lexemes}
        return found
    return _in_part(rows, right) or Answer(rows.none(), [], many=False, terms=right)


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


def _by(rows: QuerySet[Case], query: RawSQL, terms: list[Term], first: Iterable[int] = ()) -> Answer | None:
    """By weight, then the newest; of more than `FEW` the newest alone. None when nothing is found."""
    hits = rows.filter(found__search=query)
    looked = hits.annotate(rank=Rank(tsquery(terms, "||"), "found__search")).order_by()
    some = list(looked.values_list("pk", "rank", "registered_at", "number")[: FEW + 1])
    if len(some) > FEW:
        return Answer(hits, [], many=True, terms=terms)
    figures = [t.typed.lstrip("0") for t in terms if t.number and t.typed.isdecimal()]
    some.sort(key=lambda r: (-_is_numbered(r[3], figures), -round(r[1], 3), -r[2].timestamp(), -r[0]))
    pks = list(dict.fromkeys([*first, *(r[0] for r in some)]))
    return Answer(hits, pks, many=False, terms=terms) if pks else None


def _is_numbered(number: str, figures: list[str]) -> int:
    """«20» and «000020» are first of all the case of that number."""
    last = number.rpartition("-")[2].lstrip("0")
    return sum(f in (last, number) for f in figures)


def _all_but_one(terms: list[Term]) -> RawSQL:
    whole = [tsquery([t for t in terms if t is not one]) for one in terms]
    sql = " || ".join(f"({q.sql})" for q in whole)
    return RawSQL(f"({sql})", [p for q in whole for p in q.params], output_field=SearchQueryField())


def find_clients(me: Employee, terms: list[Term]) -> list[Client]:
    """Cards that have every term in their name and addresses; those all of whose cases are closed to the employee are
    not there."""
    if not terms:
        return []
    query = tsquery(terms)
    rows = Client.objects.filter(organisation_id=me.organisation_id, merged_into=None, found__search=query)
    ranked = rows.annotate(rank=Rank(query, "found__search")).order_by("-rank", "-pk")
    pks = list(ranked.values_list("pk", flat=True)[:LOOKED_AT])
    seen = {c.pk: c for c in unbarred_cards(Client.objects.filter(pk__in=pks), me)} if pks else {}
    return [seen[pk] for pk in pks if pk in seen]


def find_letters(me: Employee, terms: list[Term]) -> list[Contact]:
    """Letters that have no case, as far as the employee may read them, the newest first."""
    if not terms:
        return []
    rows = Found.objects.filter(organisation_id=me.organisation_id, kind=Found.LETTER, search=tsquery(terms))
    pks = list(rows.order_by("-contact").values_list("contact", flat=True)[:LOOKED_AT])
    shown = shown_words("contact", pks, me)[0] if pks else set()
    return list(Contact.objects.filter(pk__in=shown, case=None).order_by("-at", "-pk")) if shown else []
