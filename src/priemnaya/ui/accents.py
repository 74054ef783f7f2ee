"""Colours made of a body's one accent, so that whatever it chose can be read by day and by night.

Ratios are those of WCAG 2.2 (relative luminance): text of the accent at least 7 on the night's surface, white on the
fill at least 4.5, the fill against the night's surface at least 3.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from functools import lru_cache

Rgb = tuple[int, int, int]
DAY, NIGHT, WHITE = (255, 255, 255), (28, 27, 26), (255, 255, 255)
STEPS = 100


@dataclass(frozen=True)
class Accents:
    """Values of tokens.css, «#rrggbb». `text` marks and words, `fill` the ground under white, `tint` the ground under
    what is chosen; by day and by night."""

    text: str
    fill: str
    tint: str
    night_text: str
    night_fill: str
    night_tint: str


@lru_cache(maxsize=64)
def accents(colour: str) -> Accents:
    """Of an accent «#rrggbb» of an order's file."""
    own = _rgb(colour)
    text, fill = _till(own, lighter=False, on=DAY, ratio=7), _till(own, lighter=False, on=WHITE, ratio=4.5)
    night = _till(own, lighter=True, on=NIGHT, ratio=7)
    night_fill = _till(_till(own, lighter=True, on=NIGHT, ratio=3), lighter=False, on=WHITE, ratio=4.5)
    tints = _hex(_mix(DAY, text, 0.06)), _hex(_mix(NIGHT, night, 0.14))
    return Accents(_hex(text), _hex(fill), tints[0], _hex(night), _hex(night_fill), tints[1])


def contrast(one: str, other: str) -> float:
    """The WCAG ratio of two colours «#rrggbb», 1 to 21."""
    return _contrast(_rgb(one), _rgb(other))


def _till(colour: Rgb, *, lighter: bool, on: Rgb, ratio: float) -> Rgb:
    """The colour with its own hue, made lighter or darker as little as the ratio asks."""
    hue, light, vivid = colorsys.rgb_to_hls(*(v / 255 for v in colour))
    end = 1.0 if lighter else 0.0
    for step in range(STEPS + 1):
        red, green, blue = colorsys.hls_to_rgb(hue, light + (end - light) * step / STEPS, vivid)
        mixed = round(red * 255), round(green * 255), round(blue * 255)
        if _contrast(mixed, on) >= ratio:
            break
    return mixed


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _contrast(one: Rgb, other: Rgb) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
