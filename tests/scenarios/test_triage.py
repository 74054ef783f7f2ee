"""Triage beside the list: one save for topics, urgency and who takes it; two people with one message; bad input."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from lxml import html

from priemnaya.cases.models import Case
from priemnaya.core.models import Event
from priemnaya.knowledge.models import Service
from priemnaya.people.actions.substitution import name_substitute

from ..desk import Desk
from ..helpers import case_of

NAME = re.compile(r'name="(seen|list|after)"\s+value="([^"]*)"')


def pane(desk: Desk, case: Case, where: str = "list=sort") -> tuple[str, dict[str, str]]:
    """The pane beside the list, as a script asks for it; and the hidden fields of its form."""
    html = desk.client.get(f"/w/cases/?{where}&open={case.pk}", headers={"hx-request": "true"}).content.decode()
    assert "<!doctype" not in html
    return html, dict(NAME.findall(html))


def says(case: Case, topic: str = "", **more: Any) -> dict[str, Any]:
    return {"text-0": case.subject, "topic-0": topic, "need-0": case.organisation.needs[0], **more}


class TestOneSave:
    def test_udmurtia_mio_3_2_and_udmurtia_mio_3_3__topic_urgency_and_executor_in_one_form(self, cast: Any) -> None:
        case, later = case_of(cast.udm), case_of(cast.udm)
        desk = Desk(cast.registrar)
        listed = desk.client.get("/w/cases/").content.decode()
        assert f'data-case="{case.pk}"' in listed, "the registrar begins with what nobody has"
        html, hidden = pane(desk, case)
        assert case.subject in html
        topic = re.search(r'data-fill="([\d.]+ [^"]+)"', html)
        assert topic, "topics near to the message are offered"
        form = says(case, topic[1], urgency="urgent", reason="Договор кончается завтра", to=cast.executor.pk)
        answer = desk.client.post(f"/w/cases/{case.pk}/triage/", {**hidden, **form})
        assert answer.status_code == 302
        assert f"open={later.pk}" in answer["Location"], "the next of the list stands in the pane"
        case.refresh_from_db()
        assert (case.urgency, case.assignee) == ("urgent", cast.executor)
        assert f"{case.questions.get().topic.code} " in topic[1] + " "

    def test_what_a_form_of_a_service_asks_is_no_question_of_the_client(self, cast: Any) -> None:
        service = Service.objects.get(organisation=cast.udm, slug="land-free-family")
        answers = "Кто ваши дети? Дорошенко Анна, 12.05.2019\nСемье уже давали землю бесплатно? Нет\nДля чего нужен участок? Дом"
        case = case_of(
            cast.udm,
            kind="service_application",
            service=service.pk,
            subject=service.title,
            text=answers,
            point="portal",
        )
        desk = Desk(cast.registrar)
        for page in (pane(desk, case)[0], desk.client.get(f"/w/cases/{case.pk}/").content.decode()):
            form = html.fromstring(page)
            typed = {box.value for box in form.xpath("//input[starts-with(@name, 'text')]") if box.value}
            assert typed == {service.title}, "one matter, the service itself"
            near = " ".join(form.xpath("//*[@data-fill]/text()")).lower()
            assert "земельн" in near
            assert "опека" not in near
            assert "родител" not in near

    def test_what_is_left_empty_stays_as_it_is(self, cast: Any) -> None:
        case = case_of(cast.udm)
        desk = Desk(cast.registrar)
        _html, hidden = pane(desk, case)
        desk.client.post(f"/w/cases/{case.pk}/triage/", {**hidden, "to": cast.executor.pk})
        case.refresh_from_db()
        assert (case.assignee, case.urgency, case.questions.filter(topic=None).count()) == (cast.executor, "", 1)

    def test_a_division_that_is_only_offered_is_nobodys_choice(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Ответьте:\n1. Когда продлят аренду участка?\n2. Как оплатить земельный налог?")
        desk = Desk(cast.registrar)
        html, hidden = pane(desk, case)
        form = {
            **hidden,
            **{name: unescape(text) for name, text in re.findall(r'name="(text-\d)" value="([^"]*)"', html)},
        }
        assert len(form) == len(hidden) + 2
        form |= {f"{name}-{n}": "" for name in ("topic", "need") for n in range(2)}
        desk.client.post(f"/w/cases/{case.pk}/triage/", {**form, "to": cast.executor.pk})
        case.refresh_from_db()
        assert (case.assignee, case.questions.count()) == (cast.executor, 1)
        assert not Event.objects.filter(subject_id=case.pk, verb="case.classified").exists()
        form["seen"] = pane(desk, case, "list=open")[1]["seen"]
        desk.client.post(f"/w/cases/{case.pk}/triage/", {**form, "divide": "1"})
        assert case.questions.count() == 2

    def test_each_question_is_offered_its_own_topics_before_and_after_a_refusal(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Ответьте:\n1. Когда продлят аренду участка?\n2. Как записаться на личный приём?")
        desk = Desk(cast.registrar)

        def offered(page: str) -> list[list[str]]:
            rows = html.fromstring(page).xpath("//form[@id='triage']//fieldset[@class='asks']")
            return [row.xpath(".//*[@data-fill]/@data-fill") for row in rows]

        page, hidden = pane(desk, case)
        before = offered(page)
        assert len(before) == 2 and before[0] != before[1] != []
        texts = {name: unescape(text) for name, text in re.findall(r'name="(text-\d)" value="([^"]*)"', page)}
        form = {**hidden, **texts, "topic-0": "абракадабра", "topic-1": "", "need-0": "", "need-1": ""}
        refused = desk.client.post(f"/w/cases/{case.pk}/triage/", form, follow=True).content.decode()
        assert offered(refused) == [[], before[1]], "none where something is typed, its own for the other"

    def test_all_that_is_wrong_is_said_at_once_beside_its_fields(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.registrar)
        form = pane(desk, case)[1] | says(case, "абра кадабра", urgency="urgent", reason=" ", to="0")
        answer = desk.client.post(f"/w/cases/{case.pk}/triage/", form, follow=True)
        page = html.fromstring(answer.content.decode())

        def beside(name: str) -> str:
            [field] = page.xpath(f"//form[@id='triage']//input[@name='{name}'][@aria-invalid='true']")
            return str(page.get_element_by_id(field.get("aria-describedby")).text_content())

        assert "Темы «абра кадабра» в классификаторе нет" in beside("topic-0")
        assert beside("reason") == "Напишите, почему дело срочное."
        assert page.xpath("//form[@id='triage']//p[@class='error'][contains(., 'Выберите исполнителя из списка')]")
        case.refresh_from_db()
        assert case.urgency == ""
        later = html.fromstring(pane(desk, case)[0])
        assert not later.xpath("//*[@aria-invalid]"), "said once"

    def test_nothing_typed_is_said_and_nothing_is_written(self, cast: Any) -> None:
        case = case_of(cast.udm)
        desk = Desk(cast.registrar)
        _html, hidden = pane(desk, case)
        page = desk.client.post(f"/w/cases/{case.pk}/triage/", hidden, follow=True).content.decode()
        assert "Ничего не изменено" in page
        assert not case.assignments.exists()


class TestTwoPeople:
    def test_the_second_save_of_one_page_is_stopped_and_keeps_its_words(self, cast: Any) -> None:
        case = case_of(cast.udm)
        one, other = Desk(cast.registrar), Desk(cast.head)
        first, second = pane(one, case)[1], pane(other, case)[1]
        one.client.post(f"/w/cases/{case.pk}/triage/", {**first, "to": cast.executor.pk})
        form = says(case, "0001", to=cast.colleague.pk, urgency="urgent", reason="Истекает срок аренды участка")
        page = other.client.post(f"/w/cases/{case.pk}/triage/", {**second, **form}, follow=True).content.decode()
        case.refresh_from_db()
        assert case.assignee == cast.executor
        assert f"исполнитель {str(cast.executor).rstrip('.')}. Проверьте" in page, "one full stop after initials"
        assert "Истекает срок аренды участка" in page

    def test_a_case_of_another_body_is_not_there(self, cast: Any) -> None:
        case = case_of(cast.altai)
        answer = Desk(cast.registrar).client.get(f"/w/cases/?open={case.pk}")
        assert answer.status_code == 404
        assert Desk(cast.registrar).client.post(f"/w/cases/{case.pk}/triage/", {"to": "1"}).status_code == 404


class TestBadInput:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"topic-0": "9999.1 Нет такой"}, "в классификаторе нет"),
            ({"urgency": "urgent"}, "Напишите, почему дело срочное"),
            ({"to": "999999"}, "Выберите исполнителя из списка"),
            ({"to": "²"}, "Выберите исполнителя из списка"),
        ],
    )
    def test_it_is_told_and_what_was_typed_beside_it_stands(self, cast: Any, typed: dict[str, str], words: str) -> None:
        case = case_of(cast.udm)
        desk = Desk(cast.registrar)
        _html, hidden = pane(desk, case)
        form = {**says(case), "task": "Проверить договор в архиве", **typed}
        page = desk.client.post(f"/w/cases/{case.pk}/triage/", {**hidden, **form}, follow=True).content.decode()
        assert words in page
        assert "Проверить договор в архиве" in page
        case.refresh_from_db()
        assert (case.assignee, case.urgency) == (None, "")

    def test_who_may_not_give_cases_is_offered_nobody(self, cast: Any) -> None:
        case = case_of(cast.udm)
        desk = Desk(cast.executor)
        html, hidden = pane(desk, case, "list=open")
        assert 'name="to"' not in html
        page = desk.client.post(f"/w/cases/{case.pk}/triage/", {**hidden, "to": cast.executor.pk}, follow=True)
        assert "Назначать исполнителей вам нельзя" in page.content.decode()
        case.refresh_from_db()
        assert case.assignee is None


def test_the_one_who_is_away_is_said_to_be(cast: Any) -> None:
    case = case_of(cast.udm)
    today = cast.udm.local(case.registered_at).date()
    name_substitute(cast.executor, cast.colleague, since=today, until=today, reason="отпуск", by=cast.head)
    html, _hidden = pane(Desk(cast.registrar), case)
    assert "замещает Васильева" in html


def test_figures_of_lists_are_those_of_the_lists(cast: Any) -> None:
    for _n in range(3):
        case_of(cast.udm)
    desk = Desk(cast.registrar)
    page = desk.client.get("/w/cases/").content.decode()
    for name in ("sort", "open", "late", "client"):
        number = int(re.search(rf'\?list={name}"[^>]*>[^<]*<span class="count[^"]*">(\d+)', page)[1])  # type: ignore[index]
        listed = desk.client.get(f"/w/cases/?list={name}").content.decode()
        assert len(re.findall('class="row[ "]', listed)) == number, name
