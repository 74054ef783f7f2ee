"""Charts as SVG by templates of ours: marks with an address each, and the same numbers as a table beside."""

from .drawn import Chart, Mark, bars, line
from .files import as_png, as_svg

__all__ = ["Chart", "Mark", "as_png", "as_svg", "bars", "line"]
