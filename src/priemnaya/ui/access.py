"""Every route names who may use it: a permission of staff, or `public`. A test walks all URLs and holds this."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .doors import end_here, owner_of_lost, say_it_ended
from .errors import came_from, said
from .typed import keep_unread, words_sent

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def permission(name: str) -> Callable[[View], View]:
    """Only a signed-in employee who holds the permission; others get a page that says who can help."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated:
                return _to_sign_in(request)
            request.body_shown = user.organisation  # type: ignore[attr-defined]
            timezone.activate(user.organisation.zone)
            if first := _must_first(request, user):
                return first
            if not user.may(name):
                return refusal(request)
            return view(request, *args, **kwargs)

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in, and from there back; what was typed while the session ended waits on the page it was typed on,
    for the one who typed it."""
    if _of_a_script(request):  # a script asks: the page stays as it is, and its form brings the words here
        text = _("Сеанс закончился. Нажмите кнопку формы и войдите: набранный текст вернётся.")
        return JsonResponse({"text": text}, status=401, json_dumps_params={"ensure_ascii": False})
    if request.method != "POST":
        say_it_ended(request, typed=False)
        return redirect_to_login(request.get_full_path())
    owner = owner_of_lost(request)
    if owner is None and words_sent(request):  # nobody knows whose they are: back to the hands they came from, not kept
        title, text = _("Нужно войти"), _("Набранное ниже ещё не сохранено.")
        back = came_from(request) or page_of(request.path)
        return said(request, 403, title, text, (f"{reverse('account_login')}?{urlencode({'next': back})}", _("Войти")))
    if owner is not None:
        keep_unread(request, owner)
    say_it_ended(request, typed=owner is not None and bool(words_sent(request)), sent=True)
    return redirect_to_login(came_from(request) or page_of(request.path))


def _of_a_script(request: HttpRequest) -> bool:
    """A part of a page is asked for: the sign-in has no place in it. Going back in the browser's history asks by script
    for a whole page."""
    part: Any = getattr(request, "htmx", None)
    return request.headers.get("X-Requested-With") == "fetch" or (bool(part) and not part.history_restore_request)


CASE_PAGE = re.compile(r"^/w/cases/\d+/(?:reply/)?")


def page_of(path: str) -> str:
    """The page on which a form of this address stands, when the browser does not say where it was."""
    found = CASE_PAGE.match(path)
    return found[0] if found else "/w/"


def owed_first(request: HttpRequest) -> str:
    """What stands before all pages of work: «password» to be changed, «factor» to be set up, «again» to sign in with
    the factor; empty when nothing does."""
    user: Any = request.user
    if user.start_password_until and request.session.get("own_password", True):
        return "password"
    if set(user.roles) & set(user.organisation.second_factor) and request.session.get("second_factor") != user.pk:
        own = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return "again" if own.exists() else "factor"
    return ""


def _must_first(request: HttpRequest, user: Any) -> HttpResponseBase | None:
    """A start password is changed, a second factor set up, before anything else."""
    owed = owed_first(request)
    if owed == "again":
        end_here(request, "rights")
        keep_unread(request, user.pk)
        messages.info(request, _("Войдите ещё раз, со вторым фактором."))
        return redirect_to_login("/w/")
    if owed:
        keep_unread(request, user.pk)
        return redirect("account_change_password" if owed == "password" else "mfa_index")
    return None


def public(view: View) -> View:
    """Open to everybody; the view itself checks codes and tokens."""
    view.permission = "public"  # type: ignore[attr-defined]
    return view


def refusal(request: HttpRequest) -> HttpResponse:
    """Written down too, by number and route: nothing of the address that may be somebody's."""
    route = str(getattr(request.resolver_match, "url_name", ""))
    log.warning("refused: employee %s at %s", request.user.pk, route)
    text = _("Эта страница не для вашей роли. Если она нужна вам для работы, попросите администратора добавить роль.")
    return render(request, "ui/message.html", {"title": _("Нет доступа"), "text": text}, status=403)
