"""HTML: visible text with line ends after blocks, and the look of each piece from tags and inline styles."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from lxml import html as lxml_html

from .gathering import Gathered
from .manuscript import Manuscript
from .page_source import PageSource, Place
from .runs import Run
from .written import letters_of

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
    """Raises etree.ParserError on nothing at all; the caller turns that into a message. A page whose tree is not as it
    is written (tags that cross) is read and not written."""
    letters = letters_of(data, declared_in(data))
    source = letters.read(data)
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
    plain = source.encode("utf-8", "replace")
    root = lxml_html.document_fromstring(plain or b"<p></p>", parser=parser)
    page = PageSource(source, root)
    reader = _Reader(page)
    reader.walk(root, Run(0, 0))
    manuscript = reader.out.manuscript()
    if page.places is not None:
        manuscript.save = lambda touched: letters.written(page.written()) if touched else data
    return manuscript


def declared_in(data: bytes) -> str | None:
    """The charset that the head of a page names."""
    declared = re.search(rb"charset=[\"']?([\w-]{1,40})", data[:2000], re.IGNORECASE)
    return declared[1].decode("ascii", "replace") if declared else None


class _Reader:
    def __init__(self, page: PageSource) -> None:
        self.out, self.page = Gathered(), page

    def walk(self, element: Any, look: Run) -> None:
        """Depth first without recursion into anything unseen; nesting deeper than the parser allows can't occur."""
        if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
            return
        look = _look(element, look)
        if look.hidden:
            return
        if element.tag in _BLOCKS:
            self.break_line()
        self.add(element.text, look, (element, "text"))
        for child in element:
            if child.tag == "br":
                self.out.write("\n")
                self.out.spaced = True
            else:
                self.walk(child, look)
            self.add(child.tail, look, (child, "tail"))
        if element.tag in _BLOCKS:
            self.break_line()

    def break_line(self) -> None:
        self.out.wall()
        if not self.out.begins_line:
            self.out.write("\n")
        self.out.spaced = True

    def add(self, text: str | None, look: Run, place: Place) -> None:
        if text:
            start = self.out.length
            known = place in (self.page.places or ())
            self.out.flow(text, partial(self.page.put, place) if known else None)
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
