"""Cases are joined only where they are proved to be of one author, and a client's page shows only what its case was
given (docs/trust.md)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.actions import mailboxes, points
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case, CaseAddress, Contact, ForeignAddress, GivenTo, page_of
from priemnaya.core.models import Delivery, Event
from priemnaya.errors import Objection, Stale
from priemnaya.people.actions.links import make_link
from priemnaya.people.models import CardMerge
from priemnaya.people.proof import Address, Level

from ..helpers import GOOD, came_in, case_of, drafted, joins, key_of, made_ready, under_code, words_of
from ..stood import posted
from .test_cards import ATTACKER, NAMES, VICTIM, desk, opens, reader_of, suggested, wrote
from .test_trust import BODY, person

pytestmark = pytest.mark.django_db

SECRET = "Тайна жертвы: диагноз"
REFUSED = "Не доказано, что дела"


def anonymous(cast: Any, text: str) -> actions.Received:
    return came_in(cast.udm, anonymous=True, point="portal", kind="message", text=text, chosen_point="portal")


def presses_join(cast: Any, case: Case, into: Case) -> str:
    page = desk(cast.executor).post(reverse("case_merge", args=[case.pk]), {"number": into.number}, follow=True)
    return words_of(page)


def opened(case: Case) -> Browser:
    """A browser that has opened the case by its code."""
    browser = Browser()
    session = browser.session
    session.update(under_code(case))
    session.save()
    return browser


def page(browser: Browser, case: Case) -> str:
    answer = browser.get(f"{BODY}/follow/{case.number}/")
    assert answer.status_code == 200
    return words_of(answer)


def adds(browser: Browser, case: Case, text: str) -> None:
    browser.post(f"{BODY}/follow/{case.number}/add/", {"text": text})


def identified(cast: Any, text: str, **changes: Any) -> Case:
    fields = {"identity": "esia-v", "kind": "message", "addresses": {}, "vouched": (), "text": text}
    return case_of(cast.udm, **{**fields, **NAMES, **changes})


def joined(cast: Any, case: Case, into: Case) -> None:
    assert "Дела объединены" in presses_join(cast, case, into)
    case.refresh_from_db()
    into.refresh_from_db()


def joined_in_a_hurry(cast: Any, monkeypatch: pytest.MonkeyPatch, case: Case, into: Case) -> None:
    """As cases were joined before one author was asked for."""
    with monkeypatch.context() as before:
        before.setattr("priemnaya.cases.actions.closing.must_be_of_one_author", lambda *_: None)
        actions.merge_cases(case, into, by=cast.executor)
    case.refresh_from_db()
    into.refresh_from_db()


class TestWhoseCasesAreJoined:
    def test_two_anonymous_cases_are_strangers_to_each_other_on_the_screen_and_in_the_api(self, cast: Any) -> None:
        a, b = anonymous(cast, SECRET), anonymous(cast, "Мой дубль")
        assert a.case and b.case
        assert REFUSED in presses_join(cast, a.case, b.case)
        _, secret = key_of(cast.executor, ["cases:work"])
        answer = Browser().post(
            f"/api/v1/cases/{a.case.number}/merge",
            {"number": b.case.number},
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "join-strangers"},
        )
        assert answer.status_code == 409
        assert REFUSED in answer.content.decode()
        assert "Тайна" not in page(opened(b.case), b.case)
        assert "Тайна" in page(opened(a.case), a.case)

    @pytest.mark.parametrize("into_attacker", [True, False])
    def test_cards_joined_in_a_hurry_do_not_join_the_cases(self, cast: Any, into_attacker: bool) -> None:
        mine, evil = identified(cast, SECRET), wrote(cast, ATTACKER)
        joins(desk(cast.registrar), suggested(evil, mine))
        for case in (mine, evil):
            case.refresh_from_db()
        assert mine.client_id == evil.client_id
        pair = (mine, evil) if into_attacker else (evil, mine)
        assert REFUSED in presses_join(cast, *pair)
        assert Case.objects.filter(merged_into=None).count() == 2

    def test_a_mailbox_that_only_forged_words_name_proves_no_author(self, cast: Any) -> None:
        mine = wrote(cast, VICTIM)
        forged = case_of(cast.udm, identity="", kind="message", addresses={"email": VICTIM}, vouched=(), **NAMES)
        Browser().post(
            f"{BODY}/link/{make_link(cast.udm, 'case', channel='email', address=VICTIM, subject=forged.pk)}/"
        )
        assert forged.proves("email", VICTIM)
        Case.objects.filter(pk=forged.pk).update(client=mine.client)
        forged.refresh_from_db()
        assert REFUSED in presses_join(cast, mine, forged)

    def test_one_mailbox_that_wrote_both_joins_them(self, cast: Any) -> None:
        first, second = wrote(cast, VICTIM), wrote(cast, VICTIM)
        assert first.client_id == second.client_id
        joined(cast, second, first)
        assert second.merged_into == first

    def test_one_identity_joins_its_cases(self, cast: Any) -> None:
        first, second = identified(cast, "Первое"), identified(cast, "Второе")
        joined(cast, second, first)

    def test_the_better_proved_case_is_the_one_that_goes_on(self, cast: Any) -> None:
        lesser = wrote(cast, VICTIM)
        better = case_of(
            cast.udm, identity="esia-v", kind="message", addresses={"email": VICTIM}, vouched=("email",), **NAMES
        )
        joins(desk(cast.registrar), suggested(lesser, better))
        assert "подтверждён надёжнее" in presses_join(cast, better, lesser)
        joined(cast, lesser, better)

    def test_whoever_said_i_did_not_write_this_is_another_author(self, cast: Any) -> None:
        first, second = wrote(cast, VICTIM), identified(cast, "Второе")
        Case.objects.filter(pk=second.pk).update(client=first.client)
        CaseAddress.objects.create(case=second, channel="email", address=VICTIM, level=Level.CLAIMED)
        actions.disown_case(second, VICTIM)
        second.refresh_from_db()
        assert REFUSED in presses_join(cast, first, second)

    def test_staff_are_not_told_that_nothing_was_checked_where_the_proof_is_gone_since(self, cast: Any) -> None:
        first, second = wrote(cast, VICTIM), wrote(cast, VICTIM)
        joined(cast, second, first)
        actions.disown_case(second, VICTIM)
        said = words_of(desk(cast.executor).get(f"/w/cases/{first.pk}/"))
        assert "не доказано (или больше не доказано), что автор у них один. Ответ отсюда" in said

    def test_no_note_is_left_where_nobody_reads_it(self, cast: Any) -> None:
        first, second = identified(cast, "Первое"), identified(cast, "Второе")
        joined(cast, second, first)
        note = {"text": "Клиент ждёт звонка"}
        said = words_of(desk(cast.executor).post(f"/w/cases/{second.pk}/note/", note, follow=True))
        assert f"присоединено к делу № {first.number}" in said
        assert "Клиент ждёт звонка" in said, "to be copied"
        assert not second.notes.exists()
        assert 'name="text"' not in desk(cast.executor).get(f"/w/cases/{second.pk}/").content.decode()
        desk(cast.executor).post(f"/w/cases/{first.pk}/note/", note)
        assert first.notes.get().text == note["text"]

    def test_a_stale_page_does_not_join_what_became_anothers(self, cast: Any) -> None:
        first, second = identified(cast, "Первое"), identified(cast, "Второе")
        other = identified(cast, "Третье", identity="esia-z", surname="Петров")
        Case.objects.filter(pk=second.pk).update(client=other.client)
        with pytest.raises(Objection, match="разные клиенты"):
            actions.merge_cases(second, first, by=cast.executor)
        assert not Case.objects.filter(state="merged").exists()


class TestPages:
    def test_each_page_shows_only_what_its_case_was_given(self, cast: Any) -> None:
        first, second = identified(cast, "Слова первого"), identified(cast, "Слова второго")
        joined(cast, second, first)
        assert "Слова второго" not in page(opened(first), first)
        assert "Слова второго" in page(opened(second), second)
        assert "Слова первого" not in page(opened(second), second)

    def test_what_is_added_on_the_page_of_the_joined_one_stays_there(self, cast: Any) -> None:
        first, second = identified(cast, "Слова первого"), identified(cast, "Слова второго")
        joined(cast, second, first)
        adds(opened(second), second, "Ещё тайна")
        assert Contact.objects.get(text="Ещё тайна").case == first
        assert "Ещё тайна" in page(opened(second), second)
        assert "Ещё тайна" not in page(opened(first), first)
        assert "Ещё тайна" in words_of(desk(cast.executor).get(f"/w/cases/{first.pk}/"))
        adds(opened(first), first, "Ещё тайна")
        assert "Ещё тайна" in page(opened(first), first)

    def test_files_open_on_the_page_they_were_given_to(self, cast: Any) -> None:
        first = identified(cast, "Слова первого")
        second = identified(cast, "Слова второго", files=(IncomingFile("справка.txt", b"diagnosis"),))
        joined(cast, second, first)
        pk = Contact.objects.get(given__case=second, direction="in").attachments.get().pk
        assert opened(second).get(f"{BODY}/follow/{second.number}/file/{pk}/").status_code == 200
        assert opened(first).get(f"{BODY}/follow/{first.number}/file/{pk}/").status_code == 404

    def test_where_to_answer_is_chosen_on_the_page_that_is_answered(self, cast: Any) -> None:
        first, second = identified(cast, "Слова первого"), identified(cast, "Слова второго")
        joined(cast, second, first)
        answer = posted(
            opened(second),
            f"{BODY}/follow/{second.number}/point/",
            {"point": "email", "address_email": "x@mail.example"},
            follow=True,
        )
        assert f"Ответ придёт по делу {first.number}" in words_of(answer)
        assert not CaseAddress.objects.filter(address="x@mail.example").exists()

    def test_joined_twice_over_each_keeps_its_own(self, cast: Any) -> None:
        one, two, three = (identified(cast, f"Слова {n}-го") for n in (1, 2, 3))
        joined(cast, one, two)
        joined(cast, two, three)
        for n, case in enumerate((one, two, three), 1):
            seen = page(opened(case), case)
            assert [f"Слова {m}-го" in seen for m in (1, 2, 3)] == [m == n for m in (1, 2, 3)]

    def test_a_question_taken_out_shows_the_words_of_its_own_case_only(self, cast: Any) -> None:
        first, second = identified(cast, "Слова первого"), identified(cast, "Слова второго")
        joined(cast, second, first)
        assert "не доказано, что автор" not in words_of(desk(cast.executor).get(f"/w/cases/{first.pk}/"))
        question = first.questions.order_by("pk").last()
        assert question
        fresh = actions.split_case(first, question, by=cast.executor)
        seen = page(opened(fresh), fresh)
        assert "Слова первого" in seen
        assert "Слова второго" not in seen
        assert "Слова второго" in words_of(desk(cast.executor).get(f"/w/cases/{fresh.pk}/"))

    def test_a_case_taken_over_takes_its_own_words_only(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        a, b = anonymous(cast, SECRET), anonymous(cast, "Мой дубль")
        assert a.case and b.case
        joined_in_a_hurry(cast, monkeypatch, a.case, b.case)
        browser = person(Browser(), cast.udm, "esia-a", surname="Чужов", name="Чуж")
        me = identified(cast, "Моё", identity="esia-a", surname="Чужов", name="Чуж", patronymic="").client
        browser.post(f"{BODY}/my/", {"do": "claim", "number": b.case.number, "code": b.code})
        assert Contact.objects.get(text="Мой дубль").client == me
        assert Contact.objects.get(text=SECRET).client is None


class TestJoinedEarlier:
    """Cases that were joined before: their words stay apart, and what can be known of the rest is."""

    def test_the_words_and_the_letters_of_one_do_not_go_to_the_other(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = case_of(cast.udm, identity="esia-v", kind="message", chosen_point="email", text=SECRET, **NAMES)
        evil = wrote(cast, ATTACKER)
        joins(desk(cast.registrar), suggested(evil, mine))
        mine.refresh_from_db()
        evil.refresh_from_db()
        letter = Delivery.objects.filter(subject_type="case", subject_id=mine.pk, channel="email").first()
        assert letter
        joined_in_a_hurry(cast, monkeypatch, mine, evil)
        attacker = reader_of(cast, ATTACKER)
        assert opens(attacker, evil)
        assert "Тайна" not in page(attacker, evil)
        adds(opened(mine), mine, "Ещё тайна")
        assert "Ещё тайна" not in page(attacker, evil)
        assert "Тайна" in page(opened(mine), mine)
        Delivery.objects.filter(pk=letter.pk).update(state="sent")
        letter.refresh_from_db()
        actions.delivery_bounced(letter, "нет такого ящика")
        again = Delivery.objects.filter(instead_of=letter).get()
        assert again.address != ATTACKER
        assert again.subject_id == mine.pk
        assert letter.payload["subject"] not in page(attacker, evil)
        with pytest.raises(Objection, match="не доказано, что автор"):
            actions.split_case(evil, evil.questions.get(text=mine.subject), by=cast.executor)
        made_ready(evil, cast.executor)
        drafted(evil, cast.executor)
        for path in (f"/w/cases/{evil.pk}/", f"/w/cases/{evil.pk}/reply/"):  # staff are told, and what to do
            said = words_of(desk(cast.executor).get(path))
            assert f"Сюда присоединено дело № {mine.number}, и не доказано (или больше не доказано)" in said, path
            assert "Разъединить дела в программе нельзя" in said, path

    def test_parted_cards_get_each_the_words_of_its_own_cases(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        mine, evil = identified(cast, SECRET), wrote(cast, ATTACKER)
        owner, attacker = mine.client, evil.client
        joins(desk(cast.registrar), suggested(evil, mine))
        mine.refresh_from_db()
        evil.refresh_from_db()
        joined_in_a_hurry(cast, monkeypatch, mine, evil)
        adds(opened(mine), mine, "Ещё тайна")
        actions.part_cards(CardMerge.objects.get(), by=cast.registrar)
        assert set(Contact.objects.filter(text__contains="айна").values_list("client", flat=True)) == {owner.pk}  # type: ignore[union-attr]
        assert attacker

    def test_what_events_tell_of_earlier_rows_is_kept_and_the_rest_is_on_no_page(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a, b = anonymous(cast, SECRET), anonymous(cast, "Мой дубль")
        assert a.case and b.case
        adds(opened(a.case), a.case, "Приложение жертвы")
        adds(opened(b.case), b.case, "Приложение второго")
        joined_in_a_hurry(cast, monkeypatch, a.case, b.case)
        adds(opened(a.case), a.case, "Сказано позже")
        GivenTo.objects.all().delete()
        sql = import_module("priemnaya.cases.migrations.0015_a").JOINED_EARLIER
        with connection.cursor() as cursor:
            cursor.execute(sql)
        shown = {c: set(page_of(c).filter(direction="in").values_list("text", flat=True)) for c in (a.case, b.case)}
        assert shown[a.case] == {SECRET, "Приложение жертвы"}
        assert shown[b.case] == {"Мой дубль", "Приложение второго"}
        assert GivenTo.objects.get(case=None).contact.text == "Сказано позже"


class TestFurther:
    def test_a_further_message_is_as_proved_as_who_wrote_it(self, cast: Any) -> None:
        case = _answered(cast)
        adds(opened(case), case, "Прошу ещё")
        fresh = actions.register_further(case, by=cast.registrar)
        assert case.level == Level.IDENTIFIED
        assert fresh.level == Level.CLAIMED

    def test_the_identified_owner_proves_what_they_add(self, cast: Any) -> None:
        case = _answered(cast)
        browser = person(opened(case), cast.udm, "esia-v", **NAMES)
        adds(browser, case, "Прошу ещё")
        assert actions.register_further(case, by=cast.registrar).level == Level.IDENTIFIED

    def test_of_a_joined_case_it_is_taken_out_of_that_case(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        case, other = identified(cast, SECRET), identified(cast, "Второе", identity="esia-z", surname="Петров")
        Case.objects.filter(pk=other.pk).update(client=case.client)
        other.refresh_from_db()
        joined_in_a_hurry(cast, monkeypatch, case, other)
        _answer(cast, other)
        adds(opened(case), case, "Прошу ещё")
        fresh = actions.register_further(other, by=cast.registrar)
        assert fresh.taken_out_of == case
        assert "Прошу ещё" in page(opened(fresh), fresh)
        assert fresh.number not in page(opened(other), other)


def _answered(cast: Any) -> Case:
    case = identified(cast, "Прошу", kind="appeal", chosen_point="portal")
    _answer(cast, case)
    return case


def _answer(cast: Any, case: Case) -> None:
    made_ready(case, cast.executor)
    Case.objects.filter(pk=case.pk).update(assignee=cast.executor)
    case.refresh_from_db()
    actions.send_reply(drafted(case, cast.executor, GOOD.replace("Мария Сергеевна", "Анна Ивановна")), by=cast.head)
    case.refresh_from_db()


class TestNotWritten:
    def test_of_a_forged_case_leaves_the_mailbox_where_it_is_proved(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine = wrote(cast, VICTIM)
        forged = case_of(cast.udm, identity="", kind="message", addresses={"email": VICTIM}, vouched=(), **NAMES)
        Case.objects.filter(pk=forged.pk).update(client=mine.client)
        joined_in_a_hurry(cast, monkeypatch, Case.objects.get(pk=forged.pk), mine)
        secret = make_link(cast.udm, "case", channel="email", address=VICTIM, subject=forged.pk)
        Browser().post(f"{BODY}/link/{secret}/", {"said": "foreign"})
        assert ForeignAddress.objects.filter(case=forged, address=VICTIM).exists()
        assert mine.proves("email", VICTIM)
        assert opens(reader_of(cast, VICTIM), mine)

    @pytest.mark.parametrize("deed", ["choose", "prove"])
    def test_holds_against_who_does_the_contrary_at_once(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch, deed: str
    ) -> None:
        """The other's look lies before the deed: what the mailbox's reader says comes in between, before the lock."""
        case = case_of(cast.udm, identity="", kind="message", addresses={"email": VICTIM}, vouched=(), **NAMES)
        module = {"choose": points, "prove": mailboxes}[deed]
        lock = module.lock_case

        def after_the_reader(held: Case) -> Case:
            monkeypatch.setattr(module, "lock_case", lock)
            actions.disown_case(Case.objects.get(pk=case.pk), VICTIM)
            return lock(held)

        monkeypatch.setattr(module, "lock_case", after_the_reader)
        with pytest.raises(Objection, match={"choose": "по делу не писал", "prove": "уже не стоит"}[deed]):
            if deed == "choose":
                actions.choose_point(case, "email", VICTIM)
            else:
                mailboxes.prove_mailbox(case, Address("email", VICTIM, "link"))

    def test_is_kept_by_the_database_itself(self, cast: Any) -> None:
        case = case_of(cast.udm, identity="", kind="message", addresses={"email": VICTIM}, vouched=(), **NAMES)
        actions.disown_case(Case.objects.get(pk=case.pk), VICTIM)
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseAddress.objects.create(case=case, channel="email", address=VICTIM)


def test_an_addition_judged_on_a_page_from_before_cases_were_parted_is_told_so(cast: Any) -> None:
    """Its event and its term stood on the case that the page was of."""
    mine, other = case_of(cast.udm), case_of(cast.udm, text="О другом участке.")
    added = Contact.objects.filter(case=other, direction="in").latest("pk")
    Contact.objects.filter(pk=added.pk).update(status="review", case=mine)
    page = Contact.objects.select_related("case").get(pk=added.pk)
    Contact.objects.filter(pk=added.pk).update(case=other)
    with pytest.raises(Stale, match="соединили или разделили"):
        actions.judge_addition(page, real=True, by=cast.registrar)
    assert not Event.objects.filter(verb="case.appended", subject_id=mine.pk).exists()
    actions.judge_addition(Contact.objects.get(pk=added.pk), real=True, by=cast.registrar)
