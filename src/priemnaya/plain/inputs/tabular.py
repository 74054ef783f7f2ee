"""A table that somebody made elsewhere as rows of words: CSV of any common sort, XLSX. Values alone, no formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..document import Unreadable
from .kinds import XLSX, kind_of
from .zipped import Package

MOST_ROWS, MOST_COLUMNS, LONGEST = 500, 60, 500
"""Of a table; signs of a cell. More is no list of people but something else."""
NOT_READ = "Это не таблица XLSX или CSV. Откройте файл в программе таблиц и сохраните его как XLSX или CSV."
TOO_LONG = f"В таблице больше {MOST_ROWS} строк или {MOST_COLUMNS} столбцов. Оставьте в ней то, что нужно, и повторите."
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_COLUMN = re.compile(r"([A-Za-z]{1,3})\d")


def table_rows(data: bytes, name: str) -> list[list[str]]:
    """The rows of the first sheet, empty ones too, so that a row has the number people see. Raises Unreadable."""
    if kind_of(data) is XLSX:
        return _bounded(_of_xlsx(data))
    if not name.lower().endswith((".csv", ".txt", ".tsv")) or b"\0" in data:
        raise Unreadable(NOT_READ)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", "replace")
    return rows_of_text(text)


def rows_of_text(text: str) -> list[list[str]]:
    """The same of CSV as text; what parts its cells is told by its first line. Raises Unreadable."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    parts = max(";\t,", key=first.count)
    try:
        return _bounded(iter(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=parts)))
    except csv.Error:
        raise Unreadable(NOT_READ) from None


def as_text(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    return out.getvalue()


def _bounded(rows: Iterator[list[str]]) -> list[list[str]]:
    found = [[" ".join(cell.split())[:LONGEST] for cell in row] for row in islice(rows, MOST_ROWS + 1)]
    while found and not any(found[-1]):
        found.pop()
    if len(found) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in found):
        raise Unreadable(TOO_LONG)
    return found


def _of_xlsx(data: bytes) -> Iterator[list[str]]:
    package = Package(data)
    sheets = sorted((n for n in package.names() if n.startswith("xl/worksheets/sheet")), key=lambda n: (len(n), n))
    if not sheets:
        raise Unreadable(NOT_READ)
    strings = package.tree_if_sound("xl/sharedStrings.xml")
    shared = [_words(one) for one in strings.iter(f"{_MAIN}si")] if strings is not None else []
    for row in package.tree(sheets[0]).iter(f"{_MAIN}row"):
        cells: dict[int, str] = {}
        for n, cell in enumerate(row.iter(f"{_MAIN}c")):
            at = _column(cell.get("r", ""), n)
            if at > MOST_COLUMNS:
                raise Unreadable(TOO_LONG)
            cells[at] = _value(cell, shared)
        yield [cells.get(n, "") for n in range(max(cells, default=-1) + 1)]


def _column(place: str, otherwise: int) -> int:
    """«B3» is the second."""
    found = _COLUMN.match(place)
    if not found:
        return otherwise
    at = 0
    for letter in found[1].upper():
        at = at * 26 + ord(letter) - 64
    return at - 1


def _value(cell: Any, shared: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or ""
    if kind == "inlineStr":
        return _words(cell)
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "n" and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?(?:[eE]\+?[0-9]{1,2})", value):
        return f"{float(value):.0f}"  # a telephone kept as a number
    return value


def _words(node: Any) -> str:
    return "".join(t.text or "" for t in node.iter(f"{_MAIN}t"))
