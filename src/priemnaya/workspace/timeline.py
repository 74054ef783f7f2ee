"""What has passed in a case, oldest first: what people said stands open, what the system did is folded."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from priemnaya.cases.models import Case
from priemnaya.core.models import Event
from priemnaya.core.verbs import sentence
from priemnaya.people.models import Employee


def timeline(case: Case) -> list[dict[str, Any]]:
    """Everything that passed, in one column: contacts, notes, and folded steps of the system."""
    rows: list[dict[str, Any]] = [
        {"at": c.at, "sort": 0, "contact": c}
        for c in case.contacts.select_related("author", "delivery", "raw").prefetch_related("attachments__file")
    ]
    rows += [{"at": n.at, "sort": 1, "note": n} for n in case.notes.select_related("author")]
    rows += [{"at": a.at, "sort": 1, "asked": a} for a in case.body_requests.select_related("by")]
    events = list(Event.objects.filter(subject_type="case", subject_id=case.pk).order_by("id"))
    named = {pk for e in events for pk in (e.actor_id, e.data.get("issuer")) if pk}
    actors = Employee.everyone.in_bulk(named)
    rows += [
        {
            "at": e.at,
            "sort": 2,
            "step": sentence(e.verb),
            "actor": actors.get(e.actor_id or 0),
            "issuer": actors.get(e.data.get("issuer") or 0),
        }
        for e in events
    ]
    return sorted(rows, key=lambda r: (r["at"], r["sort"]))


def folded(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows, each run of the system's steps as one row {"at", "steps"}: a reader looks for people's words."""
    found: list[dict[str, Any]] = []
    for is_step, run in groupby(rows, key=lambda r: "step" in r):
        several = list(run)
        found += [{"at": several[0]["at"], "steps": several}] if is_step else several
    return found
