"""A body with order.yaml and nothing else works: it is loaded, filled by the demonstration, and every page opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from priemnaya.config.cli.places import load_files
from priemnaya.config.demo import fill_once
from priemnaya.people.models import Organisation

from ..made import orders_of

SLUG = "yantar-gzhi"


@pytest.fixture
def body(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    orders_of(monkeypatch, tmp_path / "orders", SLUG)
    load_files()
    return Organisation.objects.get(slug=SLUG)


def test_the_demonstration_fills_a_body_that_has_only_an_order(
    body: Organisation, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_once([SLUG])
    assert capsys.readouterr().err == ""
    assert body.cases.count() > 20
    assert body.cases.filter(state="answered").count() > 5
