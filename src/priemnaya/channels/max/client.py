"""The calls of MAX's bot API that we make. The library `maxapi` is an asynchronous framework around the same five
calls; its models check our fixtures in the tests instead."""

from __future__ import annotations

import json
import mimetypes
from typing import Any

from priemnaya.channels.base import GiveUp, Postpone, carries
from priemnaya.channels.http import call, refuse
from priemnaya.channels.social.bots import Bot
from priemnaya.channels.social.sending import Button, bot_for, send_by
from priemnaya.core.models import Delivery

UPDATES = ("message_created", "message_callback", "bot_started")
NOT_READY = "attachment.not.ready"


class MaxClient:
    def __init__(self, bot: Bot) -> None:
        self.bot, self.headers = bot, {"Authorization": bot.token}

    def upload(self, name: str, content: bytes, content_type: str, to: str) -> str:
        """POST /uploads gives an address, the file goes there, its token comes back (for pictures inside `photos`)."""
        kind = "image" if (content_type or mimetypes.guess_type(name)[0] or "").startswith("image/") else "file"
        where = call("POST", f"{self.bot.base}/uploads", params={"type": kind}, headers=self.headers)
        refuse(where)
        given = where.json()
        sent = call("POST", given["url"], files={"data": (name, content, content_type or "application/octet-stream")})
        refuse(sent)
        got = sent.json()
        token = (
            got.get("token")
            or next((p.get("token") for p in got.get("photos", {}).values()), None)
            or given.get("token")
        )
        if not token:
            raise Postpone("MAX не вернул токен файла")
        return json.dumps({"type": kind, "payload": {"token": token}})

    def say(self, to: str, text: str, files: list[str], buttons: list[list[Button]], once: int) -> None:
        attachments: list[dict[str, Any]] = [json.loads(f) for f in files[:11]]
        if buttons:
            rows = [[{"type": "callback", "text": b.label, "payload": b.payload} for b in row] for row in buttons]
            attachments.append({"type": "inline_keyboard", "payload": {"buttons": rows}})
        body = {"text": text, "attachments": attachments, "notify": True}
        answer = call("POST", f"{self.bot.base}/messages", params={"user_id": to}, headers=self.headers, json=body)
        if answer.status_code == 400 and NOT_READY in answer.text:
            raise Postpone("MAX ещё обрабатывает файл")
        refuse(answer)

    def answer(self, callback: str, text: str) -> None:
        """The short notice over a pressed button."""
        call(
            "POST",
            f"{self.bot.base}/answers",
            params={"callback_id": callback},
            headers=self.headers,
            json={"notification": text},
        )

    def updates(self, marker: str) -> tuple[list[dict[str, Any]], str]:
        params: dict[str, Any] = {"timeout": 0, "limit": 100, "types": ",".join(UPDATES)}
        if marker:
            params["marker"] = marker
        answer = call("GET", f"{self.bot.base}/updates", params=params, headers=self.headers)
        refuse(answer)
        found = answer.json()
        return list(found.get("updates", ())), str(found.get("marker") or marker)

    def subscribe(self, url: str) -> None:
        """Ask MAX to bring updates to our address with our secret in the header. Raises GiveUp with its words."""
        body = {"url": url, "update_types": list(UPDATES), "secret": self.bot.secret}
        answer = call("POST", f"{self.bot.base}/subscriptions", headers=self.headers, json=body)
        refuse(answer)
        if not answer.json().get("success", True):
            raise GiveUp(str(answer.json().get("message", "")))


@carries("max")
def send(delivery: Delivery) -> None:
    send_by(MaxClient(bot_for(delivery)), delivery)
