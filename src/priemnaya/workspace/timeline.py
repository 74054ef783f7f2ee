"""What has passed in a case, oldest first by the time of receipt: what people said stands open, what the system did is
folded into a line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from priemnaya.cases.models import Case
from priemnaya.core.models import Event
from priemnaya.core.verbs import sentence
from priemnaya.people.models import Employee

from .steps import told


def timeline(case: Case, has: Collection[str], staff: Iterable[Employee]) -> list[dict[str, Any]]:
    """Everything that passed, in one column: contacts, notes, and folded steps of the system. has: `parts_of` the case;
    staff: people who are known already."""
    rows: list[dict[str, Any]] = [
        {"at": c.at, "sort": 0 if c.direction == "in" else 1, "contact": c}
        for c in case.contacts.select_related("author", "delivery", "raw").prefetch_related("attachments__file")
    ]
    if "notes" in has:
        rows += [{"at": n.at, "sort": 2, "note": n} for n in case.notes.select_related("author")]
    if "asked" in has:
        rows += [{"at": a.at, "sort": 2, "asked": a} for a in case.body_requests.select_related("by")]
    rows += _steps(case, {e.pk: e for e in staff})
    return sorted(rows, key=lambda r: (r["at"], r["sort"]))


def _steps(case: Case, actors: dict[int, Employee]) -> list[dict[str, Any]]:
    """Rows of the journal, each with who did it and to whom it gave the case."""
    events = list(Event.objects.filter(subject_type="case", subject_id=case.pk).order_by("id"))
    named = {pk for e in events for pk in (e.actor_id, e.data.get("issuer"), e.data.get("to")) if isinstance(pk, int)}
    if rest := named - actors.keys():
        actors |= Employee.everyone.in_bulk(rest)
    last = {e.verb: e.pk for e in events}
    return [
        {
            "at": e.at,
            "sort": 3,
            "pk": e.pk,
            "step": sentence(e.verb),
            "verb": e.verb,
            "data": e.data,
            "last": last[e.verb] == e.pk,
            "actor": actors.get(e.actor_id or 0),
            "issuer": actors.get(e.data.get("issuer") or 0),
            "to": actors.get(e.data["to"]) if e.verb == "case.assigned" and e.data.get("to") else None,
        }
        for e in events
    ]


def folded(rows: Iterable[dict[str, Any]], topic: str = "") -> list[dict[str, Any]]:
    """The same rows, each run of the system's steps as one row {"at", "steps", "told"}: a reader looks for people's
    words."""
    found: list[dict[str, Any]] = []
    for is_step, run in groupby(rows, key=lambda r: "step" in r):
        several = list(run)
        if is_step:
            row = {"at": several[0]["at"], "until": several[-1]["at"], "steps": several}
            found.append(row | {"told": told(several, topic)})
        else:
            found += several
    return found
