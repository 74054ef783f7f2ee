"""Where a case goes by rule: topic, point, kind, words, service -> unit, and in the unit the employee who knows the
matter and has the fewest open cases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from priemnaya.cases.guard import Guard, guard_of
from priemnaya.cases.guarded import known_of
from priemnaya.cases.models import Case
from priemnaya.cases.models.case import OPEN_STATES
from priemnaya.cases.rules import assignment_verdicts, giving_verdicts
from priemnaya.people.hands import why_not_given
from priemnaya.people.models import Competence, Employee, Substitution, Unit
from priemnaya.plain.words import word

from .models import RoutingRule


@dataclass(frozen=True)
class Route:
    """Where to: the unit, perhaps the employee, and which rule said so (for people)."""

    unit: Unit
    employee: Employee | None
    why: str


def route_of(case: Case) -> Route | None:
    """The first rule that fits; without one, the unit that gives the service of the case. None: nobody knows, a person
    decides.

    So it is too when the case names somebody whom nobody has recognised yet, would come to the head it complains of, or
    lacks what the order asks before a case is given.
    """
    rules = list(
        RoutingRule.objects.filter(organisation_id=case.organisation_id, is_active=True).select_related(
            "unit__head", "employee", "service"
        )
    )
    codes = [q.topic.code for q in case.questions.select_related("topic") if q.topic] if rules else []
    words = lemmas_of(f"{case.subject} {case.search_text[:5000]}") if any(r.words for r in rules) else set()
    given = Giving(case, guard_of(case), known_of(case))
    if case.named.standing().filter(employee=None).exists():
        return None
    for rule in rules:
        if fits(rule, case, codes, words):
            route = Route(rule.unit, _employee(rule, codes, given), f"правило «{rule.name}»")
            return route if given.allows(route.employee, route.unit) else None
    if case.service and case.service.unit:
        route = Route(case.service.unit, None, f"подразделение услуги «{case.service.title}»")
        return route if given.allows(route.employee, route.unit) else None
    return None


def fits(rule: RoutingRule, case: Case, codes: Sequence[str], words: set[str]) -> bool:
    conditions = [
        (rule.topic, any(code.startswith(rule.topic) for code in codes)),
        (rule.points, case.point in rule.points),
        (rule.kinds, case.kind in rule.kinds),
        (rule.service_id, case.service_id == rule.service_id),
        (rule.words, bool(words & lemmas_of(" ".join(rule.words)))),
    ]
    asked = [holds for condition, holds in conditions if condition]
    return bool(asked) and all(asked)


@dataclass(frozen=True)
class Giving:
    """What the order is asked with about a case, whoever gets it; known: of the case, each thing read when asked. A
    rule of the desk says no task and has no reason to write: what asks for those leaves the case to a person."""

    case: Case
    guard: Guard
    known: Mapping[str, Any]

    def allows(self, to: Employee | None, unit: Unit | None = None) -> bool:
        if unit is not None and unit.closed_at:  # nobody works there: a person decides
            return False
        if why_not_given(to, unit):
            return False
        asked = assignment_verdicts(self.case, to, unit, self.guard)
        return all(v.ok for v in asked) and all(v.ok for v in giving_verdicts(self.case, to, "", unit, self.known))


def _employee(rule: RoutingRule, codes: Sequence[str], given: Giving) -> Employee | None:
    if not rule.by_competence:
        named = rule.employee
        return named if named and named.is_active and given.allows(named) else None
    found = candidates(rule.unit, codes, given)
    return found[0] if found else None


def candidates(unit: Unit, codes: Sequence[str], given: Giving) -> list[Employee]:
    """Who of a unit may take the case: those at work first, then those whose competence covers its service or topic,
    then the least loaded. A complaint never goes to the person complained of."""
    case = given.case
    staff = Employee.objects.filter(organisation_id=case.organisation_id, unit=unit, is_active=True).annotate(
        load=Count("cases", filter=Q(cases__state__in=OPEN_STATES))
    )
    able = [e for e in staff if e.may("case.work") and e.may("reply.write") and given.allows(e)]
    knows = knowing([e.pk for e in able], case, codes)
    away = set(Substitution.objects.now(case.organisation).values_list("employee_id", flat=True))
    return sorted(able, key=lambda e: (e.pk in away, e.pk not in knows, e.load, e.pk))  # type: ignore[attr-defined]


def knowing(employees: Sequence[int], case: Case, codes: Sequence[str]) -> set[int]:
    """Whose recorded competence covers the case."""
    rows = Competence.objects.current(case.organisation).filter(employee_id__in=employees)
    slug = case.service.slug if case.service else ""
    return {
        c.employee_id
        for c in rows
        if (c.kind == "service" and c.area == slug)
        or (c.kind == "topic" and any(code.startswith(c.area) for code in codes))
    }


def lemmas_of(text: str) -> set[str]:
    """Dictionary forms of the words of a text."""
    return {lemma for w in re.findall(r"[а-яё]{3,}", text.lower()) for lemma in word(w).lemmas}


def words_of(typed: str) -> list[str]:
    """Words as people list them: by commas or lines."""
    return [w.strip() for w in re.split(r"[,\n;]", typed) if w.strip()]
