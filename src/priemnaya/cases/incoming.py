"""A message on its way in: what every face and channel hands to `receive_message`, told apart by who reads it.

`Arrival` is how it came, `Matter` what it says, `Sender` who writes, `AnswerPoints` where the client wants the answer,
`Complaint` of whom or what it complains, `ServiceAsked` which service it asks for. All are values: a step that knows
better makes another one (`dataclasses.replace`). Nothing here decides whether a message is lawful or readable: that is
said in words by the action.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from priemnaya.knowledge.services.answers import own_words, with_answers
from priemnaya.people.proof import Address, Level, level_of
from priemnaya.people.reaching import normal
from priemnaya.plain.names import called, is_firm, is_firm_alone, kind_of, settled
from priemnaya.plain.spelled import TURNS
from priemnaya.policy.contact_points import POINT_KINDS, PORTALS

_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Without what PostgreSQL keeps in no text: a zero, and halves of signs."""
    return _NOT_KEPT.sub("", text)


def _make_storable(one: object, *names: str) -> None:
    for name in names:
        object.__setattr__(one, name, storable(getattr(one, name)))


def _put_in_order(one: object, *names: str) -> None:
    """What stands in lists and heads, without signs that turn letters round and make it look like something else."""
    for name in names:
        object.__setattr__(one, name, TURNS.sub("", storable(getattr(one, name))))


@dataclass(frozen=True)
class IncomingFile:
    """A file of a message. `inline`: a picture in the letter's own text; `scan`: the antivirus's word (empty: not
    asked yet); `document`: the id of the service's document that it is; `inside`: what its channel knows of it already,
    a key of `INSIDE`."""

    name: str
    content: bytes
    content_type: str = ""
    inline: bool = False
    scan: str = ""
    document: str = ""
    inside: str = ""

    def __post_init__(self) -> None:
        _put_in_order(self, "name", "content_type")

    @classmethod
    def uploaded(cls, file: UploadedFile[Any], document: str = "") -> IncomingFile:
        """What a form's field brought."""
        return cls(file.name or "файл", file.read(), file.content_type or "", document=document)


def _now() -> dt.datetime:
    """Asked when a message comes: a name bound to the class would keep the clock of its import, whatever clock runs."""
    return timezone.now()


@dataclass(frozen=True)
class Arrival:
    """How a message came: the point of contact, the instant, and its traces there.

    `key`: the same key with the same content twice is one message, with another content it is another (empty: each is
    its own). `content`: what tells one content from another, where it isn't the words and files as they are read here
    (`Incoming.content`). `external_id`: the point's own number or id of
    it. `from_address`: from which address it was sent. `raw`: the original as it came. `checks`: what the post said of
    the sender's domain (SPF, DKIM, DMARC). `suspicious`: why a person must look before it is answered.
    """

    point: str
    at: dt.datetime = field(default_factory=_now)
    key: str = ""
    content: str = ""
    external_id: str = ""
    from_address: str = ""
    raw: bytes | None = None
    checks: dict[str, str] = field(default_factory=dict)
    suspicious: str = ""

    def __post_init__(self) -> None:
        _make_storable(self, "external_id", "from_address", "suspicious")
        object.__setattr__(self, "checks", {storable(k): storable(str(v)) for k, v in self.checks.items()})


@dataclass(frozen=True)
class Matter:
    """What a message says, and as what it is filed.

    `kind`: a kind of case; `asked_kind`: as what the client sent it, the same until somebody takes it as another;
    `grounds`: what else picks its term; `signatories`: how many people signed it. `quoted`: the earlier letter under a
    mail's own words. `also_read`: more of its words (what a scan was read as), looked through for names and not kept.
    `answers`: to the questions of a service's form, as `Answered.as_kept`; they are put below the text in words too, so
    that whatever reads the text reads them.
    """

    text: str
    subject: str = ""
    kind: str = "appeal"
    asked_kind: str = ""
    grounds: tuple[str, ...] = ()
    signatories: int = 1
    files: tuple[IncomingFile, ...] = ()
    quoted: str = ""
    also_read: str = ""
    answers: tuple[dict[str, Any], ...] = ()

    def __post_init__(self) -> None:
        _make_storable(self, "text", "quoted", "also_read")
        if self.answers:
            own = own_words(self.text, self.answers)  # made anew of one that has them already
            object.__setattr__(self, "text", with_answers(own, self.answers))
        _put_in_order(self, "subject")
        object.__setattr__(self, "asked_kind", self.asked_kind or self.kind)

    @property
    def title(self) -> str:
        """Its subject, else its first line: what the case is called, 250 signs at most."""
        return (self.subject.strip() or self.text.strip().split("\n")[0] or "Без темы")[:250]

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not self.files

    @property
    def said(self) -> str:
        """All its words, those of the letter below them too: by them it is found."""
        return f"{self.text}\n{self.quoted}".strip()

    def taken_as(self, kind: str) -> Matter:
        """The same words filed as another kind; as what they were sent is remembered."""
        return replace(self, kind=kind)


