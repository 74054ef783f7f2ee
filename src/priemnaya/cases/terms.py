"""Opening, fulfilling and recomputing obligations of a case. A statutory term never pauses; it is only extended, with notice."""

from __future__ import annotations

import datetime as dt

from django.db.models import Min
from django.utils import timezone

from priemnaya.core.journal import alert, record
from priemnaya.core.models import Obligation
from priemnaya.people.models import Organisation
from priemnaya.people.policies import calendar_of, forget_calendars, order_of, policy_of
from priemnaya.policy import Act, Clause, Held, Order, TermHeld, asks
from priemnaya.policy.kinds.answer_within import AnswerWithin
from priemnaya.worktime import due

from .facts import case_facts
from .models import Application, Case

# What an obligation waits for, for people (the kind's own names are verbs in the infinitive).
ON_RECEIPT = ("registration", "primary_reply")
ON_REGISTRATION = ("reply_on_substance", "complaint_review")


@asks(
    "answer_within",
    "registration",
    "primary_reply",
    "reply_on_substance",
    "complaint_review",
    "urgent_reply",
    "forwarding",
    "contact_on_incomplete",
)
def open_obligation(
    case: Case, what: str, since: dt.datetime, *, facts: dict[str, object] | None = None
) -> Obligation | None:
    """Open what the strictest layer demands; None when nothing does. One open obligation of a kind a case."""
    known = Obligation.objects.about("case", case.pk).open().filter(what=what).first()
    obligation = _owed(case, what, since, facts or {}, known)
    if obligation is not None:
        obligation.save()
    return obligation


def _owed(
    case: Case, what: str, since: dt.datetime, facts: dict[str, object], known: Obligation | None = None
) -> Obligation | None:
    """The obligation as the strictest layer sets it, not saved yet; a known one is filled anew."""
    body = case.organisation
    held = policy_of(body).term(what, since, {**case_facts(case), **facts}, calendar_of(body), body.zone, body.hours)
    if what == "reply_on_substance" and case.kind == "service_application":
        held = _with_service(case, since, held)
    if held is None:
        return None
    if held.due.provisional:
        alert("calendar", held.due.reasoning[-1].capitalize(), organisation_id=body.pk)
    obligation = known or Obligation(subject_type="case", subject_id=case.pk, what=what)
    obligation.organisation_id, obligation.responsible_id = body.pk, case.assignee_id
    obligation.clause, obligation.citation = held.rule.clause.number, held.rule.citation
    obligation.layer, obligation.edition = held.rule.order.layer, case.edition
    obligation.rule, obligation.since_at = held.rule.value.model_dump(mode="json"), since
    obligation.due_at, obligation.provisional = held.due.at, held.due.provisional
    obligation.reasoning = "\n".join(_reasoning(held))
    return obligation


def _with_service(case: Case, since: dt.datetime, held: TermHeld | None) -> TermHeld | None:
    """The term of the service's own edition: it takes the place of a default, and of a rule of the order that is longer."""
    application = Application.objects.select_related("edition").filter(case=case).first()
    if application is None:
        return held
    body, said = case.organisation, application.edition.text.term
    ends = due(said.term, since, calendar_of(body), body.zone, body.hours, tentative=True)
    if held is not None and held.rule.order.layer != "defaults" and held.due.at <= ends.at:
        return held
    act = (said.act or "Регламент услуги")[:80]
    clause = Clause("услуга", f"Услуга оказывается за {said.term}.", (), act, source="срок услуги")
    order = Order("service", "service", Act(title=act, status="in_force"), (clause,))
    value = AnswerWithin(what="reply_on_substance", within=said.within)
    return TermHeld(ends, Held(clause, order, "answer_within", value, "", True), (held.rule,) if held else ())


def _reasoning(held: TermHeld) -> list[str]:
    steps = [*held.due.reasoning, f"основание: {held.rule.citation}"]
    if held.others:
        steps.append("строже, чем: " + ", ".join(o.citation for o in held.others))
    if not held.rule.verified:
        steps.append("срок не сверен с текстом закона: проверьте в разделе «Порядок»")
    if held.rule.order.layer == "defaults":
        steps.append("срок по умолчанию: закон его для этого вида не задаёт")
    return steps


