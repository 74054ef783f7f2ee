"""What argparse says by itself, in Russian: it has no translation of its own."""

from __future__ import annotations

import argparse
from typing import Any

SAID = {
    "usage: ": "как писать: ",
    "positional arguments": "что назвать",
    "options": "ключи",
    "show this help message and exit": "показать эту подсказку",
    "the following arguments are required: %s": "не хватает: %s",
    "unrecognized arguments: %s": "лишнее: %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "такого нет: %(value)r; есть: %(choices)s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "expected one argument": "нужно одно значение",
    "expected at least one argument": "нужно хотя бы одно значение",
    "expected at most one argument": "нужно не больше одного значения",
    "invalid %(type)s value: %(value)r": "значение %(value)r не подходит",
    "not allowed with argument %s": "не вместе с %s",
    "one of the arguments %s is required": "нужно одно из: %s",
    "ambiguous option: %(option)s could match %(matches)s": "неясно: %(option)s подходит к %(matches)s",
}


def speak_russian() -> None:
    """The module looks its words up in a name of its own."""
    module: Any = argparse
    module._ = lambda words: SAID.get(words, words)
