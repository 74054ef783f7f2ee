"""Naming whom a case complains of: from a message, by an employee; confirming and dismissing; what follows for the
case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.bounded import run
from priemnaya.cases.approving import who_checked
from priemnaya.cases.guard import Guard, guard_of
from priemnaya.cases.models import Assignment, Case, NamedPerson
from priemnaya.cases.named import Found, named_beside, named_in_field
from priemnaya.cases.rules import hand_verdicts
from priemnaya.cases.states import family, lock_case, lock_joined, move_reply
from priemnaya.cases.surnames import Person
from priemnaya.core.each import each
from priemnaya.core.journal import notify, record
from priemnaya.core.listening import listen
from priemnaya.core.models import Notice, Obligation
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.hands import WORKS, lies_idle
from priemnaya.people.models import Employee, Organisation

from .confiding import EMERGENCIES
from .whole import hold_whole, lie_together


@dataclass(frozen=True)
class Named:
    """A name to keep: an employee's id or nobody's, as typed, how it is known, the words around it."""

    employee: int | None
    typed: str
    how: str
    words: str


def staff_of(organisation: Organisation) -> list[Person]:
    """Everybody of the body as recognition needs them: one query, no rows built."""
    rows = Employee.objects.filter(organisation_id=organisation.pk).order_by("pk")
    return [Person(*row) for row in rows.values_list("pk", "surname", "name", "patronymic", "post")]


def name_in_field(case: Case, against: str, *, person: int | None = None) -> None:
    """Whom a complaint is written down against: an employee (`person` when the caller knows whom), a name that fits
    nobody here, or a body, which is no person. Recognition is the system's, so the event has no actor."""
    staff = staff_of(case.organisation)
    found = [Named(person, next((p.surname for p in staff if p.pk == person), ""), "form", "")] if person else []
    typed = "" if against.strip() == case.organisation.name else " ".join(against.split())[:300]
    if typed:
        known = named_in_field(typed, staff)
        found += [_named(f, "form") for f in known] or [Named(None, typed, "form", typed)]
    keep_named(case, found)


def name_in_decision(case: Case, decision: str) -> None:
    """What act a complaint is about often says whose it is: «отказ инспектора Сорокина»."""
    if decision.strip():
        keep_named(case, [_named(f, "form") for f in named_beside(decision, staff_of(case.organisation))])


def named_in_words(
    text: str,
    staff: list[Person],
    *,
    subject: str,
    complaint: bool,
    client: str,
    patience: float | None = None,
) -> list[Named]:
    """Within the budget of the work, never while a number series or a case is held. Raises Exceeded, Busy."""
    found: list[Found] = run(
        "cases.named_in_text",
        text,
        staff,
        subject=subject,
        complaint=complaint,
        client=client,
        anybody=True,
        patience=patience,
    )
    return [_named(f, "text") for f in found]


def _named(found: Found, how: str) -> Named:
    return Named(found.person, found.typed[:300], how, found.words)


def keep_named(case: Case, found: Iterable[Named]) -> list[NamedPerson]:
    """Rows for names not known yet; a dismissed one is suspected again when a further message names it in other words.

    Whoever is named loses the case and what was announced to them of it.
    """
    known = {_who(row): row for row in case.named.all()}
    fresh = []
    for one in found:
        key = (one.employee, "" if one.employee else one.typed)
        row = known.get(key)
        if row is None:
            row = known[key] = NamedPerson(case=case, employee_id=one.employee, at=timezone.now())
        elif row.stands:
            _quote_too(row, one.words)
            continue
        elif row.words == one.words or (one.words and one.words in row.words.split("\n")):
            continue
        row.typed, row.how, row.words, row.state = one.typed, one.how, one.words, "suspected"
        row.save()
        fresh.append(row)
        verb = "case.person_named" if one.employee else "case.person_unknown"
        record(verb, case, by=None, person=one.employee, how=one.how)
    if fresh:
        take_from_named(case)
        _bar_from_joined(case)
    return fresh


def _quote_too(row: NamedPerson, words: str) -> None:
    """Further words about one already named: the sentence says more than the name in the field."""
    if words and words not in row.words:
        row.words = f"{row.words}\n{words}".strip()[:4000]
        row.save(update_fields=["words"])


