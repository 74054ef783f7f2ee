"""What is there already, while a message is being registered or sorted: cases of whoever writes, and the same words.
Only what the reader may see; nothing is joined by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict

from priemnaya.cases.guard import told_addresses, told_postal_address, unbarred
from priemnaya.cases.models import Case, CaseLink
from priemnaya.desk.actions.campaigns import campaign_like
from priemnaya.people.models import Client, ClientAddress, Employee
from priemnaya.people.reaching import normal
from priemnaya.workspace.campaigns import FEWEST, campaign_cases

SHOWN = 5


@dataclass(frozen=True)
class Beside:
    """cases: of whoever may be the one who writes; same: with nearly the same words; alike: how many say the same, with
    the key of their list where there are enough of them."""

    cases: list[Case]
    same: list[Case]
    alike: int = 0
    campaign: int = 0

    def __bool__(self) -> bool:
        return bool(self.cases or self.same or self.alike)


def while_registering(me: Employee, sender: dict[str, str], text: str) -> Beside:
    """By what is typed so far. It proves nothing: an address or a name in common is a hint to look."""
    seen = Case.objects.seen_by(me)
    people = _of_sender(sender)
    cases = list(
        seen.filter(people).distinct().select_related("client").order_by("-registered_at")[:SHOWN] if people else []
    )
    found = campaign_like(me.organisation, text) if text.strip() else None
    said = campaign_cases(seen, found.pk) if found else seen.none()
    same = said.select_related("client").order_by("-registered_at")
    count = said.count() if found else 0
    met: set[int] = set()
    for case in cases:
        if case.client and case.client_id not in met:
            met.add(case.client.pk)
            case.card = json.dumps(card_of(case.client, me), ensure_ascii=False)  # type: ignore[attr-defined]
    return Beside(cases, list(same[:SHOWN]), count, found.pk if found and count >= FEWEST else 0)


def card_of(card: Client, me: Employee) -> dict[str, str]:
    """What a known client's card gives the form of registering, field by field; of its addresses those the reader may
    be told. It proves nothing: whoever registers has asked."""
    card = card.living
    found = {name: str(getattr(card, name)) for name in ("surname", "name", "patronymic", "company")}
    found["postal_address"] = told_postal_address(card, me)
    rows = told_addresses(ClientAddress.objects.filter(client=card, channel__in=("email", "phone")), me)
    found |= {row.channel: row.address for row in rows.order_by("-pk")}  # the oldest of several
    return {name: words for name, words in found.items() if words}


def filled_from(me: Employee, typed: QueryDict, pk: int) -> QueryDict:
    """What was typed, and in the empty fields what the card of a case's client has."""
    case = Case.objects.seen_by(me).filter(pk=pk).exclude(client=None).select_related("client").first()
    filled = typed.copy()
    for name, words in card_of(case.client, me).items() if case and case.client else ():
        if not filled.get(name, "").strip():
            filled[name] = words
    return filled


def _of_sender(sender: dict[str, str]) -> Q:
    """The same mailbox, telephone, postal address, or the same surname and name. A surname alone is many people."""
    given = [(channel, normal(channel, sender.get(channel, ""))) for channel in ("email", "phone")]
    given.append(("post", sender.get("postal_address", "").strip()))
    found = Q()
    for channel, address in given:
        if len(address) > 4:
            found |= Q(addresses__channel=channel, addresses__address=address)
    surname, name = sender.get("surname", "").strip(), sender.get("name", "").strip()
    if surname and name:
        found |= Q(client__surname__in=_written(surname), client__name__in=_written(name))
    if company := sender.get("company", "").strip():
        found |= Q(client__company__iexact=company)
    return found


def _written(word: str) -> set[str]:
    """As it was typed and as names are written."""
    return {word, word.title(), word.upper()}


def of_case(case: Case, me: Employee) -> tuple[list[Case], Beside]:
    """Likely duplicates of a case (linked either way, or of the same client with nearly the same words), and what else
    is there: the client's other cases, and how many others wrote the same."""
    links = unbarred(CaseLink.objects.filter(case=case, kind="duplicate"), me, "other").values("other")
    back = unbarred(CaseLink.objects.filter(other=case, kind="duplicate"), me).values("case")
    seen = Case.objects.seen_by(me)
    campaign = _campaign_of(case)
    said = campaign_cases(seen, campaign).exclude(pk=case.pk) if campaign else seen.none()
    mine = Q(pk__in=said.filter(client=case.client_id).values("pk")) if case.client_id else Q()
    same = list(seen.filter(Q(pk__in=links) | Q(pk__in=back) | mine).exclude(pk=case.pk).order_by("-pk")[:SHOWN])
    alike = said.open().exclude(client=case.client_id).count() if campaign else 0
    others = seen.filter(client=case.client_id).exclude(pk=case.pk) if case.client_id else seen.none()
    rows = list(others.exclude(pk__in=_keys(same)).order_by("-registered_at")[:SHOWN])
    return same, Beside(rows, [], alike, campaign if alike + 1 >= FEWEST else 0)


def _campaign_of(case: Case) -> int:
    member = getattr(case, "alike", None)
    return member.campaign_id or 0 if member is not None and member.out_at is None else 0


def _keys(cases: Iterable[Case]) -> list[int]:
    return [c.pk for c in cases]
