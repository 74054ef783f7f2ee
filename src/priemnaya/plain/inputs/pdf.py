"""PDF: its words in the order of reading, without what repeats on every page; pages that are pictures are named."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium

from ..document import LARGEST, Unreadable
from ..words import word
from .hyphens import line_breaks
from .manuscript import Manuscript
from .pdf_bounds import must_be_modest
from .pdf_columns import by_columns
from .pdf_fields import typed_over
from .pdf_notes import without_notes

MOST_PAGES = 500
EDGE = 3
"""Lines at either end of a page among which a header or a footer is looked for."""
FITS = 0.8
"""With the next word it would have this share: the word was put off to the next line."""
STAMP = 150
"""Characters on a scan that are a stamp of a signature, a number, a name of a scanner."""
FULL = 0.7
"""A line that has this share of a usual long one was broken by the page, not by the writer."""
_LOCKED = "файл закрыт паролем. Сохраните его без пароля."
_PICTURES = (
    "в PDF нет текста, только картинки: это скан или снимок. Пришлите исходный документ или распознайте скан и вставьте"
    " текст в поле."
)
_CIPHER = (
    "текст этого PDF не извлечь: в нём не записано, какой знак какой букве соответствует. Пришлите исходный документ"
    " или распознайте страницы как скан."
)
_FORM = "это форма, которую показывает только Adobe Acrobat. Сохраните её печатью в PDF или пришлите текст."
_NUMBER = re.compile(r"(?:стр|страница|page|лист)?#(?:(?:из|of)?#)?")
_SIGNS = re.compile(r"[^\W_]+|#")
_MARKER = re.compile(r"[ \t]*(?:[-–—•*▪]|\(?\d{1,2}(?:\.\d{1,2}){0,5}[.)]|[а-яa-z]\))[ \t]")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}


@dataclass
class _Page:
    lines: list[str]
    pictured: bool
    typed: tuple[str, ...] = ()


def read_pdf(data: bytes) -> Manuscript:
    """The text of a PDF, lines that the page broke joined again. Nothing can be written back. Raises Unreadable."""
    must_be_modest(data, MOST_PAGES)
    document = _opened(data)
    try:
        form = document.get_formtype()
        if form in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
            raise Unreadable(_FORM)
        if form == pdfium.FORMTYPE_ACRO_FORM:
            document.init_forms()
        count = len(document)
        pages = list(_pages(document, data, min(count, MOST_PAGES)))
    finally:
        document.close()
    pictures = [n for n, page in enumerate(pages, 1) if page.pictured]
    unread = _named(pictures)
    if count > MOST_PAGES:
        unread.append(f"Прочитаны первые {MOST_PAGES} страниц из {count}: остальное проверьте отдельно.")
    body, running = _without_running(pages)
    body, notes = without_notes(body)
    apart = [*notes, *running, *(said for page in pages for said in page.typed)]
    text = _readable("\n".join(part for part in (_flowing(body), *apart) if part))
    if not text.strip() or (pictures and len(pictures) == len(pages)):
        raise Unreadable(_PICTURES if pictures else "в PDF нет ни текста, ни картинок. Пришлите исходный документ.")
    return Manuscript(text, unread=unread)


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "security" in str(error).lower():
            raise Unreadable(_LOCKED) from error
        raise Unreadable("файл повреждён или это не PDF. Откройте его и сохраните в PDF снова.") from error


def _named(pictures: list[int]) -> list[str]:
    if not pictures:
        return []
    some = ", ".join(str(n) for n in pictures[:20]) + (" и другие" if len(pictures) > 20 else "")
    which = "Страница" if len(pictures) == 1 else "Страницы"
    return [f"{which} {some}: картинки без текста, не прочитаны. Распознайте их или вставьте текст в поле."]


def _pages(document: pypdfium2.PdfDocument, data: bytes, count: int) -> Iterator[_Page]:
    length = 0
    for number in range(count):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield _Page([], True)
            continue
        words = page.get_textpage()
        text = by_columns(words, _plain(words.get_text_range()), page.get_width())
        if _lacks_letters(page, words.count_chars()):
            text = _second_opinion(data, number)
        typed = tuple(typed_over(document, page))
        length += len(text) + sum(map(len, typed))
        if length > LARGEST:
            raise Unreadable(f"в файле больше {LARGEST // 1_000_000} млн знаков: проверьте его по частям.")
        lines = [line.rstrip() for line in text.split("\n") if line.strip()]
        yield _Page(lines, _is_picture(page, len("".join(lines))), typed)
        words.close()
        page.close()


def _is_picture(page: pypdfium2.PdfPage, letters: int) -> bool:
    """A picture fills most of the page, and nothing is written on it but a stamp or a number; or it is all drawing."""
    if not letters:
        return bool(pdfium.FPDFPage_CountObjects(page) > 0)
    if letters > STAMP:
        return False
    whole = page.get_width() * page.get_height()
    boxes = [o.get_bounds() for o in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)]
    return any((right - left) * (top - bottom) * 2 > whole for left, bottom, right, top in boxes)


def _lacks_letters(page: pypdfium2.PdfPage, letters: int) -> bool:
    """There are more pieces of writing on the page than letters were read."""
    if pdfium.FPDFPage_CountObjects(page) <= letters:
        return False
    return bool(sum(o.type == pdfium.FPDF_PAGEOBJ_TEXT for o in page.get_objects(max_depth=1)) > letters)


def _second_opinion(data: bytes, number: int) -> str:
    """What another library reads of a page on which PDFium sees writing without letters: fonts that are not in
    the file, letters placed one by one."""
    try:
        return str(pypdf.PdfReader(io.BytesIO(data)).pages[number].extract_text() or "")
    except MemoryError:
        raise
    except Exception:  # whatever a broken file makes it raise: there is no second opinion
        return ""


def _plain(text: str) -> str:
    """PDFium writes U+FFFE for a hyphen at which a line ends, and leaves the line end out."""
    return re.sub(r"\ufffe(?:\r?\n)?", "-\n", text).replace("\r\n", "\n").replace("\r", "\n").translate(_LIGATURES)


# --- what repeats


def _without_running(pages: list[_Page]) -> tuple[list[list[str]], list[str]]:
    """(lines of the pages without headers, footers and page numbers, the headers and footers once)."""
    full = [page.lines for page in pages if page.lines]
    often = _often(full)
    running: dict[str, str] = {}
    body = []
    for lines in full:
        kept = []
        for n, line in enumerate(lines):
            edge = n < EDGE or n >= len(lines) - EDGE
            if edge and len(full) > 1 and _is_number(line, n, len(lines)):
                continue
            if edge and _shape(line) in often:
                running.setdefault(_shape(line), line)
            else:
                kept.append(line)
        body.append(kept)
    return body, [line for shape, line in running.items() if not _says_number(shape)]


def _often(pages: list[list[str]]) -> set[str]:
    """What stands at an end of most pages; of two pages, what stands first or last on both."""
    if len(pages) == 2:
        one, other = pages
        return {_shape(one[n]) for n in (0, -1) if one[n] == other[n] and len(one) > 1}
    counts = Counter(shape for lines in pages for shape in {_shape(line) for line in _edges(lines)})
    return {shape for shape, n in counts.items() if n >= 3 and n * 2 > len(pages)}


def _edges(lines: list[str]) -> list[str]:
    return lines[:EDGE] + lines[EDGE:][-EDGE:]


def _shape(line: str) -> str:
    return re.sub(r"\d{1,20}", "#", " ".join(line.split()))


def _says_number(shape: str) -> bool:
    """«стр. # из #», «– # –»: whatever stands between the words and the numbers."""
    return _NUMBER.fullmatch("".join(_SIGNS.findall(shape)).lower()) is not None


