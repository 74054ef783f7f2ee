"""What PyYAML says of a text that is no YAML, in Russian: one table, held complete by a test."""

from __future__ import annotations

import re
from typing import Any

QUOTES = "проверьте кавычки: у каждой открытой должна быть закрытая"
UNCLOSED = f"кавычка открыта и не закрыта: {QUOTES}"
SAID: tuple[tuple[str, str], ...] = (
    (r"could not find expected ':'", "после ключа нет двоеточия"),
    (r"mapping values are not allowed", "двоеточие не на месте: возьмите текст с двоеточием в кавычки"),
    (r"mapping keys are not allowed", "вопросительный знак не на месте: возьмите текст в кавычки"),
    (r"(block )?sequence entries are not allowed", "пункт списка («- …») не на месте: проверьте отступ"),
    (r"expected key|expected <block end>", "строка не на месте: проверьте отступы, кавычки и скобки выше"),
    (r"expected '-' indicator", "в списке строка без «- »: проверьте отступы"),
    (r"expected ',' or '\]'", "список в скобках [ ] не закрыт или между словами нет запятой"),
    (r"expected ',' or '\}'", "набор в скобках { } не закрыт или между ключами нет запятой"),
    (r"unexpected end of stream", f"файл кончился раньше времени: {QUOTES}"),
    (r"unexpected document (indicator|separator)", f"«---» внутри текста в кавычках: {QUOTES}"),
    (r"tab character|contains? tabs?|found character '\\t'", "табуляция в отступе: замените её пробелами"),
    (r"cannot start any token", "строка начинается со знака, который YAML не допускает: возьмите текст в кавычки"),
    (
        r"unknown escape|hexdecimal|hexadecimal|escape (code|sequence|character)",
        "обратная косая черта в двойных кавычках: возьмите текст в одинарные",
    ),
    (
        r"undefined alias|duplicate anchor|(expected|find) alphabetic|alphabetic or numeric|second occurrence",
        "знаки & и * в начале значения — ссылки, они не допускаются: возьмите текст в кавычки",
    ),
    (r"expected ':'|unexpected ':'", "двоеточие не на месте: возьмите текст с двоеточием в кавычки"),
    (
        r"expected comment or line break|indentation indicator|chomping or indentation",
        "после знака | или > в строке ничего не пишут",
    ),
    (
        r"node content|expected (the )?node|expected <document start>",
        "здесь нет значения: допишите его или возьмите текст в кавычки",
    ),
    (r"single document|another document", "в файле несколько документов: строка «---» внутри файла лишняя"),
    (
        r"directive|version number|YAML document|expected digit|expected integer|non-alphabetical|expected whitespace"
        r"|expected ' '",
        "строка начинается с «%»: возьмите текст в кавычки",
    ),
    (
        r"tag|URI|expected '!'|expected '>'|constructor",
        "восклицательный знак в начале значения: возьмите текст в кавычки",
    ),
    (
        r"octet|UTF-16|UTF-8|surrogate|Unicode|control characters|special characters"
        r"|unacceptable character|can.t decode|codec can.t|invalid (leading|trailing)",
        "в файле есть непечатный знак: наберите строку заново",
    ),
    (r"too long|input error|read error|no more|STREAM|DOCUMENT|SCALAR|stream-start", "файл не читается как YAML"),
    (
        r"while scanning|while parsing|block|flow|mapping|sequence|scalar|expected|found",
        "строка не читается как YAML: проверьте отступы, кавычки, двоеточия и скобки",
    ),
)
"""Pattern of the library's words -> ours; the first that fits. The last but one lines catch what has no better."""
OPENED = re.compile("flow|quoted|simple key|plain scalar")
"""Contexts whose beginning, not their end, is where the slip stands."""


def said(error: Any, lines: list[str]) -> tuple[str, int]:
    """(our words, the line to look at) of a yaml.YAMLError."""
    problem, context = str(getattr(error, "problem", None) or error), str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None)
    begun = getattr(error, "context_mark", None)
    if begun is not None and OPENED.search(context):
        mark = begun
    line = mark.line + 1 if mark is not None else _of_character(error, lines)
    line = max(min(line, len(lines)), 1)
    if lines and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        problem = "tab character"
    if re.search("[а-яё]", problem):
        return problem, line
    if "quoted" in context and "end of stream" in problem:
        return UNCLOSED, line
    return f"это не YAML: {words_for(problem) or 'проверьте отступы, кавычки и скобки'}", line


def words_for(problem: str) -> str:
    return next((ours for pattern, ours in SAID if re.search(pattern, problem, re.IGNORECASE)), "")


def _of_character(error: Any, lines: list[str]) -> int:
    """Errors of single characters (yaml.reader.ReaderError) tell the place from the beginning of the text."""
    place = getattr(error, "position", 0) or 0
    for number, line in enumerate(lines, 1):
        place -= len(line) + 1
        if place < 0:
            return number
    return 1
