"""Working time: the official calendar day by day, the vectors of regulation.md, and properties."""

import datetime as dt
from calendar import monthrange
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.core.reminders import amount_left
from priemnaya.errors import Objection
from priemnaya.ui.templatetags.ui import _left_in_words
from priemnaya.worktime import (
    Moved,
    ProductionCalendar,
    Schedule,
    UndecreedYear,
    clock_hours_between,
    due,
    load_decree,
    parse_rule,
    working_days_between,
)
from priemnaya.worktime.calendar import shipped_decrees

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Europe/Samara")
CALENDAR = ProductionCalendar.of()
INSTANTS = st.datetimes(dt.datetime(2023, 2, 2), dt.datetime(2027, 9, 1)).map(lambda d: d.replace(tzinfo=ZONE))


def when(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize("year", range(2023, 2028))
def test_our_reading_of_the_decrees_agrees_with_the_library_on_every_day(year: int) -> None:
    day = dt.date(year, 1, 1)
    decree = shipped_decrees()[year]
    while day.year == year:
        assert decree.is_working(day) == CALENDAR.is_working(day), day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "rule", "roll", "expected"),
    [
        ("2024-04-01", "30d", "back", "2024-04-27"),
        ("2024-04-01", "30d", "forward", "2024-05-02"),
        ("2025-04-02", "30d", "back", "2025-04-30"),
        ("2025-04-02", "30d", "forward", "2025-05-05"),
        ("2025-10-02", "30d", "back", "2025-11-01"),
        ("2026-12-01", "30d", "back", "2026-12-30"),
        ("2026-12-01", "30d", "forward", "2027-01-11"),
        ("2026-06-05", "2d", "back", "2026-06-05"),  # a Friday: the eve of the days off is the day itself
        ("2026-06-06", "1d", "back", "2026-06-08"),  # before a Saturday there is none: the next one
        ("2025-10-24", "5wd", "none", "2025-10-31"),
        ("2025-10-24", "15wd", "none", "2025-11-17"),
        ("2024-04-19", "5wd", "none", "2024-04-26"),
        ("2024-04-19", "15wd", "none", "2024-05-16"),
        ("2026-04-27", "5wd", "none", "2026-05-05"),
        ("2026-04-27", "15wd", "none", "2026-05-20"),
    ],
)
def test_days_vectors_of_the_regulation(since: str, rule: str, roll: str, expected: str) -> None:
    assert due(parse_rule(rule, roll=roll), when(since), CALENDAR, ZONE).at.date().isoformat() == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-05-08T16:30", "2026-05-12T16:30"),
        ("2025-10-31T18:00", "2025-11-01T18:00"),
        ("2026-12-30T12:00", "2027-01-11T12:00"),
    ],
)
def test_24_hours_stand_still_on_days_off(since: str, expected: str) -> None:
    result = due(parse_rule("24h", skip="non_working_days"), when(since), CALENDAR, ZONE)
    assert result.at == when(expected)
    assert "24 часа с" in result.why


RULES = st.builds(
    lambda amount, unit, roll, skip: parse_rule(
        f"{amount}{unit}", roll=roll, skip="non_working_days" if skip and unit == "h" else "none"
    ),
    st.integers(1, 60),
    st.sampled_from(["h", "wh", "d", "wd", "mo"]),
    st.sampled_from(["none", "back", "forward"]),
    st.booleans(),
)
MOVES = st.lists(st.integers(-40, 40).filter(bool), max_size=6)


@given(since=INSTANTS, rule=RULES, days=MOVES)
def test_moves_that_sum_to_zero_give_the_base_term_back_exactly(since: dt.datetime, rule: Any, days: list[int]) -> None:
    moved = [Moved(d, "проба") for d in (*days, -sum(days)) if d]
    base = due(rule, since, CALENDAR, ZONE, tentative=True)
    assert due(rule, since, CALENDAR, ZONE, moved=moved, tentative=True).at == base.at


@given(since=INSTANTS, rule=RULES, days=MOVES, order=st.randoms())
def test_the_order_and_the_cut_of_moves_never_matter(
    since: dt.datetime, rule: Any, days: list[int], order: Any
) -> None:
    mixed = list(days)
    order.shuffle(mixed)
    one, two, three = (
        due(rule, since, CALENDAR, ZONE, moved=[Moved(d) for d in moves if d], tentative=True).at
        for moves in (days, mixed, [sum(days)])
    )
    assert one == two == three


@given(since=INSTANTS, rule=RULES, days=st.integers(1, 60))
def test_a_moved_term_ends_where_its_own_rule_rolls_it(since: dt.datetime, rule: Any, days: int) -> None:
    """Back: never later than the days it was moved by; forward: never earlier; counted over working time: on a working
    day."""
    calendar = CALENDAR.tentative()
    base, moved = (due(rule, since, calendar, ZONE, moved=m).at for m in ([], [Moved(days)]))
    unrolled = due(replace(rule, roll="none"), since, calendar, ZONE).at.date() + dt.timedelta(days=days)
    if rule.roll != "none" or rule.unit in ("wd", "wh"):
        assert calendar.is_working(moved.date())
    if rule.roll == "forward":
        assert moved.date() >= unrolled
    elif moved.date() > unrolled:
        assert calendar.previous_working(unrolled) < since.date()
    assert moved.timetz() == base.timetz()


