"""An order names a department or a post of its body: they answer, confirm, are told, and read a letter."""

from __future__ import annotations

from typing import Any

import pytest

from priemnaya.core.models import Notice, Obligation
from priemnaya.people.duties import open_duties
from priemnaya.people.models import Employee, Unit
from priemnaya.people.policies import overridden
from priemnaya.policy import OrderError, load_order

from ..desk import Desk, as_read
from ..helpers import GOOD, case_of, made_ready

HEAD = """order: {{title: "Порядок", date: 2026-01-12, status: in_force}}
body: {{name: "Министерство", region: RU-UD, zone: Europe/Samara, units: [{{slug: law, name: "{unit}"}}], posts: ["главный юрист"]}}
clauses:
"""
CLAUSE = """  - clause: "{number}"
    demand: "Проба."
    rules:
      - kind: {kind}
        values: {{2026-01-12: {{{values}}}}}
"""
HOW = 'how: "Смотрят журнал приёма и записывают замечания", every: month'


@pytest.fixture
def unit(cast: Any) -> Unit:
    return Unit.objects.get(organisation=cast.udm, slug="land")


def made(tmp_path: Any, unit: str, *rules: tuple[str, str]) -> Any:
    """The order of the body as a file that an official wrote: its own units and posts, these clauses."""
    text = HEAD.format(unit=unit) + "".join(
        CLAUSE.format(number=f"2.{n}", kind=kind, values=values) for n, (kind, values) in enumerate(rules, 1)
    )
    path = tmp_path / "udmurtia-mio" / "order.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace("slug: law", "slug: land"), encoding="utf-8")
    return load_order(path)


def test_a_department_and_a_post_answer_confirm_and_are_told(cast: Any, tmp_path: Any, unit: Unit) -> None:
    one = cast.hire("in-land", cast.udm, "Полевой", "executor")
    lawyer = cast.hire("lawyer", cast.udm, "Законов", "executor")
    Employee.objects.filter(pk=one.pk).update(unit=unit)
    Employee.objects.filter(pk=lawyer.pk).update(post="Главный юрист отдела")
    Unit.objects.filter(pk=unit.pk).update(head=None)
    Employee.objects.filter(unit=unit).exclude(pk=one.pk).update(unit=None)
    order = made(
        tmp_path,
        unit.name,
        ("by_hand", f'{HOW}, who: "{unit.name}"'),
        ("review", 'what: scripts, every: month, who: "главный юрист"'),
        ("tell", 'on: assigned, whom: ["главный юрист"], say: "дело поручено"'),
    )
    with overridden(order):
        open_duties(cast.udm)
        for clause, who, other in (("2.1", one, lawyer), ("2.2", lawyer, one)):
            row = Obligation.objects.get(clause=clause, subject_type="organisation", fulfilled_at=None)
            typed = {"kept": "yes", "words": "Прочитали двадцать записей, всё верно."}
            Desk(other).post(f"/w/duties/{row.pk}/confirm/", **typed)
            row.refresh_from_db()
            assert row.is_open, clause
            Desk(who).post(f"/w/duties/{row.pk}/confirm/", **typed)
            row.refresh_from_db()
            assert row.fulfilled_at, clause
        for number in ("2.1", "2.2", "2.3"):
            assert "Сотрудниках" not in Desk(cast.head).get(f"/w/order/{number}/").text
        Desk(cast.head).does(case_of(cast.udm), "assign", to=cast.executor.pk)
        assert Notice.objects.filter(employee_id=lawyer.pk, text__contains="дело поручено").exists()


def test_a_post_that_nobody_has_is_told_and_the_head_answers(cast: Any, tmp_path: Any, unit: Unit) -> None:
    order = made(tmp_path, unit.name, ("by_hand", f'{HOW}, who: "главный юрист"'))
    with overridden(order):
        page = Desk(cast.head).get("/w/order/2.1/").text
        assert "частью подтверждает человек" in page and "«главный юрист» (в «Сотрудниках» такого нет" in page
        open_duties(cast.udm)
        row = Obligation.objects.get(clause="2.1", fulfilled_at=None)
        Desk(cast.head).post(f"/w/duties/{row.pk}/confirm/", kept="yes", words="Прочитали двадцать записей, всё верно.")
        row.refresh_from_db()
        assert row.fulfilled_at


def test_a_letter_is_read_by_the_post_and_signed_by_the_post_that_the_order_names(
    cast: Any, tmp_path: Any, unit: Unit
) -> None:
    lawyer = cast.hire("lawyer", cast.udm, "Законов", "signer")
    order = made(
        tmp_path,
        unit.name,
        ("before", 'action: send_reply, facts: [checked_by_named], person: "главный юрист", if: {kinds: [message]}'),
        ("before", 'action: send_reply, facts: [signed_by_named], person: "главный юрист", if: {kinds: [appeal]}'),
    )
    head, author = Desk(cast.head), Desk(cast.executor)
    with overridden(order):
        assert "вправе подписывать ответы: «главный юрист»" in head.get("/w/order/2.1/").text
        Employee.objects.filter(pk=lawyer.pk).update(post="Главный юрист")
        assert "исполняется системой" in head.get("/w/order/2.1/").text
        for kind, needs, words in (
            ("message", "check", "не согласован: главный юрист"),
            ("appeal", "", "подписывает главный юрист"),
        ):
            case = made_ready(case_of(cast.udm, kind=kind), cast.head)
            author.writes(case, GOOD)
            author.does(case, "reply/submit")
            assert words in head.sends(case).text
            assert not case.replies.filter(state__in=("signed", "sent")).exists()
            if needs:
                Desk(lawyer).does(case, "reply/check", **as_read(case))
            Desk(lawyer if not needs else cast.head).sends(case)
            assert case.replies.filter(state__in=("signed", "sent")).exists(), kind


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("главный юристт", "возможно, главный юрист"),
        ("Отдел земельных отношений", "такого подразделения или должности у органа нет"),
        ("начальник отдела", "возможно, head_of_unit"),
    ],
)
def test_a_slip_in_a_post_is_an_error_with_the_nearest_word(tmp_path: Any, who: str, said: str) -> None:
    with pytest.raises(OrderError) as wrong:
        made(tmp_path, "Отдел кадров", ("by_hand", f'{HOW}, who: "{who}"'))
    assert said in str(wrong.value)
