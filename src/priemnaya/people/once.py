"""What is made once of the same names and the same text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from priemnaya.policy import Order, load_order
from priemnaya.policy.checks import is_kept


@lru_cache(maxsize=500)
def place(root: str, slug: str, name: str) -> Path:
    """Of a file of an order. Every rule that is asked goes by it, and to put a path together took longer than all else
    of that."""
    return Path(root) / slug / name


def loaded(path: Path, layer: str, slug: str, text: str | None) -> Order:
    """An order of this text. What says the same is read once: a kept edition, one whose row was not committed. What may
    stand in a file hangs on the day, and days begin at full hours; of a new file more is asked than of a kept one."""
    if text is None:
        return load_order(path, layer, slug)
    return _loaded(path, layer, slug, text, int(timezone.now().timestamp() // 3600), is_kept())


@lru_cache(maxsize=40)
def _loaded(path: Path, layer: str, slug: str, text: str, hour: int, kept: bool) -> Order:
    return load_order(path, layer, slug, text)
