"""What became of the letters: they left, failed or came back; the case and the client follow."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import forwarding_texts as words
from priemnaya.cases import terms
from priemnaya.cases.forwarding import (
    WayTo,
    ways_to,
)
from priemnaya.cases.models import Case, ForwardedLetter, Forwarding
from priemnaya.cases.returned import posted
from priemnaya.cases.states import is_destroyed, move_case
from priemnaya.cases.texts import promise, subject
from priemnaya.core import queue
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import Delivery, Obligation
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy.owed import FORWARDING

from ..arriving import delivery_sent
from ..decisions import record_decision
from ..deliver import send_to_client
from ..veiling import Letter
from .outbox import ABOUT, letter_of, queue_letter, sent_size, untrue_words
from .planning import letter_verdicts, still_writers
from .sending import owe_forwarding


@action("case.work", alone=True)
@transaction.atomic
def forwarding_sent(delivery: Delivery, *, by: Employee | None = None) -> None:
    """The letter has left: handed to the mail server, to the document system, to the post."""
    letter = letter_of(delivery)
    delivery_sent(delivery, by=by)
    settle_forwardings(letter.forwarding.case)


@transaction.atomic
def forwarding_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    """A try failed: later again; after the last try the letter has not arrived."""
    letter = letter_of(delivery)
    error = "" if is_destroyed(letter.forwarding.case) else error
    if final:
        if not _mark(delivery, "dead", error, unless=("sent", "delivered", "read", "dead", "bounced")):
            return
    else:
        delivery.postpone(error, away=away)
    if delivery.state == "dead":
        record("delivery.failed", letter.forwarding.case, by=None, delivery=delivery.pk)
        _not_arrived(letter, delivery, f"не ушло: {error[:200]}")


@transaction.atomic
def forwarding_bounced(delivery: Delivery, why: str) -> None:
    """The receiving side returned it."""
    letter = letter_of(delivery)
    why = "" if is_destroyed(letter.forwarding.case) else why  # it names whom it was sent to
    if not _mark(delivery, "bounced", why, unless=("bounced", "dead")):
        return
    record("delivery.bounced", letter.forwarding.case, by=None, delivery=delivery.pk)
    _not_arrived(letter, delivery, f"вернулось: {why[:200]}")


def forwarding_unwanted(delivery: Delivery) -> str:
    """Why a letter must not leave after all; asked right before it is sent."""
    rows = ForwardedLetter.objects.select_related("forwarding__case__organisation__parent", "body")
    letter = rows.get(pk=delivery.subject_id)
    if letter.recalled_at:
        return "Письмо отозвано."
    return next((v.why for v in letter_verdicts(letter) if not v.ok), "") or untrue_words(letter)


def _mark(delivery: Delivery, state: str, error: str, *, unless: tuple[str, ...]) -> bool:
    rows = Delivery.objects.filter(pk=delivery.pk).exclude(state__in=unless)
    if not rows.update(state=state, error=error[:2000], lease_until=None):
        return False
    delivery.state, delivery.error = state, error[:2000]
    return True


def _not_arrived(letter: ForwardedLetter, failed: Delivery, what: str) -> None:
    """By the body's next way, if there is one; else the question is with people again. Whoever has the case and whoever
    sent it on are told in both cases."""
    if letter.recalled_at or letter.delivery_id != failed.pk or is_destroyed(letter.forwarding.case):
        return
    letter.delivery = failed
    case = letter.forwarding.case
    barred = next((v.why for v in (*letter_verdicts(letter), *still_writers(letter.forwarding)) if not v.ok), "")
    barred = barred or untrue_words(letter)
    again = None if barred else _otherwise(letter)
    if again:
        queue_letter(letter, again, instead_of=failed)
        queue.nudge("deliver_outbox")
        then = f"Отправляем другим способом: {again.title}."
    elif barred:
        then = f"{barred} Другим способом не отправляем: отзовите письмо на странице дела."
    else:
        then = "Других способов в справочнике нет: выберите способ и адрес на странице дела или ответьте сами."
    _back(letter.forwarding, "forward_again" if again else "forward_back")
    text = f"Дело {case.number} не переслано в «{letter.name}»: письмо {what}. {then}"
    alert("forwarding", text, organisation_id=case.organisation_id, subject=case)
    for person in {p.pk: p for p in (case.assignee, letter.forwarding.by) if p}.values():
        notify(person, text, case.get_absolute_url(), kind="case")


def _otherwise(letter: ForwardedLetter) -> WayTo | None:
    """The body's next way where this letter has not been."""
    if letter.body is None or not letter.body.active:
        return None
    tried = set(Delivery.objects.filter(subject_type=ABOUT, subject_id=letter.pk).values_list("channel", "address"))
    size = sent_size(letter)
    return next((w for w in ways_to(letter.body, size) if not w.problem and (w.name, w.address) not in tried), None)


