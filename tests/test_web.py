"""What browsers keep and send again: personal pages are kept by none, a session known before a gain of rights is worth
nothing after it, leaving leaves nothing, and the same words once more are asked about, never swallowed."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.actions import ask_card_link, ask_case_link
from priemnaya.cases.models import Case, CaseLink, Contact, PortalDraft
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import Delivery
from priemnaya.records.actions import ask_history, build_waiting

from .helpers import came_in, case_of, key_of
from .helpers import words_of as seen_on

UDM = "/udmurtia-mio"
FORM = {"kind": "message", "for_whom": "self", "client_kind": "citizen", "chosen_point": "portal"}


def key_on(page: Any) -> str:
    found = re.search(r'name="key"\s+value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def sent(browser: Client, text: str, **also: Any) -> Any:
    """The form opened anew, filled in and sent, as a person does."""
    key = key_on(browser.get(f"{UDM}/write/?all=1"))
    return browser.post(f"{UDM}/write/", {**FORM, "text": text, "key": key, **also}, follow=True)


def number_on(page: Any) -> str:
    found = re.search(r'id="number">([\d-]+)<', page.content.decode())
    assert found, page.content.decode()[:2000]
    return found[1]


class TestTheSameOnceMore:
    def test_a_new_form_with_the_same_words_asks_and_goes_when_it_is_meant(self, cast: Any, client: Client) -> None:
        first = number_on(sent(client, "Чей это дом?"))
        asked = sent(client, "Чей это дом?")
        assert asked.status_code == 409
        assert f"дело № {first}. Отправить ещё раз?" in seen_on(asked)
        assert "Чей это дом?" in asked.content.decode()
        assert Case.objects.count() == 1
        again = re.search(r'name="again" value="(1)"', asked.content.decode())
        assert again
        form = {**FORM, "text": "Чей это дом?", "key": key_on(asked), "again": again[1]}
        second = number_on(client.post(f"{UDM}/write/", form, follow=True))
        assert second != first
        assert Case.objects.count() == 2

    def test_other_words_or_another_file_are_not_asked_about(self, cast: Any, client: Client) -> None:
        sent(client, "Вот план", documents=SimpleUploadedFile("a.txt", b"one"))
        assert sent(client, "Вот план", documents=SimpleUploadedFile("a.txt", b"two")).status_code == 200
        assert sent(client, "Вот план").status_code == 200
        assert sent(client, "Вот план", documents=SimpleUploadedFile("b.txt", b"one")).status_code == 409
        assert Case.objects.count() == 3

    def test_a_stranger_with_the_same_words_is_told_nothing_of_the_first(self, cast: Any) -> None:
        first = number_on(sent(Client(), "Чей это дом?", email="maria@mail.example"))
        page = sent(Client(), "Чей это дом?", email="maria@mail.example")
        assert page.status_code == 200
        assert first not in seen_on(page)
        assert Case.objects.count() == 2

    def test_the_identified_are_asked_in_another_browser_too(self, cast: Any) -> None:
        for status in (200, 409):
            browser = Client()
            session = browser.session
            session[f"person:{cast.udm.pk}"] = {"subject": "esia-1", "surname": "Иванова", "name": "Мария"}
            session.save()
            browser.cookies["sessionid"] = session.session_key or ""
            assert sent(browser, "Прошу ответить").status_code == status

    def test_back_and_send_shows_the_first_number_and_says_that_nothing_was_sent(
        self, cast: Any, client: Client
    ) -> None:
        """The browser's Back brings the very form, its key too."""
        key = key_on(client.get(f"{UDM}/write/?all=1"))
        form = {**FORM, "text": "Чей это дом?", "key": key}
        first = client.post(f"{UDM}/write/", form, follow=True)
        assert "уже отправили" not in seen_on(first)
        back = client.post(f"{UDM}/write/", form, follow=True)
        assert number_on(back) == number_on(first)
        assert "Второй раз мы её не записали" in seen_on(back)
        assert not PortalDraft.objects.exists(), "what was sent is no draft"
        other = client.post(f"{UDM}/write/", {**form, "text": "Чья это школа?"}, follow=True)
        assert number_on(other) != number_on(first)

    def test_an_application_is_asked_about_too(self, cast: Any, client: Client) -> None:
        url = f"{UDM}/services/lease-extend/apply/?all=1"
        form = {"for_whom": "self", "client_kind": "citizen", "surname": "Иванова", "name": "Мария", "without": "on"}
        form |= {"chosen_point": "portal", "email": "m@mail.example", "receive_by": "portal", "text": "Участок 1"}
        for also, status in (({}, 302), ({}, 409), ({"again": "1"}, 302)):
            answer = client.post(url, {**form, "key": key_on(client.get(url)), **also})
            assert answer.status_code == status, answer.content.decode()
        assert Case.objects.count() == 2

    def test_an_addition_is_asked_about_and_kept_when_it_is_meant(self, cast: Any, client: Client) -> None:
        page = f"{UDM}/follow/{number_on(sent(client, 'Чей это дом?'))}/"

        def added(**also: str) -> Any:
            form = {"text": "Вот адрес", "key": key_on(client.get(page)), **also}
            return client.post(f"{page}add/", form, follow=True)

        assert "Мы получили ваше дополнение" in seen_on(added())
        asked = added()
        assert "Отправить ещё раз?" in seen_on(asked)
        assert 'name="again" value="1"' in asked.content.decode()
        assert ">Вот адрес</textarea>" in asked.content.decode()
        assert Contact.objects.filter(status="appended").count() == 1
        assert "Отправить ещё раз?" not in seen_on(client.get(page))
        added(again="1")
        assert Contact.objects.filter(status="appended").count() == 2

    @pytest.mark.parametrize("proved", [True, False])
    def test_two_letters_with_the_same_words_are_two_and_staff_see_that(
        self, cast: Any, settings: Any, proved: bool
    ) -> None:
        settings.AUTHSERV = "mx.udm.example" if proved else ""
        for n in range(2):
            letter = EmailMessage()
            letter["From"], letter["To"], letter["Subject"] = "Мария <m@mail.example>", "mio@udm.example", "Дом"
            letter["Message-ID"] = f"<{n}@mail.example>"
            letter["Authentication-Results"] = "mx.udm.example; dmarc=pass header.from=mail.example"
            letter.set_content("Чей это дом?")
            receive_letter(cast.udm, letter.as_bytes())
        first, second = Case.objects.order_by("pk")
        assert CaseLink.objects.get().kind == "duplicate"
        desk = Client()
        desk.force_login(cast.executor)
        assert first.number in desk.get(f"/w/cases/{second.pk}/").content.decode()


