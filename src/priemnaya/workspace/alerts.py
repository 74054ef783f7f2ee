"""What needs attention, for whom it concerns: alerts that say the same of several cases are one line with a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from priemnaya.cases.guard import unbarred_subjects
from priemnaya.cases.models import Case
from priemnaya.core.models import Alert
from priemnaya.people.models import Employee, Substitution

MOST = 200
"""Alerts that are looked through for those alike."""
OF_FILES = Q(kind__startswith="file:") | Q(kind__startswith="load:")


@dataclass(frozen=True)
class Alike:
    """Alerts that say the same, the newest first. text: without the number of the case, where they are several.
    numbers: of the case of each; empty where it is about none."""

    text: str
    alerts: list[Alert]
    numbers: list[str]

    @property
    def first(self) -> Alert:
        return self.alerts[0]

    @property
    def each(self) -> list[tuple[Alert, str]]:
        return list(zip(self.alerts, self.numbers, strict=True))


def alerts_for(me: Employee) -> QuerySet[Alert]:
    """Those of the body for who receives messages, files to whoever mends them; of a case also for whoever has it, and
    stands in for them."""
    open_ = Alert.objects.filter(organisation_id=me.organisation_id, resolved_at=None)
    if me.may("case.register"):
        concern = ~OF_FILES
    else:
        mine = Case.objects.filter(Q(assignee=me) | Q(assignee__in=Substitution.objects.absent(me)))
        concern = Q(subject_type="case", subject_id__in=mine.values("pk"))
    if me.may("settings.edit"):  # files are mended by whoever looks after the system
        concern |= OF_FILES
    return unbarred_subjects(open_.filter(concern), me)


def alike(rows: list[Alert]) -> list[Alike]:
    """One query, for the numbers of the cases."""
    keys = {row.subject_id for row in rows if row.subject_type == "case" and row.subject_id}
    numbers = dict(Case.objects.filter(pk__in=keys).values_list("pk", "number")) if keys else {}
    found: dict[tuple[str, str, str], list[tuple[Alert, str]]] = {}
    for row in rows:
        number = numbers.get(row.subject_id or 0, "") if row.subject_type == "case" else ""
        found.setdefault((row.kind, row.subject_type, _without(row.text, number)), []).append((row, number))
    return [
        Alike(text if len(same) > 1 else same[0][0].text, [a for a, _n in same], [n for _a, n in same])
        for (_kind, _about, text), same in found.items()
    ]


def _without(text: str, number: str) -> str:
    if not number:
        return text
    return text.removeprefix(f"Дело {number}. ").replace(number, "…")
