"""RTF: its words as they are printed, in one pass. Nothing can be written back.

Read: results of fields, notes and text boxes after their paragraph, headers and footers at the end. Not read: what is
deleted or hidden, remarks, codes of fields. RTF 1.9.1; striprtf reads none of these apart, and takes minutes over a
broken table of fonts.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from ..document import LARGEST, Unreadable
from .gathering import OBJECT
from .manuscript import Manuscript

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\\Z",
    re.DOTALL,
)
_UNREAD = frozenset(
    b"fonttbl colortbl stylesheet info pict objdata themedata colorschememapping generator fldinst bkmkstart bkmkend"
    b" annotation atnid atnauthor atnref atndate atrfstart atrfend listtable listoverridetable revtbl rsidtbl xmlnstbl"
    b" filetbl pntext pntxta pntxtb sp nonshppict latentstyles datastore ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn"
    b" xe tc listpicture pgptbl mmathPr docvar userprops".split()
)
_TRANSPARENT = frozenset([b"shpinst", b"shptxt", b"fldrslt", b"shppict"])
"""Destinations that a reader may pass over and that hold words, or lead to them."""
_ASIDE = frozenset([b"footnote", b"shptxt", b"dptxbxtext"])
_PAGES = frozenset(f"{kind}{page}".encode() for kind in ("header", "footer") for page in ("", "l", "r", "f"))
_SIGNS = {
    **dict.fromkeys([b"par", b"line", b"sect", b"page", b"row", b"cell", b"nestcell", b"nestrow", b"column"], "\n"),
    b"tab": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
    b"chpgn": OBJECT,
}
_MARKS = {b"~": "\u00a0", b"-": "\u00ad", b"_": "\u2011", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
_CHARSETS = {0: "", 2: "", 77: "mac_roman", 161: "cp1253", 162: "cp1254", 177: "cp1255", 186: "cp1257", 204: "cp1251"}
_CHARSETS |= {238: "cp1250", 254: "cp437"}
_ONLY_WORDS = "Из RTF прочитан только текст: оформление не проверялось."


@dataclass(frozen=True)
class _State:
    """Of a group. into: body, aside, pages or nothing. skipped: characters after a letter by number that stand for it
    in old programs."""

    into: str = "body"
    hidden: bool = False
    deleted: bool = False
    codec: str = "cp1251"
    skipped: int = 1
    begun: bool = False


@dataclass
class _Reader:
    out: dict[str, list[str]] = field(default_factory=lambda: {"body": [], "aside": [], "pages": []})
    fonts: dict[int, str] = field(default_factory=dict)
    plain: str = "cp1251"
    font: int = 0
    state: _State = _State()
    groups: list[_State] = field(default_factory=list)
    skip: int = 0
    length: int = 0
    pictures: int = 0

    def read(self, data: bytes) -> None:
        at = 0
        while (match := _TOKEN.match(data, at)) is not None and match.end() > at:
            at = match.end()
            word, number, code, sign, brace, text = match.groups()
            if word is not None:
                amount = int(number) if number is not None else None
                if word == b"bin" and amount:
                    at += max(amount, 0)
                else:
                    self.word(word, amount)
            elif code is not None:
                self.letters(bytes([int(code, 16)]))
            elif sign is not None:
                self.sign(sign)
            elif brace is not None:
                self.group(opens=brace == b"{")
            elif text is not None:
                self.letters(text)

    def group(self, *, opens: bool) -> None:
        self.skip = 0
        if opens:
            self.groups.append(self.state)
            self.state = replace(self.state, begun=False)
        elif self.groups:
            ended, self.state = self.state, self.groups.pop()
            if ended.into != self.state.into and ended.into in ("aside", "pages"):
                self.out[ended.into].append("\n")

    def sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.state = replace(self.state, begun=True)
        elif sign in _MARKS:
            self.write(_MARKS[sign])

    def word(self, word: bytes, number: int | None) -> None:
        optional, self.state = self.state.begun, replace(self.state, begun=False)
        if word in _ASIDE or word in _PAGES:
            self._into("aside" if word in _ASIDE else "pages")
        elif word in _UNREAD or (optional and word not in _TRANSPARENT):
            self.pictures += word == b"pict"
            self.state = replace(self.state, into="")
        elif word in _SIGNS:
            self.write(_SIGNS[word])
        elif word == b"u" and number is not None:
            self.write(chr(number % 65536))
            self.skip = self.state.skipped
        else:
            self._set(word, number)

    def _into(self, place: str) -> None:
        if self.state.into:
            self.state = replace(self.state, into=place)

    def _set(self, word: bytes, number: int | None) -> None:
        on = number != 0
        if word == b"v":
            self.state = replace(self.state, hidden=on)
        elif word == b"deleted":
            self.state = replace(self.state, deleted=on)
        elif word == b"plain":
            self.state = replace(self.state, hidden=False, deleted=False)
        elif word == b"uc":
            self.state = replace(self.state, skipped=min(max(number or 0, 0), 9))
        elif word == b"ansicpg" and number and _is_codec(f"cp{number}"):
            self.plain = f"cp{number}"
            self.state = replace(self.state, codec=self.plain)
        elif word == b"fcharset":
            self.fonts[self.font] = _CHARSETS.get(number or 0, "")
        elif word == b"f" and number is not None:
            self.font = number
            self.state = replace(self.state, codec=self.fonts.get(number) or self.plain)

    def letters(self, data: bytes) -> None:
        dropped, self.skip = data[: self.skip], max(self.skip - len(data), 0)
        self.write(data[len(dropped) :].decode(self.state.codec, "replace"))

    def write(self, text: str) -> None:
        state = self.state
        if not text or state.hidden or state.deleted or not state.into:
            return
        self.length += len(text)
        if self.length > LARGEST:
            raise Unreadable(f"в файле больше {LARGEST // 1_000_000} млн знаков: проверьте его по частям.")
        self.out[state.into].append(text)
        if text == "\n" and state.into == "body" and self.out["aside"]:
            self.out["body"] += self.out["aside"]
            self.out["aside"] = []


def read_rtf(data: bytes) -> Manuscript:
    """Raises Unreadable when there is too much of it."""
    reader = _Reader()
    reader.read(data)
    body = "".join(reader.out["body"] + ["\n"] + reader.out["aside"] + reader.out["pages"])
    text = body.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Manuscript(text, unread=[_ONLY_WORDS], pictures=reader.pictures)


def _is_codec(name: str) -> bool:
    try:
        return codecs.lookup(name) is not None
    except LookupError:
        return False
