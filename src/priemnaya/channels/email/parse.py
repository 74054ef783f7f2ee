"""A raw letter -> plain facts. Never raises on any bytes: what cannot be read is said in `problem`, the original is kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime

from inscriptis import get_text
from tnefparse import TNEF

from .charsets import decode, guess

MAX_TEXT = 1_000_000
MAX_PARTS = 500


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    content_type: str


@dataclass
class ParsedLetter:
    """What a letter says. `automatic`: why nobody waits for an answer to it; `bounce_of`: Message-ID of ours it returns."""

    sender: str = ""
    sender_name: str = ""
    recipients: list[str] = field(default_factory=list)
    subject: str = ""
    text: str = ""
    files: list[File] = field(default_factory=list)
    message_id: str = ""
    references: list[str] = field(default_factory=list)
    date: dt.datetime | None = None
    automatic: str = ""
    bounce_of: str = ""
    suspicious: str = ""
    problem: str = ""


def parse_letter(raw: bytes) -> ParsedLetter:
    """Facts of a letter. Never raises; `problem` says in Russian why a letter could not be read."""
    letter = ParsedLetter()
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        _headers(message, letter)
        _body(message, letter)
        _automatic(message, letter)
    except Exception as error:
        letter.problem = f"Письмо не разобрано ({type(error).__name__}). Оригинал сохранён, его можно скачать."
    if not letter.problem and not raw.strip():
        letter.problem = "Пустое письмо."
    if not letter.problem and not letter.sender and not letter.automatic:
        letter.problem = "В письме нет адреса отправителя."
    return letter


def header(message: Message, name: str) -> str:
    """A header as people read it, whatever bytes it was sent in."""
    return unfold(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    """The header's own bytes (as surrogates): `get` would already have replaced what is not ASCII."""
    return next((str(v) for k, v in message.raw_items() if k.lower() == name.lower()), "")


def unfold(value: str) -> str:
    """RFC 2047 words, raw 8-bit koi8-r or windows-1251, surrogates, line folds -> text."""
    value = re.sub(r"\r?\n[ \t]+", " ", value)
    data = value.encode("utf-8", "surrogateescape")
    if max(data, default=0) > 127:
        return _clean(guess(data))
    try:
        parts = decode_header(value)
    except Exception:
        return _clean(value)
    return _clean("".join(p if isinstance(p, str) else decode(p, charset) for p, charset in parts))


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", text).strip()


def _headers(message: Message, letter: ParsedLetter) -> None:
    raw_from = next((v for h in ("From", "Sender", "Return-Path") if (v := raw_header(message, h))), "")
    name, address = parseaddr(
        re.sub(r"\r?\n[ \t]+", " ", raw_from).encode("utf-8", "surrogateescape").decode("latin-1")
    )
    if "@" not in address:
        found = re.search(r"[\w.+-]+@[\w.-]+\w", raw_from)
        address = found[0] if found else ""
    letter.sender = _clean(address).lower()[:320]
    name_bytes = name.encode("latin-1", "replace")
    letter.sender_name = (_clean(guess(name_bytes)) if max(name_bytes, default=0) > 127 else unfold(name))[:200]
    fields = [str(v) for h in ("Delivered-To", "X-Original-To", "To", "Cc") for v in message.get_all(h, [])]
    letter.recipients = [
        a.lower() for _, a in getaddresses([f.encode("ascii", "replace").decode() for f in fields]) if "@" in a
    ]
    letter.subject = header(message, "Subject")[:500]
    letter.message_id = _ids(header(message, "Message-ID"))[0] if _ids(header(message, "Message-ID")) else ""
    letter.references = _ids(f"{header(message, 'In-Reply-To')} {header(message, 'References')}")
    with contextlib.suppress(Exception):
        when = parsedate_to_datetime(str(message.get("Date")))
        letter.date = when if when.tzinfo else when.replace(tzinfo=dt.UTC)


def _ids(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"<[^<>\s]{1,290}>", text)))


