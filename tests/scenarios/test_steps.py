"""A message and an application filled in one question a page (issue 16): back and refresh are harmless, what was typed
and chosen stays through every error, and what is sent is what was shown."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from priemnaya.cases.models import Case, Complaint, PortalDraft, PortalDraftFile
from priemnaya.core.models import StoredFile
from priemnaya.core.tokens import digest, same
from priemnaya.knowledge.models import Service
from priemnaya.portal import filing
from priemnaya.portal.drafts import keep_files

from ..desk import Browser
from .test_trust import person

WRITE = "/udmurtia-mio/write/"
APPLY = "/udmurtia-mio/services/lease-extend/apply/"


@pytest.fixture
def browser(cast: Any) -> Browser:
    """A client whose browser has opened the form, and so has the draft's secret."""
    found = Browser()
    found.client.get(WRITE)
    return found


def step(browser: Browser, page: str, at: str = WRITE, /, **typed: Any) -> Any:
    return browser.client.post(f"{at}step/{page}/", typed)


def words(page: Any) -> str:
    text = re.sub(r"<(?:script|style).*?</(?:script|style)>", " ", page.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def shown_on(browser: Browser, page: str = "check", at: str = WRITE) -> dict[str, str]:
    """What the form of a page sends by itself, as a browser that has it open."""
    html = browser.client.get(f"{at}step/{page}/").content.decode()
    return dict(re.findall(r'type="hidden" name="(key|shown|page)"\s+value="([^"]*)"', html))


def complained(browser: Browser) -> None:
    """All but the last page, as one who complains and wants a letter."""
    assert step(browser, "what", kind="appeal_complaint").url == f"{WRITE}step/whom/"
    assert step(browser, "whom", against="Сорокин", decision="Ответ № 5").url == f"{WRITE}step/text/"
    assert step(browser, "text", text="Мне отказали без причины.").url == f"{WRITE}step/files/"
    assert step(browser, "files").url == f"{WRITE}step/who/"
    who = {"for_whom": "self", "client_kind": "citizen", "surname": "Петрова", "name": "Анна"}
    assert step(browser, "who", **who).url == f"{WRITE}step/answer/"
    answered = step(browser, "answer", chosen_point="email", email="a.petrova@mail.example")
    assert answered.url == f"{WRITE}step/check/"


def test_each_page_asks_one_thing_and_what_was_shown_is_sent(browser: Browser) -> None:
    complained(browser)
    shown = words(browser.client.get(f"{WRITE}step/check/"))
    for said in ("Шаг 7 из 7", "Сорокин", "Мне отказали без причины.", "Петрова", "На электронную почту"):
        assert said in shown, said
    assert "личность подтверждена" in shown  # said before it is sent: it will be a message, and how to file a complaint
    page = browser.client.post(f"{WRITE}step/check/", follow=True)
    case = Case.objects.get()
    assert case.number in words(page)
    assert (case.contacts.get(direction="in").text, case.asked_kind) == (
        "Мне отказали без причины.",
        "appeal_complaint",
    )
    assert (case.chosen_point, case.chosen_address) == ("email", "a.petrova@mail.example")
    assert not PortalDraft.objects.exists()


def test_pressed_twice_it_is_one_case_and_each_press_is_shown_its_number_and_code(browser: Browser) -> None:
    complained(browser)
    form, cookies = shown_on(browser), {n: c.value for n, c in browser.client.cookies.items()}
    browser.client.post(f"{WRITE}step/check/", form)  # the browser drops this answer, and the cookies with it
    other = Browser()
    for name, value in cookies.items():
        other.client.cookies[name] = value
    page = other.client.post(f"{WRITE}step/check/", form, follow=True)
    case = Case.objects.get()
    code = re.search(r'id="code">([^<]+)<', page.content.decode())
    assert case.number in words(page) and "Второй раз мы её не записали" in words(page)
    assert code and same(code[1], case.code_digest)
    assert case.number in words(browser.client.post(f"{WRITE}step/check/", form, follow=True))


def test_a_key_shows_its_code_for_ten_minutes_and_a_strange_one_nothing(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    complained(browser)
    form = shown_on(browser)
    browser.client.post(f"{WRITE}step/check/", form)
    guessed = Browser().client.post(f"{WRITE}step/check/", {**form, "key": "0" * 32}, follow=True)
    assert "Отправлять нечего" in words(guessed) and Case.objects.get().number not in words(guessed)
    monkeypatch.setattr("priemnaya.cases.actions.message.AGAIN", dt.timedelta(0))
    late = Browser().client.post(f"{WRITE}step/check/", form, follow=True)
    assert 'class="code" id="code"' not in late.content.decode()


def test_two_presses_at_the_same_instant_are_one_case(browser: Browser) -> None:
    complained(browser)
    form, kept = shown_on(browser), PortalDraft.objects.get()
    browser.client.post(f"{WRITE}step/check/", form)
    PortalDraft.objects.create(organisation=kept.organisation, key_digest=kept.key_digest, data=kept.data)  # a race
    assert browser.client.post(f"{WRITE}step/check/", form).url == f"{WRITE}sent/"
    assert Case.objects.count() == 1 and not PortalDraft.objects.exists()


def test_what_changed_under_an_open_page_is_not_sent_unseen(browser: Browser) -> None:
    complained(browser)
    form = shown_on(browser)
    step(browser, "text", text="Другие слова из другой вкладки")
    page = browser.client.post(f"{WRITE}step/check/", form)
    assert page.status_code == 409 and "Ничего не отправлено" in words(page)
    assert "Другие слова из другой вкладки" in words(page) and not Case.objects.exists()
    browser.client.post(f"{WRITE}step/check/", shown_on(browser))
    assert Case.objects.get().contacts.get(direction="in").text == "Другие слова из другой вкладки"


def test_a_file_that_came_while_the_form_was_sent_stays(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    complained(browser)
    real = filing.receive_message

    def slow(*given: Any, **named: Any) -> Any:
        step(browser, "files", do="add", documents=SimpleUploadedFile("поздний.txt", b"late"))
        return real(*given, **named)

    monkeypatch.setattr(filing, "receive_message", slow)
    page = browser.client.post(f"{WRITE}step/check/", shown_on(browser), follow=True)
    assert "поздний.txt" in words(page) and "Добавьте их к делу" in words(page)
    assert PortalDraftFile.objects.get().name == "поздний.txt" and "text" not in PortalDraft.objects.get().data


def test_a_page_that_comes_no_more_keeps_what_was_typed_and_says_so(browser: Browser) -> None:
    """Two tabs: in one the complaint became feedback, in the other its second page is sent."""
    step(browser, "what", kind="appeal_complaint")
    step(browser, "what", kind="feedback")
    page = browser.client.post(f"{WRITE}step/whom/", {"against": "Сорокин", "decision": "Отказ № 7"}, follow=True)
    data = PortalDraft.objects.get().data
    assert (data["kind"], data["decision"], data["against"]) == ("feedback", "Отказ № 7", "Сорокин")
    assert "больше не подходит" in words(page) and "Расскажите своими словами" in words(page)
    step(browser, "what", kind="appeal_complaint")
    assert "Отказ № 7" in browser.client.get(f"{WRITE}step/whom/").content.decode()
    assert step(browser, "nowhere", decision="Отказ номер восемь").status_code == 404


def test_what_other_answers_leave_out_is_neither_shown_nor_sent(browser: Browser) -> None:
    step(browser, "what", kind="appeal_complaint")
    step(browser, "whom", against="Сорокин", decision="Ответ № 5")
    step(browser, "what", kind="message")
    step(browser, "text", text="Подскажите часы приёма.")
    who = {"on_behalf_of": "Сидоров Пётр", "company": "ООО «Ромашка»", "surname": "Петрова", "name": "Анна"}
    step(browser, "who", for_whom="other", client_kind="legal_entity", **who)
    step(browser, "who", for_whom="self", client_kind="citizen", **who)
    step(browser, "answer", chosen_point="portal")
    shown = words(browser.client.get(f"{WRITE}step/check/"))
    assert not any(said in shown for said in ("Сорокин", "Сидоров", "Ромашка"))
    browser.client.post(f"{WRITE}step/check/", shown_on(browser))
    case = Case.objects.get()
    assert (case.named.count(), case.on_behalf_of, case.written_for) == (0, "", "")
    assert case.client and case.client.kind == "citizen"


def test_a_long_text_is_refused_whole_and_a_line_counts_once(browser: Browser) -> None:
    step(browser, "what", kind="message")
    long = "Абзац. " * 14_300 + "КОНЕЦ"
    page = step(browser, "text", text=long)
    assert page.status_code == 422 and "Слишком длинно" in words(page) and "КОНЕЦ" in words(page)
    assert PortalDraft.objects.get().data["text"] == long
    lines = "строка из девяти\r\n" * 5_560 + "КОНЕЦ"  # 100 085 signs as they are sent, 94 525 as a browser counts
    assert step(browser, "text", text=lines).status_code == 302
    assert PortalDraft.objects.get().data["text"].endswith("КОНЕЦ")
    more = step(browser, "text", text="я" * 1_100_000 + "КОНЕЦ")
    assert more.status_code == 422 and "Приложите текст файлом" in words(more) and "КОНЕЦ" in words(more)


def test_what_an_identified_client_cleared_stays_cleared(browser: Browser, cast: Any) -> None:
    known = {"surname": "Иванова", "name": "Мария", "email": "m@mail.example", "phone": "+79120000001"}
    person(browser.client, cast.udm, "esia-9", **known)
    step(browser, "what", kind="appeal")
    step(browser, "text", text="Прошу ответить.")
    step(browser, "who", for_whom="self", client_kind="citizen")
    assert "m@mail.example" in browser.client.get(f"{WRITE}step/answer/").content.decode()
    step(browser, "answer", chosen_point="portal", email="", phone="", postal_address="", second_point="")
    assert "m@mail.example" not in words(browser.client.get(f"{WRITE}step/check/"))
    browser.client.post(f"{WRITE}step/check/", shown_on(browser))
    case = Case.objects.get()
    assert not case.addresses.exists() and case.client and case.client.surname == "Иванова"


def test_a_complaint_from_a_page_remembers_what_it_is_about_and_loses_nothing_typed(browser: Browser) -> None:
    service = browser.client.get("/udmurtia-mio/services/lease-extend/").content.decode()
    link = re.search(r'/udmurtia-mio/write/\?kind=service_complaint[^"]*', service)
    assert link
    step(browser, "what", kind="message")  # begun before, of another kind
    step(browser, "whom", decision="Отказ № 7")
    page = browser.client.get(unescape(link[0])).content.decode()
    assert re.search(r'value="service_complaint"[^>]*checked', page, re.S) and "Запомнили, на что" in page
    carried = re.search(r'name="decision" value="([^"]+)"', page)
    assert carried
    step(browser, "what", kind="service_complaint", decision=unescape(carried[1]))
    whom = browser.client.get(f"{WRITE}step/whom/").content.decode()
    assert "Продлить" in whom and "Отказ № 7" in whom


def test_a_page_with_a_fault_keeps_what_was_typed_and_others_are_untouched(browser: Browser) -> None:
    step(browser, "what", kind="message")
    step(browser, "text", text="Когда продлят договор?", subject="Аренда")
    refused = step(browser, "answer", chosen_point="email", phone="12")
    assert refused.status_code == 422
    said = words(refused)
    assert "Напишите адрес электронной почты." in said and "11 цифр" in said
    assert "Напишите, с чем вы обращаетесь" not in said, "faults of other pages are not told here"
    assert "Когда продлят договор?" in browser.client.get(f"{WRITE}step/text/").content.decode()
    unfinished = browser.client.get(f"{WRITE}step/check/")
    assert unfinished.status_code == 422 and "Кто вы?" in words(unfinished)  # the first that lacks an answer


def test_only_pages_that_the_answers_call_for_come(browser: Browser) -> None:
    assert step(browser, "what", kind="feedback").url == f"{WRITE}step/text/"
    assert "Шаг 2 из 6" in words(browser.client.get(f"{WRITE}step/text/"))
    assert "Что случилось?" in words(browser.client.get(f"{WRITE}step/whom/"))
    step(browser, "what", kind="service_complaint")
    assert "на что" in words(browser.client.get(f"{WRITE}step/whom/"))


def test_files_stay_through_faults_are_removed_by_name_and_go_with_the_message(browser: Browser) -> None:
    step(browser, "what", kind="message")
    one, two = (SimpleUploadedFile(f"{n}.txt", n.encode()) for n in ("чек", "лишний"))
    assert step(browser, "files", do="add", documents=[one, two]).url == f"{WRITE}step/files/#files"
    bad = step(browser, "files", do="add", documents=SimpleUploadedFile("вирус.exe", b"x"))
    assert bad.status_code == 422 and "такого вида не принимается" in words(bad)
    assert "чек.txt" in words(bad)
    extra = PortalDraftFile.objects.get(name="лишний.txt")
    assert step(browser, "files", remove=str(extra.pk)).url == f"{WRITE}step/files/#files"
    assert not StoredFile.objects.filter(pk=extra.file_id).exists()
    step(browser, "text", text="Вот чек.")
    step(browser, "answer", chosen_point="portal")
    step(browser, "who", for_whom="anonymous", client_kind="citizen")
    browser.client.post(f"{WRITE}step/check/")
    attached = Case.objects.get().contacts.get(direction="in").attachments.get()
    assert (attached.name, attached.file.read()) == ("чек.txt", "чек".encode())
    assert not PortalDraftFile.objects.exists()


def test_of_too_many_files_those_within_the_limit_stay_and_the_others_are_named(
    browser: Browser, settings: Any
) -> None:
    settings.MAX_FILES = 2
    step(browser, "what", kind="message")
    step(browser, "files", do="add", documents=SimpleUploadedFile("1.txt", b"1"))
    more = [SimpleUploadedFile(f"{n}.txt", n.encode()) for n in ("2", "3")]
    page = step(browser, "files", do="add", documents=more)
    assert page.status_code == 422 and "Не поместились: 3.txt" in words(page)
    assert [file.name for file in PortalDraftFile.objects.all()] == ["1.txt", "2.txt"]


@pytest.mark.parametrize("at", ["step", "whole", "draft"])
def test_a_wrong_file_takes_no_right_one_with_it(browser: Browser, at: str) -> None:
    step(browser, "what", kind="message")
    files = [
        SimpleUploadedFile("чек.txt", b"1"),
        SimpleUploadedFile("вирус.exe", b"MZ"),
        SimpleUploadedFile("т.txt", b"2"),
    ]
    if at == "step":
        page = step(browser, "files", do="add", documents=files)
    else:
        typed = {**TestEverythingOnOnePage.TYPED, "page": "all", "documents": files}
        page = browser.client.post(WRITE if at == "whole" else f"{WRITE}draft/", typed, follow=True)
    assert "Файл «вирус.exe» такого вида не принимается" in words(page)
    assert {f.name for f in PortalDraftFile.objects.all()} == {"чек.txt", "т.txt"} and not Case.objects.exists()


def test_nobody_takes_away_the_file_of_another(browser: Browser) -> None:
    step(browser, "what", kind="message")
    step(browser, "files", do="add", documents=SimpleUploadedFile("мой.txt", b"x"))
    stranger = Browser()
    stranger.client.get(WRITE)
    step(stranger, "what", kind="message")
    step(stranger, "files", remove=str(PortalDraftFile.objects.get().pk))
    assert PortalDraftFile.objects.get().name == "мой.txt"


def test_a_draft_goes_on_where_it_stopped_or_begins_anew(browser: Browser) -> None:
    step(browser, "what", kind="message")
    step(browser, "text", text="Недописанное")
    browser.client.cookies.pop("sessionid", None)
    first = browser.client.get(WRITE).content.decode()
    assert "Вы уже начали писать" in first and f'href="{WRITE}step/who/"' in first
    assert "Недописанное" in browser.client.get(f"{WRITE}step/text/").content.decode()
    step(browser, "what", do="anew")
    assert not PortalDraft.objects.exists()


def test_without_a_draft_everything_stands_on_one_page(browser: Browser, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "drafts": 0}
    page = step(browser, "what", kind="feedback")
    assert "Заполните всё на одной странице" in words(page)
    assert 'name="text"' in page.content.decode() and 'name="chosen_point"' in page.content.decode()


class TestEverythingOnOnePage:
    """It keeps, shows and sends what the steps do."""

    TYPED = {"kind": "message", "text": "Ещё", "for_whom": "self", "client_kind": "citizen", "chosen_point": "portal"}

    def test_files_stay_through_an_error_are_seen_removed_and_sent(self, browser: Browser) -> None:
        step(browser, "what", kind="message")
        step(browser, "files", do="add", documents=SimpleUploadedFile("проезд.txt", b"1"))
        page = browser.client.post(WRITE, {**self.TYPED, "text": "", "documents": SimpleUploadedFile("чек.txt", b"2")})
        assert page.status_code == 422 and "проезд.txt" in words(page) and "чек.txt" in words(page)
        assert "выбрать снова" not in words(page)
        unwanted = PortalDraftFile.objects.get(name="проезд.txt").pk
        assert browser.client.post(WRITE, {**self.TYPED, "remove": unwanted}).url == f"{WRITE}?all=1#files"
        back = words(browser.client.get(f"{WRITE}?all=1"))
        assert "проезд.txt" not in back and "чек.txt" in back and "Ещё" in back
        browser.client.post(WRITE, self.TYPED)
        assert [a.name for a in Case.objects.get().contacts.get(direction="in").attachments.all()] == ["чек.txt"]

    def test_answers_that_contradict_each_other_are_asked_about_and_neither_is_sent_or_lost(
        self, browser: Browser
    ) -> None:
        """Both stand on the page: whoever gave them says which holds."""
        contradicting: list[tuple[dict[str, str], str, str]] = [
            ({"on_behalf_of": "Сидоров Пётр"}, "on_behalf_of", "Отметьте «За другого человека» или сотрите имя"),
            ({"company": "ООО «Ромашка»", "surname": "Петрова"}, "company", "вы пишете не от организации"),
            ({"against": "Сорокин"}, "against", "Это только для жалобы"),
            ({"decision": "Ответ № 5"}, "decision", "Это только для жалобы"),
            (
                {"kind": "appeal_complaint", "surname": "Петрова", "about": "typo"},
                "about",
                "только для жалобы на услугу",
            ),
            ({"for_whom": "anonymous", "surname": "Петрова"}, "surname", "«Не хочу называть себя»"),
            ({"for_whom": "anonymous", "company": "ООО «Ромашка»"}, "company", "«Не хочу называть себя»"),
        ]
        for typed, field, said in contradicting:
            page = browser.client.post(WRITE, {**self.TYPED, **typed})
            assert page.status_code == 422 and said in words(page), typed
            assert f'id="error-{field}"' in page.content.decode() and typed[field] in unescape(page.content.decode())
        assert not Case.objects.exists()
        right = {"for_whom": "other", "on_behalf_of": "Сидоров Пётр", "surname": "Петрова", "name": "Анна"}
        browser.client.post(WRITE, {**self.TYPED, **right})
        assert Case.objects.get().on_behalf_of == "Сидоров Пётр"

    def test_a_question_that_another_answer_leaves_out_is_asked_about(self, browser: Browser) -> None:
        at = "/udmurtia-mio/services/land-preliminary/apply/"
        form = {
            "for_whom": "self",
            "client_kind": "citizen",
            "surname": "Петрова",
            "chosen_point": "portal",
            "receive_by": "portal",
            "f_purpose": "сад или огород",
            "f_purpose-other": "Для пасеки",
        }
        browser.client.get(at)
        page = browser.client.post(at, form)
        shown = unescape(page.content.decode())
        assert page.status_code == 422 and "По ответу выше это не нужно" in shown and "Для пасеки" in shown

    def test_an_identified_person_s_name_is_shown_there_and_not_typed(self, browser: Browser, cast: Any) -> None:
        person(browser.client, cast.udm, "esia-7", surname="Иванова", name="Мария")
        html = browser.client.get(f"{WRITE}?all=1").content.decode()
        assert 'name="surname"' not in html and "Иванова Мария" in " ".join(re.sub(r"<[^>]+>", " ", html).split())
        browser.client.post(WRITE, {**self.TYPED, "kind": "appeal", "surname": "Чужая"})
        case = Case.objects.get()
        assert case.client and (case.client.surname, case.kind) == ("Иванова", "appeal")
        anonymous = {**self.TYPED, "for_whom": "anonymous", "text": "Без имени"}
        browser.client.post(WRITE, anonymous)
        assert Case.objects.latest("pk").client is None

    def test_pressed_twice_it_is_one_with_all_its_files(self, browser: Browser) -> None:
        step(browser, "what", kind="message")
        step(browser, "files", do="add", documents=SimpleUploadedFile("проезд.txt", b"1"))
        html = browser.client.get(f"{WRITE}?all=1").content.decode()
        key = re.search(r'name="key"\s+value="(\w+)"', html)
        assert key
        for _press in range(2):
            form = {**self.TYPED, "key": key[1], "page": "all", "documents": SimpleUploadedFile("чек.txt", b"2")}
            page = browser.client.post(WRITE, form, follow=True)
        assert Case.objects.get().number in words(page) and 'class="code" id="code"' in page.content.decode()
        names = {a.name for a in Case.objects.get().contacts.get(direction="in").attachments.all()}
        assert names == {"проезд.txt", "чек.txt"} and not PortalDraft.objects.exists()

    @pytest.mark.parametrize("to", ["write/draft/", "identify/"])
    def test_buttons_that_lead_elsewhere_keep_text_and_files(self, browser: Browser, to: str) -> None:
        form = {"kind": "appeal", "text": "Начало", "documents": SimpleUploadedFile("чек.txt", b"x")}
        browser.client.post(f"/udmurtia-mio/{to}", form)
        assert PortalDraft.objects.get().data["text"] == "Начало"
        assert PortalDraftFile.objects.get().name == "чек.txt"

    def test_a_saved_application_leads_back_to_its_page_and_an_unsaved_one_says_so(
        self, browser: Browser, settings: Any
    ) -> None:
        at = "/udmurtia-mio/services/lease-extend/draft/"
        saved = browser.client.post(at, {"text": "Участок у реки"})
        assert saved.url == f"{APPLY}?all=1"
        settings.QUOTAS = {**settings.QUOTAS, "drafts": 0}
        stranger = Browser()
        stranger.client.get(APPLY)
        page = stranger.client.post(at, {"text": "Участок у озера, подробно"}, follow=True)
        assert "не сохранился" in words(page) and "Участок у озера" in page.content.decode()


def test_an_application_whose_service_went_gives_back_what_was_written(browser: Browser) -> None:
    step(browser, "fit", APPLY, text="Участок у реки, три страницы слов")
    service = Service.objects.filter(slug="lease-extend", organisation__slug="udmurtia-mio")
    service.update(withdrawn_at=timezone.now())
    assert APPLY in browser.client.get("/udmurtia-mio/").content.decode()
    page = browser.client.get(APPLY)
    assert page.status_code == 200 and "три страницы слов" in words(page) and "больше нет" in words(page)
    said = browser.client.post(f"{APPLY}step/fit/", {"page": "fit", "text": "И ещё слова"})
    assert "И ещё слова" in words(said)
    assert Browser().client.get(APPLY).status_code == 404
    browser.client.post("/udmurtia-mio/begun/drop/", {"form": "lease-extend", "draft": PortalDraft.objects.get().pk})
    assert not PortalDraft.objects.exists()


def test_files_that_no_page_asks_for_are_neither_kept_nor_sent(browser: Browser) -> None:
    step(browser, "fit", APPLY, text="Участок")
    step(browser, "documents", APPLY, do="add", strange=SimpleUploadedFile("чужой.txt", b"2"))
    assert not PortalDraftFile.objects.exists()
    step(browser, "documents", APPLY, do="add", doc_passport=SimpleUploadedFile("паспорт.txt", b"1"))
    step(browser, "documents", APPLY, do="add", doc_plan=SimpleUploadedFile("план.txt", b"1"))
    PortalDraftFile.objects.exclude(field="doc_passport").delete()
    old = SimpleUploadedFile("старый.txt", b"3")
    keep_files(PortalDraft.objects.get(), "doc_gone", [old])  # a paper that an earlier edition asked for
    page = words(browser.client.get(f"{APPLY}step/documents/"))
    assert "старый.txt" in page and "не отправим" in page
    step(browser, "who", APPLY, for_whom="self", client_kind="citizen", surname="Вахрушев", name="Пётр")
    step(browser, "answer", APPLY, chosen_point="portal", receive_by="portal")
    check = shown_on(browser, at=APPLY)
    assert "старый.txt" not in words(browser.client.get(f"{APPLY}step/check/"))
    browser.client.post(f"{APPLY}step/check/", check)
    assert [a.name for a in Case.objects.get().contacts.get(direction="in").attachments.all()] == ["паспорт.txt"]


def test_an_application_counts_files_of_its_draft_as_brought(browser: Browser) -> None:
    step(browser, "fit", APPLY, text="Участок у реки")
    lacking = step(browser, "documents", APPLY)
    assert lacking.status_code == 422 and "Не приложено: Паспорт" in words(lacking)
    step(browser, "documents", APPLY, do="add", doc_passport=SimpleUploadedFile("паспорт.txt", b"1"))
    assert step(browser, "documents", APPLY).url == f"{APPLY}step/who/"
    step(browser, "who", APPLY, for_whom="self", client_kind="citizen", surname="Вахрушев", name="Пётр")
    step(browser, "answer", APPLY, chosen_point="portal", receive_by="portal")
    page = browser.client.post(f"{APPLY}step/check/", follow=True)
    assert "Заявление принято" in words(page)
    application = Case.objects.get().application
    assert application.documents.get(document="passport").state == "given"


def test_a_complaint_about_a_service_keeps_what_it_is_about(browser: Browser) -> None:
    step(browser, "what", kind="service_complaint")
    step(browser, "whom", about="refused_documents", decision="Отказ № 7")
    step(browser, "text", text="Не приняли документы.")
    step(browser, "who", for_whom="self", client_kind="citizen", surname="Петрова", name="Анна")
    step(browser, "answer", chosen_point="portal")
    browser.client.post(f"{WRITE}step/check/")
    complaint = Complaint.objects.get()
    assert (complaint.about, complaint.decision) == ("refused_documents", "Отказ № 7")


def test_a_message_begun_at_one_body_is_not_found_moved_or_dropped_at_another(browser: Browser) -> None:
    other = "/novosibirsk-okn/write/"
    step(browser, "what", kind="message")
    step(browser, "text", text="Про аренду участка")
    step(browser, "files", do="add", documents=SimpleUploadedFile("паспорт.txt", b"x"))
    assert "Вы уже начали писать" not in browser.client.get(other).content.decode()
    step(browser, "what", other, kind="message")
    step(browser, "text", other, text="Про памятник")
    there = browser.client.get(f"{other}step/files/").content.decode()
    assert "паспорт.txt" not in there and "Про аренду" not in browser.client.get(f"{other}step/text/").content.decode()
    step(browser, "what", other, do="anew")
    assert "Про аренду участка" in browser.client.get(f"{WRITE}step/text/").content.decode()
    assert "паспорт.txt" in browser.client.get(f"{WRITE}step/files/").content.decode()
    browser.client.post("/udmurtia-mio/leave/")
    assert not PortalDraft.objects.exists()


def test_a_draft_of_before_its_key_held_the_body_goes_on_at_its_own_body_alone(browser: Browser) -> None:
    step(browser, "what", kind="message")
    step(browser, "text", text="Начато до обновления")
    secret = next(c.value for name, c in browser.client.cookies.items() if "draft" in name)
    PortalDraft.objects.update(key_digest=digest(secret))
    assert "Начато" not in browser.client.get("/novosibirsk-okn/write/step/text/").content.decode()
    assert "Начато до обновления" in browser.client.get(f"{WRITE}step/text/").content.decode()
    step(browser, "text", text="И закончено после")
    assert PortalDraft.objects.get().data["text"] == "И закончено после"


def test_an_application_begun_before_drafts_said_which_form_they_are_goes_on(browser: Browser) -> None:
    step(browser, "fit", APPLY, text="Начато до обновления")
    secret = next(c.value for name, c in browser.client.cookies.items() if "draft" in name)
    PortalDraft.objects.update(key_digest=digest(f"{secret}:lease-extend"), form="")
    assert step(browser, "fit", APPLY, text="И закончено после").status_code == 302
    kept = PortalDraft.objects.get()
    assert (kept.form, kept.data["text"]) == ("lease-extend", "И закончено после")
