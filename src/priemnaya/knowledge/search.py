"""One search over services, articles and life situations: Russian morphology, typing errors, synonyms, as people type.

PostgreSQL stems and ranks; words it does not know are mended in process against the body's own vocabulary (rapidfuzz),
because the embedded server has no pg_trgm.
"""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from rapidfuzz import process
from rapidfuzz.distance import OSA

from priemnaya.people.models import Organisation
from priemnaya.people.policies import style_of
from priemnaya.plain.sought import forms_of, is_known, nearest_form, retyped, words_of
from priemnaya.plain.words import word as in_dictionary

from .models import Findable, SearchWord
from .synonyms import Led, Synonyms, synonyms_of

SPOKEN, ALSO = 1.3, 0.5
"""What words mean in everyday speech is worth more than the words themselves; less, when the catalogue has these."""
MOST_WORDS = 8
COMMON = 0.35
"""A word that stands in a larger share of the documents narrows nothing: it is ranked by, not looked for."""
ENOUGH = 0.2
"""Less than this share of what the things in a query tell is no answer to it. Larger, and «умерла бабушка» finds
nothing even where it should: the floors of tests/scenarios/test_everyday.py."""
DEED_FIRST, QUESTION = 2.0, 3
"""How much more a service or a situation is worth to clients whose every word its name has; words of a question."""
NOTHING = "'?'"
_ASKS = re.compile(
    r"(?i)\b(?:зачем|как\w{0,3}|можно|почему|что|когда|где|куда|кто|кому|сколько|нуж(?:но|ен|на|ны)|ли|если)\b"
)
WEIGHTS = "{0.15, 0.4, 0.7, 1.0}"
"""What a word is worth in the text, the lead, the words to search by and the title."""
VOCABULARY_FRESH = 60.0
_vocabularies: dict[tuple[int, bool], tuple[float, Vocabulary]] = {}
STEMS_KEPT = 50_000
_stems: dict[str, str | None] = {}
UNKNOWN = "?"
"""No stem: stems are of letters and digits."""
"""A stem never changes, so it is asked once."""


@dataclass(frozen=True)
class Vocabulary:
    """The body's lexemes with the number of documents each stands in, and its synonyms by stem."""

    documents: dict[str, int]
    total: int
    synonyms: dict[str, tuple[str, ...]]
    spoken: Synonyms = field(default_factory=Synonyms)
    by_length: dict[int, list[str]] = field(default_factory=dict)

    def near(self, word: str) -> list[str]:
        """Known lexemes one slip away (two in long words), commonest first."""
        limit = 1 if len(word) < 6 else 2
        if len(word) < 3:
            return []
        pool = [w for n in range(len(word) - limit, len(word) + limit + 1) for w in self.by_length.get(n, ())]
        found = process.extract(word, pool, scorer=OSA.distance, score_cutoff=limit, limit=6)
        if not found:
            return []
        best = min(distance for _, distance, _ in found)
        near = [w for w, distance, _ in found if distance == best]
        return sorted(near, key=lambda w: (w[0] != word[0], -self.documents[w]))[:3]

    def idf(self, words: list[str]) -> float:
        count = max((self.documents.get(w, 0) for w in words), default=0)
        return math.log(1 + (self.total + 1) / (count + 1))


@dataclass(frozen=True)
class Hit:
    """One found thing, best first."""

    kind: str
    ref: str
    sort: str
    title: str
    lead: str
    score: float


@dataclass(frozen=True)
class Found:
    """hits and what was understood: `mended` maps words as typed to what was looked for instead. pages: of the body
    itself that the words lead to (`synonyms.PAGES`), for clients; also: that they may lead to, after what was found."""

    hits: list[Hit]
    mended: dict[str, str]
    text: str
    pages: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Term:
    """One word of a query as a tsquery: its stem, what it was mended to, its synonyms. known: the body's materials have
    it; thing: it names what is asked about, not what to do with it."""

    typed: str
    query: str
    idf: float
    common: bool
    known: bool
    mended: str = ""
    thing: bool = False


def find(
    organisation: Organisation,
    text: str,
    *,
    public: bool,
    kinds: tuple[str, ...] = (),
    limit: int = 10,
    typing: bool = False,
) -> Found:
    """The best of a body for a query. typing: the last word may be unfinished. public: only what clients may see."""
    vocabulary = vocabulary_of(organisation, public=public)
    found = _search(organisation, vocabulary, text, public, kinds, limit, typing)
    if not (found.hits or found.pages or found.also) and re.search("[a-z]", text, re.IGNORECASE):
        other = retyped(text)
        second = _search(organisation, vocabulary, other, public, kinds, limit, typing)
        if second.hits or second.pages or second.also:
            return replace(second, mended={text: other, **second.mended}, text=text)
    return found


