"""The live queue of a place: who came gets a number, is called by turn, received, put aside, taken for not there.

Whoever presses comes from a page that may be a minute old: each step is one update from the states it may leave, and
who is late is told what stands there now.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.cases.numbers import as_number
from priemnaya.core.each import each
from priemnaya.core.journal import record, ruled
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Powers
from priemnaya.people.policies import policy_of
from priemnaya.policy import require
from priemnaya.reception.models import ASKED, LIVING, Place, Visit, VisitKind, Window
from priemnaya.reception.named import must_be_open_to, visits_about
from priemnaya.reception.visits.asked import priorities_of
from priemnaya.reception.visits.guarded import ending_verdicts
from priemnaya.reception.visits.line import line_of

from .words import keep_from, words_of

KEY = re.compile(r"[\w-]{20}", re.ASCII)
"""Of one's own page in the queue, as `new_key` makes it."""


def new_key() -> str:
    return secrets.token_urlsafe(15)


@action("visit.receive")
def admit_visitor(
    place: Place,
    *,
    by: Employee,
    kind: VisitKind | None = None,
    name: str = "",
    about: str = "",
    ground: str = "",
    key: str = "",
) -> Visit:
    """Somebody came without a booking: a number in the queue. A name is not asked for, nor a paper. key: made with the
    form; a form sent twice is one number. Raises Objection."""
    if len(name) > 200 or len(about) > 500:
        raise Objection(_("Имя до 200 знаков, вопрос до 500. Сократите."))
    visit = Visit(organisation=place.organisation, place=place, kind=kind)
    visit.name, visit.about = " ".join(name.split()), about.strip()
    words = words_of(place.organisation, visit.about, visit.name)
    with transaction.atomic():
        _number(visit, place, timezone.now())
        if KEY.fullmatch(key):
            if (given := Visit.objects.filter(place=place, key=key).first()) is not None:
                return given
            visit.key = key
        visit.save()
        record("visit.arrived", visit, by=by)
        if ground:
            put_first(visit, ground, by=by)
            visit.refresh_from_db()
        keep_from(visit, words)
    return visit


@action("visit.receive")
@transaction.atomic
def note_arrival(visit: Visit, *, by: Employee) -> Visit:
    """Who has booked is here, also late, or after a «не пришёл» pressed too early. Raises Stale."""
    Place.objects.select_for_update().get(pk=visit.place_id)  # the place before its visits, as everybody does
    row = _locked(visit, by, "booked") if visit.ticket else _locked(visit, by, "booked", "missed")
    if row.starts is not None and row.place.local(row.starts).date() != row.place.today():
        raise Objection(_("Эта запись не на сегодня. Перенесите её на сегодня или выдайте номер без записи."))
    _number(row, row.place, timezone.now())
    row.ended_at = None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody else has the booked time by now: a number in the queue
        row.window = row.during = None
        row.save()
    record("visit.arrived", row, by=by)
    return row


def _number(visit: Visit, place: Place, at: dt.datetime) -> None:
    """The next number of the day; the place is held, so that none is given twice."""
    Place.objects.select_for_update().get(pk=place.pk)
    visit.day = place.local(at).date()
    last = Visit.objects.filter(place=place, day=visit.day).aggregate(n=Max("ticket"))["n"] or 0
    visit.ticket, visit.arrived_at, visit.state = last + 1, at, "waiting"
    visit.key = new_key()


@action("visit.receive")
@transaction.atomic
def put_first(visit: Visit, ground: str, *, by: Employee) -> None:
    """Out of turn, by a need that the order names; who has seen it, and the word alone: no paper, no diagnosis
    (udmurtia-mio 6.1). Nothing of it stands on the ticket or the screen. Raises Objection."""
    body = visit.organisation
    held = priorities_of(body).get(ground)
    if held is None:
        raise Objection(_("Вне очереди принимают только тех, кого так принимают по порядку. Выберите основание."))
    row = _locked(visit, by, "booked", "waiting", "parked")
    row.ground, row.ground_by = ground, by
    row.save(update_fields=["ground", "ground_by"])
    record("visit.prioritised", row, by=by)
    day = body.local(timezone.now()).date()
    ruled(policy_of(body).judge("give_priority", day, "reception", {"needs": ground}), row, by=by)


@action("visit.receive")
@transaction.atomic
def note_powers(visit: Visit, powers: Powers | None, *, by: Employee, seen: int) -> None:
    """By which powers the visitor comes for another, as the card says; none: for themselves. seen: those that the page
    showed. Raises Objection, Stale."""
    row = _locked(visit, by, *LIVING)
    if seen != (row.powers_id or 0):
        raise Stale(_("Пока страница была открыта, о представителе записали другое. Посмотрите, что стоит сейчас."))
    if powers is not None and (row.client is None or powers.client_id != row.client.living.pk):
        raise Objection(_("Эти полномочия записаны на другой карточке. Выберите из списка."))
    row.powers = powers
    row.save(update_fields=["powers"])
    record("visit.powers_noted", row, by=by, powers=powers.pk if powers else 0)


