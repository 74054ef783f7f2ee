"""A list as a table (`workspace.tables`): where a row leads, and a cell that needs no template of its own."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from priemnaya.people.models import Employee
from priemnaya.workspace.tables.cases import CASES, SHORT, TODAY
from priemnaya.workspace.tables.columns import Column
from priemnaya.workspace.tables.sheets import as_text
from priemnaya.workspace.tables.shown import Head, opening

register = template.Library()


class Few:
    """Rows that a page has gathered itself: the same table, with neither order, choice nor files."""

    marking = beside = False
    opened = None

    def __init__(self, rows: Any, me: Employee, kind: str) -> None:
        self.rows, self.me = rows, me
        self.table = TODAY if kind == "today" else CASES
        self.columns = TODAY.columns if kind == "today" else SHORT
        self.link = self.table.link
        self.heads = [Head(column) for column in self.columns]
        self.openings = [opening(column, self.table) for column in self.columns]


@register.inclusion_tag("workspace/_table.html", takes_context=True)
def cases_table(context: dict[str, Any], rows: Any, kind: str = "cases") -> dict[str, Any]:
    """A few cases under a heading of a page. kind: «today» has what to do first."""
    request = context["request"]
    return {"request": request, "body": context.get("body"), "listing": Few(rows, request.user, kind)}


@register.simple_tag
def place_of(listing: Any, row: Any) -> str:
    """Where a row leads; nowhere where the table has no such place, or the row has none."""
    return listing.link(row) if listing.link else ""


@register.simple_tag
def key_of(listing: Any, row: Any) -> Any:
    """By what a row is opened in the pane."""
    return listing.table.key(row)


@register.simple_tag
def way_to(listing: Any, row: Any, address: str) -> SafeString:
    """The attributes of a row's link: into the pane where the list has one, else to the row's own page."""
    if not listing.beside:
        return format_html('href="{}"', address)
    place = listing.opens(row)
    return format_html('href="{}" hx-get="{}" hx-target="#pane" hx-push-url="true"', place, place)


@register.simple_tag(takes_context=True)
def cells(context: Any, listing: Any, row: Any, address: str) -> SafeString:
    """Cells of the row `r` that leads to `u`. A page has hundreds of them: put together by a template they are half of
    its time."""
    engine, drawn = context.template.engine, []
    with context.push():
        for column, begins in zip(listing.columns, listing.openings, strict=True):
            context["column"] = column
            if not column.cell:
                drawn.append((begins, _words(listing, column, row, address)))
                continue
            told = engine.get_template(column.template).render(context)
            drawn.append((begins, told if told.strip() else ""))  # on a phone an empty cell is left out
    return format_html_join("", "{}{}</td>", drawn)


def _words(listing: Any, column: Column, row: Any, address: str) -> SafeString | str:
    """The value of a column in words; the leading one is the link of the row."""
    words = as_text(column.value(row), listing.me.organisation.zone)
    if not words:
        return format_html('<span class="muted">—</span>')
    if address and column.name == listing.table.lead:
        return format_html("<a {}>{}</a>", way_to(listing, row, address), words)
    return words
