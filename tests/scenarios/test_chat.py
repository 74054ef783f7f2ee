"""The chat of the portal and of the widget: answered at once, or a case with everything that was said (issue 17)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client as Browser
from django.utils import timezone

from priemnaya.cases.models import Case, Contact
from priemnaya.channels.chat import actions
from priemnaya.channels.chat.actions.ending import into_message
from priemnaya.channels.chat.limits import GRACE, WAIT
from priemnaya.channels.chat.standing import seen_talks
from priemnaya.channels.models import ChatLine, ChatTalk
from priemnaya.core.models import Event, Obligation, Ruling
from priemnaya.errors import Objection, Stale
from priemnaya.people.models import Employee, Organisation

from ..chats import GOOD_LINE, Guest, begun, on_duty, with_chat
from ..helpers import case_of
from .test_at_once import Apart, apart

__all__ = ["apart"]


@pytest.fixture
def chat(cast: Any) -> Any:
    with_chat(cast.udm)
    return cast


def staff(employee: Any) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def later(at: dt.timedelta) -> Any:
    now = timezone.now() + at
    return patch("django.utils.timezone.now", lambda: now)


class TestAnsweredAtOnce:
    def test_a_question_is_asked_answered_and_ended_by_both(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm)
        assert guest.begin("До какого часа приём?", name="Анна").status_code == 302
        desk = staff(chat.reception)
        assert "Анна" in desk.get("/w/chats/").content.decode()
        pk = guest.talk.pk
        desk.post(f"/w/chats/{pk}/take/", {"version": guest.talk.version})
        assert "Вам отвечает" in guest.page()
        assert desk.post(f"/w/chats/{pk}/say/", {"text": GOOD_LINE, "line": "a1"}).status_code == 302
        assert GOOD_LINE in guest.page()
        guest.does("end", helped="yes")
        talk = guest.talk
        assert (talk.state, talk.result, talk.helped) == ("ended", "answered", "yes")
        assert talk.case is None
        assert not Case.objects.exists()

    def test_the_widget_does_the_same_without_a_cookie(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm, frame=True)
        assert "?frame=1" in guest.browser.get(f"/{chat.udm.slug}/widget/").content.decode()
        begins = guest.begin("Где вы находитесь?")
        assert not begins.cookies
        assert "frame-ancestors" in begins["Content-Security-Policy"] if "Content-Security-Policy" in begins else True
        page = guest.browser.get(guest.address())
        assert not page.cookies
        assert chat.udm.site.partition("//")[2].strip("/") in page["Content-Security-Policy"]
        assert guest.say("И как пройти?").status_code == 302
        assert guest.talk.place == "widget"
        assert guest.talk.lines.count() == 2

    def test_nobody_ends_as_answered_while_the_last_words_have_no_answer(self, chat: Any) -> None:
        on_duty(chat.reception)
        talk, _ = begun(chat.udm)
        actions.take_chat(talk, by=chat.reception)
        with pytest.raises(Objection, match="без ответа"):
            actions.end_chat(talk, "answered", by=chat.reception)
        actions.say_to_chat(talk, "1", GOOD_LINE, by=chat.reception)
        actions.say_in_chat(talk, "2", "А завтра?", by=None)
        with pytest.raises(Objection, match="без ответа"):
            actions.end_chat(talk, "answered", by=chat.reception)

    def test_an_answer_from_an_old_page_leaves_what_came_meanwhile_unanswered(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest, desk = Guest(chat.udm), staff(chat.reception)
        guest.begin("До какого часа приём?")
        pk = guest.talk.pk
        desk.post(f"/w/chats/{pk}/take/", {"version": guest.talk.version})
        page = desk.get(f"/w/chats/{pk}/").content.decode()
        seen = re.search(r'name="seen" value="(\d+)"', page)[1]  # type: ignore[index]
        guest.say("И принимаете ли вы в субботу?")
        desk.post(f"/w/chats/{pk}/say/", {"text": GOOD_LINE, "line": "a1", "seen": seen})
        assert guest.talk.unanswered_since is not None and guest.talk.due_at is not None
        told = desk.post(f"/w/chats/{pk}/end/", {"result": "answered"}, follow=True).content.decode()
        assert "без ответа" in told and guest.talk.is_living
        seen = str(ChatLine.objects.latest("pk").pk)
        desk.post(f"/w/chats/{pk}/say/", {"text": GOOD_LINE, "line": "a2", "seen": seen})
        desk.post(f"/w/chats/{pk}/end/", {"result": "answered"})
        assert guest.talk.result == "answered"

    def test_a_talk_that_fails_stops_none_behind_it(self, chat: Any) -> None:
        on_duty(chat.reception)
        (first, _), (second, _) = begun(chat.udm), begun(chat.udm)
        ChatTalk.objects.update(email="a@example.org")

        def broken(talk: ChatTalk, **more: Any) -> None:
            if talk.pk == first.pk:
                raise RuntimeError("broken")
            into_message(talk, **more)

        with (
            later(WAIT + dt.timedelta(seconds=1)),
            patch("priemnaya.channels.chat.actions.sweeping.into_message", broken),
            pytest.raises(RuntimeError),
        ):
            actions.settle_chats(chat.udm)
        assert ChatTalk.objects.get(pk=second.pk).result == "message" and ChatTalk.objects.get(pk=first.pk).is_living

    def test_who_says_no_after_the_end_gets_a_case_from_the_first_word_on(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm)
        guest.begin("До какого часа приём?")
        talk = guest.talk
        actions.take_chat(talk, by=chat.reception)
        actions.say_to_chat(talk, "1", GOOD_LINE, by=chat.reception)
        actions.end_chat(talk, "answered", by=chat.reception)
        assert "Получили ли вы ответ" in guest.page()
        guest.does("end", helped="no")
        case = Case.objects.get()
        assert case.received_at == talk.opened_at
        assert case.number in guest.page()
        assert guest.does("end", helped="yes").status_code == 422


class TestBecomesACase:
    def test_where_nobody_is_on_duty_it_is_a_message_at_once_with_number_and_code(self, chat: Any) -> None:
        guest = Guest(chat.udm)
        assert "Сейчас в чате никого нет" in guest.page()
        guest.begin("Продлите аренду участка", name="Ольга Ким", email="olga@mail.example")
        case = Case.objects.get()
        assert (case.point, case.kind, case.state) == ("chat", "message", "new")
        assert case.addresses.filter(channel="email", address="olga@mail.example").exists()
        page = guest.page()
        assert case.number in page
        opened = Guest(chat.udm).browser.post(
            f"/{chat.udm.slug}/follow/", {"number": case.number, "code": _code_in(page)}
        )
        assert opened.status_code == 302

    def test_the_employee_makes_a_case_of_it_with_all_that_was_said(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm)
        guest.begin("Почему мне отказали в аренде?")
        desk, pk = staff(chat.reception), guest.talk.pk
        desk.post(f"/w/chats/{pk}/take/")
        desk.post(f"/w/chats/{pk}/say/", {"text": GOOD_LINE, "line": "a1"})
        guest.say("Решение от мая.")
        desk.post(f"/w/chats/{pk}/end/", {"result": "case"})
        contact = Contact.objects.get(case__isnull=False, direction="in")
        assert contact.text == "Почему мне отказали в аренде?\n\nРешение от мая."
        assert GOOD_LINE in contact.quoted
        assert guest.talk.result == "case"
        assert Obligation.objects.about("case", contact.case_id).exists()

    def test_it_joins_a_case_that_the_employee_sees_and_the_client_hears_no_number(self, chat: Any) -> None:
        on_duty(chat.registrar)
        case = case_of(chat.udm)
        guest = Guest(chat.udm)
        guest.begin("Добавьте к моему делу: нашёл договор.")
        desk, pk = staff(chat.registrar), guest.talk.pk
        desk.post(f"/w/chats/{pk}/take/")
        desk.post(f"/w/chats/{pk}/end/", {"result": "joined", "number": "2020-000001"})
        assert guest.talk.is_living
        desk.post(f"/w/chats/{pk}/end/", {"result": "joined", "number": case.number})
        assert case.contacts.filter(text__contains="нашёл договор").exists()
        assert case.number not in guest.page()

    def test_nobody_answers_in_time_the_client_is_asked_where_to_answer_then_it_is_a_message(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm)
        guest.begin("Когда ответят на моё письмо?")
        with later(WAIT + dt.timedelta(seconds=30)):
            on_duty(chat.reception)
            actions.settle_chats(chat.udm)
        assert guest.talk.state == "unanswered"
        assert "Никто не успел ответить" in guest.page()
        guest.does("leave", email="не почта")
        assert guest.talk.is_living
        guest.does("leave", email="anna@mail.example", name="Анна")
        case = Case.objects.get()
        assert case.addresses.get(channel="email").address == "anna@mail.example"
        assert guest.talk.result == "message"

    def test_who_says_no_address_gets_a_message_all_the_same(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm)
        guest.begin("Когда ответят на моё письмо?")
        for after in (WAIT, WAIT + GRACE):
            with later(after + dt.timedelta(seconds=30)):
                on_duty(chat.reception)
                actions.settle_chats(chat.udm)
        assert Case.objects.get().number in guest.page()

    def test_an_employee_who_is_lost_leaves_it_to_a_colleague(self, chat: Any) -> None:
        on_duty(chat.reception)
        talk, _ = begun(chat.udm)
        actions.take_chat(talk, by=chat.reception)
        with later(WAIT + dt.timedelta(seconds=30)):
            on_duty(chat.registrar)
            actions.settle_chats(chat.udm)
        talk.refresh_from_db()
        assert (talk.state, talk.employee) == ("waiting", None)
        assert Event.objects.filter(verb="chat.left_alone").exists()


class TestNothingIsLost:
    def test_a_line_sent_again_is_one(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm)
        guest.begin("Вопрос")
        for _ in range(3):
            guest.say("Тот же самый вопрос", line="same-key")
        assert ChatLine.objects.filter(text="Тот же самый вопрос").count() == 1

    def test_the_form_pressed_twice_is_one_talk(self, chat: Any) -> None:
        guest, key = Guest(chat.udm), "k" * 32
        import re

        fields = dict(re.findall(r'name="(stamp|talk|line)"\s+value="([^"]*)"', guest.page()))
        fields |= {"talk": key, "text": "Вопрос"}
        for _ in range(2):
            guest.browser.post(guest.address(), fields)
        assert ChatTalk.objects.count() == 1
        assert Case.objects.count() == 1

    def test_what_cannot_be_taken_comes_back_in_its_field(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm)
        guest.begin("Вопрос")
        answer = guest.say("длинно " * 700)
        assert answer.status_code == 422
        assert "длинно длинно" in answer.content.decode()
        again = Guest(chat.udm).begin("Мой длинный вопрос", email="не почта")
        assert again.status_code == 422
        assert "Мой длинный вопрос" in again.content.decode()

    def test_a_script_gets_only_what_it_has_not_and_its_own_words_by_their_key(self, chat: Any) -> None:
        on_duty(chat.reception)
        guest = Guest(chat.udm)
        guest.begin("Первый вопрос")
        first = guest.talk.lines.get().pk
        got = guest.browser.post(
            guest.address("say/"),
            {"text": "Второй вопрос", "line": "key-2", "after": first},
            headers={"X-Requested-With": "fetch"},
        ).content.decode()
        assert "Первый вопрос" not in got
        assert 'data-key="key-2"' in got
        news = guest.browser.post(guest.address("news/"), {"after": first, "typing": "1"}).content.decode()
        assert "Второй вопрос" in news
        desk = staff(chat.reception)
        assert "печатает" in desk.post(f"/w/chats/{guest.talk.pk}/news/", {"after": 0}).content.decode()

    def test_a_flood_from_one_network_waits_for_a_person(self, chat: Any, settings: Any) -> None:
        on_duty(chat.reception)
        settings.QUOTAS = {**settings.QUOTAS, "network": 1}
        for n in range(3):
            Guest(chat.udm).begin(f"Вопрос {n}")
        assert Case.objects.filter(state="review").count() >= 1
        assert ChatTalk.objects.filter(state="waiting").count() == 1


class TestTwoPeople:
    def test_of_two_who_take_it_the_second_hears_who_has_it(self, chat: Any) -> None:
        on_duty(chat.reception)
        talk, _ = begun(chat.udm)
        actions.take_chat(talk, by=chat.reception, version=talk.version)
        desk = staff(chat.registrar)
        page = desk.post(f"/w/chats/{talk.pk}/take/", {"version": talk.version}, follow=True).content.decode()
        assert chat.reception.short_name in page
        talk.refresh_from_db()
        assert talk.employee == chat.reception

    def test_who_does_not_lead_it_cannot_speak_and_keeps_the_words(self, chat: Any) -> None:
        on_duty(chat.reception)
        talk, _ = begun(chat.udm)
        actions.take_chat(talk, by=chat.reception)
        answer = staff(chat.registrar).post(f"/w/chats/{talk.pk}/say/", {"text": GOOD_LINE, "line": "z"})
        assert answer.status_code == 422
        assert GOOD_LINE in answer.content.decode()
        assert not talk.lines.filter(side="staff").exists()

    def test_it_is_handed_to_a_colleague_on_duty_only(self, chat: Any) -> None:
        on_duty(chat.reception)
        talk, _ = begun(chat.udm)
        actions.take_chat(talk, by=chat.reception)
        with pytest.raises(Objection, match="не дежурит"):
            actions.hand_chat(talk, chat.registrar, by=chat.reception)
        on_duty(chat.registrar)
        staff(chat.reception).post(f"/w/chats/{talk.pk}/hand/", {"to": chat.registrar.pk})
        talk.refresh_from_db()
        assert talk.employee == chat.registrar
        with pytest.raises(Stale):
            actions.say_to_chat(talk, "1", GOOD_LINE, by=chat.reception)


class TestGuards:
    def test_a_rude_line_does_not_go_and_says_by_which_clause(self, chat: Any) -> None:
        on_duty(chat.reception)
        talk, _ = begun(chat.udm)
        actions.take_chat(talk, by=chat.reception)
        answer = staff(chat.reception).post(
            f"/w/chats/{talk.pk}/say/", {"text": "Вы что, читать не умеете?", "line": "r"}
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'class="verdict"' in page
        assert "читать не умеете" in page
        assert not talk.lines.filter(side="staff").exists()
        assert Ruling.objects.filter(subject_type="chattalk", ok=False, stopped=True).exists()

    def test_plain_short_lines_pass_in_every_body(self, chat: Any) -> None:
        from priemnaya.channels.chat.wording import check_line

        lines = [
            GOOD_LINE,
            "Одну минуту, посмотрю.",
            "Спасибо, что подождали. Заявление можно подать на сайте или принести в окно 1.",
            "Да.",
        ]
        assert len(chat.bodies) >= 5
        for body in chat.bodies.values():
            for line in lines:
                assert check_line(body, line, timezone.now().date()).stops() == [], (body.slug, line)
            assert check_line(body, GOOD_LINE, timezone.now().date(), first=True).stops() == [], body.slug

    def test_whom_the_client_names_neither_sees_nor_leads_it(self, chat: Any) -> None:
        on_duty(chat.reception)
        on_duty(chat.registrar)
        talk, _ = begun(chat.udm)
        actions.take_chat(talk, by=chat.reception)
        named = f"Жалуюсь на {chat.reception.surname} {chat.reception.name}: она мне нагрубила."
        actions.say_in_chat(talk, "n", named, by=None)
        talk.refresh_from_db()
        assert talk.employee is None
        assert talk not in seen_talks(chat.reception)
        assert talk in seen_talks(chat.registrar)
        assert staff(chat.reception).get(f"/w/chats/{talk.pk}/").status_code == 404

    def test_another_body_sees_nothing(self, chat: Any) -> None:
        on_duty(chat.reception)
        _talk, key = begun(chat.udm)
        other = next(b for slug, b in chat.bodies.items() if slug != "udmurtia-mio")
        assert Browser().get(f"/{other.slug}/chat/{key}/").status_code == 404
        assert Browser().get(f"/{chat.udm.slug}/chat/{'x' * 32}/").status_code == 404

    def test_a_body_without_the_point_has_no_chat(self, cast: Any) -> None:
        page = Browser().get(f"/{cast.udm.slug}/chat/")
        assert page.status_code == 404
        assert "Спросить в чате" not in Browser().get(f"/{cast.udm.slug}/").content.decode()
        with pytest.raises(Objection, match="точек"):
            on_duty(cast.reception)

    def test_the_term_of_a_first_answer_is_the_order_s_where_it_has_one(self, chat: Any) -> None:
        from priemnaya.channels.chat.limits import due_of

        at = timezone.now()
        assert due_of(chat.udm, at) == at + WAIT


def _code_in(page: str) -> str:
    import re

    return re.findall(r'class="code">\s*([A-Z0-9]{10})', page)[0]


def test_two_presses_at_one_instant_are_one_line(apart: Apart) -> None:
    def ready(body: Organisation) -> tuple[int, int]:
        with_chat(body)
        who = Employee.objects.create(
            organisation=body, username="chat-at-once", surname="Котова", name="Инна", roles=["reception"]
        )
        on_duty(who)
        talk, _ = begun(body)
        actions.take_chat(talk, by=who)
        return talk.pk, who.pk

    pk, who = apart.act(ready).result()

    def press(body: Organisation) -> bool:
        return actions.say_to_chat(ChatTalk.objects.get(pk=pk), "same", GOOD_LINE, by=Employee.objects.get(pk=who))

    said = [one.result() for one in [apart.act(press) for _ in range(3)]]
    assert sorted(said) == [False, False, True]
    assert apart.act(lambda body: ChatLine.objects.filter(talk_id=pk, side="staff").count()).result() == 1
