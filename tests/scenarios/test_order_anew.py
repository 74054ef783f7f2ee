"""An order that changes is read anew: everybody concerned hears of it at once and has time, and work goes on
meanwhile."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from priemnaya.core.models import Notice

from ..desk import Desk
from ..helpers import case_of
from .test_broken_files import SLUG, orders, tick

pytestmark = [pytest.mark.django_db]
__all__ = ["orders"]  # the fixture

ACKNOWLEDGED = "values: {2024-09-13: {function: order_acknowledged}}\n"
ASKS = "      - kind: before\n        values: {%s: {action: assign, facts: [order_read]}}\n"
TERM = "{from: message_received, do: primary_reply, within: 24h, skip: non_working_days, if: {electronic: true}}"
WORDS = "Порядок опубликован на сайте, сотрудники с ним ознакомлены."
ANEW, LINE = "Порядок изменился", "Прочитайте его и подтвердите до"


def changed(orders: Path, was: str, now: str) -> None:
    path = orders / SLUG / "order.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(was) == 1
    path.write_text(text.replace(was, now), encoding="utf-8")
    tick()


def test_a_new_edition_asks_to_read_it_with_a_term_and_stops_no_work(cast: Any, orders: Path) -> None:
    executor, case = Desk(cast.executor), case_of(cast.udm)
    told = Notice.objects.filter(employee_id=cast.executor.pk, text__contains=ANEW)
    day = timezone.localtime().date()

    def given() -> bool:
        """Tried by the page: to the executor, then back."""
        page = Desk(cast.head).on(case, "assign", to=cast.executor.pk)
        case.refresh_from_db()
        went = case.assignee == cast.executor
        assert went or "прочитал порядок" in page.text
        type(case).objects.filter(pk=case.pk).update(assignee=None)
        return went

    # The order asks it from today on: everybody has time, nobody is stopped.
    changed(orders, ACKNOWLEDGED, ACKNOWLEDGED + ASKS % day)
    assert told.count() == 1 and "утверждающий акт, п. 4" in told.get().text
    assert LINE in executor.get("/w/").text and given()
    executor.post("/w/order/acknowledge/")
    assert LINE not in executor.get("/w/").text and given()
    assert "Вы ознакомились" in executor.get("/w/order/").text

    # Other words, and what only informs: nothing to read anew.
    changed(orders, f'"{WORDS}"', f'{{2024-09-13: "{WORDS}", {day}: "Порядок опубликован, сотрудники его читали."}}')
    assert told.count() == 1 and LINE not in executor.get("/w/").text

    # Another term from tomorrow: told at once, and the former reading holds until the day.
    changed(orders, TERM + "}", TERM + f", {day + dt.timedelta(days=1)}: {TERM.replace('24h', '8h')}}}")
    assert told.count() == 2 and "3.5" in told.latest("pk").text
    assert LINE in executor.get("/w/").text and ANEW in executor.get("/w/order/").text and given()
    later = timezone.now() + dt.timedelta(days=20)
    with patch("django.utils.timezone.now", lambda: later):
        assert not given()
        executor = Desk(cast.executor)  # the session of that day is over
        executor.post("/w/order/acknowledge/")
        assert LINE not in executor.get("/w/").text and given()