def _search(
    organisation: Organisation,
    vocabulary: Vocabulary,
    text: str,
    public: bool,
    kinds: tuple[str, ...],
    limit: int,
    typing: bool,
) -> Found:
    words = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    led = vocabulary.spoken.led(words) if public else Led((), (), words)
    words = led.left
    terms = _terms(words, vocabulary, typing)
    wanted = _wanted(terms) if terms else ""
    if not wanted:
        return Found([], {}, text, *led.shown(found=False))
    named = "kind = ANY(%s) AND search @@ to_tsquery('simple', %s) OR search @@ to_tsquery('simple', %s)"
    deed = f"CASE WHEN {named} THEN {DEED_FIRST} ELSE 1 END"
    score = " + ".join(["%s * ts_rank(%s::float4[], search, to_tsquery('simple', %s), 1)"] * len(terms))
    kind = "AND kind = ANY(%s)" if kinds else ""
    shown = "AND public" if public else ""
    # ts_filter gives the whole vector: its value is unpacked once a row, not once for every word that is ranked by it
    sql = f"""SELECT kind, ref, sort, title, lead, weight * {deed} * ({score}) AS score
        FROM (SELECT kind, ref, sort, title, lead, weight, ts_filter(search, '{{a,b,c,d}}') AS search
            FROM knowledge_findable
            WHERE organisation_id = %s {shown} {kind} AND search @@ to_tsquery('simple', %s) OFFSET 0) met
        ORDER BY score DESC, length(title), title LIMIT %s"""  # noqa: S608 - only fixed pieces are put together  # nosec B608
    arguments: list[Any] = [["service", "situation"] if public else [], *_named_whole(terms, text)]
    arguments += [x for t in terms for x in (t.idf, WEIGHTS, t.query)]
    arguments += [organisation.pk, *([list(kinds)] if kinds else []), wanted, limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        hits = [Hit(*row) for row in cursor.fetchall()]
    mended = {t.typed: shown for t in terms if t.mended and (shown := _shown(t.typed, t.mended, hits, organisation))}
    return Found(hits, mended, text, *led.shown(found=bool(hits)))


def _wanted(terms: list[_Term]) -> str:
    """What of the body's materials answers a query, as a tsquery: what is named by any of its words or has them all.
    Empty when nothing does: everyday words of another body's matters must find nothing, not whatever mentions one of
    them, and so reach the editor's list."""
    known = [t for t in terms if t.known]
    things = [t for t in terms if t.thing] or terms
    told = sum(t.idf for t in things if t.known)
    if not known or not told or told < ENOUGH * sum(t.idf for t in things):
        return ""
    telling = [t for t in known if not t.common] or known
    named = _in_names(" | ".join(f"({t.query})" for t in telling))
    if len(known) < len(terms):
        return named
    return f"{named} | " + " & ".join(f"({t.query})" for t in telling)


def _named_whole(terms: list[_Term], text: str) -> tuple[str, str]:
    """What has all that is known of a query in its name, for services; and in its title, for whatever has a whole
    question there. Clients who say no more than a service's name come for the deed, and who asks something of it finds
    the article that asks the same."""
    names = " & ".join(_in_names(f"({t.query})") for t in terms if t.known)
    asks = sum(t.known for t in terms) >= QUESTION or _ASKS.search(text)
    return names, names.replace(":AB", ":A").replace(":*AB", ":*A") if asks else NOTHING


def _in_names(query: str) -> str:
    """The query, met in the title or the words to search by alone."""
    return re.sub(r"'(:\*)?(?=[ )]|$)", lambda m: "'" + (":*AB" if m[1] else ":AB"), query)


def _shown(typed: str, stem: str, hits: list[Hit], organisation: Organisation) -> str:
    """A mended word as people write it, of what was found, in the form nearest to what was typed; never a stem. Of what
    was not found nothing is told."""
    shown = " ".join(f"{h.title} {h.lead}" for h in hits)
    if hits and not _begun_by(stem, shown):
        these = reduce(or_, (Q(kind=h.kind, ref=h.ref) for h in hits))
        rows = Findable.objects.filter(these, organisation=organisation).values_list("words", "text")
        shown = " ".join(part for row in rows for part in row)
    met = _begun_by(stem, shown)
    return nearest_form(typed, met) if met else ""


def _begun_by(stem: str, text: str) -> str:
    """The first word that begins so, one of the dictionary rather than a shortening."""
    met = [w for w in words_of(text) if w.startswith(stem)]
    return next((w for w in met if is_known(w)), met[0] if met else "")


def _terms(words: list[str], vocabulary: Vocabulary, typing: bool) -> list[_Term]:
    meant = vocabulary.spoken.meant(words)
    named = {w for one in meant for phrase in one.means for w in phrase}
    stems = stems_of([form for w in (*words, *named) for form in forms_of(w)])
    known = {w: _known(w, stems, vocabulary) for w in (*words, *named)}
    meant = [one for one in meant if _phrases(one.means, known)]
    spoken = {place for one in meant for place in one.places}
    terms = []
    for n, word in enumerate(words):
        if word in stems and not (n in spoken and not known[word]):
            terms.append(_term(word, stems[word], known[word], vocabulary, typing and n == len(words) - 1))
    for one in meant:
        phrases = _phrases(one.means, known)
        typed = " ".join(words[n] for n in one.places)
        rarest = min(min(vocabulary.documents[w] for w in known[p[0]]) for p in phrases)
        worth = ALSO if all(known[words[n]] for n in one.places) else SPOKEN
        idf = worth * math.log(1 + (vocabulary.total + 1) / (rarest + 1))
        query = " | ".join("(" + " & ".join(_any(known[w]) for w in p) + ")" for p in phrases)
        terms.append(_Term(typed, query, idf, common=False, known=True, thing=True))
    return terms


def _known(word: str, stems: dict[str, str], vocabulary: Vocabulary) -> list[str]:
    """Stems of a word's forms that the body's materials have: «участок» and «участк», «ребенок» and «ребенк». Of a verb
    that is met as it is the participles add nothing but other things («продленный» is stemmed as «продление»)."""
    if stems.get(word) in vocabulary.documents and "NOUN" not in in_dictionary(word).first:
        return [stems[word]]
    found = dict.fromkeys(stems[f] for f in forms_of(word) if f in stems)
    return [s for s in found if s in vocabulary.documents]


def _any(stems: list[str]) -> str:
    return "(" + " | ".join(f"'{s}'" for s in stems) + ")"


def _phrases(means: tuple[tuple[str, ...], ...], known: dict[str, list[str]]) -> list[tuple[str, ...]]:
    """Those that the body's materials have whole: «свидетельство» alone is not what «свидетельство о смерти» means."""
    return [p for p in means if all(known[w] for w in p)]


def _term(word: str, stem: str, known: list[str], vocabulary: Vocabulary, last: bool) -> _Term:
    """One word as it was typed. last: it may be unfinished."""
    alternatives, mended = [stem, *known], ""
    if not known and not (last and _begins(stem, vocabulary)):
        near = [] if is_known(word) else vocabulary.near(stem)
        mended = near[0] if near else ""
        alternatives += near
    alternatives += [s for a in list(alternatives) for s in vocabulary.synonyms.get(a, ())]
    quoted = [f"'{a}'" for a in dict.fromkeys(alternatives)]
    if last and len(word) > 1:
        quoted.append(f"'{stem}':*")
    share = max((vocabulary.documents.get(a, 0) for a in alternatives), default=0) / max(vocabulary.total, 1)
    met = last or any(a in vocabulary.documents for a in alternatives)
    idf = vocabulary.idf(alternatives)
    about = in_dictionary(word)
    thing = "NOUN" in about.first or not about.known
    return _Term(word, " | ".join(quoted), idf, share > COMMON, met, mended, thing)


def _begins(stem: str, vocabulary: Vocabulary) -> bool:
    return any(w.startswith(stem) for w in vocabulary.documents)


def stems_of(words: list[str]) -> dict[str, str]:
    """Word -> its stem by PostgreSQL's dictionary; words that mean nothing for search («и», «как») are left out."""
    # asked once a word: another thread may clear what is kept meanwhile
    known = {w: stem for w in words if (stem := _stems.get(w, UNKNOWN)) != UNKNOWN}
    lacking = [w for w in dict.fromkeys(words) if w not in known]
    if lacking:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT w, (ts_lexize(CASE WHEN w ~ '^[a-z]' THEN 'english_stem' WHEN w ~ '^[0-9]' THEN 'simple' ELSE"
                " 'russian_stem' END::regdictionary, w))[1] FROM unnest(%s::text[]) w",
                [lacking],
            )
            known |= dict(cursor.fetchall())
        if len(_stems) > STEMS_KEPT:
            _stems.clear()
        _stems.update({w: known[w] for w in lacking})
    return {w: stem for w in words if (stem := known[w])}


def vocabulary_of(organisation: Organisation, *, public: bool) -> Vocabulary:
    """From the table the worker refreshes; looked at anew once a minute. public: of what clients may see alone."""
    known = _vocabularies.get((organisation.pk, public))
    if known is None or time.monotonic() - known[0] > VOCABULARY_FRESH:
        there = Findable.objects.filter(organisation=organisation, **({"public": True} if public else {}))
        column, total = "public_documents" if public else "documents", there.count()
        words = SearchWord.objects.filter(organisation=organisation)
        rows = dict(words.filter(**{f"{column}__gt": 0}).values_list("word", column))
        if total and not words.exists():  # the worker has counted none yet, and a page writes nothing
            rows = _counted(organisation, public)
        by_length: dict[int, list[str]] = {}
        for word in rows:
            by_length.setdefault(len(word), []).append(word)
        known = _vocabularies[organisation.pk, public] = (
            time.monotonic(),
            Vocabulary(rows, total, _synonyms(organisation), synonyms_of(organisation), by_length),
        )
    return known[1]


def _synonyms(organisation: Organisation) -> dict[str, tuple[str, ...]]:
    """From the thesaurus of the body's plain.yaml, by stem, both ways; single words only."""
    groups = [[w for w in group if " " not in w] for group in style_of(organisation).thesaurus]
    stems = stems_of([w.lower() for group in groups for w in group])
    result: dict[str, tuple[str, ...]] = {}
    for group in groups:
        known = [stems[w.lower()] for w in group if w.lower() in stems]
        for stem in known:
            result[stem] = (*result.get(stem, ()), *(s for s in known if s != stem))
    return result


def forget_vocabularies() -> None:
    """The index changed in this process: look again at once."""
    _vocabularies.clear()


_WORDS = """
SELECT word, ndoc
FROM ts_stat(format(
    'SELECT search FROM knowledge_findable WHERE organisation_id = %%s AND (public OR NOT %%s)', %s::text, %s::text
))
WHERE length(word) BETWEEN 2 AND 60
"""
_WRITTEN = """
INSERT INTO knowledge_searchword (organisation_id, word, documents, public_documents, counted_at)
SELECT %s, word, every.ndoc, coalesce(shown.ndoc, 0), %s
FROM ts_stat(format('SELECT search FROM knowledge_findable WHERE organisation_id = %%s', %s::text)) every
LEFT JOIN ts_stat(format(
    'SELECT search FROM knowledge_findable WHERE organisation_id = %%s AND public', %s::text
)) shown USING (word)
WHERE length(word) BETWEEN 2 AND 60
ON CONFLICT (organisation_id, word) DO UPDATE
SET documents = excluded.documents, public_documents = excluded.public_documents, counted_at = excluded.counted_at
"""


def _counted(organisation: Organisation, public: bool) -> dict[str, int]:
    """The body's lexemes, and in how many of its findables each stands."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [organisation.pk, public])
        return dict(cursor.fetchall())


@transaction.atomic
def refresh_words(organisation: Organisation) -> int:
    """Count the body's lexemes anew. The worker does it when something was published. Two that count one body at once
    do it one after the other: the lock is held until the transaction ends.

    `counted_at` is compared with `updated_at` of what is found, so both come from one clock, this process's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"words {organisation.pk}"])
        cursor.execute("DELETE FROM knowledge_searchword WHERE organisation_id = %s", [organisation.pk])
        cursor.execute(_WRITTEN, [organisation.pk, timezone.now(), organisation.pk, organisation.pk])
        count = int(cursor.rowcount)
    forget_vocabularies()
    return count


def words_are_old(organisation: Organisation) -> bool:
    """Whether something was published since the words were counted."""
    counted = SearchWord.objects.filter(organisation=organisation).aggregate(at=Max("counted_at"))["at"]
    latest = Findable.objects.filter(organisation=organisation).aggregate(at=Max("updated_at"))["at"]
    return counted is not None if latest is None else counted is None or latest > counted


def refresh_old_words(organisation: Organisation) -> None:
    if words_are_old(organisation):
        refresh_words(organisation)
