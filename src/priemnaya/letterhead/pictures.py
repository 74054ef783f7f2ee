"""A drawing as a picture that any program shows: SVG to PNG by typst, with the fonts of letters."""

from __future__ import annotations

from pathlib import Path

import typst

from .pdf import font_folder

TEMPLATE = Path(__file__).parent / "picture.typ"


def png_of(svg: str) -> bytes:
    """A drawing of ours, as wide as a page's text, 200 points an inch."""
    fonts = [str(font_folder())]
    return bytes(typst.compile(str(TEMPLATE), sys_inputs={"svg": svg}, font_paths=fonts, format="png", ppi=200))
