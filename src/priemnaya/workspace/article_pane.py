"""An article beside the list it was found in: read where one looks, with who answers for it and how it serves."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from priemnaya.cases.models import UNSIGNED, Case, Reply
from priemnaya.cases.states import possible_reply
from priemnaya.core.models import Obligation
from priemnaya.knowledge.actions.articles import use_article
from priemnaya.knowledge.actions.findable import log_opened
from priemnaya.knowledge.models import Article, Section
from priemnaya.knowledge.search import Hit
from priemnaya.ui.asked import chosen
from priemnaya.workspace.shared import who

NEAR = 5


def may_insert(request: HttpRequest, case: int | None = None) -> bool:
    """Whether the case that a search was begun from has a letter this employee may write into now. case: its key, where
    the address of the page itself says it."""
    me = who(request)
    seen = (
        Case.objects.seen_by(me).filter(pk=case or chosen(request, "case"))
        if me.may("reply.write")
        else Case.objects.none()
    )
    return any("save" in possible_reply(r) for r in Reply.objects.filter(case__in=seen, state__in=UNSIGNED))


def opened_in(request: HttpRequest, pk: int, *, section: Section | None = None) -> Article:
    """The article of the address, beside a section one of it; that it was opened is noted, as on its own page."""
    me = who(request)
    rows = Article.objects.select_related("section__head", "section__unit", "current__approver", "organisation")
    rows = rows.filter(section=section) if section is not None else rows
    row = get_object_or_404(rows, pk=pk, organisation=me.organisation)
    log_opened(me.organisation, request.GET.get("s", ""), "article", str(pk))
    served = Case.objects.seen_by(me).filter(pk=chosen(request, "case")).first()
    use_article(row, "opened", by=me, case_id=served.pk if served else None)
    return row


def pane_for(request: HttpRequest, row: Article) -> dict[str, Any]:
    votes = row.votes.aggregate(all=Count("pk", filter=~Q(helped=None)), good=Count("pk", filter=Q(helped=True)))
    near = Article.objects.filter(section_id=row.section_id, archived_at=None).exclude(current=None)
    return {
        "article": row,
        "uses": row.uses.count(),
        "votes": votes,
        "owed": Obligation.objects.about("section", row.section_id).open().first(),
        "near": near.exclude(pk=row.pk).order_by("title")[:NEAR],
        "case_pk": chosen(request, "case"),
        "may_insert": may_insert(request),
        "token": request.GET.get("s", ""),
    }


def keys_of(hits: list[Hit]) -> list[int]:
    """Those of the found that open beside the list."""
    return [int(hit.ref) for hit in hits if hit.kind == "article"]
