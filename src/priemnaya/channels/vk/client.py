"""The calls of VK's API that we make. `random_id` is made from our own row, so VK itself drops a repeated message."""

from __future__ import annotations

import json
from typing import Any

from priemnaya.channels.base import Away, GiveUp, Postpone, carries
from priemnaya.channels.http import call, refuse
from priemnaya.channels.social.bots import Bot
from priemnaya.channels.social.sending import Button, bot_for, send_by
from priemnaya.channels.social.splitting import split_text
from priemnaya.core.models import Delivery
from priemnaya.policy.contact_points import WALL, is_public

VERSION = "5.199"
LATER = {1, 6, 9, 10, 29}
"""Error codes that pass: unknown, too often, flood, internal, limit."""
NOBODY_MAY = {4, 5, 15, 27}
"""Error codes about our token, not about this message."""


class VkClient:
    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    def method(self, name: str, **given: Any) -> Any:
        """One method of the API. Raises Away, Postpone or GiveUp by its error code."""
        answer = call(
            "POST", f"{self.bot.base}/method/{name}", data={"access_token": self.bot.token, "v": VERSION} | given
        )
        refuse(answer)
        said = answer.json()
        if error := said.get("error"):
            code, text = (
                int(error.get("error_code", 0)),
                f"ВКонтакте: {error.get('error_code')} {error.get('error_msg', '')}"[:300],
            )
            raise (Away if code in NOBODY_MAY else Postpone if code in LATER else GiveUp)(text)
        return said["response"]

    def upload(self, name: str, content: bytes, content_type: str, to: str) -> str:
        where = self.method("docs.getMessagesUploadServer", type="doc", peer_id=to)
        sent = call(
            "POST", where["upload_url"], files={"file": (name, content, content_type or "application/octet-stream")}
        )
        refuse(sent)
        if "file" not in sent.json():
            raise Postpone(f"ВКонтакте не приняла файл «{name}»")
        saved = self.method("docs.save", file=sent.json()["file"], title=name)
        doc = saved["doc"]
        return f"doc{doc['owner_id']}_{doc['id']}"

    def say(self, to: str, text: str, files: list[str], buttons: list[list[Button]], once: int) -> None:
        given: dict[str, Any] = {"peer_id": to, "random_id": once, "message": text}
        if files:
            given["attachment"] = ",".join(files[:10])
        if buttons:
            rows = [[_button(b) for b in row] for row in buttons]
            given["keyboard"] = json.dumps({"inline": True, "buttons": rows}, ensure_ascii=False)
        self.method("messages.send", **given)

    def wall(self, name: str, **given: Any) -> Any:
        """A method about the wall, with the key for it where there is one: some communities' keys may not."""
        if key := self.bot.options.get("wall", ""):
            given["access_token"] = key
        return self.method(name, **given)

    def comment(self, place: str, text: str, once: int) -> None:
        """Answer under a comment, in the community's name."""
        owner, post, comment = _on_wall(place)
        self.wall(
            "wall.createComment",
            owner_id=owner,
            post_id=post,
            reply_to_comment=comment,
            from_group=self.bot.options.get("group", ""),
            message=text,
            guid=once,
        )

    def take_down(self, place: str) -> None:
        owner, _post, comment = _on_wall(place)
        self.wall("wall.deleteComment", owner_id=owner, comment_id=comment)

    def answer(self, event: str, user: str, peer: str, text: str) -> None:
        said = json.dumps({"type": "show_snackbar", "text": text[:90]}, ensure_ascii=False)
        self.method("messages.sendMessageEventAnswer", event_id=event, user_id=user, peer_id=peer, event_data=said)

    def names(self, user: str) -> tuple[str, str]:
        """First name and surname as the person's page shows them; empty when VK does not say."""
        found = self.method("users.get", user_ids=user)
        return (
            (str(found[0].get("first_name", ""))[:80], str(found[0].get("last_name", ""))[:80]) if found else ("", "")
        )

    def updates(self, marker: str) -> tuple[list[dict[str, Any]], str]:
        """Bots Long Poll; marker: «key ts server». A lost key or history begins anew from where VK says."""
        key, ts, server = [*marker.split(" "), "", "", ""][:3]
        if not key:
            began = self.method("groups.getLongPollServer", group_id=self.bot.options.get("group", ""))
            key, ts, server = str(began["key"]), ts or str(began["ts"]), str(began["server"])
        answer = call("GET", server, params={"act": "a_check", "key": key, "ts": ts, "wait": 1})
        refuse(answer)
        found = answer.json()
        if failed := found.get("failed"):
            return (
                [],
                f"{key} {found['ts']} {server}" if failed == 1 else f" {found.get('ts', '') if failed == 3 else ts} ",
            )
        return list(found["updates"]), f"{key} {found['ts']} {server}"


def _button(button: Button) -> dict[str, Any]:
    payload = json.dumps({"do": button.payload})
    return {"action": {"type": "callback", "label": button.label[:40], "payload": payload}, "color": "secondary"}


def _on_wall(place: str) -> tuple[str, str, str]:
    """Raises GiveUp for what is no comment's address."""
    found = WALL.fullmatch(place)
    if found is None:
        raise GiveUp("Это не адрес комментария")
    return found[1], found[2], found[3]


@carries("vk")
def send(delivery: Delivery) -> None:
    client = VkClient(bot_for(delivery))
    if delivery.payload.get("hide"):
        client.take_down(delivery.address)
    elif is_public("vk", delivery.address):
        _send_in_public(client, delivery)
    else:
        send_by(client, delivery)


def _send_in_public(client: VkClient, delivery: Delivery) -> None:
    """All pieces under the comment; how many have gone is saved after each, as `send_by` does."""
    payload = delivery.payload
    pieces = split_text(str(payload["text"]))
    done = int(payload.get("pieces_sent", 0))
    for n, piece in enumerate(pieces[done:], done):
        client.comment(delivery.address, piece, (delivery.pk * 64 + n) % 2**31)
        payload["pieces_sent"] = n + 1
        delivery.save(update_fields=["payload"])
