"""The composer: the client's message, the draft, and help side by side; save, check, sign, send."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.bounded import Exceeded
from priemnaya.cases import actions
from priemnaya.cases.actions.answering import stops, verdicts_of
from priemnaya.cases.actions.drafting import attach_to_reply, detach_from_reply
from priemnaya.cases.actions.grounds import grounds_offered
from priemnaya.cases.actions.shown import around_of, heard_of
from priemnaya.cases.decision_parts import EVERY, decisions_for, shown_aside
from priemnaya.cases.explained import GRANTS, REFUSES, explained, with_typed
from priemnaya.cases.fact_check import TITLES, contradictions
from priemnaya.cases.facts_asked import facts_asked
from priemnaya.cases.guard import unbarred
from priemnaya.cases.heard import heard_token, said_after
from priemnaya.cases.held_back import answer_goes
from priemnaya.cases.letter_text import REASONS, files_of
from priemnaya.cases.letters import changed_since_drawn
from priemnaya.cases.models import Case, Decision, Reply
from priemnaya.cases.practice import practice_for
from priemnaya.cases.rules import ALIKE
from priemnaya.cases.states import possible_reply
from priemnaya.cases.substance import HERE, NO_QUESTION, STATED, Answered, answers_of, promised, stated
from priemnaya.cases.term_changes import days_allowed
from priemnaya.cases.wording import TextVerdict, attachment_findings, full_text, report_of
from priemnaya.core.journal import viewed
from priemnaya.core.read_once import reading_once
from priemnaya.desk.models import Presence
from priemnaya.errors import Stale
from priemnaya.people.models import Employee
from priemnaya.plain import Report, catalogue, move_to_endnotes, readability
from priemnaya.policy import Verdict
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen
from priemnaya.ui.files import uploads
from priemnaya.ui.typed import Typed, files_taken, refuse, taken, typed_of
from priemnaya.workspace.composing import (
    ANSWER,
    HOW,
    REASON,
    hands,
    in_one,
    keep_words,
    more_time_for,
    newest_of,
    paper_of,
    settle_two,
    two_texts,
    words_in,
    words_kept,
    words_left,
)
from priemnaya.workspace.findings import help_with_wording, labels, remarks_of
from priemnaya.workspace.shared import (
    acts_on_case,
    case_for,
    fetched,
    present,
    stopped_at,
    strangers_of,
    told_quietly,
    who,
)
from priemnaya.workspace.signing import others_asked
from priemnaya.workspace.typed_reply import APART, is_words, keep_beside, not_saved, open_reply, save_typed, saved_reply

from .inserting import insertions


@acts_on_case("reply.write")
def start(request: HttpRequest, case: Case) -> HttpResponse:
    actions.start_reply(case, by=who(request))
    return redirect("reply", case.pk)


@require_GET
@permission("case.view")
@reading_once()
def composer(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_for(request, pk)
    try:
        reply = open_reply(case)
    except Stale:
        keep_words(request, case, words_left(request, case))
        return redirect(case.get_absolute_url())
    prefetch_related_objects([case], "addresses")
    around = around_of(reply) if who(request).may("reply.sign") else ""
    typed = typed_of(request, version=reply.version, shown=around)
    kept = words_kept(request, case) or _back_into(reply, taken(request))
    viewed(case, by=who(request))
    present(case, who(request), at_letter=True)
    shown = _help(reply, request)
    return render(
        request,
        "workspace/reply.html",
        {
            **shown,
            **_beside(request, case, reply, shown),
            "stopped": stopped_at(request, case),
            "token": uuid.uuid4().hex[:20],
            "case": case,
            "goes": answer_goes(case),
            "strangers": strangers_of(request, case),
            "reply": reply,
            **_decided(case),
            "reasons": _reasons(),
            "others": Presence.objects.others(case.pk, who(request).pk),
            "kept": kept,
            "attachments": files_of(reply),
            **_may(reply, who(request)),
            "possible": possible_reply(reply),
            "letter_text": full_text(reply),
            **_said(reply, around),
            "typed": typed,
            "labels": labels(),
            "in_composer": True,
        },
    )


def _said(reply: Reply, around: str) -> dict[str, Any]:
    """What stands around the words, and what the client has said, as the page holds to them; and what of it came when
    the letter already waited."""
    return {
        "around": around,
        "heard": heard_of(around) if around else heard_token(reply.case),
        "changed_since_drawn": changed_since_drawn(reply),
        "said_since": said_after(reply) if reply.state != "draft" else [],
        **others_asked(reply.case),
    }


def _beside(request: HttpRequest, case: Case, reply: Reply, shown: dict[str, Any]) -> dict[str, Any]:
    """What stands around the letter: its head, the client's words, what may go into it, whose words it has."""
    return {
        **insertions(case, reply, who(request), shown["practice"].nearest),
        **hands(reply),
        **more_time_for(case),
        "beside": two_texts(request, reply),
        "paper": paper_of(reply),
        "messages_in": newest_of(case),
    }