def open_on_registration(case: Case) -> list[Obligation]:
    """Everything a freshly registered case owes, from receipt and from registration, in one statement."""
    moments = [(what, case.received_at) for what in ON_RECEIPT] + [
        (what, case.registered_at) for what in ON_REGISTRATION
    ]
    owed = [o for what, since in moments if (o := _owed(case, what, since, {})) is not None]
    for obligation in owed:
        if obligation.what == "registration":
            obligation.fulfilled_at = case.registered_at
    Obligation.objects.bulk_create(owed)
    case.due_at = min((o.due_at for o in owed if o.is_open), default=None)
    case.save(update_fields=["due_at"])
    return owed


def fulfil(case: Case, what: str, *, at: dt.datetime | None = None) -> bool:
    """Mark an open obligation as done; False when none was open."""
    done = Obligation.objects.about("case", case.pk).open().filter(what=what).update(fulfilled_at=at or timezone.now())
    refresh_due(case)
    return bool(done)


def cancel_open(case: Case, why: str, *, but: tuple[str, ...] = ()) -> None:
    """Nothing is owed any more, with the reason: merged, withdrawn, closed as the law allows."""
    Obligation.objects.about("case", case.pk).open().exclude(what__in=but).update(
        cancelled_at=timezone.now(), cancelled_why=why[:200]
    )
    refresh_due(case)


OUTLIVES = ("primary_reply", "complaint_review")
"""What is still owed when a case has ended: telling that it was received, and the lesson of a complaint (udmurtia-mio 4.3)."""


def end_open(case: Case, why: str) -> None:
    """The case has ended: nothing of it is owed any more but what outlives it."""
    cancel_open(case, why, but=OUTLIVES)


def why_no_term(case: Case) -> str:
    """Why an open case has no term: nothing sets one for its kind. Empty when something does (then a term must be open)."""
    body = case.organisation
    for what in ON_REGISTRATION:
        if policy_of(body).term(what, case.registered_at, case_facts(case), calendar_of(body), body.zone, body.hours):
            return ""
    return "Ни закон, ни порядок не задают срока для дел этого вида: ответьте без задержки."


def refresh_due(case: Case) -> None:
    """Repeat the earliest open term on the case row, for sorting. Terms already fulfilled by registration do not count."""
    earliest = Obligation.objects.about("case", case.pk).open().aggregate(at=Min("due_at"))["at"]
    if case.due_at != earliest:
        case.due_at = earliest
        case.save(update_fields=["due_at"])


def extend_obligation(case: Case, days: int, why: str) -> Obligation | None:
    """The term of the answer moved further by calendar days, with a line in its reasoning. None when no term is open."""
    owed = Obligation.objects.about("case", case.pk).open().filter(what="reply_on_substance").first()
    if owed is None:
        return None
    calendar = calendar_of(case.organisation).tentative()
    day = case.organisation.local(owed.due_at).date() + dt.timedelta(days=days)
    rolled = calendar.previous_working(day)
    owed.due_at = dt.datetime.combine(rolled, dt.time(23, 59, 59), case.organisation.zone)
    moved = f"продлён на {days}" if days > 0 else f"сокращён на {-days}"
    owed.reasoning += f"\n{moved} дн. до {rolled:%d.%m.%Y}: {why}"
    owed.provisional = owed.provisional or not calendar_of(case.organisation).knows(rolled.year)
    owed.rule = {**owed.rule, "extended_days": int(owed.rule.get("extended_days", 0)) + days}
    owed.save()
    refresh_due(case)
    return owed


def recompute_open(organisation: Organisation, why: str, *, by: object = None) -> int:
    """Recompute the open terms of a body after a change of calendar or order; returns how many moved. Each says why."""
    forget_calendars()
    moved = 0
    cases = Case.objects.filter(
        organisation=organisation,
        pk__in=Obligation.objects.filter(organisation_id=organisation.pk, subject_type="case")
        .open()
        .values("subject_id"),
    )
    for case in cases.select_related("organisation__parent"):
        for owed in Obligation.objects.about("case", case.pk).open():
            before, extended = owed.due_at, int(owed.rule.get("extended_days", 0))
            fresh = open_obligation(case, owed.what, owed.since_at)
            if fresh is None:
                continue
            if extended:
                extend_obligation(case, extended, "ранее принятое продление")
                fresh.refresh_from_db()
            if fresh.due_at != before:
                fresh.recomputed = f"{why}: было {organisation.local(before):%d.%m.%Y %H:%M}"
                fresh.save(update_fields=["recomputed"])
                record("case.terms_recomputed", case, by=by, obligation=fresh.pk)
                moved += 1
        refresh_due(case)
    return moved


def edition_of(organisation: Organisation) -> str:
    owner = organisation.parent or organisation
    return order_of(owner.slug).edition
