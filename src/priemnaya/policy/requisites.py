"""What of a body itself two editions of its order say otherwise: its clock and hours, which every term hangs on, its
departments, points and lists, which clauses speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .contact_points import title_of
from .order import Body, Order

DAYS = {"mon": "пн", "tue": "вт", "wed": "ср", "thu": "чт", "fri": "пт", "sat": "сб", "sun": "вс"}
TITLES = {
    "name": "название",
    "short": "короткое название",
    "genitive": "название в родительном падеже",
    "region": "регион, а с ним его выходные дни и акты",
    "zone": "часовой пояс, а с ним часы и дни всех сроков",
    "schedule": "часы работы, а с ними сроки в рабочих часах",
    "accent": "цвет",
    "address": "адрес",
    "phone": "телефон",
    "email": "почта",
    "site": "сайт",
    "chief": "руководитель",
    "head_of_region": "орган главы региона",
    "points": "точки взаимодействия",
    "units": "подразделения",
    "subordinates": "учреждения",
    "client_kinds": "виды клиентов",
    "needs": "потребности",
}
assert TITLES.keys() == Body.model_fields.keys()


def requisites(old: Order, new: Order) -> list[str]:
    """Each that differs, in words."""
    if old.body is None or new.body is None:
        return []
    found: list[str] = []
    for name, title in TITLES.items():
        was, now = getattr(old.body, name), getattr(new.body, name)
        if was != now:
            found += [f"{title}: {said}" for said in _said(name, was, now)]
    return found


def _said(name: str, was: Any, now: Any) -> Iterator[str]:
    if name not in LISTED:
        yield f"было «{_shown(was)}», стало «{_shown(now)}»"
        return
    key, called = LISTED[name]
    before, after = ({key(one): one for one in many} for many in (was, now))
    yield from (f"больше нет: {called(one)}" for k, one in before.items() if k not in after)
    yield from (f"добавлено: {called(one)}" for k, one in after.items() if k not in before)
    changed = [(before[k], one) for k, one in after.items() if k in before and before[k] != one]
    yield from (f"изменено: было {called(a)}, стало {called(b)}" for a, b in changed)
    if before == after:
        yield "другой порядок"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dict):
        return "; ".join(f"{_days(key)} {', '.join(spans) or 'выходной'}" for key, spans in value.items()) or "обычные"
    return str(value or "не указано")


def _days(key: str) -> str:
    return "-".join(DAYS.get(day, day) for day in key.split("-"))


def _unit(unit: Any) -> str:
    closed = getattr(unit, "closed", None)
    words = [f"«{unit.name}»", getattr(unit, "functions", ""), f"закрыто с {closed:%d.%m.%Y}" if closed else ""]
    return ", ".join(filter(None, words))


def _point(point: Any) -> str:
    words = [f"{title_of(point.kind)} «{point.name}»", point.address, ", ".join(point.functions), point.hours]
    return ", ".join(filter(None, [*words, *point.accessibility, point.approved_by]))


LISTED: dict[str, tuple[Callable[[Any], Any], Callable[[Any], str]]] = {
    "units": (lambda unit: unit.slug, _unit),
    "subordinates": (lambda unit: unit.slug, _unit),
    "points": (lambda point: (point.kind, point.name), _point),
    "client_kinds": (lambda kind: kind, str),
    "needs": (lambda need: need, str),
}
"""List -> what one of it is known by, and how it is called."""
__all__ = ["requisites"]
