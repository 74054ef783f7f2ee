"""What a body learns of the topics its registrars decide, in the background: each body its own, nothing of confidential
cases, nothing of cases that are destroyed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, Max, OuterRef, QuerySet

from priemnaya.cases.models import Case, CaseQuestion, Confidential
from priemnaya.core.models import Event
from priemnaya.knowledge.actions.topics import (
    MOST,
    Decided,
    forget_topics,
    forget_unreadable,
    learn_topics,
)
from priemnaya.knowledge.models import TopicExample
from priemnaya.people.models import Organisation

OVERLAP = dt.timedelta(minutes=10)
"""What was decided while it was done last is looked at again."""


def learn_decided(organisation: Organisation) -> int:
    """Topics decided since it was done last; the first time the newest MOST. Returns how many were learnt."""
    forget_topics(organisation, questions=_no_longer(organisation))
    anew = forget_unreadable(organisation)
    rows = _decided(organisation)
    last = TopicExample.objects.filter(organisation=organisation).aggregate(at=Max("at"))["at"]
    if last is not None and not anew:
        since = Event.objects.filter(
            verb="case.classified",
            organisation_id=organisation.pk,
            subject_type="case",
            subject_id=OuterRef("case_id"),
            at__gte=last - OVERLAP,
        )
        rows = rows.filter(Exists(since))
    known = dict(TopicExample.objects.filter(organisation=organisation).values_list("question", "code"))
    fresh = [q for q in rows.order_by("-pk")[:MOST] if known.get(q.pk) != q.topic.code]  # type: ignore[union-attr]
    return learn_topics(organisation, _told(fresh))


def _decided(organisation: Organisation) -> QuerySet[CaseQuestion]:
    rows = CaseQuestion.objects.filter(
        case__organisation=organisation, topic__isnull=False, case__disposed_at=None
    ).select_related("topic", "case")
    return rows.exclude(Exists(Confidential.objects.standing().filter(case=OuterRef("case"))))


def _no_longer(organisation: Organisation) -> list[int]:
    """Questions that are gone, or whose case has become confidential or was destroyed."""
    learnt = list(TopicExample.objects.filter(organisation=organisation).values_list("question", flat=True))
    kept = set(_decided(organisation).filter(pk__in=learnt).values_list("pk", flat=True))
    return [pk for pk in learnt if pk not in kept]


def _told(rows: list[CaseQuestion]) -> Iterator[Decided]:
    """What was asked: the question's own words; of a message with one question the whole message."""
    for row in rows:
        assert row.topic is not None
        text = row.text
        if row.case.questions.count() == 1:
            text = f"{text}\n{_message_of(row.case)}"
        yield Decided(row.case_id, row.pk, row.topic.code, text, partial(_stands, row))


def _stands(row: CaseQuestion) -> bool:
    """Its case, held till the end of the transaction, has not become confidential or been destroyed meanwhile, and the
    topic is still the one that was decided."""
    Case.objects.select_for_update(no_key=True).filter(pk=row.case_id).first()
    return _decided(row.case.organisation).filter(pk=row.pk, topic=row.topic_id).exists()


def _message_of(case: Case) -> str:
    first = case.contacts.filter(direction="in").order_by("at").first()
    return f"{case.subject}\n{first.text if first else ''}"
