"""One body writes to its clients in its own words, without a line of Python."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from priemnaya.config.cli import main
from priemnaya.core.models import Alert
from priemnaya.people import policies

from ..desk import Desk
from ..helpers import case_of, made_ready
from .test_news import MAIL, news, telling

OWN = """
received:
  subject: "Принято: {number}"
  text: |
    Добрый день, это министерство.

    Ваш номер {number}, код {code}, страница {url}.
"""


@pytest.fixture
def orders(tmp_path: Path, settings: Any) -> Any:
    """A copy of the orders that a test may change."""
    shutil.copytree(settings.ORDERS, tmp_path / "orders")
    settings.ORDERS = tmp_path / "orders"
    policies._seen.clear()
    yield settings.ORDERS
    policies._seen.clear()


def told(case: Any) -> Any:
    return case.contacts.get(direction="out")


def test_one_bodys_primary_reply_changes_and_no_others(cast: Any, orders: Path) -> None:
    (orders / "udmurtia-mio" / "texts.yaml").write_text(OWN, encoding="utf-8")
    ours, theirs = told(case_of(cast.udm)), told(case_of(cast.altai))
    assert ours.subject.startswith("Принято: 20")
    assert ours.text.startswith("Добрый день, это министерство.\n\nВаш номер 20")
    assert "Мы получили ваше обращение" in theirs.text


def test_a_broken_file_stops_no_letter_and_somebody_is_told(cast: Any, orders: Path) -> None:
    (orders / "udmurtia-mio" / "texts.yaml").write_text("received: {text: 'без скобок'}", encoding="utf-8")
    assert "Мы получили ваше обращение" in told(case_of(cast.udm)).text
    assert "texts.yaml:1" in Alert.objects.get(kind__startswith="file:texts.yaml", organisation_id=cast.udm.pk).text


def test_the_check_of_an_order_reads_its_words(
    orders: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL")  # no installation beside the files
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path))
    (orders / "udmurtia-mio" / "texts.yaml").write_text("received: {text: 'без скобок'}", encoding="utf-8")
    assert main(["orders", "check", str(orders / "udmurtia-mio" / "order.yaml")]) == 1
    assert "нужны скобки" in capsys.readouterr().out
    assert orders == settings.ORDERS


def test_a_letter_calls_what_came_by_its_name(cast: Any) -> None:
    """Every letter of a matter called it a message, an appeal and a complaint too."""
    from priemnaya.cases import texts

    for kind, called in (
        ("appeal", "ваше обращение"),
        ("appeal_complaint", "вашу жалобу"),
        ("message", "ваше сообщение"),
    ):
        case = case_of(cast.udm, kind=kind)
        case.kind = kind
        assert f"ответить на {called} № {case.number}" in texts.extended(case, "01.12.2026", "Ждём ответа.")
        assert texts.subject(case, "answer") == f"Ответ на {called} № {case.number}"


@pytest.mark.parametrize("ending", ["\\n\\n{signature}", ""])
def test_own_words_that_leave_no_place_for_the_executor_name_them_all_the_same(
    cast: Any, orders: Path, ending: str
) -> None:
    own = f'told_assigned: {{subject: "Дело № {{number}}", text: "О деле № {{number}}: {{event}}.{ending}"}}'
    (orders / "udmurtia-mio" / "texts.yaml").write_text(own, encoding="utf-8")
    case = made_ready(case_of(cast.udm, **MAIL), cast.head)
    with telling("assigned"):
        Desk(cast.registrar).does(case, "assign", to=cast.executor.pk)
        (said,) = news(case)
    assert said.startswith("О деле №")
    assert cast.executor.short_name in said
    if ending:
        assert said.index(cast.executor.short_name) < said.index(cast.udm.phone), "before the signature"
