"""A talk by telephone, what was asked in it, its transfers, and the calls back that were promised.

Its state lies here, in our own rows: with no exchange all is done by hand, and an exchange only adds to it.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models import Watched

STATES = {
    "ringing": _("звонит"),
    "open": _("идёт разговор"),
    "ended": _("закончен"),
    "missed": _("пропущен"),
}
ANSWERED = {"yes": _("да, получен"), "no": _("нет, не получен"), "silent": _("спросили, клиент не ответил")}
SATISFIED = {"yes": _("доволен"), "no": _("недоволен"), "silent": _("спросили, клиент не ответил")}
OUTCOMES = {
    "transferred": _("переключили на того, кто ответит"),
    "number_given": _("назвали номер, где ответят"),
    "call_back": _("договорились перезвонить"),
    "offered_to_write": _("предложили написать"),
}
"""How somebody who got no answer was helped (udmurtia-mio 4.6, and the third way of 4.7)."""
RESULTS = {
    "answered": _("ответили"),
    "to_case": _("записали в дело"),
    "call_back": _("перезвоним"),
    "other": _("отвечает другой"),
    "none": _("ответа нет"),
}
ATTEMPTS = {
    "no_answer": _("не берёт трубку"),
    "busy": _("линия занята"),
    "talked": _("поговорили"),
    "wrong_number": _("не тот номер"),
    "refused": _("не захотел говорить"),
}
CLOSING = ("talked", "wrong_number", "refused")
"""Results after which nobody is called again."""
MOST_TRIES = 3
"""Tries after which the head decides: a number that never answers is no work of one employee alone."""
APART = dt.timedelta(minutes=30)
"""Tries that are nearer to one another count as one: nobody is reached by dialling three times in a minute."""


class CallQuerySet(models.QuerySet["Call"]):
    def at_hand(self, employee_id: int) -> CallQuerySet:
        """Talks that lie with an employee now: one indexed condition, which the page of each operator asks often."""
        return self.filter(operator=employee_id, state__in=("ringing", "open"))

    def unreturned(self) -> CallQuerySet:
        """Missed, with a number to call, and nobody has called back."""
        return self.filter(state="missed", returned_at=None).exclude(number="")

    def hidden(self) -> CallQuerySet:
        """Missed from a number that nobody knows."""
        return self.filter(state="missed", number="")

    def to_return(self) -> CallQuerySet:
        """Nobody answered, or the line broke, and nobody has called since: whom one may call by a press."""
        return self.filter(models.Q(state="missed") | models.Q(broke_off=True), returned_at=None).exclude(number="")


class Call(Watched):
    """One talk. `number`: as kept for matching; empty of a withheld one. `version`: two people with the same page."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="calls")
    point = models.CharField(max_length=12, default="phone")
    direction = models.CharField(max_length=3, choices=[("in", _("от клиента")), ("out", _("клиенту"))], default="in")
    state = models.CharField(max_length=8, choices=list(STATES.items()), default="open")
    number = models.CharField(max_length=60, blank=True)
    caller = models.CharField(max_length=200, blank=True, help_text="how they called themselves; it proves nothing")
    client = models.ForeignKey("people.Client", null=True, on_delete=models.PROTECT, related_name="calls")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="calls")
    powers = models.ForeignKey(
        "people.Powers", null=True, on_delete=models.SET_NULL, related_name="+", help_text="a representative talks"
    )
    contact = models.OneToOneField("cases.Contact", null=True, on_delete=models.SET_NULL, related_name="call")
    operator = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="talks")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, help_text="when somebody took it; only what is known")
    hung_up_at = models.DateTimeField(null=True, help_text="when the exchange said so: the card stays open")
    ended_at = models.DateTimeField(null=True, help_text="when its card was closed")
    answered = models.CharField(max_length=6, blank=True, choices=list(ANSWERED.items()))
    satisfied = models.CharField(max_length=6, blank=True, choices=list(SATISFIED.items()))
    outcome = models.CharField(max_length=16, blank=True, choices=list(OUTCOMES.items()))
    number_given = models.CharField(max_length=200, blank=True, help_text="which number was named")
    broke_off = models.BooleanField(default=False, help_text="the line broke before anything could be asked")
    recording_told = models.BooleanField(default=False, help_text="the client was told that the exchange records")
    read_back = models.BooleanField(default=False, help_text="what was written down was read to the client, who agreed")
    needs = models.JSONField(default=list, help_text="[{asks, said}]: what was asked to learn the need")
    returned_at = models.DateTimeField(null=True, help_text="of a missed or a broken one: when the client was called")
    returns = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="returned_by")
    call_back = models.ForeignKey("CallBack", null=True, on_delete=models.SET_NULL, related_name="calls_made")
    closed_to = models.ManyToManyField("people.Employee", related_name="+", help_text="whom the client's words name")
    unsought = models.BooleanField(default=False, help_text="its words were not looked through for names yet")
    held_seconds = models.PositiveIntegerField(
        default=0, help_text="how long the client was held, as the exchange told"
    )
    version = models.IntegerField(default=0)

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["operator", "state"], condition=models.Q(state__in=("ringing", "open")), name="calls_at_hand"
            ),
            models.Index(fields=["organisation", "-began_at"], name="calls_of_a_body"),
            models.Index(
                fields=["organisation"], condition=models.Q(state="missed", returned_at=None), name="calls_missed"
            ),
            models.Index(fields=["client", "-began_at"], name="calls_of_a_client"),
            models.Index(fields=["organisation"], condition=models.Q(unsought=True), name="calls_unsought"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ended") | models.Q(ended_at__isnull=False), name="ended_call_has_its_end"
            ),
            models.CheckConstraint(
                condition=models.Q(broke_off=False) | models.Q(answered="", satisfied=""),
                name="broken_call_asked_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.number or "номер скрыт"

    def get_absolute_url(self) -> str:
        return f"/w/calls/{self.pk}/"

    @property
    def is_open(self) -> bool:
        return self.state in ("ringing", "open")

    @property
    def wait(self) -> dt.timedelta | None:
        """How long it rang, where an exchange told of it: a card that somebody opened by hand begins with the talk."""
        rang = self.answered_at is not None and self.answered_at > self.began_at
        return self.answered_at - self.began_at if rang and self.answered_at else None

    @property
    def talk(self) -> dt.timedelta | None:
        """From the taking to the end that the exchange told, else to the closing of the card."""
        end = self.hung_up_at or self.ended_at
        return end - self.answered_at if self.answered_at and end else None

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        known = self.__dict__
        if known.get("case_id"):
            return "case", known["case_id"], ()
        if known.get("client_id"):
            return "client", known["client_id"], (known.get("number", ""),)
        return "call", self.pk, (known.get("number", ""), known.get("caller", ""))


class CallQuestion(models.Model):
    """One of the questions of a talk, and what became of it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    said = models.TextField(blank=True)
    result = models.CharField(max_length=10, blank=True, choices=list(RESULTS.items()))

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["call", "place"], name="question_of_a_call_once")]


class CallTransfer(models.Model):
    """A talk was given to somebody else. told: the client was told before, whither and why; neither told nor untold:
    nobody has written it down, as of one that was made on the telephone itself; reached: whether the other took it, as
    far as anybody knows. One that failed is kept and does not count."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="transfers")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    extension = models.CharField(max_length=20, blank=True, help_text="of the exchange, where nobody is known by it")
    told = models.BooleanField(default=False)
    untold = models.BooleanField(default=False, help_text="an employee has written down that the client was not told")
    reached = models.BooleanField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(told=True, untold=True), name="told_or_untold")]

    @property
    def is_open_question(self) -> bool:
        """It came about, and whether the client was told stands nowhere."""
        return self.reached is not False and not self.told and not self.untold


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def waiting(self) -> CallBackQuerySet:
        return self.filter(done_at=None)


