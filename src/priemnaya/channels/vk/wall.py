"""Comments under a community's own posts, by the published format of the Callback API and of Long Poll: wall_reply_new,
wall_reply_edit, wall_reply_delete, wall_reply_restore."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from priemnaya.channels.social.message import RemoteFile, Taken, as_bytes
from priemnaya.people.models import Organisation
from priemnaya.policy.contact_points import wall_place

from .actions import Said, forget_comment, take_comment
from .client import VkClient
from .files import fetched, file_of

EVENTS = ("wall_reply_new", "wall_reply_edit", "wall_reply_delete", "wall_reply_restore")


@dataclass(frozen=True)
class WallEvent:
    """One of EVENTS. author: who wrote, or of a deletion who took it down; negative of a community."""

    what: str
    place: str
    ident: str
    author: int
    text: str = ""
    at: dt.datetime | None = None
    files: tuple[RemoteFile, ...] = ()


def parse_wall(event: dict[str, Any]) -> WallEvent | None:
    """The comment an event tells of; None for what happens elsewhere than on the wall of the community itself, and for
    what the community writes."""
    told = event.get("object") or {}
    community = -int(event.get("group_id", 0))
    owner = int(told.get("post_owner_id") or told["owner_id"])
    if owner != community:
        return None
    what = str(event["type"])
    deletes = what == "wall_reply_delete"
    author = int(told.get("deleter_id" if deletes else "from_id") or 0)
    if author == community and not deletes:
        return None
    return WallEvent(
        what,
        wall_place(owner, int(told.get("post_id") or 0), int(told["id"])),
        str(event.get("event_id", "")),
        author,
        str(told.get("text") or ""),
        dt.datetime.fromtimestamp(int(told["date"]), dt.UTC) if told.get("date") else None,
        tuple(f for a in told.get("attachments") or () if (f := file_of(a))),
    )


def take_wall_event(organisation: Organisation, event: dict[str, Any], client: VkClient) -> Taken | None:
    """A comment becomes a contact; what its author changes is kept beside it, what they take down stays said."""
    found = parse_wall(event)
    if found is None:
        return None
    if found.what == "wall_reply_delete":
        forget_comment(organisation, found.place)
        return None
    files, lost = fetched(found.files, client.bot.base)
    first, last = _names(client, found.author)
    said = Said(
        place=found.place,
        ident=found.ident,
        author=str(found.author),
        person=found.author > 0,
        text="\n\n".join(p for p in (found.text, *lost) if p) or "Комментарий без текста",
        name=first,
        surname=last,
        at=found.at,
        files=files,
        raw=as_bytes(event),
    )
    restored = found.what == "wall_reply_restore"
    return take_comment(organisation, said, edited=found.what == "wall_reply_edit", restored=restored)


def _names(client: VkClient, author: int) -> tuple[str, str]:
    """As the person's page shows them; empty of a community, and when VK does not answer: the words matter more."""
    if author <= 0:
        return "", ""
    try:
        return client.names(str(author))
    except Exception:
        return "", ""
