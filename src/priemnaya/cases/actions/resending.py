"""A letter that came back goes to the client by another way: the same letter, signed as it was."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.models import Case, Reply
from priemnaya.cases.returned import LEFT_ON_PAGE, Posted, returned_letters
from priemnaya.cases.states import lock_living, must_allow
from priemnaya.core.journal import record
from priemnaya.core.models import Delivery
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.interaction import may_carry
from priemnaya.people.models import Employee
from priemnaya.policy.contact_points import PAGES, Carried, title_of

from .deliver import Place, choices_for, place_named, remember_address, send_same
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
    place = _place(case, letter, point, address, why)
    row = send_same(case, letter.last, place, by=by, extra={LEFT_ON_PAGE: why.strip()} if point in PAGES else None)
    remember_address(case, *place)
    record("delivery.sent_again", case, by=by, delivery=row.pk)
    settle_returned(case)
    return row


def _place(case: Case, letter: Posted, point: str, address: str, why: str) -> Place:
    """Where it goes. Raises Objection, and Stale for a place where it is on its way already."""
    known = dict(ways_for(case, letter))
    if point not in known:
        raise Objection("Выберите из списка, как отправить.")
    place = place_named(point, address, known[point])
    if any((r.channel, r.address) == place for r in letter.waiting):
        raise Stale(f"Письмо уже отправляется: {title_of(point)}. Обновите страницу.")
    if point in PAGES and not why.strip():
        raise Objection("Напишите, откуда клиент знает, что письмо лежит на странице дела: иначе оно не дойдёт.")
    return place


def ways_for(case: Case, letter: Posted) -> list[tuple[str, str]]:
    """Points that may carry this letter, each with the address we know."""
    what: Carried = "answer" if letter.reply else "notice"
    known = [(p, a) for p, _title, a in choices_for(case) if may_carry(case.organisation, p, what) and p not in PAGES]
    return [*known, ("portal", "")]
