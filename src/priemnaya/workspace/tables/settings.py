"""What is set up, and what became of it: cases of a trial, changes of settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from priemnaya.programme.models import FEW
from priemnaya.ui.templatetags.ui import level_name

from .columns import Column, Empty, Table


def where_now(hit: Any) -> str:
    case = hit.case
    return ", ".join(str(x) for x in (case.unit, case.assignee and case.assignee.short_name) if x) or _now("ни у кого")


_CASE = (
    Column("case", _("Дело"), lambda h: h.case.number, look="nowrap", fixed=True),
    Column("about", _("О чём"), lambda h: Truncator(h.case.subject).chars(120), fixed=True),
)
TRIAL = Table(
    "trial",
    _("Где сработало бы"),
    (
        *_CASE,
        Column("matched", _("Что подошло"), lambda h: "".join(words for _m, words in h.pieces), "trial_words"),
        Column("now", _("Где сейчас"), where_now),
        Column("to", _("Куда попало бы"), lambda h: h.to, "trial_to"),
    ),
    link=lambda h: h.case.get_absolute_url(),
    lead="case",
    right="list.export",
    empty=Empty(_("Ни на одном из этих дел.")),
)
WORKS = Table(
    "works",
    _("Где сработало бы"),
    (*_CASE, Column("now", _("Где сейчас"), where_now)),
    link=lambda h: h.case.get_absolute_url(),
    lead="case",
    right="list.export",
    empty=Empty(_("Ни на одном из этих дел.")),
)
RUNS = replace(
    WORKS,
    name="runs",
    columns=(*WORKS.columns, Column("left", _("Что вписать в ответ самому"), lambda h: h.to)),
)
HELD = Table(
    "held",
    _("Где не сработало бы"),
    (*_CASE, Column("why", _("Почему"), lambda h: h.stopped)),
    link=lambda h: h.case.get_absolute_url(),
    lead="case",
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


def accepted(row: Any) -> str:
    """Of few decisions no share is said."""
    if row["share"] is None:
        return ""
    return f"{row['agreed']} ({row['share']} %)" if row["total"] >= FEW else str(row["agreed"])


WORDING = Table(
    "wording",
    _("Правила ясности"),
    (
        Column("rule", _("Правило"), lambda r: f"{r['rule'].id} {r['rule'].title}", fixed=True),
        Column(
            "level", _("Уровень"), lambda r: level_name((r["demotion"] and r["demotion"].level_to) or r["rule"].level)
        ),
        Column("total", _("Решений"), lambda r: r["total"], look="num"),
        Column("agreed", _("Принято"), accepted, look="num"),
        Column("overridden", _("С причиной"), lambda r: r["overridden"] or "", look="num"),
        Column("demotion", _("Понижение"), lambda r: r["demotion"] and r["demotion"].at, "rule_demotion"),
    ),
)
REASONS = Table(
    "reasons",
    _("Отправлено с причиной"),
    (
        Column("at", _("Когда"), lambda d: d.at, by=("at",), look="nowrap", fixed=True),
        Column("of", _("Правило"), lambda d: d.rule, by=("rule",)),
        Column("who", _("Кто"), lambda d: d.by.short_name if d.by else "", by=("by__surname",)),
        Column("why", _("Причина"), lambda d: d.reason),
    ),
    empty=Empty(_("Пока ни одной.")),
)


def key_state(key: Any) -> str:
    return _now("отозван") if key.row.revoked_at else _now("действует")


def program_state(row: Any) -> str:
    return _now("включена") if row.is_active else _now("выключена")


KEYS = Table(
    "keys",
    _("Ключи для программ (API)"),
    (
        Column("title", _("Ключ"), lambda k: k.row.title, fixed=True),
        Column("program", _("Программа"), lambda k: k.program),
        Column("issuer", _("Кто выдал"), lambda k: k.issuer),
        Column("scopes", _("Что может"), lambda k: ", ".join(k.row.scopes), look="small"),
        Column("expires", _("Действует до"), lambda k: k.row.expires_at, look="nowrap"),
        Column("used", _("Последний раз"), lambda k: k.row.last_used_at, look="nowrap"),
        Column("state", _("Состояние"), key_state, "key_deeds", fixed=True),
    ),
    empty=Empty(_("Ключей нет."), _("Сначала заведите программу, потом выдайте ей ключ.")),
)
PROGRAMS = Table(
    "programs",
    _("Программы"),
    (
        Column("title", _("Программа"), lambda p: p.short_name, look="strong", fixed=True),
        Column("roles", _("Роль"), lambda p: p.role_titles),
        Column("owner", _("Отвечает"), lambda p: p.owner.short_name if p.owner else ""),
        Column("state", _("Состояние"), program_state, "program_deeds", fixed=True),
    ),
    empty=Empty(_("Программ нет."), _("Заведите первую ниже.")),
)
CHANNELS = Table(
    "channels",
    _("Каналы"),
    (
        Column("title", _("Что"), lambda c: c.title, fixed=True),
        Column("state", _("Состояние"), lambda c: c.state, fixed=True),
        Column("where", _("Где"), lambda c: c.where, "channel_where"),
    ),
)
WEBHOOKS = Table(
    "webhooks",
    _("Подписки на события"),
    (
        Column("system", _("Система"), lambda w: w.title, fixed=True),
        Column("where", _("Адрес"), lambda w: w.url),
        Column("on", _("Состояние"), lambda w: _now("включена") if w.active else _now("выключена")),
    ),
    link=lambda w: reverse("webhook", args=[w.pk]),
    lead="system",
    empty=Empty(_("Подписок нет."), _("Подпишите систему ниже.")),
)
