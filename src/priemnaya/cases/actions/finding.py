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
AT_ONCE = 50_000
"""Rows whose words are gathered at once."""


def gather_words(organisation: Organisation) -> int:
    """Words of what changed since the last time; once a day all of them anew, so that what is gone is forgotten."""
    now = timezone.now()
    known = WordsCounted.objects.filter(organisation=organisation).first()
    upto, next_one = _written_before()
    if known is not None and known.upto > next_one:
        _forget_transactions(organisation, next_one)
        known = None
    whole = known is None or known.whole_at < now - WHOLE_EVERY
    if whole:
        count = _count_whole(organisation)
    else:
        assert known is not None
        changed = Found.objects.filter(organisation=organisation, changed_in__gte=known.upto)
        rows = list(changed.order_by("changed_in", "pk").values_list("pk", "changed_in")[:AT_ONCE])
        count = _add(organisation, _lexemes([pk for pk, _in in rows]))
        if len(rows) == AT_ONCE:  # the next time goes on from there; many rows of one transaction wait for the day
            upto = max(min(upto, rows[-1][1]), known.upto + 1)
    facts = {"upto": upto, **({"whole_at": now} if whole or known is None else {})}
    WordsCounted.objects.update_or_create(organisation=organisation, defaults=facts)
    return count


def _written_before() -> tuple[int, int]:
    """The oldest transaction that still runs, every older one is seen as it ended; and the one that comes next."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint from pg_current_snapshot() s"
        )
        oldest, following = cursor.fetchone()
        return int(oldest), int(following)


def _forget_transactions(organisation: Organisation, next_one: int) -> None:
    """After a restore the database counts its transactions from the beginning: those that rows and the list name are
    of another one, and would be newer than all to come."""
    Found.objects.filter(organisation=organisation, changed_in__gt=next_one).update(changed_in=0)


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
