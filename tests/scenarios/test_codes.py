"""The code of a case goes where its author is proved to be, and nowhere else; what the client holds stays good."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.actions.points import choices_for
from priemnaya.cases.actions.veiling import DOTS
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import Delivery
from priemnaya.core.tokens import same
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.proof import Address

from ..desk import looked_and_sent
from ..helpers import came_in, case_of, code_given_out, drafted, goes_out, key_of, made_ready
from ..mail.test_mail import letter
from ..mail.test_notices import brought_back, report
from .test_named_later import desk, split, with_questions
from .test_trust import BODY, VICTIM, links_in, write

PLACE = "426000, г. Ижевск, ул. Ленина, д. 1"
TYPO = {"email": "mria@mail.example", "phone": "+79120000000"}


def letters_of(case: Case) -> list[Delivery]:
    return list(Delivery.objects.filter(subject_type="case", subject_id=case.pk).order_by("pk"))


def opens(case: Case, code: str) -> bool:
    answer = Browser().post(f"{BODY}/follow/", {"number": case.number, "code": code})
    return answer.status_code == 302


def holds_code(row: Delivery) -> bool:
    case = Case.objects.get(pk=row.subject_id)
    words = f"{row.payload['subject']}\n{row.payload['text']}\n{row.payload.get('behind')}"
    return any(same(word, case.code_digest) for word in re.findall(r"\b[2-9A-Z]{10}\b", words))


def code_on_the_page(browser: Browser) -> str:
    page = browser.get(f"{BODY}/write/sent/").content.decode()
    return next(c for c in re.findall(r"\b[2-9A-Z]{10}\b", page) if same(c, Case.objects.latest("pk").code_digest))


def by_api(cast: Any, **fields: Any) -> tuple[Case, str]:
    _row, key = key_of(cast.registrar, ["cases:register"])
    answer = Browser().post(
        "/api/v1/cases",
        {"text": "Прошу ответить.", "surname": "Чужов", "name": "Чуж", **fields},
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 201, answer.content.decode()
    return Case.objects.get(number=answer.json()["number"]), answer.json()["code"]


class TestNoCodeToAClaimedPlace:
    def test_a_paper_letter_to_an_address_typed_on_the_site_holds_no_code_and_says_where_it_is(self, cast: Any) -> None:
        case = write(Browser(), chosen_point="post", postal_address=PLACE, surname="Чужов", name="Чуж")
        [row] = letters_of(case)
        assert (row.channel, row.address) == ("post", PLACE)
        assert not holds_code(row)
        assert "тот, что вы получили сразу" in row.payload["text"]
        assert case.number in row.payload["text"]

    def test_nor_a_letter_that_answers_a_paper_one_and_the_registrar_is_shown_none(self, cast: Any) -> None:
        typed = {
            "point": "post", "kind": "message", "text": "Прошу ответить.", "surname": "Чужов", "name": "Чуж",
            "postal_address": PLACE, "chosen_point": "post",
        }  # fmt: skip
        page = desk(cast.registrar).post("/w/cases/new/", typed, follow=True).content.decode()
        case = Case.objects.latest("pk")
        [row] = letters_of(case)
        assert row.channel == "post"
        assert not holds_code(row)
        assert "Код выдадут на приёме" in row.payload["text"]
        assert not any(same(w, case.code_digest) for w in re.findall(r"\b[2-9A-Z]{10}\b", page))

    def test_who_calls_is_told_the_code_at_once_and_no_later_call_to_the_typed_number_tells_it(self, cast: Any) -> None:
        typed = {
            "point": "phone", "kind": "message", "text": "Прошу ответить.", "surname": "Чужов", "name": "Чуж",
            "phone": TYPO["phone"], "chosen_point": "phone",
        }  # fmt: skip
        page = desk(cast.registrar).post("/w/cases/new/", typed, follow=True).content.decode()
        case = Case.objects.latest("pk")
        assert any(same(w, case.code_digest) for w in re.findall(r"\b[2-9A-Z]{10}\b", page))
        [row] = letters_of(case)
        assert row.channel == "phone"
        assert not holds_code(row)

    def test_nor_does_what_a_program_registers_and_the_program_is_given_it_only_where_the_client_is_there(
        self, cast: Any
    ) -> None:
        case, code = by_api(cast, point="post", postal_address=PLACE)
        assert code == ""
        assert not any(holds_code(row) for row in letters_of(case))
        case, code = by_api(cast, point="site", email=TYPO["email"])
        assert same(code, case.code_digest)
        assert not any(holds_code(row) for row in letters_of(case))

    def test_an_account_of_a_messenger_is_never_what_somebody_types(self, cast: Any) -> None:
        talks = {
            "point": "max",
            "kind": "social_message",
            "addresses": {"max": "42"},
            "chosen_point": "",
            "identity": "",
        }
        case = case_of(cast.udm, **talks, how="messenger")
        [row] = letters_of(case)
        assert holds_code(row)
        looked_and_sent(
            desk(cast.executor), reverse("case_point", args=[case.pk]), {"point": "max", "address_max": "666"}
        )
        case.refresh_from_db()
        assert (case.chosen_point, case.chosen_address) == ("max", "42")
        assert ("max", "MAX", "42") in choices_for(case)

    def test_the_state_portal_vouches_for_its_own_account(self, cast: Any) -> None:
        from_portal = {"point": "epgu", "external_id": "77", "chosen_point": "", "identity": "esia-1"}
        known = case_of(cast.udm, **from_portal, how="state_portal")
        assert [holds_code(r) for r in letters_of(known) if r.channel == "epgu"] == [True]
        unknown = case_of(cast.udm, **{**from_portal, "identity": "", "external_id": "78", "kind": "message"})
        assert [holds_code(r) for r in letters_of(unknown) if r.channel == "epgu"] == [False]


class TestACodeThatTheClientHoldsStaysGood:
    def test_a_typo_in_the_mailbox_voids_nothing_and_tells_the_typed_place_nothing(self, cast: Any) -> None:
        browser = Browser()
        case = write(
            browser, chosen_point="email", surname="Иванова", name="Мария", postal_address=PLACE, **TYPO
        )  # the phone and the place are anybody's as well
        code = code_on_the_page(browser)
        tried = []
        for _ in range(5):
            row = letters_of(case)[-1]
            tried.append(row.channel)
            assert not holds_code(row)
            if row.channel == "portal":
                break
            actions.delivery_sent(row)
            brought_back(row, report("failed", row.message_id)) if row.channel == "email" else (
                actions.delivery_bounced(row, "нет такого")
            )
        assert tried[0] == "email"
        assert {"post", "portal"} <= set(tried)
        assert opens(case, code)
        assert DOTS not in "".join(r.payload["text"] for r in letters_of(case))

    def test_sent_again_by_a_person_the_letter_of_a_shown_code_renews_nothing(self, cast: Any) -> None:
        browser = Browser()
        case = write(browser, chosen_point="email", email=TYPO["email"], surname="Иванова", name="Мария")
        code = code_on_the_page(browser)
        [row] = letters_of(case)
        actions.delivery_sent(row)
        brought_back(row, report("failed", row.message_id))
        for failed, way in (
            (row, {"point": "post", "address": PLACE}),
            (row, {"point": "email", "address": "new@x.example"}),
        ):
            page = looked_and_sent(
                desk(cast.executor),
                reverse("case_send_again", args=[case.pk]),
                {"failed": failed.pk, **way},
                follow=True,
            )
            assert "отправляется снова" in page.content.decode()
        assert {r.channel for r in letters_of(case)} >= {"post", "email"}
        assert not any(holds_code(r) for r in letters_of(case))
        assert opens(case, code)

    def test_the_outbox_s_own_button_to_a_corrected_address_renews_nothing(self, cast: Any) -> None:
        browser = Browser()
        case = write(browser, chosen_point="email", email=TYPO["email"], surname="Иванова", name="Мария")
        code = code_on_the_page(browser)
        [row] = letters_of(case)
        actions.delivery_failed(row, "550", final=True)
        row.refresh_from_db()
        again = actions.retry_delivery(row, by=cast.executor, address="maria@mail.example")
        assert not holds_code(again)
        assert opens(case, code)

    def test_a_code_that_went_in_a_letter_which_came_back_is_renewed_only_for_a_proved_place(
        self, cast: Any, settings: Any
    ) -> None:
        settings.AUTHSERV = "mx.body.example"
        passed = "mx.body.example; dmarc=pass header.from=mail.example"
        case = receive_letter(cast.udm, letter(Authentication_Results=passed)).contact.case
        assert case is not None
        [row] = letters_of(case)
        assert holds_code(row)
        actions.delivery_sent(row)
        row.refresh_from_db()
        assert not holds_code(row)
        before = Case.objects.get(pk=case.pk).code_digest
        hold_address(case.addresses, Address("email", "new@mail.example", "link"))
        hold_address(case.addresses, Address("post", PLACE, "told"))
        brought_back(row, report("failed", row.message_id))
        fresh = letters_of(case)[-1]
        assert (fresh.channel, fresh.address) == ("email", "new@mail.example")
        renewed = Case.objects.get(pk=case.pk).code_digest
        assert renewed != before
        assert holds_code(fresh)
        actions.delivery_sent(fresh)
        brought_back(fresh, report("failed", fresh.message_id))
        paper = letters_of(case)[-1]
        assert paper.channel == "post"
        assert Case.objects.get(pk=case.pk).code_digest == renewed
        assert "Код доступа: в этом письме мы его не пишем" in paper.payload["text"]

    def test_what_the_window_gave_outlives_an_earlier_letter_that_comes_back(self, cast: Any) -> None:
        case = case_of(cast.udm, point="email", chosen_point="email")
        hold_address(case.addresses, Address("email", "other@mail.example", "link"))
        row = letters_of(case)[0]
        assert holds_code(row)
        actions.delivery_sent(row)
        given = code_given_out(case, cast.registrar)
        brought_back(row, report("failed", row.message_id))
        assert letters_of(case)[-1].address == "other@mail.example"
        assert opens(case, given)


class TestWhatIsTakenOutOfACase:
    ASKED = ("Продлят ли аренду участка?", "Сколько стоит справка?")

    def test_its_letter_says_in_words_how_it_opens_and_the_first_case_opens_it(self, cast: Any) -> None:
        received = came_in(
            cast.udm, identity="", kind="message", addresses=VICTIM, chosen_point="email"
        )  # by the page: the first code was shown
        case = received.case
        made_ready(case, cast.registrar)
        actions.classify_case(case, [Question(q, None, "") for q in self.ASKED], by=cast.registrar)
        _page, fresh = split(cast, case)
        assert fresh is not None
        [veiled] = letters_of(fresh)
        assert not holds_code(veiled)
        goes_out(fresh)
        browser = Browser()
        browser.post(f"{BODY}/follow/", {"number": case.number, "code": received.code})
        first = browser.get(f"{BODY}/follow/{case.number}/").content.decode()
        assert fresh.number in first
        assert browser.get(f"{BODY}/follow/{fresh.number}/").status_code == 404
        opened = browser.post(f"{BODY}/follow/{case.number}/part/", {"part": fresh.number}, follow=True)
        assert self.ASKED[1] in opened.content.decode()
        assert Browser().post(f"{BODY}/follow/{case.number}/part/", {"part": fresh.number}).status_code == 404
        other = case_of(cast.udm, text="Чужое")
        assert browser.post(f"{BODY}/follow/{case.number}/part/", {"part": other.number}).status_code == 404

    def test_the_mailbox_that_proves_itself_gets_the_letter_whole_without_dots(self, cast: Any) -> None:
        case = with_questions(
            cast, *self.ASKED, identity="", kind="message", addresses=VICTIM, chosen_point="email", point="email"
        )
        _page, fresh = split(cast, case)
        assert fresh is not None
        [link] = links_in(fresh)
        page = Browser().post(link, follow=True).content.decode()
        full = Delivery.objects.get(key__startswith="full-", subject_id=fresh.pk)
        assert "Код доступа: в этом письме мы его не пишем. Дело откроется и без кода" in full.payload["text"]
        for words in (page, full.payload["text"], desk(cast.head).get(f"/w/cases/{fresh.pk}/").content.decode()):
            assert "•••" not in words
        assert not any(holds_code(r) for r in letters_of(fresh))

    def test_a_proved_mailbox_gets_its_own_code_at_once(self, cast: Any) -> None:
        case = with_questions(cast, *self.ASKED, chosen_point="email", chosen_address="maria@mail.example")
        _page, fresh = split(cast, case)
        assert fresh is not None
        [row] = letters_of(fresh)
        assert holds_code(row)
        goes_out(fresh)
        row.refresh_from_db()
        assert not holds_code(row)
        page = desk(cast.head).get(f"/w/cases/{fresh.pk}/").content.decode()
        assert "(есть только в самом письме)" in page
        assert "•••" not in page

    @pytest.mark.parametrize("chosen", ["portal", "post"])
    def test_a_later_matter_written_on_the_page_of_a_case_opens_from_there(self, cast: Any, chosen: str) -> None:
        received = came_in(
            cast.udm, identity="", kind="message", addresses={}, chosen_point=chosen, postal_address=PLACE
        )
        case = received.case
        made_ready(case, cast.registrar)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        goes_out(case)
        browser = Browser()
        browser.post(f"{BODY}/follow/", {"number": case.number, "code": received.code})
        browser.post(f"{BODY}/follow/{case.number}/add/", {"text": "А ещё у меня другой вопрос.", "key": "k1"})
        looked_and_sent(desk(cast.registrar), reverse("case_further_registered", args=[case.pk]))
        fresh = Case.objects.latest("pk")
        assert fresh.taken_out_of == case
        assert not any(holds_code(r) for r in letters_of(fresh))
        assert all(f"Откройте на сайте дело № {case.number}" in r.payload["text"] for r in letters_of(fresh))
        opened = browser.post(f"{BODY}/follow/{case.number}/part/", {"part": fresh.number}, follow=True)
        assert "А ещё у меня другой вопрос." in opened.content.decode()


def test_what_left_or_waited_before_this_stood_gives_nothing_out_either(cast: Any) -> None:
    """An installation that is brought up to date: what its rows can say is written down, paper that waits loses its
    code, and a letter kept with dots goes again in words."""
    from importlib import import_module

    moved = import_module("priemnaya.cases.migrations.0013_letters_said")
    received = came_in(cast.udm, identity="", kind="message", addresses={}, chosen_point="post", postal_address=PLACE)
    case = received.case
    assert case is not None
    actions.classify_case(case, [Question("Один", None, ""), Question("Другой", None, "")], by=cast.registrar)
    _page, fresh = split(cast, case)
    assert fresh is not None
    Case.objects.update(code_shown=False, taken_out_of=None)
    [row] = letters_of(case)
    row.payload |= {"secret": received.code, "text": f"Код доступа: {received.code}"}
    row.save(update_fields=["payload"])
    assert holds_code(row)
    with connection.cursor() as cursor:
        for statement in moved.SAID:
            cursor.execute(statement)
    case.refresh_from_db()
    fresh.refresh_from_db()
    row.refresh_from_db()
    assert (case.code_shown, case.taken_out_of) == (True, None)
    assert (fresh.code_shown, fresh.taken_out_of) == (False, case)
    assert not holds_code(row)
    assert not row.payload.get("secret")
    row.payload |= {"had_secret": True, "text": f"Код доступа: {DOTS}"}
    row.save(update_fields=["payload"])
    actions.delivery_sent(row)
    actions.delivery_bounced(row, "выбыл")
    again = letters_of(case)[-1]
    assert DOTS not in again.payload["text"]
    assert "тот, что вы получили сразу" in again.payload["text"]
    assert opens(case, received.code)
