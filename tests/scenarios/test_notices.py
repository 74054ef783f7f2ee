"""Notices to staff: gathered, read only as far as they were seen, told by letter to those who wished it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions import confide_case
from priemnaya.channels.base import deliver_ready
from priemnaya.core.journal import notify
from priemnaya.core.models import Alert, Delivery, Notice, NoticeChoice
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.staff_letters import letter_bounced, unwanted
from priemnaya.people.models import Employee
from priemnaya.people.policies import calendar_of
from priemnaya.workspace.menu import menu
from tests.desk import Desk
from tests.helpers import case_of, drafted, made_ready, words_of

PAGE = "/w/notices/"


def told(employee: Any, text: str, path: str = "", kind: str = "assigned") -> None:
    notify(employee, text, path, kind=kind)


@pytest.fixture
def desk_of(cast: Any, client: Client) -> Client:
    Employee.objects.filter(pk=cast.executor.pk).update(email="sorokin@body.example")
    cast.executor.refresh_from_db()
    client.force_login(cast.executor)
    return client


class TestToday:
    def test_those_of_one_matter_are_one_line_there_too(self, cast: Any, desk_of: Client) -> None:
        case = case_of(cast.udm)
        for word in ("первое", "второе", "третье"):
            told(cast.executor, f"Пришло {word}", case.get_absolute_url(), "client")
        page = desk_of.get("/w/")
        assert "Пришло третье" in words_of(page) and "и ещё 2 раньше" in words_of(page)
        assert "Пришло второе" not in words_of(page)
        told(cast.executor, "Пришло четвёртое", case.get_absolute_url(), "client")
        desk_of.post(f"{PAGE}read/", {"seen": page.context["seen"], "next": "/w/"})
        assert "Пришло четвёртое" in words_of(desk_of.get("/w/")) and not re.search(
            r"ещё \d+ раньше", words_of(desk_of.get("/w/"))
        )

    def test_a_measure_stands_there_until_it_is_done(self, cast: Any, desk_of: Client) -> None:
        """Its line opens the form on the case."""
        case, head = case_of(cast.udm), Desk(cast.head)
        day = f"{timezone.localdate() + dt.timedelta(days=3):%Y-%m-%d}"
        head.on(case, "measure", text="Переписать памятку", owner=cast.executor.pk, due_on=day)
        line = f"Выполнить: Переписать памятку (дело № {case.number})"
        page = desk_of.get("/w/")
        measure = case.measures.get()
        assert line in words_of(page) and f"{case.get_absolute_url()}#measure-{measure.pk}" in page.content.decode()
        assert f'id="measure-{measure.pk}"' in desk_of.get(case.get_absolute_url()).content.decode()
        Desk(cast.executor).on(case, "measure-done", measure=measure.pk, result="Памятка переписана")
        assert line not in words_of(desk_of.get("/w/"))


class TestWhatWaits:
    def test_a_letter_taken_back_ends_its_own_notice_only(self, cast: Any, desk_of: Client) -> None:
        """A request for time stays until somebody decided about it."""
        case = made_ready(case_of(cast.udm), cast.registrar)
        mine = Desk(cast.executor)
        reply = drafted(case, cast.executor)
        desk.ask_extension(case, 5, "Ждём ответа архива", by=cast.executor)
        actions.submit_reply(reply, by=cast.executor)
        head = Desk(cast.head)

        def waits() -> str:
            return head.get(PAGE).text.partition("Прочитанные")[0]

        assert "На подпись: дело" in waits() and "просит продлить срок" in waits()
        mine.on(case, "reply/recall")
        assert "На подпись: дело" not in waits() and "просит продлить срок" in waits()
        actions.extend_case(case, 5, "Ждём ответа архива", by=cast.head)
        assert "просит продлить срок" not in waits()


class TestPage:
    def test_those_of_one_matter_are_one_line_and_read_together(self, cast: Any, desk_of: Client) -> None:
        case = case_of(cast.udm)
        for word in ("первое", "второе", "третье"):
            told(cast.executor, f"Пришло {word}", case.get_absolute_url(), "client")
        page = desk_of.get(PAGE)
        [(_title, [group])] = page.context["groups"]
        assert [row.text for row in group.rows] == ["Пришло третье", "Пришло второе", "Пришло первое"]
        assert "Пришло третье" in words_of(page) and "и ещё 2 раньше" in words_of(page)
        told(cast.executor, "Пришло четвёртое", case.get_absolute_url(), "client")
        desk_of.post(f"{PAGE}read/", {"seen": group.pks})
        left = Notice.objects.get(employee_id=cast.executor.pk, read_at=None)
        assert left.text == "Пришло четвёртое"  # it came after the page was opened
        assert "Пришло третье" in words_of(desk_of.get(PAGE))  # among those read

    def test_the_figure_of_the_menu_is_what_the_page_shows(self, cast: Any, desk_of: Client) -> None:
        told(cast.executor, "Открытое", case_of(cast.udm).get_absolute_url())
        shut = case_of(cast.udm, identity="esia-2", text="О закрытом")
        told(cast.executor, "Закрытое", shut.get_absolute_url())
        confide_case(shut, "Сведения о здоровье ребёнка", by=cast.head)
        [(_title, groups)] = desk_of.get(PAGE).context["groups"]
        figures = {i.entry.route: i.figure.number for _t, items in menu(cast.executor, "") for i in items if i.figure}
        assert [g.first.text for g in groups] == ["Открытое"]
        assert figures["notices"] == 1

    def test_what_one_has_signed_waits_for_nobody(self, cast: Any, client: Client) -> None:
        other = cast.hire("second_head", cast.udm, "Вторая", "head")
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = actions.submit_reply(drafted(case, cast.executor), by=cast.executor)
        client.force_login(other)
        assert f"На подпись: дело {case.number}" in words_of(client.get(PAGE))
        actions.send_reply(reply, by=cast.head)
        assert client.get(PAGE).context["groups"] == []

    def test_nobody_reads_anothers(self, cast: Any, desk_of: Client) -> None:
        told(cast.colleague, "Чужое")
        row = Notice.objects.get(employee_id=cast.colleague.pk)
        desk_of.post(f"{PAGE}read/", {"seen": f"{row.pk} ² 9{'9' * 40}"})
        row.refresh_from_db()
        assert row.read_at is None


class TestChoice:
    def test_a_hidden_kind_comes_no_more_and_what_must_be_seen_is_never_hidden(
        self, cast: Any, desk_of: Client
    ) -> None:
        desk_of.post(f"{PAGE}choose/", {"knowledge": "hidden"})
        told(cast.executor, "Отзыв", kind="knowledge")
        assert not Notice.objects.filter(employee_id=cast.executor.pk).exists()
        answer = desk_of.post(f"{PAGE}choose/", {"term": "hidden"}, follow=True)
        assert "«Сроки» скрыть нельзя" in words_of(answer)
        told(cast.executor, "Срок", kind="term")
        assert Notice.objects.filter(employee_id=cast.executor.pk, kind="term").exists()

    def test_no_letter_is_promised_to_who_has_no_mailbox(self, cast: Any, desk_of: Client) -> None:
        Employee.objects.filter(pk=cast.executor.pk).update(email="")
        answer = desk_of.post(f"{PAGE}choose/", {"mentioned": "mail"}, follow=True)
        assert "Почты в вашей карточке нет" in words_of(answer)


@pytest.fixture
def mailed(cast: Any, desk_of: Client) -> Any:
    """What was told of before the choice, then the choice."""
    told(cast.executor, "Раньше выбора")
    desk_of.post(f"{PAGE}choose/", {"assigned": "mail", "digest": "mail"})
    return cast.executor


def an_hour_ago(employee: Any) -> None:
    """As if the choice had been made, and what came after it had lain unread, for some minutes."""
    Notice.objects.filter(employee_id=employee.pk).exclude(text="Раньше выбора").update(at=timezone.now() - minutes(3))
    NoticeChoice.objects.filter(employee_id=employee.pk).update(since=timezone.now() - minutes(5))
    Notice.objects.filter(employee_id=employee.pk, text="Раньше выбора").update(at=timezone.now() - minutes(60))


def minutes(n: int) -> dt.timedelta:
    return dt.timedelta(minutes=n)


class TestByLetter:
    def test_one_letter_tells_numbers_and_no_word_of_the_matter(self, cast: Any, mailed: Any) -> None:
        first, second = case_of(cast.udm), case_of(cast.udm, text="Другое", identity="esia-2")
        told(mailed, "Вам поручено: Аренда участка Ивановой", first.get_absolute_url())
        told(mailed, "Вам поручено: другое", second.get_absolute_url())
        told(mailed, "Отзыв о статье", "/w/knowledge/", "knowledge")  # not wished by letter
        an_hour_ago(mailed)
        assert desk.mail_notices(cast.udm) == 1
        assert desk.mail_notices(cast.udm) == 0  # told once
        letter = Delivery.objects.get(subject_type="employee")
        text = letter.payload["text"]
        assert f"дела № {first.number}, {second.number}" in text
        assert "Иванов" not in text and "Аренда" not in text and "Раньше" not in text
        assert letter.address == "sorokin@body.example"

    def test_whoever_has_read_it_meanwhile_gets_none(
        self, cast: Any, mailed: Any, desk_of: Client, settings: Any
    ) -> None:
        told(mailed, "Поручено", case_of(cast.udm).get_absolute_url())
        an_hour_ago(mailed)
        desk.mail_notices(cast.udm)
        row = Notice.objects.get(employee_id=mailed.pk, kind="assigned", text="Поручено")
        desk_of.post(f"{PAGE}read/", {"seen": str(row.pk)})
        deliver_ready()
        letter = Delivery.objects.get(subject_type="employee")
        assert letter.state == "dead" and "прочитано" in letter.error
        assert not Alert.objects.filter(kind__startswith="staff_mail").exists()

    def test_a_mailbox_that_refuses_is_told_to_who_can_mend_it(self, cast: Any, mailed: Any) -> None:
        told(mailed, "Поручено", case_of(cast.udm).get_absolute_url())
        an_hour_ago(mailed)
        desk.mail_notices(cast.udm)
        letter_bounced(Delivery.objects.get(subject_type="employee"), "550 no such user")
        assert "не доходят сотруднику Сорокин" in Alert.objects.get(kind__startswith="staff_mail").text


class TestMorning:
    def test_once_a_working_day_and_only_when_something_waits(self, cast: Any, mailed: Any, monkeypatch: Any) -> None:
        case = case_of(cast.udm)
        case.assignee = mailed
        case.save(update_fields=["assignee"])
        Notice.objects.filter(employee_id=mailed.pk).delete()
        day = next(
            d
            for n in range(30)
            if cast.udm.hours.of(d := timezone.localdate() + dt.timedelta(days=n), calendar(cast.udm))
        )
        opens = cast.udm.hours.of(day, calendar(cast.udm))[0][0]
        at = dt.datetime.combine(day, opens, tzinfo=cast.udm.zone)
        for moment, letters in ((at - minutes(5), 0), (at + minutes(5), 1), (at + minutes(10), 0)):
            monkeypatch.setattr("priemnaya.desk.actions.staff_letters.timezone.now", lambda moment=moment: moment)
            type(case).objects.filter(pk=case.pk).update(due_at=at + dt.timedelta(hours=3))
            assert desk.mail_digests(cast.udm) == letters, moment
        letter = Delivery.objects.get(subject_type="employee")
        assert f"Срок сегодня, дела №: {case.number}" in letter.payload["text"]
        for late, goes in ((minutes(30), True), (dt.timedelta(hours=5), False), (dt.timedelta(days=1), False)):
            monkeypatch.setattr("priemnaya.desk.actions.staff_letters.timezone.now", lambda late=late: at + late)
            assert (not unwanted(letter)) is goes, late


def calendar(body: Any) -> Any:
    return calendar_of(body).tentative()


class TestMentions:
    @pytest.mark.parametrize("called", ["@colleague", "@Васильева", "@васильева,", "(@colleague)."])
    def test_login_or_surname_calls(self, cast: Any, desk_of: Client, called: str) -> None:
        case = case_of(cast.udm)
        desk_of.post(f"/w/cases/{case.pk}/note/", {"text": f"Взгляните, {called} пожалуйста"})
        assert Notice.objects.get(kind="mentioned").employee_id == cast.colleague.pk

    def test_logins_that_hold_an_at(self, cast: Any, desk_of: Client) -> None:
        Employee.objects.filter(pk=cast.colleague.pk).update(username="vasileva@udmurtia-mio")
        case = case_of(cast.udm)
        desk_of.post(f"/w/cases/{case.pk}/note/", {"text": "@vasileva@udmurtia-mio и почта vasileva@mail.example"})
        assert Notice.objects.get(kind="mentioned").employee_id == cast.colleague.pk

    def test_who_called_nobody_is_told_and_the_note_is_kept(self, cast: Any, desk_of: Client) -> None:
        case = case_of(cast.udm)
        page = desk_of.post(f"/w/cases/{case.pk}/note/", {"text": "Спросить @nikogo"}, follow=True)
        assert "@nikogo: такой сотрудник не один или его нет" in words_of(page)
        assert case.notes.get().text == "Спросить @nikogo"
