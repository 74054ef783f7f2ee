"""What the head alone signs, who acts as head signs too; and a term is put off by whom the order names."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation
from priemnaya.people.models import Employee, Substitution, Unit

from ..desk import Desk
from ..helpers import GOOD, case_of, local_day, made_ready
from .test_every_value import CLAUSE, clause_of
from .test_guards import ACTIONS, MADE, asking
from .test_order_words import with_clause


def away(cast: Any, who: Employee, instead: Employee) -> str:
    days = {"since": f"{local_day(cast.udm):%Y-%m-%d}", "until": f"{local_day(cast.udm, 5):%Y-%m-%d}"}
    page = Desk(cast.admin).post("/w/staff/substitutions/", employee=who.pk, substitute=instead.pk, **days)
    return page.text


def test_a_deputy_who_stands_in_for_the_head_signs_what_the_head_alone_signs(cast: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.head)
    Desk(cast.executor).writes(case, GOOD)
    Desk(cast.executor).does(case, "reply/submit")
    signer = Desk(cast.signer)
    with asking("before", action="send_reply", facts=["signed_by_head"]):
        stopped = signer.sends(case).text
        assert "подписывает сам руководитель" in stopped and "«Замещениях»" in stopped
        assert "работает с делами" not in away(cast, cast.head, cast.signer)
        assert Substitution.objects.filter(employee=cast.head, substitute=cast.signer).exists()
        signer.sends(case)
        assert case.replies.filter(state__in=("signed", "sent"), signer=cast.signer).exists()


def test_who_signs_nothing_stands_in_for_nobody_s_cases(cast: Any) -> None:
    assert "работает с делами" in away(cast, cast.executor, cast.signer)
    assert not Substitution.objects.exists()


def test_a_term_is_put_off_by_whom_the_order_names(cast: Any) -> None:
    deputy = cast.hire("deputy", cast.udm, "Замов", "head")
    Employee.objects.filter(pk=deputy.pk).update(post="Заместитель руководителя")
    case = case_of(cast.udm)
    named = {"action": "extend", "facts": ["extended_by_named"], "person": "заместитель руководителя"}
    with asking("before", **named):
        stopped = ACTIONS["extend"](Desk(cast.head), case).text
        assert "Срок продлевает заместитель руководителя" in stopped and f"п. {MADE}" in stopped
        assert "за него — кто его замещает" in stopped
        ACTIONS["extend"](Desk(deputy), case)
        assert case.contacts.filter(notice="extension").count() == 1


def heads(cast: Any, who: Employee) -> str:
    """What the page says as somebody is taken as head of every department."""
    rows = Unit.objects.filter(organisation=cast.udm, closed_at=None)
    return [Desk(cast.admin).post(f"/w/staff/units/{unit.pk}/head/", head=who.pk).text for unit in rows][-1]


def test_a_rule_that_names_the_head_of_a_department_says_whom_it_waits_for_and_leads_into_no_dead_end(
    cast: Any,
) -> None:
    """Seen: «исполняется системой» while no department had a head, and one without the right to decide stopped all."""
    Unit.objects.filter(organisation=cast.udm).update(head=None)
    of_unit = {"action": "extend", "facts": ["extended_by_named"], "person": "head_of_unit"}
    desk, page = Desk(cast.head), f"/w/order/{CLAUSE}/"
    with with_clause(cast, clause_of("before", of_unit)):
        told = desk.get(page).text
        assert "частью исполняется системой" in told and "не записан ни один" in told
        assert "нет на это права" in heads(cast, cast.executor)
        told = desk.get(page).text
        assert "частью исполняется системой" in told and "вправе решать" in told
        case = made_ready(case_of(cast.udm), cast.head)
        Desk(cast.head).does(case, "assign", to=cast.executor.pk)
        ACTIONS["extend"](desk, case)
        assert case.contacts.filter(notice="extension").count() == 1, "the head of the body meanwhile"
        chief = cast.hire("chief", cast.udm, "Отделов", "head")
        assert "нет на это права" not in heads(cast, chief)
        told = desk.get(page).text
        assert "частью исполняется" not in told and "исполняется системой" in told


def test_while_the_named_one_is_away_and_who_stands_in_may_not_the_head_does(cast: Any) -> None:
    deputy = cast.hire("deputy", cast.udm, "Замов", "head")
    Employee.objects.filter(pk=deputy.pk).update(post="Заместитель руководителя")
    case = case_of(cast.udm)
    named = {"action": "extend", "facts": ["extended_by_named"], "person": "заместитель руководителя"}
    with asking("before", **named):
        assert "не вправе продлить срок" in away(cast, deputy, cast.executor)
        ACTIONS["extend"](Desk(cast.head), case)
        assert case.contacts.filter(notice="extension").count() == 1


def test_two_whom_one_clause_names_are_two_people_and_two_presses(cast: Any) -> None:
    """Seen: «Проверено», pressed once, met the lawyer and the second approver of one clause alike."""
    lawyer = cast.hire("lawyer", cast.udm, "Юристов", "signer")
    Employee.objects.filter(pk=lawyer.pk).update(post="Юрист")
    case = made_ready(case_of(cast.udm), cast.head)
    Desk(cast.executor).writes(case, GOOD)
    Desk(cast.executor).does(case, "reply/submit")
    both = {"action": "send_reply", "facts": ["checked_by_named", "second_approver"], "person": "юрист"}
    with asking("before", **both):
        Desk(lawyer).does(case, "reply/check", version=case.replies.get().version)
        again = Desk(lawyer).on(case, "reply/check", version=case.replies.get().version).text
        assert "«Проверено». Второй раз" in again
        stopped = Desk(cast.head).sends(case).text
        assert "Согласуют разные люди: юрист и ещё один сотрудник" in stopped
        Desk(cast.signer).does(case, "reply/check", version=case.replies.get().version)
        page = Desk(cast.head).get(f"/w/signing/{case.pk}/").text
        assert "Юристов" in page and str(cast.signer) in page
        Desk(cast.head).sends(case)
        assert case.replies.filter(state__in=("signed", "sent")).exists()


def test_the_head_of_another_department_reads_what_the_own_head_may_not_read_for_them(cast: Any) -> None:
    own, other = Unit.objects.filter(organisation=cast.udm, closed_at=None).order_by("pk")[:2]
    mine, theirs = (cast.hire(f"head{n}", cast.udm, name, "head") for n, name in enumerate(("Своев", "Чужаков")))
    Employee.objects.filter(pk=cast.executor.pk).update(unit=own)
    Unit.objects.filter(pk=own.pk).update(head=mine)
    Unit.objects.filter(pk=other.pk).update(head=theirs)
    case = made_ready(case_of(cast.udm), cast.head)
    Desk(cast.executor).writes(case, GOOD)
    Desk(cast.executor).does(case, "reply/submit")
    with asking("before", action="send_reply", facts=["checked_by_named"], person="head_of_other_unit"):
        Desk(mine).does(case, "reply/check", version=case.replies.get().version)
        assert "начальник другого отдела" in Desk(cast.head).sends(case).text
        Desk(theirs).does(case, "reply/check", version=case.replies.get().version)
        Desk(cast.head).sends(case)
        assert case.replies.filter(state__in=("signed", "sent")).exists()


def test_a_letter_shows_by_when_it_is_due_and_not_what_the_case_owes_sooner(cast: Any) -> None:
    """Seen: «1 раб. час» of the letter about the executor stood over the answer that was due in three weeks."""
    case = made_ready(case_of(cast.udm), cast.head)
    Desk(cast.executor).writes(case, GOOD)
    Desk(cast.executor).does(case, "reply/submit")
    soon = timezone.now() + dt.timedelta(hours=1)
    owed = Obligation.objects.about("case", case.pk).open()
    answer = owed.get(what="reply_on_substance")
    owed.exclude(pk=answer.pk).update(due_at=soon)
    Case.objects.filter(pk=case.pk).update(due_at=soon)
    due = f"{cast.udm.local(answer.due_at):%d.%m.%Y}"
    assert f"до {due}" in Desk(cast.signer).get(f"/w/cases/{case.pk}/reply/").text
