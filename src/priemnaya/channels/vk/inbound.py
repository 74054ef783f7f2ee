"""Events of VK's Callback API and Long Poll: message_new, message_event, message_read; those of the wall: wall.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from priemnaya.bounded.data import json_of
from priemnaya.cases.actions import delivery_confirmed
from priemnaya.channels.http import fetch
from priemnaya.channels.social.message import SocialMessage, Taken, as_bytes, take_message
from priemnaya.core.models import Delivery
from priemnaya.people.models import Client, Organisation

from .client import VkClient
from .files import file_of
from .wall import EVENTS, take_wall_event


def parse_event(event: dict[str, Any]) -> SocialMessage | None:
    """The message an event carries; None for others. Group chats are no business of a body."""
    told = event.get("object") or {}
    if event.get("type") == "message_event":
        return SocialMessage("vk", str(told["user_id"]), str(told["event_id"]), button=_pressed(told.get("payload")))
    if event.get("type") != "message_new":
        return None
    message = told.get("message") or told
    sender, peer = int(message["from_id"]), int(message.get("peer_id", message["from_id"]))
    if sender <= 0 or peer != sender:
        return None
    return SocialMessage(
        "vk",
        str(sender),
        f"{peer}-{message.get('conversation_message_id') or message['id']}",
        text=str(message.get("text") or ""),
        at=dt.datetime.fromtimestamp(int(message["date"]), dt.UTC),
        files=tuple(f for a in message.get("attachments") or () if (f := file_of(a))),
        button=_pressed(message.get("payload")),
    )


def _pressed(payload: Any) -> str:
    """What our buttons carry: an object, or the same as JSON text; anything else is no button of ours."""
    if isinstance(payload, str):
        try:
            payload = json_of(payload)
        except ValueError:
            return ""
    return str(payload.get("do", "")) if isinstance(payload, dict) else ""


def take_event(organisation: Organisation, event: dict[str, Any], client: VkClient) -> Taken | None:
    """One event into a case, a button's deed, or a mark that our messages were read."""
    if event.get("type") == "message_read":
        _read(organisation, str((event.get("object") or {}).get("from_id", "")))
        return None
    if event.get("type") in EVENTS:
        return take_wall_event(organisation, event, client)
    message = parse_event(event)
    if message is None:
        return None
    if not message.button and not _known(organisation, message.user):
        message = _named(message, client)
    taken = take_message(organisation, message, as_bytes(event), lambda f: fetch(f.url, client.bot.base))
    if event.get("type") == "message_event" and taken.said:
        told = event["object"]
        client.answer(str(told["event_id"]), message.user, str(told.get("peer_id", message.user)), taken.said)
    return taken


def _known(organisation: Organisation, user: str) -> bool:
    return Client.objects.filter(organisation=organisation, addresses__channel="vk", addresses__address=user).exists()


def _named(message: SocialMessage, client: VkClient) -> SocialMessage:
    """With the names of the person's page; without them when VK does not answer: the message matters more."""
    try:
        first, last = client.names(message.user)
    except Exception:
        return message
    return replace(message, name=first, surname=last)


def _read(organisation: Organisation, user: str) -> None:
    for row in Delivery.objects.filter(
        organisation_id=organisation.pk, channel="vk", address=user, state__in=("sent", "delivered")
    ):
        delivery_confirmed(row, "read")
