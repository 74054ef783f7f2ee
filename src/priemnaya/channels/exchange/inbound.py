"""A document of a portal into a case, an addition, a cancelled application or a rating; idempotent by the portal's
number."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.bounded.data import readable
from priemnaya.cases.actions import append_message, receive_message
from priemnaya.cases.incoming import TYPED, Arrival, Incoming, IncomingFile, Matter, Sender
from priemnaya.cases.models import Case, Contact, given_case
from priemnaya.core.journal import alert
from priemnaya.outreach.actions.ratings import take_rating
from priemnaya.people.models import Organisation

from .document import KINDS, PortalDocument, read_document


@dataclass(frozen=True)
class TakenDocument:
    """status: registered | appended | rated | cancelled | known; number: of the case, when there is one."""

    status: str
    number: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {"status": self.status, "number": self.number or None}


def take_document(organisation: Organisation, system: str, data: Any) -> TakenDocument:
    """Take one document in, in one transaction. Raises Unreadable; safe to repeat: a known number answers with its
    case."""
    data = readable(data)  # from a folder it comes as it lies there
    document = read_document(data)
    with transaction.atomic():
        case = case_of_order(organisation, system, document.order)
        if document.kind == "rating":
            assert document.rating is not None
            created = take_rating(
                organisation,
                system,
                document.rating.id,
                document.rating.stars,
                document.rating.comment,
                case=case,
                service=document.service.title or document.service.code,
                at=document.at or timezone.now(),
            )
            return TakenDocument("rated" if created else "known", case.number if case else "")
        if document.kind == "cancel":
            return _cancel(case, document)
        if document.kind == "addition" and case:
            received = append_message(
                case, _incoming(system, document, data, f"{system}:{document.order}:{_stamp(document)}")
            )
            return TakenDocument(received.status, case.number)
        if case:
            return _again(case, _incoming(system, document, data, f"{system}:{document.order}"))
        received = receive_message(organisation, _incoming(system, document, data, f"{system}:{document.order}"))
        assert received.case is not None
        return TakenDocument("registered", received.case.number)


def _again(case: Case, incoming: Incoming) -> TakenDocument:
    """A number that is known: the same document is known too; with other words or files it adds to its case."""
    received = append_message(case, incoming)
    return TakenDocument("appended" if received.is_new else "known", case.number)


def case_of_order(organisation: Organisation, system: str, order: str) -> Case | None:
    found = Contact.objects.filter(
        organisation=organisation, point=system, direction="in", external_id=order, case__isnull=False
    )
    first = found.select_related("case__organisation", "case__client").order_by("pk").first()
    return given_case(first) if first else None


def _stamp(document: PortalDocument) -> str:
    """What tells one addition from another: its instant, else its words."""
    return document.at.isoformat() if document.at else hashlib.sha256(document.text.encode()).hexdigest()[:16]


def _incoming(system: str, document: PortalDocument, data: Any, key: str) -> Incoming:
    who = document.applicant
    lines = [document.text]
    if document.service.title:
        lines.append(f"Услуга: {document.service.title}")
    if document.category:
        lines.append(f"Категория: {document.category}")
    return Incoming(
        Arrival(
            point=system,
            at=document.at or timezone.now(),
            key=key[:200],
            content=document.model_dump_json(exclude={"at"}),
            external_id=document.order,
            raw=json.dumps(data, ensure_ascii=False, sort_keys=True).encode(),
        ),
        Matter(
            "\n\n".join(line for line in lines if line) or "Файлы без текста",
            subject=document.subject or document.service.title or document.category,
            kind=KINDS.get(document.kind, "message"),
            files=tuple(IncomingFile(f.name, f.data, f.type) for f in document.files),
        ),
        Sender(
            surname=who.surname,
            name=who.name,
            patronymic=who.patronymic,
            company=who.company,
            kind=who.kind,
            postal_address=who.address,
            addresses={c: a for c, a in (("email", who.email), ("phone", who.phone)) if a},
            how="state_portal" if who.id else "relayed",
            vouched=("email", "phone", *TYPED) if who.id else (),
            identity=who.id,
        ),
    )


def _cancel(case: Case | None, document: PortalDocument) -> TakenDocument:
    """The applicant withdrew the application on the portal: a person closes it, because a decision may be on its
    way."""
    if case is None:
        return TakenDocument("known")
    if case.is_open:
        alert(
            "cancel",
            f"Заявитель отменил заявление {document.order} на портале: дело {case.number}",
            organisation_id=case.organisation_id,
            subject=case,
        )
    return TakenDocument("cancelled", case.number)
