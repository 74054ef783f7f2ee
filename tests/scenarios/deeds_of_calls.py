"""What people do at the telephone where a rule of the order acts: deeds of the card of a talk, at its page."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import partial
from typing import Any

from django.utils import timezone

from priemnaya.core.models import Obligation, Ruling
from priemnaya.people.models import Employee, Organisation
from priemnaya.reception.models import Call, CallBack

from ..desk import Desk, Page
from ..helpers import local_day

NUMBER = "8 (912) 000-11-22"
ENOUGH = {"q-text-1": "Когда придут документы?", "q-said-1": "В среду.", "q-result-1": "answered"}
WELL = {**ENOUGH, "answered": "yes", "satisfied": "yes"}
"""A plain talk that no order stops."""


def begun(desk: Desk, number: str = NUMBER, **typed: Any) -> Call:
    desk.post("/w/calls/new/", number=number, **typed)
    return Call.objects.filter(operator=desk.employee).latest("pk")


def on_card(desk: Desk, call: Call, do: str, **typed: Any) -> Page:
    """A press on the card as it is now, with the words that are typed."""
    version = Call.objects.get(pk=call.pk).version
    return desk.post(f"/w/calls/{call.pk}/", do=do, version=version, number=call.number, **typed)


def transferred(desk: Desk, call: Call, to: Employee, **typed: Any) -> Page:
    return on_card(desk, call, "transfer", **{**ENOUGH, "transfer_to": to.pk, "transfer_told": "1", **typed})


def promised(desk: Desk, call: Call, days: int = 1, **typed: Any) -> Page:
    given = {
        "back_number": NUMBER,
        "back_day": local_day(call.organisation, days).isoformat(),
        "back_time": "12:00",
        "back_what": "Узнать, когда придут документы",
        "back_convenient": "с 15 до 17",
        "back_owner": desk.employee.pk,
    }
    return on_card(desk, call, "promise", **{**ENOUGH, **given, **typed})


def next_working_hour(body: Organisation) -> dict[str, str]:
    """A promise for half an hour from now, by the body's clock: allowed by every order at any hour."""
    at = body.local(timezone.now() + dt.timedelta(minutes=30))
    return {"back_day": at.date().isoformat(), "back_time": f"{at:%H:%M}"}


# Deeds of the removal test.


def ends_without(cast: Any, body: Organisation, **typed: str) -> Any:
    """The card is closed though something was not asked."""
    from .deeds import Came

    desk = Desk(cast.head_of(body.slug))
    call = begun(desk)
    page = on_card(desk, call, "end", **{**WELL, **typed})
    ended = Call.objects.get(pk=call.pk).state == "ended"
    return Came(frozenset() if ended else page.cited(), ended)


def transfers_a_third_time(cast: Any, body: Organisation) -> Any:
    from .deeds import Came

    first = cast.head_of(body.slug)
    people = [first, *(cast.hire(f"at-phone-{n}-{body.slug}", body, f"Телефонов{n}", "head") for n in range(3))]
    call = begun(Desk(first))
    for giving, taking in itertools.pairwise(people[:3]):
        transferred(Desk(giving), call, taking)
    page = transferred(Desk(people[2]), call, people[3])
    given = call.transfers.count()
    return Came(frozenset() if given == 3 else page.cited(), given)


def transfers_untold(cast: Any, body: Organisation) -> Any:
    from .deeds import Came

    desk = Desk(cast.head_of(body.slug))
    other = cast.hire(f"at-phone-{body.slug}", body, "Телефонов", "head")
    call = begun(desk)
    page = transferred(desk, call, other, transfer_told="")
    given = call.transfers.count()
    return Came(frozenset() if given else page.cited(), given)


def promises_to_call(cast: Any, body: Organisation) -> Any:
    """By which clause a promise is owed."""
    from .deeds import Came

    desk = Desk(cast.head_of(body.slug))
    call = begun(desk)
    promised(desk, call, **next_working_hour(body))
    back = CallBack.objects.get(call=call)
    owed = Obligation.objects.get(subject_type="callback", subject_id=back.pk)
    return Came(frozenset({owed.clause} - {""}), owed.clause)


SAID_BADLY = {
    "speech": "Вы не поняли, я повторяю ещё раз.",
    "rude": "Вы не поняли правила.",
    "audience": "На участке есть сервитут.",
}


def says(check: str) -> Any:
    """The client is told so: what stands on the card of it while the talk goes on, and what is kept when it ends."""

    def deed(cast: Any, body: Organisation) -> Any:
        from .deeds import Came

        desk = Desk(cast.head_of(body.slug))
        call = begun(desk)
        typed = {**WELL, "q-said-1": SAID_BADLY[check]}
        on_card(desk, call, "write", **typed)
        page = desk.get(f"/w/calls/{call.pk}/")
        remarks = page.remarks("finding")
        on_card(desk, call, "end", **typed)
        kept = Ruling.objects.filter(subject_type="call", subject_id=call.pk, target__startswith="speech.")
        broken = frozenset(kept.filter(ok=False, stopped=False).values_list("clause", flat=True))
        assert Call.objects.get(pk=call.pk).state == "ended"  # what was said is no reason to keep the card open
        return Came(broken, remarks)

    return deed


DEEDS_OF_CALLS: dict[tuple[str, str], Any] = {
    ("within", "call_back"): promises_to_call,
    ("before", "end_call.question_answered"): partial(ends_without, answered=""),
    ("before", "end_call.satisfied"): partial(ends_without, satisfied=""),
    ("before", "end_call.no_answer_outcome"): partial(ends_without, answered="no", outcome=""),
    ("before", "transfer_call.transfer_told"): transfers_untold,
    ("limit", "transfer_call.call_transfers"): transfers_a_third_time,
    **{("written", f"speech.{check}"): says(check) for check in SAID_BADLY},
}
