"""Reading scans: pages as pictures, and their words by Debian's Tesseract. What is read is a suggestion beside the
picture.

Every page is drawn and read by a work of its own (`priemnaya.bounded`): pixels are counted before anything is decoded,
and a file that needs more time or memory than a page may have is said so, in words.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from time import monotonic

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from priemnaya.bounded import Busy, Exceeded, run

DPI = 200
MOST_PAGES = 30
WIDEST = 1400
TIMEOUT = 100  # seconds for one page
WHOLE = 900.0
"""Seconds for all pages of one scan."""
LARGEST_PICTURE = 100_000_000
"""Pixels of a picture that is opened at all: A3 at 600 dots an inch is 70 million."""
READABLE = 12_000_000
"""Pixels of a page as it is read: A4 at 340 dots an inch. A larger one is made smaller first."""
WAITS = 300.0
"""Seconds that the background waits for a free slot."""
MISSING = (
    "Распознавание не установлено: sudo apt-get install tesseract-ocr tesseract-ocr-rus. Текст можно внести руками."
)
BROKEN = "Файл не открывается как изображение или PDF. Отсканируйте письмо ещё раз."
HUGE = "На странице больше 100 миллионов точек. Отсканируйте её ещё раз, до 300 точек на дюйм."
Image.MAX_IMAGE_PIXELS = LARGEST_PICTURE
_WRONG = (
    pypdfium2.PdfiumError,
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
)


class Unreadable(ValueError):
    """The file is no picture and no PDF that can be shown; the message says so in Russian."""


def recognises() -> bool:
    """Whether anything recognises words here."""
    return shutil.which("tesseract") is not None


def pages_in(content: bytes) -> int:
    """How many pages are looked at, MOST_PAGES at most. Raises Unreadable, Exceeded."""
    return int(run("paper.count_pages", content, patience=WAITS))


def shown(content: bytes, number: int) -> bytes:
    """A page as PNG of our own making, fit for a screen: what was uploaded is never handed out to be run or shown.
    Raises Unreadable when there is no such page, Exceeded."""
    return bytes(run("paper.draw_page", content, number))


def read_scan(content: bytes, between: Callable[[], object] = lambda: None) -> tuple[int, str, str]:
    """(pages, words, problem): never raises for what a file holds. A page that cannot be read leaves the others.
    between: called before each further page. Raises Busy: nothing is said of the file, it is to be brought again."""
    try:
        pages = pages_in(content)
    except Busy:
        raise
    except (Unreadable, Exceeded) as error:
        return 0, "", str(error)
    until = monotonic() + WHOLE
    texts: list[str] = []
    problem = ""
    for number in range(pages):
        if monotonic() > until:
            problem = f"Прочитаны страницы 1–{number}: на остальные не хватило времени. Внесите их текст руками."
            break
        if number:
            between()
        try:
            text, wrong = run("paper.read_page", content, number, patience=WAITS)
        except Busy:
            raise
        except (Unreadable, Exceeded) as error:
            text, wrong = "", str(error)
        texts.append(text)
        problem = problem or (f"Страница {number + 1}. {wrong}" if wrong and pages > 1 else wrong)
        if wrong == MISSING:
            break
    return pages, "\n\n".join(t for t in texts if t), problem


def count_pages(content: bytes) -> int:
    """The work of `pages_in`. Raises Unreadable."""
    try:
        if content[:5] == b"%PDF-":
            return min(len(pypdfium2.PdfDocument(content)), MOST_PAGES)
        with Image.open(io.BytesIO(content)) as picture:
            return _frames(picture)
    except Image.DecompressionBombError as error:
        raise Unreadable(HUGE) from error
    except _WRONG as error:
        raise Unreadable(BROKEN) from error


def _frames(picture: Image.Image) -> int:
    """Pages of a multi-page TIFF, counted one by one: the file's own number may be anything."""
    for number in range(1, MOST_PAGES):
        try:
            picture.seek(number)
        except EOFError:
            return number
    return MOST_PAGES


def page_of(content: bytes, number: int) -> Image.Image:
    """A page of a PDF, of a multi-page TIFF, or the one picture, upright, of READABLE pixels at most. Raises
    Unreadable."""
    try:
        if content[:5] == b"%PDF-":
            page = pypdfium2.PdfDocument(content)[number]
            width, height = page.get_size()
            scale = min(DPI / 72, (READABLE / max(1.0, width * height)) ** 0.5)
            return page.render(scale=scale).to_pil().convert("RGB")  # type: ignore[no-any-return]
        with Image.open(io.BytesIO(content)) as picture:
            picture.seek(number)
            return _small(picture)
    except Image.DecompressionBombError as error:
        raise Unreadable(HUGE) from error
    except Unreadable:
        raise
    except _WRONG as error:
        raise Unreadable(BROKEN) from error


def _small(picture: Image.Image) -> Image.Image:
    """The frame in as few bytes as reading needs. Its pixels are counted before they are decoded."""
    if picture.width * picture.height > LARGEST_PICTURE:
        raise Unreadable(HUGE)
    share = (READABLE / max(1, picture.width * picture.height)) ** 0.5
    size = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
    if share < 1:
        picture.draft("RGB", size)
    small: Image.Image = picture if share >= 1 else picture.reduce(max(1, int(1 / share)))
    upright = ImageOps.exif_transpose(small.convert("RGB"))
    upright.thumbnail((max(upright.width, 1), max(upright.height, 1)) if share >= 1 else size)
    return upright


def draw_page(content: bytes, number: int) -> bytes:
    """The work of `shown`."""
    page = page_of(content, number)
    if page.width > WIDEST:
        page = page.resize((WIDEST, max(1, round(page.height * WIDEST / page.width))))
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()


def read_page(content: bytes, number: int) -> tuple[str, str]:
    """(words, problem) of one page. Russian first, Latin too. Raises Unreadable."""
    program = shutil.which("tesseract")
    if program is None:
        return "", MISSING
    out = io.BytesIO()
    ImageOps.autocontrast(ImageOps.grayscale(page_of(content, number))).save(out, "PNG")
    try:
        read = subprocess.run(
            [program, "stdin", "stdout", "-l", "rus+eng", "--psm", "3"],
            input=out.getvalue(),
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", "Страница распознаётся слишком долго. Внесите её текст руками."
    if read.returncode < 0:
        return "", "Страница распознаётся слишком долго или занимает слишком много памяти. Внесите её текст руками."
    if read.returncode:
        why = read.stderr.decode("utf-8", "replace")
        return "", MISSING if "rus" in why else f"Tesseract: {why.strip()[:200]}"
    return tidy(read.stdout.decode("utf-8", "replace")), ""


def tidy(text: str) -> str:
    """Lines of a paragraph joined, words broken at a line's end put together."""
    paragraphs = []
    for block in text.replace("\f", "").split("\n\n"):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        joined = ""
        for line in lines:
            joined = joined[:-1] + line if joined.endswith("-") and line[:1].islower() else f"{joined} {line}".strip()
        if joined:
            paragraphs.append(joined)
    return "\n\n".join(paragraphs)
