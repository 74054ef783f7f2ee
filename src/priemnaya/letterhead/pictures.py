"""A drawing as a picture that any program shows: SVG to PNG by typst, with the fonts of letters."""

from __future__ import annotations

import typst

from .pdf import font_folder

_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 180mm)'


def png_of(svg: str) -> bytes:
    """A drawing of ours, as wide as a page's text, 200 points an inch."""
    page = _PAGE.encode()
    return bytes(typst.compile(page, sys_inputs={"svg": svg}, font_paths=[str(font_folder())], format="png", ppi=200))
