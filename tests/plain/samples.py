"""Small real documents, made by the libraries that offices' files resemble."""

from __future__ import annotations

import io
import zipfile
from typing import Any


def docx(text: str = "В целях проверки пришлите копию.", **look: Any) -> bytes:
    """A DOCX of python-docx: one clean paragraph, one with the text cut into runs, one with planted formatting."""
    from docx import Document
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt, RGBColor

    document = Document()
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(12)
    document.add_paragraph("Здравствуйте, Анна!")
    paragraph = document.add_paragraph()
    half = len(text) // 3
    paragraph.add_run(text[:half])
    paragraph.add_run(text[half:]).bold = True
    if look:
        run = document.add_paragraph().add_run("Особое слово")
        run.italic = look.get("italic")
        run.underline = look.get("underline")
        run.font.all_caps = look.get("caps")
        if look.get("font"):
            run.font.name = look["font"]
        if look.get("size"):
            run.font.size = Pt(look["size"])
        if look.get("highlight"):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if look.get("pale"):
            run.font.color.rgb = RGBColor(0xDD, 0xDD, 0xDD)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_ODT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"><office:automatic-styles><style:style style:name="T1" style:family="text">
<style:text-properties fo:font-style="italic" style:font-name="Georgia" fo:font-size="8pt"/></style:style></office:automatic-styles><office:body><office:text>
<text:h>Ответ</text:h><text:p>В целях <text:span>проверки</text:span><text:s text:c="2"/>пришлите <text:span text:style-name="T1">копию</text:span>.</text:p></office:text></office:body></office:document-content>"""


def odt() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", _ODT)
        archive.writestr("meta.xml", "<meta/>")
    return out.getvalue()


def pdf() -> bytes:
    """A PDF of our own letterhead's engine."""
    import typst

    source = "В целях проверки пришлите копию договора аренды земельного участка, который вы подписали прошлой весной."
    return bytes(typst.compile(source.encode(), format="pdf"))
