"""The head sees who has how much, and the figures are those of the lists they open."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from priemnaya.cases.actions import confide_case
from priemnaya.cases.models import Case
from priemnaya.desk.load import loads
from priemnaya.people.actions.substitution import name_substitute
from tests.helpers import case_of, words_of


def given(cast: Any, person: Any, due: dt.timedelta, n: int) -> Case:
    case = case_of(cast.udm, identity=f"esia-{n}", text=f"О деле {n}")
    Case.objects.filter(pk=case.pk).update(assignee=person, due_at=timezone.now() + due)
    return case


def test_each_number_opens_the_cases_it_counts(cast: Any, client: Client) -> None:
    given(cast, cast.executor, dt.timedelta(days=-2), 1)
    given(cast, cast.executor, dt.timedelta(days=9), 2)
    given(cast, cast.colleague, dt.timedelta(days=9), 3)
    client.force_login(cast.head)
    page = client.get("/w/load/").content.decode()
    row = page[page.index("Сорокин И.О.") : page.index("</tr>", page.index("Сорокин И.О."))]
    for address, number in re.findall(r'href="(/w/cases/[^"]+)">(\d+)<', row):
        opened = client.get(address.replace("&amp;", "&"))
        assert opened.context["page"].paginator.count == int(number)
    assert re.findall(r">(\d+)</a>", row) == ["2", "1"]


def test_what_is_closed_to_the_head_is_not_counted_for_them(cast: Any) -> None:
    case = given(cast, cast.executor, dt.timedelta(days=9), 1)
    assert next(row for row in loads(cast.head) if row.employee == cast.executor).open == 1
    confide_case(case, "Сведения о здоровье", by=cast.registrar)
    outside = cast.hire("second_head", cast.udm, "Вторая", "head")
    seen = next(row for row in loads(outside) if row.employee == cast.executor)
    assert seen.open == Case.objects.seen_by(outside).open().filter(assignee=cast.executor).count()


def test_who_is_away_is_shown_with_who_stands_in_and_figures_only_to_who_may(cast: Any, client: Client) -> None:
    day = timezone.localdate()
    name_substitute(
        cast.executor, cast.colleague, since=day, until=day + dt.timedelta(days=5), by=cast.admin, reason="Отпуск"
    )
    client.force_login(cast.head)
    page = words_of(client.get("/w/load/"))
    assert "замещает Васильева И.О." in page and "В срок за 30 дней" in page and "сроков не было" in page
    client.force_login(cast.registrar)
    assert "В срок за" not in words_of(client.get("/w/load/"))
    client.force_login(cast.executor)
    assert client.get("/w/load/").status_code == 403
