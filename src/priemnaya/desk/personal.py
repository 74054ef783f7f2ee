"""Personal data of clients at the desk: notes, saved views that search for a person, and what stood before a deed over
several cases."""

from __future__ import annotations

from urllib.parse import unquote_plus

from django.db.models import QuerySet

from priemnaya.core.erasure import DESK, Held, Keeper, Subjects, keeps

from .models import BulkRow, Note, SavedView


def _views(subjects: Subjects) -> QuerySet[SavedView]:
    """A saved view is a search; one for a person who goes has nothing to find any more."""
    rows = SavedView.objects.filter(organisation_id=subjects.organisation_id)
    named = [v.pk for v in rows if subjects.names(f"{v.name} {unquote_plus(v.query)}")]
    return SavedView.objects.filter(pk__in=named)


keeps(
    Keeper(
        "desk",
        held=(
            Held("desk.Note", ("text",), DESK, lambda s: Note.objects.filter(case__in=s.of("case")), delete=True),
            Held("desk.BulkRow", ("before", "after"), DESK, lambda s: BulkRow.objects.filter(case__in=s.of("case"))),
            Held("desk.SavedView", ("name", "query"), DESK, _views, delete=True),
        ),
    )
)
