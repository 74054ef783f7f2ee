"""Which talks an employee may see, and whose number it may be.

A talk that lies in a case stands behind the walls of the case; one of no case is seen by who had it, by the unit it
lies with and by those who hand out work. Whom the client's words name sees neither it nor what was promised in it, but
while they hold the talk themselves; nobody else sees it before its words are looked through. A number proves nothing:
whoever bears it is a guess to be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar, cast

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from priemnaya.cases.guard import told_addresses, unbarred, unbarred_cards
from priemnaya.cases.models import Case
from priemnaya.errors import NotAllowed
from priemnaya.people.models import Client, ClientAddress, Employee, Substitution
from priemnaya.people.reaching import phone_key
from priemnaya.reception.models import LIVING_LEGS, Call, CallBack, CallTransfer, ExchangeLeg
from priemnaya.reception.models.calls import CallBackQuerySet, CallQuerySet
from priemnaya.reception.named import talk_free_for

Row = TypeVar("Row", bound=Model)
SHOWN = 8
"""Cards and matters that stand on the card of a talk."""


def seen_calls(me: Employee) -> CallQuerySet:
    return cast(CallQuerySet, _seen_calls(me))


def _seen_calls(me: Employee) -> QuerySet[Call]:
    rows = unbarred(Call.objects.filter(organisation_id=me.organisation_id), me)
    rows = _without_named(unbarred_cards(rows, me, "client"), me, "")
    if me.may("case.assign"):
        return rows
    had = CallTransfer.objects.filter(Q(by=me) | Q(to=me), call=OuterRef("pk"))
    rings = ExchangeLeg.objects.filter(employee=me, state__in=LIVING_LEGS, of__call=OuterRef("pk"))
    mine = Q(operator=me) | Q(case__isnull=False) | Exists(had) | Exists(rings) | Q(operator=None)
    return rows.filter(mine | Q(unit=me.unit_id)) if me.unit_id else rows.filter(mine)


def _without_named(rows: QuerySet[Row], me: Employee, way: str) -> QuerySet[Row]:
    """way: from the row to its talk."""
    holds = Q(**{f"{way}operator": me, f"{way}state__in": ("ringing", "open")})
    return rows.filter(holds | talk_free_for(me, way))


def free_of(call: Call, people: Sequence[Employee]) -> list[Employee]:
    """Of these the ones whom the words of the talk, as far as they were looked through, neither name nor have stand in
    for whom they name: two queries, however many are asked."""
    named = set(call.closed_to.values_list("pk", flat=True))
    if not named:
        return list(people)
    stands_in = Substitution.objects.now(call.organisation).filter(employee__in=named)
    named |= set(stands_in.values_list("substitute_id", flat=True))
    return [one for one in people if not named & {one.pk, *(other.pk for other in one.behind)}]


def may_see(call: Call, who: Employee) -> bool:
    return seen_calls(who).filter(pk=call.pk).exists()


def must_see_promise(promise: CallBack, who: Employee) -> None:
    """Raises NotAllowed."""
    if not seen_call_backs(who).filter(pk=promise.pk).exists():
        raise NotAllowed("Этот звонок вам недоступен: перезвонит другой сотрудник.")


def seen_call_backs(me: Employee) -> CallBackQuerySet:
    return cast(CallBackQuerySet, _seen_call_backs(me))


def _seen_call_backs(me: Employee) -> QuerySet[CallBack]:
    rows = unbarred(CallBack.objects.filter(organisation_id=me.organisation_id), me)
    rows = _without_named(unbarred_cards(rows, me, "client"), me, "call__")
    if me.may("case.assign"):
        return rows
    mine = Q(owner=me) | Q(by=me) | Q(owner=None) | Q(case__isnull=False)
    return rows.filter(mine | Q(unit=me.unit_id)) if me.unit_id else rows.filter(mine)


def clients_by_number(number: str, me: Employee) -> list[Client]:
    """Cards that have this number, with an extension or without, of those the reader may be told. Several people share
    a telephone: the list is a question, no answer."""
    key = phone_key(number)
    if not key:
        return []
    rows = ClientAddress.objects.filter(channel="phone", client__organisation_id=me.organisation_id)
    rows = told_addresses(rows.filter(Q(address=key) | Q(address__startswith=f"{key} ")), me)
    cards = Client.objects.filter(pk__in=rows.values("client")).select_related("merged_into")
    living = {card.living.pk for card in cards}
    found = unbarred_cards(Client.objects.filter(pk__in=living), me)
    return list(found.order_by("surname", "name", "pk")[:SHOWN])


def open_matters(client: Client, me: Employee) -> list[Case]:
    """Matters of the client that are open and not closed to the reader."""
    return list(Case.objects.seen_by(me).open().filter(client=client).order_by("due_at", "pk")[:SHOWN])


def earlier_calls(call: Call, me: Employee) -> list[Call]:
    """Talks with the same client before, or by the same number where nobody is known."""
    same = Q(client=call.client_id) if call.client_id else Q(number=call.number, client=None)
    if not (call.client_id or call.number):
        return []
    rows = seen_calls(me).filter(same).exclude(pk=call.pk)
    return list(rows.select_related("operator", "case").order_by("-began_at", "-pk")[:SHOWN])
