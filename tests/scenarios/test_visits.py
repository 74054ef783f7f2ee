"""What a browser, a link and a mailbox open, until when, and how all of it ends (docs/trust.md): as people meet it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from priemnaya import portal
from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact, PortalDraft
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import Alert, Delivery, Event
from priemnaya.errors import NotAllowed
from priemnaya.people.actions.links import make_link
from priemnaya.people.models import CardMerge, Client, Consent, DocumentSeen, MergeSuggestion
from priemnaya.people.proof import Level

from ..helpers import GOOD, came_in, case_of, code_given_out, drafted, goes_out, joins, made_ready
from ..mail.test_mail import letter
from .test_trust import BODY, VICTIM, links_in, person, write

FORGED = {"identity": "", "kind": "message", "addresses": VICTIM, "chosen_point": "email"}


def page_of(case: Case) -> str:
    return f"{BODY}/follow/{case.number}/"


def by_code(received: Any) -> Browser:
    browser = Browser()
    answer = browser.post(f"{BODY}/follow/", {"number": received.case.number, "code": received.code})
    assert answer.status_code == 302
    return browser


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    """The clock of the portal's visits goes on by so much."""
    at = timezone.now() + dt.timedelta(**passed)
    monkeypatch.setattr("priemnaya.portal.visit.timezone.now", lambda: at)


def answered_to(case: Case, cast: Any) -> list[str]:
    """The links of the letters that went."""
    made_ready(case, cast.registrar)
    drafted(case, cast.executor, GOOD)
    actions.send_reply(case.replies.get(), by=cast.head)
    links = links_in(case)
    assert len(links) == 2
    goes_out(case)
    return links


