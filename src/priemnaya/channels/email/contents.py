"""What a letter holds: its words, put together from every part that has some, and its files."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from priemnaya.cases.openable import is_closed, is_pgp
from priemnaya.plain.charsets import decode
from priemnaya.plain.inputs.ending import has_extension
from priemnaya.plain.mojibake import mended

from . import tnef
from .decoding import from_base64, uncoded, uuencoded
from .headers import clean, header
from .html_text import MAX_HTML, text_of
from .kinds import is_page, is_text, may_be_words, words_in
from .linked import pictures_in
from .mime import Part, divided, headers_of
from .names import name_of, safe, unnamed, with_extension
from .smime import opened
from .twins import together

MAX_PARTS = 500
_SOURCE = re.compile(
    r"(?is)\s*(?:<!doctype html|<html|<body|<(?:div|p|table|span)\b[^>]*>.*</(?:div|p|table|span)>\s*\Z)"
)
LARGEST_PAGE = 30_000_000
_DATA = re.compile(r"data:image/[\w.+-]{1,20}[^,<>\"']{0,60};base64,[\w+/=\s%-]*")
"""A picture in the page: its bytes would take the place of the words behind it."""
_APPLES = b"\x00\x05\x16\x07"
"""AppleDouble (RFC 1740): what macOS keeps beside a file, under the same name; the file itself is another part."""
LETTER = "вложенное письмо"
_PIECE = (
    "[Пришла только часть письма: программа отправителя разделила его. Целиком оно здесь не читается. Попросите"
    " прислать письмо ещё раз, одним письмом, а большие файлы отдельно.]"
)
CLOSED = "зашифрованное письмо.asc"
_ARMOUR = re.compile(
    r"^[> ]*-----BEGIN PGP MESSAGE-----[ \t]*(?:\n|\Z)(?:[> ]*(?:[A-Z][a-z]+: [^\n]*|[A-Za-z0-9+/=]*)[ \t]*\n)*"
    r"(?:[> ]*(?:-----END PGP MESSAGE-----|[A-Za-z0-9+/=]+[ \t]*\Z))?",
    re.MULTILINE,
)
"""Its lines and no words behind them: somebody may have pasted the beginning alone."""
_CLOSED_LINE = re.compile(r"^[> ]*(?:[A-Za-z0-9+/=]{40,}[ \t]*$|-----END PGP MESSAGE-----)", re.MULTILINE)
ENVELOPE = "smime.p7m"
"""How mail programs call a letter in its signature (RFC 8551, 3.2.1)."""
_PREAMBLE = re.compile(r"(?i)mime|multi-?part|this is a cryptographically signed|формат")
_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""Ends of lines, of pages and of paragraphs as other systems write them."""
_ENTITY = re.compile(r"&(?:quot|laquo|raquo|nbsp|mdash|ndash|#(?:10[2-9]\d|11\d\d|34|39|160|171|187|8211|8212|8470));")
"""What forms of sites leave of a page in a plain text: letters, quotes, dashes; «&lt;» stays, for it may be meant."""
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ud800-\udfff]")
"""Signs that no text may hold, and those that nobody sees and that would hide a word from a search."""


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    content_type: str
    inline: bool = False
    cid: str = ""
    inside: str = ""
    """What is known of it already: a key of `cases.models.contact.INSIDE`."""


@dataclass
class Contents:
    """cut: a note at the end of the text."""

    text: str = ""
    files: list[File] = field(default_factory=list)
    cut: str = ""


@dataclass
class _Read:
    """Words of a part and of its parts, one after another. html: the source of those that were HTML."""

    texts: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    named: list[tuple[Part, File]] = field(default_factory=list)
    said: set[int] = field(default_factory=set)

    def add(self, other: _Read) -> None:
        """Its words too, unless the very same stand there already: some programs send both twins one after another."""
        for text in other.texts:
            if (words := hash(tuple(text.split()))) not in self.said or not text.strip():
                self.texts.append(text)
                self.said.add(words)
        self.take(other)

    def take(self, other: _Read) -> None:
        """Everything but the words: a picture that the HTML twin of a text shows belongs to the letter too."""
        known = {(f.name, f.content) for f in self.files}
        self.files += [f for f in other.files if (f.name, f.content) not in known]
        self.html += other.html
        self.named += other.named


def contents_of(root: Part) -> Contents:
    """The words and files of a letter."""
    reader = _Reader()
    read = reader.read(root)
    if not "".join(read.texts).strip():
        _sole_named(read)
    if not "".join(read.texts).strip() and root.before.strip():
        _before_the_parts(root, read)
    if root.after.strip():
        read.texts.append(decode(root.after, None))
    text, closed = _without_closed(tidy("\n".join(t for t in read.texts if t.strip())))
    found = Contents(text, [*_shown(read), *closed])
    if reader.left:
        found.cut = f"\n\n[В письме больше {MAX_PARTS} частей. Остальные есть в оригинале.]"
    return found


