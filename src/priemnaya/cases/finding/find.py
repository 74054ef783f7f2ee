"""What staff look for, found: cases first, the cards of clients and letters without a case beside them. Only what the
employee may see is looked through, counted and shown.

All words must be there; where they are not together, misspelt ones are mended, then one may be lacking, then any of
them is enough: each time the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.guard import shown_words, unbarred_cards
from priemnaya.cases.models import Case, Contact, Found
from priemnaya.cases.models.walls import kept_to_units
from priemnaya.cases.numbers import as_number
from priemnaya.people.models import Client, Employee

from .apart import unglued
from .exact import FEWEST, NAME, NameHas, stands, typed_words
from .reached import cards_reached
from .sight import AT_ONCE, LOOKED_AT, Sight, first_of
from .terms import Term, mended
from .tsquery import Among, Rank, all_but_one, tsquery

FEW = 1000
"""Cases up to which they are counted exactly."""
FIRST_YEAR = 2000
"""No case has a number of an earlier year."""
MOST = 1000
"""Cases up to which all are ranked; of more the newest come first."""


@dataclass
class Answer:
    """pks: cases in order, all of them or, when `many`, the first alone: of the others, `rows`, the newest come first.
    over: there are known to be more of them than are counted. told: what was done with the words, for people. terms:
    what was found at last, for highlights; also: what else was, by its meaning. in_part: they do not stand there all
    together."""

    rows: QuerySet[Case]
    pks: list[int]
    many: bool
    terms: list[Term]
    told: list[str] = field(default_factory=list)
    mended: dict[str, list[str]] = field(default_factory=dict)
    over: bool = False
    also: list[Term] = field(default_factory=list)
    in_part: bool = False


def find_cases(
    rows: QuerySet[Case], terms: list[Term], sight: Sight, typed: str = "", *, whole: bool = False
) -> Answer:
    """Cases among `rows` (what the employee may see and what the filters leave) by the terms. whole: where all of them
    stand, or nothing."""
    if not terms:
        return Answer(rows, [], many=True, terms=[])
    among = _Among(rows, sight)
    if found := among.ranked(terms, _by_number(rows, typed, sight.me)):
        return found
    plain = terms
    while any(t.instead for t in plain):
        before, plain = plain, [t.instead or t for t in plain]
        if found := among.ranked(plain):
            found.told += _instead(before)
            return found
    instead = sight.meant(w for t in plain for w in t.words)
    right = [r for t in plain for r in mended(t, instead)]
    if right != plain and (found := among.ranked(right)):
        found.mended = {w: lexemes for w, lexemes in instead.items() if lexemes}
        return found
    parted = [] if whole else unglued(right, sight)
    if parted and (found := among.ranked(parted)):
        return found
    return (None if whole else _in_part(among, parted or right)) or Answer(rows.none(), [], many=False, terms=right)


def _instead(terms: list[Term]) -> list[str]:
    """What was looked for in place of these, for people."""
    other = [(t, t.instead) for t in terms if t.instead]
    names = ", ".join(f"«{t.typed}»" for t, _i in other if t.name)
    begun = ", ".join(t.typed for t, i in other if t.number and i.begun)
    ends = ", ".join(t.typed for t, i in other if t.number and i.signs)
    apart = ", ".join(t.typed for t, i in other if t.number and not (i.signs or i.begun))
    told = []
    if names:
        told.append(_("С такими инициалами никого не нашлось: %s. Показаны все с этой фамилией.") % names)
    if ends:
        told.append(_("Такого числа нигде нет: %s. Показаны дела с номером, который так кончается.") % ends)
    if begun:
        told.append(_("Такого числа нигде нет: %s. Показаны дела с телефоном, который так начинается.") % begun)
    if apart:
        told.append(_("Подряд эти числа нигде не стоят: %s. Показаны дела, где есть каждое из них.") % apart)
    return told


def find_whole(rows: QuerySet[Case], terms: list[Term], sight: Sight) -> Answer | None:
    """Where all of them stand as they are: nothing is mended."""
    return _Among(rows, sight).ranked(terms)


def _in_part(among: _Among, terms: list[Term]) -> Answer | None:
    """Where one of the words is lacking; else where any of them stands."""
    if len(terms) > 2 and (found := among.by(all_but_one(terms), terms)):
        found.in_part = True
        found.told.append(_("Всех слов сразу нет нигде: показаны дела, где не хватает одного из них."))
        return found
    if len(terms) > 1 and (found := among.by(tsquery(terms, "||"), terms)):
        found.in_part = True
        found.told.append(_("Вместе эти слова нигде не стоят: показаны дела, где есть хотя бы одно из них."))
        return found
    return None


def _by_number(rows: QuerySet[Case], typed: str, me: Employee) -> list[int]:
    """The case of that number; of its last figures alone, «20» and «000020», those of every year, the newest first."""
    numbers = {as_number(typed)} - {""}
    if last := re.fullmatch(r"(?:№|N)?\s{0,3}([0-9]{1,6})", typed.strip()):
        this_year = me.organisation.local(timezone.now()).year
        numbers |= {f"{year}-{int(last[1]):06d}" for year in range(FIRST_YEAR, this_year + 1)}
    found = rows.filter(number__in=numbers).order_by("-number").values_list("pk", flat=True)
    return list(found) if numbers else []


@dataclass
class _Among:
    """Cases that are looked through. few: all of them, where they are known to be few; many: they are known not to
    be."""

    rows: QuerySet[Case]
    sight: Sight
    few: list[int] | None = None
    many: bool = False

    def __post_init__(self) -> None:
        if self.sight.own is not None:
            self.rows = self.rows.filter(Among("pk", self.sight.own))
        elif self.rows is self.sight.cases:
            self.many = bool(kept_to_units(self.sight.me))

    def ranked(self, terms: list[Term], first: Iterable[int] = ()) -> Answer | None:
        """Where all of them stand."""
        return self.by(tsquery(terms), terms, first)

    def by(self, query: Any, terms: list[Term], first: Iterable[int] = ()) -> Answer | None:
        """By weight, then the newest; of very many the newest alone. None when nothing is found."""
        keys = self._keys(query)
        if keys is None:
            return Answer(self._having(query), list(first), many=True, terms=terms, over=True)
        shown = self.rows.filter(Among("pk", keys)).annotate(rank=Rank("found__search", tsquery(terms, "||")))
        some = list(shown.order_by().values_list(*_OF_ONE)) if keys else []
        figures = [t.typed.lstrip("0") for t in terms if t.number and re.fullmatch(r"[0-9]{1,9}", t.typed)]
        typed = typed_words(terms)
        some.sort(key=lambda r: _place(r, figures, typed))
        pks = list(dict.fromkeys([*first, *(r[0] for r in some)]))
        return Answer(self.rows.filter(Among("pk", pks)), pks, many=False, terms=terms) if pks else None

    def _keys(self, query: Any) -> list[int] | None:
        """Cases that have it, among them some that the employee may not see; None when those they see are many."""
        if self.few is not None:
            return self._of_few(query)
        keys = self.sight.keys(query)
        if len(keys) <= MOST:
            return keys
        count = self.rows.filter(Among("pk", keys)).order_by().count()
        if count > MOST or len(keys) < AT_ONCE:
            return None if count > MOST else keys
        if self._are_few():
            return self._of_few(query)
        keys = list(self._having(query).order_by().values_list("pk", flat=True)[: MOST + 1])
        return None if len(keys) > MOST else keys

    def _of_few(self, query: Any) -> list[int]:
        here = Found.objects.filter(Among("case", self.few or []), search=query).order_by()
        return list(here.values_list("case", flat=True)) if self.few else []

    def _are_few(self) -> bool:
        """Whether the walls and the filters leave few: from then on it is they that are asked and not the index, which
        a common word makes dear. Counted once."""
        if not self.many:
            keys = list(self.rows.order_by().values_list("pk", flat=True)[: MOST + 1])
            self.few, self.many = (None, True) if len(keys) > MOST else (keys, False)
        return self.few is not None

    def _having(self, query: Any) -> QuerySet[Case]:
        return self.rows.filter(found__kind=Found.CASE, found__search=self.sight.narrowed(query))


_OF_ONE = ("pk", "registered_at", "number", "rank", "subject", *(f"client__{field}" for field in NAME))


def _place(row: tuple[Any, ...], figures: list[str], typed: frozenset[str]) -> tuple[float, ...]:
    """Of one case (`_OF_ONE`) among those found: the least comes first."""
    pk, at, number, rank, subject, *name = row
    whole, words = stands(typed, " ".join(filter(None, name)), subject)
    return -_is_numbered(number, figures), -whole, -round(rank, 3), -words, -at.timestamp(), -pk


def _is_numbered(number: str, figures: list[str]) -> int:
    """«20» and «000020» are first of all the case of that number."""
    last = number.rpartition("-")[2].lstrip("0")
    return sum(f in (last, number) for f in figures)


def find_clients(sight: Sight, terms: list[Term]) -> list[int]:
    """Keys of cards that have every term in their name and addresses, the best first; those all of whose cases are
    closed to the employee are not there, nor does an address given in such cases alone find one."""
    if not terms:
        return []
    query = tsquery(terms)
    ranked = sight.index(Found.CLIENT, query).annotate(rank=Rank("search", query)).order_by("-rank", "-client")
    if len(typed := typed_words(terms)) >= FEWEST:
        ranked = ranked.annotate(whole=NameHas(typed)).order_by("-whole", "-rank", "-client")
    living = Client.objects.filter(merged_into=None)
    found = first_of(
        ranked.values_list("client", flat=True),
        lambda pks: set(unbarred_cards(living.filter(Among("pk", pks)), sight.me).values_list("pk", flat=True)),
    )
    return list(dict.fromkeys([*found, *cards_reached(sight, terms)]))[:LOOKED_AT]


def find_letters(me: Employee, terms: list[Term]) -> list[Contact]:
    """Letters that have no case, as far as the employee may read them, the newest first; without their words, of which
    a stranger may write any number (`snippets.words_of_letters`)."""
    if not terms:
        return []
    keys = Sight(me).index(Found.LETTER, tsquery(terms)).order_by("-contact").values_list("contact", flat=True)
    shown = first_of(keys, lambda pks: shown_words("contact", pks, me)[0])
    letters = Contact.objects.filter(pk__in=shown, case=None).defer("text", "quoted", "oral_answer")
    return list(letters.order_by("-at", "-pk")) if shown else []
