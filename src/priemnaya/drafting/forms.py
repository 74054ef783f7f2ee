"""One act in the forms that files come in: lines broken at a width with numbers of pages, lists lettered, numbers kept
in the lists of Word. For `eval` and tests: what is cut must not depend on the form."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from typing import Any

from .joining import paragraphs
from .marks import LETTERS, mark_of

WIDTH, PAGE = 80, 45


def _paragraphs(text: str) -> list[str]:
    return paragraphs(text.split("\n"), wrapped=True)


def broken(text: str) -> bytes:
    """Lines of a page, its number and a heading that runs over the pages, in windows-1251."""
    lines = [line for p in _paragraphs(text) for line in textwrap.wrap(p, WIDTH, break_on_hyphens=False)]
    pages = [lines[n : n + PAGE] for n in range(0, len(lines), PAGE)]
    return "\n".join(line for n, page in enumerate(pages, 1) for line in (*page, f"{n}")).encode("cp1251", "replace")


def lettered(text: str) -> bytes:
    """«1)» and dashes as «а)», «б)»."""
    found, count = [], 0
    for line in _paragraphs(text):
        mark = mark_of(line)
        count = count + 1 if mark.sort == "dash" else 0
        place = mark.parts[0] if mark.sort == "bracket" else count
        found.append(f"{LETTERS[place - 1]}) {mark.text}" if 0 < place <= len(LETTERS) else line)
    return "\n".join(found).encode()


def in_word(text: str) -> bytes:
    """A DOCX whose numbers stand in its lists alone."""
    import docx

    document = docx.Document()
    lists = _Lists(document)
    for line in _paragraphs(text):
        mark = mark_of(line)
        numbered = mark.sort not in ("plain", "article")
        paragraph = document.add_paragraph(mark.text if numbered else line)
        if numbered:
            lists.put(paragraph, mark.sort, mark.parts)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


KINDS_OF_LISTS = {
    "point": tuple(("decimal", ".".join(f"%{n + 1}" for n in range(depth + 1)) + ".") for depth in range(5)),
    "bracket": (("decimal", "%1)"),),
    "letter": (("russianLower", "%1)"),),
    "dash": (("bullet", "–"),),
    "chapter": (("upperRoman", "%1."),),
}


class _Lists:
    def __init__(self, document: Any) -> None:
        self.root = document.part.numbering_part.element
        for old in list(self.root):
            self.root.remove(old)
        self.names = {sort: str(n) for n, sort in enumerate(KINDS_OF_LISTS, 1)}
        self.now: dict[str, str] = {}
        self.count = 0
        for sort, levels in KINDS_OF_LISTS.items():
            kind = _element("abstractNum", abstractNumId=self.names[sort])
            for n, (form, written) in enumerate(levels):
                level = _element("lvl", ilvl=str(n))
                for name, value in (("start", "1"), ("numFmt", form), ("lvlText", written)):
                    level.append(_element(name, val=value))
                kind.append(level)
            self.root.append(kind)

    def put(self, paragraph: Any, sort: str, parts: tuple[int, ...]) -> None:
        if sort not in self.now or parts == (1,):
            self.now[sort] = self._anew(sort)
        properties = paragraph._p.get_or_add_pPr()
        chosen = _element("numPr")
        chosen.append(_element("ilvl", val=str(max(len(parts) - 1, 0))))
        chosen.append(_element("numId", val=self.now[sort]))
        properties.append(chosen)

    def _anew(self, sort: str) -> str:
        self.count += 1
        number = _element("num", numId=str(self.count))
        number.append(_element("abstractNumId", val=self.names[sort]))
        change = _element("lvlOverride", ilvl="0")
        change.append(_element("startOverride", val="1"))
        number.append(change)
        self.root.append(number)
        return str(self.count)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), value)
    return found


FORMS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "строки по 80 знаков, cp1251": ("акт.txt", broken),
    "перечни буквами": ("акт.txt", lettered),
    "DOCX, номера в списках Word": ("акт.docx", in_word),
}
