"""A lost code at the window, from the case's page to the new code in the client's hand (docs/trust.md)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client as Browser
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import AccessRecord, Delivery, Event
from priemnaya.core.tokens import same
from priemnaya.people.models import Client, DocumentSeen, Employee

from ..helpers import came_in, case_of, code_given_out, made_ready
from ..mail.test_mail import letter
from .test_trust import BODY, VICTIM

FORM = re.compile(r'name="stamp" value="(\w*)"><input type="hidden"\s+name="token" value="([\w-]*)"')
BUTTON = "Какой документ показал клиент"


def desk(employee: Employee) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def page_of(browser: Browser, case: Case) -> str:
    return str(browser.get(f"/w/cases/{case.pk}/").content.decode())


def filled(browser: Browser, case: Case, **changed: str) -> dict[str, str]:
    """The form of the case's page, as a person fills it."""
    found = FORM.search(page_of(browser, case))
    assert found
    return {"stamp": found[1], "token": found[2], "document": "passport", "compared": "1", **changed}


def sent(browser: Browser, case: Case, form: dict[str, str], **how: Any) -> Any:
    return browser.post(f"/w/cases/{case.pk}/renew-code/", form, **how)


def code_in(answer: Any) -> str:
    assert answer.status_code == 200
    found = re.search(r'id="code">(\w{10})<', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def notices_of(case: Case) -> list[Delivery]:
    rows = Delivery.objects.filter(subject_type="case", subject_id=case.pk, payload__notice="code_renewed")
    return list(rows.order_by("pk"))


def digest_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).code_digest


class TestGivingOut:
    @pytest.mark.parametrize("who", ["registrar", "reception", "head"])
    def test_the_page_says_what_follows_and_the_code_is_shown_once_and_opens_the_case(
        self, cast: Any, who: str
    ) -> None:
        received, browser = came_in(cast.udm), desk(getattr(cast, who))
        case, old = received.case, received.code
        page = page_of(browser, case)
        for words in (BUTTON, "прежний код перестанет действовать", "Номер документа не записывайте"):
            assert words in page
        assert "Иванова Мария Сергеевна" in page
        answer = sent(browser, case, filled(browser, case))
        code = code_in(answer)
        assert "показан один раз" not in answer.content.decode()  # F5 shows it again
        assert answer["Cache-Control"] == "no-store, private"
        client = Browser()
        asked = {"number": case.number, "code": f"{code[:5]}-{code[5:].lower()}"}
        assert client.post(f"{BODY}/follow/", {**asked, "code": old}).status_code == 422
        assert client.post(f"{BODY}/follow/", asked).status_code == 302
        assert "Вам выдан новый код" in client.get(f"{BODY}/follow/{case.number}/").content.decode()
        assert code not in page_of(browser, case)
        for row in Session.objects.all():
            assert code not in str(row.get_decoded())

    def test_it_is_written_down_who_saw_which_document_and_who_looked(self, cast: Any) -> None:
        case, browser = case_of(cast.udm, identity=""), desk(cast.reception)
        code_in(sent(browser, case, filled(browser, case, document="residence")))
        event = Event.objects.get(verb="case.code_renewed", subject_id=case.pk)
        assert (event.actor_id, event.data) == (cast.reception.pk, {"document": "residence"})
        seen = DocumentSeen.objects.get(client=case.client)
        assert (seen.sort, seen.seen_by) == ("вид на жительство", cast.reception)
        looked = AccessRecord.objects.filter(page="case_renew_code").get()
        assert (looked.employee_id, looked.kind, looked.cases) == (cast.reception.pk, "view", [case.pk])
        assert "Выдан новый код: клиент показал документ" in page_of(browser, case)

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"document": ""}, "Выберите, какой документ показал клиент"),
            ({"document": "4510 123456"}, "Выберите, какой документ показал клиент"),
            ({"compared": ""}, "Сравните имя и фотографию"),
        ],
    )
    def test_without_a_document_that_was_compared_there_is_none(
        self, cast: Any, changed: dict[str, str], words: str
    ) -> None:
        case, browser = case_of(cast.udm), desk(cast.registrar)
        before = digest_of(case)
        answer = sent(browser, case, filled(browser, case, **changed), follow=True)
        assert words in answer.content.decode()
        assert digest_of(case) == before
        assert not DocumentSeen.objects.exists()
        assert not notices_of(case)

    def test_a_case_without_a_name_or_on_check_says_why_not(self, cast: Any) -> None:
        browser, nameless = desk(cast.registrar), case_of(cast.udm, anonymous=True, kind="message")
        Case.objects.filter(pk=nameless.pk).update(client=Client.objects.create(organisation=cast.udm))
        held = case_of(cast.udm, identity="esia-2")
        Case.objects.filter(pk=held.pk).update(state="review")
        for case, words in ((nameless, "сравнить документ не с чем"), (held, "Сначала зарегистрируйте")):
            page, before = page_of(browser, case), digest_of(case)
            assert words in page
            assert BUTTON not in page
            form = {"stamp": actions.window.code_stamp(case), "token": "x", "document": "passport", "compared": "1"}
            assert words in sent(browser, case, form, follow=True).content.decode()
            assert digest_of(case) == before


