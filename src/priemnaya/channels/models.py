"""Cursors of polled mailboxes, so that a restart goes on where it stopped."""

from __future__ import annotations

from django.db import models


class MailboxCursor(models.Model):
    """The last UID taken from a mailbox; a changed UIDVALIDITY starts again, and idempotency keys keep letters single."""

    mailbox = models.CharField(max_length=300, unique=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
