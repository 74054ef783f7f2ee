"""What has been kept long enough, and what stops its destruction. Reads only; decides for the actions and the pages
alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from priemnaya.cases.models import Case, Contact
from priemnaya.cases.returned import living_of
from priemnaya.paper.models import Scan
from priemnaya.people.models import Client, ClientAddress, Consent, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Held, asks
from priemnaya.reception.personal_visits import visits_ahead, wishes_ahead
from priemnaya.records.models import LegalHold


@asks("keep_for", "contacts", "appeals")
def keeping(organisation: Organisation) -> tuple[int, list[Held]]:
    """For how many years records are kept: the longest that any layer asks, and the rules that ask it."""
    today = organisation.local(timezone.now()).date()
    rules = [r for what in ("contacts", "appeals") for r in policy_of(organisation).rules("keep_for", today, what)]
    return max((r.value.years for r in rules), default=0), rules


def kept_since(organisation: Organisation, now: dt.datetime) -> dt.datetime | None:
    """What ended before this instant has been kept long enough; None while nothing says how long."""
    years, _ = keeping(organisation)
    if not years:
        return None
    try:
        return now.replace(year=now.year - years)
    except ValueError:  # 29 February
        return now.replace(year=now.year - years, day=28)


def holding(client: Any) -> QuerySet[LegalHold]:
    """What stops the destruction of a client's records now, set on this card or on one that was joined to it. client:
    key or OuterRef."""
    return LegalHold.objects.filter(Q(client=client) | Q(client__merged_into=client), lifted_at=None)


def disposable(organisation: Organisation, now: dt.datetime) -> QuerySet[Case]:
    """Finished cases whose last contact is older than the term, without a hold. One destroyed before is among them
    again when somebody has written to it since. Cases joined to another go with that one, never before it."""
    before = kept_since(organisation, now)
    if before is None:
        return Case.objects.none()
    fresh = Contact.objects.filter(case=OuterRef("pk"), disposed_at=None)
    found = Case.objects.filter(organisation=organisation, closed_at__lt=before, merged_into=None)
    found = found.filter(Q(disposed_at=None) | Exists(fresh)).filter(~Exists(holding(OuterRef("client"))))
    found = found.exclude(pk__in=_with_others_held(organisation))
    last = Coalesce(Max("contacts__at"), F("closed_at"))
    return found.annotate(last=last).filter(last__lt=before).order_by("closed_at", "pk")


def _with_others_held(organisation: Organisation) -> set[int]:
    """Cases to which one of a client under a hold was joined: cards that were parted since may leave it there."""
    joined = Case.objects.filter(organisation=organisation, merged_into__isnull=False)
    held = joined.filter(Exists(holding(OuterRef("client"))))
    return {case.pk for case in living_of(held.values_list("pk", flat=True)).values()}


def loose_contacts(organisation: Organisation, before: dt.datetime) -> QuerySet[Contact]:
    """Letters that became no case (robots, spam, set aside), older than the term. A letter from an address of a client
    under a hold is under it too, though nobody has said whose it is."""
    known = ClientAddress.objects.filter(
        address__iexact=OuterRef("sender"), client__organisation=OuterRef("organisation")
    )
    under_hold = known.filter(Exists(holding(OuterRef("client"))))
    found = Contact.objects.filter(organisation=organisation, case=None, at__lt=before, disposed_at=None)
    found = found.filter(~Exists(under_hold)).filter(Q(client=None) | ~Exists(holding(OuterRef("client"))))
    return found.order_by("at", "pk")


def loose_scans(organisation: Organisation, before: dt.datetime) -> QuerySet[Scan]:
    """Scans put aside as no letters, older than the term."""
    return Scan.objects.filter(organisation=organisation, case=None, state="dropped", at__lt=before).order_by("pk")


def bare_clients(
    organisation: Organisation, before: dt.datetime, cases: Iterable[int] = (), contacts: Iterable[int] = ()
) -> QuerySet[Client]:
    """Cards with nothing left to be kept for: no case or contact but those that go now, no consent in force or
    withdrawn within the term, no visit to come, no hold. cases, contacts: what goes now."""
    cases, contacts = list(cases), list(contacts)
    of_client = {"client": OuterRef("pk")}
    consents = Consent.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=before), **of_client)
    going = Q(created_at__lt=before) | Q(cases__in=cases) | Q(contacts__in=contacts)
    said = ~Q(surname="", name="", patronymic="", company="", postal_address="", identity="", chosen_address="")
    found = Client.objects.filter(going, organisation=organisation, merged_into=None).filter(
        said | Q(addresses__isnull=False)
    )
    return (
        found.filter(~Exists(Case.objects.filter(**of_client).exclude(pk__in=cases)))
        .filter(~Exists(Contact.objects.filter(**of_client).exclude(pk__in=contacts)))
        .filter(~Exists(consents))
        .filter(~Exists(holding(OuterRef("pk"))))
        .filter(~Exists(visits_ahead(OuterRef("pk"))), ~Exists(wishes_ahead(OuterRef("pk"))))
        .distinct()
        .order_by("pk")
    )


def with_joined(cases: Iterable[int]) -> set[int]:
    """Cases with those joined to them, however many times over."""
    found = set(cases)
    more = set(found)
    while more:
        more = set(Case.objects.filter(merged_into__in=more).values_list("pk", flat=True)) - found
        found |= more
    return found


@dataclass(frozen=True)
class Ripe:
    """Keys of what may go: cases, letters without a case, scans put aside, cards of clients."""

    cases: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()
    scans: tuple[int, ...] = ()
    clients: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cases or self.contacts or self.scans or self.clients)


def ripe(organisation: Organisation, now: dt.datetime, limit: int) -> Ripe:
    """All that may go now, at most `limit` of each sort; of cards those too that will have nothing left then."""
    before = kept_since(organisation, now)
    if before is None:
        return Ripe()
    cases, letters, scans = (
        tuple(rows.values_list("pk", flat=True)[:limit])
        for rows in (
            disposable(organisation, now),
            loose_contacts(organisation, before),
            loose_scans(organisation, before),
        )
    )
    whole = with_joined(cases)
    contacts = {*letters, *Contact.objects.filter(case__in=whole).values_list("pk", flat=True)}
    cards = bare_clients(organisation, before, whole, contacts)
    return Ripe(cases, letters, scans, tuple(cards.values_list("pk", flat=True)[:limit]))
