"""Somebody is named, or their place is taken, after the message came: by a field, a new kind, a joined case, a
substitution. The case does not lie with them all the same, and people hear of it (59-ФЗ ст. 8 ч. 6)."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case
from priemnaya.cases.rules import forwarding_verdicts
from priemnaya.core.models import Notice

from ..helpers import case_of

SOFT = "Меня принимала специалист Васильева. Прошу разобраться с этим."
"""Words that name her in a complaint and blame nobody in an appeal."""


def desk(employee: Any) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def told(employee: Any) -> str:
    return "\n".join(Notice.objects.filter(employee_id=employee.pk).values_list("text", flat=True))


def closed_to(employee: Any, case: Case) -> bool:
    return desk(employee).get(f"/w/cases/{case.pk}/").status_code in (403, 404)


class TestTheFieldOfAComplaint:
    def test_whom_the_registrar_writes_down_does_not_get_the_case(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint")
        actions.assign_case(case, cast.colleague, by=cast.head)
        typed = {"about": "typo", "against": "Васильева Имя Отчество", "decision": "отказ 12 от 03.11.2026"}
        desk(cast.registrar).post(reverse("case_complaint", args=[case.pk]), typed)
        row = case.named.get()
        assert (row.employee, row.how) == (cast.colleague, "form")
        assert closed_to(cast.colleague, case)
        case.refresh_from_db()
        assert case.assignee is None
        assert "осталось без исполнителя" in told(cast.registrar)
        said = desk(cast.head).post(reverse("case_assign", args=[case.pk]), {"to": cast.colleague.pk}, follow=True)
        assert "Жалоба на этого сотрудника" in said.content.decode()

    def test_the_body_itself_is_nobody_and_another_body_bars_only_itself(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint", text="Прошу разобраться")
        browser, url = desk(cast.registrar), reverse("case_complaint", args=[case.pk])
        browser.post(url, {"about": "typo", "against": cast.udm.name, "decision": ""})
        assert not case.named.exists()
        browser.post(url, {"about": "typo", "against": "Управление Росреестра по Удмуртской Республике"})
        other = "Министерство здравоохранения Удмуртской Республики"
        assert all(v.ok for v in forwarding_verdicts(Case.objects.get(pk=case.pk), other))

    def test_whom_people_have_cleared_is_not_suspected_by_the_same_words_again(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint")
        browser, url = desk(cast.registrar), reverse("case_complaint", args=[case.pk])
        typed = {"about": "typo", "against": "Васильева", "decision": ""}
        browser.post(url, typed)
        actions.dismiss_person(case.named.get(), by=cast.registrar, why="однофамилица")
        browser.post(url, {**typed, "decision": "отказ № 12"})
        assert case.named.get().state == "dismissed"


class TestBecomingAComplaint:
    def test_its_words_are_read_again_with_those_of_files_and_of_further_messages(self, cast: Any) -> None:
        file = IncomingFile("жалоба.txt", "Специалист Сорокин тоже был там.".encode(), "text/plain")
        case = case_of(cast.udm, text=SOFT, files=(file,))
        assert not case.named.exists()
        desk(cast.registrar).post(reverse("case_kind", args=[case.pk]), {"kind": "appeal_complaint"})
        assert set(case.named.values_list("employee", flat=True)) == {cast.colleague.pk, cast.executor.pk}
        assert closed_to(cast.colleague, case)

    def test_a_name_cleared_before_stays_cleared(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Инспектор Сорокин накричал на меня.")
        actions.dismiss_person(case.named.get(), by=cast.registrar, why="он в отпуске")
        actions.change_kind(case, "appeal_complaint", by=cast.registrar)
        assert case.named.get().state == "dismissed"
