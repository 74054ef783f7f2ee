"""«Сегодня»: a number is of all there are, and what it counts is on the page or one link away."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact
from priemnaya.core.journal import alert, notify
from priemnaya.core.models import Alert, Notice, Obligation
from priemnaya.outreach.actions.surveys import record_measure
from priemnaya.workspace import menu, today
from priemnaya.workspace.views import desk as views

from ..desk import Desk
from ..helpers import case_of


def heads(page: str) -> dict[str, tuple[int, str]]:
    """Of each block its number and where all of it is."""
    found = {}
    for head in html.fromstring(page).xpath("//main//h2[span[@class='count']]"):
        link = head.find("a")
        number = int(head.find("span").text_content())
        found[" ".join((head.text or "").split())] = (number, link.get("href") if link is not None else "")
    return found


def test_each_number_is_of_all_and_opens_as_many_rows(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "FIRST", 2)
    cases = [case_of(cast.udm, text=f"Вопрос {n}") for n in range(6)]
    rows = Case.objects.filter(pk__in=[c.pk for c in cases])
    rows.update(assignee=cast.executor, state="in_work")
    rows.filter(pk__in=[c.pk for c in cases[:3]]).update(urgency="urgent")
    rows.filter(pk=cases[5].pk).update(state="waiting", urgency="urgent")
    desk = Desk(cast.executor)
    page = desk.get("/w/").source
    found = heads(page)
    assert {title: number for title, (number, _link) in found.items()} == {
        "Сегодня": 3,
        "На этой неделе и дальше": 2,
        "Ждём других": 1,
    }
    assert len(re.findall(r"<tr[^>]+data-href", page)) == 5, "two of each at the most"
    whole = html.fromstring(desk.get(found["Сегодня"][1]).source)
    assert len(whole.xpath("//tbody/tr")) == 3


def test_the_newest_notice_stands_there_whatever_kind_has_more(cast: Any) -> None:
    for n in range(views.NEWEST):
        notify(cast.executor, f"Вам поручено дело {n}", kind="assigned")
    case = case_of(cast.udm)
    Desk(cast.registrar).on(case, "note", text="@Сорокин посмотрите границы")
    assert f"в деле {case.number}" in Desk(cast.executor).get("/w/").text


def test_what_is_late_is_named_and_nothing_that_is_closed_is_counted(cast: Any) -> None:
    """A measure of a case from which its owner is shut out later is nobody's figure."""
    case, desk = case_of(cast.udm), Desk(cast.executor)
    day = timezone.now().date() + dt.timedelta(days=1)
    record_measure(case, "Обучим приёмную", owner=cast.executor, due_on=day, by=cast.head)
    Obligation.objects.filter(subject_type="improvementmeasure").update(due_at=timezone.now())
    actions.assign_case(case_of(cast.udm), cast.executor, by=cast.head)
    assert menu.waiting(cast.executor)["mine"].late
    page = desk.get("/w/").text
    assert "У вас просрочен 1 срок" in page and "Выполнить: Обучим приёмную" in page
    assert Desk(cast.registrar).on(case, "confide", reason="усыновление ребёнка").answered == 302
    assert "просрочен" not in desk.get("/w/").text and not menu.waiting(cast.executor)["mine"].late
    assert Desk(cast.registrar).on(case, "lift").answered == 302
    assert menu.waiting(cast.executor)["mine"].late
    actions.name_person(case, cast.executor, by=cast.registrar, typed="")
    assert "просрочен" not in desk.get("/w/").text and not menu.waiting(cast.executor)["mine"].late


