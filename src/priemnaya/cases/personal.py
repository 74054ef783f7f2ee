"""Personal data in the tables of cases: messages, answers, decisions and their files, and what a client has begun to
write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from priemnaya.core.erasure import (
    ANSWERS,
    COPIES,
    DESK,
    FILES,
    MESSAGES,
    NAMES,
    Exported,
    Held,
    Keeper,
    Subjects,
    keeps,
)
from priemnaya.core.models import Notice, StoredFile
from priemnaya.core.models.outbox import BEHIND
from priemnaya.people.models import Client
from priemnaya.policy.contact_points import title_of

from .actions.draft_links import forget_draft_links
from .actions.forwarding import ABOUT
from .actions.portal_drafts import expire_portal_drafts
from .actions.wishes import forget_wishes
from .finding.words import rare_words_of
from .models import (
    ApplicationDocument,
    Assignment,
    Attachment,
    BodyRequest,
    Case,
    CaseAddress,
    CaseQuestion,
    Complaint,
    Confidential,
    Contact,
    Decision,
    EmergencyAccess,
    FileWords,
    ForeignAddress,
    ForwardedLetter,
    Forwarding,
    Found,
    FoundWord,
    NamedPerson,
    PortalDraft,
    PortalDraftFile,
    Reply,
    ReplyRemark,
    ReplyVersion,
    SecondApplicant,
    WordingDecision,
)
from .signatures import Seal

GONE = "Материалы уничтожены"
"""What stands in place of the subject; the truth is `disposed_at`."""
DRAFTS = dt.timedelta(days=30)
"""For so long after the last letter typed a draft of the portal is kept."""


def _gather(subjects: Subjects) -> None:
    """Cases joined to those that go, however many times over; the contacts and replies of all."""
    cases = subjects.of("case")
    subjects.add("case", Case.objects.filter(merged_into__in=cases).values_list("pk", flat=True))
    subjects.add("contact", Contact.objects.filter(case__in=cases).values_list("pk", flat=True))
    subjects.add(ABOUT, ForwardedLetter.objects.filter(forwarding__case__in=cases).values_list("pk", flat=True))
    subjects.add("reply", Reply.objects.filter(case__in=cases).values_list("pk", flat=True))


def _attachments(subjects: Subjects) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        Q(contact__in=subjects.of("contact")) | Q(reply__in=subjects.of("reply")),
    )


def _of_cases(table: Any) -> Any:
    return lambda subjects: table.objects.filter(case__in=subjects.of("case"))


def _of_replies(table: Any) -> Any:
    return lambda subjects: table.objects.filter(reply__in=subjects.of("reply"))


def _notices(subjects: Subjects) -> QuerySet[Notice]:
    """A notice says what it is about by its path only; those that say none go when they are old."""
    rows = Notice.objects.filter(organisation_id=subjects.organisation_id)
    pages = "|".join(map(str, sorted(subjects.of("case"))))
    about = Q(path__regex=f"^{reverse('case', args=[0]).replace('0', f'({pages})')}") if pages else Q(pk__in=())
    return rows.filter(about | Q(at__lt=subjects.before))


def _found(subjects: Subjects) -> QuerySet[Found]:
    """What is searched of them; the database writes it anew of what stays."""
    return Found.objects.filter(
        Q(case__in=subjects.of("case")) | Q(client__in=subjects.of("client")) | Q(contact__in=subjects.of("contact")),
    )


def _rare_words(subjects: Subjects) -> QuerySet[FoundWord]:
    """Words of the search that so few rows have that they may be their names; those that others have too are counted
    again within a day."""
    return rare_words_of(_found(subjects), subjects.organisation_id)


def _expire(now: dt.datetime) -> int:
    return expire_portal_drafts(now - DRAFTS) + forget_draft_links(now) + forget_wishes(now)


def _export(client: Client) -> Iterator[Exported]:
    """Every contact over all points, with its files, its original as it came, and what became of a letter."""
    rows = Contact.objects.filter(client=client).select_related(
        "case", "delivery", "raw", "organisation", "reply__organisation"
    )
    for contact in rows.prefetch_related("attachments__file").order_by("at", "pk").iterator(chunk_size=200):
        delivery = contact.delivery
        way = "от клиента" if contact.direction == "in" else "клиенту"
        meta = f"{title_of(contact.point)}, {way}" + (f", дело {contact.case.number}" if contact.case else "")
        address = (delivery.address if delivery else "") or contact.sender
        meta += f", {delivery.title}" if delivery else ""
        seals = list(_seals(contact))
        meta += "".join(f", электронная подпись {name}: {seal.title}".replace("  ", " ") for name, seal in seals)
        facts = {
            "kind": contact.kind,
            "point": contact.point,
            "direction": contact.direction,
            "status": contact.status,
            "case": contact.case.number if contact.case else None,
            "address": address,
            "quoted": contact.quoted,
            "answers": contact.answers,
            "document": contact.document,
            "delivery": delivery.state if delivery else None,
            "held_back": bool(delivery and delivery.held_back),
            "read_on_page_at": delivery.read_on_page_at.isoformat() if delivery and delivery.read_on_page_at else None,
            "signatures": [{"file": name, **seal.as_dict()} for name, seal in seals],
        }
        text = contact.text + (f"\n\nОтвет дан устно: {contact.oral_answer}" if contact.oral_answer else "")
        yield Exported(contact.at, contact.subject or "Без темы", meta, text, tuple(_files(contact)), facts)
    yield from _sent_on(client)
    yield from _seconds(client)


def _seconds(client: Client) -> Iterator[Exported]:
    """Who else was asked for a word in the client's applications, as the client named them, and what they said."""
    rows = SecondApplicant.objects.filter(case__client=client).select_related("case").order_by("pk")
    for row in rows:
        facts = {
            "case": row.case.number,
            "state": row.state,
            "how": row.how,
            "email": row.email,
            "said_at": row.said_at.isoformat() if row.said_at else None,
        }
        meta = f"дело {row.case.number}, {row.get_state_display()}" + (f", {row.get_how_display()}" if row.how else "")
        named = ", ".join(p for p in (row.name, row.email) if p)
        answered = [f"Ответил: {row.proved_name}" if row.proved_name else "", row.why]
        text = "\n".join(p for p in (f"{row.who}: {named}", *answered) if p)
        yield Exported(row.made_at, "Второй заявитель", meta, text, (), facts)


