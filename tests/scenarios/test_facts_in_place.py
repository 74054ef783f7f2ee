"""Facts of a case in its rail: each has a form of its own, a stale page overwrites nothing, a refusal keeps what was
typed; steps told in one line; a letter of one click is shown first; the palette of commands."""

from __future__ import annotations

import re
from typing import Any

import pytest
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case, Contact
from priemnaya.knowledge.models import Topic
from priemnaya.people.models import Employee
from priemnaya.workspace.steps import given

from ..desk import Desk, Page
from ..helpers import case_of, drafted, made_ready


def form_of(page: Page, fact: str) -> dict[str, str]:
    """Hidden fields of the form of a fact."""
    part = page.source[page.source.index(f'id="fact-{fact}"') :]
    return dict(re.findall(r'type="hidden" name="(fact|seen)" value="([^"]*)"', part[: part.index("</form>")]))


def typed_for(cast: Any, case: Case) -> dict[str, tuple[str, dict[str, Any]]]:
    """Fact -> its address, and what one page wants."""
    return {
        "topic": ("classify", {"text": case.subject, "topic": "", "need": case.organisation.needs[0]}),
        "urgency": ("urgency", {"urgency": "urgent", "reason": "Истекает срок аренды"}),
        "hand": ("assign", {"to": cast.executor.pk}),
        "kind": ("kind", {"kind": "message"}),
        "point": ("point", {"point": "portal"}),
    }


@pytest.mark.parametrize("fact", ["topic", "urgency", "hand", "kind", "point"])
def test_a_stale_page_overwrites_nothing_and_says_what_stands_now(cast: Any, fact: str) -> None:
    case = case_of(cast.udm)
    one, other = Desk(cast.head), Desk(cast.head)
    hidden = form_of(other.get(f"/w/cases/{case.pk}/"), fact)
    match fact:
        case "topic":
            actions.classify_case(case, [Question("Аренда участка 118", None, "")], by=cast.executor)
        case "urgency":
            actions.assess_urgency(case, "normal", "", by=cast.executor)
        case "hand":
            actions.assign_case(case, cast.colleague, by=cast.head)
        case "kind":
            actions.change_kind(case, "info_request", by=cast.registrar)
        case _:
            actions.choose_point(case, "email", "new@mail.example", by=cast.executor)
    stands = Case.objects.values("urgency", "assignee", "kind", "chosen_address").get(pk=case.pk)
    deed, typed = typed_for(cast, case)[fact]
    page = other.on(case, deed, **hidden, **typed)
    assert "Пока страница была открыта" in page.text
    assert Case.objects.values("urgency", "assignee", "kind", "chosen_address").get(pk=case.pk) == stands
    fresh = form_of(one.get(f"/w/cases/{case.pk}/"), fact)
    assert fresh["seen"] != hidden["seen"]
    assert "Пока страница" not in one.on(case, deed, **fresh, **typed).text


def test_a_topic_that_is_not_found_keeps_all_rows(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.executor)
    good = Topic.objects.current().filter(depth=4).order_by("code")[0]
    typed = {
        "fact": "topic",
        "text": ["Аренда участка 118", "Возврат переплаты"],
        "topic": [f"{good.code} {good.title}", "9999 Нет такой"],
        "need": [cast.udm.needs[0], cast.udm.needs[1]],
    }
    page = desk.on(case, "classify", **typed)
    assert "в классификаторе нет" in page.text
    form = page.source[page.source.index('id="fact-topic"') :]
    form = form[: form.index("</form>")]
    for words in ("Аренда участка 118", "Возврат переплаты", good.title, "9999 Нет такой"):
        assert words in form
    assert form.count("selected") == 2


def test_a_need_alone_leaves_the_topics(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.registrar), Desk(cast.executor)
    row = case.questions.get()
    hidden = form_of(desk.get(f"/w/cases/{case.pk}/"), "need")
    desk.does(case, "classify", text=row.text, topic=row.topic.code, need=cast.udm.needs[1], **hidden)
    assert [(q.topic, q.need, q.pk) for q in case.questions.all()] == [(row.topic, cast.udm.needs[1], row.pk)]


def test_steps_are_told_in_one_line_by_the_time_of_receipt(cast: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.registrar)
    actions.assign_case(case, cast.executor, by=cast.head)
    page = Desk(cast.executor).get(f"/w/cases/{case.pk}/")
    topic = case.questions.get().topic.title
    told = re.escape(f"тема: {topic[:1].lower()}{topic[1:]}")
    given = f"{cast.head.short_name}: исполнитель — {cast.executor}"
    lines = [" ".join(x.text_content().split()) for x in html.fromstring(page.source).xpath("//main//summary")]
    [line] = [x for x in lines if given in x]
    assert re.search(f"(?i){told}.*{re.escape(given)}", line), "in the order in which it happened"
    letter, receipt = page.source.index('<li class="in">'), page.source.index('<li class="out auto">')
    assert letter < receipt, "the message came first"


