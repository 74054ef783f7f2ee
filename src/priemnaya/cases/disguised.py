"""Surnames written so that no search for their letters finds them: apart («С-о-р-о-к-и-н»), in Latin letters
(«Sorokin»), in letters that look alike or are of a neighbouring alphabet. Pure.

Every rule here only widens where a surname of an employee is looked for, and never takes a word for one that is not
there letter by letter: how seldom it is wrong is measured in `tests/unit/test_disguised.py`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

SHORTEST, LONGEST = 4, 24
"""Letters of a surname that is looked for so; of one among other letters or written small it is one more."""
LETTER = "A-Za-zА-Яа-яЁё"
_LATIN = str.maketrans("ABCEHKMOPTXaceopxykmthunrib", "АВСЕНКМОРТХасеорхукмтнипгиь")
"""What looks alike, in print and in handwriting."""
_KIN = str.maketrans("іІїЇєЄґҐ", "иИиИеЕгГ")
_GREEK = str.maketrans("ΑΒΕΗΚΜΟΡΤΧαορ", "АВЕНКМОРТХаор")
_WORD = re.compile(rf"[{LETTER}\u0391-\u03c9]+")
_DIGITS = re.compile(r"(?<![А-Яа-яЁё])[А-Яа-яЁё]+(?:[036][А-Яа-яЁё]+)+")
_FIGURES = str.maketrans("036", "озб")
_RUSSIAN = re.compile("[А-Яа-яЁё]")
_ONE, _BETWEEN = rf"[{LETTER}]", r"[ \-–—._*·•|~]{1,2}"
_APART = re.compile(rf"(?<![{LETTER}\d]){_ONE}({_BETWEEN})(?:{_ONE}\1){{2,}}{_ONE}(?![{LETTER}\d])")
_AT, _GAP = re.compile(r"[@/_\d\\]|\w{2}\.\w\w"), re.compile(r"\s")
"""In an address of a mailbox or a page there are names of anybody."""
NEAR = 60
"""Characters around a word that are looked at for such an address."""


def plain(text: str) -> str:
    """The same letters as one alphabet has them. text: as it is seen (`plain.spelled`)."""
    text = text.translate(_KIN)
    text = _WORD.sub(lambda m: m[0].translate(_GREEK).translate(_LATIN) if _mixed(m[0]) else m[0], text)
    return _DIGITS.sub(lambda m: m[0].translate(_FIGURES) if len(m[0]) > SHORTEST else m[0], text)


def _mixed(word: str) -> bool:
    """Russian letters and others in one word."""
    russian = _RUSSIAN.findall(word)
    return 0 < len(russian) < len(word)


def joined(text: str, known: Container[str], sounds: Container[str]) -> str:
    """Letters that stand apart are put together where they are a surname, alone or at either end of a run. known: forms
    of surnames; sounds: their `sound`s."""
    return _APART.sub(lambda m: _together(m[0], m[1], known, sounds), text)


def _together(run: str, between: str, known: Container[str], sounds: Container[str]) -> str:
    letters = run.replace(between, "")
    word = letters.translate(_LATIN) if _mixed(letters) else letters
    form = word.lower().replace("ё", "е")
    if form in known or look_alike(word) in known or (word.isascii() and sound(word) in sounds):
        return word
    for size in range(min(LONGEST, len(form) - 1), SHORTEST, -1):
        if form[:size] in known:
            return f"{word[:size]} {word[size:]}"
        if form[-size:] in known:
            return f"{word[:-size]} {word[-size:]}"
    return run


def look_alike(word: str) -> str:
    """A word of Latin letters alone as the Russian one it looks like («CEPOB»); empty when it looks like none."""
    seen = word.translate(_LATIN) if word.isascii() and len(word) >= SHORTEST else ""
    return "" if not seen or any(letter.isascii() for letter in seen) else seen.lower()


_OF_RUSSIAN = str.maketrans(
    {
        **dict(zip("абвгдежзийклмнопрстуфхцыэ", "abvgdežziiklmnoprstufhcie", strict=True)),
        **dict(zip("ёчшщюя", "ečššüä", strict=True)),
        **dict.fromkeys("ъь", ""),
    }
)
_OF_LATIN = (
    *(("shch", "š"), ("sch", "š"), ("sh", "š"), ("zh", "ž"), ("kh", "h"), ("ch", "č")),
    *(("ts", "c"), ("tz", "c"), ("tc", "c"), ("ck", "k"), ("ph", "f")),
    *(("ya", "ä"), ("ia", "ä"), ("ja", "ä"), ("yu", "ü"), ("iu", "ü"), ("ju", "ü")),
    *(("ye", "e"), ("je", "e"), ("yo", "e"), ("jo", "e")),
    *(("y", "i"), ("j", "i"), ("w", "v"), ("q", "k"), ("x", "ks")),
)
_BOTH = (("ts", "c"), ("ie", "e"), ("io", "e"), ("iä", "ä"), ("iü", "ü"), ("ä", "ia"), ("ü", "iu"))


def sound(word: str) -> str:
    """How a surname sounds, in whatever way it was put into Latin letters: «Sorokin» and «Сорокин», «Shchukina» and
    «Щукина», «Vasilyeva», «Vasileva» and «Васильева» are one."""
    said = word.lower().replace("ё", "е")
    if word.isascii():
        said = re.sub(r"ff?$", "v", said)
        for latin, one in _OF_LATIN:
            said = said.replace(latin, one)
    else:
        said = said.translate(_OF_RUSSIAN)
    for two, one in _BOTH:
        said = said.replace(two, one)
    return re.sub(r"(.)\1+", r"\1", said)


def sounds_of(forms: Iterable[str]) -> dict[str, list[str]]:
    """How forms of surnames sound -> the forms."""
    found: dict[str, list[str]] = {}
    for form in forms:
        if len(key := sound(form)) >= SHORTEST:
            found.setdefault(key, []).append(form)
    return found


def in_latin(word: str, sounds: Mapping[str, list[str]]) -> list[str]:
    """Forms of the surnames that a word of Latin letters says; one written small has to be longer and without letters
    of other languages: «below» is not Белов."""
    small = word[:1].islower()
    fits = word.isascii() and len(word) >= SHORTEST + small and not (small and set("wqx") & set(word))
    return sounds.get(sound(word), []) if fits else []


def in_address(text: str, start: int, end: int) -> bool:
    """The word stands in an address of a mailbox or a page."""
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    chunk = f"{re.split(_GAP, before)[-1]}{text[start:end]}{re.split(_GAP, after)[0]}"
    return _AT.search(chunk.rstrip('.,;:!?)»"')) is not None
