"""Signing in and being in: first password, second factor, idle end, sessions one can end, the journal of every try; and
what was typed comes back after all of it, to the one who typed it."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from lxml import html

from priemnaya.cases.facts_seen import token
from priemnaya.cases.models import Case
from priemnaya.config.environment import staff_providers
from priemnaya.people.actions.employees import hire_employee, reset_employee, set_roles
from priemnaya.people.models import Employee, Organisation, SignIn, StaffSession
from priemnaya.people.passwords import guessed
from priemnaya.ui.oidc import Provider
from priemnaya.ui.typed import is_guard

from .helpers import case_of, drafted, made_ready, words_of
from .stood import posted

OWN = "вишня паром гвоздь луна"
GIVEN = "correct horse battery"
TEXT = "Здравствуйте! Мы уже подготовили договор и ждём вас."


def sign_in(browser: Client, login: str, password: str = GIVEN, *, look: bool = True, **more: str) -> Any:
    """look: at the page that follows."""
    return browser.post("/accounts/login/", {"login": login, "password": password, **more}, follow=look)


def later(browser: Client, **ahead: int) -> None:
    """So much time passes for the session of this browser."""
    session = browser.session
    door = session["door"]
    back = int(dt.timedelta(**ahead).total_seconds())
    session["door"] = {**door, "seen": door["seen"] - back, "began": door["began"] - back}
    session.save()


def long_ago(browser: Client, minutes: int = 6) -> None:
    """Whatever this browser has shown of who it is, it showed it so long ago."""
    session = browser.session
    records = session.get("account_authentication_methods", [])
    session["account_authentication_methods"] = [{**r, "at": r["at"] - minutes * 60} for r in records]
    session.save()


def code_for(employee: Employee) -> str:
    secret = TOTP(Authenticator.objects.get(user_id=employee.pk, type="totp")).instance.data["secret"]
    from allauth.mfa.adapter import get_adapter

    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(get_adapter().decrypt(secret), counter)))


def end_it(browser: Client, row: StaffSession, password: str = GIVEN) -> Any:
    """«Завершить», and the password that is asked for it."""
    long_ago(browser)
    asked = browser.post(f"/w/account/sessions/{row.pk}/end/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    return browser.post(asked["Location"], {"password": password})


class TestFirstPassword:
    def test_a_start_password_opens_nothing_but_its_change(self, cast: Any, client: Client) -> None:
        person, start = hire_employee(
            cast.udm, "novikova", roles=["executor"], by=cast.admin, surname="Новикова", name="Анна"
        )
        sign_in(client, "novikova", start, look=False)
        for page in ("/w/", "/w/cases/", "/w/settings/"):
            assert client.get(page)["Location"] == "/accounts/password/change/"
        same = {"oldpassword": start, "password1": start, "password2": start}
        assert "Это ваш нынешний пароль" in client.post("/accounts/password/change/", same).content.decode()
        assert client.get("/w/")["Location"] == "/accounts/password/change/", "whoever issued it knows it"
        short = {"oldpassword": start, "password1": "луна гвоздь", "password2": "луна гвоздь"}
        assert "нужно не меньше 12 знаков" in client.post("/accounts/password/change/", short).content.decode()
        changed = {"oldpassword": start, "password1": OWN, "password2": OWN}
        assert client.post("/accounts/password/change/", changed)["Location"] == "/w/"
        assert client.get("/w/").status_code == 200
        person.refresh_from_db()
        assert person.start_password_until is None

    def test_after_three_days_it_opens_nothing_at_all_and_the_journal_says_so(self, cast: Any, client: Client) -> None:
        person, start = reset_employee(cast.executor, by=cast.admin)
        Employee.objects.filter(pk=person.pk).update(start_password_until=timezone.now() - dt.timedelta(seconds=1))
        page = sign_in(client, "executor", start)
        assert "Стартовый пароль просрочен" in page.content.decode()
        assert client.get("/w/").status_code == 302
        assert SignIn.objects.get().why == "expired"

    def test_a_guessed_password_is_refused_with_words(self, cast: Any, client: Client) -> None:
        client.force_login(cast.executor)
        for bad in ("короткий", "priemnaya2026!", "йцукенгшщзхъ", "password12345", "сорокинсорокин", "111222333444"):
            cache.clear()
            answer = client.post(
                "/accounts/password/change/", {"oldpassword": GIVEN, "password1": bad, "password2": bad}
            )
            assert answer.status_code == 200, bad
        cast.executor.refresh_from_db()
        assert cast.executor.check_password(GIVEN)


@pytest.mark.unit
@pytest.mark.parametrize(
    "bad",
    [
        "qwertyuiop[]",
        "йцукенгшщзхъ",
        "passwordpassword",
        "P@ssw0rd1234",
        "123456789012",
        "zxcvbnmasdfgh",
        "qwerty123456",
        "abcabcabcabc",
        "приёмная2026",
        "Приёмная!!!!!",
        "gosuslugi1234",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaa",
        "ghbdtnghbdtn",
    ],
)
def test_what_people_guess_first_is_no_password(bad: str) -> None:
    assert guessed(bad, ("udmurtia", "mio"))


@pytest.mark.unit
@pytest.mark.parametrize(
    "good", [OWN, GIVEN, "k7#mQz!r2Lw9p", "Берёзовый пирог в 1987", "тишина-над-Камой", "x" * 3 + "4kd9 вагон 71"]
)
def test_no_rules_of_composition_stand_in_the_way(good: str) -> None:
    assert not guessed(good, ("udmurtia", "mio"))


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def required(self, cast: Any) -> None:
        Organisation.objects.filter(pk=cast.udm.pk).update(second_factor=["head", "signer", "admin"])

    def test_by_default_signers_and_administrators_need_one(self, cast: Any) -> None:
        assert Organisation(slug="new").second_factor == ["head", "signer", "admin"]

    @pytest.mark.parametrize("role", ["head", "signer", "admin"])
    def test_without_one_nothing_opens_but_setting_it_up(self, cast: Any, client: Client, role: str) -> None:
        sign_in(client, role, look=False)
        for page in ("/w/", "/w/cases/", "/w/settings/", "/w/account/"):
            assert client.get(page)["Location"] == "/accounts/2fa/"
        page = client.get("/accounts/2fa/").content.decode()
        assert "нужен второй фактор" in page
        assert client.post("/w/cases/views/", {"name": "x"})["Location"] == "/accounts/2fa/"

    def test_other_roles_need_none(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor", look=False)
        assert client.get("/w/").status_code == 200

    def test_set_up_it_opens_the_door_and_is_asked_at_every_sign_in(self, cast: Any, client: Client) -> None:
        sign_in(client, "head", look=False)
        key = client.session.session_key
        client.get("/accounts/2fa/totp/activate/")
        secret = client.session["mfa.totp.secret"]
        counter = next(iter(yield_hotp_counters_from_time()))
        code = format_hotp_value(hotp_value(secret, counter))
        client.post("/accounts/2fa/totp/activate/", {"code": code})
        assert client.session.session_key != key, "a gain of rights changes the session's key"
        assert client.get("/w/").status_code == 200
        other = Client()
        asked = sign_in(other, "head")
        assert asked.redirect_chain[-1][0].startswith("/accounts/2fa/authenticate/")
        assert other.get("/w/").status_code == 302
        other.post("/accounts/2fa/authenticate/", {"code": code})
        assert other.get("/w/").status_code == 302, "the code that set it up is spent"
        wrong = other.post("/accounts/2fa/authenticate/", {"code": "000000"})
        assert wrong.status_code == 200
        assert SignIn.objects.filter(employee=cast.head, ok=False, why="code").exists()
        cache.clear()
        other.post("/accounts/2fa/authenticate/", {"code": code_for(cast.head)})
        assert other.get("/w/").status_code == 200
        assert SignIn.objects.filter(employee=cast.head, ok=True).first().how == "totp"

    def test_a_session_without_it_is_no_way_round(self, cast: Any, client: Client) -> None:
        """It was opened before the telephone was set up elsewhere."""
        sign_in(client, "head", look=False)
        TOTP.activate(cast.head, "JBSWY3DPEHPK3PXP")
        assert client.get("/w/")["Location"].startswith("/accounts/login/")
        assert client.get("/w/cases/")["Location"].startswith("/accounts/login/")

    def test_an_administrator_takes_it_off_when_the_telephone_is_lost(self, cast: Any) -> None:
        TOTP.activate(cast.head, "JBSWY3DPEHPK3PXP")
        reset_employee(cast.head, by=cast.admin, second_factor=True)
        assert not Authenticator.objects.filter(user_id=cast.head.pk).exists()

    def test_where_it_is_switched_off_every_page_says_so(self, cast: Any, client: Client) -> None:
        Organisation.objects.filter(pk=cast.udm.pk).update(second_factor=[])
        client.force_login(cast.head)
        assert "Второй фактор входа здесь отключён" in client.get("/w/").content.decode()

    def test_the_administrator_says_which_roles_need_it(self, cast: Any, client: Client) -> None:
        Organisation.objects.filter(pk=cast.udm.pk).update(second_factor=[])
        client.force_login(cast.admin)
        posted(client, "/w/roles/second-factor/", {"role": ["executor", "admin"]})
        assert Organisation.objects.get(pk=cast.udm.pk).second_factor == ["executor", "admin"]
        assert client.get("/w/roles/")["Location"] == "/accounts/2fa/", "it holds at once, for who said it too"

    def test_passkeys_are_offered_at_the_door_and_in_the_settings(self, cast: Any, client: Client) -> None:
        assert "По ключу доступа" in client.get("/accounts/login/").content.decode()
        sign_in(client, "head", look=False)
        page = client.get("/accounts/2fa/webauthn/add/")
        assert page.status_code == 200
        assert "webauthn.js" in page.content.decode()


class TestIdle:
    def test_half_an_hour_without_a_deed_ends_it(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor", look=False)
        client.get("/w/")
        later(client, minutes=29)
        assert client.get("/w/").status_code == 200
        later(client, minutes=31)
        answer = client.get("/w/cases/", follow=True)
        assert answer.redirect_chain[0][0] == "/accounts/login/?next=/w/cases/"
        assert "долго не было действий" in answer.content.decode()
        assert StaffSession.objects.get().why == "idle"

    def test_what_a_page_asks_by_itself_is_no_deed(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        sign_in(client, "executor", look=False)
        client.get("/w/")
        for _ in range(4):
            later(client, minutes=8)
            answer = client.post(f"/w/cases/{case.pk}/presence/")
        assert answer.status_code == 302

    def test_staying_is_a_deed(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor", look=False)
        client.get("/w/")
        for _ in range(3):
            later(client, minutes=20)
            assert client.post("/w/account/stay/", headers={"X-Requested-With": "fetch"}).status_code == 204
        assert client.get("/w/").status_code == 200

    def test_twelve_hours_end_it_whatever_is_done(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor", look=False)
        client.get("/w/")
        for _ in range(25):
            later(client, minutes=29)
            client.get("/w/")
        assert client.get("/w/").status_code == 302

    def test_the_page_warns_and_says_it_without_scripts_too(self, cast: Any, client: Client) -> None:
        client.force_login(cast.executor)
        page = words_of(client.get("/w/"))
        assert "набранное вернётся после нового входа" in page
        assert 'id="idle"' in page


def test_every_mark_of_what_a_page_showed_is_a_guard() -> None:
    """Else words typed on an old page go into the form of a new one."""
    hidden = re.compile(r'type="hidden"\s+name="([\w-]+)[^"]*"\s+value="{{ ([^}]*) }}"')
    mark = re.compile(r"\bseen\b|version|digest|\baround\b|stamp|written\.token|waiting\.token")
    pages = (Path(__file__).parents[1] / "src/priemnaya").glob("*/templates/**/*.html")
    marks = {name for page in pages for name, value in hidden.findall(page.read_text("utf-8")) if mark.search(value)}
    assert {"seen", "version", "shown", "seen-", "goes-", "letter-"} <= marks
    assert [name for name in marks if not is_guard(name)] == []


class TestTypedComesBack:
    """The session is over, a long text is sent: after the sign-in it stands where it was typed."""

    def ended(self, browser: Client) -> None:
        browser.get("/w/")
        later(browser, minutes=31)

    def test_in_the_composer_into_its_field(self, cast: Any, client: Client) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor, text="Здравствуйте!")
        sign_in(client, "executor", look=False)
        self.ended(client)
        at = f"/w/cases/{case.pk}/reply/"
        lost = client.post(
            f"{at}save/", {"text": TEXT, "version": reply.version}, headers={"Referer": f"http://testserver{at}"}
        )
        assert lost["Location"] == f"/accounts/login/?next={at}"
        door = client.get(lost["Location"])
        assert "набранный текст вернётся" in door.content.decode()
        assert TEXT not in door.content.decode(), "it waits behind the sign-in"
        page = sign_in(client, "executor", next=at)
        assert page.request["PATH_INFO"] == at
        field = re.search(r"<textarea[^>]*id=\"text\"[^>]*>(.*?)</textarea>", page.content.decode(), re.S)
        assert field is not None
        assert TEXT in field[1]
        reply.refresh_from_db()
        assert reply.text == "Здравствуйте!", "not saved behind anybody's back"

    def test_beside_the_letter_when_somebody_changed_it_meanwhile(self, cast: Any, client: Client) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor, text="Здравствуйте!")
        sign_in(client, "executor", look=False)
        self.ended(client)
        client.post(f"/w/cases/{case.pk}/reply/save/", {"text": TEXT, "version": reply.version - 1})
        page = sign_in(client, "executor", next=f"/w/cases/{case.pk}/reply/").content.decode()
        assert "Ваш несохранённый текст" in page
        assert 'data-typed="' not in page, "a script would put the old words over the colleague's"
        assert TEXT in page

    @pytest.mark.parametrize(("path", "field"), [("note", "text"), ("clarify", "question"), ("extend", "reason")])
    def test_from_the_forms_of_a_case_even_when_the_browser_hides_where_it_was(
        self, cast: Any, client: Client, path: str, field: str
    ) -> None:
        """Seen: 405 at the address of the form, and the text gone."""
        case = case_of(cast.udm)
        sign_in(client, "head", look=False)
        self.ended(client)
        lost = client.post(f"/w/cases/{case.pk}/{path}/", {field: TEXT, "days": "10"})
        assert lost["Location"] == f"/accounts/login/?next=/w/cases/{case.pk}/"
        page = sign_in(client, "head", next=f"/w/cases/{case.pk}/")
        assert page.status_code == 200
        assert TEXT in page.content.decode()

    def test_when_the_row_of_the_session_is_gone_as_well(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        sign_in(client, "executor", look=False)
        client.get("/w/")
        StaffSession.objects.update(ended_at=timezone.now())
        client.session.flush()
        client.post(f"/w/cases/{case.pk}/note/", {"text": TEXT})
        assert TEXT in sign_in(client, "executor", next=f"/w/cases/{case.pk}/").content.decode()

    def test_a_part_of_a_page_is_not_answered_with_the_sign_in(self, cast: Any, client: Client) -> None:
        """A script would draw it inside the page: in the pane, in the list of talks, beside what is registered."""
        sign_in(client, "executor", look=False)
        client.get("/w/")
        later(client, minutes=31)
        part = {"HX-Request": "true"}
        assert client.get("/w/cases/?open=1", headers=part).status_code == 401
        for path in ("/w/chats/news/", "/w/cases/new/"):
            assert client.post(path, {"do": "look", "text": TEXT}, headers=part).status_code == 401, path
        back = client.get("/w/cases/", headers={**part, "HX-History-Restore-Request": "true"})
        assert back.status_code == 302, "going back asks for a whole page"

    @pytest.mark.parametrize("elsewhere", [False, True])
    def test_when_a_script_of_the_page_found_the_session_over_before(
        self, cast: Any, client: Client, elsewhere: bool
    ) -> None:
        """Seen by a judge: typing asks the server to stay, the answer took the cookie away, and the form was nobody's.
        What the page shows in no field stands above it by the names of its fields, for a script to put back."""
        sign_in(client, "admin")
        client.get("/w/")
        if elsewhere:
            StaffSession.objects.update(ended_at=timezone.now())
            client.session.flush()
        else:
            later(client, minutes=31)
        assert client.post("/w/account/stay/", headers={"X-Requested-With": "fetch"}).status_code == 401
        at = "/w/rules/routing/"
        client.post(at, {"name": "Аренда сразу Лебедевой", "do": "try"}, headers={"Referer": f"http://testserver{at}"})
        page = sign_in(client, "admin", next=at).content.decode()
        card = html.fromstring(page).xpath("//section[@data-typed]")[0]
        assert card.get("data-to") == at and "Аренда сразу Лебедевой" in card.get("data-typed")
        assert "Аренда сразу Лебедевой" in card.xpath(".//label[contains(., 'Название')]/textarea")[0].text
        assert "Пароли, коды и файлы введите ещё раз" in page

    def test_of_a_mere_press_nothing_is_said_to_come_back(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        sign_in(client, "executor", look=False)
        self.ended(client)
        lost = client.post(f"/w/cases/{case.pk}/spam/", {"seen": token(case, "hand")})
        door = client.get(lost["Location"]).content.decode()
        assert "нажатое не сделано" in door and "набранный текст вернётся" not in door
        page = sign_in(client, "executor", next=f"/w/cases/{case.pk}/").content.decode()
        shown = re.sub(r"<template.*?</template>", "", page, flags=re.S)  # what a script draws from is in none
        assert "typed-title" not in shown and "Набранное снова" not in re.sub(r"<[^>]*>", "", shown)

    def test_before_the_sign_in_they_are_on_no_page(self, cast: Any, client: Client) -> None:
        """Seen by a judge: the portal and any error page showed them to whoever sat there, and took them."""
        case = case_of(cast.udm)
        sign_in(client, "executor", look=False)
        self.ended(client)
        client.post(f"/w/cases/{case.pk}/note/", {"text": TEXT})
        portal = f"/{cast.udm.slug}/"
        for at, status in ((portal, 200), (f"{portal}nowhere/", 404), ("/w/nowhere/", 404)):
            page = client.get(at)
            assert page.status_code == status
            assert TEXT not in page.content.decode(), at
        sign_in(client, "executor", look=False)
        assert TEXT not in client.get(portal).content.decode(), "a page of the public is nobody's place of work"
        assert TEXT in client.get(f"/w/cases/{case.pk}/").content.decode()
        assert TEXT not in client.get(f"/w/cases/{case.pk}/").content.decode(), "once"

    def test_never_over_what_a_colleague_did_meanwhile(self, cast: Any, client: Client) -> None:
        """Old words with a fresh mark would overwrite it in silence: no script gets them, and no field."""
        case = case_of(cast.udm)
        sign_in(client, "head", look=False)
        at = f"/w/cases/{case.pk}/"
        stood = token(case, "urgency")
        fields = {"fact": "urgency", "urgency": "urgent", "reason": TEXT, "seen": stood}
        for changed in (False, True):
            self.ended(client)
            if changed:
                Case.objects.filter(pk=case.pk).update(urgency_reason="Коллега уже оценил.")
            client.post(f"{at}urgency/", fields)
            page = html.fromstring(sign_in(client, "head", next=at).content.decode())
            field = page.xpath("//form[.//input[@name='fact'][@value='urgency']]//*[@name='reason']")[0]
            assert (TEXT in str(field.get("value") or field.text)) is not changed
            card = page.xpath("//section[@aria-labelledby='typed-title']")[0]
            assert ("data-typed" in card.attrib) is not changed
            assert ("здесь что-то изменили" in card.text_content()) is changed
            assert (TEXT in card.text_content()) is changed, "beside, to be copied"

    def test_never_to_another_person_at_the_same_browser(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        sign_in(client, "executor", look=False)
        self.ended(client)
        client.post(f"/w/cases/{case.pk}/note/", {"text": TEXT})
        assert TEXT not in sign_in(client, "colleague", next=f"/w/cases/{case.pk}/").content.decode()
        assert TEXT not in client.get("/w/").content.decode()

    @pytest.mark.parametrize("lost", ["signed out in another tab", "sent twice"])
    def test_what_is_nobody_s_is_given_back_at_once_and_not_kept(self, cast: Any, client: Client, lost: str) -> None:
        """Seen by a judge: an administrator read a registrar's note after signing in at the same browser."""
        case = case_of(cast.udm)
        sign_in(client, "executor", look=False)
        self.ended(client)
        if lost == "sent twice":  # the first time the session is known, the second it is nobody's
            client.post(f"/w/cases/{case.pk}/note/", {"text": "Первое примечание исполнителя."})
        else:
            client.post("/accounts/logout/")
            client.cookies.clear()
        answer = client.post(f"/w/cases/{case.pk}/note/", {"text": TEXT})
        assert answer.status_code == 403
        assert TEXT in answer.content.decode(), "in the hands that typed it"
        assert "Набранное ниже ещё не сохранено." in answer.content.decode()
        assert "Скопируйте, чтобы не набирать заново." in answer.content.decode(), "where no script keeps it"
        assert f"/accounts/login/?next=%2Fw%2Fcases%2F{case.pk}%2F" in answer.content.decode()
        for page in (sign_in(client, "colleague", next=f"/w/cases/{case.pk}/"), client.get("/w/")):
            assert TEXT not in page.content.decode()
            assert "Первое примечание" not in page.content.decode()

    def test_words_of_a_citizen_at_the_same_browser_are_not_shown_to_staff(self, cast: Any, client: Client) -> None:
        session = client.session
        session["typed"] = {"text": TEXT}
        session.save()
        assert TEXT not in sign_in(client, "colleague").content.decode()
        assert TEXT not in client.get("/w/").content.decode()

    def test_a_script_is_told_and_the_page_stays(self, cast: Any, client: Client) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        drafted(case, cast.executor)
        sign_in(client, "executor", look=False)
        self.ended(client)
        quiet = {"X-Requested-With": "fetch"}
        answer = client.post(f"/w/cases/{case.pk}/reply/save/", {"text": TEXT}, headers=quiet)
        assert (answer.status_code, "вернётся" in answer.json()["text"]) == (401, True)


