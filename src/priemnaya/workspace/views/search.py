"""One search of staff: cases, clients, letters without a case and articles, with filters in the words themselves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from priemnaya.cases.finding.find import FEW, Answer
from priemnaya.cases.finding.looking import Looked, look, readable, without_filters
from priemnaya.cases.finding.sight import LOOKED_AT
from priemnaya.cases.finding.snippets import Marker, marked_in, pieces_of, words_of_letters
from priemnaya.cases.finding.terms import Term
from priemnaya.cases.guard import told_addresses
from priemnaya.cases.models import Case
from priemnaya.core.shown import LOOKED
from priemnaya.knowledge.search import find
from priemnaya.people.models import Client, ClientAddress
from priemnaya.plain.words import fold
from priemnaya.ui.access import permission
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.cases import CASES, listed
from priemnaya.workspace.tables.shown import Listing

PAGE = 20
ARTICLES = 5
AROUND = 90
"""Cases before and after those of the page through which «дальше» and «назад» on a case go."""
BESIDE = 6
"""Clients and letters beside cases, at first."""


@require_GET
@permission("case.view")
def search(request: HttpRequest) -> HttpResponseBase:
    me, text = who(request), readable(request.GET.get("q", ""))
    if not text:
        return render(request, "workspace/search.html", {"q": ""})
    looked = look(me, text)
    listing = Listing(CASES, looked.keys, request, size=PAGE, dress=lambda keys: _rows(keys, looked.terms))
    if (file := listing.file()) is not None:
        return file
    page, rows, count = listing.page, listing.rows, listing.count
    since = max(0, page.start_index() - 1 - AROUND)
    request.session["found"] = list(looked.keys[since : page.end_index() + AROUND])
    return render(
        request,
        "workspace/search.html",
        {
            "q": text,
            "asked": looked.asked,
            "answer": looked.answer,
            "listing": listing,
            "rows": rows,
            "count": None if looked.answer.many and count > FEW else count,
            "few": FEW,
            "mended": _mended(looked.answer, rows),
            "without": 0 if rows else without_filters(looked),
            **_beside(looked, request.GET.get("among", "")),
        },
    )


def _rows(pks: list[int], terms: Sequence[Term]) -> list[Any]:
    """Cases as they were found: their subjects and names with the words marked, and the piece where they stand."""
    marker = Marker(terms)
    cases: dict[int, Any] = {c.pk: c for c in listed(Case.objects.filter(pk__in=pks))} if pks else {}
    pieces = pieces_of(pks, list(terms))
    for case in cases.values():
        case.marked_subject, case.marked_name = marker.marked(case.subject), marker.marked(case.client_name)
        case.piece = pieces.get(case.pk)
    return [cases[pk] for pk in pks if pk in cases]


def _mended(answer: Answer, rows: list[Any]) -> dict[str, str]:
    """Typed word -> the word it was found by, as it stands in what is shown: a word that stands only where this person
    may not look is never named."""
    shown = [
        w
        for r in rows
        for text in (r.marked_subject, r.marked_name, r.piece.text if r.piece else "")
        for w in marked_in(text)
    ]
    met = {}
    for typed, lexemes in answer.mended.items():
        if found := next((w for w in shown if any(fold(w).startswith(x) for x in lexemes)), ""):
            met[typed] = found
    return met


def _cards(looked: Looked, keys: list[int], marker: Marker) -> list[dict[str, Any]]:
    """Cards with what tells namesakes apart: a telephone, a mailbox, how many cases the reader sees of theirs."""
    if not keys:
        return []
    told = told_addresses(ClientAddress.objects.filter(channel__in=("phone", "email")).order_by("pk"), looked.me)
    cards = Client.objects.prefetch_related(Prefetch("addresses", told)).in_bulk(keys)
    theirs = Case.objects.seen_by(looked.me).filter(client__in=keys).order_by().values("client")
    counts = dict(theirs.annotate(n=Count("pk")).values_list("client", "n"))
    return [
        {
            "card": card,
            "name": marker.marked(card.full_name),
            "reached": [a.address for a in card.addresses.all()][:2],
            "cases": counts.get(pk, 0),
        }
        for pk in keys
        if (card := cards.get(pk))
    ]


def _beside(looked: Looked, only: str) -> dict[str, Any]:
    """Clients, letters and articles beside the cases; only: more of the first or of the second."""
    marker, rest = Marker(looked.terms), looked.asked.rest.strip()
    known = find(looked.me.organisation, rest, public=False, limit=ARTICLES).hits if rest and not only else []
    keys = looked.clients if only == "clients" else looked.clients[:BESIDE]
    letters = looked.letters if only == "letters" else looked.letters[:BESIDE]
    words = words_of_letters(letters) if letters else {}
    if (journal := LOOKED.get()) is not None:
        for letter in letters:  # one without a subject and a sender is known by its words alone, and they are cut
            journal.tell("search", ("contact", letter.pk))
    return {
        "clients": _cards(looked, keys, marker),
        "most": LOOKED_AT,
        "clients_count": len(looked.clients),
        "letters": [(c, marker.marked(c.subject or c.sender), marker.piece("", words.get(c.pk, ""))) for c in letters],
        "letters_count": len(looked.letters),
        "known": known,
        "token": uuid.uuid4().hex[:20],
    }
