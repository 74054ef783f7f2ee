"""The chat at the desk: who is on duty, who waits, one talk. The page of a talk asks for news by itself; without
JavaScript it is a page with a button «Обновить»."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from priemnaya.channels.chat import actions
from priemnaya.channels.chat.figures import tables
from priemnaya.channels.chat.limits import is_typing
from priemnaya.channels.chat.standing import duties, hours_of, lines_of, offered, on_duty, seen_talks
from priemnaya.channels.models import ChatTalk
from priemnaya.core.journal import viewed
from priemnaya.core.tokens import new_code
from priemnaya.errors import Objection
from priemnaya.knowledge.wording import TextVerdict
from priemnaya.people.models import Employee
from priemnaya.policy import Refused
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, whole
from priemnaya.ui.typed import refuse, telling, typed_of
from priemnaya.workspace.days import days_asked
from priemnaya.workspace.shared import who

ENDED = 20
"""Talks of the past that the list shows."""


@never_cache
@require_GET
@permission("chat.answer")
def chats(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/chats/list.html", _list(who(request)))


def _list(me: Employee) -> dict[str, Any]:
    rows = seen_talks(me)
    waiting = rows.filter(state__in=("waiting", "unanswered")).order_by(
        F("unanswered_since").asc(nulls_last=True), "pk"
    )
    shown: dict[str, Any] = {
        "mine": rows.filter(state="open", employee=me).order_by("pk"),
        "waiting": waiting[:50],
        "others": rows.filter(state="open").exclude(employee=me).order_by("pk")[:50],
        "ended": rows.filter(state="ended").order_by("-ended_at")[:ENDED],
    }
    told = ".".join(f"{t.pk}-{t.version}" for name in ("mine", "waiting", "others", "ended") for t in shown[name])
    return shown | {
        "mark": told,
        "offered": offered(me.organisation),
        "on_duty": on_duty(me),
        "hours": hours_of(me.organisation),
        "colleagues": [d.employee for d in duties(me.organisation_id) if d.employee_id != me.pk],
    }


@never_cache
@require_POST
@permission("chat.answer")
def chats_news(request: HttpRequest) -> HttpResponse:
    """The list again: the page says by this that somebody sits before it."""
    me = who(request)
    actions.note_chat_duty(me.organisation, by=me)
    shown = _list(me)
    if request.POST.get("mark") == shown["mark"]:
        return HttpResponse(status=204)  # nothing is drawn anew: whoever stands in the list by keyboard stays there
    return render(request, "workspace/chats/_list.html", shown)


@require_POST
@permission("chat.answer")
def chat_duty(request: HttpRequest) -> HttpResponse:
    me = who(request)
    if request.POST.get("do") == "end":
        with telling(request, _("Вы больше не дежурите в чате.")):
            actions.end_chat_duty(me.organisation, by=me)
    else:
        with telling(request, _("Вы дежурите в чате. Держите страницу чата открытой.")):
            actions.start_chat_duty(me.organisation, by=me)
    return redirect("chats")


def _talk(request: HttpRequest, pk: int) -> ChatTalk:
    """Raises Http404 for one of another body, or closed to the employee."""
    found = seen_talks(who(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _standing(request: HttpRequest, talk: ChatTalk, after: int = 0) -> dict[str, Any]:
    me, typing = who(request), is_typing(talk.client_typing_at)
    away = talk.is_living and talk.client_seen_at < timezone.now() - dt.timedelta(seconds=60)
    return {
        "talk": talk,
        "lines": (lines := list(lines_of(talk, after))),
        "seen": lines[-1].pk if lines else after,
        "typing": typing,
        "away": away,
        "leads": talk.employee_id == me.pk and talk.state == "open",
        "colleagues": [d.employee for d in duties(talk.organisation_id) if d.employee_id != me.pk],
        "mark": f"{talk.version}.{typing:d}{away:d}",
    }


@never_cache
@require_GET
@permission("chat.answer")
def chat(request: HttpRequest, pk: int) -> HttpResponse:
    found = _talk(request, pk)
    viewed(found, by=who(request))
    return _page(request, found)


def _page(request: HttpRequest, found: ChatTalk, status: int = 200, **more: Any) -> HttpResponse:
    typed = typed_of(request)
    shown = _standing(request, found) | {"line_key": new_code(20), "typed": typed, "verdicts": [], "error": ""} | more
    return render(request, "workspace/chats/talk.html", shown, status=status)


@never_cache
@require_POST
@permission("chat.answer")
def chat_news(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is after the line the page has."""
    me, found = who(request), _talk(request, pk)
    actions.note_chat_duty(me.organisation, by=me)
    if found.is_living:
        actions.note_chat_staff(found, typing=request.POST.get("typing") == "1", by=me)
    return _news(request, found)


