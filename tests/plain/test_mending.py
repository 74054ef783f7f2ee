"""`--fix` changes the words it names and nothing else: compared node by node, part by part, for generated documents."""

from __future__ import annotations

import codecs
import io
import random
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from priemnaya.plain import Finding, Profile, Unreadable, apply, check
from priemnaya.plain.inputs import Manuscript, read_document
from priemnaya.plain.inputs.manuscript import common_ends
from priemnaya.plain.spelled import spelled

from ..breadth import examples
from .packages import PICTURE, box, docx, field, flat_odt, odt, p, r, zipped

pytestmark = pytest.mark.unit
NEWLINES = st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=3, max_size=3)
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
WORDS = [
    "в",
    "целях",
    "проверки",
    "комис\u00adсия",
    "данного",
    "мои\u0306",
    "дома",
    "осуществляет",
    "59\u2011ФЗ",
    "и",
    "ёлка",
]
LOOKS = ("", "<w:b/>", "<w:i/>", '<w:color w:val="FF0000"/>', "<w:vanish/>")


def inside(
    text: str, chance: random.Random, kinds: tuple[int, ...] = tuple(range(22)), looks: tuple[str, ...] = LOOKS
) -> str:
    """Runs of a line, broken anywhere, with whatever Word leaves between and around them."""
    out, at = [], 0
    while at < len(text):
        end = min(len(text), at + chance.randrange(1, 9))
        piece, at = text[at:end], end
        run = r(piece, chance.choice(looks))
        out.append(_around(run, piece, chance, kinds))
    return "".join(out)


def _around(run: str, piece: str, chance: random.Random, kinds: tuple[int, ...] = tuple(range(22))) -> str:
    kind = chance.choice(kinds)
    n = chance.randrange(10**6)
    among = {
        0: f'<w:bookmarkStart w:id="{n}" w:name="b{n}"/>{run}<w:bookmarkEnd w:id="{n}"/>',
        1: f'<w:commentRangeStart w:id="{n}"/>{run}<w:commentRangeEnd w:id="{n}"/>',
        2: f'<w:ins w:id="{n}" w:author="x">{run}</w:ins>',
        3: f'<w:del w:id="{n}" w:author="x"><w:r><w:delText>{piece}</w:delText></w:r></w:del>{run}',
        4: f'<w:hyperlink w:anchor="a">{run}</w:hyperlink>',
        5: field("REF a", run),
        6: field("HYPERLINK x", run),
        7: f'<w:fldSimple w:instr=" DATE ">{run}</w:fldSimple>',
        8: f"<w:sdt><w:sdtPr/><w:sdtContent>{run}</w:sdtContent></w:sdt>",
        9: f'{run}<w:r><w:footnoteReference w:id="2"/></w:r>',
        10: f"{run}<w:proofErr w:type='spellStart'/><!-- замечание --><w:r><w:noBreakHyphen/></w:r>",
        11: f"{run}<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>",
        12: run + PICTURE.format("inline"),
        13: f"{run}<w:r><w:lastRenderedPageBreak/><w:br/><w:tab/></w:r>",
        14: run + box(p("в целях проверки")),
    }
    return among.get(kind, run)


def letter(seed: int) -> bytes:
    chance = random.Random(seed)
    body = "".join(p(inside(" ".join(chance.choices(WORDS, k=9)) + ".", chance)) for _ in range(3))
    note = (
        '<w:footnotes {}><w:footnote w:id="2">'
        + p(inside("в целях проверки дома", chance))
        + "</w:footnote></w:footnotes>"
    )
    return docx(body, parts={"word/footnotes.xml": note}, others={"word/media/i.png": bytes(range(256))})


def named(manuscript: Manuscript, seed: int) -> list[Finding]:
    """Findings over some words, one or two at once, each with another text."""
    chance, text = random.Random(seed), manuscript.text
    found = []
    for match in check(text).findings if seed % 3 == 0 else ():
        found.append(match)
    tokens = [t for t in manuscript.document().tokens if t.word]
    for n, token in enumerate(tokens[:-1]):
        if chance.random() < 0.3:
            last = (
                tokens[n + 1] if chance.random() < 0.4 and "\n" not in text[token.start : tokens[n + 1].end] else token
            )
            new = chance.choice(["для", "кто-то ещё", "", text[token.start : last.end] + "а"])
            found.append(Finding("OFF-03", "warning", token.start, last.end, "x", replacement=new))
    return [f for f in found if f.replacement is not None]


def skeleton(data: bytes) -> Any:
    """Everything of a part but the words of w:t, text:… and what holds only words: names, attributes, remarks, codes of fields."""
    root = etree.fromstring(data)
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if name in ("t", "noBreakHyphen") and "wordprocessingml" in element.tag:
            element.text, element.tag = "", "words"
            element.attrib.pop(SPACE, None)
        elif "opendocument" in element.tag:
            element.text = element.tail = None
            element.tag = "words" if name == "s" else element.tag
    for gone in root.xpath("//words"):
        parent = gone.getparent()
        parent.remove(gone)
    return etree.tostring(root, method="c14n")


