"""A client who has not rated an answer is reminded of it so many days later, once, by a letter with the link; the order
says whether and when."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone
from pydantic import ValidationError

from priemnaya.cases.models import Case, Contact, Reply
from priemnaya.config import tasks
from priemnaya.core.models import Event, Obligation
from priemnaya.people.policies import overridden
from priemnaya.policy import KINDS
from priemnaya.policy.texts import Text

from ..desk import Desk
from ..helpers import GOOD, case_of, goes_out, made_ready, undone
from .test_guards import MADE, asking, made

MAIL = {"chosen_point": "email", "chosen_address": "maria@mail.example"}


def answered(cast: Any, days_ago: int, **changes: Any) -> Case:
    """The letter left so many days ago."""
    case, desk = made_ready(case_of(cast.udm, **{**MAIL, **changes}), cast.head), Desk(cast.head)
    desk.writes(case, GOOD)
    desk.sends(case)
    goes_out(case)
    Reply.objects.filter(case=case).update(sent_at=timezone.now() - dt.timedelta(days=days_ago))
    case.refresh_from_db()
    return case


def sweeps(cast: Any, hour: int = 12) -> None:
    """The worker comes by, at that hour of the body's day."""
    at = cast.udm.local(timezone.now()).replace(hour=hour, minute=5)
    with patch("django.utils.timezone.now", lambda: at):
        tasks.find_unrated_answers()


def letters(case: Case) -> list[str]:
    return list(Contact.objects.filter(case=case, notice="happened").order_by("pk").values_list("text", flat=True))


def test_reminded_once_after_the_days_of_the_order_with_the_link(cast: Any) -> None:
    early, late = answered(cast, 6), answered(cast, 9, text="Второй вопрос")
    with asking("tell", on="not_rated", whom=["client"], after="7d"):
        sweeps(cast, hour=3)
        assert letters(late) == [], "nobody is written to at night"
        sweeps(cast)
        sweeps(cast)
        assert letters(early) == []
        [told] = letters(late)
        link = re.search(r"https?://[^/]+(/udmurtia-mio/rate/\S+/)", told)
        assert link and "Больше мы об этом не напомним" in told
        assert Client().get(link[1]).status_code == 200
        owed = Obligation.objects.about("case", late.pk).get(what="news", clause=MADE)
        goes_out(late)
        owed.refresh_from_db()
        assert owed.kept
        assert "Клиент не оценил ответ" in Desk(cast.head).get(late.get_absolute_url()).text


def test_who_rated_is_not_reminded_nor_anybody_without_the_rule(cast: Any) -> None:
    rated, waiting = answered(cast, 9), answered(cast, 9, text="Второй вопрос")
    token = Reply.objects.get(case=rated).survey_token
    Client().post(f"/udmurtia-mio/rate/{token}/", {"satisfaction": "5"})
    sweeps(cast)
    assert not Event.objects.filter(verb="survey.unanswered").exists(), "no rule of this body asks"
    with asking("tell", on="not_rated", whom=["client"], after="7d"):
        sweeps(cast)
    assert letters(rated) == [] and len(letters(waiting)) == 1


def test_an_answer_that_left_before_the_rule_or_was_opened_again_is_left_alone(cast: Any) -> None:
    before, reopened = answered(cast, 400), answered(cast, 9, text="Второй вопрос")
    Desk(cast.head).does(reopened, "reopen", reason="Клиент принёс новые сведения")
    with asking("tell", on="not_rated", whom=["client"], after="7d"):
        sweeps(cast)
    assert letters(before) == [] and letters(reopened) == []


def test_own_words_without_the_place_have_the_link_all_the_same(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from priemnaya.cases import texts

    known, case = texts.texts_of(cast.udm), answered(cast, 9)
    own = {**known, "told_not_rated": Text("Дело {number}.\n\n{signature}", "Оцените ответ")}
    monkeypatch.setattr(texts, "texts_of", lambda _body: own)
    with asking("tell", on="not_rated", whom=["client"], after="7d"):
        sweeps(cast)
    [told] = letters(case)
    assert "/udmurtia-mio/rate/" in told and told.index("/rate/") < told.index(cast.udm.name[:20])


def test_a_term_runs_from_it_and_staff_hear_of_it(cast: Any) -> None:
    case = answered(cast, 9)
    order = made("udmurtia-mio", "within", **{"from": "not_rated", "do": "noted", "within": "3wd"})
    with overridden(order):
        sweeps(cast)
    row = Obligation.objects.about("case", case.pk).get(clause=MADE)
    assert row.what == "noted" and row.is_open and letters(case) == []


def test_what_cannot_be_is_refused(cast: Any) -> None:
    for values, told in (
        ({"on": "rated", "whom": ["client"], "after": "7d"}, "только с on: not_rated"),
        ({"on": "not_rated", "whom": ["client"], "after": "7h"}, "after: дни, рабочие дни или месяцы"),
    ):
        with undone(told), pytest.raises(ValidationError, match=told):
            KINDS["tell"].values.model_validate(values)
