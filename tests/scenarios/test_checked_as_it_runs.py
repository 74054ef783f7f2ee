"""`orders check` says what the running system says, or what it could not look at; one clock, the body's own; a file that
need not be there is told of to nobody."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from priemnaya.cases.guarded import guard
from priemnaya.config.cli import checking, main
from priemnaya.config.cli.places import load_files
from priemnaya.config.demo.filling import _played
from priemnaya.core.models import Alert
from priemnaya.people.interaction import ways_to
from priemnaya.people.models import GoodFile, InteractionPoint, Organisation
from priemnaya.policy import OrderError, load_order
from priemnaya.policy.engine import require
from priemnaya.programme.compliance import board

from ..helpers import case_of
from ..made import orders_of
from .test_broken_files import SLUG, orders, tick, told
from .test_guards import asking
from .test_the_past import CLAUSE, OLD, RULE, corrected, more

__all__ = ["more", "orders"]
pytestmark = [pytest.mark.django_db]
Said = pytest.CaptureFixture[str]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: Said) -> Any:
    """`orders check` of a file, beside the database of the tests: (code, what is wrong, what was not looked at)."""
    monkeypatch.setattr(checking, "with_database", lambda **_: nullcontext())

    def run(*files: Path) -> tuple[int, str, str]:
        monkeypatch.setenv("PRIEMNAYA_ORDERS", str(settings.ORDERS))
        code = main(["orders", "check", *map(str, files)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_what_the_server_refuses_the_check_refuses_in_the_same_words(
    cast: Any, orders: Path, more: Any, check: Any
) -> None:
    path = orders / SLUG / "order.yaml"
    assert more(corrected(OLD)) == []
    case_of(cast.udm, kind="message")
    for clauses in (CLAUSE % f"2024-10-01: {RULE % '10d'}", ""):
        (alert,) = more(clauses)
        code, said, unseen = check(path)
        assert (code, unseen) == (1, ""), clauses
        assert alert.splitlines()[1] in said, clauses
    assert "открытые сроки: " in said


def test_a_file_that_has_gone_is_told_of_by_the_check_too(cast: Any, orders: Path, check: Any) -> None:
    (orders / SLUG / "texts.yaml").unlink()
    code, said, _ = check(orders / SLUG / "order.yaml")
    assert code == 1 and "texts.yaml" in said and "файла нет; если он больше не нужен" in said


def test_what_could_not_be_looked_at_is_said(
    cast: Any, orders: Path, check: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = orders / SLUG / "order.yaml"
    GoodFile.objects.filter(slug=SLUG, name="order.yaml").delete()
    code, _, unseen = check(path)
    assert code == 0 and "Не сверено: " in unseen and "прежней редакции в базе нет" in unseen
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path))
    code, _, unseen = check(path)
    assert code == 0 and "не изменено ли прошлое" in unseen and "базы данных здесь нет" in unseen


def test_a_command_that_read_files_first_finds_the_database_all_the_same(tmp_path: Path) -> None:
    """Django was set up before the embedded server had an address: `orders check` asked no database at all."""
    program = (
        "import contextlib, os, sys\n"
        "url = os.environ.pop('DATABASE_URL')\n"
        "from priemnaya.config import database\n"
        "from priemnaya.config.cli import places\n"
        "database.ready = lambda folder, lasting=False: contextlib.nullcontext(url)\n"
        "places.setup()\n"
        "with places.with_database(migrate=False):\n"
        "    from django.db import connection\n"
        "    with connection.cursor() as cursor:\n"
        "        cursor.execute('select current_database()')\n"
        "        print(cursor.fetchone()[0])\n"
    )
    here = connection.settings_dict
    url = f"postgresql:///{here['NAME']}?host={here['HOST']}&user={here['USER']}" + (
        f"&port={here['PORT']}" if here["PORT"] else ""
    )
    known = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run([sys.executable, "-c", program], env=known, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == here["NAME"], done.stderr


KAMCHATKA = """
order: {title: "Стандарт общения", date: 2025-03-14, status: in_force}
body: {name: "Агентство", region: RU-KAM, zone: %s}
clauses:
  - clause: "4.1"
    demand: "Ответ дают за десять дней."
    corrected: {2026-09-17: "опечатка: в приказе десять дней"}
    rules:
      - kind: within
        values: {2025-03-14: {from: message_registered, do: reply_on_substance, within: 10d}}
