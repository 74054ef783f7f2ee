"""What channels remember: cursors of polled mailboxes and bots, and subscriptions of other systems to events."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class MailboxCursor(models.Model):
    """The last UID taken from a mailbox; a changed UIDVALIDITY starts again, and idempotency keys keep letters
    single."""

    mailbox = models.CharField(max_length=300, unique=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)


class BotCursor(models.Model):
    """Where long polling of a bot stopped (its marker or ts), so that a restart goes on from there."""

    bot = models.CharField(max_length=80, unique=True)
    marker = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)


class ListenerCursor(models.Model):
    """Up to which moment a listener's events have been looked through, however long nobody looked."""

    name = models.CharField(max_length=120, unique=True)
    since = models.DateTimeField()


class Webhook(models.Model):
    """A system that is told of events. `verbs` empty: all of them. The signing secret is derived from the
    installation's key and `salt`, so that it lies nowhere; a new salt is a new secret. `since` is the last moment
    already looked through; nothing from before `on_at` is told: when it was switched on
    again, none where it never was off.
    """

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="webhooks")
    title = models.CharField(max_length=120)
    url = models.URLField(max_length=500)
    verbs = models.JSONField(default=list)
    salt = models.CharField(max_length=40)
    active = models.BooleanField(default=True)
    since = models.DateTimeField(default=timezone.now)
    on_at = models.DateTimeField(null=True)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    found = True
    """Of the moment it is made, not kept: whether the name in its address was found."""

    def __str__(self) -> str:
        return self.title
