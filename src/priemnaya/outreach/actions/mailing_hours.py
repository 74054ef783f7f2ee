"""A mailing that has begun keeps to the hours and days of the order: its letters wait, and go on by themselves."""

from __future__ import annotations

from django.utils import timezone

from priemnaya.core.models import Delivery
from priemnaya.outreach.models import Mailing, MailingRecipient
from priemnaya.people.actions.consents import moment_verdicts
from priemnaya.people.models import Organisation


def keep_hours(organisation: Organisation) -> None:
    """What of the mailings that are going waits, and what waits no more. A body with none costs one query."""
    going = list(Mailing.objects.filter(organisation=organisation, state="sending").values_list("pk", flat=True))
    if not going:
        return
    now = timezone.now()
    letters = MailingRecipient.objects.filter(mailing__in=going).exclude(delivery=None).values("delivery")
    rows = Delivery.objects.filter(pk__in=letters)
    if all(v.ok for v in moment_verdicts(organisation, now)):
        rows.filter(state="held").update(state="queued", next_at=now)
    else:
        rows.filter(state="queued").update(state="held")
