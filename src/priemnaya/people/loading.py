"""From order files to rows: a sixth body appears with no line of Python."""

from __future__ import annotations

from django.db import transaction

from priemnaya.policy import Order
from priemnaya.worktime import shipped_regional

from .models import InteractionPoint, Organisation, RegionalDayRow, Unit


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
            "email": body.email,
            "site": body.site,
            "chief": body.chief,
            "schedule": {k: list(v) for k, v in body.schedule.items()},
            "needs": list(body.needs),
            "client_kinds": list(body.client_kinds),
        },
    )
    for unit in body.units:
        Unit.objects.update_or_create(
            organisation=organisation, slug=unit.slug, defaults={"name": unit.name, "functions": unit.functions}
        )
    for place, point in enumerate(body.points):
        InteractionPoint.objects.update_or_create(
            organisation=organisation,
            kind=point.kind,
            address=point.address,
            defaults={
                "name": point.name,
                "functions": list(point.functions),
                "approved_by": (point.approved_by or order.act.citation)[:200],
                "hours": point.hours,
                "accessibility": list(point.accessibility),
                "place": place,
            },
        )
    kept = [(p.kind, p.address) for p in body.points]
    for row in InteractionPoint.objects.filter(organisation=organisation):
        if (row.kind, row.address) not in kept:
            row.delete()
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


def sync_regional_days() -> None:
    """First fill of the editable table; rows people changed are left alone."""
    for day in shipped_regional()[1]:
        RegionalDayRow.objects.get_or_create(
            region=day.region, date=day.date, defaults={"name": day.name, "act": day.act, "moved_to": day.moved_to}
        )
