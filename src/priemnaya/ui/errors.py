"""Pages of errors: what happened, what to do next, and what was typed, for people; a problem (RFC 9457) for machines.

Everything that is answered with 400 and more and is not a page of a view goes out by `said`: Django's own handlers,
forms that break off, addresses without a page, objections that no view took.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import escape, format_html_join
from django.utils.translation import gettext as _

from .problem import problem
from .typed import STAFF, labelled, words_sent

log = logging.getLogger(__name__)


class NotOpen(Http404):
    """What does not open in this browser, whether it is there or not, with the page that opens it: (address, title)."""

    def __init__(self, words: str, onward: tuple[str, str]) -> None:
        super().__init__(words)
        self.onward = onward


def said(
    request: HttpRequest, status: int, title: str, text: str, onward: tuple[str, str] | None = None
) -> HttpResponse:
    """The answer with its words, in the form that the asker reads: problem+json, a script's JSON, or a page. onward:
    the page where it goes on, as (address, title)."""
    if request.path.startswith("/api/"):
        return problem(status, title, text)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"title": title, "text": text}, status=status, json_dumps_params={"ensure_ascii": False})
    try:
        shown: dict[str, Any] = {
            "title": title,
            "text": text,
            "typed_words": labelled(words_sent(request)),
            "back": came_from(request),
        }
        shown |= {"onward": onward, "kept": _kept(request, onward)}
        return render(request, "ui/refused.html", shown, status=status)
    except Exception:  # the page of an error must come whatever else is broken
        log.exception("the page of error %s could not be drawn", status)
        return bare(request, status, title, text)


def _kept(request: HttpRequest, onward: tuple[str, str] | None) -> str:
    """What a script says beside the words of a form of work: the browser keeps them for its page (kept.js)."""
    if request.method != "POST" or not request.path.startswith(STAFF):
        return ""
    if onward:
        return _("Войдите под своим логином: набранное снова будет в форме.")
    return _("Когда вернётесь, набранное снова будет в форме.")


def bare(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """The same without a template, a session or a database."""
    words = format_html_join(
        "", '<p><textarea rows="6" cols="60" readonly>{}</textarea></p>', ((w,) for _name, w in words_sent(request))
    )
    html = (
        f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body><main>'
        f'<h1>{escape(title)}</h1><p>{escape(text)}</p>{words}<p><a href="/">На главную</a></p></main></body></html>'
    )
    return HttpResponse(html, status=status)


def came_from(request: HttpRequest) -> str:
    """The page of our own that the person was on, as a path; empty when it is not known."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    ours = parts.netloc == request.META.get("HTTP_HOST", "") and parts.path.startswith("/")
    return parts.path + (f"?{parts.query}" if parts.query else "") if ours and not parts.path.startswith("//") else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request could not be read, or asks for more than the server takes at once."""
    if isinstance(exception, RequestDataTooBig):
        text = _(
            "Вы прислали слишком много сразу. Сократите текст или отправьте его частями; большие тексты приложите"
            " файлом."
        )
        return said(request, 413, _("Слишком много данных"), text)
    if isinstance(exception, TooManyFilesSent):
        text = _("Файлов слишком много. Соберите их в один архив и отправьте форму снова.")
        return said(request, 400, _("Слишком много файлов"), text)
    if isinstance(exception, TooManyFieldsSent):
        text = _("В форме слишком много полей. Отправьте её частями.")
        return said(request, 400, _("Слишком много полей"), text)
    text = _("Браузер прислал запрос, который не удалось прочитать. Вернитесь назад, обновите страницу и повторите.")
    return said(request, 400, _("Запрос не прочитан"), text)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Raised with words for the person: why it is closed to them and who can help."""
    text = str(exception) or _("Эта страница вам недоступна. Если она нужна для работы, обратитесь к руководителю.")
    return said(request, 403, _("Нет доступа"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, NotOpen):
        return said(request, 404, _("Здесь это не открыто"), str(exception), exception.onward)
    text = _("Проверьте адрес. Если вы пришли по ссылке из письма, скопируйте её целиком.")
    return said(request, 404, _("Такой страницы нет"), text)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """GET of an address that only takes a form, or the other way round."""
    text = _("По этому адресу страницы нет: сюда отправляют форму. Вернитесь назад и нажмите кнопку ещё раз.")
    return said(request, 405, _("Так страницу не открыть"), text)


def too_many(request: HttpRequest) -> HttpResponse:
    """The sign-in's own limits: allauth asks for this page."""
    text = _("Подождите минуту, вернитесь назад и повторите: так мы защищаемся от подбора паролей.")
    return said(request, 429, _("Слишком много попыток подряд"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was opened before the browser's protection changed: sign-in in another tab, cookies cleared, long
    ago."""
    if request.headers.get("X-Requested-With") == "fetch":  # the page stays: its script knows what becomes of it
        told = {"text": _("Эта страница открыта давно. Обновите её и повторите."), "old": True}
        return JsonResponse(told, status=403, json_dumps_params={"ensure_ascii": False})
    text = _("Эта страница открыта давно. Вернитесь на неё и отправьте форму снова.")
    return said(request, 403, _("Страница устарела"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours: it is in the log; nothing that may be broken is asked to draw its page."""
    title, text = "Не получилось", "Ошибка у нас, она уже записана. Вернитесь назад и повторите через несколько минут."
    if request.path.startswith("/api/"):
        return problem(500, title, text)
    return bare(request, 500, title, text)
