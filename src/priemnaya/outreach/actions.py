"""Recording the client's rating of an answer: on POST only, one a reply."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from priemnaya.cases.models import Case, Reply
from priemnaya.cases.terms import fulfil, open_obligation, refresh_due
from priemnaya.core.journal import alert, notify, record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import asks, register

from .models import ImprovementMeasure, SurveyAnswer

register("provides", "feedback", "outreach.actions.rate_reply")
register("provides", "survey_by_link", "outreach.actions.rate_reply")
LOW = 2


def open_review(case: Case) -> None:
    """A low rating is reviewed as a complaint is, where the order says so."""
    open_obligation(case, "complaint_review", timezone.now(), facts={"grounds": ["low_rating"]})
    refresh_due(case)


@action("case.work")
@transaction.atomic
@asks("answer_within", "complaint_review")
def record_measure(case: Case, text: str, *, owner: Employee, due_on: dt.date, by: Employee) -> ImprovementMeasure:
    """The review of a complaint or a low rating: a measure with an owner and a date. Fulfils the obligation. Raises Objection."""
    if not text.strip():
        raise Objection("Напишите, что измените, чтобы такое не повторилось.")
    if owner.organisation_id != case.organisation_id:
        raise Objection("Ответственный работает в другом органе.")
    measure = ImprovementMeasure.objects.create(
        organisation=case.organisation,
        case=case,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
        at=timezone.now(),
        by=by,
    )
    fulfil(case, "complaint_review")
    record("case.reviewed", case, by=by, measure=measure.pk)
    if owner != by:
        notify(owner, f"Вам поручена мера по делу {case.number}: {text.strip()[:80]}", case.get_absolute_url())
    return measure


class AlreadyRated(Exception):
    """The reply has its answer: thank the client, change nothing."""


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
            record("survey.answered", reply.case, by=None, answer=answer.pk)
            if satisfaction <= LOW:
                open_review(reply.case)
                alert(
                    "low_rating",
                    f"Низкая оценка ответа по делу {reply.case.number}: {satisfaction} из 5",
                    organisation_id=reply.organisation_id,
                    subject=reply.case,
                )
    except IntegrityError as error:
        raise AlreadyRated from error
    return answer
