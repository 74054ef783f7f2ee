"""What is set up at the desk in words, field by field: for the journal of settings, and to tell two pages apart."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation

from priemnaya.cases.models import CASE_KINDS
from priemnaya.knowledge.models import Service
from priemnaya.people.models import Competence, Unit
from priemnaya.policy.contact_points import title_of

from .models import Checklist, Macro, RoutingRule


def yes(value: object) -> str:
    return "да" if value else "нет"


def rule_told(row: RoutingRule) -> dict[str, str]:
    """A routing rule: its conditions, then where it leads."""
    with translation.override("ru"):
        return {
            "Название": row.name,
            "Услуга": row.service.title if row.service else "",
            "Код темы": row.topic,
            "Слова": ", ".join(row.words),
            "Виды дел": ", ".join(str(CASE_KINDS.get(k, k)) for k in row.kinds),
            "Точки": ", ".join(title_of(p) for p in row.points),
            "Подразделение": str(row.unit),
            "Тому, кто знает и меньше занят": yes(row.by_competence),
            "Сотрудник": row.employee.short_name if row.employee else "",
            "Включено": yes(row.is_active),
        }


def steps_told(macros: Iterable[Macro], titles: dict[str, str]) -> dict[int | None, list[tuple[str, str]]]:
    """Of each macro its steps, as (what it does, with which words). titles: what each step is called."""
    rows = list(macros)
    named = {str(s.get("value", "")) for m in rows for s in m.steps if s["do"] == "unit"}
    bodies = {m.organisation_id for m in rows}
    units = Unit.objects.filter(organisation__in=bodies, slug__in=named) if named else Unit.objects.none()
    names = dict(units.values_list("slug", "name"))

    def words(step: dict[str, str]) -> str:
        value = str(step.get("value", ""))
        return names.get(value, value) if step["do"] == "unit" else value

    return {m.pk: [(titles.get(s["do"], s["do"]), words(s)) for s in m.steps] for m in rows}


def macro_told(row: Macro, steps: Iterable[tuple[str, str]]) -> dict[str, str]:
    """steps: its own of `steps_told`."""
    told = {"Название": row.name}
    for number, (title, words) in enumerate(steps, 1):
        told[f"Шаг {number}"] = f"{title}{f': {words}' if words else ''}"
    return told


def checklist_told(row: Checklist) -> dict[str, str]:
    with translation.override("ru"):
        return {
            "Название": row.name,
            "Вид дела": str(CASE_KINDS.get(row.kind, row.kind)) if row.kind else "любой",
            "Услуга": row.service.title if row.service else "",
            "Пункты": "\n".join(row.items),
        }


def _area(row: Competence) -> str:
    if row.kind == "service":
        titles = Service.objects.filter(organisation_id=row.employee.organisation_id, slug=row.area)
        return f"услуга «{titles.values_list('title', flat=True).first() or row.area}»"
    return f"{Competence.KINDS[row.kind]} {row.area}"


def competence_told(row: Competence) -> dict[str, str]:
    return {
        "Сотрудник": row.employee.short_name,
        "Что умеет": _area(row),
        "Чем подтверждено": row.basis,
        "До какого дня": f"{row.until:%d.%m.%Y}" if row.until else "бессрочно",
    }
