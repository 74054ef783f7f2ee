"""Applications for a service with a settled practice, and the rules by which cases find their people."""

from __future__ import annotations

import datetime as dt

from priemnaya.cases import actions
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile, Matter, Sender, ServiceAsked
from priemnaya.cases.models import Case
from priemnaya.config.demo_texts import CLIENTS
from priemnaya.desk import actions as desk
from priemnaya.knowledge.models import Service
from priemnaya.people.models import Employee

from .office import Office, classified, delivered, moment, registered, sign_and_send


def write_rules(office: Office) -> None:
    """A routing rule, a macro, a checklist and a competence of each sort."""
    organisation, head = office.body, office["head"]
    unit = organisation.units.order_by("-pk").first()
    service = organisation.services.order_by("place").first()
    if unit is None or service is None:
        return
    desk.save_rule(
        organisation, by=head, name="Жалобы на услугу", kinds=["service_complaint"], unit=unit, by_competence=True
    )
    steps = [{"do": "normal", "value": ""}, {"do": "note", "value": "Позвонил(а) клиенту, уточнил(а) вопрос."}]
    desk.save_macro(organisation, "Обычное, поговорили по телефону", steps, by=head)
    points = [
        "Сверить сведения с реестром",
        "Позвонить клиенту, если чего-то не хватает",
        "Проверить письмо перед подписью",
    ]
    desk.save_checklist(organisation, "Заявление на услугу", points, by=head, kind="service_application")
    desk.record_competence(office["executor"], "service", service.slug, basis="Аттестация, протокол № 3", by=head)


REFUSED, LACKING, UNCHECKED = (2, 7), 9, 10
"""Which of the applications were refused; which lacks a document; which nobody has looked at."""


def decide_applications(office: Office) -> None:
    """A service with a settled practice, one decision against it, one application that lacks a document, one that
    nobody has checked."""
    with_practice = (
        s
        for s in office.body.services.order_by("place")
        if s.current and s.current.text.grounds and s.current.text.brought
    )
    service = next(with_practice, None)
    if service is None or not office.having("epgu"):
        return
    for n in range(11):
        at = office.now - dt.timedelta(days=80 - n * 7.5)
        case = _applied(office, service, n, at)
        if n == UNCHECKED:
            continue
        with moment(at + dt.timedelta(hours=5)):
            classified(office, case, service.title, service.title)
            _looked_at_documents(case, lacking=n == LACKING, by=office["executor"])
        if n != LACKING:
            _decided(office, case, service, at + dt.timedelta(days=4), refused=n in REFUSED)


def _applied(office: Office, service: Service, n: int, at: dt.datetime) -> Case:
    """By the state portal, with the documents that the client brings."""
    assert service.current is not None
    surname, name, patronymic = CLIENTS[n % len(CLIENTS)]
    given = tuple(
        IncomingFile(f"{d.name}.pdf", b"%PDF-1.4 demo", document=d.id)
        for d in service.current.text.brought
        if not d.when and n != LACKING
    )
    asked = Matter(
        f"Прошу оказать услугу: {service.title.lower()}.",
        subject=service.title,
        kind="service_application",
        files=given,
    )
    sender = Sender(
        surname, name, patronymic, addresses={"epgu": f"{7000 + n}"}, identity=f"esia-{office.body.slug}-{n}"
    )
    with moment(at):
        incoming = Incoming(Arrival("epgu", at=at), asked, sender, service=ServiceAsked(service.pk))
        case = registered(office, incoming)
        read_files()
    delivered(case, at + dt.timedelta(minutes=3))
    return case


def _looked_at_documents(case: Case, *, lacking: bool, by: Employee) -> None:
    marks = {
        d.pk: actions.Mark("missing" if lacking and not d.when else d.state if d.state != "awaited" else "given")
        for d in case.application.documents.filter(source="client")
    }
    actions.check_documents(case, marks, by=by)


def _decided(office: Office, case: Case, service: Service, at: dt.datetime, *, refused: bool) -> None:
    """Granted, or refused on the first ground of the service with the reason why it differs from the practice."""
    assert service.current is not None
    ground, by = service.current.text.grounds[0], office["executor"]
    text = (
        "К сожалению, сейчас решить ваш вопрос нельзя. Ниже сказано, почему и что можно сделать."
        if refused
        else "Ваше заявление выполнено. Результат готов."
    )
    with moment(at):
        reply = actions.start_reply(case, by=by)
        reply = actions.save_reply(
            reply,
            by=by,
            text=f"{reply.text}{text}",
            decision="refusal" if refused else "grant",
            grounds="" if refused else "Документы полные, условия услуги выполнены.",
        )
        if refused:
            reply = actions.choose_grounds(reply, [ground.id], by=by)
            why = "Здесь условия другие: " + ground.title.lower()
            reply = actions.save_reply(reply, by=by, why_differs=why)
        sign_and_send(reply, "Проверено вручную", by=by, head=office["head"])
    delivered(case, at + dt.timedelta(minutes=5))
