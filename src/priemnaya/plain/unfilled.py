"""Places that an author left to be filled in: «[дата]», «ХХ.ХХ.2026», «(указать срок)», «____», a variable of a
template. A letter with one is not finished, whatever else it says."""

from __future__ import annotations

import re

from .spelled import spelled

_LETTER = "А-Яа-яЁёA-Za-z"
_LEFT = re.compile(
    rf"\[[^\[\]\n]{{0,80}}[{_LETTER}][^\[\]\n]{{0,80}}\]"
    rf"|\{{{{?[^{{}}\n]{{0,80}}[{_LETTER}][^{{}}\n]{{0,80}}\}}"
    r"|<[А-Яа-яЁё][А-Яа-яЁё ,.-]{1,80}>"
    r"|\((?:указать|укажите|вписать|впишите|вставить|вставьте|заполнить|дописать|уточнить)\s[^()\n]{1,80}\)"
    r"|(?<![\w.])(?:[ХхXx]{2}|__|дд|ДД)\.(?:[ХхXx]{2}|__|мм|ММ)(?:\.(?:[ХхXx]{2,4}|\d{2,4}|г{2,4}|Г{2,4}))?(?!\w)"
    r"|(?<![\w.])00\.00\.0000"
    r"|_{4,}|\.{6,}|…{2,}"
)


def unfilled(text: str) -> list[str]:
    """Such places as they stand in the text, each once."""
    return list(dict.fromkeys(m[0] for m in _LEFT.finditer(spelled(text).text)))
