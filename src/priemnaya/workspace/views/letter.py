"""The letter as it would go or was frozen: a preview, files, and what the draft said before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.cases.explained import GRANTS, REFUSES, refusing_words, told_of
from priemnaya.cases.letters import head_of, letter_of
from priemnaya.cases.models import Case
from priemnaya.cases.substance import stated
from priemnaya.core.journal import viewed
from priemnaya.errors import Objection
from priemnaya.letterhead import render_docx, render_pdf
from priemnaya.ui.access import permission
from priemnaya.ui.diff import changes
from priemnaya.ui.downloads import attachment
from priemnaya.ui.typed import refuse
from priemnaya.workspace.shared import acts_on_case, case_for, who
from priemnaya.workspace.typed_reply import open_or_404, saved_reply


@acts_on_case("reply.write", back="reply")
def show(request: HttpRequest, case: Case) -> HttpResponse:
    """Save what was typed, then show the letter as it would go: on the letterhead, or as a DOCX file."""
    if saved_reply(request, case):
        return redirect("reply_word" if request.POST.get("show") == "word" else "reply_preview", case.pk)
    return redirect("reply", case.pk)


@require_GET
@permission("case.view")
def prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen file, as a download."""
    reply = open_or_404(request, pk)
    if reply.prepared_at is None or reply.pdf is None:
        raise Http404
    return attachment(f"Ответ {reply.number.replace('/', '-')}.pdf", reply.pdf.read())


@require_GET
@permission("case.view")
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as DOCX through the body's own template."""
    case = case_for(request, pk)
    reply = (
        case.replies.exclude(state="dropped")
        .select_related("case__organisation__parent", "organisation__parent", "signer", "author")
        .order_by("-pk")
        .first()
    )
    if reply is None:
        raise Http404
    try:
        content = render_docx(letter_of(reply, preview=reply.is_open), head_of(case.organisation).template())
    except Objection as wrong:
        refuse(request, wrong)
        return redirect(case.get_absolute_url())
    return attachment(f"Ответ {(reply.number or case.number).replace('/', '-')}.docx", content)


@require_GET
@permission("case.view")
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft said before, each version against the next."""
    case = case_for(request, pk)
    reply = case.replies.order_by("-pk").first()
    if reply is None:
        raise Http404
    viewed(case, by=who(request))
    rows = list(reply.versions.select_related("by").order_by("number"))
    texts = [*(_with_reasons(r.content) for r in rows), _with_reasons(vars(reply))]
    shown = [(r, changes(texts[n], texts[n + 1])) for n, r in enumerate(rows)]
    may_restore = reply.state == "draft" and who(request).may("reply.write")
    known = {"case": case, "reply": reply, "versions": shown[::-1], "may_restore": may_restore, "stated": stated(reply)}
    known["old_reason"] = reply.not_refusal if reply.is_open or refusing_words(reply) else ""
    known |= {"refusing": told_of(reply, REFUSES), "granting": told_of(reply, GRANTS)}
    return render(request, "workspace/versions.html", known)


def _with_reasons(content: Mapping[str, Any]) -> str:
    """What a draft said, and after it the reasons recorded then, each once: one that was taken out is seen."""
    reasons = dict.fromkeys(filter(None, [*content.get("overrides", {}).values(), content.get("not_refusal", "")]))
    return "\n".join([content.get("text", ""), *(_("Записанная причина: %s") % why for why in reasons)])


@require_GET
@permission("case.view")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter on the letterhead as it would go, as a PDF of our own making."""
    reply = open_or_404(request, pk)
    response = HttpResponse(render_pdf(letter_of(reply, preview=True)), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="preview.pdf"'
    response["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
