"""A confidential case is seen by whoever has it, their head and named people; to others it does not exist, whichever
way they look. The emergency door opens one for an hour and reports itself."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import EMERGENCY, Case, Confidential, EmergencyAccess, Forwarding
from priemnaya.core.models import Delivery, Event, Notice
from priemnaya.errors import NotAllowed
from priemnaya.people.actions.substitution import name_substitute, name_unit_head
from priemnaya.people.models import Employee

from .desk import looked_and_sent
from .helpers import case_of, drafted, key_of, local_day, made_ready, message

MARK = "закрытыйвопрос"


def desk(person: Employee) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def case(cast: Any) -> Case:
    """The executor's, hidden by the registrar on the case's own page."""
    made = case_of(cast.udm, subject=MARK, surname="Закрытова", text=f"Прошу: {MARK}")
    actions.assign_case(made_ready(made, cast.registrar), cast.executor, by=cast.registrar)
    answer = desk(cast.registrar).post(f"/w/cases/{made.pk}/confide/", {"reason": "усыновление ребёнка"})
    assert answer.status_code == 302
    assert Confidential.objects.standing().get().case_id == made.pk
    return Case.objects.get(pk=made.pk)


def sees(person: Employee, case: Case) -> bool:
    """By link, in lists, by search, on the client's card, in «Сегодня»: all of them or none."""
    browser = desk(person)
    page = browser.get(f"/w/cases/{case.pk}/").status_code == 200
    listed = MARK in browser.get("/w/cases/?state=all").content.decode()
    found = f'/w/cases/{case.pk}/"' in browser.get(f"/w/cases/?state=all&q={case.number}").content.decode()
    card = browser.get(f"/w/clients/{case.client_id}/").status_code == 200
    assert page == listed == found == card, (person, page, listed, found, card)
    return page


def test_fields_of_the_browser_are_dark_where_the_page_is() -> None:
    """Icons of date fields are the browser's own: black on black unless it knows the scheme."""
    found = finders.find("ui/tokens.css")
    words = Path(str(found)).read_text(encoding="utf-8")
    assert ":root{color-scheme:light;" in words
    assert '@media (prefers-color-scheme:dark){html[data-scheme="auto"]{color-scheme:dark;' in words
    assert 'html[data-scheme="black"]{color-scheme:dark;' in words


def test_the_page_says_who_sees_it_with_no_doubled_full_stop(cast: Any, case: Case) -> None:
    page = desk(cast.registrar).get(f"/w/cases/{case.pk}/").content.decode()
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Доступ к делу ограничен." in said
    assert "Закрытое дело" not in said  # «закрыто» is a state of a case that has ended
    assert f"а ещё: {cast.registrar.short_name} убрать " in said
    assert ".." not in said
    assert "убрать ." not in said


def test_the_assignee_and_who_hid_it_see_it_and_nobody_else(cast: Any, case: Case) -> None:
    assert sees(cast.executor, case)
    assert sees(cast.registrar, case)
    for other in (cast.colleague, cast.head, cast.drafter, cast.signer, cast.reception):
        assert not sees(other, case), other
        assert desk(other).get(f"/w/cases/{case.pk}/reply/").status_code == 404


def test_the_head_of_the_assignee_s_department_sees_it(cast: Any, case: Case) -> None:
    name_unit_head(cast.executor.unit, cast.head, by=cast.admin)
    assert sees(cast.head, case)


def test_whoever_stands_in_for_the_assignee_sees_it_these_days(cast: Any, case: Case) -> None:
    days = {"since": local_day(cast.udm), "until": local_day(cast.udm, 3)}
    name_substitute(cast.executor, cast.colleague, by=cast.head, **days)
    assert sees(cast.colleague, case)
    assert not sees(cast.drafter, case)


def test_a_named_person_sees_it_until_dropped(cast: Any, case: Case) -> None:
    page = desk(cast.registrar)
    page.post(f"/w/cases/{case.pk}/readers/", {"reader": cast.colleague.pk})
    assert sees(cast.colleague, case)
    page.post(f"/w/cases/{case.pk}/readers/{cast.colleague.pk}/drop/")
    assert not sees(cast.colleague, case)


def test_no_door_of_the_faces_shows_a_hidden_case(cast: Any, case: Case) -> None:
    """Every page of staff and every operation of the API that names no row, and its files, letters and deliveries."""
    drafted(case, cast.executor, text=f"Ответ про {MARK}.")
    contact = case.contacts.filter(direction="in").get()
    browser = desk(cast.head)
    for url in (
        "/w/",
        "/w/cases/?who=none&state=all",
        "/w/outbox/",
        "/w/letters/",
        "/w/compliance/3.5/",
        "/w/practice/",
        "/w/post/",
        "/w/scans/",
        "/w/journal/",
        "/w/disposals/",
        f"/w/letters/{contact.pk}/original/",
    ):
        assert MARK not in browser.get(url).content.decode(), url
    secret = key_of(cast.head, ["cases:read", "clients:read"])[1]
    for path in (f"cases/{case.number}", "cases?limit=100", "contacts?limit=100", f"clients/{case.client_id}"):
        answer = Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})
        assert MARK not in answer.content.decode(), path


