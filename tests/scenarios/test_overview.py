"""How work lies, for who spreads it: every number opens exactly what it counts (issue 15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from lxml import html

from priemnaya.cases.models import Case, CaseQuestion
from priemnaya.knowledge.models import Topic
from priemnaya.people.models import Unit
from priemnaya.people.policies import calendar_of
from priemnaya.programme.models import IndicatorFigure

from ..desk import Desk
from ..helpers import case_of


def numbers(page: str) -> dict[str, int]:
    """Each number of the page that is a link, by where it leads."""
    links = html.fromstring(page).xpath("//div[contains(@class,'lies')]//a")
    return {a.get("href"): int(words[-1]) for a in links if (words := a.text_content().split())[-1].isdigit()}


def rows_at(desk: Desk, address: str) -> int:
    return len(html.fromstring(desk.get(address).source).xpath("//tbody/tr[contains(@class,'row')]"))


def spread(cast: Any) -> None:
    """Late by days and by minutes, due later today and on days to come; of two units and of none, two of one topic."""
    now = timezone.now()
    first, second = Unit.objects.filter(organisation=cast.udm).order_by("pk")[:2]
    topic = Topic.objects.current().filter(depth__gte=4).first()
    assert topic is not None
    evening = cast.udm.local(now).replace(hour=23, minute=59, second=58)
    over = [now - dt.timedelta(days=2), now - dt.timedelta(minutes=3)]  # over today is not what still ends today
    days = [*over, evening.astimezone(dt.UTC), *(now + dt.timedelta(days=n) for n in (1, 4, 5))]
    for n, due in enumerate(days):
        case = case_of(cast.udm, text=f"Вопрос {n}")
        Case.objects.filter(pk=case.pk).update(
            due_at=due, unit=(first, second, second, None, first, None)[n], assignee=cast.executor if n % 2 else None
        )
        if n < 2:
            CaseQuestion.objects.create(case=case, topic=topic)
            CaseQuestion.objects.create(case=case, topic=topic)


def test_each_number_opens_exactly_what_it_counts(cast: Any) -> None:
    spread(cast)
    desk = Desk(cast.head)
    found = numbers(desk.get("/w/overview/").source)
    assert any("late=1" in a and "unit=" in a for a in found) and any("due=" in a for a in found)
    assert any("topic=" in a for a in found) and any("who=" in a for a in found)
    for address, n in found.items():
        if "/w/load/" not in address:
            assert rows_at(desk, address) == n, address
    of_days = sum(
        n for address, n in found.items() if "due=" in address or ("unit=" in address and "late=1" in address)
    )
    assert of_days == Case.objects.filter(organisation=cast.udm).open().count(), "none is left out, none told twice"


def test_a_case_of_two_questions_of_one_topic_is_one(cast: Any) -> None:
    spread(cast)
    found = numbers(Desk(cast.head).get("/w/overview/").source)
    assert [n for address, n in found.items() if "topic=" in address] == [2]


def test_what_one_chose_stays_chosen_in_the_list(cast: Any) -> None:
    spread(cast)
    desk = Desk(cast.head)
    address = next(a for a in numbers(desk.get("/w/overview/").source) if "topic=" in a)
    form = html.fromstring(desk.get(address).source).xpath("//form[@class='filters'][@method='get']")[0]
    again = {i.get("name"): i.get("value") for i in form.xpath(".//input[@checked or @type='date']") if i.get("value")}
    assert {"topic", "since"} <= set(again)


def test_figures_stand_on_top_for_who_may_see_them_and_few_are_no_share(cast: Any) -> None:
    spread(cast)
    month = cast.udm.local(timezone.now()).date().replace(day=1)
    for name, value, count in (("in_time", 91.0, 40), ("satisfaction", 50.0, 2)):
        IndicatorFigure.objects.create(
            organisation=cast.udm, indicator=name, month=month, value=value, count=count, computed_at=timezone.now()
        )
    page = Desk(cast.head).get("/w/").text
    assert "91 %" in page.replace("\xa0", " ") and "50 %" not in page.replace("\xa0", " ")
    assert "дел открыто" in page and "просрочено: 2" in page
    assert "91 %" not in Desk(cast.registrar).get("/w/").text.replace("\xa0", " ")


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "вчера", "2026-02-30"])
def test_what_is_no_day_of_these_times_asks_nothing(cast: Any, typed: str) -> None:
    case_of(cast.udm)
    assert rows_at(Desk(cast.head), f"/w/cases/?state=open&due={typed}&since={typed}") == 1


def test_others_see_no_such_page(cast: Any) -> None:
    desk = Desk(cast.executor)
    assert desk.client.get("/w/overview/").status_code == 403
    assert "/w/overview/" not in desk.get("/w/").source


def test_ten_working_days_follow_the_calendar_of_the_body(cast: Any) -> None:
    spread(cast)
    table = html.fromstring(Desk(cast.head).get("/w/overview/").source).xpath("//table[@class='by-day']")[0]
    heads = [abbr.text_content() for abbr in table.xpath(".//thead//abbr")]
    today, calendar = cast.udm.local(timezone.now()).date(), calendar_of(cast.udm).tentative()
    working = [d for n in range(40) if calendar.is_working(d := today + dt.timedelta(days=n))][:10]
    assert {str(day.day) for day in working} <= set(heads)
