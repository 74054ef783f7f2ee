"""Words of what staff search: counted by the worker, asked when a typed word is nowhere. The embedded server has no
pg_trgm, so a misspelt word is met by keys (`plain.sought.keys_of`) and chosen by distance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from rapidfuzz.distance import OSA

from priemnaya.cases.models import Found, FoundWord
from priemnaya.knowledge.search import stems_of
from priemnaya.people.models import Organisation
from priemnaya.plain.sought import forms_of, is_known, keys_of, sound_of

SHORTEST, LONGEST = 3, 40
RARE = 5
"""A word that at most so many other rows have may be a name: with what is destroyed it goes from the list too."""
BEGUN = 4
"""Letters from which a word is taken for the beginning of another."""
NEAREST = 4
MOST = 2000
"""Words that are looked at: of those that begin so the most common."""
SURE = 5
"""A word of so few letters that the dictionary knows is meant as it is: «люди» is not «лет»."""
MOST_FORMS = 24


def near(organisation: Organisation, typed: Iterable[str]) -> dict[str, list[str]]:
    """Typed word -> lexemes it may have been meant for, the likeliest first. Whether it stands somewhere itself is not
    asked here: it may stand in what the asker may not see. Four queries whatever is asked."""
    asked = [w for w in dict.fromkeys(typed) if SHORTEST <= len(w) <= LONGEST and w.isalpha()]
    if not asked:
        return {}
    stems = stems_of(asked)
    looked = {w: stems.get(w, w) for w in asked}
    keys = sorted({k for w, stem in looked.items() for k in (*keys_of(stem), *keys_of(w))})
    starts = Q()
    for stem in looked.values():
        if len(stem) >= BEGUN:
            starts |= Q(word__startswith=stem)
    rows = FoundWord.objects.filter(organisation=organisation).values_list("word", "documents")
    known = dict(rows.filter(keys__overlap=keys)[:MOST])  # each by its own index: of both in one condition, by none
    if starts:
        known |= dict(rows.filter(starts).order_by("-documents")[:MOST])
    chosen = {w: _nearest(w, stem, {k: n for k, n in known.items() if k != stem}) for w, stem in looked.items()}
    return _with_their_forms(chosen)


def _with_their_forms(chosen: dict[str, list[str]]) -> dict[str, list[str]]:
    """«участок» that was meant is «участка» too, whose stem is another."""
    forms = {x: forms_of(x)[:MOST_FORMS] for lexemes in chosen.values() for x in lexemes if is_known(x)}
    stems = stems_of(sorted({f for of_one in forms.values() for f in of_one}))
    return {
        w: list(dict.fromkeys([*lexemes, *(stems[f] for x in lexemes for f in forms.get(x, ()) if f in stems)]))
        for w, lexemes in chosen.items()
    }


def _nearest(typed: str, stem: str, known: dict[str, int]) -> list[str]:
    """By slips in the stem or in the whole word (a slip may move where the stem ends), then by how many rows have the
    word; what it begins comes with them."""
    limit = 1 if len(stem) < 5 else 2
    if len(typed) <= SURE and is_known(typed):
        known = {x: n for x, n in known.items() if x.startswith(stem)}
    scored = []
    for candidate, documents in known.items():
        slips: float = min(OSA.distance(one, candidate, score_cutoff=limit + 1) for one in (stem, typed))
        if sound_of(candidate) in (sound_of(stem), sound_of(typed)):
            slips = min(slips, 0.5)
        if len(stem) >= BEGUN and candidate.startswith(stem):
            slips = min(slips, 0.8)
        if slips <= limit:
            scored.append((slips - 0.05 * math.log1p(documents) - 0.3 * (candidate[0] == stem[0]), candidate, slips))
    scored.sort()
    best = scored[0][2] if scored else 0
    return [word for _, word, slips in scored if slips <= max(best, 0.8)][:NEAREST]


def rare_words_of(rows: QuerySet[Found], organisation_id: int) -> QuerySet[FoundWord]:
    """Words of these rows that hardly any other row of the body has."""
    pks = list(rows.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct word from cases_found, unnest(tsvector_to_array(search)) word where id = any(%s)",
            [pks],
        )
        words = [word for (word,) in cursor.fetchall()]
    return FoundWord.objects.filter(organisation_id=organisation_id, documents__lte=RARE + len(pks), word__in=words)
