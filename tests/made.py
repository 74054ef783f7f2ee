"""Orders made for tests: a folder of orders of its own, with the base layers and bodies that have an order and nothing
else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "tests" / "orders_made"


def orders_of(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *slugs: str, files: tuple[str, ...] = ("order.yaml",)
) -> Path:
    """The product's orders folder for this test: what is shipped, and of each made body the named files alone."""
    from django.conf import settings

    from priemnaya.people import policies

    shutil.copytree(ROOT / "orders", folder)
    for slug in slugs:
        (folder / slug).mkdir()
        for name in files:
            shutil.copy(MADE / slug / name, folder / slug / name)
    monkeypatch.setenv("PRIEMNAYA_ORDERS", str(folder))
    monkeypatch.setattr(settings, "ORDERS", folder)
    monkeypatch.setattr(policies, "_seen", {})
    return folder
