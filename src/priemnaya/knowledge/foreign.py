"""Whose matter it is, when it is none of the body's own: by what the directory of other bodies says they deal with."""

from __future__ import annotations

from priemnaya.people.models import Organisation, OtherBody
from priemnaya.plain.sought import forms_of, words_of

from .search import stems_of
from .synonyms import synonyms_of

MOST = 3
SHORTEST = 4
"""Letters of a word by which a body is told."""


def whose(organisation: Organisation, text: str) -> list[OtherBody]:
    """Bodies of the directory that deal with what a query names, in its own words or in those that these mean; the most
    words first. None: the directory does not know."""
    words = words_of(text)[:8]
    meant = [phrase for one in synonyms_of(organisation).meant(words) for phrase in one.means]
    phrases = [(w,) for w in words] + meant
    owner = organisation.parent or organisation
    rows = {row: words_of(row.deals_with) for row in OtherBody.objects.active().filter(organisation=owner)}
    asking = stems_of(sorted({w for p in phrases for w in p if len(w) >= SHORTEST}))  # «когда» asks for nothing
    phrases = [p for p in phrases if any(w in asking for w in p)]
    asked = {form for phrase in phrases for w in phrase for form in forms_of(w)}
    stems = stems_of(sorted(asked | {w for said in rows.values() for w in said}))
    found = []
    for row, said in rows.items():
        known = {stems[w] for w in said if w in stems}
        told = sum(all(_stands(w, known, stems) for w in phrase) for phrase in phrases)
        if told:
            found.append((-told, row.name, row))
    return [row for _told, _name, row in sorted(found, key=lambda f: f[:2])[:MOST]]


def _stands(word: str, known: set[str], stems: dict[str, str]) -> bool:
    """A word that nobody looks for by itself («о») asks nothing."""
    forms = {stems[f] for f in forms_of(word) if f in stems}
    return not forms or bool(forms & known)
