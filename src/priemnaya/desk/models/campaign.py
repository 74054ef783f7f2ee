"""Messages of many clients with nearly the same words: what the desk gathers them by. No word can be read from it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Campaign(models.Model):
    """One text and those near to it. It begins with a single message; people see it when several clients have written
    so. bands, sketch: `plain.alike`, under the installation's key; members: how many belong to it."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    bands = ArrayField(models.BigIntegerField(), default=list)
    sketch = ArrayField(models.BigIntegerField(), default=list)
    members_count = models.IntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["bands"], name="campaign_by_bands"),
            models.Index(
                fields=["organisation", "-last_at"], condition=models.Q(members_count__gt=2), name="campaigns"
            ),
        ]


class CampaignMember(models.Model):
    """A case that was looked at. campaign: none, when its message is too short to tell; out_at: a person took it out,
    and it is gathered no more."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="alike")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.SET_NULL, related_name="members")
    out_at = models.DateTimeField(null=True)
    out_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["campaign", "id"], condition=models.Q(out_at=None), name="campaign_began")]
