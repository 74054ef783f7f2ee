"""What the order says of a reply about to go, an assignment, an outcome: verdicts from policy and facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils import timezone

from priemnaya.people.hands import WORKS
from priemnaya.people.interaction import filing_verdicts, nothing_taken
from priemnaya.people.models import Employee, Organisation, Unit
from priemnaya.people.policies import policy_of
from priemnaya.policy import KINDS, Verdict, asks
from priemnaya.policy.contact_points import ELECTRONIC, filed_as
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.policy.vocabulary.doers import PEOPLE
from priemnaya.policy.vocabulary.facts import BODY_PHONE

from .facts import Once, case_facts, day_of, unreachable
from .guard import Guard, guard_of, persons_named
from .guarded import guard, guard_reply, guards, known_of, known_of_reply
from .known import (
    document_letters,
    documents_asked,
    earlier_executor,
    given_a_day,
    handed_over,
    head_of_complained_of,
    last_executor,
    load,
    order_read,
    unchecked_documents,
    worked_days,
)
from .marked import naming_verdicts
from .models import GROUNDED, Case, Reply
from .named import met_in
from .practice import Practice, alike_facts, practice_for
from .states import family

__all__ = ["day_of"]


@guards(
    "send_reply",
    "author",
    "approver",
    "assignee",
    "head_of_complained_of",
    "signatory",
    "signed_by_head",
    "checked_by_head_of_unit",
    "checked_by_named",
    "signed_by_named",
    "mentored",
)
@asks("point_barred", "contact")
def reply_verdicts(reply: Reply, signer: Employee | None = None) -> list[Verdict]:
    """Every hard demand on a reply, clause by clause; plain-language demands come from wording.text_verdicts, how alike
    cases were decided from alike_verdicts."""
    policy, day = policy_of(reply.organisation), day_of(reply.case)
    facts = known_of_reply(reply, signer)
    asked = [v for v in policy.guard("send_reply", day, facts) if v.target != ALIKE]
    return [*asked, *policy.judge("point_barred", day, "contact", facts)]


ALIKE = "send_reply.decided_alike"


@asks("before", ALIKE)
def alike_verdicts(
    case: Case,
    outcome: str,
    grounds: Sequence[str],
    why: str,
    practice: Practice | None = None,
    reasons: Mapping[str, str] | None = None,
) -> list[Verdict]:
    """Whether a decision goes with how similar cases were decided, or says why it does not. An explanation decides
    nothing. reasons: what the letter carries."""
    policy, day = policy_of(case.organisation), day_of(case)
    facts = {**known_of(case), "decisions": GROUNDED.get(outcome, outcome), "reasons": reasons}
    held = policy.held("before", day, ALIKE, facts)
    if held is None or outcome == "explain":
        return []
    practice = practice or practice_for(case, grounds, enough=held.value.similar)
    return policy.judge("before", day, ALIKE, {**facts, **alike_facts(case, outcome, grounds, why, practice)})


@guards("ask_document", "demand_act", "held_by_body", "held_by_other_body", "beyond_list", "whole_list")
def demand_verdicts(
    case: Case,
    name: str,
    act: str,
    *,
    source: str = "client",
    holder: str = "",
    beyond_list: bool = False,
    counted: bool = False,
) -> list[Verdict]:
    """Whether the client may be asked for a document: not what the body has or gets itself, and on an act (210-ФЗ ст.
    7). counted: it stands on the list of what was asked already, and is not one more."""
    return guard(
        "ask_document",
        case,
        name=name,
        demand_act=act.strip(),
        source=source,
        holder=holder,
        beyond_list=beyond_list,
        documents_asked=(lambda: documents_asked(case) - counted) if beyond_list else None,
        document_letters=partial(document_letters, case) if counted else None,
        whole_list=partial(unchecked_documents, case) if counted else (),
    )


@guards("take", "identified")
def taking_verdicts(
    organisation: Organisation, kind: str, point: str, *, identified: bool, on: dt.date, client: str
) -> list[Verdict]:
    """May a matter of this kind be taken by this point from this client: the law's demand of identity, then the point's
    functions."""
    electronic = point in ELECTRONIC
    facts = {"kinds": kind, "electronic": electronic, "identified": identified, "came_by": point, "clients": client}
    lawful = policy_of(organisation).guard("take", on, facts)
    function = filed_as(kind, point) or ("intake" if nothing_taken(organisation, point, on) else "")
    return [*lawful, *(filing_verdicts(organisation, point, function, on) if function else ())]


COMPLAINED_OF = "person_complained_of"


def hand_of(to: Employee | None, unit: Unit | None) -> Employee | None:
    """Who has a case that is given so: what is given to a department alone lies with its head."""
    return to or (unit.head if unit else None)


@guards("assign", COMPLAINED_OF, "earlier_executor", "last_executor", "head_of_complained_of")
def assignment_verdicts(
    case: Case,
    to: Employee | None,
    unit: Unit | None = None,
    guard: Guard | None = None,
    reasons: Mapping[str, str] | None = None,
) -> list[Verdict]:
    """A case never goes to a person complained of in it, whatever its kind, nor through a head or a substitute (59-ФЗ
    ст. 8 ч. 6), nor to whom else the order keeps it from.

    guard: the case's, when many are asked about at once. reasons: what a letter carries.
    """
    guard = guard or guard_of(case)
    why = guard.why_not(to) if to is not None else guard.why_not_unit(unit)
    facts = {
        **case_facts(case),
        COMPLAINED_OF: why,
        "reasons": reasons,
        "earlier_executor": partial(_through, earlier_executor, case, to, unit),
        "last_executor": partial(_through, last_executor, case, to, unit),
        "head_of_complained_of": partial(_through, head_of_complained_of, case, to, unit),
    }
    verdicts = policy_of(case.organisation).guard("assign", day_of(case), facts, kinds=("not_by",))
    complaint = case.is_complaint or bool(guard.named)
    return [v for v in verdicts if complaint or v.target != f"assign.{COMPLAINED_OF}"]


def _through(read: Callable[[Case, Employee | None], str], case: Case, to: Employee | None, unit: Unit | None) -> str:
    """Why it would be one whom the order keeps it from, also as the head of a department."""
    hand = hand_of(to, unit)
    why = read(case, hand)
    return f"Отделом руководит {hand}, и дело попало бы к нему. {why}" if why and to is None else why


@guards("assign", "task_given", "order_read", "experienced", "open_cases", "given_a_day")
def giving_verdicts(
    case: Case, to: Employee | None, task: str, unit: Unit | None = None, known: Mapping[str, Any] | None = None
) -> list[Verdict]:
    """What must be there before anybody, a person or the routing, gives the case to somebody. known: of the case
    (`known_of`), when many are asked about at once."""
    hand = hand_of(to, unit)
    facts = {**(known or known_of(case)), "task_given": task.strip(), "order_read": Once(order_read, hand)}
    facts["experienced"] = Once(worked_days, hand)
    facts["unread_by"] = f"Отделом руководит {hand}, и дело попало бы к нему" if hand and to is None else ""
    facts["open_cases"] = Once(load, case, hand)
    facts["given_a_day"] = Once(given_a_day, case, hand)
    facts["reassignments"] = Once(handed_over, case, to)
    asked = policy_of(case.organisation).guard("assign", day_of(case), facts, kinds=OF_GIVING)
    return [*asked, *naming_verdicts(case, hand)]


def counts_open_cases(case: Case) -> bool:
    """Whether the order limits how many open cases one person has: who gives them then holds that person's row."""
    return any(policy_of(case.organisation).rules("limit", day_of(case), "assign.open_cases"))