class CallBack(Watched):
    """A promise to call: to which number, what is to be found out and from whom, by when, and when the client likes to
    be called. Owed until somebody has talked with them or the head says that it is over."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="call_backs")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="call_backs")
    client = models.ForeignKey("people.Client", null=True, on_delete=models.PROTECT, related_name="call_backs")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="call_backs")
    number = models.CharField(max_length=60)
    what = models.TextField(help_text="what to find out, or to say")
    from_whom = models.CharField(max_length=200, blank=True, help_text="who knows it")
    convenient = models.CharField(max_length=200, help_text="when the client likes to be called, by their own clock")
    zone_name = models.CharField(max_length=40, help_text="the client's time zone")
    promised_at = models.DateTimeField(help_text="by when it was promised")
    owner = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="promised_calls")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=12, blank=True, choices=list(ATTEMPTS.items()))
    escalated_at = models.DateTimeField(null=True, help_text="so many tries in vain: the head decides")
    version = models.IntegerField(default=0)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner"], condition=models.Q(done_at=None), name="call_backs_of_mine"),
            models.Index(
                fields=["organisation", "promised_at"], condition=models.Q(done_at=None), name="call_backs_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None) | ~models.Q(result=""), name="call_back_ends_with_a_result"
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return f"/w/calls/back/{self.pk}/"

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.promised_at < timezone.now()

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        known = self.__dict__
        if known.get("case_id"):
            return "case", known["case_id"], ()
        if known.get("client_id"):
            return "client", known["client_id"], (known.get("number", ""),)
        return "callback", self.pk, (known.get("number", ""), known.get("what", "")[:40])


class CallBackAttempt(models.Model):
    """One try to call. call: the talk that it came to."""

    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="attempts")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    result = models.CharField(max_length=12, choices=list(ATTEMPTS.items()))
    words = models.CharField(max_length=500, blank=True)
    call = models.ForeignKey(Call, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
