"""From an organisation to the policy that holds for it and to its calendar. Order files are read once and again when
changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from priemnaya.plain import BodyStyle, catalogue, load_style
from priemnaya.policy import Order, Policy, register
from priemnaya.policy.connection import GLOSSARY, fills
from priemnaya.policy.loading import LAYERS, REGIONAL
from priemnaya.policy.texts import Text, complete, load_texts
from priemnaya.worktime import Decree, ProductionCalendar, RegionalDay, RegionalYear

from .editions import BASE, ORDER, _seen, good
from .editions import fresh as _fresh
from .models import CalendarDecree, Organisation, RegionalDayRow, RegionalYearRow
from .once import loaded

register("provides", "layers_of_law", "people.policies.policy_of")

_OVERRIDES: dict[str, Order] = {}


def base_layers() -> tuple[Order, ...]:
    """The layers of law and of the product's defaults, as they were last read well."""
    layers = [good(BASE, f"{name}.yaml", partial(_layer, name, layer)) for name, layer in LAYERS]
    return tuple(_OVERRIDES.get(o.slug, o) for o in layers)


def _layer(name: str, layer: str, path: Path, text: str | None) -> Order:
    return loaded(path, layer, name, text)


def regional_layers(region: str) -> tuple[Order, ...]:
    """The acts of a region, where it has a file of them, as they were last read well."""
    order = good(REGIONAL, f"{region}.yaml", _region, lambda: None) if region else None
    return (order,) if order else ()


def _region(path: Path, text: str | None) -> Order | None:
    """One line `{}` in place of a file says that the region has none any more."""
    if text is None or text.strip() == "{}":
        return None
    return loaded(path, "regional", path.stem.lower(), text)


def order_of(slug: str) -> Order:
    """The order of a body, as it was last read well. A test may put a changed copy in place with `overridden`. Raises
    OrderError for one that was never read well."""
    return _OVERRIDES[slug] if slug in _OVERRIDES else good(slug, ORDER, order_made)


def order_made(path: Path, text: str | None) -> Order:
    return loaded(path, "body", "", text)


def policy_of(organisation: Organisation) -> Policy:
    """Body's order, acts of its region, federal law, defaults. A subordinate organisation follows its parent's."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    return _policy(owner.slug)


def _policy(slug: str) -> Policy:
    order = order_of(slug)
    return Policy((order, *regional_layers(order.body.region if order.body else ""), *base_layers()))


_OWNERS: dict[int, str] = {}


def policy_by_key(organisation_id: int, subject: Any = None) -> Policy:
    """The policy of a body known by its key, at no query once its name is known. subject: whose organisation may be at
    hand."""
    if organisation_id not in _OWNERS:
        at_hand = getattr(subject, "_state", None) and subject._state.fields_cache.get("organisation")
        known = subject if isinstance(subject, Organisation) else at_hand
        body = known or Organisation.objects.select_related("parent").get(pk=organisation_id)
        owner = body.parent if body.parent_id else body
        assert owner is not None
        _OWNERS[organisation_id] = owner.slug
    return _policy(_OWNERS[organisation_id])


def style_of(organisation: Organisation) -> BodyStyle:
    """What the body's `plain.yaml` says to the checker: rules switched, word lists, glossary, thesaurus."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    return good(owner.slug, "plain.yaml", style_made, BodyStyle)


@fills(GLOSSARY)
def has_glossary(slug: str) -> bool:
    return bool(good(slug, "plain.yaml", style_made, BodyStyle).glossary)


def style_made(path: Path, text: str | None) -> BodyStyle:
    return load_style(path, catalogue(), text)


def texts_made(path: Path, text: str | None) -> dict[str, Text]:
    found = load_texts(path, text)
    if path.parent.name == BASE:
        complete(found, path)
    return found


def texts_of(organisation: Organisation) -> dict[str, Text]:
    """The words the body writes to clients with: its own, and those of the base where it has none. A file that can't be
    read stops no letter: what it said last goes on, or the base words, and an alert says what to mend."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    return good(BASE, "texts.yaml", texts_made) | good(owner.slug, "texts.yaml", texts_made, dict)


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
