"""A Word document in one file of XML: the package of today laid flat («Документ Word XML»), and what Word 2003 wrote.
Its words are read as those of a DOCX; nothing can be written back.

ISO/IEC 29500-1 knows neither; [MS-DOCX] has the first (pkg:package), the Office 2003 XML reference schemas the second
(w:wordDocument: headers stand in the section, notes in the run that refers to them).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from ..document import Unreadable
from .docx import read_docx
from .manuscript import Manuscript
from .ooxml import W, name_of
from .zipped import parsed

_FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_OLD = "http://schemas.microsoft.com/office/word/2003/wordml"
_ONLY_WORDS = "Документ сохранён одним файлом XML: прочитан только текст, оформление не проверялось."
_BROKEN = "файл повреждён. Откройте его в Word и сохраните как DOCX."


def is_word_xml(data: bytes) -> bool:
    head = data[:4000].replace(b"\0", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") and (
        _FLAT[1:-1].encode() in head or _OLD.encode() in head
    )


def read_word_xml(data: bytes) -> Manuscript:
    """Raises Unreadable."""
    try:
        root = parsed(data)
    except etree.XMLSyntaxError as error:
        raise Unreadable(_BROKEN) from error
    parts = dict(_flat(root) if root.tag == f"{_FLAT}package" else _old(root))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    manuscript = read_docx(packed.getvalue())
    manuscript.save = manuscript.tidy = None
    manuscript.unread.append(_ONLY_WORDS)
    return manuscript


def _flat(root: Any) -> Iterator[tuple[str, bytes]]:
    for part in root.iter(f"{_FLAT}part"):
        holder = part.find(f"{_FLAT}xmlData")
        if holder is not None and len(holder):
            yield str(part.get(f"{_FLAT}name", "")).lstrip("/"), etree.tostring(holder[0])


def _old(root: Any) -> Iterator[tuple[str, bytes]]:
    """Under the names of today: the body with its headers and footers at the end, notes and styles by themselves."""
    old = f"{{{_OLD}}}"
    for element in root.iter(f"{old}*"):
        element.tag = W + etree.QName(element).localname
        for name, value in list(element.attrib.items()):
            if name.startswith(old):
                element.set(W + name.removeprefix(old), value)
    body = next((e for e in root if name_of(e) == "body"), None)
    if body is None:
        raise Unreadable(_BROKEN)
    for kind in ("footnote", "endnote"):
        notes = etree.Element(f"{W}{kind}s")
        for number, note in enumerate(e for e in list(body.iter(f"{W}{kind}")) if name_of(e.getparent()) == "r"):
            mark = etree.Element(f"{W}{kind}Reference", {f"{W}id": str(number + 1)})
            note.getparent().replace(note, mark)
            note.attrib.clear()
            note.set(f"{W}id", str(number + 1))
            notes.append(note)
        yield f"word/{kind}s.xml", etree.tostring(notes)
    for page in [e for e in body.iter() if name_of(e) in ("hdr", "ftr")]:
        body.extend(list(page))
    document = etree.Element(f"{W}document")
    document.append(body)
    yield "word/document.xml", etree.tostring(document)
    styles = next((e for e in root if name_of(e) == "styles"), None)
    if styles is not None:
        yield "word/styles.xml", etree.tostring(styles)
