"""Days and hours as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from priemnaya.core.reading import day, moment


def test_two_figures_are_the_nearest_year() -> None:
    this = dt.datetime.now(dt.UTC).year
    for year in (this - 79, this, this + 19):
        assert day(f"05.03.{year % 100:02}") == dt.date(year, 3, 5)


@pytest.mark.parametrize("typed", ["27.11.2026 9:05", "27.11.2026, 9.05", "27.11.2026 в 9:05", "2026-11-27T09:05"])
def test_an_hour_is_read_without_its_nought(typed: str) -> None:
    assert moment(typed, dt.UTC) == dt.datetime(2026, 11, 27, 9, 5, tzinfo=dt.UTC)
