"""What of the head of a file two editions say otherwise: the act itself, by which every citation, page and letter names
it; the body's clock and hours, which every term hangs on, its departments, points and lists, which clauses speak of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .contact_points import title_of
from .order import Act, Body, Order

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
    "posts": "должности",
    "signs": "признаки дел",
    "needs": "потребности",
}
OF_ACT = {
    "title": "название",
    "number": "номер",
    "date": "дата",
    "assumed": "день, с которого считают, пока даты нет",
    "status": "проект или действует",
    "note": "примечание",
    "text_from": "откуда текст",
    "numbering": "как зовут части номеров",
}
assert TITLES.keys() == Body.model_fields.keys()
assert OF_ACT.keys() == Act.model_fields.keys()


def requisites(old: Order, new: Order) -> list[str]:
    """Each that differs, in words: of the act, of the body."""
    found = [f"Акт, {line}" for line in _of_one(OF_ACT, old.act, new.act)]
    if old.body is None or new.body is None:
        return found
    return [*found, *(f"Орган, {line}" for line in _of_one(TITLES, old.body, new.body))]


def _of_one(titles: Mapping[str, str], old: Any, new: Any) -> Iterator[str]:
    for name, title in titles.items():
        was, now = getattr(old, name), getattr(new, name)
        if (was or None) != (now or None):
            yield from (f"{title}: {said}" for said in _said(name, was, now))


def _said(name: str, was: Any, now: Any) -> Iterator[str]:
    if name not in LISTED:
        before, after = (STATUSES[one] if name == "status" else _shown(one) for one in (was, now))
        yield f"было «{before}», стало «{after}»"
        return
    key, called = LISTED[name]
    olds, news = (_keyed(many, key) for many in (was, now))
    yield from (f"больше нет: {called(one)}" for k, one in olds.items() if k not in news)
    yield from (f"добавлено: {called(one)}" for k, one in news.items() if k not in olds)
    changed = [(olds[k], one) for k, one in news.items() if k in olds and olds[k] != one]
    yield from (f"изменено: было {called(a)}, стало {called(b)}" for a, b in changed)
    if olds == news:
        yield "другой порядок"


def _keyed(many: Any, key: Callable[[Any], Any]) -> dict[Any, Any]:
    """Each by its key, and which of those with the same one it is."""
    seen, found = Counter[Any](), dict[Any, Any]()
    for one in many:
        seen[key(one)] += 1
        found[key(one), seen[key(one)]] = one
    return found


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dict):
        return "; ".join(f"{_days(key)} {', '.join(spans) or 'выходной'}" for key, spans in value.items()) or "обычные"
    if isinstance(value, tuple):
        return ", ".join(value) or "не указано"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
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


STATUSES = {"draft": "проект", "in_force": "действует"}
LISTED: dict[str, tuple[Callable[[Any], Any], Callable[[Any], str]]] = {
    "units": (lambda unit: unit.slug, _unit),
    "subordinates": (lambda unit: unit.slug, _unit),
    "points": (lambda point: (point.kind, point.name), _point),
    "client_kinds": (lambda kind: kind, str),
    "needs": (lambda need: need, str),
    "posts": (lambda post: post, str),
    "signs": (lambda sign: sign, str),
}
"""List -> what one of it is known by, and how it is called."""
__all__ = ["requisites"]
