"""No stranger's text holds a program up: every detector takes four times longer for four times the text, not sixteen.

Each is timed on 4n signs of every sort of hostile text; only one that takes long enough to be measured is timed on n
as well, so that the whole is quick and a busy machine changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from email.message import Message
from functools import lru_cache
from time import process_time
from typing import Any

import pytest

from priemnaya.cases.disguised import sound
from priemnaya.cases.fact_check import IDENTIFIER, OUR_LETTER, SUM, TERM, UNTIL
from priemnaya.cases.finding.days import bare_days, days_in
from priemnaya.cases.finding.snippets import Marker
from priemnaya.cases.finding.terms import Term
from priemnaya.cases.kinds import evident_kind
from priemnaya.cases.named import complains, named_in_field, named_in_text
from priemnaya.cases.openable import state_of
from priemnaya.cases.surnames import Person
from priemnaya.channels.email.automatic import doubts_of, robot_of
from priemnaya.channels.email.decoding import decoded, uncoded, uuencoded
from priemnaya.channels.email.forms import is_away_note, is_receipt_note
from priemnaya.channels.email.headers import unfold
from priemnaya.channels.email.html_text import text_of
from priemnaya.channels.email.mime import letter_of
from priemnaya.channels.email.names import safe
from priemnaya.channels.email.parse import parse_letter
from priemnaya.channels.email.quoted import split_quoted
from priemnaya.knowledge.topics.questions import questions_in
from priemnaya.plain import Document, Profile, find_citations, move_to_endnotes, readability
from priemnaya.plain.charsets import fit, guess
from priemnaya.plain.checker import shipped
from priemnaya.plain.detectors import MEASURES
from priemnaya.plain.document import lines, without_long_runs
from priemnaya.plain.inputs import read_document
from priemnaya.plain.inputs.zipped import parsed, spell_entities
from priemnaya.plain.mentions import numbers_in
from priemnaya.plain.names import called
from priemnaya.plain.substance import question_of, says_something
from priemnaya.plain.unfilled import unfilled
from priemnaya.ui.blocks import blocks

from ..breadth import sampled
from ..hostile import hostile

pytestmark = pytest.mark.unit
N = 700
SEEN = 0.005
"""Seconds below which a time says nothing."""
ROOM = 9.0
"""Four times the text: 4 for a linear pattern, 16 for a quadratic one."""
PROFILE = Profile(supplied=frozenset({"signer", "phone", "survey"}))
STAFF = [
    Person(n, surname, "Пётр", "Петрович", "начальник отдела") for n, surname in enumerate(("Иванов", "Слово", "Аа"))
]


def took(work: Callable[[str], object], text: str) -> float:
    started = process_time()
    work(text)
    return process_time() - started


def grows(work: Callable[[str], object], sort: str, tail: str) -> str:
    """Empty when the work is linear on this sort of text, else what was measured."""
    return grown(work, sort, tail, took(work, whole()[sort] + tail))


def grown(work: Callable[[str], object], sort: str, tail: str, long: float) -> str:
    """The same, of a work that took so long on the whole text."""
    text = whole()[sort] + tail
    quarter = text[:N] + tail
    for again in range(4):  # a busy machine, a first look into the dictionary: only what grows every time counts
        if again:
            long = took(work, text)
        if long < SEEN or long < ROOM * max(short := took(work, quarter), SEEN / 8):
            return ""
    return f"{sort} with {tail!r} at its end: {short:.3f} s for n, {long:.3f} s for 4n"


@lru_cache(maxsize=1)
def whole() -> dict[str, str]:
    return dict(hostile(4 * N))


@pytest.mark.parametrize(("power", "seen"), [(1, False), (2, True), (3, True)])
def test_the_measure_sees_what_is_quadratic(power: int, seen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that the work itself moves on: what a busy machine adds must not decide whether the measure is right."""
    now = [0.0]

    def work(text: str) -> None:
        now[0] += len(text) ** power * 0.02 / (4 * N) ** power

    monkeypatch.setattr(f"{__name__}.process_time", lambda: now[0])
    assert bool(grows(work, repr(" "), "x")) is seen


def rules() -> Iterator[tuple[str, Callable[[Document], object]]]:
    """Every rule of the checker by itself, on whatever kind of text and for whatever reader."""
    checker = shipped()
    for rule in checker.rules:
        if rule.measure:
            yield rule.id, lambda d, r=rule: list(MEASURES[r.measure](d, r, PROFILE))  # type: ignore[misc]
        elif rule.pattern:
            yield rule.id, lambda d, r=rule: list(checker._by_pattern(d, r))  # type: ignore[misc]


def parts(document: Document) -> None:
    for name in ("tokens", "sentences", "paragraphs", "lower", "citations", "zones", "letter_words", "is_russian"):
        getattr(document, name)


@sampled("sort", whole(), of=6)
def test_every_rule_of_the_checker_is_linear(sort: str) -> None:
    """The document is cut up once; then each rule is timed by itself."""
    found = []
    text = whole()[sort] + "x"
    prepared.cache_clear()
    parted = took(prepared, text)
    document = prepared(text)
    every = {r.id: r for r in shipped().rules}
    for name, work in rules():
        started = process_time()
        work(document)
        if process_time() - started >= SEEN:
            found.append(f"{name}: {grows(lambda text, w=work: w(prepared(text)), sort, 'x')}")  # type: ignore[misc]
    found.append(f"parts: {grown(lambda text: parts(Document(text)), sort, 'x', parted)}")
    found.append(f"phrases: {grows(lambda text: list(shipped()._by_phrase(prepared(text), every)), sort, 'x')}")
    assert [f for f in found if not f.endswith(": ")] == []


