"""Russian words as the witness of a charset: how much of a text is words, and texts that were decoded wrongly before
they came."""

from __future__ import annotations

import re
from functools import lru_cache

from .names.firms import FORMS
from .words import is_known

LOOKED_AT = 1_200
"""Signs whose words tell."""
LONGEST_LINE, MOST_LINES = 20_000, 5_000
MOST_WORDS = 20_000
"""Looked up for one whole text, whatever its lines are: what stands behind them stays as it came."""
WORDS, NO_WORDS = 0.8, 0.25
"""From which share of its letters on a line is words, and up to which it surely is none."""
_ABBREVIATIONS = frozenset(
    f"{FORMS}|ЖКХ|ЖКУ|ТКО|ТБО|СНИЛС|ЕГРН|ЕГРЮЛ|ЕГРИП|ЕГАИС|ЕСИА|ЕПГУ|НДФЛ|НДС|ОСАГО|КАСКО|ОГЭ|ЕГЭ|ВПР|ДОО|БТИ|ГЖИ|ПФР|СФР|ФСС|ОМС"
    "|ФОМС|ТСР|МСЭ|ЦЗН|ЗАГС|ОВД|УВД|УФМС|УФНС|УФССП|ФССП|ИФНС|ГИМС|ИЖС|ЛПХ|КСП|РФ|УР|РТ|МО|ДНР|ЛНР|СВО|МЧС|МРОТ|ЕДВ|ЖКС|ОСС|МКД|ОДН|ГВС|ХВС|ТЭЦ"
    "|ПТС|СТС|ВНЖ|РВП|ПДД|АЗС|ФАП|ЦРБ|ДК|КДН|ОПФР|ОСЗН|УСЗН|СОБЕС|ЛДПР|КПРФ".split("|")
)
_LETTERS = re.compile(r"[^\W\d_]+")
_HIGH = re.compile(r"[^\x00-\x7f]")
_STRANGE = re.compile(r"(?![\x00-\x7f\xa0«»„“”‘’…–—№•©§°])[\W_]|[‘‚“†-›€№•](?=[а-яё])")
"""No letters and no marks of a Russian text, or such marks where nobody puts them."""
_TWICE = re.compile(r"[РСÐÑ][\u0080-\u00ffЀ-џ†-›€№Ґґ–—…‚‘’“”„•ŒœŸŽžŠšƒˆ˜‹¤]")
"""Two bytes of a Cyrillic letter in UTF-8, each read as a letter."""
_RUSSIAN = re.compile(r"[А-Яа-яЁё«»„“”–—…№\xa0]+")
FEW = 8
"""Capitals that a line has at least that may have been read by koi8-r for windows-1251, or the other way: small and
capital letters change places there."""

FEW_ACCENTS, FEW_STRANGE = 4, 2
"""Letters with accents («Ïðîøó»), or strange signs («╨Я╤А»), of a line that may be Russian read by a western charset,
or by that of another system."""
_LETTER = re.compile(r"[^\W\d_]")
_WAYS = (
    ("cp866", "utf-8"),
    ("koi8-r", "utf-8"),
    ("windows-1251", "cp866"),
    ("cp866", "windows-1251"),
    ("koi8-r", "cp866"),
    ("cp866", "koi8-r"),
)


@lru_cache(maxsize=4_096)
def _is_word(token: str) -> bool:
    if token.upper() == token and token in _ABBREVIATIONS:
        return True
    shaped = token.islower() or token.isupper() or token[1:].islower()
    return shaped and is_known(token) and (len(token) > 1 or token.lower() in "авикосуя")


def share_of_words(text: str) -> float:
    """How many of the signs above ASCII stand in Russian words, 0 to 1; the first of them tell."""
    return _share(text, _words(text))


def _words(text: str) -> list[str]:
    return [t for t in _LETTERS.findall(text[:LOOKED_AT]) if not t.isascii()]


def _share(text: str, found: list[str]) -> float:
    signs = sum(map(len, found)) + len(_STRANGE.findall(text[:LOOKED_AT]))
    return sum(len(t) for t in found if _is_word(t)) / signs if signs else 0.0


class _Judge:
    """Looks words up for all lines of one text."""

    def __init__(self) -> None:
        self.left = MOST_WORDS

    def share(self, line: str) -> float:
        """As `share_of_words`."""
        found = _words(line)
        self.left -= len(found) + len(line) // 100
        return _share(line, found)


def mended(text: str) -> str:
    """Lines that some program on the way had read in a wrong charset and written anew («РџСЂРёРІРµС‚», «оПХБЕР»), as
    they were; only what then is Russian, and was none."""
    if text.isascii() or text.count("\n") > MOST_LINES:
        return text
    judge = _Judge()
    return "\n".join(_mended_line(line, judge) if judge.left > 0 else line for line in text.split("\n"))


def _mended_line(line: str, judge: _Judge) -> str:
    if line.isascii() or len(line) > LONGEST_LINE:
        return line
    if len(_TWICE.findall(line)) * 4 >= len(_HIGH.findall(line)) > 3 and judge.share(line) <= NO_WORDS:
        return _read_twice(line) or line
    if not (ways := _ways_of(line)) or (len(_STRANGE.findall(line)) * 3 < len(line) and judge.share(line) > NO_WORDS):
        return line
    judge.left -= len(line) // 20
    turned = (_again(line, *way) for way in ways)
    return next((found for found in turned if _is_russian(found) and judge.share(found) >= WORDS), line)


def _is_russian(line: str) -> bool:
    """Nothing above ASCII but what Russian has."""
    return bool(_RUSSIAN.fullmatch("".join(_HIGH.findall(line))))


def _ways_of(line: str) -> tuple[tuple[str, str], ...]:
    """(by what a line was read, by what it was written), by the signs that such a reading leaves; empty for a line that
    looks as Russian does."""
    high = [s for s in line if s > "\x7f" and s.isalpha()]
    accents = sum("\xc0" <= s <= "\xff" or s == "¸" for s in high)
    if accents >= FEW_ACCENTS and accents * 5 >= len(_LETTER.findall(line)) * 4:
        return ("cp1252", "windows-1251"), ("cp1252", "koi8-r")
    strange = len(_STRANGE.findall(line))
    if strange >= FEW_STRANGE and strange * 20 >= len(high) + strange:
        return _WAYS
    if len(high) >= FEW and sum(s.isupper() for s in high) * 5 >= len(high) * 3:
        return ("windows-1251", "koi8-r"), ("koi8-r", "windows-1251")
    return ()


def _read_twice(line: str) -> str:
    """Its letters are those of no accident: each byte has to fit."""
    for wrong in ("windows-1251", "cp1252"):
        found = line
        for _ in range(3):
            found = _again(found, wrong, "utf-8")
            if _is_russian(found):
                return found
    return ""


def _again(line: str, wrong: str, right: str) -> str:
    data = _bytes_of(line, wrong)
    try:
        return data.decode(right) if data is not None else ""
    except UnicodeDecodeError:
        return ""


def _bytes_of(line: str, codec: str) -> bytes | None:
    """What was read so; a byte that is nothing there was read as itself."""
    try:
        return line.encode(codec)
    except UnicodeEncodeError:
        found = bytearray()
    for sign in line:
        try:
            found += sign.encode(codec)
        except UnicodeEncodeError:
            if not "\x80" <= sign <= "\x9f":
                return None
            found.append(ord(sign))
    return bytes(found)
