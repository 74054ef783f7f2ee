"""The calls of Telegram's bot API that we make."""

from __future__ import annotations

import json
from typing import Any

from priemnaya.channels.base import carries
from priemnaya.channels.http import call, fetch, refuse
from priemnaya.channels.social.bots import Bot
from priemnaya.channels.social.message import RemoteFile
from priemnaya.channels.social.sending import Button, bot_for, send_by
from priemnaya.core.models import Delivery


class TelegramClient:
    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    def method(self, name: str, **given: Any) -> Any:
        answer = call("POST", f"{self.bot.base}/bot{self.bot.token}/{name}", **given)
        refuse(answer)
        return answer.json()["result"]

    def upload(self, name: str, content: bytes, content_type: str, to: str) -> str:
        """Sent at once: Telegram has no upload apart from a message."""
        self.method(
            "sendDocument",
            data={"chat_id": to},
            files={"document": (name, content, content_type or "application/octet-stream")},
        )
        return ""

    def say(self, to: str, text: str, files: list[str], buttons: list[list[Button]], once: int) -> None:
        given: dict[str, Any] = {"chat_id": to, "text": text}
        if buttons:
            rows = [[{"text": b.label, "callback_data": b.payload[:64]} for b in row] for row in buttons]
            given["reply_markup"] = json.dumps({"inline_keyboard": rows}, ensure_ascii=False)
        self.method("sendMessage", json=given)

    def answer(self, callback: str, text: str) -> None:
        self.method("answerCallbackQuery", json={"callback_query_id": callback, "text": text[:200]})

    def fetch(self, file: RemoteFile) -> bytes:
        path = self.method("getFile", json={"file_id": file.url})["file_path"]
        return fetch(f"{self.bot.base}/file/bot{self.bot.token}/{path}", self.bot.base)

    def updates(self, marker: str) -> tuple[list[dict[str, Any]], str]:
        found = self.method(
            "getUpdates",
            json={"offset": int(marker or 0), "timeout": 0, "allowed_updates": ["message", "callback_query"]},
        )
        return list(found), str(found[-1]["update_id"] + 1) if found else marker


@carries("telegram")
def send(delivery: Delivery) -> None:
    send_by(TelegramClient(bot_for(delivery)), delivery)
