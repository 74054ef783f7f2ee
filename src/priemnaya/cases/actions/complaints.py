"""What a pre-trial complaint is about, as it is written down on its case."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases import terms
from priemnaya.cases.facts_seen import must_stand
from priemnaya.cases.models import FIVE_DAYS, Case, Complaint
from priemnaya.cases.models.application import COMPLAINED
from priemnaya.cases.term_changes import turn_terms
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee

from .naming import name_in_decision, name_in_field
from .working import must_be_open


@action("case.work", alone=True)
@transaction.atomic
def describe_complaint(
    case: Case,
    *,
    about: str,
    against: str,
    decision: str,
    by: Employee | None,
    crime: bool = False,
    crime_why: str = "",
    seen: str = "",
) -> Complaint:
    """What a pre-trial complaint is about. Refused documents and uncorrected errors are decided in five working
    days. Whom it is against does not have the case from now on. crime: it tells of signs of a crime; that it does not
    after all has a reason, crime_why: the prosecutor is told of it no more. Raises Objection, Stale."""
    if about not in COMPLAINED:
        raise Objection("Выберите, на что жалоба.")
    if by is not None and not against.strip():
        raise Objection("Напишите, на какой орган или на кого жалоба.")
    must_be_open(case)
    was = _standing(case, seen)
    cleared = was is not None and was.crime and not crime
    if cleared and not crime_why.strip():
        raise Objection("Напишите, почему признаков преступления нет: без этой отметки прокурору не сообщат.")
    complaint, _ = Complaint.objects.update_or_create(
        case=case,
        defaults={
            "about": about,
            "against": against.strip()[:300],
            "decision": decision.strip()[:300],
            "crime": crime,
            "crime_why": "" if crime else crime_why.strip()[:300] or (was.crime_why if was else ""),
        },
    )
    _turn_grounds(case, about, by)
    record("case.complaint_described", case, by=by)
    if cleared:
        record("case.crime_unmarked", case, by=by)
    name_in_field(case, complaint.against)
    name_in_decision(case, complaint.decision)
    return complaint


def _standing(case: Case, seen: str) -> Complaint | None:
    """What is written down already. Raises Stale where the page of whoever writes showed something else."""
    was = Complaint.objects.filter(case=case).first()
    if was is not None:
        case.complaint = was
    must_stand(case, "complaint", seen)
    return was


def _turn_grounds(case: Case, about: str, by: Employee | None) -> None:
    """Complaints of some kinds are decided sooner: the term follows."""
    more = ["refused_documents"] if about in FIVE_DAYS else []
    grounds = [g for g in case.grounds if g != "refused_documents"] + more
    if grounds != case.grounds:
        case.grounds = grounds
        case.save(update_fields=["grounds"])
        if terms.open_term(case):
            turn_terms(case, "записано, на что жалоба", by=by)