TYPED = ("company", "postal_address", "kind")
"""What anybody may say of themselves and no sign-in proves (docs/trust.md, «Whose card»)."""


@dataclass(frozen=True)
class Sender:
    """Who writes, as far as they say. An anonymous message has a sender of whom nothing is known: `Sender()`.

    `addresses`: channel -> address; `kind`: a kind of client, by default what the names show; `identity`: the proved
    one (the provider's subject), never what somebody typed; `on_behalf_of`: for whom they write. `how`: by what we know
    that it is they (people.proof.HOW), typed unless the channel knows better; `vouched`: channels whose addresses, and
    fields of TYPED whose words, the provider of the identity itself named. Raises ValueError for an identity that
    nothing proves.
    """

    surname: str = ""
    name: str = ""
    patronymic: str = ""
    company: str = ""
    kind: str = ""
    postal_address: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    identity: str = ""
    on_behalf_of: str = ""
    how: str = ""
    vouched: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _put_in_order(self, "surname", "name", "patronymic", "company", "postal_address", "on_behalf_of")
        object.__setattr__(self, "addresses", {c: storable(a) for c, a in self.addresses.items()})
        if not self.identity:
            self._put_right()
        object.__setattr__(self, "kind", kind_of(self.kind, self.company))
        object.__setattr__(self, "how", self.how or ("provider" if self.identity else "typed"))
        if self.identity and self.level < Level.IDENTIFIED:
            raise ValueError("an identity is proved by a provider, a portal or a document")

    def _put_right(self) -> None:
        """A firm or an office typed where a person's name goes is one; a whole name typed into one field is divided,
        a name and a surname in each other's fields change places. Of whoever is identified the names stay as the
        provider says them."""
        typed = [p for p in (self.surname, self.name, self.patronymic) if p.strip()]
        named = " ".join(typed)
        odd = len(typed) == 1 or " " in self.name.strip() or re.search(r"[\d«]", named)
        no_person = is_firm_alone(named) if odd else is_firm(named)
        if not self.company.strip() and no_person:
            read = called(named)
            parts = {n: read.get(n, "") for n in ("surname", "name", "patronymic", "company")}
        else:
            three = settled(self.surname, self.name, self.patronymic)
            parts = dict(zip(("surname", "name", "patronymic"), three, strict=True))
        for name, value in parts.items():
            object.__setattr__(self, name, value)

    @property
    def level(self) -> Level:
        """What is proved of who writes."""
        return level_of(self.how)

    @property
    def given(self) -> tuple[Address, ...]:
        """Their addresses, each with what is proved of it: who proves a person does not prove what the person types."""
        own = self.how if self.level < Level.IDENTIFIED else "typed"
        found = {c: Address(c, a, self.how if c in self.vouched else own) for c, a in self.addresses.items() if a}
        return tuple(replace(a, address=n) for a in found.values() if (n := normal(a.channel, a.address)))

    def _proves(self, name: str) -> bool:
        """Whether a field of TYPED goes on the card: beside an identity only what its provider said itself."""
        return not self.identity or name in self.vouched

    @property
    def on_card(self) -> dict[str, str]:
        """What their card is to say of them; the rest of what was typed stays on the case."""
        names = {n: str(getattr(self, n)) for n in ("surname", "name", "patronymic")}
        return names | {n: getattr(self, n) if self._proves(n) else "" for n in TYPED if n != "kind"}

    @property
    def card_kind(self) -> str:
        return self.kind if self._proves("kind") else "citizen"

    @property
    def called(self) -> str:
        """The name their card would have."""
        person = " ".join(p for p in (self.surname, self.name, self.patronymic) if p)
        return person or self.company if self.identity else self.company or person

    @property
    def is_known(self) -> bool:
        """Whether a client card can be found or made for them."""
        return any((self.addresses, self.surname, self.name, self.company, self.identity))


