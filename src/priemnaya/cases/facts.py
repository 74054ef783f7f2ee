"""Plain facts about a case or a reply, as the kinds of rules ask for them. The only place that reads rows for rules."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from priemnaya.people.models import Client
from priemnaya.people.policies import policy_of
from priemnaya.plain.dates import days_in
from priemnaya.plain.document import Document
from priemnaya.plain.mentions import mentions, named, numbers_in
from priemnaya.plain.refusing import refusals
from priemnaya.plain.signs import greeted, says
from priemnaya.plain.substance import says_something as says_something_of
from priemnaya.policy.contact_points import family_of

from .letter_text import full_text
from .models import GROUNDED, Case, Complaint, ForwardedLetter, Reply
from .substance import answers_of, promised, says_something

UPHELD = ("grant", "partly")


def case_facts(case: Case) -> dict[str, Any]:
    return {
        "kind": case.kind,
        "electronic": case.electronic,
        "identified": case.identified,
        "grounds": grounds_of(case),
        "point": case.chosen_point,
        "came_by": case.point,
        "point_family": family_of(case.chosen_point),
        "service": bool(case.service_id),
    }


def grounds_of(case: Case) -> tuple[str, ...]:
    """Those that people marked, and what follows from whose body it is: the head of the region has a term of its own
    for migration (59-ФЗ ст. 12 ч. 1.1)."""
    body, marked = policy_of(case.organisation).body.body, tuple(case.grounds)
    return (*marked, "governor_migration") if body and body.head_of_region and "migration" in marked else marked


def question_facts(case: Case) -> dict[str, Any]:
    """topic and need hold when every question has them; urgency when it was assessed."""
    questions = list(case.questions.all())
    return {
        "topic": bool(questions) and all(q.topic_id for q in questions),
        "need": bool(questions) and all(q.need for q in questions),
        "urgency": case.urgency,
    }


def reply_facts(reply: Reply, signer: Any = None) -> dict[str, Any]:
    letter = Document(full_text(reply))
    appeal = reply.how_to_appeal.strip() if says(Document(reply.how_to_appeal), "appeal_order") else ""
    return {
        **case_facts(reply.case),
        **question_facts(reply.case),
        "decision": GROUNDED.get(reply.decision, reply.decision),
        **decision_facts(reply),
        **complaint_facts(reply, letter),
        **substance_facts(reply),
        "survey_link": reply.survey,
        "letterhead": reply.letterhead,
        "greeting": greeted(reply.text),
        "signatory": signer or reply.signer_id,
        "appeal_order": says(letter, "appeal_order"),
        "apology": says(letter, "apology"),
        "moot": moot(reply),
        "grounds": said(reply.grounds) if reply.is_refusal else tuple(reply.case.grounds),
        "how_to_fix": said(reply.how_to_fix),
        "how_to_reapply": said(reply.how_to_reapply),
        "how_to_appeal": appeal,
        "appeal_unsaid": bool(reply.how_to_appeal.strip()) and not appeal,
        "grounds_only_cite": only_cites(reply.grounds),
        "on": "reply",
    }


def said(part: str) -> str:
    """A part of a decision, when it says something: «по итогам рассмотрения, в соответствии с законодательством» gives
    no ground."""
    return part.strip() if part.strip() and (only_cites(part) or says_something_of(part)) else ""


def moot(reply: Reply) -> frozenset[str]:
    """Parts that this decision does not call for: an apology and a day of remedy only when the complaint is upheld;
    grounds only when something is decided (a pre-trial complaint always is)."""
    parts = set() if reply.decision in UPHELD else {"apology", "remedy_term"}
    if reply.decision == "explain" and reply.case.kind != "service_complaint":
        parts.add("decision_grounds")
    return frozenset(parts)


def substance_facts(reply: Reply) -> dict[str, Any]:
    """How many questions, which stay without an answer and without a reason, what puts them off to a day, and whether
    the letter says anything at all."""
    answers = answers_of(reply)
    return {
        "interim": "" if all(a.ok for a in answers) else promised(reply),
        "questions": len(answers),
        "unanswered": tuple((a.number, a.words) for a in answers if not a.ok),
        "says_something": says_something(reply),
    }


def decision_facts(reply: Reply) -> dict[str, Any]:
    """Whether the decision goes with the kind of case and with the author's own words, and whether its day is still to
    come."""
    today = reply.case.organisation.local(timezone.now()).date()
    return {
        "application_only": reply.case.kind == "service_application",
        "suspension_day": bool(reply.suspended_until and reply.suspended_until > today),
        "days_ahead": {
            name: (chosen - today).days
            for name, chosen in (("suspension_day", reply.suspended_until), ("remedy_day", reply.remedy_by))
            if chosen
        },
        "remedy_given": bool(reply.remedy_by),
        "remedy_day": bool(reply.remedy_by and reply.remedy_by >= today),
        "decision_taken": reply.decision != "explain",
        "refusing": refusing_words(reply),
        "refusing_text": says_something_of(reply.not_refusal),
    }


def refusing_words(reply: Reply) -> tuple[str, ...]:
    """What the author's own words deny the client; the fields of a refusal and the client's words aside."""
    return tuple(refusals(reply.text))


def complaint_facts(reply: Reply, letter: Document) -> dict[str, Any]:
    """What a decision rests on, and the parts that the answer to a pre-trial complaint must hold (ПП РФ № 840, п.
    18)."""
    case = reply.case
    rests = said(reply.grounds) or reply.ground_codes
    facts: dict[str, Any] = {"decision_grounds": rests}
    if case.kind != "service_complaint":
        return facts
    complaint = Complaint.objects.filter(case=case).first()
    return {
        **facts,
        "complained_decision": names_decision(complaint, letter),
        "decision": reply.decision != "explain" and says(letter, "complaint_decision"),
        "crime_signs": not complaint or not complaint.crime or told_prosecutor(case),
        "applicant": names_client(case.client, letter),
        "remedy_term": reply.remedy_by and reply.remedy_by in days_in(letter.text),
    }


def told_prosecutor(case: Case) -> bool:
    """A letter about it to a prosecutor's office is written, and was not called back."""
    letters = ForwardedLetter.objects.filter(forwarding__case=case, recalled_at=None)
    return letters.filter(name__icontains="прокурат").exists()


def names_decision(complaint: Complaint | None, letter: Document) -> bool:
    """The letter says what is complained of: every number and day of the decision, or, when it is an action without
    them, what was done; and who did it, where the complaint names somebody."""
    if complaint is None:
        return False
    days, numbers = days_in(complaint.decision), numbers_in(complaint.decision)
    if days or numbers:
        told = days <= days_in(letter.text) and numbers <= numbers_in(letter.text)
    else:
        told = mentions(letter, complaint.decision)
    return told and mentions(letter, complaint.against)


def names_client(client: Client | None, letter: Document) -> bool:
    """The applicant by surname, in any case form, or the firm by its own words."""
    if client is None:
        return False
    if client.surname:
        return named(letter, client.surname, client.full_name)
    return bool(client.company) and mentions(letter, client.company)


def only_cites(text: str) -> bool:
    """What is left of the grounds without references to acts and stock words says nothing."""
    return bool(text.strip()) and not says_something_of(text)