def take_from_named(case: Case) -> bool:
    """One who may not have the case any more does not keep it, nor does a unit whose head may not, nor one who has
    left or works on cases no more; those who register are told when it lies with nobody. True when it changed hands."""
    guard = guard_of(case)
    for pk in guard.named:
        of_case = Q(path__startswith=case.get_absolute_url())
        of_glass = Q(path=EMERGENCIES, text__contains=f"№ {case.number} ")
        Notice.objects.filter(of_case | of_glass, employee_id=pk).delete()
    _take_check_back(case, guard)
    had = case.assignee
    why = _may_not_keep(had, guard)
    if had is not None and not why:
        return False
    headless = guard.why_not_unit(case.unit) or (why and _order_keeps(case))
    if not why and not headless:
        return False
    if headless:
        case.unit = None
    case.assignee = None
    Case.objects.filter(pk=case.pk).update(assignee=None, unit=case.unit)
    lie_together(case)
    Assignment.objects.create(case=case, unit=case.unit)
    Obligation.objects.about("case", case.pk).open().update(responsible_id=None)
    if case.is_open:
        words = why or "отделом, где оно лежало, руководит тот, кому его отдавать нельзя"
        tell_keepers(case, f"Дело {case.number} осталось без исполнителя: {words}. Поручите другому.")
    return True


def _take_check_back(case: Case, guard: Guard) -> None:
    """That a letter is in order is not for them to say whom its case complains of: another checks it before it is
    signed, and its author hears."""
    if not guard.named:
        return
    checked = case.replies.filter(state="checked", checker__isnull=False)
    for reply in checked.select_related("author", "organisation"):
        if not any(guard.why_not(one) for one in who_checked(reply)):
            continue
        reply.case = case
        move_reply(reply, "uncheck", checker=None, prepared_at=None)
        record("reply.check_withdrawn", case, by=None, reply=reply.pk)
        if reply.author:
            text = f"Ответ по делу {case.number} проверит другой сотрудник: того, кто проверил, в деле назвали"
            notify(reply.author, text, f"{case.get_absolute_url()}reply/", kind="done")


def _order_keeps(case: Case) -> bool:
    """Whether the order keeps the case from the head of the unit that it would lie with now."""
    return any(not v.ok for v in hand_verdicts(case, None, case.unit))


def _may_not_keep(had: Employee | None, guard: Guard) -> str:
    if had is None:
        return ""
    if not had.is_active:
        return f"{had.short_name} больше не работает в системе"
    if not had.may(WORKS):  # cannot even open it
        return f"{had.short_name} больше не работает с делами"
    return "в нём назван тот, кто его вёл, или он связан с названным через замещение" if guard.why_not(had) else ""


def settle_named(organisation: Organisation) -> int:
    """Who may have a case is asked again of every open one with somebody named, or with somebody who has left or works
    on cases no more: since it was given, a substitution may have begun or ended, a unit got another head, a role was
    taken away. Returns how many changed hands."""
    named = NamedPerson.objects.standing().filter(employee__isnull=False)
    held = Case.objects.open().filter(organisation=organisation).exclude(assignee=None, unit=None)
    asked = held.filter(Q(pk__in=named.values("case")) | lies_idle())
    rows = asked.select_related("organisation__parent", "assignee", "unit__head").order_by("pk")
    return each(rows, _settle_hands_of, "hands of case")


@transaction.atomic
def _settle_hands_of(case: Case) -> bool:
    return take_from_named(lock_case(case))


listen("settle_named", "substitution.named", "substitution.ended", "unit.head_named")
listen("settle_named", "employee.blocked", "employee.roles_changed")


def left_by(employee: Employee) -> int:
    """How many open cases lie with somebody who can do nothing about them any more."""
    return Case.objects.open().filter(lies_idle(), assignee=employee).count()


def tell_keepers(case: Case, text: str) -> None:
    """A notice to everybody who registers and distributes, but not to those complained of."""
    for keeper in Employee.objects.filter(organisation_id=case.organisation_id, is_active=True):
        if keeper.may("case.register"):
            notify(keeper, text, case.get_absolute_url(), kind="register")


@action("case.register")
@transaction.atomic
def name_person(
    case: Case, employee: Employee | None, *, by: Employee, typed: str = "", words: str = ""
) -> NamedPerson:
    """A person says whom the case complains of: an employee, or a name that fits nobody here. Raises NotAllowed,
    Objection, Stale."""
    typed = " ".join(typed.split())[:300]
    if employee is None and not typed:
        raise Objection("Выберите сотрудника или напишите, на кого жалоба.")
    if employee is not None and employee.organisation_id != case.organisation_id:
        raise Objection("Это сотрудник другого органа. Напишите его имя словами.")
    hold_whole(case, by=by)
    verb = "case.person_named" if employee else "case.person_unknown"
    record(verb, case, by=by, person=employee.pk if employee else None, how="staff")
    key = {"employee": employee} if employee else {"employee": None, "typed": typed}
    row, _ = NamedPerson.objects.update_or_create(
        case=case,
        **key,
        defaults={
            "typed": typed or (employee.short_name if employee else ""),
            "state": "confirmed",
            "decided_at": timezone.now(),
            "by": by,
            "why": "",
        },
        create_defaults={
            "typed": typed or (employee.short_name if employee else ""),
            "how": "staff",
            "words": words[:1000],
            "state": "confirmed",
            "at": timezone.now(),
            "decided_at": timezone.now(),
            "by": by,
        },
    )
    take_from_named(case)
    _bar_from_joined(case)
    return row


