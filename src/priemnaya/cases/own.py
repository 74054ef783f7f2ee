"""«Is it mine?»: the one answer for every page where a client looks at their own (docs/trust.md).

What somebody proved opens what it was proved for. A card is joined by employees, who may be wrong or in a hurry: so a
card by itself opens no case. The identity opens the cases of its card whose author is known to be identified; a mailbox
those that prove this very mailbox. Consents and the whole history belong to the card: they open when all its cases do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case as Choice
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, When

from priemnaya.people.models import CardMerge, Client, ClientAddress, Consent, Organisation, unproved
from priemnaya.people.proof import Level

from .models import Case, CaseAddress, Contact, GivenTo

ON_PAGE = Choice(When(given=None, then=F("case_id")), default=F("given__case_id"))
"""The case on whose page a message stands: models.on_page, of many."""


def _of_former_agents() -> Q:
    """Cases whose writer acted for another by powers that are over, where an employee has decided that letters go to
    the client themselves: they open to the former representative no more."""
    return Q(powers_settled="client", powers__side="agent")


@dataclass(frozen=True)
class Own:
    """What is one's own here. me: the card of the identity proved; mailbox: the one just shown, else empty."""

    organisation: Organisation
    me: Client | None
    mailbox: str

    @property
    def _by_mailbox(self) -> Q:
        held = CaseAddress.objects.filter(channel="email", address=self.mailbox, level__gt=Level.CLAIMED)
        return Q(pk__in=held.values("case")) if self.mailbox else Q(pk__in=())

    @property
    def _by_identity(self) -> Q:
        return Q(client=self.me, level__gte=Level.IDENTIFIED) if self.me else Q(pk__in=())

    @property
    def _written(self) -> Q:
        """Those that prove the mailbox and whose messages from it its reader has said to have written
        (authors.claims, of many). Messages are taken by two keys, each with its index: in one condition they have
        none, and all messages of all clients would be read."""
        mine = Case.objects.filter(self._by_mailbox).values("pk")
        lying = Contact.objects.filter(case__in=mine, given=None).values("pk")
        here = lying.union(GivenTo.objects.filter(case__in=mine).values("contact"))
        said = Contact.objects.filter(pk__in=here, direction="in").annotate(page=ON_PAGE)
        first = said.filter(page=OuterRef("page")).order_by("at", "pk").values("pk")[:1]
        claimed = said.filter(level=Level.CLAIMED)
        opened = claimed.filter(sender="", pk=Subquery(first)).values("page")
        sent = claimed.filter(sender__iexact=self.mailbox).values("page")
        return Q(pk__in=mine.exclude(pk__in=opened).exclude(pk__in=sent))

    def opened(self) -> QuerySet[Case]:
        """Of one's own cases those that wait for no answer of who wrote them."""
        return self.cases().filter(self._by_identity | self._written)

    def cases(self) -> QuerySet[Case]:
        """Newest first."""
        own = self._by_identity | self._by_mailbox
        rows = Case.objects.filter(own, organisation=self.organisation).exclude(_of_former_agents())
        return rows.order_by("-registered_at")

    def holds(self, case: Case) -> bool:
        return self.cases().filter(pk=case.pk).exists()

    def identifies(self, case: Case) -> bool:
        """It opens by the identity itself, whatever becomes of a mailbox."""
        return Case.objects.filter(self._by_identity, pk=case.pk).exclude(_of_former_agents()).exists()

    def told(self) -> QuerySet[Case]:
        """Cases that were only given this mailbox."""
        given = Case.objects.filter(addresses__channel="email", addresses__address=self.mailbox)
        rest = given.filter(organisation=self.organisation).exclude(self._by_mailbox).exclude(self._by_identity)
        return rest.distinct().order_by("-registered_at") if self.mailbox else rest.none()

    @cached_property
    def cards(self) -> list[Client]:
        """The cards whose consents and history open here."""
        return [card for card in self._held if not self._of_others(card).exists()]

    @cached_property
    def joined(self) -> list[Client]:
        """One's own cards to which somebody's cases were joined that are not shown to be one's own: such a card is
        closed to all until it is settled whose they are."""
        return [card for card in self._held if self._of_others(card, reading=True).exists()]

    @cached_property
    def unanswered(self) -> list[Client]:
        """One's own cards that open as soon as the reader of the mailbox says of some case who wrote it."""
        return [card for card in self._held if card not in self.cards and card not in self.joined]

    @cached_property
    def _held(self) -> list[Client]:
        """By identity; and those that hold the mailbox as proved. A proved card only when its owner has agreed."""
        rows = Client.objects.filter(
            Q(addresses__agreed_at__isnull=False) | (unproved() & Q(addresses__level__gt=Level.CLAIMED)),
            organisation=self.organisation,
            merged_into=None,
            addresses__channel="email",
            addresses__address=self.mailbox,
        )
        held = rows.distinct().order_by("pk") if self.mailbox else rows.none()
        return [*([self.me] if self.me else []), *(card for card in held if card != self.me)]

    def _of_others(self, card: Client, *, reading: bool = False) -> QuerySet[Case]:
        """The cases of a card that are not shown to be one's own. reading: the mailbox is read, whoever wrote."""
        proved = self._by_mailbox if reading else self._written
        if card.is_proved:
            proved |= Q(level__gte=Level.IDENTIFIED)
        return card.cases.exclude(proved)

    def consents(self, card: Client) -> QuerySet[Consent]:
        """Those shown and withdrawn here: all of a card that opens; of the identity's card that was joined with
        another, those that did not come with it."""
        if card in self.cards:
            return card.consents.all()
        if card != self.me:
            return card.consents.none()
        own = card.consents.all()
        known = CardMerge.objects.filter(undone_at=None).values("client")
        if card.merged.exclude(pk__in=known).exists():  # joined before it was kept what came with it
            return own.none()
        joined = CardMerge.objects.filter(Q(into=card) | Q(into__merged_into=card), undone_at=None)
        for at, moved in joined.values_list("at", "moved"):
            came = Q(pk__in=moved["consents"])
            own = own.filter(came | Q(given_at__gt=at)) if moved["identity"] else own.exclude(came)
        return own

    def unagreed(self) -> ClientAddress | None:
        """The address just shown, when it stands on the card of who is identified here and they have not yet said that
        both are theirs."""
        if self.me is None or not self.mailbox:
            return None
        rows = self.me.addresses.filter(channel="email", address=self.mailbox, level__gt=Level.CLAIMED)
        return rows.filter(agreed_at=None).first()


