"""What of an office file is read: what a reader of the printed letter sees, once, and nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest

from priemnaya.plain import Profile, Unreadable, check
from priemnaya.plain.inputs import OBJECT, objection_to, read_document

from .packages import PICTURE, box, docx, field, odt, p, r, zipped

pytestmark = pytest.mark.unit
HELLO = p("Здравствуйте, Анна Петровна!")
BAD = "В целях проверки дома комиссия придёт."
INS = '<w:ins w:id="1" w:author="x">{}</w:ins>'
DEL = '<w:del w:id="2" w:author="x"><w:r><w:delText>{}</w:delText></w:r></w:del>'
CHOICE = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{}<w:listEntry w:val="да"/><w:listEntry w:val="нет"/>'
    "</w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
NOTES = '<w:footnotes {}><w:footnote w:id="0" w:type="separator">' + p("черта") + "</w:footnote>{notes}</w:footnotes>"


def lines(data: bytes, name: str = "письмо.docx") -> list[str]:
    return [line.strip() for line in read_document(data, name).text.splitlines() if line.strip()]


def rules(data: bytes, name: str = "письмо.docx") -> list[str]:
    return [f.rule for f in check(read_document(data, name).document(), Profile(kind="article")).findings]


SEEN = {
    "insertion": (p("Ответ ", INS.format(r("уже ")), "готов."), ["Ответ уже готов."]),
    "deletion": (p("Ответ ", DEL.format("не "), "готов."), ["Ответ готов."]),
    "deletion in an insertion": (p("Ответ ", INS.format(DEL.format("не ")), "готов."), ["Ответ готов."]),
    "moved": (
        p('<w:moveFrom w:id="1">' + r(BAD) + "</w:moveFrom>") + p('<w:moveTo w:id="2">' + r(BAD) + "</w:moveTo>"),
        [BAD],
    ),
    "mark moved away": (
        p("Ответ", properties='<w:rPr><w:moveFrom w:id="1"/></w:rPr>') + p(" готов."),
        ["Ответ готов."],
    ),
    "deleted row": (
        "<w:tbl><w:tr><w:tc>"
        + p("Да")
        + '</w:tc></w:tr><w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc>'
        + p("Нет")
        + "</w:tc></w:tr></w:tbl>",
        ["Да"],
    ),
    "hidden": (p("Ответ ", r("тайно ", "<w:vanish/>"), r("готов.", '<w:vanish w:val="0"/>')), ["Ответ готов."]),
    "field": (p("Срок ", field("DATE \\@ dd.MM", r("25.12")), "."), ["Срок 25.12."]),
    "field in a field": (
        p("Итог ", field("IF " + "1 = 1", field("REF a", r("два"))), " года."),
        ["Итог два года."],
    ),
    "field without result": (p("Стр. ", field("PAGE", None), ", лист."), [f"Стр. {OBJECT}, лист."]),
    "index entry": (p("Ответ", field("XE слово", None), " готов."), ["Ответ готов."]),
    "field that has no end": (
        p("Ответ ", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "готов.") + p("Приходите."),
        ["Ответ готов.", "Приходите."],
    ),
    "list of an old form": (
        p("Согласен: ", CHOICE.format('<w:result w:val="1"/>'), ".") + p("Иначе: ", CHOICE.format(""), "."),
        ["Согласен: нет.", "Иначе: да."],
    ),
    "simple field": (
        p("Срок ", '<w:fldSimple w:instr=" DATE ">' + r("25.12") + "</w:fldSimple>", "."),
        ["Срок 25.12."],
    ),
    "link": (p("На ", '<w:hyperlink r:id="x">' + r("сайте") + "</w:hyperlink>", "."), ["На сайте."]),
    "control": (p("Дом ", "<w:sdt><w:sdtPr/><w:sdtContent>" + r("5") + "</w:sdtContent></w:sdt>", "."), ["Дом 5."]),
    "remark": (
        p(
            '<w:commentRangeStart w:id="1"/>',
            "Готово.",
            '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
        ),
        ["Готово."],
    ),
    "bookmark in a word": (p("Ре", '<w:bookmarkStart w:id="1" w:name="a"/>', "шение."), ["Решение."]),
    "box": (p("Готово.", box(p(BAD))), ["Готово.", BAD]),
    "box for old programs": (
        p(
            "Готово.",
            "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
            + p(BAD)
            + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
        ),
        ["Готово.", BAD],
    ),
    "box in a box": (p(box(p("Снаружи.", box(p("Внутри."))))), ["Снаружи.", "Внутри."]),
    "picture in the line": (p("Знак ", PICTURE.format("inline"), ", это герб."), [f"Знак {OBJECT}, это герб."]),
    "floating picture": (p("Знак", PICTURE.format("anchor"), ", это герб."), ["Знак, это герб."]),
    "picture alone": (p(PICTURE.format("inline")) + HELLO, ["Здравствуйте, Анна Петровна!"]),
    "formula": (p("Доля ", "<m:oMath><m:r><m:t>½</m:t></m:r></m:oMath>", "."), ["Доля ½."]),
    "hyphens": (
        p(
            "<w:r><w:t>59</w:t><w:noBreakHyphen/><w:t>ФЗ, ко</w:t><w:softHyphen/><w:t>миссия, июле\u2011августе</w:t></w:r>"
        ),
        ["59-ФЗ, комиссия, июле-августе"],
    ),
    "letters in two": (p("И\u0306ошкар-Ола, мои\u0306 е\u0308ж"), ["Йошкар-Ола, мой ёж"]),
    "letter in two runs": (p("мои", "\u0306 дом"), ["мой дом"]),
    "stress": (p("за\u0301мок"), ["замок"]),
    "signs without width": (p("ко\u00adмис\u200bсия\ufeff"), ["комиссия"]),
    "drop capital": (
        p("В", properties='<w:framePr w:dropCap="drop"/>') + p(" целях проверки."),
        ["В целях проверки."],
    ),
    "line break": (p("<w:r><w:t>Раз</w:t><w:br/><w:t>два</w:t><w:tab/><w:t>три</w:t></w:r>"), ["Раз", "два\tтри"]),
    "smart tag": (
        "<w:customXml>" + p("<w:smartTag>" + r("Ижевск") + "</w:smartTag>", ".") + "</w:customXml>",
        ["Ижевск."],
    ),
    "ruby": (
        p("<w:r><w:ruby><w:rt>" + r("чтение") + "</w:rt><w:rubyBase>" + r("знак") + "</w:rubyBase></w:ruby></w:r>"),
        ["знак"],
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_a_docx_is_read_as_it_is_printed(name: str) -> None:
    body, wanted = SEEN[name]
    assert lines(docx(body)) == wanted
    assert lines(docx(body, strict=True)) == wanted


class TestParts:
    def test_notes_follow_their_paragraph_by_relationship_or_usual_name(self) -> None:
        body = p("Раз", '<w:r><w:footnoteReference w:id="2"/></w:r>', ".") + p("Два.")
        note = NOTES.replace(
            "{notes}",
            '<w:footnote w:id="2">' + p(BAD) + '</w:footnote><w:footnote w:id="9">' + p("Чужая") + "</w:footnote>",
        )
        usual = docx(body, parts={"word/footnotes.xml": note})
        elsewhere = docx(body, parts={"word/a/n1.xml": note}, relations={"rId1": ("footnotes", "a/n1.xml")})
        assert lines(usual) == lines(elsewhere) == ["Раз.", BAD, "Два."]
        ends = note.replace("footnote", "endnote")
        assert lines(docx(body.replace("footnote", "endnote"), parts={"word/endnotes.xml": ends})) == [
            "Раз.",
            BAD,
            "Два.",
        ]

    def test_headers_and_footers_stand_once_at_the_end_and_only_those_that_are_shown(self) -> None:
        kinds = ('w:type="default" r:id="a"', 'w:type="first" r:id="b"', 'w:type="even" r:id="c"')
        references = "".join(f"<w:headerReference {k}/>" for k in kinds)
        body = HELLO + f'<w:sectPr>{references}<w:footerReference r:id="d"/></w:sectPr>'
        pages = {
            f"word/h{n}.xml": f"<w:hdr {{}}>{p(text)}</w:hdr>"
            for n, text in enumerate(["Отдел", "Титул", "Чётная", "Отдел"])
        }
        relations = {i: ("header", f"h{n}.xml") for n, i in enumerate("abcd")}
        greeting = "Здравствуйте, Анна Петровна!"
        assert lines(docx(body, parts=pages, relations=relations)) == [greeting, "Отдел"]
        titled = docx(body.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>"), parts=pages, relations=relations)
        assert lines(titled) == [greeting, "Отдел", "Титул"]

    def test_remarks_of_reviewers_are_not_the_letter(self) -> None:
        remarks = {"word/comments.xml": "<w:comments {}><w:comment w:id='1'>" + p(BAD) + "</w:comment></w:comments>"}
        assert lines(docx(HELLO, parts=remarks, relations={"a": ("comments", "comments.xml")})) == [
            "Здравствуйте, Анна Петровна!"
        ]

    @pytest.mark.parametrize("main", ["word/document2.xml", "Word/Document.xml", "text/letter.xml"])
    def test_the_document_is_where_its_package_says(self, main: str) -> None:
        assert lines(docx(p(BAD), main=main)) == [BAD]

    def test_a_package_without_relationships_is_read_by_type_or_name(self) -> None:
        for main in ("word/document.xml", "word/document2.xml"):
            archive = zipfile.ZipFile(io.BytesIO(docx(p(BAD), main=main)))
            files = {n.replace("/", "\\"): archive.read(n) for n in archive.namelist() if n != "_rels/.rels"}
            assert lines(zipped(files)) == [BAD]

    def test_styles_hide_text_and_broken_ones_hide_nothing(self) -> None:
        styles = (
            '<w:styles {}><w:style w:type="character" w:styleId="T"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
        )
        body = p("Видно.", r("Нет.", '<w:rStyle w:val="T"/>'))
        assert lines(docx(body, parts={"word/styles.xml": styles})) == ["Видно."]
        assert lines(docx(body, others={"word/styles.xml": b"<broken"})) == ["Видно.Нет."]

    def test_what_is_not_read_of_a_file_is_said(self) -> None:
        body = (
            HELLO
            + '<w:altChunk r:id="a"/>'
            + p('<w:r><w:drawing><wp:inline><c:chart r:id="b"/></wp:inline></w:drawing></w:r>')
        )
        told = " ".join(read_document(docx(body), "a.docx").unread)
        assert "вставлена" in told
        assert "диаграмм" in told


A_STYLE = "<style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>"
SEEN_ODT = {
    "deletion in the text": (
        "<text:tracked-changes><text:changed-region text:id='c'><text:deletion/></text:changed-region>"
        "<text:changed-region text:id='d'><text:deletion/></text:changed-region></text:tracked-changes>"
        "<text:p>Да<text:change-start text:change-id='c'/>, <text:span>нет</text:span><text:s/></text:p>"
        "<text:p>никогда<text:change-end text:change-id='c'/> и да<text:change-start text:change-id='d'/>.</text:p>",
        ["Да и да."],
    ),
    "fields": (
        "<text:p>Срок <text:date>25.12</text:date>, № <text:user-field-get text:name='n'>7</text:user-field-get>"
        "<text:bookmark text:name='b'/>.</text:p>",
        ["Срок 25.12, № 7."],
    ),
    "note": (
        "<text:p>Раз<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        f"<text:p>{BAD}</text:p></text:note-body></text:note>.</text:p><text:p>Два.</text:p>",
        ["Раз.", BAD, "Два."],
    ),
    "remark": ("<text:p>Да<office:annotation><text:p>Почему?</text:p></office:annotation>.</text:p>", ["Да."]),
    "deletion": (
        "<text:tracked-changes><text:changed-region text:id='c'><text:deletion><text:p>Нет</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>Да<text:change text:change-id='c'/>.</text:p>",
        ["Да."],
    ),
    "insertion": (
        "<text:p>Да<text:change-start text:change-id='c'/>, да<text:change-end text:change-id='c'/>.</text:p>",
        ["Да, да."],
    ),
    "box": (
        "<text:p>Да.<draw:frame text:anchor-type='paragraph'><draw:text-box><text:p>В рамке.</text:p></draw:text-box>"
        "<draw:image/></draw:frame></text:p>",
        ["Да.", "В рамке."],
    ),
    "shape": (
        "<text:p>Да.<draw:custom-shape><text:p>В фигуре.</text:p></draw:custom-shape></text:p>",
        ["Да.", "В фигуре."],
    ),
    "picture in the line": (
        "<text:p>Знак <draw:frame text:anchor-type='as-char'><draw:image/></draw:frame>, герб.</text:p>",
        [f"Знак {OBJECT}, герб."],
    ),
    "hidden": ("<text:p>Да<text:span text:style-name='H'> тайно</text:span>.</text:p>", ["Да."]),
    "hidden section": (
        "<text:section text:display='none'><text:p>Нет</text:p></text:section><text:p>Да.</text:p>",
        ["Да."],
    ),
    "hidden text": (
        "<text:p>Да<text:hidden-text text:condition='x' text:string-value='нет'>нет</text:hidden-text>.</text:p>",
        ["Да."],
    ),
    "variable that is only set": (
        "<text:p>Да<text:variable-set text:name='x' text:display='none'>нет</text:variable-set>"
        "<text:variable-set text:name='y' text:display='value'>, да</text:variable-set>.</text:p>",
        ["Да, да."],
    ),
    "white space": ("<text:p>\n  Да,\n  <text:span> да</text:span><text:s text:c='2'/>!\n</text:p>", ["Да, да  !"]),
    "list and table": (
        "<text:list><text:list-item><text:p>Раз</text:p></text:list-item></text:list><table:table><table:table-row>"
        "<table:table-cell><text:p>Два</text:p></table:table-cell></table:table-row></table:table>",
        ["Раз", "Два"],
    ),
    "contents": (
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>Шаблон"
        "</text:index-title-template></text:table-of-content-source><text:index-body><text:p>Глава</text:p></text:index-body></text:table-of-content>",
        ["Глава"],
    ),
    "soft": ("<text:p>ко\u00adмис<text:soft-page-break/>сия, мои\u0306 59\u2011ФЗ</text:p>", ["комиссия, мой 59-ФЗ"]),
    "ruby": (
        "<text:p><text:ruby><text:ruby-base>знак</text:ruby-base><text:ruby-text>чтение</text:ruby-text></text:ruby></text:p>",
        ["знак"],
    ),
}


@pytest.mark.parametrize("name", SEEN_ODT)
def test_an_odt_is_read_as_it_is_printed(name: str) -> None:
    body, wanted = SEEN_ODT[name]
    assert lines(odt(body, styles=A_STYLE), "a.odt") == wanted


def test_headers_of_an_odt_stand_at_the_end() -> None:
    pages = "<style:header><text:p>Отдел</text:p></style:header><style:footer style:display='false'><text:p>Нет</text:p></style:footer>"
    assert lines(odt("<text:p>Да.</text:p>", pages=pages), "a.odt") == ["Да.", "Отдел"]


@pytest.mark.parametrize(
    "body",
    [
        p("Площадь ", "<m:oMath><m:r><m:t>S=15</m:t></m:r></m:oMath>", ", это больше нормы."),
        p("Знак ", PICTURE.format("inline"), ", это герб."),
        p("Лист ", field("PAGE", None), ", это второй."),
        p("Лист ", field("PAGE", r("2")), ", это второй."),
    ],
)
def test_no_comma_jumps_over_what_stands_in_the_line(body: str) -> None:
    assert rules(docx(HELLO + body)) == []


def test_a_formula_is_no_prose() -> None:
    assert rules(docx(HELLO + p("Итог ", "<m:oMath><m:r><m:t>в целях данного</m:t></m:r></m:oMath>", " верен."))) == []


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
MANIFEST = {"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}
TOLD = {
    "empty bytes": (b"", "a.docx", "пустой"),
    "no words": (docx(p("")), "a.docx", "нет текста. Проверьте"),
    "marks alone": (docx(p("— …")), "a.docx", "нет текста"),
    "pictures alone": (docx(p(PICTURE.format("inline"))), "a.docx", "только картинки"),
    "a floating scan": (docx(p(PICTURE.format("anchor"))), "a.docx", "только картинки"),
    "everything deleted": (docx(p(DEL.format("Нет"))), "a.docx", "нет текста"),
    "all in a chunk": (docx('<w:altChunk r:id="a"/>'), "a.docx", "вставлена"),
    "locked": (ENCRYPTED, "a.docx", "закрыт паролем"),
    "locked without a name": (ENCRYPTED, "письмо", "закрыт паролем"),
    "locked odt": (odt("<text:p>Да</text:p>", others=MANIFEST), "a.odt", "закрыт паролем"),
    "locked odt in one": (zipped({"mimetype": b"x", "encrypted-package": b"x"}), "a.odt", "закрыт паролем"),
    "cut": (docx(HELLO)[:-60], "a.docx", "повреждён"),
    "broken xml": (zipped({"word/document.xml": b"<w:document"}), "a.docx", "повреждён"),
    "no document": (zipped({"a.txt": b"x"}), "a.docx", "повреждён"),
    "a workbook": (zipped({"xl/workbook.xml": b"<x/>"}), "a.docx", "таблица"),
    "a spreadsheet": (odt("<text:p>Да</text:p>").replace(b"x", b"x"), "a.docx", "документ ODT"),
    "empty odt": (odt("<text:p/>"), "a.odt", "нет текста"),
    "empty html": (b"<html><body><img src='x'></body></html>", "a.html", "нет текста"),
    "white text": (" \n\u00ad\n ".encode(), "a.txt", "нет текста"),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_cannot_be_read_says_so_and_what_to_do(name: str) -> None:
    data, file, told = TOLD[name]
    with pytest.raises(Unreadable, match=told) as raised:
        read_document(data, file)
    assert file in str(raised.value)
    assert str(raised.value).rstrip().endswith(".")


def test_an_empty_text_is_never_worth_a_hundred() -> None:
    for text in ("", " ", "…", "\u00ad", "123", "—\n—"):
        assert check(text, Profile(kind="article")).score == 0
    for text in ("Справка готова.", "Приложение: справка.", "С уважением, Анна"):
        assert check(text, Profile(kind="article")).score == 100


def test_odd_packages_are_taken_at_the_form() -> None:
    assert objection_to("a.docx", docx(p(BAD), main="word/document2.xml")) == ""
    assert objection_to("a.docx", ENCRYPTED) == ""
    archive = zipfile.ZipFile(io.BytesIO(odt("<text:p>Да</text:p>")))
    last_first = zipped({name: archive.read(name) for name in reversed(archive.namelist())})
    assert objection_to("a.odt", last_first) == ""
    assert lines(last_first, "a.odt") == lines(last_first, "письмо") == ["Да"]


def test_places_of_findings_are_those_of_the_text_that_was_given() -> None:
    text = "Здравствуйте! В це\u00adлях про\u00adверки мои\u0306 дом."
    found = next(f for f in check(text).findings if f.rule == "OFF-03")
    assert text[found.start : found.end] == "В це\u00adлях"


CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


def test_the_hint_of_a_control_that_nobody_filled_in_is_no_text() -> None:
    def body(sign: str) -> str:
        return p("Прошу ", CONTROL.format(sign, r("Место для ввода")), " дать.") + CONTROL.format(sign, p("Подсказка"))

    assert lines(docx(body("<w:showingPlcHdr/>"))) == [f"Прошу {OBJECT} дать."]
    for sign in ("", '<w:showingPlcHdr w:val="false"/>'):
        assert lines(docx(body(sign))) == ["Прошу Место для ввода дать.", "Подсказка"]


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return zipped({n: archive.read(n).replace(old, new) if n == part else archive.read(n) for n in archive.namelist()})


@pytest.mark.parametrize(("kind", "part"), [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_the_first_line_stays_byte_for_byte_and_an_unknown_entity_is_told(kind: str, part: str) -> None:
    data = docx(p(BAD)) if kind == "docx" else odt(f"<text:p>{BAD}</text:p>")
    whole = zipfile.ZipFile(io.BytesIO(data)).read(part)
    line = whole[: whole.index(b"?>") + 2] if whole.startswith(b"<?xml") else b""
    body = whole[len(line) :].lstrip()
    for first in (b"<?xml version='1.0' encoding='utf-8'?>", b'\xef\xbb\xbf<?xml  version="1.0"?>\r\n', b""):
        given = changed(data, part, whole, first + body + b"\n")
        manuscript = read_document(given, f"a.{kind}")
        after = manuscript.mended([f for f in check(manuscript.document()).findings if f.rule == "OFF-03"])
        assert after is not None and after != given
        mended = zipfile.ZipFile(io.BytesIO(after)).read(part)
        assert mended.startswith(first + body[:40]) and mended.endswith(b">\n")
    doctype = "<!DOCTYPE x [<!ENTITY firm 'ООО'>]>".encode()
    given = changed(data, part, whole, doctype + body.replace("дома".encode(), "&firm; дома".encode()))
    manuscript = read_document(given, f"a.{kind}")
    assert "&firm; дома комиссия придёт." in manuscript.text
    assert any("сокращения XML" in words for words in manuscript.unread)
    with pytest.raises(Unreadable, match="сокращения XML"):
        manuscript.mended([f for f in check(manuscript.document()).findings if f.rule == "OFF-03"])
