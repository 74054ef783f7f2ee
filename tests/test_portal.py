"""The portal as its clients use it, without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from priemnaya.cases import actions
from priemnaya.cases.models import Case, PortalDraft
from priemnaya.outreach.models import SurveyAnswer
from priemnaya.ui.templatetags.ui import counted

from .helpers import came_in, case_of, drafted, made_ready, under_code

FORM = {
    "kind": "message",
    "text": "Чей это дом?",
    "for_whom": "self",
    "client_kind": "citizen",
    "chosen_point": "portal",
}


def sent(client: Client, **changes: Any) -> Case:
    answer = client.post("/udmurtia-mio/write/", {**FORM, **changes}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    assert "Сообщение принято" in answer.content.decode() or "принят" in answer.content.decode()
    return Case.objects.latest("pk")


def test_a_name_in_the_wrong_fields_is_put_right_and_greeted_in_small_letters(cast: Any, client: Client) -> None:
    card = sent(client, surname="АННА", name="ПЕТРОВА", patronymic="ИЛЬИНИЧНА", email="a@mail.example").client
    assert card
    assert (card.surname, card.name, card.greeting) == ("ПЕТРОВА", "АННА", "Здравствуйте, Анна Ильинична!")
    office = sent(client, surname="Гимназия № 5", email="g@mail.example", again="1").client
    assert office
    assert (office.kind, office.company, office.surname) == ("legal_entity", "Гимназия № 5", "")


def test_a_message_gets_number_and_code_and_can_be_followed(cast: Any, client: Client) -> None:
    case = sent(client)
    page = client.get("/udmurtia-mio/write/sent/").content.decode()
    code = re.search(r'id="code">([A-Z0-9]+)<', page)
    assert code
    stranger = Client()
    assert stranger.get(f"/udmurtia-mio/follow/{case.number}/").status_code == 404
    wrong = stranger.post("/udmurtia-mio/follow/", {"number": case.number, "code": "WRONGCODE2"})
    assert wrong.status_code == 422
    right = stranger.post("/udmurtia-mio/follow/", {"number": case.number, "code": code[1].lower()}, follow=True)
    assert "остал" in right.content.decode()
    assert "Как посчитано" in right.content.decode()


def test_a_wrong_form_keeps_everything_typed_and_says_what_to_do(cast: Any, client: Client) -> None:
    answer = client.post("/udmurtia-mio/write/", {**FORM, "kind": "appeal", "chosen_point": "email", "phone": "12"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Чей это дом?" in page
    assert "без неё закон не позволяет ответить" in page
    assert "Напишите адрес" in page
    assert "11 цифр" in page


def test_the_same_form_sent_twice_is_one_case(cast: Any, client: Client) -> None:
    first = sent(client, key="abc")
    client.post("/udmurtia-mio/write/", {**FORM, "key": "abc"})
    assert Case.objects.latest("pk") == first


def test_a_draft_survives_a_lost_session(cast: Any, client: Client) -> None:
    client.get("/udmurtia-mio/write/?all=1")
    client.post("/udmurtia-mio/write/draft/", {**FORM, "text": "Недописанное"})
    client.cookies.pop("sessionid", None)
    assert "Недописанное" in client.get("/udmurtia-mio/write/?all=1").content.decode()
    sent(client)
    assert not PortalDraft.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"), [("вирус.exe", "такого вида не принимается"), ("схема.svg", "такого вида не принимается")]
)
def test_a_dangerous_file_is_refused_with_what_is_allowed(cast: Any, client: Client, name: str, said: str) -> None:
    answer = client.post("/udmurtia-mio/write/", {**FORM, "documents": SimpleUploadedFile(name, b"x")})
    assert said in answer.content.decode()


def test_files_come_back_as_downloads_only(cast: Any, client: Client) -> None:
    case = sent(client, documents=SimpleUploadedFile("справка.pdf", b"%PDF-1.4 <script>"))
    page = client.get(f"/udmurtia-mio/follow/{case.number}/").content.decode()
    link = re.search(r'href="(/udmurtia-mio/follow/[^"]+/file/\d+/)"', page)
    assert link
    answer = client.get(link[1])
    assert answer.content == b"%PDF-1.4 <script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_documents_are_added_and_the_waiting_case_goes_on(cast: Any, client: Client) -> None:
    case = sent(client)
    actions.clarify_case(case, "Какой у вас адрес?", by=cast.executor)
    client.post(f"/udmurtia-mio/follow/{case.number}/add/", {"text": "Улица Садовая, 7"})
    case.refresh_from_db()
    assert case.state == "in_work"
    assert case.contacts.filter(direction="in").count() == 2


def test_an_anonymous_message_has_no_client_and_is_still_followed(cast: Any, client: Client) -> None:
    case = sent(client, for_whom="anonymous", email="a@b.example")
    assert case.client is None


def answered(cast: Any) -> Case:
    case = made_ready(case_of(cast.udm), cast.registrar)
    actions.send_reply(drafted(case, cast.executor), by=cast.head)
    return case


def test_udmurtia_mio_2_3__get_shows_and_post_records_one_answer(cast: Any, client: Client) -> None:
    reply = answered(cast).replies.get()
    url = f"/udmurtia-mio/rate/{reply.survey_token}/"
    client.get(f"{url}?satisfaction=5")
    client.head(url)
    assert not SurveyAnswer.objects.exists()
    assert client.post(url, {}).status_code == 422
    client.post(url, {"satisfaction": "4", "got_result": "yes", "ease": "6", "politeness": "5", "comment": "Спасибо"})
    client.post(url, {"satisfaction": "1"})
    assert SurveyAnswer.objects.get().satisfaction == 4


def test_the_pdf_of_an_answer_opens_and_is_saved_on_request(cast: Any, client: Client) -> None:
    case = answered(cast)
    session = client.session
    session.update(under_code(case))
    session.save()
    link = f"/udmurtia-mio/follow/{case.number}/answer/{case.replies.get().pk}/"
    opened, saved = client.get(link), client.get(f"{link}?save=1")
    assert opened["Content-Type"] == "application/pdf" and opened["Content-Disposition"].startswith("inline")
    assert "sandbox" not in opened["Content-Security-Policy"] and opened["X-Content-Type-Options"] == "nosniff"
    assert saved["Content-Type"] == "application/octet-stream" and saved["Content-Disposition"].startswith("attachment")
    assert opened.content == saved.content and opened.content.startswith(b"%PDF")
    none = client.get("/udmurtia-mio/letter/nobody-wrote-it/")
    assert none.status_code == 404 and "Такого письма у нас нет" in none.content.decode()


def test_a_letter_that_is_signed_and_has_not_left_is_not_said_to_be_sent(cast: Any, client: Client) -> None:
    received = came_in(cast.udm, chosen_point="email", chosen_address="maria@mail.example")
    assert received.case is not None
    actions.send_reply(drafted(made_ready(received.case, cast.head), cast.head), by=cast.head)
    reply = received.case.replies.get()
    assert reply.state == "signed"
    url = f"/udmurtia-mio/letter/{reply.check_token}/"
    page = client.get(url).content.decode()
    assert "Это письмо отправили мы" not in page and "оно отправляется" in page
    nothing = client.post(url, {})
    assert nothing.status_code == 422 and "Выберите файл" in nothing.content.decode()


def test_a_low_rating_calls_a_person(cast: Any, client: Client) -> None:
    from priemnaya.core.models import Alert

    reply = answered(cast).replies.get()
    client.post(f"/udmurtia-mio/rate/{reply.survey_token}/", {"satisfaction": "1"})
    assert Alert.objects.filter(kind="low_rating").exists()


def test_chechnya_minnats_4_1_9__the_level_is_published_and_reusable(cast: Any, client: Client) -> None:
    from priemnaya.programme.models import IndicatorFigure
    from priemnaya.programme.rollups import refresh_rollups

    client.post(f"/udmurtia-mio/rate/{answered(cast).replies.get().survey_token}/", {"satisfaction": "5"})
    refresh_rollups()
    page, file = "/udmurtia-mio/satisfaction/", "/udmurtia-mio/satisfaction/?format=csv"
    assert "мало" in client.get(page).content.decode()  # one mark is no share
    assert client.get(file).content.decode().endswith(";;1\n")
    IndicatorFigure.objects.filter(indicator="satisfaction").update(count=5)
    assert "100" in client.get(page).content.decode()
    assert ";100.0;5" in client.get(file).content.decode()


def test_altai_zags_order_2__the_order_is_published(cast: Any, client: Client) -> None:
    page = client.get("/altai-zags/order/").content.decode()
    assert "проект" in page
    assert 'id="c-4.9"' in page


def test_low_vision_settings_are_kept(cast: Any, client: Client) -> None:
    client.post("/look/", {"size": "3", "scheme": "black", "next": "/udmurtia-mio/"})
    assert 'data-size="3"' in client.get("/udmurtia-mio/").content.decode()
    assert client.post("/look/", {"next": "https://evil.example/"})["Location"] == "/"


def test_the_form_promises_the_terms_of_the_law_and_of_the_order_in_force(
    cast: Any, client: Client, tmp_path: Path
) -> None:
    from priemnaya.people.policies import overridden
    from priemnaya.policy import load_order

    shown = client.get("/udmurtia-mio/write/?all=1").content.decode()
    assert "По закону: ответ за 30 дней." in shown
    assert "По закону: ответ за 15 рабочих дней." in shown
    assert "разбираем за 5 рабочих дней, остальное за 15 рабочих дней" in shown
    law = tmp_path / "federal.yaml"
    text = (Path(settings.ORDERS) / "base" / "federal.yaml").read_text(encoding="utf-8")
    law.write_text(text.replace("within: 15wd", "within: 12wd"), encoding="utf-8")
    with overridden(load_order(law, "federal", slug="federal")):
        shown = client.get("/udmurtia-mio/write/?all=1").content.decode()
    assert "ответ за 12 рабочих дней" in shown


def test_what_stays_russian_on_an_english_page_says_so_and_numbers_have_english_forms(
    cast: Any, client: Client
) -> None:
    case = case_of(cast.udm, subject="Аренда участка", text="Прошу продлить аренду.")
    actions.assign_case(case, cast.executor, by=cast.registrar)
    actions.clarify_case(case, "Назовите номер участка.", by=cast.executor)
    client.get("/udmurtia-mio/")
    session = client.session
    session.update(under_code(case))
    session.save()
    url = f"/udmurtia-mio/follow/{case.number}/"
    assert 'lang="ru">Аренда' not in client.get(url).content.decode(), "of a Russian page nothing is said"
    client.cookies["django_language"] = "en"
    page = client.get(url).content.decode()
    assert '<h1><span lang="ru">Аренда участка</span></h1>' in page
    assert re.search(r'<div class="pre"><span lang="ru">Здравствуйте', page) and "Answer our question" in page
    form = client.get("/udmurtia-mio/services/lease-extend/apply/?all=1").content.decode()
    assert '<span lang="ru">Паспорт</span>' in form
    with override("en"):
        assert [counted(n, "day", "days", "days") for n in (1, 2, 21)] == ["1 day", "2 days", "21 days"]
    with override("ru"):
        assert [counted(n, "день", "дня", "дней") for n in (1, 2, 11, 21)] == ["1 день", "2 дня", "11 дней", "21 день"]
