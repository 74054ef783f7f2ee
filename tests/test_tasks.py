"""Background tasks: each stands alone, one body's failure stops no other and is seen by its people until it passes."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from priemnaya.config import tasks
from priemnaya.config.runner import for_each_body
from priemnaya.core.models import Alert

from .helpers import case_of


def test_one_bodys_failure_never_stops_anothers(cast: Any, client: Client) -> None:
    done = []

    def act(body: Any) -> None:
        if body == cast.udm:
            raise RuntimeError("папка не читается")
        done.append(body.slug)

    assert for_each_body("knowledge_folders", "Общая папка базы знаний", act) == [cast.udm]
    assert set(done) >= set(cast.bodies) - {cast.udm.slug}
    client.force_login(cast.registrar)
    page = client.get("/w/", follow=True).content.decode()
    assert "Фоновая работа «Общая папка базы знаний» не выполняется" in page
    assert "папка не читается" in page
    client.force_login(cast.stranger)
    assert "папка не читается" not in client.get("/w/", follow=True).content.decode()


def test_the_next_success_resolves_the_alert_and_the_same_failure_is_told_once(cast: Any) -> None:
    def fail(body: Any) -> None:
        raise RuntimeError("нет места")

    for_each_body("rollups", "Показатели", fail)
    for_each_body("rollups", "Показатели", fail)
    assert Alert.objects.filter(organisation_id=cast.udm.pk, kind="task:rollups", resolved_at=None).count() == 1
    for_each_body("rollups", "Показатели", lambda body: None)
    assert not Alert.objects.filter(kind="task:rollups", resolved_at=None).exists()


def test_a_failure_with_other_words_replaces_the_alert(cast: Any) -> None:
    for words in ("нет места", "нет прав"):
        with patch.object(tasks, "refresh_due", side_effect=RuntimeError(words)):
            tasks.rollups(0)
    told = Alert.objects.get(organisation_id=cast.udm.pk, kind="task:rollups", resolved_at=None)
    assert "нет прав" in told.text


def test_reminders_of_one_body_come_though_anothers_fail(cast: Any) -> None:
    case_of(cast.udm)
    real, asked = tasks.remind_body, []

    def failing(body: Any) -> int:
        asked.append(body.slug)
        if body == cast.altai:
            raise RuntimeError("сломано")
        return real(body)

    with patch.object(tasks, "remind_body", failing):
        tasks.reminders(0)
    assert set(asked) >= set(cast.bodies)
    assert Alert.objects.filter(kind="task:reminders").get().organisation_id == cast.altai.pk


def test_a_failing_outbox_is_told_to_every_body(cast: Any) -> None:
    with patch.object(tasks, "deliver_ready", side_effect=RuntimeError("нет сети")):
        tasks.deliver_outbox()
    told = Alert.objects.filter(kind="task:deliver_outbox", resolved_at=None)
    assert {a.organisation_id for a in told} == {b.pk for b in cast.bodies.values()}


@pytest.mark.unit
def test_every_nudge_names_a_task_that_exists() -> None:
    import re
    from pathlib import Path

    from procrastinate.contrib.django import app

    from priemnaya.core.listening import TASKS

    source = Path(tasks.__file__).parents[1]
    nudged = {
        name for path in source.rglob("*.py") for name in re.findall(r'nudge\("(\w+)"\)', path.read_text("utf-8"))
    } | {name for names in TASKS.values() for name in names}
    assert {"deliver_outbox", "route_cases", "read_scans", "build_histories"} <= nudged
    assert nudged <= set(app.tasks)


@pytest.mark.unit
def test_every_task_has_a_lock_of_its_own_name() -> None:
    """Two of one name never wait at once: a slow round is not overtaken by a queue of others."""
    from procrastinate.contrib.django import app

    ours = [t for t in app.tasks.values() if t.func.__module__ == tasks.__name__]
    assert len(ours) > 20
    assert [t.name for t in ours if t.queueing_lock != t.name] == []
