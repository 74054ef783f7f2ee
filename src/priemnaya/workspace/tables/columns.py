"""What a list is made of: columns as data, so that head, cells, order, choice of columns and files are drawn the same
way everywhere."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable, OrderBy

from .reading import Rows, whole_count

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COUNTED = 2000
"""A list counts its rows no further: nobody turns to page 40, and counting 100,000 rows is slow."""


@dataclass(frozen=True)
class Column:
    """title: its head. value: what a file says of a row, and the page too where there is no cell: the name of a
    template in `workspace/cells`.

    by: what the database orders by; none: it does not order. fast: an index gives this order, so that a list of any
    length has it; the others order lists of up to COUNTED rows. look: a class of its cells. fixed: nobody hides it.
    apart: only who chose it sees it. quiet: its head is for screen readers. paper: it stands in files;
    page=False: in them alone. rank: what rows that the page has gathered itself are ordered by.
    """

    name: str
    title: StrOrPromise
    value: Callable[[Any], object] = lambda row: None
    cell: str = ""
    by: tuple[str | Combinable, ...] = ()
    fast: bool = False
    look: str = ""
    fixed: bool = False
    apart: bool = False
    quiet: bool = False
    paper: bool = True
    page: bool = True
    rank: Callable[[Any], Any] | None = None

    @property
    def template(self) -> str:
        return f"workspace/cells/{self.cell}.html"


@dataclass(frozen=True)
class Empty:
    """Said instead of no rows: what it means, and the next step."""

    said: StrOrPromise
    then: StrOrPromise = ""
    link: str = ""


@dataclass(frozen=True)
class Table:
    """name: in addresses and in what people chose. link: where a row leads, by the words of the column `lead`.
    right: what a file asks beside the right to the page. look: a class of the whole table. key: by what a row is opened
    in the pane beside its list."""

    name: str
    title: StrOrPromise
    columns: tuple[Column, ...]
    link: Callable[[Any], str] | None = None
    lead: str = ""
    right: str = ""
    look: str = "plain"
    empty: Empty = Empty("")
    key: Callable[[Any], Any] = lambda row: row.pk

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)

    def usual(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if not c.apart)


@dataclass(frozen=True)
class Sorted:
    """Rows in an order, and by which column; `too_many`: by the one that was asked they cannot be."""

    rows: Rows
    by: Column | None = None
    down: bool = False
    too_many: Column | None = None


def in_order(table: Table, rows: Rows, asked: str, slow: Container[str] = ()) -> Sorted:
    """asked: the name of a column, with «-» before it the other way; whatever else leaves rows as they come. slow:
    columns whose index does not hold these rows."""
    column = table.column(asked.removeprefix("-"))
    if column is not None and column.rank is not None and not isinstance(rows, QuerySet):
        down = asked.startswith("-")
        return Sorted(sorted(rows, key=column.rank, reverse=down), column, down)
    if column is None or not column.by or not isinstance(rows, QuerySet):
        return Sorted(rows)
    if (not column.fast or column.name in slow) and whole_count(rows, COUNTED) >= COUNTED:
        return Sorted(rows, too_many=column)
    down = asked.startswith("-")
    return Sorted(rows.order_by(*(_turned(x, down) for x in column.by), "-pk" if down else "pk"), column, down)


def _turned(by: str | Combinable, down: bool) -> OrderBy:
    found: Any = F(by) if isinstance(by, str) else by
    ordered: OrderBy = found.desc() if down else found.asc()
    return ordered


def chosen_columns(table: Table, names: Sequence[str]) -> list[Column]:
    """Those of these names in the order of the table, and whatever nobody hides; no names: the usual ones."""
    shown = set(names) or set(table.usual())
    return [c for c in table.columns if c.page and (c.fixed or c.name in shown)]
