"""From an organisation to the policy that holds for it and to its calendar. Order files are read once and again when changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from priemnaya.policy import Order, Policy, load_base, load_order, register
from priemnaya.worktime import Decree, ProductionCalendar, RegionalDay, load_decree

from .models import CalendarDecree, Organisation, RegionalDayRow

register("provides", "layers_of_law", "people.policies.policy_of")

_OVERRIDES: dict[str, Order] = {}


@lru_cache(maxsize=64)
def _order(path: Path, stamp: float) -> Order:
    return load_order(path)


@lru_cache(maxsize=4)
def _base(folder: Path, stamp: float) -> tuple[Order, ...]:
    return tuple(load_base(folder))


def base_layers() -> tuple[Order, ...]:
    folder = Path(settings.ORDERS)
    base = tuple(_base(folder, max(p.stat().st_mtime for p in (folder / "base").glob("*.yaml"))))
    return tuple(_OVERRIDES.get(o.slug, o) for o in base)


def order_of(slug: str) -> Order:
    """The order of a body. A test may put a changed copy in place with `overridden`."""
    if slug in _OVERRIDES:
        return _OVERRIDES[slug]
    path = Path(settings.ORDERS) / slug / "order.yaml"
    return _order(path, path.stat().st_mtime)


def policy_of(organisation: Organisation) -> Policy:
    """Body's order, then federal law, then defaults. A subordinate organisation follows its parent's order."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    return Policy((order_of(owner.slug), *base_layers()))


@contextmanager
def overridden(*orders: Order) -> Iterator[None]:
    """Put changed copies of orders in place for a block: what the removal tests use."""
    before = dict(_OVERRIDES)
    _OVERRIDES.update({o.slug: o for o in orders})
    try:
        yield
    finally:
        _OVERRIDES.clear()
        _OVERRIDES.update(before)


def decrees() -> list[Decree]:
    return [d for row in CalendarDecree.objects.order_by("year") for d in load_decree(row.text)]


def calendar_of(organisation: Organisation) -> ProductionCalendar:
    """Federal days, decrees loaded later, and the region's days from the editable table."""
    rows = RegionalDayRow.objects.filter(region=organisation.region)
    days = [RegionalDay(r.region, r.date, r.name, r.act, r.moved_to) for r in rows]
    return ProductionCalendar.of(organisation.region, decrees(), days)
