"""What a person owes, for «Сегодня»: what is late of all that is theirs; beside cases, measures and duties of the order
that they confirm."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.guard import unbarred_subjects
from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation
from priemnaya.knowledge.models import Section
from priemnaya.outreach.actions.measures import cited, where
from priemnaya.outreach.models import ClauseMeasure, ImprovementMeasure
from priemnaya.people.duties import BODY, OF_THE_BODY, answering, titled
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.words import Staff
from priemnaya.policy.vocabulary.events import to_do
from priemnaya.reception.calls.seen import seen_call_backs
from priemnaya.reception.models import CallBack

SOON = dt.timedelta(days=14)
MEASURE, OF_CLAUSE, BACK = "improvementmeasure", "clausemeasure", "callback"


@dataclass(frozen=True)
class Owed:
    """One line: what is to be done (`verb`), of what, where, and by when."""

    verb: str
    title: str
    path: str
    term: Obligation


@dataclass(frozen=True)
class Named:
    """What lines name, looked up once for both lists of a page."""

    measures: dict[int, ImprovementMeasure]
    of_clauses: dict[int, Owed]
    backs: dict[int, CallBack]
    staff: Staff

    @classmethod
    def of(cls, found: list[Obligation], me: Employee) -> Named:
        return cls(_measures(found, me), _of_clauses(found, me), _promised(found, me), Staff(me.organisation))


def owed_and_late(me: Employee) -> tuple[list[Owed], list[Owed]]:
    """What is owed beside cases and late or due within two weeks, the nearest first; and all that is late, the oldest
    first. Measures of cases closed to the person are left out; a duty whose period has not begun as well."""
    soon, late = _soon(me), list(late_rows(me).order_by("due_at", "pk"))
    named = Named.of([*soon, *late], me)
    return _beside_cases(soon, me, named), _late(late, named)


def _soon(me: Employee) -> list[Obligation]:
    now = timezone.now()
    rows = Obligation.objects.open().filter(organisation_id=me.organisation_id, due_at__lt=now + SOON)
    own = Q(subject_type__in=(MEASURE, OF_CLAUSE, BACK), responsible_id=me.pk)
    mine = own | Q(subject_type=BODY, since_at__lte=now)
    return list(rows.filter(mine).order_by("due_at", "pk"))


def _beside_cases(found: list[Obligation], me: Employee, named: Named) -> list[Owed]:
    lines = []
    for row in found:
        if row.subject_type == MEASURE and (measure := named.measures.get(row.subject_id)):
            path = f"{measure.case.get_absolute_url()}#measure-{measure.pk}"
            title = _("%(text)s (дело № %(number)s)") % {"text": measure.text, "number": measure.case.number}
            lines.append(Owed(_("Выполнить"), title, path, row))
        elif line := named.of_clauses.get(row.subject_id) if row.subject_type == OF_CLAUSE else None:
            lines.append(line)
        elif promise := named.backs.get(row.subject_id) if row.subject_type == BACK else None:
            lines.append(Owed(_("Перезвонить"), promise.what[:80], promise.get_absolute_url(), row))
        elif row.subject_type == BODY and me.pk in {e.pk for e in answering(row, me.organisation, named.staff)}:
            verb = _("Подтвердить") if "every" in row.rule else _("Сделать")
            lines.append(Owed(verb, titled(row, named.staff), reverse("duties"), row))
    return lines


def late_rows(me: Employee) -> QuerySet[Obligation]:
    """Every term of theirs that has passed, but of what is closed to them: what «Сегодня» names, and what makes its
    figure in the menu red."""
    rows = Obligation.objects.overdue().filter(organisation_id=me.organisation_id, responsible_id=me.pk)
    began = Organisation.objects.filter(pk=me.organisation_id).values("began_at")[
        :1
    ]  # the menu keeps no instant but now
    early = Q(subject_type__in=OF_THE_BODY, due_at__lt=Coalesce(Subquery(began), F("due_at")))
    return unbarred_subjects(rows.exclude(early), me)


def _late(found: list[Obligation], named: Named) -> list[Owed]:
    keys = {kind: [row.subject_id for row in found if row.subject_type == kind] for kind in ("case", "section")}
    cases = Case.objects.only("pk", "number").in_bulk(keys["case"]) if keys["case"] else {}
    sections = Section.objects.only("pk", "slug", "title").in_bulk(keys["section"]) if keys["section"] else {}
    lines = []
    for row in found:
        verb = to_do(row.what, str(row.rule.get("from", "")))
        if case := cases.get(row.subject_id) if row.subject_type == "case" else None:
            lines.append(Owed(verb, f"№ {case.number}", case.get_absolute_url(), row))
        elif section := sections.get(row.subject_id) if row.subject_type == "section" else None:
            lines.append(Owed(verb, section.title, reverse("knowledge_section", args=[section.slug]), row))
        elif measure := named.measures.get(row.subject_id) if row.subject_type == MEASURE else None:
            path = f"{measure.case.get_absolute_url()}#measure-{measure.pk}"
            lines.append(Owed(_("Выполнить"), measure.text, path, row))
        elif line := named.of_clauses.get(row.subject_id) if row.subject_type == OF_CLAUSE else None:
            lines.append(line)
        elif promise := named.backs.get(row.subject_id) if row.subject_type == BACK else None:
            lines.append(Owed(_("Перезвонить"), promise.what[:80], promise.get_absolute_url(), row))
        elif row.subject_type == BODY:
            lines.append(Owed(_("Подтвердить"), titled(row, named.staff), reverse("duties"), row))
    return lines


def _promised(found: list[Obligation], me: Employee) -> dict[int, CallBack]:
    keys = [row.subject_id for row in found if row.subject_type == BACK]
    return seen_call_backs(me).in_bulk(keys) if keys else {}


def _of_clauses(found: list[Obligation], me: Employee) -> dict[int, Owed]:
    """The lines of measures about clauses."""
    owed = {row.subject_id: row for row in found if row.subject_type == OF_CLAUSE}
    rows = ClauseMeasure.objects.filter(organisation_id=me.organisation_id, pk__in=owed) if owed else ()
    named = [(m, cited(me.organisation, m.clause) or m.clause) for m in rows]
    return {m.pk: Owed(_("Выполнить"), f"{m.text} ({clause})", where(m), owed[m.pk]) for m, clause in named}


def _measures(found: list[Obligation], me: Employee) -> dict[int, ImprovementMeasure]:
    keys = [row.subject_id for row in found if row.subject_type == MEASURE]
    if not keys:
        return {}
    seen = Case.objects.seen_by(me).values("pk")
    return ImprovementMeasure.objects.filter(case__in=seen).select_related("case").in_bulk(keys)