def _without_closed(text: str) -> tuple[str, list[File]]:
    """Without what PGP wrote into a text in place of its words: that is kept as a file nobody can open."""
    closed = [
        File(CLOSED, found[0].encode("utf-8", "replace"), "application/pgp-encrypted", inside="encrypted")
        for found in _ARMOUR.finditer(text)
        if _CLOSED_LINE.search(found[0])
    ]
    rest = _ARMOUR.sub(lambda found: "" if _CLOSED_LINE.search(found[0]) else found[0], text)
    return (rest.strip(), closed) if closed else (text, [])


def tidy(text: str) -> str:
    text = _ENDS.sub("\n", text)
    if "&" in text:
        text = _ENTITY.sub(lambda sign: html.unescape(sign[0]), text)
    return _INVISIBLE.sub("", mended(text)).strip()


def _sole_named(read: _Read) -> None:
    """The only text came under a name: programs without a text of their own send the body so."""
    if len(read.named) != 1:
        return
    part, file = read.named[0]
    read.texts.append(_words(part, read))
    if part.disposition != "attachment" and is_text(part.kind):
        read.files = [f for f in read.files if f is not file]


def _before_the_parts(root: Part, read: _Read) -> None:
    text = decode(root.before, None)
    if not _PREAMBLE.search(text[:300]):
        read.texts.append(text)


def _shown(read: _Read) -> list[File]:
    """Pictures that the text itself shows (by cid:) are no documents; everything else is one."""
    html = unquote("\n".join(read.html))
    return [
        replace(f, inline=bool(f.content_type.startswith("image/") and f.cid and f"cid:{unquote(f.cid)}" in html))
        for f in read.files
    ]


class _Reader:
    """Reads parts, MAX_PARTS of them at most. files: how many were found; left: some parts were left."""

    def __init__(self) -> None:
        self.count = self.files = 0
        self.left = False

    def read(self, part: Part, *, alone: bool = True) -> _Read:
        """alone: nothing stands beside it. A letter in its signature is the letter itself only there, or under the name
        that mail programs give it; one that was attached is a file, and opened as one."""
        name = name_of(part.head)
        if (part.is_root or alone or name.lower() in ("", ENVELOPE)) and (inner := opened(part)):
            found = self.read(inner)
            if not part.is_root:
                found.files.insert(0, File(name or ENVELOPE, part.content, part.kind))
            return found
        if not part.parts:
            return self._leaf(part)
        if part.kind == "multipart/alternative":
            return self._twins(part)
        found = _Read()
        for one in part.parts:
            found.add(self.read(one, alone=alone and len(part.parts) == 1))
        return found

    def _twins(self, part: Part) -> _Read:
        """Of the same words in several dresses the plain ones, unless another holds more; what only the other says is
        put beside: a footer, a table that the plain part left out."""
        found = [self.read(one, alone=False) for one in part.parts]
        worded = [r for r in found if r.texts]
        best = next((r for r in worded if not r.html), worded[0] if worded else _Read())
        for other in reversed(worded):  # the last is the richest (RFC 2046, 5.1.4)
            if other is not best:
                best.texts = together("\n".join(best.texts), "\n".join(other.texts))
        for other in found:
            if other is not best:
                best.take(other)
        return best

    def _leaf(self, part: Part) -> _Read:
        self.count += 1
        found = _Read()
        if self.count > MAX_PARTS:
            self.left = True
            return found
        if part.kind in ("message/rfc822", "message/global"):
            found.files.append(_letter(part))
            return found
        if part.kind == "message/partial":
            found.files.append(_piece(part))
            found.texts.append(_PIECE)
            return found
        if part.kind == "application/pgp-encrypted" and len(part.content) < 100:
            return found  # «Version: 1»: a sign for programs (RFC 3156, 4)
        name = name_of(part.head)
        if part.kind == "application/ms-tnef" or name.lower() == "winmail.dat":
            _container(part, found)
        elif is_text(part.kind) and (part.is_root or not (part.disposition == "attachment" or name)):
            found.texts.append(_words(part, found))
            if part.is_root and part.disposition == "attachment" and name:
                found.files.append(File(name, part.content, part.kind))
        else:
            _file(part, name, found, self.files + 1)
        self.files += len(found.files)
        return found


