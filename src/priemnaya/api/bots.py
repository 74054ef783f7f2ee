"""Webhooks of messengers: the secret is compared in constant time, 200 goes only after commit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from priemnaya.api.body import NotJson, read_json
from priemnaya.channels.intake import secret_fits, take
from priemnaya.channels.social.bots import Bot, bot_of
from priemnaya.ui.access import public
from priemnaya.ui.limits import guesses, was_wrong
from priemnaya.ui.problem import problem

SECRETS = {"max": "X-Max-Bot-Api-Secret", "telegram": "X-Telegram-Bot-Api-Secret-Token"}


def _update(request: HttpRequest) -> dict[str, Any] | None:
    try:
        found = read_json(request)
    except NotJson:
        return None
    return found if isinstance(found, dict) else None


def _bot(point: str, body: str) -> Bot:
    bot = bot_of(point, body)
    if bot is None:
        raise Http404
    return bot


def _later() -> HttpResponse:
    return problem(429, _("Слишком часто"), _("Подождите минуту и повторите."))


@csrf_exempt
@require_POST
@public
def bot_update(request: HttpRequest, point: str, body: str) -> HttpResponse:
    """MAX and Telegram: the secret in a header, one update in the body."""
    if point not in SECRETS:
        raise Http404
    bot = _bot(point, body)
    if guesses(request, bot.name):
        return _later()
    if not secret_fits(bot, request.headers.get(SECRETS[point], "")):
        was_wrong(request, bot.name)
        return problem(403, _("Секрет не подходит"), _("Проверьте секрет бота в настройках мессенджера."))
    update = _update(request)
    if update is None:
        return problem(400, _("Это не JSON"), _("Пришлите событие так, как описано в документации мессенджера."))
    take(bot, update)
    return HttpResponse("ok", content_type="text/plain")


@csrf_exempt
@require_POST
@public
def vk_event(request: HttpRequest, body: str) -> HttpResponse:
    """VK: the secret in the body; a confirmation is answered with the community's string, everything else with «ok»."""
    bot, event = _bot("vk", body), _update(request)
    if event is None:
        return problem(400, _("Это не JSON"), _("Пришлите событие так, как описано в документации мессенджера."))
    if guesses(request, bot.name):
        return _later()
    if not secret_fits(bot, str(event.get("secret", ""))) or str(event.get("group_id", "")) != bot.options.get(
        "group", ""
    ):
        was_wrong(request, bot.name)
        return problem(403, _("Секрет не подходит"), _("Проверьте секрет бота в настройках мессенджера."))
    if event.get("type") == "confirmation":
        return HttpResponse(bot.options.get("confirmation", ""), content_type="text/plain")
    take(bot, event)
    return HttpResponse("ok", content_type="text/plain")
