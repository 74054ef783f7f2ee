"""Updates of Telegram: private messages and pressed buttons."""

from __future__ import annotations

import datetime as dt
from typing import Any

from priemnaya.channels.social.message import RemoteFile, SocialMessage, Taken, as_bytes, take_message
from priemnaya.people.models import Organisation

from .client import TelegramClient


def parse_update(update: dict[str, Any]) -> SocialMessage | None:
    if pressed := update.get("callback_query"):
        return SocialMessage(
            "telegram", str(pressed["from"]["id"]), str(pressed["id"]), button=str(pressed.get("data") or "")
        )
    message = update.get("message")
    if not message or message["chat"].get("type") != "private" or message.get("from", {}).get("is_bot"):
        return None
    sender = message["from"]
    files = []
    if document := message.get("document"):
        files.append(
            RemoteFile(
                str(document["file_id"]),
                str(document.get("file_name") or "файл")[:200],
                str(document.get("mime_type") or ""),
            )
        )
    if photos := message.get("photo"):
        files.append(RemoteFile(str(photos[-1]["file_id"]), "фото.jpg", "image/jpeg"))
    return SocialMessage(
        "telegram",
        str(sender["id"]),
        f"{message['chat']['id']}-{message['message_id']}",
        text=str(message.get("text") or message.get("caption") or ""),
        name=str(sender.get("first_name", ""))[:80],
        surname=str(sender.get("last_name", ""))[:80],
        at=dt.datetime.fromtimestamp(int(message["date"]), dt.UTC),
        files=tuple(files),
    )


def take_update(organisation: Organisation, update: dict[str, Any], client: TelegramClient) -> Taken | None:
    message = parse_update(update)
    if message is None:
        return None
    taken = take_message(organisation, message, as_bytes(update), client.fetch)
    if message.button and taken.said:
        client.answer(message.ident, taken.said)
    return taken
