"""The chat with an employee on duty, on the portal and in the widget's frame. A talk opens by its link, which nobody
can guess and which proves nothing about who writes. Without JavaScript it is a page with a button «Обновить»."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.cases.incoming import Arrival, Incoming, Matter, Sender
from priemnaya.channels.chat import actions
from priemnaya.channels.chat.actions.ending import code_shown
from priemnaya.channels.chat.limits import TOLD, is_typing
from priemnaya.channels.chat.standing import hours_of, is_attended, lines_of, offered
from priemnaya.channels.models import ChatTalk
from priemnaya.core import limits
from priemnaya.core.tokens import api_digest, new_code, new_token
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation
from priemnaya.policy import register
from priemnaya.portal import quotas
from priemnaya.portal.hours import open_now, week
from priemnaya.portal.shared import of_body
from priemnaya.portal.views.widget import framed, stamp_of, stamped
from priemnaya.portal.visit import me_of
from priemnaya.ui.asked import whole
from priemnaya.ui.limits import too_often

register("provides", "site_chat", "portal.views.chat.chat")
KEY = re.compile(r"[\w-]{32,64}", re.ASCII)
BEGUN = 30
"""Talks that one network begins in a minute: what is more waits a minute."""
NEWS = 120
"""Times in a minute that the pages of one talk may ask for news: by the talk and not by the network, for a whole office
may sit behind one."""


def _frame(request: HttpRequest) -> bool:
    return request.GET.get("frame") == "1"


def _shown(
    request: HttpRequest, name: str, shown: dict[str, Any], body: Organisation, status: int = 200
) -> HttpResponse:
    frame = _frame(request)
    base = "portal/chat/frame.html" if frame else "portal/base.html"
    page = render(
        request, name, {**shown, "base": base, "frame": frame, "query": "?frame=1" if frame else ""}, status=status
    )
    page["Referrer-Policy"] = "no-referrer"
    return framed(page, body, getattr(request, "csp_nonce", "")) if frame else page


def _address(name: str, body: Organisation, request: HttpRequest, *args: str) -> str:
    return reverse(name, args=[body.slug, *args]) + ("?frame=1" if _frame(request) else "")


@never_cache
@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "POST"])
@of_body
def chat(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What is asked, and who answers now; a talk that goes on here is one press away. What was typed stays."""
    if not offered(organisation):
        return _shown(request, "portal/chat/none.html", {}, organisation, 404)
    shown: dict[str, Any] = {"typed": request.POST, "error": "", "status": 200}
    if request.method == "POST":
        if (key := _begin(request, organisation, shown)) is not None:
            if not _frame(request):
                request.session[f"chat:{organisation.pk}"] = key
            return redirect(_address("chat_talk", organisation, request, key))
    elif not _frame(request):
        shown["going_on"] = _going_on(request, organisation)
    shown |= {
        "attended": is_attended(organisation.pk),
        "hours": hours_of(organisation) or ", ".join(week(organisation)),
        "now": open_now(organisation).words,
        "stamp": stamp_of(organisation),
        "talk_key": _proposed(request),
        "line_key": request.POST.get("line", "")[:40] or new_code(20),
    }
    return _shown(request, "portal/chat/begin.html", shown, organisation, shown["status"])


def _proposed(request: HttpRequest) -> str:
    """The link of the talk to be: a form that comes back keeps it, so that pressed twice it is one talk."""
    given = request.POST.get("talk", "")
    return given if KEY.fullmatch(given) else new_token()


def _going_on(request: HttpRequest, organisation: Organisation) -> str:
    key = str(request.session.get(f"chat:{organisation.pk}", ""))
    known = key and ChatTalk.objects.filter(organisation=organisation, key_digest=api_digest(key)).first()
    return key if known and known.is_living else ""


def _begin(request: HttpRequest, organisation: Organisation, shown: dict[str, Any]) -> str | None:
    """The key of the talk that began; None with what is wrong told."""
    typed = request.POST
    key = _proposed(request)
    if too_often(request, "chat", most=BEGUN):
        shown |= {"status": 429, "error": _("Слишком часто. Подождите минуту и повторите.")}
        return None
    if not stamped(request, organisation):
        words = _("Страница открыта слишком давно. Ваш текст на месте: отправьте его ещё раз.")
        shown |= {"status": 422, "error": words}
        return None
    try:
        opening = actions.ChatOpening(
            "widget" if _frame(request) else "portal",
            api_digest(key),
            typed.get("text", ""),
            typed.get("line", ""),
            typed.get("name", ""),
            typed.get("email", ""),
            client=None if _frame(request) else me_of(request, organisation),
            held=_held(request, organisation),
        )
        actions.open_chat(organisation, opening, by=None)
    except Objection as objection:
        shown |= {"status": 422, "error": str(objection)}
        return None
    return key