def _sent_on(client: Client) -> Iterator[Exported]:
    """Letters to other bodies about the client's matters."""
    rows = ForwardedLetter.objects.filter(forwarding__case__client=client)
    for letter in rows.select_related("forwarding__case", "delivery", "pdf").order_by("pk").iterator():
        case = letter.forwarding.case
        meta = f"в другой орган, дело {case.number}, {letter.state_title}"
        files = ((f"Письмо {letter.number.replace('/', '-')}.pdf", letter.pdf),) if letter.pdf else ()
        facts = {"case": case.number, "to": letter.name, "number": letter.number, "state": letter.state}
        text = "\n\n".join(p for p in (letter.text, letter.question) if p)
        yield Exported(letter.forwarding.at, f"Письмо в «{letter.name}»", meta, text, files, facts)


def _seals(contact: Contact) -> Iterator[tuple[str, Seal]]:
    """Electronic signatures of a message: of the answer it carries, and those that lie in it as files."""
    if contact.reply and contact.reply.signature_id:
        yield f"ответа {contact.reply.number}", contact.reply.seal
    for item in contact.attachments.all():
        if seal := item.sealed:
            yield f"«{item.name}»", seal


def _files(contact: Contact) -> Iterator[tuple[str, StoredFile]]:
    for item in contact.attachments.all():
        yield item.name, item.file
    payload = contact.delivery.payload if contact.delivery else {}
    sent = [*payload.get("files", ()), *payload.get(BEHIND, {}).get("files", ())]
    known = StoredFile.objects.in_bulk([int(f[1]) for f in sent]) if sent else {}
    for name, pk, _ in sent:
        if stored := known.get(int(pk)):
            yield str(name), stored
    if contact.raw:
        yield "оригинал.eml" if contact.point == "email" else "оригинал.json", contact.raw


