"""Moving all that stands on one card to another, and back: rows go by their keys, so that each card can get its own."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from priemnaya.cases.models import Case, CaseAddress, Contact
from priemnaya.people.acting import part
from priemnaya.people.actions.cards import keep_back
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.models import CardMerge, Client, ClientAddress, Consent, DocumentSeen, Employee, Powers
from priemnaya.people.proof import Address, Level
from priemnaya.plain.names import kind_of

OF_A_CARD: dict[str, type[Model]] = {
    "cases": Case,
    "contacts": Contact,
    "consents": Consent,
    "documents": DocumentSeen,
    "powers": Powers,
}
"""What stands on a card; a module above adds its own. Of a joining kept before that, its rows stay where they are."""
PERSON = ("surname", "name", "patronymic")
ALONE = ("company", "postal_address")
POINT = ("chosen_point", "chosen_address")


def _rows(sort: str) -> QuerySet[Any]:
    return OF_A_CARD[sort]._default_manager.all()


@part
def move_card(client: Client, into: Client, *, by: Employee) -> CardMerge:
    """Everything of `client` stands on `into` from now on, which always names the card that lives."""
    joined = Client.objects.filter(merged_into=client)
    moved: dict[str, Any] = {
        sort: list(_rows(sort).filter(client=client).values_list("pk", flat=True)) for sort in OF_A_CARD
    }
    moved["kept"] = list(into.cases.values_list("pk", flat=True))
    moved["cards"] = list(joined.values_list("pk", flat=True))
    moved["identity"] = bool(client.identity)
    moved["addresses"] = {f"{a.channel} {a.address}": [a.level, a.how] for a in into.addresses.all()}
    moved["agreed"] = list(into.addresses.exclude(agreed_at=None).values_list("pk", flat=True))
    levels = Case.objects.filter(client__in=(client, into)).values_list("pk", "level")
    moved["levels"] = {str(pk): level for pk, level in levels}
    moved["card"] = _name_joined(client, into)
    for sort in OF_A_CARD:
        _rows(sort).filter(client=client).update(client=into)
    for row in client.addresses.all():
        hold_address(into.addresses, Address(row.channel, row.address, row.how))
    joined.update(merged_into=into)
    identity, client.identity, client.merged_into = client.identity, "", into
    client.save(update_fields=["identity", "merged_into"])  # first: one identity stands on one card
    into.identity = into.identity or identity
    into.save()
    return CardMerge.objects.create(client=client, into=into, moved=moved, by=by)


def _name_joined(client: Client, into: Client) -> dict[str, list[str]]:
    """The names and the chosen point of the better proved card stay: those of the other somebody typed. What changed on
    `into`: before and after."""
    surer = bool(client.identity) or (client.is_proved and not into.is_proved)
    keep, other = (client, into) if surer else (into, client)
    sure = other.is_proved or not keep.is_proved
    alike = sure and all(_same(getattr(keep, n), getattr(other, n)) for n in PERSON if getattr(keep, n))
    said = {n: getattr(keep, n) for n in (*PERSON, *POINT, *ALONE, "kind")}
    if sure:  # what nobody proved never stands under a proof
        said |= {n: getattr(keep, n) or getattr(other, n) for n in ALONE}
    elif other.company:
        other.cases.filter(written_for="").update(written_for=other.company)
    if alike:  # a name is one thing: parts of two different ones make a third person
        said |= {n: getattr(keep, n) or getattr(other, n) for n in PERSON}
    if not keep.identity:
        said["kind"] = kind_of(said["kind"], said["company"])
    changed = {n: [getattr(into, n), new] for n, new in said.items() if getattr(into, n) != new}
    for name, (_old, new) in changed.items():
        setattr(into, name, new)
    return changed


def _same(one: str, other: str) -> bool:
    return one.strip().lower().replace("ё", "е") == other.strip().lower().replace("ё", "е")


@part
def move_back(client: Client, into: Client, moved: dict[str, Any]) -> None:
    """Each card gets what was its own, but for what has left both since. A case that came since and whose author is
    identified goes with the identity. A hold stays on both."""
    keep_back(into, client)
    if moved["identity"]:
        standing = CardMerge.objects.filter(into=into, undone_at=None).values_list("moved", flat=True)
        others = [pk for m in standing for pk in m["cases"]]
        since = into.cases.filter(level__gte=Level.IDENTIFIED)
        since = since.exclude(pk__in=[*moved["kept"], *moved["cases"], *others])
        moved = {**moved, "cases": [*moved["cases"], *since.values_list("pk", flat=True)]}
    theirs = Q(case__in=moved["cases"], case__client=into, given=None) | Q(given__case__in=moved["cases"])
    Contact.objects.filter(theirs, client=into).update(client=client)
    for sort in OF_A_CARD:
        _rows(sort).filter(pk__in=moved.get(sort, []), client=into).update(client=client)
    _unagree(client, into, moved)
    _addresses_back(client, into, moved["addresses"])
    Client.objects.filter(pk__in=moved["cards"], merged_into=into).update(merged_into=client)
    identity = into.identity if moved["identity"] else ""
    for name, (old, new) in moved["card"].items():
        if getattr(into, name) == new:
            setattr(into, name, old)
    into.identity = "" if moved["identity"] else into.identity
    into.save()
    client.identity, client.merged_into = identity, None
    client.save(update_fields=["identity", "merged_into"])


def _unagree(client: Client, into: Client, moved: dict[str, Any]) -> None:
    """What was agreed and identified while the cards were one was said of both together: of neither alone. So an
    address that stands on both, or whose proved owner leaves, is agreed as little as before; so are the levels of the
    cases that may owe theirs to it."""
    since = into.addresses.exclude(agreed_at=None).exclude(pk__in=moved.get("agreed", ()))
    owner_leaves = moved["identity"] or moved["documents"]
    if not owner_leaves:
        since = since.filter(_any_of(client.addresses.all()))
    doubted = Case.objects.filter(client=client, pk__in=moved["cases"])
    kept = Case.objects.filter(client=into, pk__in=moved["kept"])
    if not owner_leaves:
        proving = CaseAddress.objects.filter(_any_of(since), level__gt=Level.CLAIMED)
        kept = kept.filter(pk__in=proving.values("case"))
    for case in [*doubted, *kept]:
        shown = max(case.contacts.filter(direction="in").values_list("level", flat=True), default=Level.CLAIMED)
        known = moved["levels"].get(str(case.pk), case.level) if "levels" in moved else shown
        if known < case.level:
            level = max(known, min(shown, Level.REACHABLE))  # a mailbox proved since is the case's own
            Case.objects.filter(pk=case.pk).update(level=level)
    since.update(agreed_at=None)


def _any_of(held: QuerySet[Any]) -> Q:
    found = Q(pk__in=())
    for channel, address in held.values_list("channel", "address"):
        found |= Q(channel=channel, address=address)
    return found


def _addresses_back(client: Client, into: Client, before: dict[str, list[Any]]) -> None:
    """Those that came with the other card leave; of one that stood on both each card keeps what it was, and what its
    own cases have proved since."""
    for row in client.addresses.all():
        held = ClientAddress.objects.filter(client=into, channel=row.channel, address=row.address)
        if known := before.get(f"{row.channel} {row.address}"):
            held.update(level=known[0], how=known[1])
        else:
            held.filter(agreed_at=None).delete()
    for card in (client, into):
        for given in CaseAddress.objects.filter(case__client=card, level__gt=Level.CLAIMED):
            if card.addresses.filter(channel=given.channel, address=given.address).exists():
                hold_address(card.addresses, Address(given.channel, given.address, given.how))
