"""Whatever is thrown at the checker, it answers: findings inside the text, or one clear message."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.plain import Profile, Unreadable, apply, check, rewrite_safely
from priemnaya.plain.inputs import KNOWN, read_document
from priemnaya.plain.rule import KINDS

from ..breadth import examples, sampled
from .packages import docx as packed
from .packages import flat_odt, p, wrapped, zipped
from .packages import pdf as pdf_of
from .samples import docx, odt, pdf
from .test_mending import letter, odt_letter
from .test_old_formats import OLD, rtf
from .test_pdf_files import LETTER, OTHER

pytestmark = pytest.mark.unit
RUSSIAN = st.text(alphabet='абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГ .,!?«»"()-—–\n\t0123456789№N/a', max_size=400)
WORDS = st.lists(
    st.sampled_from(
        [
            "в",
            "целях",
            "осуществляет",
            "проверку",
            "документов",
            "данный",
            "вопрос",
            "взят",
            "на",
            "контроль",
            "не",
            "представляется",
            "возможным",
            "Вы",
            "не",
            "приложили",
            ",",
            ".",
            ":",
            "!",
            "статья",
            "5",
            "Федерального",
            "закона",
            "от",
            "27.07.2010",
            "№",
            "210-ФЗ",
            "«",
            "»",
            "(",
            ")",
            "\n",
            "Министерство",
            "имущественных",
            "отношений",
            "Удмуртской",
            "Республики",
            "31",
            "ноября",
            "сообщаем",
            "что",
            "если",
        ]
    ),
    max_size=80,
).map(" ".join)


@examples(150, deadline=None)
@given(st.one_of(st.text(max_size=400), RUSSIAN, WORDS), st.sampled_from(sorted(KINDS)))
def test_any_text_gives_findings_inside_it(text: str, kind: str) -> None:
    report = check(text, Profile(kind=kind, supplied=frozenset()))  # type: ignore[arg-type]
    assert 0 <= report.score <= 100
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.message
    apply(text, report.findings)


@examples(60, deadline=None)
@given(st.one_of(RUSSIAN, WORDS))
def test_safe_rewriting_settles(text: str) -> None:
    rewritten = rewrite_safely(text)
    assert rewrite_safely(rewritten) == rewritten


@examples(15, deadline=None)
@given(WORDS)
def test_the_syntax_layer_survives_too(text: str) -> None:
    findings = check(text, Profile(syntax=True)).findings
    assert [f for f in findings if not 0 <= f.start <= f.end <= len(text)] == []


@sampled(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "ы" * 100_000,
        "ш" * 50 + " ",
        "😀" * 5_000,
        "\x00\x01\x02 текст \ufffe",
        "a" * 10_000,
        "слово " * 20_000,
        "(" * 3_000,
        "«" * 3_000,
        "." * 20_000,
        "Ünïcödé 漢字 العربية и русский",
        "1" * 50_000,
        "- " * 5_000,
        "\u202eобратно\u202c",
        "и, " * 5_000,
        "В " * 5_000,
        "не " * 5_000,
        "А.\n" * 5_000,
        "статья 5 " * 2_000,
    ],
    ids=range(21),
    of=4,
)
def test_odd_texts_take_little_time(text: str) -> None:
    started = time.monotonic()
    check(text)
    assert time.monotonic() - started < 20


def test_ten_megabytes_are_refused_with_a_message() -> None:
    with pytest.raises(Unreadable, match="по частям"):
        check("слово " * 1_700_000)


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "a.docx", "пустой"),
        (b"PK\x03\x04broken", "a.docx", "повреждён"),
        (b"not a pdf", "a.pdf", "не читается|повреждён"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "a.doc", "повреждён"),
        (b"\x89PNG....", "a.png", "Подойдут"),
        (b"x" * (21 * 1024 * 1024), "a.txt", "больше 20 МБ"),
        (b"", "a.pdf", "пустой"),
    ],
)
def test_a_broken_file_gets_a_message(data: bytes, name: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read_document(data, name)


def test_a_zip_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (50 * 1024 * 1024) + b"</a>")
    with pytest.raises(Unreadable, match="слишком много данных"):
        read_document(out.getvalue(), "a.docx")


def test_an_entity_is_not_resolved() -> None:
    evil = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", evil)
    try:
        assert "root:" not in read_document(out.getvalue(), "a.docx").text
    except Unreadable:
        pass


def files_of_every_kind() -> dict[str, list[bytes]]:
    columns = [line for pair in zip(wrapped(LETTER, 40, 44), wrapped(OTHER, 320, 44), strict=False) for line in pair]
    return {
        "docx": [docx(), letter(1), letter(2)],
        "odt": [odt(), odt_letter(1)],
        "pdf": [pdf(), pdf_of([columns, []], picture=1)],
        "html": ["<p>Приём <i>по средам</i><table><tr><td>Да</table>".encode()],
        "rtf": [rtf(r"Да{\footnote нет} \u1084? {\field{\*\fldinst x}{\fldrslt 5}}\par")],
        "doc": [OLD],
        "fodt": [flat_odt("<text:p>Да<text:s/>нет<text:date>25</text:date></text:p>")],
        "txt": ["Пре-\r\nдоставим".encode("cp1251"), LETTER.encode("utf-16")],
    }


FILES = files_of_every_kind()


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut out, doubled, or the end lost."""
    out = bytearray(data)
    for _ in range(chance.choice([1, 3, 20])):
        place = chance.randrange(len(out)) if out else 0
        what = chance.random()
        if what < 0.6 and out:
            out[place] = chance.randrange(256)
        elif what < 0.8:
            del out[place : place + chance.randrange(1, 60)]
        elif what < 0.95:
            out[place:place] = out[place : place + chance.randrange(1, 200)]
        else:
            del out[place:]
    return bytes(out)


