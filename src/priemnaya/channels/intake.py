"""What came to a bot, by webhook or by polling: one update, one row; an update that breaks our code is set aside."""

from __future__ import annotations

import logging
from typing import Any

from django.db import InterfaceError, OperationalError

from priemnaya.bounded.data import readable
from priemnaya.channels.base import GiveUp, Postpone
from priemnaya.channels.max.client import MaxClient
from priemnaya.channels.max.inbound import take_update as take_max
from priemnaya.channels.models import BotCursor
from priemnaya.channels.social.bots import Bot
from priemnaya.channels.social.message import Taken, as_bytes, set_aside
from priemnaya.channels.telegram.client import TelegramClient
from priemnaya.channels.telegram.inbound import take_update as take_telegram
from priemnaya.channels.vk.client import VkClient
from priemnaya.channels.vk.inbound import take_event as take_vk
from priemnaya.core.journal import alert
from priemnaya.core.tokens import equal
from priemnaya.core.traces import in_words
from priemnaya.people.models import Organisation

log = logging.getLogger(__name__)
CLIENTS: dict[str, Any] = {"max": MaxClient, "vk": VkClient, "telegram": TelegramClient}
TAKE: dict[str, Any] = {"max": take_max, "vk": take_vk, "telegram": take_telegram}


def secret_fits(bot: Bot, given: str) -> bool:
    """In constant time; an empty secret fits nothing."""
    return bool(bot.secret) and equal(given, bot.secret)


def take(bot: Bot, update: dict[str, Any]) -> Taken | None:
    """One update of a bot. Never raises for what the update holds; a database that is away does raise: then it is not
    taken."""
    organisation, update = Organisation.objects.get(slug=bot.body), readable(update)
    try:
        taken: Taken | None = TAKE[bot.point](organisation, update, CLIENTS[bot.point](bot))
    except (Postpone, GiveUp) as error:  # of our answer to a pressed button: what was pressed is done
        log.warning("%s: %s", bot.name, error)
        return None
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("update of %s", bot.name)
        set_aside(organisation, bot.point, as_bytes(update), in_words(error)[:200])
        return None
    return taken


def poll(bot: Bot) -> int:
    """Everything new by long polling; the marker moves only after a batch is committed. Returns how many updates
    came."""
    cursor, _ = BotCursor.objects.get_or_create(bot=bot.name)
    try:
        updates, marker = CLIENTS[bot.point](bot).updates(cursor.marker)
    except Exception as error:
        log.warning("%s: %s", bot.name, error)
        body = Organisation.objects.filter(slug=bot.body).first()
        alert("bot", f"Мессенджер {bot.point} не отвечает: {error}"[:300], organisation_id=body.pk if body else None)
        return 0
    for update in updates:
        take(bot, update)
    if marker != cursor.marker:
        cursor.marker = marker
        cursor.save(update_fields=["marker", "updated_at"])
    return len(updates)
