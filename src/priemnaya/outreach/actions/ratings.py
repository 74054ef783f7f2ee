"""Ratings that come from state portals: kept once by the portal's id; a low one with words is reviewed as a complaint
is."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction

from priemnaya.cases.actions import receive_message
from priemnaya.cases.actions.reading import Words, hear_beside, words_beside, words_told
from priemnaya.cases.incoming import Arrival, Incoming, Matter
from priemnaya.cases.models import Case
from priemnaya.cases.said import SAID
from priemnaya.cases.states import family, is_destroyed, lock_living
from priemnaya.core.journal import alert, record
from priemnaya.outreach.models import PortalRating
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy import register

from .surveys import is_low, open_review

register("provides", "epgu_ratings", "outreach.actions.ratings.take_rating")


SAID["outreach.PortalRating.comment"] = lambda case: PortalRating.objects.filter(case__in=family(case)).values_list(
    "comment", flat=True
)


@action("case.register", alone=True)
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
    by: Employee | None = None,
) -> bool:
    """Keep one rating; False when it is known. A low one with a comment opens a review: of its case, where the matter
    is now, or of a case of its own. Its words are heard as any words of a client. A known number with another mark or
    other words is another rating: none is lost."""
    words = words_beside(case, comment) if case is not None else Words()
    living = lock_living(case) if case is not None else None
    if case is None or living is None or case.disposed_at is not None or is_destroyed(living):
        case = None  # of a case that was destroyed nothing is kept
    rating, created = PortalRating.objects.get_or_create(
        organisation=organisation,
        system=system,
        external_id=_own_number(organisation, system, external_id, stars, comment),
        defaults={"stars": stars, "comment": comment, "case": case, "service": service[:300], "at": at},
    )
    if not created:
        return False
    low = is_low(organisation, stars) and bool(comment.strip())
    if case is None and (low or _may_name(organisation, comment)):
        case = _case_of(rating, service)
    elif case is not None and living is not None:
        case = living
        hear_beside(case, words)
    if case is not None and low:
        open_review(case, stars)
        told = f"Низкая оценка на портале: {stars} из 5, дело {case.number}"
        alert("low_rating", told, organisation_id=organisation.pk, subject=case)
    record("rating.imported", rating, by=by, stars=stars)
    return True


def _own_number(organisation: Organisation, system: str, external_id: str, stars: int, comment: str) -> str:
    """The portal's; of another rating under a known one, with its words."""
    known = PortalRating.objects.filter(organisation=organisation, system=system, external_id=external_id).first()
    if known is None or (known.stars, known.comment) == (stars, comment):
        return external_id
    return f"{external_id[:100]}:{hashlib.sha256(f'{stars} {comment}'.encode()).hexdigest()[:16]}"


def _may_name(organisation: Organisation, comment: str) -> bool:
    """Words that seem to complain of an employee are a matter of their own, whatever the mark, so that they are kept
    from whom they name; so are words that could not be looked through at once."""
    found = words_told(organisation, Matter(comment), "") if comment.strip() else Words()
    return bool(found.named or found.waits)


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
