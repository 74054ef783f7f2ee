"""What pages of figures show: rows of clauses, and charts by month, unit, person, topic and point. Every number leads
to what it counts; a share of few is not said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.cases.guard import unbarred
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy.contact_points import POINT_KINDS, title_of
from priemnaya.programme.compliance import Line, Tally, parts_of
from priemnaya.programme.counts import PUBLISHED
from priemnaya.programme.happened import Known, Part, Span
from priemnaya.programme.indicators import INDICATORS, PARTS, Indicator, by_point
from priemnaya.programme.models import IndicatorFigure
from priemnaya.ui.clauses import FEW
from priemnaya.ui.clauses import shown as told
from priemnaya.worktime.terms import plural

from .charts import Chart, Mark, bars, line
from .period import Asked, names_of, part_words
from .tables.figures import SEEN, FigureRow

BY = {
    "unit": gettext_lazy("по отделам"),
    "person": gettext_lazy("по сотрудникам"),
    "topic": gettext_lazy("по темам"),
    "point": gettext_lazy("по точкам взаимодействия"),
}
WAYS = {
    "": gettext_lazy("все"),
    "kept": gettext_lazy("соблюдено"),
    "broken": gettext_lazy("нарушено"),
    "open": gettext_lazy("в работе"),
    "stopped": gettext_lazy("остановлено"),
    "excused": gettext_lazy("с записанной причиной"),
    "early": gettext_lazy("до начала работы системы"),
}
Address = Callable[[Asked], str]


def behind_of(number: str, asked: Asked, which: str = "") -> str:
    """Where what a figure counts is opened."""
    way = f"which={which}&" if which else ""
    return f"{reverse('behind', args=[number])}?{way}{asked.query}"


def ways_of(one: Line, number: str, asked: Asked, which: str | None = None) -> list[tuple[str, str, int, bool]]:
    """(address, words, how many, chosen): how what happened under a clause can have gone."""
    counts = {"": one.all, **{name: getattr(one, name) for name in WAYS if name}}
    shown = [name for name in WAYS if name in ("", "kept", "broken", which) or counts[name]]
    return [(behind_of(number, asked, name), str(WAYS[name]), counts[name], name == which) for name in shown]


def rows_of(lines: list[Line], body: Organisation, asked: Asked) -> list[FigureRow]:
    found = []
    for one in lines:
        clause, ours = one.clause, one.layer == "body"
        label = clause.label if ours else f"{clause.act}, {clause.source}"
        shown = told(one, body) if ours else None
        place, seen = reverse("behind", args=[clause.number]), over_seen(asked, one)
        found.append(FigureRow(one, shown, label, place, asked.query, one.goal, seen=seen))
    return found


def label_of(one: Line) -> str:
    clause = one.clause
    return clause.cited if one.layer == "body" else f"{clause.act}, {clause.source}"


def cases_words(n: int) -> str:
    return f"{n} {plural(n, _('случай'), _('случая'), _('случаев'))}"


def share_words(kept: int, decided: int) -> str:
    """«94 %, 31 из 33»; of few the numbers alone; of none, that there are none."""
    if not decided:
        return _("случаев нет")
    of = _("%(kept)s из %(all)s") % {"kept": kept, "all": decided}
    return f"{100 * kept / decided:.0f} %, {of}" if decided >= FEW else _("%(of)s: мало случаев") % {"of": of}


def _mark(name: str, tally: Tally, address: str, before: Tally | None = None, short: str = "") -> Mark:
    few = 0 < tally.decided < FEW
    value = None if few else tally.share
    cells: list[object] = [tally.kept, tally.broken, _percent(tally)]
    if before is not None:
        cells.append(_percent(before))
    words = share_words(tally.kept, tally.decided)
    return Mark(name, value, words, address, tuple(cells), few=few, short=short)


def _percent(tally: Tally) -> str | None:
    if not tally.decided:
        return None
    return f"{tally.share:.0f} %" if tally.decided >= FEW else _("мало")


def month_words(month: dt.date) -> tuple[str, str]:
    """(in full, in a chart)."""
    return date_format(month, "F Y").lower(), date_format(month, "b").lower()


def over_seen(asked: Asked, one: Line | None = None) -> bool:
    """Whether the figures over these days are counted over the cases their reader may see: they are finer than what is
    published, or published nowhere."""
    return bool(asked.part.by) or not asked.span.whole or (one is not None and one.layer != PUBLISHED)


def by_month(title: str, one: Line | None, asked: Asked, address: Address, known: Known) -> Chart:
    """Of a clause, or of all of the order together."""
    months = one.months if one else months_of(known, asked)
    marks = []
    for month, tally in months.items():
        full, short = month_words(month)
        at = address(asked.narrowed(span=asked.span.of_month(month)))
        marks.append(_mark(full, tally, at if tally.all else "", short=short))
    heads = (_("Месяц"), _("Соблюдено"), _("Нарушено"), _("Доля"))
    return line("month", title, _about(asked, known.body, seen=over_seen(asked, one)), heads, marks)


def _about(asked: Asked, body: Organisation, *, seen: bool = False) -> str:
    """seen: what the figures are counted over, to whoever takes the chart away too."""
    part = part_words(body, asked.part)
    over = str(SEEN) if seen else ""
    return ", ".join(words for words in (body.short, asked.words, part, over) if words)


def by_part(title: str, by: str, keys: tuple[str, ...], asked: Asked, address: Address, known: Known) -> Chart:
    """The worst first, those of few last. keys: of the clause, none: all clauses of the order."""
    body = known.body
    found, earlier = (parts_of(body, span, by, keys, known.me) for span in (asked.span, asked.span.before))
    found = {key: tally for key, tally in found.items() if tally.decided}
    names = names_of(body, {by: set(found)})[by]
    order = sorted(found, key=lambda k: (found[k].decided < FEW, found[k].share, -found[k].broken, names.get(k, "")))
    marks = [
        _mark(
            names.get(key) or _("неизвестно"),
            found[key],
            address(asked.narrowed(part=Part(by, key))),
            earlier.get(key, Tally()),
        )
        for key in order
    ]
    heads = (str(BY[by]).capitalize(), _("Соблюдено"), _("Нарушено"), _("Доля"), _("Доля до того"))
    about = f"{_about(asked, body, seen=True)}; {_('сравнение с')}: {asked.before}"
    return bars(by, f"{title}, {BY[by]}", about, heads, marks)


def of_indicator(one: Line, asked: Asked, body: Organisation, figures: list[IndicatorFigure]) -> Chart:
    """The figure that a clause is measured by, by month, beside what the clause asks of it."""
    name = one.indicator.indicator if one.indicator else ""
    return _of_months(name, one.title.capitalize(), asked, body, figures, goal_of(one))


def by_itself(about: Indicator, asked: Asked, body: Organisation) -> Chart | None:
    """A figure of its own page, by month; none where it is told by its parts alone."""
    rows = IndicatorFigure.objects.filter(organisation=body, indicator=about.name, part="", month__in=asked.span.months)
    figures, title = list(rows), f"{about.heading}, {_('по месяцам')}"
    return _of_months(about.name, title, asked, body, figures, None) if figures else None


def _of_months(
    name: str, title: str, asked: Asked, body: Organisation, figures: list[IndicatorFigure], goal: float | None
) -> Chart:
    known = {f.month: f for f in figures}
    page = reverse("indicator", args=[name]) if name else ""
    marks = []
    for month in asked.span.months:
        full, short = month_words(month)
        figure = known.get(month)
        few = figure is not None and figure.few
        value = figure.value if figure and not few else None
        words = _told(figure) if figure else _("нет данных")
        at = f"{page}?{asked.narrowed(Span.of_months(month, month)).query}"
        cells = (round(value, 1) if value is not None else _("мало") if few else None, figure.count if figure else 0)
        marks.append(Mark(full, value, words, at if figure else "", cells, few=few, short=short))
    heads = (_("Месяц"), _("Значение"), _("По скольким"))
    unit = "%" if name and INDICATORS[name].unit == "%" else ""
    return line("month", title, _about(asked, body), heads, marks, unit=unit, goal=goal)


def _told(figure: IndicatorFigure) -> str:
    of = _("по скольким: %s") % figure.count
    if figure.few:
        return _("%(of)s: мало, чтобы судить") % {"of": of}
    return f"{figure.value:.1f} ({of})".replace(".", ",", 1)


def goal_of(one: Line) -> float | None:
    """The number that a clause asks of its figure."""
    for rule in one.clause.rules if one.layer == "body" else ():
        value: Any = rule.latest
        if rule.kind.name == "limit" and value is not None and value.measure.of and "." not in value.measure.of:
            return float(value.at_least if value.at_least is not None else value.at_most)
    return None


def months_of(known: Known, asked: Asked) -> dict[dt.date, Tally]:
    """All clauses of the order together."""
    months = {month: Tally() for month in asked.span.months}
    for _by, _key, layer, _clause, month, *counts in known.over(asked.span):
        if layer == "body" and month in months:
            months[month].add(counts)
    return months


@dataclass(frozen=True)
class IndicatorRow:
    """What an indicator was in one month, of all or of a part; address: of exactly what it counts."""

    month: dt.date
    title: str
    value: float
    count: int
    address: str

    @property
    def few(self) -> bool:
        return self.count < FEW


def indicator_rows(me: Employee, about: Indicator, asked: Asked) -> list[IndicatorRow]:
    """The latest month first. Points of interaction are so fine that each is counted over what the reader may see."""
    body, span = me.organisation, Span.of_months(asked.span.first, asked.span.last)
    figures = IndicatorFigure.objects.filter(organisation=body, indicator=about.name, month__in=span.months)
    told = [(f.month, f.part, f.value, f.count) for f in figures.exclude(part__in=POINT_KINDS)]
    if set(POINT_KINDS) & set(about.of_parts) and about.counted is not None:
        told += by_point(unbarred(about.counted(body, span.within(body)), me, "reply__case"), body)
    return [
        IndicatorRow(month, part_title(part), value, n, _own_days(about, asked, month, part))
        for month, part, value, n in sorted(told, key=lambda row: (-row[0].toordinal(), row[1]))
    ]


def part_title(part: str) -> str:
    return PARTS.get(part) or (str(title_of(part)) if part else "")


def _own_days(about: Indicator, asked: Asked, month: dt.date, part: str) -> str:
    """Of the whole and of parts; a part of the same cases opens these."""
    if about.counted is None:
        return ""
    own = f"&{urlencode({'part': part})}" if part in about.of_parts else ""
    return f"?{asked.narrowed(Span.of_months(month, month)).query}{own}"
