"""Figures of the telephone over a period: how long people waited and talked, how often they were given on, whether they
got their answer, which promises to call were kept and who was never called back; by point, department and hour. What
few stand behind is left out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from statistics import mean, median

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.guard import unbarred, unbarred_cards
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy.contact_points import POINT_KINDS
from priemnaya.reception.models import Call, CallBack

from .guarded import ASKED

FEW = 5
"""Fewer tell more of single people than of the telephone: no median and no share is shown of them."""
LEFT_OPEN = dt.timedelta(hours=1)
"""So long after a talk its card is taken for left open."""
Period = tuple[dt.datetime, dt.datetime]


@dataclass
class Behind:
    """What figures are counted from: talks that were had, calls nobody took, promises whose time has come. unclosed:
    talks long over whose cards nobody has closed: nothing was asked there, and no other figure knows of them; undone:
    promises that ended before their time without a talk."""

    talks: list[Call] = field(default_factory=list)
    missed: list[Call] = field(default_factory=list)
    promises: list[CallBack] = field(default_factory=list)
    unclosed: list[Call] = field(default_factory=list)
    undone: list[CallBack] = field(default_factory=list)

    @property
    def whole(self) -> list[Call]:
        """Talks that did not break off: of the others nothing could be asked."""
        return [c for c in self.talks if not c.broke_off]

    @property
    def asked(self) -> list[Call]:
        return [c for c in self.whole if c.answered in ASKED]

    @property
    def waits(self) -> list[float]:
        """Minutes of ringing: only where an exchange tells of it."""
        return [c.wait.total_seconds() / 60 for c in self.talks if c.wait is not None]

    @property
    def lengths(self) -> list[float]:
        return [c.talk.total_seconds() / 60 for c in self.whole if c.talk is not None]

    @property
    def holds(self) -> list[float]:
        """Minutes on hold of talks in which the exchange told of one: of the others nobody knows."""
        return [c.held_seconds / 60 for c in self.talks if c.held_seconds]

    @property
    def got(self) -> list[Call]:
        return [c for c in self.asked if c.answered == "yes"]

    @property
    def at_once(self) -> list[Call]:
        """Got their answer in the same talk from whoever took it: given to nobody, nothing promised."""
        return [c for c in self.got if not times_given(c) and not getattr(c, "promised", False)]

    @property
    def unreturned(self) -> list[Call]:
        """Missed, with a number to call, and nobody has called."""
        return [c for c in self.missed if c.number and c.returned_at is None]

    @property
    def kept(self) -> list[CallBack]:
        return [b for b in self.promises if b.result == "talked" and b.done_at and b.done_at <= b.promised_at]


def times_given(call: Call) -> int:
    """How often the client was given to somebody else, as `behind` has counted it."""
    return int(getattr(call, "times", 0))


def times_untold(call: Call) -> int:
    """How often it stands nowhere that the client was told whither and why: not told, or not written down."""
    return int(getattr(call, "times_untold", 0))


def behind(organisation: Organisation, period: Period, me: Employee | None = None) -> Behind:
    """Calls of clients that began in the span, promises that were to be kept in it. me: without what lies in a case, or
    on a card, that is closed to them."""
    since, until = period
    calls = Call.objects.filter(organisation=organisation, direction="in", began_at__gte=since, began_at__lt=until)
    promised = Exists(CallBack.objects.filter(call=OuterRef("pk")))
    rows = _calls_open_to(calls.filter(state__in=("ended", "missed", "open")), me)
    given = ~Q(transfers__reached=False)
    untold = Count("transfers", filter=given & Q(transfers__told=False))
    rows = rows.annotate(times=Count("transfers", filter=given), times_untold=untold, promised=promised)
    found = list(rows.select_related("unit", "organisation"))
    late = timezone.now() - LEFT_OPEN
    due = list(_promises(organisation, since, min(until, timezone.now()), me))
    return Behind(
        [c for c in found if c.state == "ended"],
        [c for c in found if c.state == "missed"],
        [b for b in due if not _in_vain(b)],
        [c for c in found if c.state == "open" and (c.hung_up_at or c.began_at) < late],
        [b for b in due if _in_vain(b)],
    )


def _in_vain(promise: CallBack) -> bool:
    """Ended otherwise than by a talk before its time: nobody was to be called any more."""
    return promise.result != "talked" and promise.done_at is not None and promise.done_at <= promise.promised_at


def _calls_open_to(rows: QuerySet[Call], me: Employee | None) -> QuerySet[Call]:
    return rows if me is None else unbarred_cards(unbarred(rows, me), me, "client")


def _promises(
    organisation: Organisation, since: dt.datetime, until: dt.datetime, me: Employee | None
) -> QuerySet[CallBack]:
    due = CallBack.objects.filter(organisation=organisation, promised_at__gte=since, promised_at__lt=until)
    rows: QuerySet[CallBack] = due if me is None else unbarred_cards(unbarred(due, me), me, "client")
    return rows.select_related("unit", "call", "organisation")


@dataclass(frozen=True)
class Figures:
    """Minutes are medians, shares per cent: None where too few stand behind."""

    title: str
    talks: int
    broke: int
    wait: float | None
    talk: float | None
    given: float | None
    untold: int
    got: int | None
    at_once: int | None
    missed: int
    unreturned: int
    promised: int
    kept: int | None
    unclosed: int = 0
    undone: int = 0


def figures_of(title: str, rows: Behind) -> Figures:
    return Figures(
        title=title,
        talks=len(rows.talks),
        broke=len(rows.talks) - len(rows.whole),
        wait=_middle(rows.waits),
        talk=_middle(rows.lengths),
        given=round(mean(times_given(c) for c in rows.whole), 1) if len(rows.whole) >= FEW else None,
        untold=sum(times_untold(c) for c in rows.talks),
        got=_share(len(rows.got), len(rows.asked)),
        at_once=_share(len(rows.at_once), len(rows.asked)),
        missed=len(rows.missed),
        unreturned=len(rows.unreturned),
        promised=len(rows.promises),
        kept=_share(len(rows.kept), len(rows.promises)),
        unclosed=len(rows.unclosed),
        undone=len(rows.undone),
    )


def _middle(minutes: list[float]) -> float | None:
    return round(median(minutes), 1) if len(minutes) >= FEW else None


def _share(some: int, of: int) -> int | None:
    return round(100 * some / of) if of >= FEW else None


def tables(organisation: Organisation, period: Period, me: Employee) -> list[tuple[str, list[Figures]]]:
    """The whole, then by point, by department and by the hour of calling. A promise stands where its call does; its
    department is that of whoever promised."""
    rows = behind(organisation, period, me)
    some = rows.talks or rows.missed or rows.promises or rows.unclosed or rows.undone

    def unit(row: Call | CallBack) -> str:
        return row.unit.name if row.unit else str(_("без отдела"))

    def point(row: Call | CallBack) -> str:
        return POINT_KINDS[_call_of(row).point].title

    def hour(row: Call | CallBack) -> int:
        return organisation.local(_call_of(row).began_at).hour

    return [
        (str(_("Всего")), [figures_of(str(_("за эти дни")), rows)] if some else []),
        (str(_("По точкам")), _by(rows, point, str)),
        (str(_("По отделам")), _by(rows, unit, str)),
        (str(_("По часам")), _by(rows, hour, lambda h: f"{h}:00–{h}:59")),
    ]


def _call_of(row: Call | CallBack) -> Call:
    return row if isinstance(row, Call) else row.call


def _by(rows: Behind, key: Callable[[Call | CallBack], Hashable], said: Callable[..., str]) -> list[Figures]:
    parts: dict[Hashable, Behind] = defaultdict(Behind)
    for call in rows.talks:
        parts[key(call)].talks.append(call)
    for call in rows.missed:
        parts[key(call)].missed.append(call)
    for promise in rows.promises:
        parts[key(promise)].promises.append(promise)
    for call in rows.unclosed:
        parts[key(call)].unclosed.append(call)
    for promise in rows.undone:
        parts[key(promise)].undone.append(promise)
    return [figures_of(said(one), parts[one]) for one in sorted(parts, key=lambda k: (isinstance(k, str), k))]
