"""Who comes, where and when: places and their windows, reception hours, kinds of visits, and the visits, from the hold
of a free time to the end of the talk. The database keeps that no window has two people at one time (sql_visits.py)."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models import Watched

STATES = [
    ("held", _("время придержано")),
    ("booked", _("записан")),
    ("waiting", _("ждёт в очереди")),
    ("called", _("вызван")),
    ("serving", _("на приёме")),
    ("parked", _("отложен")),
    ("done", _("принят")),
    ("missed", _("не пришёл")),
    ("cancelled", _("запись отменена")),
]
TAKES_TIME = ("held", "booked", "waiting", "called", "serving", "parked")
"""While a visit is so, nobody else has its time in its window (a constraint of the table)."""
IN_THE_HALL = ("waiting", "called", "serving", "parked")
AT_A_WINDOW = ("called", "serving")
LIVING = ("booked", *IN_THE_HALL)
HELPS = {
    "wheelchair": _("кресло-коляска"),
    "sign": _("жестовый язык"),
    "interpreter": _("переводчик"),
    "reading": _("прочитать и помочь заполнить"),
}
"""What help somebody asks for at a visit: words of their own choice, no ground and no illness."""
ASKED = [("yes", _("да")), ("no", _("нет")), ("silent", _("не сказал"))]
"""What may stand for the answer to a question at the end of a visit: also that it was asked and met with silence."""
LIMITS = {
    "lead_minutes": (30, 0, 1440),
    "hold_minutes": (15, 5, 120),
    "ahead_of_one": (3, 1, 50),
    "calls": (3, 1, 10),
    "late_minutes": (30, 0, 240),
}
"""What a place decides of itself, where its order says nothing: usual, least, most."""


def clock(minutes: int) -> str:
    """Minutes since midnight as people read them: «9:05»."""
    return f"{minutes // 60}:{minutes % 60:02d}"


class Place(models.Model):
    """A point of the register at which people are received: how to get there, and in whose clock its hours are.

    zone_name: empty where the clock is the body's; ahead_days: so far ahead one can book; hall: the address of the
    screen in its hall, which shows numbers and nothing else. lead_minutes: nobody books online for a time that is
    nearer; hold_minutes: so long a time is kept while its client types; ahead_of_one: bookings ahead that one telephone
    or mailbox may have when nobody has proved whose it is; calls: so often somebody is called before they are taken for
    not there; late_minutes: so long after the end of the booked time who has not come by then has missed the visit (who
    cancelled or moved before it began has not).
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    point = models.OneToOneField("people.InteractionPoint", on_delete=models.PROTECT, related_name="reception_place")
    way = models.TextField(blank=True)
    map_url = models.URLField(max_length=300, blank=True)
    zone_name = models.CharField(max_length=40, blank=True)
    ahead_days = models.IntegerField(default=60)
    lead_minutes = models.SmallIntegerField(default=30)
    hold_minutes = models.SmallIntegerField(default=15)
    ahead_of_one = models.SmallIntegerField(default=3)
    calls = models.SmallIntegerField(default=3)
    late_minutes = models.SmallIntegerField(default=30)
    hall = models.CharField(max_length=40, unique=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.point.name

    @property
    def address(self) -> str:
        return self.point.address or self.organisation.address

    @property
    def link(self) -> str:
        """Where it is on a map; made of the address where nobody has given another."""
        from urllib.parse import quote

        return self.map_url or f"https://yandex.ru/maps/?text={quote(self.address)}"

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone_name) if self.zone_name else self.organisation.zone

    def local(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(self.zone)

    def today(self) -> dt.date:
        return self.local(timezone.now()).date()

    @property
    def soonest(self) -> dt.datetime:
        """From when on a client can book: who has no time to come books nothing."""
        return timezone.now() + dt.timedelta(minutes=self.lead_minutes)

    @property
    def held_until(self) -> dt.datetime:
        return timezone.now() + dt.timedelta(minutes=self.hold_minutes)


class Window(models.Model):
    """A desk or a room where one person is received at a time. employee: whose it is; official: the head or another
    official, who receives some clients outside schedule and turn (udmurtia-mio 6.1)."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="windows")
    name = models.CharField(max_length=60)
    employee = models.ForeignKey("people.Employee", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    official = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"], condition=models.Q(closed_at=None), name="window_called_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_id(self) -> int:
        return self.place.organisation_id

    @property
    def who(self) -> str:
        return f"{self.name}, {self.employee.short_name}" if self.employee else self.name


class ReceptionHours(models.Model):
    """When a window receives: on a weekday (0 is Monday), of each week (nth 0), of the nth in a month, or the last one
    (-1). begins, ends: minutes since midnight by the clock of the place; a break is what lies between two rows."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="hours")
    weekday = models.SmallIntegerField()
    nth = models.SmallIntegerField(default=0)
    begins = models.SmallIntegerField()
    ends = models.SmallIntegerField()

    class Meta:
        ordering = ["window", "weekday", "nth", "begins"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__range=(0, 6), nth__range=(-1, 5), begins__gte=0, ends__lte=1440)
                & models.Q(ends__gt=models.F("begins")),
                name="hours_possible",
            )
        ]

    @property
    def organisation_id(self) -> int:
        return self.window.organisation_id

    @property
    def times(self) -> str:
        return f"{clock(self.begins)}–{clock(self.ends)}"


