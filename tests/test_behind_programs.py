"""What is closed to who issued a program's key, or to who answers for the program, is closed to the program: what it
reads comes to them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from priemnaya.cases import actions, guard
from priemnaya.cases.guard import shown_words
from priemnaya.cases.models import Case, Sought
from priemnaya.cases.models.sought import StaffList, key_of
from priemnaya.people.actions.api_tokens import acting_as, issue_token, make_service
from priemnaya.people.actions.substitution import name_substitute
from priemnaya.people.models import Employee
from priemnaya.people.roles import ROLES

from .helpers import case_of, local_day

SCOPES = ["cases:read", "cases:register", "clients:read"]


def program(cast: Any, owner: Employee, issuer: Employee) -> tuple[Any, Client]:
    boss = Employee(organisation=cast.udm, roles=list(ROLES), username="boss")
    boss.pk = issuer.pk
    made = make_service(cast.udm, "СЭД", roles=["registrar"], owner=owner, by=boss)
    row, secret = issue_token(made, title="СЭД", scopes=SCOPES, by=boss)
    return row, Client(headers={"authorization": f"Bearer {secret}"})


def answers(machine: Client, case: Any) -> list[bool]:
    """Whether the case is there: by number, in the list, its letters, the card, and a deed."""
    return [
        machine.get(f"/api/v1/cases/{case.number}").status_code == 200,
        case.number in machine.get("/api/v1/cases?limit=100").content.decode(),
        "нагрубил" in str(machine.get(f"/api/v1/cases/{case.number}/contacts").json()),
        machine.get(f"/api/v1/clients/{case.client_id}").status_code == 200,
    ]


@pytest.mark.parametrize("who", ["owner", "issuer"])
def test_a_complaint_is_closed_to_the_program_of_who_is_complained_of(cast: Any, who: str) -> None:
    """Seen by a judge: the key of a program for which he answers read the complaint of him."""
    people = {"owner": cast.registrar, "issuer": cast.registrar, who: cast.executor}
    row, machine = program(cast, people["owner"], cast.registrar)
    if who == "issuer":
        row.created_by_id = cast.executor.pk
        Employee.objects.filter(pk=cast.executor.pk).update(roles=["registrar", "executor"])
        row.save()
    case = case_of(cast.udm, text="Жалоба: Сорокин мне нагрубил.")
    for named in list(case.named.all()):
        actions.dismiss_person(named, why="не на него, однофамилец", by=cast.registrar)
    assert answers(machine, case) == [True] * 4
    actions.name_person(case, cast.executor, by=cast.registrar)
    assert answers(machine, case) == [False] * 4
    deed = machine.post(f"/api/v1/cases/{case.number}/kind", {"kind": "message"}, content_type="application/json")
    assert deed.status_code in (403, 404)


def test_so_is_one_of_who_stands_in_for_them(cast: Any) -> None:
    _row, machine = program(cast, cast.colleague, cast.registrar)
    case = case_of(cast.udm, text="Жалоба: мне нагрубили, он нагрубил.")
    actions.name_person(case, cast.head, by=cast.registrar)
    assert answers(machine, case) == [True] * 4
    name_substitute(cast.head, cast.colleague, by=cast.admin, since=local_day(cast.udm), until=local_day(cast.udm, 3))
    assert answers(machine, case) == [False] * 4


def test_a_letter_without_a_case_that_seems_to_complain_of_who_answers_is_not_shown(cast: Any) -> None:
    row, _machine = program(cast, cast.executor, cast.registrar)
    called = {key_of(p.pk): [p.surname, p.name, p.patronymic, p.post] for p in (cast.executor, cast.registrar)}
    staff = StaffList.objects.create(organisation=cast.udm, digest="x", persons=called)
    for pk, persons in ((1, [cast.executor.pk]), (2, [])):
        Sought.objects.create(
            organisation=cast.udm, subject_type="contact", subject_id=pk, staff=staff, persons=persons
        )
    me = acting_as(row)
    assert me is not None
    assert shown_words("contact", [1, 2], me) == ({2}, set())
    assert shown_words("contact", [1, 2], cast.registrar) == ({1, 2}, set())


@pytest.mark.parametrize("who", ["owner", "issuer"])
def test_a_program_of_who_is_kept_to_a_unit_sees_that_unit_s_cases_only(cast: Any, who: str) -> None:
    people = {"owner": cast.registrar, "issuer": cast.registrar, who: cast.executor}
    row, machine = program(cast, people["owner"], cast.registrar)
    if who == "issuer":
        row.created_by_id = cast.executor.pk
        Employee.objects.filter(pk=cast.executor.pk).update(roles=["registrar", "executor"])
        row.save()
    own, far = cast.udm.units.order_by("pk")[:2]
    case = case_of(cast.udm, text="Мне нагрубил сосед")
    Case.objects.filter(pk=case.pk).update(unit=far, assignee=None)
    assert answers(machine, case) == [True] * 4
    Employee.objects.filter(pk=cast.executor.pk).update(unit=own, unit_only=True)
    assert answers(machine, case) == [False] * 4
    Case.objects.filter(pk=case.pk).update(unit=own)
    assert answers(machine, case) == [True] * 4


def test_where_nothing_keeps_anybody_from_a_case_it_is_open(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of(cast.udm)
    actions.confide_case(case, "Личные сведения", by=cast.head)
    assert guard.barred_from(case.pk, cast.colleague)
    monkeypatch.setattr(guard, "walls", lambda employee: [])
    assert not guard.barred_from(case.pk, cast.colleague)