def test_days_are_added_to_the_term_itself_and_the_trace_says_so() -> None:
    rule, since = parse_rule("15d", roll="back"), when("2026-11-27")  # ends on a Saturday, told for Friday
    moved = due(rule, since, CALENDAR, ZONE, moved=[Moved(10, "продление")])
    assert moved.at.date() == dt.date(2026, 12, 22)
    assert "к самому сроку (12.12.2026), а не к дню после переноса (11.12.2026)" in moved.why


def test_twenty_days_more_and_twenty_less_give_18_december_back() -> None:
    """Seen: the moves were rounded one after another, and the term came back as 10 December."""
    rule, since = parse_rule("30d", roll="back"), when("2026-11-18")
    assert due(rule, since, CALENDAR, ZONE).at.date() == dt.date(2026, 12, 18)
    there = due(rule, since, CALENDAR, ZONE, moved=[Moved(20, "приостановка")])
    assert there.at.date() == dt.date(2026, 12, 30)
    assert "перенос на предыдущий рабочий день 30.12.2026" in there.why
    back = due(rule, since, CALENDAR, ZONE, moved=[Moved(20, "приостановка"), Moved(-20, "возобновление")])
    assert back.at.date() == dt.date(2026, 12, 18)


def test_the_reasoning_names_the_holiday_and_the_move() -> None:
    why = due(parse_rule("30d", roll="back"), when("2024-04-01"), CALENDAR, ZONE).why
    assert "01.05 — праздник, Праздник Весны и Труда" in why
    assert "27.04.2024 (рабочая суббота)" in why


def test_a_year_without_a_decree_is_refused_and_provisional_on_request() -> None:
    with pytest.raises(UndecreedYear, match="2028"):
        due(parse_rule("30d", roll="back"), when("2027-12-10"), CALENDAR, ZONE)
    result = due(parse_rule("30d", roll="back"), when("2027-12-10"), CALENDAR, ZONE, tentative=True)
    assert result.provisional
    assert "предварительно" in result.why


def test_a_new_decree_loads_as_data_and_a_wrong_one_says_what_is_wrong() -> None:
    decree = load_decree("year: 2028\nact: проба\nmoved: [[2028-01-01, 2028-01-10]]")
    calendar = ProductionCalendar.of(decrees=decree)
    assert not calendar.is_working(dt.date(2028, 1, 10))
    assert calendar.is_working(dt.date(2028, 1, 11))
    with pytest.raises(Objection, match="year, act и moved"):
        load_decree("act: без года")


def test_regional_days_belong_to_their_region_only() -> None:
    day = dt.date(2026, 10, 5)
    assert ProductionCalendar.of("RU-UD").is_working(day)
    assert not ProductionCalendar.of("RU-AD").is_working(day)
    assert "Республики Адыгея" in ProductionCalendar.of("RU-AD").why(day)


def test_working_hours_follow_the_schedule() -> None:
    schedule = Schedule.parse({"mon-fri": ["09:00-13:00", "14:00-18:00"]})
    due_at = due(parse_rule("9wh"), when("2026-05-08T17:00"), CALENDAR, ZONE, schedule).at
    assert due_at == when("2026-05-12T18:00")
    assert schedule.between(when("2026-05-08T17:00"), due_at, CALENDAR, ZONE) == dt.timedelta(hours=9)
    assert schedule.between(due_at, when("2026-05-08T17:00"), CALENDAR, ZONE) == -dt.timedelta(hours=9)


@pytest.mark.parametrize("text", ["", "0d", "24", "24 h!", "-3d", "d", "161mo", "14y", "0mo"])
def test_a_wrong_rule_is_refused_with_the_allowed_forms(text: str) -> None:
    with pytest.raises(ValueError, match="24h"):
        parse_rule(text)


@given(
    a=INSTANTS,
    b=INSTANTS,
    rule=st.sampled_from(["24h", "30d", "15wd", "9wh", "1mo", "3mo", "1y"]),
    roll=st.sampled_from(["back", "forward"]),
)
def test_a_later_start_never_ends_earlier(a: dt.datetime, b: dt.datetime, rule: str, roll: str) -> None:
    term = parse_rule(rule, roll=roll, skip="non_working_days" if rule == "24h" else "none")
    first, second = sorted((a, b))
    one, other = (due(term, since, CALENDAR, ZONE, tentative=True).at for since in (first, second))
    assert one <= other


@given(a=INSTANTS, hours=st.integers(1, 200))
def test_counting_the_clock_back_gives_the_hours(a: dt.datetime, hours: int) -> None:
    end = due(parse_rule(f"{hours}h", skip="non_working_days"), a, CALENDAR, ZONE).at
    assert clock_hours_between(a, end, CALENDAR, ZONE) == pytest.approx(hours)
    assert CALENDAR.is_working(end.date()) or end.time() == dt.time()


