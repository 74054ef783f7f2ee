"""The page of a clause says by name who answers for it today: the post or department is the order's, the person ours."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from priemnaya.people.models import Substitution

from ..desk import Desk
from ..helpers import local_day
from .test_guards import MADE, asking

DUTY = {"how": "Начальник смотрит журнал приёма", "every": "quarter"}


def page(cast: Any) -> str:
    return Desk(cast.executor).get(reverse("clause", args=[MADE])).text


def test_the_person_behind_the_word_and_who_stands_in(cast: Any) -> None:
    with asking("by_hand", **DUTY, who="head"):
        assert f"Сегодня отвечает: {cast.head}" in page(cast) and str(cast.signer) not in page(cast)
        days = {"since": local_day(cast.udm, -1), "until": local_day(cast.udm, 1)}
        Substitution.objects.create(employee=cast.head, substitute=cast.signer, **days)
        assert str(cast.signer) in page(cast)
    with asking("by_hand", **DUTY, who="registrar"):
        assert f"Сегодня отвечает: {cast.registrar}" in page(cast)


def test_a_term_of_each_case_names_nobody(cast: Any) -> None:
    term = {"from": "message_registered", "do": "noted", "within": "2wd", "who": "executor"}
    with asking("within", **term):
        assert "Сегодня отвечает" not in page(cast)
