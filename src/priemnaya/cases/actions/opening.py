"""The one door by which a case comes to be: out of a message (receive.py), or taken out of another case (further.py,
closing.py)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from priemnaya.cases import terms
from priemnaya.cases.models import Case, CaseAddress
from priemnaya.core.models import NumberSeries
from priemnaya.core.tokens import digest
from priemnaya.people.acting import part
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy.contact_points import ELECTRONIC

from .confiding import carry_confidence
from .naming import carry_named


def make_case(
    organisation: Organisation, code: str, *, point: str, received_at: dt.datetime, subject: str, **known: Any
) -> Case:
    """A new case with the next number of the year; of the code only its digest is kept. known: the other fields, among
    them `edition` and `registered_at` where they are not those of now."""
    now = timezone.now()
    year = organisation.local(now).year
    number = NumberSeries.objects.take(organisation.pk, "case", year)
    row: dict[str, Any] = {"edition": terms.edition_of(organisation), "registered_at": now, **known}
    return Case.objects.create(
        organisation=organisation,
        number=f"{year}-{number:06d}",
        state="new",
        subject=subject[:250],
        point=point,
        electronic=point in ELECTRONIC,
        received_at=received_at,
        code_digest=digest(code),
        **row,
    )


@part
def take_out(case: Case, page: Case, code: str, *, by: Employee, **known: Any) -> Case:
    """A case of its own for what was said on another: of the same client, with the same points and addresses, with
    everybody whom that case complains of, and as hidden. page: the case on whose page it was said, whose client and
    points count."""
    fresh = make_case(
        case.organisation,
        code,
        client=page.client,
        on_behalf_of=page.on_behalf_of,
        written_for=page.written_for,
        said_kind=page.said_kind,
        chosen_point=page.chosen_point,
        chosen_address=page.chosen_address,
        second_point=page.second_point,
        second_address=page.second_address,
        taken_out_of=page,
        **known,
    )
    CaseAddress.objects.carried(page, fresh)
    carry_named(case, fresh)
    carry_confidence(case, fresh, by=by)
    return fresh