class DayOff(models.Model):
    """One day that goes otherwise than the hours say: closed, or open besides them. window: none is all of the place;
    begins, ends: none is the whole day, which only closes."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="days_off")
    window = models.ForeignKey(Window, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    opens = models.BooleanField(default=False)
    begins = models.SmallIntegerField(null=True)
    ends = models.SmallIntegerField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(begins=None, ends=None, opens=False)
                | models.Q(begins__gte=0, ends__lte=1440, ends__gt=models.F("begins")),
                name="day_off_possible",
            )
        ]

    @property
    def organisation_id(self) -> int:
        return self.place.organisation_id

    @property
    def times(self) -> str:
        return "" if self.begins is None or self.ends is None else f"{clock(self.begins)}–{clock(self.ends)}"


class VisitKind(models.Model):
    """What people come for. minutes: how long it takes; bring: what to take along; windows: where, none is anywhere;
    online: whether clients book it themselves; service: of which of the catalogue."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="visit_kinds")
    title = models.CharField(max_length=120)
    minutes = models.SmallIntegerField(default=30)
    bring = models.TextField(blank=True)
    online = models.BooleanField(default=True)
    service = models.ForeignKey("knowledge.Service", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    windows = models.ManyToManyField(Window, related_name="kinds", blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__range=(5, 240)), name="visit_kind_length"),
            models.UniqueConstraint(
                fields=["organisation", "title"], condition=models.Q(closed_at=None), name="visit_kind_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Visit(Watched):
    """One person who comes: booked ahead, or walked in and given a number.

    window, during: the booked time, none of a walk-in; at_window: where they are called and received. held_until,
    held_by: a time kept while its client types, and for which page. number, code_digest: by which whoever booked
    without a proof finds it again. sequence: of the calendar file, one more with each move. outside: outside the
    schedule. ground, ground_by: by which need of the order they go out of turn, and who has seen it: the word alone.
    day, ticket: the number in the hall; key: of the page that shows one's own place in the queue. on_paper: written
    down after an hour without the database. case: the matter that came of it. answered, satisfied: what the client said
    at the end, when asked whether the question is answered and whether they are content. closed_to: employees whom the
    words name: they see no more than that the time is taken; unsought: the words were not looked through yet.
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="visits")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="visits")
    kind = models.ForeignKey(VisitKind, null=True, on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="booked")
    during = DateTimeRangeField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default="booked")
    held_until = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=320, blank=True)
    about = models.CharField(max_length=500, blank=True)
    helps = models.JSONField(default=list)
    client = models.ForeignKey("people.Client", null=True, on_delete=models.SET_NULL, related_name="visits")
    powers = models.ForeignKey("people.Powers", null=True, on_delete=models.SET_NULL, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="visits")
    number = models.CharField(max_length=20, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    sequence = models.IntegerField(default=0)
    outside = models.BooleanField(default=False)
    ground = models.CharField(max_length=40, blank=True)
    ground_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    booked_at = models.DateTimeField(null=True)
    booked_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    day = models.DateField(null=True)
    ticket = models.IntegerField(null=True)
    key = models.CharField(max_length=40, null=True, unique=True)
    on_paper = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(null=True)
    at_window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="served")
    calls = models.SmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    served_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    answered = models.CharField(max_length=6, choices=ASKED, blank=True, default="")
    satisfied = models.CharField(max_length=6, choices=ASKED, blank=True, default="")
    read_back = models.BooleanField(default=False)
    closed_to = models.ManyToManyField("people.Employee", related_name="+", help_text="whom the visitor's words name")
    unsought = models.BooleanField(default=False, help_text="its words were not looked through for names yet")
    hidden = led = False
    """hidden: as whoever it is closed to sees it, without words and names; never saved. led: they stand with them at a
    window. Both by `reception.visits.seen.veiled`."""

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["organisation"], condition=models.Q(unsought=True), name="visits_unsought"),
            models.Index(fields=["place", "day"]),
            models.Index(fields=["organisation", "-ended_at"]),
            models.Index(fields=["held_until"], condition=models.Q(state="held"), name="visit_holds"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"], condition=~models.Q(number=""), name="visit_once"
            ),
            models.UniqueConstraint(fields=["place", "day", "ticket"], name="ticket_once"),
            models.UniqueConstraint(
                fields=["at_window"], condition=models.Q(state__in=AT_A_WINDOW), name="one_at_a_window"
            ),
            models.CheckConstraint(
                condition=models.Q(during=None) | models.Q(window__isnull=False), name="booked_at_a_window"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=IN_THE_HALL)
                | models.Q(ticket__isnull=False, day__isnull=False, arrived_at__isnull=False),
                name="in_the_hall_with_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_number

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        known = self.__dict__
        marks = tuple(known.get(name, "") for name in ("name", "phone", "email"))
        return "visit", self.pk, marks

    @property
    def shown_number(self) -> str:
        return f"П-{self.number}" if self.number else f"№ {self.ticket}"

    @property
    def helps_said(self) -> str:
        return ", ".join(str(HELPS[name]) for name in self.helps if name in HELPS)

    @property
    def starts(self) -> dt.datetime | None:
        return self.during.lower if self.during else None

    @property
    def ends(self) -> dt.datetime | None:
        return self.during.upper if self.during else None

    @property
    def waits_from(self) -> dt.datetime | None:
        """Who came before the booked time waits from that time, all others from when they came."""
        if self.arrived_at is None:
            return None
        return max(self.arrived_at, self.starts) if self.starts else self.arrived_at

    @property
    def is_ahead(self) -> bool:
        """Booked, and the time has not come: it may be moved and cancelled."""
        return self.state == "booked" and self.starts is not None and self.starts > timezone.now()
