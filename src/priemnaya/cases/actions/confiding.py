"""Confidential cases: hiding one, naming who may see it, opening it again, and the emergency door, which reports
itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.guard import must_lead, named_in
from priemnaya.cases.models import EMERGENCY, Case, Confidential, ConfidentialReader, EmergencyAccess
from priemnaya.cases.numbers import as_number
from priemnaya.cases.states import family, lock_joined, lock_living
from priemnaya.core.journal import notify, record
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.actions.topics import forget_cases
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee, Organisation

from .whole import hold_whole

REASON = 300
"""Letters of a reason."""
REPORTED_TO = ("head", "auditor")
"""Roles that are told of every emergency access."""
EMERGENCIES = "/w/journal/emergencies/"
NO_SUCH_CASE = "Закрытого от вас дела с таким номером нет. Проверьте номер."


def _reason(text: str) -> str:
    if len(text.split()) < 2:
        raise Objection("Напишите причину: хотя бы два слова. Она останется в журнале.")
    return text.strip()[:REASON]


@action("case.confide")
@transaction.atomic
def confide_case(case: Case, reason: str, *, by: Employee, readers: Iterable[Employee] = ()) -> Confidential:
    """From now on only the assignee, their head and the readers see the case and what was joined to it. Whoever hides
    it stays among them, so that nobody hides a case from everybody. Raises Objection, Stale."""
    why = _reason(reason)
    joined = hold_whole(case, by=by)
    if Confidential.objects.standing().filter(case=case).exists():
        raise Stale("Дело уже закрытое. Обновите страницу.")
    hidden = Confidential.objects.create(case=case, reason=why, by=by)
    for reader in {r.pk: r for r in (by, *readers)}.values():
        _let_in(hidden, reader, by)
    record("case.confided", case, by=by)
    forget_cases(case.organisation, cases=[case.pk, *(c.pk for c in joined)])
    _hide_too(hidden, joined, by)
    return hidden


def _hide_too(hidden: Confidential, joined: Iterable[Case], by: Employee) -> None:
    """What was joined is as hidden as the case, from the same people."""
    readers = set(hidden.readers.values_list("employee", flat=True))
    for other in joined:
        also, fresh = Confidential.objects.standing().get_or_create(
            case=other, lifted_at=None, defaults={"reason": hidden.reason, "by": hidden.by}
        )
        known = set(also.readers.values_list("employee", flat=True))
        also.readers.filter(employee__in=known - readers).delete()
        new = [ConfidentialReader(confidential=also, employee_id=pk, by=by) for pk in sorted(readers - known)]
        ConfidentialReader.objects.bulk_create(new)
        if fresh:
            record("case.confided", other, by=by)
            continue
        for verb, people in (("case.reader_named", readers - known), ("case.reader_dropped", known - readers)):
            for pk in sorted(people):
                record(verb, other, by=by, employee=pk)


def _let_in(hidden: Confidential, reader: Employee, by: Employee) -> None:
    if reader.organisation_id != hidden.case.organisation_id or not reader.is_active:
        raise Objection("Видеть дело может только сотрудник вашего органа.")
    if not reader.may("case.view"):
        raise Objection(f"{reader}: роль не видит дел. Сначала администратор добавит роль.")
    if named_in(hidden.case_id, reader):
        raise Objection(f"{reader}: на этого сотрудника жалоба в деле, открыть ему дело нельзя.")
    ConfidentialReader.objects.get_or_create(confidential=hidden, employee=reader, defaults={"by": by})


@part
def carry_confidence(case: Case, to: Case, *, by: Employee) -> None:
    """Words of a confidential case that go to another one are as hidden there: open to the same people, to whoever had
    the case, and to whoever took them there. What is hidden there already keeps its own readers; what was joined there
    is hidden with it. Raises NotAllowed for who sees the case by emergency access alone."""
    hidden = Confidential.objects.standing().filter(case=case).first()
    there = Confidential.objects.standing().filter(case=to).first()
    if hidden is not None and there is None:
        must_lead(case, by)
        there = Confidential.objects.create(case=to, reason=hidden.reason, by=hidden.by)
        known = Employee.objects.filter(pk__in=hidden.readers.values("employee"))
        for reader in {e.pk: e for e in (*known, case.assignee, by) if e}.values():
            if not named_in(to.pk, reader):
                ConfidentialReader.objects.create(confidential=there, employee=reader, by=by)
        record("case.confided", to, by=by)
    if there is not None:
        _hide_too(there, lock_joined(to), by)


def standing_of(case: Case) -> Confidential:
    """Raises Stale when the case is not confidential any more."""
    hidden = Confidential.objects.standing().filter(case=case).select_for_update().first()
    if hidden is None:
        raise Stale("Дело уже открыто для всех. Обновите страницу.")
    return hidden


@action("case.confide")
@transaction.atomic
def name_reader(case: Case, reader: Employee, *, by: Employee) -> None:
    """One more person may see the case. Raises Objection, Stale, NotAllowed."""
    must_lead(case, by)
    joined, hidden = hold_whole(case, by=by), standing_of(case)
    _let_in(hidden, reader, by)
    record("case.reader_named", case, by=by, employee=reader.pk)
    _hide_too(hidden, joined, by)
    if reader != by:
        notify(reader, f"Вам открыто закрытое дело № {case.number}", case.get_absolute_url(), kind="assigned")


@action("case.confide")
@transaction.atomic
def drop_reader(case: Case, reader: Employee, *, by: Employee) -> None:
    """They do not see it any more, unless it is theirs. Raises Objection when nobody would be left,
    Stale, NotAllowed."""
    must_lead(case, by)
    joined, hidden = hold_whole(case, by=by), standing_of(case)
    if case.assignee_id is None and not hidden.readers.exclude(employee=reader).exists():
        raise Objection("Тогда дело не увидит никто. Сначала назначьте исполнителя или назовите другого.")
    if hidden.readers.filter(employee=reader).delete()[0]:
        record("case.reader_dropped", case, by=by, employee=reader.pk)
        _hide_too(hidden, joined, by)


@action("case.confide")
@transaction.atomic
def lift_confidence(case: Case, *, by: Employee) -> None:
    """The case, with what was joined to it, is like any other again. Raises Stale, NotAllowed."""
    must_lead(case, by)
    joined = hold_whole(case, by=by)
    standing_of(case)
    for hidden in Confidential.objects.standing().filter(case__in=(case, *joined)).select_related("case"):
        hidden.lifted_at, hidden.lifted_by = timezone.now(), by
        hidden.save(update_fields=["lifted_at", "lifted_by"])
        record("case.confidence_lifted", hidden.case, by=by)


@action("case.break_glass")
@transaction.atomic
def break_glass(organisation: Organisation, number: str, reason: str, *, by: Employee) -> EmergencyAccess:
    """Open one hidden case for an hour, with what was joined to it; by the number of either. Heads and auditors are
    told at once with the reason. Never for one complained of in it: to them it does not exist. Raises Objection."""
    why = _reason(reason)
    found = Case.objects.filter(organisation=organisation, number=as_number(number)).first()
    case = lock_living(found) if found else None
    if case is None or _named_in_any(case, by) or _sees(by, found, case):
        raise Objection(NO_SUCH_CASE)
    now = timezone.now()
    for one in (*lock_joined(case), case):  # the one that lives is the last: it is the one that is opened
        glass = EmergencyAccess.objects.create(case=one, employee=by, reason=why, at=now, until=now + EMERGENCY)
        record("case.glass_broken", one, by=by, access=glass.pk)
    told = f"Экстренный доступ: {by} открыл дело № {case.number} на час. Причина: {why}"
    for person in Employee.objects.filter(organisation=organisation, is_active=True).exclude(pk=by.pk):
        if set(REPORTED_TO) & set(person.roles) and not _named_in_any(case, person):
            notify(person, told, EMERGENCIES, kind="access")
    return glass


def _named_in_any(case: Case, employee: Employee) -> bool:
    return any(named_in(pk, employee) for pk in family(case))


def _sees(employee: Employee, *cases: Case | None) -> bool:
    keys = {case.pk for case in cases if case}
    return Case.objects.seen_by(employee).filter(pk__in=keys).count() == len(keys)
