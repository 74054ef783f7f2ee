"""Whatever is thrown at the checker, it answers: findings inside the text, or one clear message."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priemnaya.plain import Profile, Unreadable, apply, check, rewrite_safely
from priemnaya.plain.inputs import KNOWN, read_document
from priemnaya.plain.rule import KINDS

from .samples import docx, odt, pdf

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


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.text(max_size=400), RUSSIAN, WORDS), st.sampled_from(sorted(KINDS)))
def test_any_text_gives_findings_inside_it(text: str, kind: str) -> None:
    report = check(text, Profile(kind=kind, supplied=frozenset()))  # type: ignore[arg-type]
    assert 0 <= report.score <= 100
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.message
    apply(text, report.findings)


@settings(deadline=None, max_examples=60)
@given(st.one_of(RUSSIAN, WORDS))
def test_safe_rewriting_settles(text: str) -> None:
    rewritten = rewrite_safely(text)
    assert rewrite_safely(rewritten) == rewritten


@settings(deadline=None, max_examples=15)
@given(WORDS)
def test_the_syntax_layer_survives_too(text: str) -> None:
    findings = check(text, Profile(syntax=True)).findings
    assert [f for f in findings if not 0 <= f.start <= f.end <= len(text)] == []


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("kind", ["docx", "odt", "pdf", "html"])
def test_mutated_files_never_raise_anything_else(kind: str) -> None:
    good = {"docx": docx(), "odt": odt(), "pdf": pdf(), "html": "<p>Приём <i>по средам</i></p>".encode()}[kind]
    chance = random.Random(7)
    for _ in range(120):
        data = bytearray(good)
        for _ in range(chance.choice([1, 3, 20])):
            place = chance.randrange(len(data))
            if chance.random() < 0.7:
                data[place] = chance.randrange(256)
            else:
                del data[place : place + chance.randrange(1, 40)]
            if not data:
                break
        try:
            check(read_document(bytes(data), f"a.{kind}").document())
        except Unreadable as error:
            assert len(str(error)) > 20


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400), st.sampled_from([*KNOWN, "xyz", ""]))
def test_any_bytes_under_any_name(data: bytes, extension: str) -> None:
    try:
        read_document(data, f"файл.{extension}")
    except Unreadable as error:
        assert "файл" in str(error).lower()
