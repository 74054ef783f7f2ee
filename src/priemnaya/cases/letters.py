"""From a reply to a letter on the letterhead: rows become strings here, and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from priemnaya.letterhead import Block, Letter
from priemnaya.plain.rewrite.names import decline
from priemnaya.policy import register

from .models import Reply
from .wording import full_text

register("on_letterhead", "reply", "cases.letters.letter_of")


def blocks_of(text: str) -> tuple[Block, ...]:
    """Blank lines divide blocks; a short first line without a full stop is the title of its block."""
    blocks = []
    for chunk in text.split("\n\n"):
        lines = [line.strip() for line in chunk.strip().split("\n") if line.strip()]
        if not lines:
            continue
        titled = len(lines) > 1 and len(lines[0]) < 60 and lines[0][-1] not in ".,:;!?…"
        blocks.append(Block(tuple(lines[1:] if titled else lines), lines[0] if titled else ""))
    return tuple(blocks)


def letter_of(reply: Reply, *, preview: bool = False) -> Letter:
    """The letter of a reply; a preview has neither number nor signature."""
    case, body = reply.case, reply.organisation
    sent = body.local(reply.sent_at or timezone.now())
    mark = "Документ подписан электронной подписью" if reply.signature_id else "Без электронной подписи"
    client = case.client
    person = client is not None and bool(client.surname)
    addressee = [decline(case.client_name, "datv") if person else case.client_name] + (
        [client.postal_address] if client and client.postal_address else []
    )
    if case.chosen_point == "email" and case.chosen_address:
        addressee.append(case.chosen_address)
    return Letter(
        body=body.name,
        contacts=tuple(p for p in (body.address, body.phone, body.email) if p),
        accent=body.accent,
        date=f"{sent:%d.%m.%Y}",
        number=reply.number or "черновик",
        answer_to=f"На № {case.number} от {body.local(case.registered_at):%d.%m.%Y}",
        addressee=tuple(addressee),
        heading=f"Ответ на сообщение «{case.subject[:120]}»",
        blocks=blocks_of(full_text(reply)),
        endnotes=tuple(reply.endnotes),
        attachments=tuple(a.name for a in reply.attachments.all()),
        signer_post=reply.signer.post if reply.signer else body.chief,
        signer_name=reply.signer.short_name if reply.signer else "",
        signature_mark="Черновик" if preview else mark,
        executor=f"Исполнитель: {reply.author.full_name}, {reply.author.phone or body.phone}" if reply.author else "",
        survey_url=survey_url(reply) if reply.survey else "",
    )


def survey_url(reply: Reply) -> str:
    """The link of the survey: one token a reply."""
    return f"{settings.SITE_URL}/{reply.organisation.slug}/rate/{reply.survey_token}/"
