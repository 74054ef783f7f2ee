"""All words that a letter or a signature holds inside, for the search of staff: of a letter its heading, what was
written and quoted, and of the files in it those that hold text. A bounded work: every byte is a stranger's."""

from __future__ import annotations

from pathlib import PurePath

from priemnaya.cases.openable import wrapped
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import KNOWN, read_document
from priemnaya.plain.inputs.gathering import OBJECT

from .insides import sort_of
from .names import safe
from .parse import parse_letter

DEEP = 3
"""Letters in letters."""


def words(name: str, data: bytes, deep: int = DEEP) -> str:
    """What the file says; nothing when it cannot be read."""
    sort = sort_of(name)
    if sort == "letter" and deep:
        return _of_letter(data, deep - 1)
    if sort == "sealed" and deep:
        inner = wrapped(data)
        return words(safe(PurePath(name).stem), inner, deep - 1) if inner else ""
    if sort or PurePath(name.lower()).suffix[1:] not in KNOWN:
        return ""
    try:
        return read_document(data, name).text.replace(OBJECT, "")
    except Unreadable:
        return ""


def _of_letter(data: bytes, deep: int) -> str:
    letter = parse_letter(data)
    said = [letter.subject, letter.sender_name, letter.sender, letter.text, letter.quoted]
    for file in letter.files:
        said += [file.name, words(file.name, file.content, deep)]
    return "\n".join(part for part in said if part)
