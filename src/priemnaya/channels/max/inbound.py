"""Updates of MAX as published: message_created, message_callback, bot_started."""

from __future__ import annotations

import datetime as dt
from typing import Any

from priemnaya.channels.http import fetch
from priemnaya.channels.social.message import RemoteFile, SocialMessage, Taken, as_bytes, take_message
from priemnaya.people.models import Organisation

from .client import MaxClient


def parse_update(update: dict[str, Any]) -> SocialMessage | None:
    """The message an update carries; None for those that carry none (and for what other bots say)."""
    kind = update.get("update_type")
    if kind == "message_callback":
        pressed = update["callback"]
        return SocialMessage(
            "max",
            str(pressed["user"]["user_id"]),
            str(pressed["callback_id"]),
            button=str(pressed.get("payload") or ""),
        )
    if kind != "message_created":
        return None
    message = update["message"]
    sender, body = message.get("sender") or {}, message.get("body") or {}
    if (
        sender.get("is_bot")
        or not sender.get("user_id")
        or (message.get("recipient") or {}).get("chat_type") not in (None, "dialog")
    ):
        return None
    first, last = _names(sender)
    return SocialMessage(
        "max",
        str(sender["user_id"]),
        str(body["mid"]),
        text=str(body.get("text") or ""),
        name=first,
        surname=last,
        at=dt.datetime.fromtimestamp(int(message.get("timestamp") or update["timestamp"]) / 1000, dt.UTC),
        files=tuple(f for a in body.get("attachments") or () if (f := _file(a))),
    )


def _names(sender: dict[str, Any]) -> tuple[str, str]:
    if sender.get("first_name"):
        return str(sender["first_name"])[:80], str(sender.get("last_name") or "")[:80]
    first, _, last = str(sender.get("name") or "").partition(" ")
    return first[:80], last[:80]


def _file(attachment: dict[str, Any]) -> RemoteFile | None:
    payload = attachment.get("payload") or {}
    if not payload.get("url"):
        return None
    plain = {"image": "фото.jpg", "video": "видео.mp4", "audio": "голосовое.ogg"}
    return RemoteFile(
        str(payload["url"]), str(attachment.get("filename") or plain.get(str(attachment.get("type")), "файл"))[:200]
    )


def take_update(organisation: Organisation, update: dict[str, Any], client: MaxClient) -> Taken | None:
    """One update into a case, or a button's deed with its answer. Committed when this returns."""
    message = parse_update(update)
    if message is None:
        return None
    taken = take_message(organisation, message, as_bytes(update), lambda f: fetch(f.url, client.bot.base))
    if message.button and taken.said:
        client.answer(message.ident, taken.said)
    return taken
