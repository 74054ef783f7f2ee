"""What is known of a letter to the client when an order asks: one function a fact or measure, by its name in the
vocabulary (policy/vocabulary). Each is read only when a rule asks it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.utils import timezone

from priemnaya.knowledge.models import ArticleUse
from priemnaya.letterhead import pages_of
from priemnaya.people.models import Employee
from priemnaya.plain import find_citations
from priemnaya.plain.dates import days_in, days_meant
from priemnaya.plain.detectors.own_words import has_phrase as phrase_stands
from priemnaya.plain.document import Document
from priemnaya.plain.mentions import addressed
from priemnaya.plain.signs import greeted, says

from .approving import checkers
from .explained import GRANTS, REFUSES, unexplained
from .facts import names_client, names_decision, only_cites, said, told_prosecutor
from .known import stands_in, worked_days
from .letter_text import full_text, stretches
from .letters import letter_of
from .models import Complaint, Reply
from .reading import Readers
from .substance import answers_of, left_open, says_something
from .term_changes import days_allowed

OF_A_REPLY: Readers[Reply] = Readers()
of_reply = OF_A_REPLY
NEAR_THE_END = re.compile(r"\d\s{0,3}(?:раб\w{0,10}\s{1,3})?(?:дн|ден|меся|год|лет|суток)|месяц|недел")
"""Words of a term."""


@of_reply
def questions_answered(reply: Reply) -> bool:
    return not (unanswered(reply) or left_open(reply))


@of_reply
def questions(reply: Reply) -> int:
    return len(answers_of(reply))


@of_reply
def unanswered(reply: Reply) -> tuple[tuple[int, str], ...]:
    return tuple((a.number, a.words) for a in answers_of(reply) if not a.ok)


OF_A_REPLY["says_something"], OF_A_REPLY["left_open"] = says_something, left_open


@of_reply
def may_extend(reply: Reply) -> bool:
    return bool(days_allowed(reply.case))


@of_reply
def survey_link(reply: Reply) -> bool:
    return reply.survey


@of_reply
def greeting(reply: Reply) -> bool:
    return greeted(reply.text)


@of_reply
def letterhead(reply: Reply) -> bool:
    return reply.letterhead


@of_reply
def second_approver(reply: Reply) -> bool:
    return any(one != reply.author_id for one in checkers(reply))


def mentored(reply: Reply, by: Employee | None) -> tuple[int | None, bool, int | None]:
    """How many days its author has worked here; whether their mentor, or who stands in for them today, has read it or
    signs it; where nobody is named, another person, and how long that one has worked."""
    days = worked_days(reply.author)
    if days is None or reply.author is None:
        return None, False, None
    read = Employee.objects.filter(pk__in=checkers(reply)) if reply.checker_id else ()
    readers = [one for one in (*read, by) if one is not None and one.pk != reply.author_id]
    mentor = reply.author.mentor
    if mentor is not None and mentor.is_active and mentor.may("reply.sign"):
        return days, any(stands_in(one, mentor.pk) for one in readers), None
    worked = [worked_days(one) for one in readers]
    return days, bool(readers), None if None in worked else max((d for d in worked if d is not None), default=None)


@of_reply
def grounds_listed(reply: Reply) -> bool:
    """At least one of the grounds that the service's own description has was chosen."""
    return bool(reply.ground_codes)


@of_reply
def executor_contacts(reply: Reply) -> bool:
    """On the letterhead they stand by themselves; else the words must have them."""
    if reply.author is None:
        return False
    phone = reply.author.phone or reply.organisation.phone
    if reply.letterhead:
        return bool(phone)
    digits = re.sub(r"\D", "", phone)[-6:]
    text = full_text(reply)
    return bool(digits) and reply.author.surname in text and digits in re.sub(r"\D", "", text)


@of_reply
def case_number(reply: Reply) -> bool:
    day = reply.organisation.local(reply.case.registered_at).date()
    text = full_text(reply)
    return reply.letterhead or (reply.case.number in text and day in days_in(text))


@of_reply
def act_cited(reply: Reply) -> bool:
    return any(True for _ in find_citations("\n".join([full_text(reply), *reply.endnotes])))


@of_reply
def client_in_letter(reply: Reply) -> bool:
    """By surname, or by name and patronymic, as a letter begins."""
    client, letter = reply.case.client, _letter(reply)
    if client is None or names_client(client, letter):
        return client is not None
    given = " ".join(p for p in (client.name, client.patronymic) if p)
    return bool(given) and addressed(letter, given, client.person)


@of_reply
def files_attached(reply: Reply) -> bool:
    return reply.attachments.exists()


@of_reply
def files_named(reply: Reply) -> tuple[str, ...]:
    return tuple(reply.attachments.values_list("name", flat=True))


FIRST_LINES = 4
"""Lines after which a letter has begun: a section that comes later is not what it begins with."""


@of_reply
def section_said(reply: Reply) -> tuple[str, ...]:
    """With the greeting, which comes before any section."""
    return tuple([line for line in reply.text.splitlines() if line.strip()][:FIRST_LINES])


@of_reply
def day_said(reply: Reply) -> bool:
    today = reply.organisation.local(timezone.now()).date()
    return any(day > today for day in days_meant(full_text(reply), today))


@of_reply
def not_returned(reply: Reply) -> bool:
    return reply.decision != "return"


@of_reply
def articles_checked(reply: Reply) -> tuple[str, int] | None:
    """The article put into the letter that was looked through longest ago; one never reviewed counts from its making.
    None when there is none."""
    rows = ArticleUse.objects.filter(case_id=reply.case_id, how="inserted").select_related("article")
    articles, now = [use.article for use in rows], timezone.now()
    found = [(one.title, (now - (one.reviewed_at or one.created_at)).days) for one in articles]
    return max(found, key=lambda one: one[1], default=None)


