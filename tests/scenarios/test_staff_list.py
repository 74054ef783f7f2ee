"""The list of employees: each tab holds as many as it says, absences of the two weeks to come are seen by day (issue 15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from lxml import html

from priemnaya.people.models import Employee, Substitution

from ..desk import Desk


def tree(desk: Desk, address: str) -> Any:
    return html.fromstring(desk.get(address).source)


def test_each_tab_holds_as_many_as_it_says_and_nobody_is_left_out(cast: Any) -> None:
    Employee.objects.filter(pk=cast.colleague.pk).update(is_active=False)
    Employee.objects.filter(pk=cast.auditor.pk).update(unit=None)
    desk = Desk(cast.admin)
    tabs = [
        (a.get("href"), int(a.find("span").text))
        for a in tree(desk, "/w/employees/").xpath("//main//ul[@class='tabs noprint']/li/a[span]")
    ]
    told = {address: n for address, n in tabs if address.startswith("?")}
    assert len(told) > 2
    for address, n in told.items():
        assert len(tree(desk, f"/w/employees/{address}").xpath("//tbody/tr")) == n, address
    assert told["?"] == Employee.objects.filter(organisation=cast.udm, is_active=True).count()
    assert told["?unit=gone"] == 1
    found = tree(desk, f"/w/employees/?q={cast.colleague.surname}").xpath("//tbody/tr")
    assert found, "words are looked for among all, those who left too"


def test_an_absence_is_seen_by_day_in_words_and_in_a_file(cast: Any) -> None:
    today = cast.udm.local(timezone.now()).date()
    row = Substitution.objects.create(
        employee=cast.executor,
        substitute=cast.head,
        since=today + dt.timedelta(days=3),
        until=today + dt.timedelta(days=20),
    )
    desk = Desk(cast.admin)
    mine = tree(desk, "/w/employees/").xpath(f"//tbody/tr[@data-open='{cast.executor.pk}']")[0]
    marks = [i.get("class") == "away" for i in mine.xpath(".//i")]
    assert marks == [False] * 3 + [True] * 11
    assert "отсутствует с" in mine.text_content()
    csv = b"".join(desk.client.get("/w/employees/?as=csv")).decode("utf-8-sig")
    assert f"нет с {row.since:%d.%m} по {row.until:%d.%m}, замещает {cast.head.short_name}" in csv


def test_who_never_came_in_is_said_so(cast: Any) -> None:
    assert "не входил" in Desk(cast.admin).get("/w/employees/").text
