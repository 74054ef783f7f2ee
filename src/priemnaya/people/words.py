"""From the words of orders about people to the people of a body: who answers for something, who is told."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Employee, Organisation, Substitution, Unit

MAY: dict[str, str] = {
    "head": "case.decide",
    "signer": "reply.sign",
    "editor": "knowledge.edit",
    "admin": "settings.edit",
    "personnel": "people.manage",
}
ROLE: dict[str, str] = {"registrar": "registrar", "analyst": "analyst"}


def people_of(
    body: Organisation, word: str, *, executor: Employee | None = None, unit: Unit | None = None
) -> list[Employee]:
    """The employees that a word means, with who stands in for them; the heads where it means nobody yet.
    Raises KeyError for a word that means nobody ever: the grammar takes none."""
    staff = list(Employee.objects.filter(organisation=body, is_active=True).select_related("unit").order_by("pk"))
    found = _meant(body, word, staff, executor, unit)
    return with_substitutes(body, found or [e for e in staff if e.may(MAY["head"])])


def _meant(
    body: Organisation, word: str, staff: list[Employee], executor: Employee | None, unit: Unit | None
) -> list[Employee]:
    if word == "executor":
        return [e for e in staff if executor is not None and e.pk == executor.pk]
    if word == "head_of_unit":
        place = unit or (executor.unit if executor else None)
        return [e for e in staff if place is not None and e.pk == place.head_id]
    if word == "heads_of_units":
        heads = set(body.units.filter(closed_at=None).exclude(head=None).values_list("head_id", flat=True))
        return [e for e in staff if e.pk in heads]
    if word in ROLE:
        return [e for e in staff if ROLE[word] in e.roles]
    return [e for e in staff if e.may(MAY[word]) and (word != "editor" or "editor" in e.roles)]


def with_substitutes(body: Organisation, people: Iterable[Employee]) -> list[Employee]:
    """These, and those who stand in for them today."""
    known = {e.pk: e for e in people}
    away = Substitution.objects.now(body).filter(employee_id__in=known).select_related("substitute")
    return list({**known, **{s.substitute_id: s.substitute for s in away if s.substitute.is_active}}.values())
