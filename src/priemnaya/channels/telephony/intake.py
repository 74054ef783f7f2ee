"""What an exchange sent: read, taken, or set aside with the reason. A body's exchange that talks too much is not heard
for a while, and no other body notices."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from priemnaya.bounded.data import NotJson, json_of
from priemnaya.core import limits
from priemnaya.core.journal import alert
from priemnaya.people.models import Organisation
from priemnaya.reception.actions.telephony import keep_refused, keep_unread, take_event
from priemnaya.reception.models import ExchangeReport
from priemnaya.reception.telephony.events import CallEvent, Unread

from .links import Exchange

log = logging.getLogger(__name__)
A_MINUTE, A_DAY = 1200, 200_000
"""Reports of one exchange: a hundred operators tell of some hundred a minute."""
UNREAD_A_DAY = 200
"""Of a broken bridge so many are kept; further ones are only counted."""
FLOOD, BROKEN = "telephony_flood", "telephony_unread"


def too_many(exchange: Exchange) -> bool:
    """Counts this report. Who sets the exchange up is told once."""
    who = ("telephony", exchange.body, exchange.name)
    minute = limits.spend(*who, "minute", seconds=limits.MINUTE)
    over = minute > A_MINUTE or limits.spend(*who, "day", seconds=limits.DAY) > A_DAY
    if over and limits.once("telephony-told", exchange.body, exchange.name, seconds=limits.HOUR):
        text = f"АТС «{exchange.name}» сообщает о звонках слишком часто: часть сообщений не принята. Проверьте её."
        alert(FLOOD, text, organisation_id=Organisation.objects.get(slug=exchange.body).pk)
    return over


def take(exchange: Exchange, raw: str, read: Callable[[], CallEvent]) -> ExchangeReport | None:
    """Never raises for what the report holds; a database that is away does raise: then it is not taken."""
    body = Organisation.objects.select_related("parent").get(slug=exchange.body)
    try:
        return take_event(body, exchange.name, read(), by=None)
    except (OperationalError, InterfaceError):
        raise
    except Unread:
        log.info("a report of an exchange has a shape of its own")
    except Exception:
        log.exception("a report of an exchange")
    return _aside(exchange, body, raw)


def _aside(exchange: Exchange, body: Organisation, raw: str) -> ExchangeReport | None:
    text = "АТС присылает то, чего мы не понимаем. Откройте «Настройки», «Телефонная станция»: там сказано, что именно."
    alert(BROKEN, text, organisation_id=body.pk)
    if limits.spend("telephony-unread", exchange.body, exchange.name, seconds=limits.DAY) > UNREAD_A_DAY:
        return None
    return keep_unread(body, exchange.name, raw, by=None)


def refused(exchange: Exchange) -> None:
    """The sign did not fit: written once a minute, since anybody may knock."""
    if limits.once("telephony-refused", exchange.body, exchange.name, seconds=limits.MINUTE):
        keep_refused(Organisation.objects.get(slug=exchange.body), exchange.name, by=None)


def shape_of(raw: str) -> list[tuple[str, str]]:
    """Field by field what came, without what stood in it: whoever mends a bridge needs no numbers of clients."""
    try:
        sent = json_of(raw)
    except NotJson:
        return [("", _("не JSON, или слишком длинно"))]
    return list(_shape("", sent))[:40] or [("", _("пусто"))]


def _shape(place: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        inner = [row for name, one in value.items() for row in _shape(f"{place}.{_named(name)}".strip("."), one)]
        return inner or [(place, "{}")]
    if isinstance(value, list):
        return [(place, _("список, %d") % len(value))]
    if isinstance(value, str):
        return [(place, _("текст, знаков: %d") % len(value))]
    return [(place, {bool: _("да или нет"), type(None): _("пусто")}.get(type(value), _("число")))]


def _named(name: str) -> str:
    """What is no name of a field may be a number or a name of a person."""
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z_-]{0,39}", name) else "…"
