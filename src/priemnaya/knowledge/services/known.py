"""Which services a body gives: those of its catalogue's file, and those that people described on screen."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from priemnaya.knowledge.models import Service
from priemnaya.policy import OrderError
from priemnaya.policy.connection import SERVICES, fills

from .loading import load_catalogue


def services_of(slug: str) -> set[str]:
    """The rows, and the file: at the first start the order is read before the services are."""
    rows = Service.objects.filter(organisation__slug=slug, withdrawn_at=None)
    return {*rows.values_list("slug", flat=True), *services_of_file(Path(settings.ORDERS) / slug)}


@fills(SERVICES)
def has_services(slug: str) -> bool:
    """By the file where it lists any, with no query: pages of the order ask it each time."""
    path = Path(settings.ORDERS) / slug / "services.yaml"
    listed = path.is_file() and "\nservices:" in f"\n{path.read_text(encoding='utf-8', errors='replace')}"
    return listed or Service.objects.filter(organisation__slug=slug, withdrawn_at=None).exists()


def services_of_file(folder: Path) -> set[str]:
    """None where the file is not there or can't be read: its own errors are told elsewhere."""
    path = folder / "services.yaml"
    try:
        return {one.slug for one in load_catalogue(path).services} if path.is_file() else set()
    except OrderError:
        return set()
