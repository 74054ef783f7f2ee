"""Two cards that may be one person's, side by side: what stands on each, how it came, and what follows from joining
them. An employee decides by this page, so it is the very page that must still be true when they press."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from priemnaya.people.models import CardMerge, Client, ClientAddress, DocumentSeen, Employee, MergeSuggestion
from priemnaya.people.proof import Level

from .guard import told_addresses, unbarred, unbarred_cards
from .models import Case, CaseAddress, Contact, ForeignAddress

NAMED = 5
"""So many of a card's matters are named on the page."""


@dataclass(frozen=True)
class Side:
    """One card as it stands beside the other. matters: how many the reader may see; first: its first message; foreign:
    mailboxes whose readers said of its matters «Я этого не писал»."""

    card: Client
    addresses: list[ClientAddress]
    documents: list[DocumentSeen]
    matters: int
    newest: list[Case]
    consents: int
    first: Contact | None
    foreign: list[ForeignAddress]


@dataclass(frozen=True)
class Joining:
    """seen: what must not have changed when it is decided. follows: in plain words, of one card that is left."""

    sides: tuple[Side, Side]
    seen: str
    follows: list[str]
    refused: str
    needs_document: bool


def suggestions_for(client: Client, employee: Employee) -> QuerySet[MergeSuggestion]:
    """Undecided ones; none that would name a card closed to the employee."""
    told = ForeignAddress.objects.filter(Q(case__client=OuterRef("client")) | Q(case__client=OuterRef("other")))
    rows = MergeSuggestion.objects.filter(client=client, decided="", other__merged_into=None)
    rows = rows.annotate(disowned=Exists(told.filter(case__in=Case.objects.seen_by(employee))))
    return unbarred_cards(rows.select_related("other"), employee, "other")


def suggestions_open_to(employee: Employee) -> QuerySet[MergeSuggestion]:
    """Of the employee's body, neither of whose cards is closed to them."""
    rows = MergeSuggestion.objects.filter(client__organisation_id=employee.organisation_id)
    return unbarred_cards(unbarred_cards(rows, employee, "client"), employee, "other")


def joinings_of(card: Client, employee: Employee) -> QuerySet[CardMerge]:
    """What was joined to a card and can be taken back."""
    rows = CardMerge.objects.filter(into=card, undone_at=None, client__merged_into=card).select_related(
        "client", "into", "by"
    )
    return unbarred_cards(rows, employee, "client").order_by("-at")


def joining_of(client: Client, into: Client, employee: Employee) -> Joining:
    """What is shown before two cards are joined."""
    refused = TWO_PEOPLE if client.identity and into.identity else ""
    sides = _side(client, employee), _side(into, employee)
    return Joining(
        sides, seen_of(client, into), _follows(client, into, employee), refused, both_sure(client, into) and not refused
    )


def both_sure(client: Client, into: Client) -> bool:
    """We know whose each card is, or who wrote some case of it: then only a document says that they are one person's,
    for the identity of the one would open such a case of the other."""
    return all(c.is_proved or c.cases.filter(level__gte=Level.IDENTIFIED).exists() for c in (client, into))


TWO_PEOPLE = "Личность подтверждена у каждой карточки: это два разных человека. Объединить их нельзя."
NEEDS_DOCUMENT = (
    "Личность подтверждена у каждой карточки или у её дела: объединить их можно, только если клиент показал документ."
)


def _side(card: Client, employee: Employee) -> Side:
    cases = unbarred(card.cases.all(), employee, "pk").order_by("-registered_at")
    came = unbarred(card.contacts.filter(direction="in"), employee)
    return Side(
        card,
        list(told_addresses(card.addresses.order_by("channel", "address"), employee)),
        list(card.documents_seen.select_related("seen_by").order_by("seen_at")),
        cases.count(),
        list(cases[:NAMED]),
        card.consents.filter(withdrawn_at=None).count(),
        came.order_by("at").first(),
        list(ForeignAddress.objects.filter(case__in=cases.order_by()).select_related("case").order_by("pk")),
    )


def seen_of(client: Client, into: Client) -> str:
    """Changes with anything by which people decide: names, proofs, addresses with levels, matters, consents."""
    told = [_state(card) for card in sorted((client, into), key=lambda c: c.pk)]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _state(card: Client) -> list[object]:
    names = ("pk", "kind", "surname", "name", "patronymic", "company", "postal_address", "identity", "merged_into_id")
    return [
        [getattr(card, name) for name in names],
        list(card.addresses.order_by("pk").values_list("channel", "address", "level", "agreed_at")),
        list(card.cases.order_by("pk").values_list("pk", "level")),
        list(_given(card).order_by("pk").values_list("case", "channel", "address", "level")),
        list(card.consents.order_by("pk").values_list("pk", "withdrawn_at")),
        list(card.documents_seen.order_by("pk").values_list("pk", flat=True)),
        list(ForeignAddress.objects.filter(case__client=card).order_by("pk").values_list("pk", flat=True)),
    ]


def _given(card: Client) -> QuerySet[CaseAddress]:
    """What the cases of a card were given: a proof of such an address changes what follows."""
    return CaseAddress.objects.filter(case__client=card)


def _follows(client: Client, into: Client, employee: Employee) -> list[str]:
    """What each proof opens once the cards are one, by the rules of `own`."""
    cases = Case.objects.filter(client__in=(client, into))
    every, sure = cases.count(), Q(level__gte=Level.IDENTIFIED)
    proved, told = client.is_proved or into.is_proved, []
    if client.identity or into.identity:
        entry = _("Вход через сервис подтверждения личности: %s.")
        told.append(entry % _opens(cases.filter(sure).count(), every, whole=True))
    held = told_addresses(ClientAddress.objects.filter(client__in=(client, into), channel="email"), employee)
    agreed = set(held.filter(client=into).exclude(agreed_at=None).values_list("address", flat=True))
    reachable = set(held.filter(level__gt=Level.CLAIMED).values_list("address", flat=True))
    for address in sorted(set(held.values_list("address", flat=True))):
        proving = CaseAddress.objects.filter(channel="email", address=address, level__gt=Level.CLAIMED)
        own = Q(pk__in=proving.values("case")) | (sure if address in agreed else Q(pk__in=()))
        whole = address in agreed or (not proved and address in reachable)
        told.append(f"{address}: {_opens(cases.filter(own).count(), every, whole=whole)}.")
    return told


def _opens(own: int, every: int, *, whole: bool) -> str:
    """whole: consents and history open too when every case does."""
    if whole and own == every:
        return _("откроет все дела, согласия и историю целиком")
    if own == 0:
        return _("не откроет ничего")
    return _("откроет дел: %(own)d из %(every)d, а согласия и историю не откроет") % {"own": own, "every": every}
