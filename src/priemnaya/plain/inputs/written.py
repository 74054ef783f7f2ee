"""Plain text in whatever encoding Russian offices use. What is put back changes the lines it names and no other byte: a
line keeps its own end, a byte that is no letter stays that byte, and so does the mark in front."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ..charsets import charset_of
from ..document import LARGEST, Unreadable
from .hyphens import line_breaks
from .manuscript import Manuscript, Piece

_WRAPPED = re.compile(r"(?<=[^\n]{60}[^\n.!?:;\s-])\n(?=[а-яё])")
"""The end of a line that was broken for its width: it is long, ends no sentence, and the next one begins small."""
_NO_TEXT = [chr(n) for n in range(32) if n not in (9, 10, 11, 12, 13, 26, 27)]
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ENDS = re.compile("\r\n|\r|\n")
_INSTEAD = {"—": "-", "–": "-", "−": "-", "«": '"', "»": '"', "„": '"', "“": '"', "…": "...", "№": "N", "\u00a0": " "}
"""What a person types where an alphabet has no such sign."""


@dataclass(frozen=True)
class Letters:
    """How the bytes of a text are read. mark: in front of it. rest: bytes at its end that make no letter."""

    encoding: str
    mark: bytes = b""
    rest: bytes = b""

    @property
    def wide(self) -> bool:
        return self.encoding.startswith("utf-16")

    def read(self, data: bytes) -> str:
        body = data[len(self.mark) : len(data) - len(self.rest)]
        return body.decode(self.encoding, "surrogatepass" if self.wide else "surrogateescape")

    def written(self, text: str) -> bytes:
        handler = "surrogatepass" if self.wide else "priemnaya.letters"
        return self.mark + text.encode(self.encoding, handler) + self.rest


def _other_letter(error: UnicodeError) -> tuple[str | bytes, int]:
    """A byte that was no letter is itself again; a sign that the alphabet lacks is the nearest one."""
    assert isinstance(error, UnicodeEncodeError)
    letter = error.object[error.start]
    if "\udc80" <= letter <= "\udcff":
        return bytes([ord(letter) - 0xDC00]), error.start + 1
    return _INSTEAD.get(letter, "?"), error.start + 1


codecs.register_error("priemnaya.letters", _other_letter)


def read_text(data: bytes) -> Manuscript:
    """Every line is a piece, and so is every end of a line. A word that the end of a line breaks is one word."""
    letters = letters_of(data)
    text = letters.read(data)
    if len(text) > LARGEST:
        raise Unreadable(f"в файле больше {LARGEST // 1_000_000} млн знаков: проверьте его по частям.")
    if sum(map(text.count, _NO_TEXT)) * 50 > len(text):
        raise Unreadable("это не текст, а файл другого вида. Подойдут: txt, md, html, docx, odt, pdf, rtf, doc.")
    ends = _ENDS.findall(text)
    source = _ENDS.sub("\n", text)
    lines = source.split("\n")
    manuscript = Manuscript(source, shown=_WRAPPED.sub(" ", source), dropped=list(line_breaks(source)))
    at = 0
    for n, line in enumerate(lines):
        if line:
            manuscript.pieces.append(Piece(at, at + len(line), partial(lines.__setitem__, n)))
        at += len(line) + 1
        if n < len(ends):
            manuscript.pieces.append(Piece(at - 1, at, _end_of(ends, n)))

    def save(touched: set[str]) -> bytes:
        whole = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
        return letters.written(whole) if touched else data

    manuscript.save = save
    return manuscript


def _end_of(ends: list[str], n: int) -> Callable[[str], None]:
    own = ends[n]

    def put(text: str) -> None:
        ends[n] = text.replace("\n", own)

    return put


def letters_of(data: bytes, declared: str | None = None) -> Letters:
    """A byte order mark, two bytes a letter, else what `charsets` reads it by: a charset that was declared, UTF-8 but
    for a few bytes, whichever of the Cyrillic ones gives Russian words."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _whole(data, Letters(encoding, mark))
    if (wide := _wide(data[:4000])) is not None:
        return _whole(data, Letters(wide))
    return Letters(charset_of(data, declared))


def _whole(data: bytes, letters: Letters) -> Letters:
    """Of two bytes a letter: the last one of an odd number is none."""
    odd = letters.wide and (len(data) - len(letters.mark)) % 2
    return Letters(letters.encoding, letters.mark, data[-1:] if odd else b"")


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every second byte is the number of an alphabet."""
    high = Counter(data[1::2]), Counter(data[0::2])
    for name, bytes_of in (("utf-16-le", high[0]), ("utf-16-be", high[1])):
        if len(data) >= 8 and (bytes_of[0] + bytes_of[4]) * 20 > sum(bytes_of.values()) * 19:
            return name
    return None