class TestANewCode:
    def test_ends_the_browsers_and_the_links_of_the_old_one_and_the_words_typed_there_are_shown(
        self, cast: Any
    ) -> None:
        received = came_in(cast.udm, **FORGED)
        case, [link] = received.case, links_in(received.case)
        thief = by_code(received)
        assert thief.get(page_of(case)).status_code == 200
        code = code_given_out(case, cast.registrar)
        for url in (page_of(case), f"{page_of(case)}consents/"):
            assert thief.get(url).status_code in (404, 409)
        again = Browser()
        assert again.post(f"{BODY}/follow/", {"number": case.number, "code": received.code}).status_code == 422
        assert again.post(link, {"said": "mine"}).status_code == 410
        again.post(f"{BODY}/follow/", {"number": case.number, "code": code})
        assert again.get(page_of(case)).status_code == 200

    def test_says_why_the_case_is_shut_and_gives_back_what_was_typed(self, cast: Any) -> None:
        received = came_in(cast.udm, **FORGED)
        browser = by_code(received)
        code_given_out(received.case, cast.registrar)
        answer = browser.post(f"{page_of(received.case)}add/", {"text": "Важное дополнение к делу"})
        said = answer.content.decode()
        assert answer.status_code == 409
        assert "выдан новый код этого дела" in said
        assert f"Если приходили не вы, сразу сообщите нам по телефону {cast.udm.phone}" in said
        assert "прошло слишком много" not in said
        assert "Важное дополнение к делу" in said
        assert not Contact.objects.filter(text="Важное дополнение к делу").exists()

    def test_the_page_with_number_and_code_shows_no_dead_code(self, cast: Any) -> None:
        browser = Browser()
        case = write(browser, email="")
        assert browser.get(f"{BODY}/write/sent/").status_code == 200
        code_given_out(_with_client(case), cast.registrar)
        assert browser.get(f"{BODY}/write/sent/").status_code != 200

    def test_an_hour_of_emergency_access_gets_none(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.assign_case(case, cast.executor, by=cast.registrar)
        actions.confide_case(case, "усыновление ребёнка", by=cast.registrar)
        other = cast.hire("second-registrar", cast.udm, "Второй", "registrar")
        actions.break_glass(cast.udm, case.number, "клиент в больнице, срок сегодня", by=other)
        before = Case.objects.get(pk=case.pk).code_digest
        with pytest.raises(NotAllowed, match="Экстренный доступ открывает дело вам одному"):
            code_given_out(case, other)
        assert Case.objects.get(pk=case.pk).code_digest == before

    def test_a_case_does_not_stay_open_for_ever(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        received = came_in(cast.udm, **FORGED)
        browser = by_code(received)
        for hours, status in ((11, 200), (2, 409)):
            state, door = browser.session, f"follow:{received.case.pk}"
            state[door] = {**state[door], "at": state[door]["at"] - hours * 3600}
            state.save()
            assert browser.get(page_of(received.case)).status_code == status
        browser.post(f"{BODY}/follow/", {"number": received.case.number, "code": received.code})
        monkeypatch.setattr("priemnaya.portal.visit.LONGEST", 0)
        assert "прошло слишком много времени" in browser.get(page_of(received.case)).content.decode()


def _with_client(case: Case) -> Case:
    from priemnaya.people.models import Client

    case.client = case.client or Client.objects.create(organisation=case.organisation, surname="Иванова")
    case.save(update_fields=["client"])
    return case


class TestLeaving:
    @pytest.mark.parametrize("door", ["identify/forget", "leave"])
    def test_both_doors_leave_nothing_of_the_client_in_the_session_or_the_drafts(self, cast: Any, door: str) -> None:
        browser = person(Browser(), cast.udm, "esia-7", surname="Уходова", name="Анна", patronymic="")
        browser.get(f"{BODY}/write/?all=1")
        browser.post(f"{BODY}/write/draft/", {"text": "недописанное письмо", "kind": "message"})
        case = write(browser, email="own@mail.example", text="Отправленное.")
        browser.post(f"{BODY}/write/draft/", {"text": "ещё одно недописанное", "kind": "message"})
        secret = make_link(cast.udm, "card", channel="email", address="own@mail.example")
        browser.post(f"{BODY}/link/{secret}/")
        state = browser.session
        state["oidc"], state["typed"] = {"state": "x"}, {"text": "набранное"}
        state.save()
        assert {f"follow:{case.pk}", f"mailbox:{cast.udm.pk}", f"codes:{cast.udm.pk}"} <= set(browser.session.keys())
        key = browser.cookies["sessionid"].value
        shown = browser.post(f"{BODY}/{door}/").content.decode()
        assert "ничего о ваших делах не осталось" in shown
        assert "Неотправленные черновики мы тоже удалили" in shown
        assert not PortalDraft.objects.exists()
        assert not browser.session.keys()
        old = Browser()
        old.cookies["sessionid"] = key
        for one in (browser, old):
            assert one.get(page_of(case)).status_code == 404
            assert one.get(f"{BODY}/write/sent/").status_code == 302
            mine = one.get(f"{BODY}/my/").content.decode()
            assert "Уходова" not in mine
            assert "own@mail.example" not in mine
            answer = one.get(f"{BODY}/write/?all=1")
            form = answer.content.decode()
            assert "no-store" in answer["Cache-Control"]
            assert ('multipart/form-data" autocomplete="off"' in form) == (one is browser)
            assert "недописанное" not in form
            assert "набранное" not in form

    def test_each_form_in_which_words_are_typed_is_asked_for_anew_by_back(self) -> None:
        """tests/browser/test_journey.py goes back with a browser; this finds a form that has forgotten the mark."""
        typed = re.compile(r"<textarea|type=\"(?:text|email|tel)\"|_field\.html|_fields\.html")
        folder = Path(portal.__file__).parent / "templates" / "portal"
        forms = [
            (path.name, form)
            for path in sorted(folder.glob("*.html"))
            for form in re.findall(r"<form method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL)
            if typed.search(form)
        ]
        assert len(forms) > 10
        assert [name for name, form in forms if "{% keeps_words %}" not in form] == []

    def test_what_stands_on_the_page_where_it_is_not_me_is_shown_once_to_be_copied(self, cast: Any) -> None:
        browser = person(Browser(), cast.udm, "esia-7", surname="Чужая", name="Анна", patronymic="")
        form = browser.get(f"{BODY}/write/?all=1").content.decode()
        assert re.search(rf'formaction="{BODY}/identify/forget/"', form)
        shown = browser.post(f"{BODY}/identify/forget/", {"text": "Прошу починить крышу"}).content.decode()
        assert "Прошу починить крышу" in shown
        assert "не отправлен" in shown
        assert "Прошу починить крышу" not in browser.get(f"{BODY}/write/?all=1").content.decode()

    def test_the_cookie_of_a_session_ends_with_the_browser(self, cast: Any) -> None:
        browser = by_code(came_in(cast.udm, **FORGED))
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
        assert not cookie["max-age"]
        assert not cookie["expires"]


class TestHalfAnHour:
    @pytest.fixture
    def signed_in(self, cast: Any) -> Browser:
        browser = person(Browser(), cast.udm, "esia-1", surname="Иванова", name="Мария", patronymic="Сергеевна")
        browser.get(f"{BODY}/my/")
        return browser

    def test_without_a_deed_ends_the_sign_in_with_the_cases_opened(
        self, cast: Any, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = case_of(cast.udm)
        signed_in.post(f"{BODY}/my/", {"do": "open", "number": case.number})
        with monkeypatch.context() as clock:
            later(clock, minutes=25)
            assert signed_in.get(page_of(case)).status_code == 200
        with monkeypatch.context() as clock:
            later(clock, minutes=50)  # a deed 25 minutes ago
            assert case.number in signed_in.get(f"{BODY}/my/").content.decode()
        later(monkeypatch, minutes=81)
        shown = signed_in.get(f"{BODY}/my/").content.decode()
        assert "Полчаса вы ничего не делали" in shown
        assert case.number not in shown
        assert signed_in.get(page_of(case)).status_code == 404
        assert not [k for k in list(signed_in.session.keys()) if k.startswith(("person:", "follow:", "codes:"))]

    @pytest.mark.parametrize("kind", ["message", "appeal"])
    def test_what_was_typed_meanwhile_is_neither_lost_nor_sent_as_nobody_s(
        self, cast: Any, signed_in: Browser, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        later(monkeypatch, minutes=31)
        typed = {
            "kind": kind,
            "text": "Длинное письмо о крыше",
            "for_whom": "self",
            "client_kind": "citizen",
            "chosen_point": "portal",
        }
        answer = signed_in.post(f"{BODY}/write/", typed)
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Длинное письмо о крыше" in shown
        assert "Ничего не отправлено, ваш текст ниже" in shown
        assert not Case.objects.exists()

    def test_what_was_typed_into_a_case_is_shown_with_the_reason(
        self, cast: Any, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = case_of(cast.udm)
        signed_in.post(f"{BODY}/my/", {"do": "open", "number": case.number})
        later(monkeypatch, minutes=40)
        answer = signed_in.post(f"{page_of(case)}add/", {"text": "Ещё одна бумага о крыше"})
        assert answer.status_code == 409
        assert "Ещё одна бумага о крыше" in answer.content.decode()
        assert case.contacts.filter(direction="in").count() == 1


class TestASlipOfThePen:
    """An identified person named a stranger's mailbox; the stranger reads the letter."""

    @pytest.fixture
    def owner(self, cast: Any) -> Browser:
        return person(Browser(), cast.udm, "esia-9", surname="Владелина", name="Анна", patronymic="")

    def test_the_stranger_s_link_gives_the_notice_only_and_my_cases_no_more(self, cast: Any, owner: Browser) -> None:
        case = write(owner, email=VICTIM["email"], chosen_point="email")
        links = answered_to(case, cast)
        assert case.identified
        for link in links:
            stranger = Browser()
            assert "есть письмо" in stranger.get(link).content.decode()
            for said in ("", "mine"):
                answer = stranger.post(link, {"said": said})
                assert answer.status_code == 403
                assert "по одной ссылке дело не откроется" in answer.content.decode()
            assert stranger.get(page_of(case)).status_code == 404
        assert case.addresses.get(channel="email").level == Level.CLAIMED
        assert not Delivery.objects.filter(key__startswith="full-").exists()
        reader = Browser()
        secret = make_link(cast.udm, "card", channel="email", address=VICTIM["email"])
        shown = reader.post(f"{BODY}/link/{secret}/", follow=True).content.decode()
        assert case.number in shown
        assert "Это моё дело" not in shown
        reader.post(f"{BODY}/my/", {"do": "take", "case": case.number})
        reader.post(f"{BODY}/my/", {"do": "open", "number": case.number})
        assert reader.get(page_of(case)).status_code == 404
        assert case.addresses.get(channel="email").level == Level.CLAIMED

    def test_a_lost_code_and_a_consent_are_no_way_round(self, cast: Any, owner: Browser) -> None:
        case = write(owner, email=VICTIM["email"], chosen_point="email")
        before = len(links_in(case))
        Browser().post(f"{BODY}/follow/link/", {"number": case.number})
        assert len(links_in(case)) == before
        secret = make_link(
            cast.udm, "consent", channel="email", address=VICTIM["email"], subject=case.pk, detail="mailing"
        )
        assert Browser().post(f"{BODY}/consent/{secret}/").status_code == 410
        assert not Consent.objects.exists()
        assert case.addresses.get(channel="email").level == Level.CLAIMED

    def test_signed_in_the_owner_opens_the_same_link_and_letters_come_in_full(self, cast: Any, owner: Browser) -> None:
        case = write(owner, email=VICTIM["email"], chosen_point="email")
        links = answered_to(case, cast)
        assert "Скачать ответ" in owner.post(links[-1], follow=True).content.decode()
        assert case.addresses.get(channel="email").level == Level.REACHABLE
        assert Delivery.objects.get(key__startswith="full-").payload["files"]

    def test_a_document_at_the_window_guards_as_a_sign_in_does_and_the_code_opens(self, cast: Any) -> None:
        received = came_in(cast.udm, **FORGED)
        case = received.case
        code = code_given_out(case, cast.registrar)
        secret = make_link(cast.udm, "case", channel="email", address=VICTIM["email"], subject=case.pk)
        link = f"{BODY}/link/{secret}/"
        assert Browser().post(link, {"said": "mine"}).status_code == 403
        holder = Browser()
        holder.post(f"{BODY}/follow/", {"number": case.number, "code": code})
        assert holder.post(link).status_code == 302
        assert case.addresses.get(channel="email").level == Level.REACHABLE


class TestDidYouWriteThis:
    """Somebody forged «От: victim»; the victim opens the link of our letter."""

    def test_without_an_answer_only_the_mailbox_is_proved_and_the_case_stays_shut(self, cast: Any) -> None:
        case = case_of(cast.udm, **FORGED)
        victim = Browser()
        [link] = links_in(case)
        asked = victim.get(link).content.decode()
        for words in ("Это писали вы?", "Да, это моё дело", "Я этого не писал"):
            assert words in asked
        answer = victim.post(link)
        assert answer["Location"] == f"{page_of(case)}author/"
        case.refresh_from_db()
        assert case.addresses.get(channel="email").level == Level.REACHABLE
        assert case.level == Level.CLAIMED
        assert set(case.contacts.filter(direction="in").values_list("level", flat=True)) == {Level.CLAIMED}
        assert victim.get(page_of(case)).status_code == 404
        desk = Browser()
        desk.force_login(cast.registrar)
        assert "не подтверждено" in desk.get(f"/w/cases/{case.pk}/").content.decode()
        assert "Это писали вы?" in victim.get(answer["Location"]).content.decode()
        assert Browser().get(answer["Location"]).status_code == 404

    def test_a_forged_letter_is_its_reader_s_only_when_they_say_so(self, cast: Any) -> None:
        taken = receive_letter(cast.udm, letter(From=VICTIM["email"]))
        assert taken.contact is not None
        case = taken.contact.case
        assert case is not None
        assert taken.contact.level == Level.CLAIMED
        [link] = links_in(case)
        victim = Browser()
        victim.post(link)
        taken.contact.refresh_from_db()
        assert taken.contact.level == Level.CLAIMED
        victim.post(f"{page_of(case)}author/", {"said": "mine"})
        taken.contact.refresh_from_db()
        case.refresh_from_db()
        assert (taken.contact.level, taken.contact.how, case.level) == (Level.REACHABLE, "link", Level.REACHABLE)
        assert victim.get(page_of(case)).status_code == 200

    def test_a_proved_mailbox_s_cases_ask_the_same_in_my_cases(self, cast: Any) -> None:
        case = case_of(cast.udm, **FORGED)
        Browser().post(links_in(case)[0])
        victim = Browser()
        secret = make_link(cast.udm, "card", channel="email", address=VICTIM["email"])
        victim.post(f"{BODY}/link/{secret}/")
        opened = victim.post(f"{BODY}/my/", {"do": "open", "number": case.number})
        assert opened["Location"] == f"{page_of(case)}author/"
        assert victim.get(page_of(case)).status_code == 404

    @pytest.mark.parametrize("door", ["link", "after", "my"])
    def test_i_did_not_write_this_tells_staff_stops_the_letters_and_says_so(self, cast: Any, door: str) -> None:
        case = made_ready(case_of(cast.udm, **FORGED), cast.registrar)
        case.refresh_from_db()
        victim, links = Browser(), links_in(case)
        if door == "link":
            said = victim.post(links[0], {"said": "foreign"})
        elif door == "after":
            victim.post(links[0])
            said = victim.post(f"{page_of(case)}author/", {"said": "foreign"})
        else:
            secret = make_link(cast.udm, "card", channel="email", address=VICTIM["email"])
            assert "Я этого не писал" in victim.post(f"{BODY}/link/{secret}/", follow=True).content.decode()
            said = victim.post(f"{BODY}/my/", {"do": "foreign", "case": case.number}, follow=True)
        assert said.status_code == 200
        assert "на ваш ящик больше не" in said.content.decode()
        assert victim.get(page_of(case)).status_code == 404
        desk = Browser()
        desk.force_login(cast.registrar)
        page = desk.get(f"/w/cases/{case.pk}/").content.decode()
        assert "ответил: «Я этого не писал»" in page
        assert "не подтверждено" in page
        assert Event.objects.filter(verb="case.mailbox_disowned", subject_id=case.pk).exists()
        assert Alert.objects.filter(kind="disowned", subject_id=case.pk, resolved_at=None).exists()
        before = Delivery.objects.filter(channel="email", address=VICTIM["email"]).count()
        drafted(case, cast.executor, GOOD)
        actions.send_reply(case.replies.get(), by=cast.head)
        goes_out(case)
        assert Delivery.objects.filter(channel="email", address=VICTIM["email"]).count() == before
        case.refresh_from_db()
        assert case.chosen_point == "portal"
        assert case.mailbox == ""
        with pytest.raises(Exception, match="по делу не писал"):
            actions.choose_point(case, "email", VICTIM["email"], by=cast.registrar)
        for link in links:
            assert Browser().post(link, {"said": "mine"}).status_code == 410

    def test_an_answer_that_waited_in_a_foreign_mailbox_is_owed_by_another_way(self, cast: Any) -> None:
        case = case_of(cast.udm, **FORGED)
        links = answered_to(case, cast)
        case.refresh_from_db()
        assert case.state == "answered"
        Browser().post(links[-1], {"said": "foreign"})
        case.refresh_from_db()
        assert case.state == "returned"
        assert not Delivery.objects.filter(key__startswith="full-").exists()


class TestDoors:
    def test_a_link_of_one_kind_is_refused_in_words_at_another_door_and_stays(self, cast: Any) -> None:
        case = case_of(cast.udm, **FORGED)
        made = {
            kind: make_link(cast.udm, kind, channel="email", address=VICTIM["email"], subject=case.pk, detail="mailing")
            for kind in ("case", "consent")
        }
        made["card"] = make_link(cast.udm, "card", channel="email", address=VICTIM["email"])
        doors = {"case": "link", "card": "link", "consent": "consent"}
        for kind, secret in made.items():
            wrong = "consent" if doors[kind] == "link" else "link"
            browser = Browser()
            for answer in (
                browser.get(f"{BODY}/{wrong}/{secret}/"),
                browser.post(f"{BODY}/{wrong}/{secret}/", {"said": "mine"}),
            ):
                assert answer.status_code == 410
                assert "Эта ссылка" in answer.content.decode()
            assert browser.get(page_of(case)).status_code == 404
            assert case.addresses.get(channel="email").level == Level.CLAIMED
        assert not Consent.objects.exists()
        assert Browser().post(f"{BODY}/consent/{made['consent']}/").status_code == 200
        assert Consent.objects.count() == 1

    @pytest.mark.parametrize("kind", ["case", "consent", "card"])
    def test_an_address_that_is_the_case_s_no_more_proves_nothing(self, cast: Any, kind: str) -> None:
        case = case_of(cast.udm, **FORGED)
        secret = make_link(
            cast.udm,
            kind,
            channel="email",
            address=VICTIM["email"],
            subject=case.pk if kind != "card" else None,
            detail="mailing",
        )
        case.addresses.all().delete()
        browser = Browser()
        door = "consent" if kind == "consent" else "link"
        answer = browser.post(f"{BODY}/{door}/{secret}/", {"said": "mine"})
        assert answer.status_code == 410
        assert browser.get(page_of(case)).status_code == 404
        assert not [k for k in list(browser.session.keys()) if k.startswith("mailbox:")]
        assert not Consent.objects.exists()
        assert not case.client.addresses.filter(level__gt=Level.CLAIMED).exists()  # type: ignore[union-attr]

    def test_a_case_opened_from_a_mailbox_shuts_when_the_mailbox_is_its_own_no_more(self, cast: Any) -> None:
        case = case_of(cast.udm, **FORGED)
        browser = Browser()
        browser.post(links_in(case)[0], {"said": "mine"})
        assert browser.get(page_of(case)).status_code == 200
        case.addresses.all().delete()
        assert browser.get(page_of(case)).status_code == 409


class TestOpenedBySigningIn:
    def test_a_case_shuts_when_the_cards_are_parted(self, cast: Any) -> None:
        names = {"surname": "Петров", "name": "Пётр", "patronymic": "Ильич"}
        known = case_of(cast.udm, identity="esia-w", addresses={}, vouched=(), kind="message", **names)
        Client.objects.filter(pk=known.client_id).update(identity="")
        DocumentSeen.objects.create(client=known.client, sort="паспорт", seen_by=cast.registrar)
        mine = case_of(cast.udm, identity="esia-v", addresses={}, vouched=(), kind="message", **names)
        desk = Browser()
        desk.force_login(cast.registrar)
        suggestion = MergeSuggestion.objects.get_or_create(client=known.client, other=mine.client)[0]
        joins(desk, suggestion, document="паспорт")
        browser = person(Browser(), cast.udm, "esia-v", **names)
        browser.post(f"{BODY}/my/", {"do": "open", "number": known.number})
        assert browser.get(page_of(known)).status_code == 200
        actions.part_cards(CardMerge.objects.get(), by=cast.registrar)
        assert browser.get(page_of(known)).status_code != 200
        answer = browser.post(f"{page_of(known)}add/", {"text": "Чужие слова"}, follow=True)
        assert not Contact.objects.filter(text="Чужие слова").exists()
        assert answer.status_code != 500

    def test_a_case_shuts_when_nobody_is_signed_in_any_more(self, cast: Any) -> None:
        case = case_of(cast.udm, identity="esia-v", vouched=(), kind="message")
        browser = person(Browser(), cast.udm, "esia-v")
        browser.post(f"{BODY}/my/", {"do": "open", "number": case.number})
        assert browser.get(page_of(case)).status_code == 200
        session = browser.session
        del session[f"person:{cast.udm.pk}"]
        session.save()
        assert browser.get(page_of(case)).status_code != 200


class TestAnEndedVisit:
    def test_tells_of_no_number_that_was_not_open(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        mine = came_in(cast.udm, kind="message")
        other = case_of(cast.udm, identity="esia-2", kind="message")
        assert mine.case

        def ended() -> Browser:
            browser = person(by_code(mine), cast.udm, "esia-1")
            browser.get(f"{BODY}/my/")
            later(monkeypatch, minutes=31)
            return browser

        assert ended().get(page_of(other)).status_code == 404
        monkeypatch.undo()
        assert ended().get(f"{BODY}/follow/2026-999999/").status_code == 404
        monkeypatch.undo()
        browser = ended()
        assert "Полчаса вы ничего не делали" in browser.get(page_of(mine.case), follow=True).content.decode()