OF_PEOPLE = frozenset(f"assign.{name}" for name in ("order_read", "experienced", *PEOPLE) if name != COMPLAINED_OF)
"""What is asked before a case is given of who gets it, whatever the case itself lacks. Those complained of in it are
kept from it otherwise (`naming.take_from_named`, the gate of every action)."""
READ_IT = "Откройте «Порядок», прочитайте его и нажмите «Ознакомлен» — или пусть ответит тот, кому поручено дело."


def hand_verdicts(
    case: Case, to: Employee | None, unit: Unit | None = None, reasons: Mapping[str, str] | None = None
) -> list[Verdict]:
    """What the order asks of somebody who gets a case, or keeps it, without being given it by hand: of the person
    alone."""
    if hand_of(to, unit) is None:
        return []
    known = {**known_of(case), "reasons": reasons}
    asked = [*assignment_verdicts(case, to, unit, Guard(), reasons), *giving_verdicts(case, to, "", unit, known)]
    return [v for v in asked if v.target in OF_PEOPLE]


def joined_verdicts(case: Case, to: Employee | None, unit: Unit | None) -> list[Verdict]:
    """What keeps somebody from what was joined to the case: it comes to them with it."""
    joined = [pk for pk in family(case) if pk != case.pk]
    rows = Case.objects.filter(pk__in=joined).select_related("organisation__parent", "client") if joined else ()
    return [v for one in rows for v in hand_verdicts(one, to, unit) if not v.ok]


def taking_up_verdicts(
    case: Case, who: Employee, *, whole: bool, reasons: Mapping[str, str] | None = None
) -> list[Verdict]:
    """What the order asks of somebody who answers a case: as of anybody it is given to. Who was given it has been asked
    already; only what the case has become since is asked of them again. whole: of a case that nobody was given also
    what it must have before it is given, where whoever takes it can put that right."""
    people = [
        replace(v, remedy=READ_IT) if not v.ok and v.target == "assign.order_read" else v
        for v in hand_verdicts(case, who, None, reasons)
    ]
    asked = giving_verdicts(case, who, "") if whole else []
    lacks = [v for v in asked if v.target not in OF_PEOPLE and v.kind in OF_GIVING]
    if not people and not lacks:
        return []
    if case.assignee_id == who.pk or case.assignments.filter(employee=who).exists():
        return [v for v in people if v.kind == "not_by" and not v.excusable]
    given = case.assignee_id or case.assignments.exclude(employee=None, unit=None).exists()
    return people if given else [*people, *lacks]


OF_GIVING = ("before", "only_if", "limit")


