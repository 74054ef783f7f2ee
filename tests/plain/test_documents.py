"""Documents: what is read, what is found in their look, and that writing back changes nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

from priemnaya.plain import Profile, check
from priemnaya.plain.inputs import read_document
from priemnaya.plain.inputs.ooxml import W

from . import packages
from .samples import docx, odt, pdf

pytestmark = pytest.mark.unit


def rules_in(data: bytes, name: str) -> set[str]:
    return {f.rule for f in check(read_document(data, name).document(), Profile(kind="article")).findings}


@pytest.mark.parametrize(
    ("look", "rule"),
    [
        ({"italic": True}, "FMT-01"),
        ({"underline": True}, "FMT-02"),
        ({"font": "Verdana"}, "FMT-03"),
        ({"font": "Times New Roman"}, "FMT-04"),
        ({"highlight": True}, "FMT-05"),
        ({"caps": True}, "FMT-06"),
        ({"size": 8}, "FMT-07"),
        ({"pale": True}, "FMT-07"),
    ],
)
def test_planted_formatting_is_found_and_tidied(look: dict[str, object], rule: str) -> None:
    data = docx(**look)
    manuscript = read_document(data, "a.docx")
    found = [f for f in check(manuscript.document(), Profile(kind="article")).findings if f.family == "FMT"]
    assert rule in {f.rule for f in found}
    mended = manuscript.mended(found)
    assert mended is not None
    assert not {r for r in rules_in(mended, "a.docx") if r.startswith("FMT")}


LOUD = (
    '<w:rStyle w:val="Own"/><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:eastAsia="Batang" w:cs="David"/><w:b/><w:i/>'
    '<w:smallCaps/><w:strike/><w:color w:val="800000"/><w:spacing w:val="20"/><w:sz w:val="18"/><w:szCs w:val="18"/>'
    '<w:highlight w:val="yellow"/><w:u w:val="double"/><w:vertAlign w:val="superscript"/><w:lang w:val="ru-RU"/>'
    '<w14:ligatures xmlns:w14="x" w14:val="none"/><w:rPrChange w:id="1" w:author="x"><w:rPr><w:b/></w:rPr></w:rPrChange>'
)
QUIET = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:color w:val="C00000"/><w:sz w:val="56"/>'


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("FMT-01", {"i"}),
        ("FMT-02", {"u"}),
        ("FMT-03", {"rFonts"}),
        ("FMT-04", {"rFonts"}),
        ("FMT-05", {"highlight", "shd"}),
        ("FMT-06", {"caps", "smallCaps"}),
        ("FMT-07", {"sz"}),
    ],
)
def test_only_what_a_finding_names_changes_in_the_look_of_a_run(rule: str, changed: set[str]) -> None:
    """Of two loud runs and a quiet one between them, so short that all three are one finding."""
    line = packages.r("Особое", LOUD) + packages.r("и", QUIET) + packages.r("слово", LOUD)
    data = packages.docx(packages.p(packages.r("Приём открыт для всех, приходите в среду.", QUIET)) + packages.p(line))
    manuscript = read_document(data, "a.docx")
    found = [f for f in check(manuscript.document(), Profile(kind="article")).findings if f.rule == rule]
    mended = manuscript.mended(found)
    assert mended is not None
    before, after = _looks(data), _looks(mended)
    for old, new in zip(before, after, strict=True):
        if "i" not in old:
            assert old == new
            continue
        assert {n for n in old | new if old.get(n) != new.get(n)} == changed
        assert list(new)[-2:] == ["ligatures", "rPrChange"]
    fonts = {f.better for f in check(manuscript.document(), Profile(kind="article")).findings if f.family == "FMT"}
    assert not {"Georgia", "Arial"} & fonts


def _looks(data: bytes) -> list[dict[str, str]]:
    """Of every run: property -> what it says, in their order."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return [
        {etree.QName(c).localname: str(sorted(c.attrib.items())) for c in run.find(f"{W}rPr")}
        for run in root.iter(f"{W}r")
    ]


def test_a_look_that_cannot_be_mended_alone_is_left_and_told() -> None:
    """A dark ground under white letters, a ground of the whole paragraph, a file whose look is not written."""
    white = '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000080"/>'
    shaded = packages.p("Абзац с фоном.", properties='<w:shd w:val="clear" w:fill="FFFF00"/>')
    for data, name, rules in (
        (packages.docx(packages.p(packages.r("Белым по синему.", white))), "a.docx", ["FMT-05"]),
        (packages.docx(shaded), "a.docx", ["FMT-05"]),
        (b"<p>" + "Приём <i>по средам</i>.".encode(), "a.html", ["FMT-01"]),
    ):
        manuscript = read_document(data, name)
        found = [f for f in check(manuscript.document(), Profile(kind="article")).findings if f.family == "FMT"]
        assert manuscript.mended(found) == data
        assert [f.rule for f in manuscript.left] == rules


def test_a_clean_document_has_no_formatting_findings() -> None:
    assert not {r for r in rules_in(docx(), "a.docx") if r.startswith("FMT")}


def test_a_mended_docx_differs_only_in_the_words_replaced() -> None:
    """The phrase lies across two runs; every other part is byte for byte the same, every other element too."""
    data = docx()
    manuscript = read_document(data, "a.docx")
    safe = [f for f in check(manuscript.document()).findings if f.safe]
    assert [f.rule for f in safe] == ["OFF-03"]
    mended = manuscript.mended(safe)
    assert mended is not None
    before, after = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(io.BytesIO(mended))
    assert before.namelist() == after.namelist()
    assert all(before.read(n) == after.read(n) for n in before.namelist() if n != "word/document.xml")
    assert "Для проверки пришлите копию." in read_document(mended, "a.docx").text
    assert _without_words(before) == _without_words(after)


