"""One search of staff: cases, clients, letters without a case and articles, with filters in the words themselves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from priemnaya.cases.finding.filters import Asked, asker_of, understood
from priemnaya.cases.finding.find import BESIDE, FEW, Answer, find_cases, find_clients, find_letters
from priemnaya.cases.finding.snippets import Marker, Piece, pieces_of
from priemnaya.cases.finding.terms import Term
from priemnaya.cases.models import Case, Contact
from priemnaya.knowledge.search import Hit, find
from priemnaya.people.models import Client, Employee
from priemnaya.plain.sought import clean
from priemnaya.ui.access import permission
from priemnaya.workspace.shared import who

PAGE = 20
LONGEST = 200
"""Characters of a query."""
ARTICLES = 5
ONLY = ("clients", "letters")
"""What may be shown alone, more of it."""


@dataclass
class Row:
    """A case as it was found: its subject and name with the words marked, and the piece where they stand."""

    case: Case
    subject: Any
    name: Any
    piece: Piece | None


@require_GET
@permission("case.view")
def search(request: HttpRequest) -> HttpResponse:
    me = who(request)
    text = clean(request.GET.get("q", ""))[:LONGEST].replace("\0", "").strip()
    if not text:
        return render(request, "workspace/search.html", {"q": ""})
    asked = understood(text, asker_of(me))
    seen = Case.objects.seen_by(me)
    answer = find_cases(asked.narrowed(seen), asked.terms, me.organisation, asked.rest)
    page = _page(request, asked, answer)
    terms = [*answer.terms, *(t for chip in asked.chips for t in chip.terms)]
    rows = _rows(page, terms)
    request.session["queue"] = ""
    return render(
        request,
        "workspace/search.html",
        {
            "q": text,
            "asked": asked,
            "answer": answer,
            "page": page,
            "rows": rows,
            "count": None if answer.many and page.paginator.count > FEW else page.paginator.count,
            "few": FEW,
            "mended": _mended(answer, rows),
            "without": _without(asked, answer, seen, me) if not rows else 0,
            **_beside(me, asked, answer, terms, request.GET.get("only", "")),
        },
    )


def _page(request: HttpRequest, asked: Asked, answer: Answer) -> Page[Any]:
    """Of the ranked their order; of many the newest, or by their terms where the filters speak of terms."""
    found: Any = answer.pks
    if answer.many:
        order = (F("due_at").asc(nulls_last=True), "pk") if asked.by_term else ("-registered_at", "-pk")
        found = _Many(answer.rows.order_by(*order).values_list("pk", flat=True))
    return Paginator(found, PAGE).get_page(request.GET.get("page"))


class _Many:
    """Keys of many rows, counted to a thousand and one: nobody turns to page fifty."""

    ordered = True

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.rows = rows

    def count(self) -> int:
        return self.rows.order_by()[: FEW + 1].count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, key: slice) -> Any:
        return self.rows[key]


def _rows(page: Page[Any], terms: Sequence[Term]) -> list[Row]:
    pks, marker = list(page.object_list), Marker(terms)
    listed = Case.objects.marked().select_related("client", "assignee", "unit").defer("search_text")
    cases = {c.pk: c for c in listed.filter(pk__in=pks)} if pks else {}
    pieces = pieces_of(pks, list(terms))
    return [
        Row(c, marker.marked(c.subject), marker.marked(c.client_name), pieces.get(pk))
        for pk in pks
        if (c := cases.get(pk))
    ]


def _mended(answer: Answer, rows: list[Row]) -> dict[str, str]:
    """Typed word -> the word it was found by, as it stands in what is shown: a word that stands only where this person
    may not look is never named."""
    shown = " ".join(f"{r.subject} {r.name} {r.piece.text if r.piece else ''}" for r in rows).lower().replace("ё", "е")
    met = {}
    for typed, lexemes in answer.mended.items():
        words = (w.strip("<>/mark.,;:!?»«()") for w in shown.split())
        found = next((w for w in words if any(w.startswith(x) for x in lexemes)), "")
        if found:
            met[typed] = found
    return met


def _without(asked: Asked, answer: Answer, seen: QuerySet[Case], me: Employee) -> int:
    """How many there would be without the filters, when nothing was found with them."""
    if not asked.chips or not asked.terms:
        return 0
    free = find_cases(seen, asked.terms, me.organisation, asked.rest)
    return FEW if free.many else len(free.pks)


def _beside(me: Employee, asked: Asked, answer: Answer, terms: Sequence[Term], only: str) -> dict[str, Any]:
    """Clients, letters and articles by the words that are no filters; of a colleague's surname beside filters too."""
    words = [*asked.terms, *(t for chip in asked.chips if chip.sort == "person" for t in chip.terms)]
    typed = bool(asked.terms) and answer.terms != asked.terms and not answer.told
    wanted = list(answer.terms) if typed else [t.instead or t for t in words] if answer.told else words
    clients: list[Client] = find_clients(me, wanted) if wanted else []
    letters: list[Contact] = find_letters(me, wanted) if wanted and me.may("review.letters") else []
    known: list[Hit] = []
    if asked.terms and not only:
        known = find(me.organisation, asked.rest.strip(), public=False, limit=ARTICLES).hits
    marker = Marker(terms)
    return {
        "only": only if only in ONLY else "",
        "clients": [(c, marker.marked(c.full_name)) for c in (clients if only == "clients" else clients[:BESIDE])],
        "clients_count": len(clients),
        "letters": [
            (c, marker.marked(c.subject or c.sender), marker.piece("", f"{c.text} {c.quoted}"))
            for c in (letters if only == "letters" else letters[:BESIDE])
        ],
        "letters_count": len(letters),
        "known": known,
        "token": uuid.uuid4().hex[:20],
    }
