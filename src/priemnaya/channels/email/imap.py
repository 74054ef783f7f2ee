"""Polling a mailbox: seen only after commit; one bad letter never stops the next."""

from __future__ import annotations

import imaplib
import logging
import re
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.db import InterfaceError
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags

from priemnaya.core import outbound
from priemnaya.core.journal import alert
from priemnaya.people.models import Organisation

from .inbound import receive_letter, refuse_large

log = logging.getLogger(__name__)
SCHEMES = {"imap": 143, "imap+tls": 143, "imaps": 993}
TIMEOUT = 60  # seconds without a word of the server


def poll_mailbox(url: str) -> int:
    """Take unseen letters of «imaps://user:password@host/INBOX?body=slug»; returns how many. Never raises: an
    unreachable mailbox becomes an alert, and idempotency keys make a second fetch of the same letter harmless."""
    parts = urlsplit(url)
    slug = dict(parse_qsl(parts.query)).get("body", "")
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        alert(
            "imap",
            f"Почтовый ящик {parts.hostname}: орган «{slug}» не найден, проверьте body= в настройке.",
            organisation_id=None,
        )
        return 0
    taken = 0
    try:
        place = outbound.server_of(url, SCHEMES)
        with connected(place).login(place.user, place.password, place.path or "INBOX") as box:
            for uid in box.uids("UNSEEN"):
                taken += _try(box, uid, organisation)
    except Exception as error:
        log.warning("mailbox %s: %s", parts.hostname, error)
        alert(
            "imap",
            f"Почтовый ящик {parts.hostname} недоступен: {_in_words(error)}",
            organisation_id=organisation.pk,
        )
    return taken


def connected(place: outbound.Server) -> BaseMailBox:
    """The server, verified before it is told a name or a password. Raises OSError, imaplib's errors."""
    if place.scheme == "imaps":
        return MailBox(place.host, place.port, timeout=TIMEOUT, ssl_context=place.trust())
    if place.scheme == "imap+tls":
        return MailBoxStartTls(place.host, place.port, timeout=TIMEOUT, ssl_context=place.trust())
    return MailBoxUnencrypted(place.host, place.port, timeout=TIMEOUT)


def _in_words(error: Exception) -> str:
    """What people are told: our own words and those about a certificate, of anything else only its sort."""
    known = isinstance(error, outbound.Barred | outbound.NotVerified)
    return str(error) if known else type(error).__name__


def _fetch(box: BaseMailBox, uid: str, what: str) -> bytes | None:
    answer = box.client.uid("fetch", uid, f"({what})")
    return next((part[1] for part in answer[1] if isinstance(part, tuple)), None)


def _size(box: BaseMailBox, uid: str) -> int:
    """The size of a letter in bytes, asked before it is fetched."""
    answer = box.client.uid("fetch", uid, "(RFC822.SIZE)")
    found = re.search(rb"RFC822\.SIZE (\d+)", answer[1][0] if answer[1] and isinstance(answer[1][0], bytes) else b"")
    return int(found[1]) if found else 0


def _try(box: BaseMailBox, uid: str, organisation: Organisation) -> int:
    """One letter; what goes wrong with it stops none of the others: it stays unseen and is tried at the next poll.
    Raises what says that the mailbox itself is away: of our own errors (a full disk) none does."""
    try:
        size = _size(box, uid)
        raw = _fetch(box, uid, "BODY.PEEK[HEADER]" if size > settings.MAX_LETTER else "BODY.PEEK[]")
        if not isinstance(raw, bytes) or not _take(raw, size, organisation):
            return 0
        box.flag([uid], MailMessageFlags.SEEN, True)
        return 1
    except (OSError, imaplib.IMAP4.error, InterfaceError):
        raise
    except Exception as error:
        return _not_taken(error, organisation)


def _take(raw: bytes, size: int, organisation: Organisation) -> bool:
    """Whether a letter that was fetched is taken. Raises InterfaceError: the database is away."""
    try:
        if size > settings.MAX_LETTER:
            refuse_large(organisation, raw, size)
        else:
            receive_letter(organisation, raw)
        return True
    except InterfaceError:
        raise
    except Exception as error:
        return bool(_not_taken(error, organisation))


def _not_taken(error: Exception, organisation: Organisation) -> int:
    log.error("a letter in a mailbox of %s", organisation.slug, exc_info=error)
    alert("imap", f"Письмо в почтовом ящике не принято: {type(error).__name__}.", organisation_id=organisation.pk)
    return 0