def _reasons() -> dict[str, Any]:
    """What a question may have instead of an answer that the checker sees."""
    here, stated = (
        _("ответ есть, вот этими словами"),
        _("ответ есть, а проверка его не увидела: почему вы так считаете"),
    )
    return {HERE: here, STATED: stated, **{k: r.choice for k, r in REASONS.items()}}


def _decided(case: Case) -> dict[str, Any]:
    """Decisions to choose from, and the facts by which their fields are drawn."""
    return {"decisions": decisions_for(case), "facts_asked": facts_asked(case)}


def _may(reply: Reply, me: Employee) -> dict[str, bool]:
    writes, submits, signs = me.may("reply.write"), me.may("reply.submit"), me.may("reply.sign")
    return {
        "may_sign": signs,
        "may_write": writes,
        "may_submit": submits,
        "may_insert": writes and "save" in possible_reply(reply),
        "may_recall": submits and (reply.author_id == me.pk or signs),
    }


def _back_into(reply: Reply, typed: Typed) -> str:
    """What was typed while the session ended stands in its fields again, not saved yet. When the letter has changed
    since, it stands beside it (the words returned)."""
    fields = {n: words.replace("\r\n", "\n") for n, words in typed.items() if is_words(n)}
    lost = {n: words for n, words in fields.items() if words.strip() and words != words_in(reply, n)}
    if typed["version"] == str(reply.version) and "save" in possible_reply(reply):
        for name, words in lost.items():
            if name.startswith(ANSWER):
                key = name.removeprefix(ANSWER)
                reply.answers = {**reply.answers, key: {"how": typed[HOW + key], "words": words}}
            elif name.startswith(REASON):
                reply.overrides = with_typed(reply.overrides, {name.removeprefix(REASON): words})
            else:
                setattr(reply, name, words)
        return ""
    return in_one(lost)


def _help(reply: Reply, request: HttpRequest) -> dict[str, Any]:
    """Findings and guards of the reply now: the same functions that stop the sending."""
    report, unchecked = _report(reply)
    wording, remarks = help_with_wording(reply, report), remarks_of(reply)
    practice = practice_for(reply.case, reply.ground_codes)
    seen = unbarred(Decision.objects.filter(pk__in=[d.pk for d in practice.nearest]), who(request))
    known = set(seen.values_list("pk", flat=True))
    practice = replace(practice, nearest=tuple(d for d in practice.nearest if d.pk in known))
    me = who(request)
    verdicts = verdicts_of(reply, me, report, practice, submits=not me.may("reply.sign"), shown=True)
    asked = [v for v in verdicts if v.target != ALIKE or practice.decided]
    stopping = stops(verdicts, reply.overrides)
    rules = dict.fromkeys(rule for v in stopping if isinstance(v, TextVerdict) for rule in v.rules)
    return {
        **wording,
        "remarks": remarks,
        "marks": [*remarks, *wording["rows"]],
        "stopping": stopping,
        "unchecked": unchecked,
        "overridable": [(rule, f"{rule}. {TITLES.get(rule) or catalogue()[rule].title}") for rule in rules]
        + [(v.key, f"{v.citation}. {v.why}") for v in stopping if v.excusable and not isinstance(v, TextVerdict)],
        "by_reason": [v for v in verdicts if v.reason],
        "attached": attachment_findings(reply, shown=True),
        "passed": sum(v.ok for v in asked),
        "total": len(asked),
        "answers": [{**vars(a), "told": told(a)} for a in answers_of(reply)],
        "aside": shown_aside(reply),
        "wrong": contradictions(reply, full_text(reply)),
        "practice": practice,
        "alike": next((v for v in verdicts if v.target == ALIKE), None),
        "offered": grounds_offered(reply),
        "interim": interim_of(reply, stopping),
        "may_decide": who(request).may("case.decide"),
        "stated": stated(reply),
        "refusing": explained(reply, REFUSES),
        "granting": explained(reply, GRANTS),
    }


def _report(reply: Reply) -> tuple[Report, str]:
    """The report, or an empty one with why there is none: the letter can be opened and shortened all the same."""
    try:
        return report_of(reply), ""
    except Exceeded as exceeded:
        return Report((), 0, readability(""), 0), str(exceeded)


def interim_of(reply: Reply, stopping: list[Verdict]) -> dict[str, Any]:
    """What the page proposes for a letter that puts the answer off to a day, where that is what stops it."""
    if not any(v.target.endswith(".questions_answered") for v in stopping) or not (words := promised(reply)):
        return {}
    return {"words": words, "may_extend": bool(days_allowed(reply.case))}


