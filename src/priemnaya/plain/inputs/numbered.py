"""The lines of a document with the numbers that a program writes before them, and the rows of its tables: what a person
sees of the structure of an act. Without headers and footers, and nothing can be put back."""

from __future__ import annotations

import re
from typing import Any

from ..document import Unreadable
from . import docx, odt
from .docx_look import Styles
from .docx_numbers import Numbers as WordNumbers
from .docx_parts import Story, notes_of
from .gathering import OBJECT, Gathered
from .kinds import DOCX, ODT, OPEN, kind_of
from .odt_numbers import Numbers as OpenNumbers
from .ooxml import child, main_part, name_of
from .reading import LARGEST_FILE, read_document, too_large_file
from .zipped import Package

BETWEEN = " | "
_WITHOUT_NUMBERS = "Номера списков этого документа не прочитаны: сохраните его снова в Word или LibreOffice."
FEW = 3
"""Paragraphs of a cell that is one thing; more, and the table only lays a page out."""


def read_numbered(data: bytes, name: str) -> tuple[str, bool, list[str]]:
    """(text with numbers, whether its lines may be broken by a page, what was not read). Raises Unreadable."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(too_large_file(name))
    manuscript = read_document(data, name)  # says in words what is wrong, whatever it is
    kind = kind_of(data)
    unread = list(manuscript.unread)
    try:
        if kind is DOCX:
            return _word(data), False, unread
        if kind in (ODT, OPEN):
            return _open(data), False, unread
    except (Unreadable, MemoryError):
        raise
    except Exception:  # a list that no program wrote so: the words are there, without the numbers of lists
        unread.append(_WITHOUT_NUMBERS)
    text = _tabbed(manuscript.source) if name.lower().endswith(".txt") else manuscript.text  # lines as they stand
    return text.replace(OBJECT, ""), True, unread


def _word(data: bytes) -> str:
    package = Package(data)
    part = main_part(package)
    reader = _Word(package, part, Styles(package, part), notes_of(package, part))
    reader.numbers = WordNumbers(package, part)
    reader.story(Story(part, package.tree(part)))
    return _shown(reader.out)


def _open(data: bytes) -> str:
    package = Package(data)
    root, styles = package.tree("content.xml"), package.tree_if_sound("styles.xml")
    reader = _Open(odt._Looks(root, styles), "content.xml")
    reader.numbers = OpenNumbers(root, styles)
    reader.body(root)
    return _shown(reader.out)


def _shown(out: Gathered) -> str:
    return out.manuscript().text.replace(OBJECT, "")


def _row(cells: list[str]) -> str:
    """One line of a table: its number, then what its cells say."""
    cells = [" ".join(c.split()) for c in cells]
    cells = [c for c in cells if c]
    if len(cells) > 1 and re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){0,4}[.)]?", cells[0]):
        number = cells[0] if cells[0].endswith((".", ")")) else f"{cells[0]}."
        return f"{number} {BETWEEN.join(cells[1:])}"
    return BETWEEN.join(cells)


def _tabbed(text: str) -> str:
    """A text with the rows of its tables, three cells and more with tabs between them, two rows and more."""
    lines = text.split("\n")
    cells = [len([c for c in line.split("\t") if c.strip()]) if "\t" in line.strip() else 0 for line in lines]
    for n, line in enumerate(lines):
        beside = {cells[k] for k in (n - 1, n + 1) if 0 <= k < len(lines)}
        if cells[n] > 2 and any(c > 2 for c in beside):
            lines[n] = _row(line.split("\t"))
    return "\n".join(lines)


class _Word(docx._Reader):
    numbers: WordNumbers

    def _copy(self, part: str) -> docx._Reader:
        copy = _Word(self.package, self.part, self.styles, {})
        copy.numbers, copy.out.part, copy.loose = self.numbers, part, self.loose
        return copy

    def blocks(self, element: Any, fixed: bool) -> None:
        for block in element:
            if name_of(block) == "tbl" and (rows := self._rows(block)):
                for row in rows:
                    start = self.out.length
                    self.out.write(row)
                    self.out.end_paragraph(start)
            else:
                super().blocks((block,), fixed)

    def _rows(self, table: Any) -> list[str]:
        """Lines of a table; none where it only lays a page out, or holds another table."""
        rows = [[c for c in row if name_of(c) == "tc"] for row in table if name_of(row) == "tr"]
        many = any(sum(name_of(e) in ("p", "tbl") for e in cell) > FEW for row in rows for cell in row)
        nested = any(name_of(e) == "tbl" for row in rows for cell in row for e in cell)
        if many or nested or len(rows) < 2 or max(map(len, rows), default=0) < 2:
            return []
        found = []
        for row in rows:
            cells = []
            for cell in row:
                reader = self._copy(self.out.part)
                reader.blocks(cell, True)
                cells.append(_shown(reader.out))
            found.append(_row(cells))
        return [r for r in found if r]

    def paragraph(self, paragraph: Any, fixed: bool) -> None:
        label = self.numbers.of(child(paragraph, "pPr"))
        if label:
            self.out.fixed(f"{label} ")
        super().paragraph(paragraph, fixed)


class _Open(odt._Reader):
    numbers: OpenNumbers
    label = ""

    def blocks(self, element: Any) -> None:
        for block in element:
            name = odt.name_of(block)
            if name == "list":
                self._list(block)
            elif name == "table:table" and (rows := self._rows(block)):
                for row in rows:
                    start = self.out.length
                    self.out.write(row)
                    self.out.end_paragraph(start)
            else:
                super().blocks((block,))

    def _list(self, element: Any) -> None:
        self.numbers.begin(element)
        for item in element:
            name = odt.name_of(item)
            if name == "list-item" and any(odt.name_of(e) in ("p", "h") for e in item):
                self.label = self.numbers.of_item(item)
            if name in ("list-item", "list-header"):
                self.blocks(item)
        self.numbers.end()

    def paragraph(self, paragraph: Any) -> None:
        label, self.label = self.label, ""
        if not label and odt.name_of(paragraph) == "h" and not self.numbers.open:
            label = self.numbers.of_heading(paragraph)
        if label:
            self.out.fixed(f"{label} ")
        super().paragraph(paragraph)

    def _rows(self, table: Any) -> list[str]:
        rows = [
            [c for c in row if odt.name_of(c) == "table:table-cell"]
            for row in table.iter()
            if odt.name_of(row) == "table:table-row"
        ]
        many = any(
            sum(odt.name_of(e) in ("p", "h", "list", "table:table") for e in cell) > FEW for r in rows for cell in r
        )
        if many or len(rows) < 2 or max(map(len, rows), default=0) < 2:
            return []
        found = []
        for row in rows:
            cells = []
            for cell in row:
                reader = _Open(self.looks, self.out.part)
                reader.numbers = self.numbers
                reader.blocks(cell)
                cells.append(_shown(reader.out))
            found.append(_row(cells))
        return [r for r in found if r]
