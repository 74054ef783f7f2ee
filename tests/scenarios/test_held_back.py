"""What went is what is shown: a mailbox that nobody has proved gets a notice, and the answer waits behind a link."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils.formats import date_format

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.cases.texts import instead_of_code
from priemnaya.core.erasure import export as exported_of
from priemnaya.core.models import Delivery, Event

from ..helpers import GOOD, came_in, code_given_out, drafted, goes_out, key_of, made_ready, owed
from .test_named_later import desk
from .test_trust import BODY, VICTIM, links_in, write

WAITS = "ответ ждёт за ссылкой"


@pytest.fixture
def written(cast: Any) -> actions.Received:
    received = came_in(
        cast.udm, identity="", kind="message", addresses=VICTIM, chosen_point="email", chosen_address=VICTIM["email"]
    )
    made_ready(received.case, cast.registrar)  # type: ignore[arg-type]
    return received


def answered(cast: Any, case: Case) -> None:
    actions.send_reply(drafted(case, cast.executor), by=cast.head)
    goes_out(case)
    case.refresh_from_db()
    assert case.state == "answered"


def page_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return " ".join(html.unescape(answer.content.decode()).split())


def clients_page(received: actions.Received) -> str:
    browser, number = Browser(), received.case.number  # type: ignore[union-attr]
    browser.post(f"{BODY}/follow/", {"number": number, "code": received.code})
    return page_of(browser, f"{BODY}/follow/{number}/")


class TestAnAnswerHeldBack:
    def test_the_composer_says_before_sending_that_the_letter_will_wait(self, cast: Any, written: Any) -> None:
        case = written.case
        drafted(case, cast.executor)
        page = page_of(desk(cast.head), f"/w/cases/{case.pk}/reply/")
        assert VICTIM["email"] in page
        assert "не подтверждено" in page
        assert "уйдёт только уведомление, письмо будет ждать за ссылкой" in page
        case.addresses.update(level=1, how="link")
        page = page_of(desk(cast.head), f"/w/cases/{case.pk}/reply/")
        assert "уйдёт только уведомление" not in page

    def test_staff_read_what_really_went_and_that_the_term_was_kept_by_a_notice(self, cast: Any, written: Any) -> None:
        case = written.case
        answered(cast, case)
        page = page_of(desk(cast.head), f"/w/cases/{case.pk}/")
        assert "ушло уведомление, ответ ждёт за ссылкой" in page
        assert "ушло только уведомление" in page
        row = Delivery.objects.get(subject_id=case.pk, payload__reply__gt=0)
        went = re.split(r"\S*\(есть только", row.payload["text"])[0].strip().split("\n")[0]
        assert went in page.split("Что ушло на самом деле")[-1]
        assert GOOD[:40] not in row.payload["text"]
        assert owed(case, "reply_on_substance").fulfilled_at  # type: ignore[union-attr]
        assert "ушло уведомление, письмо ждёт за ссылкой" in page
        assert Event.objects.filter(subject_id=case.pk, verb="reply.held_back").exists()
        rows = page_of(desk(cast.head), "/w/cases/?state=answered")
        assert WAITS in rows

    def test_before_the_letter_has_left_its_link_is_not_shown_to_staff(self, cast: Any, written: Any) -> None:
        case = written.case
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        [link] = set(links_in(case)[-1:])
        page = page_of(desk(cast.head), f"/w/cases/{case.pk}/")
        assert "в очереди: только уведомление" in page
        assert link not in page
        assert "ушло" not in page, "nothing is said to have gone before it has left"
        assert "Слова уведомления" in page
        shown = clients_page(written)
        assert "ушло" not in shown
        assert "отправляем" in shown and "в очереди" not in shown, "a queue is a word of staff"

    def test_the_client_s_page_says_the_same_and_shows_the_answer(self, cast: Any, written: Any) -> None:
        answered(cast, written.case)
        page = clients_page(written)
        assert "Ответ дан и ждёт вас здесь" in page
        assert "ушло только уведомление" in page
        assert "Само письмо здесь" in page

    def test_once_the_client_has_read_it_by_code_it_is_said_to_be_read_and_when(self, cast: Any, written: Any) -> None:
        case = written.case
        answered(cast, case)
        assert "Само письмо здесь" in clients_page(written)  # by number and code: the mailbox stays unproved
        read = Delivery.objects.exclude(read_on_page_at=None).get(payload__reply__gt=0).read_on_page_at
        when = f"{cast.udm.local(read):%d.%m.%Y %H:%M}"  # type: ignore[arg-type]
        page = page_of(desk(cast.head), f"/w/cases/{case.pk}/")
        assert f"Само письмо клиент прочитал на странице дела {when}" in page
        assert "отправлено: уведомление, письмо прочитано на странице дела" in page
        again = clients_page(written)
        assert f"Само письмо вы прочитали здесь {when}" in again
        lists = [page_of(desk(cast.head), p) for p in ("/w/cases/?state=answered", f"/w/clients/{case.client_id}/")]
        for shown in (page, again, *lists):
            assert WAITS not in shown
            assert "письмо ждёт за ссылкой" not in shown
            assert "ждёт вас здесь" not in shown
        assert reads(cast, f"cases/{case.number}")["answer_waits"] is False
        told = [c["read_on_page_at"] for c in reads(cast, f"cases/{case.number}/contacts")["items"]]
        assert [t[:19] for t in told if t] == [f"{read:%Y-%m-%dT%H:%M:%S}"]
        facts = [e for e in exported_of(case.client) if e.facts.get("read_on_page_at")]
        assert ["прочитано на странице дела" in e.meta for e in facts] == [True]

    def test_once_the_mailbox_is_proved_the_answer_goes_whole_and_nothing_waits(self, cast: Any, written: Any) -> None:
        case = written.case
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        link = links_in(case)[-1]  # kept nowhere once the letter has left
        goes_out(case)
        page = Browser().post(link, follow=True)
        assert page.status_code == 200
        goes_out(case)
        for shown in (page_of(desk(cast.head), f"/w/cases/{case.pk}/"), clients_page(written)):
            assert WAITS not in shown
            assert "ждёт вас здесь" not in shown
            assert "письмо ждёт за ссылкой" not in shown
        assert "и письмо ушло целиком" in page_of(desk(cast.head), f"/w/cases/{case.pk}/")
        assert WAITS not in page_of(desk(cast.head), "/w/cases/?state=answered")

    def test_an_answer_to_a_proved_mailbox_waits_for_nobody(self, cast: Any) -> None:
        received = came_in(cast.udm, chosen_point="email", chosen_address="maria@mail.example")
        made_ready(received.case, cast.registrar)  # type: ignore[arg-type]
        answered(cast, received.case)  # type: ignore[arg-type]
        for shown in (page_of(desk(cast.head), f"/w/cases/{received.case.pk}/"), clients_page(received)):  # type: ignore[union-attr]
            assert "ушло только уведомление" not in shown
            assert WAITS not in shown


def reads(cast: Any, path: str) -> Any:
    _row, secret = key_of(cast.head, ["cases:read", "clients:read"])
    answer = Browser().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


class TestNotProvedIsSaidEverywhere:
    def test_programs_are_told_what_is_proved_and_what_really_went(self, cast: Any, written: Any) -> None:
        case = written.case
        answered(cast, case)
        full = reads(cast, f"cases/{case.number}")
        assert (full["level"], full["answer_waits"]) == (0, True)
        assert {"point": "email", "address": VICTIM["email"], "level": 0, "how": "typed"} in full["addresses"]
        assert [c["answer_waits"] for c in reads(cast, "cases")["items"]] == [True]
        contacts = reads(cast, f"cases/{case.number}/contacts")["items"]
        came = [c for c in contacts if c["direction"] == "in"]
        assert [(c["level"], c["how"], c["held_back"]) for c in came] == [(0, "typed", False)]
        assert all(c["held_back"] and c["level"] is None for c in contacts if c["direction"] == "out")
        card = reads(cast, f"clients/{case.client_id}")
        assert (card["level"], card["documents"], card["addresses"][0]["level"]) == (0, [], 0)

    def test_lists_the_card_and_today_say_not_proved(self, cast: Any, written: Any) -> None:
        case = written.case
        Case.objects.filter(pk=case.pk).update(assignee=cast.executor)
        for path in ("/w/", "/w/cases/", f"/w/clients/{case.client_id}/", f"/w/cases/{case.pk}/"):
            assert "не подтверждено" in page_of(desk(cast.executor), path), path

    def test_a_document_that_was_seen_stands_on_the_case_and_on_the_card(self, cast: Any, written: Any) -> None:
        case = written.case
        code_given_out(case, cast.registrar)
        for path in (f"/w/clients/{case.client_id}/", f"/w/cases/{case.pk}/"):
            page = page_of(desk(cast.head), path)
            assert "Клиент показал документ: паспорт" in page, path
        assert "личность клиента подтверждена документом или входом" in page
        card = reads(cast, f"clients/{case.client_id}")
        assert (card["level"], [d["sort"] for d in card["documents"]]) == (2, ["паспорт гражданина России"])


class TestWordsAreTrue:
    def test_the_first_letter_to_an_identified_sender_s_unproved_mailbox_says_what_the_link_does(
        self, cast: Any
    ) -> None:
        received = came_in(cast.udm, vouched=(), addresses=VICTIM, chosen_point="email", chosen_address=VICTIM["email"])
        letter = Delivery.objects.get(subject_id=received.case.pk, channel="email").payload["text"]  # type: ignore[union-attr]
        assert "Если писали вы, откройте дело: " not in letter
        assert "Без этого она дело не откроет" in letter
        refused = page_of(Browser(), links_in(received.case)[0])  # type: ignore[arg-type]
        assert "по одной ссылке дело не откроется" in refused

    def test_the_page_after_sending_says_which_day_it_is(self, cast: Any) -> None:
        browser = Browser()
        case = write(browser, text="Прошу разобраться.")
        page = page_of(browser, reverse("sent", args=[cast.udm.slug]))
        due = owed(case, "reply_on_substance").due_at  # type: ignore[union-attr]
        assert f"Ответим до {date_format(case.organisation.local(due), 'j E')}" in page
        assert "Ближайший срок" not in page

    def test_a_letter_without_the_code_names_the_new_one_too(self, cast: Any, written: Any) -> None:
        code_given_out(written.case, cast.registrar)
        assert "действует только новый" in instead_of_code(Case.objects.get(pk=written.case.pk))

    def test_a_message_is_not_called_an_appeal_where_its_author_is_asked(self, cast: Any, written: Any) -> None:
        page = page_of(Browser(), links_in(written.case)[0])
        assert "Да, это моё дело" in page
        assert "обращение" not in page.split("<main")[1].split("</main")[0]
