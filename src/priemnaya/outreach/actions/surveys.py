"""Recording the client's rating of an answer: on POST only, one a reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from priemnaya.cases.models import Case, Reply
from priemnaya.cases.rules import assignment_verdicts
from priemnaya.cases.terms import fulfil, open_obligation, refresh_due
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import Obligation
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.outreach.models import ImprovementMeasure, SurveyAnswer
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import asks, register, require
from priemnaya.policy.owed import COMPLAINT_REVIEW, MEASURE
from priemnaya.policy.vocabulary.events import LOW_RATING

register("provides", "feedback", "outreach.actions.surveys.rate_reply")
register("provides", "survey_by_link", "outreach.actions.surveys.rate_reply")


def is_low(organisation: Organisation, rating: int) -> bool:
    """Whether a mark of five is low: the order (or the defaults) says which is."""
    today = organisation.local(timezone.now()).date()
    facts = {"grounds": ("low_rating",), "rating": rating}
    rules = policy_of(organisation).rules("within", today, COMPLAINT_REVIEW, facts)
    return any(rule.value.from_ == LOW_RATING for rule in rules)


def open_review(case: Case, rating: int) -> None:
    """A low rating is reviewed as a complaint is, in the term the order sets."""
    open_obligation(case, COMPLAINT_REVIEW, timezone.now(), facts={"grounds": ["low_rating"], "rating": rating})
    refresh_due(case)


@action("case.work")
@transaction.atomic
@asks("within", COMPLAINT_REVIEW)
def record_measure(
    case: Case, text: str, *, owner: Employee, due_on: dt.date | None, by: Employee
) -> ImprovementMeasure:
    """The review of a complaint or a low rating: a measure with an owner and a date. Fulfils the obligation. Raises
    Objection."""
    if not text.strip():
        raise Objection("Напишите, что измените, чтобы такое не повторилось.")
    if due_on is None:
        raise Objection("Выберите день, к которому мера будет сделана.")
    if owner.organisation_id != case.organisation_id:
        raise Objection("Ответственный работает в другом органе.")
    require(assignment_verdicts(case, owner))
    if due_on < case.organisation.local(timezone.now()).date():
        raise Objection("Этот день уже прошёл. Выберите сегодняшний или более поздний.")
    measure = ImprovementMeasure.objects.create(
        organisation=case.organisation,
        case=case,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
        at=timezone.now(),
        by=by,
    )
    fulfil(case, COMPLAINT_REVIEW)
    _promise(measure, case)
    record("case.reviewed", case, by=by, measure=measure.pk)
    if owner != by:
        notify(
            owner,
            f"Вам поручена мера по делу {case.number}: {text.strip()[:80]}",
            case.get_absolute_url(),
            kind="assigned",
        )
    return measure


def _promise(measure: ImprovementMeasure, case: Case) -> None:
    """A measure is owed by its day, as any term is: it is reminded of and shown until it is done."""
    zone = case.organisation.zone
    Obligation.objects.create(
        organisation_id=measure.organisation_id,
        subject_type="improvementmeasure",
        subject_id=measure.pk,
        what=MEASURE,
        layer="own",
        edition=case.edition,
        since_at=measure.at,
        due_at=dt.datetime.combine(measure.due_on, dt.time(23, 59, 59), zone),
        reasoning=f"день назначен при разборе: {measure.due_on:%d.%m.%Y}",
        responsible_id=measure.owner_id,
    )


@action("case.view")
@transaction.atomic
def complete_measure(measure: ImprovementMeasure, result: str, *, by: Employee) -> None:
    """The measure is done: what came of it, by its owner or a head. Raises Objection, NotAllowed, Stale."""
    if by.pk != measure.owner_id and not by.may("case.decide"):
        raise NotAllowed("О сделанном отчитывается ответственный за меру или руководитель.")
    if not result.strip():
        raise Objection("Напишите, что сделано.")
    now = timezone.now()
    waiting = ImprovementMeasure.objects.filter(pk=measure.pk, done_at=None)
    if not waiting.update(done_at=now, done_by=by, result=result.strip()):
        raise Stale("О мере уже отчитались. Обновите страницу.")
    Obligation.objects.about("improvementmeasure", measure.pk).open().update(fulfilled_at=now)
    record("case.measure_done", measure.case, by=by, measure=measure.pk)


class AlreadyRated(Exception):
    """The reply has its answer: thank the client, change nothing."""


def says_more(kept: SurveyAnswer, typed: Mapping[str, Any]) -> bool:
    """Whether what was typed for a rated reply is another answer than the kept one."""
    comment = str(typed.get("comment", "")).replace("\r\n", "\n").strip()
    same_words = comment == kept.comment.replace("\r\n", "\n").strip()
    return not same_words or str(typed.get("satisfaction", "")) != str(kept.satisfaction)


def rate_reply(
    reply: Reply,
    *,
    satisfaction: int,
    ease: int | None = None,
    politeness: int | None = None,
    got_result: str = "",
    comment: str = "",
    how: str = "link",
) -> SurveyAnswer:
    """Keep the answer to the survey. Raises AlreadyRated, Objection with what to correct."""
    answer = SurveyAnswer(
        organisation_id=reply.organisation_id,
        reply=reply,
        satisfaction=satisfaction,
        ease=ease,
        politeness=politeness,
        got_result=got_result,
        comment=comment[:5000],
        point=reply.case.chosen_point,
        how=how,
        at=timezone.now(),
    )
    try:
        answer.clean_fields(exclude=["organisation", "reply"])
    except ValidationError as error:
        raise Objection("Выберите оценку от 1 до 5.") from error
    try:
        with transaction.atomic():
            answer.save()
            record("survey.answered", reply.case, by=None, answer=answer.pk, rating=satisfaction)
            if is_low(reply.case.organisation, satisfaction):
                open_review(reply.case, satisfaction)
                told = f"Низкая оценка ответа по делу {reply.case.number}: {satisfaction} из 5"
                alert("low_rating", told, organisation_id=reply.organisation_id, subject=reply.case)
    except IntegrityError as error:
        raise AlreadyRated from error
    return answer
