"""Personal data in the tables of people: the card of a client, the ways to reach it, consents, look-alikes."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from priemnaya.core.erasure import CONSENTS, NAMES, Exported, Held, Keeper, Subjects, keeps

from .actions.consents import HOW, purposes
from .models import (
    CardMerge,
    Client,
    ClientAddress,
    Consent,
    DocumentSeen,
    MergeSuggestion,
    NoticeWish,
    Powers,
    ProofLink,
)

NAMED_BY = ("surname", "company", "identity", "postal_address", "chosen_address")
"""What tells one client from all others: texts that belong to nobody are searched for it."""
SHORTEST = 4  # letters; a shorter word would be found in everything


def _gather(subjects: Subjects) -> None:
    """Cards joined to those that go were the same person's; and what such people are known by."""
    known = subjects.of("client")
    subjects.add("client", Client.objects.filter(merged_into__in=known).values_list("pk", flat=True))
    for row in Client.objects.filter(pk__in=known).values_list(*NAMED_BY):
        subjects.words.update(w for w in row if len(w) >= SHORTEST)
    addresses = ClientAddress.objects.filter(client__in=known).values_list("address", flat=True)
    subjects.words.update(a for a in addresses if len(a) >= SHORTEST)


def _export(client: Client) -> Iterator[Exported]:
    """Each consent when it was given, and when it was withdrawn."""
    for row in client.consents.order_by("given_at"):
        title = known.title if (known := purposes().get(row.purpose)) else row.purpose
        how = HOW.get(row.given_how, row.given_how)
        facts = {"kind": "consent", "purpose": row.purpose, "version": row.version, "given_how": row.given_how}
        yield Exported(row.given_at, f"Согласие дано: {title}", f"способ: {how}", row.text, facts=facts)
        if row.withdrawn_at:
            how = HOW.get(row.withdrawn_how, row.withdrawn_how)
            facts = {"kind": "consent_withdrawn", "purpose": row.purpose, "withdrawn_how": row.withdrawn_how}
            yield Exported(row.withdrawn_at, f"Согласие отозвано: {title}", f"способ: {how}", facts=facts)
    for one in client.powers.order_by("at"):
        until = f"до {one.last_day:%d.%m.%Y}" if one.last_day else "без срока"
        facts = {"kind": "powers", "side": one.side, "ground": one.ground, "number": one.number}
        said = f"{one.agent} действует за {one.principal}"
        yield Exported(one.at, f"Представитель: {said}", f"{one.ground_said}, {until}", facts=facts)


def _links(subjects: Subjects) -> QuerySet[ProofLink]:
    """Links to the cases that go, and those to the addresses of the people who go; and all that are too old to open."""
    known = ClientAddress.objects.filter(client__in=subjects.of("client")).values("address")
    return ProofLink.objects.filter(
        Q(subject__in=subjects.of("case")) | Q(address__in=known) | Q(until__lt=timezone.now())
    )


keeps(
    Keeper(
        "people",
        held=(
            Held(
                "people.MergeSuggestion",
                ("reason",),
                NAMES,
                lambda s: MergeSuggestion.objects.filter(
                    Q(client__in=s.of("client")) | Q(other__in=s.of("client")),
                ),
                delete=True,
            ),
            Held(
                "people.CardMerge",
                ("moved",),
                NAMES,
                lambda s: CardMerge.objects.filter(Q(client__in=s.of("client")) | Q(into__in=s.of("client"))),
                delete=True,
            ),
            Held(
                "people.Consent",
                ("purpose", "text", "version", "given_how", "given_ip", "withdrawn_how"),
                CONSENTS,
                lambda s: Consent.objects.filter(client__in=s.of("client")),
                delete=True,
            ),
            Held(
                "people.ClientAddress",
                ("channel", "address", "how"),
                NAMES,
                lambda s: ClientAddress.objects.filter(client__in=s.of("client")),
                delete=True,
            ),
            Held(
                "people.DocumentSeen",
                ("sort",),
                NAMES,
                lambda s: DocumentSeen.objects.filter(client__in=s.of("client")),
                delete=True,
            ),
            Held(
                "people.Powers",
                ("side", "other", "ground", "number", "issued_on", "until"),
                NAMES,
                lambda s: Powers.objects.filter(client__in=s.of("client")),
                delete=True,
            ),
            Held(
                "people.NoticeWish",
                ("step", "channel"),
                NAMES,
                lambda s: NoticeWish.objects.filter(client__in=s.of("client")),
                delete=True,
            ),
            Held("people.ProofLink", ("channel", "address"), NAMES, _links, delete=True),
            Held(
                "people.Client",
                (
                    "surname",
                    "name",
                    "patronymic",
                    "company",
                    "postal_address",
                    "identity",
                    "chosen_point",
                    "chosen_address",
                    "special_needs",
                    "works_at",
                ),
                NAMES,
                lambda s: Client.objects.filter(pk__in=s.of("client")),
            ),
        ),
        gather=_gather,
        export=_export,
    )
)
