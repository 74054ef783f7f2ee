"""What the body tells its own people: published, read and understood by those whom it concerns, and seen by who asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from priemnaya.core.models import Notice
from priemnaya.desk.models import News, NewsRead
from priemnaya.people.actions.employees import hire_employee
from priemnaya.workspace.menu import menu
from tests.helpers import words_of

FORM = {
    "title": "Как отвечать на жалобы",
    "text": "Жалобу передаём другому отделу.\n\nСрок прежний.",
    "roles": ["executor"],
    "must_read": "1",
    "asks1": "Кому передаём жалобу?",
    "options1": "никому\n+ другому отделу",
}


def signed_in(client: Client, employee: Any) -> Client:
    client.force_login(employee)
    return client


@pytest.fixture
def published(cast: Any, client: Client) -> News:
    until = f"{timezone.localdate() + dt.timedelta(days=3):%Y-%m-%d}"
    signed_in(client, cast.editor).post("/w/news/new/", {**FORM, "until": until})
    return News.objects.get()


def figure(employee: Any) -> Any:
    return {i.entry.route: i.figure for _title, items in menu(employee, "") for i in items}["news"]


class TestReading:
    def test_asked_of_those_whom_it_concerns_until_they_answer_right(
        self, cast: Any, client: Client, published: News
    ) -> None:
        assert set(Notice.objects.filter(kind="news").values_list("employee_id", flat=True)) == {
            cast.executor.pk,
            cast.colleague.pk,
        }
        assert figure(cast.executor).number == 1 and figure(cast.registrar) is None
        browser = signed_in(client, cast.executor)
        assert "Как отвечать на жалобы" in words_of(browser.get("/w/"))
        wrong = browser.post(f"/w/news/{published.pk}/read/", {"q1": "0"}, follow=True)
        assert "Ответ неверный, вопрос 1" in words_of(wrong)
        assert "Ответьте на все вопросы" in words_of(browser.post(f"/w/news/{published.pk}/read/", {}, follow=True))
        right = browser.post(f"/w/news/{published.pk}/read/", {"q1": "1"}, follow=True)
        assert "Вы подтвердили" in words_of(right)
        assert figure(cast.executor) is None
        assert not Notice.objects.filter(employee_id=cast.executor.pk, kind="news", read_at=None).exists()
        board = words_of(signed_in(client, cast.editor).get(f"/w/news/{published.pk}/"))
        assert "Сорокин И.О." in board and "Васильева И.О." in board and "Орлов" not in board
        assert NewsRead.objects.get(employee=cast.executor).tries == 2

    def test_whom_it_does_not_concern_sees_and_says_nothing(self, cast: Any, client: Client, published: News) -> None:
        browser = signed_in(client, cast.registrar)
        assert browser.get(f"/w/news/{published.pk}/").status_code == 404
        assert browser.post(f"/w/news/{published.pk}/read/", {"q1": "1"}).status_code == 404
        assert "жалобы" not in words_of(browser.get("/w/news/"))
        assert signed_in(client, cast.stranger).get(f"/w/news/{published.pk}/").status_code == 404

    def test_after_the_last_day_the_figure_is_red_and_the_board_says_who(
        self, cast: Any, client: Client, published: News, monkeypatch: Any
    ) -> None:
        later = timezone.now() + dt.timedelta(days=5)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        assert figure(cast.executor).late
        profile = {"surname": "Новикова", "name": "Анна"}
        newcomer, _password = hire_employee(cast.udm, "newcomer", roles=cast.executor.roles, by=cast.admin, **profile)
        assert figure(newcomer).number == 1 and not figure(newcomer).late, "hired when the day was over"
        assert words_of(signed_in(client, cast.head).get(f"/w/news/{published.pk}/")).count("позже срока") == 2


class TestPublishing:
    def test_a_new_wording_is_asked_anew_and_what_was_read_stays(
        self, cast: Any, client: Client, published: News
    ) -> None:
        signed_in(client, cast.executor).post(f"/w/news/{published.pk}/read/", {"q1": "1"})
        editor = signed_in(client, cast.editor)
        form = words_of(editor.get(f"/w/news/new/?of={published.pk}"))
        assert "Жалобу передаём другому отделу" in form and "+ другому отделу" in form
        editor.post("/w/news/new/", {**FORM, "text": "Жалобу передаём руководителю.", "of": published.pk})
        published.refresh_from_db()
        assert published.retired_at and published.replaced_by.text == "Жалобу передаём руководителю."
        assert figure(cast.executor).number == 1
        stale = signed_in(client, cast.colleague).post(f"/w/news/{published.pk}/read/", {"q1": "1"}, follow=True)
        assert "подтверждать нужно новый" in words_of(stale)
        assert list(NewsRead.objects.filter(read_at__isnull=False).values_list("employee_id", flat=True)) == [
            cast.executor.pk
        ]

    def test_two_who_replace_it_at_once(self, cast: Any, client: Client, published: News) -> None:
        editor = signed_in(client, cast.editor)
        editor.post("/w/news/new/", {**FORM, "of": published.pk})
        second = editor.post("/w/news/new/", {**FORM, "title": "Второй", "of": published.pk}, follow=True)
        assert News.objects.current().count() == 1
        assert "уже снят" in words_of(second) and "Второй" in second.content.decode()

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"title": " "}, "Напишите заголовок и текст"),
            ({"until": "2020-01-01"}, "Последний день уже прошёл"),
            ({"until": "2026-02-30"}, "Такого дня нет"),
            ({"must_read": ""}, "отметьте «Сотрудники подтверждают»"),
            ({"options1": "да\nнет"}, "отметьте верный ответ знаком +"),
            ({"options1": "+ да\nДА"}, "разных ответов"),
            ({"roles": ["tsar"]}, "Выберите роли из списка"),
            ({"units": ["999999999"]}, "Выберите отделы из списка"),
        ],
    )
    def test_wrong_input_is_told_and_kept(self, cast: Any, client: Client, changed: Any, said: str) -> None:
        page = signed_in(client, cast.editor).post("/w/news/new/", {**FORM, **changed})
        assert said in words_of(page)
        assert "Кому передаём жалобу?" in page.content.decode()
        assert not News.objects.exists()

    def test_only_who_may_publishes(self, cast: Any, client: Client) -> None:
        signed_in(client, cast.executor).post("/w/news/new/", FORM)
        assert not News.objects.exists()


def test_what_was_published_and_read_cannot_be_rewritten(cast: Any, client: Client, published: News) -> None:
    signed_in(client, cast.executor).post(f"/w/news/{published.pk}/read/", {"q1": "1"})
    for change in (
        lambda: News.objects.filter(pk=published.pk).update(text="Другое"),
        lambda: News.objects.filter(pk=published.pk).update(until=None),
        lambda: NewsRead.objects.update(read_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
