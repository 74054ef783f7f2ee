"""Who is meant by a number inside the exchange, whose card a number of a client may be, and what rings at somebody."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from priemnaya.people.models import Client, ClientAddress, Employee, Organisation
from priemnaya.people.reaching import phone_key
from priemnaya.reception.models import LIVING_LEGS, RINGING, Call, ExchangeLeg, Extension


def employee_at(organisation: Organisation, extension: str) -> Employee | None:
    """Whoever works at this telephone and takes calls."""
    if not extension:
        return None
    rows = Extension.objects.filter(organisation=organisation, number=extension, employee__is_active=True)
    found = rows.select_related("employee__unit", "employee__organisation").first()
    return found.employee if found and found.employee.may("call.take") else None


def sole_client(organisation: Organisation, number: str) -> Client | None:
    """The only card of the body that has this number: it proves nobody, and closes the talk to those to whom the card
    is closed."""
    if not (key := phone_key(number)):
        return None
    rows = ClientAddress.objects.filter(channel="phone", client__organisation=organisation)
    cards = Client.objects.filter(
        pk__in=rows.filter(Q(address=key) | Q(address__startswith=f"{key} ")).values("client")
    )
    living = {card.living.pk: card.living for card in cards.select_related("merged_into")[:9]}
    return next(iter(living.values())) if len(living) == 1 else None


def ringing_at(employee_id: int) -> QuerySet[ExchangeLeg]:
    """Telephones that ring at an employee, of calls that have a card."""
    rows = ExchangeLeg.objects.filter(employee=employee_id, state__in=LIVING_LEGS)
    return rows.filter(state=RINGING, of__call__state__in=("ringing", "open"))


def going_on_at(employee_id: int) -> QuerySet[Call]:
    """Talks that lie with an employee or ring at their telephone: two indexed conditions and nothing else, for the page
    of each operator asks every two seconds."""
    mine = Call.objects.at_hand(employee_id).order_by().values("pk")
    rings = ExchangeLeg.objects.filter(
        employee=employee_id, state__in=LIVING_LEGS, of__call__state__in=("ringing", "open")
    )
    return Call.objects.filter(pk__in=mine.union(rings.values("of__call")))
