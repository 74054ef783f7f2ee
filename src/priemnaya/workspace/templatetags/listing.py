"""A list as a table (`workspace.tables`): where a row leads, and a cell that needs no template of its own."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from priemnaya.people.models import Employee
from priemnaya.workspace.tables.cases import CASES, SHORT, TODAY
from priemnaya.workspace.tables.columns import Column
from priemnaya.workspace.tables.drawn import DRAWN, Cell
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
def way_to(listing: Any, row: Any, address: str) -> SafeString:
    """The attributes of a row's link: into the pane where the list has one, else to the row's own page."""
    if not listing.beside:
        return format_html('href="{}"', address)
    place = listing.opens(row)
    return format_html('href="{}" hx-get="{}" hx-target="#pane" hx-push-url="true"', place, place)


@register.simple_tag(takes_context=True)
def rows_of(context: Any, listing: Any) -> SafeString:
    """The rows of a table. A page has hundreds of cells: put together by a template they are half of its time."""
    request = context["request"]
    marking = listing.marking and "case.work" in request.user.rights
    around = {"request": request, "body": context.get("body")}
    with context.push(listing=listing):
        return mark_safe("".join(_row(context, listing, row, around, marking=marking) for row in listing.rows))  # noqa: S308 - of drawn rows  # nosec B308 B703


def _row(context: Any, listing: Any, row: Any, around: dict[str, Any], *, marking: bool) -> str:
    if gathered := getattr(row, "gathered", None):
        with context.push(r=row, one=gathered):
            return str(context.template.engine.get_template("workspace/_row_alike.html").render(context))
    address = listing.link(row) if listing.link else ""
    key = listing.table.key(row) if listing.beside else None
    return format_html(
        '<tr class="row{}"{}{}>{}{}</tr>',
        " at" if key and listing.opened == key else "",
        format_html(' data-href="{}"', address) if address else "",
        format_html(' data-open="{}"', key) if key else "",
        _mark(row) if marking else "",
        _cells(context, listing, row, Cell(row, address, listing, around)),
    )


def _mark(row: Any) -> SafeString:
    """The box that takes a row into a deed with several; `seen` is what stood in it."""
    seen = getattr(row, "seen", "")
    kept = format_html('<input type="hidden" name="seen-{}" value="{}">', row.pk, seen) if seen else ""
    return format_html(
        '<td class="c-mark"><label><input type="checkbox" name="case" value="{}" aria-label="{} {}"></label>{}</td>',
        *(row.pk, _("Отметить дело"), row.number, kept),
    )


def _cells(context: Any, listing: Any, row: Any, cell: Cell) -> SafeString:
    drawn: list[str] = []
    for column, begins in zip(listing.columns, listing.openings, strict=True):
        told: Any
        if not column.cell:
            told = conditional_escape(_words(listing, column, row, cell.address))
        elif draw := DRAWN.get(column.cell):
            told = draw(cell)
        else:
            with context.push(r=row, u=cell.address, column=column):
                told = context.template.engine.get_template(column.template).render(context)
        drawn += (begins, told if told.strip() else "", "</td>")  # on a phone an empty cell is left out
    return mark_safe("".join(drawn))  # noqa: S308 - of drawn cells  # nosec B308 B703


def _words(listing: Any, column: Column, row: Any, address: str) -> SafeString | str:
    """The value of a column in words; the leading one is the link of the row."""
    words = as_text(column.value(row), listing.me.organisation.zone)
    if not words:
        return format_html('<span class="muted">—</span>')
    if address and column.name == listing.table.lead:
        return format_html("<a {}>{}</a>", way_to(listing, row, address), words)
    return words
