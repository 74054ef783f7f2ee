"""Figures as rows: clauses with their figure, and what happened behind one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.db.models import F, Value
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation, Ruling
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy.vocabulary.events import to_do
from priemnaya.programme.compliance import Line
from priemnaya.programme.indicators import INDICATORS
from priemnaya.programme.went import duty_of
from priemnaya.ui.clauses import FEW, Shown
from priemnaya.ui.going import counted_periods, duty_words
from priemnaya.worktime.terms import plural

from .columns import COUNTED, Column, Empty, Table

SEEN = _("дела, открытые тому, кто смотрит")
"""Over what a figure is counted that is not one for all."""
FILED = 50_000
"""Rows of one file."""


@dataclass(frozen=True)
class FigureRow:
    """A clause for the table. place: where what is behind it stands, query: over the same days and of the same part;
    goal: what its figure should be, in words; seen: whether it is over what its reader may see."""

    line: Line
    shown: Shown | None
    label: str
    place: str
    query: str
    goal: str = ""
    seen: bool = False

    @property
    def demand(self) -> str:
        return str(self.line.clause.demand)

    @property
    def by_indicator(self) -> bool:
        return self.line.indicator is not None and not self.line.decided

    @property
    def told(self) -> str:
        """Its indicator with the word for what it counts."""
        one = self.line.indicator
        return INDICATORS[one.indicator].told(one.value) if one else ""

    @property
    def few(self) -> bool:
        """Over so few that neither a share nor a mean is said."""
        if self.by_indicator and self.line.indicator:
            return self.line.indicator.few
        return self.line.decided > 0 and self.line.few

    @property
    def goal_words(self) -> str:
        """How often its figure reached what the clause asks; periods of few are told beside, and judged nowhere."""
        line, said = self.line, []
        if line.periods:
            said.append(_now("цель достигнута: %(n)s из %(all)s") % {"n": line.met, "all": line.periods})
        if line.unsure:
            said.append(_now("мало, чтобы судить о цели: %(n)s") % {"n": counted_periods(line.unsure)})
        return "; ".join(said)

    @property
    def change(self) -> float | None:
        """By how much the figure is another than in the period before; none where either is of few."""
        line = self.line
        if self.by_indicator:
            now, was = line.indicator, line.indicator_before
            return None if now is None or was is None or now.few or was.few else now.value - was.value
        if line.decided < FEW or line.before.decided < FEW or line.share is None or line.before.share is None:
            return None
        return line.share - line.before.share

    @property
    def fell(self) -> float:
        return -(self.change or 0)

    def count(self, which: str) -> int:
        """Of a clause told by a figure alone, what that figure was counted over."""
        if which == "all" and self.by_indicator and self.line.indicator:
            return max(int(self.line.all), self.line.indicator.count)
        return int(getattr(self.line, which))

    def opens(self, which: str) -> str:
        """Where the happenings that went one way are shown."""
        return f"{self.place}?which={which}&{self.query}" if which else f"{self.place}?{self.query}"

    @property
    def excused(self) -> str:
        return self.opens("excused")

    @property
    def worth(self) -> tuple[bool, float, int]:
        """What to look at first: what went against it, the lowest share."""
        line = self.line
        return (not line.broken, line.share if line.share is not None else 101, -line.broken)


def value(row: FigureRow) -> object:
    if row.few:
        return None
    if row.by_indicator and row.line.indicator:
        return round(row.line.indicator.value, 2)
    if row.line.decided == 0 or row.line.share is None:
        return None
    return round(row.line.share, 1)


def changed(row: FigureRow) -> object:
    return None if row.change is None else round(row.change, 1)


def told(row: FigureRow) -> str:
    """What the number of a file is a number of, and over which cases."""
    return "; ".join(words for words in (_number_of(row), str(SEEN) if row.seen and row.line.all else "") if words)


def _number_of(row: FigureRow) -> str:
    if row.by_indicator and row.line.indicator:
        few = f", {_now('мало, чтобы судить')}" if row.few else ""
        return f"{row.line.title} ({row.line.indicator.count}{few})"
    if row.few:
        return _now("мало случаев")
    return "%" if row.line.decided else row.goal_words


def state_of(row: FigureRow) -> str:
    return str(row.shown.kept) if row.shown else ""


def went(row: FigureRow) -> str:
    return "; ".join(row.shown.went) if row.shown else ""


def _n(name: str, title: Any, *, apart: bool = False, wide: bool = False) -> Column:
    """wide: it makes room for what is open beside the table."""

    def counted(row: Any) -> int:
        return int(row.count(name))

    return Column(name, title, counted, "figure_n", look="num wide" if wide else "num", apart=apart, rank=counted)


FIGURES = Table(
    "figures",
    _("Соблюдение порядка"),
    (
        Column("clause", _("Пункт"), lambda r: r.label, "figure_clause", look="nowrap", fixed=True),
        Column("demand", _("Что требует"), lambda r: r.demand, "figure_demand", fixed=True),
        Column("share", _("Показатель"), value, "figure_share", look="num", fixed=True, rank=lambda r: r.worth),
        Column("of", _("Что за число"), told, page=False),
        Column("change", _("К прошлому периоду"), changed, "figure_change", look="num wide"),
        Column("goal", _("Цель"), lambda r: r.goal, look="wide"),
        _n("all", _("Случаев")),
        _n("broken", _("Нарушено")),
        _n("kept", _("Соблюдено"), apart=True),
        _n("open", _("В работе"), wide=True),
        _n("stopped", _("Остановлено"), wide=True),
        _n("excused", _("С причиной"), apart=True),
        _n("early", _("До начала работы системы"), apart=True),
        Column("months", _("По месяцам"), cell="figure_months", look="nowrap wide", paper=False),
        Column("kept_by", _("Как исполняется"), state_of, page=False),
        Column("went", _("Как вышло"), went, page=False),
    ),
    link=lambda r: r.opens(""),
    lead="demand",
    key=lambda r: r.line.clause.number,
    look="plain figures",
    empty=Empty(_("За эти дни случаев не было."), _("Посмотрите больший срок или все пункты.")),
)


@dataclass(frozen=True)
class Happened:
    """One term or deed on a case. who: did it, or answers for it; went: how; well: not badly."""

    case: Case
    at: dt.datetime
    what: str
    who: str
    went: str
    well: bool

    @property
    def pk(self) -> int:
        return self.case.pk


class Happenings(Sequence[Happened]):
    """Terms and deeds on cases, the latest first, read a portion at a time."""

    def __init__(self, owed: Any, deeds: Any, body: Organisation) -> None:
        self.body, self._len = body, -1
        self._terms = owed.order_by("-since_at", "-pk").annotate(sort=Value("term"), when=F("since_at"))
        self._acts = deeds.order_by("-at", "-pk").annotate(sort=Value("deed"), when=F("at"))
        self._all: list[Any] | None = None

    def _first(self, n: int) -> list[Any]:
        """The latest of both; each side gives no more than is asked, by its index."""
        both = [row for rows in self._sides for row in rows.values_list("sort", "pk", "when")[:n]]
        return sorted(both, key=lambda row: (row[2], row[1]), reverse=True)[:n]

    @property
    def _sides(self) -> tuple[Any, Any]:
        return self._terms, self._acts

    def __len__(self) -> int:
        """Up to `COUNTED`, as a list of rows is counted."""
        if self._len < 0:
            self._len = min(sum(rows[:COUNTED].count() for rows in self._sides), COUNTED)
        return self._len

    def whole(self) -> int:
        """How many a file has: all of them, read once and not again for each portion."""
        self._all = self._first(FILED)
        self._len = len(self._all)
        return self._len

    @overload
    def __getitem__(self, at: int) -> Happened: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Happened]: ...
    def __getitem__(self, at: int | slice) -> Happened | Sequence[Happened]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        rows = self._all if self._all is not None else self._first(at.stop or COUNTED)
        return self._dressed(list(rows[at]))

    def _dressed(self, rows: list[tuple[str, int, dt.datetime]]) -> list[Happened]:
        terms = Obligation.objects.select_related("proof").in_bulk([pk for sort, pk, _at in rows if sort == "term"])
        deeds = Ruling.objects.in_bulk([pk for sort, pk, _at in rows if sort == "deed"])
        said = self._said(deeds)
        found = [(at, terms[pk] if sort == "term" else deeds[pk]) for sort, pk, at in rows]
        cases = Case.objects.select_related("client").defer("search_text").in_bulk({x.subject_id for _at, x in found})
        ids = {x.responsible_id if isinstance(x, Obligation) else x.actor_id for _at, x in found}
        people = Employee.everyone.in_bulk([pk for pk in ids if pk])
        return [self._one(at, x, cases[x.subject_id], people, said) for at, x in found if x.subject_id in cases]

    def _said(self, deeds: dict[int, Ruling]) -> dict[int, list[Ruling]]:
        """All that was said of each deed."""
        key = ("clause", "layer", "subject_type", "subject_id", "at", "actor_id")
        by_key: dict[Any, list[Ruling]] = {}
        instants = {d.at for d in deeds.values()}
        clauses = {d.clause for d in deeds.values()}
        rows = Ruling.objects.filter(organisation_id=self.body.pk, at__in=instants, clause__in=clauses)
        for row in rows if deeds else ():
            by_key.setdefault(tuple(getattr(row, name) for name in key), []).append(row)
        return {pk: by_key.get(tuple(getattr(d, name) for name in key), [d]) for pk, d in deeds.items()}

    def _one(self, at: dt.datetime, row: Any, case: Case, people: Any, said: dict[int, list[Ruling]]) -> Happened:
        if isinstance(row, Obligation):
            words, who = _term_words(row, self.body), people.get(row.responsible_id)
            return Happened(case, at, to_do(row.what), who.short_name if who else "", words, row.kept is not False)
        who, words = people.get(row.actor_id), _deed_words(said[row.pk])
        against = any(not r.ok and not r.stopped for r in said[row.pk])
        return Happened(case, at, _checked(len(said[row.pk])), who.short_name if who else "", words, not against)


def _checked(n: int) -> str:
    return f"{n} {plural(n, _now('проверка'), _now('проверки'), _now('проверок'))} {_now('при одном действии')}"


def _term_words(row: Obligation, body: Organisation) -> str:
    if row.cancelled_at and row.kept is None:
        return _now("отменено раньше срока")
    if row.fulfilled_at is None and row.kept is None:
        return _now("в работе, срок %(day)s") % {"day": f"{body.local(row.due_at):%d.%m.%Y}"}
    return duty_words(duty_of(row, body), body) or _now("соблюдено")


def _deed_words(said: list[Ruling]) -> str:
    if any(not r.ok and not r.stopped for r in said):
        return _now("нарушено")
    if any(r.stopped for r in said):
        return _now("остановлено, до нарушения не дошло")
    return _now("соблюдено, с записанной причиной") if any(r.excused for r in said) else _now("соблюдено")


_ROW = (
    Column("no", _("Дело"), lambda h: h.case.number, look="nowrap", fixed=True),
    Column("when", _("Когда"), lambda h: h.at, look="nowrap", fixed=True),
    Column("what", _("Что"), lambda h: h.what),
    Column("person", _("Кто"), lambda h: h.who),
    Column("went", _("Как вышло"), lambda h: h.went, "happened_went", fixed=True),
)
_CLIENT = (
    Column("client", _("Клиент"), lambda h: h.case.client_name or "", look="small"),
    Column("subject", _("О чём"), lambda h: h.case.subject),
)
_NONE = Empty(_("Таких случаев по делам нет."))
HAPPENED = Table(
    "happened",
    _("Случаи"),
    (*_ROW[:2], *_CLIENT, *_ROW[2:]),
    link=lambda h: h.case.get_absolute_url(),
    lead="no",
    right="list.export",
    empty=_NONE,
)
UNNAMED = Table("happened_unnamed", _("Случаи"), _ROW, right="list.export", empty=_NONE)
"""For who sees figures and no clients."""