def _body(message: Message, letter: ParsedLetter) -> None:
    plain: list[str] = []
    html: list[str] = []
    for n, part in enumerate(_leaves(message)):
        if n > MAX_PARTS:
            letter.files.append(File("остаток письма.txt", b"", "text/plain"))
            break
        _part(part, letter, plain, html)
    text = "\n".join(t for t in plain if t.strip())
    if not text.strip() and html:
        text = _html_text("\n".join(html))
    letter.text = _clean_text(text)[:MAX_TEXT]


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that carry content; a letter inside a letter is one part, not its parts."""
    payload = message.get_payload()
    if message.get_content_type() == "message/rfc822" or not isinstance(payload, list):
        yield message
        return
    for part in payload:
        if isinstance(part, Message):
            yield from _leaves(part)


def _clean_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", text).strip()


def _html_text(html: str) -> str:
    try:
        return str(get_text(html))
    except Exception:
        return re.sub(r"<[^>]*>", " ", html)


def _part(part: Message, letter: ParsedLetter, plain: list[str], html: list[str]) -> None:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload()
        content = inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
        letter.files.append(File(_name(part) or "вложенное письмо.eml", content, kind))
        return
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    name = _name(part)
    attached = "attachment" in str(part.get("Content-Disposition") or "").lower() or bool(name)
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        _tnef(data, letter, plain, html)
    elif kind == "text/plain" and not attached:
        plain.append(decode(data, _charset(part)))
    elif kind == "text/html" and not attached:
        html.append(decode(data, _charset(part) or _meta_charset(data)))
    elif data or attached:
        letter.files.append(File(name or _unnamed(kind, len(letter.files) + 1), data, kind))


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except Exception:
        return None


def _meta_charset(data: bytes) -> str | None:
    found = re.search(rb"charset=[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    return found[1].decode("ascii") if found else None


def _name(part: Message) -> str:
    """RFC 2231, RFC 2047 or raw 8-bit file name, without any path."""
    try:
        value = part.get_filename() or ""
    except Exception:
        value = ""
    return re.sub(r'[\\/:*?"<>|\n\r\t]', "_", unfold(value).split("/")[-1].split("\\")[-1])[:200]


def _unnamed(kind: str, number: int) -> str:
    extension = {
        "image/jpeg": "jpg",
        "image/png": "png",
        "application/pdf": "pdf",
        "text/calendar": "ics",
        "text/html": "html",
    }.get(kind, "bin")
    return f"вложение-{number}.{extension}"


def _tnef(data: bytes, letter: ParsedLetter, plain: list[str], html: list[str]) -> None:
    """Outlook's winmail.dat: its body and files; the container itself is kept when it cannot be opened."""
    try:
        opened = TNEF(data, do_checksum=False)
        files = [
            File(_clean(str(a.long_filename() or a.name or "вложение")), bytes(a.data), "application/octet-stream")
            for a in opened.attachments
        ]
        if opened.htmlbody:
            body = opened.htmlbody
            html.append(body if isinstance(body, str) else decode(body, None))
        elif opened.body:
            plain.append(opened.body if isinstance(opened.body, str) else decode(opened.body, None))
        letter.files += files
    except Exception:
        letter.files.append(File("winmail.dat", data, "application/ms-tnef"))


def _automatic(message: Message, letter: ParsedLetter) -> None:
    """RFC 3834 and the habits of robots: bounces, out-of-office, lists and bulk never open cases."""
    auto = header(message, "Auto-Submitted").lower()
    precedence = header(message, "Precedence").lower()
    local = letter.sender.split("@")[0]
    if message.get_content_type() == "multipart/report" or local in ("mailer-daemon", "postmaster"):
        letter.automatic = "уведомление о доставке"
        letter.bounce_of = _bounced_id(message)
    elif (
        (auto and not auto.startswith("no"))
        or (
            any(header(message, h) for h in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
            or precedence == "auto_reply"
        )
        or re.match(
            r"(авто(матический )?ответ|out of office|automatic reply|вне офиса)\b", letter.subject, re.IGNORECASE
        )
    ):
        letter.automatic = "автоматический ответ"
    elif header(message, "List-Id") or header(message, "List-Unsubscribe") or precedence in ("bulk", "list", "junk"):
        letter.automatic = "рассылка"
    elif local in ("no-reply", "noreply", "donotreply"):
        letter.automatic = "письмо с адреса, который не читают"
    if (
        header(message, "X-Spam-Flag").upper().startswith("YES")
        or header(message, "X-Spam-Status").lower().startswith("yes")
        or header(message, "X-Spam").lower() == "yes"
    ):
        letter.suspicious = "почтовый сервер пометил письмо как спам"


def _bounced_id(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            payload = part.get_payload()
            text = (
                payload[0].as_string()
                if isinstance(payload, list) and payload and isinstance(payload[0], Message)
                else str(payload)
            )
            found = re.search(r"^Message-ID:\s*(<[^<>\s]+>)", text, re.IGNORECASE | re.MULTILINE)
            if found:
                return found[1]
    return ""
