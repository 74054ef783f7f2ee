"""Cards by an address that one of their cases was given. A card's own row of the index has only the addresses that no
case was given (`sql.BY_ITSELF`): the rest are asked of the cases, as far as the employee sees them."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Concat, Lower, Replace

from priemnaya.cases.models import CaseAddress
from priemnaya.core.reading import numeral
from priemnaya.plain.words import fold

from .sight import LOOKED_AT, Sight
from .terms import Term
from .tsquery import Among, tsquery

MOST = 300
"""Cases that the employee sees up to which their addresses are looked at: what stands in more is nobody's address."""
_PARTS = re.compile(r"[^\W\d_]{3,}|\d{4,}")
_BEGUN, _LAST = 4, 4
"""Letters of a word and figures of a number that an address has at least, for a first cheap look."""


class _Words(Func):
    """As the words of a card stand in the index."""

    template = "cases_found_vector('', %(expressions)s, '', '')"
    output_field = SearchVectorField()


def cards_reached(sight: Sight, terms: list[Term]) -> list[int]:
    """Living cards that have every term in their name and one address given in a case the employee sees, a term in the
    address at least; the newest case's first."""
    maybe = _maybe(terms)
    keys = sight.keys(tsquery(terms)) if maybe else []
    if len(keys) > MOST:  # what is closed to the employee is no reason to give up
        shown = sight.cases.filter(Among("pk", keys)).order_by("-registered_at", "-pk")
        keys = list(shown.values_list("pk", flat=True)[: MOST + 1])
    if not keys or len(keys) > MOST:
        return []
    rows = CaseAddress.objects.filter(Among("case", keys), case__client__merged_into=None)
    rows = rows.annotate(plain=Replace(Lower("address"), Value("ё"), Value("е"))).annotate(
        figures=Func("address", Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    )
    said: list[Any] = [v for f in ("surname", "name", "patronymic", "company") for v in (F(f"case__client__{f}"), _GAP)]
    met = rows.filter(maybe).annotate(words=_Words(Concat(*said, F("address")))).filter(words=tsquery(terms))
    told = dict(met.order_by("case").values_list("case", "case__client"))
    seen = sight.cases.filter(Among("pk", told)).order_by("-registered_at", "-pk").values_list("pk", flat=True)
    return list(dict.fromkeys(told[pk] for pk in seen))[:LOOKED_AT] if told else []


_GAP = Value(" ")


def _maybe(terms: list[Term]) -> Q:
    """An address has the beginning of a word or the end of a number."""
    maybe = Q()
    for part in {p for t in terms for p in _PARTS.findall(fold(t.typed))}:
        maybe |= Q(figures__contains=part[-_LAST:]) if numeral(part) else Q(plain__contains=part[:_BEGUN])
    for figures in {re.sub(r"\D", "", t.typed)[-_LAST:] for t in terms if t.number}:
        maybe |= Q(figures__contains=figures) if len(figures) == _LAST else Q()
    return maybe
