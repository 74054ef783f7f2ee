"""From an organisation to the policy that holds for it and to its calendar. Order files are read once and again when
changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings

from priemnaya.core.journal import alert
from priemnaya.plain import BodyStyle, catalogue, load_style
from priemnaya.policy import Order, OrderError, Policy, load_base, load_order, load_region, register
from priemnaya.policy.texts import Text, complete, load_texts
from priemnaya.worktime import Decree, ProductionCalendar, RegionalDay, RegionalYear

from .models import CalendarDecree, Organisation, RegionalDayRow, RegionalYearRow

register("provides", "layers_of_law", "people.policies.policy_of")

_OVERRIDES: dict[str, Order] = {}


@lru_cache(maxsize=64)
def _order(path: Path, stamp: float) -> Order:
    return load_order(path)


@lru_cache(maxsize=4)
def _base(folder: Path, stamp: float) -> tuple[Order, ...]:
    return tuple(load_base(folder))


FRESH = 1.0  # seconds between looks at the files' times
_seen: dict[str, tuple[float, Any]] = {}


def _fresh(key: str, seconds: float, make: Callable[[], Any]) -> Any:
    """The value made at most `seconds` ago in this process."""
    known, now = _seen.get(key), time.monotonic()
    if known is None or now - known[0] > seconds:
        known = _seen[key] = (now, make())
    return known[1]


def base_layers() -> tuple[Order, ...]:
    folder = Path(settings.ORDERS)
    stamp = _fresh("base", FRESH, lambda: max(p.stat().st_mtime for p in (folder / "base").glob("*.yaml")))
    return tuple(_OVERRIDES.get(o.slug, o) for o in _base(folder, stamp))


@lru_cache(maxsize=64)
def _region(folder: Path, region: str, stamp: float) -> Order | None:
    return load_region(folder, region)


def regional_layers(region: str) -> tuple[Order, ...]:
    """The acts of a region, where it has a file of them."""
    folder = Path(settings.ORDERS)
    path = folder / "regions" / f"{region}.yaml"
    order = _region(folder, region, _fresh(f"region:{region}", FRESH, partial(_stamp, path)))
    return (order,) if order else ()


def order_of(slug: str) -> Order:
    """The order of a body. A test may put a changed copy in place with `overridden`."""
    if slug in _OVERRIDES:
        return _OVERRIDES[slug]
    path = Path(settings.ORDERS) / slug / "order.yaml"
    return _order(path, _fresh(slug, FRESH, lambda: path.stat().st_mtime))


def policy_of(organisation: Organisation) -> Policy:
    """Body's order, acts of its region, federal law, defaults. A subordinate organisation follows its parent's."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    return Policy((order_of(owner.slug), *regional_layers(owner.region), *base_layers()))


def style_of(organisation: Organisation) -> BodyStyle:
    """What the body's `plain.yaml` says to the checker: rules switched, word lists, glossary, thesaurus."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    path = Path(settings.ORDERS) / owner.slug / "plain.yaml"
    stamp = _fresh(f"style:{owner.slug}", FRESH, lambda: path.stat().st_mtime if path.exists() else 0.0)
    return _style(path, stamp)


@lru_cache(maxsize=64)
def _style(path: Path, stamp: float) -> BodyStyle:
    return load_style(path, catalogue())


@lru_cache(maxsize=64)
def _texts(path: Path, stamp: float) -> dict[str, Text]:
    found = load_texts(path)
    if path.parent.name == "base":
        complete(found, path)
    return found


def _stamp(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0


def texts_of(organisation: Organisation) -> dict[str, Text]:
    """The words the body writes to clients with: its own, and those of the base where it has none. A file that can't be
    read stops no letter: the base words go, and an alert says what to mend."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    found: dict[str, Text] = {}
    for slug in ("base", owner.slug):
        path = Path(settings.ORDERS) / slug / "texts.yaml"
        stamp = _fresh(f"texts:{slug}", FRESH, partial(_stamp, path))
        try:
            found |= _texts(path, stamp)
        except OrderError as error:
            if slug == "base":
                raise
            alert("texts", f"Слова органа не прочитаны, письма идут с общими: {error}", organisation_id=owner.pk)
    return found


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
    """Those in force: approved by a second person."""
    return [row.decree for row in CalendarDecree.objects.filter(state="approved").order_by("year")]


CALENDAR_FRESH = 5.0  # seconds after which another process sees a changed calendar


def calendar_of(organisation: Organisation) -> ProductionCalendar:
    """Federal days, decrees loaded later, and the region's days from the editable table."""
    region = organisation.region

    def make() -> ProductionCalendar:
        rows = RegionalDayRow.objects.filter(region=region, removed_at=None)
        days = [RegionalDay(r.region, r.date, r.name, r.act, r.moved_to, r.verified) for r in rows]
        years = [
            RegionalYear(y.region, y.year, y.verified, y.source) for y in RegionalYearRow.objects.filter(region=region)
        ]
        return ProductionCalendar.of(region, decrees(), days, years)

    calendar: ProductionCalendar = _fresh(f"calendar:{region}", CALENDAR_FRESH, make)
    return calendar


def forget_calendars() -> None:
    """The calendar changed in this process: look again at once."""
    for key in [k for k in _seen if k.startswith("calendar:")]:
        _seen.pop(key, None)