class TestASessionKnownBefore:
    """Whoever knew the key of a session before its owner proved something has nothing by it afterwards."""

    def gains(self, browser: Client, act: Any) -> None:
        browser.session.save()
        before = browser.cookies["sessionid"].value if "sessionid" in browser.cookies else ""
        if not before:
            session = browser.session
            session["seen"] = 1
            session.save()
            before = session.session_key or ""
            browser.cookies["sessionid"] = before
        act()
        after = browser.cookies["sessionid"].value
        assert after != before
        thief = Client()
        thief.cookies["sessionid"] = before
        assert not thief.session.keys() - {"seen"}

    def test_number_and_code(self, cast: Any, client: Client) -> None:
        got = came_in(cast.udm)
        assert got.case
        typed = {"number": got.case.number, "code": got.code}
        self.gains(client, lambda: client.post(f"{UDM}/follow/", typed))
        assert client.get(f"{UDM}/follow/{got.case.number}/").status_code == 200

    def test_a_message_sent_from_here(self, cast: Any, client: Client) -> None:
        self.gains(client, lambda: sent(client, "Чей это дом?"))

    def test_a_case_opened_from_the_list_of_mine(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, identity="esia-1")
        session = client.session
        session[f"person:{cast.udm.pk}"] = {"subject": "esia-1", "surname": "Иванова", "name": "Мария"}
        session.save()
        before = client.cookies["sessionid"] = session.session_key or ""
        client.post(f"{UDM}/my/", {"do": "open", "number": case.number})
        assert client.cookies["sessionid"].value != before
        assert client.get(f"{UDM}/follow/{case.number}/").status_code == 200

    @pytest.mark.parametrize("ask", ["case", "card"])
    def test_a_link_from_the_mailbox(self, cast: Any, client: Client, ask: str) -> None:
        case = case_of(
            cast.udm,
            identity="",
            addresses={"email": "m@mail.example"},
            chosen_point="email",
            chosen_address="m@mail.example",
        )
        Delivery.objects.all().update(state="sent")
        if ask == "case":
            ask_case_link(case)
        else:
            ask_card_link(cast.udm, "m@mail.example")
        text = Delivery.objects.filter(channel="email").latest("pk").payload["text"]
        link = re.search(r"/link/([^/\s]+)/", text)
        assert link, text
        self.gains(client, lambda: client.post(f"{UDM}/link/{link[1]}/"))

    def test_the_sign_in_of_staff(self, cast: Any, client: Client) -> None:
        typed = {"login": "executor", "password": "correct horse battery"}
        self.gains(client, lambda: client.post("/accounts/login/", typed))
        assert client.get("/w/").status_code == 200

    def test_a_password_shown_anew(self, cast: Any, client: Client) -> None:
        client.post("/accounts/login/", {"login": "executor", "password": "correct horse battery"})
        before = client.cookies["sessionid"].value
        client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
        assert client.cookies["sessionid"].value != before
        assert client.get("/w/").status_code == 200
        thief = Client()
        thief.cookies["sessionid"] = before
        assert thief.get("/w/").status_code == 302

    def test_the_emergency_door(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        actions.confide_case(case, "Личные сведения", by=cast.head)
        client.post("/accounts/login/", {"login": "registrar", "password": "correct horse battery"})
        client.get("/w/")
        before = client.cookies["sessionid"].value
        client.post("/w/emergency/open/", {"number": case.number, "reason": "Клиент в опасности, нужен адрес"})
        assert client.cookies["sessionid"].value != before


class TestWhatABrowserKeeps:
    def test_no_personal_page_of_a_client(self, cast: Any, client: Client) -> None:
        got = came_in(cast.udm, identity="esia-1")
        assert got.case
        page = sent(client, "Чей это дом?")
        own = number_on(page)
        session = client.session
        session[f"person:{cast.udm.pk}"] = {"subject": "esia-1", "surname": "Иванова", "name": "Мария"}
        session.save()
        export = ask_history(got.case.client, by=None)
        build_waiting(cast.udm)
        for path in (
            "my/",
            "history/",
            f"history/{export.pk}/",
            "looked/",
            f"follow/{own}/",
            "write/sent/",
            "write/",
            f"follow/{own}/consents/",
            "link/secret/",
            "rate/secret/",
        ):
            answer = client.get(f"{UDM}/{path}")
            assert answer.status_code in (200, 404, 410), path
            assert "no-store" in answer["Cache-Control"], path

    def test_no_page_with_what_was_written_down_and_not_sent_yet(self, cast: Any, client: Client) -> None:
        """The draft comes back by its own cookie, without a session."""
        client.get(f"{UDM}/write/?all=1")
        client.post(f"{UDM}/write/draft/", {**FORM, "text": "недописанное"})
        client.cookies.pop("sessionid", None)
        page = client.get(f"{UDM}/write/?all=1")
        assert "недописанное" in page.content.decode()
        assert "no-store" in page["Cache-Control"]

    def test_no_file_and_no_answer_to_a_program(self, cast: Any, client: Client) -> None:
        from priemnaya.cases.incoming import IncomingFile

        case = case_of(cast.udm, files=(IncomingFile("а.txt", b"x", "text/plain"),))
        file = case.contacts.get(direction="in").attachments.get().pk
        client.force_login(cast.executor)
        secret = key_of(cast.executor, ["cases:read"])[1]
        program = Client(headers={"authorization": f"Bearer {secret}"})
        for browser, url in (
            (client, reverse("case_file", args=[file])),
            (client, "/w/journal/"),
            (program, f"/api/v1/cases/{case.number}"),
            (program, f"/api/v1/files/{file}"),
        ):
            assert "no-store" in browser.get(url)["Cache-Control"], url


def test_closing_the_case_leaves_nothing_on_the_device_and_none_of_its_keys_opens_it(cast: Any, client: Client) -> None:
    number = number_on(sent(client, "Чей это дом?"))
    page = f"{UDM}/follow/{number}/"
    client.post(f"{UDM}/write/draft/", {**FORM, "text": "недописанное"})
    assert PortalDraft.objects.exists()
    assert "Закрыть и забыть на этом устройстве" in client.get(page).content.decode()
    before = client.cookies["sessionid"].value
    left = client.post(f"{UDM}/leave/")
    assert left.status_code == 200
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in left["Cache-Control"]
    assert not PortalDraft.objects.exists()
    assert not client.cookies["draft"].value
    assert not client.cookies["sessionid"].value
    assert client.get(page).status_code == 404
    old = Client()
    old.cookies["sessionid"] = before
    for url in (page, f"{UDM}/write/sent/"):
        assert old.get(url).status_code in (302, 404)
    assert "недописанное" not in client.get(f"{UDM}/write/?all=1").content.decode()


class TestAskedWithoutItsBody:
    def test_pages_answer_a_watcher_as_they_answer_a_reader(self, cast: Any, client: Client) -> None:
        home = client.get(f"{UDM}/")
        paths = sorted({p for p in re.findall(r'href="(/[^"?#]*)"', home.content.decode()) if p.startswith(UDM)})
        assert len(paths) > 5
        for path in paths:
            whole, bare = client.get(path), client.head(path)
            assert bare.status_code == whole.status_code, path
            assert (b"".join(bare) if bare.streaming else bare.content) == b"", path
            if not whole.streaming:
                assert bare.headers["Content-Length"] == str(len(whole.content)), path

    def test_a_secret_address_is_opened_by_its_owner_not_by_what_scans_mail(self, cast: Any, client: Client) -> None:
        for name in ("proof_link", "resume", "visit_offer"):
            link = reverse(name, args=["udmurtia-mio", "secret-of-somebody"])
            assert client.head(link).status_code == 405, name
            assert "no-store" in client.get(link).headers["Cache-Control"], name
