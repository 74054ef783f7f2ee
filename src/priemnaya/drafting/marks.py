"""How a paragraph of an act begins: «Статья 5.», «Глава 2», «IV.», «3.5.», «1)», «а)», «–»; and what its end says of
the next one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from priemnaya.plain.dates import MONTH

from .numerals import whole

Sort = Literal["chapter", "article", "point", "bracket", "letter", "dash", "plain"]

_ROMAN = "IVXLCХІ"
_CHAPTER = re.compile(
    rf"(?:глава|раздел|подраздел|часть|§)\s{{0,3}}([{_ROMAN}]{{1,7}}|\d{{1,3}})([а-я](?=[.)\s])|[-–]\d{{1,2}}|[¹²³])?(?!\w)[.:)]?"
    r"\s{0,5}",
    re.IGNORECASE,
)
_CHAPTER_ROMAN = re.compile(rf"([{_ROMAN}]{{1,7}})\.?\s{{1,5}}(?=[А-ЯЁ«])")
_ARTICLE = re.compile(r"ст(?:атья|\.)\s{0,3}(\d{1,3}(?:\.\d{1,3}){0,3})\s{0,3}[.:)]?\s{0,5}", re.IGNORECASE)
_INSERTED = (
    r"\([1-9]\d?\)|[-–/]\d{1,2}(?=[.):\s])|[-–]?\s?(?:бис|тер|кватер|bis|ter)(?![а-яёa-z])|\s?\*{1,4}|[¹²³⁴⁵⁶⁷⁸⁹′’]"
    r"|[а-я](?=\.)"
)
"""What stands after the number of a point that was put in later: «15(1)», «4-1», «7/1», «1-бис», «5*», «4¹», «3а.»."""
_POINT = re.compile(
    rf"(?:п(?:одп)?(?:ункт|\.)\s{{0,3}})?((?:[1-9]\d{{0,2}})(?:\.[1-9]\d{{0,2}}){{0,6}})({_INSERTED})?(?:\s?([.):])|(?=\s))\s{{0,8}}",
    re.IGNORECASE,
)
_POINT_LETTER = re.compile(r"[Пп](?:одп)?ункт\s([А-ЯЁA-Z])(?!\w)[.):]?\s{0,8}")
_UNDER_LETTER = re.compile(r"([А-ЯЁ])\.((?:[1-9]\d?)(?:\.[1-9]\d?){0,3})[.)]?\s{1,8}(?=[А-ЯЁа-яё«])")
_LETTERED = re.compile(r"([А-ЯЁ])\.\s{1,8}(?=[А-ЯЁ«])")
"""«Пункт А.», «А.1.», «А. …»: the last only where the act goes on with «Б.», for a name begins so too."""
_BRACKET = re.compile(r"\(([1-9]\d{0,2})\)\s{0,5}")
_LETTER = re.compile(r"\(?([а-яёa-z])\)\s{0,5}", re.IGNORECASE)
_DASH = re.compile(r"[-–—−‒•*▪●·⁃◦‣\uf0b7\uf02d\uf0a7]\s{0,8}(?=[^\W_]|[«(\"])")
_TERM = re.compile(r"([«\"]?[А-ЯЁа-яё][^.;:–—\n]{1,110}?)\s(?:[-–—]|это)\s")
"""«клиент – физическое лицо…»: what is defined, up to the dash."""
ENDS = (".", ";", ":", "!", "?", "…", ".)", ".»")


@dataclass(frozen=True)
class Mark:
    """sort: of the beginning; parts: its numbers, outermost first, empty for dashes and plain paragraphs; text: what
    stands after it; inserted: of a point put in after another, what tells it: «(1)», «-бис», «*»; said: a number that
    is more than its parts, as it is cited: «А.1», «§ 3»."""

    sort: Sort
    parts: tuple[int, ...]
    text: str
    inserted: str = ""
    said: str = ""

    @property
    def label(self) -> str:
        return self.said or ".".join(map(str, self.parts))


def are_lettered(lines: list[str]) -> bool:
    """An act whose points are «А.», «Б.», …: both begin a line of it."""
    return {"А", "Б"} <= {met[1] for line in lines if (met := _LETTERED.match(line.strip()))}


def mark_of(line: str, *, lettered: bool = False) -> Mark:
    """How a paragraph begins. A date, a telephone, a sum of money is no number of a point. lettered: the points of this
    act are letters."""
    line = line.strip()
    if (met := _ARTICLE.match(line)) and line[:1].isupper():
        return Mark("article", _parts(met[1]), line[met.end() :])
    if (met := _CHAPTER.match(line)) and line[:1] in "ГРПЧ§":
        said = f"§ {met[1]}{met[2] or ''}" if line[:1] == "§" else ""
        return Mark("chapter", (_number(met[1]),), line[met.end() :], said=said)
    if met := _CHAPTER_ROMAN.match(line):
        return Mark("chapter", (_number(met[1]),), line[met.end() :])
    if letter := _by_letter(line, lettered=lettered):
        return letter
    bare = _without_dash(line)
    if (met := _POINT.match(bare)) and _numbers_a_point(bare, met):
        closing, inserted = met[3] or "", _put_in(met[2] or "")
        parts = _parts(met[1])
        sort: Sort = "bracket" if closing == ")" and len(parts) == 1 and not inserted else "point"
        return Mark(sort, parts, bare[met.end() :], inserted)
    if met := _BRACKET.match(bare):
        return Mark("bracket", (int(met[1]),), bare[met.end() :])
    if met := _LETTER.match(bare):
        return Mark("letter", (ordinal(met[1]),), bare[met.end() :])
    if met := _DASH.match(line):
        return Mark("dash", (), line[met.end() :])
    return Mark("plain", (), line)


def _by_letter(line: str, *, lettered: bool) -> Mark | None:
    if met := _POINT_LETTER.match(line):
        return Mark("point", (ordinal(met[1]),), line[met.end() :], said=met[1])
    if met := _UNDER_LETTER.match(line):
        return Mark("point", (ordinal(met[1]), *_parts(met[2])), line[met.end() :], said=f"{met[1]}.{met[2]}")
    if lettered and (met := _LETTERED.match(line)):
        return Mark("point", (ordinal(met[1]),), line[met.end() :], said=met[1])
    return None


def _put_in(after: str) -> str:
    """As it is cited: «1 бис» is «1-бис»."""
    said = after.replace(" ", "").replace("–", "-")
    return f"-{said}" if re.fullmatch(r"[а-яa-z]{2,6}", said, re.IGNORECASE) else said


def _without_dash(line: str) -> str:
    """Scans read by a program put a dash before a number: «- 1.1. …»."""
    met = _DASH.match(line)
    return line[met.end() :] if met and re.match(r"\(?(?:\d|[а-яё]\))", line[met.end() :]) else line


def _numbers_a_point(line: str, met: re.Match[str]) -> bool:
    after = line[met.end() :]
    if not re.match(r"[«\"(]?[^\W\d_]|[-–—]|$|https?:", after):
        return False
    if "." in met[1] or met[3] or re.search(r"\*|[а-яa-z]{3}$", met[2] or "", re.IGNORECASE):
        return not (met[3] == ":" or _UNIT.match(after) or (met[3] is None and _DATE.match(after)))
    return bool(re.match(r"п", met[0], re.IGNORECASE))


_UNIT = re.compile(r"(?:часов|часа|раза?\b|дн(?:ей|я)|руб|тыс|млн|кв|г(?:ода)?\.?\s№|%|мин(?:ут)?\b)")
_DATE = re.compile(rf"г(?:\.|ода)|{MONTH}")


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(p) for p in text.split("."))


def _number(text: str) -> int:
    digits = whole(text)
    return roman(text) if digits is None else digits


def roman(text: str) -> int:
    """Roman numerals, also typed with Russian letters that look the same."""
    worth = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    digits = [worth[c] for c in text.upper().replace("Х", "X").replace("І", "I").replace("С", "C")]
    return sum(-d if n + 1 < len(digits) and digits[n + 1] > d else d for n, d in enumerate(digits))


LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"
"""As acts letter their items: without ё, й, ъ, ы, ь."""


def ordinal(letter: str) -> int:
    letter = letter.lower().replace("ё", "е")
    return LETTERS.find(letter) + 1 if letter in LETTERS else (ord(letter) - ord("a") + 1 if letter < "а" else 1)


def term_of(line: str) -> str:
    """What a paragraph defines; empty when it defines nothing."""
    met = _TERM.match(line)
    return met[1].strip(' «»"') if met and len(met[1].split()) <= 14 else ""


def ended(line: str) -> bool:
    """The paragraph comes to an end of its own."""
    return line.rstrip().rstrip('»")').endswith((".", ";", ":", "!", "?", "…")) or line.rstrip().endswith(ENDS)


def cited(sort: str, index: int) -> str:
    """As the act prints it: «25.а», «25.1»."""
    return LETTERS[index - 1] if sort == "letter" and index <= len(LETTERS) else str(index)


LONGEST_NAME = 30
"""Characters of the named part of a number: with the number before it a clause has at most forty."""


def named(term: str) -> str:
    """A term as the named part of a number: «внутренний клиент» — «внутренний-клиент»."""
    words = re.findall(r"[а-яёa-z]+", term.lower())[:3]
    while len(words) > 1 and len("-".join(words)) > LONGEST_NAME:
        words.pop()
    return "-".join(words)[:LONGEST_NAME] or "понятие"