@lru_cache(maxsize=4)
def prepared(text: str) -> Document:
    document = Document(text)
    parts(document)
    return document


def _all(pattern: Any) -> Callable[[str], object]:
    return lambda text: list(pattern.finditer(without_long_runs(text)))


MARKER = Marker([Term(w, forms=frozenset([w])) for w in ("а", "б", "1", "11", "x", "слово")])


def found_in(text: str) -> None:
    """As the search of staff marks a letter all of whose words were sought."""
    MARKER.marked(text)
    MARKER.piece("", text)


OTHERS: dict[str, Callable[[str], object]] = {
    "citations": find_citations,
    "endnotes": move_to_endnotes,
    "readability": readability,
    "lines": lambda text: list(lines(text)),
    "numbers of papers": numbers_in,
    "substance": lambda text: says_something(text[: len(text) // 2]),
    "question": lambda text: question_of(text),
    "sums": _all(SUM),
    "identifiers": _all(IDENTIFIER),
    "terms": _all(TERM),
    "dates of letters": _all(OUR_LETTER),
    "until": _all(UNTIL),
    "words that were sought": found_in,
    "days that are sought": lambda text: list(days_in(text, dt.date(2026, 11, 26))),
    "days that stand alone": lambda text: list(bare_days(text)),
    "questions": questions_in,
    "kind of case": lambda text: evident_kind(text[:250], text),
    "complaint": complains,
    "left to be filled in": unfilled,
    "sounds of a name": lambda text: sound(text[:300]),
    "names in a field": lambda text: named_in_field(text[:300], STAFF),
    "names in words": lambda text: named_in_text(text, STAFF, complaint=True, client=text[:80]),
    "quoted letter": lambda text: split_quoted(text, "Re: x"),
    "header": unfold,
    "how Russian": fit,
    "robot": lambda text: robot_of(Message(), text[:500], text[:3000], files=[]),
    "receipt": lambda text: is_receipt_note(text[:1200]),
    "note of absence": lambda text: is_away_note(text[:1200]),
    "doubts": lambda text: doubts_of(Message(), text[:500], text[:1200], sender="a@b.ru", unread=False),
    "whose name": lambda text: called(text[:200]),
    "name of a file": safe,
    "HTML": text_of,
    "base64": lambda text: decoded(text.encode(), "base64"),
    "no base64": lambda text: uncoded(text.encode()),
    "uuencode": lambda text: uuencoded(b"begin 644 a\n" + text.encode()),
    "parts": lambda text: letter_of(b"Content-Type: multipart/mixed; boundary=a\n\n--" + text.encode()),
    "broken head": lambda text: letter_of(text.encode() + b"\nFrom: a@b.ru\n\nx"),
    "charset": lambda text: guess(text.encode("cp1251", "replace")),
    "letter": lambda text: parse_letter(b"From: a@b.ru\nSubject: " + text[:500].encode() + b"\n\n" + text.encode()),
    "letter of HTML": lambda text: parse_letter(b"From: a@b.ru\nContent-Type: text/html\n\n<p>" + text.encode()),
    "head of a letter": lambda text: parse_letter(b"From: " + text.encode() + b"\nTo: " + text.encode() + b"\n\nx"),
    "does it open": lambda text: [state_of(f"a.{e}", text.encode()) for e in ("sig", "zip", "asc", "pdf", "doc")],
    "page of text": blocks,
    "HTML file": lambda text: read_document("<p>слово ".encode() + text.encode(), "a.html"),
    "text file": lambda text: read_document(b"x" + text.encode(), "a.txt"),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("nth", [6, pytest.param(1, marks=pytest.mark.walk)])
def test_everything_else_that_reads_a_stranger_s_words_is_linear(name: str, nth: int) -> None:
    """In the suite on every sixth sort of text."""
    assert [g for sort in list(whole())[::nth] if (g := grows(OTHERS[name], sort, "x"))] == []


def of_no_dictionary(words: int) -> str:
    """Capitals, ten words a line; each word another."""
    abc = "БВГДЖЗКЛМНПРСТФХЦЧШЩ"
    made = (f"{abc[n % 20]}{abc[n // 20 % 20]}Ъ{abc[n // 400 % 20]}{abc[n // 8000 % 20]}Ы" for n in range(words))
    return "\n".join(" ".join(line) for line in zip(*[made] * 10, strict=True))


BOUND = {
    "entities of XML": lambda: spell_entities(
        parsed(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>" + b"&b;x" * 40_000 + b"</a>")
    ),
    "letter in capitals": lambda: parse_letter(b"From: a@b.ru\n\n" + of_no_dictionary(30_000).encode()),
}
"""What was minutes of work of one stranger's letter: bounded as a whole, and not line by line."""


@pytest.mark.parametrize("name", BOUND)
def test_a_bound_is_of_the_whole(name: str) -> None:
    started = process_time()
    BOUND[name]()
    assert process_time() - started < 20  # it was minutes; the machine may be three times slower than usual


@pytest.mark.parametrize("run", ["а" * 1000, " " * 1000, "." * 1000, "\n" * 250])
def test_a_long_run_of_one_sort_is_broken_place_for_place(run: str) -> None:
    """So no pattern, whoever writes it, can go over it from every place."""
    broken = without_long_runs(f"Слово {run} слово.")
    assert len(broken) == len(f"Слово {run} слово.")
    assert max(len(piece) for piece in broken.split("\x01")) <= 110
    ordinary = "Обычное письмо, в нём нет ничего длинного.\n\n- пункт;\n- пункт.\n" * 20
    assert without_long_runs(ordinary) == ordinary
