"""What is set up about reception in words, field by field, for the journal of settings."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from priemnaya.people.told import yes
from priemnaya.reception.models import DayOff, Place, ReceptionHours, VisitKind, Window

WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
LIMITS_TOLD = {
    "lead_minutes": gettext_noop("За сколько минут до приёма запись на сайте закрывается"),
    "hold_minutes": gettext_noop("Сколько минут держим выбранное время, пока клиент набирает"),
    "ahead_of_one": gettext_noop("Сколько записей вперёд на один телефон или почту без подтверждения личности"),
    "calls": gettext_noop("Сколько раз вызываем"),
    "late_minutes": gettext_noop("Через сколько минут после конца записанного времени считаем, что клиент не пришёл"),
}
"""In the journal as they stand, on the page in its language."""
_GENDER = {2: "а", 4: "а", 5: "а", 6: "е"}
_NTH = {1: "перв", 2: "втор", 3: "трет", 4: "четвёрт", 5: "пят", -1: "последн"}
_ENDS = {
    "": {1: "ый", 2: "ой", 3: "ий", 4: "ый", 5: "ый", -1: "ий"},
    "а": {1: "ая", 2: "ая", 3: "ья", 4: "ая", 5: "ая", -1: "яя"},
    "е": {1: "ое", 2: "ое", 3: "ье", 4: "ое", 5: "ое", -1: "ее"},
}


def weekday_said(weekday: int, nth: int) -> str:
    """«понедельник», «первая суббота месяца»."""
    if not nth:
        return WEEKDAYS[weekday]
    return f"{_NTH[nth]}{_ENDS[_GENDER.get(weekday, '')][nth]} {WEEKDAYS[weekday]} месяца"


def hours_told(row: ReceptionHours) -> str:
    return f"{weekday_said(row.weekday, row.nth)}, {row.times}"


def place_told(row: Place) -> dict[str, str]:
    return {
        "Место": row.point.name,
        "Как пройти": row.way,
        "Ссылка на карту": row.map_url,
        "Часовой пояс": row.zone_name,
        "На сколько дней вперёд": str(row.ahead_days),
        **{words: str(getattr(row, name)) for name, words in LIMITS_TOLD.items()},
    }


def window_told(row: Window) -> dict[str, str]:
    return {
        "Окно": row.name,
        "Кто принимает": row.employee.short_name if row.employee else "",
        "Должностное лицо": yes(row.official),
    }


def day_off_told(row: DayOff) -> dict[str, str]:
    return {
        "День": f"{row.day:%d.%m.%Y}",
        "Окно": row.window.name if row.window else "все",
        "Что": "принимаем" if row.opens else "не принимаем",
        "Часы": row.times or "весь день",
        "Почему": row.why,
    }


def kind_told(row: VisitKind) -> dict[str, str]:
    return {
        "За чем приходят": row.title,
        "Минут": str(row.minutes),
        "Что взять": row.bring,
        "Запись на сайте": yes(row.online),
        "Окна": ", ".join(row.windows.order_by("pk").values_list("name", flat=True)) or "любое",
    }
