"""Words of what staff search, gathered by the worker: what typing errors are mended by (cases/finding/words.py)."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from priemnaya.cases.finding.words import LONGEST, SHORTEST
from priemnaya.cases.models import Found, FoundWord, WordsCounted
from priemnaya.people.models import Organisation
from priemnaya.plain.sought import keys_of

WHOLE_EVERY = dt.timedelta(days=1)
BATCH = 5000


def gather_words(organisation: Organisation) -> int:
    """Words of what changed since the last time; once a day all of them anew, so that what is gone is forgotten."""
    now = timezone.now()
    known = WordsCounted.objects.filter(organisation=organisation).first()
    whole = known is None or known.whole_at < now - WHOLE_EVERY
    upto = _all_written_before()
    if whole:
        count = _count_whole(organisation)
    else:
        assert known is not None
        rows = Found.objects.filter(organisation=organisation, changed_in__gte=known.upto)
        count = _add(organisation, _lexemes(list(rows.values_list("pk", flat=True)[:50_000])))
    facts = {"upto": upto, **({"whole_at": now} if whole or known is None else {})}
    WordsCounted.objects.update_or_create(organisation=organisation, defaults=facts)
    return count


def _all_written_before() -> int:
    """The oldest transaction that still runs: every older one is seen as it ended."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _lexemes(pks: list[int]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select word, count(*) from cases_found, unnest(tsvector_to_array(search)) word where id = any(%s)"
            " and word !~ '[^а-яa-z]' and length(word) between %s and %s group by word",
            [pks, SHORTEST, LONGEST],
        )
        return dict(cursor.fetchall())


def _add(organisation: Organisation, found: dict[str, int]) -> int:
    """Words that were not there yet; how many rows the known ones have is counted anew each day."""
    words = sorted(found)
    for at in range(0, len(words), BATCH):
        batch = words[at : at + BATCH]
        there = set(FoundWord.objects.filter(organisation=organisation, word__in=batch).values_list("word", flat=True))
        FoundWord.objects.bulk_create(
            (
                FoundWord(organisation=organisation, word=w, documents=found[w], keys=keys_of(w))
                for w in batch
                if w not in there
            ),
            ignore_conflicts=True,
        )
    return len(words)


@transaction.atomic
def _count_whole(organisation: Organisation) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select word, ndoc from ts_stat(format('select search from cases_found where organisation_id = %%s',"
            " %s::text)) where word !~ '[^а-яa-z]' and length(word) between %s and %s",
            [organisation.pk, SHORTEST, LONGEST],
        )
        found = dict(cursor.fetchall())
    FoundWord.objects.filter(organisation=organisation).delete()
    return _add(organisation, found)
