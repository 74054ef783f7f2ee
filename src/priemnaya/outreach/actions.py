"""Recording the client's rating of an answer: on POST only, one a reply."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from priemnaya.cases.models import Reply
from priemnaya.core.journal import alert, record
from priemnaya.policy import register

from .models import SurveyAnswer

register("provides", "feedback", "outreach.actions.rate_reply")
register("provides", "survey_by_link", "outreach.actions.rate_reply")
LOW = 2


class AlreadyRated(Exception):
    """The reply has its answer: thank the client, change nothing."""


def rate_reply(
    reply: Reply, *, satisfaction: int, ease: int | None = None, politeness: int | None = None, got_result: str = "",
    comment: str = "", how: str = "link",
) -> SurveyAnswer:  # fmt: skip
    """Keep the answer to the survey. Raises AlreadyRated, ValueError with what to correct."""
    answer = SurveyAnswer(
        organisation_id=reply.organisation_id, reply=reply, satisfaction=satisfaction, ease=ease, politeness=politeness,
        got_result=got_result, comment=comment[:5000], point=reply.case.chosen_point, how=how, at=timezone.now(),
    )  # fmt: skip
    try:
        answer.clean_fields(exclude=["organisation", "reply"])
    except ValidationError as error:
        raise ValueError("Выберите оценку от 1 до 5.") from error
    try:
        with transaction.atomic():
            answer.save()
            record("survey.answered", reply.case, by=None, answer=answer.pk)
            if satisfaction <= LOW:
                alert(
                    "low_rating",
                    f"Низкая оценка ответа по делу {reply.case.number}: {satisfaction} из 5",
                    organisation_id=reply.organisation_id,
                    subject=reply.case,
                )
    except IntegrityError as error:
        raise AlreadyRated from error
    return answer
