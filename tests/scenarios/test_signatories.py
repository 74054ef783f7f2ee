"""A collective message: how many people signed it is written at registration or on the page of the case, and rules ask
for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.actions.working import Question
from priemnaya.cases.facts_seen import token
from priemnaya.cases.models import Case
from priemnaya.people.policies import overridden

from ..desk import Desk
from ..helpers import case_of, undone, working_day
from .test_event_terms import made
from .test_signs_and_seasons import due_of

SOONER = ("91.1", "within", "from: message_registered, do: reply_on_substance, within: 2wd, if: {signatories: 10}")
ASKED = ("91.2", "before", "action: assign, facts: [task_given], if: {signatories: 10}")


def test_on_the_page_of_the_case_the_number_turns_the_term_and_the_guard(cast: Any, tmp_path: Path) -> None:
    with overridden(made(tmp_path, SOONER, ASKED)):
        case, desk = case_of(cast.udm), Desk(cast.head)
        usual = due_of(case)
        for signed, held in (("9", False), ("10", True), ("300", True), ("1", False)):
            page = desk.on(case, "kind", kind=case.kind, signatories=signed)
            case.refresh_from_db()
            assert case.signatories == int(signed) and (due_of(case) < usual) is held
            assert (f"коллективное, подписали: {signed}" in page.text) is (int(signed) > 1)
            assert ("91.2" in desk.on(case, "assign", to=cast.executor.pk).cited()) is held


def test_a_registrar_writes_it_while_taking_the_letter_down(cast: Any, tmp_path: Path) -> None:
    typed = {"point": "post", "kind": "appeal", "surname": "Лесной", "name": "Пётр", "text": "Почините мост."}
    typed |= {"postal_address": "Ижевск, Ленина, 1", "chosen_point": "post"}
    with overridden(made(tmp_path, SOONER)):
        desk = Desk(cast.registrar)
        for wrong in ("много", "0", "-3", "²", "99999999"):
            with undone(wrong):
                page = desk.post(reverse("case_new"), **typed, signatories=wrong)
                assert page.status == 422 and "впишите число, от 1" in page.text and "Почините мост." in page.source
                assert f'value="{wrong}"' in page.source
        page = desk.post(reverse("case_new"), **typed, signatories="34")
        case = Case.objects.latest("pk")
        assert case.signatories == 34 and "коллективное, подписали: 34" in page.text
        assert due_of(case) <= working_day(cast.udm, 3)
        desk.post(reverse("case_new"), **typed, signatories="")
        assert Case.objects.latest("pk").signatories == 1


def test_a_page_left_open_does_not_write_over_it(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.head)
    seen = token(case, "kind")
    actions.change_kind(case, case.kind, by=cast.registrar, signatories=7)
    desk.post(reverse("case_kind", args=[case.pk]), kind=case.kind, signatories="3", seen=seen, fact="kind")
    case.refresh_from_db()
    assert case.signatories == 7
    page = desk.on(case, "kind", kind=case.kind, signatories="ноль")
    case.refresh_from_db()
    assert case.signatories == 7 and "впишите число, от 1" in page.text


def test_a_question_taken_out_of_a_collective_letter_stays_collective(cast: Any) -> None:
    case = case_of(cast.udm)
    actions.change_kind(case, case.kind, by=cast.head, signatories=7)
    two = [Question(words, None, "") for words in ("Первое", "Второе")]
    actions.classify_case(case, two, by=cast.head)
    fresh = actions.split_case(case, case.questions.latest("pk"), by=cast.head)
    assert fresh.signatories == 7
