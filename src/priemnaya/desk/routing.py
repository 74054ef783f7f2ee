"""Where a case goes by rule: topic, point, kind, words, service -> unit, and in the unit the employee who knows the
matter and has the fewest open cases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from priemnaya.cases.guard import Guard, guard_of
from priemnaya.cases.models import Case
from priemnaya.cases.models.case import OPEN_STATES
from priemnaya.cases.rules import assignment_verdicts
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

    So it is too when the case names somebody whom nobody has recognised yet, or would come to the head it complains of.
    """
    rules = list(
        RoutingRule.objects.filter(organisation_id=case.organisation_id, is_active=True).select_related(
            "unit__head", "employee", "service"
        )
    )
    codes = [q.topic.code for q in case.questions.select_related("topic") if q.topic] if rules else []
    words = lemmas_of(f"{case.subject} {case.search_text[:5000]}") if any(r.words for r in rules) else set()
    guard = guard_of(case)
    if case.named.standing().filter(employee=None).exists():
        return None
    for rule in rules:
        if fits(rule, case, codes, words):
            route = Route(rule.unit, _employee(rule, case, codes, guard), f"правило «{rule.name}»")
            return route if _may_go(route, case, guard) else None
    if case.service and case.service.unit:
        route = Route(case.service.unit, None, f"подразделение услуги «{case.service.title}»")
        return route if _may_go(route, case, guard) else None
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


def _may_go(route: Route, case: Case, guard: Guard) -> bool:
    return all(v.ok for v in assignment_verdicts(case, route.employee, route.unit, guard))


def _employee(rule: RoutingRule, case: Case, codes: Sequence[str], guard: Guard) -> Employee | None:
    if not rule.by_competence:
        named = rule.employee
        return named if named and named.is_active and _may_have(case, named, guard) else None
    found = candidates(case, rule.unit, codes, guard)
    return found[0] if found else None


def candidates(case: Case, unit: Unit, codes: Sequence[str], guard: Guard | None = None) -> list[Employee]:
    """Who of a unit may take the case: those at work first, then those whose competence covers its service or topic,
    then the least loaded. A complaint never goes to the person complained of."""
    staff = Employee.objects.filter(organisation_id=case.organisation_id, unit=unit, is_active=True).annotate(
        load=Count("cases", filter=Q(cases__state__in=OPEN_STATES))
    )
    guard = guard or guard_of(case)
    able = [e for e in staff if e.may("case.work") and e.may("reply.write") and _may_have(case, e, guard)]
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


def _may_have(case: Case, employee: Employee, guard: Guard) -> bool:
    return all(v.ok for v in assignment_verdicts(case, employee, guard=guard))


def lemmas_of(text: str) -> set[str]:
    """Dictionary forms of the words of a text."""
    return {lemma for w in re.findall(r"[а-яё]{3,}", text.lower()) for lemma in word(w).lemmas}


def words_of(typed: str) -> list[str]:
    """Words as people list them: by commas or lines."""
    return [w.strip() for w in re.split(r"[,\n;]", typed) if w.strip()]
