"""Pages of errors: what happened, what to do next, and what was typed, for people; a problem (RFC 9457) for machines.

Everything that is answered with 400 and more and is not a page of a view goes out by `said`: Django's own handlers,
forms that break off, addresses without a page, objections that no view took.
"""

from __future__ import annotations

import logging
import sys
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from priemnaya.people.models import Organisation

from .problem import problem
from .typed import STAFF, labelled, words_sent

log = logging.getLogger(__name__)
OF_STAFF = (STAFF, "/accounts/")
"""Whatever lies elsewhere is the portal's: its pages of errors have the body's header, footer and ways on."""
AGAIN_AFTER = "60"
"""Seconds that a machine is told to wait when we are busy."""


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
        if request.path.startswith(OF_STAFF):
            return render(request, "ui/refused.html", shown, status=status)
        request.body_shown = _body_of(request)  # type: ignore[attr-defined]
        return render(request, "portal/refused.html", shown, status=status)
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


def _body_of(request: HttpRequest) -> Organisation | None:
    """The body whose page it would have been: the view's own, or that of the address when no view was reached."""
    known: Organisation | None = getattr(request, "body_shown", None)
    slug = request.path.split("/")[1]
    return known or Organisation.objects.filter(slug=slug).first()


BARE = """<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style nonce="{}">
:root{{color-scheme:light dark}}body{{font:1.0625rem/1.55 system-ui,sans-serif;margin:0}}
main{{max-width:40rem;margin:0 auto;padding:1.5rem 1rem}}h1{{line-height:1.2}}textarea{{width:100%}}
a{{display:inline-block;padding:.6rem 0;color:inherit}}</style></head>
<body><main>{}<h1>{}</h1><p>{}</p>{}{}</main></body></html>"""


def bare(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """The same without a template, a session or a database: of the body only what is at hand."""
    words = format_html_join(
        "", '<p><textarea rows="6" readonly>{}</textarea></p>', ((w,) for _name, w in words_sent(request))
    )
    body: Organisation | None = getattr(request, "body_shown", None)
    own = bool(body) and not request.path.startswith(OF_STAFF)
    ways = [("/", _("На главную"))]
    if body is not None and own:
        ways = [
            (f"/{body.slug}/", _("На главную")),
            (f"/{body.slug}/follow/", _("Узнать о деле")),
            (f"/{body.slug}/points/", _("Контакты и часы")),
        ]
    links = format_html_join("", '<p><a href="{}">{}</a></p>', ways)
    name = format_html('<p lang="ru">{}{}</p>', body.short, f", {body.phone}" if body.phone else "") if body else ""
    nonce = getattr(request, "csp_nonce", "")
    return HttpResponse(
        format_html(BARE, get_language() or "ru", title, nonce, name, title, text, words, links), status=status
    )


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
    text = _("Браузер прислал запрос, который не удалось прочитать. Вернитесь, обновите страницу и повторите.")
    return said(request, 400, _("Запрос не прочитан"), text)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Raised with words for the person: why it is closed to them and who can help."""
    closed = _("Эта страница вам недоступна. Если она нужна для работы, обратитесь к руководителю.")
    if not request.path.startswith(OF_STAFF):
        closed = _("Эта страница закрыта. Своё дело откройте по номеру и коду.")
    text = str(exception) or closed
    return said(request, 403, _("Нет доступа"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, NotOpen):
        return said(request, 404, _("Здесь это не открыто"), str(exception), exception.onward)
    text = _("Проверьте адрес. Если вы пришли по ссылке из письма, скопируйте её целиком.")
    return said(request, 404, _("Такой страницы нет"), text)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """GET of an address that only takes a form, or the other way round."""
    text = _("По этому адресу страницы нет: сюда отправляют форму. Вернитесь и нажмите кнопку ещё раз.")
    return said(request, 405, _("Так страницу не открыть"), text)


def too_many(request: HttpRequest) -> HttpResponse:
    """The sign-in's own limits: allauth asks for this page."""
    text = _("Подождите минуту, вернитесь и повторите: так мы защищаемся от подбора паролей.")
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
    """A fault of ours: it is in the log; nothing that may be broken is asked to draw its page. A database that gives
    no answer now is no fault: the same again in a minute may do."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        title, text = _("Сейчас занято"), _("Сервис не успевает ответить. Подождите минуту и повторите.")
        status = 503
    else:
        title, status = _("Не получилось"), 500
        text = _("Ошибка у нас, она уже записана. Вернитесь и повторите через несколько минут.")
    machine = request.path.startswith("/api/")
    answer = problem(status, title, text) if machine else bare(request, status, title, text)
    if status == 503:
        answer["Retry-After"] = AGAIN_AFTER
    return answer
