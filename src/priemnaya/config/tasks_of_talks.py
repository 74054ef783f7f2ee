"""Background tasks of what happens in the presence of the client: visits, talks of the chat, calls. As in `tasks`,
which imports this."""

from __future__ import annotations

from functools import partial

from procrastinate.contrib.django import app

from priemnaya.channels.chat.actions import settle_chats
from priemnaya.people.models import Organisation
from priemnaya.reception.actions.telephony import settle_calls
from priemnaya.reception.actions.visits import miss_unarrived, offer_freed, remind_of_visits, seek_in_visits
from priemnaya.reception.visits.free import places_of

from .runner import for_each_body, one_by_one


@app.task(name="visits", queueing_lock="visits")
def visits() -> None:
    for_each_body("visits", "Приём: напоминания, неявки, освободившееся время", _visits)


def _visits(body: Organisation) -> None:
    places = places_of(body.pk)
    one_by_one(
        partial(remind_of_visits, body),
        partial(seek_in_visits, body),
        *(partial(miss_unarrived, place) for place in places),
        *(partial(offer_freed, place) for place in places),
    )


@app.periodic(cron="* * * * *")
@app.task(name="sweep_visits", queueing_lock="sweep_visits")
def sweep_visits(timestamp: int) -> None:
    """Reminders whose time has come, and who has not come."""
    visits()


@app.task(name="chats", queueing_lock="chats")
def chats() -> None:
    for_each_body("chats", "Чат: кому не ответили, кто ушёл", settle_chats)


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep_chats", queueing_lock="sweep_chats")
def sweep_chats(timestamp: int) -> None:
    """Questions that nobody has answered in time become messages."""
    chats()


@app.periodic(cron="* * * * * */10")
@app.task(name="settle_calls", queueing_lock="settle_calls")
def settle_exchange_calls(timestamp: int) -> None:
    """Calls of telephone exchanges that nobody answered become tasks; those an exchange forgot to end are ended."""
    for_each_body("settle_calls", "Звонки телефонных станций", settle_calls)
