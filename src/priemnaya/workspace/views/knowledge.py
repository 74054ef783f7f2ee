"""The knowledge base on the desk: search, sections, articles in versions, reviews, the board."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.cases.actions.drafting import save_reply
from priemnaya.cases.models import UNSIGNED, Case, Reply
from priemnaya.cases.modules import fill
from priemnaya.cases.states import possible_reply
from priemnaya.core.journal import record
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.knowledge.actions import articles as actions
from priemnaya.knowledge.actions.findable import log_opened, log_search
from priemnaya.knowledge.actions.reviews import OUTCOMES, review_section
from priemnaya.knowledge.actions.sections import name_head, section_for
from priemnaya.knowledge.board import board_of
from priemnaya.knowledge.models import ARTICLE_KINDS, Article, ArticleVersion, ArticleVote, Section, Service
from priemnaya.knowledge.search import find
from priemnaya.knowledge.wording import TextVerdict
from priemnaya.people.models import Employee
from priemnaya.plain import Rule, catalogue
from priemnaya.policy import Refused
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, whole
from priemnaya.ui.diff import changes
from priemnaya.ui.downloads import attachment
from priemnaya.ui.typed import refuse, typed_of
from priemnaya.workspace.shared import Page, acts_on_case, who
from priemnaya.workspace.typed_reply import open_reply, saved_reply

FOUND = 20
PAGE = 200
"""Articles of a section on one page; a larger section is divided before it can be reviewed in one sitting."""


@require_GET
@permission("staff")
def knowledge(request: HttpRequest) -> HttpResponse:
    """One field and the sections with who answers for them and until when they must be looked at."""
    me = who(request)
    text, token = request.GET.get("q", "").strip()[:200], request.GET.get("s") or uuid.uuid4().hex[:20]
    found = find(me.organisation, text, public=False, limit=FOUND) if text else None
    if found is not None:
        log_search(me.organisation, token, text, len(found.hits), place="desk", by=me)
    sections = list(
        Section.objects.filter(organisation=me.organisation)
        .select_related("unit", "head", "parent")
        .annotate(count=Count("articles", filter=Q(articles__archived_at=None)))
    )
    owed = {
        o.subject_id: o
        for o in Obligation.objects.open().filter(subject_type="section", organisation_id=me.organisation_id)
    }
    waiting = ArticleVersion.objects.filter(article__organisation=me.organisation, state="submitted").select_related(
        "article", "author"
    )
    return render(
        request,
        "workspace/knowledge.html",
        {
            "q": text,
            "found": found,
            "token": token,
            "sections": [(s, owed.get(s.pk)) for s in sections],
            "waiting": waiting,
            "may_edit": me.may("knowledge.edit"),
            "case": request.GET.get("case", ""),
        },
    )


def _may_insert(request: HttpRequest) -> bool:
    """Whether the case that a search was begun from has a letter this employee may write into now."""
    me = who(request)
    seen = Case.objects.seen_by(me).filter(pk=chosen(request, "case")) if me.may("reply.write") else Case.objects.none()
    return any("save" in possible_reply(r) for r in Reply.objects.filter(case__in=seen, state__in=UNSIGNED))


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
        "workspace/_knowledge_hits.html",
        {
            "found": found,
            "token": token,
            "case_pk": chosen(request, "case"),
            "in_composer": bool(case),
            "may_insert": _may_insert(request),
        },
    )


@require_GET
@permission("staff")
def section(request: HttpRequest, slug: str) -> HttpResponse:
    me = who(request)
    row = get_object_or_404(
        Section.objects.select_related("unit", "head", "organisation"), organisation=me.organisation, slug=slug
    )
    page = Paginator(
        Article.objects.filter(section=row, archived_at=None).select_related("current").order_by("title"), PAGE
    ).get_page(request.GET.get("page"))
    typed: Any = typed_of(request)
    typed["marks"] = {k.removeprefix("mark-"): v for k, v in typed.items() if k.startswith("mark-")}
    remarks = ArticleVote.objects.filter(Q(helped=False) | ~Q(comment=""), article__section=row, settled_at=None)
    return render(
        request,
        "workspace/section.html",
        {
            "section": row,
            "articles": page,
            "page": page,
            "reviewable": page.paginator.num_pages == 1,
            "owed": Obligation.objects.about("section", row.pk).open().first(),
            "reviews": row.reviews.select_related("by")[:12],
            "remarks": remarks.select_related("article").order_by("-at")[:30],
            "outcomes": OUTCOMES,
            "may_review": me.may("knowledge.approve"),
            "may_edit": me.may("knowledge.edit"),
            "kinds": ARTICLE_KINDS,
            "staff": Employee.objects.filter(organisation=me.organisation, is_active=True).order_by("surname"),
            "parts": row.parts.all(),
            "typed": typed,
        },
    )


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
    checked = actions.wording_of(waiting, row.kind) if waiting else None
    return render(
        request,
        "workspace/article.html",
        {
            "article": row,
            "waiting": waiting,
            "checked": checked,
            "versions": row.versions.select_related("author", "approver"),
            "changes": changes(row.current.text if row.current else "", waiting.text) if waiting else [],
            "may_archive": me.may("knowledge.approve") and row.archived_at is None,
            "votes": row.votes.order_by("-at")[:20],
            "uses": row.uses.count(),
            "may_edit": me.may("knowledge.edit"),
            "may_approve": me.may("knowledge.approve") and waiting is not None and waiting.author_id != me.pk,
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


@require_http_methods(["GET", "POST"])
@permission("knowledge.edit")
def article_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new article or the next version; the plain-language check speaks on every save, and nothing typed is lost."""
    me = who(request)
    row = (
        get_object_or_404(Article.objects.select_related("current", "section"), pk=pk, organisation=me.organisation)
        if pk
        else None
    )
    if request.method == "POST":
        try:
            saved = _save(row, request, me)
        except Objection as objection:
            return _form(request, row, request.POST, error=str(objection), status=422)
        if request.POST.get("submit"):
            actions.submit_version(saved, by=me)
            messages.success(request, _("Статья передана на утверждение."))
        else:
            messages.success(request, _("Сохранено. Ниже — что говорит проверка ясности."))
        return redirect("knowledge_article", saved.article_id)
    version = row.versions.order_by("-number").first() if row else None
    typed = (
        {"title": version.title, "text": version.text, "why": version.why if version.is_open else ""}
        if version
        else {"section": request.GET.get("section", "")}
    )
    return _form(request, row, typed)


