"""A measure about a clause: a head writes it on the figure, its owner is reminded and says what came of it (issue 15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from lxml import html

from priemnaya.core.models import Notice, Obligation
from priemnaya.outreach.models import ClauseMeasure, ImprovementMeasure
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
    assert "мера по п. 3.5" in told.text and told.path == f"/w/measures/{measure.pk}/"

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
    told = Notice.objects.filter(path__startswith="/w/measures/").values_list("employee_id", flat=True)
    assert {cast.executor.pk, cast.head.pk} <= set(told)
    Employee.objects.filter(pk=cast.executor.pk).update(is_active=False)
    assert "Смотрим срочность" in Desk(cast.head).get("/w/duties/").text


def page_of(desk: Desk, measure: ClauseMeasure) -> Any:
    return html.fromstring(desk.get(f"/w/measures/{measure.pk}/").source)


def sent(desk: Desk, page: Any, deed: str, **typed: Any) -> str:
    """Through the form of a page that stands open, with what it says of itself."""
    [form] = page.xpath(f"//form[contains(@action, '/{deed}/')]")
    hidden = {i.get("name"): i.get("value") for i in form.xpath(".//input[@type='hidden']")}
    return str(desk.client.post(form.get("action"), {**hidden, **typed}, follow=True).content.decode())


def test_a_head_passes_a_measure_on_and_it_is_owed_by_the_other_from_then(cast: Any) -> None:
    head = Desk(cast.head)
    writes(head, cast.udm, cast.executor)
    measure = ClauseMeasure.objects.get()
    first, second = page_of(head, measure), page_of(head, measure)
    assert "Выберите, кому передать" in sent(head, first, "hand", to="", why="Он знает участок лучше")
    kept = html.fromstring(sent(head, first, "hand", to=cast.stranger.pk, why="Он знает участок лучше"))
    assert kept.xpath("//form[contains(@action,'/hand/')]//textarea")[0].text_content() == "Он знает участок лучше"
    assert not kept.xpath("//form[contains(@action,'/cancel/')]//textarea")[0].text_content(), "of another form"
    Notice.objects.all().delete()
    page = sent(head, first, "hand", to=cast.colleague.pk, why="Он знает участок лучше")
    said = words(html.fromstring(page).get_element_by_id("steps"))
    assert f"прежде: {cast.executor}, теперь: {cast.colleague}" in said and "Он знает участок лучше" in said
    owed = Obligation.objects.about("clausemeasure", measure.pk).open().get()
    assert owed.responsible_id == cast.colleague.pk
    assert "Вам передана мера по п. 3.5" in Notice.objects.get(employee_id=cast.colleague.pk).text
    assert "теперь не ваша" in Notice.objects.get(employee_id=cast.executor.pk).text

    assert "Смотрим срочность до обеда (п. 3.5)" in Desk(cast.colleague).get("/w/").text
    assert "Смотрим срочность до обеда (п. 3.5)" not in Desk(cast.executor).get("/w/").text
    done = f"/w/measures/{measure.pk}/done/"
    assert Desk(cast.executor).client.post(done, {"result": "Сделал"}).status_code == 404, "it is not theirs any more"
    stale = sent(head, second, "hand", to=cast.head.pk, why="Сделаю сам")
    assert "Меру уже передали" in stale and "Сделаю сам" in stale
    assert ClauseMeasure.objects.get().owner_id == cast.colleague.pk
    Desk(cast.colleague).client.post(done, {"result": "Сделал"})
    assert "уже отчитались" in sent(head, second, "hand", to=cast.head.pk)


def test_a_measure_that_is_not_needed_is_cancelled_with_why_and_owed_no_more(cast: Any) -> None:
    head = Desk(cast.head)
    writes(head, cast.udm, cast.executor)
    measure = ClauseMeasure.objects.get()
    mine, open_page = page_of(Desk(cast.executor), measure), page_of(head, measure)
    assert not mine.xpath("//form[contains(@action,'/cancel/') or contains(@action,'/hand/')]")
    assert "почему мера не нужна" in sent(head, open_page, "cancel", why=" ")
    assert ClauseMeasure.objects.get().is_open
    sent(head, open_page, "cancel", why="Порядок изменили.")
    owed = Obligation.objects.about("clausemeasure", measure.pk).get()
    assert owed.cancelled_at is not None and owed.fulfilled_at is None
    assert "отменена" in Notice.objects.filter(employee_id=cast.executor.pk).latest("pk").text
    assert "Смотрим срочность до обеда (п. 3.5)" not in Desk(cast.executor).get("/w/").text
    assert "Меру отменили" in sent(Desk(cast.executor), mine, "done", result="Успел сделать"), "a page of before"
    assert "Меру отменили" in sent(head, open_page, "hand", to=cast.colleague.pk)
    assert ClauseMeasure.objects.get().done_at is None
    beside = words(pane(head.get(WHERE).source))
    assert "отменена" in beside and "Порядок изменили." in beside
    listed = Desk(cast.analyst).get("/w/duties/").text
    assert "Порядок изменили." in listed
    assert "уже записана" not in writes(head, cast.udm, cast.executor), "the same may be written anew"


def test_only_who_decides_passes_on_or_cancels_and_only_of_the_own_body(cast: Any) -> None:
    writes(Desk(cast.head), cast.udm, cast.executor)
    measure = ClauseMeasure.objects.get()
    for who in (cast.executor, cast.analyst):
        for deed in ("hand", "cancel"):
            typed = {"to": cast.colleague.pk, "was": cast.executor.pk, "why": "Так надо"}
            assert Desk(who).client.post(f"/w/measures/{measure.pk}/{deed}/", typed).status_code == 403
    for path in ("", "hand/", "cancel/", "done/"):
        there = Desk(cast.stranger).client
        answer = there.post(f"/w/measures/{measure.pk}/{path}") if path else there.get(f"/w/measures/{measure.pk}/")
        assert answer.status_code in (403, 404), path
    held = ClauseMeasure.objects.get()
    assert held.is_open and held.owner_id == cast.executor.pk


def test_a_measure_passed_to_who_has_the_same_or_with_no_owner_left(cast: Any) -> None:
    head = Desk(cast.head)
    writes(head, cast.udm, cast.executor)
    writes(head, cast.udm, cast.colleague)
    measure = ClauseMeasure.objects.get(owner=cast.executor)
    assert "уже есть такая мера" in sent(head, page_of(head, measure), "hand", to=cast.colleague.pk)
    ClauseMeasure.objects.filter(pk=measure.pk).update(owner=None)
    page = page_of(head, measure)
    assert "никто" in words(page)
    sent(head, page, "hand", to=cast.head.pk)
    assert ClauseMeasure.objects.get(pk=measure.pk).owner_id == cast.head.pk


def test_words_refused_of_one_row_stand_in_its_own_form_alone(cast: Any) -> None:
    head = Desk(cast.head)
    writes(head, cast.udm, cast.executor)
    writes(head, cast.udm, cast.executor, text="Второй дежурный")
    first, second = ClauseMeasure.objects.order_by("pk")
    long = "я" * 2001
    page = html.fromstring(
        head.client.post(
            f"/w/measures/{first.pk}/done/", {"result": long, "list": "show=all&open=3.5"}, follow=True
        ).content.decode()
    )
    texts = {
        f.get("action"): f.xpath(".//textarea")[0].text_content()
        for f in page.xpath("//form[contains(@action, '/done/')]")
    }
    assert texts == {f"/w/measures/{first.pk}/done/": long, f"/w/measures/{second.pk}/done/": ""}


def test_what_was_said_of_one_measure_of_a_case_is_not_put_into_another(cast: Any) -> None:
    """The forms of all have one address; a colleague was quicker with the first."""
    case = case_of(cast.udm)
    fields = {"organisation": cast.udm, "case": case, "owner": cast.head, "due_on": local_day(cast.udm, plus=5)}
    first, second = (ImprovementMeasure.objects.create(**fields, text=t, at=timezone.now()) for t in ("Раз", "Два"))
    ImprovementMeasure.objects.filter(pk=first.pk).update(done_at=timezone.now(), result="Уже сделано")
    sent = {"measure": first.pk, "result": "Сделал иначе, см. журнал"}
    page = Desk(cast.head).client.post(f"/w/cases/{case.pk}/measure-done/", sent, follow=True).content.decode()
    tree = html.fromstring(page)
    [form] = tree.xpath(f"//form[.//input[@name='measure' and @value='{second.pk}']]")
    assert not form.xpath(".//textarea[@name='result']")[0].text_content()
    assert "Сделал иначе, см. журнал" in page, "it stands above the page"
