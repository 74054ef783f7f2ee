"""A letter on which something depends in law comes back: what it told of does not hold in silence, and people hear of it.
And a service that goes on tells the client so."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.cases.notices import NOTICES, WITHOUT_EFFECT
from priemnaya.cases.returned import Posted
from priemnaya.cases.terms import open_term
from priemnaya.core.models import Delivery, Notice, Obligation
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


class TestAServiceGoesOn:
    def letters(self, case: Case) -> list[str]:
        rows = Delivery.objects.filter(subject_id=case.pk, payload__notice="resumed").order_by("pk")
        return [str(r.payload["text"]) for r in rows]

    def test_the_client_is_told_the_new_day(self, cast: Any) -> None:
        case = suspended(cast)
        posts(cast.executor, case, "resume")
        (said,) = self.letters(case)
        day = cast.udm.local(term(case).due_at)
        assert f"Новый срок — до {day:%d.%m.%Y}." in said
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
