"""The composer: the client's message, the draft, and help side by side; save, check, sign, send."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.bounded import Exceeded
from priemnaya.cases import actions
from priemnaya.cases.actions.answering import attach_to_reply, detach_from_reply, last_incoming, stops, verdicts_of
from priemnaya.cases.actions.grounds import grounds_offered
from priemnaya.cases.decision_parts import DAYS, EVERY, PARTS, decisions_for, shown_aside
from priemnaya.cases.decision_parts import TITLES as PART_TITLES
from priemnaya.cases.fact_check import TITLES, contradictions
from priemnaya.cases.facts import refusing_words
from priemnaya.cases.guard import unbarred
from priemnaya.cases.held_back import answer_goes
from priemnaya.cases.letter_text import REASONS
from priemnaya.cases.letters import head_of, letter_of
from priemnaya.cases.models import UNSIGNED, Case, Decision, Reply
from priemnaya.cases.practice import practice_for
from priemnaya.cases.states import possible_reply
from priemnaya.cases.substance import HERE, NO_QUESTION, Answered, answers_of, promised
from priemnaya.cases.term_changes import days_allowed
from priemnaya.cases.wording import TextVerdict, attachment_findings, full_text, report_of
from priemnaya.core.journal import viewed
from priemnaya.desk import actions as desk
from priemnaya.desk.models import Presence
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.search import Hit, find
from priemnaya.letterhead import render_docx, render_pdf
from priemnaya.people.models import Employee
from priemnaya.plain import Report, catalogue, move_to_endnotes, readability
from priemnaya.policy import Refused, Verdict
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, day
from priemnaya.ui.diff import changes
from priemnaya.ui.downloads import attachment
from priemnaya.ui.files import uploads
from priemnaya.ui.typed import Typed, refuse, typed_of
from priemnaya.workspace.findings import help_with_wording, labels
from priemnaya.workspace.shared import acts_on_case, case_for, stopped_at, strangers_of, who


def open_reply(case: Case) -> Reply:
    """The reply that is being written or waits for its signature. Raises Stale when there is none any more."""
    reply = (
        case.replies.filter(state__in=UNSIGNED)
        .select_related(
            "case__organisation__parent",
            "case__service__organisation",
            "case__client",
            "case__application__edition",
            "case__complaint",
            "organisation__parent",
            "author",
            "checker",
        )
        .first()
    )
    if reply is None:
        raise Stale(_("Черновика больше нет: ответ уже подписан или отменён. Что вы написали, показано ниже."))
    return reply


def open_or_404(request: HttpRequest, pk: int) -> Reply:
    try:
        return open_reply(case_for(request, pk))
    except Stale:
        raise Http404 from None


@acts_on_case("reply.write")
def start(request: HttpRequest, case: Case) -> HttpResponse:
    actions.start_reply(case, by=who(request))
    return redirect("reply", case.pk)


@require_GET
@permission("case.view")
def composer(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_for(request, pk)
    try:
        reply = open_reply(case)
    except Stale:
        return redirect(case.get_absolute_url())
    typed = typed_of(request)
    kept = request.session.pop("kept", "") or _back_into(reply, typed)
    viewed(case, by=who(request))
    desk.present(case, by=who(request), at_letter=True)
    return render(
        request,
        "workspace/reply.html",
        {
            **_help(reply, request),
            "stopped": stopped_at(request, case),
            "known": known_for(case, who(request)),
            "token": uuid.uuid4().hex[:20],
            "case": case,
            "goes": answer_goes(case),
            "strangers": strangers_of(request, case),
            "reply": reply,
            "decisions": decisions_for(case),
            "reasons": {HERE: _("ответ есть, вот этими словами"), **{k: r.choice for k, r in REASONS.items()}},
            "incoming": last_incoming(case),
            "others": Presence.objects.others(case.pk, who(request).pk),
            "kept": kept,
            "attachments": reply.attachments.select_related("file"),
            "may_sign": who(request).may("reply.sign"),
            "may_write": who(request).may("reply.write"),
            "may_submit": who(request).may("reply.submit"),
            "may_insert": who(request).may("reply.write") and "save" in possible_reply(reply),
            "possible": possible_reply(reply),
            "letter_text": full_text(reply),
            "typed": typed,
            "may_recall": who(request).may("reply.submit")
            and (reply.author_id == who(request).pk or who(request).may("reply.sign")),
            "labels": labels(),
            "in_composer": True,
        },
    )


def _back_into(reply: Reply, typed: Typed) -> str:
    """What was typed while the session ended stands in its fields again, not saved yet. When the letter has changed
    since, it stands beside it (the words returned)."""
    fields = {n: typed[n].replace("\r\n", "\n") for n in TYPED if n != "decision" and n in typed}
    lost = {n: words for n, words in fields.items() if words.strip() and words != getattr(reply, n)}
    if typed["version"] == str(reply.version) and "save" in possible_reply(reply):
        for name, words in lost.items():
            setattr(reply, name, words)
        return ""
    return "\n\n".join(w if n == "text" else f"{PART_TITLES.get(n, '')}\n{w}".strip() for n, w in lost.items())


def _help(reply: Reply, request: HttpRequest) -> dict[str, Any]:
    """Findings and guards of the reply now: the same functions that stop the sending."""
    report, unchecked = _report(reply)
    practice = practice_for(reply.case, reply.ground_codes)
    seen = unbarred(Decision.objects.filter(pk__in=[d.pk for d in practice.nearest]), who(request))
    known = set(seen.values_list("pk", flat=True))
    practice = replace(practice, nearest=tuple(d for d in practice.nearest if d.pk in known))
    verdicts = verdicts_of(reply, who(request), report, practice)
    asked = [v for v in verdicts if v.kind != "decided_alike" or practice.decided]
    stopping = stops(verdicts, reply.overrides)
    rules = dict.fromkeys(rule for v in stopping if isinstance(v, TextVerdict) for rule in v.rules)
    return {
        **help_with_wording(reply, report),
        "stopping": stopping,
        "unchecked": unchecked,
        "overridable": [(rule, TITLES.get(rule) or catalogue()[rule].title) for rule in rules],
        "attached": attachment_findings(reply),
        "passed": sum(v.ok for v in asked),
        "total": len(asked),
        "answers": [{**vars(a), "told": told(a)} for a in answers_of(reply)],
        "aside": shown_aside(reply),
        "wrong": contradictions(reply, full_text(reply)),
        "practice": practice,
        "alike": next((v for v in verdicts if v.kind == "decided_alike"), None),
        "offered": grounds_offered(reply),
        "interim": interim_of(reply, stopping),
        "may_decide": who(request).may("case.decide"),
        "refusing": refusing_words(reply) if "not_refusal" in PARTS[reply.decision] else (),
    }


def _report(reply: Reply) -> tuple[Report, str]:
    """The report, or an empty one with why there is none: the letter can be opened and shortened all the same."""
    try:
        return report_of(reply), ""
    except Exceeded as exceeded:
        return Report((), 0, readability(""), 0), str(exceeded)


def interim_of(reply: Reply, stopping: list[Verdict]) -> dict[str, Any]:
    """What the page proposes for a letter that puts the answer off to a day, where that is what stops it."""
    if not any(v.kind == "answers_questions" for v in stopping) or not (words := promised(reply)):
        return {}
    return {"words": words, "may_extend": bool(days_allowed(reply.case))}


def known_for(case: Case, me: Employee) -> list[Hit]:
    """What the knowledge base has for the client's words: the first look, before anybody searches."""
    return find(me.organisation, case.subject[:80], public=False, kinds=("article",), limit=5).hits


