"""Every route names who may use it: a permission of staff, or `public`. A test walks all URLs and holds this."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import came_from
from .typed import keep_typed

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
            if not user.may(name):
                return refusal(request)
            return view(request, *args, **kwargs)

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in, and from there back; what was typed while the session ended waits on the page it was typed on."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    keep_typed(request)
    return redirect_to_login(came_from(request) or "/w/")


def public(view: View) -> View:
    """Open to everybody; the view itself checks codes and tokens."""
    view.permission = "public"  # type: ignore[attr-defined]
    return view


def refusal(request: HttpRequest) -> HttpResponse:
    text = _("Эта страница не для вашей роли. Если она нужна вам для работы, попросите администратора добавить роль.")
    return render(request, "ui/message.html", {"title": _("Нет доступа"), "text": text}, status=403)