def test_what_nobody_has_is_one_number_and_each_line_says_what_to_do(cast: Any) -> None:
    """Seen by a judge: 17, 15 and 15 of one thing; praise over overdue cases; one bounce told twice; ten old lines of
    what was given long ago."""
    late, forwarded, mine = (case_of(cast.udm, identity=f"e{n}", surname=f"Ли{n}") for n in range(3))
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(days=1))
    Case.objects.filter(pk=forwarded.pk).update(state="forwarding")
    actions.assign_case(mine, cast.executor, by=cast.head)
    page = Desk(cast.registrar).get("/w/")
    assert heads(page.source)["Разобрать"] == (1, "/w/cases/?list=sort")
    assert menu.waiting(cast.registrar)["nobodys"].number == 1
    verbs = html.fromstring(page.source).xpath("//main//td[contains(@class, 'c-verb')]")
    assert [v.text_content().strip() for v in verbs] == ["Разобрать"]
    assert "На вас самих дел нет" in page.text and "Хорошая работа" not in page.text
    words = "Отправление вернулось: адрес не принимает."
    notify(cast.executor, words, mine.get_absolute_url(), kind="case")
    alert("bounce", words, organisation_id=cast.udm.pk, subject=mine)
    Notice.objects.filter(kind="assigned").update(at=timezone.now() - dt.timedelta(days=9))
    own = Desk(cast.executor).get("/w/")
    assert own.text.count(words) == 1
    assert "Поручено раньше, дел: 1" in own.text
    assert "Новых уведомлений нет" not in own.text, "one repeats an alert, one is folded"
    forms = html.fromstring(own.source).xpath("//main//form[contains(@action, 'notices')]")
    [folded, rest] = [f.xpath("string(.//input[@name='seen']/@value)") for f in forms]
    notices = Notice.objects.filter(employee_id=cast.executor.pk, read_at=None)
    Desk(cast.executor).post("/w/notices/read/", seen=rest)
    assert [n.kind for n in notices.all()] == ["assigned"], "the repeated one is read, the folded one is not"
    Desk(cast.executor).post("/w/notices/read/", seen=folded)
    assert not notices.exists()


def test_letters_that_became_no_cases_are_counted_as_such_and_can_be_opened(cast: Any) -> None:
    for n in range(2):
        of = Contact.objects.create(
            organisation=cast.udm, direction="in", point="email", text=f"{n}", at=timezone.now()
        )
        alert("quarantine", "Сообщение отложено: письмо робота", organisation_id=cast.udm.pk, subject=of)
    page = Desk(cast.head).get("/w/").source
    assert "Открыть письма" in page and "Таких сообщений" in page and "Так в делах" not in page


def test_one_thing_is_said_once_to_whom_it_concerns_and_no_more_once_given_elsewhere(cast: Any) -> None:
    cases = [case_of(cast.udm, identity=f"esia-{n}") for n in range(3)]
    for case in cases:
        text = f"Дело {case.number}. Не открылось: «Паспорт.pdf» (повреждён)."
        alert("unread", text, organisation_id=cast.udm.pk, subject=case)
    registrar, executor = Desk(cast.registrar), Desk(cast.executor)
    page = registrar.get("/w/")
    assert page.text.count("Не открылось") == 1 and "Так в делах: 3" in page.text
    assert "Не открылось" not in Desk(cast.signer).get("/w/").text, "who has none of these cases"
    actions.assign_case(cases[0], cast.executor, by=cast.registrar)
    told = executor.get("/w/").text
    assert "Вам поручено" in told and told.count("Не открылось") == 1 and "Так в делах" not in told
    actions.assign_case(cases[0], cast.colleague, by=cast.registrar)
    assert "Вам поручено" not in executor.get("/w/").text
    forms = html.fromstring(page.source).xpath("//form[contains(@action, '/w/alerts/')]")
    unread = [f"/w/alerts/{pk}/" for pk in Alert.objects.filter(kind="unread").values_list("pk", flat=True)]
    [form] = [one for one in forms if any(at in one.get("action") for at in unread)]
    assert (
        "Не открылось" not in registrar.post(form.get("action"), also=form.xpath(".//input[@name='also']/@value")).text
    )
    assert not Alert.objects.filter(organisation_id=cast.udm.pk, kind="unread", resolved_at=None).exists()