def _remember_shown(reply: Reply, rows: list[dict[str, Any]], request: HttpRequest) -> Reply:
    """Keep what findings a person has seen, so that those mended by hand count for their rules.

    Not a word half typed (ORT-01), nor what a letter lacks until it is finished (STR, SYN).
    """
    now = Counter(r["rule"] for r in rows if r["rule"][:3] not in ("STR", "SYN") and r["rule"] != "ORT-01")
    before = Counter(reply.shown)
    shown = sorted((now | before).elements())
    return actions.save_reply(reply, by=who(request), shown=shown) if shown != sorted(reply.shown) else reply


def fields_of(request: HttpRequest, reply: Reply) -> dict[str, Any]:
    """What the form holds, as fields of a reply."""
    fields: dict[str, Any] = {n: str(request.POST[n]).replace("\r\n", "\n") for n in TYPED if n in request.POST}
    if "text" in request.POST:
        fields["letterhead"], fields["survey"] = bool(request.POST.get("letterhead")), bool(request.POST.get("survey"))
    for name in DAYS:
        if name in request.POST:
            fields[name] = day(request.POST[name])
            if request.POST[name] and fields[name] is None:
                del fields[name]
                refuse(request, _("День не понят: выберите его в календаре. Остальное сохранено."))
    overrides = _prefixed(request, "override:")
    if overrides:
        fields["overrides"] = {**reply.overrides, **overrides}
    if how := _prefixed(request, "answer-how-", empty=True):
        words = _prefixed(request, "answer-words-")
        fields["answers"] = {key: {"how": chosen, "words": words.get(key, "")} for key, chosen in how.items()}
    return fields


