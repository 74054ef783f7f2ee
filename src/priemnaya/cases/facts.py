"""Plain facts about a case or a reply, as the kinds of rules ask for them. The only place that reads rows for rules."""

from __future__ import annotations

import re
from typing import Any

from priemnaya.plain import find_citations
from priemnaya.policy.contact_points import family_of

from .models import GROUNDED, Case, Complaint, Reply


def case_facts(case: Case) -> dict[str, Any]:
    return {
        "kind": case.kind,
        "electronic": case.electronic,
        "identified": case.identified,
        "grounds": tuple(case.grounds),
        "point": case.chosen_point,
        "came_by": case.point,
        "point_family": family_of(case.chosen_point),
        "service": bool(case.service_id),
    }


def question_facts(case: Case) -> dict[str, Any]:
    """topic and need hold when every question has them; urgency when it was assessed."""
    questions = list(case.questions.all())
    return {
        "topic": bool(questions) and all(q.topic_id for q in questions),
        "need": bool(questions) and all(q.need for q in questions),
        "urgency": case.urgency,
    }


def reply_facts(reply: Reply, signer: Any = None) -> dict[str, Any]:
    text = reply.text
    return {
        **case_facts(reply.case),
        **question_facts(reply.case),
        "decision": GROUNDED.get(reply.decision, reply.decision),
        **complaint_facts(reply),
        "survey_link": reply.survey,
        "letterhead": reply.letterhead,
        "greeting": re.match(r"\s*(здравствуйте|уважаем|добрый день)", text, re.IGNORECASE),
        "signatory": signer or reply.signer_id,
        "appeal_order": re.search(r"обжал|суд", f"{text} {reply.how_to_appeal}", re.IGNORECASE),
        "apology": reply.decision not in ("grant", "partly") or re.search(r"извин", text, re.IGNORECASE),
        "grounds": reply.grounds.strip() if reply.is_refusal else tuple(reply.case.grounds),
        "how_to_fix": reply.how_to_fix.strip(),
        "how_to_reapply": reply.how_to_reapply.strip(),
        "how_to_appeal": reply.how_to_appeal.strip(),
        "grounds_only_cite": only_cites(reply.grounds),
        "on": "reply",
    }


def complaint_facts(reply: Reply) -> dict[str, Any]:
    """What a decision rests on, and the parts that the answer to a pre-trial complaint must hold (ПП РФ № 840, п. 18)."""
    text, case = f"{reply.text} {reply.grounds}", reply.case
    upheld = reply.decision in ("grant", "partly")
    facts: dict[str, Any] = {
        "decision_grounds": reply.decision == "explain" or reply.grounds.strip() or reply.ground_codes
    }
    if case.kind != "service_complaint":
        return facts
    complaint = Complaint.objects.filter(case=case).first()
    named = re.findall(r"[А-ЯЁа-яё\d]{3,}", f"{complaint.decision} {complaint.against}") if complaint else []
    surname = case.client.surname or case.client.company if case.client else ""
    return {
        **facts,
        "decision_grounds": reply.grounds.strip() or reply.ground_codes,
        "complained_decision": bool(named) and any(w.lower()[:6] in text.lower() for w in named),
        "applicant": bool(surname) and surname.lower()[: max(3, len(surname) - 2)] in text.lower(),
        "remedy_term": not upheld or (reply.remedy_by and f"{reply.remedy_by:%d.%m.%Y}" in text),
    }


def only_cites(text: str) -> bool:
    """What is left of the grounds without references to acts is too short to explain anything."""
    left = text
    for found in reversed(find_citations(text)):
        left = left[: found.start] + left[found.end :]
    return bool(text.strip()) and len(re.findall(r"[а-яё]{4,}", left, re.IGNORECASE)) < 6
