"""An hour of the last day: «до 10 часов следующего рабочего дня», «в тот же день до 18:00», «до конца рабочего дня»."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from priemnaya.policy.kinds.within import KIND, Within
from priemnaya.worktime import ProductionCalendar, Schedule, due

ZONE = ZoneInfo("Europe/Samara")
CALENDAR = ProductionCalendar.of("RU-UD")
HOURS = Schedule.parse({"mon-thu": ["08:30-12:00", "12:48-17:30"], "fri": ["08:30-12:00", "12:48-16:30"]})
PAIR = {"from": "message_registered", "do": "noted"}


def ends(since: str, **values: str) -> str:
    rule = Within.model_validate({**PAIR, **values})
    at = dt.datetime.fromisoformat(since).replace(tzinfo=ZONE)
    return f"{due(rule.end, at, CALENDAR, ZONE, HOURS).at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("since", "values", "at"),
    [
        ("2026-06-05T16:00", {"within": "1wd", "hour": "10:00"}, "2026-06-08 10:00"),  # a Friday
        ("2026-06-11T16:00", {"within": "1wd", "hour": "10:00"}, "2026-06-15 10:00"),  # before 12 June
        ("2026-06-08T09:00", {"within": "1d", "start": "same_day", "hour": "18:00"}, "2026-06-08 18:00"),
        ("2026-06-08T18:30", {"within": "1d", "start": "same_day", "hour": "18:00"}, "2026-06-09 18:00"),
        ("2026-06-05T18:30", {"within": "1d", "start": "same_day", "hour": "18:00"}, "2026-06-08 18:00"),
        ("2026-06-05T09:00", {"within": "1wd", "start": "same_day", "hour": "end_of_work"}, "2026-06-05 16:30"),
        ("2026-06-08T09:00", {"within": "1wd", "start": "same_day", "hour": "end_of_work"}, "2026-06-08 17:30"),
        ("2026-06-08T09:00", {"within": "40s"}, "2026-06-08 09:00"),
    ],
)
def test_the_hour_ends_the_last_day(since: str, values: dict[str, str], at: str) -> None:
    assert ends(since, **values) == at


def test_a_place_in_a_period_has_an_hour_too() -> None:
    rule = Within.model_validate({**PAIR, "by": {"of": "week", "weekday": "friday"}, "hour": "12:00"})
    at = due(rule.end, dt.datetime(2026, 6, 8, 9, tzinfo=ZONE), CALENDAR, ZONE, HOURS).at
    assert (at.date(), f"{at:%H:%M}") == (dt.date(2026, 6, 12), "12:00")


def test_it_is_said_in_words_and_why() -> None:
    rule = Within.model_validate({**PAIR, "within": "1wd", "hour": "10:00"})
    assert "не позднее 10:00" in KIND.phrase(rule)
    why = due(rule.end, dt.datetime(2026, 6, 5, 16, tzinfo=ZONE), CALENDAR, ZONE, HOURS).why
    assert "не позднее 10:00: 08.06.2026 10:00" in why


@pytest.mark.parametrize(
    "values",
    [
        {"within": "2h", "hour": "10:00"},
        {"within": "1wd", "hour": "24:00"},
        {"within": "1wd", "hour": "00:00"},
        {"within": "1wd", "hour": "утром"},
        {"within": "45wm", "hour": "end_of_work"},
    ],
)
def test_no_such_hour(values: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Within.model_validate({**PAIR, **values})


def test_one_counted_back_has_no_hour() -> None:
    with pytest.raises(ValidationError):
        Within.model_validate({"from": "term_end", "do": "reply_submitted", "ahead": "2wd", "hour": "10:00"})