TYPED = ("text", "decision", "grounds", "how_to_fix", "how_to_reapply", "how_to_appeal", "why_differs", "not_refusal")


def _prefixed(request: HttpRequest, prefix: str, *, empty: bool = False) -> dict[str, str]:
    """Fields of a group, by what follows the prefix."""
    return {
        k.removeprefix(prefix): str(v).strip()
        for k, v in request.POST.dict().items()
        if k.startswith(prefix) and (empty or str(v).strip())
    }


def _saved(request: HttpRequest, case: Case) -> Reply:
    """Save what was typed. A stale version loses nothing: the typed text is kept beside the saved one.

    Parts typed for the decision that the page showed belong to it: where the decision changes together with them, they
    are saved under the old one first, and set aside with it.
    """
    reply = open_reply(case)
    fields = fields_of(request, reply)
    read: dict[str, Any] = {"version": version_of(request), "page": request.POST.get("page", "")[:20]}
    if fields.get("decision", reply.decision) != reply.decision:
        of_old = {n: fields.pop(n) for n in EVERY if n in fields and n in PARTS[reply.decision] and getattr(reply, n)}
        before = reply.version
        if of_old and (reply := actions.save_reply(reply, by=who(request), **read, **of_old)).version != before:
            read["version"] = reply.version
    before = reply.version
    saved = actions.save_reply(reply, by=who(request), **read, **fields)
    if saved.version != before:
        desk.writes(case, by=who(request))
    return saved


def keep_beside(request: HttpRequest, stale: Stale) -> None:
    """The words that could not be saved are shown beside the saved ones."""
    texts = [(n, str(request.POST.get(n, "")).replace("\r\n", "\n")) for n in TYPED if n != "decision"]
    saved = getattr(stale, "saved", None)
    lost = [(n, v) for n, v in texts if v.strip() and v != getattr(saved, n, "")]
    request.session["kept"] = "\n\n".join(
        v if n == "text" else f"{PART_TITLES.get(n, '')}\n{v}".strip() for n, v in lost
    )


def version_of(request: HttpRequest) -> int | None:
    """The version of the letter that the page showed: who signs or changes another one is told."""
    return chosen(request, "version") or None


@acts_on_case("reply.write", back="reply")
def save(request: HttpRequest, case: Case) -> HttpResponse:
    """Autosave and the button alike."""
    quiet = request.headers.get("X-Requested-With") == "fetch"
    try:
        reply = _saved(request, case)
    except Stale as stale:
        if quiet:
            return JsonResponse({"stale": True, "text": str(stale)}, status=409)
        keep_beside(request, stale)
        refuse(request, stale)
        return redirect("reply", case.pk)
    except Objection as objection:
        if not quiet:
            raise
        return JsonResponse({"text": str(objection)}, status=409)
    shown = _help(reply, request)
    reply = _remember_shown(reply, shown["rows"], request)
    return JsonResponse(_live(request, reply, shown)) if quiet else redirect("reply", case.pk)