"""


def test_a_correction_has_the_day_of_the_body(tmp_path: Path) -> None:
    """In the evening of Moscow it is the next morning in Kamchatka."""
    (tmp_path / "vet").mkdir()
    path = tmp_path / "vet" / "order.yaml"
    with time_machine.travel(dt.datetime(2026, 9, 16, 20, 30, tzinfo=dt.UTC)):
        path.write_text(KAMCHATKA % "Asia/Kamchatka", encoding="utf-8")
        assert load_order(path).clauses
        path.write_text(KAMCHATKA % "Europe/Moscow", encoding="utf-8")
        with pytest.raises(OrderError, match="ещё не наступил: сегодня 2026-09-16"):
            load_order(path)


def test_an_alert_tells_the_time_of_the_body(cast: Any, orders: Path) -> None:
    Organisation.objects.filter(slug=SLUG).update(zone_name="Asia/Kamchatka")
    loaded = GoodFile.objects.get(slug=SLUG, name="order.yaml").loaded_at
    (orders / SLUG / "order.yaml").unlink()
    more_said = _told_after_a_look(orders)
    assert f"от {Organisation.objects.get(slug=SLUG).local(loaded):%d.%m.%Y %H:%M}." in more_said


def _told_after_a_look(orders: Path) -> str:
    tick()
    return told(orders / SLUG / "order.yaml")[0]


def test_a_body_with_an_order_alone_has_no_alert_of_a_file(
    cast: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    orders_of(monkeypatch, tmp_path / "orders", "yantar-gzhi")
    load_files()
    body = Organisation.objects.get(slug="yantar-gzhi")
    assert not Alert.objects.filter(organisation_id=body.pk, resolved_at=None, kind__startswith="file:").exists()


def test_alerts_of_files_go_to_whoever_mends_them(cast: Any, orders: Path, more: Any) -> None:
    (orders / SLUG / "order.yaml").unlink()
    assert "не читается" in _told_after_a_look(orders)
    for person, sees in ((cast.registrar, False), (cast.admin, True)):
        client = Client()
        client.force_login(person)
        assert ("не читается" in client.get("/w/", follow=True).content.decode()) is sees


def test_a_point_without_an_address_is_promised_to_nobody(cast: Any) -> None:
    body = cast.bodies["novosibirsk-okn"]
    points = InteractionPoint.objects.filter(organisation=body, kind="email")
    assert "email" in {p.row.kind for p in ways_to(body, "complain")}
    assert points[0].name in Client().get(f"/{body.slug}/points/").content.decode()
    points.update(address="")
    assert "email" not in {p.row.kind for p in ways_to(body, "complain")}
    assert f"</span> {points[0].name}" not in Client().get(f"/{body.slug}/points/").content.decode()
    month = body.local(timezone.now()).date().replace(day=1)
    waiting = [line.state.missing for line in board(body, month, month) if line.state.missing]
    assert ("подключение точки «электронная почта» (нет адреса)",) in waiting


def test_a_clause_about_a_point_that_is_not_connected_waits_until_it_is(cast: Any, settings: Any) -> None:
    body, staff = cast.bodies["novosibirsk-okn"], Client()
    staff.force_login(cast.hire("okn-admin", body, "Порядкова", "admin"))
    pages = [(staff, "/w/order/"), (staff, "/w/points/"), (Client(), f"/{body.slug}/order/")]

    def said() -> list[bool]:
        return ["обмен не настроен" in who.get(page).content.decode() for who, page in pages]

    assert said() == [True, True, True]
    settings.EXCHANGE = f"epgu+folder://?body={body.slug}"
    assert said() == [False, False, False]


def test_the_demonstration_says_once_what_an_order_stops_and_where_it_is_put_right(cast: Any) -> None:
    def step() -> None:
        with asking("before", action="close", facts=["files_kept"]):
            require(guard("close", case))

    case, left_out = case_of(cast.udm), Counter[str]()
    for _ in range(3):
        _played(left_out, step)
    ((words, count),) = left_out.items()
    assert count == 3 and "Что сделать: Приложите файлы" in words and "order.yaml: п. 99.1" in words
