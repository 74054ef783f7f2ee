"""The end of a file's name: whether a program knows by it what to open the file with, and the one its bytes ask for."""

from __future__ import annotations

import re
from pathlib import PurePath

from . import kinds
from .kinds import kind_of

_BY_BYTES = (
    *(kinds.PDF, kinds.JPEG, kinds.PNG, kinds.GIF, kinds.WEBP, kinds.TIFF, kinds.HEIC, kinds.RTF, kinds.DOCX),
    *(kinds.XLSX, kinds.PPTX, kinds.ODT, kinds.ODS, kinds.SEVEN, kinds.RAR, kinds.GZIP),
)
"""Kinds that their first bytes tell for sure."""


def has_extension(name: str) -> bool:
    """A day or a surname there says nothing."""
    return bool(re.fullmatch(r"\.(?=[0-9]{0,2}[A-Za-z])[A-Za-z0-9]{1,8}", PurePath(name).suffix))


def ending_of(data: bytes) -> str:
    """«.pdf»; empty where the bytes do not tell."""
    really = kind_of(data)
    return f".{really.extensions[0]}" if really in _BY_BYTES else ""
