"""A forwarded case as one PDF for the printer. Pure: the work `cases.print_set`."""

from __future__ import annotations

import io
import zipfile

from PIL import Image
from pypdf import PdfReader, PdfWriter

from priemnaya.letterhead.report import Item, Report, render_report

PICTURES = (".jpg", ".jpeg", ".png")
LARGEST_PICTURE = 60_000_000
"""Pixels of a picture that is printed with the rest."""
MOST_PAGES = 1_000
"""Pages of one file that are printed with the rest."""


def print_set(letter: bytes, package: bytes) -> bytes:
    """The covering letter, the client's message and those files that print by themselves, as one PDF; its last page
    says which files are to be printed from their own programs."""
    writer, left = PdfWriter(), []
    writer.append(io.BytesIO(letter))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            if name.startswith("Опись") or name.endswith(".eml"):
                continue
            try:
                writer.append(_as_pdf(name, archive.read(name)))
            except MemoryError:
                raise
            except Exception:  # whatever is wrong with a stranger's file, people print it otherwise
                left.append(name)
    if left:
        item = Item("Напечатайте отдельно", "", tuple(left))
        writer.append(io.BytesIO(render_report(Report("", "Чего нет в этом файле", (), (item,)))))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _as_pdf(name: str, content: bytes) -> io.BytesIO:
    """Raises ValueError for a file that is neither PDF nor picture, or too large to be printed with others."""
    if name.lower().endswith(".pdf"):
        if len(PdfReader(io.BytesIO(content)).pages) > MOST_PAGES:
            raise ValueError(name)
        return io.BytesIO(content)
    if not name.lower().endswith(PICTURES):
        raise ValueError(name)
    page = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        if picture.width * picture.height > LARGEST_PICTURE:
            raise ValueError(name)
        picture.convert("RGB").save(page, "PDF", resolution=150)
    page.seek(0)
    return page