@pytest.mark.parametrize(
    ("who", "whom", "said"),
    [
        (("Лебедева", "Анна", "Петровна"), ("Сорокин", "Иван", "Ильич"), "Лебедева назначила Сорокина"),
        (("Орлов", "Семён", "Игоревич"), ("Васильева", "Ольга", "Ниловна"), "Орлов назначил Васильеву"),
        (("Орлов", "С", ""), ("Ким", "А", ""), "Орлов С.: исполнитель — Ким А."),
    ],
)
def test_who_gave_it_to_whom_in_the_right_case_or_in_none(who: Any, whom: Any, said: str) -> None:
    by, to = (Employee(pk=n, surname=p[0], name=p[1], patronymic=p[2]) for n, p in ((1, who), (2, whom)))
    assert given({"actor": by, "to": to}) == said


class TestOneClick:
    def test_the_letter_is_shown_and_what_was_shown_goes(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.executor)
        shown = desk.get(f"/w/cases/{case.pk}/term-letter/")
        seen = re.search(r'name="seen" value="(\w+)"', shown.source)
        assert seen
        answer = desk.client.post(f"/w/cases/{case.pk}/tell-term/", {"seen": seen[1]})
        assert answer.status_code == 302
        sent = Contact.objects.filter(case=case, notice="term").get()
        assert " ".join(sent.text.split()) in shown.text

    def test_a_letter_that_is_another_now_does_not_go(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        shown = desk.get(f"/w/cases/{case.pk}/term-letter/")
        seen = re.search(r'name="seen" value="(\w+)"', shown.source)
        assert seen
        actions.extend_case(case, 5, "Ждём ответа Росреестра", by=cast.head)
        assert "письмо теперь другое" in desk.on(case, "tell-term", seen=seen[1]).text
        assert not Contact.objects.filter(case=case, notice="term").exists()


class TestCommands:
    def test_a_word_of_any_form_finds_the_deed_and_its_form_is_open(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        found = desk.get(f"/w/commands/?case={case.pk}&q=объед")
        address = re.search(rf'href="(/w/cases/{case.pk}/\?act=link)#', found.source)
        assert address
        assert "Назначить или передать" not in found.text
        assert re.search(r'<details id="act-link" open>', desk.get(address[1]).source)

    @pytest.mark.parametrize(
        ("typed", "found"),
        [("перезвон", "Звонки"), ("склеить", "Связать или объединить"), ("пароль", "Сменить пароль"), ("ltkf", "Дела")],
    )
    def test_other_words_and_the_other_layout_find_it(self, cast: Any, typed: str, found: str) -> None:
        case = case_of(cast.udm)
        assert found in Desk(cast.head).get(f"/w/commands/?case={case.pk}&q={typed}").text

    def test_a_letter_that_waits_for_a_signature_is_not_gone_on_with(self, cast: Any) -> None:
        case = case_of(cast.udm)
        made_ready(case, by=cast.executor)
        reply = drafted(case, cast.executor)
        page, head = f"/w/cases/{case.pk}/", Desk(cast.head)
        assert "Продолжить ответ" in Desk(cast.executor).get(page).text
        actions.submit_reply(reply, by=cast.executor)
        for desk in (Desk(cast.executor), head):
            assert "Продолжить ответ" not in desk.get(page).text
            assert "Ответить" not in desk.get(f"/w/commands/?case={case.pk}&q=ответ").text
        assert "К подписи" in head.get(f"/w/commands/?case={case.pk}&q=подписать").text
        (first,) = html.fromstring(head.get(page).source).xpath(
            "//*[@class='deeds noprint']//*[contains(@class,'primary')]"
        )
        assert first.get("href") == f"/w/signing/{case.pk}/"

    def test_only_what_this_person_may_in_this_state(self, cast: Any) -> None:
        case = case_of(cast.udm)
        head, executor = Desk(cast.head), Desk(cast.executor)
        assert "Назначить или передать" in head.get(f"/w/commands/?case={case.pk}").text
        assert "Назначить или передать" not in executor.get(f"/w/commands/?case={case.pk}").text
        assert "Открыть снова" not in executor.get(f"/w/commands/?case={case.pk}").text
        actions.merge_cases(case, case_of(cast.udm, text="Ещё раз"), by=cast.registrar)
        assert "Уточнить у клиента" not in head.get(f"/w/commands/?case={case.pk}").text
        assert "Дела" in head.get("/w/commands/").text

    def test_a_case_of_another_body_is_not_there(self, cast: Any) -> None:
        case = case_of(cast.altai)
        assert Desk(cast.head).client.get(f"/w/commands/?case={case.pk}").status_code == 404
