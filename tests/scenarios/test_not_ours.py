"""A matter that another body decides owes its sending on from registration, from the moment somebody marks it so: the
term is seen, nears and lapses while the case lies, and an unmarked one shows by when it would be."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases import actions, forwarding_texts, texts
from priemnaya.cases.models import Case, Contact
from priemnaya.core.models import Obligation
from priemnaya.people.models import OtherBody
from priemnaya.people.policies import calendar_of, overridden
from priemnaya.policy.vocabulary.matters import SENT_ON
from priemnaya.worktime.terms import due, parse_rule

from ..desk import Desk
from ..helpers import case_of, drafted, goes_out, going_on, made_ready, owed, undone
from .test_event_terms import made
from .test_guards import MADE, asking

TOLD = "переслать в другой орган и сообщить об этом клиенту"
OURS = ("91.1", "within", "from: message_registered, do: forwarding, within: 2wd")


def marks(desk: Desk, case: Case, *signs: str) -> Any:
    page = desk.on(case, "kind", kind=case.kind, ground=list(signs))
    case.refresh_from_db()
    assert set(case.grounds) == set(signs)
    return page


def lies(case: Case, days: float) -> None:
    Case.objects.filter(pk=case.pk).update(registered_at=timezone.now() - dt.timedelta(days=days))
    case.refresh_from_db()


def test_marked_as_another_bodys_it_owes_its_sending_on_from_registration(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.head)
    lies(case, 0.01)
    assert owed(case, "forwarding") is None
    assert "Если решите иначе" in desk.get(case.get_absolute_url()).text
    page = marks(desk, case, "other_body")
    row = owed(case, "forwarding")
    assert row is not None and row.is_open and row.since_at == case.registered_at
    assert row.due_at < case.registered_at + dt.timedelta(days=13)  # seven, or the first after long days off
    assert "59-ФЗ, ст. 8 ч. 3" in page.text and "решает другой орган" in page.text
    assert TOLD not in page.text, "it is owed: not one more of what may be decided"
    assert TOLD not in desk.get(case.get_absolute_url()).text
    in_time = row.due_at > timezone.now()  # before long days off it may end with the day of registration
    marks(desk, case)
    row.refresh_from_db()
    assert not row.is_open and "не отмечено как чужое" in row.cancelled_why and (row.kept is not False) == in_time


def test_who_sits_on_it_breaks_the_term_and_unmarking_hides_nothing(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.head)
    lies(case, 30)
    marks(desk, case, "other_body")
    row = owed(case, "forwarding")
    assert row is not None and row in Obligation.objects.overdue()
    marks(desk, case)
    row.refresh_from_db()
    assert not row.is_open and row.kept is False


def test_who_marks_it_late_owes_it_by_the_day_of_registration(cast: Any) -> None:
    case = case_of(cast.udm)
    lies(case, 30)
    marks(Desk(cast.head), case, "other_body")
    row = owed(case, "forwarding")
    assert row is not None and row.is_open and row.due_at < timezone.now()


def test_each_sign_of_the_law_owes_it_and_others_do_not(cast: Any) -> None:
    desk = Desk(cast.head)
    signs = sorted({*SENT_ON, "deputy"} - {"governor_migration"})
    assert len(signs) > 2
    for sign in signs:
        with undone(sign):
            case = case_of(cast.udm)
            marks(desk, case, sign)
            assert (owed(case, "forwarding") is not None) == (sign in SENT_ON)


def test_a_registrar_marks_it_while_taking_the_message_down(cast: Any) -> None:
    desk = Desk(cast.registrar)
    typed = {"point": "post", "kind": "appeal", "surname": "Лесной", "name": "Пётр", "text": "Почините дорогу."}
    typed |= {"postal_address": "Ижевск, Ленина, 1", "chosen_point": "post"}
    assert desk.post(reverse("case_new"), **typed, sign=["other_body"]).status == 200
    row = owed(Case.objects.latest("pk"), "forwarding")
    assert row is not None and row.is_open


def test_the_letter_and_its_notice_meet_the_term_that_was_marked(cast: Any) -> None:
    case = case_of(cast.udm)
    marks(Desk(cast.head), case, "other_body")
    going_on(case, "Росреестр", by=cast.head)
    goes_out(case)
    assert [o.kept for o in Obligation.objects.about("case", case.pk).filter(what="forwarding")] == [True]


def test_an_answer_on_the_substance_ends_it(cast: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.executor)
    marks(Desk(cast.head), case, "other_body")
    actions.assign_case(case, cast.executor, by=cast.head)
    actions.send_reply(drafted(case, cast.executor), by=cast.head)
    goes_out(case)
    row = owed(case, "forwarding")
    assert row is not None and not row.is_open and row.fulfilled_at is None


def test_the_term_of_the_order_is_the_one_that_shows(cast: Any, tmp_path: Path) -> None:
    """A stricter rule of the body's own is the one that is owed; without it, or before long days off, where the law's
    seven days end sooner, the law's is."""
    found = []
    for rules in ([], [OURS]):
        with overridden(made(tmp_path, *rules)):
            case = case_of(cast.udm)
            page = marks(Desk(cast.head), case, "other_body")
            row = owed(case, "forwarding")
            assert row is not None and row.citation in page.text
            found.append(row)
    law, ours = found
    end = due(parse_rule("2wd"), ours.since_at, calendar_of(cast.udm), cast.udm.zone, cast.udm.hours, tentative=True).at
    assert law.clause == "59-fz.8.3" and ours.due_at == min(end, law.due_at)
    assert ours.clause == ("91.1" if end < law.due_at else "59-fz.8.3")


@pytest.mark.parametrize("own", [False, True])
def test_the_client_is_told_the_telephone_of_the_body_where_the_order_asks_it(
    cast: Any, own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """own: the body's own words of the letter leave the telephone out."""
    if own:
        monkeypatch.setattr(
            forwarding_texts,
            "said",
            lambda body, name, **facts: (
                facts["title"] if name == "forwarding_body" else texts.said(body, name, **facts)
            ),
        )
    to = OtherBody.objects.get(organisation=cast.udm, short="Росреестр по Удмуртии")
    OtherBody.objects.filter(pk=to.pk).update(phone="")
    case, desk = case_of(cast.udm), Desk(cast.head)
    typed = {"body": [to.pk], "reason": "Границы участков ведёт Росреестр", f"way_{to.pk}": "email"}

    def sends() -> Any:
        page = desk.on(case, "forwarding", **typed)
        seen = re.search(r'name="seen" value="(\w+)"', page.source)
        return desk.on(case, "forward", seen=seen[1] if seen else "", **typed)

    with asking("before", action="forward", facts=["body_phone"]):
        page = sends()
        assert MADE in page.cited() and "В справочнике нет телефона" in page.text
        OtherBody.objects.filter(pk=to.pk).update(phone="8 800 100-34-34")
        sends()
        goes_out(case)
        told = Contact.objects.filter(case=case, direction="out").latest("pk").text
        assert "8 800 100-34-34" in told
