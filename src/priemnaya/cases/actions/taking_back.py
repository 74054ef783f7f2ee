"""Taking back an assignment, a dropped draft, and a question taken out into a case of its own, while nobody has built
on it. Each is a deed of its own in the history."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms
from priemnaya.cases.built import must_not_be_built_on
from priemnaya.cases.models import Case, CaseLink, CaseQuestion
from priemnaya.cases.states import lock_cases, move_case
from priemnaya.core.journal import record
from priemnaya.core.models import Event
from priemnaya.errors import NotAllowed, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee

from .drafts import restore_reply
from .undoing import take_back_assignment
from .whole import lie_together


def _event(case: Case, verb: str, event: int, by: Employee) -> Event:
    """The deed itself, the last of its sort and this person's own. Raises Stale, NotAllowed."""
    last = Event.objects.filter(subject_type="case", subject_id=case.pk, verb=verb).order_by("-pk").first()
    if last is None or last.pk != event:
        raise Stale("Это уже вернули или сделали иначе. Обновите страницу.")
    if last.actor_id != by.pk:
        raise NotAllowed("Вернуть может тот, кто это сделал.")
    return last


@action("case.assign")
@transaction.atomic
def undo_assignment(case: Case, event: int, *, by: Employee) -> None:
    """The case goes back to whoever had it, or to nobody. event: the assignment, as the page showed it. Raises Stale,
    NotAllowed, Objection, and Refused where the one before may not have it any more."""
    lock_cases(case)
    _event(case, "case.assigned", event, by)
    must_not_be_built_on(case, event, but=by)
    rows = list(case.assignments.select_related("employee", "unit").order_by("-pk")[:2])
    if not rows or rows[0].by_id != by.pk:  # since then it was taken from whoever may not have it
        raise Stale("Дело уже лежит не так, как вы назначили. Обновите страницу.")
    before = rows[1] if len(rows) > 1 else None
    to, unit = (before.employee, before.unit) if before is not None else (None, None)
    take_back_assignment(case, to, unit, by=by, was_new=before is None)


@action("reply.write")
@transaction.atomic
def undo_dropping(case: Case, event: int, *, by: Employee) -> None:
    """The very draft that this person dropped comes back. event: its dropping, as the page showed it. Raises Stale,
    NotAllowed, Objection."""
    lock_cases(case)
    dropped = _event(case, "reply.dropped", event, by)
    must_not_be_built_on(case, event, but=by)
    reply = case.replies.filter(pk=dropped.data.get("reply") or 0, state="dropped").first()
    if reply is None:
        raise Stale("Это уже вернули или сделали иначе. Обновите страницу.")
    restore_reply(reply, by=by)


@action("case.work")
@transaction.atomic
def undo_split(case: Case, event: int, *, by: Employee) -> None:
    """The question goes back into its case; the new one is joined to it, so that the number the client was told leads
    there. event: the split, as the page showed it. Raises Stale, NotAllowed, Objection."""
    found = Event.objects.filter(subject_type="case", subject_id=case.pk, pk=event).first()
    other = found.data.get("other") if found else None
    fresh = Case.objects.filter(pk=other or 0, organisation=case.organisation).first()
    if fresh is None:
        raise Stale("Это уже вернули или сделали иначе. Обновите страницу.")
    lock_cases(case, fresh)
    _event(case, "case.split", event, by)
    if fresh.merged_into_id:
        raise Stale("Это уже вернули или сделали иначе. Обновите страницу.")
    must_not_be_built_on(fresh, _born(fresh))
    move_case(case, "split")  # nor is it put under a letter that waits for its signature without answering it
    move_case(fresh, "merge", merged_into=case, closed_at=timezone.now())
    CaseQuestion.objects.filter(case=fresh).update(case=case)
    CaseLink.objects.filter(case=case, other=fresh, kind="split").delete()
    lie_together(case)
    terms.cancel_open(fresh, f"присоединено к {case.number}")
    record("case.merged", fresh, by=by, into=case.pk, taken_back=True)
    record("case.split_undone", case, by=by, other=fresh.pk)


def _born(fresh: Case) -> int:
    """The last event of the split itself: what people do comes after it."""
    rows = Event.objects.filter(subject_type="case", subject_id=fresh.pk, verb="case.registered")
    return int(rows.latest("pk").pk)
