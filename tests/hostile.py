"""Texts that a stranger writes to hold a program up: one short thing again and again, and all things different."""

from __future__ import annotations

import random
from collections.abc import Iterator

UNITS = (
    [" ", "\t", "\n", "\n ", " \n", "\xa0", "\u2028", "\xad"],
    ["а", "А", "a", "ё", "аА", "а1", "1", "1 ", "1. ", "1,", "0.", "11 ", "111 ", "1-", "1 - ", "1:", "11:11:"],
    [
        ".",
        ". ",
        "..",
        "!",
        "? ",
        "…",
        ",",
        ", ",
        ";",
        "; а",
        ":",
        "-",
        " - ",
        "— ",
        "–",
        "_",
        "*",
        "/",
        "\\",
        "|",
        "@",
        "#",
    ],
    [
        "(",
        ")",
        "()",
        "( ",
        " )",
        "«",
        "»",
        "«а ",
        "«а», ",
        "„",
        "“",
        "„а ",
        '"',
        '"а ',
        "'",
        "а'",
        "[",
        "{",
        "{а",
        "<",
        "<a ",
        "<!--",
        ">",
    ],
    ["т. д. т. п. ", "и т. д. ", "г. ", "г. Ижевск, ", "ул. ", "А. ", "А. А. ", "А. Б", "ст. 1 ", "ст. 1, ", "п. 1.1 "],
    ["слово ", "слово, ", "Слово. ", "слово-", "АБ ", "АБВГ (", "(далее — АБ) ", "(АБ) ", "Иванов ", "Иванов И. И., "],
    [
        "министерства ",
        "Министерство ",
        "Федерального закона от ",
        "Федеральный закон № ",
        "приказ от 01.01.2026 ",
        "№ ",
        "№1",
        "№ 1 ",
    ],
    [
        "не ",
        "и ",
        "который ",
        "что, ",
        "с ",
        "по ",
        "в ",
        "за ",
        "за 1 ",
        "от ",
        "до ",
        "10 руб. ",
        "1 000 ",
        "01.01.2026 ",
        "1 мая ",
        "1 мая 2026 ",
    ],
    ["http://", "www.", "a@", "a.", "+7 ", "8 (", "а@а.", "https://а/ "],
    [
        "- а\n",
        "1) а\n",
        "Заголовок\n",
        "> ",
        ">\n",
        "От: ",
        "От: а\n",
        "Кому: а\n",
        "01.01.2026 пишет ",
        "пишет:",
        "On ",
        "--- ",
        "Дата:\n",
    ],
    [
        "С уважением, ",
        "Приложение: ",
        "Уважаемый ",
        "Здравствуйте! ",
        "В ответ на ",
        "ваше обращение ",
        "Сообщаем, что ",
        "жалоба на ",
    ],
    ["и\u0306", "😀", "\u0301", "ﬁ", "İ", "ß", "\ufeff", "\u200b", "שלום ", "中"],
)
TAILS = ("", "x", "!", ":", "\n")
"""What stands at the end decides whether a pattern has to give back all that it took."""


def hostile(length: int) -> Iterator[tuple[str, str]]:
    """(what it is, the text) of about `length` characters each; the same on every call."""
    for group in UNITS:
        for unit in group:
            yield repr(unit), (unit * (length // len(unit) + 1))[:length]
    dice = random.Random(12)
    letters = "абвгдежзиклмнопрстуфхцчшщэюя"
    for name, make in (
        ("different words", lambda: "".join(dice.choices(letters, k=8)) + " "),
        ("different names", lambda: "".join(dice.choices(letters, k=9)).capitalize() + " "),
        ("different short forms", lambda: "".join(dice.choices(letters.upper(), k=4)) + " "),
        ("different sentences", lambda: "".join(dice.choices(letters, k=7)).capitalize() + " дом. "),
        ("different numbers", lambda: f"{dice.randrange(10**6)} "),
        ("different lines", lambda: "".join(dice.choices(letters, k=7)) + "\n"),
        ("different dates", lambda: f"{dice.randrange(1, 29)}.{dice.randrange(1, 13)}.20{dice.randrange(10, 99)} "),
        ("anything", lambda: dice.choice(dice.choice(UNITS))),
    ):
        pieces, size = [], 0
        while size < length:
            pieces.append(make())
            size += len(pieces[-1])
        yield name, "".join(pieces)[:length]