def _held(request: HttpRequest, organisation: Organisation) -> str:
    """Counted as any message without a proved identity is; what is over waits for a person's look."""
    email = request.POST.get("email", "").strip()
    sender = Sender(addresses={"email": email} if email else {})
    asked = Incoming(Arrival("chat"), Matter(request.POST.get("text", "")), sender)
    return quotas.weigh(request, organisation, asked).arrival.suspicious


def _own(organisation: Organisation, key: str) -> ChatTalk:
    rows = ChatTalk.objects.select_related("organisation__parent", "employee", "case", "client")
    talk = rows.filter(organisation=organisation, key_digest=api_digest(key)).first()
    if talk is None or not KEY.fullmatch(key):
        raise Http404
    return talk


def _standing(request: HttpRequest, talk: ChatTalk, key: str, after: int = 0) -> dict[str, Any]:
    """What the page of a talk shows now. mark: another one is another standing."""
    typing = is_typing(talk.staff_typing_at)
    fresh = talk.ended_at is not None and talk.ended_at > timezone.now() - TOLD
    # a case that took the words of a stranger in is not named to them
    case = talk.case if talk.result != "joined" and fresh else None
    return {
        "talk": talk,
        "key": key,
        "lines": lines_of(talk, after),
        "typing": typing,
        "attended": is_attended(talk.organisation_id),
        "case": case,
        "code": code_shown(talk) if case else "",
        "asks_helped": fresh and talk.result in ("answered", "gone") and not talk.helped,
        "mark": f"{talk.version}.{typing:d}",
        "hours": hours_of(talk.organisation) or ", ".join(week(talk.organisation)),
    }


@never_cache
@xframe_options_exempt
@require_GET
@of_body
def talk(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    found = _own(organisation, key)
    return _page(request, found, key)


def _page(request: HttpRequest, found: ChatTalk, key: str, status: int = 200, **more: Any) -> HttpResponse:
    shown = _standing(request, found, key) | {"line_key": new_code(20), "typed": {}, "error": ""} | more
    return _shown(request, "portal/chat/talk.html", shown, found.organisation, status)


@never_cache
@csrf_exempt
@xframe_options_exempt
@require_POST
@of_body
def news(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    """What there is after the line the page has; it also says that the page is there, and whether somebody types."""
    found = _own(organisation, key)
    if limits.spend("chat-news", found.pk, seconds=limits.MINUTE) > NEWS:
        return HttpResponse(status=429)
    if found.is_living:
        actions.note_chat_client(found, typing=request.POST.get("typing") == "1", by=None)
    return _news(request, found, key)


def _news(request: HttpRequest, found: ChatTalk, key: str) -> HttpResponse:
    after = whole(request.POST.get("after", "")) or 0
    shown = _standing(request, found, key, after)
    return _shown(request, "portal/chat/_news.html", shown, found.organisation)


@never_cache
@csrf_exempt
@xframe_options_exempt
@require_POST
@of_body
def say(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    """A line. Sent again with the same key it is one."""
    found = _own(organisation, key)
    by_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        actions.say_in_chat(found, request.POST.get("line", ""), request.POST.get("text", ""), by=None)
    except Objection as objection:
        if by_script:
            return HttpResponse(str(objection), status=422, content_type="text/plain; charset=utf-8")
        return _page(request, _own(organisation, key), key, 422, error=str(objection), typed=request.POST)
    if by_script:
        return _news(request, _own(organisation, key), key)
    return redirect(_address("chat_talk", organisation, request, key))


@never_cache
@csrf_exempt
@xframe_options_exempt
@require_POST
@of_body
def leave(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    """The client does not wait: a message, with the address they give."""
    found = _own(organisation, key)
    try:
        actions.leave_chat_message(
            found, name=request.POST.get("name", ""), email=request.POST.get("email", ""), by=None
        )
    except Objection as objection:
        return _page(request, _own(organisation, key), key, 422, error=str(objection), left=request.POST)
    return redirect(_address("chat_talk", organisation, request, key))


@never_cache
@csrf_exempt
@xframe_options_exempt
@require_POST
@of_body
def end(request: HttpRequest, organisation: Organisation, key: str) -> HttpResponse:
    """The client ends it, or says after its end whether there was an answer."""
    found, helped = _own(organisation, key), request.POST.get("helped", "")
    try:
        act = actions.close_chat if found.is_living else actions.say_chat_helped
        act(found, helped, by=None)
    except Objection as objection:
        return _page(request, _own(organisation, key), key, 422, error=str(objection))
    return redirect(_address("chat_talk", organisation, request, key))
