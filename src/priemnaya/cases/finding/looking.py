"""One look of an employee for something: what is understood, the cases in their order, clients and letters beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case, Contact
from priemnaya.people.models import Employee

from .filters import Asked, as_letters_say, asker_of, in_words, outright_of, understood
from .find import FEW, Answer, find_cases, find_clients, find_letters
from .meaning import add_meant
from .sight import Sight
from .terms import Term, composed
from .tsquery import Among

LONGEST = 200
"""Characters of a query."""


def readable(typed: str) -> str:
    """What was typed, as it is looked for."""
    return composed(typed[: 2 * LONGEST])[:LONGEST].replace("\0", "").strip()


@dataclass
class Looked:
    """clients: keys of cards. terms: all that is marked in what is shown, the names in filters too."""

    sight: Sight
    asked: Asked
    answer: Answer
    clients: list[int]

    @property
    def me(self) -> Employee:
        return self.sight.me

    @property
    def terms(self) -> list[Term]:
        return [*self.answer.terms, *self.answer.also, *(t for chip in self.asked.chips for t in chip.terms)]

    @cached_property
    def letters(self) -> list[Contact]:
        """Letters that have no case; only for those who look through them."""
        return find_letters(self.me, _beside(self.asked, self.answer)) if self.me.may("review.letters") else []

    @property
    def keys(self) -> Any:
        """Keys of the cases in order: a list, or rows that are counted and sliced."""
        if not self.answer.many:
            return self.answer.pks
        order = (F("due_at").asc(nulls_last=True), "pk") if self.asked.by_term else ("-registered_at", "-pk")
        rows = self.answer.rows.order_by(*order).values_list("pk", flat=True)
        return Many(rows, FEW + 1 if self.answer.over else None, self.answer.pks)


class Many:
    """Keys of many rows, counted to a thousand and one: nobody turns to page fifty. first: those of them that come
    before the others."""

    ordered = True

    def __init__(self, rows: QuerySet[Any, Any], counted: int | None = None, first: Sequence[int] = ()) -> None:
        self.rows, self.counted, self.first = rows, counted, list(first)

    def count(self) -> int:
        if self.counted is not None:
            return self.counted
        return self.rows.order_by()[: FEW + 1].count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, key: slice) -> Any:
        if not self.first:
            return self.rows[key]
        since, until, ahead = key.start or 0, key.stop, len(self.first)
        rest = self.rows.exclude(pk__in=self.first)[max(0, since - ahead) : max(0, until - ahead)]
        return [*self.first[since:until], *rest]


def look(me: Employee, text: str) -> Looked:
    """text: `readable`."""
    sight, asked = Sight(me), understood(text, asker_of(me))
    if asked.terms and asked.chips and as_letters_say(asked.chips, text):
        asked = _as_letters_say(sight, asked)
    rows = asked.narrowed(sight.cases) if asked.terms or asked.chips else sight.cases.none()
    answer = find_cases(rows, asked.terms, sight, asked.rest)
    if asked.terms and asked.chips and not (answer.pks or answer.many):
        rows, asked, answer = _as_words(sight, asked, answer)
    add_meant(sight, rows, answer, asked.terms)
    if not (asked.terms or asked.chips):
        answer = Answer(rows, [], many=False, terms=[])  # signs and particles alone: nothing is looked for by them
    clients = find_clients(sight, _on_cards(_beside(asked, answer)))
    if clients:
        _add_holders(sight, rows, answer, asked.terms)
    return Looked(sight, asked, answer, clients)


def look_among(rows: QuerySet[Case], me: Employee, text: str) -> Answer:
    """Those of a list that have the words, as the search finds them; filters in words are words here."""
    sight, asked = Sight(me), in_words(text)
    if not asked.terms:
        return Answer(rows.none(), [], many=False, terms=[])
    answer = find_cases(rows, asked.terms, sight, text)
    _add_holders(sight, rows, answer, asked.terms)
    return answer


def _add_holders(sight: Sight, rows: QuerySet[Case], answer: Answer, terms: list[Term]) -> None:
    """By a telephone or a mailbox: all cases of the cards that hold it, after those where it stands."""
    if answer.many or not (address := _addresses(answer.terms or terms)):
        return
    holders = find_clients(sight, address)
    theirs = rows.filter(client__in=holders).order_by("-registered_at", "-pk").values_list("pk", flat=True)
    answer.pks += [pk for pk in theirs[:FEW] if pk not in answer.pks]
    answer.rows = rows.filter(Among("pk", answer.pks))


def _as_letters_say(sight: Sight, asked: Asked) -> Asked:
    """«срочная операция», «грубость по телефону»: where these words stand together somewhere, it is they that are
    looked for, and the filter is offered."""
    plain = in_words(asked.text)
    found = find_cases(sight.cases, plain.terms, sight, asked.text, whole=True)
    if not (found.pks or found.many) or found.told or found.mended:
        return asked
    plain.narrower = outright_of(asked.chips, asked.text)
    return plain


def _as_words(sight: Sight, asked: Asked, answer: Answer) -> tuple[QuerySet[Case], Asked, Answer]:
    """With the filters there is nothing: the words they were read from may be what is looked for («грубость на
    приёме»). Where those stand together, the filters were none."""
    plain = in_words(asked.text)
    found = find_cases(sight.cases, plain.terms, sight, asked.text, whole=True)
    if not (found.pks or found.many):
        return asked.narrowed(sight.cases), asked, answer
    labels = ", ".join(f"«{chip.label}»" for chip in asked.chips)
    found.told.append(_("С условиями %s ничего нет. Показаны дела, где стоят сами слова.") % labels)
    return sight.cases, plain, found


def without_filters(looked: Looked) -> int:
    """How many cases there would be without the filters, to FEW."""
    asked = looked.asked
    if not asked.chips or not asked.terms:
        return 0
    free = find_cases(looked.sight.cases, asked.terms, looked.sight, asked.rest)
    return FEW if free.many else len(free.pks)


def _beside(asked: Asked, answer: Answer) -> list[Term]:
    """By what clients and letters are looked for: the words as they were found at last, a colleague's surname too."""
    words = answer.terms or asked.terms
    return [*words, *(t.instead or t for chip in asked.chips if chip.sort == "person" for t in chip.terms)]


def _addresses(terms: list[Term]) -> list[Term]:
    """A telephone or its end, a mailbox: it stands on the card, and the cases are those of the card. Looked for as
    that alone: the number of a house or an index of the post is no telephone."""
    if len(terms) != 1:
        return []
    (term,) = terms
    if term.begun:
        return [term]
    if term.number:
        signs = tuple(s for s in term.signs if re.fullmatch(r"#(?:[0-9]{4}|[0-9]{6,})", s))
        return [replace(term, query="", signs=signs)] if signs else []
    return terms if "@" in term.typed else []


def _on_cards(terms: list[Term]) -> list[Term]:
    """A number alone is looked for in names and telephones; in a postal address it is a house, of which there are as
    many as streets."""
    if len(terms) != 1 or not terms[0].number:
        return terms
    return [replace(terms[0], query=re.sub(r"(\w+)", r"\1:b", terms[0].query))]
