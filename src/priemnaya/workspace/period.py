"""Over which days and of whose cases a figure is asked: out of an address, and back into one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.core.reading import numeral
from priemnaya.knowledge.models import Topic
from priemnaya.people.models import Employee, Organisation, Unit
from priemnaya.policy.contact_points import title_of
from priemnaya.programme.counts import PARTS
from priemnaya.programme.happened import WHOLE, Part, Span, keys_of, month_after
from priemnaya.ui import asked

PERIODS = {
    "month": gettext_lazy("этот месяц"),
    "quarter": gettext_lazy("этот квартал"),
    "half": gettext_lazy("полгода"),
    "year": gettext_lazy("этот год"),
    "own": gettext_lazy("свои даты"),
}
GROUPS = {
    "unit": gettext_lazy("Отделы"),
    "person": gettext_lazy("Сотрудники"),
    "topic": gettext_lazy("Темы"),
    "point": gettext_lazy("Точки взаимодействия"),
}
LONGEST = 1830
"""Days of one figure: five years."""


@dataclass(frozen=True)
class Asked:
    """name: of PERIODS."""

    span: Span
    name: str = "half"
    part: Part = WHOLE

    @property
    def query(self) -> str:
        """The same in an address: days, not «this month», so that a link means the same tomorrow."""
        told = {"from": self.span.first.isoformat(), "to": self.span.last.isoformat()}
        if self.part.by:
            told["part"] = f"{self.part.by}:{self.part.key}"
        return urlencode(told)

    @property
    def words(self) -> str:
        return span_words(self.span)

    @property
    def before(self) -> str:
        return span_words(self.span.before)

    def narrowed(self, span: Span | None = None, part: Part | None = None) -> Asked:
        return Asked(span or self.span, "own", part or self.part)


def span_words(span: Span) -> str:
    """«июнь – ноябрь 2026», «ноябрь 2026», «03.11.2026 – 09.11.2026»."""
    if not span.whole:
        return f"{span.first:%d.%m.%Y} – {span.last:%d.%m.%Y}"
    first, last = (date_format(day, "F Y").lower() for day in (span.first, span.last))
    if first == last:
        return last
    if span.first.year == span.last.year:
        first = first.rpartition(" ")[0]
    return f"{first} – {last}"


def asked_of(request: HttpRequest, body: Organisation) -> Asked:
    """?period=quarter, or ?from=2026-09&to=2026-11-15; half a year up to now when nothing is said."""
    today = body.local(timezone.now()).date()
    first, last = _day(request, "from", today), _day(request, "to", today, end=True)
    name = asked.one_of(request.GET.get("period"), PERIODS, "own" if first or last else "half")
    by, _colon, key = request.GET.get("part", "").partition(":")
    part = Part(by, key[:20]) if by in PARTS and key else WHOLE
    if name != "own":
        return Asked(_span(name, today), name, part)
    last = last or max(today, first or today)
    first = first or last.replace(day=1)
    first, last = min(first, last), max(first, last)
    return Asked(Span(max(first, last - dt.timedelta(days=LONGEST)), last), name, part)


def _day(request: HttpRequest, name: str, today: dt.date, *, end: bool = False) -> dt.date | None:
    """A day, or a whole month; none beyond the next years."""
    text = request.GET.get(name)
    found = asked.day(text)
    if found is None and (month := asked.month(text)) is not None:
        found = month_after(month) - dt.timedelta(days=1) if end and month.year < dt.MAXYEAR else month
    return found if found and 2000 <= found.year <= today.year + 1 else None


def _span(name: str, today: dt.date) -> Span:
    """Up to the end of this month."""
    back = {"month": 0, "quarter": (today.month - 1) % 3, "half": 5, "year": today.month - 1}[name]
    index = today.year * 12 + today.month - 1 - back
    return Span.of_months(dt.date(index // 12, index % 12 + 1, 1), today)


def names_of(body: Organisation, keys: dict[str, set[str]]) -> dict[str, dict[str, str]]:
    """What the parts are called. by -> key -> name."""
    numbers = {by: [int(k) for k in keys.get(by, ()) if numeral(k)] for by in ("unit", "person", "topic")}
    units = Unit.objects.filter(organisation__in=(body.pk,), pk__in=numbers["unit"])
    people = Employee.everyone.filter(organisation_id=body.pk, pk__in=numbers["person"])
    topics = Topic.objects.filter(pk__in=numbers["topic"]).defer("search")
    return {
        "unit": {str(u.pk): u.name for u in units},
        "person": {str(e.pk): e.short_name for e in people},
        "topic": {str(t.pk): t.title for t in topics},
        "point": {key: str(title_of(key)) for key in keys.get("point", ())},
    }


def choices(me: Employee, span: Span) -> list[tuple[str, list[tuple[str, str]]]]:
    """Parts that had any case lately which the reader may see, to choose one of: (group, [(value, name)])."""
    named = names_of(me.organisation, keys_of(me.organisation, Span.of_months(span.before.first, span.last), me))
    return [
        (str(title), sorted(((f"{by}:{key}", name) for key, name in named[by].items()), key=lambda pair: pair[1]))
        for by, title in GROUPS.items()
        if named[by]
    ]


def part_words(body: Organisation, part: Part) -> str:
    """«отдел: Аренда»; empty of the whole."""
    if not part.by:
        return ""
    name = names_of(body, {part.by: {part.key}})[part.by].get(part.key)
    return name or _("неизвестно")