@action("visit.receive")
@transaction.atomic
def call_next(window: Window, *, by: Employee) -> Visit:
    """The next in turn to this window. Two windows at once get two people. Raises Objection where nobody waits or the
    window is taken."""
    Place.objects.select_for_update().get(pk=window.place_id)
    for found in line_of(window.place, window, by):
        held = Visit.objects.select_for_update(of=("self",)).filter(pk=found.pk, state="waiting")
        if row := held.select_related("place", "kind", "window").first():  # not one who was put aside this instant
            return _call(row, window, by)
    raise Objection(_("Никто не ждёт."))


@action("visit.receive")
@transaction.atomic
def call_visitor(visit: Visit, window: Window, *, by: Employee) -> Visit:
    """This very person, by somebody's choice; also one who was put aside, or did not come when called. Raises Stale."""
    return _call(_locked(visit, by, "waiting", "parked", "called"), window, by)


def _call(visit: Visit, window: Window, by: Employee) -> Visit:
    if window.closed_at or window.place_id != visit.place_id:
        raise Stale(_("Это окно закрыто. Выберите другое."))
    if window.employee and visits_about([visit], window.employee):
        raise Objection(
            _("Слова посетителя о том, кто принимает в этом окне, или о том, кого он замещает. Выберите другое окно.")
        )
    now = timezone.now()
    again = visit.state == "called" and visit.at_window_id == window.pk
    if again and visit.calls >= visit.place.calls:
        raise Objection(
            _("Вызовов уже столько, сколько можно: %s. Отметьте, что посетитель не подошёл, или отложите его.")
            % visit.calls
        )
    try:
        with transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(
                state="called", at_window=window, called_at=now, calls=F("calls") + 1, served_by=by
            )
    except IntegrityError as error:
        raise Objection(_("У этого окна уже есть посетитель. Сначала закончите с ним или отложите его.")) from error
    visit.refresh_from_db()
    record("visit.called", visit, by=by, times=visit.calls)
    return visit


@action("visit.receive")
@transaction.atomic
def begin_visit(visit: Visit, *, by: Employee) -> None:
    """The visitor has come up to the window. Raises Stale."""
    row = _locked(visit, by, "called")
    row.state, row.began_at, row.served_by = "serving", timezone.now(), by
    row.save(update_fields=["state", "began_at", "served_by"])
    record("visit.began", row, by=by)


@action("visit.receive")
@transaction.atomic
def park_visit(visit: Visit, *, by: Employee) -> None:
    """Went for a paper, will come back: out of the line, not lost. Raises Stale."""
    row = _locked(visit, by, "waiting", "called", "serving")
    row.state, row.at_window = "parked", None
    row.save(update_fields=["state", "at_window"])
    record("visit.parked", row, by=by)


@action("visit.receive")
@transaction.atomic
def return_visitor(visit: Visit, *, by: Employee) -> None:
    """Back into the line, at the old place in it. Raises Stale."""
    row = _locked(visit, by, "parked", "called", "missed")
    if row.day != row.place.today() or row.ticket is None:
        raise Stale(_("Очередь этого дня закончилась. Запишите посетителя заново."))
    row.state, row.at_window, row.calls, row.ended_at = "waiting", None, 0, None
    changed = ["state", "at_window", "calls", "ended_at"]
    try:
        with transaction.atomic():
            row.save(update_fields=changed)
    except IntegrityError:  # somebody else has the booked time by now: the number in the hall stays
        row.window = row.during = None
        row.save(update_fields=[*changed, "window", "during"])
    record("visit.returned", row, by=by)


@action("visit.receive")
@transaction.atomic
def miss_visit(visit: Visit, *, by: Employee) -> None:
    """Did not come to the window, or has not come at all by the end of the booked time. Raises Stale, Objection."""
    row = _locked(visit, by, "called", "parked", "waiting", "booked")
    if row.state == "booked" and row.starts is not None and row.starts > timezone.now():
        raise Objection(_("Время приёма ещё не пришло. Если клиент не придёт, отмените запись."))
    _missed(row, by)


def _missed(row: Visit, by: Employee | None) -> None:
    row.state, row.ended_at, row.at_window = "missed", timezone.now(), None
    row.save(update_fields=["state", "ended_at", "at_window"])
    record("visit.missed", row, by=by)


AT_ONCE = 20
KEPT_AT_END = ("answered", "satisfied", "read_back")


