"""A raw letter -> plain facts. Never raises on any bytes: what cannot be read is said in `problem`, the original is
kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime

from inscriptis import get_text
from tnefparse import TNEF

from priemnaya.bounded import Busy, Exceeded, run

from .charsets import decode, guess
from .checks import checks_of, plain_sender
from .notices import MailNotice, notice_of
from .quoted import split_quoted
from .smime import ENCRYPTED, opened

WAITS = 60.0
"""Seconds that a letter waits for a free slot."""
MAX_TEXT = 200_000
MAX_HTML = 2_000_000
MAX_PARTS = 500
MAX_FIELD, MAX_FIELDS = 10_000, 100
"""Signs of one address field, and how many of them are read."""
MAX_HEADERS = 256 * 1024
"""Bytes of a letter's head that are looked at when the whole letter was too much."""


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    content_type: str
    inline: bool = False
    cid: str = ""


@dataclass
class ParsedLetter:
    """What a letter says. text: its new words, quoted: the letter below them; `automatic`: why nobody waits for an
    answer; `notice`: what it says of a letter of ours; checks: SPF, DKIM, DMARC as our mail server found them;
    `unread`: why only its head was read."""

    sender: str = ""
    sender_name: str = ""
    recipients: list[str] = field(default_factory=list)
    subject: str = ""
    text: str = ""
    quoted: str = ""
    checks: dict[str, str] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    message_id: str = ""
    references: list[str] = field(default_factory=list)
    date: dt.datetime | None = None
    automatic: str = ""
    notice: MailNotice | None = None
    suspicious: str = ""
    problem: str = ""
    unread: str = ""


def read_letter(raw: bytes, authserv: str = "") -> ParsedLetter:
    """Facts of a letter, within the budget of the work. One that is beyond it is known by its head, and `unread` says
    so. Raises Busy: the letter is to be brought again."""
    try:
        letter: ParsedLetter = run("email.parse", raw, authserv, patience=WAITS)
    except Busy:
        raise
    except Exceeded as exceeded:
        return _by_head(raw, authserv, str(exceeded))
    return letter


def _by_head(raw: bytes, authserv: str, why: str) -> ParsedLetter:
    try:
        letter: ParsedLetter = run("email.parse_head", raw[:MAX_HEADERS], authserv, patience=WAITS)
    except Busy:
        raise
    except Exceeded:
        return ParsedLetter(problem=f"Письмо не разобрано. {why} Оригинал сохранён, его можно скачать.")
    letter.unread = why
    letter.text = f"[Письмо прочитано не полностью. {why} Оригинал сохранён в деле: его можно скачать.]"
    return letter


def parse_head(head: bytes, authserv: str = "") -> ParsedLetter:
    """Facts of the head alone. Never raises."""
    return parse_letter(re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0] + b"\r\n\r\n", authserv)


def parse_letter(raw: bytes, authserv: str = "") -> ParsedLetter:
    """Facts of a letter; authserv: the name of our own mail server. Never raises but MemoryError; `problem` says in
    Russian why a letter could not be read."""
    letter = ParsedLetter()
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        _headers(message, letter)
        _body(message, letter)
        _automatic(message, letter)
        letter.sender = plain_sender(message) or letter.sender
        letter.checks = checks_of(message, authserv)
    except MemoryError:
        raise
    except Exception as error:
        letter.problem = f"Письмо не разобрано ({type(error).__name__}). Оригинал сохранён, его можно скачать."
    if not letter.problem and any(f.content_type in ENCRYPTED for f in letter.files) and not letter.text.strip():
        letter.problem = (
            "Письмо зашифровано, ключа у нас нет. Оригинал сохранён. Попросите отправителя прислать открытым текстом."
        )
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
    raw_from = next((v for h in ("From", "Sender", "Return-Path") if (v := raw_header(message, h))), "")[:MAX_FIELD]
    data = re.sub(r"\r?\n[ \t]+", " ", raw_from).encode("utf-8", "surrogateescape")
    try:
        name, address = parseaddr(guess(data) if max(data, default=0) > 127 else data.decode())
    except RecursionError:  # brackets in brackets in brackets
        name, address = "", ""
    if "@" not in address or re.search(r"\s", address):
        found = re.search(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}\w", raw_from)
        address = found[0] if found else ""
    letter.sender = _clean(address).lower()[:320]
    letter.sender_name = unfold(name)[:200]
    fields = [str(v) for h in ("Delivered-To", "X-Original-To", "To", "Cc") for v in message.get_all(h, [])]
    listed = [f[:MAX_FIELD].encode("ascii", "replace").decode() for f in fields[:MAX_FIELDS]]
    with contextlib.suppress(RecursionError):
        letter.recipients = [a.lower() for _, a in getaddresses(listed) if "@" in a]
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
    cut = ""
    for n, part in enumerate(_leaves(message)):
        if n > MAX_PARTS:
            cut = f"\n\n[В письме больше {MAX_PARTS} частей. Остальные есть в оригинале.]"
            break
        _part(part, letter, plain, html)
    text = "\n".join(t for t in plain if t.strip())
    if not text.strip() and html:
        text = _html_text("\n".join(html)[:MAX_HTML])
    text = _clean_text(text)
    if len(text) > MAX_TEXT:
        text, cut = text[:MAX_TEXT], "\n\n[Текст длиннее 200 тысяч знаков. Целиком он есть в оригинале.]"
    letter.text, letter.quoted = split_quoted(text, letter.subject)
    letter.text += cut
    _pictures(letter, "\n".join(html))


