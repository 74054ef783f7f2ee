"""Cases of who is away are handed over where the absence stands, by whoever has the right; others are told who (issue
15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.people.models import Employee, Substitution

from ..desk import Desk
from ..helpers import case_of


def away(cast: Any, *, of: int = 2) -> list[Case]:
    """The executor is away for four days, in which the terms of some cases end; one more ends later."""
    today = cast.udm.local(timezone.now()).date()
    Substitution.objects.create(
        employee=cast.executor, substitute=cast.colleague, since=today, until=today + dt.timedelta(days=4), by=cast.head
    )
    cases = [case_of(cast.udm) for _n in range(of + 1)]
    for n, case in enumerate(cases):
        due = timezone.now() + dt.timedelta(days=2 if n < of else 30)
        Case.objects.filter(pk=case.pk).update(assignee=cast.executor, due_at=due)
    return cases


def form_of(page: str) -> Any:
    [found] = html.fromstring(page).xpath("//form[contains(@class,'hand-over')]")
    return found


def sent(form: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in form.xpath(".//input[@type='hidden']"):
        found.setdefault(field.get("name"), []).append(field.get("value"))
    [to] = form.xpath(".//select[@name='to']/option[@selected]/@value")
    return {**found, "to": to, "do": form.xpath(".//button/@value")[0]}


def test_a_head_hands_over_what_ends_while_somebody_is_away(cast: Any) -> None:
    first, second, later = away(cast)
    desk = Desk(cast.head)
    page = desk.get("/w/staff/").source
    form = form_of(page)
    assert "Передать 2 дела" in " ".join(form.text_content().split())
    desk.client.post(form.get("action"), sent(form))
    assert {c.assignee_id for c in Case.objects.filter(pk__in=[first.pk, second.pk])} == {cast.colleague.pk}
    assert Case.objects.get(pk=later.pk).assignee_id == cast.executor.pk
    assert "Срок дел в эти дни" in page and not html.fromstring(desk.get("/w/staff/").source).xpath(
        "//form[contains(@class,'hand-over')]"
    )
    assert "Вернуть" in desk.get("/w/cases/").text, "and may be taken back"


def test_a_case_that_changed_since_the_page_was_drawn_stays(cast: Any) -> None:
    first, second, _later = away(cast)
    desk = Desk(cast.head)
    told = sent(form_of(desk.get("/w/staff/").source))
    Case.objects.filter(pk=first.pk).update(assignee=cast.head)
    desk.client.post("/w/cases/bulk/", told)
    assert Case.objects.get(pk=first.pk).assignee_id == cast.head.pk
    assert Case.objects.get(pk=second.pk).assignee_id == cast.colleague.pk


def test_who_has_no_right_is_told_who_has(cast: Any) -> None:
    cases = away(cast)
    for address in ("/w/staff/", f"/w/employees/?open={cast.executor.pk}"):
        page = Desk(cast.admin).get(address)
        assert cast.head.short_name in page.text and "передать насовсем могут" in page.text, address
        assert not html.fromstring(page.source).xpath("//form[contains(@class,'hand-over')]")
        assert all(case.number not in page.source for case in cases)


def test_who_does_both_hands_over_from_the_pane_also_after_somebody_left(cast: Any) -> None:
    away(cast)
    Employee.objects.filter(pk=cast.head.pk).update(roles=["head", "admin"])
    desk = Desk(Employee.objects.get(pk=cast.head.pk))
    at = f"/w/employees/?open={cast.executor.pk}"
    assert "Передать 2 дела" in " ".join(form_of(desk.get(at).source).text_content().split())
    Substitution.objects.all().delete()
    Employee.objects.filter(pk=cast.executor.pk).update(is_active=False)
    form = form_of(desk.get(at).source)
    assert "Передать 3 дела" in " ".join(form.text_content().split())


def test_a_case_closed_to_the_reader_is_counted_and_not_handed_over(cast: Any) -> None:
    cases = away(cast)
    actions.confide_case(Case.objects.get(pk=cases[0].pk), "усыновление ребёнка", by=cast.registrar)
    Employee.objects.filter(pk=cast.editor.pk).update(roles=["head"])
    reader = Employee.objects.get(pk=cast.editor.pk)
    assert not Case.objects.seen_by(reader).filter(pk=cases[0].pk).exists()
    page = Desk(reader).get("/w/staff/")
    assert "2 дела" in page.text and "Передать 1 дело" in page.text
    assert str(cases[0].pk) not in sent(form_of(page.source))["case"]