@dataclass(frozen=True)
class AnswerPoints:
    """Where the client wants the answer: the chosen point and the second one, each with its address, which is empty
    where the point itself leads to the client. Raises ValueError for an address at no point."""

    point: str = ""
    address: str = ""
    second_point: str = ""
    second_address: str = ""

    def __post_init__(self) -> None:
        for point, address in (("point", "address"), ("second_point", "second_address")):
            if getattr(self, address) and not getattr(self, point):
                raise ValueError(f"{address} without a {point}")
            object.__setattr__(self, address, normal(getattr(self, point), getattr(self, address)))


@dataclass(frozen=True)
class Complaint:
    """Of whom or what a message complains. `against`: as the client wrote it; `person`: the employee, by id, where the
    sender knows it. Of a pre-trial complaint (210-ФЗ ch. 2.1) also `about`, its sort (one of COMPLAINED), and
    `decision`, the decision or action complained of."""

    against: str = ""
    person: int | None = None
    about: str = ""
    decision: str = ""


@dataclass(frozen=True)
class ServiceAsked:
    """The service an application is for, by id, how the applicant takes the result, and whose word it needs besides:
    how the service calls them, their name and mailbox as typed."""

    service: int | None = None
    receive_by: str = ""
    second_who: str = ""
    second_name: str = ""
    second_email: str = ""


@dataclass(frozen=True)
class Incoming:
    """A message as a face or a channel hands it over."""

    arrival: Arrival
    matter: Matter
    sender: Sender = field(default_factory=Sender)
    answer: AnswerPoints = field(default_factory=AnswerPoints)
    complaint: Complaint = field(default_factory=Complaint)
    service: ServiceAsked = field(default_factory=ServiceAsked)

    def with_files(self, *files: IncomingFile) -> Incoming:
        return replace(self, matter=replace(self.matter, files=files))

    @property
    def content(self) -> str:
        """Everything the sender said, in one string: what a repeated key is compared by."""
        matter = self.matter
        files = [(f.name, f.document, hashlib.sha256(f.content).hexdigest()) for f in matter.files]
        said = (matter.text, matter.subject, matter.asked_kind, matter.grounds, files)
        return self.arrival.content or repr((said, self.sender, self.answer, self.complaint, self.service))

    def answer_point(self) -> tuple[str, str]:
        """The point the client chose, with its address; without a choice, the one the message came by if it can carry
        an answer."""
        point, addresses = self.arrival.point, self.sender.addresses
        if chosen := self.answer.point:
            return chosen, self.answer.address or normal(chosen, addresses.get(chosen, ""))
        if point in PORTALS and self.arrival.external_id:
            return point, self.arrival.external_id
        kind = POINT_KINDS.get(point)
        if kind and kind.way == "channel" and addresses.get(point):
            return point, normal(point, addresses[point])
        if point == "email" or addresses.get("email"):
            return "email", normal("email", addresses.get("email", ""))
        if point in ("post", "in_person") and self.sender.postal_address:
            return "post", self.sender.postal_address
        return "portal", ""

    def case_addresses(self) -> tuple[Address, ...]:
        """Every address the message gives its case: the sender's, and where the answer is wanted."""
        sender, answer = self.sender, self.answer
        typed = sender.how if sender.how in ("told", "relayed") else "typed"
        wanted = ((answer.point, answer.address), (answer.second_point, answer.second_address))
        more = [Address(point, address, typed) for point, address in wanted if address]
        if sender.postal_address:
            more.append(Address("post", sender.postal_address, typed))
        if self.arrival.point in PORTALS and sender.how == "state_portal":
            more.append(Address(self.arrival.point, self.arrival.external_id, sender.how))
        known = {(a.channel, a.address) for a in sender.given}
        return (*sender.given, *(a for a in more if (a.channel, a.address) not in known))
