"""A missing or a closed page says what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def closed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Raised with words for the person: why it is closed to them and who can help."""
    words = str(exception) or _("Эта страница вам недоступна. Если она нужна для работы, обратитесь к руководителю.")
    return render(request, "ui/message.html", {"title": _("Нет доступа"), "text": words}, status=403)