def _is_number(line: str, place: int, count: int) -> bool:
    """A line that is only the number of its page, first or last on it."""
    return place in (0, count - 1) and len(line) < 30 and _says_number(_shape(line))


# --- lines joined


def _flowing(pages: list[list[str]]) -> str:
    """Paragraphs: hyphens at line ends by the dictionary, lines and pages joined where a sentence goes on."""
    lines = [line for page in pages for line in page]
    long = sorted(len(line) for line in lines)[int(len(lines) * 0.9)] if lines else 0
    text = "\n".join(lines)
    joins = (m for m in re.finditer(r"(?<=[^\s.!?:;])\n", text) if _goes_on(text, m.start(), long))
    return without(text, ((m.start(), m.end()) for m in joins), " ")


def without(text: str, places: Iterable[tuple[int, int]], instead: str = "") -> str:
    pieces, at = [], 0
    for start, end in places:
        pieces += [text[at:start], instead]
        at = end
    return "".join([*pieces, text[at:]])


def _goes_on(text: str, end: int, long: int) -> bool:
    """The line that ends here was broken by the page: the next one begins small, or this one is full."""
    if re.match(r"[-\u2010\u2011\u00ad]", text[end - 1]) and end > 1 and text[end - 2].isalnum():
        return False
    if _MARKER.match(text, end + 1):
        return False
    if re.match(r"[ \t]{0,20}[а-яёa-z(«„“\"\d]", text[end + 1 : end + 22]):
        return True
    length = end - text.rfind("\n", 0, end) - 1
    following = re.match(r"[ \t]{0,20}\S{0,60}", text[end + 1 : end + 82])
    would_be = length + 1 + len(following[0] if following else "")
    return length >= 25 and (length >= long * FULL or would_be >= long * FITS)


def _readable(text: str) -> str:
    """The letters, where the file says which they are. Raises Unreadable where it does not."""
    text = without(text, line_breaks(text))
    text = re.sub(r"(?<=\w-)\n(?=(?:и|или|либо)\s)", " ", text)
    text = re.sub(r"[ \t\xa0]{1,99}(?=[,.;:!?»)](?:\s|$))|(?<=[ \t])[ \t]{1,99}", "", text)  # gaps of the layout
    letters = re.findall(r"[^\W\d_]", text[:20_000])
    if not letters:
        return _unless_cipher(text, text)
    western = sum(1 for c in letters if "\xc0" <= c <= "\xff")
    if western > len(letters) / 2:  # windows-1251 that a font without a table showed as windows-1252
        return _unless_cipher(text, text.encode("cp1252", "replace").decode("cp1251", "replace"))
    return _unless_cipher(text, text)


def _unless_cipher(source: str, text: str) -> str:
    seen = [c for c in source[:20_000] if not c.isspace()]
    strange = sum(1 for c in seen if c in "\ufffd\x00" or ord(c) < 32 or 0xE000 <= ord(c) < 0xF900)
    words = re.findall(r"[А-Яа-яЁё]{4,40}", text[:20_000])
    unknown = sum(1 for w in words if not word(w.lower()).known)
    if strange * 4 > len(seen) > 0 or (len(words) >= 10 and unknown * 10 > len(words) * 8):
        raise Unreadable(_CIPHER)
    return text