def _file(part: Part, name: str, found: _Read, number: int) -> None:
    data = part.content
    if data.startswith(_APPLES):
        return
    cid = str(part.head.get("Content-ID") or "").strip().strip("<>")[:200]
    given = name
    if not (data or name or part.disposition == "attachment"):
        return
    name = with_extension(name, part.kind, data)
    closed = is_closed(data)
    name = name or (CLOSED if is_pgp(data) else unnamed(part.kind, number))
    file = File(name, data, part.kind, cid=cid, inside="encrypted" if closed else "")
    found.files.append(file)
    if data and not cid and may_be_words(part.kind, given, data):
        found.named.append((part, file))


def _words(part: Part, found: _Read) -> str:
    charset = _charset(part)
    data = part.content
    if (turned := words_in(part.kind, data, charset)) is not None:
        return turned
    if is_page(part.kind, name_of(part.head)):
        data = uncoded(data, charset)
        return _page(decode(data, charset or _meta_charset(data)), found)
    files, data = uuencoded(uncoded(data, charset))
    for n, (name, content) in enumerate(files, 1):
        found.files.append(File(safe(decode(name, charset)) or unnamed("", n), content, "application/octet-stream"))
    text = decode(data, charset)
    if _SOURCE.match(text):  # a page sent as plain text
        return _page(text, found)
    return _unflowed(text, part)


def _page(source: str, found: _Read) -> str:
    """The words of a page; pictures that stand in it itself are files: a scan may be one."""
    found.html.append(source[:MAX_HTML])
    for n, (kind, data) in enumerate(pictures_in(source[:LARGEST_PAGE]), 1):
        found.files.append(File(unnamed(kind, n), data, kind))
    return text_of(_DATA.sub("data:", source))


def _unflowed(text: str, part: Part) -> str:
    """RFC 3676: lines that end with a space go on; with delsp the space was only put in for that."""
    try:
        flowed = str(part.head.get_param("format") or "").lower() == "flowed"
        glued = str(part.head.get_param("delsp") or "").lower() == "yes"
    except Exception:
        return text
    if not flowed:
        return text
    lines: list[str] = []
    goes_on, depth = False, 0
    for line in text.replace("\r\n", "\n").split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        words = line[marks:].removeprefix(" ") if marks or line.startswith(" ") else line
        soft = words.endswith(" ") and words != "-- "
        words = words[:-1] if soft and glued else words
        if goes_on and marks == depth and words != "-- ":
            lines[-1] += words
        else:
            lines.append(f"{'>' * marks} {words}" if marks else words)
        goes_on, depth = soft, marks
    return "\n".join(lines)


def _charset(part: Part) -> str | None:
    try:
        return part.head.get_content_charset()
    except Exception:
        return None


def _meta_charset(data: bytes) -> str | None:
    found = re.search(rb"charset=[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    return found[1].decode("ascii") if found else None


def _letter(part: Part) -> File:
    """A letter inside a letter, byte for byte, called as its sender called it or by its own subject."""
    content = part.content
    head, _rest = divided(content[:200_000], is_letter=True)
    if not head and (coded := from_base64(content[:400])) and re.match(rb"[\w-]+:", coded):
        content = from_base64(content)  # encoded, and not said so
        head, _rest = divided(content[:200_000], is_letter=True)
    name = name_of(part.head)
    if not name:
        subject = safe(clean(header(headers_of(head), "Subject"))[:120])
        name = f"{subject or LETTER}.eml"
    return File(name if has_extension(name) else f"{name}.eml", content, "message/rfc822")


def _piece(part: Part) -> File:
    """A part of a letter that the sender's program cut into several (RFC 2046, 5.2.2): nothing puts them together."""
    number, total = (re.sub(r"\D", "", str(part.head.get_param(key) or ""))[:4] for key in ("number", "total"))
    name = f"часть {number or '?'} из {total or '?'} письма.txt".replace("?", "N")
    return File(name, part.content, part.kind, inside="unread")


def _container(part: Part, found: _Read) -> None:
    """Outlook's winmail.dat: its words and files; the container itself is kept when it cannot be opened."""
    data = part.content
    try:
        inside = tnef.opened(data)
        if inside.is_empty:
            raise ValueError("nothing inside")
    except Exception:
        found.files.append(File("winmail.dat", data, "application/ms-tnef", inside="unread"))
        return
    if inside.unread:
        found.files.append(File("winmail.dat", data, "application/ms-tnef", inside="unread"))
    if inside.html.strip():
        found.texts.append(_page(inside.html, found))
    elif inside.plain.strip():
        found.texts.append(inside.plain)
    for n, (name, content) in enumerate(inside.files, 1):
        found.files.append(File(safe(name) or unnamed("", n), content, "application/octet-stream"))
