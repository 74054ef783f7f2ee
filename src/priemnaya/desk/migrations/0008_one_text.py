"""Campaigns were gathered by a looser likeness: whoever asks something of their own is answered by themselves. The rows
of such members are gathered anew while letters like theirs may still come; older ones stand alone, and what a person
took out stays out."""

import datetime as dt
from typing import Any

from django.db import migrations

from django.utils import timezone

from priemnaya.plain.alike import same_sentences

WITHIN = dt.timedelta(days=30)
"""What was registered longer ago is looked at by no gathering."""


def one_text(apps: Any, schema_editor: Any) -> None:
    campaigns, members, contacts = (
        apps.get_model(app, name).objects
        for app, name in (("desk", "Campaign"), ("desk", "CampaignMember"), ("cases", "Contact"))
    )

    young = apps.get_model("cases", "Case").objects.filter(registered_at__gt=timezone.now() - WITHIN).values("pk")

    def said(case: int) -> str:
        found = contacts.filter(case=case, direction="in").exclude(text="").order_by("at", "pk")
        return found.values_list("text", flat=True).first() or ""

    for campaign in campaigns.filter(members_count__gt=1).order_by("pk").iterator(chunk_size=200):
        rows = list(members.filter(campaign=campaign, out_at=None).order_by("pk").values_list("pk", "case"))
        first = said(rows[0][1]) if rows else ""
        others = [pk for pk, case in rows[1:] if not same_sentences(said(case), first)] if first else []
        if others:
            members.filter(pk__in=others, case__in=young).delete()
            members.filter(pk__in=others).update(campaign=None)
            campaigns.filter(pk=campaign.pk).update(members_count=campaign.members_count - len(others))


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_began"), ("cases", "0034_reasons_of_sentences")]

    operations = [migrations.RunPython(one_text, migrations.RunPython.noop, elidable=True)]
