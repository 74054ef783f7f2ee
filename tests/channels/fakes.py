"""Fakes of closed services that speak HTTP on loopback, answering as their published documentation says."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone


class Fake(ThreadingHTTPServer):
    """calls: (method, path, query, headers, body) of each request. `answer` is overridden; a queue of faults goes
    first."""

    daemon_threads = True

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, str], dict[str, str], Any]] = []
        self.faults: list[tuple[int, Any]] = []
        self.files: dict[str, bytes] = {}
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        raise NotImplementedError

    def said(self, path: str) -> list[Any]:
        return [body for _, p, _, _, body in self.calls if p.endswith(path)]


class Handler(BaseHTTPRequestHandler):
    server: Fake

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        kind = self.headers.get("Content-Type", "")
        body: Any = raw
        if "json" in kind and raw:
            body = json.loads(raw)
        elif "form-urlencoded" in kind:
            body = {k: v[0] for k, v in parse_qs(raw.decode()).items()}
        self.server.calls.append((self.command, parts.path, query, dict(self.headers), body))
        if parts.path in self.server.files:
            status, said = 200, self.server.files[parts.path]
        elif self.server.faults:
            status, said = self.server.faults.pop(0)
        else:
            status, said = self.server.answer(self.command, parts.path, query, body)
        content = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _serve

    def log_message(self, *_: object) -> None:
        """Silence."""


class FakeMax(Fake):
    """platform-api2.max.ru."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[dict[str, Any]] = []

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if path == "/messages":
            if len(body["text"]) > 4000 or len(body["attachments"]) > 12:
                return 400, {"code": "proto.payload", "message": "too long"}
            return 200, {"message": {"body": {"mid": f"mid.{len(self.calls)}", "seq": 1, "text": body["text"]}}}
        if path == "/uploads":
            return 200, {"url": f"{self.url}/put?type={query['type']}"}
        if path == "/put":
            return 200, (
                {"photos": {"x": {"token": "photo-token"}}} if query["type"] == "image" else {"token": "file-token"}
            )
        if path == "/updates":
            ready = [u for u in self.waiting if u["seq"] > int(query.get("marker", "0"))]
            return 200, {
                "updates": [u["update"] for u in ready],
                "marker": max((u["seq"] for u in ready), default=int(query.get("marker", "0"))),
            }
        return 200, {"success": True}


class FakeVk(Fake):
    """api.vk.ru: methods answer 200 with `response` or `error`."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[dict[str, Any]] = []
        self.random_ids: set[str] = set()
        self.messages: list[dict[str, Any]] = []
        self.comments: dict[str, dict[str, Any]] = {}
        self.refuses = 0

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        name = path.rpartition("/")[2]
        if name.startswith("wall.") and self.refuses:
            return 200, {"error": {"error_code": self.refuses, "error_msg": "Access denied"}}
        if name == "wall.createComment":
            self.comments.setdefault(body["guid"], body)
            return 200, {"response": {"comment_id": 1000 + len(self.comments), "parents_stack": []}}
        if name == "messages.send":
            if body["random_id"] not in self.random_ids:
                self.random_ids.add(body["random_id"])
                self.messages.append(body)
            return 200, {"response": len(self.messages)}
        if name == "users.get":
            return 200, {"response": [{"id": 7, "first_name": "Анна", "last_name": "Ким"}]}
        if name == "docs.getMessagesUploadServer":
            return 200, {"response": {"upload_url": f"{self.url}/put"}}
        if name == "put":
            return 200, {"file": "packed"}
        if name == "docs.save":
            return 200, {"response": {"type": "doc", "doc": {"id": 5, "owner_id": -9, "title": body["title"]}}}
        if name == "groups.getLongPollServer":
            return 200, {"response": {"key": "k1", "server": f"{self.url}/lp", "ts": "1"}}
        if name == "lp":
            if query["key"] != "k1":
                return 200, {"failed": 2}
            return 200, {
                "ts": str(int(query["ts"]) + len(self.waiting)),
                "updates": [self.waiting.pop(0) for _ in list(self.waiting)],
            }
        return 200, {"response": 1}


class FakeTelegram(Fake):
    """api.telegram.org."""

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if re.fullmatch(r"/botT0K/getFile", path):
            return 200, {"ok": True, "result": {"file_id": "f", "file_path": "documents/a.pdf"}}
        return 200, {"ok": True, "result": {"message_id": 1}}


def max_message(text: str, user: int = 77, mid: str = "mid.1", **body: Any) -> dict[str, Any]:
    """As dev.max.ru documents message_created."""
    return {
        "update_type": "message_created",
        "timestamp": 1795000000000,
        "user_locale": "ru",
        "message": {
            "sender": {
                "user_id": user,
                "first_name": "Анна",
                "last_name": "Ким",
                "username": "anna",
                "is_bot": False,
                "last_activity_time": 1795000000000,
            },
            "recipient": {"chat_id": 555, "chat_type": "dialog", "user_id": 999},
            "timestamp": 1795000000000,
            "body": {"mid": mid, "seq": 117, "text": text, "attachments": [], **body},
        },
    }


def max_pressed(payload: str, user: int = 77) -> dict[str, Any]:
    return {
        "update_type": "message_callback",
        "timestamp": 1795000001000,
        "user_locale": "ru",
        "callback": {
            "timestamp": 1795000001000,
            "callback_id": f"cb-{payload}",
            "payload": payload,
            "user": {
                "user_id": user,
                "first_name": "Анна",
                "last_name": "Ким",
                "is_bot": False,
                "last_activity_time": 1795000000000,
            },
        },
        "message": max_message("")["message"],
    }


def vk_message(text: str, user: int = 7, ident: int = 1, secret: str = "s3cret", **fields: Any) -> dict[str, Any]:
    """As dev.vk.com documents message_new (5.103 and later: the message under object.message)."""
    return {
        "type": "message_new",
        "group_id": 1234,
        "event_id": f"e{ident}",
        "v": "5.199",
        "secret": secret,
        "object": {
            "message": {
                "id": 0,
                "date": 1795000000,
                "peer_id": user,
                "from_id": user,
                "text": text,
                "conversation_message_id": ident,
                "attachments": [],
                **fields,
            },
            "client_info": {
                "button_actions": ["text", "callback"],
                "keyboard": True,
                "inline_keyboard": True,
                "lang_id": 0,
            },
        },
    }


def wall_event(what: str, text: str, ident: int = 77, event_id: str = "e1", **more: Any) -> dict[str, Any]:
    """As dev.vk.com documents wall_reply_new, wall_reply_edit, wall_reply_restore and wall_reply_delete."""
    outer = {n: more.pop(n) for n in ("secret", "group_id") if n in more}
    told: dict[str, Any] = {"id": ident, "owner_id": -1234, "post_id": 55}
    if what == "delete":
        told |= {"deleter_id": 7}
    else:
        told |= {
            "from_id": 7,
            "date": int(timezone.now().timestamp()),
            "text": text,
            "post_owner_id": -1234,
            "parents_stack": [],
        }
    told |= more
    if "owner_id" in more:
        told["post_owner_id"] = more["owner_id"]
    return {
        "type": f"wall_reply_{what}",
        "group_id": 1234,
        "event_id": event_id,
        "v": "5.199",
        "secret": "s3cret",
        "object": told,
    } | outer
