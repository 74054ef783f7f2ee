"""Who is the client (docs/trust.md): each attack that worked, tried again as the attacker would."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.core.models import Delivery
from priemnaya.core.tokens import same
from priemnaya.people.actions.links import link_of
from priemnaya.people.models import Client, MergeSuggestion, ProofLink
from priemnaya.people.proof import Level

from ..helpers import GOOD, came_in, case_of, drafted, goes_out, made_ready, message

VICTIM = {"email": "victim@mail.example"}
BODY = "/udmurtia-mio"


def person(browser: Browser, organisation: Any, subject: str, **names: str) -> Browser:
    """A browser in which the provider has proved somebody."""
    session = browser.session
    session[f"person:{organisation.pk}"] = {"subject": subject, **names}
    session.save()
    return browser


def write(browser: Browser, **fields: Any) -> Case:
    typed = {
        "kind": "message",
        "text": "Прошу разобраться.",
        "for_whom": "self",
        "client_kind": "citizen",
        "chosen_point": "portal",
        "second_point": "",
        **fields,
    }
    answer = browser.post(f"{BODY}/write/", typed)
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.order_by("-pk")[0]


def links_in(case: Case) -> list[str]:
    rows = Delivery.objects.filter(channel="email", subject_type="case", subject_id=case.pk).order_by("pk")
    return re.findall(rf"{BODY}/link/[\w-]+/", "\n".join(r.payload["text"] for r in rows))


def without_token(page: Any) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page.content.decode())


class TestAClaimOpensNothing:
    def test_an_empty_surname_and_the_victim_s_mailbox_give_the_attacker_a_card_of_their_own(self, cast: Any) -> None:
        victim = case_of(cast.udm, identity="", kind="message", addresses=VICTIM, surname="Жертвина")
        attacker = person(Browser(), cast.udm, "esia-attacker", surname="Чужов", name="Чуж")
        case = write(attacker, email=VICTIM["email"])
        assert case.client != victim.client
        assert case.client is not None
        assert case.client.identity == "esia-attacker"
        victim.client.refresh_from_db()  # type: ignore[union-attr]
        assert victim.client.identity == ""  # type: ignore[union-attr]
        assert MergeSuggestion.objects.filter(client=case.client, other=victim.client).exists()
        assert victim.number not in attacker.get(f"{BODY}/my/").content.decode()

    def test_names_typed_beside_a_proved_identity_are_the_provider_s(self, cast: Any) -> None:
        browser = person(Browser(), cast.udm, "esia-7", surname="Настоящая", name="Анна", patronymic="Ивановна")
        case = write(browser, surname="Губернатор", name="Сам")
        assert case.client is not None
        assert case.client.full_name == "Настоящая Анна Ивановна"

    def test_the_page_of_a_case_shows_and_offers_only_what_this_case_was_given(self, cast: Any) -> None:
        known = case_of(
            cast.udm, addresses={"email": "home@mail.example", "phone": "+79120000001"}, postal_address="Ижевск, 1"
        )
        later = case_of(cast.udm, addresses={}, text="Ещё вопрос", vouched=())
        assert later.client == known.client
        browser = Browser()
        received = came_in(cast.udm, addresses={}, text="Третий вопрос", vouched=())
        browser.post(f"{BODY}/follow/", {"number": received.case.number, "code": received.code})
        shown = browser.get(f"{BODY}/follow/{received.case.number}/").content.decode()
        for private in ("home@mail.example", "9120000001", "Ижевск, 1"):
            assert private not in shown

    def test_the_code_of_one_case_neither_shows_nor_withdraws_consents(self, cast: Any) -> None:
        from priemnaya.people.actions.consents import active, give_consent

        received = came_in(cast.udm)
        client = received.case.client
        give_consent(client, "mailing", how="portal")
        browser = Browser()
        browser.post(f"{BODY}/follow/", {"number": received.case.number, "code": received.code})
        page = browser.post(
            f"{BODY}/follow/{received.case.number}/consents/", {"purpose": "mailing", "do": "withdraw"}, follow=True
        )
        assert "только тот, кто его дал" in page.content.decode()
        assert active(client, "mailing") is not None

    def test_an_unproved_message_is_marked_wherever_staff_read_it(self, cast: Any) -> None:
        case = case_of(cast.udm, identity="", kind="message", addresses=VICTIM)
        desk = Browser()
        desk.force_login(cast.registrar)
        assert "не подтверждено" in desk.get(f"/w/cases/{case.pk}/").content.decode()
        proved = case_of(cast.udm, text="Другое")
        assert "не подтверждено" not in desk.get(f"/w/cases/{proved.pk}/").content.decode()


class TestMailboxes:
    def test_an_unproved_mailbox_gets_no_code_no_answer_no_name_and_no_word_of_the_sender(self, cast: Any) -> None:
        received = came_in(
            cast.udm,
            identity="",
            kind="message",
            addresses=VICTIM,
            chosen_point="email",
            surname="Выигрыш-https://evil.example",
            name="Мария",
            subject="Заберите приз https://evil.example",
            text="Нажмите https://evil.example и введите пароль",
        )
        case = received.case
        made_ready(case, cast.registrar)
        drafted(case, cast.executor, GOOD)
        actions.send_reply(case.replies.get(), by=cast.head)
        letters = [r.payload for r in Delivery.objects.filter(channel="email")]
        assert len(letters) == 2
        for letter in letters:
            words = f"{letter['subject']}\n{letter['text']}"
            for foreign in ("evil.example", "Выигрыш", "приз", received.code, "Продлить", "Мария"):
                assert foreign not in words
            assert letter["files"] == []
            assert case.number in words

    def test_the_link_proves_the_mailbox_once_and_then_everything_goes_there_in_full(self, cast: Any) -> None:
        case = case_of(cast.udm, identity="", kind="message", addresses=VICTIM, chosen_point="email")
        made_ready(case, cast.registrar)
        drafted(case, cast.executor, GOOD)
        actions.send_reply(case.replies.get(), by=cast.head)
        link = links_in(case)[-1]
        goes_out(case)
        robot, client = Browser(), Browser()
        assert "Это писали вы?" in robot.get(link).content.decode()
        assert case.addresses.get(channel="email").level == Level.CLAIMED
        opened = client.post(link, {"said": "mine"}, follow=True)
        assert "Скачать ответ" in opened.content.decode()
        assert case.addresses.get(channel="email").level == Level.REACHABLE
        full = Delivery.objects.get(key__startswith="full-")
        assert "Продлить её можно" in full.payload["text"]
        assert full.payload["files"]
        assert robot.post(link).status_code == 410
        assert Case.objects.get(pk=case.pk).level == Level.REACHABLE

    def test_no_letter_s_link_stands_on_a_page_or_at_the_desk(self, cast: Any) -> None:
        case = case_of(cast.udm, identity="", kind="message", addresses=VICTIM, chosen_point="email")
        [link] = links_in(case)
        secret = link.split("/")[-2]
        desk = Browser()
        desk.force_login(cast.registrar)
        assert secret not in desk.get(f"/w/cases/{case.pk}/").content.decode()
        assert link_of(cast.udm, secret) is not None
        assert not ProofLink.objects.filter(digest=secret).exists()

    def test_my_cases_open_by_a_link_from_the_mailbox_and_show_strangers_claims_without_their_words(
        self, cast: Any
    ) -> None:
        mine = case_of(
            cast.udm, identity="", kind="message", addresses=VICTIM, subject="Моё дело", chosen_point="email"
        )
        strange = case_of(cast.udm, identity="", kind="message", addresses=VICTIM, subject="Чужая ерунда")
        Browser().post(links_in(mine)[0], {"said": "mine"})
        browser = Browser()
        unknown = browser.post(f"{BODY}/my/", {"email": "nobody@mail.example"}, follow=True)
        known = browser.post(f"{BODY}/my/", {"email": VICTIM["email"]}, follow=True)
        assert without_token(unknown) == without_token(known)
        letter = Delivery.objects.filter(payload__subject="Ссылка на ваши дела").get()
        link = re.search(rf"{BODY}/link/[\w-]+/", letter.payload["text"])
        assert link
        page = browser.post(link[0], follow=True).content.decode()
        assert "Моё дело" in page
        assert strange.number in page
        assert "Чужая ерунда" not in page
        browser.post(f"{BODY}/my/", {"do": "open", "number": strange.number})
        assert browser.get(f"{BODY}/follow/{strange.number}/").status_code == 404
        browser.post(f"{BODY}/my/", {"do": "take", "case": strange.number})
        browser.post(f"{BODY}/my/", {"do": "open", "number": strange.number})
        assert browser.get(f"{BODY}/follow/{strange.number}/").status_code == 200

    def test_what_was_done_unproved_is_claimed_after_proof_by_number_and_code(self, cast: Any) -> None:
        received = came_in(cast.udm, identity="", kind="message", addresses={}, chosen_point="portal")
        browser = person(Browser(), cast.udm, "esia-late", surname="Поздняя", name="Анна")
        write(browser, text="Первое под именем")
        browser.post(f"{BODY}/my/", {"do": "claim", "number": received.case.number, "code": "XXXXX"})
        assert received.case.number not in browser.get(f"{BODY}/my/").content.decode()
        browser.post(f"{BODY}/my/", {"do": "claim", "number": received.case.number, "code": received.code})
        assert received.case.number in browser.get(f"{BODY}/my/").content.decode()

    def test_a_lost_code_gives_a_link_to_the_case_s_own_mailbox_and_the_page_tells_neither(self, cast: Any) -> None:
        case = case_of(cast.udm, identity="", kind="message", addresses=VICTIM)
        assert links_in(case) == []
        known = Browser().post(f"{BODY}/follow/link/", {"number": case.number}, follow=True)
        unknown = Browser().post(f"{BODY}/follow/link/", {"number": "2020-000001"}, follow=True)
        assert without_token(known) == without_token(unknown)
        assert len(links_in(case)) == 1


class TestMerging:
    def test_a_merge_keeps_the_proved_identity_and_a_sign_in_finds_the_living_card(self, cast: Any) -> None:
        proved = case_of(cast.udm).client
        other = case_of(cast.udm, identity="", kind="message", addresses=VICTIM, text="Другое").client
        actions.merge_clients(proved, other, by=cast.registrar)
        other.refresh_from_db()
        assert other.identity == "esia-1"
        browser = person(Browser(), cast.udm, "esia-1")
        case = write(browser, text="После объединения")
        assert case.client == other

    def test_two_proved_people_are_never_one_card(self, cast: Any) -> None:
        one = case_of(cast.udm).client
        two = case_of(cast.udm, identity="esia-2", text="Другое").client
        with pytest.raises(Exception, match="подтверждена у каждой"):
            actions.merge_clients(one, two, by=cast.registrar)
        assert Client.objects.filter(merged_into=None, pk__in=(one.pk, two.pk)).count() == 2


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:.5}-{}", "кириллица", "lower"])
def test_a_code_is_forgiving_to_type(cast: Any, typed: str) -> None:
    received = actions.receive_message(cast.udm, message(point="portal", text="Вопрос", kind="message"))
    code, digest = received.code, received.case.code_digest
    ways = {
        "{}": code,
        " {} ": f"  {code[:3]} {code[3:]} ",
        "{:.5}-{}": f"{code[:5]}-{code[5:]}",
        "кириллица": code.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")),
        "lower": code.lower(),
    }
    assert same(ways[typed], digest)
    assert not same("НЕТ" + code[3:], digest)
