"""What undoes the end of a case or makes one of two: reopening, merging, splitting."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.authors import joined_strangers, must_be_of_one_author
from priemnaya.cases.guard import must_not_be_named
from priemnaya.cases.models import (
    SPAM,
    BodyRequest,
    Case,
    CaseQuestion,
    Complaint,
    Contact,
    ForeignAddress,
    Forwarding,
    GivenTo,
    keep_given,
    page_of,
)
from priemnaya.cases.notices import Notice
from priemnaya.cases.returned import posted
from priemnaya.cases.rules import step_verdicts
from priemnaya.cases.states import lock_case, lock_cases, lock_joined, move_case
from priemnaya.cases.term_changes import ask_again, carry_extensions, join_others, join_terms
from priemnaya.core.journal import record, ruled
from priemnaya.core.models import Obligation
from priemnaya.core.tokens import new_code
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import require
from priemnaya.policy.owed import FURTHER_MESSAGE, OUTCOME_NOTICE, REPLY_ON_SUBSTANCE

from .confiding import carry_confidence
from .deliver import send_to_client
from .drafts import drop_drafts
from .hands import must_fit_hands, must_keep_hands, settle_hands
from .junk import take_from_spam, was_registered
from .links import link_cases
from .naming import carry_named, take_from_named
from .opening import take_out
from .papers import carry_papers
from .parting import before_joining, keep_joining
from .reading import must_be_read, recognise_anew
from .returning import settle_returned
from .suspending import forget_suspension
from .told import settle_told
from .veiling import Letter
from .whole import lie_together
from .working import assign_case, must_not_be_suspended


@action("case.work")
@transaction.atomic
def reopen_case(case: Case, *, by: Employee, why: str, old_term: bool = False) -> None:
    """Back to work. The client wrote again: the term of the answer runs from that message. The case should not have
    ended (also old_term, though the client wrote since): the old term goes on. What was marked as spam goes back to
    where people judge it when it was never registered, else to work by its old terms. Raises Stale."""
    lock_case(case)
    ended_at, further = case.closed_at, terms.open_term(case, FURTHER_MESSAGE)
    if case.outcome == SPAM:
        _no_spam(case, by=by)
        return
    verdicts = step_verdicts("reopen", case)
    require(verdicts)
    ruled(verdicts, case, by=by)
    if move_case(case, "reopen", outcome="", closed_at=None) == "returned":
        forget_suspension(case, by=by)
    if terms.open_term(case) is None:  # of an answer that came back the first term runs on
        if further and not old_term:
            terms.open_obligation(case, REPLY_ON_SUBSTANCE, further.since_at)
        else:
            terms.resume_ended(case, ended_at)
            settle_told(case, posted(case))
            ask_again(case, by=by)
    terms.fulfil(case, FURTHER_MESSAGE)
    terms.cancel_term(case, OUTCOME_NOTICE, "дело открыто снова")
    record("case.reopened", case, by=by)
    take_from_named(case)  # whoever had it may have left, or been named, while it was closed
    settle_hands(case)
    if case.assignee:
        assign_case(case, case.assignee, by=by, task=f"Дело открыто снова: {why.strip() or 'без пояснения'}")


def _no_spam(case: Case, *, by: Employee) -> None:
    if was_registered(case):
        take_from_spam(case, by=by)
        terms.fulfil(case, FURTHER_MESSAGE)
        return
    move_case(case, "reconsider", outcome="", closed_at=None)
    case.contacts.filter(status="ignored").update(status="review", reason="")
    for what in terms.ON_RECEIPT:
        terms.open_obligation(case, what, case.received_at)
    terms.fulfil(case, FURTHER_MESSAGE)
    record("case.sent_to_review", case, by=by)


@action("case.work")
@transaction.atomic
def merge_cases(case: Case, into: Case, *, by: Employee) -> None:
    """Join a case to another of the same body that is proved to be of the same author: its contacts move there, nothing
    is lost, its terms end there. Each client page goes on showing what that case was given.

    The stricter of the two terms goes on: the earlier registration and the stricter rule of the two decide, with what
    the client was told of an extension. Raises Objection for what would stop being what it is, Refused where whoever
    has the other may not have this one, NotAllowed, Stale.
    """
    if case.organisation_id != into.organisation_id or case.pk == into.pk:
        raise Objection("Объединить можно два разных дела одного органа.")
    must_not_be_named(into, by)
    _hold(case, into)
    must_be_of_one_author(case, into)
    must_not_be_suspended(case)
    _must_stay_what_it_is(case, into)
    must_fit_hands(case, into, by=by)
    moved = before_joining(case, into)
    move_case(into, "absorb")
    move_case(case, "merge", merged_into=into, closed_at=timezone.now())
    drop_drafts(case, by=by)
    keep_given(case)
    _move_rows(case, into)
    into.search_text = f"{into.search_text}\n{case.search_text}"[:100_000]
    if case.registered_at < into.registered_at:
        into.registered_at, into.received_at = case.registered_at, case.received_at
    into.save(update_fields=["search_text", "registered_at", "received_at"])
    _carry_facts(case, into)
    ForeignAddress.objects.carried(case, into)
    carry_named(case, into)
    carry_confidence(case, into, by=by)
    must_keep_hands(into)
    lie_together(into)
    if into.means_complaint:
        recognise_anew(into)
    join_terms(case, into, by=by)
    join_others(case, into)
    terms.cancel_open(case, f"присоединено к {into.number}")
    settle_returned(into)
    record("case.merged", case, by=by, into=into.pk)
    keep_joining(case, into, moved, record("case.absorbed", into, by=by, other=case.pk), by=by)


ASKS: tuple[Notice, ...] = ("clarification", "incomplete")
"""Letters after which a case waits for its client."""


def _has_answered(case: Case, into: Case) -> bool:
    """The other case waits for its client, and this one has what they wrote since."""
    if into.state != "waiting":
        return False
    asked = into.contacts.filter(direction="out", notice__in=ASKS).aggregate(at=Max("at"))["at"]
    return asked is not None and case.contacts.filter(direction="in", at__gt=asked).exclude(status="ignored").exists()


def _move_rows(case: Case, into: Case) -> None:
    if _has_answered(case, into):
        move_case(into, "hear")
    Contact.objects.filter(case=case).update(case=into)
    CaseQuestion.objects.filter(case=case).update(case=into)
    BodyRequest.objects.filter(case=case).update(case=into)
    Forwarding.objects.filter(case=case).update(case=into)  # what came of its letters concerns the joined case


def _hold(case: Case, into: Case) -> None:
    """Both, then all that was joined to either: names and confidence go for the whole. Raises Stale, Objection."""
    _must_live(case, into)  # before the lock too: what lives is locked before what was joined to it
    lock_cases(case, into)
    _must_live(case, into)
    lock_joined(case, into)


def _must_live(case: Case, into: Case) -> None:
    """Raises Stale, and Objection for two cards."""
    if Case.objects.filter(pk__in=(case.pk, into.pk), merged_into__isnull=False).exists():
        raise Stale("Одно из этих дел уже присоединено к другому. Обновите страницу.")
    if case.client_id != into.client_id:
        raise Objection("У дел разные клиенты. Сначала объедините карточки клиентов, если это один человек.")


def _must_stay_what_it_is(case: Case, into: Case) -> None:
    """A complaint keeps the guard and the contents of a complaint, an application its documents: neither becomes a
    message of some other case. Raises Objection."""
    rows = {"service_complaint", "service_application"}
    if case.kind == into.kind or not (case.is_complaint or case.kind in rows):
        return
    if case.kind not in rows and into.is_complaint:
        return
    raise Objection(
        f"«{case.get_kind_display()}» присоединяют только к делу того же вида: иначе потеряются срок, сведения и"
        f" запреты, которые закон даёт этому виду. Откройте дело {into.number} и присоедините его к делу"
        f" {case.number} или сначала измените вид дела {into.number}."
    )


def _carry_facts(case: Case, into: Case) -> None:
    _carry_complaint(case, into)
    carry_papers(case, into)
    _carry_urgency(case, into)


def _carry_complaint(case: Case, into: Case) -> None:
    """What it is about goes along where the other case has not said; else its row stays with the joined case, where
    forwarding asks for it, and signs of a crime are those of both. What was sent as a complaint stays meant as one."""
    if not Complaint.objects.filter(case=into).exists():
        Complaint.objects.filter(case=case).update(case=into)
    elif Complaint.objects.filter(case=case, crime=True).exists():
        Complaint.objects.filter(case=into).update(crime=True)
    if case.means_complaint and not into.means_complaint:
        into.asked_kind = case.asked_kind
        into.save(update_fields=["asked_kind"])


def _carry_urgency(case: Case, into: Case) -> None:
    """The sooner term goes along: so does why, where nobody has said of the other how urgent it is."""
    if case.urgency == "urgent" and not into.urgency:
        into.urgency, into.urgency_reason = case.urgency, case.urgency_reason
        into.save(update_fields=["urgency", "urgency_reason"])


SAME_WHEN_SPLIT = (
    "kind",
    "asked_kind",
    "level",
    "grounds",
    "signatories",
    "service",
    "edition",
    "registered_at",
    "unit",
    "search_text",
)
"""What a question taken out keeps of its case, besides client, points and when it came. Urgency was said of the whole:
of each question alone people say it anew."""


@action("case.work")
@transaction.atomic
def split_case(case: Case, question: CaseQuestion, *, by: Employee) -> Case:
    """Take one question into a case of its own, with the same client, dates and terms, and what a complaint is about;
    how urgent it is people say anew. The message is copied, not moved. The client hears of the new number. Not while a
    letter waits for its signature: it answers this question too. Raises Objection, Stale."""
    move_case(case, "split")
    must_be_read(case)
    _must_be_divisible(case, question)
    code, kept = new_code(), {name: getattr(case, name) for name in SAME_WHEN_SPLIT}
    if case.unit and case.unit.closed_at:  # nobody works there: a person decides
        kept["unit"] = None
    fresh = take_out(
        case,
        case,
        code,
        by=by,
        point=case.point,
        received_at=case.received_at,
        subject=question.text or case.subject,
        **kept,
    )
    _copy_message(case, fresh)
    CaseQuestion.objects.filter(pk=question.pk).update(case=fresh)
    question.case = fresh
    for complaint in Complaint.objects.filter(case=case):
        complaint.pk, complaint._state.adding, complaint.case = None, True, fresh
        complaint.save()
    _same_terms(case, fresh)
    carry_extensions(case, fresh, by=by, untold=False)
    terms.refresh_due(fresh)
    link_cases(case, fresh, kind="split", by=by)
    record("case.split", case, by=by, other=fresh.pk)
    record("case.registered", fresh, by=by, number=fresh.number, split_of=case.pk)
    settle_hands(fresh)
    _tell_number(case, fresh, code, by=by)
    return fresh


def _must_be_divisible(case: Case, question: CaseQuestion) -> None:
    """Raises Stale, and Objection with what to do instead."""
    if case.kind == "service_application":
        raise Objection(
            "Документы и срок у заявления на услугу одни, делить его нельзя. Ответьте на вопрос в этом же деле."
        )
    if not case.questions.filter(pk=question.pk).exists():
        raise Stale("Этого вопроса в деле больше нет: его уже выделили или убрали. Обновите страницу.")
    if strangers := joined_strangers(case):
        raise Objection(
            f"К делу присоединено дело {strangers[0].number}, и не доказано, что автор у них один: письмо о новом деле"
            " показало бы вопрос одного другому. Ответьте на вопрос в этом же деле."
        )
    if case.questions.count() < 2:
        raise Objection("Выделять нечего: в деле один вопрос.")


def _same_terms(case: Case, fresh: Case) -> None:
    """What the case owes for its answer the new one owes from the same instants, by the same rules."""
    for what in terms.ON_REGISTRATION:
        owed = terms.open_term(case, what)
        if owed:
            terms.open_obligation(fresh, what, owed.since_at, facts=owed.facts)
        else:
            terms.open_obligation(fresh, what, fresh.registered_at)


def _tell_number(case: Case, fresh: Case, code: str, *, by: Employee) -> None:
    owed = terms.open_term(fresh)
    url = f"{settings.SITE_URL}/{fresh.organisation.slug}/follow/?number={fresh.number}"
    promised = texts.promise(fresh, owed)
    said = texts.split_off(fresh, case, code, url, promised)
    letter = Letter(
        texts.subject(fresh, "split"),
        said,
        notice="split",
        key=f"split-{fresh.pk}",
        code=code,
        extra=terms.promises(owed),
    )
    send_to_client(fresh, letter, by=by)
    if owed and promised:
        Obligation.objects.filter(pk=owed.pk).update(told_due_at=owed.due_at)


def _copy_message(case: Case, fresh: Case) -> None:
    """The first message of the case, and for people only that of each case joined to it: the question may be of any."""
    own = page_of(case).filter(direction="in").order_by("at", "pk").first()
    moved = GivenTo.objects.filter(contact__case=case, contact__direction="in", case__isnull=False)
    firsts = moved.order_by("case", "contact__at", "contact").distinct("case").select_related("contact")
    for first in (*([own] if own else ()), *(row.contact for row in firsts)):
        attachments, aside = list(first.attachments.all()), first != own
        first.pk, first._state.adding, first.case, first.external_id = None, True, fresh, ""
        first.save()
        if aside:
            GivenTo.objects.create(contact=first, case=None)
        for item in attachments:
            item.pk, item._state.adding, item.contact = None, True, first
            item.save()