def spoilt_inside(data: bytes, chance: random.Random) -> bytes:
    """A part of a package lost, spoilt, put in place of another, or with its elements doubled, lost, swapped."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = {name: archive.read(name) for name in archive.namelist()}
    name, what = chance.choice(list(files)), chance.random()
    if what < 0.2:
        del files[name]
    elif what < 0.5:
        files[name] = spoilt(files[name], chance)
    elif what < 0.6:
        files[name] = files[chance.choice(list(files))]
    else:
        text = files[name].decode("utf-8", "replace")
        for _ in range(chance.choice([1, 2, 6])):
            tags = re.findall(r"<[^>]+>", text) or [""]
            one, other = chance.choice(tags), chance.choice(tags)
            text = text.replace(one, chance.choice(["", other, one * 2, one.replace('"1"', '"9999999999"')]), 1)
        files[name] = text.encode()
    return zipped(files)


@pytest.mark.parametrize("kind", FILES)
def test_mutated_files_are_read_and_mended_or_refused_with_words(kind: str) -> None:
    chance, read = random.Random(7), 0
    for _ in range(60):
        data = chance.choice(FILES[kind])
        inside = kind in ("docx", "odt") and chance.random() < 0.7
        data = spoilt_inside(data, chance) if inside else spoilt(data, chance)
        try:
            manuscript = read_document(data, f"a.{kind}")
            findings = check(manuscript.document()).findings
            manuscript.mended(f for f in findings if f.safe or f.family == "FMT")
            read += 1
        except Unreadable as error:
            assert len(str(error)) > 20
    assert read


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (lambda: packed("<w:sdt>" * 5_000 + p("да") + "</w:sdt>" * 5_000), "a.docx"),
        (lambda: packed(p("да") + "<w:p/>" * 1_000_001), "a.docx"),
        (lambda: zipped({"word/document.xml": b"<a>", "word/media/i": bytes(201 * 1024 * 1024)}), "a.docx"),
        (lambda: zipped({f"{n}.xml": b"" for n in range(5_001)}), "a.odt"),
    ],
    ids=["deep", "many", "large", "parts"],
)
def test_a_package_made_to_be_too_much_is_refused_at_once(made: Callable[[], bytes], name: str) -> None:
    data, started = made(), time.monotonic()
    with pytest.raises(Unreadable, match=r"слишком много данных|повреждён"):
        read_document(data, name)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(("times", "sound"), [(1, True), (3, False)], ids=["sound", "broken"])
def test_a_pdf_whose_page_unpacks_to_too_much_is_refused_before_it_is_drawn(times: int, sound: bool) -> None:
    packed_page = b"0 " * 60_000_000
    for _ in range(times):
        packed_page = zlib.compress(packed_page, 9)
    filters = b"/FlateDecode" * times
    stream = b"<</Filter[" + filters + b"]/Length %d>>stream\n" % len(packed_page) + packed_page + b"\nendstream"
    data = pdf_of([[]]).replace(b"<</Length 0>>stream\n\nendstream", stream)
    if not sound:
        data = data[: data.rindex(b"startxref")]
    started = time.monotonic()
    with pytest.raises(Unreadable, match="слишком много данных"):
        read_document(data, "a.pdf")
    assert time.monotonic() - started < 5


def test_copies_of_copies_cost_nothing() -> None:
    """Alternate contents inside one another would be read once for each of their copies."""
    inside = "<w:r><w:t>да</w:t></w:r>"
    for _ in range(40):
        inside = (
            f'<mc:AlternateContent><mc:Choice Requires="x">{inside}</mc:Choice><mc:Fallback><w:r/></mc:Fallback>'
            "</mc:AlternateContent>"
        )
    assert read_document(packed(f"<w:p>{inside}</w:p>"), "a.docx").text == "да\n"


@examples(60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([*KNOWN, "xyz", ""]))
def test_any_bytes_under_any_name(data: bytes, extension: str) -> None:
    try:
        read_document(data, f"файл.{extension}")
    except Unreadable as error:
        assert "файл" in str(error).lower()
