"""HTML: visible text with line ends after blocks, and the look of each piece from tags and inline styles."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from .gathering import Gathered
from .manuscript import Manuscript
from .runs import Run

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "pre",
        "td",
        "th",
        "dt",
        "dd",
    ]
)
_UNSEEN = frozenset(["script", "style", "head", "title", "template", "noscript", "del", "datalist"])
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835}
_NAMED = {
    "black": "000000",
    "white": "ffffff",
    "yellow": "ffff00",
    "red": "ff0000",
    "green": "008000",
    "blue": "0000ff",
    "gray": "808080",
    "grey": "808080",
    "silver": "c0c0c0",
    "lightgray": "d3d3d3",
    "lightgrey": "d3d3d3",
    "pink": "ffc0cb",
    "orange": "ffa500",
    "lime": "00ff00",
    "cyan": "00ffff",
    "aqua": "00ffff",
    "magenta": "ff00ff",
    "navy": "000080",
}


def read_html(data: bytes) -> Manuscript:
    """Raises etree.ParserError on nothing at all; the caller turns that into a message."""
    declared = _charset(data)
    parser = lxml_html.HTMLParser(encoding=declared, huge_tree=False)
    root = lxml_html.document_fromstring(data or b"<p></p>", parser=parser)
    reader = _Reader()
    reader.walk(root, Run(0, 0))
    manuscript = reader.out.manuscript()
    manuscript.save = lambda touched: _saved(root, declared) if touched else data
    return manuscript


def _saved(root: Any, encoding: str) -> bytes:
    """The page in the encoding that it declares."""
    doctype = root.getroottree().docinfo.doctype
    return bytes(etree.tostring(root, method="html", encoding=encoding, doctype=doctype or None))


def _charset(data: bytes) -> str:
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:2000], re.IGNORECASE)
    if declared:
        return declared[1].decode("ascii", "replace")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


class _Reader:
    def __init__(self) -> None:
        self.out = Gathered()

    def walk(self, element: Any, look: Run) -> None:
        """Depth first without recursion into anything unseen; nesting deeper than the parser allows can't occur."""
        if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
            return
        look = _look(element, look)
        if look.hidden:
            return
        if element.tag in _BLOCKS:
            self.break_line()
        self.add(element.text, look, partial(setattr, element, "text"))
        for child in element:
            if child.tag == "br":
                self.out.write("\n")
                self.out.spaced = True
            else:
                self.walk(child, look)
            self.add(child.tail, look, partial(setattr, child, "tail"))
        if element.tag in _BLOCKS:
            self.break_line()

    def break_line(self) -> None:
        self.out.wall()
        if not self.out.begins_line:
            self.out.write("\n")
        self.out.spaced = True

    def add(self, text: str | None, look: Run, put: Any) -> None:
        if text:
            start = self.out.length
            self.out.flow(text, put)
            self.out.look(look, start)


def _look(element: Any, look: Run) -> Run:
    changes: dict[str, Any] = {}
    tag = element.tag
    if tag in ("i", "em", "cite", "dfn", "address"):
        changes["italic"] = True
    if tag in ("u", "ins"):
        changes["underline"] = True
    if tag == "a":
        changes["link"] = True
    if tag == "mark":
        changes["background"] = "ffff00"
    if tag == "font":
        if element.get("face"):
            changes["font"] = element.get("face").split(",")[0].strip()
        if color := hex_color(element.get("color", "")):
            changes["color"] = color
    return replace(look, **changes, **_styled(element.get("style", "")))


def _styled(style: str) -> dict[str, Any]:
    rules = {k.strip().lower(): v.strip() for k, _, v in (part.partition(":") for part in style.split(";")) if v}
    found: dict[str, Any] = {}
    if rules.get("display", "").lower().startswith("none") or rules.get("visibility", "").lower().startswith("hidden"):
        found["hidden"] = True
    if "font-style" in rules:
        found["italic"] = rules["font-style"].startswith(("italic", "oblique"))
    if any("underline" in rules.get(k, "") for k in ("text-decoration", "text-decoration-line")):
        found["underline"] = True
    if "text-transform" in rules or "font-variant" in rules:
        found["caps"] = rules.get("text-transform") == "uppercase" or "small-caps" in rules.get("font-variant", "")
    if "font-family" in rules:
        found["font"] = rules["font-family"].split(",")[0].strip(" '\"")
    size = re.match(r"([\d.]+)(pt|px|in|cm|mm)", rules.get("font-size", ""))
    if size:
        found["size"] = float(size[1]) * _POINTS[size[2]]
    if color := hex_color(rules.get("color", "")):
        found["color"] = color
    if background := hex_color(rules.get("background-color", "") or rules.get("background", "")):
        found["background"] = background
    return found


def hex_color(value: str) -> str | None:
    """Six hex digits of a CSS colour, None for what is not one."""
    value = value.strip().lower()
    if match := re.match(r"#([0-9a-f]{6})\b", value):
        return match[1]
    if match := re.match(r"#([0-9a-f])([0-9a-f])([0-9a-f])\b", value):
        return "".join(c * 2 for c in match.groups())
    if match := re.match(r"rgba?\(\s*(\d{1,3})\D+(\d{1,3})\D+(\d{1,3})", value):
        return "".join(f"{min(255, int(c)):02x}" for c in match.groups())
    return _NAMED.get(value.split(" ")[0])
