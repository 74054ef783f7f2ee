"""Personal data of clients at the desk: notes, saved views that search for a person, what stood before a deed over
several cases, and what near-identical messages are known by."""

from __future__ import annotations

from urllib.parse import unquote_plus

from django.db.models import Exists, OuterRef, QuerySet

from priemnaya.core.erasure import DESK, MESSAGES, Held, Keeper, Subjects, keeps

from .models import BulkRow, Campaign, CampaignMember, Note, SavedView


def _views(subjects: Subjects) -> QuerySet[SavedView]:
    """A saved view is a search; one for a person who goes has nothing to find any more."""
    rows = SavedView.objects.filter(organisation_id=subjects.organisation_id)
    named = [v.pk for v in rows if subjects.names(f"{v.name} {unquote_plus(v.query)}")]
    return SavedView.objects.filter(pk__in=named)


def _campaigns(subjects: Subjects) -> QuerySet[Campaign]:
    """What a text was known by goes with the last of those who wrote it."""
    going = subjects.of("case")
    rows = Campaign.objects.filter(organisation_id=subjects.organisation_id, members__case__in=going)
    others = CampaignMember.objects.filter(campaign=OuterRef("pk")).exclude(case__in=going)
    return Campaign.objects.filter(pk__in=rows.filter(~Exists(others)).values("pk"))


keeps(
    Keeper(
        "desk",
        held=(
            Held("desk.Note", ("text",), DESK, lambda s: Note.objects.filter(case__in=s.of("case")), delete=True),
            Held("desk.BulkRow", ("before", "after"), DESK, lambda s: BulkRow.objects.filter(case__in=s.of("case"))),
            Held("desk.Campaign", ("bands", "sketch"), MESSAGES, _campaigns, delete=True),
            Held("desk.SavedView", ("name", "query"), DESK, _views, delete=True),
        ),
    )
)
