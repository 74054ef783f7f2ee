"""From bytes and a name to a manuscript: which reader, and what to say when nothing fits."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..document import LARGEST, Unreadable
from .docx import read_docx
from .html import read_html
from .kinds import DOCX, LOCKED_OFFICE, ODT, OPEN, ZIP, kind_of
from .manuscript import Manuscript
from .odt import read_flat_odt, read_odt
from .old_word import read_doc
from .rtf import read_rtf
from .word_xml import is_word_xml, read_word_xml
from .written import read_text
from .zipped import LOCKED

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes. A larger file is refused before it is opened."""


FEW = 500
"""Characters beside pictures that make one ask what stands on the pictures."""
_PICTURES_TOO = "В файле есть картинки. Если на них текст, он не проверялся."


def read_document(data: bytes, name: str) -> Manuscript:
    """Read a file by its name's ending, or by its first bytes where the name says nothing. Raises Unreadable."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(too_large_file(name))
    try:
        if not data.strip(b"\x00 \t\r\n"):
            raise Unreadable("файл пустой. Откройте его, сохраните снова и пришлите ещё раз.")
        reader = _reader_of(data, name)
        manuscript = reader(data)
        if not re.search(r"\w", manuscript.text):
            raise Unreadable(_without_words(manuscript))
        if manuscript.pictures and len(manuscript.text) < FEW:
            manuscript.unread.append(_PICTURES_TOO)
    except Unreadable as error:
        raise Unreadable(f"«{name}»: {error}") from error
    except MemoryError:  # the budget of the process: whoever set it says so
        raise
    except Exception as error:  # any parser, any broken file: a person gets a message, never a trace
        raise Unreadable(
            f"Файл «{name}» не читается: он повреждён или это файл другого вида. Откройте его и сохраните снова."
        ) from error
    if len(manuscript.text) > LARGEST:
        raise Unreadable(f"В файле «{name}» больше {LARGEST // 1_000_000} млн знаков: проверьте его по частям.")
    return manuscript


def _without_words(manuscript: Manuscript) -> str:
    """Why there is nothing to check, and what to do."""
    if manuscript.pictures:
        return "в файле нет текста, только картинки. Распознайте их или вставьте текст в поле."
    if manuscript.unread:
        return "в файле нет текста, который можно проверить. " + " ".join(manuscript.unread)
    return "в файле нет текста. Проверьте, тот ли это файл, и пришлите его ещё раз."


def too_large_file(name: str) -> str:
    return f"Файл «{name}» больше {LARGEST_FILE // 1024 // 1024} МБ. Сохраните его без картинок или разделите на части."


def read_pdf(data: bytes) -> Manuscript:
    """The text of a PDF; its libraries are loaded with the first one."""
    from . import pdf

    return pdf.read_pdf(data)


KNOWN: dict[str, Callable[[bytes], Manuscript]] = {
    "txt": read_text,
    "md": read_text,
    "html": read_html,
    "htm": read_html,
    "docx": read_docx,
    "odt": read_odt,
    "fodt": read_flat_odt,
    "rtf": read_rtf,
    "doc": read_doc,
    "pdf": read_pdf,
}


def _reader_of(data: bytes, name: str) -> Callable[[bytes], Manuscript]:
    """By the name, when the first bytes do not say that it is another thing. Raises Unreadable with what it is."""
    extension = name.rpartition(".")[2].lower()
    really = kind_of(data)
    if really is LOCKED_OFFICE:
        raise Unreadable(LOCKED)
    if extension not in KNOWN:
        return _by_content(data)
    if extension == "doc" and really is DOCX:  # renamed for somebody's old program
        return read_doc
    if extension in ("doc", "docx") and is_word_xml(data):
        return read_word_xml
    if really and really is not ZIP and extension not in really.extensions:
        better = next((e for e in really.extensions if e in KNOWN), "")
        advice = f"Назовите его «….{better}»" if better else "Сохраните документ в одном из видов: " + ", ".join(KNOWN)
        raise Unreadable(f"это {really.title}, хотя имя кончается на .{extension}. {advice} и пришлите снова.")
    return KNOWN[extension]


def _by_content(data: bytes) -> Callable[[bytes], Manuscript]:
    if data.startswith(b"%PDF"):
        return read_pdf
    if data.startswith(b"PK"):
        return read_odt if kind_of(data) in (ODT, OPEN) else read_docx
    if data.startswith(b"{\\rtf"):
        return read_rtf
    kind = kind_of(data)
    if kind is not None or data.startswith((b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8", b"GIF8")):
        what = f"это {kind.title}, такой файл не проверить" if kind is not None else "такой файл не проверить"
        raise Unreadable(f"{what}. Подойдут: {', '.join(KNOWN)}. Сохраните документ в одном из этих видов.")
    if is_word_xml(data):
        return read_word_xml
    if data.lstrip().startswith(b"<?xml") and b"<html" not in data[:2000].lower():
        if b"opendocument" in data[:4000]:
            return read_flat_odt
        raise Unreadable("это файл XML, а не документ. Сохраните документ в одном из видов: " + ", ".join(KNOWN) + ".")
    return read_html if re.match(rb"\s*<(?:!doctype|html|p|div)\b", data[:200], re.IGNORECASE) else read_text
