"""The same letter as DOCX through a template: the body's own `letter.docx` beside its order, or the one shipped
here."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from priemnaya.bounded import run
from priemnaya.errors import Objection

from .letter import Letter

SHIPPED = Path(__file__).parent / "letter.docx"


def render_docx(letter: Letter, template: Path | None = None) -> bytes:
    """DOCX bytes. What was typed is escaped, so it stays text. Raises Objection when the template cannot be filled,
    Exceeded when it takes too much."""
    made: bytes = run("letterhead.docx", letter, template)
    return made


def fill_docx(letter: Letter, template: Path | None = None) -> bytes:
    """The work itself."""
    try:
        document = DocxTemplate(template or SHIPPED)
        context: dict[str, Any] = {**letter.as_dict(), "emblem_image": "", "qr_image": ""}
        for name, svg, height in (("emblem_image", letter.emblem, 14), ("qr_image", letter.qr, 16)):
            if svg:
                context[name] = InlineImage(document, io.BytesIO(_png(svg)), height=Mm(height))
        document.render(context, autoescape=True)
        result = io.BytesIO()
        document.save(result)
    except MemoryError:
        raise
    except Exception as error:  # a template people wrote: whatever is wrong with it, they get a message
        raise Objection(f"Шаблон бланка не заполняется: {error}. Проверьте letter.docx в папке порядка.") from error
    return result.getvalue()


@lru_cache(maxsize=64)
def _png(svg: str) -> bytes:
    """A picture a word processor can show."""
    page = (
        '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", height: 20mm)'
    )
    return bytes(typst.compile(page.encode(), sys_inputs={"svg": svg}, format="png", ppi=300))