def test_a_program_sees_no_confidential_case_even_with_a_reader_s_key(cast: Any, case: Case) -> None:
    secret = key_of(cast.registrar, ["cases:read"])[1]
    answer = Client().get(f"/api/v1/cases/{case.number}", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 404


def test_nothing_is_done_about_a_case_one_may_not_see(cast: Any, case: Case) -> None:
    with pytest.raises(NotAllowed, match="Такого дела у вас нет"):
        actions.assign_case(case, cast.colleague, by=cast.head)
    assert looked_and_sent(desk(cast.head), f"/w/cases/{case.pk}/assign/", {"to": cast.head.pk}).status_code == 404
    assert Case.objects.get(pk=case.pk).assignee == cast.executor


def test_a_notice_about_a_hidden_case_reaches_nobody_it_is_closed_to(cast: Any, case: Case) -> None:
    from priemnaya.core.journal import notify

    for person in (cast.executor, cast.colleague):
        notify(person, "Срок близко", case.get_absolute_url(), kind="term")
    assert set(Notice.objects.filter(text="Срок близко").values_list("employee_id", flat=True)) == {cast.executor.pk}


def test_a_reason_is_asked_and_two_people_with_the_same_page_do_not_hide_it_twice(cast: Any, case: Case) -> None:
    page = desk(cast.registrar)
    again = page.post(f"/w/cases/{case.pk}/confide/", {"reason": "усыновление ребёнка"}, follow=True)
    assert "Дело уже закрытое" in again.content.decode()
    page.post(f"/w/cases/{case.pk}/lift/")
    assert sees(cast.colleague, case)
    late = page.post(f"/w/cases/{case.pk}/lift/", follow=True)
    assert "уже открыто для всех" in late.content.decode()
    short = page.post(f"/w/cases/{case.pk}/confide/", {"reason": "тайна"}, follow=True)
    assert "Напишите причину" in short.content.decode()
    assert not Confidential.objects.standing().exists()


def test_it_is_never_hidden_from_everybody(cast: Any, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(assignee=None)
    answer = desk(cast.registrar).post(f"/w/cases/{case.pk}/readers/{cast.registrar.pk}/drop/", follow=True)
    assert "Тогда дело не увидит никто" in answer.content.decode()
    assert sees(cast.registrar, case)


class TestWhatBecomesOfItsWords:
    """Taken into another case they are as hidden there, from the same people; whoever did it does not lose them."""

    def hidden(self, cast: Any, other: Case, *seen_by: Employee) -> None:
        url = other.get_absolute_url()
        assert Confidential.objects.standing().filter(case=other).exists()
        for person in seen_by:
            assert desk(person).get(url).status_code == 200, person
        for person in (cast.colleague, cast.head, cast.drafter):
            if person not in seen_by:
                assert desk(person).get(url).status_code == 404, person
                assert other.number not in desk(person).get("/w/cases/?state=all").content.decode()

    def test_a_question_taken_out_of_it(self, cast: Any, case: Case) -> None:
        desk(cast.registrar).post(f"/w/cases/{case.pk}/readers/", {"reader": cast.drafter.pk})
        asked = {"text": ["Усыновление", "Пособие"], "topic": ["", ""], "need": ["", ""]}
        looked_and_sent(desk(cast.executor), f"/w/cases/{case.pk}/classify/", asked)
        question = case.questions.order_by("pk")[1]
        glass = {"number": case.number, "reason": "клиент в больнице, срок сегодня"}
        desk(cast.colleague).post("/w/emergency/open/", glass)
        stopped = looked_and_sent(
            desk(cast.colleague), f"/w/cases/{case.pk}/split/", {"question": question.pk}, follow=True
        )
        assert "Экстренный доступ открывает дело вам одному" in stopped.content.decode()
        EmergencyAccess.objects.update(until=timezone.now())
        answer = looked_and_sent(
            desk(cast.executor), f"/w/cases/{case.pk}/split/", {"question": question.pk}, follow=True
        )
        assert answer.status_code == 200
        self.hidden(cast, Case.objects.latest("pk"), cast.executor, cast.registrar, cast.drafter)

    def test_what_the_client_wrote_when_it_had_ended(self, cast: Any, case: Case) -> None:
        Case.objects.filter(pk=case.pk).update(state="answered")
        case.refresh_from_db()
        actions.append_message(case, message(point="portal", text=f"Ещё вопрос: {MARK}"))
        looked_and_sent(desk(cast.registrar), f"/w/cases/{case.pk}/further-registered/")
        fresh = Case.objects.latest("pk")
        assert fresh != case
        self.hidden(cast, fresh, cast.executor, cast.registrar)

    def test_a_case_that_it_is_joined_to(self, cast: Any, case: Case) -> None:
        other = case_of(cast.udm, subject="Ещё о том же", surname="Закрытова")
        desk(cast.registrar).post(f"/w/cases/{case.pk}/merge/", {"number": other.number})
        assert Case.objects.get(pk=case.pk).merged_into == other
        self.hidden(cast, other, cast.executor, cast.registrar)


class TestEmergency:
    def test_it_opens_the_case_for_an_hour_and_tells_heads_and_auditors_at_once(self, cast: Any, case: Case) -> None:
        browser = desk(cast.colleague)
        asked = {"number": case.number, "reason": "клиент в больнице, срок сегодня"}
        opened = browser.post("/w/emergency/open/", asked)
        assert opened["Location"] == case.get_absolute_url()
        assert sees(cast.colleague, case)
        glass = EmergencyAccess.objects.get()
        assert Event.objects.filter(verb="case.glass_broken", subject_id=case.pk, actor_id=cast.colleague.pk).exists()
        told = Notice.objects.filter(text__contains="Экстренный доступ")
        assert set(told.values_list("employee_id", flat=True)) == {cast.head.pk, cast.auditor.pk}
        for reader in (cast.head, cast.auditor):
            page = desk(reader).get("/w/journal/emergencies/").content.decode()
            assert "клиент в больнице" in page
            assert case.number in page
            assert MARK not in page
        over = timezone.now() - dt.timedelta(seconds=1)
        EmergencyAccess.objects.filter(pk=glass.pk).update(at=over - EMERGENCY, until=over)
        assert not sees(cast.colleague, case)

    def test_without_a_reason_or_for_a_case_that_is_not_hidden_it_stays_shut(self, cast: Any, case: Case) -> None:
        browser, usual = desk(cast.colleague), case_of(cast.udm)
        for number, reason, words in (
            (case.number, "надо", "Напишите причину"),
            (usual.number, "очень нужно сегодня", "нет. Проверьте номер"),
            ("2020-000000", "очень нужно сегодня", "нет. Проверьте номер"),
        ):
            page = browser.post(
                "/w/emergency/open/", {"number": number, "reason": reason}, follow=True
            ).content.decode()
            assert words in page
            assert reason in page
        assert not EmergencyAccess.objects.exists()

    def test_an_hour_of_emergency_is_not_made_a_standing_right(self, cast: Any, case: Case) -> None:
        """Seen by a judge: the glass was broken, and the case opened to everybody for good, unreported."""
        head = cast.hire("second-head", cast.udm, "Второй", "head", "registrar")
        browser = desk(head)
        browser.post("/w/emergency/open/", {"number": case.number, "reason": "клиент в больнице, срок сегодня"})
        assert sees(head, case)
        for url, given in (
            ("lift", {}),
            ("readers", {"reader": head.pk}),
            (f"readers/{cast.head.pk}/drop", {}),
            ("assign", {"to": head.pk}),
        ):
            page = looked_and_sent(browser, f"/w/cases/{case.pk}/{url}/", given, follow=True)
            assert "Экстренный доступ открывает дело вам одному" in page.content.decode(), url
        assert Confidential.objects.standing().filter(case=case).exists()
        EmergencyAccess.objects.update(until=timezone.now() - dt.timedelta(seconds=1), at=timezone.now() - EMERGENCY)
        assert not sees(head, case)

    def test_one_complained_of_reads_nothing_of_an_emergency_access_to_that_case(self, cast: Any, case: Case) -> None:
        asked = {"number": case.number, "reason": "клиент в больнице, срок сегодня"}
        desk(cast.colleague).post("/w/emergency/open/", asked)
        assert case.number in desk(cast.head).get("/w/journal/emergencies/").content.decode()
        again = case_of(cast.udm, text="Добавляю к жалобе")
        actions.merge_cases(case, again, by=cast.registrar)  # what was joined is the same complaint
        row = actions.name_person(again, cast.head, by=cast.registrar)
        pages = ("/w/journal/emergencies/", "/w/", f"/w/cases/?state=all&q={case.number}", "/w/journal/")
        for page in pages:
            assert f"№ {case.number}" not in desk(cast.head).get(page).content.decode(), page
            assert f">{case.number}<" not in desk(cast.head).get(page).content.decode(), page
        told = [
            desk(one).get(pages[0]).content.decode()
            for one in (cast.hire("head-2", cast.udm, "Второй", "head"), cast.auditor)
        ]
        assert all(case.number in page for page in told)
        actions.dismiss_person(row, by=cast.registrar, why="однофамилец")
        assert case.number in desk(cast.head).get(pages[0]).content.decode()

    def test_it_never_opens_to_one_complained_of(self, cast: Any, case: Case) -> None:
        actions.name_person(case, cast.colleague, by=cast.registrar)
        browser = desk(cast.colleague)
        page = browser.post("/w/emergency/open/", {"number": case.number, "reason": "очень нужно сегодня"}, follow=True)
        assert "нет. Проверьте номер" in page.content.decode()
        assert not EmergencyAccess.objects.exists()

    def test_another_body_s_case_is_not_there(self, cast: Any, case: Case) -> None:
        asked = {"number": case.number, "reason": "очень нужно сегодня"}
        page = desk(cast.stranger).post("/w/emergency/open/", asked, follow=True).content.decode()
        assert "нет. Проверьте номер" in page


class TestUnitOnly:
    def test_rights_may_end_at_the_own_department(self, cast: Any) -> None:
        first, second = cast.udm.units.order_by("pk")[:2]
        mine, theirs, given = (case_of(cast.udm, subject=MARK, identity=f"esia-{n}") for n in range(3))
        Case.objects.filter(pk=mine.pk).update(unit=first, assignee=None)
        Case.objects.filter(pk=theirs.pk).update(unit=second, assignee=None)
        Case.objects.filter(pk=given.pk).update(unit=second, assignee=cast.colleague)
        Employee.objects.filter(pk=cast.colleague.pk).update(unit=first, unit_only=True)
        cast.colleague.refresh_from_db()
        seen = set(Case.objects.seen_by(cast.colleague).values_list("pk", flat=True))
        assert {mine.pk, given.pk} <= seen
        assert theirs.pk not in seen
        assert desk(cast.colleague).get(f"/w/cases/{theirs.pk}/").status_code == 404
        assert desk(cast.executor).get(f"/w/cases/{theirs.pk}/").status_code == 200

    def test_what_leaves_of_other_departments_cases_is_not_told(self, cast: Any) -> None:
        first, second = cast.udm.units.order_by("pk")[:2]
        Employee.objects.filter(pk=cast.colleague.pk).update(unit=first, unit_only=True)
        for n, (unit, whose) in enumerate(((first, "наш"), (second, "чужой"))):
            case = case_of(cast.udm, subject=MARK, identity=f"esia-{n}")
            Case.objects.filter(pk=case.pk).update(unit=unit, assignee=None)
            sent = Forwarding.objects.create(
                organisation=cast.udm, case=case, reason="Не наше", at=timezone.now()
            ).letters.create(name="Росреестр", text="Направляем")
            about = {"case": case, "contact": case.contacts.earliest("pk"), "forwardedletter": sent}
            for kind, row in about.items():
                Delivery.objects.create(
                    organisation_id=cast.udm.pk,
                    channel="email",
                    key=f"{n}{kind}",
                    lane=f"{n}{kind}",
                    subject_type=kind,
                    subject_id=row.pk,
                    address=f"{whose}-{kind}@example.org",
                    state="dead",
                )
        shown = desk(cast.colleague).get("/w/outbox/").content.decode()
        all_of_them = desk(cast.executor).get("/w/outbox/").content.decode()
        for kind in ("case", "contact", "forwardedletter"):
            assert f"наш-{kind}@example.org" in shown
            assert f"чужой-{kind}@example.org" not in shown
            assert f"чужой-{kind}@example.org" in all_of_them


def test_a_drafter_writes_and_neither_hands_on_nor_signs(cast: Any) -> None:
    """Draft-only rights, at the buttons and behind them."""
    case = made_ready(case_of(cast.udm), cast.registrar)
    browser = desk(cast.drafter)
    assert browser.post(f"/w/cases/{case.pk}/reply/start/").status_code == 302
    browser.post(f"/w/cases/{case.pk}/reply/save/", {"text": "Здравствуйте!", "version": 1})
    assert case.replies.get().text == "Здравствуйте!"
    page = browser.get(f"/w/cases/{case.pk}/reply/").content.decode()
    assert f"/w/cases/{case.pk}/reply/submit/" not in page
    assert f"/w/cases/{case.pk}/reply/send/" not in page
    for act in ("submit", "send", "check", "prepare"):
        assert browser.post(f"/w/cases/{case.pk}/reply/{act}/").status_code == 403
    assert case.replies.get().state == "draft"