@action("case.register")
@transaction.atomic
def confirm_person(row: NamedPerson, *, by: Employee, why: str = "") -> None:
    """«Жалоба на него»: the suspicion becomes a fact, and namesakes whom nothing but the same words names are
    dismissed. Raises NotAllowed, Stale."""
    _decide(row, "confirmed", by, why)
    namesakes = row.case.named.filter(
        state="suspected", how=row.how, typed=row.typed, words=row.words, employee__isnull=False
    )
    for other in namesakes.exclude(pk=row.pk).exclude(words=""):
        if _is_namesake_only(other, row):
            _decide(other, "dismissed", by, f"жалоба на однофамильца: {row}")


def _is_namesake_only(other: NamedPerson, row: NamedPerson) -> bool:
    """In each of the cases joined together they are suspected by the very words that name the one confirmed."""
    rows = NamedPerson.objects.standing().filter(case__in=family(row.case))
    told = {n.case_id: (n.how, n.typed, n.words) for n in rows.filter(employee=row.employee_id)}
    return all(
        n.state == "suspected" and told.get(n.case_id) == (n.how, n.typed, n.words)
        for n in rows.filter(employee=other.employee_id)
    )


@action("case.register")
@transaction.atomic
def dismiss_person(row: NamedPerson, *, by: Employee, why: str) -> None:
    """«Не на него»: the case is open to that employee again. Never by the one named. Raises NotAllowed, Objection,
    Stale."""
    if not why.strip():
        raise Objection("Напишите, почему жалоба не на него: это останется в деле.")
    _decide(row, "dismissed", by, why)


def _decide(row: NamedPerson, state: str, by: Employee, why: str) -> None:
    """Of the whole: the same person on what was joined to the case is decided with it, with an event on each."""
    joined = hold_whole(row.case, by=by)
    now, was = timezone.now(), row.state
    decided = {"state": state, "decided_at": now, "by": by, "why": why.strip()[:300]}
    if not NamedPerson.objects.filter(pk=row.pk, state=was).update(**decided):
        raise Stale("Об этом имени уже решил другой сотрудник. Обновите страницу.")
    row.state, row.decided_at, row.by, row.why = state, now, by, why.strip()[:300]
    record(f"case.person_{state}", row.case, by=by, named=row.pk)
    same = NamedPerson.objects.standing().filter(case__in=joined, employee__isnull=False).exclude(state=state)
    for also in same.filter(employee=row.employee_id).select_related("case"):
        NamedPerson.objects.filter(pk=also.pk).update(**decided)
        record(f"case.person_{state}", also.case, by=by, named=also.pk)


def carry_named(case: Case, to: Case) -> None:
    """Names go with the words: to the case a question was taken into, to the case this one was joined to. Who stands in
    both is known there as the better known of the two, with the words of both."""
    known = {_who(row): row for row in to.named.all()}
    for row in case.named.all():
        there = known.get(_who(row))
        if there is None:
            row.pk, row._state.adding, row.case = None, True, to
            row.save()
            record("case.person_named" if row.employee_id else "case.person_unknown", to, by=None, how=row.how)
        elif row.stands:
            _quote_too(there, row.words)
            _raise(there, row)
    take_from_named(to)
    _bar_from_joined(to)


def _who(row: NamedPerson) -> tuple[int | None, str]:
    return row.employee_id, "" if row.employee_id else row.typed


KNOWN = ("dismissed", "suspected", "confirmed")
"""How well it is known that a case complains of somebody."""


def _raise(row: NamedPerson, better: NamedPerson) -> None:
    """What one case dismissed and another did not, stands; what one confirmed, is confirmed."""
    if KNOWN.index(better.state) <= KNOWN.index(row.state):
        return
    row.state, row.decided_at, row.by, row.why = better.state, better.decided_at, better.by, better.why
    row.save(update_fields=["state", "decided_at", "by", "why"])
    verb = "case.person_named" if row.employee_id else "case.person_unknown"
    record("case.person_confirmed" if row.state == "confirmed" else verb, row.case, by=None, how=row.how)


def _bar_from_joined(case: Case) -> None:
    """What was joined to the case is the same complaint: its number and its client's name are closed to those named
    too, in lists, notices and journals, whenever they are named."""
    joined = lock_joined(case)
    standing = list(case.named.standing().exclude(employee=None)) if joined else []
    for other in joined:
        known = {row.employee_id: row for row in other.named.exclude(employee=None)}
        for row in standing:
            if also := known.get(row.employee_id):
                _raise(also, row)
                continue
            copied = {name: getattr(row, name) for name in ("typed", "how", "words", "state", "at", "decided_at", "by")}
            NamedPerson.objects.create(case=other, employee_id=row.employee_id, why=row.why, **copied)
            record("case.person_named", other, by=None, how=row.how)
        take_from_named(other)