def archive_of(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def assert_only_words_changed(before: bytes, after: bytes, parts: set[str]) -> None:
    old, new = archive_of(before), archive_of(after)
    assert [(i.filename, i.date_time, i.compress_type) for i in old.infolist()] == [
        (i.filename, i.date_time, i.compress_type) for i in new.infolist()
    ]
    assert old.comment == new.comment
    for name in old.namelist():
        if name in parts:
            assert skeleton(old.read(name)) == skeleton(new.read(name)), name
        else:
            assert old.read(name) == new.read(name), name


def expected(manuscript: Manuscript, findings: list[Finding]) -> str:
    made, at = [], -1
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if finding.start >= at and finding not in manuscript.left:
            made.append(finding)
            at = finding.end
    return apply(manuscript.text, made)


@examples(60, deadline=None)
@given(st.integers(0, 10**9))
def test_a_docx_keeps_everything_but_the_words_that_were_named(seed: int) -> None:
    data = letter(seed)
    manuscript = read_document(data, "a.docx")
    findings = named(manuscript, seed)
    after = manuscript.mended(findings)
    assert after is not None
    assert_only_words_changed(data, after, {"word/document.xml", "word/footnotes.xml"})
    if "".join(f.replacement or "x" for f in findings):
        assert folded(read_document(after, "a.docx").text) == folded(expected(manuscript, findings))


def folded(text: str) -> list[str]:
    """Lines with single spaces: two that meet fold into one in ODT."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip(" \ufffc")]


ODT_AROUND = [
    "<text:span text:style-name='T'>{}</text:span>",
    "<text:a xlink:href='x' xmlns:xlink='http://www.w3.org/1999/xlink'>{}</text:a>",
    "<text:bookmark text:name='b'/>{}",
    "<text:change text:change-id='c'/>{}",
    "<text:date>{}</text:date>",
    "{}<text:s text:c='2'/>",
    "{}<text:soft-page-break/>",
    "{}<text:note text:note-class='footnote'><text:note-body><text:p>в целях проверки</text:p></text:note-body></text:note>",
    "<text:change-start text:change-id='c'/>{}<text:change-end text:change-id='c'/>",
    "{}<draw:frame text:anchor-type='as-char'><draw:image/></draw:frame>",
    "{}<office:annotation><text:p>замечание</text:p></office:annotation>",
]


def odt_letter(seed: int) -> bytes:
    chance = random.Random(seed)
    body = ""
    for _ in range(3):
        text, out, at = " ".join(chance.choices(WORDS, k=9)) + ".", [], 0
        while at < len(text):
            end = min(len(text), at + chance.randrange(1, 9))
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1  # no writer puts spaces between a letter and its sign
            out.append((chance.choice(ODT_AROUND) if chance.random() < 0.6 else "{}").format(text[at:end]))
            at = end
        body += f"<text:p>{''.join(out)}</text:p>\n"
    return odt(
        body, pages="<style:header><text:p>Отдел проверки</text:p></style:header>", others={"i.png": b"\x00\xff"}
    )


@examples(60, deadline=None)
@given(st.integers(0, 10**9))
def test_an_odt_keeps_everything_but_the_words_that_were_named(seed: int) -> None:
    data = odt_letter(seed)
    manuscript = read_document(data, "a.odt")
    findings = named(manuscript, seed)
    after = manuscript.mended(findings)
    assert after is not None
    assert_only_words_changed(data, after, {"content.xml", "styles.xml"})
    assert folded(read_document(after, "a.odt").text) == folded(expected(manuscript, findings))


def mended(body: str, replacement: str = "Для", words: str = "В целях", **more: Any) -> str:
    """The body of a document after one finding over these words."""
    data = docx(body, **more)
    manuscript = read_document(data, "a.docx")
    start = manuscript.text.index(words)
    after = manuscript.mended([Finding("OFF-03", "warning", start, start + len(words), "x", replacement=replacement)])
    assert after is not None
    return archive_of(after).read("word/document.xml").decode()


class TestWhatIsLeft:
    """Words through which something goes that would lose its place are left, and said."""

    @pytest.mark.parametrize(
        "between",
        [
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
            '<w:del w:id="1"><w:r><w:delText>самых </w:delText></w:r></w:del>',
            PICTURE.format("inline"),
            "<w:r><w:br/></w:r>",
            "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
        ],
    )
    def test_nothing_jumps_over_what_stands_between_the_words(self, between: str) -> None:
        data = docx(p("В ", between, "целях проверки."))
        manuscript = read_document(data, "a.docx")
        text = manuscript.text
        finding = Finding("OFF-03", "warning", 0, text.index("целях") + 5, "x", replacement="Для")
        assert not manuscript.can_mend(finding)
        assert manuscript.mended([finding]) == data
        assert manuscript.left == [finding]

    def test_the_result_of_a_field_is_not_written_over(self) -> None:
        assert "В целях" in mended(p(field("REF a", r("В целях")), " проверки."))
        assert "Для" in mended(p(field("HYPERLINK x", r("В целях")), " проверки."))

    def test_what_a_control_takes_from_data_is_not_written_over(self) -> None:
        bound = "<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
        assert "В целях" in mended(p(bound.format(r("В целях")), " проверки."))
        assert "Для" in mended(p(bound.replace("<w:dataBinding/>", "").format(r("В целях")), " проверки."))

    def test_part_of_a_correction_or_a_link_is_left(self) -> None:
        for around in ('<w:ins w:id="1" w:author="x">{}</w:ins>', '<w:hyperlink w:anchor="a">{}</w:hyperlink>'):
            assert "целях" in mended(p("В ", around.format(r("целях")), " проверки."))
            assert "Для" in mended(p(around.format(r("В целях")), " проверки."))

    def test_a_signed_document_is_not_spoilt(self) -> None:
        data = docx(p("В целях проверки."), others={"_xmlsignatures/sig1.xml": b"<x/>"})
        manuscript = read_document(data, "a.docx")
        with pytest.raises(Unreadable, match="подписан"):
            manuscript.mended([f for f in check(manuscript.document()).findings if f.safe])

    def test_a_file_broken_in_another_part_says_so(self) -> None:
        data = docx(p("В целях проверки."), others={"word/media/i.bin": bytes(range(256)) * 9})
        at = data.index(b"word/media/i.bin") + 40
        manuscript = read_document(data[:at] + b"\xff" * 9 + data[at + 9 :], "a.docx")
        with pytest.raises(Unreadable, match="сохранить"):
            manuscript.mended([f for f in check(manuscript.document()).findings if f.safe])


def test_both_copies_of_a_text_box_are_mended_and_another_copy_is_not() -> None:
    assert mended(p(box(p("В целях проверки.")))).count("Для проверки") == 2
    split = p("В це", r("лях", "<w:b/>"), " проверки.")
    assert mended(p(box(p("В целях проверки."), split))).count("Для") == 2
    assert mended(p(box(p("В целях проверки."), p("Иначе.")))).count("Для") == 1


def test_what_both_wordings_share_keeps_its_look() -> None:
    xml = mended(p("согласно ", r("догов", "<w:b/>"), r("ора", "<w:i/>")), "согласно договору", "согласно договора")
    assert ">согласно <" in xml
    assert ">догов<" in xml
    assert ">ору<" in xml


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [("в целях", "для", (0, 0)), ("согласно договора", "согласно договору", (16, 0)), ("a b c", "a x c", (2, 2))]
    + [("один два", "два", (0, 3)), ("слово", "слово,", (4, 0)), ("а", "а", (1, 0)), ("слово,", "слово", (5, 0))]
    + [("прошу вас срочно", "прошу срочно", (6, 6))],
)
def test_only_what_differs_is_changed(old: str, new: str, kept: tuple[int, int]) -> None:
    front, back = common_ends(old, new)
    assert (front, back) == kept
    assert old[:front] + new[front : len(new) - back] + old[len(old) - back :] == new


def test_a_file_with_nothing_to_mend_comes_back_byte_for_byte() -> None:
    for data, name in (
        (docx(p("Готово.")), "a.docx"),
        (odt("<text:p>Готово.</text:p>"), "a.odt"),
        ("Готово.\r".encode(), "a.txt"),
        (b"<p>Ok", "a.html"),
    ):
        assert read_document(data, name).mended([]) == data


def test_a_flat_odt_keeps_everything_but_its_words() -> None:
    data = flat_odt("<text:p>В <text:span>це</text:span>лях<text:bookmark text:name='b'/> проверки.</text:p>")
    manuscript = read_document(data, "a.fodt")
    after = manuscript.mended([f for f in check(manuscript.document()).findings if f.safe])
    assert after is not None
    assert skeleton(data) == skeleton(after)
    assert read_document(after, "a.fodt").text == "Для проверки.\n"


def test_the_remark_of_an_archive_and_odd_names_stay() -> None:
    data = zipped(
        {
            "word\\document.xml": archive_of(docx(p("В целях проверки."))).read("word/document.xml"),
            "[Content_Types].xml": b"<x/>",
        },
        b"remark",
    )
    manuscript = read_document(data, "a.docx")
    after = manuscript.mended([f for f in check(manuscript.document()).findings if f.safe])
    assert after is not None
    assert_only_words_changed(data, after, {"word\\document.xml", "word/document.xml"})


def test_what_the_checker_itself_calls_safe_is_mended_in_broken_runs() -> None:
    text = "Здравствуйте! В це\u00adлях проверки отдел осуществляет проверку документов согласно договора."
    for seed in range(12):
        chance, at, runs = random.Random(seed), 0, ""
        while at < len(text):
            end = at + chance.randrange(1, 7)
            runs += r(text[at:end], chance.choice(["", "<w:b/>"])) + "<w:bookmarkStart w:id='1' w:name='a'/>" * (
                chance.random() < 0.3
            )
            at = end
        manuscript = read_document(docx(p(runs)), "a.docx")
        safe = [f for f in check(manuscript.document(), Profile(kind="article")).findings if f.safe]
        after = manuscript.mended(safe)
        assert after is not None
        assert manuscript.left == []
        assert "Для проверки отдел проверяет документы" in read_document(after, "a.docx").text


ALIKE = (0, 1, 2, 4, 6, 8, 10, 13, 20, 20, 20)
"""What LibreOffice writes into a plain text as we read it; it leaves out headers, boxes and formulas, and computes
fields."""
ODT_ALIKE = (0, 1, 2, 3, 5, 6, 8, 10)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: a judge, not a part")
def test_libreoffice_opens_what_was_mended_and_reads_the_same(tmp_path: Path) -> None:
    wanted: dict[str, list[str]] = {}
    for seed in range(6):
        chance = random.Random(seed)
        text = " ".join(chance.choices(WORDS, k=30)) + "."
        body = "".join(
            chance.choice([ODT_AROUND[n] for n in ODT_ALIKE]).format(text[n : n + 7]) for n in range(0, len(text), 7)
        )
        for name, data in (
            (f"{seed}.docx", docx(p(inside(text, chance, ALIKE, LOOKS[:-1])))),
            (f"o{seed}.odt", odt(f"<text:p>{body}</text:p>")),
        ):
            manuscript = read_document(data, name)
            findings = named(manuscript, seed * 3 + 1)
            after = manuscript.mended(findings)
            assert after is not None
            assert after != data
            (tmp_path / name).write_bytes(after)
            wanted[name] = " ".join(expected(manuscript, findings).split()).split()
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(tmp_path / name) for name in wanted]
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, *files], capture_output=True, check=False, timeout=120)
    for name, words in wanted.items():
        seen = (tmp_path / name).with_suffix(".txt").read_text("utf-8-sig")
        assert spelled(seen).text.split() == words, name


@given(
    st.lists(st.integers(0x20, 0xFF), max_size=12).map(bytes),
    st.sampled_from(["utf-8", "cp1251", "koi8-r", "cp866", "utf-16"]),
    st.booleans(),
    NEWLINES,
)
@example(b"\x98", "cp1251", False, ["\n", "\r\n", "\n"])
@example(b"\x00", "utf-16-be", True, ["\r", "\n", "\r\n"])
def test_of_a_text_no_byte_changes_but_those_of_the_words(
    odd: bytes, encoding: str, mark: bool, ends: list[str]
) -> None:
    """Line ends of every kind among each other, bytes that are no letters, marks in front and their order."""
    encoding = {"utf-16": "utf-16-be"}.get(encoding, encoding)
    front = {"utf-8": codecs.BOM_UTF8, "utf-16-be": codecs.BOM_UTF16_BE}.get(encoding, b"") if mark else b""
    before = front + f"Мы получили ваше письмо.{ends[0]}Ответ ниже:{ends[1]}".encode(encoding)
    after = f" пришлите копию договора.{ends[2]}Это всё. ".encode(encoding) + odd
    data = before + "В целях проверки".encode(encoding) + after
    try:
        manuscript = read_document(data, "a.txt")
    except Unreadable:  # by its bytes it might be no text at all: that is said, and nothing is changed
        assert encoding == "utf-16-be" and not mark
        return
    mended = manuscript.mended([f for f in check(manuscript.document()).findings if f.rule == "OFF-03"])
    if "В целях проверки" in manuscript.text:  # the encoding is guessed
        assert mended == before + "Для проверки".encode(encoding) + after


def test_words_over_the_end_of_a_line_are_mended_and_the_other_ends_stay() -> None:
    first = "Мы получили ваше письмо о том, что сосед занял проезд, и приедем в"
    data = f"Здравствуйте!\r{first}\r\nцелях проверки этого.\nЖдите.\r\n".encode()
    manuscript = read_document(data, "a.txt")
    mended = manuscript.mended([f for f in check(manuscript.document()).findings if f.rule == "OFF-03"])
    assert mended == data.replace("в\r\nцелях".encode(), "для".encode())
