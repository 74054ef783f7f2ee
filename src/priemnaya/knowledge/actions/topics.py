"""What a body learns of the topics its people decide: rows that hold no text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from priemnaya.knowledge.models import TopicExample
from priemnaya.knowledge.topics.suggesting import base_of, current_edition, forget_learnt, learnt_from
from priemnaya.people.models import Organisation

MOST = 1500
"""Decisions of one body that are kept: the newest. More would slow each suggestion and teach little."""


@dataclass(frozen=True)
class Decided:
    """A question whose topic a person has decided. text: what was asked, forgotten once it is learnt. stands: asked in
    the transaction that keeps it, holds its case and says whether it may be learnt still."""

    case: int
    question: int
    code: str
    text: str
    stands: Callable[[], bool] = lambda: True


def learn_topics(organisation: Organisation, decided: Iterable[Decided]) -> int:
    """Learn each question anew; returns how many. What says nothing is not kept."""
    edition = current_edition()
    if edition is None:
        return 0
    index, learnt, now = base_of(edition), 0, timezone.now()
    for one in decided:
        text = learnt_from(index, one.text)
        if not text.features:
            continue
        with transaction.atomic():
            if not one.stands():
                continue
            TopicExample.objects.update_or_create(
                question=one.question,
                defaults={
                    "organisation": organisation,
                    "case": one.case,
                    "code": one.code,
                    "learnt": TopicExample.packed(text),
                    "at": now,
                },
            )
        learnt += 1
    forget_learnt(organisation)
    return learnt


def forget_topics(organisation: Organisation, *, questions: Iterable[int]) -> int:
    """What was learnt of these questions, and what is beyond the newest MOST, goes."""
    rows = TopicExample.objects.filter(organisation=organisation)
    old = list(rows.order_by("-at", "-pk").values_list("pk", flat=True)[MOST : MOST + 5000])
    forget_learnt(organisation)
    gone = rows.filter(question__in=list(questions)).delete()[0]
    return gone + (rows.filter(pk__in=old).delete()[0] if old else 0)


def forget_unreadable(organisation: Organisation) -> bool:
    """What another secret has sealed goes, to be learnt anew. All are looked at only when the oldest does not open:
    what was learnt last is under the secret of today."""
    rows = TopicExample.objects.filter(organisation=organisation)
    oldest = rows.order_by("at", "pk").first()
    if oldest is None or oldest.text is not None:
        return False
    rows.filter(pk__in=[row.pk for row in rows if row.text is None]).delete()
    forget_learnt(organisation)
    return True


def forget_cases(organisation: Organisation, *, cases: Iterable[int]) -> None:
    """What was learnt of these cases goes at once: they have become confidential."""
    TopicExample.objects.filter(organisation=organisation, case__in=list(cases)).delete()
    forget_learnt(organisation)