def _of_the_owner(card: str = "") -> Q:
    """An address that speaks for its card: of a proved one when its owner has agreed, or the provider vouches for
    it. card: the way from the row to its card."""
    return Q(agreed_at__isnull=False) | Q(level__gte=Level.IDENTIFIED) | unproved(card)


def speaks_for(card: Client, address: str, *, case: Case | None = None) -> bool:
    """Whether the reader of a mailbox gives and withdraws consents of a card: it is theirs, and so are all its cases.
    case: one that the mailbox is just being proved for."""
    if card.is_proved and not card.addresses.filter(_of_the_owner("client"), channel="email", address=address).exists():
        return False
    others = Own(card.organisation, None, address)._of_others(card, reading=True)
    return not others.exclude(pk=case.pk if case else 0).exists()


def speaking(held: QuerySet[ClientAddress]) -> QuerySet[ClientAddress]:
    """The same of many: proved mailboxes that speak for the card they stand on."""
    given = CaseAddress.objects.filter(
        case=OuterRef("pk"),
        channel=OuterRef(OuterRef("channel")),
        address=OuterRef(OuterRef("address")),
        level__gt=Level.CLAIMED,
    )
    others = Case.objects.filter(client=OuterRef("client")).exclude(Exists(given))
    others = others.filter(unproved("client") | Q(level__lt=Level.IDENTIFIED))
    return held.filter(_of_the_owner("client"), ~Exists(others), level__gt=Level.CLAIMED)
