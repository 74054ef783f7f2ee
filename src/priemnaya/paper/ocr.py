"""Reading scans: pages as pictures, and their words by Debian's Tesseract. What is read is a suggestion beside the
picture."""

from __future__ import annotations

import io
import shutil
import subprocess

import pypdfium2
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

DPI = 200
MOST_PAGES = 30
WIDEST = 1400
TIMEOUT = 120  # seconds for one page
MISSING = (
    "Распознавание не установлено: sudo apt-get install tesseract-ocr tesseract-ocr-rus. Текст можно внести руками."
)
Image.MAX_IMAGE_PIXELS = 120_000_000


class Unreadable(ValueError):
    """The file is no picture and no PDF that can be shown; the message says so in Russian."""


def pages_of(content: bytes) -> list[Image.Image]:
    """The pages of a PDF, of a multi-page TIFF, or the one picture, upright. Raises Unreadable."""
    try:
        if content[:5] == b"%PDF-":
            document = pypdfium2.PdfDocument(content)
            return [
                document[n].render(scale=DPI / 72).to_pil().convert("RGB")
                for n in range(min(len(document), MOST_PAGES))
            ]
        picture = Image.open(io.BytesIO(content))
        return [
            ImageOps.exif_transpose(frame.convert("RGB"))
            for frame in list(ImageSequence.Iterator(picture))[:MOST_PAGES]
        ]
    except (
        pypdfium2.PdfiumError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
    ) as error:
        raise Unreadable("Файл не открывается как изображение или PDF. Отсканируйте письмо ещё раз.") from error


def shown(page: Image.Image) -> bytes:
    """A page as PNG of our own making, fit for a screen: what was uploaded is never handed out to be run or shown."""
    if page.width > WIDEST:
        page = page.resize((WIDEST, round(page.height * WIDEST / page.width)))
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()


def read_pages(pages: list[Image.Image]) -> tuple[str, str]:
    """(words, problem). Russian first, Latin too."""
    program = shutil.which("tesseract")
    if program is None:
        return "", MISSING
    texts: list[str] = []
    for page in pages:
        out = io.BytesIO()
        ImageOps.autocontrast(ImageOps.grayscale(page)).save(out, "PNG")
        try:
            read = subprocess.run(
                [program, "stdin", "stdout", "-l", "rus+eng", "--psm", "3"],
                input=out.getvalue(),
                capture_output=True,
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "\n\n".join(texts), "Страница распознаётся слишком долго. Внесите её текст руками."
        if read.returncode:
            why = read.stderr.decode("utf-8", "replace")
            return "\n\n".join(texts), MISSING if "rus" in why else f"Tesseract: {why.strip()[:200]}"
        texts.append(tidy(read.stdout.decode("utf-8", "replace")))
    return "\n\n".join(t for t in texts if t), ""


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