def _remember_shown(reply: Reply, rows: list[dict[str, Any]], request: HttpRequest) -> Reply:
    """Keep what findings a person has seen, so that those mended by hand count for their rules.

    Not a word half typed (ORT-01), nor what a letter lacks until it is finished (STR, SYN).
    """
    now = Counter(r["rule"] for r in rows if r["rule"][:3] not in ("STR", "SYN") and r["rule"] != "ORT-01")
    before = Counter(reply.shown)
    shown = sorted((now | before).elements())
    return actions.save_reply(reply, by=who(request), shown=shown) if shown != sorted(reply.shown) else reply


@acts_on_case("reply.write", back="reply")
def save(request: HttpRequest, case: Case) -> HttpResponse:
    """Autosave and the button alike."""
    if request.POST.get("settle") == "theirs":
        settle_two(request, case)
        return redirect("reply", case.pk)
    try:
        reply = save_typed(request, case)
    except Stale as stale:
        return _not_saved(request, case, stale)
    if request.POST.get("settle"):
        settle_two(request, case)
    shown = _help(reply, request)
    reply = _remember_shown(reply, shown["rows"], request)
    return JsonResponse(_live(request, reply, shown)) if fetched(request) else redirect("reply", case.pk)


def _not_saved(request: HttpRequest, case: Case, stale: Stale) -> HttpResponse:
    if not fetched(request):
        not_saved(request, case, stale)
        return redirect("reply", case.pk)
    lost = keep_beside(request, case, stale)
    if lost:
        return _two(request, case, stale)
    told = str(getattr(stale, "said", stale))
    if getattr(stale, "saved", None) is None:
        return told_quietly(told)
    if request.POST.get("files_chosen"):  # a page that is shown anew has none of them
        again = _("Выбранные файлы ещё не приложены: обновите страницу и выберите их снова.")
        return told_quietly(f"{told} {again}")
    if any(request.POST.get(name, "").strip() for name in APART):
        refuse(request, told)
    else:
        messages.error(request, str(told))
    return JsonResponse({"text": told, "reload": True}, status=409)


def _two(request: HttpRequest, case: Case, stale: Stale) -> JsonResponse:
    """A script is given both texts to show; where the letter has gone, only what became of it."""
    saved = getattr(stale, "saved", None)
    told: dict[str, Any] = {"stale": True, "text": str(stale)}
    if saved is not None:
        page = {"beside": two_texts(request, saved), "reply": saved, "case": case}
        told["text"] = _("Не сохранено: выше два текста, выберите один")
        told["beside"] = render(request, "workspace/_two_texts.html", page).content.decode()
    return JsonResponse(told, status=409)


def _live(request: HttpRequest, reply: Reply, shown: dict[str, Any]) -> dict[str, Any]:
    """What the page takes from an autosave: the parts as they are now, findings and guards, which questions are
    answered."""

    def drawn(template: str) -> str:
        return render(request, template, {**shown, "reply": reply, "case": reply.case}).content.decode()

    return {
        "version": reply.version,
        "text": _("Сохранено в %s") % f"{reply.organisation.local(reply.updated_at):%H:%M}",
        "fields": {n: _typed(getattr(reply, n)) for n in EVERY if n != "ground_codes"},
        "aside": drawn("workspace/_aside.html"),
        "offered": drawn("workspace/_offered.html"),
        "answers": [{name: a[name] for name in ("key", "ok", "told")} for a in shown["answers"]],
        "help": drawn("workspace/_help.html"),
        "bar": drawn("workspace/_bar_state.html"),
        "stopping": len(shown["stopping"]) + bool(shown["unchecked"]),
        "rows": shown["marks"],
    }


def _typed(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else value or ""


def told(answer: Answered) -> str:
    """What became of a question, for its author."""
    if not answer.ok:
        return _("Ответа не видно.")
    if answer.passage:
        return _("Ответ: «%s»") % Truncator(answer.passage).chars(90)
    if answer.how == STATED:
        return _("Отмечено: ответ есть. Ваше объяснение увидит тот, кто подписывает.")
    return _("Причина будет в письме.") if answer.how != NO_QUESTION else _("Отмечено: это не вопрос.")


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
    try:
        reply = save_typed(request, case)
    except Stale as stale:
        return _not_saved(request, case, stale)
    reply = actions.choose_grounds(reply, request.POST.getlist("ground"), by=who(request))
    return (
        JsonResponse(_live(request, reply, _help(reply, request))) if fetched(request) else redirect("reply", case.pk)
    )


@acts_on_case("reply.write", back="reply")
def attach(request: HttpRequest, case: Case) -> HttpResponse:
    if reply := saved_reply(request, case):
        for file in uploads(request):
            attach_to_reply(reply, file.name or "файл", file.read(), file.content_type or "", by=who(request))
        files_taken(request)
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def detach(request: HttpRequest, case: Case) -> HttpResponse:
    """Everything typed is saved, and one file leaves the draft."""
    if reply := saved_reply(request, case):
        detach_from_reply(reply, chosen(request, "file"), by=who(request))
        messages.success(request, _("Файл убран из ответа."))
    return redirect("reply", case.pk)
