"""One shape for what every messenger brings, and the door through which it comes in."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from priemnaya.cases.actions import append_message, choose_point, keep_aside, receive_message
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.models import GONE_OUT, Case, Contact, Reply
from priemnaya.cases.quotas import weighed
from priemnaya.core.reading import whole
from priemnaya.errors import Objection
from priemnaya.outreach.actions.surveys import AlreadyRated, rate_reply
from priemnaya.people.models import Organisation
from priemnaya.people.proof import Level

log = logging.getLogger(__name__)
SAME_TALK = dt.timedelta(days=30)
"""A further message of the same person goes to the open case; after so long a silence it is a matter of its own."""


@dataclass(frozen=True)
class RemoteFile:
    """A file the messenger keeps: fetched at once, because its link dies."""

    url: str
    name: str
    content_type: str = ""


@dataclass(frozen=True)
class SocialMessage:
    """A message of a person to a bot or a page. user: the messenger's own id of the person; button: what a pressed
    button carries; ident: the messenger's id of the message, which makes it once."""

    point: str
    user: str
    ident: str
    text: str = ""
    surname: str = ""
    name: str = ""
    at: dt.datetime | None = None
    files: tuple[RemoteFile, ...] = ()
    button: str = ""


@dataclass(frozen=True)
class Taken:
    """status: registered | appended | button | review; said: what to show to whoever pressed a button."""

    status: str
    contact: Contact | None = None
    said: str = ""


Fetch = Callable[[RemoteFile], bytes]


def take_message(organisation: Organisation, message: SocialMessage, raw: bytes, fetch: Fetch) -> Taken:
    """A message from a social network is a kind of its own, never an обращение. Buttons act; words become or join a
    case. Safe to repeat."""
    if message.button:
        return _button(organisation, message)
    files, lost = _fetched(message, fetch)
    case = open_talk(organisation, message)
    incoming = Incoming(
        Arrival(
            point=message.point,
            at=message.at or timezone.now(),
            key=f"{message.point}:{message.ident}",
            content=repr((message.user, message.text, [f.name for f in message.files])),
            external_id=message.ident,
            from_address=message.user,
            raw=raw,
        ),
        Matter(
            "\n\n".join(p for p in (message.text, *lost) if p) or "Файл без текста",
            subject="Сообщение" if case else "",
            kind="social_message",
            files=files,
        ),
        Sender(surname=message.surname, name=message.name, addresses={message.point: message.user}, how="messenger"),
    )
    incoming = weighed(organisation, incoming, case)
    received = append_message(case, incoming) if case else receive_message(organisation, incoming)
    return Taken(received.status, received.contact)


def open_talk(organisation: Organisation, message: SocialMessage) -> Case | None:
    """The open case that this person's last words belong to."""
    since = timezone.now() - SAME_TALK
    last = Contact.objects.filter(
        organisation=organisation,
        point=message.point,
        case__isnull=False,
        at__gt=since,
        case__addresses__channel=message.point,
        case__addresses__address=message.user,
        case__addresses__level__gt=Level.CLAIMED,
    )
    found = last.select_related("case").order_by("-id").first()
    return found.case if found and found.case and found.case.is_open else None


def _fetched(message: SocialMessage, fetch: Fetch) -> tuple[tuple[IncomingFile, ...], list[str]]:
    """Files of a message, and a line for each that could not be fetched."""
    files, lost = [], []
    for file in message.files[: settings.MAX_FILES]:
        try:
            files.append(IncomingFile(file.name, fetch(file), file.content_type))
        except Exception as error:
            log.warning("file of %s: %s", message.point, error)
            lost.append(f"[Файл «{file.name}» получить не удалось. Попросите клиента прислать его ещё раз.]")
    if len(message.files) > settings.MAX_FILES:
        lost.append(f"[Файлов больше {settings.MAX_FILES}: остальные попросите прислать отдельно.]")
    return tuple(files), lost


def _button(organisation: Organisation, message: SocialMessage) -> Taken:
    """A pressed button: «rate:TOKEN:N» or «point:CASE:POINT». Whoever presses must be the client of that case."""
    what, _, rest = message.button.partition(":")
    subject, _, value = rest.rpartition(":")
    mine = {
        "addresses__channel": message.point,
        "addresses__address": message.user,
        "addresses__level__gt": Level.CLAIMED,
    }
    if what == "rate":
        reply = (
            Reply.objects.filter(organisation=organisation, survey_token=subject, state__in=GONE_OUT)
            .select_related("case")
            .first()
        )
        mark = whole(value)
        if reply and mark and Case.objects.filter(pk=reply.case_id, **mine).exists():
            try:
                rate_reply(reply, satisfaction=mark, how="button")
            except AlreadyRated:
                return Taken("button", said="Вы уже оценили этот ответ. Спасибо!")
            except Objection as error:
                return Taken("button", said=str(error))
            return Taken("button", said="Спасибо за оценку!")
    if what == "point" and (number := whole(subject)):
        case = (
            Case.objects.filter(pk=number, organisation=organisation, **mine)
            .select_related("client", "organisation__parent")
            .first()
        )
        if case:
            try:
                choose_point(case, value)
            except Objection as error:
                return Taken("button", said=str(error))
            return Taken("button", said="Записали: дальше пишем туда.")
    return Taken("button", said="Эта кнопка больше не действует.")


def set_aside(organisation: Organisation, point: str, raw: bytes, why: str) -> Contact:
    """An update that broke our code: kept as it came, listed, reported; the ones behind it go on."""
    matter = Matter("", subject="Сообщение не разобрано")
    return keep_aside(organisation, Arrival(point, raw=raw), matter, status="quarantined", reason=why)


def as_bytes(update: dict[str, Any]) -> bytes:
    return json.dumps(update, ensure_ascii=False, sort_keys=True).encode()
