"""The queue of letters that wait for a signature: read, sign and go on; send back with remarks at places; several at
once where nothing warns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import Remark
from priemnaya.cases.actions.apart import apart_at_once, checked, plain_of, why_apart
from priemnaya.cases.models import Case, Reply
from priemnaya.core.journal import viewed
from priemnaya.core.reading import whole
from priemnaya.errors import Objection, Stale
from priemnaya.people.models import Employee
from priemnaya.policy import Refused
from priemnaya.ui.access import permission
from priemnaya.ui.typed import Typed, refuse, typed_of
from priemnaya.workspace.composing import hands, paper_of
from priemnaya.workspace.shared import acts_on_case, case_for, who
from priemnaya.workspace.signing import SHOWN, TOGETHER, after, covering, letter_page, remarked, to_sign
from priemnaya.workspace.typed_reply import open_reply, version_of

MOST = 100_000
"""Letters that anybody turns over."""


@require_GET
@permission("reply.sign")
def signing(request: HttpRequest) -> HttpResponse:
    """The first letter of the queue, with the queue beside it."""
    return _page(request, to_sign(who(request)).first())


@require_GET
@permission("reply.sign")
def signing_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter of the queue; one that does not wait any more leads to the queue."""
    case = case_for(request, pk)
    reply = to_sign(who(request)).filter(case=case).first()
    return _page(request, reply) if reply else redirect("signing")


def _page(request: HttpRequest, reply: Reply | None) -> HttpResponse:
    me = who(request)
    rows, others = list(to_sign(me)[:SHOWN]), list(covering(me)[:SHOWN])
    letters = len(rows) if len(rows) < SHOWN else to_sign(me).count()
    known: dict[str, Any] = {
        "rows": rows,
        "covering": others,
        "waiting": letters + (len(others) if len(others) < SHOWN else covering(me).count()),
        "opened": reply.case_id if reply else None,
    }
    if reply is not None:
        viewed(reply.case, by=me)
        known |= {**letter_page(reply, me), **hands(reply), "paper": paper_of(reply)}
        typed = typed_of(request, version=reply.version, shown=known["digest"])
        if typed.path not in [reverse(name, args=[reply.case_id]) for name in ("signing_back", "signing_sign")]:
            typed = Typed()  # said of another letter: it stands above, with whose it is
        known |= {"typed": typed, "blocks": remarked(known["blocks"], typed)}
    return render(request, "workspace/signing.html", known)


@acts_on_case("reply.sign", back="signing_letter")
def sign(request: HttpRequest, case: Case) -> HttpResponse:
    """Sign what was shown and show the next: one press, one signature."""
    me, reply = who(request), open_reply(case)
    following = after(me, case.pk)
    if reply.prepared_at is not None:
        refuse(request, _("Письмо подготовлено к электронной подписи: приложите её на странице письма."))
        return redirect("signing_letter", case.pk)
    try:
        actions.send_reply(reply, by=me, version=version_of(request) or 0, shown=request.POST.get("shown", "-"))
    except Refused:
        refuse(request, _("Письмо не подписано: справа сказано, что мешает."))
        return redirect("signing_letter", case.pk)
    messages.success(request, _("Подписано и отправляется: %s.") % (case.client_name or case.number))
    return _next(following)


@acts_on_case("reply.sign", back="signing_letter")
def send_back(request: HttpRequest, case: Case) -> HttpResponse:
    """Back to the author, with remarks tied to the words that the page showed."""
    me, post = who(request), request.POST.dict()
    following = after(me, case.pk)
    remarks = [
        Remark(str(post.get(f"quote-{name.removeprefix('remark-')}", "")), str(words))
        for name, words in post.items()
        if name.startswith("remark-") and str(words).strip()
    ]
    why = request.POST.get("why", "")
    actions.send_back_reply(open_reply(case), by=me, why=why, remarks=remarks, version=version_of(request))
    messages.success(request, _("Возвращено автору: %s.") % (case.client_name or case.number))
    return _next(following)


def _next(following: int | None) -> HttpResponse:
    return redirect("signing_letter", following) if following else redirect("signing")


@require_GET
@permission("reply.sign")
def together(request: HttpRequest) -> HttpResponse:
    """Letters that may be signed at once, each with its words, and why the others may not. So many are looked at whole
    that the page comes soon; the rest by its next page."""
    me, start = who(request), min(whole(request.GET.get("from")) or 0, MOST)
    waiting, rows = to_sign(me), []
    plain = plain_of(waiting)
    for reply in plain[start : start + TOGETHER]:
        page = letter_page(reply, me)
        rows.append({**page, "apart": why_apart(reply, page["checked"])})
        viewed(reply.case, by=me)
    others = waiting.exclude(pk__in=plain.order_by().values("pk")).prefetch_related("remarks")[:SHOWN]
    apart = [{"case": r.case, "apart": apart_at_once(r)} for r in others] if not start else []
    known = {
        "fit": [r for r in rows if not r["apart"]],
        "unfit": [r for r in rows if r["apart"]] + apart,
        "more": max(0, plain.count() - start - TOGETHER),
        "next": start + TOGETHER,
    }
    return render(request, "workspace/signing_together.html", known)


@require_POST
@permission("reply.sign")
def sign_together(request: HttpRequest) -> HttpResponse:
    """Each chosen letter by itself: what stops one stops no other, and is told."""
    me, signed = who(request), 0
    for chosen in request.POST.getlist("shown")[:TOGETHER]:
        pk, version, digest = (chosen.split(":") + ["", ""])[:3]
        reply = to_sign(me).filter(pk=whole(pk) or 0).first()
        told = _sign_one(reply, me, whole(version) or 0, digest)
        signed += not told
        if told:
            name = (reply.case.client_name or reply.case.number) if reply else ""
            refuse(request, f"{name}: {told}" if name else told)
    if signed:
        messages.success(request, _("Подписано писем: %d.") % signed)
    elif not request.POST.getlist("shown"):
        refuse(request, _("Отметьте письма, которые подписываете."))
    return redirect("signing_together" if to_sign(me).exists() else "signing")


def _sign_one(reply: Reply | None, me: Employee, version: int, digest: str) -> str:
    """What stopped it; empty when it is signed."""
    if reply is None:
        return _("Одно из писем уже подписано, отозвано или возвращено.")
    if apart := why_apart(reply, checked(reply, me)):
        return _("подписывается отдельно: %s.") % ", ".join(apart)
    try:
        actions.send_reply(reply, by=me, version=version, shown=digest or "-")
    except Refused as stopped:
        return " ".join(v.why for v in stopped.verdicts)
    except (Stale, Objection) as objection:
        return str(objection)
    return ""
