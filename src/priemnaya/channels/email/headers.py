"""Headers as people read them, whatever bytes they were sent in (RFC 5322, 2047, 6532), and whose a letter is."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses, parseaddr

from priemnaya.people.reaching import mailbox_of
from priemnaya.plain.charsets import decode, guess

from .checks import plain_sender
from .decoding import decoded

MAX_FIELD, MAX_FIELDS = 10_000, 100
"""Signs of one address field, and how many of them are read."""
_FOLD = re.compile(r"\r?\n[ \t]+")
_WORD = re.compile(r"=\?([^?\s]{0,60})\?([bBqQ])\?(.*?)\?=", re.DOTALL)
_ATEXT = r"\w.!#$%&'*+/=?^`{|}~-"
ADDRESS = re.compile(rf"""(?:(?<![{_ATEXT}])[{_ATEXT}]{{1,64}}|"[^"\\\s@<>][^"\\\r\n]{{0,62}}")@[\w.-]{{1,255}}\w""")
"""A mailbox among other words: an apostrophe belongs to it (RFC 5322, atext), and so do quotes round the whole part."""
UNREAD_BOXES = re.compile(
    r"(?:no|not|donot|do-not|do_not|dont|don-t|ne)[-_.]?(?:reply|replay|answer|otvechat|otvechaite|response)[\w.+-]{0,40}"
    r"|(?:reply|answer)[-_.]?not"
)
"""The part before «@» of an address that nobody reads."""


def header(message: Message, name: str) -> str:
    """A header as people read it."""
    return unfold(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    """The header's own bytes (as surrogates): `get` would already have replaced what is not ASCII."""
    return next((str(v) for k, v in message.raw_items() if k.lower() == name.lower()), "")


def unfold(value: str) -> str:
    """RFC 2047 words, raw 8-bit koi8-r or windows-1251 beside them, surrogates, line folds -> text."""
    value = _FOLD.sub(" ", value)[: 100 * MAX_FIELD]
    found: list[str] = []
    waiting: tuple[str, bytes] | None = None  # a letter may be cut in two between encoded words of one charset
    at = 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        charset, data = word[1].split("*")[0].lower(), _word_bytes(word)
        if waiting and not between.strip() and waiting[0] == charset:
            waiting = charset, waiting[1] + data
        else:
            if waiting:
                found.append(decode(waiting[1], waiting[0]))
            if not waiting or between.strip():
                found.append(_raw(between))
            waiting = charset, data
        at = word.end()
    if waiting:
        found.append(decode(waiting[1], waiting[0]))
    found.append(_raw(value[at:]))
    return clean("".join(found))


def _word_bytes(word: re.Match[str]) -> bytes:
    data = word[3].encode("utf-8", "surrogateescape")
    if word[2] in "bB":
        return decoded(data, "base64")
    return decoded(data.replace(b"_", b" "), "quoted-printable")


def _raw(value: str) -> str:
    data = value.encode("utf-8", "surrogateescape")
    return value if data.isascii() else guess(data)


def clean(text: str) -> str:
    """Without signs that no field may hold, and those that nobody sees: soft hyphens, marks of order of bytes."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ud800-\udfff]", "", text).strip()


def ids(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"<[^<>\s]{1,290}>", text)))


@dataclass(frozen=True)
class Writer:
    """Whose a letter is. is_from: the address stands in «From», of which the post's checks speak. reply_to: where its
    program wants the answer."""

    address: str = ""
    name: str = ""
    is_from: bool = False
    reply_to: str = ""


def writer_of(message: Message) -> Writer:
    """From, else Reply-To, Sender, Return-Path. A form's letter, from an address that nobody reads and with a client's
    Reply-To, is the client's."""
    shown, address = _named(message, "From")
    plain = plain_sender(message)
    reply_name, reply_to = _named(message, "Reply-To")
    if reply_to and reply_to != address and not is_unread(reply_to) and (not address or is_unread(plain or address)):
        return Writer(reply_to, reply_name or ("" if address else shown), reply_to=reply_to)
    if address or plain:
        return Writer(plain or address, shown, True, reply_to)
    for name in ("Sender", "Return-Path"):
        called, given = _named(message, name)
        if given:
            return Writer(given, shown or called)
    return Writer(name=shown)


def is_unread(address: str) -> bool:
    return bool(UNREAD_BOXES.fullmatch(address.lower().partition("@")[0]))


def _named(message: Message, field: str) -> tuple[str, str]:
    """(name, address) of the first mailbox of the first such field that has one."""
    name = ""
    values = [str(v) for k, v in message.raw_items() if k.lower() == field.lower()]
    for value in values[:MAX_FIELDS]:
        called, address = _mailbox(value[:MAX_FIELD])
        if address:
            return called, address
        name = name or called
    return name, ""


def _mailbox(value: str) -> tuple[str, str]:
    text = _raw(_FOLD.sub(" ", value))
    try:
        name, address = parseaddr(text)
    except (RecursionError, ValueError, IndexError):  # brackets in brackets in brackets
        name, address = "", ""
    address = address.strip("'")
    if "=?" in address and "@" in address:
        address = _decoded_address(address)
    elif not _is_mailbox(address):
        words = unfold(value)
        found = ADDRESS.search(words if "=?" in text else text) or ADDRESS.search(words)
        address = found[0].strip("'") if found else ""
        name = name or words[: found.start()].strip(" \t<>[](),;:'\"") if found else name
    address = clean(address).lower()[:320]
    called = unfold(name)[:200]
    return "" if called.lower() == address else called, address


def _is_mailbox(address: str) -> bool:
    """One as it stands: in a form that a letter can go to, or at least without what no mailbox has."""
    if ":" in address or "<" in address or "@" not in address:
        return False
    return mailbox_of(address) is not None or not re.search(r"[\s'\"\[\]]", address)


def _decoded_address(address: str) -> str:
    """An address some programs encode in part or whole, as no standard allows: «soroka@=?utf-8?b?…?=». What hides more
    in it than one address is none."""
    if "=?" not in address:
        return address
    found = unfold(address)
    return found if re.fullmatch(r"[^\s@<>()\[\],;:\"']+@[^\s@<>()\[\],;:\"'=?]+", found) else ""


def recipients_of(message: Message) -> list[str]:
    named = ("delivered-to", "x-original-to", "to", "cc")
    fields = [str(v) for h in named for k, v in message.raw_items() if k.lower() == h]
    listed = [_raw(_FOLD.sub(" ", f[:MAX_FIELD])) for f in fields[:MAX_FIELDS]]
    with contextlib.suppress(RecursionError, ValueError, IndexError):
        return [
            a.lower() for _, coded in getaddresses(listed) if "@" in (a := clean(_decoded_address(coded)).strip("'"))
        ]
    return []
