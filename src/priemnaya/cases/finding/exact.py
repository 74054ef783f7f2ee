"""Words as they were typed before words by their stem: «анна петровна» is no «Анна Петрова», though by stem it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, TextField, Value
from django.db.models.functions import Concat

from priemnaya.plain.words import fold

from .terms import PARTS, Term

NAME = ("surname", "name", "patronymic", "company")
FEWEST = 2
"""Words that tell whom or what is meant; one may be a name or a word of any letter."""


def typed_words(terms: Iterable[Term]) -> frozenset[str]:
    """Words that are looked for, as they were typed; none of numbers."""
    return frozenset(w for t in terms if not t.number for w in PARTS.findall(fold(t.typed)))


def stands(typed: frozenset[str], name: str, subject: str) -> tuple[int, int]:
    """How well a name or a subject says what was typed, letter by letter: first what goes before any weight (all of it
    stands in one of them), then what parts cases of equal weight."""
    named, said = (frozenset(PARTS.findall(fold(text))) for text in (name, subject))
    whole = 2 * (typed <= named) + (typed == named) or int(typed <= said) if len(typed) >= FEWEST else 0
    return whole, len(typed & (named | said))


class NameHas(Func):
    """Whether the name of a card has all these words, ё as е, whatever stands between them."""

    template = "%(expressions)s"
    arg_joiner = " @> "
    output_field = BooleanField()

    def __init__(self, words: Iterable[str]) -> None:
        parts: list[Any] = [x for field in NAME for x in (F(f"client__{field}"), Value(" "))]
        plain = Func(Concat(*parts), template="translate(lower(%(expressions)s), 'ё', 'е')", output_field=TextField())
        own = Func(plain, Value(r"[\s,.-]+"), function="regexp_split_to_array", output_field=ArrayField(TextField()))
        super().__init__(own, Value(sorted(words), output_field=ArrayField(TextField())))
