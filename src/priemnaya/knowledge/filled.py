"""Whether the knowledge base of a body has anything to take from: a rule that asks for its use waits until it has."""

from __future__ import annotations

from priemnaya.people.models import Organisation
from priemnaya.policy.connection import MATERIALS, fills

from .models import Article


def has_materials(organisation: Organisation) -> bool:
    """A subordinate organisation has a base of its own. A dictionary alone is none: a body whose only articles are the
    terms of its plain.yaml would have to put a term into every letter."""
    held = Article.objects.filter(organisation=organisation, current__isnull=False, archived_at=None)
    return held.exclude(kind="term").exists()


@fills(MATERIALS)
def body_has_materials(slug: str) -> bool:
    body = Organisation.objects.filter(slug=slug, parent=None).first()
    return body is not None and has_materials(body)
