"""Numbers in words, in any case: «двух», «тридцати», «восьмидесяти пяти», «двухсот»; and which in a row: «третьего».
One is read whole or not at all."""

from __future__ import annotations

import re

_UNITS: dict[int, str] = {
    1: "один одна одно одну одного одному одной одним одном",
    2: "два две двух двум двумя",
    3: "три трёх трех трём трем тремя",
    4: "четыре четырёх четырех четырём четырем четырьмя",
    **{
        n: f"{stem}ь {oblique}и {stem}ью"
        for n, (stem, oblique) in {
            5: ("пят", "пят"),
            6: ("шест", "шест"),
            7: ("сем", "сем"),
            8: ("восем", "восьм"),
            9: ("девят", "девят"),
            10: ("десят", "десят"),
            20: ("двадцат", "двадцат"),
            30: ("тридцат", "тридцат"),
        }.items()
    },
    **{
        n: f"{stem}надцать {stem}надцати {stem}надцатью"
        for n, stem in enumerate(["один", "две", "три", "четыр", "пят", "шест", "сем", "восем", "девят"], 11)
    },
    40: "сорок сорока",
    **{
        n: f"{stem}ьдесят {oblique}идесяти {stem}ьюдесятью"
        for n, stem, oblique in (
            (50, "пят", "пят"),
            (60, "шест", "шест"),
            (70, "сем", "сем"),
            (80, "восем", "восьм"),
        )
    },
    90: "девяносто девяноста",
    100: "сто ста",
    200: "двести двухсот двумстам двумястами двухстах",
    300: "триста трёхсот трехсот трёмстам тремстам тремястами трёхстах трехстах",
    400: "четыреста четырёхсот четырехсот четырёмстам четыремстам четырьмястами четырёхстах четырехстах",
    **{
        n * 100: f"{stem}ьсот {oblique}исот {oblique}истам {stem}ьюстами {oblique}истах"
        for n, stem, oblique in (
            (5, "пят", "пят"),
            (6, "шест", "шест"),
            (7, "сем", "сем"),
            (8, "восем", "восьм"),
            (9, "девят", "девят"),
        )
    },
    1000: "тысяча тысячи тысяче тысячу тысячей тысяч тысячам тысячами тысячах",
}
_WORTH = {form: n for n, forms in _UNITS.items() for form in forms.split()}
_STEMS = (
    "перв втор трет четв[её]рт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат"
    " шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
_ORDINALS: dict[int, str] = {**dict(enumerate(_STEMS.split(), 1)), 30: "тридцат"}
_ENDS = r"(?:ый|ой|ий|ого|его|ьего|ому|ему|ьему|ым|им|ьим|ом|ем|ьем|ая|ья|ую|ью|ей|ьей|ое|ье)"
_WORD = "|".join(sorted(_WORTH, key=len, reverse=True))
WORDS = rf"(?:(?:{_WORD})(?:\s(?:{_WORD})){{0,5}}(?![а-яё]))"
"""A number in words, whole: no slice of a word is one."""
FIGURES = (
    r"(?<![0-9])(?<![0-9][.,])(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,2}(?![0-9])|[0-9]{1,6}(?![0-9]|[.,][0-9]))"
)
"""The same in digits: neither end of a decimal is one."""
ORDINAL = rf"(?:(?:двадцать|тридцать)\s)?(?:{'|'.join(_ORDINALS.values())}){_ENDS}(?![а-яё])"
"""«третьего», «двадцать пятого»."""


def whole(text: str) -> int | None:
    """A number in digits; None for any other text."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def number_of(text: str) -> int | None:
    """«24», «двух», «двадцати четырех», «1 000»: the number; None where it is none, or not all of it."""
    text = text.strip().lower()
    if re.match("[0-9]", text):
        digits = re.match(FIGURES, text)
        return int(re.sub(r"\D", "", digits[0])) or None if digits else None
    total = group = 0
    last = 10_000
    for word in re.findall(r"[а-яё]+", text):
        worth = _WORTH.get(word) or _glued(word)
        if worth is None or (worth < 1000 and worth >= last):
            return None
        if worth == 1000:
            total, group, last = total + (group or 1) * 1000, 0, 1000
        else:
            group, last = group + worth, _below(worth)
    return total + group or None


def _below(worth: int) -> int:
    """What may follow in one number is smaller than this."""
    return 100 if worth >= 100 else 10 if worth >= 20 else 1


def _glued(word: str) -> int | None:
    """«двадцатипяти», as in «двадцатипятидневный»."""
    cuts = ((_WORTH.get(word[:n]), _WORTH.get(word[n:])) for n in range(4, len(word) - 2))
    return next((a + b for a, b in cuts if a and b and a >= 20 and b < _below(a)), None)


def ordinal_of(text: str) -> int | None:
    """«третьего» — 3, «двадцать пятого» — 25; None for what is no such word."""
    tens, _, last = text.strip().lower().rpartition(" ")
    met = next((n for n, stem in _ORDINALS.items() if re.fullmatch(stem + _ENDS, last)), None)
    if met is None or (tens and met > 9):
        return None
    return met + (_WORTH.get(tens, 0) if tens else 0)
