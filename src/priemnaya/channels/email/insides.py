"""Which files have something inside that a browser does not show, by their names."""

from __future__ import annotations

from pathlib import PurePath

SORTS = {"letter": (".eml",), "sealed": (".p7m", ".sig", ".p7s", ".sgn"), "photograph": (".heic", ".heif")}


def sort_of(name: str) -> str:
    """letter, sealed, photograph, or nothing to look into."""
    extension = PurePath(name.lower()).suffix
    return next((sort for sort, endings in SORTS.items() if extension in endings), "")
