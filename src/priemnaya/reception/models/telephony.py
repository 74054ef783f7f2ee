"""What a telephone exchange tells: its calls, their legs, each report once; and which number inside it is whose.

Numbers of clients stand in the talk (`Call`) alone. A report keeps the last digits; a report whose shape nobody knows
is kept as it came, for a while. Names that an exchange gives to calls and legs are kept as digests: whoever writes a
bridge may put anything into them.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

RINGING, TALKING, HELD, OVER = "ringing", "talking", "held", "over"
LEG_STATES = {
    RINGING: _("звонит"),
    TALKING: _("говорит"),
    HELD: _("на удержании"),
    OVER: _("закончено"),
}
LIVING_LEGS = (RINGING, TALKING, HELD)
DONE = {
    "menu": _("голосовое меню: до сотрудника звонок ещё не дошёл"),
    "queued": _("в очереди: карточка открыта, кто возьмёт, тот её и увидит"),
    "rings": _("карточка показана сотруднику"),
    "answered": _("разговор начался, карточка у сотрудника"),
    "nobodys": _("ответил добавочный, который ни за кем не записан: карточка ждёт в «Звонках»"),
    "consults": _("коллега советуется: карточка ему видна, разговор у прежнего сотрудника"),
    "transferring": _("переключают: карточка уже у коллеги"),
    "transferred": _("переключили: посчитано, карточка у коллеги"),
    "transferred_out": _("переключили на номер, который ни за кем не записан: посчитано"),
    "transfer_failed": _("коллега не ответил: карточка вернулась, переключение не посчитано"),
    "resumed": _("разговор продолжается"),
    "held": _("удержание: карточка не меняется"),
    "leg_over": _("один из телефонов замолчал, звонок ещё не закончен"),
    "hung_up": _("трубку положили: время записано, карточку закроет сотрудник"),
    "waits": _("никто не ответил: если за несколько секунд ничего не изменится, звонок станет пропущенным"),
    "joined": _("исходящий: время записано в карточку, которую открыл сотрудник"),
    "private": _("внутренний или исходящий без карточки: не записываем"),
    "late_answer": _("пришло после конца, но показало, что на звонок ответили: учтено"),
    "late": _("опоздало: более новое об этом уже пришло"),
    "over": _("звонок уже закончен"),
    "stale": _("старше недели: не принято"),
    "unread": _("не разобрано: такого вида сообщений мы не знаем"),
    "refused": _("подпись не подошла: не прочитано"),
}
"""What was done with a report, in words for the page of the exchange."""


class Extension(models.Model):
    """The number of an employee inside the exchange."""

    employee = models.OneToOneField("people.Employee", on_delete=models.CASCADE, related_name="extension")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=8)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="extension_of_one")]

    def __str__(self) -> str:
        return self.number


class ExchangeCall(models.Model):
    """One call as the exchange tells it, whatever number of legs. call: its card; None of what is written down nowhere:
    a voice menu, a call inside the house. quiet_since: no telephone of it is heard any more, and the exchange has not
    said that it is over, or that somebody answered."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=32)
    call = models.ForeignKey("reception.Call", null=True, on_delete=models.SET_NULL, related_name="exchange")
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, help_text="when an employee or, of a call out, the client answered")
    heard_at = models.DateTimeField(help_text="when the exchange last told of it")
    quiet_since = models.DateTimeField(null=True)
    over = models.BooleanField(default=False, help_text="the exchange said that the whole call is over")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "source", "key"], name="call_of_an_exchange_once")
        ]
        indexes = [
            models.Index(fields=["organisation"], condition=models.Q(ended_at=None), name="exchange_calls_going_on"),
        ]

    def __str__(self) -> str:
        return self.key[:8]


class ExchangeLeg(models.Model):
    """One telephone of a call: a desk of an employee, the queue, the voice menu. seq: of the last report that counted;
    what comes with a lower one is late."""

    of = models.ForeignKey(ExchangeCall, on_delete=models.CASCADE, related_name="legs")
    key = models.CharField(max_length=32)
    employee = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    extension = models.CharField(max_length=8, blank=True)
    at_desk = models.BooleanField(default=False, help_text="a telephone of a person, no queue and no menu")
    inside = models.BooleanField(default=False, help_text="an employee calls a colleague: the client is not on it")
    state = models.CharField(max_length=8, choices=list(LEG_STATES.items()), default=RINGING)
    seq = models.BigIntegerField(default=-1)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True, help_text="the client waits in the middle of the talk")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="leg_of_a_call_once")]
        indexes = [
            models.Index(fields=["employee"], condition=models.Q(state__in=LIVING_LEGS), name="legs_at_an_employee"),
        ]

    def __str__(self) -> str:
        return self.extension or self.key[:8]


class ExchangeReport(models.Model):
    """One thing the exchange told, and what was done with it. raw: of a shape that nobody knows, as it came."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    of = models.ForeignKey(ExchangeCall, null=True, on_delete=models.SET_NULL, related_name="reports")
    call_key = models.CharField(max_length=32, blank=True)
    leg_key = models.CharField(max_length=32, blank=True)
    seq = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, blank=True)
    extension = models.CharField(max_length=8, blank=True)
    tail = models.CharField(max_length=2, blank=True, help_text="how the client's number ends")
    at = models.DateTimeField(null=True, help_text="when it happened, as the exchange says")
    came_at = models.DateTimeField(default=timezone.now)
    did = models.CharField(max_length=16, choices=list(DONE.items()))
    repeats = models.IntegerField(default=0, help_text="how often the same came again")
    raw = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source", "leg_key", "seq"],
                condition=~models.Q(leg_key=""),
                name="report_of_an_exchange_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-came_at"], name="reports_of_an_exchange")]

    def __str__(self) -> str:
        return self.did
