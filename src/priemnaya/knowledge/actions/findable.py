"""What search finds and what people looked for: rows of the index and of the log."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from priemnaya.knowledge.asked import fit_to_keep
from priemnaya.knowledge.models import Findable, SearchLog
from priemnaya.knowledge.search import stems_of, vocabulary_of
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.plain.sought import words_of


def put(organisation: Organisation, kind: str, ref: str, **fields: Any) -> None:
    """Make a thing findable, or say anew what it says."""
    fields["lead"] = fields.get("lead", "")[:300]
    shown = f"{fields['title']} {fields['lead']}"
    words = fields.get("words", "") + (f" {shown}" if "ё" in shown.lower() else "")
    fields["words"], fields["text"] = (t.replace("ё", "е").replace("Ё", "Е") for t in (words, fields.get("text", "")))
    Findable.objects.update_or_create(organisation=organisation, kind=kind, ref=ref, defaults=fields)


def drop(organisation: Organisation, kind: str, ref: str) -> None:
    Findable.objects.filter(organisation=organisation, kind=kind, ref=ref).delete()


@action("staff", alone=True)
def log_search(
    organisation: Organisation, token: str, text: str, found: int, *, place: str, by: Employee | None = None
) -> None:
    """Keep how a search went: letters typed one after another are one search. Of its words only those that name
    nobody."""
    if not token or len(text.strip()) < 3:
        return
    vocabulary = vocabulary_of(organisation)
    stems = stems_of(words_of(text[:200]))
    said = fit_to_keep(text[:200], lambda w: stems.get(w) in vocabulary.documents)
    SearchLog.objects.update_or_create(
        organisation=organisation,
        token=token[:40],
        defaults={"text": said, "found": found, "place": place, "by": by},
    )


def log_opened(organisation: Organisation, token: str, kind: str, ref: str) -> None:
    """What the search led to; the first thing opened counts."""
    if token:
        SearchLog.objects.filter(organisation=organisation, token=token[:40], opened="").update(
            opened=f"{kind}:{ref}"[:80], opened_at=timezone.now()
        )
