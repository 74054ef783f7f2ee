"""The outbox: the row is the truth. Claimed by a conditional update with a lease; delivered in order per subject."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .access import Watched

BACKOFF = [30, 120, 600, 1800, 7200, 21600, 43200]
"""Seconds before the next try of a message that was not taken."""
AWAY, PATIENCE = 300, dt.timedelta(days=3)
"""While the whole other side is away: seconds between tries of one message, and how long it waits before it is dead."""


FIGURES = "0123456789"
BEHIND = "behind"
"""Where a payload keeps the letter that waits behind a link: what goes is a notice of it."""
LEFT = ("sent", "delivered", "read")
LETTERS = "letters "


def letters_lane(subject: str, channel: str, address: str) -> str:
    """Of letters to a person about one matter: in order for each address by itself, and only while that costs
    minutes."""
    return f"{LETTERS}{subject} {channel} {hashlib.sha256(address.encode()).hexdigest()[:16]}"[:80]


def new_return_token() -> str:
    """120 bits in letters and figures that survive a change of case on the way."""
    return base64.b32encode(secrets.token_bytes(15)).decode("ascii").lower()


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def ready(self, now: dt.datetime) -> DeliveryQuerySet:
        """Queued and due, or left `doing` past its lease; never ahead of an earlier unfinished one of the same lane. To
        a person a later letter goes first where the earlier one has been put off for longer than a place that is away:
        that letter's own trouble, which may last for a day, is no reason to keep an answer back."""
        soon = Q(state="doing") | Q(next_at__lte=now + dt.timedelta(seconds=AWAY)) | ~Q(lane__startswith=LETTERS)
        earlier = Delivery.objects.filter(
            soon, lane=OuterRef("lane"), id__lt=OuterRef("id"), state__in=["queued", "doing"]
        )
        return (
            self.filter(Q(state="queued", next_at__lte=now) | Q(state="doing", lease_until__lt=now))
            .filter(Q(lane="") | ~Exists(earlier))
            .order_by("id")
        )

    def answers_held_back(self) -> DeliveryQuerySet:
        """Of each answer of which only a notice has left, and that has reached its client whole by no way, nor been
        read on their page, those notices."""
        answers = self.annotate(answer=KT("payload__reply"))
        whole = Delivery.objects.annotate(answer=KT("payload__reply")).filter(
            Q(read_on_page_at__isnull=False)
            | ~Q(payload__has_key=BEHIND) & (Q(state__in=LEFT) | Q(state="shown", instead_of=None)),
            subject_type=OuterRef("subject_type"),
            subject_id=OuterRef("subject_id"),
            answer=OuterRef("answer"),
        )
        held = answers.filter(payload__has_key=BEHIND, state__in=LEFT, answer__isnull=False)
        return held.filter(~Exists(whole))

    def again(self) -> int:
        """They wait to be sent once more, from now on; how many."""
        now = timezone.now()
        return self.update(state="queued", attempts=0, error="", next_at=now, waits_since=now, handed_at=None)

    def claim(self, pk: int, now: dt.datetime) -> bool:
        """Take the row for one lease; False when somebody else was quicker."""
        return bool(
            self.filter(Q(state="queued") | Q(state="doing", lease_until__lt=now), pk=pk).update(
                state="doing",
                lease_until=now + dt.timedelta(seconds=settings.OUTBOX_LEASE),
                attempts=models.F("attempts") + 1,
            )
        )


class Delivery(Watched):
    """One message on its way out by one channel. `key` makes it once: the same key is never queued twice. `lane`:
    messages of one lane go in order (one case by one channel to one address, one subscription about one case); an empty
    lane waits for nobody."""

    STATES = [
        ("queued", _("в очереди")),
        ("held", _("приостановлено")),
        ("doing", _("отправляется")),
        ("sent", _("отправлено")),
        ("delivered", _("доставлено")),
        ("read", _("прочитано")),
        ("bounced", _("не доставлено")),
        ("dead", _("не отправлено")),
        ("shown", _("показано на странице дела")),
    ]

    organisation_id = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    key = models.CharField(max_length=120, unique=True)
    lane = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=320)
    payload = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, blank=True, db_index=True)
    return_token = models.CharField(
        max_length=32,
        blank=True,
        default=new_return_token,
        db_index=True,
        help_text="part of the address a letter's own server returns it to: known to whoever carried this very letter",
    )
    state = models.CharField(max_length=12, choices=STATES, default="queued")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(
        null=True, help_text="since when it waits to be sent once more; empty: since it was made"
    )
    handed_at = models.DateTimeField(
        null=True, help_text="when its channel took it: what is left is to write down what follows"
    )
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_on_page_at = models.DateTimeField(
        null=True, help_text="when the client first had the letter behind a notice before them on their own page"
    )
    instead_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replaced_by")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=["queued", "doing"]), name="outbox_waiting"),
            models.Index(fields=["lane", "id"], condition=Q(state__in=["queued", "doing"]), name="outbox_lane"),
            models.Index(fields=["subject_type", "subject_id"]),
        ]
        verbose_name_plural = "deliveries"

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        """The matter it is about, which is named by the address of its client; an event for a program names nobody."""
        known = self.__dict__
        kind, address = known.get("subject_type", "delivery"), known.get("address", "")
        own = known.get("channel") != "webhook" and any(c in "@ " or c in FIGURES for c in address)
        return kind, known.get("subject_id", self.pk), (address,) if own else ()

    @property
    def held_back(self) -> bool:
        """What goes is a notice: the letter itself waits behind a link, because nobody has proved the address."""
        return BEHIND in self.payload

    @property
    def title(self) -> str:
        """What became of it, in true words."""
        state = str(self.get_state_display())
        if not self.held_back or self.state in ("bounced", "dead"):
            return state
        if self.read_on_page_at:
            return str(_("%s: уведомление, письмо прочитано на странице дела") % state)
        return str(_("ушло только уведомление") if self.state == "sent" else _("%s: только уведомление") % state)

    def hand_over(self) -> None:
        """Its channel took it. Written before anything that follows from it, which may fail: it never goes twice."""
        self.handed_at = timezone.now()
        Delivery.objects.filter(pk=self.pk).update(handed_at=self.handed_at)

    def postpone(self, error: str, *, away: bool = False) -> None:
        """After a failure that may pass: try later; after the last try the row is dead and visible. away: the other
        side takes nothing at all, which says nothing of this message: it waits days, not tries."""
        tries = self.attempts - 1
        if away:
            since = self.waits_since or self.created_at
            dead, wait = timezone.now() - since > PATIENCE, min(AWAY, BACKOFF[min(max(tries, 0), 2)])
        else:
            dead, wait = tries >= len(BACKOFF), BACKOFF[min(max(tries, 0), len(BACKOFF) - 1)]
        self.state = "dead" if dead else "queued"
        self.error, self.lease_until = error[:2000], None
        if not dead:
            self.next_at = timezone.now() + dt.timedelta(seconds=wait * settings.OUTBOX_PACE)
        waiting = Delivery.objects.filter(pk=self.pk, state__in=["queued", "doing"])
        if not waiting.update(state=self.state, error=self.error, next_at=self.next_at, lease_until=None):
            self.refresh_from_db()  # it came back, or somebody was quicker: that stands
