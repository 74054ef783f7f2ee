"""The chat of the demonstration: talks of past days, one that goes on, one that waits."""

from __future__ import annotations

import datetime as dt

from priemnaya.channels.chat import actions
from priemnaya.channels.models import ChatTalk
from priemnaya.core.tokens import api_digest, new_token
from priemnaya.people.actions.places import save_point
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of

from .office import Office, moment

PAST_DAYS = 12
ASKED = [
    ("Анна", "Здравствуйте! До какого часа вы сегодня принимаете?", "Здравствуйте! Сегодня принимаем до 17 часов."),
    ("", "Куда принести документы?", "Здравствуйте! Принесите документы в окно 1. Адрес есть на сайте."),
    ("Олег", "Можно ли прийти без записи?", "Здравствуйте! Да, без записи принимаем в порядке очереди."),
]


def answer_in_the_chat(office: Office) -> None:
    body, by = office.body, office.staff["reception"]
    act = policy_of(body).body.act.citation[:200]
    save_point(
        body,
        "chat",
        name="Чат на сайте",
        address="",
        functions=["inform"],
        hours="в рабочие часы, пока сотрудник на месте",
        approved_by=act,
        by=office.staff["admin"],
    )
    for ago in range(PAST_DAYS, 0, -1):
        _of_the_past(office, ago, by)
    actions.start_chat_duty(body, by=by)
    waits = dt.timedelta(minutes=1)
    with moment(office.now - waits):
        _asked(office, "Здравствуйте! Подскажите, пожалуйста, готово ли моё заявление?", name="Ирина")
    going_on = _asked(office, "Здравствуйте! Как записаться на приём?", name="Павел")
    actions.take_chat(going_on, by=by)
    actions.say_to_chat(going_on, new_token(), "Здравствуйте! Откройте на сайте «Записаться на приём».", by=by)


def _asked(office: Office, text: str, *, name: str = "") -> ChatTalk:
    opening = actions.ChatOpening("portal", api_digest(new_token()), text, new_token(), name=name)
    return actions.open_chat(office.body, opening, by=None)


def _of_the_past(office: Office, ago: int, by: Employee) -> None:
    name, asked, answer = ASKED[ago % len(ASKED)]
    at = office.now - dt.timedelta(days=ago, hours=office.chance.uniform(0, 3))
    with moment(at):
        actions.start_chat_duty(office.body, by=by)
        talk = _asked(office, asked, name=name)
    with moment(at + dt.timedelta(seconds=office.chance.randrange(20, 170))):
        actions.take_chat(talk, by=by)
        actions.say_to_chat(talk, new_token(), answer, by=by)
    with moment(at + dt.timedelta(minutes=office.chance.randrange(4, 12))):
        if ago % 4:
            actions.close_chat(talk, "yes", by=None)
        else:
            actions.end_chat(talk, "case", by=by)
        actions.end_chat_duty(office.body, by=by)
