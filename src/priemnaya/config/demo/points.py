"""Other points of contact, and matters that other bodies deal with."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.forwarding import directory_of
from priemnaya.cases.forwarding import Target
from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, Matter, Sender
from priemnaya.config.demo_texts import CLIENTS
from priemnaya.outreach.actions.mailings import create_mailing
from priemnaya.people.actions.consents import give_consent
from priemnaya.people.models import Client, OtherBody

from .office import Office, classified, delivered, moment, registered


def use_points(office: Office, subject: str, text: str, answer: str) -> None:
    """A messenger, a call, a paper letter answered and waiting for the post."""
    for n, point in enumerate(office.having("max", "vk", "phone", "post")):
        with moment(office.now - dt.timedelta(days=n + 1, hours=3)):
            case = registered(office, _by_point(point, n, subject, text))
            if point == "post":
                classified(office, case, subject, text)
                draft = actions.start_reply(case, by=office["executor"])
                draft = actions.save_reply(draft, by=office["executor"], text=f"{draft.text}{answer}")
                actions.send_reply(draft, by=office["head"])
            else:
                delivered(case, timezone.now())


def _by_point(point: str, n: int, subject: str, text: str) -> Incoming:
    """The same matter as it comes by each point: with what that point knows of who writes."""
    surname, name, patronymic = CLIENTS[n]
    if social := point in ("max", "vk"):
        addresses = {point: str(1000 + n)}
    else:
        addresses = {"phone": f"+7912000000{n}"} if point == "phone" else {}
    return Incoming(
        Arrival(point, external_id=f"demo-{point}" if social else ""),
        Matter(text, subject="" if social else subject, kind="social_message" if social else "message"),
        Sender(
            surname,
            name,
            patronymic,
            how="messenger" if social else "",
            postal_address="426000, г. Примерск, ул. Садовая, д. 7" if point == "post" else "",
            addresses=addresses,
        ),
    )


def send_to_mailing_list(office: Office) -> None:
    """A few consents, and a mailing to those who gave one."""
    with_mail = Client.objects.filter(organisation=office.body, addresses__channel="email")
    for client in list(with_mail.distinct().order_by("pk")[:4]):
        give_consent(client, "mailing", how=office.chance.choice(["in_person", "phone"]), by=office["registrar"])
    create_mailing(
        office.body,
        subject="Приём граждан в декабре",
        client_kinds=[],
        by=office["head"],
        text=(
            "Здравствуйте!\n\nВ декабре принимаем по средам с 10 до 17 часов. Записаться можно по телефону или на"
            " сайте."
        ),
    )


def forward(office: Office) -> None:
    """Matters that are not ours: one sent on, one that came back and goes by the next way, one that waits for the
    post."""
    rows = directory_of(office.body).order_by("pk")
    by_mail = [(body, "email") for body in rows.filter(ways__contains="email")[:2]]
    by_post = [(body, "post") for body in rows.filter(ways__contains="post").order_by("-pk")[:1]]
    for n, (body, way) in enumerate([*by_mail, *by_post]):
        _forward_one(office, body, way, n, office.now - dt.timedelta(days=4 - n, hours=2))


def _forward_one(office: Office, body: OtherBody, way: str, n: int, at: dt.datetime) -> None:
    with moment(at):
        case = registered(office, _not_ours(office, body, n, at))
    delivered(case, at + dt.timedelta(minutes=2))
    with moment(at + dt.timedelta(hours=1)):
        reason = f"Это решает {body}: {body.deals_with}."
        sent = actions.forward_case(case, [Target(body, way)], reason, by=office["registrar"])
        sent = actions.sign_forwarding(sent, by=office["head"])
    row = sent.letters.get().delivery
    assert row is not None
    if way == "email":
        with moment(at + dt.timedelta(hours=1, minutes=2)):
            actions.forwarding_sent(row)
    if n == 1:
        with moment(at + dt.timedelta(hours=2)):
            actions.forwarding_bounced(row, "5.1.1 такого ящика нет")


def _not_ours(office: Office, body: OtherBody, n: int, at: dt.datetime) -> Incoming:
    surname, name, patronymic = CLIENTS[n + 3]
    return Incoming(
        Arrival("portal", at=at),
        Matter(
            f"Здравствуйте. Прошу помочь, вопрос такой: {body.deals_with}. К кому мне обратиться и что нужно сделать?",
            subject=f"Вопрос не к нам: {body.deals_with.partition(',')[0]}",
        ),
        Sender(
            surname,
            name,
            patronymic,
            postal_address="426000, г. Примерск, ул. Садовая, д. 9",
            addresses={"email": f"forward{n}@mail.example"},
            identity=f"esia-forward-{office.body.slug}-{n}",
        ),
        AnswerPoints("portal"),
    )
