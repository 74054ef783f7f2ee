"""The look of DOCX: what a style, with its ancestors, says of a run; and how one piece of formatting is taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from ..report import Finding
from .ooxml import child, is_on, name_of, relations, said
from .runs import Run, is_serif
from .zipped import Package

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
_COLOR = re.compile("[0-9A-Fa-f]{6}")


class Styles:
    """Styles and the theme of a document. A document without them, or with broken ones, has its runs' own look."""

    def __init__(self, package: Package, part: str) -> None:
        self.by_id: dict[str, Any] = {}
        self.defaults: Any = None
        self.fonts: dict[str, str] = {}
        self.plain_paragraph = ""
        targets = dict(relations(package, part).values())
        folder = part.rpartition("/")[0]
        root = package.tree_if_sound(targets.get("styles", f"{folder}/styles.xml"))
        if root is not None:
            self._take(root)
        theme = package.tree_if_sound(targets.get("theme", f"{folder}/theme/theme1.xml"))
        for font in theme.iter() if theme is not None else ():
            if name_of(font) in ("a:majorFont", "a:minorFont") and (latin := child(font, "a:latin")) is not None:
                self.fonts[name_of(font)[2:7]] = latin.get("typeface", "")

    def _take(self, root: Any) -> None:
        self.defaults = child(root, "docDefaults", "rPrDefault", "rPr")
        for style in root:
            if name_of(style) != "style":
                continue
            self.by_id[said(style, "styleId")] = style
            if said(style, "type") == "paragraph" and said(style, "default") in ("1", "true"):
                self.plain_paragraph = said(style, "styleId")

    def chain(self, style: str) -> Iterator[Any]:
        """rPr of a style and its ancestors, the farthest first."""
        found, seen = [], set[str]()
        while style and style not in seen and style in self.by_id:
            seen.add(style)
            element = self.by_id[style]
            if (properties := child(element, "rPr")) is not None:
                found.append(properties)
            base = child(element, "basedOn")
            style = said(base, "val") if base is not None else ""
        return iter(reversed(found))

    def of_paragraph(self, properties: Any) -> Run:
        """The look of a paragraph's writing before its runs say anything."""
        style = child(properties, "pStyle")
        look = self.over(Run(0, 0), self.defaults)
        for layer in self.chain(said(style, "val") if style is not None else self.plain_paragraph):
            look = self.over(look, layer)
        shade = child(properties, "shd")
        if shade is not None and _COLOR.fullmatch(said(shade, "fill")):
            fill = said(shade, "fill").lower()
            look = replace(look, background=look.background if look.background != look.ground else fill, ground=fill)
        return look

    def of_run(self, properties: Any, look: Run) -> Run:
        style = child(properties, "rStyle")
        for layer in self.chain(said(style, "val")) if style is not None else ():
            look = self.over(look, layer)
        return self.over(look, properties)

    def over(self, look: Run, properties: Any) -> Run:
        """Lay one rPr over a look."""
        changes: dict[str, Any] = {}
        for element in properties if properties is not None else ():
            changes.update(self._change(element, name_of(element), look))
        return replace(look, **changes) if changes else look

    def _change(self, element: Any, name: str, look: Run) -> dict[str, Any]:
        value = said(element, "val")
        if name in ("i", "u", "caps", "smallCaps", "vanish"):
            field = {"i": "italic", "u": "underline", "vanish": "hidden"}.get(name, "caps")
            return {field: is_on(element)}
        if name == "sz" and re.fullmatch(r"\d{1,4}", value, re.ASCII):
            return {"size": int(value) / 2}
        if name == "color":
            return {"color": value.lower() if _COLOR.fullmatch(value) else None}
        if name == "highlight":
            return {"background": _HIGHLIGHTS.get(value, look.ground)}
        if name == "shd":
            fill = said(element, "fill")
            return {"background": fill.lower() if _COLOR.fullmatch(fill) else look.ground}
        return {"font": self._font(element) or look.font} if name == "rFonts" else {}

    def _font(self, fonts: Any) -> str:
        theme = said(fonts, "asciiTheme") or said(fonts, "hAnsiTheme")
        if theme:
            return self.fonts.get("major" if theme.startswith("major") else "minor", "")
        return said(fonts, "hAnsi") or said(fonts, "ascii")


def tidy(element: Any, finding: Finding, run: Run, font: str) -> bool:
    """Take off a run what a finding names, explicitly, so that its style does not bring it back; the rest of its look
    stays. font: the face most of the text is in."""
    wanted = _wanted(finding, run, font) if element is not None else {}
    if not wanted:
        return False
    space = f"{{{etree.QName(element).namespace}}}"
    properties = child(element, "rPr")
    if properties is None:
        properties = etree.Element(f"{space}rPr")
        element.insert(0, properties)
    for name, attributes in wanted.items():
        said_before: dict[str, str] = {}
        for old in [c for c in properties if name_of(c) == name]:
            if name == "rFonts":
                said_before = {k: v for k, v in old.attrib.items() if etree.QName(k).localname not in _FACES}
            properties.remove(old)
        made = {**said_before, **{f"{space}{k}": v for k, v in attributes.items()}}
        properties.insert(_place(properties, name), etree.Element(f"{space}{name}", made))
    return True


_FACES = frozenset(["ascii", "hAnsi", "asciiTheme", "hAnsiTheme"])


def _wanted(finding: Finding, run: Run, font: str) -> dict[str, dict[str, str]]:
    """Properties to be written into a run: those that the finding names and that this very run has wrong."""
    rule = finding.rule
    if rule == "FMT-07":
        small = run.size is not None and finding.least is not None and run.size < finding.least
        size = {"sz": {"val": f"{round((finding.least or 0) * 2)}"}} if small else {}
        return size | ({"color": {"val": "auto"}} if run.pale else {})
    face = PLAIN_FONT if not font or is_serif(font) else font
    faces = {"rFonts": {"ascii": face, "hAnsi": face}}
    return {
        "FMT-01": {"i": {"val": "0"}} if run.italic else {},
        "FMT-02": {"u": {"val": "none"}} if run.underline and not run.link else {},
        "FMT-03": faces if run.font and run.font.lower() != font.lower() else {},
        "FMT-04": faces if run.serif else {},
        "FMT-05": _BARE if run.marked and _can_be_bare(run) else {},
        "FMT-06": {"caps": {"val": "0"}, "smallCaps": {"val": "0"}} if run.caps else {},
    }.get(rule, {})


_BARE = {"highlight": {"val": "none"}, "shd": {"val": "clear", "color": "auto", "fill": "auto"}}


def _can_be_bare(run: Run) -> bool:
    """The background is the run's own, and its writing would still be seen on white."""
    return run.background != run.ground and (run.pale or not replace(run, background=None).pale)


def _place(properties: Any, name: str) -> int:
    """Where the standard wants a property: after the last of those that stand before it. What it does not know (of
    newer programs, remarks of corrections) comes after all of these."""
    before = _RUN_ORDER[: _RUN_ORDER.index(name)]
    return max((n for n, c in enumerate(properties, 1) if name_of(c) in before), default=0)
