"""ODT: read without any office suite, as it would be printed; written back with every other part byte for byte the
same.

Read: fields, what was inserted, text boxes and notes after their paragraph, headers and footers at the end. Not read:
what was deleted, hidden text, remarks. OpenDocument 1.3, part 3: 6.1.2 (white space), 5.5 (corrections), 7 (fields).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from lxml import etree

from ..document import Unreadable
from .gathering import OBJECT, Gathered
from .html import hex_color
from .manuscript import Manuscript
from .runs import Run
from .zipped import LOCKED, SHORTENED, UNKNOWN, Package, parsed, serialised, spell_entities

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_PREFIXES = {
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office:",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style:",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw:",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table:",
}
_NOT_READ = frozenset(
    ["tracked-changes", "note-citation", "ruby-text", "script", "office:forms", "office:annotation", "office:meta"]
    + ["office:scripts", "office:event-listeners", "office:binary-data", "variable-decls", "sequence-decls"]
    + ["user-field-decls", "dde-connection-decls", "alphabetical-index-auto-mark-file", "table:covered-table-cell"]
)
_WRITING = frozenset(["span", "a", "ruby", "ruby-base", "meta", "text-input", "?:span"])
"""Elements of a paragraph whose words are its own; the others compute theirs."""
_MARKS = frozenset(["change", "change-start", "change-end"])
_PAGES = tuple(f"style:{page}{which}" for page in ("header", "footer") for which in ("", "-first", "-left"))
_OTHER_DOCUMENTS = {
    "office:spreadsheet": "это таблица. Скопируйте нужный текст в документ или в поле.",
    "office:presentation": "это презентация. Скопируйте нужный текст в документ или в поле.",
    "office:drawing": "это рисунок. Скопируйте нужный текст в документ или в поле.",
}


def read_odt(data: bytes) -> Manuscript:
    """Paragraphs and headings by line, spans with their styles. Raises Unreadable."""
    package = Package(data)
    _must_be_open(package)
    if "content.xml" not in package:
        raise Unreadable("файл повреждён или это не документ. Откройте его в редакторе и сохраните снова.")
    root, styles = package.tree("content.xml"), package.tree_if_sound("styles.xml")
    reader = _Reader(_Looks(root, styles), "content.xml")
    reader.body(root)
    for page in _pages(styles):
        reader.page(page)
    manuscript = reader.out.manuscript()
    manuscript.unread += [UNKNOWN] if package.shortened else []
    manuscript.save = partial(_saved, package, reader.emptied)
    return manuscript


def read_flat_odt(data: bytes) -> Manuscript:
    """The same in one file of XML, as LibreOffice saves it on demand. Raises Unreadable."""
    try:
        root = parsed(data)
    except etree.XMLSyntaxError as error:
        raise Unreadable("файл повреждён. Откройте его в редакторе и сохраните снова.") from error
    shortened = spell_entities(root)
    reader = _Reader(_Looks(root), "content.xml")
    reader.body(root)
    for page in _pages(root):
        reader.page(page)
    manuscript = reader.out.manuscript()
    manuscript.unread += [UNKNOWN] if shortened else []

    def save(touched: set[str]) -> bytes:
        for element, text in reader.emptied:
            _replaced(element, text)
        if touched and shortened:
            raise Unreadable(SHORTENED)
        return serialised(root, data) if touched else data

    manuscript.save = save
    return manuscript


def _saved(package: Package, emptied: list[tuple[Any, str]], touched: set[str]) -> bytes:
    for element, text in emptied:
        _replaced(element, text)
    return package.rewritten(touched)


def _must_be_open(package: Package) -> None:
    """Raises Unreadable for a document under a password, whole or part by part."""
    manifest = package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in package else b""
    if "encrypted-package" in package or b"encryption-data" in manifest:
        raise Unreadable(LOCKED)


def _pages(styles: Any) -> list[Any]:
    """Headers and footers, each once, those that are shown."""
    found = styles.iter(*(STYLE + n.partition(":")[2] for n in _PAGES)) if styles is not None else ()
    return [page for page in found if page.get(f"{STYLE}display") != "false"]


class _Looks:
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
            changes.update(_change(etree.QName(key).localname, value))
        return replace(look, **changes)


def _deletions(root: Any) -> set[str]:
    """Ids of corrections that delete, of those that have an end in the text: another one would swallow the rest."""
    ends = {e.get(f"{TEXT}change-id") for e in root.iter(f"{TEXT}change-end")}
    found = set()
    for region in root.iter(f"{TEXT}changed-region"):
        names = {region.get(f"{TEXT}id"), region.get("{http://www.w3.org/XML/1998/namespace}id")}
        if region.find(f"{TEXT}deletion") is not None:
            found |= names & ends
    return found


def _change(key: str, value: str) -> dict[str, Any]:
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
    if key == "font-size":
        return {"size": float(value[:-2])} if re.fullmatch(r"\d{1,4}(?:\.\d{1,4})?pt", value, re.ASCII) else {}
    if key == "display":
        return {"hidden": value == "none"}
    if key == "color":
        return {"color": hex_color(value)}
    return {"background": hex_color(value)} if key == "background-color" else {}


def name_of(element: Any) -> str:
    """«p», «draw:frame», «?:x» for what no namespace of ours holds; empty for remarks and the like."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return f"{_PREFIXES.get(name.namespace or '', '?:')}{name.localname}"


