"""The journals as rows: who looked at whose data, who signed in, who broke the glass."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .columns import Column, Empty, Table


def looked_at(line: Any) -> str:
    return "; ".join((*line.cases, *line.clients)) or (_now("закрытое дело") if line.closed else "")


JOURNAL = Table(
    "journal",
    _("Журнал доступа"),
    (
        Column(
            "at", _("Когда"), lambda x: x.record.at, "journal_at", by=("number",), fast=True, look="nowrap", fixed=True
        ),
        Column("who", _("Кто"), lambda x: str(x.who or ""), "journal_who", fixed=True),
        Column("what", _("Что"), lambda x: f"{x.record.get_kind_display()}: {x.where}"),
        Column("whose", _("Чьи данные"), looked_at, "journal_whose", fixed=True),
        Column("address", _("Откуда"), lambda x: x.record.address, look="small"),
        Column("number", _("№"), lambda x: x.record.number, look="num", apart=True),
    ),
    empty=Empty(_("Под эти условия записей нет. Снимите часть условий."), _("Показать все записи"), "/w/journal/"),
)
SIGN_INS = Table(
    "sign-ins",
    _("Журнал входов"),
    (
        Column("at", _("Когда"), lambda r: r.at, by=("at",), look="nowrap", fixed=True),
        Column("who", _("Кто"), lambda r: str(r.employee or ""), by=("employee__surname",)),
        Column("ok", _("Итог"), lambda r: _now("вошёл") if r.ok else f"{_now('отказ')}: {r.reason}", by=("ok",)),
        Column("how", _("Чем"), lambda r: r.get_how_display(), by=("how",)),
        Column("ip", _("Откуда"), lambda r: r.ip),
        Column("agent", _("Программа"), lambda r: r.agent[:60], look="small"),
    ),
    empty=Empty(_("Записей нет."), _("показать все"), "?"),
)
GLASS = Table(
    "emergencies",
    _("Экстренный доступ"),
    (
        Column("at", _("Когда"), lambda g: g.at, by=("at",), look="nowrap", fixed=True),
        Column("who", _("Кто"), lambda g: str(g.employee), by=("employee__surname",)),
        Column("case", _("Дело"), lambda g: g.case.number, look="nowrap"),
        Column("reason", _("Причина"), lambda g: g.reason),
        Column("until", _("До"), lambda g: g.until, by=("until",), look="nowrap"),
    ),
    empty=Empty(_("Закрытых дел экстренно не открывали.")),
)
