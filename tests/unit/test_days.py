"""Days in the words of a query."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.cases.finding.days import days_in

pytestmark = pytest.mark.unit
TODAY = dt.date(2026, 11, 26)  # a Thursday


def read(text: str, today: dt.date = TODAY) -> list[tuple[str, str, str]]:
    found = days_in(text, today)
    return [(text[d.start : d.end], f"{d.since or ''}/{d.until or ''}", "due" if d.due else "came") for d in found]


@pytest.mark.parametrize(
    ("text", "span", "of"),
    [
        ("жалобы за октябрь", "2026-10-01/2026-10-31", "came"),
        ("жалобы за декабрь", "2025-12-01/2025-12-31", "came"),
        ("в феврале 2024", "2024-02-01/2024-02-29", "came"),
        ("за май", "2026-05-01/2026-05-31", "came"),
        ("за март", "2026-03-01/2026-03-31", "came"),
        ("за 2025 год", "2025-01-01/2025-12-31", "came"),
        ("с 1 по 15 октября", "2026-10-01/2026-10-15", "came"),
        ("с 28 сентября по 3 октября", "2026-09-28/2026-10-03", "came"),
        ("с 01.10.2026 по 15.10.2026", "2026-10-01/2026-10-15", "came"),
        ("после 1 мая", "2026-05-02/", "came"),
        ("с 1 мая", "2026-05-01/", "came"),
        ("до 1 мая", "/2026-04-30", "came"),
        ("до 26 октября", "/2026-10-25", "came"),
        ("до 1 декабря", "/2026-12-01", "due"),
        ("до 26.11", "/2026-11-26", "due"),
        ("до 10 января", "/2027-01-10", "due"),
        ("до 10 января 2026", "/2026-01-09", "came"),
        ("до 01.12.2026", "/2026-12-01", "due"),
        ("до декабря", "/2026-11-30", "due"),
        ("до конца декабря", "/2026-12-31", "due"),
        ("до января", "/2026-12-31", "due"),
        ("до ноября", "/2026-10-31", "came"),
        ("до конца октября", "/2026-10-31", "came"),
        ("до мая", "/2026-04-30", "came"),
        ("к декабрю", "/2026-11-30", "due"),
        ("раньше ноября", "/2026-10-31", "came"),
        ("до конца мая 2027", "/2027-05-31", "due"),
        ("раньше 1 декабря", "/2025-11-30", "came"),
        ("от 12.03.2026", "2026-03-12/2026-03-12", "came"),
        ("за 12 марта", "2026-03-12/2026-03-12", "came"),
        ("за неделю", "2026-11-19/2026-11-26", "came"),
        ("за последние 3 дня", "2026-11-23/2026-11-26", "came"),
        ("на прошлой неделе", "2026-11-16/2026-11-22", "came"),
        ("за прошлый месяц", "2026-10-01/2026-10-31", "came"),
        ("в прошлом году", "2025-01-01/2025-12-31", "came"),
        ("вчера", "2026-11-25/2026-11-25", "came"),
        ("сегодня", "2026-11-26/2026-11-26", "came"),
        ("на сегодня", "/2026-11-26", "due"),
        ("срок завтра", "2026-11-27/2026-11-27", "due"),
        ("на этой неделе", "2026-11-23/2026-11-29", "due"),
        ("до пятницы", "/2026-11-27", "due"),
        ("до конца месяца", "/2026-11-30", "due"),
        ("срок до 15 декабря", "/2026-12-15", "due"),
        ("к 5 января", "/2027-01-05", "due"),
    ],
)
def test_words_of_days_are_read(text: str, span: str, of: str) -> None:
    assert [(s, o) for _words, s, o in read(text)] == [(span, of)]


@pytest.mark.parametrize(
    "text",
    ["12-34/5", "18:26:010203:45", "дом 34/5", "31.02.2026", "89128551234", "112-233-445 95", "маяк", "10.5 га", "3/4"],
)
def test_what_is_no_day_is_left_to_the_words(text: str) -> None:
    assert read(text) == []


@given(st.text(max_size=60), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_any_words_on_any_day(text: str, today: dt.date) -> None:
    found = [d for d in days_in(f"{text}; за октябрь", today) if d.since and d.until]
    assert found and all(d.since <= d.until for d in found if d.since and d.until)


@given(st.dates(), st.sampled_from(["", "после ", "до ", "от ", "с ", "к ", "срок до ", "за ", "с 1 по "]))
def test_any_day_that_is_written_is_one_or_is_left_to_the_words(day: dt.date, led: str) -> None:
    """A day more and a day less of what is read is a day too: the search asks until the next midnight of any zone."""
    read_ = [at for d in days_in(f"{led}{day:%d.%m}.{day.year:04}", TODAY) for at in (d.since, d.until) if at]
    assert [at for at in read_ if not 1900 <= at.year <= 2101] == []


@given(st.dates(dt.date(2000, 2, 29), dt.date(2099, 12, 31)))
def test_every_pattern_on_any_day(today: dt.date) -> None:
    said = (
        "29 февраля; за февраль; до 29 февраля; с 1 по 30 марта; на следующей неделе; до конца недели; за год; к 29.02"
    )
    assert list(days_in(said, today))
