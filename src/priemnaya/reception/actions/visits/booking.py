"""Booking a visit: a free time is held while its client types, booked, moved, cancelled. No time is given twice: the
database refuses it (reception/sql_visits.py), and whoever comes second is told what is free near by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.actions.reading import Words
from priemnaya.cases.guard import card_closed
from priemnaya.cases.guarded import guards
from priemnaya.core import queue
from priemnaya.core.journal import record, ruled
from priemnaya.core.models import NumberSeries
from priemnaya.core.reading import whole
from priemnaya.core.tokens import code_of, digest
from priemnaya.errors import Faults, NotAllowed, Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.models import Client, Employee
from priemnaya.people.policies import policy_of
from priemnaya.people.reaching import fault_in, normal
from priemnaya.policy import Verdict, require
from priemnaya.reception.models import HELPS, Place, Visit, VisitKind, Window
from priemnaya.reception.named import must_be_open_to
from priemnaya.reception.visits.asked import place_verdicts, priorities_of, reminders_for
from priemnaya.reception.visits.free import Timetable, free_days, nearest, windows_of
from priemnaya.reception.visits.texts import BOOKED, CANCELLED, MOVED, when
from priemnaya.reception.visits.ways import typed_for

from .letters import write
from .reminders import drop_reminders, set_reminders
from .telling import tell_of_change
from .words import keep_from, words_of


@dataclass(frozen=True)
class Time:
    """A time at a place, for something. window: a certain one; outside: outside the schedule, by an employee."""

    place: Place
    kind: VisitKind
    start: dt.datetime
    window: Window | None = None
    outside: bool = False

    @property
    def organisation_id(self) -> int:
        return self.place.organisation_id

    @property
    def during(self) -> DateTimeTZRange:
        return DateTimeTZRange(self.start, self.start + dt.timedelta(minutes=self.kind.minutes))


@dataclass(frozen=True)
class BookingDetails:
    """Who comes, as they said it. remind: times of reminding as the order writes them -> by which way, "" is what was
    given. told: an employee has said where it is and how to get there; ground: by which need out of turn; press: of the
    page it was typed on, pressed twice it is one booking."""

    name: str
    phone: str = ""
    email: str = ""
    about: str = ""
    helps: Sequence[str] = ()
    remind: dict[str, str] = field(default_factory=dict)
    told: bool = True
    ground: str = ""
    client: Client | None = None
    press: str = ""


class Taken(Objection):
    """Somebody was quicker: what is free near by is said."""


@action("visit.receive", alone=True)
@transaction.atomic
def hold_visit(time: Time, page: str, *, by: Employee | None) -> Visit:
    """Keep a free time for a page for a quarter of an hour; what it kept before is let go with it. Raises Taken."""
    _forget_holds(time.place)
    Visit.objects.filter(organisation_id=time.organisation_id, state="held", held_by=page).delete()
    visit = Visit(state="held", held_until=time.place.held_until, held_by=page)
    _take(visit, time, by)
    record("visit.held", visit, by=by)
    return visit


@action("visit.receive", alone=True)
@transaction.atomic
def let_go(visit: Visit, *, by: Employee | None) -> None:
    """A time that was held is free again; one that is booked stays."""
    row = Visit.objects.select_for_update().filter(pk=visit.pk, state="held").first()
    if row is not None:
        record("visit.let_go", row, by=by)
        row.delete()


@action("visit.receive", alone=True)
def confirm_visit(visit: Visit, details: BookingDetails, *, by: Employee | None) -> str:
    """The held time is booked; returns the code by which it is found again. A hold that is over is taken anew if the
    time is still free. Raises Faults, Refused, Stale, Taken."""
    _fit(details, visit.place, by)
    words = words_of(visit.organisation, details.about, details.name)
    with transaction.atomic():
        return _confirmed(visit, details, words, by)


def _confirmed(visit: Visit, details: BookingDetails, words: Words, by: Employee | None) -> str:
    row = Visit.objects.select_for_update(of=("self",)).select_related("place", "kind", "window").filter(pk=visit.pk)
    found = row.first()
    if found is None or found.state != "held" or found.starts is None or found.kind is None:
        raise Stale(_("Это время уже освободилось или записано. Выберите время заново."))
    if found.held_until and found.held_until <= timezone.now():
        _take(found, Time(found.place, found.kind, found.starts, found.window), by)
    _away_from_named(found, words, by)
    return _book(found, details, words, by)


@action("visit.receive")
def book_visit(time: Time, details: BookingDetails, *, by: Employee) -> tuple[Visit, str]:
    """An employee books for whoever calls or stands there: at once; with the code to tell them. Outside the schedule
    only for those whom the order has received so, by an official (udmurtia-mio 6.1). Raises Faults, Refused, Taken,
    Objection."""
    _fit(details, time.place, by)
    if details.client is not None and card_closed(details.client, by):
        raise NotAllowed(_("Карточка этого клиента вам недоступна: на приём его запишет другой сотрудник."))
    words = words_of(time.place.organisation, details.about, details.name)
    with transaction.atomic():
        if details.press and (made := _pressed(time, details, by)) is not None:
            return made, _code(made)
        _forget_holds(time.place)
        visit = Visit(state="held", outside=time.outside, held_until=time.place.held_until, held_by=details.press)
        if time.outside:
            _may_be_outside(time, details)
        _take(visit, time, by)
        _away_from_named(visit, words, by)
        return visit, _book(visit, details, words, by)


def _pressed(time: Time, details: BookingDetails, by: Employee) -> Visit | None:
    """What the same press has booked already; another time or name on a page that one went back to is another one."""
    Employee.objects.select_for_update().get(pk=by.pk)  # two presses of one hand come one after another
    rows = Visit.objects.filter(booked_by=by, held_by=details.press, during__startswith=time.start, state="booked")
    return rows.filter(name=" ".join(details.name.split())[:200]).first()


def _code(visit: Visit) -> str:
    return code_of(f"visit {visit.organisation_id} {visit.number} {visit.held_by}")


def _away_from_named(visit: Visit, words: Words, by: Employee | None) -> None:
    """To another window of the same time, where the one that was free is of whom the words name. Where there is none
    the time stays, and the desk calls to another window on the day."""
    named = {n.employee for n in words.named}
    if visit.outside or visit.window is None or visit.window.employee_id not in named - {None}:
        return
    assert visit.kind is not None and visit.starts is not None
    own, others = visit.window_id, windows_of(visit.place, visit.kind)
    for window in others:
        if window.employee_id in named:
            continue
        try:
            _take(visit, Time(visit.place, visit.kind, visit.starts, window), by)
            return
        except Taken:
            visit.window_id = own


@guards("book_visit", "place_told")
def booking_verdicts(visit: Visit, *, told: bool) -> list[Verdict]:
    body = visit.organisation
    asked = policy_of(body).guard("book_visit", body.local(timezone.now()).date(), {"place_told": told})
    return [*asked, *place_verdicts(body, told=told)]


def _book(visit: Visit, details: BookingDetails, words: Words, by: Employee | None) -> str:
    verdicts = booking_verdicts(visit, told=details.told)
    require(verdicts)
    now = timezone.now()
    year = visit.place.local(now).year
    visit.number = f"{year}-{NumberSeries.objects.take(visit.organisation_id, 'visit', year):06d}"
    code = _code(visit)
    visit.code_digest = digest(code)
    visit.state, visit.booked_at, visit.booked_by, visit.held_until = "booked", now, by, None
    visit.held_by = details.press
    visit.name = " ".join(details.name.split())[:200]
    visit.phone, visit.email = normal("phone", details.phone)[:40], normal("email", details.email)[:320]
    visit.about, visit.helps = details.about.strip()[:500], [name for name in HELPS if name in details.helps]
    visit.client = lock_living_card(details.client) if details.client else None
    if details.ground:
        visit.ground, visit.ground_by = details.ground, by
    visit.save()
    keep_from(visit, words)
    record("visit.booked", visit, by=by, outside=visit.outside)
    ruled(verdicts, visit, by=by)
    told = reminders_for(visit.organisation, details.remind, visit.phone, visit.email, visit.client)
    set_reminders(visit, told)
    write(visit, BOOKED)
    return code


@action("visit.receive", alone=True)
@transaction.atomic
def move_visit(visit: Visit, time: Time, *, by: Employee | None, seen: int | None = None) -> Visit:
    """To another free time; the old one is let go in the same instant, and kept if the new one is taken. seen: the
    standing of the booking that the page showed. Raises Stale, Taken."""
    row = _ahead(visit, seen, by)
    _forget_holds(time.place)
    if row.during == time.during and row.place_id == time.place.pk:
        raise Objection(_("Это то же самое время. Выберите другое."))
    row.kind, row.outside = time.kind, False
    row.sequence += 1
    _take(row, time, by)
    remind = drop_reminders(row)
    record("visit.moved", row, by=by)
    set_reminders(row, remind)
    _tell(row, MOVED, by)
    queue.nudge("visits")
    return row


@action("visit.receive", alone=True)
@transaction.atomic
def cancel_visit(visit: Visit, *, by: Employee | None, seen: int | None = None) -> None:
    """The time is free again at once. Raises Stale of one that is over, or has changed since."""
    row = _ahead(visit, seen, by)
    row.state = "cancelled"
    row.sequence += 1
    row.ended_at = timezone.now()
    row.save(update_fields=["state", "sequence", "ended_at"])
    drop_reminders(row)
    record("visit.cancelled", row, by=by)
    _tell(row, CANCELLED, by)
    queue.nudge("visits")


def _tell(visit: Visit, name: str, by: Employee | None) -> None:
    """Who did it themselves has seen it; a letter with the calendar file is enough."""
    if by is None:
        write(visit, name)
    else:
        tell_of_change(visit, name)


def _ahead(visit: Visit, seen: int | None, by: Employee | None) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related(
        "place__organisation", "kind", "window", "client"
    )
    row = rows.get(pk=visit.pk)
    must_be_open_to(row, by)
    if row.state == "cancelled":
        raise Stale(_("Эта запись уже отменена."))
    if row.state != "booked":
        raise Stale(_("Эту запись уже не изменить: посетитель пришёл, или время приёма прошло."))
    if seen is not None and seen != row.sequence:
        raise Stale(_("Запись с тех пор изменили. Ниже она такая, как сейчас."))
    if not row.is_ahead:
        raise Stale(_("Время приёма уже наступило: эту запись не перенести и не отменить. Запишитесь заново."))
    return row


def _take(visit: Visit, time: Time, by: Employee | None) -> None:
    """Put the visit into the first window that has this time free. Windows are held in the order of their keys. Raises
    Taken, Objection."""
    now = timezone.now()
    if time.start <= (now if by else time.place.soonest):
        raise Objection(_("Это время уже прошло или слишком близко. Выберите другое."))
    if time.place.local(time.start).date() > time.place.today() + dt.timedelta(days=time.place.ahead_days):
        raise Objection(_("На такой далёкий день запись ещё не открыта. Выберите день раньше."))
    visit.organisation, visit.place, visit.kind, visit.during = (
        time.place.organisation,
        time.place,
        time.kind,
        time.during,
    )
    for window in _candidates(visit, time):
        held = Window.objects.select_for_update(of=("self",)).get(pk=window)
        if held.closed_at or not (time.outside or _receives(held, time)):
            continue  # closed, or its hours taken away, since it was looked at
        visit.window_id = window
        try:
            with transaction.atomic():
                visit.save()
        except IntegrityError:
            continue
        return
    raise taken(time)


def _receives(window: Window, time: Time) -> bool:
    """Whether the window, which is held, has hours for all of this time: who changes them holds it too."""
    place, day = time.place, time.place.local(time.start).date()
    at = place.local(time.start)
    begins = at.hour * 60 + at.minute
    spans = Timetable(place, [window], day, day).spans(window, day)
    return any(a <= begins and begins + time.kind.minutes <= b for a, b in spans)


def _candidates(visit: Visit, time: Time) -> Iterable[int]:
    windows = [w.pk for w in windows_of(time.place, None if time.outside else time.kind)]
    if time.outside:
        return [w for w in windows if time.window is None or w == time.window.pk]
    day = time.place.local(time.start).date()
    found = free_days(time.place, time.kind, day, day, not_before=timezone.now(), but=visit.pk)
    free = {w for d in found for slot in d.slots if slot.start == time.start for w in slot.windows}
    return [w for w in windows if w in free and (time.window is None or w == time.window.pk)]


def taken(time: Time) -> Taken:
    near = [when(time.place, slot.start) for slot in nearest(time.place, time.kind, after=time.start)]
    if not near:
        return Taken(_("Это время только что заняли, и другого свободного пока нет."))
    return Taken(_("Это время только что заняли. Ближайшее свободное: %s.") % "; ".join(near))


def _forget_holds(place: Place) -> None:
    """Holds that are over give their time back before anybody takes one: the constraint does not know the clock."""
    Visit.objects.filter(place=place, state="held", held_until__lte=timezone.now()).delete()


def _may_be_outside(time: Time, details: BookingDetails) -> None:
    if details.ground not in priorities_of(time.place.organisation):
        raise Objection(
            _("Вне графика записывают только тех, кого так принимают по порядку. Выберите основание или другое время.")
        )
    if time.window is None or not time.window.official:
        raise Objection(_("Вне графика принимает руководитель или другое должностное лицо: выберите его окно."))


def _fit(details: BookingDetails, place: Place, by: Employee | None) -> None:
    """Raises Faults with all that is wrong, by the fields; Objection where one person has too many."""
    wrong: dict[str, str] = {}
    if len(details.name.split()) < 1 or len(details.name) > 200:
        wrong["name"] = _("Напишите, как вас зовут: так мы вас позовём.") if by is None else _("Запишите имя.")
    for what, typed in (("phone", details.phone), ("email", details.email)):
        if typed.strip() and (fault := fault_in(what, typed)):
            wrong[what] = fault
    if not (details.phone.strip() or details.email.strip()) and "phone" not in wrong:
        wrong["phone"] = _("Нужен телефон или почта: иначе не предупредить, если приём не состоится.")
    for way in details.remind.values():
        if way and (name := typed_for(way, details.phone.strip(), details.email.strip())):
            wrong.setdefault(name, _("Сюда просят напомнить: впишите, куда."))
    if len(details.about) > 500:
        wrong["about"] = _("Длиннее 500 знаков. Сократите: подробно расскажете на приёме.")
    if wrong:
        raise Faults(wrong)
    if by is None and details.client is None:
        _not_too_many(details, place)


def _not_too_many(details: BookingDetails, place: Place) -> None:
    ahead = Visit.objects.filter(
        organisation_id=place.organisation_id, state="booked", during__startswith__gt=timezone.now()
    )
    for what, typed in (("phone", details.phone), ("email", details.email)):
        if typed.strip() and ahead.filter(**{what: normal(what, typed)}).count() >= place.ahead_of_one:
            raise Objection(
                _(
                    "На этот телефон или почту записей уже столько, сколько можно: %s. Отмените ненужную или позвоните"
                    " нам: запишем вас по телефону."
                )
                % place.ahead_of_one
            )


def start_typed(text: str) -> dt.datetime | None:
    """An instant as a form of ours sends it: seconds since 1970."""
    seconds = whole(text)
    if seconds is None or not 0 < seconds < 7_258_118_400:
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
