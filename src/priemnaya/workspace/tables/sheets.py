"""A list as a file: XLSX and CSV, row by row, never all of it in memory; no cell is a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse

from priemnaya.ui.downloads import sandboxed

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
WIDEST = 60
DAY, MOMENT = "dd.mm.yyyy", "dd.mm.yyyy hh:mm"


def cell(value: object) -> str:
    """A cell that no table program takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def as_text(value: object, zone: dt.tzinfo) -> str:
    """A value as people read it: instants in the body's zone, nothing for none."""
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(zone):%d.%m.%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


def given(
    kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[object]], zone: dt.tzinfo
) -> StreamingHttpResponse:
    """The rows under their heads as a download. They are all written before the first byte leaves, so that what was
    given out is known by then."""
    written = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    (_as_xlsx if kind == "xlsx" else _as_csv)(written, heads, rows, zone)
    written.seek(0)
    return sandboxed(FileResponse(written, content_type=KINDS[kind]), f"{name}.{kind}")


def _as_csv(to: IO[bytes], heads: Sequence[str], rows: Iterable[Sequence[object]], zone: dt.tzinfo) -> None:
    """With a semicolon and a mark of UTF-8, as Russian Excel reads it."""
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="")
    table = csv.writer(text, delimiter=";")
    table.writerow(heads)
    for row in rows:
        table.writerow([cell(as_text(v, zone)) for v in row])
    text.flush()
    text.detach()


def _as_xlsx(to: IO[bytes], heads: Sequence[str], rows: Iterable[Sequence[object]], zone: dt.tzinfo) -> None:
    with tempfile.TemporaryDirectory(prefix="priemnaya-sheet-") as folder:
        book = xlsxwriter.Workbook(to, {"constant_memory": True, "tmpdir": folder})
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
        looks: dict[type, Any] = {
            dt.datetime: book.add_format({"num_format": MOMENT}),
            dt.date: book.add_format({"num_format": DAY}),
        }
        sheet.set_column(0, max(len(heads) - 1, 0), WIDEST // 3)
        sheet.freeze_panes(1, 0)
        last = 0
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for last, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, last, column, value, looks, zone)
        sheet.autofilter(0, 0, last, max(len(heads) - 1, 0))
        book.close()


def _write(sheet: Any, row: int, column: int, value: object, looks: dict[type, Any], zone: dt.tzinfo) -> None:
    """Numbers and days as themselves, the rest as words: what begins with «=» is a word too."""
    if isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value.astimezone(zone).replace(tzinfo=None), looks[dt.datetime])
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), looks[dt.date])
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif text := as_text(value, zone):
        sheet.write_string(row, column, text[:32_000])
