"""ODT: read without any office suite, and written back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from lxml import etree

from .html import hex_color
from .manuscript import Manuscript, Piece
from .runs import Run
from .zipped import opened, part_of, rewritten, tree

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"


# --- ODT
# ----------------------------------------------------------------------------------------------------------------


def read_odt(data: bytes) -> Manuscript:
    """Paragraphs and headings by line, spans with their styles."""
    part = "content.xml"
    archive = opened(data, part)
    root = tree(part_of(archive, part))
    looks = _OdtLooks(root, tree(part_of(archive, "styles.xml")) if "styles.xml" in archive.namelist() else None)
    reader = _OdtReader(looks)
    for element in root.iter(f"{TEXT}p", f"{TEXT}h"):
        reader.walk(element, looks.of(element.get(f"{TEXT}style-name", ""), Run(0, 0)))
        reader.write("\n")
    manuscript = Manuscript("".join(reader.text), reader.runs, reader.pieces)
    manuscript.save = lambda: rewritten(archive, part, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
    return manuscript


class _OdtLooks:
    def __init__(self, *roots: Any) -> None:
        self.by_name: dict[str, Any] = {}
        for root in reversed([r for r in roots if r is not None]):
            for style in root.iter(f"{STYLE}style"):
                self.by_name[style.get(f"{STYLE}name", "")] = style

    def of(self, name: str, look: Run, depth: int = 0) -> Run:
        style = self.by_name.get(name)
        if style is None or depth > 20:
            return look
        look = self.of(style.get(f"{STYLE}parent-style-name", ""), look, depth + 1)
        properties = style.find(f"{STYLE}text-properties")
        changes: dict[str, Any] = {}
        for key, value in (properties.attrib if properties is not None else {}).items():
            changes.update(_odt_change(etree.QName(key).localname, value))
        return replace(look, **changes)


def _odt_change(key: str, value: str) -> dict[str, Any]:
    if key == "font-style":
        return {"italic": value in ("italic", "oblique")}
    if key == "text-underline-style":
        return {"underline": value != "none"}
    if key == "text-transform":
        return {"caps": value == "uppercase"}
    if key == "font-variant":
        return {"caps": True} if value == "small-caps" else {}
    if key in ("font-name", "font-family"):
        return {"font": value.strip("'")}
    if key == "font-size" and value.endswith("pt"):
        return {"size": float(value[:-2])}
    if key == "color":
        return {"color": hex_color(value)}
    return {"background": hex_color(value)} if key == "background-color" else {}


class _OdtReader:
    def __init__(self, looks: _OdtLooks) -> None:
        self.looks = looks
        self.text: list[str] = []
        self.length = 0
        self.runs: list[Run] = []
        self.pieces: list[Piece] = []

    def walk(self, element: Any, look: Run) -> None:
        self.add(element.text, look, partial(setattr, element, "text"))
        for child in element:
            name = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if name == "s":
                self.write(" " * min(int(child.get(f"{TEXT}c", "1") or 1), 50))
            elif name in ("line-break", "tab"):
                self.write("\n" if name == "line-break" else "\t")
            elif name in ("span", "a"):
                own = self.looks.of(child.get(f"{TEXT}style-name", ""), look)
                self.walk(child, replace(own, link=True) if name == "a" else own)
            self.add(child.tail, look, partial(setattr, child, "tail"))

    def add(self, text: str | None, look: Run, put: Callable[[str], None]) -> None:
        if text:
            self.runs.append(replace(look, start=self.length, end=self.length + len(text)))
            self.pieces.append(Piece(self.length, self.length + len(text), put))
            self.write(text)

    def write(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)
