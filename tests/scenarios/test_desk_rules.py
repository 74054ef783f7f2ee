"""Routing, macros, checklists, competences: what the desk does by rule, and where it stops."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.core.models import Alert, Event
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.rules import checklists_of
from priemnaya.desk.models import RoutingRule
from priemnaya.desk.routing import route_of
from priemnaya.errors import NotAllowed, Objection
from priemnaya.knowledge.models import Service
from priemnaya.people.models import Unit

from ..desk import looked_and_sent
from ..helpers import case_of, made_ready, routed
from ..stood import posted


def unit_of(cast: Any, slug: str = "land") -> Unit:
    return cast.udm.units.get(slug=slug)


def in_unit(cast: Any, *employees: Any, slug: str = "land") -> Unit:
    unit = unit_of(cast, slug)
    for employee in employees:
        employee.unit = unit
        employee.save()
    return unit


class TestRouting:
    def test_words_in_any_form_lead_to_the_unit(self, cast: Any) -> None:
        desk.save_rule(
            cast.udm, by=cast.head, name="Земля", words=["межевание", "земельный участок"], unit=unit_of(cast)
        )
        case = routed(case_of(cast.udm, text="Вопрос о межеваниях и границах"))
        assert case.unit == unit_of(cast)
        assert "правило «Земля»" in case.assignments.get().task
        assert routed(case_of(cast.udm, subject="Налог", text="Налог за квартиру")).unit is None

    def test_every_condition_must_hold_and_the_first_rule_wins(self, cast: Any) -> None:
        desk.save_rule(
            cast.udm, by=cast.head, name="Почта", points=["post"], words=["аренда"], unit=unit_of(cast, "property")
        )
        desk.save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=unit_of(cast))
        assert routed(case_of(cast.udm, point="post")).unit.slug == "property"
        assert routed(case_of(cast.udm)).unit.slug == "land"

    def test_the_topic_a_person_chose_routes_the_case(self, cast: Any) -> None:
        case = routed(case_of(cast.udm))
        assert case.unit is None
        made_ready(case, cast.registrar)
        code = case.questions.get().topic.code
        desk.save_rule(cast.udm, by=cast.head, name="Тема", topic=code[:9], unit=unit_of(cast))
        made_ready(case, cast.registrar)
        assert routed(case).unit == unit_of(cast)

    def test_a_service_goes_to_its_unit_without_any_rule(self, cast: Any) -> None:
        service = Service.objects.get(organisation=cast.udm, slug="lease-extend")
        assert routed(case_of(cast.udm, kind="service_application", service=service.pk)).unit.slug == "land"

    def test_altai_zags_4_13_and_chelyabinsk_edu_1_4_13_and_udmurtia_mio_1_3_8_and_chechnya_minnats_4_1_14__who_knows_and_is_least_busy(
        self, cast: Any
    ) -> None:
        unit = in_unit(cast, cast.executor, cast.colleague)
        service = Service.objects.get(organisation=cast.udm, slug="lease-extend")
        desk.save_rule(cast.udm, by=cast.head, name="Аренда", service=service, unit=unit, by_competence=True)
        for _n in range(2):
            actions.assign_case(case_of(cast.udm), cast.colleague, by=cast.head)
        assert routed(case_of(cast.udm, service=service.pk)).assignee == cast.executor
        with pytest.raises(Objection, match="чем это подтверждено"):
            desk.record_competence(cast.colleague, "service", "lease-extend", basis="", by=cast.head)
        row = desk.record_competence(
            cast.colleague, "service", "lease-extend", basis="Аттестация 12.10.2026", by=cast.head
        )
        assert routed(case_of(cast.udm, service=service.pk)).assignee == cast.colleague
        desk.end_competence(row, by=cast.head)
        assert routed(case_of(cast.udm, service=service.pk)).assignee == cast.executor

    def test_a_complaint_never_goes_by_rule_to_the_person_complained_of(self, cast: Any) -> None:
        unit = in_unit(cast, cast.executor, cast.colleague)
        desk.save_rule(
            cast.udm, by=cast.head, name="Жалобы", kinds=["appeal_complaint"], unit=unit, employee=cast.executor
        )
        case = routed(case_of(cast.udm, kind="appeal_complaint", complained_of=cast.executor.pk))
        assert case.assignee is None
        assert case.unit == unit
        RoutingRule.objects.update(by_competence=True)
        assert (
            routed(case_of(cast.udm, kind="appeal_complaint", complained_of=cast.executor.pk)).assignee
            == cast.colleague
        )

    def test_a_rule_without_conditions_is_refused(self, cast: Any) -> None:
        with pytest.raises(Objection, match="хотя бы одно условие"):
            desk.save_rule(cast.udm, by=cast.head, name="Всё", unit=unit_of(cast))

    def test_rules_of_one_body_do_not_touch_another(self, cast: Any) -> None:
        desk.save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=unit_of(cast))
        assert route_of(case_of(cast.altai)) is None


class TestMacros:
    def test_all_steps_in_one_click(self, cast: Any, client: Browser) -> None:
        steps = [
            {"do": "need", "value": cast.udm.needs[0]},
            {"do": "normal", "value": ""},
            {"do": "note", "value": "Дело {number}: звонил клиенту"},
            {"do": "template", "value": "Шаблон: аренду продлим"},
        ]
        macro = desk.save_macro(cast.udm, "Продление аренды", steps, by=cast.head)
        case = case_of(cast.udm)
        client.force_login(cast.executor)
        assert "Продление аренды" in client.get(case.get_absolute_url()).content.decode()
        looked_and_sent(client, f"/w/cases/{case.pk}/macro/", {"macro": macro.pk})
        case = Case.objects.get(pk=case.pk)
        assert case.questions.get().need == cast.udm.needs[0]
        assert case.urgency == "normal"
        assert case.notes.get().text == f"Дело {case.number}: звонил клиенту"
        assert "Продлим" in case.replies.get().text

    def test_a_step_without_the_right_undoes_all(self, cast: Any) -> None:
        macro = desk.save_macro(
            cast.udm, "Передать", [{"do": "note", "value": "x"}, {"do": "unit", "value": "land"}], by=cast.head
        )
        case = case_of(cast.udm)
        with pytest.raises(NotAllowed, match="передать подразделению"):
            desk.run_macro(case, macro, by=cast.executor)
        assert case.notes.count() == 0

    def test_an_unknown_step_is_refused(self, cast: Any) -> None:
        with pytest.raises(Objection, match="Такого шага нет"):
            desk.save_macro(cast.udm, "x", [{"do": "delete", "value": ""}], by=cast.head)


class TestChecklists:
    def test_points_of_a_service_are_ticked_by_name(self, cast: Any, client: Browser) -> None:
        service = Service.objects.get(organisation=cast.udm, slug="lease-extend")
        row = desk.save_checklist(
            cast.udm, "Продление аренды", ["Проверить долг", "Сверить площадь"], by=cast.head, service=service
        )
        case = case_of(cast.udm, service=service.pk)
        client.force_login(cast.executor)
        client.post(f"/w/cases/{case.pk}/tick/", {"checklist": row.pk, "item": "Проверить долг"})
        assert [(i, bool(t)) for i, t in checklists_of(case)[0]["items"]] == [
            ("Проверить долг", True),
            ("Сверить площадь", False),
        ]
        assert "Сорокин" in client.get(case.get_absolute_url()).content.decode()
        undo = {"checklist": row.pk, "item": "Проверить долг", "undo": "1"}
        client.post(f"/w/cases/{case.pk}/tick/", undo)
        client.post(f"/w/cases/{case.pk}/tick/", undo)
        kept = Event.objects.filter(verb__in=("case.ticked", "case.unticked"), subject_id=case.pk).order_by("pk")
        assert list(kept.values_list("verb", "actor_id")) == [
            ("case.ticked", cast.executor.pk),
            ("case.unticked", cast.executor.pk),
        ]
        assert not any(t for _, t in checklists_of(case)[0]["items"])
        assert checklists_of(case_of(cast.udm)) == []


def test_the_page_writes_and_removes(cast: Any, client: Browser) -> None:
    client.force_login(cast.head)
    client.post("/w/rules/routing/", {"name": "Земля", "words": "участок, межевание", "unit": unit_of(cast).pk})
    client.post("/w/rules/macros/", {"name": "Макрос", "do": ["note", "", ""], "value": ["Привет", "", ""]})
    client.post("/w/rules/checklists/", {"name": "Список", "items": "Раз\nДва"})
    client.post("/w/rules/competences/", {"employee": cast.executor.pk, "topic": "0005", "basis": "Приказ № 1"})
    page = client.get("/w/rules/").content.decode()
    for words in ("Земля", "участок, межевание", "Макрос", "Раз; Два", "Приказ № 1"):
        assert words in page
    refused = client.post(
        "/w/rules/routing/", {"name": "Пустое", "unit": unit_of(cast).pk}, follow=True
    ).content.decode()
    assert "хотя бы одно условие" in refused
    assert "Пустое" in refused
    rule = RoutingRule.objects.get()
    posted(client, f"/w/rules/rule/{rule.pk}/drop/")
    assert not RoutingRule.objects.exists()
    client.force_login(cast.executor)
    assert client.get("/w/rules/").status_code == 403


def test_who_dealt_with_what_needed_a_look_is_known_once(cast: Any, client: Browser) -> None:
    row = Alert.objects.create(organisation_id=cast.udm.pk, kind="queue", text="Очередь стоит")
    client.force_login(cast.registrar)
    for _press in range(2):
        client.post(f"/w/alerts/{row.pk}/resolve/")
    assert Event.objects.get(verb="alert.resolved", subject_id=row.pk).actor_id == cast.registrar.pk
