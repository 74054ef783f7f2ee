"""A chart to take away: SVG that needs nothing else, with the colours of day; PNG made of it by typst."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.template.loader import render_to_string

from priemnaya import ui
from priemnaya.letterhead.pictures import png_of
from priemnaya.ui.accents import accents

from .drawn import WIDE, Chart

STATIC = Path(ui.__file__).parent / "static" / "ui"
FACE = '"Golos Text","PT Sans",Arial,sans-serif'
_TOKEN = re.compile(r"(?<![\w-])--([\w-]+):([^;}]+)")
_USED = re.compile(r"var\(--([\w-]+)\)")


@lru_cache(maxsize=1)
def _tokens() -> dict[str, str]:
    """The values by day."""
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    day = text[text.index(":root{") : text.index("@media")]
    return dict(_TOKEN.findall(day))


@lru_cache(maxsize=64)
def _style(accent: str) -> str:
    """The rules of charts with their colours in place of tokens."""
    known = {**_tokens(), "accent": accents(accent).text, "fill": accents(accent).fill, "face": FACE, "border": "1px"}
    text = (STATIC / "chart.css").read_text(encoding="utf-8")
    rules = text[text.index("/* drawn") : text.index("/* page")]
    return _USED.sub(lambda met: known[met[1]], rules[rules.index("*/") + 2 :]).strip()


def as_svg(chart: Chart, accent: str) -> str:
    """By itself: its title, its words and its colours are in it, its links are not."""
    picture = chart.picture(WIDE)
    return render_to_string(
        "workspace/charts/file.svg",
        {"chart": chart, "p": picture, "style": _style(accent), "height": picture.height + 76, "file": True},
    ).strip()


def as_png(chart: Chart, accent: str) -> bytes:
    return png_of(as_svg(chart, accent))
