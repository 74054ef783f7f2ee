"""Words of what staff search: counted by the worker, asked when a typed word is nowhere. The embedded server has no
pg_trgm, so a misspelt word is met by keys (`plain.sought.keys_of`) and chosen by distance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice

from django.db import connection
from django.db.models import Q, QuerySet
from rapidfuzz.distance import OSA

from priemnaya.cases.models import Found, FoundWord
from priemnaya.knowledge.search import stems_of
from priemnaya.people.models import Organisation
from priemnaya.plain.sought import forms_of, is_known, keys_of, sound_of

from .standing import Standing

SHORTEST, LONGEST = 3, 40
RARE = 5
"""A word that at most so many other rows have may be a name: with what is destroyed it goes from the list too."""
BEGUN = 4
"""Letters from which a word is taken for the beginning of another."""
NEAREST = 4
"""Words that are looked for instead of one, at most."""
ALWAYS = 0.8
"""Slips of which a word is looked for whatever else is near: it sounds so, or goes on so."""
AT_FIRST = 2000
"""Words of each typed one of which is asked at first whether the asker may see them; then of all the rest."""
SURE = 5
"""A word of so few letters that the dictionary knows is meant as it is: «люди» is not «лет»."""
MOST_FORMS = 24
_VERB = re.compile(r"[аеиоуыюя]?(ть|ти|л[аои]?|[ие]те?|[уюая]т)(?:ся|сь)?$")
"""The ending of a verb: PostgreSQL cuts none that stands in a syllable which a lost letter has made the first
(«прдлить»)."""
BARE = 4
Ordered = list[tuple[str, float]]
"""Known words and slips in them."""


def near(organisation: Organisation, typed: Iterable[str], standing: Standing) -> dict[str, list[str]]:
    """Typed word -> lexemes it may have been meant for, the likeliest first, of those that stand in what the asker may
    see: what is closed to them neither is among them nor takes the place of one. Whether the word stands somewhere
    itself is not asked here. The number of queries is the same whatever is asked."""
    asked = [w for w in dict.fromkeys(typed) if SHORTEST <= len(w) <= LONGEST and w.isalpha()]
    if not asked:
        return {}
    stems = stems_of(asked)
    looked = {w: stems.get(w, w) for w in asked}
    known = _alike(organisation, looked)
    close = {w: _close(w, stem, known - {stem}) for w, stem in looked.items()}
    often = standing.often({x for of_one in close.values() for x in of_one})
    ordered = {w: _ordered(of_one, looked[w], often) for w, of_one in close.items()}
    there, asked_of = set(often), set[str]()
    for first in (AT_FIRST, None):
        fresh = {x for of_one in ordered.values() for x in islice(_unsure(of_one, there), first)}
        if fresh := fresh - asked_of:
            asked_of |= fresh
            there |= standing.lexemes(fresh)
    return _with_their_forms({w: _nearest([x for x in of_one if x[0] in there]) for w, of_one in ordered.items()})


def _alike(organisation: Organisation, looked: dict[str, str]) -> set[str]:
    """Words of the body that have a key in common with a typed one, or begin as it does: all of them, for how many
    stand only in what is closed is not known yet."""
    keys = sorted({k for w, stem in looked.items() for one in (stem, w, *_bare(w)) for k in keys_of(one)})
    starts = Q()
    for stem in looked.values():
        if len(stem) >= BEGUN:
            starts |= Q(word__startswith=stem)
    words = FoundWord.objects.filter(organisation=organisation).order_by().values_list("word", flat=True)
    known = set(words.filter(keys__overlap=keys))  # each by its own index: of both in one condition, by none
    return known | set(words.filter(starts)) if starts else known


def _bare(typed: str) -> list[str]:
    """A verb that the dictionary does not know without its ending: «продил» and «прод» of «продилть»."""
    ending = None if is_known(typed) else _VERB.search(typed)
    cut = {typed[: ending.start()], typed[: ending.start(1)]} if ending else set()
    return sorted(one for one in cut if len(one) >= BARE)


def _with_their_forms(chosen: dict[str, list[str]]) -> dict[str, list[str]]:
    """«участок» that was meant is «участка» too, whose stem is another."""
    forms = {x: forms_of(x)[:MOST_FORMS] for lexemes in chosen.values() for x in lexemes if is_known(x)}
    stems = stems_of(sorted({f for of_one in forms.values() for f in of_one}))
    return {
        w: list(dict.fromkeys([*lexemes, *(stems[f] for x in lexemes for f in forms.get(x, ()) if f in stems)]))
        for w, lexemes in chosen.items()
    }


def _close(typed: str, stem: str, known: Iterable[str]) -> dict[str, float]:
    """Known word -> slips in the stem or in the whole word (a slip may move where the stem ends); what the stem begins
    comes with them."""
    limit = 1 if len(stem) < 5 else 2
    right, bare = is_known(typed), _bare(typed)
    begun_only = right and len(typed) <= SURE
    found = {}
    for candidate in known:
        if begun_only and not candidate.startswith(stem):
            continue
        if right and stem.startswith(candidate):  # «ноябрь» is no slip of «нояб.»
            continue
        slips: float = min(OSA.distance(one, candidate, score_cutoff=limit + 1) for one in (stem, typed))
        if any(OSA.distance(one, candidate, score_cutoff=1) <= 1 for one in bare):
            slips = min(slips, 1)
        if sound_of(candidate) in (sound_of(stem), sound_of(typed)):
            slips = min(slips, 0.5)
        if len(stem) >= BEGUN and candidate.startswith(stem):
            slips = min(slips, 0.8)
        if slips <= limit:
            found[candidate] = slips
    return found


def _ordered(close: dict[str, float], stem: str, often: dict[str, int]) -> Ordered:
    """The likeliest first. often: how common words are is counted in what the asker sees, for what they don't see
    decides nothing."""
    worth = {x: slips - 0.05 * math.log1p(often.get(x, 0)) - 0.3 * (x[0] == stem[0]) for x, slips in close.items()}
    return sorted(close.items(), key=lambda one: (worth[one[0]], one[0]))


def _unsure(ordered: Ordered, there: Container[str]) -> Iterator[str]:
    """Words that would be chosen if they stood somewhere: none after as many as are chosen at most. there: those that
    are known to stand."""
    sure = 0
    for candidate, slips in ordered:
        if candidate not in there:
            yield candidate
        elif slips <= ALWAYS:
            sure += 1
            if sure == NEAREST:
                return


def _nearest(ordered: Ordered) -> list[str]:
    """As near as the likeliest, or as near as any may be."""
    best = ordered[0][1] if ordered else 0
    return [candidate for candidate, slips in ordered if slips <= max(best, ALWAYS)][:NEAREST]


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
