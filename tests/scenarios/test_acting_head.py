"""What the head alone signs, who acts as head signs too; and a term is put off by whom the order names."""

from __future__ import annotations

from typing import Any

from priemnaya.people.models import Employee, Substitution

from ..desk import Desk
from ..helpers import GOOD, case_of, local_day, made_ready
from .test_guards import ACTIONS, MADE, asking


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
