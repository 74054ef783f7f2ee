"""A measure about a clause: what a head changes so that it is kept better, who does it and by when; what came of it. It
may be passed on to another person, or cancelled, with why."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from priemnaya.core.journal import notify, record
from priemnaya.core.models import Obligation
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.outreach.models import ClauseMeasure, MeasureStep
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy.owed import MEASURE

LONGEST = 2000  # signs
SUBJECT, DUTIES = "clausemeasure", "/w/duties/"


def where(measure: ClauseMeasure) -> str:
    """The page where whoever it is owed by says what was done."""
    return reverse("clause_measure_page", args=[measure.pk])


def cited(organisation: Organisation, number: str) -> str:
    """«п. 3.5», «59-ФЗ, ст. 10» of a clause of the order or above it; empty where there is none such."""
    for order in policy_of(organisation).layers:
        if (clause := order.by_number.get(number)) is not None:
            return clause.cited if order is policy_of(organisation).body else f"{clause.act}, {clause.source}"
    return ""


@action("case.decide")
@transaction.atomic
def measure_clause(
    organisation: Organisation, number: str, text: str, *, owner: Employee, due_on: dt.date | None, by: Employee
) -> ClauseMeasure:
    """Written on the figure of a clause, and owed by its day as any term is. Raises Objection; Stale when the same was
    written already."""
    text = text.strip()
    clause = cited(organisation, number)
    _must_be_sound(organisation, clause, text, due_on)
    assert due_on is not None
    held = _able(organisation, owner)
    if _theirs(organisation, number, held).filter(text=text).exists():
        raise Stale("Такая мера уже записана. Обновите страницу.")
    measure = ClauseMeasure.objects.create(
        organisation=organisation, clause=number, text=text, owner=held, due_on=due_on, at=timezone.now(), by=by
    )
    _promise(measure)
    record("measure.written", organisation, by=by, measure=measure.pk)
    if held.pk != by.pk:
        notify(held, f"Вам поручена мера по {clause}: {text[:80]}", where(measure), kind="assigned")
    return measure


def _able(organisation: Organisation, owner: Employee) -> Employee:
    """Held to the end of the deed: what they have is written one after another, so that nothing is theirs twice."""
    held = Employee.objects.select_for_update().get(pk=owner.pk)
    if held.organisation_id != organisation.pk or not held.is_active:
        raise Objection("Ответственный у вас не работает. Выберите другого.")
    return held


def _theirs(organisation: Organisation, number: str, owner: Employee) -> QuerySet[ClauseMeasure]:
    rows = ClauseMeasure.objects.filter(organisation=organisation, clause=number, owner=owner)
    return rows.filter(done_at=None, cancelled_at=None)


def _must_be_sound(organisation: Organisation, clause: str, text: str, due_on: dt.date | None) -> None:
    if not clause:
        raise Objection("Такого пункта в порядке нет. Обновите страницу.")
    if not text:
        raise Objection("Напишите, что измените.")
    if len(text) > LONGEST:
        raise Objection(f"Слишком длинно: знаков {len(text)}, а можно до {LONGEST}. Сократите.")
    if due_on is None:
        raise Objection("Выберите день, к которому мера будет сделана.")
    if due_on < organisation.local(timezone.now()).date():
        raise Objection("Этот день уже прошёл. Выберите сегодняшний или более поздний.")


def _promise(measure: ClauseMeasure) -> None:
    Obligation.objects.create(
        organisation_id=measure.organisation_id,
        subject_type="clausemeasure",
        subject_id=measure.pk,
        what=MEASURE,
        layer="own",
        edition=policy_of(measure.organisation).body.edition,
        since_at=measure.at,
        due_at=dt.datetime.combine(measure.due_on, dt.time(23, 59, 59), measure.organisation.zone),
        reasoning=f"день назначил тот, кто записал меру: {measure.due_on:%d.%m.%Y}",
        responsible_id=measure.owner_id,
    )


@action("staff")
@transaction.atomic
def finish_clause_measure(measure: ClauseMeasure, result: str, *, by: Employee) -> None:
    """What came of it, by its owner or a head. Raises Objection, NotAllowed, Stale."""
    held = _open(measure)
    if by.pk != held.owner_id and not by.may("case.decide"):
        raise NotAllowed("О сделанном отчитывается ответственный за меру или руководитель.")
    result = _words(result, "Напишите, что сделано.")
    held.done_at, held.done_by, held.result = timezone.now(), by, result
    held.save(update_fields=["done_at", "done_by", "result"])
    Obligation.objects.about(SUBJECT, measure.pk).open().update(fulfilled_at=held.done_at)
    record("measure.done", measure.organisation, by=by, measure=measure.pk)


@action("case.decide")
@transaction.atomic
def hand_clause_measure(measure: ClauseMeasure, to: Employee, why: str = "", *, was: int, by: Employee) -> None:
    """To another person, with its day; both are told. was: who had it on the page that asks. Raises Objection,
    Stale."""
    held, why = _open(measure), _words(why)
    if (held.owner_id or 0) != was:
        raise Stale(f"Меру уже передали: её делает {held.owner or 'никто'}. Обновите страницу.")
    if to.pk == was:
        raise Objection("Эту меру и так делает этот сотрудник. Выберите другого.")
    owner = _able(measure.organisation, to)
    if _theirs(measure.organisation, held.clause, owner).filter(text=held.text).exists():
        raise Objection(f"У сотрудника {owner.short_name} уже есть такая мера. Отмените одну из них.")
    MeasureStep.objects.create(measure=held, did="handed", was=held.owner, to=owner, why=why, at=timezone.now(), by=by)
    former, held.owner = held.owner, owner
    held.save(update_fields=["owner"])
    Obligation.objects.about(SUBJECT, held.pk).open().update(responsible_id=owner.pk)
    record("measure.handed", measure.organisation, by=by, measure=held.pk, was=was, to=owner.pk)
    clause = cited(measure.organisation, held.clause) or held.clause
    _tell(owner, f"Вам передана мера по {clause}: {held.text[:80]}", where(held), by)
    _tell(former, f"Мера по {clause} теперь не ваша, её делает {owner.short_name}: {held.text[:80]}", DUTIES, by)


@action("case.decide")
@transaction.atomic
def cancel_clause_measure(measure: ClauseMeasure, why: str, *, by: Employee) -> None:
    """It is owed no more; what it was, and why it is not to be done, stay. Raises Objection, Stale."""
    why = _words(why, "Напишите, почему мера не нужна.")
    held = _open(measure)
    held.cancelled_at = timezone.now()
    held.save(update_fields=["cancelled_at"])
    MeasureStep.objects.create(measure=held, did="cancelled", was=held.owner, why=why, at=held.cancelled_at, by=by)
    owed = Obligation.objects.about(SUBJECT, held.pk).open()
    owed.update(cancelled_at=held.cancelled_at, cancelled_why=f"меру отменили: {why}"[:200])
    record("measure.cancelled", measure.organisation, by=by, measure=held.pk)
    clause = cited(measure.organisation, held.clause) or held.clause
    _tell(held.owner, f"Мера по {clause} отменена, делать её не нужно: {held.text[:80]}", where(held), by)


def _open(measure: ClauseMeasure) -> ClauseMeasure:
    """Its row, held to the end of the deed. Raises Stale when it has ended already."""
    held = ClauseMeasure.objects.select_for_update(of=("self",)).select_related("owner").get(pk=measure.pk)
    if held.done_at is not None:
        raise Stale("О мере уже отчитались. Обновите страницу.")
    if held.cancelled_at is not None:
        raise Stale("Меру отменили: делать её не нужно. Обновите страницу.")
    return held


def _words(typed: str, empty: str = "") -> str:
    """empty: what is said where there must be words."""
    words = typed.strip()
    if not words and empty:
        raise Objection(empty)
    if len(words) > LONGEST:
        raise Objection(f"Слишком длинно: знаков {len(words)}, а можно до {LONGEST}. Сократите.")
    return words


def _tell(one: Employee | None, words: str, path: str, by: Employee) -> None:
    if one is not None and one.is_active and one.pk != by.pk:
        notify(one, words, path, kind="assigned")
