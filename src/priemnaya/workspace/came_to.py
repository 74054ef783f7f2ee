"""The card of a personal reception opens with what the visitor has said already."""

from __future__ import annotations

from priemnaya.cases.guard import shown_words
from priemnaya.people.models import Employee
from priemnaya.reception.models import Visit
from priemnaya.reception.visits.worded import VISIT

PARTS = ("surname", "name", "patronymic")


def visit_of(me: Employee, key: int | None) -> Visit | None:
    if not key or not me.may("visit.receive"):
        return None
    return Visit.objects.filter(organisation=me.organisation, pk=key).exclude(state="held").first()


def from_visit(me: Employee, key: int | None) -> dict[str, str]:
    """Fields of the form; a name of two or three words by its parts, another as it stands."""
    visit = visit_of(me, key)
    if visit is None:
        return {}
    words = visit.name.split()
    named = dict(zip(PARTS, words, strict=False)) if 1 < len(words) < 4 else {"surname": visit.name}
    text = visit.about if visit.pk in shown_words(VISIT, [visit.pk], me)[0] else ""
    reach = {"phone": visit.phone, "email": visit.email, "text": text}
    return {"visit": str(visit.pk), "point": "in_person", **named, **reach}
