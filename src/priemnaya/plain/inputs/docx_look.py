"""The look of DOCX: what a style, with its ancestors, says of a run; and how one piece of formatting is taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from .ooxml import child, is_on, name_of, relations, said
from .runs import Run
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
            look = replace(look, background=said(shade, "fill").lower())
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
            return {"background": _HIGHLIGHTS.get(value)}
        if name == "shd":
            fill = said(element, "fill")
            return {"background": fill.lower() if _COLOR.fullmatch(fill) else None}
        return {"font": self._font(element) or look.font} if name == "rFonts" else {}

    def _font(self, fonts: Any) -> str:
        theme = said(fonts, "asciiTheme") or said(fonts, "hAnsiTheme")
        if theme:
            return self.fonts.get("major" if theme.startswith("major") else "minor", "")
        return said(fonts, "hAnsi") or said(fonts, "ascii")


def main_font(runs: list[Run]) -> str:
    """The face most of the text is in."""
    sizes: dict[str, int] = {}
    for run in runs:
        sizes[run.font or ""] = sizes.get(run.font or "", 0) + run.end - run.start
    return max(sizes, key=lambda f: sizes[f]) if sizes else PLAIN_FONT


def tidy(run: Any, rule: str, font: str) -> bool:
    """Take one piece of formatting off a run, explicitly, so that its style does not bring it back."""
    if run is None:
        return False
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
    space = f"{{{etree.QName(run).namespace}}}"
    properties = child(run, "rPr")
    if properties is None and rule in wanted:
        properties = etree.Element(f"{space}rPr")
        run.insert(0, properties)
    for name, attributes in wanted.get(rule, {}).items():
        for old in [c for c in properties if name_of(c) == name]:
            properties.remove(old)
        properties.insert(
            _place(properties, name), etree.Element(f"{space}{name}", {f"{space}{k}": v for k, v in attributes.items()})
        )
    return rule in wanted


def _place(properties: Any, name: str) -> int:
    """Where the standard wants a property among the others; last where one stands there that it does not know."""
    names = [name_of(c) for c in properties]
    if not all(n in _RUN_ORDER for n in names):
        return len(names)
    return sum(1 for n in names if _RUN_ORDER.index(n) < _RUN_ORDER.index(name))
