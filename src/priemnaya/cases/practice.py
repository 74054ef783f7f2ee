"""How similar cases were decided: the narrowest group large enough, its shares, and what a deliberate change of
practice resets.

Similar: the same service (or topic, where there is no service), then the same need, then a common ground; nearest by
words first.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .asked import questions_of
from .models import Case, Decision, PracticeChange
from .models.decision import OUTCOMES_OF_DECISIONS

LOOKED_BACK = dt.timedelta(days=3 * 365)
MOST = 400
"""Latest decisions looked at: older ones say less of today's practice."""
SHOWN = 5
COMPARED = 30
"""Of a large group, how many of the latest are compared by words."""


@dataclass(frozen=True)
class Share:
    outcome: str
    title: str
    count: int
    percent: int


@dataclass(frozen=True)
class Practice:
    """decided: how many similar cases; usual: the commonest decision and its share, per cent; like: in words, what
    similar means here; nearest: decided cases to look at; since: the practice counts from a deliberate change on."""

    like: str
    decided: int
    shares: tuple[Share, ...]
    nearest: tuple[Decision, ...]
    change: PracticeChange | None = None

    @property
    def usual(self) -> Share | None:
        return self.shares[0] if self.shares else None


NOTHING = Practice("", 0, (), ())


def practice_for(case: Case, grounds: Sequence[str], *, enough: int = 5) -> Practice:
    """The practice on cases like this one, decided with these grounds. enough: the smallest group that is a
    practice."""
    about = _about(case)
    if about is None:
        return NOTHING
    base, like, topic_id = about
    change = _change(case, topic_id, grounds)
    rows = base.filter(organisation_id=case.organisation_id, at__gte=timezone.now() - LOOKED_BACK).exclude(case=case)
    if change:
        rows = rows.filter(at__gte=change.since)
    latest = list(rows.only("outcome", "need", "grounds", "at", "case_id").order_by("-at")[:MOST])
    need = next((q.need for q in questions_of(case) if q.need), "")
    for group, words in _groups(latest, need, set(grounds)):
        if len(group) >= enough:
            return _practice(case, group, f"{like}{words}", change)
    return _practice(case, latest, like, change)


def _about(case: Case) -> tuple[QuerySet[Decision], str, int | None] | None:
    """What makes a case comparable at all: its service, else the topics of its questions."""
    topics = [q.topic for q in questions_of(case) if q.topic_id and q.topic]
    first = topics[0].pk if topics else None
    if case.service_id and case.service:
        return Decision.objects.filter(service_id=case.service_id), _("услуга «%s»") % case.service.title, first
    if first is not None:
        return Decision.objects.filter(topic_id=first, service=None), _("тема «%s»") % topics[0].title, first
    return None


def _change(case: Case, topic_id: int | None, grounds: Sequence[str]) -> PracticeChange | None:
    """The latest deliberate change that concerns this case and these grounds and already holds."""
    of = Q(service_id=case.service_id) if case.service_id else Q(topic_id=topic_id, service=None)
    rows = PracticeChange.objects.filter(of, organisation_id=case.organisation_id, since__lte=timezone.now())
    return rows.filter(Q(ground="") | Q(ground__in=list(grounds))).order_by("-since").first()


def _groups(latest: list[Decision], need: str, grounds: set[str]) -> list[tuple[list[Decision], str]]:
    """Groups from the narrowest to the widest."""
    same_need = [d for d in latest if need and d.need == need]
    with_need = _(", потребность «%s»") % need
    with_ground = _(", то же основание")
    groups = []
    if grounds:
        groups += [
            ([d for d in same_need if grounds.intersection(d.grounds)], with_need + with_ground),
            ([d for d in latest if grounds.intersection(d.grounds)], with_ground),
        ]
    return [*groups, (same_need, with_need), (latest, "")]


def _practice(case: Case, group: list[Decision], like: str, change: PracticeChange | None) -> Practice:
    counts = Counter(d.outcome for d in group)
    shares = tuple(
        Share(outcome, str(OUTCOMES_OF_DECISIONS.get(outcome, outcome)), n, round(100 * n / len(group)))
        for outcome, n in counts.most_common()
    )
    return Practice(like, len(group), shares, _nearest(case, group), change)


def _nearest(case: Case, group: list[Decision]) -> tuple[Decision, ...]:
    """Of the latest of a group, those whose words are nearest to this case."""
    own = _words(case)
    latest = Decision.objects.filter(pk__in=[d.pk for d in group[:COMPARED]]).select_related("case")
    return tuple(sorted(latest, key=lambda d: (-len(own & _words(d.case)), -d.at.timestamp()))[:SHOWN])


def _words(case: Case) -> set[str]:
    return {w[:6] for w in f"{case.subject} {case.search_text[:1500]}".lower().split() if len(w) > 4}


def alike_facts(
    case: Case, outcome: str, grounds: Sequence[str], why: str, practice: Practice | None = None
) -> dict[str, Any]:
    """Facts of `decided_alike` about a decision to be taken."""
    practice = practice or practice_for(case, grounds)
    usual = practice.usual
    return {
        "similar": practice.decided,
        "usual": usual.outcome if usual else "",
        "usual_share": usual.percent if usual else 0,
        "usual_title": usual.title if usual else "",
        "decision_is": outcome,
        "decision_title": str(OUTCOMES_OF_DECISIONS.get(outcome, outcome)),
        "why_differs": why.strip(),
    }