def asks_before_giving(organisation: Organisation) -> bool:
    """Whether the order in force asks anything of a case before it is given to somebody, whoever that is."""
    policy, today = policy_of(organisation), organisation.local(timezone.now()).date()
    held = (rule for kind in OF_GIVING for rule in policy.rules(kind, today))
    return any(target.startswith("assign.") for rule in held for target in KINDS[rule.kind].targets(rule.value))


@guards("write_reply", COMPLAINED_OF)
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
    judged = complained_of("write_reply", case, why)
    return [v if v.ok else replace(v, remedy=remedy) for v in judged]


def complained_of(action: str, case: Case, why: str) -> list[Verdict]:
    """The verdicts of the rules that keep an action from who is complained of. why: why it would be them, for
    people."""
    facts = {**case_facts(case), COMPLAINED_OF: why}
    return policy_of(case.organisation).judge("not_by", day_of(case), f"{action}.{COMPLAINED_OF}", facts)


def may_be_given(case: Case, staff: Sequence[Employee]) -> tuple[list[Employee], list[tuple[Employee, str]]]:
    """Of these employees those the case may go to, and the others, each with why not: lists offer only the first."""
    staff, guard = [e for e in staff if e.may(WORKS)], guard_of(case)
    if not guard.named:
        return staff, []
    given, kept_from = [], []
    for employee in staff:
        why = next((v.why for v in assignment_verdicts(case, employee, guard=guard) if not v.ok), "")
        if why:
            kept_from.append((employee, why))
        else:
            given.append(employee)
    return given, kept_from


@asks("tell", "forwarding")
@guards("forward", COMPLAINED_OF)
def forwarding_verdicts(case: Case, to_body: str) -> list[Verdict]:
    """A complaint about this very body cannot be forwarded back into the hands complained of; the client is told of the
    forwarding, by the action itself when the letter has left."""
    policy, day = policy_of(case.organisation), day_of(case)
    told = policy.judge("tell", day, "forwarding", {**case_facts(case), "told": "when it has left"})
    named = persons_named(case)
    if not named:
        return told
    met = met_in(to_body, named)
    why = f"Жалоба на того, кому вы её пересылаете ({met[0]}): пересылать её ему нельзя." if met else ""
    return [*told, *complained_of("forward", case, why)]


@guards("forward", BODY_PHONE)
def sending_on_verdicts(case: Case, phoneless: Sequence[str]) -> list[Verdict]:
    """What must be there before the matter is sent on, to whomever. phoneless: bodies whose telephone nobody has
    written down."""
    kinds = ("before", "only_if", "limit")
    known = {**known_of(case), BODY_PHONE: tuple(phoneless)}
    return policy_of(case.organisation).guard("forward", day_of(case), known, kinds=kinds)


@guards("sign_forwarding", "covering_signatory")
def signing_on_verdicts(case: Case, by: Employee) -> list[Verdict]:
    """Whoever sends the matter on signs the covering letters too: they may sign letters, or no rule asks for that."""
    return guard("sign_forwarding", case, covering_signatory=by.may("reply.sign"))


def signs_alone(case: Case, by: Employee) -> bool:
    return all(v.ok for v in signing_on_verdicts(case, by))


@asks("closes_as", "outcome")
def outcome_verdicts(case: Case, outcome: str, facts: dict[str, Any]) -> list[Verdict]:
    """The conditions the law sets for closing without an answer on the substance."""
    everything = {**case_facts(case), **facts, "outcome": outcome}
    return policy_of(case.organisation).judge("closes_as", day_of(case), "outcome", everything)


def outcomes(case: Case) -> list[Any]:
    """Lawful outcomes without an answer for this kind of case, those of the law first. One that the body's order alone
    knows ends no matter that a law wants answered, unless nobody can be answered, or the client wants no answer: the
    law stands above the order."""
    policy, day, facts = policy_of(case.organisation), day_of(case), case_facts(case)
    found = list(policy.rules("closes_as", day, "outcome", facts))
    of_law = [rule for rule in found if rule.order.layer == "federal"]
    known = {rule.value.outcome for rule in of_law}
    own, others = [r for r in found if r.value.outcome not in known], [r for r in found if r not in of_law]
    if own:
        terms = policy.rules("within", day, REPLY_ON_SUBSTANCE, facts)
        demanded = any(rule.order.layer == "federal" for rule in terms) and not unreachable(case)
        others = [rule for rule in others if not (demanded and rule in own and not rule.value.by_client)]
    return [*of_law, *others]


@guards("ask_client", "clarification_questions")
@guards("request_from_body")
@guards("close")
@guards("reopen")
def step_verdicts(action: str, case: Case, **given: Any) -> list[Verdict]:
    """What the order asks before a step. given: what only the step knows."""
    return guard(action, case, **given)


@guards("submit_reply")
@guards("approve_reply", "author", "assignee", "head_of_complained_of")
@guards("send_back_reply", "sent_back")
def letter_verdicts_at(action: str, reply: Reply, by: Employee | None, **given: Any) -> list[Verdict]:
    """What the order asks of a letter before it is signed: when it is handed on, approved, sent back."""
    return guard_reply(action, reply, by, **given)
