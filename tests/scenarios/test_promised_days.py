"""What clients are told of terms is true: nobody is promised a day that has passed, the same button extends a term
once, and a suspension is of its service alone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.arriving import delivery_bounced
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case, Contact
from priemnaya.core.models import Delivery, Event, Notice, Obligation
from priemnaya.errors import Stale
from tests.desk import Desk, as_read, looked_and_sent
from tests.helpers import case_of, drafted, goes_out, local_day, made_ready, words_of
from tests.scenarios.test_guards import asking
from tests.scenarios.test_services import applied
from tests.scenarios.test_terms import day, suspended, term

from ..breadth import sampled

WHY = "Ждём ответ Росреестра"


def posts(by: Any, case: Case, verb: str, *, look: bool = True, **fields: Any) -> str:
    """A form of the case page and the page that follows, in words."""
    page = looked_and_sent(Desk(by).client, f"/w/cases/{case.pk}/{verb}/", fields, follow=look)
    case.refresh_from_db()
    return words_of(page)


def seen_on(by: Any, case: Case) -> str:
    """When the term of the answer ends, as the form of an extension says it on an opened page."""
    page = Desk(by).client.get(f"/w/cases/{case.pk}/")
    found = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def notices(case: Case, name: str) -> list[str]:
    return list(Contact.objects.filter(case=case, notice=name).values_list("text", flat=True))


def lapsed(case: Case, days: int) -> Case:
    """Its term of the answer ended so many days ago."""
    then = timezone.now() - dt.timedelta(days=30 + days)
    Case.objects.filter(pk=case.pk).update(registered_at=then, received_at=then)
    owed = Obligation.objects.about("case", case.pk).filter(what="reply_on_substance")
    owed.update(since_at=then, due_at=then + dt.timedelta(days=30))
    case.refresh_from_db()
    return case


class TestExtension:
    def test_the_same_button_pressed_twice_extends_once_and_tells_once(self, cast: Any) -> None:
        case = case_of(cast.udm)
        fields = {"days": 10, "reason": WHY, "seen": seen_on(cast.head, case)}
        assert "Срок продлён" in posts(cast.head, case, "extend", **fields)
        once = day(case)
        again = posts(cast.head, case, "extend", **fields)
        assert f"срок изменился: теперь он до {once:%d.%m.%Y}" in again
        assert WHY in again  # what was typed stays
        assert (day(case), term(case).changes.count(), len(notices(case, "extension"))) == (once, 1, 1)
        assert "Срок продлён" in posts(cast.head, case, "extend", **{**fields, "seen": seen_on(cast.head, case)})
        assert term(case).changes.count() == 2

    def test_a_reason_of_several_lines_is_one_step_of_the_reasoning(self, cast: Any) -> None:
        """Seen: the words after a line break stood among the steps as one of the product's own."""
        case = case_of(cast.udm)
        posts(cast.head, case, "extend", days=10, reason="Ждём план\nоснование: своё", look=False)
        assert "основание: своё" not in term(case).steps
        assert any(step.endswith("Ждём план основание: своё") for step in term(case).steps)

    def test_a_term_that_moved_behind_the_page_is_not_extended_from_it(self, cast: Any) -> None:
        case = case_of(cast.udm)
        with pytest.raises(Stale, match="срок изменился"):
            stale = term(case).due_at - dt.timedelta(days=1)
            actions.extend_case(case, 5, WHY, by=cast.head, seen=stale)

    def test_a_day_that_has_passed_is_promised_to_nobody(self, cast: Any) -> None:
        """Seen: on 26 November the client was told «новый срок — до 07.10.2026»."""
        case = lapsed(case_of(cast.udm), days=10)
        assert "Можно продлить ещё на 25 дней" in posts(cast.head, case, "extend", days=5, reason=WHY)
        assert not term(case).changes.exists()
        assert "обещать клиенту этот день нельзя" in posts(cast.head, case, "tell-term")
        assert notices(case, "extension") + notices(case, "term") == []
        assert "Срок продлён" in posts(cast.head, case, "extend", days=30, reason=WHY)
        assert case.due_at is not None
        assert case.due_at > timezone.now()
        assert f"до {cast.udm.local(case.due_at):%d.%m.%Y}" in notices(case, "extension")[0]
        assert Obligation.objects.about("case", case.pk).broken().filter(what="reply_on_substance").exists()

    def test_where_no_extension_reaches_today_the_words_say_to_answer(self, cast: Any) -> None:
        case = lapsed(case_of(cast.udm), days=60)
        page = posts(cast.head, case, "extend", days=30, reason=WHY)
        assert "обещать клиенту этот день нельзя. Ответьте сейчас." in page
        assert not term(case).changes.exists()

    def test_a_question_taken_out_of_a_late_case_is_promised_no_past_day(self, cast: Any) -> None:
        case = case_of(cast.udm)
        topic = case.questions.get().topic
        actions.classify_case(case, [Question("Аренда", topic, ""), Question("Забор", topic, "")], by=cast.head)
        lapsed(case, days=10)
        posts(cast.head, case, "split", question=case.questions.get(text="Забор").pk, look=False)
        fresh = Case.objects.exclude(pk=case.pk).get()
        [said] = notices(fresh, "split")
        assert fresh.number in said
        assert "ответим до" not in said
        assert term(fresh).told_due_at is None

    def test_a_day_of_a_year_without_a_calendar_is_marked_in_every_letter(self, cast: Any) -> None:
        with patch("django.utils.timezone.now", lambda: dt.datetime(2027, 12, 20, 10, tzinfo=cast.udm.zone)):
            case = case_of(cast.udm)
            posts(cast.head, case, "extend", days=10, reason=WHY, look=False)
            for said in notices(case, "received") + notices(case, "extension"):
                assert ".2028 (предварительно: календарь на этот год ещё не утверждён)" in said
        with patch("django.utils.timezone.now", lambda: dt.datetime(2027, 12, 20, 11, tzinfo=cast.udm.zone)):
            posts(cast.head, case, "tell-term", look=False)
            assert "Дата предварительная" in notices(case, "term")[0]

    def test_the_page_says_whether_the_client_knows(self, cast: Any) -> None:
        case = case_of(cast.udm, chosen_point="email", chosen_address="maria@mail.example")
        goes_out(case)
        page = posts(cast.head, case, "extend", days=10, reason=WHY)
        assert "письмо об этом отправляется клиенту" in page
        assert "Письмо об этом клиенту ещё не ушло." in page
        goes_out(case)
        assert "Клиенту сообщено." in words_of(Desk(cast.head).client.get(f"/w/cases/{case.pk}/"))
        row = Delivery.objects.filter(subject_id=case.pk, payload__notice="extension").latest("pk")
        delivery_bounced(row, "нет такого ящика")
        page = words_of(Desk(cast.head).client.get(f"/w/cases/{case.pk}/"))
        assert "Клиент об этом не знает: письмо вернулось." in page
        assert "Клиенту сообщено." not in page


