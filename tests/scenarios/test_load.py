"""The head sees who has how much, and the figures are those of the lists they open."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from priemnaya.cases.actions import assign_case, confide_case
from priemnaya.cases.models import Assignment, Case
from priemnaya.core.models import Obligation
from priemnaya.desk.load import loads
from priemnaya.people.actions.substitution import name_substitute
from tests.helpers import case_of, words_of

from ..desk import looked_and_sent


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


def late_by(case: Case, days: int) -> int:
    """All that is owed was due so many days ago, and whoever has the case had it before; how many terms."""
    now = timezone.now()
    Assignment.objects.filter(case=case).update(at=now - dt.timedelta(days=days + 20))
    due = now - dt.timedelta(days=days)
    return Obligation.objects.about("case", case.pk).open().update(due_at=due, responsible_id=case.assignee_id)


def share_of(client: Client, name: str) -> str:
    page = words_of(client.get("/w/load/"))
    row = page[page.index(name) : page.index("</tr>", page.index(name))]
    return " ".join(re.sub(r"<[^>]+>", " ", row[row.index("В срок за") :]).split())


def test_a_broken_term_is_told_of_who_had_the_case_then_however_long_ago(cast: Any, client: Client) -> None:
    old, ended = case_of(cast.udm, identity="e1"), case_of(cast.udm, identity="e2")
    for case in (old, ended):
        assign_case(case, cast.executor, by=cast.head)
    n = late_by(old, 60) + late_by(ended, 1)
    client.force_login(cast.head)
    for case in (old, ended):
        looked_and_sent(client, f"/w/cases/{case.pk}/assign/", {"to": cast.colleague.pk})
    assert Case.objects.filter(assignee=cast.colleague).count() == 2
    Obligation.objects.about("case", ended.pk).open().update(cancelled_at=timezone.now(), cancelled_why="закрыто")
    assert 0 < n < 5
    assert share_of(client, "Сорокин И.О.").endswith(f"0 из {n}")  # of few no share is said
    assert "сроков не было" in share_of(client, "Васильева И.О.")


def test_what_is_closed_to_the_head_is_not_counted_for_them(cast: Any, client: Client) -> None:
    case = given(cast, cast.executor, dt.timedelta(days=9), 1)
    assert next(row for row in loads(cast.head) if row.employee == cast.executor).open == 1
    confide_case(case, "Сведения о здоровье", by=cast.registrar)
    outside = cast.hire("second_head", cast.udm, "Вторая", "head")
    assert next(row for row in loads(outside) if row.employee == cast.executor).ended == 0
    late_by(case, 2)
    assert next(row for row in loads(cast.registrar) if row.employee == cast.executor).ended > 0
    seen = next(row for row in loads(outside) if row.employee == cast.executor)
    assert seen.ended == 0, "nor are its terms"
    client.force_login(outside)
    hands = client.get(f"/w/cases/?open={case_of(cast.udm).pk}").context["hands"]
    assert next(hand for hand in hands if hand.employee == cast.executor).open == seen.open, "one number in both places"
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


def test_who_sees_one_department_is_shown_no_part_of_what_others_have(cast: Any, client: Client) -> None:
    own, other = cast.udm.units.order_by("pk")[:2]
    for one, unit in ((cast.head, own), (cast.colleague, own), (cast.executor, other)):
        one.unit, one.unit_only = unit, one == cast.head
        one.save()
    case = given(cast, cast.executor, dt.timedelta(days=-2), 1)
    Case.objects.filter(pk=case.pk).update(unit=own)  # one of theirs is seen, the rest are not
    client.force_login(cast.head)
    page = words_of(client.get("/w/load/"))
    assert "Васильева И.О." in page and "Сорокин И.О." not in page
    asked = case_of(cast.udm, identity="e2")
    Case.objects.filter(pk=asked.pk).update(unit=own)
    pane = words_of(client.get(f"/w/cases/?list=open&open={asked.pk}"))
    assert "Сорокин И.О." in pane and pane.count("нагрузка не видна") == 1
