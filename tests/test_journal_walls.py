"""The journals tell nobody what the pages keep from them: cases behind a wall, and cards all of whose cases are closed,
are neither named, nor found, nor counted there, on the page and in the table."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.core.journal import notify
from priemnaya.core.models import Notice
from priemnaya.people.actions.substitution import name_substitute

from .helpers import case_of, local_day, made_ready, words_of

NOBODY, NO_CASE = "Такого клиента нет", "Дела с таким номером нет"


def desk(person: Any) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


def journal(person: Any, **asked: Any) -> tuple[str, str]:
    """The page and the table."""
    browser = desk(person)
    page = browser.get("/w/journal/", asked)
    assert page.status_code == 200
    return words_of(page), browser.get("/w/journal/export/", asked).content.decode()


@pytest.fixture
def complaint(cast: Any) -> Case:
    """Of Храбров about the head; the executor opened the case and the card, and found both by search."""
    made = case_of(cast.udm, surname="Храбров", name="Юрий", text="Жалоба: начальник Орлов мне нагрубил.")
    actions.name_person(made, cast.head, by=cast.registrar)
    browser = desk(cast.executor)
    for path in (f"/w/cases/{made.pk}/", f"/w/clients/{made.client_id}/", "/w/cases/?state=all&q=Храбров"):
        assert browser.get(path).status_code == 200
    return made


@pytest.fixture
def hidden(cast: Any) -> Case:
    """Confidential: the executor's; opened by them with its card."""
    made = case_of(cast.udm, surname="Закрытова")
    actions.assign_case(made_ready(made, cast.registrar), cast.executor, by=cast.registrar)
    actions.confide_case(made, "усыновление ребёнка", by=cast.registrar)
    browser = desk(cast.executor)
    for path in (f"/w/cases/{made.pk}/", f"/w/clients/{made.client_id}/", "/w/cases/?state=all&q=Закрытова"):
        assert browser.get(path).status_code == 200
    return made


class TestOneComplainedOf:
    def test_reads_neither_the_case_nor_the_card_of_who_complained(self, cast: Any, complaint: Case) -> None:
        """Seen by a judge: «открыто: карточка клиента · карточка № 218, Храбров Юрий»."""
        assert desk(cast.head).get(f"/w/clients/{complaint.client_id}/").status_code == 404
        for text in journal(cast.head):
            assert "Храбров" not in text
            assert complaint.number not in text
            assert f"№ {complaint.client_id}," not in text
            assert "Сорокин" not in text.split("<h1>")[-1].split("</form>")[-1]  # nor that anybody looked

    def test_finds_neither(self, cast: Any, complaint: Case) -> None:
        for asked in ("Храбров Юрий", str(complaint.client_id), "maria@mail.example"):
            page, table = journal(cast.head, client=asked)
            assert NOBODY in page
            assert len(table.strip().splitlines()) == 1, asked
            assert NOBODY not in journal(cast.admin, client=asked)[0]
        page, table = journal(cast.head, case=complaint.number)
        assert NO_CASE in page
        assert len(table.strip().splitlines()) == 1

    def test_one_who_stands_in_for_them_reads_neither(self, cast: Any, complaint: Case) -> None:
        other = cast.hire("head-2", cast.udm, "Второй", "head")
        assert "Храбров" in journal(other)[0]
        days: dict[str, Any] = {"since": local_day(cast.udm), "until": local_day(cast.udm, 3)}
        name_substitute(cast.head, other, by=cast.admin, **days)
        for text in (*journal(other), *journal(other, client="Храбров Юрий")):
            assert "карточка № " not in text
            assert complaint.number not in text

    def test_a_card_with_an_open_case_is_named_by_that_case_alone(self, cast: Any, complaint: Case) -> None:
        other = case_of(cast.udm, surname="Храбров", name="Юрий", text="Прошу продлить аренду.")
        assert other.client_id == complaint.client_id
        desk(cast.executor).get(f"/w/cases/{other.pk}/")
        page, table = journal(cast.head, client="Храбров Юрий")
        assert other.number in page
        assert other.number in table
        assert complaint.number not in page + table

    def test_the_auditor_still_reads_who_looked(self, cast: Any, complaint: Case) -> None:
        page, table = journal(cast.auditor)
        assert complaint.number in page and "Сорокин" in page
        assert complaint.number in table and "Сорокин" in table


class TestConfidential:
    def test_a_case_that_is_not_there_is_not_named(self, cast: Any, hidden: Case) -> None:
        """Seen by a judge: number and full name of a case that gives 404. That somebody opened some closed case stays:
        who watches the journal must be able to ask."""
        for reader in (cast.head, cast.auditor, cast.admin):
            for text in journal(reader):
                for named in (hidden.number, "Закрытова", "З. М. С.", f"№ {hidden.client_id}"):
                    assert named not in text, reader
                assert "закрытое дело" in text, reader
            for asked in ("Закрытова Мария", str(hidden.client_id)):
                assert NOBODY in journal(reader, client=asked)[0], reader
            assert NO_CASE in journal(reader, case=hidden.number)[0], reader

    def test_of_a_list_only_what_is_open_is_named_and_counted(self, cast: Any, hidden: Case) -> None:
        other = case_of(cast.udm, surname="Открытова", identity="esia-2", addresses={"email": "o@mail.example"})
        desk(cast.executor).get("/w/cases/?state=all")
        page, table = journal(cast.head, kind="list")
        assert other.number in page
        assert hidden.number not in page + table
        assert "и ещё" not in page

    def test_a_client_with_an_open_case_does_not_show_that_there_is_a_closed_one(self, cast: Any, hidden: Case) -> None:
        other = case_of(cast.udm, surname="Закрытова")
        assert other.client_id == hidden.client_id
        desk(cast.executor).get(f"/w/cases/{other.pk}/")
        page, table = journal(cast.head, client="Закрытова Мария")
        assert other.number in page
        assert "закрытое дело" not in page + table


class TestNotices:
    def test_an_emergency_is_not_told_to_one_who_stands_in_for_the_complained_of(self, cast: Any, hidden: Case) -> None:
        other = cast.hire("head-2", cast.udm, "Второй", "head")
        asked = {"number": hidden.number, "reason": "клиент в больнице, срок сегодня"}
        desk(cast.colleague).post("/w/emergency/open/", asked)
        pages = ("/w/", "/w/journal/emergencies/")
        assert all(hidden.number in words_of(desk(other).get(page)) for page in pages)
        actions.name_person(hidden, cast.head, by=cast.registrar)
        days: dict[str, Any] = {"since": local_day(cast.udm), "until": local_day(cast.udm, 3)}
        name_substitute(cast.head, other, by=cast.admin, **days)
        assert Notice.objects.filter(employee_id=other.pk, text__contains=hidden.number).exists()
        assert not any(hidden.number in words_of(desk(other).get(page)) for page in pages)

    def test_a_notice_about_a_card_goes_with_the_card(self, cast: Any) -> None:
        """«История клиента собрана: …» after the only case was closed to who had asked."""
        case = case_of(cast.udm, surname="Закрытова")
        notify(cast.reception, "История клиента собрана: Закрытова Мария", f"/w/clients/{case.client_id}/", kind="done")
        assert "История клиента собрана" in words_of(desk(cast.reception).get("/w/"))
        actions.confide_case(case, "усыновление ребёнка", by=cast.registrar)
        assert "История клиента собрана" not in words_of(desk(cast.reception).get("/w/"))
