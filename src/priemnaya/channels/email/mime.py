"""A letter taken apart by its own bytes (RFC 5322, 2046): head and body, parts and their parts.

The standard library's parser stops reading a head at the first broken line, takes a BOM or a blank line for the end of
it, finds no part when a boundary is written wrongly, writes attached letters anew, and recurses as deep as a stranger
likes. Here it reads heads only; parts are slices of what came.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from itertools import islice

from .decoding import decoded

DEEPEST = 100
"""Parts within parts; what is deeper is kept as one file."""
MOST_PARTS = 1000
"""Parts of a letter that are told apart; more is no letter of a person."""
MOST_BROKEN = 50
"""Broken lines that are left out of one head; below more of them the body begins."""
LONGEST_HEAD = 2_000_000
"""Bytes within which the head of a letter is looked for."""
_NAMED = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_SPACED = re.compile(rb"([!-9;-~]{1,200})[ \t]+:")
"""A name with a space before its colon, as RFC 822 allowed (RFC 5322, 4.5)."""
_UNFOLDED = re.compile(rb"=\?[^?\s]{1,60}\?[bBqQ]\?|<[^<>\s]+>|[a-z-]{4,30}(?:\*\d*\*?)?=", re.IGNORECASE)
"""How a line begins that lost the space of its fold: an encoded word, an address or an id, a parameter."""
_MBOX = re.compile(rb">*From [^:\r\n]{0,300}(?::|$)|>+From\b", re.IGNORECASE)
_CORE = re.compile(rb"(?:from|subject|content-type|mime-version|to|message-id|date)[ \t]*:", re.IGNORECASE)
_FROM = re.compile(rb"(?im)^(?:from|subject|to)[ \t]*:")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_CANDIDATE = re.compile(
    rb"(?im)^--([^\r\n]{1,200}?)[ \t]*\r?\n(?:[^\r\n]{1,300}\r?\n){0,3}?content-[a-z-]{2,30}[ \t]*:"
)
_DOUBLED = re.compile(rb"(?:\A|\n)[!-9;-~]{1,200}:[^\r\n]*(?=(?:\r?\n){2}(?:[!-9;-~]{1,200}:|[ \t]))")
_SINGLE = re.compile(rb"[^\r\n]\r?\n[^\r\n]")
_TWICE = re.compile(rb"(\r?\n)\r?\n")
LONGEST_AFTER, MOST_CLOSINGS = 20_000, 10
"""Bytes below the last boundary, and the lines that may be it."""
_CLOSING = re.compile(rb"(?m)^--([^\r\n]{1,200}?)--[ \t]*(?:\r?\n|\Z)")
_MARKED = re.compile(rb"(?im)^(?:content-[a-z-]{2,30}[ \t]*:|--[!-,.-~][!-~]{0,69}[ \t]*\r?$)")
"""A header of a part, or its boundary: «-- » and «--Иванов» are none."""
_OTHER_ENDS = (
    b"\r",
    b"\\r\\n",
    b"\\n",
    b"\xc2\x85",
    b"\x85",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xa9",
    b"\x0b",
    b"\x0c",
    b"\x1d",
    b"\x1e",
)
"""What ends a line where no LF does: CR, both as a program's code has them, NEL of big machines in UTF-8 and by
itself, marks of lines and paragraphs, VT, RS."""
_ALL_BASE64 = re.compile(rb"[A-Za-z0-9+/_\s-]{60,}={0,2}")
_CODED_LETTER = re.compile(rb"[A-Za-z0-9+/_\s-]+={0,2}")
_MARKUP = re.compile(rb"(?i)<(?:html|body|div|p|br|table|span|!doctype)\b")


@dataclass(frozen=True)
class Part:
    """One part. head: its headers; body: its bytes as they came; parts: of a multipart; before, after: what stands
    above its first boundary and below its last; whole: its head and body. sound: the head needed no mending, so every
    server on the way saw the same one: only then a header may prove something."""

    head: Message
    body: bytes
    kind: str
    parts: tuple[Part, ...] = ()
    before: bytes = b""
    after: bytes = b""
    is_root: bool = False
    sound: bool = True
    whole: bytes = field(default=b"", repr=False)

    @property
    def disposition(self) -> str:
        """inline, attachment, another word, or nothing."""
        return str(self.head.get("Content-Disposition") or "").split(";")[0].strip().lower()

    @property
    def content(self) -> bytes:
        """The body without its transfer encoding."""
        return decoded(self.body, str(self.head.get("Content-Transfer-Encoding") or ""))


def letter_of(raw: bytes) -> Part:
    """The letter with its parts. Never raises for any bytes."""
    given, raw = raw, as_sent(raw)
    head, body, sound = _divided(raw, is_letter=True)
    sound = sound and raw is given
    root = _part(headers_of(head), body, "text/plain", 0, [MOST_PARTS], head + b"\r\n" + body, is_root=True)
    return replace(root, sound=sound)


def as_sent(raw: bytes) -> bytes:
    """The letter without what whole systems do to all of it: lines that end with a bare CR, with CR CR LF, twice or
    with another system's sign; UTF-16, as a shell of Windows saves what it prints; base64 of the whole, with its
    head."""
    if (wide := _wide(raw)) is not None:
        raw = wide
    if (inner := _encoded(raw)) is not None:
        raw = inner
    if other := next((end for end in _OTHER_ENDS if _ends_lines(end, raw)), b"" if b"\n" in raw else b"\r"):
        raw = raw.replace(other, b"\n")
    start = raw[:20_000]
    if start.count(b"\n\r") * 10 > start.count(b"\n") * 9 > start.count(b"\r\n") * 20:
        return raw.replace(b"\n\r", b"\n")
    if start.count(b"\r\r\n") * 10 > start.count(b"\n") * 9:
        return raw.replace(b"\r\r\n", b"\r\n")
    if len(_DOUBLED.findall(start)) >= 3 and not _SINGLE.search(raw):
        return _TWICE.sub(rb"\1", raw)
    return raw


def _ends_lines(end: bytes, raw: bytes) -> bool:
    """Whether names of headers stand behind this sign, again and again, before any LF."""
    start = raw[:20_000].partition(b"\n")[0]
    return end in start and len(re.findall(re.escape(end) + rb"[!-9;-~]{2,60}:[ \t]?", start)) > 1


def _encoded(raw: bytes) -> bytes | None:
    """A letter in base64 throughout, with no head that would say so."""
    if _ALL_BASE64.fullmatch(raw[:300].strip()) is None or _CODED_LETTER.fullmatch(raw.strip()) is None:
        return None
    inner = decoded(raw, "base64")
    return inner if _NAMED.match(inner.lstrip()) and _FROM.search(inner[:20_000]) else None


def _wide(raw: bytes) -> bytes | None:
    """A letter in UTF-16 as one in UTF-8."""
    start = raw[:400]
    little, big = start[1::2].count(0) * 10 > len(start) * 4, start[::2].count(0) * 10 > len(start) * 4
    if len(start) < 40 or little == big:
        return None
    text = raw.decode("utf-16-le" if little else "utf-16-be", "replace").removeprefix("\ufeff")
    return text.encode("utf-8", "replace") if _NAMED.match(text[:300].lstrip().encode()) else None


def divided(raw: bytes, *, is_letter: bool = False) -> tuple[bytes, bytes]:
    """Head and body. Lines of the head that are none (no name and colon, an mbox «From ») are left out; a letter's head
    may stand below a BOM, blank lines or a line of a mailbox file."""
    return _divided(raw, is_letter=is_letter)[:2]


def _divided(raw: bytes, *, is_letter: bool) -> tuple[bytes, bytes, bool]:
    """Also whether the head was whole: a server that takes a broken line for its end has looked at nothing below."""
    at = _start(raw) if is_letter else 0
    kept: list[bytes] = []
    found_core, mended = False, at > 0
    left = MOST_BROKEN
    while at < min(len(raw), LONGEST_HEAD):
        found = _LINE.match(raw, at)
        line = whole = found[0] if found else b""
        if is_letter and line.startswith(codecs.BOM_UTF8) and _NAMED.match(line, 3):
            line, mended = line[3:], True
        if (spaced := _SPACED.match(line)) is not None:
            line, mended = spaced[1] + b":" + line[spaced.end() :], True
        if not line.strip(b"\r\n"):
            if not (is_letter and not found_core and _more_head(raw, at + len(line))):
                return b"".join(kept), raw[at + len(line) :], not mended
            mended = True
        elif line[:1] in b" \t":
            if not kept and not is_letter:
                break
            kept += [line] if kept else []
        elif _NAMED.match(line) and (line[:5].lower() == b"from:" or not (is_letter and _MBOX.match(line))):
            kept.append(line)
            found_core = found_core or bool(_CORE.match(line))
        elif kept and _UNFOLDED.match(line):
            kept.append(b" " + line)
            mended = True
        elif left and _goes_on(raw, at + len(line)):
            left -= 1
            mended = mended or bool(kept) or not _MBOX.match(line)
        else:
            break
        at += len(whole)
    return b"".join(kept), raw[at:], not mended


def _start(raw: bytes) -> int:
    found = re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|[\s\x00])*", raw[:10_000])
    return found.end() if found else 0


def _goes_on(raw: bytes, at: int) -> bool:
    """Whether headers follow a line that is none, before the next blank line."""
    block = re.split(rb"\r?\n[ \t]*\r?\n", raw[at : at + 20_000], maxsplit=1)[0]
    lines = block.splitlines()[:4]
    return bool(lines) and any(_NAMED.match(line) for line in lines[:2]) and bool(_CORE.match(block) or _known(block))


def _known(block: bytes) -> bool:
    return bool(
        re.search(
            rb"(?im)^(?:from|to|cc|subject|date|message-id|mime-version|received|return-path|reply-to|content-[a-z-]+"
            rb"|x-[a-z-]+|dkim-signature|in-reply-to|references|sender|auto-submitted|list-[a-z-]+)[ \t]*:",
            block,
        )
    )


def _more_head(raw: bytes, at: int) -> bool:
    """Whether the head only begins below a blank line: nothing above says from whom or of what."""
    block = re.split(rb"\r?\n[ \t]*\r?\n", raw[at : at + 50_000].lstrip(b"\r\n"), maxsplit=1)[0]
    return bool(_NAMED.match(block) or _MBOX.match(block)) and bool(_FROM.search(block))


def headers_of(head: bytes) -> Message:
    return BytesHeaderParser(policy=compat32).parsebytes(head + b"\r\n")


def _part(
    head: Message, body: bytes, usual: str, depth: int, left: list[int], whole: bytes, *, is_root: bool = False
) -> Part:
    """left: of how many parts the heads may yet be read; the rest of the letter stays unread in its original."""
    head.set_default_type(usual)
    kind = _kind(head)
    if not kind.startswith("multipart/"):
        return Part(head, body, kind, is_root=is_root, whole=whole)
    if depth > DEEPEST:
        return Part(head, whole, "message/rfc822", is_root=is_root, whole=whole)
    body = decoded(body, _odd_encoding(head))
    pieces = _pieces(body, _boundary(head)) or _pieces(body, _guessed(body))
    if not pieces:
        return Part(head, body, "text/html" if _MARKUP.search(body[:5000]) else "text/plain", is_root=True, whole=whole)
    inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    parts = []
    for piece in pieces[1:]:
        left[0] -= 1
        if left[0] < 0:
            break
        top, rest = divided(piece)
        parts.append(_part(headers_of(top), rest, inner, depth + 1, left, piece))
    after = _after(body)
    return Part(head, body, kind, tuple(parts), before=pieces[0], after=after, is_root=is_root, whole=whole)


def _after(body: bytes) -> bytes:
    """Words below the last boundary: programs show none of them, but lists and servers add theirs there, and so do
    people who write with no program."""
    since = max(0, len(body.rstrip()) - LONGEST_AFTER)
    for mark in list(_CLOSING.finditer(body, max(0, body.rfind(b"\n", 0, since))))[:-MOST_CLOSINGS:-1]:
        if re.search(rb"(?m)^--" + re.escape(mark[1]) + rb"[ \t]*\r?$", body[: mark.start()]):
            after = body[mark.end() :]
            return b"" if _MARKED.search(after) else after
    return b""


def _kind(head: Message) -> str:
    """The content type without what no type has in it."""
    try:
        return re.sub(r"[^\x21-\x7e]", "", head.get_content_type())[:150]
    except Exception:
        return "application/octet-stream"


def _odd_encoding(head: Message) -> str:
    """A multipart that says base64 of itself, which RFC 2045 (6.4) forbids: some senders encode the whole of it."""
    said = str(head.get("Content-Transfer-Encoding") or "").strip().lower()
    return said if said == "base64" else ""


def _boundary(head: Message) -> bytes:
    try:
        return (head.get_boundary() or "").encode("utf-8", "surrogateescape")
    except Exception:
        return b""


def _guessed(body: bytes) -> bytes:
    """The boundary that stands in the body, when it is not the declared one."""
    found = _CANDIDATE.search(body, 0, 2_000_000)
    return found[1] if found else b""


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """What stands above the first boundary, then each part; empty without a boundary. What follows the last one is
    nothing, unless parts follow it."""
    if not boundary:
        return []
    line = re.compile(rb"(?m)^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\r?\Z)")
    marks = list(islice(line.finditer(body), MOST_PARTS + 2))
    if not marks:
        return []
    found = [body[: marks[0].start()]]
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if mark[1] and following is None:
            continue
        piece = body[mark.end() : following.start() if following else len(body)]
        found.append(piece.removesuffix(b"\n").removesuffix(b"\r"))
    return found if len(found) > 1 else []
