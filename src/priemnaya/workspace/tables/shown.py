"""A list as one employee sees it on one page: its columns, order, portion, files. A template draws it
(`workspace/_list.html`), a view makes it and gives the file where one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import quote_plus

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from priemnaya.core.shown import LOOKED, looking
from priemnaya.desk.models import ShownColumns
from priemnaya.people.models import Employee
from priemnaya.ui.access import refusal

from .columns import COUNTED, Column, Empty, Sorted, Table, chosen_columns, in_order
from .reading import Counted, Rows, portions
from .sheets import KINDS, as_text, given

PAGE = 40
MOST = 50_000
"""Rows of one file."""
Dress = Callable[[list[Any]], list[Any]]


@dataclass(frozen=True)
class Head:
    """A column's head: where a click on it leads, and how it orders now."""

    column: Column
    address: str = ""
    state: str = ""


def opening(column: Column, table: Table) -> SafeString:
    """How every cell of a column begins: its class, and on a phone its head."""
    quiet, way = " quiet" if column.quiet else "", " way" if column.name == table.lead else ""
    look = f" {column.look}" if column.look else ""
    return format_html('<td class="c-{}" data-head="{}">', f"{column.name}{look}{quiet}{way}", column.title)


class Listing:
    """rows: all that the filters of the page found; dress: makes of a portion of them what is shown. size: rows of a
    page. leads: rows lead where the table says. slow: as in `in_order`. marking: rows are
    chosen for deeds with several."""

    marking = False
    beside = False
    """Rows open in the pane beside the list (`workspace.panes`)."""
    opened: Any = None
    folded = 0
    """How many rows stand for others, less than they stand for."""
    files_at = ""
    """Where the list is given as a file, when it is not where it is shown."""

    def __init__(
        self,
        table: Table,
        rows: Rows,
        request: HttpRequest,
        *,
        dress: Dress = list,
        size: int = PAGE,
        empty: Empty | None = None,
        leads: bool = True,
        slow: Container[str] = (),
    ) -> None:
        self.table, self.request, self.dress, self.size = table, request, dress, size
        self.me = cast(Employee, request.user)
        self.found: Sorted = in_order(table, rows, request.GET.get("sort", ""), slow)
        self.empty = empty or table.empty
        self.link = table.link if leads else None
        self.slow = slow
        self.ordered = isinstance(rows, QuerySet)

    # the page

    @cached_property
    def page(self) -> Page[Any]:
        rows = cast(Any, Counted(self.found.rows, COUNTED))
        return Paginator(rows, self.size).get_page(self.request.GET.get("page"))

    @cached_property
    def rows(self) -> list[Any]:
        return self.dress(list(self.page.object_list))

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def total(self) -> int:
        """How many there are, those behind a row that stands for several too."""
        return self.count + self.folded

    @property
    def many(self) -> bool:
        """There are so many that nobody counted further."""
        return self.count >= COUNTED

    @cached_property
    def columns(self) -> list[Column]:
        kept = ShownColumns.objects.filter(employee_id=self.me.pk, table=self.table.name)
        names: list[str] | None = kept.values_list("columns", flat=True).first()
        return chosen_columns(self.table, names or ())

    @cached_property
    def openings(self) -> list[SafeString]:
        return [opening(column, self.table) for column in self.columns]

    @property
    def choice(self) -> list[tuple[Column, bool]]:
        """What may be chosen, and whether it is."""
        return [(c, c in self.columns) for c in self.table.columns if c.page and not c.fixed]

    @property
    def heads(self) -> list[Head]:
        return [self._head(c) for c in self.columns]

    @property
    def orders(self) -> list[Head]:
        """Where there are no heads, on a phone: what one may order by."""
        return [head for head in self.heads if head.address]

    def _head(self, column: Column) -> Head:
        fast = column.fast and column.name not in self.slow
        own = not self.ordered and column.rank is not None
        if not own and (not self.ordered or not column.by or (self.many and not fast)):
            return Head(column)
        now = self.found.by == column
        state = ("descending" if self.found.down else "ascending") if now else ""
        return Head(column, self.address(sort=f"-{column.name}" if state == "ascending" else column.name), state)

    @property
    def here(self) -> str:
        """The page one stands at, to come back to it."""
        return self.request.get_full_path()

    def address(self, **changes: str) -> str:
        """The same list from its beginning, with something else about it."""
        asked = self.request.GET.copy()
        for name in ("page", "open"):
            asked.pop(name, None)
        for name, value in changes.items():
            asked[name] = value
        return f"?{asked.urlencode()}"

    def opens(self, row: Any) -> str:
        """The same page with this row in the pane beside the list."""
        return f"{self._here}open={quote_plus(str(self.table.key(row)))}"

    @cached_property
    def _here(self) -> str:
        """What the address of any row begins with, written once a page."""
        asked = self.request.GET.copy()
        asked.pop("open", None)
        return f"?{asked.urlencode()}&" if asked else "?"

    # files

    @property
    def may_take(self) -> bool:
        return not self.table.right or self.me.may(self.table.right)

    @property
    def files(self) -> list[tuple[str, str]]:
        """What the list is given as, and where."""
        return [(k.upper(), self.files_at + self.address(**{"as": k})) for k in KINDS] if self.may_take else []

    def file(self) -> HttpResponseBase | None:
        """The whole list as a file, where one is asked for; else None. A refusal to who may not take it."""
        kind = self.request.GET.get("as", "")
        if kind not in KINDS:
            return None
        if not self.may_take:
            return refusal(self.request)
        heads = [str(c.title) for c in self._written]
        return given(kind, self.table.name, heads, self._lines(), self.me.organisation.zone)

    @property
    def _written(self) -> list[Column]:
        return [c for c in self.table.columns if c.paper and (c in self.columns or not c.page)]

    def _lines(self) -> Iterator[list[object]]:
        source, total = portions(self.found.rows, MOST), 0
        while lines := self._told(source):
            total += len(lines)
            yield from lines
        if total >= MOST:
            yield [_("Это не всё: в файл вошло строк %s. Сузьте отбор.") % MOST]

    def _told(self, source: Iterator[list[Any]]) -> list[list[object]]:
        """A portion in words; whoever stands in them was given out, and the journal of access is told so at once:
        neither rows nor words are kept."""
        outer = LOOKED.get()
        with looking() as looked:
            lines = [[c.value(row) for c in self._written] for row in self.dress(next(source, []))]
        if outer is not None:
            words = "\n".join(as_text(v, self.me.organisation.zone) for line in lines for v in line)
            for key in looked.standing_in(words):
                outer.tell("export", key)
        return lines
