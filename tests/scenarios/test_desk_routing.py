"""Routing after the fact: the intake tells by event, the desk reads the journal; nothing is lost and no person is
overruled."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case
from priemnaya.core.journal import record
from priemnaya.core.models import Alert, Event, Ruling
from priemnaya.desk import actions as desk
from priemnaya.desk.actions import routing
from priemnaya.desk.models import RoutingLook, RoutingRule
from priemnaya.desk.standing import standings
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Service
from priemnaya.people.models import Unit
from priemnaya.workspace.lists import TO_SORT

from ..desk import Desk
from ..helpers import case_of, local_day, made_ready, routed
from .test_guards import MADE, asking


@pytest.fixture
def land(cast: Any) -> Unit:
    unit: Unit = cast.udm.units.get(slug="land")
    desk.save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=unit)
    return unit


def test_an_intake_does_not_wait_for_routing(cast: Any, land: Unit) -> None:
    case = case_of(cast.udm)
    assert case.unit is None
    assert routed(case).unit == land


@pytest.mark.django_db(transaction=False)
def test_a_registration_nudges_the_desk_after_commit(
    cast: Any, land: Unit, django_capture_on_commit_callbacks: Any
) -> None:
    with patch("priemnaya.core.queue._defer") as deferred, django_capture_on_commit_callbacks(execute=True):
        case = case_of(cast.udm)
        assert not deferred.called
    assert "route_cases" in {call.args[0] for call in deferred.call_args_list}
    with patch("priemnaya.core.queue._defer") as deferred, django_capture_on_commit_callbacks(execute=True):
        made_ready(case, cast.registrar)
    assert "route_cases" in {call.args[0] for call in deferred.call_args_list}


def test_a_rule_never_takes_back_what_a_person_decided_meanwhile(cast: Any, land: Unit) -> None:
    other = cast.udm.units.exclude(pk=land.pk).first()
    given = case_of(cast.udm)
    actions.assign_case(given, None, unit=other, by=cast.registrar)
    assert routed(given).unit == other


def test_a_closed_department_gets_no_case_by_any_way(cast: Any, land: Unit) -> None:
    held = Unit.objects.get(pk=land.pk)
    Unit.objects.filter(pk=land.pk).update(closed_at=timezone.now(), head=None)  # whoever assigns has read it before
    case = routed(case_of(cast.udm))
    assert case.unit is None
    with pytest.raises(Objection, match="закрыт"):
        actions.assign_case(case, None, unit=held, by=cast.registrar)
    desk.drop_rule(RoutingRule.objects.get(), by=cast.head)
    Service.objects.filter(pk=(service := cast.udm.services.first()).pk).update(unit=land)
    actions.name_service(case, service, by=cast.registrar)
    assert routed(case).unit is None, "nor as the department of its service"


def test_of_a_case_that_lies_in_a_closed_department_none_is_split_into_it(cast: Any, land: Unit) -> None:
    case, browser = routed(case_of(cast.udm)), Desk(cast.registrar)
    assert case.unit == land
    actions.classify_case(case, [Question("Аренда", None, ""), Question("Ремонт", None, "")], by=cast.registrar)
    Unit.objects.filter(pk=land.pk).update(closed_at=timezone.now(), head=None)
    browser.does(case, "split", question=case.questions.order_by("pk").last().pk)
    assert Case.objects.get(taken_out_of=case).unit is None


def test_one_event_is_looked_at_once(cast: Any, land: Unit) -> None:
    case = routed(case_of(cast.udm))
    case.unit = None
    case.save(update_fields=["unit"])
    assert routed(case).unit is None


def test_a_case_on_review_waits_for_a_person_and_is_routed_when_accepted(cast: Any, land: Unit) -> None:
    case = routed(case_of(cast.udm, suspicious="похоже на рассылку"))
    assert case.unit is None
    actions.accept_case(case, by=cast.registrar)
    assert routed(case).unit == land


def test_a_failing_case_stops_no_other_and_people_are_told(cast: Any, land: Unit, client: Client) -> None:
    bad, good = case_of(cast.udm, text="Аренда: сломанное"), case_of(cast.udm, text="Аренда: целое")
    real = routing.route_of

    def failing(case: Any) -> Any:
        if case.pk == bad.pk:
            raise RuntimeError("словарь не открылся")
        return real(case)

    with patch.object(routing, "route_of", failing):
        assert routed(good).unit == land
        assert not Alert.objects.filter(kind="routing").exists()
        routed(bad)
        routed(bad)
    assert bad.unit is None
    client.force_login(cast.registrar)
    page = client.get("/w/", follow=True).content.decode()
    assert f"Дело {bad.number} не распределилось по правилу" in page


def test_what_failed_once_is_tried_again(cast: Any, land: Unit) -> None:
    case = case_of(cast.udm)
    with patch.object(routing, "route_of", side_effect=RuntimeError("база занята")):
        assert routed(case).unit is None
    assert routed(case).unit == land


def test_an_event_committed_late_is_found_and_old_looks_are_dropped(cast: Any, land: Unit) -> None:
    """Numbers are given before commit: an event may appear below one that was looked at already."""
    late = case_of(cast.udm)
    event = Event.objects.get(verb="case.registered", subject_id=late.pk)
    with patch.object(Event.objects, "filter", lambda *a, **k: Event.objects.exclude(pk=event.pk).filter(*a, **k)):
        early = routed(case_of(cast.udm))
    assert early.unit == land
    assert routed(late).unit == land
    RoutingLook.objects.update(at=timezone.now() - dt.timedelta(hours=2))
    routed(case_of(cast.udm))
    old = RoutingLook.objects.filter(at__lt=timezone.now() - dt.timedelta(hours=1))
    assert old.count() == 1


def test_a_case_whose_files_are_read_for_hours_is_not_left_behind(cast: Any, land: Unit) -> None:
    slow, quick = case_of(cast.udm), case_of(cast.udm, identity="esia-2")
    slow.contacts.filter(direction="in").update(reading="waits")
    assert routed(slow).unit is None
    assert routed(quick).unit == land
    RoutingLook.objects.update(at=timezone.now() - dt.timedelta(hours=2))
    routed(case_of(cast.udm, identity="esia-3"))
    slow.contacts.filter(direction="in").update(reading="")
    assert routed(slow).unit == land


def test_bodies_do_not_route_for_each_other(cast: Any, land: Unit) -> None:
    case = case_of(cast.udm)
    desk.route_waiting(cast.altai)
    case.refresh_from_db()
    assert case.unit is None


def test_a_finished_case_is_left_alone(cast: Any, land: Unit) -> None:
    case = case_of(cast.udm, suspicious="похоже на рекламу")
    actions.reject_case(case, by=cast.registrar, why="спам")
    record("case.classified", case, by=cast.registrar)
    assert routed(case).unit is None


class TestWhatTheOrderAsksBeforeACaseIsGiven:
    """It is asked of a rule of the desk as of a person: what is not there leaves the case to people."""

    def test_a_case_waits_in_the_queue_until_it_is_there(self, cast: Any, land: Unit) -> None:
        with asking("before", action="assign", facts=["topic", "urgency"]):
            case = routed(case_of(cast.udm))
            assert case.unit is None and not case.assignments.exists()
            assert routed(made_ready(case, cast.registrar)).unit == land
        assert Ruling.objects.filter(subject_id=case.pk, clause=MADE, ok=True).count() == 2
        assert not Ruling.objects.filter(subject_id=case.pk, clause=MADE, ok=False).exists()

    def test_what_only_puts_something_right_moves_nothing_that_a_person_gave(self, cast: Any, land: Unit) -> None:
        other = cast.udm.units.exclude(pk=land.pk).first()
        case = case_of(cast.udm)
        actions.assign_case(case, None, unit=other, by=cast.registrar)
        with asking("before", action="assign", facts=["client_named"]):
            assert routed(case).unit == other
            actions.assess_urgency(case, "normal", "", by=cast.registrar)
            assert routed(case).unit == other

    def test_it_comes_to_nobody_who_has_not_read_the_order(self, cast: Any) -> None:
        unit = cast.colleague.unit
        desk.save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=unit, by_competence=True)
        with asking("before", action="assign", facts=["order_read"]):
            first = routed(case_of(cast.udm))
            assert (first.unit, first.assignee) == (unit, None), "the head of the unit tells"
            Desk(cast.colleague).post("/w/order/acknowledge/")
            assert routed(case_of(cast.udm, text="Ещё раз: аренда.")).assignee == cast.colleague

    def test_a_rule_says_no_task_and_writes_no_reason(self, cast: Any, land: Unit) -> None:
        with asking("before", action="assign", facts=["task_given"], unless="recorded_reason"):
            assert routed(case_of(cast.udm)).unit is None


def test_only_who_works_on_cases_is_offered_and_given_any(cast: Any, land: Unit) -> None:
    """By a rule, in bulk, by «Передать», through the head of a department, to a substitute."""
    auditor, case, head, no = cast.auditor, case_of(cast.udm), Desk(cast.head), "не работает с делами"
    for page in (f"/w/cases/{case.pk}/", "/w/cases/", "/w/rules/routing/"):
        given = html.fromstring(head.get(page).source).xpath("//select[@name='to' or @name='employee']/option/@value")
        assert str(cast.executor.pk) in given and str(auditor.pk) not in given, page
    rule = {"name": "К ревизору", "words": "аренда", "unit": land.pk, "employee": auditor.pk, "do": "save"}
    assert no in head.post("/w/rules/routing/", **rule).text
    seen = {f"seen-{case.pk}": standings([case])[case.pk]}
    assert no in head.post("/w/cases/bulk/", case=case.pk, do="assign", to=auditor.pk, list="list=sort", **seen).text
    assert no in head.on(case, "assign", to=auditor.pk).text
    assert no in head.post(f"/w/staff/units/{land.pk}/head/", head=auditor.pk).text
    days = {"since": local_day(cast.udm).isoformat(), "until": local_day(cast.udm, 3).isoformat()}
    away = {"employee": cast.executor.pk, "substitute": auditor.pk, **days}
    assert "работает с делами, а" in head.post("/w/staff/substitutions/", **away).text
    case.refresh_from_db()
    assert case.assignee is None and case.state == "new"
    RoutingRule.objects.update(employee=auditor)  # of before: it names somebody who works on no case
    assert (routed(case).unit, case.assignee) == (land, None)
    Unit.objects.filter(pk=land.pk).update(head=auditor)
    assert routed(case_of(cast.udm, text="Ещё раз: аренда.")).unit is None, "a person decides"
    assert Case.objects.filter(TO_SORT).count() == 2