keeps(
    Keeper(
        "cases",
        held=(
            Held("cases.FoundWord", ("word",), COPIES, _rare_words, delete=True, derived=("keys",)),
            Held("cases.Found", (), COPIES, _found, delete=True, derived=("search",)),
            Held("core.Notice", ("text", "path"), DESK, _notices, delete=True),
            Held(
                "cases.FileWords",
                ("text",),
                FILES,
                lambda s: FileWords.objects.filter(attachment__in=_attachments(s)),
                delete=True,
                derived=("search",),
            ),
            Held(
                "cases.Attachment", ("file", "name", "content_type", "scan", "seal"), FILES, _attachments, delete=True
            ),
            Held(
                "cases.Contact",
                (
                    "client",
                    "reason",
                    "sender",
                    "subject",
                    "text",
                    "answers",
                    "quoted",
                    "checks",
                    "external_id",
                    "document",
                    "oral_answer",
                    "raw",
                ),
                MESSAGES,
                lambda s: Contact.objects.filter(pk__in=s.of("contact")),
            ),
            Held("cases.CaseAddress", ("channel", "address", "how"), NAMES, _of_cases(CaseAddress), delete=True),
            Held(
                "cases.SecondApplicant",
                ("who", "name", "email", "proved_name", "why"),
                NAMES,
                _of_cases(SecondApplicant),
                delete=True,
            ),
            Held("cases.ForeignAddress", ("channel", "address"), NAMES, _of_cases(ForeignAddress), delete=True),
            Held("cases.CaseQuestion", ("text", "need"), MESSAGES, _of_cases(CaseQuestion)),
            Held("cases.Complaint", ("against", "decision", "crime_why"), MESSAGES, _of_cases(Complaint)),
            Held(
                "cases.ApplicationDocument",
                ("name", "holder", "act", "when", "note"),
                MESSAGES,
                lambda s: ApplicationDocument.objects.filter(application__case__in=s.of("case")),
            ),
            Held("cases.ReplyRemark", ("quote", "text"), ANSWERS, _of_replies(ReplyRemark), delete=True),
            Held("cases.ReplyVersion", ("content",), ANSWERS, _of_replies(ReplyVersion), delete=True),
            Held("cases.WordingDecision", ("reason",), ANSWERS, _of_replies(WordingDecision)),
            Held("cases.Decision", ("need", "why"), ANSWERS, _of_cases(Decision)),
            Held(
                "cases.Reply",
                (
                    "text",
                    "grounds",
                    "how_to_fix",
                    "how_to_reapply",
                    "how_to_appeal",
                    "why_differs",
                    "not_refusal",
                    "endnotes",
                    "answers",
                    "set_aside",
                    "overrides",
                    "shown",
                    "kept",
                    "sent_back_why",
                    "external_number",
                    "pdf",
                    "signature",
                    "pdf_digest",
                    "signed_by",
                ),
                ANSWERS,
                lambda s: Reply.objects.filter(pk__in=s.of("reply")),
            ),
            Held(
                "cases.ForwardedLetter",
                ("question", "text", "pdf"),
                ANSWERS,
                lambda s: ForwardedLetter.objects.filter(forwarding__case__in=s.of("case")),
            ),
            Held("cases.Forwarding", ("reason", "package", "contents", "left_out"), ANSWERS, _of_cases(Forwarding)),
            Held("cases.Assignment", ("task",), DESK, _of_cases(Assignment)),
            Held("cases.NamedPerson", ("typed", "words", "why"), MESSAGES, _of_cases(NamedPerson), delete=True),
            Held(
                "cases.Confidential",
                ("reason",),
                DESK,
                _of_cases(Confidential),
                put={"reason": GONE},
            ),
            Held("cases.EmergencyAccess", ("reason",), DESK, _of_cases(EmergencyAccess), put={"reason": GONE}),
            Held("cases.BodyRequest", ("body", "what"), DESK, _of_cases(BodyRequest)),
            Held(
                "cases.Case",
                (
                    "subject",
                    "client",
                    "on_behalf_of",
                    "powers",
                    "powers_why",
                    "written_for",
                    "said_kind",
                    "chosen_address",
                    "second_address",
                    "urgency_reason",
                    "code_digest",
                    "search_text",
                ),
                MESSAGES,
                lambda s: Case.objects.filter(pk__in=s.of("case")),
                put={"subject": GONE},
            ),
            Held(
                "cases.PortalDraftFile",
                ("name", "file", "content_type"),
                COPIES,
                lambda s: PortalDraftFile.objects.filter(
                    draft__organisation_id=s.organisation_id, draft__updated_at__lt=s.before
                ),
                delete=True,
            ),
            Held(
                "cases.PortalDraft",
                ("data",),
                COPIES,
                lambda s: PortalDraft.objects.filter(organisation_id=s.organisation_id, updated_at__lt=s.before),
                delete=True,
            ),
        ),
        gather=_gather,
        expire=_expire,
        export=_export,
    )
)
