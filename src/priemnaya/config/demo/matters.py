"""Three months of ordinary matters: registered, assigned, answered, rated."""

from __future__ import annotations

import datetime as dt
import random

from priemnaya.cases import actions
from priemnaya.cases.actions.working import Question
from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, Matter, Sender
from priemnaya.cases.models import Case, Reply
from priemnaya.config.demo_texts import BAD, CLIENTS
from priemnaya.desk import actions as desk
from priemnaya.outreach.actions.surveys import rate_reply, record_measure
from priemnaya.people.models import Employee

from .office import Office, delivered, moment, registered, sign_and_send, topic_of


def pass_through(office: Office, at: dt.datetime, subject: str, text: str, answer: str) -> None:
    """One matter from its message at `at` to the answer, as far as it has come by now."""
    chance, age = office.chance, (office.now - at).days
    incoming = _message(office, at, subject, text)
    with moment(at):
        case = registered(office, incoming)
    delivered(case, at + dt.timedelta(minutes=3))
    if age < 3 and chance.random() < 0.6:
        return
    executor = office[chance.choice(["executor", "executor2"])]
    with moment(at + dt.timedelta(hours=3)):
        _given(office, case, executor, subject, text)
    took = chance.choice([4, 8, 12, 18, 25, 29, 34])
    if age < took or (chance.random() < 0.12 and age < 40):
        if chance.random() < 0.3:
            with moment(min(office.now, at + dt.timedelta(days=1))):
                desk.add_note(case, "Запросил сведения у коллег, жду до завтра.", by=executor)
        return
    _answer(office, case, at + dt.timedelta(days=took), executor, answer)


def _message(office: Office, at: dt.datetime, subject: str, text: str) -> Incoming:
    """By a point, of a kind and from a client of the day."""
    chance = office.chance
    surname, name, patronymic = chance.choice(CLIENTS)
    email = f"client{CLIENTS.index((surname, name, patronymic))}@mail.example"
    point = chance.choice(office.having("portal", "portal", "email", "post"))
    kind = chance.choice(["appeal", "message", "message", "appeal_complaint", "info_request"])
    identified = kind.startswith("appeal") and point == "portal"
    return Incoming(
        Arrival(point, at=at, from_address=email if point == "email" else ""),
        Matter(text, subject=subject, kind=kind),
        Sender(
            surname,
            name,
            patronymic,
            postal_address="г. Примерск, ул. Садовая, д. 7",
            addresses={"email": email},
            identity=f"esia-{office.body.slug}-{email}" if identified else "",
            vouched=("email",) if identified else (),
        ),
        AnswerPoints(point),
    )


def _given(office: Office, case: Case, executor: Employee, subject: str, text: str) -> None:
    """The registrar says what it is about and whose it is."""
    topic, by = topic_of(office, f"{subject} {text}"), office["registrar"]
    need = office.chance.choice(office.body.needs)
    actions.classify_case(case, [Question(subject, topic, need)], by=by)
    urgency = "urgent" if office.chance.random() < 0.12 else "normal"
    actions.assess_urgency(case, urgency, "человек может потерять право, если ответить поздно", by=by)
    actions.assign_case(case, executor, by=by, task="Подготовить ответ")


def _answer(office: Office, case: Case, at: dt.datetime, executor: Employee, answer: str) -> None:
    case.refresh_from_db()
    if not case.questions.filter(topic__isnull=False).exists():
        return
    careless, head = office.chance.random() < 0.08, office["head"]
    with moment(at):
        reply = actions.start_reply(case, by=executor)
        written = f"{BAD}\n\n{answer}" if careless else f"{reply.text}{answer}"
        reply = actions.save_reply(reply, by=executor, text=written)
        sign_and_send(reply, "Окончательный ответ дадим после проверки на месте", by=executor, head=head)
        if case.is_complaint:
            day = at.date() + dt.timedelta(days=30)
            record_measure(case, "Перепишем памятку на сайте простыми словами", owner=head, due_on=day, by=head)
    delivered(case, at + dt.timedelta(minutes=5))
    if office.chance.random() < 0.7:
        with moment(min(at + dt.timedelta(days=1), dt.datetime.now(dt.UTC))):
            _rated(office.chance, case.replies.get(state="sent"), careless=careless)


def _rated(chance: random.Random, reply: Reply, *, careless: bool) -> None:
    good = 2 if careless else chance.choice([5, 5, 5, 4, 4, 3])
    rate_reply(
        reply,
        satisfaction=good,
        ease=min(7, good + chance.choice([1, 2])),
        politeness=max(good, 3),
        got_result="no" if careless else chance.choice(["yes", "yes", "partly"]),
        comment="Спасибо, всё понятно." if good == 5 else "",
    )
