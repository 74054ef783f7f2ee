"""What is told of a visit and to whom: reminders of one booked time, and who waits for a time that is taken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models import Watched

from .visits import Place, Visit, VisitKind

REMINDED_BY = {
    "phone": _("по телефону"),
    "email": _("письмом на почту"),
    "sms": _("SMS на телефон"),
    "max": _("в MAX"),
    "vk": _("ВКонтакте"),
}


class OfVisit(models.Model):
    """What a client is told of a visit. sequence: the standing of the booking it tells of; by: a point; a telephone is
    a call that somebody makes; tries: of calls that nobody answered."""

    visit: models.ForeignKey[Visit, Visit]
    sequence = models.IntegerField(default=0)
    by = models.CharField(max_length=12)
    tries = models.SmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True

    @property
    def organisation_id(self) -> int:
        return self.visit.organisation_id

    @property
    def by_said(self) -> str:
        return str(REMINDED_BY.get(self.by, self.by))


class VisitReminder(OfVisit):
    """One reminder of one booked time; a move makes new ones. ahead: as the order writes it."""

    STATES = [
        ("waiting", _("ждёт своего часа")),
        ("sent", _("отправлено")),
        ("reached", _("дозвонились")),
        ("unreached", _("не дозвонились")),
        ("off", _("не нужно")),
    ]

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="reminders")
    ahead = models.CharField(max_length=10)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default="waiting")

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="visit_reminders")]
        constraints = [models.UniqueConstraint(fields=["visit", "sequence", "ahead"], name="reminded_of_a_visit_once")]


class VisitNews(OfVisit):
    """What staff did with a booking is told to its client: once by each way, and by a call where no way is left. what:
    a text's name."""

    STATES = [
        ("waiting", _("нужно позвонить")),
        ("sent", _("отправлено")),
        ("reached", _("дозвонились")),
        ("unreached", _("не дозвонились")),
    ]

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="news")
    what = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")

    class Meta:
        indexes = [models.Index(fields=["visit"], condition=models.Q(state="waiting"), name="visit_news_to_tell")]
        constraints = [models.UniqueConstraint(fields=["visit", "sequence", "by"], name="news_of_a_visit_once")]


class VisitWish(Watched):
    """Somebody who waits for a time that is taken: offered the first one that comes free, one person one offer.

    until: the last day that suits; offered: the held visit; key_digest: of the link by which one answers."""

    STATES = [
        ("waiting", _("ждёт места")),
        ("offered", _("место предложено")),
        ("taken", _("записан")),
        ("declined", _("отказался")),
        ("over", _("срок прошёл")),
    ]

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="wishes")
    kind = models.ForeignKey(VisitKind, on_delete=models.CASCADE, related_name="+")
    until = models.DateField()
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=320, blank=True)
    client = models.ForeignKey("people.Client", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    offered = models.OneToOneField(Visit, null=True, on_delete=models.SET_NULL, related_name="wish")
    offers = models.SmallIntegerField(default=0)
    key_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["place", "kind", "state"])]

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        known = self.__dict__
        return "visitwish", self.pk, tuple(known.get(name, "") for name in ("name", "phone", "email"))
