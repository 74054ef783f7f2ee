"""What leads cases to a department: rules and macros of the desk, and services that it gives."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from priemnaya.desk.models import Macro, RoutingRule
from priemnaya.knowledge.models import Service
from priemnaya.people.models import Unit


def leading_to(units: Iterable[Unit]) -> dict[int, list[str]]:
    """Department -> each of them in words; in the same queries for however many departments."""
    rows = list(units)
    by_slug = {(u.organisation_id, u.slug): u.pk for u in rows}
    found: dict[int, list[str]] = {u.pk: [] for u in rows}
    for rule in RoutingRule.objects.filter(unit__in=rows, is_active=True):
        found[rule.unit_id].append(_("правило «%s»") % rule.name)
    for macro in Macro.objects.filter(organisation_id__in={u.organisation_id for u in rows}):
        slugs = {str(s.get("value", "")) for s in macro.steps if s["do"] == "unit"}
        for pk in {by_slug[macro.organisation_id, slug] for slug in slugs if (macro.organisation_id, slug) in by_slug}:
            found[pk].append(_("макрос «%s»") % macro.name)
    for service in Service.objects.filter(unit__in=rows, withdrawn_at=None):
        found[service.unit_id or 0].append(_("услуга «%s»") % service.title)
    return found