class _Reader:
    """Walks the elements; what stands aside (boxes, notes) waits for the end of its paragraph."""

    def __init__(self, looks: _Looks, part: str) -> None:
        self.looks = looks
        self.out = Gathered(part)
        self.aside: list[Any] = []
        self.emptied: list[tuple[Any, str]] = []
        self.deletions: set[str] = set()
        self.open: set[str] = set()

    def body(self, root: Any) -> None:
        body = root if root.tag == f"{OFFICE}body" else root.find(f"{OFFICE}body")
        self.deletions = _deletions(root)
        for element in body if body is not None else ():
            if name_of(element) in _OTHER_DOCUMENTS:
                raise Unreadable(_OTHER_DOCUMENTS[name_of(element)])
            self.blocks(element)

    def page(self, page: Any) -> None:
        self.out.part = "styles.xml"
        self.blocks(page)

    # --- blocks

    def blocks(self, element: Any) -> None:
        for block in element:
            name = name_of(block)
            if name in ("p", "h"):
                self.paragraph(block)
            elif name == "section" and block.get(f"{TEXT}display") == "none":
                continue
            elif name and name not in _NOT_READ and not name.endswith("-source"):
                self.blocks(block)

    def paragraph(self, paragraph: Any) -> None:
        if any(name_of(e) == "hidden-paragraph" and e.get(f"{TEXT}is-hidden") != "false" for e in paragraph.iter()):
            return
        look = self.looks.of(paragraph.get(f"{TEXT}style-name", ""), Run(0, 0))
        start, waiting, self.aside = self.out.length, self.aside, []
        self.out.spaced = self.out.spaced or self.out.begins_line
        self.line(paragraph, look, False)
        self.out.end_paragraph(start, joined=bool(self.open))
        aside, self.aside = self.aside, waiting
        for element in aside:
            self.blocks(element)

    # --- lines

    def line(self, element: Any, look: Run, fixed: bool) -> None:
        self.add(element.text, look, fixed, partial(setattr, element, "text"))
        for part in element:
            self.part_of_line(part, look, fixed)
            self.add(part.tail, look, fixed, partial(setattr, part, "tail"))

    def part_of_line(self, element: Any, look: Run, fixed: bool) -> None:
        name = name_of(element)
        if name in _MARKS:
            self._correction(element, name)
        elif self.open and name not in _WRITING:
            return
        elif name == "s":
            self._spaces(element, look, fixed)
        elif name in ("line-break", "tab"):
            self.out.write("\n" if name == "line-break" else "\t")
        elif name in _WRITING:
            self._within(element, name, look, fixed)
        elif name == "note":
            self.out.wall()
            self.aside.append(element)
        elif name.startswith("draw:"):
            self._drawn(element)
        elif _is_hidden(element, name):
            self.out.wall()
        elif name and name not in _NOT_READ:
            self._field(element, look)

    def _correction(self, element: Any, name: str) -> None:
        """A deletion may lie between two marks in the text, not beside it: LibreOffice writes so what it shows."""
        self.out.wall()
        region = element.get(f"{TEXT}change-id", "")
        if name == "change-start" and region in self.deletions:
            self.open.add(region)
        elif name == "change-end":
            self.open.discard(region)

    def _within(self, element: Any, name: str, look: Run, fixed: bool) -> None:
        own = self.looks.of(element.get(f"{TEXT}style-name", ""), look)
        walled = name in ("a", "text-input")
        if walled:
            self.out.wall()
        self.line(element, replace(own, link=True) if name == "a" else own, fixed)
        if walled:
            self.out.wall()

    def _field(self, element: Any, look: Run) -> None:
        """A field shows what it holds, or something that only a program knows. Bookmarks and the like hold nothing."""
        start = self.out.length
        self.out.wall()
        self.line(element, look, True)
        if self.out.length == start and name_of(element) in ("page-number", "page-count", "date", "time", "chapter"):
            self.out.write(OBJECT)
        self.out.wall()

    def _drawn(self, element: Any) -> None:
        """A picture in the line is an object; one that floats is none. Words in it are read after the paragraph."""
        if any(name_of(e) in ("p", "h") for e in element.iter()):
            self.aside.append(element)
            return
        self.out.pictures += 1
        if element.get(f"{TEXT}anchor-type") == "as-char":
            self.out.wall()
            self.out.write(OBJECT)
            self.out.wall()

    # --- characters

    def _spaces(self, element: Any, look: Run, fixed: bool) -> None:
        count = element.get(f"{TEXT}c", "1")
        spaces = " " * (min(int(count), 50) if re.fullmatch(r"\d{1,4}", count, re.ASCII) else 1)
        if not spaces or look.hidden:
            return

        def put(text: str) -> None:
            if text and not text.strip(" "):
                element.set(f"{TEXT}c", str(len(text)))
            else:
                self.emptied.append((element, text))

        if fixed:
            self.out.write(spaces)
        else:
            self.out.piece(spaces, put)

    def add(self, text: str | None, look: Run, fixed: bool, put: Callable[[str], None]) -> None:
        """Words of an element; white space folds into one space, none at the beginning of a paragraph."""
        if not text or look.hidden or self.open:
            return
        start = self.out.length
        self.out.flow(text, None if fixed else put)
        self.out.look(look, start)


def _is_hidden(element: Any, name: str) -> bool:
    """Text under a condition, and a field that only sets a variable."""
    if name == "hidden-text":
        return bool(element.get(f"{TEXT}is-hidden") != "false")
    return bool(element.get(f"{TEXT}display") == "none")


def _replaced(element: Any, text: str) -> None:
    """Characters instead of an element; what follows it stays."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    text += element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    element.tail = None
    parent.remove(element)
