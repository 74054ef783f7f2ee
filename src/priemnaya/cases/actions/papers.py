"""Documents of an application whose case is joined to another: what was found of them goes where its terms go."""

from __future__ import annotations

import datetime as dt
from typing import Any

from priemnaya.cases.models import LACKING, Application, ApplicationDocument, Case

FOUND = ("given", "requested", "received")
"""What is known of a document that the other application still waits for."""
STANDS = ("found_at", "told_at", "complete_at")


def papers_of(*cases: Case) -> dict[str, Any]:
    """Whose each document is, and how the checks stand: what parting puts back."""
    rows = Application.objects.filter(case__in=cases)
    return {
        "documents": dict(ApplicationDocument.objects.filter(application__in=rows).values_list("pk", "application")),
        "checks": {
            str(a.pk): {**{name: _said(getattr(a, name)) for name in STANDS}, "receive_by": a.receive_by} for a in rows
        },
    }


def _said(at: dt.datetime | None) -> str:
    return at.isoformat() if at else ""


def carry_papers(case: Case, into: Case) -> None:
    """Of each document the worse of two marks stays with the case that lives; what was asked of another body can be
    received there. Rows change places, no word of them changes: parting puts them back."""
    ours, theirs = (Application.objects.filter(case=one).first() for one in (into, case))
    if ours is None or theirs is None:
        return
    known, lacked = list(ours.documents.all()), _lacks(theirs)
    for row in theirs.documents.exclude(set_aside=True):
        match = next((k for k in known if _alike(k, row)), None)
        if match is not None and _takes_place(row, match):
            known.remove(match)
            _belongs(match, theirs)
            _belongs(row, ours)
        elif _stays_open(row, match):
            _belongs(row, ours)
    ours.receive_by = ours.receive_by or theirs.receive_by
    if lacked:
        told = [a.told_at for a in (ours, theirs) if a is theirs or a.found_at]
        ours.told_at = None if None in told else min(at for at in told if at)
        ours.found_at = min(at for at in (ours.found_at, theirs.found_at) if at) if theirs.found_at else ours.found_at
    if _lacks(ours):
        ours.complete_at = None
    ours.save()


def _lacks(application: Application) -> bool:
    return application.documents.filter(state__in=LACKING).exists()


def _alike(one: ApplicationDocument, other: ApplicationDocument) -> bool:
    return one.name.casefold().strip() == other.name.casefold().strip()


def _takes_place(row: ApplicationDocument, match: ApplicationDocument) -> bool:
    """It is known worse, or known at all."""
    if row.lacking:
        return not match.lacking and match.state != "requested"
    return row.state in FOUND and match.state in ("awaited", "to_request")


def _stays_open(row: ApplicationDocument, match: ApplicationDocument | None) -> bool:
    """Something has still to be done about it that the other application does not know of: it stands beside."""
    if match is None or row.state == "requested":
        return row.lacking or row.state == "requested" or not row.document
    return row.lacking and match.note != row.note


def _belongs(row: ApplicationDocument, to: Application) -> None:
    ApplicationDocument.objects.filter(pk=row.pk).update(application=to)


def papers_back(moved: dict[str, Any]) -> None:
    for key, application in moved.get("documents", {}).items():
        ApplicationDocument.objects.filter(pk=int(key)).exclude(application=application).update(application=application)
    for key, stood in moved.get("checks", {}).items():
        at = {name: dt.datetime.fromisoformat(stood[name]) if stood[name] else None for name in STANDS}
        Application.objects.filter(pk=int(key)).update(**at, receive_by=stood["receive_by"])
