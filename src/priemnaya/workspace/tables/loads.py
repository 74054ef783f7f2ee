"""How work lies with people, as rows: how terms were kept only for who may see figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from priemnaya.desk.load import DAYS

from .columns import Column, Empty, Table


def absence(load: Any) -> str:
    if not load.employee.is_active:
        return gettext("не работает")
    if load.idle:
        return gettext("не работает с делами")
    if not load.away:
        return ""
    known = {"day": f"{load.away.until:%d.%m}", "who": load.away.substitute.short_name}
    return gettext("нет до %(day)s, замещает %(who)s") % known


def unit_of(load: Any) -> str:
    return load.employee.unit.name if load.employee.unit else ""


def kept(load: Any) -> str:
    if not load.ended:
        return gettext("сроков не было")
    of = gettext("%(n)s из %(all)s") % {"n": load.in_time, "all": load.ended}
    return f"{load.share} % ({of})" if load.enough else of


LOADS = Table(
    "loads",
    _("Нагрузка"),
    (
        Column(
            "name",
            _("Сотрудник"),
            lambda r: r.employee.short_name,
            look="strong nowrap",
            fixed=True,
            rank=lambda r: r.employee.short_name,
        ),
        Column("unit", _("Отдел"), unit_of, rank=unit_of),
        Column("away", _("Отсутствие"), absence, "load_away", rank=lambda r: (not absence(r), absence(r))),
        Column("open", _("В работе"), lambda r: r.open, "load_open", look="nowrap", rank=lambda r: r.open),
        Column("late", _("Просрочено"), lambda r: r.late, "load_late", look="num", rank=lambda r: r.late),
        Column("today", _("Срок сегодня"), lambda r: r.today, look="num", rank=lambda r: r.today),
        Column("waits", _("Ждут других"), lambda r: r.waits, look="num", rank=lambda r: r.waits),
    ),
    look="plain load",
    empty=Empty(_("Сотрудников, которым поручают дела, пока нет.")),
)
_KEPT = Column(
    "kept",
    format_lazy(_("В срок за {days} дней"), days=DAYS),
    kept,
    rank=lambda r: (r.share is not None, r.share or 0, r.ended),
)
LOADS_KEPT = replace(LOADS, name="loads_kept", columns=(*LOADS.columns, _KEPT))
