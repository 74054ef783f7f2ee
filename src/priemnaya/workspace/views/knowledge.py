"""The knowledge base on the desk: search, sections, articles in versions, reviews, the board."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.models import Obligation
from priemnaya.core.settings_kept import token
from priemnaya.knowledge.actions.findable import log_search
from priemnaya.knowledge.actions.reviews import OUTCOMES, review_section
from priemnaya.knowledge.actions.sections import name_head
from priemnaya.knowledge.board import board_of
from priemnaya.knowledge.models import ARTICLE_KINDS, Article, ArticleVersion, ArticleVote, Section
from priemnaya.knowledge.search import find
from priemnaya.knowledge.told import answers_told
from priemnaya.people.models import Employee
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, page_seen, whole
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.article_pane import keys_of, may_insert, opened_in, pane_for
from priemnaya.workspace.panes import address, alone, neighbours, pane_of
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.books import ARTICLES, SECTIONS
from priemnaya.workspace.tables.shown import Listing

FOUND = 20
PAGE = 200
"""Articles of a section on one page; a larger section is divided before it can be reviewed in one sitting."""


@require_GET
@permission("staff")
def knowledge(request: HttpRequest) -> HttpResponseBase:
    """One field and the sections with who answers for them and until when they must be looked at."""
    me = who(request)
    text, token = request.GET.get("q", "").strip()[:200], request.GET.get("s") or uuid.uuid4().hex[:20]
    found = find(me.organisation, text, public=False, limit=FOUND) if text else None
    if found is not None and not alone(request):  # what opens an article beside the found looks for nothing anew
        log_search(me.organisation, token, text, len(found.hits), place="desk", by=me)
    beside = _beside_found(request, found.hits if found else [], token)
    if alone(request) and beside["opened"]:
        return render(request, "workspace/_article_pane.html", beside)
    sections = Section.objects.filter(organisation=me.organisation).select_related("unit", "head", "parent")
    sections = sections.annotate(count=_articles_in())
    waiting = ArticleVersion.objects.filter(article__organisation=me.organisation, state="submitted")
    waiting = waiting.select_related("author").defer("text")

    listing = Listing(SECTIONS, sections, request, size=200, dress=lambda shown: _owing(shown, me))
    if (file := listing.file()) is not None:
        return file
    return render(
        request,
        "workspace/knowledge.html",
        {
            "q": text,
            "found": found,
            "token": token,
            "listing": listing,
            "waiting": waiting,
            "may_edit": me.may("knowledge.edit"),
            "case_pk": chosen(request, "case"),
            **beside,
        },
    )


def _articles_in() -> Coalesce:
    """How many articles a section has: of each by its index, so that how many sections there are is counted without
    them."""
    rows = Article.objects.filter(section=OuterRef("pk"), archived_at=None).order_by()
    return Coalesce(Subquery(rows.values("section").annotate(n=Count("pk")).values("n")), 0)


def _beside_found(request: HttpRequest, hits: list[Any], token: str) -> dict[str, Any]:
    """The article that is open beside what was found, or beside the sections."""
    pk = whole(request.GET.get("open"))
    if pk is None:
        return {"opened": None, "list_address": address(request)}
    keys, row = keys_of(hits), opened_in(request, pk)
    around = neighbours(keys, pk, 1, len(keys))
    return {**pane_for(request, row), "opened": pk, "list_address": address(request), **around, "token": token}


def _owing(sections: list[Any], me: Employee) -> list[Any]:
    """With what is owed about each."""
    owed = Obligation.objects.open().filter(subject_type="section", organisation_id=me.organisation_id)
    about = {o.subject_id: o for o in owed}
    for one in sections:
        one.owed = about.get(one.pk)
    return sections


@require_GET
@permission("staff")
def hints(request: HttpRequest) -> HttpResponse:
    """As people type: in the composer the hits can be put into the letter."""
    me = who(request)
    text, token = request.GET.get("q", "").strip()[:200], request.GET.get("s", "")
    case = request.GET.get("case", "")
    found = find(me.organisation, text, public=False, limit=7, typing=True)
    log_search(
        me.organisation,
        token,
        text,
        len(found.hits),
        place="composer" if case else "call" if request.GET.get("place") == "call" else "desk",
        by=me,
    )
    return render(
        request,
        "workspace/_found_rows.html" if request.GET.get("beside") else "workspace/_knowledge_hits.html",
        {
            "found": found,
            "token": token,
            "case_pk": chosen(request, "case"),
            "in_composer": bool(case),
            "may_insert": may_insert(request),
        },
    )


@require_GET
@permission("staff")
def section(request: HttpRequest, slug: str) -> HttpResponseBase:
    me = who(request)
    row = get_object_or_404(
        Section.objects.select_related("unit", "head", "organisation"), organisation=me.organisation, slug=slug
    )
    rows = Article.objects.filter(section=row, archived_at=None).select_related("current", "section").order_by("title")
    listing = Listing(ARTICLES, rows, request, size=PAGE)
    if (file := listing.file()) is not None:
        return file
    pk = whole(request.GET.get("open"))
    beside = pane_of(request, listing, pk)
    if pk is not None:
        beside |= pane_for(request, opened_in(request, pk, section=row))
    if alone(request) and pk is not None:
        return render(request, "workspace/_article_pane.html", beside)
    typed: Any = typed_of(request)
    typed["marks"] = {k.removeprefix("mark-"): v for k, v in typed.items() if k.startswith("mark-")}
    remarks = ArticleVote.objects.filter(Q(helped=False) | ~Q(comment=""), article__section=row, settled_at=None)
    return render(
        request,
        "workspace/section.html",
        {
            "section": row,
            "listing": listing,
            "articles": listing.rows,
            "reviewable": listing.page.paginator.num_pages == 1,
            **beside,
            "review_owed": Obligation.objects.about("section", row.pk).open().first(),
            "reviews": row.reviews.select_related("by")[:12],
            "remarks": remarks.select_related("article").order_by("-at")[:30],
            "outcomes": OUTCOMES,
            "may_review": me.may("knowledge.approve"),
            "may_edit": me.may("knowledge.edit"),
            "kinds": ARTICLE_KINDS,
            "staff": Employee.objects.filter(organisation=me.organisation, is_active=True).order_by("surname"),
            "parts": row.parts.all(),
            "seen": token(answers_told(row)),
            "typed": typed,
        },
    )


@require_POST
@permission("knowledge.approve")
def section_review(request: HttpRequest, slug: str) -> HttpResponse:
    me = who(request)
    row = get_object_or_404(
        Section.objects.select_related("organisation__parent", "head"), organisation=me.organisation, slug=slug
    )
    marks = {n: str(v) for k, v in request.POST.items() if k.startswith("mark-") and (n := whole(k[5:]))}
    with telling(request, _("Пересмотр записан.")):
        review_section(row, marks, law=request.POST.get("law", ""), feedback=request.POST.get("feedback", ""), by=me)
    return redirect("knowledge_section", slug)


@require_POST
@permission("knowledge.approve")
def section_head(request: HttpRequest, slug: str) -> HttpResponse:
    me = who(request)
    row = get_object_or_404(Section, organisation=me.organisation, slug=slug)
    head = Employee.objects.filter(pk=chosen(request, "head"), organisation=me.organisation, is_active=True).first()
    with telling(request, _("Записано.")):
        name_head(row, head, by=me, seen=page_seen(request))
    return redirect("knowledge_section", slug)


@require_GET
@permission("staff")
def board(request: HttpRequest) -> HttpResponse:
    """Is the base alive: functions covered, reviews kept, stale and unused articles, searches that found nothing, time
    to find."""
    return render(request, "workspace/knowledge_board.html", {"board": board_of(who(request).organisation)})
