"""A letter that came back or could not leave goes to the client once more: the same letter, signed as it was. What left
stays on record as it went; the new try is a delivery of its own."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.authors import page_case
from priemnaya.cases.models import Case, Contact, Reply
from priemnaya.cases.promised import stops
from priemnaya.cases.returned import FAILED, LEFT_ON_PAGE, MAILBOX_ITSELF, Posted, owed, posted, returned_letters
from priemnaya.cases.states import lock_living, must_allow
from priemnaya.cases.tried import note
from priemnaya.core import queue
from priemnaya.core.journal import record
from priemnaya.core.models import Delivery
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.interaction import may_carry, must_not_be_barred
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy.contact_points import PAGES, Carried, title_of

from .arriving import held, send_same
from .points import Place, choices_for, place_named, remember_address
from .returning import settle_returned


@action("case.work")
@transaction.atomic
def send_again(case: Case, failed: int, point: str, address: str = "", *, by: Employee, why: str = "") -> Delivery:
    """Send a letter that came back by the point and to the address given: nothing of it changes, an answer needs no new
    signature; on paper it waits to be printed. Raises Objection, NotAllowed, Stale.

    failed: the delivery that came back. why: for the page of the case, how the client knows that the letter lies there.
    """
    case = lock_living(case)
    letter = next((x for x in returned_letters(case) if any(r.pk == failed for r in x.failed)), None)
    if letter is None:
        raise Stale("Это письмо уже дошло или отправлено иначе. Обновите страницу.")
    if letter.reply:
        must_allow(Reply.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.reply), "send_again")
    _must_hold(case, letter)
    page = _page_of(letter.last, case)
    place = _place(page, letter, point, address, why)
    remember_address(page, *place, by=by)
    row = send_same(page, letter.last, place, by=by, extra={LEFT_ON_PAGE: why.strip()} if point in PAGES else None)
    record("delivery.sent_again", case, by=by, delivery=row.pk)
    settle_returned(case)
    return row


def _must_hold(case: Case, letter: Posted) -> None:
    """Raises Objection where the day that the letter names holds no more."""
    if wrong := stops(case, letter.payload):
        raise Objection(wrong)


def _page_of(row: Delivery, case: Case) -> Case:
    """Whose letter it was: of a case joined before one author was asked for, that case's own, with its places."""
    if row.subject_id == case.pk:
        return case
    return page_case(Case.objects.select_related("organisation", "client").get(pk=row.subject_id), case)


def _place(case: Case, letter: Posted, point: str, address: str, why: str) -> Place:
    """Where it goes. Raises Objection, and Stale for a place where it is on its way already."""
    known = dict(ways_for(case, letter))
    if point not in known:
        raise Objection("Выберите из списка, как отправить.")
    place = place_named(point, address, known[point])
    if letter.goes_to(*place):
        raise Stale(f"Письмо уже отправляется: {title_of(point)}. Обновите страницу.")
    if point in PAGES and not why.strip():
        raise Objection("Напишите, откуда клиент знает, что письмо лежит на странице дела: иначе оно не дойдёт.")
    return place


def ways_for(case: Case, letter: Posted) -> list[tuple[str, str]]:
    """Points that may carry this letter, each with the address we know."""
    what: Carried = "answer" if letter.reply else "notice"
    case = _page_of(letter.last, case)
    known = [(p, a) for p, _title, a in choices_for(case) if may_carry(case.organisation, p, what) and p not in PAGES]
    return [*known, ("portal", "")]


RETRIED = ("case", "contact")
"""Whose deliveries a person may try again where the outbox lists them."""


@action("case.work")
@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: Employee, address: str = "") -> Delivery:
    """Try what came back or could not leave once more by the same point, to a corrected address if there is one.
    Returns what goes now. Raises Objection, NotAllowed, Stale: also when the letter has reached the client otherwise.
    """
    if delivery.subject_type not in RETRIED:
        raise Objection("Отсюда это отправление не повторить. Письмо в другой орган повторяют на странице его дела.")
    subject = held(delivery)
    row = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if row.state not in FAILED:
        raise Stale("Повторить можно только то, что не ушло или вернулось. Обновите страницу.")
    if isinstance(subject, Contact):
        again = _back_again(row, place_named(row.channel, address, row.address))
    elif "text" not in row.payload:
        again = _status_again(row)
    else:
        again = _letter_again(lock_living(subject), row, address, by)
    record("delivery.retried", subject, by=by, delivery=again.pk)
    queue.nudge("deliver_outbox")
    return again


def _letter_again(case: Case, row: Delivery, address: str, by: Employee) -> Delivery:
    """To the client, by the same point. Raises Objection, Stale."""
    letter = next((x for x in owed(posted(case)) if row in x.rows), None)
    if letter is None:
        raise Stale("Это письмо уже дошло другим способом или больше не нужно. Обновите страницу.")
    place = place_named(row.channel, address, row.address)
    if letter.goes_to(*place):
        raise Stale(f"Письмо уже отправляется: {title_of(place[0])}. Обновите страницу.")
    if letter.payload.get("notice") in MAILBOX_ITSELF:
        raise Objection("Ссылка в этом письме одноразовая, снова её не отправить. Пусть клиент попросит новую.")
    _must_hold(case, letter)
    page = _page_of(row, case)
    remember_address(page, *place, by=by)
    again = send_same(page, row, place, by=by)
    settle_returned(case)
    return again


def _back_again(row: Delivery, place: Place) -> Delivery:
    """An automatic answer to a message that became no case."""
    must_not_be_barred(Organisation.objects.get(pk=row.organisation_id), place[0])
    if row.replaced_by.exclude(state__in=FAILED).exists():
        raise Stale("Это письмо уже отправлено снова. Обновите страницу.")
    again = Delivery.objects.create(
        organisation_id=row.organisation_id,
        channel=place[0],
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        key=f"again-{row.pk}:{row.replaced_by.count()}",
        address=place[1],
        message_id=row.message_id.replace("<", f"<again{row.replaced_by.count()}.", 1),
        instead_of=row,
        payload=row.payload,
    )
    note(again)
    return again


def _status_again(row: Delivery) -> Delivery:
    """A status for a portal never left: the same row waits again, in its place."""
    waiting = Delivery.objects.filter(pk=row.pk, state="dead", sent_at=None)
    if not waiting.again():
        raise Stale("Повторить можно только то, что не ушло. Обновите страницу.")
    row.refresh_from_db()
    return row