def _pictures(letter: ParsedLetter, html: str) -> None:
    """Pictures that the text itself shows (cid: or marked inline) are no documents."""
    letter.files = [
        (
            replace(f, inline=True)
            if f.content_type.startswith("image/") and (f.inline or (f.cid and f"cid:{f.cid}" in html))
            else replace(f, inline=False)
        )
        for f in letter.files
    ]


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that carry content; a letter inside a letter is one part, not its parts; a signed envelope is opened."""
    if inner := opened(message):
        yield from _leaves(inner)
        return
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _clean_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", text).strip()


def _html_text(html: str) -> str:
    try:
        return str(get_text(html))
    except Exception:
        return re.sub(r"<[^<>]*>", " ", html)


def _part(part: Message, letter: ParsedLetter, plain: list[str], html: list[str]) -> None:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload()
        content = inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
        letter.files.append(File(_name(part) or "вложенное письмо.eml", content, kind))
        return
    charset = _charset(part)
    data = _bytes(part)
    name = _name(part)
    attached = "attachment" in str(part.get("Content-Disposition") or "").lower() or bool(name)
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        _tnef(data, letter, plain, html)
    elif kind == "text/plain" and not attached:
        plain.append(decode(data, charset))
    elif kind == "text/html" and not attached:
        html.append(decode(data, charset or _meta_charset(data)))
    elif data or attached:
        cid = str(part.get("Content-ID") or "").strip().strip("<>")[:200]
        shown = "inline" in str(part.get("Content-Disposition") or "").lower()
        letter.files.append(File(name or _unnamed(kind, len(letter.files) + 1), data, kind, inline=shown, cid=cid))


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
        value = _raw_name(part) or part.get_filename() or ""
    except Exception:
        value = ""
    return re.sub(r'[\\/:*?"<>|\n\r\t]', "_", unfold(value).split("/")[-1].split("\\")[-1])[:200]


def _raw_name(part: Message) -> str:
    """A name written in plain 8-bit letters: the standard library would replace each by a question mark."""
    for name, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        data = raw_header(part, name).encode("utf-8", "surrogateescape")
        if max(data, default=0) > 127:
            readable = Message()
            readable[name] = re.sub(r"\r?\n[ \t]+", " ", guess(data))
            value = readable.get_param(parameter, header=name)
            if isinstance(value, str) and value:
                return value
    return ""


def _bytes(part: Message) -> bytes:
    """The bytes of a part, whatever charset it names: the standard library trips over some."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:
        part.del_param("charset")
        payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


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
        if not (files or opened.htmlbody or opened.body):
            raise ValueError("nothing inside")
    except Exception:
        letter.files.append(File("winmail.dat", data, "application/ms-tnef"))


def _automatic(message: Message, letter: ParsedLetter) -> None:
    """RFC 3834 and the habits of robots: bounces, out-of-office, lists and bulk never open cases."""
    auto = header(message, "Auto-Submitted").lower()
    precedence = header(message, "Precedence").lower()
    local = letter.sender.split("@")[0]
    letter.notice = notice_of(message)
    if letter.notice or local in ("mailer-daemon", "postmaster"):
        letter.automatic = "уведомление о доставке"
    elif (
        (auto and not auto.startswith("no"))
        or header(message, "Return-Path") == "<>"
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
