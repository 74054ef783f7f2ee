"""RTF and the Word of before 2007 are read as they are printed; both can't be written back, and say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import OBJECT, read_document

from .packages import docx, p

pytestmark = pytest.mark.unit
OLD = (Path(__file__).parent / "files" / "old.doc").read_bytes()
"""Written by LibreOffice 7.4: a note, a field, a remark, a header, a hyphen that does not break."""
HEAD = r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset0 Symbol;}}{\info{\author Анна}}\f0 "


def lines(data: bytes, name: str) -> list[str]:
    return [line.strip() for line in read_document(data, name).text.splitlines() if line.strip()]


def rtf(body: str) -> bytes:
    return (HEAD + body + "}").encode("cp1251")


def test_an_old_word_document_is_read_without_its_remarks() -> None:
    manuscript = read_document(OLD, "a.doc")
    assert lines(OLD, "a.doc") == [
        "Здравствуйте, Анна Петровна!",
        "В целях проверки дома придёт комиссия, лист 1, кое-что.",
        "Замечание снято.",
        "Сноска.",
        "Отдел",
    ]
    assert manuscript.mended([]) is None
    assert "старого формата" in manuscript.unread[0]


def test_under_the_name_doc_comes_anything() -> None:
    assert lines(docx(p("Готово.")), "a.doc") == ["Готово."]
    assert lines(rtf("Готово."), "a.doc") == ["Готово."]
    assert lines("<html><p>Готово.".encode(), "a.doc") == ["Готово."]
    with pytest.raises(Unreadable, match="сохраните как DOCX"):
        read_document(b"MIME-Version: 1.0\n\n<html>", "a.doc")


def test_an_old_document_under_a_password_or_of_another_program_says_so() -> None:
    at = OLD.index(b"\xec\xa5")
    locked = OLD[: at + 0x0B] + bytes([OLD[at + 0x0B] | 1]) + OLD[at + 0x0C :]
    with pytest.raises(Unreadable, match="закрыт паролем"):
        read_document(locked, "a.doc")
    ancient = OLD.replace(b"\xec\xa5", b"\xdc\xa5", 1)
    with pytest.raises(Unreadable, match="очень старого Word"):
        read_document(ancient, "a.doc")
    other = OLD.replace("WordDocument".encode("utf-16-le"), "WordDocumenX".encode("utf-16-le"))
    with pytest.raises(Unreadable, match="не документ Word"):
        read_document(other, "a.doc")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (r"\'cf\'f0\'e8\'e2\'e5\'f2, \u1084?\u1080?\u1088?!", ["Привет, мир!"]),
        (r"{\uc2\u1084ab\u1080ab}р", ["мир"]),
        (r"Ответ {\v тайно }{\deleted\revdttmdel-2015295488 не }готов.", ["Ответ готов."]),
        (r"\v тайно\v0 видно\v  нет\plain  да", ["видно да"]),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 5}} и \chpgn", [f"5 и {OBJECT}"]),
        (r"Раз{\footnote \pard Сноска.}.\par Два.", ["Раз.", "Сноска.", "Два."]),
        (r"{\header \pard Отдел\par}Да.\par", ["Да.", "Отдел"]),
        (r"Да{\*\annotation Почему?}.{\*\unknown нет}", ["Да."]),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt В рамке.\par}}}Да.\par", ["Да.", "В рамке."]),
        (r"ко\-миссия, 59\_ФЗ\~и\tab так", ["комиссия, 59-ФЗ\xa0и\tтак"]),
        (r"{\pict\bin3 }}}}Да {\pict 0102ff}и нет", ["Да и нет"]),
    ],
)
def test_rtf_is_read_as_it_is_printed(body: str, wanted: list[str]) -> None:
    assert lines(rtf(body), "a.rtf") == wanted


def test_rtf_of_a_picture_alone_is_no_text() -> None:
    with pytest.raises(Unreadable, match="только картинки"):
        read_document(rtf(r"{\pict 0102ff}"), "a.rtf")


WORD_2003 = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    ' xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">'
    '<w:styles><w:style w:type="character" w:styleId="t"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    "<w:body><wx:sect><w:p><w:r><w:t>Ответ</w:t></w:r>"
    "<w:r><w:footnote><w:p><w:r><w:t>Сноска.</w:t></w:r></w:p></w:footnote></w:r>"
    '<w:r><w:rPr><w:rStyle w:val="t"/></w:rPr><w:t> тайно</w:t></w:r>'
    '<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText> не</w:delText></w:r></aml:content></aml:annotation>'
    '<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t> готов.</w:t></w:r></aml:content></aml:annotation>'
    '</w:p><w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>Отдел</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body>'
    "</w:wordDocument>"
)


def test_a_word_document_in_one_file_of_xml_is_read_under_any_name() -> None:
    flat = (
        '<?xml version="1.0" standalone="yes"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document'
        ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>Готово.</w:t></w:r></w:p></w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"
    )
    for name in ("a.xml", "a.doc", "a.docx", "без имени"):
        assert lines(WORD_2003.encode(), name) == ["Ответ готов.", "Сноска.", "Отдел"], name
        assert lines(flat.encode(), name) == ["Готово."], name
    manuscript = read_document(WORD_2003.encode(), "a.doc")
    assert manuscript.mended([]) is None and "одним файлом XML" in manuscript.unread[0]
    with pytest.raises(Unreadable, match="повреждён"):
        read_document(WORD_2003[:-30].encode(), "a.xml")
