"""A measure about a clause: a head writes it on the figure, its owner is reminded and says what came of it (issue 15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from lxml import html

from priemnaya.core.models import Notice, Obligation
from priemnaya.outreach.models import ClauseMeasure
from priemnaya.people.models import Employee
from priemnaya.people.reminding import remind_body
from priemnaya.programme.rollups import refresh_body

from ..desk import Desk
from ..helpers import case_of, local_day

WHERE = "/w/compliance/?show=all&open=3.5"


def pane(page: str) -> Any:
    [found] = html.fromstring(page).xpath("//section[@id='pane']")
    return found


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def writes(desk: Desk, body: Any, whom: Employee, **more: Any) -> str:
    """Through the form of the pane, as it stands there."""
    case_of(body)
    refresh_body(body)
    [form] = pane(desk.get(WHERE).source).xpath(".//form[@action='/w/measures/']")
    sent = {i.get("name"): i.get("value") for i in form.xpath(".//input[@type='hidden']")}
    sent |= {"text": "Смотрим срочность до обеда", "owner": whom.pk, "due_on": local_day(body, plus=10).isoformat()}
    return str(desk.client.post(form.get("action"), {**sent, **more}, follow=True).content.decode())


def test_a_head_writes_a_measure_on_a_figure_and_its_owner_says_what_was_done(cast: Any) -> None:
    beside = pane(writes(Desk(cast.head), cast.udm, cast.executor))
    assert "Смотрим срочность до обеда" in words(beside) and cast.executor.short_name in words(beside)
    measure = ClauseMeasure.objects.get()
    assert Obligation.objects.about("clausemeasure", measure.pk).open().get().responsible_id == cast.executor.pk
    told = Notice.objects.filter(employee_id=cast.executor.pk).latest("pk")
    assert "мера по п. 3.5" in told.text and told.path == f"/w/duties/#measure-{measure.pk}"

    desk = Desk(cast.executor)
    assert "Смотрим срочность до обеда (п. 3.5)" in desk.get("/w/").text
    page = html.fromstring(desk.get("/w/duties/").source)
    names = page.xpath("//*/@id")
    assert len(names) == len(set(names)), "lists of one page have columns of one name"
    [form] = page.xpath(f"//form[@action='/w/measures/{measure.pk}/done/']")
    again = desk.client.post(form.get("action"), {"result": ""}, follow=True).content.decode()
    assert "Напишите, что сделано" in again and ClauseMeasure.objects.get().done_at is None
    desk.client.post(form.get("action"), {"result": "Дежурный смотрит в 12:00."})
    assert not Obligation.objects.about("clausemeasure", measure.pk).open().exists()
    beside = pane(Desk(cast.head).get(WHERE).source)
    assert "Дежурный смотрит в 12:00." in words(beside)
    late = desk.client.post(form.get("action"), {"result": "Ещё раз."}, follow=True).content.decode()
    assert "уже отчитались" in late and ClauseMeasure.objects.get().result == "Дежурный смотрит в 12:00."


def test_what_cannot_be_a_measure_is_told_and_stays_in_its_form(cast: Any) -> None:
    desk = Desk(cast.head)
    for wrong, said in (
        ({"text": " "}, "Напишите, что измените"),
        ({"due_on": (local_day(cast.udm) - dt.timedelta(days=1)).isoformat()}, "Этот день уже прошёл"),
        ({"due_on": ""}, "Выберите день"),
        ({"owner": cast.stranger.pk}, "Выберите, кто сделает"),
        ({"clause": "99.99"}, "Такого пункта"),
        ({"text": "я" * 2001}, "Слишком длинно"),
    ):
        page = writes(desk, cast.udm, cast.executor, **wrong)
        assert said in page, wrong
        if "clause" not in wrong:
            kept = pane(page).xpath(".//form[@action='/w/measures/']//textarea")[0].text_content().strip()
            assert kept == str(wrong.get("text", "Смотрим срочность до обеда")).strip()
    assert not ClauseMeasure.objects.exists()
    writes(desk, cast.udm, cast.executor)
    assert "уже записана" in writes(desk, cast.udm, cast.executor), "a second press"
    assert ClauseMeasure.objects.count() == 1


def test_who_may_only_look_writes_none_and_sees_them(cast: Any) -> None:
    writes(Desk(cast.head), cast.udm, cast.executor)
    measure = ClauseMeasure.objects.get()
    beside = pane(Desk(cast.analyst).get(WHERE).source)
    assert "Смотрим срочность" in words(beside) and not beside.xpath(".//form")
    sent = {"clause": "3.5", "text": "Иначе", "owner": cast.executor.pk, "due_on": local_day(cast.udm).isoformat()}
    assert Desk(cast.analyst).client.post("/w/measures/", sent).status_code == 403
    assert ClauseMeasure.objects.count() == 1
    assert "Смотрим срочность" not in Desk(cast.colleague).get("/w/duties/").text
    done = {"result": "Сделал за него"}
    assert Desk(cast.colleague).client.post(f"/w/measures/{measure.pk}/done/", done).status_code == 404
    assert "ответственный за меру или руководитель" in str(
        Desk(cast.analyst).client.post(f"/w/measures/{measure.pk}/done/", done, follow=True).content.decode()
    )
    assert ClauseMeasure.objects.get().done_at is None


def test_a_measure_whose_day_has_passed_is_told_of_to_its_owner_and_the_heads(cast: Any) -> None:
    writes(Desk(cast.head), cast.udm, cast.executor)
    Obligation.objects.filter(subject_type="clausemeasure").update(due_at=timezone.now() - dt.timedelta(hours=1))
    Notice.objects.all().delete()
    remind_body(cast.udm)
    told = Notice.objects.filter(path__contains="#measure-").values_list("employee_id", flat=True)
    assert {cast.executor.pk, cast.head.pk} <= set(told)
    Employee.objects.filter(pk=cast.executor.pk).update(is_active=False)
    assert "Смотрим срочность" in Desk(cast.head).get("/w/duties/").text
