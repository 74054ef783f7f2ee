"""What people typed into the fields of a PDF form, and wrote over its pages: it is printed, and is no part of the
pages' own text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MOST = 2_000
"""Fields and remarks of one page."""
LONGEST = 20_000
"""Signs of one of them."""
_TYPED = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_PASSWORD = 1 << 13
"""Of a field's flags (ISO 32000-2, 12.7.5.3): nothing of it is shown."""


def typed_over(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> Iterator[str]:
    """Values of fields, where `document.init_forms` was asked before its pages, and texts laid over the page."""
    before = ""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            said = _said(document, note)
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
        if said and said != before:  # one field may be shown at several places
            yield said
        before = said


def _said(document: pypdfium2.PdfDocument, note: Any) -> str:
    sort = pdfium.FPDFAnnot_GetSubtype(note)
    if sort == pdfium.FPDF_ANNOT_FREETEXT:
        return _string(lambda room, size: pdfium.FPDFAnnot_GetStringValue(note, b"Contents", room, size))
    form = document.formenv
    if sort != pdfium.FPDF_ANNOT_WIDGET or form is None or pdfium.FPDFAnnot_GetFormFieldType(form, note) not in _TYPED:
        return ""
    if pdfium.FPDFAnnot_GetFormFieldFlags(form, note) & _PASSWORD:
        return ""
    return _string(lambda room, size: pdfium.FPDFAnnot_GetFormFieldValue(form, note, room, size))


def _string(ask: Callable[[Any, int], int]) -> str:
    size = ask(None, 0)
    if not 2 < size <= 2 * LONGEST:
        return ""
    room = (ctypes.c_ushort * (size // 2 + 1))()
    ask(room, size)
    text = bytes(room)[:size].decode("utf-16-le", "replace").rstrip("\0")
    return "\n".join(
        line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()
    )