def _save(row: Article | None, request: HttpRequest, me: Employee) -> ArticleVersion:
    typed: Any = request.POST
    kind = typed.get("kind", "guide")
    part = Section.objects.filter(pk=chosen(request, "section"), organisation=me.organisation).first()
    if part is None and typed.get("new_section", "").strip():
        part = section_for(me.organisation, [typed["new_section"]], me.unit)
    if part is None:
        raise Objection("Выберите раздел или назовите новый.")
    service = Service.objects.filter(pk=chosen(request, "service"), organisation=me.organisation).first()
    fields = {
        "kind": kind,
        "words": typed.get("words", "").strip()[:500],
        "public": bool(typed.get("public")),
        "service": service,
    }
    title, text = typed.get("title", ""), typed.get("text", "").replace("\r\n", "\n")
    if row is None:
        return actions.draft_article(part, by=me, title=title, text=text, **fields)
    reasons = {k.removeprefix("override:"): v for k, v in typed.items() if k.startswith("override:") and v.strip()}
    return actions.save_version(
        row, by=me, title=title, text=text, why=typed.get("why", ""), section=part, overrides=reasons, **fields
    )


def _form(request: HttpRequest, row: Article | None, typed: Any, error: str = "", status: int = 200) -> HttpResponse:
    me = who(request)
    shown = {
        "title": "",
        "text": "",
        "why": "",
        "words": row.words if row else "",
        "new_section": "",
        "section": "",
        "kind": "",
        "public": "",
    }
    typed = {**shown, **{k: typed[k] for k in typed}}
    return render(
        request,
        "workspace/article_edit.html",
        {
            "article": row,
            "overridable": _overridable(row),
            "typed": typed,
            "error": error,
            "kinds": ARTICLE_KINDS,
            "sections": Section.objects.filter(organisation=me.organisation),
            "services": Service.objects.filter(organisation=me.organisation).order_by("title"),
        },
        status=status,
    )


