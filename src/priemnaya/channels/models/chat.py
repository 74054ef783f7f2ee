"""Talks of the chat on the site: who is on duty, what was said, how it ended.

Both sides write from pages that may lose their network: each line has a key made where it was typed, so that what is
sent again is one line. Nothing here proves who writes.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models import Watched

STATES = {
    "waiting": _("ждёт сотрудника"),
    "open": _("идёт разговор"),
    "unanswered": _("никто не ответил"),
    "ended": _("закончен"),
}
LIVING = ("waiting", "open", "unanswered")
RESULTS = {
    "answered": _("ответили сразу"),
    "case": _("завели дело"),
    "joined": _("добавили к делу"),
    "message": _("стал сообщением: в чате не ответили"),
    "gone": _("клиент ушёл и не сказал, помогли ли ему"),
}
HELPED = {"yes": _("ответ получен"), "no": _("ответа нет")}
PLACES = {"portal": _("сайт приёмной"), "widget": _("сайт органа")}
SIDES = {"client": _("клиент"), "staff": _("сотрудник")}


class ChatDuty(models.Model):
    """An employee is on duty in the chat from then on. seen_at: when their page was last heard of: who is not heard of
    for a while is not on duty, whatever the row says."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="chat_duties")
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee"], condition=models.Q(ended_at=None), name="on_duty_in_the_chat_once"
            )
        ]


class ChatTalk(Watched):
    """One talk. key_digest: of the link by which its client's page opens. name, email: as typed, they prove nothing.

    unanswered_since: the first line of the client that nobody has answered, none while all are; due_at: by when
    somebody is to answer it. version: one more with each change of hands, for pages that are old. closed_to: employees
    whom the client's words name: they neither see nor take it. unsought: some words were not looked through yet.
    held: why it waits for a person's look, of one over the quotas.
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="chats")
    key_digest = models.CharField(max_length=64, unique=True)
    place = models.CharField(max_length=8, choices=list(PLACES.items()), default="portal")
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="waiting")
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=320, blank=True)
    client = models.ForeignKey("people.Client", null=True, on_delete=models.SET_NULL, related_name="chats")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.SET_NULL, related_name="chats")
    contact = models.OneToOneField("cases.Contact", null=True, on_delete=models.SET_NULL, related_name="chat")
    employee = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="led_chats")
    closed_to = models.ManyToManyField("people.Employee", related_name="+", blank=True)
    unsought = models.BooleanField(default=False)
    held = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    unanswered_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text="the first line of an employee")
    ended_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(default=timezone.now)
    client_seen_at = models.DateTimeField(default=timezone.now)
    client_typing_at = models.DateTimeField(null=True)
    staff_typing_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, blank=True, choices=list(RESULTS.items()))
    helped = models.CharField(max_length=3, blank=True, choices=list(HELPED.items()))
    version = models.IntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["organisation", "state"], condition=models.Q(state__in=LIVING), name="chats_going_on"),
            models.Index(fields=["organisation", "-ended_at"], name="chats_of_a_body"),
            models.Index(fields=["unsought"], condition=models.Q(unsought=True), name="chats_unsought"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False)
                | (~models.Q(state="ended") & models.Q(ended_at=None, result="")),
                name="ended_chat_has_its_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(employee__isnull=False), name="open_chat_has_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        return f"/w/chats/{self.pk}/"

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        known = self.__dict__
        return "chattalk", self.pk, (known.get("name", ""), known.get("email", ""))

    @property
    def is_living(self) -> bool:
        return self.state in LIVING

    @property
    def wait(self) -> dt.timedelta | None:
        """Until the first answer."""
        return self.answered_at - self.opened_at if self.answered_at else None

    @property
    def length(self) -> dt.timedelta | None:
        """Of a talk that somebody led."""
        return self.ended_at - self.answered_at if self.answered_at and self.ended_at else None


class ChatLine(models.Model):
    """key: made by the page where it was typed; sent again it is the same line. author: the employee."""

    talk = models.ForeignKey(ChatTalk, on_delete=models.CASCADE, related_name="lines")
    side = models.CharField(max_length=6, choices=list(SIDES.items()))
    key = models.CharField(max_length=40)
    text = models.TextField()
    author = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["talk", "side", "key"], name="line_of_a_chat_once")]