class TestSessions:
    def test_one_sees_them_and_ends_another_at_once(self, cast: Any, client: Client) -> None:
        away = Client(headers={"User-Agent": "Чужой ноутбук"})
        sign_in(away, "executor", look=False)
        sign_in(client, "executor", look=False)
        for browser in (away, client):
            browser.get("/w/")
        page = client.get("/w/account/").content.decode()
        assert "Чужой ноутбук" in page
        assert "этот сеанс" in page
        row = StaffSession.objects.get(agent="Чужой ноутбук")
        end_it(client, row)
        assert away.get("/w/").status_code == 302
        assert client.get("/w/").status_code == 200

    def test_whoever_found_a_desk_unlocked_ends_nobody_s(self, cast: Any, client: Client) -> None:
        away = Client(headers={"User-Agent": "Свой ноутбук"})
        for browser in (away, client):
            sign_in(browser, "executor", look=False)
            browser.get("/w/")
        row = StaffSession.objects.get(agent="Свой ноутбук")
        end_it(client, row, password="not the password")
        assert away.get("/w/").status_code == 200

    def test_showing_that_one_is_still_there_changes_the_key(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor", look=False)
        client.get("/w/")
        long_ago(client)
        before = client.session.session_key
        page = client.get("/accounts/2fa/totp/activate/", follow=True)
        assert page.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
        client.post(page.redirect_chain[-1][0], {"password": GIVEN})
        assert client.session.session_key != before
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200
        assert StaffSession.objects.filter(employee=cast.executor, ended_at=None).count() == 1

    def test_another_s_is_ended_by_an_administrator_only(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor", look=False)
        client.get("/w/")
        row = StaffSession.objects.get(employee=cast.executor)
        other = Client()
        other.force_login(cast.colleague)
        end_it(other, row)
        assert client.get("/w/").status_code == 200
        away = Client()
        away.force_login(cast.stranger)
        assert away.post(f"/w/account/sessions/{row.pk}/end/").status_code == 404
        boss = Client()
        boss.force_login(cast.admin)
        end_it(boss, row)
        assert client.get("/w/").status_code == 302

    def test_signing_out_closes_it(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor", look=False)
        client.get("/w/")
        client.post("/accounts/logout/")
        assert StaffSession.objects.get().why == "out"

    def test_a_change_of_rights_ends_all_of_them(self, cast: Any, client: Client) -> None:
        sign_in(client, "executor", look=False)
        client.get("/w/")
        set_roles(cast.executor, ["registrar"], by=cast.admin)
        assert client.get("/w/").status_code == 302
        assert StaffSession.objects.get().why == "rights"

    def test_the_key_changes_at_the_sign_in(self, cast: Any, client: Client) -> None:
        client.get("/accounts/login/")
        session = client.session
        session["x"] = 1
        session.save()
        client.cookies["sessionid"] = before = session.session_key
        sign_in(client, "executor", look=False)
        assert client.session.session_key != before


class TestJournal:
    def test_every_try_is_there_with_who_whence_and_why(self, cast: Any, client: Client) -> None:
        Employee.objects.filter(pk=cast.colleague.pk).update(is_active=False)
        browser = Client(headers={"User-Agent": "Проба/1"}, REMOTE_ADDR="203.0.113.7")
        for login, password in (
            ("executor", "не тот пароль"),
            ("colleague", GIVEN),
            ("мой секретный пароль", "x"),
            ("executor", GIVEN),
        ):
            cache.clear()
            sign_in(browser, login, password, look=False)
        rows = [(r.employee and r.employee.username, r.ok, r.why, r.ip, r.agent) for r in SignIn.objects.order_by("pk")]
        where = ("203.0.113.7", "Проба/1")
        assert rows == [
            ("executor", False, "wrong", *where),
            ("colleague", False, "blocked", *where),
            (None, False, "unknown", *where),
            ("executor", True, "", *where),
        ]
        for reader in (cast.admin, cast.auditor, cast.head):
            client.force_login(reader)
            page = client.get("/w/journal/sign-ins/").content.decode()
            assert "203.0.113.7" in page
            assert "неверный пароль" in page
            assert "секретный пароль" not in page, "a login that is nobody's may be a password"

    def test_the_door_says_the_same_to_a_blocked_and_to_an_unknown_one(self, cast: Any) -> None:
        Employee.objects.filter(pk=cast.colleague.pk).update(is_active=False)
        said = []
        for login in ("colleague", "nobody-at-all"):
            cache.clear()
            page = sign_in(Client(), login, "wrong wrong wrong").content.decode()
            said.append(re.findall(r'role="alert">.*?<p>(.*?)</p>', page, re.S))
        assert said[0] == said[1] != []


def test_over_https_no_other_host_or_page_in_clear_can_set_the_cookies(tmp_path: Path) -> None:
    asked = (
        "from priemnaya.config import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_COOKIE_SAMESITE)"
    )
    where = {**os.environ, "PRIEMNAYA_URL": "https://mio.example", "PRIEMNAYA_DATA": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", asked], env=where, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "True", "Lax", "Lax"]


class TestNoStore:
    def test_no_page_of_a_person_is_kept_by_browser_or_proxy(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.executor)
        for url in ("/w/", f"/w/cases/{case.pk}/", f"/w/clients/{case.client_id}/", "/accounts/2fa/", "/w/nowhere/"):
            assert "no-store" in client.get(url)["Cache-Control"], url
        nobody = Client()
        for url in ("/accounts/login/", "/udmurtia-mio/follow/2026-1/", "/udmurtia-mio/rate/x/", "/api/v1/cases"):
            assert "no-store" in nobody.get(url)["Cache-Control"], url
        assert "no-store" in nobody.post("/udmurtia-mio/write/", {"text": "Прошу"})["Cache-Control"]
        assert "no-store" not in Client().get("/udmurtia-mio/services/").get("Cache-Control", "")


class TestOwnProvider:
    """The body's own OpenID Connect provider: a real one, run on loopback."""

    @pytest.fixture
    def provider(self, settings: Any) -> Iterator[str]:
        with oidc_provider_mock.run_server_in_thread() as server:
            issuer = f"http://localhost:{server.server_port}"
            one = f"http://priemnaya:secret@localhost:{server.server_port}?body=udmurtia-mio&title=Войти+через+МИО"
            settings.STAFF_OIDC, settings.SITE_URL = staff_providers(one), "http://testserver"
            requests.put(f"{issuer}/users/staff-7", json={}, timeout=5).raise_for_status()
            yield issuer

    def came(self, client: Client, start: Any, sub: str = "staff-7") -> Any:
        """The person signs in at the provider, which sends the browser back."""
        answer = requests.post(start["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
        back = urlsplit(answer.headers["Location"])
        return client.get(f"{back.path}?{back.query}", follow=True)

    def begin(self, client: Client) -> Any:
        assert "Войти через МИО" in client.get("/accounts/login/").content.decode()
        return client.post("/accounts/sso/udmurtia-mio/", {"next": "/w/cases/"})

    def test_whoever_the_card_names_comes_in_and_lands_where_they_were_going(
        self, cast: Any, client: Client, provider: str
    ) -> None:
        Employee.objects.filter(pk=cast.executor.pk).update(sso_subject="staff-7")
        page = self.came(client, self.begin(client))
        assert page.request["PATH_INFO"] == "/w/cases/"
        assert SignIn.objects.get().how == "sso"

    def test_nobody_is_made_by_signing_in(self, cast: Any, client: Client, provider: str) -> None:
        before = Employee.everyone.count()
        page = self.came(client, self.begin(client)).content.decode()
        assert "не связана с сотрудником" in page
        assert (Employee.everyone.count(), client.get("/w/").status_code) == (before, 302)
        assert SignIn.objects.get().why == "sso"

    def test_the_same_account_at_another_body_is_somebody_else(self, cast: Any, client: Client, provider: str) -> None:
        Employee.objects.filter(pk=cast.stranger.pk).update(sso_subject="staff-7")
        self.came(client, self.begin(client))
        assert client.get("/w/").status_code == 302

    def test_a_blocked_employee_stays_outside(self, cast: Any, client: Client, provider: str) -> None:
        Employee.objects.filter(pk=cast.executor.pk).update(sso_subject="staff-7", is_active=False)
        page = self.came(client, self.begin(client))
        assert "Вход закрыт" in page.content.decode()
        assert client.get("/w/").status_code == 302

    def test_the_second_factor_is_asked_all_the_same(self, cast: Any, client: Client, provider: str) -> None:
        Organisation.objects.filter(pk=cast.udm.pk).update(second_factor=["head"])
        Employee.objects.filter(pk=cast.head.pk).update(sso_subject="staff-7")
        TOTP.activate(cast.head, "JBSWY3DPEHPK3PXP")
        page = self.came(client, self.begin(client))
        assert page.redirect_chain[-1][0].startswith("/accounts/2fa/authenticate/")
        assert client.get("/w/").status_code == 302

    @pytest.mark.parametrize("password", [True, False])
    def test_whoever_has_only_the_provider_shows_themselves_there_before_factors_change(
        self, cast: Any, client: Client, provider: str, password: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A desk left unlocked got a key of its own; with a password that nobody told, nobody could change any."""
        Employee.objects.filter(pk=cast.executor.pk).update(sso_subject="staff-7")
        if not password:
            Employee.objects.filter(pk=cast.executor.pk).update(password=make_password(None))
        self.came(client, self.begin(client))
        for url in ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"):
            asked = client.get(url, follow=True)
            way, here = "/accounts/reauthenticate/provider/?next=", asked.redirect_chain[-1][0]
            assert way in asked.content.decode() if password else here.startswith(way), here
        anew = {"next": "/accounts/2fa/totp/activate/", "anew": "1"}
        page = client.get("/accounts/reauthenticate/provider/", {"next": anew["next"]}).content.decode()
        assert 'name="anew"' in page
        assert "Войти через МИО" in page
        finish = Provider.finish

        def at(ago: float) -> Any:
            start = client.post("/accounts/sso/udmurtia-mio/", anew)
            assert parse_qs(urlsplit(start["Location"]).query)["prompt"] == ["login"]
            with monkeypatch.context() as patched:
                patched.setattr(Provider, "finish", lambda *a: {**finish(*a), "auth_time": time.time() - ago})
                return self.came(client, start)

        assert "не подтвердил" in at(3600).content.decode()
        assert client.get(anew["next"]).status_code == 302
        requests.put(f"{provider}/users/staff-8", json={}, timeout=5).raise_for_status()
        Employee.objects.filter(pk=cast.head.pk).update(sso_subject="staff-8")
        self.came(client, client.post("/accounts/sso/udmurtia-mio/", anew), sub="staff-8")
        assert client.get(anew["next"]).status_code == 302, "another's account shows nothing"
        assert at(0).request["PATH_INFO"] == anew["next"]
        assert client.get("/accounts/2fa/webauthn/add/").status_code == 200

    def test_an_answer_to_another_browser_or_try_opens_nothing(self, cast: Any, client: Client, provider: str) -> None:
        Employee.objects.filter(pk=cast.executor.pk).update(sso_subject="staff-7")
        start = self.begin(client)
        thief = Client()
        self.came(thief, start)
        assert thief.get("/w/").status_code == 302
        for state in ("wrong", "ю"):
            self.begin(client)
            page = client.get("/accounts/sso/udmurtia-mio/back/", {"code": "x", "state": state}, follow=True)
            assert "не получился" in page.content.decode()
        assert client.get("/w/").status_code == 302

    def test_without_one_there_is_no_button_and_no_door(self, cast: Any, client: Client) -> None:
        assert "/accounts/sso/" not in client.get("/accounts/login/").content.decode()
        assert client.post("/accounts/sso/udmurtia-mio/").status_code == 404
