"""A term that stands while the client is asked: by the rule that says so and by no other, for as many days as pass
between a question and what the client sends next. Told by the journal, so that a recount on any day gives the same."""

from __future__ import annotations

import datetime as dt

from priemnaya.core.models import Event
from priemnaya.people.policies import policy_of
from priemnaya.policy import Order
from priemnaya.policy.kinds.within import Within

from .models import Case

ASKED, ANSWERED = "case.clarified", "case.appended"


def waits_of(case: Case, *, asked: bool = False) -> tuple[int | None, ...]:
    """Days of each wait for the client, None while it lasts. asked: as if they were asked now too. A body whose rules
    let no term stand costs no query."""
    if case.pk is None or not any(asks_standing(order) for order in policy_of(case.organisation).layers):
        return ()
    since: dt.datetime | None = None
    found: list[int | None] = []
    rows = Event.objects.filter(subject_type="case", subject_id=case.pk, verb__in=(ASKED, ANSWERED))
    for verb, at in rows.order_by("pk").values_list("verb", "at"):
        if verb == ASKED:
            since = since or at
        elif since is not None:
            found.append((case.organisation.local(at).date() - case.organisation.local(since).date()).days)
            since = None
    return (*found, None) if since is not None or asked else tuple(found)


_STANDS: dict[int, tuple[Order, bool]] = {}


def asks_standing(order: Order) -> bool:
    """Whether any rule of an order lets a term stand; read once for an order as loaded."""
    known = _STANDS.get(id(order))
    if known is None or known[0] is not order:
        if len(_STANDS) > 200:
            _STANDS.clear()
        rules = order.by_kind.get("within", ())
        stands = any(isinstance(v, Within) and v.stands for _, rule in rules for _, v in rule.values)
        known = _STANDS[id(order)] = (order, stands)
    return known[1]
