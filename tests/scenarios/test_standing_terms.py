"""«На время уточнения срок ответа стоит, но не дольше четырнадцати дней»: by the rule that says so alone; the law's term
runs on, and the letter to the client says which it is."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone
from pydantic import ValidationError

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact
from priemnaya.cases.terms import open_term, recount
from priemnaya.policy import KINDS

from ..desk import Desk
from ..helpers import case_of, local_day, message
from .test_guards import MADE, asking

TERM = {"from": "message_registered", "do": "reply_on_substance", "within": "5d", "stands": "14d"}
QUESTION = {"question": "Какой номер у участка?"}


def due(case: Case) -> dt.date:
    owed = open_term(Case.objects.get(pk=case.pk))
    assert owed is not None
    return case.organisation.local(owed.due_at).date()


def later(days: int) -> Any:
    at = timezone.now() + dt.timedelta(days=days)
    return patch("django.utils.timezone.now", lambda: at)


def letter(case: Case) -> str:
    return str(Contact.objects.filter(case=case, notice="clarification").latest("pk").text)


def test_it_stands_while_the_client_is_asked_and_goes_on_with_the_answer(cast: Any) -> None:
    with asking("within", **TERM):
        case, desk = case_of(cast.udm, kind="message"), Desk(cast.head)
        assert due(case) == local_day(cast.udm, 5)
        desk.does(case, "clarify", **QUESTION)
        assert due(case) == local_day(cast.udm, 5 + 14)
        assert f"ответим до {local_day(cast.udm, 19):%d.%m.%Y}" in letter(case).replace("Мы о", "мы о")
        assert "срок стоит" in letter(case) and "не меняется" not in letter(case)
        page = desk.get(case.get_absolute_url()).text
        assert "срок стоит, пока ждём ответа клиента" in page and f"п. {MADE}" in page
        with later(4):
            actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text="Номер 18:26:010203:45"))
            assert due(case) == local_day(cast.udm, 5)
        assert "срок стоял" in open_term(Case.objects.get(pk=case.pk)).reasoning  # type: ignore[union-attr]


def test_several_waits_are_no_longer_in_all_than_the_order_says(cast: Any) -> None:
    with asking("within", **{**TERM, "stands": "6d"}):
        case = case_of(cast.udm, kind="message")
        first = due(case)
        for turn, waited in enumerate((4, 6)):
            with later(turn * 5):
                actions.clarify_case(Case.objects.get(pk=case.pk), f"Какой номер у участка {turn}?", by=cast.head)
            with later(turn * 5 + 4):
                actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text=f"Вот {turn}"))
            assert due(case) == first + dt.timedelta(days=waited)
        assert due(case) == first + dt.timedelta(days=6)
        assert recount(Case.objects.get(pk=case.pk), "календарь изменился") == 0


def test_a_term_of_the_law_runs_on_and_the_letter_says_so(cast: Any) -> None:
    with asking("within", **{**TERM, "within": "29d"}):
        case, desk = case_of(cast.udm, kind="appeal"), Desk(cast.head)
        before = due(case)
        desk.does(case, "clarify", **QUESTION)
        moved = due(case)
        assert before <= moved <= local_day(cast.udm, 30), "no later than the law"
        owed = open_term(Case.objects.get(pk=case.pk))
        assert owed is not None and (owed.layer == "federal" or moved == before)
    other = case_of(cast.udm, kind="appeal", text="Второй вопрос")
    first = due(other)
    Desk(cast.head).does(other, "clarify", **QUESTION)
    assert due(other) == first and "Срок нашего ответа от этого не меняется" in letter(other)


def test_only_the_term_of_an_answer_may_stand() -> None:
    for change in ({"do": "registration", "from": "message_received"}, {"stands": "14wd"}, {"stands": "0d"}):
        with pytest.raises(ValidationError):
            KINDS["within"].values.model_validate({**TERM, **change})
