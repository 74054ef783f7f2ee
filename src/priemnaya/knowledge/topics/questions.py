"""A message as its questions: «1) … 2) …», «во-первых», a list of dashes, several question marks. Each gets topics of
its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST = 10
"""A message with more questions is taken whole: a price list or an act, not questions."""
FEWEST_WORDS = 2
WORDS = re.compile(r"[а-яёa-z]{2,}", re.IGNORECASE)
AT_START = r"(?:^|\n|(?<=[.:;?!…]))[^\S\n]{0,9}"
NUMBERED = re.compile(
    AT_START + r"(?:вопрос[^\S\n]{1,3})?(?:№[^\S\n]?)?(\d{1,2})[^\S\n]?(?:\)|\.(?!\d)|[-–—](?=\s))"
    r"|(?<=\s)(\d{1,2})\)(?=\s)",
    re.IGNORECASE,
)
LETTERED = re.compile(AT_START + r"([а-дa-e])\)(?=\s|[А-ЯЁа-яё])", re.IGNORECASE)
SPOKEN = re.compile(
    r"(?:^|\n|(?<=[.:;,?!…])|\bи\s|\bа\s)[^\S\n]{0,9}"
    r"(?:во?-(перв|втор|трет|четв[её]рт|пят|шест)\w{2,3}|(перв|втор|трет|четв[её]рт|пят)(?:ый|ой|ий)\s+вопрос\w?)\b[,:.\s–—-]{0,3}",
    re.IGNORECASE,
)
DASHED = re.compile(r"(?:^|\n)[^\S\n]{0,9}[-–—•*·][^\S\n]{1,9}(?=\S)")
SENTENCE = re.compile(r"[^.?!…\n]+(?:[.?!…]+|\n|$)")


@dataclass(frozen=True)
class Asked:
    """parts: the questions of a message, the message alone when it is one. before: what was said before the first.
    marked: its writer numbered or listed them; else they only end in question marks and may be one matter."""

    parts: tuple[str, ...]
    before: str = ""
    marked: bool = False


def questions_in(text: str) -> Asked:
    """A message of one question is that alone, whole."""
    text = text.strip()
    for cut in (_numbered, _spoken, _lettered, _dashed):
        if _are_questions(parts := cut(text)):
            return Asked(tuple(parts), text[: text.find(parts[0])].strip(), marked=True)
    if _are_questions(parts := _asked(text)):
        return Asked(tuple(parts))
    return Asked((text,) if text else ())


def _are_questions(parts: Sequence[str]) -> bool:
    return 2 <= len(parts) <= MOST and all(len(WORDS.findall(p)) >= FEWEST_WORDS for p in parts)


def _cut(text: str, starts: Sequence[re.Match[str]]) -> list[str]:
    ends = [m.start() for m in starts[1:]] + [len(text)]
    return [_last_only(text[m.end() : end]) for m, end in zip(starts, ends, strict=True)]


def _last_only(part: str) -> str:
    """Without what follows an empty line: thanks and the signature."""
    return part.strip().split("\n\n")[0].strip(" \t\n;,")


def _numbered(text: str) -> list[str]:
    """1, 2, 3 in a row: a date, a clause or a sum in the middle does not go on with the count."""
    row: list[re.Match[str]] = []
    for m in NUMBERED.finditer(text):
        if int(m[1] or m[2]) == len(row) + 1:
            row.append(m)
    return _cut(text, row) if len(row) > 1 else []


def _lettered(text: str) -> list[str]:
    row: list[re.Match[str]] = []
    for m in LETTERED.finditer(text):
        if m[1].lower() in ("абвгд"[len(row) : len(row) + 1], "abcde"[len(row) : len(row) + 1]):
            row.append(m)
    return _cut(text, row) if len(row) > 1 else []


def _spoken(text: str) -> list[str]:
    row: list[re.Match[str]] = []
    order = ("перв", "втор", "трет", "четв", "пят", "шест")
    for m in SPOKEN.finditer(text):
        if len(row) < len(order) and (m[1] or m[2]).lower().startswith(order[len(row)]):
            row.append(m)
    return _cut(text, row) if len(row) > 1 else []


def _dashed(text: str) -> list[str]:
    row = list(DASHED.finditer(text))
    return _cut(text, row) if len(row) > 1 else []


def _asked(text: str) -> list[str]:
    """Each sentence with a question mark, with the sentences since the one before it. One that only goes on
    («И сколько?», «Куда идти?») stays with its question."""
    parts: list[str] = []
    begun = ""
    for sentence in _sentences(text):
        begun = f"{begun} {sentence}".strip()
        if not sentence.endswith("?"):
            continue
        if parts and len(WORDS.findall(begun)) < 4:
            parts[-1] = f"{parts[-1]} {begun}"
        else:
            parts.append(begun)
        begun = ""
    if begun and parts and len(WORDS.findall(begun)) > 6 and not _closing(begun):
        parts.append(begun)
    return parts


def _closing(text: str) -> bool:
    return bool(re.search(r"спасибо|с уважением|заранее|благодар|жду ответа|прошу ответить", text, re.IGNORECASE))


def _sentences(text: str) -> Iterator[str]:
    for m in SENTENCE.finditer(text):
        if m[0].strip():
            yield m[0].strip()
