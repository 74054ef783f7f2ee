"""What is there already, while a message is being registered or sorted: cases of whoever writes, and the same words.
Only what the reader may see; nothing is joined by itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict

from priemnaya.cases.facts import answered_before
from priemnaya.cases.guard import told_addresses, told_postal_address, unbarred
from priemnaya.cases.joining import suggestions_open_to
from priemnaya.cases.models import Case, CaseAddress, CaseLink
from priemnaya.desk.actions.campaigns import campaign_like
from priemnaya.people.models import Client, ClientAddress, Employee
from priemnaya.people.reaching import normal
from priemnaya.workspace.campaigns import FEWEST, campaign_cases

SHOWN = 5
MOST = 300
"""Cases by their addresses, and cards by their names, that are looked among."""


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
    given = [(channel, normal(channel, sender.get(channel, ""))) for channel in ("email", "phone")]
    people = _of_sender(me, sender, [*given, ("post", sender.get("postal_address", "").strip())])
    cases = list(seen.filter(people).select_related("client").order_by("-registered_at")[:SHOWN])
    found = campaign_like(me.organisation, text, seen.filter(people)) if text.strip() else None
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


def _of_sender(
    me: Employee, sender: Mapping[str, str], given: Iterable[tuple[str, str]], apart: Collection[int] = ()
) -> Q:
    """Cases by the same mailbox, telephone, postal address, or by the same surname and name; a surname alone is many
    people, and another patronymic another person. apart: cards of which people said that they are not the same. The
    keys are read first: each of the ways has its index, two of them in one condition have none."""
    places, cards = Q(), set[int]()
    for channel, address in given:
        if len(address) > 4:
            place = Q(channel=channel, address=address)
            places |= place & _same_or_no_surname(sender) if channel == "post" else place
    body = me.organisation_id
    written = CaseAddress.objects.filter(places, case__organisation=body).order_by("-case").values_list("case")
    for name in _named(sender):
        called = Client.objects.filter(name, organisation=body).order_by("-pk")
        cards.update(called.values_list("pk", flat=True)[:MOST])
    cases = {pk for (pk,) in written[:MOST]} if places else set()
    return (Q(pk__in=cases) | Q(client__in=cards)) & ~Q(client__in=apart)


def _same_or_no_surname(sender: Mapping[str, str]) -> Q:
    """Many live at one postal address: whoever bears another surname there is another person."""
    surname = sender.get("surname", "").strip()
    if not surname:
        return Q(pk__gt=0)
    return Q(case__client=None) | Q(case__client__surname__in={"", *_written(surname)})


def _named(sender: Mapping[str, str]) -> Iterator[Q]:
    """Cards that bear the name, and those of the firm."""
    surname, name, patronymic = (sender.get(n, "").strip() for n in ("surname", "name", "patronymic"))
    if surname and name:
        found = Q(surname__in=_written(surname), name__in=_written(name))
        if patronymic:
            found &= Q(patronymic="") | Q(patronymic__in=_written(patronymic))
        yield found
    if company := sender.get("company", "").strip():
        yield Q(company__iexact=company)


def _written(word: str) -> set[str]:
    """As it was typed and as names are written."""
    return {word, word.title(), word.upper()}


@dataclass(frozen=True)
class Around:
    """What is there beside a case. same: likely duplicates, linked or of the same sender with nearly the same words;
    others: the client's other cases, of so many (count); maybe: of other cards that may be the same client's, by the
    likeness that registering has; said: of other clients, with nearly the same words, while they are few; many: how
    many of them are open, with the key of their list where there are enough of them; again: those that make this one a
    repeated matter, as the condition `repeat` of orders has it. A case of another card has
    `compare`, the comparing of the two cards, where it is open to the reader."""

    same: list[Case]
    others: list[Case]
    count: int
    maybe: list[Case]
    said: list[Case]
    many: int
    campaign: int
    again: list[Case]


def of_case(case: Case, me: Employee, has: Collection[str]) -> Around:
    """has: `parts_of` the case."""
    seen = Case.objects.seen_by(me).exclude(pk=case.pk)
    campaign = _campaign_of(case) if "campaign" in has else 0
    said = campaign_cases(seen, campaign) if campaign else seen.none()
    compares, apart = _compared(case, me) if "compared" in has else ({}, set[int]())
    own = Q(client=case.client_id) if case.client_id else Q(pk__in=())
    theirs = own | _sender_of(case, me, apart)
    known = seen.select_related("client").order_by("-registered_at", "-pk")
    keys = [
        *(_linked(case, me) if {"links", "back_links"} & {*has} else ()),
        *(said.filter(theirs).order_by("-pk").values_list("pk", flat=True)[:SHOWN] if campaign else ()),
    ]
    same = list(known.filter(pk__in=keys)[:SHOWN]) if keys else []
    rest = known.exclude(pk__in=[c.pk for c in same])
    others = list(rest.filter(own)[:SHOWN])
    many_own = len(others) == SHOWN
    count = known.filter(own).count() if many_own else len(others) + sum(c.client_id == case.client_id for c in same)
    maybe = list(rest.filter(theirs).exclude(own)[:SHOWN])
    many = said.open().exclude(theirs).count() if campaign else 0
    gathered = campaign if many + 1 >= FEWEST else 0
    words = list(rest.filter(pk__in=said.exclude(theirs).values("pk"))[:SHOWN]) if campaign and not gathered else []
    for one in (*same, *maybe):
        one.compare = compares.get(one.client_id or 0, 0)  # type: ignore[attr-defined]
    again = list(known.filter(pk__in=answered_before(case).values("pk"))[:SHOWN]) if count and case.client_id else []
    return Around(same, others, count if case.client_id else 0, maybe, words, many, gathered, again)


def _linked(case: Case, me: Employee) -> list[int]:
    """Cases that are told to be the same matter, by their keys: one of two subqueries in a condition has no index, and
    all cases of the body would be walked."""
    links = unbarred(CaseLink.objects.filter(case=case, kind="duplicate"), me, "other").values_list("other")
    back = unbarred(CaseLink.objects.filter(other=case, kind="duplicate"), me).values_list("case")
    return [pk for (pk,) in links.union(back)]


def _sender_of(case: Case, me: Employee, apart: Collection[int]) -> Q:
    """Cases of whoever may be the one who wrote this one."""
    card = case.client
    names = {n: getattr(card, n) for n in ("surname", "name", "patronymic", "company")} if card else {}
    return _of_sender(me, names, [(a.channel, a.address) for a in case.addresses.all()], apart)


def _compared(case: Case, me: Employee) -> tuple[dict[int, int], set[int]]:
    """Cards that may be compared with the client's, each with the page where it is decided (for who may), and those
    of which it was decided that they are another's."""
    card = case.client_id
    if card is None:
        return {}, set()
    rows = (
        suggestions_open_to(me).filter(Q(client=card) | Q(other=card)).values_list("pk", "client", "other", "decided")
    )
    found = [(pk, other if one == card else one, decided) for pk, one, other, decided in rows]
    undecided = {other: pk for pk, other, decided in found if not decided and me.may("case.register")}
    return undecided, {other for _pk, other, decided in found if decided == "different"}


def _campaign_of(case: Case) -> int:
    member = getattr(case, "alike", None)
    return member.campaign_id or 0 if member is not None and member.out_at is None else 0
