"""What the order says of a reply about to go, an assignment, an outcome: verdicts from policy and facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from priemnaya.people.interaction import filing_verdicts
from priemnaya.people.models import Employee, Organisation, Unit
from priemnaya.people.policies import calendar_of, policy_of
from priemnaya.policy import KINDS, Verdict, asks
from priemnaya.policy.contact_points import ELECTRONIC, FILED_AS
from priemnaya.policy.engine import verdict as verdict_of
from priemnaya.policy.owed import DEFERRAL_NOTICE

from .facts import case_facts, reply_facts
from .guard import Guard, guard_of, persons_named
from .models import Case, Reply
from .named import met_in
from .practice import Practice, alike_facts, practice_for
from .term_changes import days_allowed, times_extended


def day_of(case: Case) -> dt.date:
    """The day whose edition of the order holds for a case: its registration, local."""
    return case.organisation.local(case.registered_at).date()


REPLY_KINDS = (
    "answers_questions",
    "decision_fits",
    "must_record",
    "reply_contains",
    "on_letterhead",
    "grounds_explained",
    "point_barred",
)


@asks("must_record", "topic", "need", "urgency")
@asks("reply_contains", "survey_link", "greeting", "signatory", "appeal_order", "apology")
@asks("answers_questions", "substance")
@asks("decision_fits", "application_only", "suspension_day", "remedy_day", "decision_taken", "refusing_text")
@asks("on_letterhead", "reply")
@asks(
    "grounds_explained",
    "refusal.grounds",
    "refusal.how_to_fix",
    "refusal.how_to_reapply",
    "refusal.how_to_appeal",
    "refusal.without_acts",
)
@asks("point_barred", "contact")
@asks("must_record", "decision_grounds")
@asks("must_record", "crime_signs")
@asks("reply_contains", "decision", "complained_decision", "applicant", "decision_grounds", "remedy_term")
@asks(
    "grounds_explained",
    *(
        f"{on}.{part}"
        for on in ("suspension", "termination", "return")
        for part in ("grounds", "how_to_fix", "how_to_reapply", "how_to_appeal", "without_acts")
    ),
)
def reply_verdicts(reply: Reply, signer: Employee | None = None) -> list[Verdict]:
    """Every hard demand on a reply, clause by clause; plain-language demands come from wording.text_verdicts."""
    policy, day = policy_of(reply.organisation), day_of(reply.case)
    facts = {**reply_facts(reply, signer), "may_extend": bool(days_allowed(reply.case))}
    verdicts: list[Verdict] = []
    for kind in REPLY_KINDS:
        for rule in policy.rules(kind, day, facts=facts):
            if kind == "must_record" and rule.value.before != "reply":
                continue
            verdicts.append(verdict_of(rule, _target(rule), facts))
    return verdicts


def _target(rule: Any) -> str:
    return KINDS[rule.kind].targets(rule.value)[0]


@asks("decided_alike", "decision")
def alike_verdicts(
    case: Case, outcome: str, grounds: Sequence[str], why: str, practice: Practice | None = None
) -> list[Verdict]:
    """Whether a decision goes with how similar cases were decided, or says why it does not. An explanation decides
    nothing."""
    held = policy_of(case.organisation).held("decided_alike", day_of(case), "decision", {})
    if held is None or outcome == "explain":
        return []
    practice = practice or practice_for(case, grounds, enough=held.value.similar)
    facts = alike_facts(case, outcome, grounds, why, practice)
    return policy_of(case.organisation).judge("decided_alike", day_of(case), "decision", facts)


@asks("not_asked", "held_by_body", "held_by_other_body", "beyond_list")
@asks("must_record", "demand_act")
def demand_verdicts(
    case: Case, name: str, act: str, *, source: str = "client", holder: str = "", beyond_list: bool = False
) -> list[Verdict]:
    """Whether the client may be asked for a document: not what the body has or gets itself, and on an act (210-ФЗ ст.
    7)."""
    policy, day = policy_of(case.organisation), day_of(case)
    facts = {
        **case_facts(case),
        "name": name,
        "demand_act": act.strip(),
        "source": source,
        "holder": holder,
        "beyond_list": beyond_list,
    }
    return [
        *(verdict_of(rule, _target(rule), facts) for rule in policy.rules("not_asked", day, facts=facts)),
        *policy.judge("must_record", day, "demand_act", facts),
    ]


@asks("taken_only_when", "identified")
def taking_verdicts(
    organisation: Organisation, kind: str, point: str, *, identified: bool, on: dt.date
) -> list[Verdict]:
    """May a matter of this kind be taken by this point from this client: the law's demand of identity, then the point's
    functions."""
    facts = {"kind": kind, "electronic": point in ELECTRONIC, "identified": identified, "point": point}
    lawful = policy_of(organisation).judge("taken_only_when", on, "identified", facts)
    function = FILED_AS.get(kind, "")
    return [*lawful, *(filing_verdicts(organisation, point, function, on) if function else ())]


@asks("never_to", "complaint")
def assignment_verdicts(
    case: Case, to: Employee | None, unit: Unit | None = None, guard: Guard | None = None
) -> list[Verdict]:
    """A case never goes to a person complained of in it, whatever its kind, nor through a head or a substitute (59-ФЗ
    ст. 8 ч. 6).

    guard: the case's, when many are asked about at once.
    """
    guard = guard or guard_of(case)
    if not (case.is_complaint or guard.named):
        return []
    why = guard.why_not(to) if to is not None else guard.why_not_unit(unit)
    facts = {**case_facts(case), "to_person_complained_of": why}
    return policy_of(case.organisation).judge("never_to", day_of(case), "complaint", facts)


@asks("never_to", "complaint")
def writer_verdicts(case: Case, remedy: str, *writers: Employee | None) -> list[Verdict]:
    """A letter is not prepared by one complained of in the case, nor by who stands in for them: somebody may have been
    named after it was written (59-ФЗ ст. 8 ч. 6). Nothing is said of a letter whose writers are free to write it.

    remedy: how the letter gets another writer.
    """
    guard = guard_of(case) if any(writers) else Guard()
    barred = next((w for w in writers if w is not None and guard.closed_to(w)), None)
    if barred is None:
        return []
    why = (
        f"Письмо подготовил сотрудник, которому это дело закрыто: {barred.short_name} (жалоба на него или на того, кого"
        " он замещает)."
    )
    facts = {**case_facts(case), "to_person_complained_of": why}
    judged = policy_of(case.organisation).judge("never_to", day_of(case), "complaint", facts)
    return [v if v.ok else replace(v, remedy=remedy) for v in judged]


def may_be_given(case: Case, staff: Sequence[Employee]) -> tuple[list[Employee], list[tuple[Employee, str]]]:
    """Of these employees those the case may go to, and the others, each with why not: lists offer only the first."""
    guard = guard_of(case)
    if not guard.named:
        return list(staff), []
    given, kept_from = [], []
    for employee in staff:
        why = next((v.why for v in assignment_verdicts(case, employee, guard=guard) if not v.ok), "")
        if why:
            kept_from.append((employee, why))
        else:
            given.append(employee)
    return given, kept_from


@asks("must_tell", "forwarding")
def forwarding_verdicts(case: Case, to_body: str) -> list[Verdict]:
    """A complaint about this very body cannot be forwarded back into the hands complained of; the client is told of the
    forwarding, by the action itself when the letter has left."""
    policy, day = policy_of(case.organisation), day_of(case)
    told = policy.judge("must_tell", day, "forwarding", {**case_facts(case), "told": "when it has left"})
    named = persons_named(case)
    if not named:
        return told
    met = met_in(to_body, named)
    why = f"Жалоба на того, кому вы её пересылаете ({met[0]}): пересылать её ему нельзя." if met else ""
    facts = {**case_facts(case), "to_person_complained_of": why}
    return [*told, *policy.judge("never_to", day, "complaint", facts)]


@asks("reply_contains", "covering_signatory")
def signs_alone(case: Case, by: Employee) -> bool:
    """Whoever sends the matter on signs the covering letters too: they may sign letters, or no rule asks for that."""
    facts = {**case_facts(case), "on": "forwarding", "covering_signatory": by.may("reply.sign")}
    asked = policy_of(case.organisation).judge("reply_contains", day_of(case), "covering_signatory", facts)
    return all(v.ok for v in asked)


@asks("closes_as", "outcome")
def outcome_verdicts(case: Case, outcome: str, facts: dict[str, Any]) -> list[Verdict]:
    """The conditions the law sets for closing without an answer on the substance."""
    everything = {**case_facts(case), **facts, "outcome": outcome}
    return policy_of(case.organisation).judge("closes_as", day_of(case), "outcome", everything)


def outcomes(case: Case) -> list[Any]:
    """Lawful outcomes without an answer for this kind of case."""
    return list(policy_of(case.organisation).rules("closes_as", day_of(case), "outcome", case_facts(case)))


@asks("answer_within", DEFERRAL_NOTICE)
def deferral_verdicts(case: Case) -> list[Verdict]:
    """Where the law gives a term for telling of a delay (8-ФЗ ст. 18), it is too late to extend once that term has
    passed."""
    body = case.organisation
    held = policy_of(body).term(
        DEFERRAL_NOTICE, case.registered_at, case_facts(case), calendar_of(body), body.zone, body.hours
    )
    if held is None:
        return []
    passed = timezone.now() > held.due.at
    why = f"Об отсрочке можно уведомить до {body.local(held.due.at):%d.%m.%Y}: этот срок прошёл." if passed else ""
    remedy = "Ответьте в срок тем, что уже известно." if passed else ""
    return [replace(verdict_of(held.rule, DEFERRAL_NOTICE, {}), ok=not passed, why=why, remedy=remedy)]


@asks("at_most", "extension_days", "extensions")
@asks("must_record", "extension_reason")
@asks("must_tell", "extension")
def extension_verdicts(case: Case, days: int, reason: str, notice: str) -> list[Verdict]:
    """How long a term may be extended and how often, that the reason is on record, and that the client is told."""
    policy, day = policy_of(case.organisation), day_of(case)
    counted = {"count": days, "extensions": times_extended(case) + 1}
    facts = {**case_facts(case), **counted, "extension_reason": reason.strip(), "told": notice.strip()}
    return [
        v
        for kind, target in (
            ("at_most", "extension_days"),
            ("at_most", "extensions"),
            ("must_record", "extension_reason"),
            ("must_tell", "extension"),
        )
        for v in policy.judge(kind, day, target, facts)
    ]
