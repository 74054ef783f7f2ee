"""Periods, clocks and things that are reviewed: when and what a rule of time is about."""

from __future__ import annotations

from typing import Annotated

from priemnaya.policy import owed
from priemnaya.worktime.periods import TITLES as PERIODS

from . import Of, Word, define

define(*(Word("period", name, title, about="body") for name, title in PERIODS.items()))

BODY_TIME = "body_time"
CLOCKS = {BODY_TIME: ("время органа", ""), "client_time": ("местное время клиента", "часовой пояс клиента")}
define(*(Word("clock", name, title, waits=waits) for name, (title, waits) in CLOCKS.items()))

THINGS: dict[str, str] = {
    owed.KNOWLEDGE: "раздел базы знаний",
    owed.FEEDBACK: "отзывы клиентов",
    owed.QUESTIONNAIRES: "анкеты",
    owed.LIFE_SITUATIONS: "жизненные ситуации",
    owed.PLAN: "план",
    owed.PLAN_EXECUTION: "выполнение плана",
    "scripts": "скрипты разговоров",
    "services_described": "описания услуг",
    "points": "точки взаимодействия",
    "directory_of_bodies": "справочник других органов",
    "rights_of_staff": "права сотрудников",
    "typical_questions": "частые вопросы",
    "complaints": "жалобы за период",
    "mistakes": "ошибки в работе с клиентами",
    "reports": "отчёт о соблюдении порядка",
    "training": "обучение сотрудников",
    "accessibility": "доступность помещений и сайта",
    "replies": "выборка ответов",
    "calls": "выборка разговоров",
    "order": "сам порядок",
    "satisfaction_figure": "опубликованная удовлетворённость",
    "reception": "личный приём",
}
define(*(Word("thing", name, title, about="body") for name, title in THINGS.items()))

Clock = Annotated[str, Of("clock")]
Thing = Annotated[str, Of("thing")]
