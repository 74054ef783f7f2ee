"""Figures keep cases apart that may be closed to their reader: whatever becomes of one, nothing of it stays in what the
reader is told, and nothing else goes with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone
from time_machine import travel

from priemnaya.cases.models import Case, Confidential
from priemnaya.config import tasks
from priemnaya.core.models import Obligation
from priemnaya.people.models import Unit
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.programme.compliance import board
from priemnaya.programme.models import PartFigure
from priemnaya.programme.rollups import refresh_body
from priemnaya.workspace.figures import cases_words

from ..desk import Desk
from ..helpers import case_of, local_day
from .test_figures import CLAUSE, deeds, rows, told

__all__ = ["deeds"]


def hidden(cast: Any, case: Case, by: Any = None) -> None:
    """By a press of its own: whoever hides it sees it on."""
    who = by or cast.registrar
    assert Desk(who).post(f"/w/cases/{case.pk}/confide/", reason="усыновление ребёнка").answered == 302
    assert Confidential.objects.standing().filter(case=case).exists()


def test_a_closed_case_that_went_elsewhere_since_the_count_is_in_no_figure_of_its_parts(
    cast: Any, client: Client, deeds: list[Case]
) -> None:
    """Neither in the department in which it stood then, nor is an open case taken off for it where it stands now."""
    here, there = Unit.objects.filter(organisation=cast.udm).exclude(head=cast.head)[:2]
    Case.objects.filter(pk__in=[c.pk for c in deeds]).update(unit=here)
    Case.objects.filter(pk=deeds[0].pk).update(unit=there)
    hidden(cast, deeds[5])
    refresh_body(cast.udm)
    Case.objects.filter(pk=deeds[5].pk).update(unit=there)
    client.force_login(cast.head)
    for unit, said, all_of_it in ((here, "4 из 4", 5), (there, "1 из 1", 1)):
        asked = f"part=unit:{unit.pk}"
        assert f"{said} мало случаев" in rows(client, f"/w/compliance/?{asked}")[f"п. {CLAUSE}"], unit
        page = told(client, f"/w/compliance/{CLAUSE}/?{asked}")
        assert f"Все {all_of_it} " in page and f"По делам: {cases_words(all_of_it)}" in page, unit


def test_a_figure_of_the_law_keeps_nothing_of_a_closed_case_whose_term_passed_since(cast: Any, client: Client) -> None:
    client.force_login(cast.head)
    refresh_body(cast.udm)
    before = rows(client, "/w/compliance/?show=law")
    case = case_of(cast.udm)
    owed = Obligation.objects.about("case", case.pk).filter(what=REPLY_ON_SUBSTANCE)
    owed.update(layer="federal", clause="59-fz.12.1", due_at=timezone.now() + dt.timedelta(days=3))
    refresh_body(cast.udm)
    assert rows(client, "/w/compliance/?show=law") != before
    hidden(cast, case)
    assert rows(client, "/w/compliance/?show=law") == before, "it is closed since the count"
    refresh_body(cast.udm)
    owed.update(due_at=timezone.now() - dt.timedelta(hours=1))
    assert rows(client, "/w/compliance/?show=law") == before, "it was open when it was counted, and is broken now"


def test_a_case_closed_long_after_its_months_were_counted_leaves_their_parts_at_once(
    cast: Any, client: Client, deeds: list[Case]
) -> None:
    """Before the worker has counted anew, and after, though those months are not due."""
    month = local_day(cast.udm).replace(day=1)
    asked = f"from={month:%Y-%m}&to={month:%Y-%m}&part=person:{cast.executor.pk}"
    with travel(timezone.now() + dt.timedelta(days=150)):
        tasks.rollups(0)
        hidden(cast, deeds[5], by=cast.head)
        for _count in range(2):
            for reader, said in ((cast.head, "83 % 5 из 6"), (cast.analyst, "100 % 5 из 5")):
                client.force_login(reader)
                assert said in rows(client, f"/w/compliance/?{asked}")[f"п. {CLAUSE}"], reader
            tasks.rollups(0)
        assert PartFigure.objects.filter(case=deeds[5].pk, month=month, clause=CLAUSE, by="person").exists()


def test_a_count_of_old_months_that_was_missed_is_made_up_for(cast: Any) -> None:
    """The server is off at night: what ended of last year's counts at the first count of the next day."""
    since = timezone.now() - dt.timedelta(days=300)
    owed = Obligation.objects.about("case", case_of(cast.udm).pk).filter(what=REPLY_ON_SUBSTANCE)
    owed.update(since_at=since, layer="body", clause=CLAUSE, due_at=timezone.now() + dt.timedelta(days=9))
    month = cast.udm.local(since).date().replace(day=1)

    def kept() -> int:
        return next(x for x in board(cast.udm, month, month) if x.clause.number == CLAUSE).kept

    tasks.rollups(0)
    owed.update(fulfilled_at=timezone.now())
    tasks.rollups(60)
    assert kept() == 0, "as far back once a day"
    with travel(timezone.now() + dt.timedelta(days=1)):
        tasks.rollups(120)
        assert kept() == 1
