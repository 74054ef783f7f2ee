"""Names inside Office packages: both namespaces of the standard as one, relationships, the part that is the document.

ISO/IEC 29500-1 (strict), -4 (transitional: what Word writes), -2 (packages), -3 (alternate content).
"""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from ..document import Unreadable
from .zipped import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://purl.oclc.org/ooxml/drawingml/main": "a:",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c:",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c:",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm:",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm:",
    "urn:schemas-microsoft-com:vml": "v:",
}
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
_OTHER_DOCUMENTS = {
    "xl/": "это таблица Excel. Скопируйте нужный текст в документ Word или в поле.",
    "ppt/": "это презентация. Скопируйте нужный текст в документ Word или в поле.",
    "visio/": "это схема Visio. Скопируйте нужный текст в документ Word или в поле.",
}


@lru_cache(maxsize=4_096)
def _name(tag: str) -> str:
    namespace, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    return f"{_PREFIXES.get(namespace, '?:')}{local}"


def name_of(element: Any) -> str:
    """«p», «m:oMath», «mc:Choice», «?:x» for what no namespace of ours holds; empty for remarks and the like."""
    return _name(element.tag) if isinstance(element.tag, str) else ""


def said(element: Any, name: str) -> str:
    """An attribute of WordprocessingML, strict or not; empty without one."""
    return str(element.get(W + name) or element.get(STRICT + name) or "")


def child(element: Any, *path: str) -> Any:
    """The first element down a path of names, or None."""
    for name in path:
        element = next((c for c in element if name_of(c) == name), None) if element is not None else None
    return element


def is_on(element: Any) -> bool:
    """A property that is on by standing there at all, unless it says that it is off."""
    return element is not None and said(element, "val") not in ("0", "false", "off", "none")


def relation(element: Any) -> str:
    """The id of a relationship that an element names."""
    return next((element.get(f"{r}id") for r in _RELATIONS if element.get(f"{r}id")), "")


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Of a part («» for the package): id -> (last word of its type, part it leads to). Empty where none are written."""
    folder, name = posixpath.split(part)
    root = package.tree_if_sound(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, tuple[str, str]] = {}
    for row in root if root is not None else ():
        if isinstance(row.tag, str) and row.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, row.get("Target", ""))).lstrip("/")
            target = target if target in package else unquote(target)
            found[row.get("Id", "")] = (row.get("Type", "").rpartition("/")[2], target)
    return found


def main_part(package: Package) -> str:
    """The document of a package: by its relationship, by its type, by the usual name. Raises Unreadable for what is no
    Word document."""
    for kind, target in relations(package, "").values():
        if kind == "officeDocument" and target in package:
            _must_be_words(target)
            return target
    types = package.tree_if_sound("[Content_Types].xml")
    for row in types if types is not None else ():
        if isinstance(row.tag, str) and ".main+xml" in row.get("ContentType", ""):
            target = row.get("PartName", "").lstrip("/")
            if target in package:
                _must_be_words(target)
                return str(target)
    if "word/document.xml" in package:
        return "word/document.xml"
    for folder, words in _OTHER_DOCUMENTS.items():
        if any(n.startswith(folder) for n in package.names()):
            raise Unreadable(words)
    raise Unreadable("файл повреждён или это не документ. Откройте его в редакторе и сохраните снова.")


def _must_be_words(part: str) -> None:
    for folder, words in _OTHER_DOCUMENTS.items():
        if part.lower().startswith(folder):
            raise Unreadable(words)
