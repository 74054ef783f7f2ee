"""What search finds and what people looked for: rows of the index and of the log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from priemnaya.core.limits import DAY, key_of, spend
from priemnaya.core.models import Counter
from priemnaya.knowledge.asked import fit_to_keep
from priemnaya.knowledge.models import Findable, SearchLog, SearchWord
from priemnaya.knowledge.search import stems_of, vocabulary_of
from priemnaya.people.acting import action
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.people.models.clients import surname_as_sought
from priemnaya.plain.sought import forms_of, words_of

DAYS, REMEMBERED = 4, 90
"""Days on which a word that nobody knows was looked for in vain, within so many, before the editor sees it."""
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def put(organisation: Organisation, kind: str, ref: str, **fields: Any) -> None:
    """Make a thing findable, or say anew what it says."""
    fields["lead"] = fields.get("lead", "")[:300]
    shown = f"{fields['title']} {fields['lead']}"
    words = fields.get("words", "") + (f" {shown}" if "ё" in shown.lower() else "")
    fields["words"], fields["text"] = (t.replace("ё", "е").replace("Ё", "Е") for t in (words, fields.get("text", "")))
    Findable.objects.update_or_create(organisation=organisation, kind=kind, ref=ref, defaults=fields)


def drop(organisation: Organisation, kind: str, ref: str) -> None:
    """It is found no more, and its words are soon counted out."""
    if Findable.objects.filter(organisation=organisation, kind=kind, ref=ref).delete()[0]:
        SearchWord.objects.filter(organisation=organisation).update(counted_at=LONG_AGO)


@action("staff", alone=True)
def log_search(
    organisation: Organisation, token: str, text: str, found: int, *, place: str, by: Employee | None = None
) -> None:
    """Keep how a search went: letters typed one after another are one search. Of its words only those that name
    nobody."""
    if not token or len(text.strip()) < 3:
        return
    vocabulary = vocabulary_of(organisation, public=by is None)
    stems = stems_of(words_of(text[:200]))
    in_vain = (lambda w: _on_several_days(organisation, w, stems.get(w) or w)) if not found else lambda w: False
    said = fit_to_keep(
        text[:200], lambda w: stems.get(w) in vocabulary.documents, in_vain, lambda words: _called(organisation, words)
    )
    SearchLog.objects.update_or_create(
        organisation=organisation,
        token=token[:40],
        defaults={"text": said, "found": found, "place": place, "by": by},
    )


def _on_several_days(organisation: Organisation, typed: str, stem: str) -> bool:
    """Whether a word nobody knows was looked for in vain on so many days, today among them. Until then it is kept
    nowhere: days are counted under its sealed key. A name of a client or a colleague never is one."""
    day = organisation.local(timezone.now()).date()
    seen = ("word in vain", organisation.pk, stem)
    first = Counter.objects.claim(key_of("day", *seen, day), 2 * DAY)
    if spend(*seen, seconds=REMEMBERED * DAY, amount=int(first)) < DAYS:
        return False
    called = Q()
    for form in forms_of(typed):
        for field in ("surname", "name", "patronymic"):
            called |= Q(**{f"{field}__iexact": form})
    people = (Client, Employee)
    return not any(model.objects.filter(called, organisation=organisation).exists() for model in people)


def _called(organisation: Organisation, words: list[str]) -> set[str]:
    """Of these words those that, in any form, are a surname of the body's clients or staff."""
    forms: dict[str, set[str]] = {}
    for one in words:
        for form in forms_of(one):
            forms.setdefault(form.upper(), set()).add(one)
    found = set[str]()
    for model in (Client, Employee) if forms else ():
        rows = model._default_manager.filter(organisation=organisation).annotate(called=surname_as_sought())
        found.update(rows.filter(called__in=list(forms)).values_list("called", flat=True))
    return {one for surname in found for one in forms[surname]}


def log_opened(organisation: Organisation, token: str, kind: str, ref: str) -> None:
    """What the search led to; the first thing opened counts."""
    if token:
        SearchLog.objects.filter(organisation=organisation, token=token[:40], opened="").update(
            opened=f"{kind}:{ref}"[:80], opened_at=timezone.now()
        )
