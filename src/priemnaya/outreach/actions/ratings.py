"""Ratings that come from state portals: kept once by the portal's id; a low one with words is reviewed as a complaint
is."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction

from priemnaya.cases.actions import receive_message
from priemnaya.cases.incoming import Arrival, Incoming, Matter
from priemnaya.cases.models import Case
from priemnaya.core.journal import alert, record
from priemnaya.outreach.models import PortalRating
from priemnaya.people.models import Organisation
from priemnaya.policy import register

from .surveys import is_low, open_review

register("provides", "epgu_ratings", "outreach.actions.ratings.take_rating")


@transaction.atomic
def take_rating(
    organisation: Organisation,
    system: str,
    external_id: str,
    stars: int,
    comment: str,
    *,
    case: Case | None,
    service: str,
    at: dt.datetime,
) -> bool:
    """Keep one rating; False when it is known. A low one with a comment opens a review: of its case, or of a case of
    its own. A known number with another mark or other words is another rating: none is lost."""
    said = {"stars": stars, "comment": comment}
    known = PortalRating.objects.filter(organisation=organisation, system=system)
    first = known.filter(external_id=external_id).first()
    if first is not None and (first.stars, first.comment) != (stars, comment):
        external_id = f"{external_id[:100]}:{hashlib.sha256(f'{stars} {comment}'.encode()).hexdigest()[:16]}"
    rating, created = PortalRating.objects.get_or_create(
        organisation=organisation,
        system=system,
        external_id=external_id,
        defaults={**said, "case": case, "service": service[:300], "at": at},
    )
    if not created:
        return False
    if is_low(organisation, stars) and comment.strip():
        case = case or _case_of(rating, service)
        open_review(case, stars)
        told = f"Низкая оценка на портале: {stars} из 5, дело {case.number}"
        alert("low_rating", told, organisation_id=organisation.pk, subject=case)
    record("rating.imported", rating, by=None, stars=stars)
    return True


def _case_of(rating: PortalRating, service: str) -> Case:
    """A case of its own for a low mark of no case here."""
    text = f"Оценка услуги «{service}» на портале: {rating.stars} из 5.\n\n{rating.comment}"
    incoming = Incoming(
        Arrival(rating.system, at=rating.at, key=f"{rating.system}:rating:{rating.external_id}"),
        Matter(text, subject=f"Низкая оценка: {service}"[:250], kind="feedback"),
    )
    case = receive_message(rating.organisation, incoming).case
    assert case is not None
    rating.case = case
    rating.save(update_fields=["case"])
    return case
