"""Strict YAML with lines, as order files are read: see bounded/lined.py."""

from __future__ import annotations

from priemnaya.bounded.lined import (
    LinedDict,
    LinedList,
    OrderError,
    OrderErrors,
    Unread,
    Wrong,
    careful,
    foreseen,
    load,
    load_text,
    nearest,
    read,
    shown,
    text_of,
    unforeseen,
)

__all__ = [
    "LinedDict",
    "LinedList",
    "OrderError",
    "OrderErrors",
    "Unread",
    "Wrong",
    "careful",
    "foreseen",
    "load",
    "load_text",
    "nearest",
    "read",
    "shown",
    "text_of",
    "unforeseen",
]
