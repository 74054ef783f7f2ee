"""DOCX: read without any office suite; written back with every other part byte for byte the same."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from .manuscript import Manuscript, Piece
from .runs import Run
from .zipped import opened, part_of, rewritten, tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_HIGHLIGHTS = {
    "yellow": "ffff00",
    "green": "00ff00",
    "cyan": "00ffff",
    "magenta": "ff00ff",
    "red": "ff0000",
    "blue": "0000ff",
    "lightGray": "c0c0c0",
    "darkGray": "808080",
    "darkYellow": "808000",
    "darkGreen": "008000",
    "darkCyan": "008080",
    "darkBlue": "000080",
    "darkRed": "800000",
    "darkMagenta": "800080",
    "black": "000000",
    "white": "ffffff",
}
_RUN_ORDER = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
]
PLAIN_FONT = "Arial"


# --- DOCX
# ---------------------------------------------------------------------------------------------------------------


def read_docx(data: bytes) -> Manuscript:
    """Paragraphs by line; a run's look is its own properties over its styles over the defaults."""
    part = "word/document.xml"
    archive = opened(data, part)
    root = tree(part_of(archive, part))
    styles = _Styles(archive)
    reader = _DocxReader(styles)
    for paragraph in root.iter(f"{W}p"):
        reader.paragraph(paragraph)
    manuscript = Manuscript("".join(reader.text), reader.runs, reader.pieces)
    manuscript.save = lambda: rewritten(
        archive, part, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    )
    manuscript.tidy = lambda run, rule: _tidy(reader.elements.get((run.start, run.end)), rule, reader.main_font())
    return manuscript


