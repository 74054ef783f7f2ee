"""Whom the words of a visitor name: looked for before a time or a number is held, else in the background."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.actions.reading import Words, words_told
from priemnaya.cases.incoming import Matter
from priemnaya.core.each import each
from priemnaya.people.models import Organisation
from priemnaya.reception.models import Visit

AT_ONCE = 200


def words_of(organisation: Organisation, about: str, name: str) -> Words:
    """Before any lock: the search may wait for its turn."""
    return words_told(organisation, Matter(about), name) if about.strip() else Words()


def keep_from(visit: Visit, words: Words) -> None:
    """Of a visit that is held and saved."""
    visit.closed_to.set([n.employee for n in words.named if n.employee])
    if visit.unsought != words.waits:
        visit.unsought = words.waits
        visit.save(update_fields=["unsought"])


def seek_in_visits(organisation: Organisation) -> int:
    """Words that found no turn when they came. Nobody reads them before; how many were looked through, the newest
    first."""
    rows = Visit.objects.filter(organisation=organisation, unsought=True).order_by("-pk")[:AT_ONCE]
    return each(list(rows), _sought, "words of a visit")


def _sought(visit: Visit) -> bool:
    words = words_of(visit.organisation, visit.about, visit.name)
    if words.waits:
        return False
    with transaction.atomic():
        held = Visit.objects.select_for_update().filter(pk=visit.pk).first()
        if held is None or (held.about, held.name) != (visit.about, visit.name):
            return False
        keep_from(held, words)
    return True