class TestTwice:
    def test_pressed_twice_it_gives_one_code_one_letter_one_event(self, cast: Any) -> None:
        case, browser = case_of(cast.udm), desk(cast.registrar)
        form = filled(browser, case)
        first, second = (code_in(sent(browser, case, form)) for _ in range(2))
        assert first == second
        assert same(first, digest_of(case))
        assert Event.objects.filter(verb="case.code_renewed").count() == 1
        assert DocumentSeen.objects.count() == 1
        assert len(notices_of(case)) == 1

    def test_a_minute_later_the_same_page_shows_no_code(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        case, browser = case_of(cast.udm), desk(cast.registrar)
        form = filled(browser, case)
        code = code_in(sent(browser, case, form))
        later = timezone.now() + dt.timedelta(seconds=61)
        monkeypatch.setattr("priemnaya.cases.actions.window.timezone.now", lambda: later)
        said = sent(browser, case, form, follow=True).content.decode()
        assert "Новый код этого дела уже выдан" in said
        assert code not in said
        assert same(code, digest_of(case))

    def test_another_one_s_page_opened_before_gives_none_and_says_who_was_quicker(self, cast: Any) -> None:
        case, mine, theirs = case_of(cast.udm), desk(cast.registrar), desk(cast.reception)
        forms = filled(mine, case), filled(theirs, case)
        code = code_in(sent(mine, case, forms[0]))
        for form in (forms[1], forms[0]):  # nor does it open what the first page gave
            said = sent(theirs, case, form, follow=True).content.decode()
            assert "Новый код этого дела уже выдан" in said
            assert cast.registrar.short_name in said
            assert code not in said
        assert same(code, digest_of(case))
        again = code_in(sent(theirs, case, filled(theirs, case)))
        assert again != code
        assert len(notices_of(case)) == 2

    def test_a_client_renamed_in_between_is_compared_anew(self, cast: Any) -> None:
        case, browser = case_of(cast.udm), desk(cast.registrar)
        form, before = filled(browser, case), digest_of(case)
        Client.objects.filter(pk=case.client_id).update(surname="Другая")
        assert "Сравните документ с именем" in sent(browser, case, form, follow=True).content.decode()
        assert digest_of(case) == before

    def test_two_pages_give_two_codes(self, cast: Any) -> None:
        case = case_of(cast.udm)
        first, second = (code_given_out(case, cast.registrar) for _ in range(2))
        assert first != second


class TestWhoMayNot:
    def test_others_see_no_such_act_and_get_403(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        form, before = filled(desk(cast.registrar), case), digest_of(case)
        for who in (cast.executor, cast.drafter, cast.signer):
            assert BUTTON not in page_of(desk(who), case)
            assert sent(desk(who), case, form).status_code == 403
        assert sent(desk(cast.stranger), case, form).status_code == 404
        assert digest_of(case) == before

    def test_one_complained_of_gets_none(self, cast: Any) -> None:
        case = case_of(cast.udm)
        form, before = filled(desk(cast.reception), case), digest_of(case)
        actions.name_person(case, cast.reception, by=cast.registrar)
        answer = sent(desk(cast.reception), case, form)
        assert answer.status_code in (403, 404)
        assert digest_of(case) == before

    @pytest.mark.parametrize("why", ["confidential", "another department's"])
    def test_whoever_sees_it_by_emergency_access_alone_gets_none(self, cast: Any, why: str) -> None:
        """Both ways a case is closed to somebody who may give codes out."""
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        form, before = filled(desk(cast.registrar), case), digest_of(case)
        other = cast.hire("second-registrar", cast.udm, "Второй", "registrar")
        if why == "confidential":
            actions.confide_case(case, "усыновление ребёнка", by=cast.registrar)
        else:
            own, far = cast.udm.units.order_by("pk")[:2]
            Employee.objects.filter(pk=other.pk).update(unit=own, unit_only=True)
            Case.objects.filter(pk=case.pk).update(unit=far)
            other.refresh_from_db()
        browser = desk(other)
        assert sent(browser, case, form).status_code == 404
        asked = {"number": case.number, "reason": "клиент в больнице, срок сегодня"}
        assert browser.post("/w/emergency/open/", asked)["Location"] == case.get_absolute_url()
        assert BUTTON not in page_of(browser, case)
        answer = sent(browser, case, form, follow=True)
        assert "Экстренный доступ открывает дело вам одному" in answer.content.decode()
        assert digest_of(case) == before


class TestTheClientHearsOfIt:
    def test_at_every_proved_address_of_the_case_without_the_code(self, cast: Any) -> None:
        """Chosen is the page of the case; the mailbox that wrote is told all the same."""
        receive_letter(cast.udm, letter())
        case = Case.objects.get()
        Client.objects.filter(pk=case.client_id).update(surname="Иванова")
        case.addresses.update(level=1, how="link")
        case.addresses.create(channel="email", address="typed@mail.example")
        case.addresses.create(channel="max", address="777", level=1, how="messenger")
        Case.objects.filter(pk=case.pk).update(chosen_point="portal", chosen_address="")
        browser = desk(cast.registrar)
        code = code_in(sent(browser, case, filled(browser, case)))
        rows = notices_of(case)
        assert [(r.channel, r.address) for r in rows] == [("email", "ivan@mail.example"), ("max", "777")]
        for row in rows:
            text = row.payload["text"]
            assert f"{case.organisation.local(timezone.now()):%d.%m.%Y} на личном приёме выдан новый код" in text
            assert case.number in text
            assert code not in str(row.payload)
        assert not Contact.objects.filter(text__contains=code).exists()

    def test_a_mailbox_that_nobody_has_proved_reads_no_word_of_it(self, cast: Any) -> None:
        case = case_of(
            cast.udm,
            identity="",
            kind="message",
            addresses=VICTIM,
            chosen_point="email",
            chosen_address=VICTIM["email"],
        )
        browser = desk(cast.registrar)
        code_in(sent(browser, case, filled(browser, case)))
        row = notices_of(case)[0]
        assert row.address == VICTIM["email"]
        assert "есть письмо" in row.payload["text"]
        assert "новый код" not in row.payload["text"]

    def test_a_warning_that_comes_back_is_owed_by_no_other_way_but_people_hear_of_it(self, cast: Any) -> None:
        from priemnaya.cases.actions.arriving import delivery_bounced
        from priemnaya.core.models import Alert

        case, browser = case_of(cast.udm), desk(cast.registrar)
        code_in(sent(browser, case, filled(browser, case)))
        [row] = notices_of(case)
        delivery_bounced(row, "no such user")
        case.refresh_from_db()
        assert case.state != "returned"
        assert len(notices_of(case)) == 1
        assert Alert.objects.filter(subject_type="case", subject_id=case.pk, kind="bounce").exists()