class TestOnce:
    """A button pressed twice, or by two people from one page, writes to the client once."""

    @sampled(
        ("verb", "fields", "notice"),
        [
            ("clarify", {"question": "Какой номер у участка?"}, "clarification"),
            ("tell-term", {}, "term"),
            ("ways", {"kind": "service_complaint"}, "ways_to_file"),
        ],
        of=3,
    )
    def test_the_same_words_go_out_once(self, cast: Any, verb: str, fields: dict[str, str], notice: str) -> None:
        case = case_of(cast.udm)
        posts(cast.executor, case, verb, **fields, look=False)
        assert len(notices(case, notice)) == 1
        assert "Такое же письмо клиенту только что отправлено" in posts(cast.head, case, verb, **fields)
        assert len(notices(case, notice)) == 1
        later = timezone.now() + dt.timedelta(minutes=5)
        with patch("django.utils.timezone.now", lambda: later):
            posts(cast.head, case, verb, **fields, look=False)
        assert len(notices(case, notice)) == 2


class TestSuspension:
    def signed(self, cast: Any, until: dt.date) -> Case:
        """A letter of suspension signed on the composer's page; it has not left yet."""
        case = made_ready(applied(cast.udm, "land-preliminary"), cast.registrar)
        reply = drafted(case, cast.executor, decision="suspend")
        reply = actions.choose_grounds(reply, ["suspended-other"], by=cast.executor)
        actions.save_reply(reply, by=cast.executor, suspended_until=until)
        Desk(cast.head).client.post(f"/w/cases/{case.pk}/reply/send/", as_read(case), follow=True)
        case.refresh_from_db()
        return case

    def test_it_is_suspended_when_the_letter_has_left_and_no_sooner(self, cast: Any) -> None:
        case = self.signed(cast, local_day(cast.udm, plus=20))
        page = words_of(Desk(cast.head).client.get(f"/w/cases/{case.pk}/"))
        assert case.state == "sending"
        assert "Срок уже передвинут; услуга будет приостановлена, когда письмо уйдёт." in page
        assert "Дело станет отвеченным" not in page
        assert "Письмо об этом клиенту ещё не ушло." in page
        gone = Event.objects.filter(subject_type="case", subject_id=case.pk, verb="case.suspended")
        assert not gone.exists()  # the client's page shows these steps
        with asking("tell", on="state_changed", whom=["signer"]):
            goes_out(case)
        case.refresh_from_db()
        assert (case.state, gone.count()) == ("suspended", 1)
        told = Notice.objects.filter(case_id=case.pk, employee_id=cast.signer.pk, text__contains="остояние")
        assert told.count() == 1, "its leaving and the suspension are one change"
        assert "Клиенту сообщено." in words_of(Desk(cast.head).client.get(f"/w/cases/{case.pk}/"))

    def test_a_day_years_ahead_is_a_slip_of_the_year(self, cast: Any) -> None:
        far = self.signed(cast, local_day(cast.udm, plus=400))
        assert far.state == "new"
        page = words_of(Desk(cast.head).client.get(f"/w/cases/{far.pk}/reply/"))
        assert "До выбранного дня больше 366 дней." in page
        assert "Проверьте год и выберите день ближе." in page

    def test_a_letter_that_came_back_says_that_the_client_knows_nothing_of_it(self, cast: Any) -> None:
        case = suspended(cast)
        row = Delivery.objects.filter(subject_id=case.pk, payload__has_key="reply").exclude(payload__reply=None).get()
        delivery_bounced(row, "ящика нет")
        waits = Delivery.objects.get(instead_of=row)
        actions.delivery_failed(waits, "и этого нет", final=True)
        page = words_of(Desk(cast.head).client.get(f"/w/cases/{case.pk}/"))
        assert "Клиент письма о приостановке не получил и о ней не знает." in page
        assert "Клиент об этом не знает: письмо вернулось." in page
        assert "Срок ответа снова идёт" not in page
        page = posts(cast.head, case, "reopen", why="mistake")
        assert "Услуга уже возобновлена: когда уйдёт следующий ответ, отправлять это письмо будет не нужно." in page

    def test_its_days_do_not_lengthen_the_term_of_what_is_no_service(self, cast: Any) -> None:
        """Seen: an application suspended for 20 days became an appeal that was owed in 30 + 20 days (59-ФЗ ст. 12)."""
        case = suspended(cast)
        posts(cast.executor, case, "resume", look=False)
        rows = term(case).changes.order_by("pk")
        rows.filter(kind="resumed").update(days=-5)  # fifteen days were waited for
        as_appeal = day(case_of(cast.udm, identity="esia-7"))
        posts(cast.registrar, case, "kind", kind="appeal", look=False)
        assert case.kind == "appeal"
        assert day(case) == as_appeal
        assert {row.state for row in rows} == {"dropped"}
        page = words_of(Desk(cast.head).client.get(f"/w/cases/{case.pk}/"))
        assert "«обращение» не приостанавливают" in page
        service = case.application.edition.service
        posts(cast.registrar, case, "service", service=service.pk, as_application="1", look=False)
        assert case.kind == "service_application"
        assert {row.state for row in rows.all()} == {"counts"}