@of_reply
def knowledge_used(reply: Reply) -> bool:
    return ArticleUse.objects.filter(case_id=reply.case_id, how__in=("inserted", "sent")).exists()


@of_reply
def appeal_order(reply: Reply) -> bool:
    return says(_letter(reply), "appeal_order")


@of_reply
def appeal_term(reply: Reply) -> bool:
    """A term in the words that say how to appeal."""
    own = reply.how_to_appeal or "\n".join(
        p for p in re.split(r"(?<=[.!?])\s+|\n", full_text(reply)) if says(Document(p), "appeal_order")
    )
    return bool(NEAR_THE_END.search(own.casefold()))


@of_reply
def apology(reply: Reply) -> bool:
    return says(_letter(reply), "apology")


@of_reply
def complained_decision(reply: Reply) -> bool:
    return names_decision(Complaint.objects.filter(case=reply.case).first(), _letter(reply))


@of_reply
def applicant(reply: Reply) -> bool:
    return names_client(reply.case.client, _letter(reply))


@of_reply
def decision_grounds(reply: Reply) -> Any:
    return said(reply.grounds) or reply.ground_codes


@of_reply
def remedy_term(reply: Reply) -> bool:
    return bool(reply.remedy_by) and reply.remedy_by in days_in(full_text(reply))


@of_reply
def decision_taken(reply: Reply) -> bool:
    return reply.decision != "explain"


@of_reply
def decision(reply: Reply) -> bool:
    """Said in the words of the letter, and chosen."""
    return decision_taken(reply) and says(_letter(reply), "complaint_decision")


@of_reply
def crime_signs(reply: Reply) -> bool:
    """The prosecutor has the complaint where it tells of a crime."""
    complaint = Complaint.objects.filter(case=reply.case).first()
    return not complaint or not complaint.crime or told_prosecutor(reply.case)


@of_reply
def application_only(reply: Reply) -> bool:
    return reply.case.kind == "service_application"


@of_reply
def suspension_day(reply: Reply) -> bool:
    return bool(reply.suspended_until and reply.suspended_until > _today(reply))


@of_reply
def remedy_day(reply: Reply) -> bool:
    return bool(reply.remedy_by and reply.remedy_by >= _today(reply))


@of_reply
def refusal_named(reply: Reply) -> bool:
    return not unexplained(reply, REFUSES)


@of_reply
def grant_named(reply: Reply) -> bool:
    return not unexplained(reply, GRANTS)


@of_reply
def grounds_said(reply: Reply) -> str:
    return said(reply.grounds)


@of_reply
def how_to_fix(reply: Reply) -> str:
    return said(reply.how_to_fix)


@of_reply
def how_to_reapply(reply: Reply) -> str:
    return said(reply.how_to_reapply)


@of_reply
def how_to_appeal(reply: Reply) -> bool:
    return bool(reply.how_to_appeal.strip()) and says(Document(reply.how_to_appeal), "appeal_order")


@of_reply
def grounds_plain(reply: Reply) -> bool:
    return not only_cites(reply.grounds)


# Measures of a letter.


def has_phrase(reply: Reply, phrase: str, where: str = "") -> bool:
    """where: beginning or end, anywhere unless said."""
    if not where:
        return phrase_stands(_letter(reply), phrase)
    return any(phrase_stands(Document(one), phrase) for one in stretches(reply, where))


@of_reply
def phrases_said(reply: Reply) -> bool:
    """Judged by the words that a rule names (`has_phrase`)."""
    return bool(full_text(reply))


@of_reply
def one_phrase_said(reply: Reply) -> bool:
    return bool(full_text(reply))


@of_reply
def sentence_words(reply: Reply) -> int:
    """The longest sentence, words."""
    sentences = re.split(r"(?<=[.!?…])\s+|\n+", full_text(reply))
    return max((len(re.findall(r"[\w-]+", s)) for s in sentences), default=0)


@of_reply
def average_sentence_words(reply: Reply) -> float | None:
    """Of sentences; a greeting, a heading and an item of a list of up to three words is none."""
    words = [
        n
        for s in _letter(reply).sentences
        if (n := len(re.findall(r"[\w-]+", _letter(reply).text[s.start : s.end]))) > 3
    ]
    return round(sum(words) / len(words), 1) if words else None


@of_reply
def letter_sentences(reply: Reply) -> int:
    return len(_letter(reply).sentences)


@of_reply
def letter_paragraphs(reply: Reply) -> int:
    return len(_letter(reply).paragraphs)


@of_reply
def paragraph_sentences(reply: Reply) -> int:
    """Of the paragraph that has the most."""
    letter = _letter(reply)
    return max((letter.sentences_in(one) for one in letter.paragraphs), default=0)


@of_reply
def letter_words(reply: Reply) -> int:
    return len(re.findall(r"[\w-]+", full_text(reply)))


@of_reply
def letter_pages(reply: Reply) -> int:
    """As it is printed; A4."""
    return pages_of(replace(letter_of(reply, preview=True), large=False))  # large print makes no letter longer


@of_reply
def attachments(reply: Reply) -> int:
    return reply.attachments.count()


def _letter(reply: Reply) -> Document:
    """The letter, read once for all that ask of the same words."""
    text = full_text(reply)
    known = reply.__dict__.get("_document")
    if known is None or known[0] != text:
        known = reply.__dict__["_document"] = (text, Document(text))
    document: Document = known[1]
    return document


def _today(reply: Reply) -> Any:
    return reply.case.organisation.local(timezone.now()).date()
