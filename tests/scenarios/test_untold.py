"""A letter on which something depends in law comes back: what it told of does not hold in silence, and people hear of it.
And a service that goes on tells the client so."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.news import NOTICES_OF, OF_NO_DEED
from priemnaya.cases.actions.wishes import STEP_OF
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case
from priemnaya.cases.notices import NOTICES, WITHOUT_EFFECT
from priemnaya.cases.returned import Posted
from priemnaya.cases.terms import open_term
from priemnaya.core.models import Delivery, Notice, Obligation
from priemnaya.core.verbs import SENTENCES
from priemnaya.people.models.wishes import STEPS
from tests.helpers import case_of, goes_out, made_ready, owed, words_of
from tests.mail.test_notices import brought_back, report
from tests.scenarios.test_promised_days import posts
from tests.scenarios.test_returned import MAIL, again, desk, fresh
from tests.scenarios.test_terms import suspended, term


def comes_back(case: Case, **which: Any) -> Delivery:
    """Every way it went by brings it back, and the mailbox too."""
    for row in Delivery.objects.filter(subject_id=case.pk, subject_type="case", **which).order_by("pk"):
        if row.channel == "email":
            brought_back(row, report("failed", row.message_id, row.address))
        elif row.state == "queued":
            actions.delivery_failed(row, "адреса нет", final=True)
        else:
            actions.delivery_bounced(row, "адреса нет")
    for row in Delivery.objects.filter(subject_id=case.pk, instead_of__isnull=False, state="queued", **which):
        actions.delivery_failed(row, "и этого нет", final=True)
    return Delivery.objects.filter(subject_id=case.pk, state__in=("bounced", "dead"), **which).latest("pk")


def hears(person: Any) -> str:
    return " ".join(Notice.objects.filter(employee_id=person.pk).values_list("text", flat=True))


def extended(cast: Any, days: int = 30) -> Case:
    case = made_ready(case_of(cast.udm, **MAIL), cast.registrar)
    actions.assign_case(case, cast.executor, by=cast.head)
    goes_out(case)
    posts(cast.head, case, "extend", days=days, reason="Ждём ответ Росреестра")
    goes_out(case)
    return fresh(case)


class TestASuspensionNobodyWasToldOf:
    def lost(self, cast: Any) -> tuple[Case, Delivery, dt.datetime, dt.datetime]:
        """The case, the letter that came back, and the due instants with the suspension and without it."""
        case = suspended(cast)
        actions.assign_case(case, cast.executor, by=cast.head)
        longer = term(case).due_at
        row = comes_back(case, payload__has_key="suspends")
        return fresh(case), row, longer, term(case).due_at

    def test_it_does_not_hold_and_everybody_sees_it(self, cast: Any) -> None:
        case, _row, longer, now = self.lost(cast)
        assert case.state == "returned"
        assert now < longer
        assert owed(case, "send_again").is_open
        page = words_of(desk(cast.head).get(case.get_absolute_url()))
        assert "Пока клиент не знает о приостановке, она не действует: срок снова идёт по прежнему дню." in page
        assert "Не действует, пока клиент не узнает." in page
        assert case.number in words_of(desk(cast.head).get("/w/cases/?state=returned"))
        for person in (cast.head, cast.executor):
            assert f"Дело {case.number}. Вернулось: ответ. Пока клиент не знает о приостановке" in hears(person)

    def test_once_another_way_has_carried_it_it_holds(self, cast: Any) -> None:
        case, row, longer, now = self.lost(cast)
        again(cast, case, row, point="post", address="426000, Ижевск, Мира, 1")
        assert (fresh(case).state, term(case).due_at) == ("returned", now)
        goes_out(case)
        assert (fresh(case).state, term(case).due_at) == ("suspended", longer)
        assert not owed(case, "send_again").is_open
        assert "Не действует, пока клиент не узнает." not in words_of(desk(cast.head).get(case.get_absolute_url()))

    def test_a_term_that_passed_meanwhile_stays_passed_on_record(self, cast: Any) -> None:
        case, row, longer, now = self.lost(cast)
        with patch("django.utils.timezone.now", lambda: now + dt.timedelta(days=1)):
            again(cast, case, row, point="post", address="426000, Ижевск, Мира, 1")
            goes_out(case)
            going = open_term(case)
            assert going is not None
            assert going.due_at == longer
            rows = Obligation.objects.about("case", case.pk).filter(what="reply_on_substance", due_at=now)
            assert [r.kept for r in rows] == [False]

    def test_the_case_goes_on_without_it_and_no_days_come_off(self, cast: Any) -> None:
        case, _row, _longer, now = self.lost(cast)
        posts(cast.head, case, "reopen", why="mistake")
        assert fresh(case).state == "in_work"
        assert term(case).due_at == now
        assert not Delivery.objects.filter(subject_id=case.pk, payload__notice="resumed").exists()
        assert actions.resume_lapsed(cast.udm) == 0


class TestAnExtensionNobodyWasToldOf:
    def test_it_does_not_hold_until_the_client_knows(self, cast: Any) -> None:
        case = extended(cast)
        longer = term(case).due_at
        row = comes_back(case, payload__notice="extension")
        short = term(case).due_at
        assert short < longer
        assert term(case).told_due_at is None
        page = words_of(desk(cast.head).get(case.get_absolute_url()))
        assert "Пока клиент не знает о продлении, оно не действует" in page
        assert f"Дело {case.number}. Вернулось: продление срока." in hears(cast.head)
        again(cast, case, row, point="email", address="new@mail.example")
        assert term(case).due_at == short
        goes_out(case)
        assert (term(case).due_at, term(case).told_due_at) == (longer, longer)

    def test_it_still_uses_up_the_days_the_law_gives(self, cast: Any) -> None:
        case = extended(cast)
        comes_back(case, payload__notice="extension")
        assert "30" in posts(cast.head, case, "extend", days=30, reason="Ещё раз")
        assert Delivery.objects.filter(subject_id=case.pk, payload__notice="extension", instead_of=None).count() == 1


class TestAnExtensionNobodyWasToldOfAndTheCaseIsSomethingElse:
    """Seen by a judge: the letter of before, sent once more, gave a complaint about a service twenty days that the law
    gives it not, and nobody was asked."""

    def turned(self, cast: Any) -> tuple[Case, Delivery, dt.datetime, dt.datetime]:
        """A complaint about a service whose case was an appeal, extended by a letter that came back: the case, that
        letter, the day it names and the strict day."""
        case = extended(cast, days=20)
        longer = term(case).due_at
        row = comes_back(case, payload__notice="extension")
        posts(cast.registrar, case, "kind", kind="service_complaint")
        return fresh(case), row, longer, term(case).due_at

    def test_the_letter_does_not_go_again_and_the_page_says_what_to_do(self, cast: Any) -> None:
        case, row, longer, strict = self.turned(cast)
        gone = list(Delivery.objects.filter(subject_id=case.pk, payload__notice="extension"))
        words = f"В письме обещан день {cast.udm.local(longer):%d.%m.%Y}, а теперь срок до {cast.udm.local(strict):%d.%m.%Y}"
        assert words in words_of(desk(cast.head).get(case.get_absolute_url()))
        assert words in again(cast, case, row, point="email", address="new@mail.example")
        assert words in again(cast, case, row, point="portal", why="Клиент сказал по телефону, что видел")
        goes_out(case)
        assert (term(case).due_at, [c.state for c in term(case).changes.all()]) == (strict, ["untold"])
        assert list(Delivery.objects.filter(subject_id=case.pk, payload__notice="extension")) == gone

    def test_by_no_next_point_either(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm, **MAIL), cast.registrar)
        goes_out(case)
        posts(cast.head, case, "extend", days=20, reason="Ждём ответ Росреестра")
        goes_out(case)
        posts(cast.registrar, case, "kind", kind="service_complaint")
        case = fresh(case)
        Case.objects.filter(pk=case.pk).update(second_point="post", second_address="426000, Ижевск, Мира, 1")
        row = Delivery.objects.get(subject_id=case.pk, payload__notice="extension")
        brought_back(row, report("failed", row.message_id, row.address))
        assert not Delivery.objects.filter(instead_of=row).exists()
        assert [c.state for c in term(case).changes.all()] == ["untold"], (
            "nobody is asked of what the client never knew"
        )
        assert "Клиенту обещали другой срок" not in words_of(desk(cast.head).get(case.get_absolute_url()))

    def test_told_the_day_that_holds_nothing_waits_any_more(self, cast: Any) -> None:
        case, _row, _longer, strict = self.turned(cast)
        posts(cast.executor, case, "tell-term")
        goes_out(case)
        assert not owed(case, "send_again").is_open
        assert (term(case).due_at, term(case).told_due_at) == (strict, strict)
        assert [(c.state, c.settled) for c in term(case).changes.all()] == [
            ("dropped", "клиенту сообщён другой, более близкий день")
        ]

    def test_read_after_all_the_head_decides(self, cast: Any) -> None:
        """It had gone once more before the kind was changed: it cannot be called back."""
        case = extended(cast, days=20)
        longer = term(case).due_at
        row = comes_back(case, payload__notice="extension")
        again(cast, case, row, point="email", address="new@mail.example")
        posts(cast.registrar, case, "kind", kind="service_complaint")
        strict = term(case).due_at
        goes_out(case)
        assert (term(case).due_at, term(case).told_due_at) == (strict, longer)
        assert [c.state for c in term(case).changes.all()] == ["asks"]
        assert "Решите, как сообщить клиенту новый срок" in hears(cast.head)

    def test_back_to_the_old_kind_it_waits_for_its_letter_still(self, cast: Any) -> None:
        case, row, longer, _strict = self.turned(cast)
        posts(cast.registrar, case, "kind", kind="appeal")
        assert [c.state for c in term(case).changes.all()] == ["untold"]
        again(cast, case, row, point="email", address="new@mail.example")
        goes_out(case)
        assert term(case).due_at == longer

    def test_joined_to_another_case_it_is_the_same_letter_there(self, cast: Any) -> None:
        case = extended(cast, days=20)
        longer = term(case).due_at
        into = case_of(cast.udm, text="И ещё вопрос", **MAIL)
        row = comes_back(case, payload__notice="extension")
        posts(cast.registrar, case, "merge", number=into.number)
        into = fresh(into)
        assert [c.state for c in term(into).changes.all()] == ["untold"]
        again(cast, into, row, point="email", address="new@mail.example")
        goes_out(case)
        goes_out(into)
        assert term(into).due_at == longer

    def test_taken_into_a_case_of_its_own_the_question_has_its_own_day(self, cast: Any) -> None:
        case = extended(cast, days=20)
        comes_back(case, payload__notice="extension")
        actions.classify_case(case, [Question("Первый", None, ""), Question("Второй", None, "")], by=cast.registrar)
        own = actions.split_case(case, case.questions.order_by("pk").last(), by=cast.executor)
        assert not term(own).changes.exists() and term(own).told_due_at == term(own).due_at


def test_a_receipt_that_goes_again_names_the_day_that_holds_now(cast: Any) -> None:
    case = made_ready(case_of(cast.udm, **MAIL), cast.registrar)
    goes_out(case)
    row = comes_back(case, payload__notice="received")
    posts(cast.head, case, "extend", days=20, reason="Ждём ответ Росреестра")
    day = f"{cast.udm.local(term(case).due_at):%d.%m.%Y}"
    again(cast, case, row, point="post", address="426000, Ижевск, Мира, 1")
    said = Delivery.objects.filter(subject_id=case.pk, payload__notice="received").latest("pk").payload["text"]
    assert f"Срок с тех пор изменился: ответим до {day}" in said


class TestAServiceGoesOn:
    def letters(self, case: Case) -> list[str]:
        rows = Delivery.objects.filter(subject_id=case.pk, payload__notice="resumed").order_by("pk")
        return [str(r.payload["text"]) for r in rows]

    def test_the_client_is_told_the_new_day(self, cast: Any) -> None:
        case = suspended(cast)
        posts(cast.executor, case, "resume")
        (said,) = self.letters(case)
        day = cast.udm.local(term(case).due_at)
        assert f"Новый срок — до {day:%d.%m.%Y}" in said
        assert case.number in said
        goes_out(case)
        assert term(case).told_due_at == term(case).due_at
        page = words_of(desk(cast.head).get(case.get_absolute_url()))
        assert "Клиенту не сообщали" not in page

    def test_on_its_day_it_goes_on_by_itself_and_says_so(self, cast: Any) -> None:
        case = suspended(cast, days=3)
        later = timezone.now() + dt.timedelta(days=3, hours=5)
        with patch("django.utils.timezone.now", lambda: later):
            assert actions.resume_lapsed(cast.udm) == 1
            (said,) = self.letters(case)
            assert f"до {cast.udm.local(term(case).due_at):%d.%m.%Y}" in said
            assert actions.resume_lapsed(cast.udm) == 0
        assert len(self.letters(case)) == 1

    def test_a_notice_that_came_back_is_owed_and_the_shorter_term_holds(self, cast: Any) -> None:
        case = suspended(cast)
        posts(cast.executor, case, "resume")
        shorter = term(case).due_at
        goes_out(case)
        comes_back(case, payload__notice="resumed")
        assert term(case).due_at == shorter
        assert owed(case, "send_again").is_open
        assert "Клиент не знает, что услуга возобновлена" in words_of(desk(cast.head).get(case.get_absolute_url()))
        assert "Клиент не знает, что услуга возобновлена" in hears(cast.head)


def test_of_every_notice_it_is_said_what_follows_when_it_comes_back() -> None:
    silent = {n for n in NOTICES if not Posted(Case(), [Delivery(payload={"notice": n})]).effect}
    assert silent == set(WITHOUT_EFFECT)
    assert "приостановке" in Posted(Case(), [Delivery(payload={"reply": 1, "suspends": True})]).effect


def test_the_head_hears_of_the_others_too(cast: Any) -> None:
    """The end of a case, the sending on of it and the receipt: each says what follows, on the page and to the head."""
    case = case_of(cast.udm, **MAIL)
    goes_out(case)
    actions.close_case(case, "no_substance", by=cast.head, notice="Не поняли.", facts={"reason": "нет сути"})
    goes_out(case)
    comes_back(case, payload__notice="closing")
    assert "Клиент не знает, что дело закрыто без ответа" in words_of(desk(cast.head).get(case.get_absolute_url()))
    assert "Клиент не знает, что дело закрыто без ответа" in hears(cast.head)


def test_of_every_notice_it_is_said_which_step_it_tells_of_and_which_deed_writes_it() -> None:
    """A new one is forgotten in silence by neither: who asked for short notices hears of it or of nothing by it, and an
    order that asks to tell of its event has one letter written, not two."""
    forgotten = set(STEP_OF) ^ {*NOTICES, None}
    assert forgotten == set()
    assert {step for step in STEP_OF.values() if step} <= set(STEPS)
    of_deeds = {notice for written in NOTICES_OF.values() for notice in written}
    assert of_deeds | {"received", "split"} | set(OF_NO_DEED) == set(NOTICES) and not of_deeds & set(OF_NO_DEED)
    unknown = set(NOTICES_OF) - set(SENTENCES)
    assert unknown == set()
