"""Whether a matter is to be sent on to another body: somebody has marked that it is not ours, or its letters are on
their way. The term of it runs from registration (59-ФЗ ст. 8 ч. 3); it is owed from the moment that either is so."""

from __future__ import annotations

from priemnaya.policy.owed import FORWARDING
from priemnaya.policy.vocabulary.matters import SENT_ON

from .models import Case, ForwardedLetter

STAYS = "дело больше не отмечено как чужое, и письма в другой орган нет"


def also_on_registration(case: Case) -> tuple[str, ...]:
    """What a case owes from its registration because it bears a sign of another body's matter."""
    return () if SENT_ON.isdisjoint(case.grounds) else (FORWARDING,)


def is_sent_on(case: Case) -> bool:
    """Marked, itself or what was joined to it, or on its way."""
    joined = case.absorbed.values_list("grounds", flat=True)
    return any(not SENT_ON.isdisjoint(one) for one in (case.grounds, *joined)) or on_its_way(case)


def on_its_way(case: Case) -> bool:
    """A letter to another body was written and not recalled."""
    return ForwardedLetter.objects.filter(forwarding__case=case, recalled_at=None).exists()
