"""Recording the client's rating of an answer: on POST only, one a reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from priemnaya.cases.actions.reading import hear_beside, words_beside
from priemnaya.cases.guard import may_know
from priemnaya.cases.models import GONE_OUT, Case, Reply
from priemnaya.cases.rules import assignment_verdicts
from priemnaya.cases.said import SAID
from priemnaya.cases.states import family, lock_living, move_case, must_not_be_destroyed
from priemnaya.cases.term_changes import open_no_later
from priemnaya.cases.terms import fulfil, open_term, refresh_due
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import Obligation
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.outreach.models import ImprovementMeasure, PortalRating, SurveyAnswer
from priemnaya.people.acting import action, part
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


SAID["outreach.SurveyAnswer.comment"] = lambda case: SurveyAnswer.objects.filter(
    reply__case__in=family(case)
).values_list("comment", flat=True)


@part
def open_review(case: Case, rating: int) -> None:
    """Of a case that is held. A low rating is reviewed as a complaint is, in the term the order sets; where a review is
    owed already, no later than that."""
    open_no_later(case, COMPLAINT_REVIEW, timezone.now(), facts={"grounds": ["low_rating"], "rating": rating})
    refresh_due(case)


def rated_in(case: Case) -> set[int]:
    """Who wrote what clients gave a low mark, and nobody has reviewed since: the answer behind the link; of a rating on
    a state portal the last one."""
    cases = family(case)
    reviewed = ImprovementMeasure.objects.filter(case__in=cases).aggregate(at=Max("at"))["at"]
    since = Q(at__gt=reviewed) if reviewed else Q()
    answers = SurveyAnswer.objects.filter(since, reply__case__in=cases).values_list("satisfaction", "reply__author")
    found = {author for mark, author in answers if is_low(case.organisation, mark)}
    stars = PortalRating.objects.filter(since, case__in=cases).values_list("stars", flat=True)
    if any(is_low(case.organisation, mark) for mark in stars):
        found |= set(
            Reply.objects.filter(case__in=cases, state__in=GONE_OUT)
            .order_by("-pk")
            .values_list("author", flat=True)[:1]
        )
    return found - {None}


def _must_not_be_rated(case: Case, by: Employee) -> None:
    """Raises NotAllowed for who wrote the answer that was rated, as long as somebody else may review it."""
    if by.pk in rated_in(case) and any(e.pk != by.pk and e.may("case.work") for e in may_know(case)):
        raise NotAllowed("Клиент низко оценил ваш ответ: такую оценку разбирает другой. Попросите руководителя.")


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
    move_case(case, "measure")
    must_not_be_destroyed(case)
    _must_be_owed(case)
    _must_not_be_rated(case, by)
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


def _must_be_owed(case: Case) -> None:
    """One review, one measure: a colleague may have written it while this page was open. Raises Stale."""
    last = ImprovementMeasure.objects.filter(case=case).select_related("owner").order_by("pk").last()
    if last is not None and open_term(case, COMPLAINT_REVIEW) is None:
        who = f", сделает {last.owner.short_name}" if last.owner else ""
        raise Stale(f"Разбор уже записан: «{last.text[:80]}»{who}. Обновите страницу.")


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


@action("case.register", alone=True)
@transaction.atomic
def rate_reply(
    reply: Reply,
    *,
    satisfaction: int,
    ease: int | None = None,
    politeness: int | None = None,
    got_result: str = "",
    comment: str = "",
    how: str = "link",
    by: Employee | None = None,
) -> SurveyAnswer:
    """Keep the answer to the survey. Its words are heard as any words of a client; a low mark is reviewed where the
    matter is now. Raises AlreadyRated, Objection with what to correct."""
    given = {"satisfaction": satisfaction, "ease": ease, "politeness": politeness, "got_result": got_result}
    answer = SurveyAnswer(
        organisation_id=reply.organisation_id,
        reply=reply,
        **given,
        comment=comment[:5000],
        point=reply.case.chosen_point,
        how=how,
        at=timezone.now(),
    )
    try:
        answer.clean_fields(exclude=["organisation", "reply"])
    except ValidationError as error:
        raise Objection("Выберите оценку от 1 до 5.") from error
    words = words_beside(reply.case, answer.comment)
    case = lock_living(reply.case)
    must_not_be_destroyed(case)
    if SurveyAnswer.objects.filter(reply=reply).exists():  # the case is held: nobody else rates it now
        raise AlreadyRated
    answer.save()
    hear_beside(case, words)
    record("survey.answered", case, by=by, answer=answer.pk, rating=satisfaction)
    if is_low(case.organisation, satisfaction):
        open_review(case, satisfaction)
        told = f"Низкая оценка ответа по делу {reply.case.number}: {satisfaction} из 5"
        alert("low_rating", told, organisation_id=case.organisation_id, subject=case)
    return answer
