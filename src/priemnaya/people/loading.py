"""From order files to rows: a sixth body appears with no line of Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from priemnaya.core.journal import alert
from priemnaya.core.models import Event
from priemnaya.policy import Order, Policy
from priemnaya.policy.unsaid import points_of
from priemnaya.worktime import shipped_regional

from .models import InteractionPoint, Organisation, RegionalDayRow, RegionalYearRow, Unit
from .policies import base_layers, regional_layers
from .reaching import normal_email


@transaction.atomic
def sync_body(order: Order) -> Organisation:
    """Create or refresh the organisation, its units, points and subordinate organisations from its order's header."""
    body = order.body
    assert body is not None, "an order of the body layer always has a body"
    organisation, _ = Organisation.objects.update_or_create(
        slug=order.slug,
        defaults={
            "name": body.name,
            "short": body.short,
            "genitive": body.genitive,
            "region": body.region,
            "zone_name": body.zone,
            "accent": body.accent,
            "address": body.address,
            "phone": body.phone,
            "email": normal_email(body.email or next((p.address for p in body.points if p.kind == "email"), "")),
            "site": body.site,
            "chief": body.chief,
            "schedule": {k: list(v) for k, v in body.schedule.items()},
            "needs": list(body.needs),
            "client_kinds": list(body.client_kinds),
        },
    )
    _sync_units(organisation, body)
    close_by_day(organisation, order)
    _sync_points(organisation, order)
    _warn_of_loosening(organisation, order)
    for sub in body.subordinates:
        Organisation.objects.update_or_create(
            slug=f"{order.slug}-{sub.slug}",
            defaults={
                "parent": organisation,
                "name": sub.name,
                "short": sub.name,
                "region": body.region,
                "zone_name": body.zone,
                "accent": body.accent,
            },
        )
    return organisation


def begin(organisation: Organisation) -> None:
    """Note once when the body began to work here; of one that worked before that was noted, by its first event."""
    first = Event.objects.filter(organisation_id=organisation.pk).aggregate(first=Min("at"))["first"]
    Organisation.objects.filter(pk=organisation.pk, began_at=None).update(began_at=first or timezone.now())


def _warn_of_loosening(organisation: Organisation, order: Order) -> None:
    """`prevails:` of a body's order has no force over the law: people are told, the law holds."""
    policy = Policy((order, *regional_layers(order.body.region if order.body else ""), *base_layers()))
    for mine, over in policy.loosening(organisation.local(timezone.now()).date()):
        text = f"{mine.citation}: «prevails» не действует, о том же говорит {over.citation}. Закон выше порядка."
        alert("order", text, organisation_id=organisation.pk)


def _sync_units(organisation: Organisation, body: Any) -> None:
    """Departments of the file; one that a person changed or closed on screen is left alone."""
    ours = set(Unit.objects.filter(organisation=organisation, entered_by__isnull=False).values_list("slug", flat=True))
    for unit in body.units:
        if unit.slug not in ours:
            fields = {"name": unit.name, "functions": unit.functions}
            Unit.objects.update_or_create(organisation=organisation, slug=unit.slug, defaults=fields)


def close_by_day(organisation: Organisation, order: Order) -> int:
    """Departments stand as the file has them while nobody touched them on screen: closed from their day on, open again
    when the file says so. Returns how many changed. Their pages and their past stay."""
    now = timezone.now()
    today = organisation.local(now).date()
    said = {u.slug: bool(u.closed and u.closed <= today) for u in (order.body.units if order.body else ())}
    rows = Unit.objects.filter(organisation=organisation, slug__in=said, entered_by=None)
    odd = [unit for unit in rows if said[unit.slug] != bool(unit.closed_at)]
    for unit in odd:
        unit.closed_at = now if said[unit.slug] else None
    return Unit.objects.bulk_update(odd, ["closed_at"]) if odd else 0


def _sync_points(organisation: Organisation, order: Order) -> None:
    """The register of the file; a point that a person entered, changed or closed on screen is left alone. An order that
    names a point in a clause has approved it; of the others the act is not known until somebody writes it down."""
    assert order.body is not None
    named = {rule.latest.point for _, rule in order.by_kind.get("point_serves", ()) if rule.latest}  # type: ignore[attr-defined]
    rows = InteractionPoint.objects.filter(organisation=organisation)
    ours = set(rows.filter(entered_by__isnull=False).values_list("kind", "address"))
    points = points_of(order)
    for place, point in enumerate(points):
        if (point.kind, point.address) in ours:
            continue
        InteractionPoint.objects.update_or_create(
            organisation=organisation,
            kind=point.kind,
            address=point.address,
            defaults={
                "name": point.name,
                "functions": list(point.functions),
                "approved_by": (point.approved_by or (order.act.citation if point.kind in named else ""))[:200],
                "hours": point.hours,
                "accessibility": list(point.accessibility),
                "place": place,
            },
        )
    kept = [(p.kind, p.address) for p in points]
    for row in rows.filter(entered_by=None):
        if (row.kind, row.address) not in kept:
            row.delete()


@transaction.atomic
def sync_regional_days() -> set[str]:
    """Fill the editable tables from the shipped file; returns the regions whose days changed. What a person entered,
    confirmed or removed is left alone; what came with an earlier release and is not shipped any more goes. Two queries
    when nothing changed.
    """
    years, days = shipped_regional()
    shipped = {
        (d.region, d.date): {"name": d.name, "act": d.act, "moved_to": d.moved_to, "verified": d.verified} for d in days
    }
    compared = {(y.region, y.year): {"verified": y.verified, "source": y.source} for y in years}
    return _sync(RegionalDayRow, "date", shipped, "entered_by_id") | _sync(RegionalYearRow, "year", compared, "by_id")


def _sync(table: Any, key: str, shipped: Mapping[tuple[str, Any], dict[str, Any]], owner: str) -> set[str]:
    """Bring rows of one table to what is shipped; `owner` is the column of the person whose row it is."""
    known = {(row.region, getattr(row, key)): row for row in table.objects.all()}
    changed = set()
    for (region, day), fields in shipped.items():
        row = known.get((region, day))
        if row is None:
            table.objects.create(region=region, **{key: day}, **fields)
        elif (
            getattr(row, owner)
            or getattr(row, "removed_at", None)
            or all(getattr(row, n) == v for n, v in fields.items())
        ):
            continue
        else:
            table.objects.filter(pk=row.pk).update(**fields)
        changed.add(region)
    for place, row in known.items():
        if place not in shipped and not getattr(row, owner) and not getattr(row, "removed_at", None):
            row.delete()
            changed.add(row.region)
    return changed
