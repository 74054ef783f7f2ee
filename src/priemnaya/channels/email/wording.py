"""All words that a letter or a signature holds inside, for the search of staff: of a letter its heading, what was
written and quoted, and of the files in it those that hold text. A bounded work: every byte is a stranger's."""

from __future__ import annotations

from pathlib import PurePath

from priemnaya.cases.openable import wrapped
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import read_document
from priemnaya.plain.inputs.gathering import OBJECT
from priemnaya.plain.inputs.worded import read_as

from .insides import sort_of
from .names import safe
from .parse import parse_letter

DEEP = 3
"""Letters in letters."""


def words(name: str, data: bytes) -> tuple[str, bool]:
    """What the file says, and whether that is all of it: of a letter, a document in it that breaks its reader leaves
    the other words."""
    lost: list[str] = []
    return _words(name, data, DEEP, lost), not lost


def _words(name: str, data: bytes, deep: int, lost: list[str]) -> str:
    sort = sort_of(name)
    if sort == "letter" and deep:
        return _of_letter(data, deep - 1, lost)
    if sort == "sealed" and deep:
        inner = wrapped(data)
        return _words(safe(PurePath(name).stem), inner, deep - 1, lost) if inner else ""
    if sort or not (named := read_as(name, data)):
        return ""
    try:
        return read_document(data, named).text.replace(OBJECT, "")
    except Unreadable:
        return ""
    except MemoryError:
        if deep == DEEP:
            raise
        lost.append(name)
        return ""


def _of_letter(data: bytes, deep: int, lost: list[str]) -> str:
    letter = parse_letter(data)
    said = [letter.subject, letter.sender_name, letter.sender, letter.text, letter.quoted]
    for file in letter.files:
        said.append(file.name)
        try:
            said.append(_words(file.name, file.content, deep, lost))
        except Exception:  # a reader of a stranger's file: the letter has other words
            lost.append(file.name)
    return "\n".join(part for part in said if part)
