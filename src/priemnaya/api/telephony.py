"""The door of telephone exchanges: a signed report of a call; 200 goes only after commit, also for one that was set
aside: an exchange would only bring the same again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from priemnaya.api.body import NotJson, read_json
from priemnaya.channels.telephony import generic, mango
from priemnaya.channels.telephony.intake import refused, take, too_many
from priemnaya.channels.telephony.links import Exchange, exchange_of
from priemnaya.core.reading import whole
from priemnaya.reception.telephony.events import CallEvent, Unread
from priemnaya.ui.access import public
from priemnaya.ui.limits import guesses, was_wrong
from priemnaya.ui.problem import problem

MOST = 64 * 1024
"""Bytes of a report: a call is told of in some hundred."""


@csrf_exempt
@require_POST
@public
def call_event(request: HttpRequest, name: str, body: str, what: str = "call") -> HttpResponse:
    """One report. what: of Mango, which of its events."""
    exchange = exchange_of(name, body)
    if exchange is None:
        raise Http404
    if guesses(request, f"telephony:{name}:{body}"):
        return _later()
    if (whole(request.headers.get("Content-Length")) or 0) > MOST or len(request.body) > MOST:
        return problem(413, _("Слишком длинно"), _("Сообщение о звонке занимает до 64 КБ."))
    if not _signed(exchange, request):
        was_wrong(request, f"telephony:{name}:{body}")
        refused(exchange)
        return problem(403, _("Подпись не подходит"), _("Проверьте секрет АТС и часы: сообщение действует пять минут."))
    if exchange.kind == "mango" and what in mango.IGNORED:
        return JsonResponse({})
    if too_many(exchange):
        return _later()
    report = take(exchange, _raw(exchange, request), lambda: _event(exchange, request, what))
    return JsonResponse({"did": report.did if report else "unread"})


def _later() -> HttpResponse:
    return problem(429, _("Слишком часто"), _("Подождите минуту и повторите."))


def _signed(exchange: Exchange, request: HttpRequest) -> bool:
    if exchange.kind == "mango":
        return mango.fits(exchange.key, exchange.secret, request.POST.dict())
    return generic.fits(exchange.secret, request.headers, request.body)


def _raw(exchange: Exchange, request: HttpRequest) -> str:
    if exchange.kind == "mango":
        return str(request.POST.get("json", ""))
    return request.body.decode("utf-8", "replace")


def _event(exchange: Exchange, request: HttpRequest, what: str) -> CallEvent:
    if exchange.kind == "mango":
        if what not in mango.READ:
            raise Unread(f"события {what} мы не знаем")
        return mango.read(what, str(request.POST.get("json", "")))
    try:
        return generic.read(read_json(request))
    except NotJson as error:
        raise Unread("не JSON") from error
