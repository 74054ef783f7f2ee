"""Places in periods: any day of any year has its place, and the words say which."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from priemnaya.policy.kinds.within import Within, stored
from priemnaya.worktime import Deadline, ProductionCalendar, Schedule, due, end_of, parse_rule, start_of
from priemnaya.worktime.periods import _WEEKDAYS, MONTHS, Period

pytestmark = pytest.mark.unit
DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2099, 12, 31))
PERIODS = st.sampled_from(["week", "month", "quarter", "half_year", "year"])
DAY = dt.timedelta(days=1)
NINE_TO_SIX = Schedule.parse({"mon-fri": ["09:00-18:00"]})
SAMARA = ZoneInfo("Europe/Samara")


@given(DAYS, PERIODS)
def test_periods_follow_each_other_without_a_gap(day: dt.date, period: Period) -> None:
    first, last = start_of(period, day), end_of(period, day)
    assert first <= day <= last
    assert {start_of(period, d) for d in (first, last)} == {first}
    assert start_of(period, last + DAY) == last + DAY
    assert end_of(period, first - DAY) == first - DAY
    if period != "week":
        assert (first.day, (first.month - 1) % MONTHS[period]) == (1, 0)


@given(DAYS, PERIODS, DAYS, st.integers(0, 31), st.integers(0, 12))
def test_periods_counted_from_a_day_follow_it_and_hold_their_places(
    day: dt.date, period: Period, origin: dt.date, number: int, month: int
) -> None:
    first, last = start_of(period, day, origin), end_of(period, day, origin)
    assert first <= day <= last
    assert start_of(period, origin, origin) == origin
    assert {start_of(period, d, origin) for d in (first, last)} == {first}
    assert start_of(period, last + DAY, origin) == last + DAY
    months = MONTHS.get(period, 1)
    place = Deadline(period, month=min(month, months), day=number if period != "week" else 0, origin=origin)
    assert first <= place.within(day) <= last


@given(DAYS, st.integers(1, 31), st.booleans())
def test_a_day_of_the_month_is_the_first_that_has_not_passed_or_that_of_the_next_month(
    day: dt.date, number: int, following: bool
) -> None:
    found = Deadline("month", following, day=number).after(day)
    assert found.day == min(number, calendar.monthrange(found.year, found.month)[1])
    if following:
        assert start_of("month", found) == end_of("month", day) + DAY
    else:
        assert found >= day
        earlier = Deadline("month", day=number).within(start_of("month", found) - DAY)
        assert earlier < day


@given(DAYS, st.integers(0, 6), st.sampled_from([1, 2, 3, 4, 5, -1]))
def test_the_nth_weekday_of_the_month(day: dt.date, weekday: int, nth: int) -> None:
    found = Deadline("month", weekday=_WEEKDAYS[weekday], nth=nth).within(day)
    assert (found.weekday(), start_of("month", found)) == (weekday, start_of("month", day))
    last = found + 7 * DAY > end_of("month", day)
    assert last if nth == -1 else (found.day - 1) // 7 == nth - 1 or (nth == 5 and last)


@given(DAYS, PERIODS, st.booleans())
def test_the_end_of_a_period_is_its_last_day(day: dt.date, period: Period, following: bool) -> None:
    found = Deadline(period, following).after(day)
    assert found == end_of(period, end_of(period, day) + DAY if following else day)


@pytest.mark.parametrize(
    ("place", "since", "day", "said"),
    [
        (
            Deadline("quarter", day=15, origin=dt.date(2025, 9, 1)),
            "2026-11-16",
            "2026-12-15",
            "до 15-го числа первого месяца квартала, считая с 1 сентября 2025 года",
        ),
        (
            Deadline("year", month=9, day=5, origin=dt.date(2025, 9, 10)),
            "2026-01-20",
            "2026-09-05",
            "до 5 сентября года, считая с 10 сентября 2025 года",
        ),
        (Deadline("month", weekday="saturday"), "2026-11-26", "2026-12-05", "первая суббота месяца"),
        (Deadline("month", weekday="saturday"), "2026-11-01", "2026-11-07", "первая суббота месяца"),
        (Deadline("month", True, day=15), "2026-11-26", "2026-12-15", "до 15-го числа следующего месяца"),
        (Deadline("month", day=15), "2026-11-26", "2026-12-15", "до 15-го числа месяца"),
        (Deadline("month", True, day=31), "2027-01-30", "2027-02-28", "до 31-го числа следующего месяца"),
        (Deadline("month", day=29), "2028-02-01", "2028-02-29", "до 29-го числа месяца"),
        (Deadline("month", day=29), "2027-02-01", "2027-02-28", "до 29-го числа месяца"),
        (Deadline("half_year"), "2026-02-28", "2026-06-30", "до конца полугодия"),
        (Deadline("half_year", True), "2026-11-26", "2027-06-30", "до конца следующего полугодия"),
        (
            Deadline("quarter", True, month=1, day=10),
            "2026-11-26",
            "2027-01-10",
            "до 10-го числа 1-го месяца следующего",
        ),
        (Deadline("year", month=1, day=15), "2026-11-26", "2027-01-15", "до 15 января года"),
        (Deadline("year", month=2, day=29), "2028-01-01", "2028-02-29", "до 29 февраля года"),
        (Deadline("week", True, weekday="friday"), "2026-11-26", "2026-12-04", "пятница следующей недели"),
        (Deadline(on=dt.date(2024, 11, 1)), "2024-09-13", "2024-11-01", "до 01.11.2024"),
        (Deadline("month", weekday="wednesday", nth=3), "2026-11-01", "2026-11-18", "третья среда месяца"),
        (Deadline("month", weekday="sunday", nth=-1), "2026-11-01", "2026-11-29", "последнее воскресенье месяца"),
    ],
)
def test_places_and_their_words(place: Deadline, since: str, day: str, said: str) -> None:
    assert place.after(dt.date.fromisoformat(since)).isoformat() == day
    assert said in str(place)


@given(DAYS, st.sampled_from(["back", "forward"]))
def test_a_place_on_a_day_off_goes_to_a_working_day_and_says_so(day: dt.date, roll: str) -> None:
    since = dt.datetime.combine(day, dt.time(12), SAMARA)
    calendar_ = ProductionCalendar.of().tentative()
    found = due(Deadline("month", True, day=15, roll=roll), since, calendar_, SAMARA, NINE_TO_SIX)  # type: ignore[arg-type]
    assert calendar_.is_working(found.at.date())
    assert abs((found.at.date() - Deadline("month", True, day=15).after(day)).days) <= 15


@pytest.mark.parametrize(
    ("rule", "since", "end"),
    [
        ("30m", "2026-11-26T10:00", "2026-11-26T10:30"),
        ("90wm", "2026-11-26T17:00", "2026-11-27T09:30"),
        ("45wm", "2026-11-28T12:00", "2026-11-30T09:45"),
        ("1wh", "2026-11-26T20:00", "2026-11-27T10:00"),
    ],
)
def test_minutes_by_the_clock_and_of_work(rule: str, since: str, end: str) -> None:
    at = dt.datetime.fromisoformat(since).replace(tzinfo=SAMARA)
    found = due(parse_rule(rule), at, ProductionCalendar.of().tentative(), SAMARA, NINE_TO_SIX)
    assert found.at.replace(tzinfo=None).isoformat(timespec="minutes") == end


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"within": "-3d"}, "не понят"),
        ({"within": "0d"}, "не понят"),
        ({"by": "2025-13-45"}, "день пишите так: 2024-11-01"),
        ({"by": 5}, "день пишите так"),
        ({"by": "1925-01-01"}, "день пишите так"),
        ({}, "срок назовите один раз"),
        ({"within": "3d", "by": "2026-01-01"}, "срок назовите один раз"),
        ({"within": "3wd", "skip": "non_working_days"}, "skip"),
        ({"by": {"of": "month", "day": 32}}, "less than or equal to 31"),
        ({"by": {"of": "month", "month": 2, "day": 1}}, "который месяц периода"),
        ({"by": {"of": "month", "day": 1, "weekday": "monday"}}, "или число месяца"),
        ({"by": {"of": "fortnight"}}, "Input should be"),
        ({"within": "3d", "do": "notted"}, "возможно, noted"),
        ({"within": "3d", "who": "haed"}, "возможно, head"),
        ({"within": "3d", "if": {"rated": 2}}, "rated"),
        ({"within": "3d", "told": ["nobody"]}, "допустимо"),
        ({"within": "3d", "who": "client"}, "здесь называют сотрудников"),
        ({"within": "24h", "start": "same_day"}, "start относится только к дням"),
        ({"within": "24h", "roll": "back"}, "roll относится только к дням"),
        ({"from": "employee_hired", "within": "3d", "who": "executor"}, "нет дела"),
        ({"from": "order_in_force", "by": {"of": "year"}}, "только день"),
    ],
)
def test_a_value_that_nobody_could_read_is_refused_with_what_is_allowed(values: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as error:
        Within.model_validate({"from": "client_added", "do": "noted", **values})
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            {"what": "primary_reply", "within": "24h", "to": "electronic", "skip": "non_working_days", "kinds": []},
            {"from": "message_received", "do": "primary_reply", "within": "24h", "skip": "non_working_days"}
            | {"if": {"electronic": True}},
        ),
        (
            {"what": "complaint_review", "within": "10wd", "ground": "low_rating", "rated": 2, "to": "any"},
            {"from": "low_rating", "do": "complaint_review", "within": "10wd", "if": {"rated": 2}},
        ),
        (
            {"what": "forwarding", "within": "5d", "roll": "back", "ground": "migration", "kinds": ["appeal"]},
            {"from": "message_registered", "do": "forwarding", "within": "5d", "roll": "back"}
            | {"if": {"kinds": ["appeal"], "grounds": ["migration"]}},
        ),
        ({"what": "knowledge_filled", "until": "2024-12-31"}, {"do": "knowledge_filled", "by": "2024-12-31"}),
    ],
)
def test_a_rule_that_a_term_kept_in_the_old_words_is_read_in_the_new(
    old: dict[str, object], new: dict[str, object]
) -> None:
    kept = Within.model_validate(new).model_dump(mode="json", by_alias=True)
    assert stored(old) == stored(kept) == kept


class TestTwoWeeks:
    """«Раз в две недели», «каждую вторую пятницу»: counted from any day, or from a Monday of the calendar."""

    ORIGIN = dt.date(2026, 6, 1)

    def test_they_follow_one_another_from_their_origin(self) -> None:
        for n in range(60):
            day = self.ORIGIN + dt.timedelta(days=n)
            first, last = start_of("two_weeks", day, self.ORIGIN), end_of("two_weeks", day, self.ORIGIN)
            assert (last - first).days == 13 and first <= day <= last and (first - self.ORIGIN).days % 14 == 0

    def test_every_second_friday(self) -> None:
        place = Deadline("two_weeks", weekday="friday", nth=2, origin=self.ORIGIN)
        assert place.within(self.ORIGIN) == dt.date(2026, 6, 12)
        assert place.after(dt.date(2026, 6, 13)) == dt.date(2026, 6, 26)
        assert Deadline("two_weeks", weekday="friday", origin=self.ORIGIN).within(self.ORIGIN) == dt.date(2026, 6, 5)
        assert Deadline("two_weeks", origin=self.ORIGIN).within(self.ORIGIN) == dt.date(2026, 6, 14)

    def test_in_words(self) -> None:
        assert Deadline("two_weeks", weekday="friday", nth=2).by() == "не позднее второй пятницы двух недель"
