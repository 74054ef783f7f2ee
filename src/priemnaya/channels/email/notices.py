"""Notices about our own letters: delivery status (RFC 3464), read receipts (RFC 8098), and what old servers write
instead."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr
from typing import Any

ACTIONS = {
    "failed": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
    "displayed": "read",
}
REPORTS = ("delivery-status", "disposition-notification")
"""Reports about a letter on its way; a complaint about spam (RFC 5965) is one about what it says."""
STATUSES = ("message/delivery-status", "message/global-delivery-status", "message/disposition-notification")
ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global-headers", "message/global")
_SERVERS = re.compile(
    r"\s*(?:hi\. this is the qmail|this is the (?:mail system|postfix|mail delivery)|this message was created"
    r" automatically by"
    r"|the original message was received|delivery (?:to the following|has failed)|your message (?:could not|was not)"
    r"|это (?:письмо|сообщение) создано автоматически (?:почтовым )?сервером)",
    re.IGNORECASE,
)
"""How qmail, postfix, exim, sendmail, Exchange and mail.ru begin a notice."""
_QUOTED_ID = re.compile(r"^[ \t]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
IDS = re.compile(r"<[^<>\s]{1,290}>")


@dataclass(frozen=True)
class MailNotice:
    """What became of a letter of ours. action: failed | delayed | delivered | read; original: its Message-ID;
    recipient: to whom it went, when said; why: the server's words."""

    action: str
    original: str = ""
    recipient: str = ""
    why: str = ""


def may_be_notice(head: Message, text: str = "", parts: Collection[str] = ()) -> bool:
    """Whether a letter is a report itself: by its head and the kinds of its parts, or a mail server's own letter in the
    words of one. A report that a client attaches is an attachment, and words of a person are a person's, from whatever
    address; «multipart/report» that neither says of what nor holds one is no report."""
    if head.get_content_type() in ("multipart/report", *STATUSES):
        said = str(head.get_param("report-type") or "").lower()
        return (
            said in REPORTS
            if said or head.get_content_type() in STATUSES
            else any(k in (*STATUSES, *ORIGINALS) for k in parts)
        )
    return _is_daemon(head) and (bool(head.get("X-Failed-Recipients")) or _reads_as_one(text))


def _is_daemon(head: Message) -> bool:
    """A mail server's own robot, by its address alone. A postmaster is a person, unless the letter answers none of a
    person's, and so is whoever wants the answer elsewhere."""
    local = parseaddr(str(head.get("From", "")))[1].lower().partition("@")[0]
    if str(head.get("Reply-To", "")).strip() or local not in ("mailer-daemon", "postmaster"):
        return False
    returned = str(head.get("Return-Path", "")).strip() == "<>" or bool(head.get("X-Failed-Recipients"))
    return local == "mailer-daemon" or returned


def _reads_as_one(text: str) -> bool:
    """Begins as mail servers begin, or quotes the head of the letter that came back."""
    return bool(_SERVERS.match(text) or _QUOTED_ID.search(text[:200_000]))


def notice_of(message: Message) -> MailNotice:
    """The notice that a letter is. A delivery report without machine parts counts as a failure."""
    fields: dict[str, str] = {}
    original = ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind in STATUSES:
            fields |= _fields(part)
        elif kind in ORIGINALS and not original:
            original = _message_id(part)
    if "disposition" in fields:
        action = "read" if "displayed" in fields["disposition"].lower() else "delivered"
    else:
        action = ACTIONS.get(fields.get("action", "failed").strip().lower(), "failed")
    given = IDS.search(fields.get("original-message-id", ""))
    recipient = (
        fields.get("final-recipient") or fields.get("original-recipient") or str(message.get("X-Failed-Recipients", ""))
    )
    why = " ".join(p for p in (fields.get("status", ""), fields.get("diagnostic-code", "")) if p)
    return MailNotice(
        action,
        given[0] if given else original or _id_in_text(message),
        recipient.split(";")[-1].strip().strip("<>").lower()[:320],
        " ".join(why.split())[:500],
    )


def _fields(part: Message) -> dict[str, str]:
    """Fields of all groups of a status part, the first of each name, names in lower case."""
    payload = payload_of(part)
    groups = payload if isinstance(payload, list) else []
    found: dict[str, str] = {}
    for group in groups:
        if isinstance(group, Message):
            for name, value in group.items():
                found.setdefault(name.lower(), str(value))
    if not groups:
        for line in str(payload).splitlines():
            name, colon, value = line.partition(":")
            if colon:
                found.setdefault(name.strip().lower(), value.strip())
    return found


def payload_of(part: Message) -> Any:
    """The parts or the text of a part; empty text when its charset is one that cannot be decoded."""
    try:
        return part.get_payload()
    except Exception:
        return ""


def _message_id(part: Message) -> str:
    payload = payload_of(part)
    text = (
        payload[0].as_string()
        if isinstance(payload, list) and payload and isinstance(payload[0], Message)
        else str(payload)
    )
    found = re.search(r"^Message-ID:\s*(<[^<>\s]+>)", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def _id_in_text(message: Message) -> str:
    """Some servers quote the headers in a plain body."""
    if message.is_multipart():
        return ""
    found = _QUOTED_ID.search(str(payload_of(message))[:200_000])
    return found[1] if found else ""
