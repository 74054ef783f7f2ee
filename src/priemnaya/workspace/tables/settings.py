"""What is set up, and what became of it: cases of a trial, changes of settings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from .columns import Column, Empty, Table


def where_now(hit: Any) -> str:
    case = hit.case
    return ", ".join(str(x) for x in (case.unit, case.assignee and case.assignee.short_name) if x) or _now("ни у кого")


_CASE = Column("no", _("Дело"), lambda h: h.case.number, "trial_case", fixed=True)
TRIAL = Table(
    "trial",
    _("Где сработало бы"),
    (
        _CASE,
        Column("matched", _("Что подошло"), lambda h: "".join(words for _m, words in h.pieces), "trial_words"),
        Column("now", _("Где сейчас"), where_now),
        Column("to", _("Куда попало бы"), lambda h: h.to, "trial_to"),
    ),
    link=lambda h: h.case.get_absolute_url(),
    lead="no",
    right="list.export",
    empty=Empty(_("Ни на одном из этих дел.")),
)
HELD = Table(
    "held",
    _("Где не сработало бы"),
    (_CASE, Column("why", _("Почему"), lambda h: h.stopped)),
    link=lambda h: h.case.get_absolute_url(),
    lead="no",
    right="list.export",
    empty=Empty(_("Таких дел нет.")),
)


def changed(line: Any) -> str:
    """A change as a file says it."""
    return "; ".join(f"{x['what']}: {x['was'] or '—'} → {x['now'] or '—'}" for x in line.row.fields)


SETTINGS = Table(
    "settings",
    _("Журнал настроек"),
    (
        Column("at", _("Когда"), lambda x: x.row.at, "setting_at", by=("id",), fast=True, look="nowrap", fixed=True),
        Column("who", _("Кто"), lambda x: x.who, fixed=True),
        Column("what", _("Что"), lambda x: f"{x.kind}: {x.row.name} ({x.deed})", "setting_what", fixed=True),
        Column("changes", _("Что было и что стало"), changed, "setting_changes", fixed=True),
    ),
    empty=Empty(_("Под эти условия записей нет."), _("Показать все"), "/w/journal/settings/"),
)