def _without_words(archive: zipfile.ZipFile) -> bytes:
    root = etree.fromstring(archive.read("word/document.xml"))
    for element in root.iter(f"{W}t"):
        element.text = ""
        element.attrib.clear()
    return bytes(etree.tostring(root, method="c14n"))


def test_odt_is_read_found_and_written_back() -> None:
    manuscript = read_document(odt(), "a.odt")
    assert "В целях проверки  пришлите копию." in manuscript.text
    findings = check(manuscript.document(), Profile(kind="article")).findings
    assert {"OFF-03", "FMT-01", "FMT-04", "FMT-07"} <= {f.rule for f in findings}
    mended = manuscript.mended([f for f in findings if f.rule == "OFF-03"])
    assert mended is not None
    assert "Для проверки" in read_document(mended, "a.odt").text


def test_html_keeps_its_markup() -> None:
    page = "<html><head><title>В целях</title></head><body><p>В целях <b>проверки</b> пришлите копию.</p></body></html>"
    manuscript = read_document(page.encode(), "a.html")
    assert manuscript.text.strip() == "В целях проверки пришлите копию."
    mended = manuscript.mended([f for f in check(manuscript.document()).findings if f.safe])
    assert mended is not None
    assert "<title>В целях</title>" in mended.decode()
    assert "<p>Для <b>проверки</b> пришлите копию.</p>" in mended.decode()


PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">\r
<HTML lang='ru'><head><META charset=%s><title>В&nbsp;целях</title><style>p > b {color: red}</style></head>\r
<?php echo 1 ?><!-- в целях --><body class=a><P>&laquo;Важно&raquo; &amp; просто: в&#160;целях <b>проверки</b>\r
пришлите&nbsp;копию.<br/><img src="a>b.png" alt='в целях'><p>1 &lt; 2, и точка.</BODY></HTML>\r
"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r"])
def test_of_a_page_only_the_mended_word_changes(encoding: str) -> None:
    """Quotes, letter case of tags, entities, comments and ends of lines stay as they were written."""
    page = (PAGE % encoding).replace("в&#160;целях", "в целях")
    manuscript = read_document(page.encode(encoding), "a.html")
    mended = manuscript.mended([f for f in check(manuscript.document()).findings if f.safe])
    assert mended is not None
    assert mended.decode(encoding) == page.replace("просто: в целях", "просто: для")


@pytest.mark.parametrize(
    ("page", "mended"),
    [
        ("<div>В целях <p>про</div>верки</p> пришлите копию.", None),
        ("<p>В целях <b>проверки<i></b> пришлите</i> копию.</p>", None),
        ("<b><p>В целях проверки</b> пришлите копию.</p>", None),
        ("<DIV>В целях проверки <p>пришлите</DIV> копию.", "<DIV>Для проверки <p>пришлите</DIV> копию."),
    ],
)
def test_a_page_whose_tags_cross_is_read_and_not_written(page: str, mended: str | None) -> None:
    """One that only leaves a tag open is written."""
    manuscript = read_document(page.encode(), "a.html")
    found = [f for f in check(manuscript.document()).findings if f.safe]
    assert "В целях" in manuscript.text and found
    done = manuscript.mended(found)
    assert (done and done.decode()) == mended


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        ("ПРОШУ ВЫДАТЬ СПРАВКУ О ДОХОДАХ".encode("cp1251"), "a.txt", "ПРОШУ ВЫДАТЬ СПРАВКУ О ДОХОДАХ"),
        ("Прошу выдать справку о доходах.".encode("iso8859-5"), "a.txt", "Прошу выдать справку о доходах."),
        ("Прошу выдать справку ".encode() + b"\xff" + " о доходах.".encode(), "a.txt", " о доходах."),
        ("<p>Прошу выдать справку.".encode("utf-16"), "a.html", "Прошу выдать справку."),
        ("<meta charset=win-1251><p>Прошу выдать справку.".encode("cp1251"), "a.html", "Прошу выдать справку."),
        ("<meta charset=utf-8><p>Прошу выдать справку.".encode("cp1251"), "a.html", "Прошу выдать справку."),
    ],
)
def test_a_file_is_read_by_what_its_letters_are(data: bytes, name: str, said: str) -> None:
    assert said in read_document(data, name).text


def test_pdf_lines_are_joined_again() -> None:
    manuscript = read_document(pdf(), "a.pdf")
    assert "земельного участка, который" in manuscript.text
    assert manuscript.mended([]) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "cp866", "utf-16"])
def test_plain_text_in_any_encoding_comes_back_in_it(encoding: str) -> None:
    data = "Здравствуйте, Анна!\r\nВ целях проверки пришлите копию документа.\r\n".encode(encoding)
    manuscript = read_document(data, "a.txt")
    assert "В целях проверки" in manuscript.text
    mended = manuscript.mended([f for f in check(manuscript.document()).findings if f.safe])
    assert mended is not None
    assert mended.decode(encoding) == "Здравствуйте, Анна!\r\nДля проверки пришлите копию документа.\r\n"


def test_a_letter_all_in_times_is_told_once() -> None:
    page = "".join(f"<p style='font-family: Times New Roman'>Абзац <b>номер</b> {n}.</p>" for n in range(9)).encode()
    found = [f.rule for f in check(read_document(page, "a.html").document(), Profile(kind="article")).findings]
    assert found.count("FMT-04") == 1
