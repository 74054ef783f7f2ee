"""An open session of staff: noted when it begins, over when nobody acts for half an hour, after twelve hours, or when
it is ended from elsewhere. What was typed in it waits for its owner behind the sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.core.address import address_of
from priemnaya.people.actions.doors import close_session, open_session, owner_of, still_open

IDLE, LONGEST, TOUCH = 30 * 60, 12 * 3600, 60
"""Seconds: without a deed, in all, and between two notes of use."""
BY_THEMSELVES = {"case_presence", "calendar_progress", "calls_at_hand", "chats_news", "chat_staff_news"}
"""Pages ask these without anybody doing anything: they keep no session alive."""
OURS = ("/w/", "/accounts/")


def agent_of(request: HttpRequest) -> str:
    return str(request.headers.get("User-Agent", ""))


class StaffSessions:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Before any page of staff."""
        if not request.path.startswith(OURS):
            return None
        if SESSION_KEY not in request.session:
            if owner := owner_of(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
                request.session["was"] = owner  # ended from elsewhere: its row is gone, and the cookie goes now
            return None
        if request.user.is_authenticated and (why := over(request)):
            end_here(request, why)
        return None


def over(request: HttpRequest) -> str:
    """Why this session is over; empty when it goes on, which is noted once a minute."""
    now, user, session = int(timezone.now().timestamp()), request.user, request.session
    door: dict[str, Any] | None = session.get("door")
    if door is None or door["who"] != user.pk:
        row = open_session(user, session.session_key or "", ip=address_of(request), agent=agent_of(request))  # type: ignore[arg-type]
        session["door"] = {"row": row.pk, "who": user.pk, "key": row.key, "began": now, "seen": now}
        return ""
    if now - door["began"] > LONGEST:
        return "old"
    if now - door["seen"] > IDLE:
        return "idle"
    match = request.resolver_match
    if match is not None and match.url_name in BY_THEMSELVES:
        return ""
    if now - door["seen"] >= TOUCH or door["key"] != session.session_key:
        if not still_open(door["row"], session.session_key or ""):
            return "closed"
        session["door"] = {**door, "key": session.session_key, "seen": now}
    return ""


def end_here(request: HttpRequest, why: str) -> None:
    """The person is signed out; the view goes on as for nobody, and keeps what was typed for them. A script of the page
    may be the first to find the session over: whose it was stays known for the one form that comes after it."""
    door, owner = request.session.get("door") or {}, request.user.pk
    if row := door.get("row"):
        close_session(row, why)
    logout(request)
    request.was = request.session["was"] = owner  # type: ignore[attr-defined]


def owner_of_lost(request: HttpRequest) -> int | None:
    """Whose session the browser still believes in."""
    found: int | None = request.session.pop("was", None)
    return found


def say_it_ended(request: HttpRequest, *, typed: bool, sent: bool = False) -> None:
    """On the page of the sign-in, once. typed: words of a form are kept; sent: something was to be done, and is not."""
    if typed:
        messages.info(request, _("Сеанс закончился. Войдите: набранный текст вернётся. Файлы выберите ещё раз."))
    elif sent:
        messages.info(request, _("Сеанс закончился, нажатое не сделано. Войдите и нажмите ещё раз."))
    elif getattr(request, "was", None):
        messages.info(request, _("Сеанс закончился: долго не было действий. Войдите ещё раз."))
