"""Taking back that a case was joined to another: all that moved goes back, while nobody has built on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms
from priemnaya.cases.built import must_not_be_built_on
from priemnaya.cases.models import (
    BodyRequest,
    Case,
    CaseQuestion,
    Complaint,
    Confidential,
    Contact,
    Forwarding,
    GivenTo,
    Joining,
)
from priemnaya.cases.states import lock_living, move_case
from priemnaya.core.journal import record
from priemnaya.core.models import Event, Obligation, TermChange
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee, Unit

from .drafts import restore_reply
from .hands import settle_hands
from .papers import papers_back, papers_of
from .returning import settle_returned
from .whole import lie_together

MOVES = {"contacts": Contact, "questions": CaseQuestion, "requests": BodyRequest, "forwardings": Forwarding}
UNDONE = "присоединение отменено"


def before_joining(case: Case, into: Case) -> dict[str, Any]:
    """Both are held. What joining moves, and how the terms of the case that lives stand."""
    moved: dict[str, Any] = {name: _keys(model, case) for name, model in MOVES.items()}
    owed = Obligation.objects.about("case", into.pk).open()
    changes = TermChange.objects.filter(obligation__in=owed)
    draft = case.replies.filter(state="draft").first()
    return (
        moved
        | papers_of(case, into)
        | {
            "crime": Complaint.objects.filter(case=into, crime=True).exists(),
            "urgency": into.urgency,
            "assignee": case.assignee_id,
            "unit": case.unit_id,
            "given": list(Contact.objects.filter(case=case, given=None).values_list("pk", flat=True)),
            "complaint": Complaint.objects.filter(case=case).exists()
            and not Complaint.objects.filter(case=into).exists(),
            "asked_kind": into.asked_kind,
            "registered_at": into.registered_at.isoformat(),
            "received_at": into.received_at.isoformat(),
            "draft": draft.pk if draft else None,
            "terms": {str(o.pk): _stands(o) for o in owed},
            "changes": dict(changes.values_list("pk", "state")),
            "named": case.named.exists() or Confidential.objects.standing().filter(case__in=(case, into)).exists(),
        }
    )


def _keys(model: Any, case: Case) -> list[int]:
    return list(model.objects.filter(case=case).values_list("pk", flat=True))


def _stands(owed: Obligation) -> dict[str, Any]:
    told = owed.told_due_at.isoformat() if owed.told_due_at else None
    return {"since": owed.since_at.isoformat(), "told": told, "joined": [j.number for j in terms.joined_of(owed)]}


@part
def keep_joining(case: Case, into: Case, moved: dict[str, Any], last: Event, *, by: Employee) -> None:
    """last: the event that ended it; what comes after it is built on it."""
    Joining.objects.create(case=case, into=into, by=by, moved={**moved, "event": last.pk})


@action("case.work")
@transaction.atomic
def part_case(case: Case, *, by: Employee, event: int | None = None) -> Case:
    """The case that was joined lives again, with all that was its own; returns the one it lay in. By whoever joined it,
    or who decides. event: which joining (its `moved["event"]`) the page showed. Raises NotAllowed, Stale, and Objection
    with why it can't be taken back."""
    lock_living(case)
    row = Joining.objects.select_for_update(of=("self",)).filter(case=case, undone_at=None).first()
    if row is None or case.merged_into_id != row.into_id:
        raise Stale("Это дело не присоединено к другому или присоединено давно: отменять нечего. Обновите страницу.")
    if event is not None and row.moved["event"] != event:
        raise Stale("Это уже вернули или сделали иначе. Обновите страницу.")
    if row.by_id != by.pk and not by.may("case.decide"):
        raise NotAllowed("Отменить может тот, кто объединил дела, или руководитель.")
    into, moved = Case.objects.select_related("organisation__parent").get(pk=row.into_id), row.moved
    _must_be_partable(case, into, moved)
    ended_at = case.closed_at
    move_case(case, "part", merged_into=None, closed_at=None, **_hands(moved))
    _move_back(case, into, moved)
    _terms_back(case, into, moved, by=by)
    terms.resume_ended(case, ended_at)
    if moved["draft"] and (draft := case.replies.filter(pk=moved["draft"], state="dropped").first()):
        restore_reply(draft, by=by)
    lie_together(case)
    settle_hands(case)
    for one in (case, into):  # what became of their letters meanwhile concerns each again
        settle_returned(one)
    Joining.objects.filter(pk=row.pk).update(undone_at=timezone.now())
    record("case.parted", case, by=by, into=into.pk)
    record("case.parted_from", into, by=by, other=case.pk)
    return into