@given(a=INSTANTS, days=st.integers(1, 60))
def test_counting_working_days_back_gives_the_days(a: dt.datetime, days: int) -> None:
    end = due(parse_rule(f"{days}wd"), a, CALENDAR, ZONE).at
    assert working_days_between(a.date(), end.date(), CALENDAR) == days
    assert CALENDAR.is_working(end.date())


@given(a=INSTANTS, days=st.integers(2, 60))
def test_rolling_back_is_never_later_than_rolling_forward(a: dt.datetime, days: int) -> None:
    back = due(parse_rule(f"{days}d", roll="back"), a, CALENDAR, ZONE).at
    forward = due(parse_rule(f"{days}d", roll="forward"), a, CALENDAR, ZONE).at
    if back == forward:  # the day works: nothing is rolled
        return
    assert back < forward
    assert back > a or back.date() == a.date()
    assert CALENDAR.is_working(back.date())
    assert CALENDAR.is_working(forward.date())


@pytest.mark.parametrize(
    ("since", "rule", "roll", "expected"),
    [
        ("2026-01-31", "1mo", "none", "2026-02-28"),
        ("2024-01-30", "1mo", "none", "2024-02-29"),
        ("2024-02-29", "1y", "none", "2025-02-28"),
        ("2025-02-28", "1mo", "none", "2025-03-28"),
        ("2025-11-30", "3mo", "none", "2026-02-28"),
        ("2025-08-15", "6mo", "none", "2026-02-15"),
        ("2025-12-15", "1mo", "none", "2026-01-15"),
        ("2026-01-08", "1mo", "forward", "2026-02-09"),
        ("2026-01-08", "1mo", "back", "2026-02-06"),
    ],
)
def test_months_end_on_the_same_date_or_the_last_day(since: str, rule: str, roll: str, expected: str) -> None:
    """ГК РФ ст. 192 п. 1–3 and ст. 193."""
    found = due(parse_rule(rule, roll=roll), when(since), CALENDAR, ZONE)
    assert found.at == when(f"{expected}T23:59:59")
    assert (f"{since[-2:]}-го числа в этом месяце нет" in found.why) == (
        rule[-1] in "oy" and since[-2:] > expected[-2:] and roll == "none"
    )


@given(since=INSTANTS, months=st.integers(1, 160))
def test_a_term_of_months_ends_in_its_last_month_and_never_past_its_date(since: dt.datetime, months: int) -> None:
    end = due(parse_rule(f"{months}mo"), since, CALENDAR, ZONE).at.date()
    assert (end.year * 12 + end.month) - (since.year * 12 + since.month) == months
    last = monthrange(end.year, end.month)[1]
    assert end.day == min(since.day, last)


@given(since=INSTANTS, years=st.integers(1, 13))
def test_a_year_is_twelve_months(since: dt.datetime, years: int) -> None:
    one, other = (due(parse_rule(rule), since, CALENDAR, ZONE) for rule in (f"{years}y", f"{years * 12}mo"))
    assert one.at == other.at


@given(since=INSTANTS, first=st.integers(1, 12), more=st.integers(1, 12))
def test_more_months_end_later_and_a_month_is_28_to_31_days(since: dt.datetime, first: int, more: int) -> None:
    one, other = (due(parse_rule(f"{n}mo"), since, CALENDAR, ZONE).at.date() for n in (first, first + more))
    assert 28 * more <= (other - one).days <= 31 * more


def test_months_are_spelled_in_russian_and_have_no_start_of_their_own() -> None:
    said = [str(parse_rule(rule)) for rule in ("1mo", "3mo", "6mo", "1y", "5y")]
    assert said == ["1 месяц", "3 месяца", "6 месяцев", "1 год", "5 лет"]
    with pytest.raises(ValueError, match="ГК РФ"):
        parse_rule("1mo", start="same_day")
    with pytest.raises(ValueError, match="skip"):
        parse_rule("1mo", skip="non_working_days")


def test_whole_days_are_told_alike_in_lists_sentences_and_reminders() -> None:
    """Four days of 8 h 12 min are 32 h 48 min: by whole hours a sentence said three, the list four."""
    schedule = Schedule.parse({"mon-thu": ["08:30-12:00", "12:48-17:30"], "fri": ["08:30-16:30"]})
    day = dt.timedelta(hours=8, minutes=12)
    for n in range(1, 60):
        assert schedule.whole_days(n * day) == n
        assert schedule.whole_days(n * day - dt.timedelta(minutes=1)) == n - 1
    assert amount_left(4 * day, schedule) == "Срок через 4 рабочих дня"
    assert amount_left(2 * day, schedule) == "Срок через 2 рабочих дня"
    body = SimpleNamespace(hours=schedule)
    assert _left_in_words(4 * day, body, dt.datetime.now(dt.UTC), late=False) == "осталось 4 рабочих дня"  # type: ignore[arg-type]
