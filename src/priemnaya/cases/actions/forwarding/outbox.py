"""A letter to another body in the outbox: its row, what the document system is told, and the letter of a delivery."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from priemnaya.cases import forwarding_texts as words
from priemnaya.cases.forwarding import (
    WayTo,
    archive_name,
)
from priemnaya.cases.models import ForwardedLetter, Forwarding
from priemnaya.cases.states import lock_case
from priemnaya.core.models import Delivery
from priemnaya.core.tokens import new_code

ABOUT = "forwardedletter"
"""What a delivery to another body is about, in the outbox."""


def queue_letter(letter: ForwardedLetter, way: WayTo, instead_of: Delivery | None = None) -> Delivery:
    """A row in the outbox, under a key made of the letter and the try: never twice."""
    forwarding, case = letter.forwarding, letter.forwarding.case
    signed_at = forwarding.signed_at or forwarding.at
    count = Delivery.objects.filter(subject_type=ABOUT, subject_id=letter.pk).count()
    named = f"Письмо {letter.number.replace('/', '-')}.pdf"
    row = Delivery.objects.create(
        organisation_id=forwarding.organisation_id,
        channel=way.name,
        subject_type=ABOUT,
        subject_id=letter.pk,
        key=f"forward-{letter.pk}-{count + 1}",
        lane=f"forward-{letter.pk}",
        address=way.address,
        message_id=f"<{case.organisation.slug}.f{letter.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        instead_of=instead_of,
        payload={
            "subject": words.covering_subject(case),
            "text": words.covering_note(case, letter.number, signed_at, named, archive_name(case), forwarding.by),
            "number": letter.number,
            "files": [
                [named, letter.pdf_id, "application/pdf"],
                [archive_name(case), forwarding.package_id, "application/zip"],
            ],
            "card": _card(letter),
        },
    )
    letter.delivery = row
    letter.save(update_fields=["delivery"])
    return row


def _card(letter: ForwardedLetter) -> dict[str, str]:
    """What the document system is told of the letter, besides its files."""
    forwarding, case = letter.forwarding, letter.forwarding.case
    return {
        "number": letter.number,
        "date": f"{case.organisation.local(forwarding.signed_at or forwarding.at):%Y-%m-%d}",
        "from": case.organisation.name,
        "to": letter.name,
        "subject": words.covering_heading(case),
        "case": case.number,
        "registered": f"{case.organisation.local(case.registered_at):%Y-%m-%d}",
        "applicant": case.client_name,
        "answer_to": words.where_to_answer(case),
        "law": forwarding.citation,
    }


def letter_of(delivery: Delivery) -> ForwardedLetter:
    """The letter a delivery carries; its case is locked first, as everybody locks."""
    rows = ForwardedLetter.objects.select_related("forwarding__case__organisation__parent", "forwarding__by", "body")
    return holding(lambda: rows.get(pk=delivery.subject_id))


def holding(find: Callable[[], ForwardedLetter]) -> ForwardedLetter:
    """The letter with its case locked. Its case was joined to another while this one waited: the lock is let go."""
    while True:
        held = transaction.savepoint()
        letter = find()
        lock_case(letter.forwarding.case)
        if Forwarding.objects.filter(pk=letter.forwarding_id, case=letter.forwarding.case).exists():
            transaction.savepoint_commit(held)
            return letter
        transaction.savepoint_rollback(held)


def untrue_words(letter: ForwardedLetter) -> str:
    """Why the words of a signed letter are not true any more; empty when they are. It names the other bodies that get
    the matter: one of them may have been given up since. A letter that goes there by another forwarding is none."""
    made = letter.forwarding
    if made.signed_at is None:
        return ""
    still = ForwardedLetter.objects.filter(forwarding__case=made.case_id, recalled_at=None).exclude(pk=letter.pk)
    gone = (
        made.letters.filter(recalled_at__gte=made.signed_at)
        .exclude(pk=letter.pk)
        .exclude(name__in=still.values("name"))
    )
    named = next(iter(gone.order_by("pk").values_list("name", flat=True)), "")
    return f"В письме сказано, что копию получит и «{named}», а то письмо отозвано." if named else ""


def sent_size(letter: ForwardedLetter) -> int:
    """Bytes of the files of a letter."""
    files = (letter.pdf, letter.forwarding.package)
    return sum(f.size for f in files if f)
