"""Terms of a body counted anew: its calendar or its order has changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.core.each import each
from priemnaya.core.models import Obligation
from priemnaya.policy.vocabulary.events import ORDER_IN_FORCE

from .duties import BODY, OWED_BY_ORDER, Duty, Key, asked, built, end_duty, of_event, phrase_of, value_of
from .models import Organisation
from .words import Staff


def recount_body(organisation: Organisation, why: str) -> int:
    """Open terms of the body counted anew after its calendar or its order changed, each by the rule in force on the day
    it is counted from; returns how many moved."""
    today, staff = organisation.local(timezone.now()).date(), Staff(organisation)
    known: dict[dt.date, dict[Key, Duty]] = {}

    def counted(owed: Obligation) -> Obligation | None:
        day = today if owed.facts.get("after") else organisation.local(owed.since_at).date()
        if day not in known:
            known[day] = asked(organisation, day, staff)
        duty = known[day].get((owed.what, owed.part))
        return built(organisation, duty, day, staff) if duty else None

    @transaction.atomic
    def recount(owed: Obligation) -> bool:
        after = owed.facts.get("after")
        if not after or after == ORDER_IN_FORCE:
            fresh = counted(owed)
        else:
            of = str(owed.facts.get("of", ""))
            fresh = of_event(organisation, owed.what, after, owed.part, owed.since_at, of)
            if fresh is None:
                end_duty(owed, f"пункт этого не требует: {why}")
        return fresh is not None and _taken(organisation, owed, fresh, why)

    ours = Obligation.objects.about(BODY, organisation.pk).open()
    rows = ours.filter(OWED_BY_ORDER | Q(facts__has_key="after")).order_by("pk")
    return each(rows, recount, "term of a body")


OF_ITS_DATE = ("provisional", "remark")
"""What is said of a date that did not move: whether the year is decided, and what nobody has compared with an act."""
OF_RULE = ("clause", "citation", "layer", "edition", "rule", "due_at", "reasoning", "responsible_id")
SET_BY_RULE = (*OF_RULE, *OF_ITS_DATE)


def _taken(body: Organisation, owed: Obligation, fresh: Obligation, why: str) -> bool:
    """What the rule says now goes into the row, with the trace; whether its day moved."""
    moved = fresh.due_at != owed.due_at
    if not moved and (value_of(fresh), fresh.citation) == (value_of(owed), owed.citation):
        if any(getattr(owed, name) != getattr(fresh, name) for name in OF_ITS_DATE):
            for name in OF_ITS_DATE:
                setattr(owed, name, getattr(fresh, name))
            owed.save(update_fields=OF_ITS_DATE)
        return False
    said = f"было {body.local(owed.due_at):%d.%m.%Y %H:%M}" if moved else f"было: {phrase_of(owed)}"
    owed.recomputed = f"{why}: {said}"
    for name in SET_BY_RULE:
        setattr(owed, name, getattr(fresh, name))
    owed.save()
    return moved
