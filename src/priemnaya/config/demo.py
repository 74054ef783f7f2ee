"""Demonstration data: the five bodies at work for three months. Real actions at moments of the past; nothing is drawn
by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from unittest.mock import patch

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.forwarding import directory_of
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.actions.working import Question
from priemnaya.cases.forwarding import Target
from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, IncomingFile, Matter, Sender, ServiceAsked
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.wording import TextVerdict
from priemnaya.config.demo_texts import BAD, CLIENTS, MATTERS, STAFF
from priemnaya.core.models import Delivery
from priemnaya.desk import actions as desk
from priemnaya.errors import Objection
from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.actions.findable import log_opened, log_search
from priemnaya.knowledge.actions.sections import name_head
from priemnaya.knowledge.models import Service, Topic
from priemnaya.outreach.actions.mailings import create_mailing
from priemnaya.outreach.actions.surveys import rate_reply, record_measure
from priemnaya.people.actions.consents import give_consent
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.people.roles import ROLES
from priemnaya.policy import Refused
from priemnaya.programme.rollups import refresh_rollups

PASSWORD = "priemnaya-demo"  # noqa: S105 - demonstration data only, never in production  # nosec B105


@contextmanager
def moment(at: dt.datetime) -> Iterator[None]:
    """Actions inside happen at a moment of the past."""
    with patch("django.utils.timezone.now", lambda: at):
        yield


def fill_once(slugs: Iterable[str] = ()) -> None:
    """Fill an empty installation; one that has employees is left as it is. slugs: these bodies only. Raises
    Objection."""
    if Employee.objects.exists():
        return
    bodies, asked = Organisation.objects.filter(parent=None).order_by("slug"), set(slugs)
    if unknown := asked - set(bodies.values_list("slug", flat=True)):
        raise Objection(f"Такого органа нет: {', '.join(sorted(unknown))}. Папки органов лежат в orders/.")
    with transaction.atomic():
        for organisation in bodies.filter(slug__in=asked) if asked else bodies:
            _body(organisation)
    refresh_rollups(6)


@lru_cache(maxsize=1)
def demo_hash() -> str:
    """One slow hash for all demo accounts."""
    return make_password(PASSWORD)


def logins() -> str:
    """One demo login per role of one body, and how the others are called."""
    people = Employee.objects.filter(username__startswith="registrar@").order_by("organisation__slug")
    filled = list(people.values_list("organisation__slug", flat=True).distinct())
    first = "udmurtia-mio" if "udmurtia-mio" in filled or not filled else filled[0]
    names = [f"  {title:24} {role}@{first}" for role, (title, _held) in ROLES.items()]
    others = [slug for slug in filled if slug != first]
    more = [f"  другие органы: registrar@{others[0]} и так далее ({', '.join(others)})"] if others else []
    return "\n".join([f"Вход для сотрудников: /w/, пароль {PASSWORD}", *names, *more])


def _body(organisation: Organisation) -> None:
    organisation.second_factor = []  # every page of the demonstration says so
    organisation.save(update_fields=["second_factor"])
    chance = random.Random(organisation.slug)  # play data, the same every time  # nosec B311
    staff: dict[str, Employee] = {}
    units = list(organisation.units.order_by("pk"))
    hashed = demo_hash()
    for n, (role, surname, name, patronymic, post) in enumerate(STAFF):
        key = role if role not in staff else f"{role}2"
        staff[key] = Employee.objects.create(
            username=f"{key}@{organisation.slug}",
            password=hashed,
            organisation=organisation,
            unit=units[n % len(units)],
            surname=surname,
            name=name,
            patronymic=patronymic,
            post=post,
            phone=organisation.phone,
            roles=[role],
        )
    now = timezone.now()
    matters = MATTERS.get(organisation.slug) or next(iter(MATTERS.values()))
    for n in range(26):
        at = now - dt.timedelta(days=95 - n * 3.7, hours=chance.uniform(0, 6))
        _case(organisation, staff, chance, at, now, *matters[n % len(matters)])
    _points(organisation, staff, chance, now, matters)
    _forwarded(organisation, staff, now)
    _rules(organisation, staff)
    _applications(organisation, staff, now)
    _knowledge(organisation, staff, chance, now)
    desk.route_waiting(organisation)


def _points(
    organisation: Organisation,
    staff: dict[str, Employee],
    chance: random.Random,
    now: dt.datetime,
    matters: list[tuple[str, str, str]],
) -> None:
    """Other points of contact: a messenger, a call, a paper letter answered and waiting for the post, a few consents, a
    mailing."""
    subject, text, answer = matters[0]
    for n, point in enumerate(("max", "vk", "phone", "post")):
        surname, name, patronymic = CLIENTS[n]
        social = point in ("max", "vk")
        with moment(now - dt.timedelta(days=n + 1, hours=3)):
            received = actions.receive_message(
                organisation,
                Incoming(
                    Arrival(point, external_id=f"demo-{point}" if social else ""),
                    Matter(
                        text,
                        subject="" if social else subject,
                        kind="social_message" if social else "message",
                    ),
                    Sender(
                        surname,
                        name,
                        patronymic,
                        how="messenger" if social else "",
                        postal_address="426000, г. Примерск, ул. Садовая, д. 7" if point == "post" else "",
                        addresses=(
                            {point: str(1000 + n)}
                            if social
                            else {"phone": f"+7912000000{n}"}
                            if point == "phone"
                            else {}
                        ),
                    ),
                ),
            )
            assert received.case is not None
            if point == "post":
                _classified(received.case, staff, subject, text, organisation)
                draft = actions.start_reply(received.case, by=staff["executor"])
                actions.send_reply(
                    actions.save_reply(draft, by=staff["executor"], text=f"{draft.text}{answer}"), by=staff["head"]
                )
            elif social or point == "phone":
                _delivered(received.case, timezone.now())
    agreed = list(
        Client.objects.filter(organisation=organisation, addresses__channel="email").distinct().order_by("pk")[:4]
    )
    for client in agreed:
        give_consent(client, "mailing", how=chance.choice(["in_person", "phone"]), by=staff["registrar"])
    create_mailing(
        organisation,
        subject="Приём граждан в декабре",
        client_kinds=[],
        by=staff["head"],
        text=(
            "Здравствуйте!\n\nВ декабре принимаем по средам с 10 до 17 часов. Записаться можно по телефону или на"
            " сайте."
        ),
    )


def _forwarded(organisation: Organisation, staff: dict[str, Employee], now: dt.datetime) -> None:
    """Matters that are not ours: one sent on, one that came back and goes by the next way, one that waits for the
    post."""
    rows = directory_of(organisation).order_by("pk")
    bodies = [*rows.filter(ways__contains="email")[:2], rows.filter(ways__contains="post").last()]
    by = staff["registrar"]
    for n, (body, way) in enumerate(zip(bodies, ("email", "email", "post"), strict=True)):
        if body is None:
            continue
        surname, name, patronymic = CLIENTS[n + 3]
        at = now - dt.timedelta(days=4 - n, hours=2)
        with moment(at):
            case = actions.receive_message(
                organisation,
                Incoming(
                    Arrival("portal", at=at),
                    Matter(
                        f"Здравствуйте. Прошу помочь, вопрос такой: {body.deals_with}. К кому мне обратиться и что"
                        " нужно сделать?",
                        subject=f"Вопрос не к нам: {body.deals_with.partition(',')[0]}",
                    ),
                    Sender(
                        surname,
                        name,
                        patronymic,
                        postal_address="426000, г. Примерск, ул. Садовая, д. 9",
                        addresses={"email": f"forward{n}@mail.example"},
                        identity=f"esia-forward-{organisation.slug}-{n}",
                    ),
                    AnswerPoints("portal"),
                ),
            ).case
        assert case is not None
        _delivered(case, at + dt.timedelta(minutes=2))
        with moment(at + dt.timedelta(hours=1)):
            reason = f"Это решает {body}: {body.deals_with}."
            sent = actions.forward_case(case, [Target(body, way)], reason, by=by)
            sent = actions.sign_forwarding(sent, by=staff["head"])
        row = sent.letters.get().delivery
        assert row is not None
        if way == "email":
            with moment(at + dt.timedelta(hours=1, minutes=2)):
                actions.forwarding_sent(row)
        if n == 1:
            with moment(at + dt.timedelta(hours=2)):
                actions.forwarding_bounced(row, "5.1.1 такого ящика нет")


def _rules(organisation: Organisation, staff: dict[str, Employee]) -> None:
    """A routing rule, a macro, a checklist and a competence of each sort."""
    head, unit = staff["head"], organisation.units.order_by("-pk").first()
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
    desk.record_competence(staff["executor"], "service", service.slug, basis="Аттестация, протокол № 3", by=head)


REFUSED, LACKING, UNCHECKED = (2, 7), 9, 10
"""Which of the applications were refused; which lacks a document; which nobody has looked at."""


def _applications(organisation: Organisation, staff: dict[str, Employee], now: dt.datetime) -> None:
    """A service with a settled practice, one decision against it, one application that lacks a document, one that
    nobody has checked."""
    service = next(
        s
        for s in organisation.services.order_by("place")
        if s.current and s.current.text.grounds and s.current.text.brought
    )
    for n in range(11):
        at = now - dt.timedelta(days=80 - n * 7.5)
        case = _applied(organisation, service, n, at)
        if n == UNCHECKED:
            continue
        with moment(at + dt.timedelta(hours=5)):
            _classified(case, staff, service.title, service.title, organisation)
            _looked_at_documents(case, lacking=n == LACKING, by=staff["executor"])
        if n != LACKING:
            _decided(case, service, staff, at + dt.timedelta(days=4), refused=n in REFUSED)


def _applied(organisation: Organisation, service: Service, n: int, at: dt.datetime) -> Case:
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
        surname, name, patronymic, addresses={"epgu": f"{7000 + n}"}, identity=f"esia-{organisation.slug}-{n}"
    )
    with moment(at):
        incoming = Incoming(Arrival("epgu", at=at), asked, sender, service=ServiceAsked(service.pk))
        case = actions.receive_message(organisation, incoming).case
        read_files()
    assert case is not None
    _delivered(case, at + dt.timedelta(minutes=3))
    return case


def _looked_at_documents(case: Case, *, lacking: bool, by: Employee) -> None:
    marks = {
        d.pk: actions.Mark("missing" if lacking and not d.when else d.state if d.state != "awaited" else "given")
        for d in case.application.documents.filter(source="client")
    }
    actions.check_documents(case, marks, by=by)


def _decided(case: Case, service: Service, staff: dict[str, Employee], at: dt.datetime, *, refused: bool) -> None:
    """Granted, or refused on the first ground of the service with the reason why it differs from the practice."""
    assert service.current is not None
    ground, by = service.current.text.grounds[0], staff["executor"]
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
        _sent(reply, "Проверено вручную", by=by, head=staff["head"])
    _delivered(case, at + dt.timedelta(minutes=5))


def _sent(reply: Reply, reason: str, *, by: Employee, head: Employee) -> None:
    """Signed by the head; what the checker says against the words is excused with the reason."""
    try:
        actions.send_reply(reply, by=head)
    except Refused as stopped:
        rules = [rule for v in stopped.verdicts if isinstance(v, TextVerdict) for rule in v.rules]
        actions.send_reply(actions.save_reply(reply, by=by, overrides=dict.fromkeys(rules, reason)), by=head)


def _knowledge(organisation: Organisation, staff: dict[str, Employee], chance: random.Random, now: dt.datetime) -> None:
    """Heads of sections, an article on its way, votes, and searches of the last weeks: found, opened and in vain."""
    sections = list(organisation.sections.order_by("place"))
    for section in sections:
        name_head(section, staff["head"], by=staff["head"])
    waiting = articles.draft_article(
        sections[-1],
        by=staff["editor"],
        kind="guide",
        title="Памятка: как назвать письмо клиенту",
        text=(
            "Назовите письмо так, чтобы клиент понял, о чём оно.\n\nПримеры\n- Договор готов\n- Нужен ещё один документ"
        ),
    )
    articles.submit_version(waiting, by=staff["editor"])
    public = list(articles.published(organisation).filter(public=True).order_by("pk"))
    for n in range(24):
        article, at = public[n % len(public)], now - dt.timedelta(days=chance.uniform(1, 60))
        with moment(at):
            articles.vote(article, chance.random() < 0.8, "Не нашёл телефон" if n == 5 else "")
            log_search(organisation, f"demo-{n}", article.title.lower()[:40], 4, place="desk", by=staff["executor"])
        with moment(at + dt.timedelta(seconds=chance.uniform(3, 25))):
            log_opened(organisation, f"demo-{n}", "article", str(article.pk))
    for n, text in enumerate(("график приёма в праздники", "график приёма в праздники", "парковка")):
        log_search(organisation, f"demo-none-{n}", text, 0, place="portal")


def _classified(case: Case, staff: dict[str, Employee], subject: str, text: str, organisation: Organisation) -> None:
    topic = Topic.objects.suggest(f"{subject} {text}", 1)
    actions.classify_case(
        case, [Question(subject, topic[0] if topic else None, organisation.needs[0])], by=staff["registrar"]
    )
    actions.assess_urgency(case, "normal", "", by=staff["registrar"])
    actions.assign_case(case, staff["executor"], by=staff["registrar"])


def _case(
    organisation: Organisation,
    staff: dict[str, Employee],
    chance: random.Random,
    at: dt.datetime,
    now: dt.datetime,
    subject: str,
    text: str,
    answer: str,
) -> None:
    surname, name, patronymic = chance.choice(CLIENTS)
    email = f"client{CLIENTS.index((surname, name, patronymic))}@mail.example"
    point = chance.choice(["portal", "portal", "email", "post"])
    kind = chance.choice(["appeal", "message", "message", "appeal_complaint", "info_request"])
    identified = kind.startswith("appeal") and point == "portal"
    with moment(at):
        received = actions.receive_message(
            organisation,
            Incoming(
                Arrival(point, at=at, from_address=email if point == "email" else ""),
                Matter(text, subject=subject, kind=kind),
                Sender(
                    surname,
                    name,
                    patronymic,
                    postal_address="г. Примерск, ул. Садовая, д. 7",
                    addresses={"email": email},
                    identity=f"esia-{organisation.slug}-{email}" if identified else "",
                    vouched=("email",) if identified else (),
                ),
                AnswerPoints(point if point in ("portal", "email") else "post"),
            ),
        )
    case = received.case
    assert case is not None
    _delivered(case, at + dt.timedelta(minutes=3))
    if (now - at).days < 3 and chance.random() < 0.6:
        return
    executor = staff[chance.choice(["executor", "executor2"])]
    topic = Topic.objects.suggest(f"{subject} {text}", 1)
    with moment(at + dt.timedelta(hours=3)):
        actions.classify_case(
            case,
            [Question(subject, topic[0] if topic else None, chance.choice(organisation.needs))],
            by=staff["registrar"],
        )
        actions.assess_urgency(
            case,
            "urgent" if chance.random() < 0.12 else "normal",
            "человек может потерять право, если ответить поздно",
            by=staff["registrar"],
        )
        actions.assign_case(case, executor, by=staff["registrar"], task="Подготовить ответ")
    took = chance.choice([4, 8, 12, 18, 25, 29, 34])
    if (now - at).days < took or (chance.random() < 0.12 and (now - at).days < 40):
        if chance.random() < 0.3:
            with moment(min(now, at + dt.timedelta(days=1))):
                desk.add_note(case, "Запросил сведения у коллег, жду до завтра.", by=executor)
        return
    _answer(case, staff, chance, at + dt.timedelta(days=took), executor, answer)


def _answer(
    case: Case, staff: dict[str, Employee], chance: random.Random, at: dt.datetime, executor: Employee, answer: str
) -> None:
    case.refresh_from_db()
    if not case.questions.filter(topic__isnull=False).exists():
        return
    with moment(at):
        reply = actions.start_reply(case, by=executor)
        careless = chance.random() < 0.08
        reply = actions.save_reply(
            reply, by=executor, text=f"{BAD}\n\n{answer}" if careless else f"{reply.text}{answer}"
        )
        _sent(reply, "Окончательный ответ дадим после проверки на месте", by=executor, head=staff["head"])
        if case.is_complaint:
            day = at.date() + dt.timedelta(days=30)
            record_measure(
                case, "Перепишем памятку на сайте простыми словами", owner=staff["head"], due_on=day, by=staff["head"]
            )
    _delivered(case, at + dt.timedelta(minutes=5))
    if chance.random() < 0.7:
        with moment(min(at + dt.timedelta(days=1), dt.datetime.now(dt.UTC))):
            good = 2 if careless else chance.choice([5, 5, 5, 4, 4, 3])
            rate_reply(
                case.replies.get(state="sent"),
                satisfaction=good,
                ease=min(7, good + chance.choice([1, 2])),
                politeness=max(good, 3),
                got_result="no" if careless else chance.choice(["yes", "yes", "partly"]),
                comment="Спасибо, всё понятно." if good == 5 else "",
            )


def _delivered(case: Case, at: dt.datetime) -> None:
    with moment(at):
        for row in Delivery.objects.filter(subject_type="case", subject_id=case.pk, state="queued"):
            actions.delivery_sent(row)