def _must_be_partable(case: Case, into: Case, moved: dict[str, Any]) -> None:
    """Raises Objection."""
    if moved["named"] or into.named.exists() or Confidential.objects.standing().filter(case=into).exists():
        raise Objection(
            "В деле назван сотрудник или доступ к нему ограничен. От кого беречь эти дела, после объединения решают"
            " вместе, поэтому разъединить их нельзя."
        )
    if into.merged_into_id:
        raise Objection("Дело, к которому присоединили, само присоединено к другому: сначала отмените это.")
    must_not_be_built_on(into, moved["event"])
    must_not_be_built_on(case, moved["event"])


def _hands(moved: dict[str, Any]) -> dict[str, Any]:
    """Who had it, if they still work here."""
    hand = Employee.objects.filter(pk=moved["assignee"], is_active=True).first()
    return {"assignee": hand, "unit": Unit.objects.filter(pk=moved["unit"]).first()}


def _move_back(case: Case, into: Case, moved: dict[str, Any]) -> None:
    for name, model in MOVES.items():
        model._default_manager.filter(pk__in=moved[name], case=into).update(case=case)
    GivenTo.objects.filter(contact__in=moved["given"], case=case).delete()
    if moved["complaint"]:
        Complaint.objects.filter(case=into).update(case=case)
    elif not moved.get("crime", True):
        Complaint.objects.filter(case=into).update(crime=False)
    papers_back(moved)
    if not moved.get("urgency", "-"):
        into.urgency = into.urgency_reason = ""
    into.asked_kind = moved["asked_kind"]
    into.registered_at = dt.datetime.fromisoformat(moved["registered_at"])
    into.received_at = dt.datetime.fromisoformat(moved["received_at"])
    into.search_text = into.search_text.removesuffix(f"\n{case.search_text}")
    said = ["asked_kind", "registered_at", "received_at", "search_text", "urgency", "urgency_reason"]
    into.save(update_fields=said)


def _terms_back(case: Case, into: Case, moved: dict[str, Any], *, by: Employee) -> None:
    """The terms of the case that lay open run from their own instants again; those that came with the other end."""
    now = timezone.now()
    for owed in Obligation.objects.about("case", into.pk).open():
        was = moved["terms"].get(str(owed.pk))
        if was is None:
            owed.cancelled_at, owed.cancelled_why = now, UNDONE
            owed.save(update_fields=["cancelled_at", "cancelled_why"])
            continue
        carried = owed.changes.exclude(pk__in=[int(pk) for pk in moved["changes"]])
        carried.update(state="dropped", settled=UNDONE)
        for pk, state in moved["changes"].items():
            owed.changes.filter(pk=int(pk)).exclude(state=state).update(state=state, settled="")
        joined = [one for one in owed.facts.get(terms.JOINED, ()) if one["number"] in was["joined"]]
        owed.facts = {k: v for k, v in owed.facts.items() if k != terms.JOINED} | (
            {terms.JOINED: joined} if joined else {}
        )
        owed.since_at = dt.datetime.fromisoformat(was["since"])
        owed.told_due_at = dt.datetime.fromisoformat(was["told"]) if was["told"] else None
        owed.save(update_fields=["facts", "since_at", "told_due_at"])
    terms.recount(into, UNDONE, by=by)
    terms.refresh_due(into)
