"""Clients, the ways to reach them, what they agreed to, and who may be the same person (a suggestion, never silent)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Replace, Upper

from priemnaya.core.models import Watched
from priemnaya.people.proof import Level, Proved
from priemnaya.plain.names import as_names_are, greeted_by
from priemnaya.policy import register
from priemnaya.policy.vocabulary.matters import CLIENT_KINDS
from priemnaya.policy.vocabulary.needs import HEALTH

KINDS = CLIENT_KINDS
INTERNAL = {"civil_servant", "staff", "subordinate_staff", "authorised_staff"}

register("kept_register", "clients", "people.models.Client")


def unproved(card: str = "") -> models.Q:
    """The condition of `Client.is_proved` turned round, for queries. card: the way from a row to its card."""
    way = f"{card}__" if card else ""
    return models.Q(**{f"{way}identity": "", f"{way}documents_seen": None})


def surname_as_sought() -> Replace:
    """Of a card or an employee: in capitals, ё as е."""
    return Replace(Upper("surname"), models.Value("Ё"), models.Value("Е"))


class Client(Watched):
    """An external or internal client of one organisation. The same person at two bodies is two rows: bodies never
    share."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="clients")
    works_at = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=30, choices=list(KINDS.items()), default="citizen")
    surname = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=80, blank=True)
    patronymic = models.CharField(max_length=80, blank=True)
    company = models.CharField(max_length=300, blank=True)
    postal_address = models.CharField(max_length=300, blank=True)
    identity = models.CharField(max_length=120, blank=True, help_text="subject of the identity provider")
    audience = models.CharField(max_length=12, default="layman")
    special_needs = models.JSONField(default=list)
    chosen_point = models.CharField(max_length=12, blank=True, help_text="the point chosen last, for matters to come")
    chosen_address = models.CharField(max_length=320, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "surname", "name"]),
            models.Index("organisation", surname_as_sought(), name="client_called"),
            models.Index("organisation", Upper("company"), name="client_firm"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "identity"], condition=~models.Q(identity=""), name="identity_once"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        """What tells them from others: the surname or the firm; who has neither is known by what there is."""
        known = self.__dict__
        marks = [known.get(name, "") for name in ("surname", "company")]
        if not any(marks):
            marks = [known.get(name, "") for name in ("name", "patronymic", "postal_address")]
        return "client", self.pk, tuple(marks)

    @property
    def full_name(self) -> str:
        """A firm by its own name; whoever is identified by the name that the provider gives, first of all."""
        first, second = (self.person, self.company) if self.identity else (self.company, self.person)
        return first or second or "Имя не указано"

    @property
    def person(self) -> str:
        return " ".join(p for p in (self.surname, self.name, self.patronymic) if p)

    @property
    def greeting(self) -> str:
        """How a letter begins: by name and patronymic when we know them and they surely are a person's; whoever is
        identified is called as the provider says."""
        named = as_names_are(" ".join(p for p in (self.name, self.patronymic) if p))
        person = named if self.identity else "" if self.company else greeted_by(self.name, self.patronymic)
        return f"Здравствуйте, {person}!" if person else "Здравствуйте!"

    @property
    def needs(self) -> list[str]:
        """What is to be heeded: of health only while the client's consent is in force."""
        held = list(self.special_needs)
        if HEALTH.isdisjoint(held) or self.consents.filter(purpose="health", withdrawn_at=None).exists():
            return held
        return [name for name in held if name not in HEALTH]

    @property
    def is_internal(self) -> bool:
        return self.kind in INTERNAL

    @property
    def is_proved(self) -> bool:
        """We know who this is: by the provider, or an employee has seen a document. The one answer for every door."""
        return bool(self.identity) or bool(self.documents_seen.all())

    @property
    def level(self) -> Level:
        """What is proved of the card: who it is, one of its addresses at least, or nothing."""
        if self.is_proved:
            return Level.IDENTIFIED
        return Level(max((a.level for a in self.addresses.all()), default=Level.CLAIMED))

    @property
    def living(self) -> Client:
        """The card this one was joined to, else itself: always one that lives (merge_clients keeps chains short)."""
        return self.merged_into or self


class DocumentSeen(models.Model):
    """An identity document was shown to an employee: its sort, who saw it, when; never its number."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="documents_seen")
    sort = models.CharField(max_length=200)
    seen_at = models.DateTimeField(auto_now_add=True)
    seen_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")


class ClientAddress(Watched, Proved):
    """One way to reach a client: e-mail, phone, messenger id, with what is proved of it. Kept normalised for
    matching. It opens a proved card only when agreed: by its identified owner, or with a document seen for this very
    address."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="addresses")
    agreed_at = models.DateTimeField(null=True, help_text="when the card's proved owner said that it is theirs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "channel", "address"], name="address_once")]
        indexes = [models.Index(fields=["channel", "address"])]
        verbose_name_plural = "client addresses"

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        known = self.__dict__
        return "client", known.get("client_id", 0), (known.get("address", ""),)


class Consent(models.Model):
    """A consent is its own record: purpose, the exact text shown, how and when given or withdrawn (152-ФЗ ст. 9)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30)
    text = models.TextField()
    version = models.CharField(max_length=10, blank=True, help_text="the day its wording came into force")
    given_how = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    given_ip = models.GenericIPAddressField(null=True)
    recorded_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=20, blank=True)
    withdrawn_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")


class MergeSuggestion(models.Model):
    """Two clients who may be one person, and why; a person decides."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="suggestions")
    other = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    decided = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "other"], name="suggested_once")]


class CardMerge(models.Model):
    """One joining of two cards, with the keys of all it moved: so that it can be taken back."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    into = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="joinings")
    moved = models.JSONField(help_text="keys of the rows by sort, and what changed on the card that stayed")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    @property
    def name_before(self) -> str:
        """The name that stood on the card that stayed; empty when it is the same still. Whoever was joined by mistake
        is found by it."""
        kept = self.moved.get("card", {})
        names = {n: str(kept[n][0] if n in kept else getattr(self.into, n)) for n in ("surname", "name", "patronymic")}
        before = " ".join(filter(None, names.values()))
        now = " ".join(filter(None, (getattr(self.into, n) for n in names)))
        return before if before != now else ""
