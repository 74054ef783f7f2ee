"""Which files hold words that a reader here takes out, for every search: by the end of their name, or by their first
bytes where it says nothing."""

from __future__ import annotations

from pathlib import PurePath

from .kinds import DOCX, ODT, OPEN, PDF, RTF, kind_of
from .reading import KNOWN
from .word_xml import is_word_xml

_AS_TEXT = (".csv",)
_BY_BYTES = {PDF, DOCX, ODT, OPEN, RTF}


def read_as(name: str, data: bytes) -> str:
    """The name under which `read_document` reads it; empty where nothing does."""
    ending = PurePath(name.lower()).suffix
    if ending in _AS_TEXT:
        return f"{ending[1:]}.txt"
    return name if ending[1:] in KNOWN or kind_of(data) in _BY_BYTES or is_word_xml(data) else ""