def _overridable(row: Article | None) -> list[Rule]:
    """Rules whose findings stop the version on its way: it may go with a reason for each."""
    version = row.versions.filter(state__in=("draft", "submitted", "returned")).first() if row else None
    checked = actions.wording_of(version, row.kind) if row and version else None
    stopping = checked.stops(version.overrides) if checked and version else []
    return [catalogue()[r] for r in dict.fromkeys(r for v in stopping if isinstance(v, TextVerdict) for r in v.rules)]


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


@_on_article("knowledge.approve", "Опубликовано.")
def article_publish(request: HttpRequest, row: Article) -> None:
    actions.publish_version(_open(row), by=who(request))


@_on_article("knowledge.approve", "Возвращено автору.")
def article_return(request: HttpRequest, row: Article) -> None:
    actions.return_version(_open(row), by=who(request), why=request.POST.get("why", ""))


@_on_article("knowledge.edit", "Передано на утверждение.")
def article_submit(request: HttpRequest, row: Article) -> None:
    actions.submit_version(_open(row), by=who(request))


@_on_article("knowledge.approve", "Убрано в архив.")
def article_archive(request: HttpRequest, row: Article) -> None:
    actions.archive_article(row, by=who(request))


@_on_article("staff", "Спасибо, замечание увидит руководитель раздела.")
def article_remark(request: HttpRequest, row: Article) -> None:
    actions.vote(row, None, request.POST.get("comment", ""), by=who(request))


@require_POST
@permission("knowledge.approve")
def section_review(request: HttpRequest, slug: str) -> HttpResponse:
    me = who(request)
    row = get_object_or_404(
        Section.objects.select_related("organisation__parent", "head"), organisation=me.organisation, slug=slug
    )
    marks = {n: str(v) for k, v in request.POST.items() if k.startswith("mark-") and (n := whole(k[5:]))}
    try:
        review_section(row, marks, law=request.POST.get("law", ""), feedback=request.POST.get("feedback", ""), by=me)
    except Objection as objection:
        refuse(request, objection)
    else:
        messages.success(request, _("Пересмотр записан."))
    return redirect("knowledge_section", slug)


@require_POST
@permission("knowledge.approve")
def section_head(request: HttpRequest, slug: str) -> HttpResponse:
    me = who(request)
    row = get_object_or_404(Section, organisation=me.organisation, slug=slug)
    head = Employee.objects.filter(pk=chosen(request, "head"), organisation=me.organisation, is_active=True).first()
    name_head(row, head, by=me)
    return redirect("knowledge_section", slug)


@require_GET
@permission("staff")
def board(request: HttpRequest) -> HttpResponse:
    """Is the base alive: functions covered, reviews kept, stale and unused articles, searches that found nothing, time
    to find."""
    return render(request, "workspace/knowledge_board.html", {"board": board_of(who(request).organisation)})


@acts_on_case("reply.write", back="reply")
def insert(request: HttpRequest, case: Case) -> HttpResponse:
    """An article's text goes into the draft, its variables filled; the use is on record (udmurtia-mio 3.9).

    The script asks for the words only and puts them at the caret of the live text; without it, what was typed is saved
    first and the words go to the end.
    """
    me = who(request)
    row = get_object_or_404(
        Article.objects.select_related("current"),
        pk=chosen(request, "article"),
        organisation=me.organisation,
        current__isnull=False,
    )
    assert row.current is not None
    words, live = fill(row.current.text, case, me), request.headers.get("X-Requested-With") == "fetch"
    reply = open_reply(case) if live else saved_reply(request, case)
    if reply is None:
        return redirect("reply", case.pk)
    if not live:
        save_reply(reply, by=me, text=f"{reply.text.rstrip()}\n\n{words}\n")
    actions.use_article(row, "inserted", by=me, case_id=case.pk)
    log_opened(me.organisation, request.POST.get("s", ""), "article", str(row.pk))
    record("reply.article_inserted", case, by=me, article=row.pk)
    if live:
        return JsonResponse({"text": words, "told": _("Вставлено: %s") % row.title})
    messages.success(request, _("Вставлено в конец ответа: %s") % row.title)
    return redirect("reply", case.pk)