@action("visit.receive")
@transaction.atomic
def end_visit(
    visit: Visit, *, by: Employee, number: str = "", answered: str = "", satisfied: str = "", read_back: bool = False
) -> None:
    """The talk is over. number: of the case that came of it, where there is one; answered, satisfied: what the client
    said when asked; read_back: what was written down was read to them, and they agreed. Raises Stale, Objection,
    Refused."""
    row = _locked(visit, by, "serving", "called")
    now = timezone.now()
    if number.strip():
        seen = Case.objects.seen_by(by).filter(organisation=row.organisation)
        case = seen.filter(number=as_number(number)).first() if as_number(number) else None
        if case is None:
            raise Objection(_("Дела с таким номером нет. Проверьте номер или оставьте поле пустым."))
        if row.client and case.client_id and row.client.living.pk != case.client_id:
            raise Objection(_("Это дело другого клиента. Проверьте номер или оставьте поле пустым."))
        row.case = case
    row.answered = answered if answered in dict(ASKED) else ""
    row.satisfied = satisfied if satisfied in dict(ASKED) else ""
    row.read_back = read_back
    verdicts = ending_verdicts(row)
    require(verdicts)
    row.state, row.ended_at, row.served_by = "done", now, by
    row.began_at = row.began_at or row.called_at or now
    row.save(update_fields=["state", "ended_at", "served_by", "began_at", "case", *KEPT_AT_END])
    record("visit.ended", row, by=by)
    ruled(verdicts, row, by=by)


@action("case.register")
@transaction.atomic
def note_case(visit: Visit, case: Case, *, by: Employee) -> None:
    """What was said and promised at the visit is this case (59-ФЗ ст. 13)."""
    if case.organisation_id == visit.organisation_id:
        Visit.objects.filter(pk=visit.pk, case=None).update(case=case)


def _locked(visit: Visit, by: Employee, *states: str) -> Visit:
    """Raises Stale with what stands there now, NotAllowed."""
    rows = Visit.objects.select_for_update(of=("self",)).select_related("place__organisation__parent", "window")
    row = rows.get(pk=visit.pk)
    must_be_open_to(row, by)
    if row.state not in states:
        raise Stale(
            _("Страница устарела: посетитель уже «%s». Ниже очередь, как она сейчас.") % row.get_state_display()
        )
    return row


def miss_unarrived(place: Place) -> int:
    """Who booked and has not come so long after the booked time ended as the place waits; and who stands in the queue
    of a day that is over. Returns how many."""
    now = timezone.now()
    late = dt.timedelta(minutes=place.late_minutes)
    gone = Visit.objects.filter(place=place, state="booked", during__endswith__lt=now - late)
    left = Visit.objects.filter(place=place, state__in=("waiting", "called", "parked"), day__lt=place.today())
    keys = [*gone.values_list("pk", flat=True)[:500], *left.values_list("pk", flat=True)[:500]]
    return each(keys, _missed_by_now, "visit that nobody came to")


@transaction.atomic
def _missed_by_now(pk: int) -> bool:
    row = Visit.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is None or row.state not in ("booked", "waiting", "called", "parked"):
        return False
    _missed(row, None)
    return True


@action("visit.receive")
def write_down_visit(
    place: Place,
    ticket: int | None,
    arrived: dt.datetime | None,
    *,
    by: Employee,
    window: Window | None = None,
    began: dt.datetime | None = None,
    ended: dt.datetime | None = None,
    kind: VisitKind | None = None,
    name: str = "",
    about: str = "",
    booked: Visit | None = None,
) -> Visit:
    """A visit of the hour without the database, with its times as the paper has them. booked: whose booking it was.
    Raises Objection."""
    now = timezone.now()
    arrived = _possible(arrived, began, ended, now)
    words = words_of(place.organisation, about, name)
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=place.pk)
        day = place.local(arrived).date()
        known = Visit.objects.filter(place=place, day=day)
        if ticket is not None and (not 1 <= ticket <= 9999 or known.filter(ticket=ticket).exists()):
            raise Objection(
                _("Номер %s за этот день уже есть. Проверьте или оставьте пустым: дадим следующий.") % ticket
            )
        row = (
            _locked(booked, by, "booked") if booked else Visit(organisation=place.organisation, place=place, kind=kind)
        )
        row.day, row.ticket = day, ticket or (known.aggregate(n=Max("ticket"))["n"] or 0) + 1
        row.arrived_at, row.began_at, row.ended_at = arrived, began, ended or now
        row.state, row.at_window, row.served_by, row.on_paper = "done" if ended else "missed", window, by, True
        row.name, row.about = row.name or " ".join(name.split())[:200], row.about or about.strip()[:500]
        row.save()
        if row.about == about.strip()[:500]:  # what was said at the booking was looked through then
            keep_from(row, words)
        record("visit.written_down", row, by=by)
        record("visit.ended" if ended else "visit.missed", row, by=by, at=row.ended_at)
        return row


def _possible(
    arrived: dt.datetime | None, began: dt.datetime | None, ended: dt.datetime | None, now: dt.datetime
) -> dt.datetime:
    """Times as a paper may have them; when they came. Raises Objection."""
    if arrived is None or arrived > now or arrived < now - dt.timedelta(days=7):
        raise Objection(_("Напишите, когда посетитель пришёл: не позже чем сейчас и не раньше чем неделю назад."))
    times = [t for t in (arrived, began, ended) if t is not None]
    if times != sorted(times) or times[-1] > now:
        raise Objection(_("Времена идут по порядку: пришёл, начали, закончили, и не позже чем сейчас."))
    if (began is None) != (ended is None):
        raise Objection(_("Напишите, когда начали и когда закончили, или оставьте оба поля пустыми: не дождался."))
    return arrived
