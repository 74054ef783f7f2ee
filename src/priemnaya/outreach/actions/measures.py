"""A measure about a clause: what a head changes so that it is kept better, who does it and by when; what came of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from priemnaya.core.journal import notify, record
from priemnaya.core.models import Obligation
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.outreach.models import ClauseMeasure
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy.owed import MEASURE

LONGEST = 2000  # signs
SUBJECT = "clausemeasure"


def where(measure: ClauseMeasure) -> str:
    """The page where whoever it is owed by says what was done."""
    return f"{reverse('duties')}#measure-{measure.pk}"


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
    held = Employee.objects.select_for_update().get(pk=owner.pk)  # one after another: the same is not written twice
    if held.organisation_id != organisation.pk or not held.is_active:
        raise Objection("Ответственный у вас не работает. Выберите другого.")
    mine = ClauseMeasure.objects.filter(organisation=organisation, clause=number, owner=held, done_at=None)
    if mine.filter(text=text).exists():
        raise Stale("Такая мера уже записана. Обновите страницу.")
    measure = ClauseMeasure.objects.create(
        organisation=organisation, clause=number, text=text, owner=held, due_on=due_on, at=timezone.now(), by=by
    )
    _promise(measure)
    record("measure.written", organisation, by=by, measure=measure.pk)
    if held.pk != by.pk:
        notify(held, f"Вам поручена мера по {clause}: {text[:80]}", where(measure), kind="assigned")
    return measure


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
    if by.pk != measure.owner_id and not by.may("case.decide"):
        raise NotAllowed("О сделанном отчитывается ответственный за меру или руководитель.")
    result = result.strip()
    if not result:
        raise Objection("Напишите, что сделано.")
    if len(result) > LONGEST:
        raise Objection(f"Слишком длинно: знаков {len(result)}, а можно до {LONGEST}. Сократите.")
    now = timezone.now()
    waiting = ClauseMeasure.objects.filter(pk=measure.pk, done_at=None)
    if not waiting.update(done_at=now, done_by=by, result=result):
        raise Stale("О мере уже отчитались. Обновите страницу.")
    Obligation.objects.about(SUBJECT, measure.pk).open().update(fulfilled_at=now)
    record("measure.done", measure.organisation, by=by, measure=measure.pk)
