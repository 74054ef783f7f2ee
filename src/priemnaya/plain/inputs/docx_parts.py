"""The other parts of a DOCX that hold words: notes, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .ooxml import child, is_on, name_of, relation, relations, said
from .zipped import Package

_PAGES = re.compile(r"(?:header|footer)\d*\.xml")


@dataclass(frozen=True)
class Story:
    """Paragraphs under one element of a part."""

    part: str
    root: Any


def notes_of(package: Package, part: str) -> dict[tuple[str, str], Story]:
    """(name of the reference, id) -> the note. Notes that only draw a line between them and the page are none."""
    found: dict[tuple[str, str], Story] = {}
    targets = dict(relations(package, part).values())
    folder = part.rpartition("/")[0]
    for kind in ("footnote", "endnote"):
        name = targets.get(f"{kind}s", f"{folder}/{kind}s.xml")
        root = package.tree_if_sound(name)
        for note in root if root is not None else ():
            if name_of(note) == kind and said(note, "type") in ("", "normal"):
                found[f"{kind}Reference", said(note, "id")] = Story(name, note)
    return found


def pages_of(package: Package, part: str, root: Any) -> Iterator[Story]:
    """Headers and footers that some page shows, each part once, in the order of the sections."""
    known = relations(package, part)
    settings = package.tree_if_sound(dict(known.values()).get("settings", f"{part.rpartition('/')[0]}/settings.xml"))
    even = is_on(child(settings, "evenAndOddHeaders"))
    names: dict[str, None] = {}
    for section in root.iter():
        if name_of(section) != "sectPr":
            continue
        first = is_on(child(section, "titlePg"))
        for row in section:
            shown = {"first": first, "even": even}.get(said(row, "type"), True)
            if name_of(row) in ("headerReference", "footerReference") and shown:
                names[known.get(relation(row), ("", ""))[1]] = None
    if not known:
        folder = part.rpartition("/")[0]
        names |= dict.fromkeys(
            n for n in package.names() if n.rpartition("/")[0] == folder and _PAGES.fullmatch(n.rpartition("/")[2])
        )
    for name in names:
        if name and (tree := package.tree_if_sound(name)) is not None:
            yield Story(name, tree)
