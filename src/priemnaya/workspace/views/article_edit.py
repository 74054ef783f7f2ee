"""Writing an article: it saves itself, two editors of one draft are told apart, and a template is seen as it will look.

Nothing typed is lost: a refusal and a stale page give the form back with every word.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.models import Case
from priemnaya.cases.modules import fill, unfilled
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.actions import articles as actions
from priemnaya.knowledge.actions.sections import section_for
from priemnaya.knowledge.models import ARTICLE_KINDS, Article, ArticleVersion, Section, Service
from priemnaya.knowledge.variables import TITLES, fill_example, listed, unknown
from priemnaya.knowledge.wording import TextVerdict, check_text
from priemnaya.people.models import Employee
from priemnaya.plain import Rule, catalogue
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, page_seen
from priemnaya.ui.diff import changes
from priemnaya.workspace.shared import who

NO_CASE = {"title": "", "text": "", "why": "", "new_section": "", "section": "", "public": "", "case_number": ""}


def _row(request: HttpRequest, pk: int) -> Article | None:
    if not pk:
        return None
    rows = Article.objects.select_related("current", "section", "organisation")
    return get_object_or_404(rows, pk=pk, organisation=who(request).organisation)


@require_http_methods(["GET", "POST"])
@permission("knowledge.edit")
def article_edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new article or the next version; the plain-language check speaks on every save, and nothing typed is lost."""
    me, row = who(request), _row(request, pk)
    if request.method != "POST":
        return _begin(request, row)
    seen = page_seen(request)
    if request.POST.get("preview"):
        return _form(request, row, request.POST, seen=seen, shown=_shown(request))
    try:
        with transaction.atomic():  # a section named for an article that is refused is not there either
            saved = _save(row, request, me)
        if request.POST.get("submit"):
            actions.submit_version(saved, by=me)
    except Stale as stale:
        assert row is not None
        newest = row.versions.order_by("-number").first()
        theirs = changes(request.POST.get("text", ""), newest.text if newest else "")
        more: dict[str, Any] = {"seen": actions.token_of(row), "theirs": theirs}
        return _form(request, row, request.POST, error=str(stale), status=409, **more)
    except Objection as objection:
        return _form(request, row, request.POST, seen=seen, error=str(objection), status=422)
    done = _("Статья передана на утверждение.") if request.POST.get("submit") else ""
    messages.success(request, done or _("Сохранено. Ниже — что говорит проверка ясности."))
    return redirect("knowledge_article", saved.article_id)


@require_POST
@permission("knowledge.edit")
def article_autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """What the script sends while people type. 409: a colleague has saved since, so that nothing was written."""
    me, row = who(request), _row(request, pk)
    assert row is not None
    typed = {name: request.POST.get(name, "") for name in ("title", "why")}
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        version = actions.autosave_version(row, by=me, text=text, seen=page_seen(request), **typed)
    except Objection as objection:
        return JsonResponse({"text": str(objection)}, status=409 if isinstance(objection, Stale) else 422)
    at = me.organisation.local(version.saved_at or timezone.now())
    said = _("Сохранено в черновик в %s") % f"{at:%H:%M}"
    return JsonResponse({"text": said, "seen": version.token, "unknown": _unknown(text, row.kind)})


def _unknown(text: str, kind: str) -> list[str]:
    """What of a template nobody could fill, with what was perhaps meant."""
    if kind not in actions.FILLED:
        return []
    return [
        _("«{%(typed)s}» подставить нельзя. Похожая есть: {%(near)s}, %(title)s.")
        % {"typed": typed, "near": near, "title": TITLES[near]}
        if near
        else _("«{%s}» подставить нельзя: такой подстановки нет.") % typed
        for typed, near in unknown(text)
    ]


def _shown(request: HttpRequest) -> dict[str, Any]:
    """The text as it will look in the letter of a past case, or of nobody; what the plain-language check says of it."""
    me, text = who(request), request.POST.get("text", "").replace("\r\n", "\n")
    number, kind = request.POST.get("case_number", "").strip(), request.POST.get("kind", "")
    case, note = None, ""
    if number and me.may("case.view"):
        case = (
            Case.objects.seen_by(me).select_related("client", "service", "organisation").filter(number=number).first()
        )
        note = "" if case else _("Дела с таким номером нет среди тех, что вам открыты. Показан пример.")
    today = me.organisation.local(timezone.now()).date()
    checked = check_text(
        me.organisation,
        "script" if kind in actions.SPOKEN else "article",
        f"{request.POST.get('title', '')}.\n\n{text}",
        today,
    )
    filled = fill(text, case, me) if case else fill_example(text)
    return {
        "text": filled if kind in actions.FILLED else text,
        "case": case,
        "note": note,
        "blank": unfilled(filled) if case and kind in actions.FILLED else [],
        "unknown": _unknown(text, kind),
        "findings": checked.report.findings if kind not in actions.UNCHECKED else [],
        "stopped": checked.stops({}) if kind not in actions.UNCHECKED else [],
    }


def _begin(request: HttpRequest, row: Article | None) -> HttpResponse:
    version = row.versions.order_by("-number").first() if row else None
    if row is None or version is None:
        typed = {"section": request.GET.get("section", ""), "kind": request.GET.get("kind", "")}
        return _form(request, row, typed)
    return _form(
        request,
        row,
        {"title": version.title, "text": version.text, "why": version.why if version.is_open else ""},
        seen=version.token,
    )


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
        row,
        by=me,
        title=title,
        text=text,
        why=typed.get("why", ""),
        section=part,
        overrides=reasons,
        seen=page_seen(request),
        **fields,
    )


def _form(
    request: HttpRequest, row: Article | None, typed: Any, error: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    me = who(request)
    row = actions.with_open_version(row) if row else None
    kept = {**NO_CASE, "words": row.words if row else "", "kind": row.kind if row else ""}
    fields = {**kept, **{k: typed[k] for k in typed}}
    sent = request.method == "POST"
    context = {
        "article": row,
        "overridable": _overridable(row),
        "typed": fields,
        "error": error,
        "kinds": ARTICLE_KINDS.items(),
        "sections": Section.objects.filter(organisation=me.organisation).values_list("pk", "title"),
        "services": Service.objects.filter(organisation=me.organisation).order_by("title").values_list("pk", "title"),
        "section": chosen(request, "section") or (row.section_id if row else 0),
        "service": chosen(request, "service") if sent else row.service_id if row else None,
        "public": bool(fields["public"]) if sent else bool(row and row.public),
        "variables": listed(),
        "template": fields["kind"] in actions.FILLED,
        "may_see": me.may("case.view"),
        **more,
    }
    return render(request, "workspace/article_edit.html", context, status=status)


def _overridable(row: Article | None) -> list[Rule]:
    """Rules whose findings stop the version on its way: it may go with a reason for each."""
    version = row.versions.filter(state__in=("draft", "submitted", "returned")).first() if row else None
    checked = actions.wording_of(version, row.kind) if row and version else None
    stopping = checked.stops(version.overrides) if checked and version else []
    return [catalogue()[r] for r in dict.fromkeys(r for v in stopping if isinstance(v, TextVerdict) for r in v.rules)]
