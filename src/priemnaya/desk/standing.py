"""What a page knew of cases, as short tokens: a deed over a page that is stale leaves the case as it is."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from priemnaya.cases.models import UNSIGNED, Case, CaseQuestion, Contact, Reply

OF_DRAFT = JSONObject(pk="pk", state="state", version="version")


def standings(cases: Iterable[Case]) -> dict[int, str]:
    """A token of what is sorted and decided of each case, of where its answer goes, of the answer being written, and of
    what its client wrote last; two queries for all."""
    rows = list(cases)
    keys = [case.pk for case in rows]
    asked: dict[int, list[list[object]]] = defaultdict(list)
    for q in CaseQuestion.objects.filter(case__in=keys).order_by("pk"):
        asked[q.case_id].append([q.text, q.topic_id, q.need])
    came = Contact.objects.filter(case=OuterRef("pk"), direction="in").order_by("-pk").values("pk")[:1]
    draft = Reply.objects.filter(case=OuterRef("pk"), state__in=UNSIGNED).order_by("-pk").values(as_it_is=OF_DRAFT)[:1]
    beside = Case.objects.filter(pk__in=keys).order_by().values_list("pk", Subquery(came), Subquery(draft))
    known = {pk: [last, written] for pk, last, written in beside}
    return {case.pk: _token(case, [asked[case.pk], *known.get(case.pk, ())]) for case in rows}


def standing(case: Case) -> str:
    return standings([case])[case.pk]


def _token(case: Case, beside: list[object]) -> str:
    goes = [case.chosen_point, case.chosen_address, case.second_point, case.second_address]
    sorted_as = [case.state, case.kind, case.client_id, case.urgency, case.urgency_reason]
    known = [*sorted_as, case.assignee_id, case.unit_id, *goes, *beside]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]


def changed_meanwhile(case: Case) -> str:
    """What became of a case that is not as the page knew it, in words."""
    return f"исполнитель {case.assignee}" if case.assignee else str(case.get_state_display())
