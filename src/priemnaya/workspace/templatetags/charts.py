"""Charts in a template: numbers as SVG reads them, whatever the language of the page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from priemnaya.workspace.charts import Chart
from priemnaya.workspace.tables.figures import FigureRow

register = template.Library()
LATE = mark_safe(' class="late"')  # nosec B308: a constant


@register.filter
def plain(number: float) -> str:
    """«12.5», never «12,5»."""
    return f"{number:g}"


@register.inclusion_tag("workspace/charts/_chart.html")
def chart(drawing: Chart, address: str, goal: str = "") -> dict[str, Any]:
    """A chart with its table and its files. address: where its files are given; empty: nowhere."""
    kinds = ("svg", "png", "xlsx") if address else ()
    files = [(kind.upper(), f"{address}&draw={drawing.name}&as={kind}") for kind in kinds]
    return {"chart": drawing, "chart_files": files, "goal_words": goal}


@register.filter
def signed(number: float) -> str:
    """«+0,4», «−2», «0»."""
    told = f"{abs(number):.1f}".replace(".", ",").removesuffix(",0")
    return told if told == "0" else f"{'+' if number > 0 else '−'}{told}"


@register.simple_tag
def figure_n(row: FigureRow, name: str) -> SafeString | str:
    """How many happenings went one way, and where they are opened; a nought opens nothing."""
    count = row.count(name)
    if not count:
        return "0"
    way = "" if name == "all" else name
    return format_html('<a href="{}"{}>{}</a>', row.opens(way), LATE if name == "broken" else "", count)
