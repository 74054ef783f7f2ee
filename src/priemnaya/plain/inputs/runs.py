"""Formatting of a document, as the checker sees it: runs of characters that look alike."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Characters [start, end) of the extracted text. size: points. color, background: six hex digits. hidden: neither
    shown nor printed."""

    start: int
    end: int
    italic: bool = False
    underline: bool = False
    caps: bool = False
    link: bool = False
    font: str | None = None
    size: float | None = None
    color: str | None = None
    background: str | None = None
    hidden: bool = False