def _live(request: HttpRequest, reply: Reply, shown: dict[str, Any]) -> dict[str, Any]:
    """What the page takes from an autosave: the parts as they are now, findings and guards, which questions are
    answered."""

    def drawn(template: str) -> str:
        return render(request, template, {**shown, "reply": reply, "case": reply.case}).content.decode()

    return {
        "version": reply.version,
        "text": _("Сохранено"),
        "fields": {n: _typed(getattr(reply, n)) for n in EVERY if n != "ground_codes"},
        "aside": drawn("workspace/_aside.html"),
        "offered": drawn("workspace/_offered.html"),
        "answers": [{name: a[name] for name in ("key", "ok", "told")} for a in shown["answers"]],
        "help": drawn("workspace/_help.html"),
        "rows": shown["rows"],
    }


def _typed(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else value or ""


def told(answer: Answered) -> str:
    """What became of a question, for its author."""
    if not answer.ok:
        return _("Ответа не видно.")
    if answer.passage:
        return _("Ответ: «%s»") % Truncator(answer.passage).chars(90)
    return _("Причина будет в письме.") if answer.how != NO_QUESTION else _("Отмечено: это не вопрос.")


def saved_reply(request: HttpRequest, case: Case) -> Reply | None:
    try:
        return _saved(request, case)
    except Stale as stale:
        keep_beside(request, stale)
        refuse(request, stale)
        return None


@acts_on_case("reply.write", back="reply")
def endnotes(request: HttpRequest, case: Case) -> HttpResponse:
    """One click: references to acts leave the text for numbered endnotes."""
    if reply := saved_reply(request, case):
        changes: dict[str, Any] = {}
        notes = list(reply.endnotes)
        for field in ("text", "grounds", "how_to_fix", "how_to_reapply", "how_to_appeal"):
            changes[field], notes = move_to_endnotes(getattr(reply, field), notes)
        actions.save_reply(reply, by=who(request), endnotes=notes, **changes)
        messages.success(request, _("Ссылок в примечаниях: %d") % len(notes))
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def grounds(request: HttpRequest, case: Case) -> HttpResponse:
    """Grounds chosen from the service: why, how to mend, how to come again and how to appeal are filled in."""
    if reply := saved_reply(request, case):
        actions.choose_grounds(reply, request.POST.getlist("ground"), by=who(request))
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def attach(request: HttpRequest, case: Case) -> HttpResponse:
    if reply := saved_reply(request, case):
        for file in uploads(request):
            attach_to_reply(reply, file.name or "файл", file.read(), file.content_type or "", by=who(request))
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def detach(request: HttpRequest, case: Case) -> HttpResponse:
    """Everything typed is saved, and one file leaves the draft."""
    if reply := saved_reply(request, case):
        detach_from_reply(reply, chosen(request, "file"), by=who(request))
        messages.success(request, _("Файл убран из ответа."))
    return redirect("reply", case.pk)


@acts_on_case("reply.submit", back="reply")
def submit(request: HttpRequest, case: Case) -> HttpResponse:
    if reply := saved_reply(request, case):
        actions.submit_reply(reply, by=who(request))
        messages.success(request, _("Ответ передан на проверку и подпись."))
        return redirect(case.get_absolute_url())
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def take_over(request: HttpRequest, case: Case) -> HttpResponse:
    """The draft as typed goes on in the name of whoever asks."""
    if reply := saved_reply(request, case):
        actions.take_over_reply(reply, by=who(request))
        messages.success(request, _("Теперь ответ ведёте вы: в письме исполнителем будете вы."))
    return redirect("reply", case.pk)


@acts_on_case("reply.sign", back="reply")
def check(request: HttpRequest, case: Case) -> HttpResponse:
    actions.check_reply(open_reply(case), by=who(request))
    messages.success(request, _("Проверено. Осталось подписать."))
    return redirect("reply", case.pk)


@acts_on_case("reply.submit", back="reply")
def recall(request: HttpRequest, case: Case) -> HttpResponse:
    """The author, or who may sign, takes the letter back from signature to change it."""
    actions.recall_reply(open_reply(case), by=who(request))
    messages.success(request, _("Ответ отозван с подписи: его снова можно править."))
    return redirect("reply", case.pk)


@acts_on_case("reply.sign")
def send_back(request: HttpRequest, case: Case) -> HttpResponse:
    actions.send_back_reply(open_reply(case), by=who(request), why=request.POST.get("why", ""))
    messages.success(request, _("Ответ возвращён автору."))
    return redirect(case.get_absolute_url())


@acts_on_case("reply.write", back="reply")
def drop(request: HttpRequest, case: Case) -> HttpResponse:
    """Asks first, with everything typed saved; a dropped draft can be brought back."""
    if request.POST.get("sure"):
        actions.drop_reply(open_reply(case), by=who(request))
        messages.success(request, _("Черновик отменён. Вернуть его можно на этой странице."))
        return redirect(case.get_absolute_url())
    if reply := saved_reply(request, case):
        return render(request, "workspace/reply_drop.html", {"case": case, "reply": reply})
    return redirect("reply", case.pk)


@acts_on_case("reply.write")
def bring_back(request: HttpRequest, case: Case) -> HttpResponse:
    """A dropped draft comes back to the composer, from the case's page."""
    dropped = case.replies.filter(pk=chosen(request, "reply")).first()
    if dropped is None:
        raise Objection(_("Такого черновика в деле нет. Обновите страницу."))
    actions.restore_reply(dropped, by=who(request))
    messages.success(request, _("Черновик возвращён: его можно писать дальше."))
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def show(request: HttpRequest, case: Case) -> HttpResponse:
    """Save what was typed, then show the letter as it would go: on the letterhead, or as a DOCX file."""
    if saved_reply(request, case):
        return redirect("reply_word" if request.POST.get("show") == "word" else "reply_preview", case.pk)
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def restore(request: HttpRequest, case: Case) -> HttpResponse:
    """An earlier version of the draft comes back; the one of now stays among the versions."""
    actions.restore_version(open_reply(case), chosen(request, "number"), by=who(request))
    messages.success(request, _("Прежняя редакция возвращена. То, что было, осталось в списке редакций."))
    return redirect("reply", case.pk)


@acts_on_case("reply.sign", back="reply")
def send(request: HttpRequest, case: Case) -> HttpResponse:
    """Sign and send. What stops it is shown beside the letter, with every word kept."""
    typed = "text" in request.POST
    reply = saved_reply(request, case) if typed else open_reply(case)
    if reply is None:
        return redirect("reply", case.pk)
    read = reply.version if typed else version_of(request)
    file = request.FILES.get("signature")
    try:
        sent = actions.send_reply(reply, by=who(request), signature=file.read() if file else None, version=read)
    except Refused:
        refuse(request, _("Ответ пока не ушёл: справа сказано, что исправить."))
        return redirect(reverse("reply", args=[case.pk]) + "#stopped")
    except Objection as objection:
        refuse(request, objection)
        return redirect("reply", case.pk)
    said = (
        _("Ответ подписан и отправлен клиенту.") if sent.state == "sent" else _("Ответ подписан, отправляется клиенту.")
    )
    messages.success(request, said)
    return redirect(case.get_absolute_url())


@acts_on_case("reply.sign", back="reply")
def prepare(request: HttpRequest, case: Case) -> HttpResponse:
    """Freeze the letter for an outside signing program: its file is downloaded, signed there, and the signature brought
    back."""
    typed = "text" in request.POST
    reply = saved_reply(request, case) if typed else open_reply(case)
    if reply is None:
        return redirect("reply", case.pk)
    read = reply.version if typed else version_of(request)
    file = request.FILES.get("certificate")
    try:
        actions.prepare_reply(reply, by=who(request), certificate=file.read() if file else None, version=read)
    except Refused:
        refuse(request, _("Письмо пока нельзя подписать: справа сказано, что исправить."))
    except Objection as objection:
        refuse(request, objection)
    else:
        messages.success(request, _("Письмо подготовлено. Скачайте файл, подпишите его и приложите подпись."))
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
    texts = [*(r.content.get("text", "") for r in rows), reply.text]
    shown = [(r, changes(texts[n], texts[n + 1])) for n, r in enumerate(rows)]
    may_restore = reply.state == "draft" and who(request).may("reply.write")
    known = {"case": case, "reply": reply, "versions": shown[::-1], "may_restore": may_restore}
    return render(request, "workspace/versions.html", known)


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
