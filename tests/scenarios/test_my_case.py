"""«Моё дело»: a draft goes on elsewhere by a link to one's mailbox, a case is recalled, what helps after an answer, and
«Мои дела» of who is identified (issue 16)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from priemnaya.cases import actions
from priemnaya.cases.actions.recalling import recall_case
from priemnaya.cases.models import Application, Case, CaseLink, Contact, PortalDraft, PortalDraftFile
from priemnaya.channels import base
from priemnaya.channels.email.returns import return_path
from priemnaya.core import erasure
from priemnaya.core.models import Alert, Delivery, Event, Notice, Obligation
from priemnaya.errors import Stale
from priemnaya.knowledge.models import Service
from priemnaya.people.actions.consents import give_consent
from priemnaya.people.models import Client as Client_
from priemnaya.people.models import NoticeWish, Organisation, ProofLink
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE

from ..desk import Browser, Desk
from ..helpers import came_in, case_of, drafted, goes_out, made_ready, message, under_code
from ..mail.test_notices import report, taken
from ..stood import posted
from .test_every_value import asking
from .test_services import applied
from .test_steps import APPLY, WRITE, step, words
from .test_terms import suspended
from .test_trust import person

BODY = "/udmurtia-mio"
OWN = "vahrushev@mail.example"


@pytest.fixture
def browser(cast: Any) -> Browser:
    found = Browser()
    found.client.get(WRITE)
    return found


def begun(browser: Browser) -> PortalDraft:
    step(browser, "what", kind="message")
    step(browser, "text", text="Соседи перекрыли проезд", subject="Проезд")
    step(browser, "files", do="add", documents=SimpleUploadedFile("проезд.txt", "фото".encode()))
    return PortalDraft.objects.get()


def asks_link(browser: Browser, page: str = "text", to: str = OWN, **typed: Any) -> str:
    return words(browser.client.post(f"{WRITE}step/{page}/", {"do": "link", "resume_to": to, **typed}, follow=True))


def link_in(letter: Delivery) -> str:
    found = re.search(r"/udmurtia-mio/resume/[\w-]+/", letter.payload["text"])
    assert found
    return found[0]


def hidden(page: Any) -> dict[str, str]:
    """What a page says of what it showed, sent along with its button."""
    return dict(re.findall(r'type="hidden" name="(other|draft)"\s+value="(\d*)"', page.content.decode()))


class TestALinkToADraft:
    def test_brings_it_with_its_files_to_another_device_once_and_the_letter_tells_nothing(
        self, browser: Browser
    ) -> None:
        begun(browser)
        said = asks_link(browser, text="Соседи перекрыли проезд и двор")
        assert f"Ссылка отправлена на {OWN}" in said and "7 дней" in said
        letter = Delivery.objects.get()
        sent = f"{letter.payload['subject']} {letter.payload['text']}"
        assert "проезд" not in sent.lower() and "соседи" not in sent.lower()
        link, phone = link_in(letter), Browser()
        shown = words(phone.client.get(link))
        assert "перейдут на это устройство" in shown and "двор" not in shown, "a scanner of mail opens nothing"
        page = phone.client.post(link, follow=True)
        assert "Вы уже начали писать" in words(page)
        assert "проезд и двор" in phone.client.get(f"{WRITE}step/text/").content.decode()
        assert "проезд.txt" in words(phone.client.get(f"{WRITE}step/files/"))
        assert "Вы уже начали писать" not in words(browser.client.get(WRITE)), "one draft is in one place"
        used = phone.client.get(link)
        assert used.status_code == 410 and "уже открывалась или устарела" in words(used)

    def test_a_newer_link_ends_the_one_before_and_one_to_a_sent_draft_says_so(self, browser: Browser) -> None:
        draft = begun(browser)
        asks_link(browser)
        first = link_in(Delivery.objects.get())
        asks_link(browser, to="second@mail.example")
        second = link_in(Delivery.objects.get(address="second@mail.example"))
        assert browser.client.get(first).status_code == 410
        draft.delete()
        gone = browser.client.post(second)
        assert gone.status_code == 410 and "Этого черновика уже нет" in words(gone)
        assert browser.client.get(second.replace("udmurtia-mio", "omsk-minobr")).status_code in (404, 410)

    def test_says_that_what_was_begun_here_gives_way(self, browser: Browser) -> None:
        begun(browser)
        asks_link(browser)
        link, phone = link_in(Delivery.objects.get()), Browser()
        phone.client.get(WRITE)
        step(phone, "what", kind="message")
        step(phone, "text", text="Другое письмо")
        shown = phone.client.get(link)
        assert "начатое здесь удалится" in words(shown)
        phone.client.post(link, hidden(shown))
        assert PortalDraft.objects.count() == 1
        assert "Соседи" in phone.client.get(f"{WRITE}step/text/").content.decode()

    def test_opened_late_it_asks_about_what_was_begun_meanwhile(self, browser: Browser) -> None:
        begun(browser)
        asks_link(browser)
        link, phone = link_in(Delivery.objects.get()), Browser()
        shown = phone.client.get(link)
        assert "начатое здесь удалится" not in words(shown)
        step(phone, "what", kind="message")
        step(phone, "text", text="Написано в другой вкладке")
        asked = phone.client.post(link, hidden(shown))
        assert asked.status_code == 409 and "начатое здесь удалится" in words(asked)
        assert PortalDraft.objects.filter(data__text="Написано в другой вкладке").exists()
        phone.client.post(link, hidden(asked))
        assert "Соседи" in phone.client.get(f"{WRITE}step/text/").content.decode()

    def test_is_no_weapon_against_a_stranger(self, browser: Browser, settings: Any) -> None:
        begun(browser)
        settings.QUOTAS = {**settings.QUOTAS, "mailbox": 2}
        asks_link(browser)
        again = asks_link(browser)
        assert "ссылку уже просили" in again and Delivery.objects.count() == 1
        asks_link(browser, to="не адрес")
        assert Delivery.objects.count() == 1
        assert "Напишите адрес электронной почты." in asks_link(browser, to=" ")
        for n in range(3):  # other browsers, each with a draft of its own
            other = Browser()
            other.client.get(WRITE)
            step(other, "what", kind="message")
            said = asks_link(other, text=f"Слова {n}")
        assert Delivery.objects.count() == 2 and "сегодня ушло уже много" in said

    def test_is_said_to_have_gone_only_where_it_went(self, browser: Browser, settings: Any) -> None:
        begun(browser)
        settings.QUOTAS = {**settings.QUOTAS, "mailbox": 0}
        for _press in range(2):
            said = asks_link(browser)
            assert "сегодня ушло уже много" in said and "письмо ушло" not in said
        assert not Delivery.objects.exists()

    def test_of_another_draft_goes_too_and_opens_that_one(self, browser: Browser) -> None:
        stranger = Browser()
        stranger.client.get(WRITE)
        step(stranger, "what", kind="message")
        asks_link(stranger, text="Слова чужого")
        step(browser, "what", kind="message")
        assert "Ссылка отправлена" in asks_link(browser, text="Соседи перекрыли проезд")
        step(browser, "fit", APPLY, text="Участок у реки")
        form = {"do": "link", "resume_to": OWN, "text": "Участок у реки"}
        assert "Ссылка отправлена" in words(browser.client.post(f"{APPLY}step/fit/", form, follow=True))
        _strange, message, application = Delivery.objects.order_by("pk")
        phone = Browser()
        phone.client.post(link_in(message))
        assert "Соседи" in phone.client.get(f"{WRITE}step/text/").content.decode()
        phone.client.post(link_in(application))
        assert "Участок у реки" in phone.client.get(f"{APPLY}step/fit/").content.decode()

    def test_is_kept_nowhere_once_the_letter_has_left(self, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        begun(browser)
        asks_link(browser)
        secret = link_in(Delivery.objects.get()).split("/")[-2]
        monkeypatch.setitem(base._SENDERS, "email", lambda row: None)
        assert base.deliver_ready() == 1
        row = Delivery.objects.get()
        assert row.state == "sent" and secret not in str(row.payload)
        assert not ProofLink.objects.filter(digest=secret).exists()


def test_what_was_begun_stands_on_the_first_page_and_goes_with_its_files(browser: Browser) -> None:
    begun(browser)
    home = words(browser.client.get(f"{BODY}/"))
    assert "Вы начали и не отправили" in home and "файлов: 1" in home
    assert "Вы начали и не отправили" not in words(Browser().client.get(f"{BODY}/"))
    stranger = Browser()
    stranger.client.get(WRITE)
    stranger.client.post(f"{BODY}/begun/drop/", {"form": "", "next": f"{BODY}/"})
    assert PortalDraft.objects.exists()
    shown = hidden(browser.client.get(f"{BODY}/"))
    step(browser, "what", do="anew")
    begun(browser)
    kept = browser.client.post(f"{BODY}/begun/drop/", {"form": "", "next": f"{BODY}/", **shown}, follow=True)
    assert "другой черновик" in words(kept) and PortalDraft.objects.exists()
    said = {"form": "", "next": f"{BODY}/my/", **hidden(kept)}
    page = browser.client.post(f"{BODY}/begun/drop/", said, follow=True)
    assert "удалены" in words(page) and not PortalDraft.objects.exists() and not PortalDraftFile.objects.exists()


def holder(received: Any) -> Browser:
    """Whoever has the number and the code."""
    found = Browser()
    url = f"{BODY}/follow/"
    assert found.client.post(url, {"number": received.case.number, "code": received.code}).status_code == 302
    return found


def on(case: Case, deed: str = "") -> str:
    return f"{BODY}/follow/{case.number}/{deed}"


def asked(cast: Any, kind: str = "message", **more: Any) -> tuple[Case, Browser]:
    received = came_in(cast.udm, kind=kind, identity="", **more)
    assert received.case is not None
    return received.case, holder(received)


def recalls(browser: Browser, case: Case, way: str = "ends", **typed: Any) -> str:
    said = {"sure": "1", "key": "k1", "way": way, **typed}
    return words(browser.client.post(on(case, "recall/"), said, follow=True))


class TestRecall:
    def test_ends_a_message_at_once_and_its_letter_waits_for_no_signature(self, cast: Any) -> None:
        case, client = asked(cast)
        made_ready(case, cast.registrar)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        reply = drafted(case, cast.executor)
        actions.submit_reply(reply, by=cast.executor)
        shown = words(client.client.post(on(case, "recall/")))
        assert "Рассмотрение прекратится сразу" in shown and "Вернуть отозванное нельзя" in shown
        said = recalls(client, case, why="Уже решили сами")
        case.refresh_from_db()
        reply.refresh_from_db()
        assert (case.state, case.outcome, reply.state) == ("closed", "recalled", "dropped")
        assert "Отозвано. Рассмотрение прекращено" in said and "Отозвано вами" in said
        assert "Мы прекратили рассмотрение, ответа по существу не будет" in said
        owed = Obligation.objects.about("case", case.pk).get(what="reply_on_substance")
        assert owed.fulfilled_at is None and owed.cancelled_why.startswith("Отозвано заявителем")
        told = Notice.objects.filter(employee_id=cast.executor.pk, text__contains="отозвал дело")
        assert told.count() == 1
        page = Desk(cast.executor).get(f"/w/cases/{case.pk}/").text
        assert "отозвано заявителем" in page and "Уже решили сами" in page

    def test_pressed_twice_it_is_one_and_a_page_behind_is_told(self, cast: Any) -> None:
        case, client = asked(cast)
        recalls(client, case)
        assert "второй раз не записали" in recalls(client, case)
        assert "уже завершено" in recalls(client, case, key="k2")
        assert Event.objects.filter(verb="case.recalled").count() == 1

    def test_comes_too_late_after_an_answer(self, cast: Any) -> None:
        case, client = asked(cast)
        stale = Case.objects.get(pk=case.pk)
        made_ready(case, cast.registrar)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        goes_out(case)
        with pytest.raises(Stale, match="уже дан ответ"):
            recall_case(stale, message(text="Отзываю", point="portal"), "ends")
        assert "уже дан ответ" in recalls(client, case)
        assert not Contact.objects.filter(case=case, subject="Отзыв обращения").exists()

    def test_of_an_appeal_is_a_request_that_a_person_decides(self, cast: Any) -> None:
        received = came_in(cast.udm, kind="appeal")
        assert received.case is not None
        case, client = received.case, holder(received)
        assert "решает сотрудник" in words(client.client.post(on(case, "recall/")))
        assert "условия изменились" in recalls(client, case, "ends"), "what was shown is what is done"
        actions.assign_case(case, cast.executor, by=cast.registrar)
        said = recalls(client, case, "asks")
        case.refresh_from_db()
        assert case.is_open and "Сотрудник ещё не решил" in said
        assert "Вы уже просили об этом" in recalls(client, case, "asks", key="k2")
        assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains="просит прекратить").exists()
        Desk(cast.executor).on(case, "close", outcome="recalled", notice="Прекратили по вашей просьбе.")
        case.refresh_from_db()
        assert (case.state, case.outcome) == ("closed", "recalled")

    def test_a_request_to_end_it_leaves_our_question_standing(self, cast: Any) -> None:
        received = came_in(cast.udm, kind="appeal")
        assert received.case is not None
        case, client = received.case, holder(received)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        actions.clarify_case(case, "Назовите номер участка.", by=cast.executor)
        recalls(client, case, "asks")
        page = words(client.client.get(on(case)))
        assert "Нужно от вас" in page and "Назовите номер участка." in page and "Сотрудник ещё не решил" in page

    def test_why_is_said_whole_or_refused_whole(self, cast: Any) -> None:
        case, client = asked(cast)
        said = recalls(client, case, why="Уже решили. " * 200 + "КОНЕЦ")
        case.refresh_from_db()
        assert case.is_open and "КОНЕЦ" in said and "Сократите" in said

    def test_nobody_closes_it_so_unless_the_client_asked(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="appeal")
        page = Desk(cast.executor).on(case, "close", outcome="recalled", notice="Прекратили.")
        case.refresh_from_db()
        assert case.is_open and "Нет просьбы клиента" in page.text

    def test_a_stranger_recalls_nothing(self, cast: Any) -> None:
        case, _client = asked(cast)
        assert Browser().client.post(on(case, "recall/"), {"sure": "1", "way": "ends"}).status_code == 404
        case.refresh_from_db()
        assert case.is_open


def answered(cast: Any) -> tuple[Case, Browser]:
    case, client = asked(cast)
    actions.assign_case(case, cast.executor, by=cast.registrar)
    made_ready(case, cast.registrar)
    actions.send_reply(drafted(case, cast.executor), by=cast.head)
    goes_out(case)
    return case, client


def test_a_letter_of_suspension_is_no_answer(cast: Any, client: Client) -> None:
    case = made_ready(applied(cast.udm, "land-preliminary"), cast.registrar)
    reply = drafted(case, cast.executor, decision="suspend")
    actions.choose_grounds(reply, ["suspended-other"], by=cast.executor)
    until = cast.udm.local(timezone.now()).date() + dt.timedelta(days=20)
    actions.send_reply(actions.save_reply(reply, by=cast.executor, suspended_until=until), by=cast.head)
    goes_out(case)
    client.get(f"{BODY}/")
    session = client.session
    session[f"follow:{case.pk}"] = {"code": case.code_digest, "at": int(timezone.now().timestamp()), "mailbox": ""}
    session.save()
    page = words(client.get(on(case)))
    assert "Услуга приостановлена" in page and "Ответ помог?" not in page and "вернуть дело" not in page.lower()
    assert page.find("в письме ниже") < page.find("Письмо о приостановке") and "Пожаловаться на приостановку" in page
    client.post(on(case, f"complain/{case.replies.get().pk}/"))
    assert PortalDraft.objects.get().data["decision"].startswith("Письмо о приостановке")
    person(client, cast.udm, "esia-1", surname="Иванова")
    Client_.objects.filter(pk=case.client_id).update(identity="esia-1")
    assert "помог ли ответ" not in words(client.get(f"{BODY}/my/"))


class TestAfterAnAnswer:
    def test_a_complaint_begun_before_stays_beside_what_this_one_begins_with(self, cast: Any) -> None:
        case, client = answered(cast)
        client.client.get(WRITE)
        step(client, "what", kind="service_complaint")
        step(client, "whom", about="other", against="Сорокин из отдела аренды", decision="Отказ № 7 от 3 марта")
        for _press in range(2):
            page = client.client.post(on(case, f"complain/{case.replies.get().pk}/"), follow=True)
        html = page.content.decode()
        assert "Сорокин из отдела аренды" in html and "Отказ № 7 от 3 марта" in html
        assert html.count(f"дело № {case.number}") >= 1 and cast.head.surname in html
        kept = PortalDraft.objects.get().data
        assert kept["decision"].count(case.number) == 1 and kept["against"].count(cast.head.surname) == 1

    def test_changed_to_a_plain_question_it_is_linked_with_nothing(self, cast: Any) -> None:
        case, client = answered(cast)
        client.client.post(on(case, f"complain/{case.replies.get().pk}/"))
        step(client, "what", kind="message")
        step(client, "text", text="Подскажите часы приёма.")
        step(client, "who", for_whom="self", client_kind="citizen", surname="Петрова", name="Анна")
        step(client, "answer", chosen_point="portal")
        client.client.post(f"{WRITE}step/check/")
        fresh = Case.objects.latest("pk")
        assert fresh.pk != case.pk and not fresh.named.exists()
        assert not CaseLink.objects.filter(case=fresh, other=case).exists()

    def test_sent_from_the_page_with_everything_it_is_linked_too(self, cast: Any) -> None:
        case, client = answered(cast)
        client.client.post(on(case, f"complain/{case.replies.get().pk}/"))
        kept = PortalDraft.objects.get().data
        typed = {"kind": "appeal_complaint", "text": "Не по делу", "for_whom": "self", "client_kind": "citizen"}
        whom = {"surname": "Петрова", "chosen_point": "portal", **{n: kept[n] for n in ("against", "decision")}}
        client.client.post(WRITE, {**typed, **whom})
        fresh = Case.objects.latest("pk")
        assert fresh.pk != case.pk and CaseLink.objects.filter(case=fresh, other=case).exists()

    def test_who_was_not_helped_asks_on_and_it_comes_to_the_executor_with_a_term(self, cast: Any) -> None:
        case, client = answered(cast)
        said = {"key": "a1", "what": "reopen", "text": "Проезд закрыт по-прежнему"}
        page = words(client.client.post(on(case, "after/"), said, follow=True))
        assert "вернуть дело в работу, завести новое" in page and "Вы написали после ответа" in page
        desk = Desk(cast.executor)
        assert "Проезд закрыт по-прежнему" in desk.get(f"/w/cases/{case.pk}/").text
        assert case.number in desk.get("/w/").text, "it stands in the executor's day"
        assert "Напишите, что осталось" in words(client.client.post(on(case, "after/"), {"text": " "}, follow=True))

    def test_a_complaint_remembers_the_answer_and_names_who_signed(self, cast: Any) -> None:
        case, client = answered(cast)
        reply = case.replies.get()
        page = client.client.post(on(case, f"complain/{reply.pk}/"), follow=True)
        html = page.content.decode()
        assert f"дело № {case.number}" in html and cast.head.surname in html
        kept = PortalDraft.objects.get().data
        whom = {"against": kept["against"], "decision": kept["decision"]}
        step(client, "whom", **whom)
        step(client, "text", text="Ответ не по делу.")
        step(client, "who", for_whom="self", client_kind="citizen", surname="Петрова", name="Анна")
        step(client, "answer", chosen_point="portal")
        client.client.post(f"{WRITE}step/check/")
        fresh = Case.objects.latest("pk")
        assert case.number in fresh.subject and fresh.asked_kind == "appeal_complaint"
        assert CaseLink.objects.filter(case=fresh, other=case, kind="related").exists()
        assert fresh.named.filter(employee_id=cast.head.pk).exists()

    def test_of_a_stranger_s_answer_begins_nothing(self, cast: Any) -> None:
        case, _client = answered(cast)
        browser = Browser()
        browser.client.get(WRITE)
        assert browser.client.post(on(case, f"complain/{case.replies.get().pk}/")).status_code == 404
        assert not PortalDraft.objects.exists()


class TestStages:
    def test_a_question_changes_what_is_happening_and_an_answer_to_it_does_again(self, cast: Any) -> None:
        case, client = asked(cast)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        assert "Готовим ответ" in words(client.client.get(on(case)))
        actions.clarify_case(case, "Назовите номер участка.", by=cast.executor)
        page = words(client.client.get(on(case)))
        assert "Нужно от вас" in page and "Ждём вашего ответа" in page and "Готовим ответ" not in page
        client.client.post(on(case, "add/"), {"key": "q1", "text": "Участок 12"})
        page = words(client.client.get(on(case)))
        assert "Ждём вашего ответа" not in page and "Готовим ответ" in page
        assert "Вы добавили сообщение или документы" in page

    def test_a_question_says_until_when_it_waits_and_that_the_term_runs(self, cast: Any) -> None:
        case, client = asked(cast)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        actions.clarify_case(case, "Назовите номер участка.", by=cast.executor)
        owed = Obligation.objects.about("case", case.pk).get(what=REPLY_ON_SUBSTANCE)
        day = date_format(cast.udm.local(owed.due_at), "j E")
        page = words(client.client.get(on(case)))
        first = page[page.index("Нужно от вас") : page.index("Назовите номер участка")]
        assert f"Ждём до {day}" in first and "срок не останавливается" in first
        assert f"ждём вас до {day}" in page
        Obligation.objects.filter(pk=owed.pk).update(due_at=timezone.now() - dt.timedelta(days=1))
        page = words(client.client.get(on(case)))
        assert "Наш срок истёк" in page and "ждём вас до" not in page, "no day that has gone is promised"
        Obligation.objects.filter(pk=owed.pk).update(cancelled_at=timezone.now())
        assert "Срока для вашего ответа нет" in words(client.client.get(on(case)))

    def test_a_question_about_a_suspended_service_stands_on_top_until_it_is_answered(self, cast: Any) -> None:
        case = suspended(cast)
        client = Browser()
        session = client.client.session
        session.update(under_code(case))
        session.save()
        assert "Ответьте на наш вопрос" not in words(client.client.get(on(case)))
        actions.clarify_case(case, "Назовите номер участка.", by=cast.executor)
        until = case.application.suspended_at + dt.timedelta(days=case.application.suspended_days)
        page = words(client.client.get(on(case)))
        assert "Ответьте на наш вопрос" in page and "Ждём вашего ответа" in page
        assert f"Ждём до {date_format(cast.udm.local(until), 'j E')}: пока услуга приостановлена" in page
        client.client.post(on(case, "add/"), {"key": "q2", "text": "Участок 12"})
        assert "Ответьте на наш вопрос" not in words(client.client.get(on(case)))

    def test_the_executor_is_named_only_where_the_order_wants_it_told(self, cast: Any, asking_order: Any) -> None:
        case, client = asked(cast)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        assert cast.executor.surname not in words(client.client.get(on(case)))
        with asking_order({"action": "send_reply", "facts": ["executor_contacts"]}):
            assert cast.executor.short_name in words(client.client.get(on(case)))


@pytest.fixture
def asking_order(cast: Any) -> Any:
    return lambda values: asking(cast, "before", values)


class TestMine:
    def test_shows_what_waits_for_the_person_and_nothing_of_others(self, cast: Any) -> None:
        open_case, done = (case_of(cast.udm, subject=s) for s in ("Аренда", "Справка"))
        other = case_of(cast.udm, identity="esia-2", surname="Чужой", subject="Чужое дело", addresses={})
        actions.assign_case(open_case, cast.executor, by=cast.registrar)
        actions.clarify_case(open_case, "Какой участок?", by=cast.executor)
        actions.clarify_case(other, "Какой участок?", by=cast.executor)
        made_ready(done, cast.registrar)
        actions.send_reply(drafted(done, cast.executor), by=cast.head)
        goes_out(done)
        browser = signed_in(cast)
        page = words(browser.get(f"{BODY}/my/"))
        assert "Ответьте на наш вопрос" in page and "Скажите, помог ли ответ" in page
        assert "Чужое дело" not in page and other.number not in page
        shown = words(browser.get(f"{BODY}/my/?show=closed"))
        cases = shown[shown.index("Дела Все") :]
        assert "Справка" in cases and "Аренда" not in cases

    def test_says_that_matters_of_subordinate_bodies_are_elsewhere(self, cast: Any) -> None:
        assert "подведомственные учреждения" not in words(signed_in(cast).get(f"{BODY}/my/"))
        person(browser := Browser().client, cast.altai, "esia-9", surname="Иванова", name="Мария")
        page = words(browser.get("/altai-zags/my/"))
        assert "Государственный архив Республики Алтай" in page and "здесь не показаны" in page
        assert 'href="/altai-zags-gosarchive/follow/"' in browser.get("/altai-zags/my/").content.decode()
        assert browser.get("/altai-zags-gosarchive/follow/").status_code == 200

    def test_papers_that_are_lacking_are_a_task(self, cast: Any) -> None:
        service = Service.objects.get(organisation=cast.udm, slug="lease-extend")
        case_of(cast.udm, kind="service_application", service=service.pk, receive_by="portal")
        assert Application.objects.count() == 1
        assert "Пришлите: " in words(signed_in(cast).get(f"{BODY}/my/"))

    def test_a_consent_is_withdrawn_there_and_only_by_whose_it_is(self, cast: Any) -> None:
        case = case_of(cast.udm)
        stranger = case_of(cast.udm, identity="esia-2", surname="Чужой", addresses={})
        assert case.client and stranger.client
        mine, theirs = (give_consent(c.client, "mailing", how="portal") for c in (case, stranger))
        browser = signed_in(cast)
        assert "Вы согласились" in words(browser.get(f"{BODY}/my/"))
        for given in (mine, theirs):
            browser.post(f"{BODY}/my/", {"do": "withdraw", "consent": given.pk})
            given.refresh_from_db()
        assert mine.withdrawn_at and not theirs.withdrawn_at

    def test_a_deed_after_the_mailbox_s_half_hour_says_why_it_was_not_done(self, cast: Any) -> None:
        case, browser = case_of(cast.udm, addresses={"email": OWN}), Browser().client
        browser.get(f"{BODY}/")
        stood = list(case.addresses.values_list("level", "proved_at"))
        kept = browser.session
        kept[f"mailbox:{cast.udm.pk}"] = {"address": OWN, "at": timezone.now().timestamp() - 31 * 60}
        kept.save()
        for do in ("take", "foreign", "second", "open", "unknown"):
            page = browser.post(f"{BODY}/my/", {"do": do, "case": case.number, "number": case.number}, follow=True)
            assert "Напишите адрес электронной почты" not in words(page), do
            said = ("действует полчаса", "уже не ждут", "Введите его номер и код")
            assert any(one in words(page) for one in said), do
        assert list(case.addresses.values_list("level", "proved_at")) == stood

    def test_what_a_person_reads_first_is_promised_no_letter_and_no_day(self, cast: Any, settings: Any) -> None:
        settings.QUOTAS = {**settings.QUOTAS, "network": 1}
        browser = Browser().client
        browser.get(f"{BODY}/write/")
        typed = {"kind": "message", "text": "Когда приём?", "for_whom": "self", "client_kind": "citizen"}
        browser.post(f"{BODY}/write/", {**typed, "chosen_point": "portal", "text": "Первое"})
        page = browser.post(f"{BODY}/write/", {**typed, "chosen_point": "email", "email": OWN}, follow=True)
        shown = words(page)
        assert Case.objects.latest("pk").state == "review" and "Сначала его прочитает сотрудник" in shown
        assert "Мы получили ваш текст" in shown and 'id="code"' in page.content.decode()
        assert "Пришлём письмо" not in shown and "Ответим до" not in shown
        assert not Delivery.objects.filter(address=OWN).exists()


class TestTypedOnThePageOfACase:
    """Without scripts too, what could not be taken stands in its own field again."""

    def page(self, cast: Any) -> tuple[Case, str, Client]:
        received, browser = came_in(cast.udm), Browser().client
        assert received.case is not None
        browser.post(f"{BODY}/follow/", {"number": received.case.number, "code": received.code})
        return received.case, received.code, browser

    def field(self, page: Any, name: str) -> str:
        html = page.content.decode()
        area = re.search(rf'<textarea\s+id="more" name="{name}">([^<]*)</textarea>', html)
        line = re.search(rf'name="{name}" value="([^"]*)"', html)
        found = area or line
        assert found, html
        return found[1]

    def test_a_wrong_file_leaves_the_words_and_says_which_to_choose_again(self, cast: Any) -> None:
        case, _code, browser = self.page(cast)
        at = f"{BODY}/follow/{case.number}/"
        files = [SimpleUploadedFile("чек.txt", b"1"), SimpleUploadedFile("вирус.exe", b"MZ")]
        page = browser.post(f"{at}add/", {"text": "Вот чек за июнь.", "files": files}, follow=True)
        assert self.field(page, "text") == "Вот чек за июнь."
        assert "Выберите их снова: чек.txt, вирус.exe" in words(page)
        assert self.field(browser.get(at), "text") == "", "once"

    def test_a_wrong_address_to_answer_to_stands_there_again(self, cast: Any) -> None:
        case, _code, browser = self.page(cast)
        typed = {"point": "email", "address_email": "иван@почта", "second": ""}
        page = posted(browser, f"{BODY}/follow/{case.number}/point/", typed, follow=True)
        assert self.field(page, "address_email") == "иван@почта"
        assert re.search(r'value="email"\s+checked', page.content.decode())

    def test_nothing_is_said_to_stand_in_a_form_that_the_page_has_not(self, cast: Any) -> None:
        case, code, browser = self.page(cast)
        browser.cookies.pop("sessionid")
        told = browser.post(f"{BODY}/follow/{case.number}/recall/", {"why": "Продал участок.", "sure": "yes"})
        assert "Продал участок." in told.content.decode(), "the page of the error gives the words back"
        page = browser.post(f"{BODY}/follow/", {"number": case.number, "code": code}, follow=True)
        assert "стоит в форме ниже" not in words(page)

    @pytest.mark.parametrize("how", ["lost", "closed"])
    def test_what_was_sent_after_the_session_was_lost_waits_for_the_case_to_be_opened(
        self, cast: Any, how: str
    ) -> None:
        case, code, browser = self.page(cast)
        at = f"{BODY}/follow/{case.number}/"
        if how == "lost":
            browser.cookies.pop("sessionid")
        else:
            session = browser.session
            session[f"follow:{case.pk}"] = {**session[f"follow:{case.pk}"], "at": 0}
            session.save()
        page = browser.post(f"{at}add/", {"text": "Длинное объяснение.", "key": "k"})
        assert "Ничего не отправлено" in words(page) and "Длинное объяснение." in words(page)
        assert not Contact.objects.filter(text="Длинное объяснение.").exists()
        opened = browser.post(f"{BODY}/follow/", {"number": case.number, "code": code}, follow=True)
        assert self.field(opened, "text") == "Длинное объяснение." and "отправьте ещё раз" in words(opened)
        assert self.field(browser.get(at), "text") == "", "once"
        stranger = Browser().client
        shown = stranger.post(f"{BODY}/follow/", {"number": case.number, "code": code}, follow=True)
        assert "Длинное объяснение." not in words(shown)


class TestBelowABody:
    """An organisation below a body has cases of its own: what it writes leads to pages that are there."""

    @pytest.fixture
    def archive(self, cast: Any) -> Organisation:
        return Organisation.objects.select_related("parent").get(parent=cast.altai)

    def test_letters_lead_to_the_case_where_all_is_done_as_at_a_body(self, archive: Organisation) -> None:
        received = came_in(archive, addresses={"email": OWN})
        case, browser = received.case, Browser().client
        assert case is not None
        letter = Delivery.objects.get(key__startswith=f"primary-{case.pk}")
        [at] = {re.sub(r"https?://[^/]+", "", url) for url in re.findall(r"https?://\S+", letter.payload["text"])}
        page = browser.get(at)
        assert page.status_code == 200, at
        assert archive.parent and not archive.phone and archive.parent.phone in words(page), "whom to call"
        begun = browser.post(f"/{archive.slug}/follow/", {"number": case.number, "code": received.code}, follow=True)
        assert "Что происходит" in words(begun) and case.number in words(begun)
        own = f"/{archive.slug}/follow/{case.number}/"
        browser.post(f"{own}add/", {"text": "Ещё одна бумага", "key": "k1"}, follow=True)
        assert "Ещё одна бумага" in words(browser.get(own))
        for url in set(re.findall(rf'(?:href|src)="(/{archive.slug}/[^"#]*)', browser.get(own).content.decode())):
            assert browser.get(url, follow=True).status_code == 200, url
        lost = words(
            browser.post(f"/{archive.slug}/follow/link/", {"number": case.number, "way": "email"}, follow=True)
        )
        assert "мы отправили туда ссылку" in lost
        link = Delivery.objects.get(key__startswith="link-")
        way = re.search(rf"/{archive.slug}/link/[\w-]+/", link.payload["text"])
        assert way and "Открыть" in words(Browser().client.get(way[0]))

    def test_what_it_has_no_page_for_is_its_body_s(self, archive: Organisation) -> None:
        browser, below, above = Browser().client, f"/{archive.slug}", "/altai-zags"
        for path in ("/", "/services/", "/points/", "/write/?kind=appeal_complaint", "/about/privacy/"):
            assert browser.get(f"{below}{path}").url == f"{above}{path}"
        assert browser.get(f"{below}/nowhere/").status_code == 404
        sent = browser.post(f"{below}/write/", {"kind": "message", "text": "Кому это?"})
        assert sent.status_code == 404 and "Кому это?" in words(sent), "never sent on to another body than shown"

    def test_a_complaint_about_its_answer_begins_on_its_body_s_form(self, archive: Organisation, cast: Any) -> None:
        received = came_in(archive, addresses={"email": OWN})
        case, browser = received.case, Browser().client
        assert case is not None
        Organisation.objects.filter(pk=archive.pk).update(needs=cast.altai.needs)
        archive.refresh_from_db()
        hands = cast.hire("archivist", archive, "Архивова", "head", "executor", "registrar", "signer")
        made_ready(case, hands)
        answer = actions.send_reply(drafted(case, hands), by=hands)
        goes_out(case)
        browser.post(f"/{archive.slug}/follow/", {"number": case.number, "code": received.code})
        begun = browser.post(f"/{archive.slug}/follow/{case.number}/complain/{answer.pk}/", follow=True)
        assert begun.request["PATH_INFO"] == "/altai-zags/write/step/whom/"
        assert f"Ответ № {answer.number}" in begun.content.decode()

    def test_nobody_is_offered_to_sign_in_there(self, archive: Organisation, settings: Any) -> None:
        settings.OIDC = {**settings.OIDC, "issuer": "https://esia.example", "client_id": "us"}
        assert "Подтвердить личность" in words(Browser().client.get("/altai-zags/my/"))
        assert "Подтвердить личность" not in words(Browser().client.get(f"/{archive.slug}/my/"))


class TestNotices:
    def test_go_by_the_way_chosen_at_the_step_chosen_and_say_nothing_of_the_matter(
        self, cast: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.SMS_URL = "http://localhost:1/send"
        case = case_of(cast.udm, subject="Тайная крыша", addresses={"phone": "+79120000001"}, vouched=("phone",))
        browser = signed_in(cast)
        assert "wish-need:sms" in browser.get(f"{BODY}/my/").content.decode()
        wish = {"do": "notices", "wish": ["need:sms", "need:pigeon", "nothing:sms"]}
        browser.post(f"{BODY}/my/", wish)
        assert [(w.step, w.channel) for w in NoticeWish.objects.all()] == [("need", "sms")]
        actions.assign_case(case, cast.executor, by=cast.registrar)
        actions.clarify_case(case, "Какой участок?", by=cast.executor)
        row = Delivery.objects.get(channel="sms")
        said = row.payload["text"]
        assert case.number in said and "крыша" not in said and "участок" not in said
        monkeypatch.setitem(base._SENDERS, "sms", lambda delivery: None)
        base.deliver_ready()
        assert not Delivery.objects.filter(channel="sms").exists()
        browser.post(f"{BODY}/my/", {"do": "notices"})
        assert not NoticeWish.objects.exists()

    def test_one_that_comes_back_is_known_and_the_client_reads_that_this_way_does_not_work(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = case_of(cast.udm)
        signed_in(cast).post(f"{BODY}/my/", {"do": "notices", "wish": ["need:email"]})
        actions.assign_case(case, cast.executor, by=cast.registrar)
        actions.clarify_case(case, "Какой участок?", by=cast.executor)
        row = Delivery.objects.get(subject_type="client")
        monkeypatch.setitem(base._SENDERS, "email", lambda delivery: None)
        base.deliver_ready()
        row.refresh_from_db()
        assert (row.state, row.address, row.payload.get("text")) == ("sent", "", None), "its words are kept nowhere"
        taken(return_path(row), report("delivered", row.message_id))
        assert not NoticeWish.objects.exclude(failed_at=None).exists()
        assert taken(return_path(row), report("failed", row.message_id)) == "250"
        assert NoticeWish.objects.get().failed_at is not None
        assert not Alert.objects.filter(kind="forged_notice").exists()
        assert not Delivery.objects.filter(subject_type="client").exists()

    def test_one_that_left_long_ago_goes_with_what_lives_short(self, cast: Any) -> None:
        row = Delivery.objects.create(
            organisation_id=cast.udm.pk, channel="email", subject_type="client", subject_id=1, key="x", state="sent"
        )
        for days, left in ((13, 1), (15, 0)):
            Delivery.objects.filter(pk=row.pk).update(sent_at=timezone.now() - dt.timedelta(days=days))
            erasure.expire(timezone.now())
            assert Delivery.objects.filter(pk=row.pk).count() == left

    def test_are_offered_only_where_they_can_go_and_only_to_who_is_identified(self, cast: Any) -> None:
        case_of(cast.udm, addresses={"phone": "+79120000001"}, vouched=("phone",))
        page = signed_in(cast).get(f"{BODY}/my/").content.decode()
        assert "wish-need:sms" not in page and "Короткие уведомления можно получать" in page
        Client().post(f"{BODY}/my/", {"do": "notices", "wish": "need:email"})
        assert not NoticeWish.objects.exists()


def signed_in(cast: Any) -> Any:
    return person(Client(), cast.udm, "esia-1", surname="Иванова", name="Мария")
