"""How a page looks: icons of one set, the colours made of the body's accent, what a list says once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from priemnaya.cases.models.case import page_of
from priemnaya.core.models import Obligation
from priemnaya.people.models import Organisation
from priemnaya.policy.vocabulary.events import to_do
from priemnaya.ui.accents import accents
from priemnaya.ui.icons import icon as drawn

from .ui import bar_of, counted, until_words

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """An icon by Lucide's name; beside words it is silent for a screen reader."""
    return drawn(name, size)


@register.simple_tag
def accent_style(body: Organisation, nonce: str) -> SafeString:
    """The six tokens of the body's colour, by day and by night; low-vision schemes keep their two colours."""
    c = accents(body.accent)
    return format_html(
        '<style nonce="{}">html[data-scheme="auto"]{{--accent:{};--fill:{};--tint:{}}}'
        '@media (prefers-color-scheme:dark){{html[data-scheme="auto"]{{--accent:{};--fill:{};--tint:{}}}}}</style>',
        nonce,
        *(c.text, c.fill, c.tint),
        *(c.night_text, c.night_fill, c.night_tint),
    )


@register.simple_tag(takes_context=True)
def time_short(context: Any, due: dt.datetime | None, since: dt.datetime | None = None) -> SafeString:
    """A list's «Осталось»: a bar and «6 дней», «7 часов», «40 мин», «просрочено 4 дня», in working time; the whole
    sentence is its title."""
    body = context["body"]
    if due is None:
        return format_html('<span class="muted">{}</span>', _("срока нет"))
    level, share, worked = bar_of(context, body, due, since)
    days, hours = body.hours.whole_days(worked), worked.total_seconds() / 3600
    if days >= 2:
        words = counted(days, _("день"), _("дня"), _("дней"))
    elif hours >= 1:
        words = counted(int(hours), _("раб. час"), _("раб. часа"), _("раб. часов"))
    elif minutes := int(hours * 60):
        words = _("%s мин") % minutes
    elif level != "late" and body.local(due).date() == body.local(timezone.now()).date():
        words = _("сегодня")
    else:
        words = _("меньше минуты") if level != "late" else _("только что")
    return format_html(
        '<span class="left left-{}" title="{}"><span class="bar" aria-hidden="true"><i class="w{}"></i></span><span'
        ' class="words">{}</span></span>',
        level,
        until_words(body, due, level, worked),
        share,
        _("просрочено %s") % words if level == "late" else words,
    )


@register.simple_tag(takes_context=True)
def day_short(context: Any, at: dt.datetime | None) -> SafeString | str:
    """«16:00» of today, «10 дек» of this year, «10.12.2027» of another; in the body's zone."""
    if at is None:
        return ""
    body = context["body"]
    here, now = body.local(at), body.local(timezone.now())
    by_the_hour = (here.hour, here.minute) != (23, 59)
    if here.date() == now.date() and by_the_hour:
        words = f"{here:%H:%M}"
    elif here.year == now.year:
        words = f"{here.day} {date_format(here, 'M').lower()[:3]}"
    else:
        words = f"{here:%d.%m.%Y}"
    return format_html('<time datetime="{}">{}</time>', here.isoformat(), words)


@register.filter
def case_page(case: int) -> str:
    """The address of a case's page, for rows that have no more of the case than its key."""
    return page_of(case)


@register.filter
def remarks_once(owed: Iterable[Obligation]) -> list[tuple[str, str]]:
    """What nobody compared with its act and a date rests on: each remark once, with the terms it is of; without them
    where it is of all that are open."""
    rows = [one for one in owed if one.is_open]
    found: dict[str, list[str]] = {}
    for one in rows:
        for remark in filter(None, one.remark.split("; ")):
            found.setdefault(remark, []).append(to_do(one.what, str(one.rule.get("from", ""))))
    return [(remark, "" if len(of) == len(rows) else ", ".join(dict.fromkeys(of))) for remark, of in found.items()]


@register.simple_tag
def grid_style(grid: Any, nonce: str) -> SafeString:
    """Where each block of a day by the hour stands, on screens wide enough for columns: an element carries no style."""
    rules = [
        f".grid-day{{grid-template-columns:3rem repeat({max(len(grid.lanes), 1)},minmax(9rem,1fr))}}",
        f".grid-hours,.lane-day{{grid-template-rows:repeat({grid.rows},.5625rem)}}",
        *(f".grid-hours .h{row}{{grid-row:{row}/span 2}}" for _hour, row in grid.hours),
        *(f".lanes-{n}{{grid-template-columns:repeat({n},minmax(0,1fr))}}" for n in range(1, grid.widest + 1)),
        *(f".{name}{{grid-row:{row}/span {span};grid-column:{at or '1/-1'}}}" for name, row, span, at in grid.rules),
    ]
    if grid.now:
        rules.append(f".grid-clock,.now-line{{grid-row:{grid.now}}}")
    sheet = mark_safe("".join(rules))  # noqa: S308 - numbers of ours alone  # nosec B308 B703
    return format_html('<style nonce="{}">@media (min-width:44.01rem){{{}}}</style>', nonce, sheet)