def _news(request: HttpRequest, found: ChatTalk) -> HttpResponse:
    after = whole(request.POST.get("after", "")) or 0
    shown = _standing(request, found, after)
    if shown["lines"]:  # words that this page has not shown yet
        viewed(found, by=who(request))
    return render(request, "workspace/chats/_news.html", shown)


@never_cache
@require_POST
@permission("chat.answer")
def chat_say(request: HttpRequest, pk: int) -> HttpResponse:
    """A line, checked as a short letter is; with a reason it goes all the same."""
    found, typed = _talk(request, pk), request.POST
    by_script = request.headers.get("X-Requested-With") == "fetch"
    rules, reason = typed.getlist("rule"), typed.get("reason", "").strip()
    reasons = dict.fromkeys(rules, reason) if typed.get("do") == "anyway" and reason else None
    try:
        said, seen = typed.get("text", ""), whole(typed.get("seen", "")) or 0
        actions.say_to_chat(found, typed.get("line", ""), said, reasons=reasons, seen=seen, by=who(request))
    except Refused as stopped:
        shown = {"verdicts": stopped.verdicts, "rules": _rules(stopped), "typed": typed}
        if by_script:
            return render(request, "workspace/chats/_stops.html", shown, status=422)
        return _page(request, found, 422, **shown)
    except Objection as objection:
        if by_script:
            return HttpResponse(str(objection), status=422, content_type="text/plain; charset=utf-8")
        return _page(request, _talk(request, pk), 422, error=str(objection), typed=typed)
    if by_script:
        return _news(request, _talk(request, pk))
    return redirect("chat_staff", pk)


def _rules(stopped: Refused) -> list[str]:
    """Rules of the checker that a reason may be written for."""
    return list(dict.fromkeys(rule for v in stopped.verdicts if isinstance(v, TextVerdict) for rule in v.rules))


@require_POST
@permission("chat.answer")
def chat_take(request: HttpRequest, pk: int) -> HttpResponse:
    found = _talk(request, pk)
    with telling(request, _("Разговор ведёте вы.")):
        actions.take_chat(found, version=whole(request.POST.get("version", "")), by=who(request))
    return redirect("chat_staff", pk)


@require_POST
@permission("chat.answer")
def chat_hand(request: HttpRequest, pk: int) -> HttpResponse:
    found, me = _talk(request, pk), who(request)
    if request.POST.get("do") == "return":
        with telling(request, _("Разговор снова ждёт: его возьмёт, кто свободен.")):
            actions.return_chat(found, by=me)
        return redirect("chats")
    to = Employee.objects.filter(organisation=me.organisation, pk=chosen(request, "to")).first()
    try:
        actions.hand_chat(found, to, by=me)
    except Objection as objection:
        refuse(request, objection)
        return redirect("chat_staff", pk)
    messages.success(request, _("Разговор передан."))
    return redirect("chats")


@require_POST
@permission("chat.answer")
def chat_end(request: HttpRequest, pk: int) -> HttpResponse:
    found, typed = _talk(request, pk), request.POST
    with telling(request, _("Разговор закончен.")):
        actions.end_chat(found, typed.get("result", ""), number=typed.get("number", ""), by=who(request))
    return redirect("chat_staff", pk)


@require_GET
@permission("report.view")
def chat_figures(request: HttpRequest) -> HttpResponse:
    """How the chat goes: numbers only. Over the days asked for, the last thirty unless said."""
    first, last, (since, until) = days_asked(request)
    shown = {"tables": tables(who(request).organisation, since, until), "since": first, "until": last}
    return render(request, "workspace/chats/figures.html", shown)
