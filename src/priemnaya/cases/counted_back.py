"""What a case owes so long before its term ends: «за три рабочих дня до срока проект ответа передают на подпись». It
moves with the term of the answer, so it is counted wherever that one may have changed."""

from __future__ import annotations

from priemnaya.core.models import Event, Obligation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Order
from priemnaya.policy.vocabulary.events import TERM_END, event

from . import terms
from .counting import ALSO, NO_MORE, part_of
from .models import Case

_ASKED: dict[int, tuple[Order, tuple[str, ...]]] = {}


def asked_back(order: Order) -> tuple[str, ...]:
    """What any rule of an order, of any day, counts back from the end of the term; read once for an order as loaded."""
    known = _ASKED.get(id(order))
    if known is None or known[0] is not order:
        if len(_ASKED) > 200:
            _ASKED.clear()
        values = (v for _, rule in order.by_kind.get("within", ()) for _, v in rule.values if v is not None)
        back = dict.fromkeys(v.do for v in values if v.from_ == TERM_END and not v.opens_nothing)  # type: ignore[attr-defined]
        known = _ASKED[id(order)] = (order, tuple(back))
    return known[1]


def count_back(case: Case) -> None:
    """Open what is owed before the end of the term and has not been, and count anew what is. A body whose rules ask for
    nothing of the sort costs no query."""
    wanted = dict.fromkeys(do for order in policy_of(case.organisation).layers for do in asked_back(order))
    if not wanted or not case.is_open or case.is_unread or case.merged_into_id or terms.open_term(case) is None:
        return
    part = part_of(TERM_END)
    for do in wanted:
        row = Obligation.objects.about("case", case.pk).filter(what=do, part=part).order_by("-pk").first()
        if row is not None and row.is_open:
            _count(case, row)
        elif (row is None or row.cancelled_why.startswith(NO_MORE)) and not _done(case, do):
            terms.open_obligation(case, do, case.registered_at, facts={terms.AFTER: TERM_END}, part=part)


def _count(case: Case, row: Obligation) -> None:
    fresh = terms.counted_anew(case, row)
    if fresh is not None and fresh.due_at != row.due_at:
        fresh.recomputed = f"срок дела изменился: было {case.organisation.local(row.due_at):%d.%m.%Y %H:%M}"
        fresh.save()
        terms.keep_lapse(row, fresh, "срок дела изменился")


def _done(case: Case, do: str) -> bool:
    return Event.objects.filter(subject_type="case", subject_id=case.pk, verb__in=event(do).verbs).exists()


ALSO.append(count_back)
