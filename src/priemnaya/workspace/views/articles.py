"""Articles on the desk: read, written in versions, handed on, published, put away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.models import Case
from priemnaya.core.settings_kept import UNSEEN
from priemnaya.errors import Objection
from priemnaya.knowledge.actions import articles as actions
from priemnaya.knowledge.actions.findable import log_opened
from priemnaya.knowledge.authorship import approvers_of, writes_it
from priemnaya.knowledge.models import Article, ArticleVersion
from priemnaya.policy import Refused
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, page_seen
from priemnaya.ui.diff import changes
from priemnaya.ui.downloads import attachment
from priemnaya.ui.typed import refuse
from priemnaya.workspace.shared import Page, who


@require_GET
@permission("staff")
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """What is published, what is on its way, what it changed, how it is used."""
    me = who(request)
    row = get_object_or_404(
        Article.objects.select_related(
            "section__head", "section__organisation", "current__author", "current__approver", "organisation", "service"
        ),
        pk=pk,
        organisation=me.organisation,
    )
    log_opened(me.organisation, request.GET.get("s", ""), "article", str(pk))
    served = Case.objects.seen_by(me).filter(pk=chosen(request, "case")).first()
    actions.use_article(row, "opened", by=me, case_id=served.pk if served else None)
    waiting = (
        row.versions.filter(state__in=("draft", "submitted", "returned"))
        .select_related("author", "article__organisation")
        .first()
    )
    checked = actions.wording_of(waiting, waiting.fields.get("kind", row.kind)) if waiting else None
    return render(
        request,
        "workspace/article.html",
        {
            "article": row,
            "waiting": waiting,
            "seen": actions.token_of(row),
            "checked": checked,
            "versions": row.versions.select_related("author", "approver"),
            "carried": actions.carried(row, waiting) if waiting else [],
            "changes": changes(row.current.text if row.current else "", waiting.text) if waiting else [],
            "may_archive": me.may("knowledge.approve") and row.archived_at is None,
            "votes": row.votes.order_by("-at")[:20],
            "uses": row.uses.count(),
            "may_edit": me.may("knowledge.edit"),
            "may_read": me.may("journal.view"),
            "may_approve": me.may("knowledge.approve") and waiting is not None and not writes_it(waiting, me),
            "approvers": approvers_of(waiting) if waiting else [],
            "stopped": checked.stops(waiting.overrides) if checked and waiting else [],
        },
    )


@require_GET
@permission("staff")
def article_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file an article was imported from, as it lay in the shared folder; the published one, else the one on its
    way."""
    row = get_object_or_404(
        Article.objects.select_related("current__file"), pk=pk, organisation=who(request).organisation
    )
    versions = [row.current, *row.versions.select_related("file").order_by("-number")]
    file = next((v.file for v in versions if v and v.file), None)
    if file is None:
        raise Http404
    return attachment(row.source.rpartition("/")[2] or f"{row.title}.txt", file.read())


def _on_article(allowed: str, done: Any) -> Callable[[Callable[..., None]], Page]:
    """A POST on one article of the own body; objections come back as messages."""

    def decorate(view: Callable[..., None]) -> Page:
        @wraps(view)
        def run(request: HttpRequest, pk: int) -> HttpResponse:
            row = get_object_or_404(
                Article.objects.select_related("organisation", "section__head"),
                pk=pk,
                organisation=who(request).organisation,
            )
            try:
                view(request, row)
            except Refused as stopped:
                refuse(request, "; ".join(f"{v.citation}: {v.why}" for v in stopped.verdicts))
            except Objection as objection:
                refuse(request, objection)
            else:
                messages.success(request, str(done))
            return redirect("knowledge_article", pk)

        return require_POST(permission(allowed)(run))

    return decorate


def _open(row: Article) -> ArticleVersion:
    version = (
        row.versions.filter(state__in=("draft", "submitted", "returned"))
        .select_related("article__organisation__parent", "article__section__head", "author")
        .first()
    )
    if version is None:
        raise Objection("Новой редакции нет: нажмите «Изменить».")
    return version


def _page_of(request: HttpRequest) -> dict[str, str]:
    """Which version, in what state, the page that asks has shown."""
    return {"seen": page_seen(request), "shown": request.POST.get("shown", "") or UNSEEN}


@_on_article("knowledge.approve", "Опубликовано.")
def article_publish(request: HttpRequest, row: Article) -> None:
    actions.publish_version(_open(row), by=who(request), **_page_of(request))


@_on_article("knowledge.approve", "Возвращено автору.")
def article_return(request: HttpRequest, row: Article) -> None:
    actions.return_version(_open(row), by=who(request), why=request.POST.get("why", ""), **_page_of(request))


@_on_article("knowledge.edit", "Передано на утверждение.")
def article_submit(request: HttpRequest, row: Article) -> None:
    actions.submit_version(_open(row), by=who(request), **_page_of(request))


@_on_article("knowledge.approve", "Убрано в архив.")
def article_archive(request: HttpRequest, row: Article) -> None:
    actions.archive_article(row, by=who(request), seen=page_seen(request))


@_on_article("staff", "Спасибо, замечание увидит руководитель раздела.")
def article_remark(request: HttpRequest, row: Article) -> None:
    actions.vote(row, None, request.POST.get("comment", ""), by=who(request))
