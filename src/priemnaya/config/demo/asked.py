"""Applications with answers to the questions of their services: one that waits for its client, one for a second
applicant, one that has just come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from priemnaya.cases import actions
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, IncomingFile, Matter, Sender, ServiceAsked
from priemnaya.cases.models import Case
from priemnaya.config.demo_texts import CLIENTS
from priemnaya.knowledge.models import Service
from priemnaya.knowledge.services.answers import Answered, read
from priemnaya.knowledge.services.described import ServiceText
from priemnaya.knowledge.services.questions import NO, Question, asked_of

from .office import Office, classified, delivered, moment, registered

PLAYED, HOURS_AGO = 3, (30, 20, 5)
"""How many services of a body are applied for so, and when."""


def apply_with_answers(office: Office) -> None:
    """Of one the client is asked a question; the others wait for our people, or for a second applicant."""
    asking = [s for s in office.body.services.order_by("place") if s.current and s.current.text.questions]
    if not office.having("portal"):
        return
    for n, (service, hours) in enumerate(zip(asking[:PLAYED], HOURS_AGO, strict=False)):
        at = office.now - dt.timedelta(hours=hours)
        case = _applied(office, service, n, at)
        if n == min(1, len(asking) - 1):
            _asked_about(office, case, service, at)


def _asked_about(office: Office, case: Case, service: Service, at: dt.datetime) -> None:
    with moment(at + dt.timedelta(hours=2)):
        classified(office, case, service.title, service.title)
        actions.clarify_case(
            case, "По какому адресу вам удобнее получить ответ на бумаге, если он понадобится?", by=office["executor"]
        )
    delivered(case, at + dt.timedelta(hours=2, minutes=3))


def _applied(office: Office, service: Service, n: int, at: dt.datetime) -> Case:
    assert service.current is not None
    text: ServiceText = service.current.text
    surname, name, patronymic = CLIENTS[(n + 4) % len(CLIENTS)]
    email = f"client{(n + 4) % len(CLIENTS)}@mail.example"
    matter = Matter(
        "",
        subject=service.title,
        kind="service_application",
        answers=tuple(one.as_kept() for one in _answers(text, office.body.local(at).date())),
        files=tuple(IncomingFile(f"{d.name}.pdf", b"%PDF-1.4 demo", document=d.id) for d in text.brought if not d.when),
    )
    sender = Sender(
        surname,
        name,
        patronymic,
        addresses={"email": email},
        identity=f"esia-{office.body.slug}-asked-{n}",
        vouched=("email",),
    )
    asked = ServiceAsked(service.pk, text.receive_by[0])
    if text.second:
        asked = ServiceAsked(service.pk, text.receive_by[0], text.second.who, "Дорошенко Игорь Павлович", "")
    with moment(at):
        case = registered(
            office, Incoming(Arrival("portal", at=at), matter, sender, AnswerPoints("portal"), service=asked)
        )
    with moment(at):
        read_files()
    delivered(case, at + dt.timedelta(minutes=3))
    return case


def _answers(text: ServiceText, today: dt.date) -> list[Answered]:
    """As a person may answer: what the service gives as an example, else something of the kind."""
    said = {q.id: _said(q, today) for q in text.questions}
    asked = asked_of(text.questions, lambda name: str(said[name]))
    found = [(q, read(q, said[q.id])) for q in text.questions if q.id in asked]
    return [Answered.of(question, answer) for question, answer in found if answer is not None]


def _said(question: Question, today: dt.date) -> Any:
    if question.example and question.kind not in ("people", "date"):
        return question.example
    kinds: dict[str, Callable[[], Any]] = {
        "choice": lambda: question.options[0],
        "several": lambda: "\n".join(question.options[: max(question.least or 1, 1)]),
        "yes_no": lambda: NO,
        "number": lambda: str(max(question.least or 0, 1)),
        "date": lambda: f"{today + dt.timedelta(days=20 if question.days == 'future' else -20):%d.%m.%Y}",
        "account": lambda: "1234567890123456789012"[: question.least or 8],
        "cadastral": lambda: "18:26:010101:57",
        "place": lambda: "улица Примерная, дом 10, квартира 5",
        "people": lambda: _people(question, today),
    }
    return kinds.get(question.kind, lambda: "Подробности расскажу по телефону")()


def _people(question: Question, today: dt.date) -> list[dict[str, str]]:
    given = ["Анна", "Илья", "Софья", "Марк", "Вера", "Глеб"]
    day = f"12.05.{today.year - 7}" if question.born else ""
    return [{"surname": "Дорошенко", "name": name, "born": day} for name in given[: max(question.least or 1, 1)]]
