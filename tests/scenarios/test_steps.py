"""A message and an application filled in one question a page (issue 16): back and refresh are harmless, what was typed
and chosen stays through every error, and what is sent is what was shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from priemnaya.cases.models import Case, Complaint, PortalDraft, PortalDraftFile
from priemnaya.core.models import StoredFile
from priemnaya.core.tokens import digest

from ..desk import Browser

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


def test_pressed_twice_or_opened_again_it_is_one_case(browser: Browser) -> None:
    complained(browser)
    kept = PortalDraft.objects.get()
    assert browser.client.post(f"{WRITE}step/check/").status_code == 302
    assert (
        browser.client.post(f"{WRITE}step/check/").url == f"{WRITE}step/what/"
    )  # the second press finds nothing to send
    PortalDraft.objects.create(organisation=kept.organisation, key_digest=kept.key_digest, data=kept.data)  # a race
    browser.client.post(f"{WRITE}step/check/")
    assert Case.objects.count() == 1


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
    step(browser, "files", remove=str(extra.pk), do="add")
    assert not StoredFile.objects.filter(pk=extra.file_id).exists()
    step(browser, "text", text="Вот чек.")
    step(browser, "answer", chosen_point="portal")
    step(browser, "who", for_whom="anonymous", client_kind="citizen")
    browser.client.post(f"{WRITE}step/check/")
    attached = Case.objects.get().contacts.get(direction="in").attachments.get()
    assert (attached.name, attached.file.read()) == ("чек.txt", "чек".encode())
    assert not PortalDraftFile.objects.exists()


def test_nobody_takes_away_the_file_of_another(browser: Browser) -> None:
    step(browser, "what", kind="message")
    step(browser, "files", do="add", documents=SimpleUploadedFile("мой.txt", b"x"))
    stranger = Browser()
    stranger.client.get(WRITE)
    step(stranger, "what", kind="message")
    step(stranger, "files", remove=str(PortalDraftFile.objects.get().pk), do="add")
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
