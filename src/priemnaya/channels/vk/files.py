"""Files of messages and comments of VK: which of an attachment's links holds it, and its bytes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from priemnaya.cases.incoming import IncomingFile
from priemnaya.channels.http import fetch
from priemnaya.channels.social.message import RemoteFile

log = logging.getLogger(__name__)


def file_of(attachment: dict[str, Any]) -> RemoteFile | None:
    kind = str(attachment.get("type"))
    given = attachment.get(kind) or {}
    if kind == "photo":
        sizes = sorted(given.get("sizes") or (), key=lambda s: int(s.get("width", 0)) * int(s.get("height", 0)))
        best = given.get("orig_photo") or (sizes[-1] if sizes else {})
        return (
            RemoteFile(str(best["url"]), f"фото-{given.get('id', '')}.jpg", "image/jpeg") if best.get("url") else None
        )
    if kind == "doc" and given.get("url"):
        return RemoteFile(str(given["url"]), str(given.get("title") or f"документ.{given.get('ext', 'bin')}")[:200])
    if kind == "audio_message" and given.get("link_ogg"):
        return RemoteFile(str(given["link_ogg"]), "голосовое.ogg", "audio/ogg")
    return None


def fetched(files: Sequence[RemoteFile], base: str) -> tuple[tuple[IncomingFile, ...], list[str]]:
    """The files of a comment, and a line for each that could not be fetched."""
    found, lost = [], []
    for file in files[: settings.MAX_FILES]:
        try:
            found.append(IncomingFile(file.name, fetch(file.url, base), file.content_type))
        except Exception as error:
            log.warning("file of a comment: %s", error)
            lost.append(f"[Файл «{file.name}» получить не удалось. Попросите клиента прислать его ещё раз.]")
    return tuple(found), lost