class _Styles:
    """styles.xml and the theme: what a style, with its ancestors, says of a run."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        names = set(archive.namelist())
        self.by_id: dict[str, Any] = {}
        self.defaults: Any = None
        self.fonts: dict[str, str] = {}
        self.plain_paragraph = ""
        if "word/styles.xml" in names:
            root = tree(part_of(archive, "word/styles.xml"))
            self.defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
            for style in root.iter(f"{W}style"):
                self.by_id[style.get(f"{W}styleId", "")] = style
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                    self.plain_paragraph = style.get(f"{W}styleId", "")
        theme = next((n for n in names if re.fullmatch(r"word/theme/theme\d*\.xml", n)), None)
        if theme:
            root = tree(part_of(archive, theme))
            for kind in ("major", "minor"):
                latin = root.find(f".//{A}{kind}Font/{A}latin")
                if latin is not None:
                    self.fonts[kind] = latin.get("typeface", "")

    def chain(self, style: str) -> Iterator[Any]:
        """rPr of a style and its ancestors, the farthest first."""
        found, seen = [], set[str]()
        while style and style not in seen and style in self.by_id:
            seen.add(style)
            element = self.by_id[style]
            if (properties := element.find(f"{W}rPr")) is not None:
                found.append(properties)
            base = element.find(f"{W}basedOn")
            style = base.get(f"{W}val", "") if base is not None else ""
        return iter(reversed(found))

    def look(self, look: Run, properties: Any) -> Run:
        """Lay one rPr over a look."""
        if properties is None:
            return look
        changes: dict[str, Any] = {}
        for child in properties:
            name = etree.QName(child).localname
            value = child.get(f"{W}val", "")
            on = value not in ("0", "false", "off", "none")
            if name == "i":
                changes["italic"] = on
            elif name == "u":
                changes["underline"] = on
            elif name in ("caps", "smallCaps"):
                changes["caps"] = on
            elif name == "sz" and value.isdigit():
                changes["size"] = int(value) / 2
            elif name == "color":
                changes["color"] = value.lower() if re.fullmatch("[0-9A-Fa-f]{6}", value) else None
            elif name == "highlight":
                changes["background"] = _HIGHLIGHTS.get(value)
            elif name == "shd":
                fill = child.get(f"{W}fill", "")
                changes["background"] = fill.lower() if re.fullmatch("[0-9A-Fa-f]{6}", fill) else None
            elif name == "rFonts":
                changes["font"] = self._font(child) or look.font
        return replace(look, **changes)

    def _font(self, fonts: Any) -> str:
        theme = fonts.get(f"{W}asciiTheme", "") or fonts.get(f"{W}hAnsiTheme", "")
        if theme:
            return self.fonts.get("major" if theme.startswith("major") else "minor", "")
        return str(fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii") or "")


class _DocxReader:
    def __init__(self, styles: _Styles) -> None:
        self.styles = styles
        self.text: list[str] = []
        self.length = 0
        self.runs: list[Run] = []
        self.pieces: list[Piece] = []
        self.elements: dict[tuple[int, int], Any] = {}

    def main_font(self) -> str:
        """The face most of the text is in; a serif one gives way to a plain one."""
        sizes: dict[str, int] = {}
        for run in self.runs:
            sizes[run.font or ""] = sizes.get(run.font or "", 0) + run.end - run.start
        return max(sizes, key=lambda f: sizes[f]) if sizes else PLAIN_FONT

    def paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        look = self.styles.look(Run(0, 0), self.styles.defaults)
        for layer in self.styles.chain(style.get(f"{W}val", "") if style is not None else self.styles.plain_paragraph):
            look = self.styles.look(look, layer)
        shade = properties.find(f"{W}shd") if properties is not None else None
        if shade is not None and re.fullmatch("[0-9A-Fa-f]{6}", shade.get(f"{W}fill", "")):
            look = replace(look, background=shade.get(f"{W}fill").lower())
        for run in paragraph.iter(f"{W}r"):
            if next(run.iterancestors(f"{W}p")) is paragraph:
                self.run(run, look)
        self.write("\n")

    def run(self, element: Any, look: Run) -> None:
        properties = element.find(f"{W}rPr")
        style = properties.find(f"{W}rStyle") if properties is not None else None
        for layer in self.styles.chain(style.get(f"{W}val", "")) if style is not None else ():
            look = self.styles.look(look, layer)
        look = self.styles.look(look, properties)
        if next(element.iterancestors(f"{W}hyperlink"), None) is not None:
            look = replace(look, link=True)
        start = self.length
        for child in element:
            name = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if name == "t" and child.text:
                self.pieces.append(Piece(self.length, self.length + len(child.text), _putter(child)))
                self.write(child.text)
            elif name in ("br", "cr"):
                self.write("\n")
            elif name == "tab":
                self.write("\t")
        if self.length > start:
            self.runs.append(replace(look, start=start, end=self.length))
            self.elements[start, self.length] = element

    def write(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)


def _putter(element: Any) -> Callable[[str], None]:
    def put(text: str) -> None:
        element.text = text
        if text != text.strip():
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    return put


def _tidy(run: Any, rule: str, font: str) -> bool:
    """Take one piece of formatting off a run, explicitly, so that its style does not bring it back."""
    if run is None:
        return False
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.SubElement(run, f"{W}rPr")
        run.insert(0, properties)
    font = PLAIN_FONT if rule == "FMT-04" or not font or "times" in font.lower() else font
    wanted: dict[str, dict[str, dict[str, str]]] = {
        "FMT-01": {"i": {"val": "0"}},
        "FMT-02": {"u": {"val": "none"}},
        "FMT-06": {"caps": {"val": "0"}, "smallCaps": {"val": "0"}},
        "FMT-05": {"highlight": {"val": "none"}, "shd": {"val": "clear", "color": "auto", "fill": "auto"}},
        "FMT-03": {"rFonts": {"ascii": font, "hAnsi": font, "cs": font}},
        "FMT-04": {"rFonts": {"ascii": font, "hAnsi": font, "cs": font}},
        "FMT-07": {"sz": {"val": "24"}, "color": {"val": "auto"}},
    }
    for name, attributes in wanted.get(rule, {}).items():
        for old in properties.findall(f"{W}{name}"):
            properties.remove(old)
        new = etree.Element(f"{W}{name}", {f"{W}{k}": v for k, v in attributes.items()})
        place = (
            sum(1 for c in properties if _RUN_ORDER.index(etree.QName(c).localname) < _RUN_ORDER.index(name))
            if _known(properties)
            else len(properties)
        )
        properties.insert(place, new)
    return rule in wanted


def _known(properties: Any) -> bool:
    return all(isinstance(c.tag, str) and etree.QName(c).localname in _RUN_ORDER for c in properties)