def _back(forwarding: Forwarding, move: str) -> None:
    """The case is not sent on yet, or not at all: its state says so, and what it owed it owes again."""
    case = forwarding.case
    if forwarding.keeps:
        owe_forwarding(case, forwarding.letters.count() > 1)
    elif case.state in ("forwarding", "forwarded"):
        was = case.state
        move_case(case, move, outcome="", closed_at=None)
        if was == "forwarded":
            _owes_again(case)
            owe_forwarding(case, forwarding.letters.count() > 1)
        verb = "case.forwarding_again" if move == "forward_again" else "case.forwarding_failed"
        record(verb, case, by=None, forwarding=forwarding.pk)
    terms.refresh_due(case)


def _owes_again(case: Case) -> None:
    """The terms that ended with the forwarding run on as they were, from the same registration."""
    ended = Obligation.objects.about("case", case.pk).filter(cancelled_why__startswith=ENDED_BY)
    open_now = set(Obligation.objects.about("case", case.pk).open().values_list("what", flat=True))
    for owed in ended.order_by("-pk"):
        if owed.what not in open_now:
            open_now.add(owed.what)
            owed.cancelled_at, owed.cancelled_why = None, ""
            owed.save(update_fields=["cancelled_at", "cancelled_why"])


ENDED_BY = "переслано: "


def settle_forwardings(case: Case) -> None:
    """After a change of any letter: the client is told what has left, and the case is «переслано» once everything
    has."""
    rows = list(case.forwardings.prefetch_related("letters__delivery").select_related("by").order_by("pk"))
    whole = [f for f in rows if not f.keeps]
    letters = [x for f in rows for x in f.letters.all() if not x.recalled_at]
    gone = bool(letters) and all(x.has_left for x in letters)
    for forwarding in rows:
        mine = [x for x in forwarding.letters.all() if not x.recalled_at]
        fresh = [x for x in mine if x.has_left and not x.told_at]
        if fresh and not any(x.state == "queued" for x in mine):
            _tell(forwarding, case, fresh, last=gone)
            if forwarding.keeps and all(x.has_left for x in mine):
                record("case.part_forwarded", case, by=forwarding.by, forwarding=forwarding.pk)
    if gone and whole and case.state == "forwarding":
        by = whole[-1].by
        names = "; ".join(x.name for x in letters)
        if by:
            record_decision(case, "forward", by=by)
        move_case(case, "forward_left", outcome=names[:40], closed_at=timezone.now())
        terms.end_open(case, f"{ENDED_BY}{names}")
        record("case.forwarded", case, by=by)
    if gone and _told(case):
        terms.fulfil(case, FORWARDING)


def _told(case: Case) -> bool:
    """The last notice of it neither waits nor has come back."""
    notices = [x for x in posted(case) if x.payload.get("fulfils") == FORWARDING]
    return not notices or notices[-1].carried


def _tell(forwarding: Forwarding, case: Case, letters: Sequence[ForwardedLetter], *, last: bool) -> None:
    """The notice to the client: which bodies, with their addresses and phones. The last one meets the term of the
    law."""
    now = timezone.now()
    waits = any(not x.has_left and not x.recalled_at for x in forwarding.letters.all())
    to = [(x.name, x.postal_address, x.phone) for x in letters]
    said = words.forwarded(
        case,
        to,
        forwarding.reason,
        at=max((x.delivery.sent_at for x in letters if x.delivery and x.delivery.sent_at), default=now),
        rest=words.rest_of(case, keeps=forwarding.keeps, waits=waits, due=answer_due(case)),
        left_out=[name for name, _why in forwarding.left_out],
    )
    notice = Letter(subject(case, "forwarding"), said, notice="forwarding", fulfils=FORWARDING if last else "")
    send_to_client(case, notice, what="forwarding_notice", by=forwarding.by)
    ForwardedLetter.objects.filter(pk__in=[x.pk for x in letters]).update(told_at=now)


def answer_due(case: Case) -> str:
    """By when what stays here is answered, as the client is told."""
    return promise(case, terms.open_term(case))
