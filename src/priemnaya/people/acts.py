"""The text of the act that a body publishes beside its order."""

from __future__ import annotations

from .models import ActText, Organisation


def act_of(organisation: Organisation) -> ActText | None:
    """A subordinate works by the act of its body. Its text as a whole is read by who asks for it: pages show the words
    of clauses."""
    rows = ActText.objects.filter(organisation_id=organisation.parent_id or organisation.pk)
    return rows.select_related("file").defer("text").first()
