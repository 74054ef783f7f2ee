"""The made order of another style at work: each clause by what people themselves do at the pages, not by its loading.
No line of the product knows of this body or of these clauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.letters import letter_of
from priemnaya.cases.models import Case
from priemnaya.config.cli.places import load_files
from priemnaya.core.models import Delivery, Notice, Obligation
from priemnaya.people.duties import open_duties
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.reminding import remind_body
from priemnaya.programme.compliance import board
from priemnaya.programme.models import IndicatorFigure

from ..desk import Desk, Visitor, as_read
from ..helpers import GOOD, case_of, goes_out, made_ready
from ..made import orders_of
from .deeds import PARTS

SLUG = "yantar-gzhi"
PHONE = "+7 (4012) 55-66-77"


@dataclass
class Office:
    body: Organisation
    head: Employee
    second: Employee
    executor: Employee
    registrar: Employee
    analyst: Employee

    def ready(self, **facts: Any) -> Case:
        """A message that may be given to the executor, who has read the order."""
        Desk(self.executor).post("/w/order/acknowledge/")
        return made_ready(case_of(self.body, kind="message", **facts), self.registrar)

    def owed(self, case: Case, clause: str) -> Obligation | None:
        return Obligation.objects.about("case", case.pk).filter(clause=clause).order_by("-pk").first()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The made order beside the shipped ones, loaded once for all these scenarios."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        orders_of(patch, tmp_path_factory.mktemp("made") / "orders", SLUG)
        load_files()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(loaded: None, db: None) -> Iterator[Office]:
    body = Organisation.objects.get(slug=SLUG)
    body.second_factor = []  # a sign-in of its own is tried elsewhere
    body.save(update_fields=["second_factor"])

    def hired(name: str, surname: str, *roles: str) -> Employee:
        return Employee.objects.create(
            username=name,
            password="!",
            organisation=body,
            surname=surname,
            name="Имя",
            patronymic="Отчество",
            phone=PHONE,
            roles=list(roles),
        )

    yield Office(
        body,
        hired("head", "Орлов", "head", "executor"),
        hired("second", "Второв", "head"),
        hired("executor", "Сидоров", "executor"),
        hired("registrar", "Петров", "registrar"),
        hired("analyst", "Белов", "analyst"),
    )


def test_1_1_demands_nothing_and_says_so(office: Office) -> None:
    for page in (Visitor(office.body).get("/order/"), Desk(office.head).get("/w/order/1.1/")):
        assert "сведения: требований нет" in page.text


def test_1_2_a_client_says_that_they_are_of_a_kind_that_only_this_body_has(office: Office) -> None:
    visitor = Visitor(office.body)
    assert "Собственник жилья" in visitor.get("/write/?all=1").text
    typed = {"kind": "message", "text": "Батареи холодные третий день.", "for_whom": "self", "chosen_point": "portal"}
    page = visitor.post("/write/", **typed, surname="Иванова", name="Мария", client_kind="собственник жилья")
    assert "Сообщение принято" in page.text
    client = Case.objects.latest("pk").client
    assert client is not None
    assert "собственник жилья" in Desk(office.registrar).get(f"/w/clients/{client.pk}/").text


def test_1_3_and_3_4_who_gets_a_case_has_read_the_order_and_its_topic_need_and_urgency_are_said(office: Office) -> None:
    case, desk = case_of(office.body, kind="message"), Desk(office.registrar)
    assert {"1.3", "3.4"} <= desk.on(case, "assign", to=office.executor.pk).cited("stopped")
    unit = office.body.units.create(slug="hall", name="Приёмная")
    tried = {"name": "Всё", "kinds": ["message"], "unit": unit.pk, "do": "try"}
    assert "Чего порядок требует до поручения" in Desk(office.head).post("/w/rules/routing/", **tried).text
    made_ready(case, office.registrar)
    assert desk.on(case, "assign", to=office.executor.pk).cited("stopped") == {"1.3"}
    Desk(office.executor).post("/w/order/acknowledge/")
    desk.does(case, "assign", to=office.executor.pk)
    case.refresh_from_db()
    assert case.assignee == office.executor


def test_3_2_an_urgent_matter_is_with_its_executor_in_two_hours(office: Office) -> None:
    case, desk = office.ready(), Desk(office.registrar)
    assert office.owed(case, "3.2") is None
    desk.does(case, "urgency", urgency="urgent", reason="Третий день нет отопления, в квартире ребёнок")
    owed = office.owed(case, "3.2")
    assert owed is not None and owed.is_open
    assert owed.due_at - case.received_at == dt.timedelta(hours=2)
    assert "3.2" in desk.get(f"/w/cases/{case.pk}/").cited()
    desk.does(case, "assign", to=office.executor.pk)
    owed.refresh_from_db()
    assert owed.fulfilled_at is not None


def test_3_3_the_client_is_told_the_number_and_the_term(office: Office) -> None:
    case = case_of(office.body, kind="message", chosen_point="email", chosen_address="maria@mail.example")
    due = office.owed(case, "4.1")
    assert due is not None
    owed = Obligation.objects.about("case", case.pk).get(clause="3.3")
    assert owed.is_open and owed.due_at > case.registered_at
    text = Delivery.objects.filter(subject_type="case", subject_id=case.pk).earliest("pk").payload["text"]
    assert case.number in text and f"{office.body.local(due.due_at):%d.%m.%Y}" in text
    goes_out(case)
    owed.refresh_from_db()
    assert owed.fulfilled_at is not None


def test_3_6_the_executor_learns_that_the_client_wrote_lately_and_looks_at_it(office: Office) -> None:
    first = case_of(office.body, kind="message")
    again = office.ready(text="Батареи всё ещё холодные. Когда включат отопление?")
    Desk(office.registrar).does(again, "assign", to=office.executor.pk)
    told = Notice.objects.filter(employee_id=office.executor.pk, text__contains="п. 3.6").get()
    assert "клиент уже писал за 30 дней" in told.text
    desk = Desk(office.executor)
    desk.writes(again, GOOD)
    assert "3.6" in desk.on(again, "reply/submit").cited("stopped")
    desk.get(f"/w/cases/{first.pk}/")
    assert "3.6" not in desk.on(again, "reply/submit").cited("stopped")


def test_4_4_a_term_is_extended_once_by_at_most_fifteen_days_with_a_reason(office: Office) -> None:
    case, desk = office.ready(), Desk(office.head)
    assert "4.4" in desk.on(case, "extend", days=16, reason="Ждём акта осмотра").cited("stopped")
    assert "4.4" in desk.on(case, "extend", days=5, reason="").cited()
    desk.does(case, "extend", days=15, reason="Ждём акта осмотра")
    assert "4.4" in desk.on(case, "extend", days=1, reason="Ещё ждём").cited("stopped")
    assert "Ждём акта осмотра" in str(list(Delivery.objects.values_list("payload", flat=True)))


def test_4_5_the_executor_is_reminded_three_days_before_and_the_head_learns_of_the_breach(office: Office) -> None:
    case, now = office.ready(), timezone.now()
    Desk(office.registrar).does(case, "assign", to=office.executor.pk)
    mine = Obligation.objects.about("case", case.pk).filter(what="reply_on_substance")
    Notice.objects.all().delete()
    mine.update(
        since_at=now - dt.timedelta(days=10), due_at=now + dt.timedelta(days=40)
    )  # of days off no three in a row count
    remind_body(office.body)
    assert not Notice.objects.filter(employee_id=office.executor.pk).exists()
    mine.update(due_at=now + dt.timedelta(days=2))
    remind_body(office.body)
    assert "ответ" in Notice.objects.get(employee_id=office.executor.pk).text
    mine.update(due_at=now - dt.timedelta(minutes=1))
    remind_body(office.body)
    told = Notice.objects.filter(employee_id=office.head.pk, text__contains="п. 4.5", text__startswith="Срок нарушен")
    assert f": ответить по существу, {mine.get().citation}, дело {case.number}" in told.get().text, "which term"


WRONG_LETTERS: dict[str, tuple[set[str], str, dict[str, str]]] = {
    "long sentence": ({"5.1"}, f"{GOOD}\n\n{'Мы проверили ваш дом ' + 'и ваш подъезд ' * 12}.", {}),
    "no greeting": ({"5.2"}, GOOD.partition("\n\n")[2], {}),
    "no letterhead and number": ({"5.2", "5.3"}, GOOD, {"letterhead": ""}),
    "long letter": ({"5.4"}, "\n\n".join([GOOD, *["Здесь ещё один абзац письма из нескольких слов."] * 150]), {}),
    "no survey": ({"5.7"}, GOOD, {"survey": ""}),
}
"""What is wrong with a letter -> the clauses that stop it, its text, what is ticked otherwise."""


def test_5_a_letter_that_is_not_as_the_order_wants_does_not_go(office: Office) -> None:
    case, desk = office.ready(), Desk(office.head)
    assert "1.3" in desk.on(case, "reply/start").cited("stopped"), "who answers has read the order"
    desk.post("/w/order/acknowledge/")
    desk.does(case, "reply/start")
    for what, (clauses, text, fields) in WRONG_LETTERS.items():
        desk.on(case, "reply/save", **{"text": text, "letterhead": "on", "survey": "on", **fields, **as_read(case)})
        assert clauses <= desk.sends(case).cited("stopped"), what
    desk.on(case, "reply/save", text=GOOD, letterhead="on", survey="on", **as_read(case))
    every = {clause for clauses, _, _ in WRONG_LETTERS.values() for clause in clauses}
    assert not every & desk.sends(case).cited("stopped")


def test_5_2_the_letter_has_the_number_the_executor_and_his_phone(office: Office) -> None:
    case, desk = office.ready(), Desk(office.executor)
    desk.writes(case, GOOD)
    printed = str(letter_of(case.replies.get(), preview=True))
    assert "Сидоров" in printed and PHONE in printed and case.number in printed
    Employee.objects.filter(pk=office.executor.pk).update(phone="")
    Organisation.objects.filter(pk=office.body.pk).update(phone="")
    assert "5.2" in desk.on(case, "reply/submit").cited("stopped") or "5.2" in Desk(office.head).sends(case).cited()


def test_5_5_and_5_6_a_refusal_has_its_parts_and_a_second_worker_agrees_who_is_not_the_executor(office: Office) -> None:
    case, author, head = office.ready(), Desk(office.head), Desk(office.second)
    Desk(office.head).post("/w/order/acknowledge/")
    Desk(office.registrar).does(case, "assign", to=office.head.pk)
    parts = {**PARTS, "decision": "refusal"}
    author.writes(case, GOOD, **{**parts, "how_to_appeal": ""})
    assert {"5.5", "5.6"} <= author.sends(case).cited("stopped")
    author.on(case, "reply/save", text=GOOD, letterhead="on", survey="on", **parts)
    assert "5.5" not in author.sends(case).cited("stopped")
    author.does(case, "reply/submit")
    assert "5.6" in author.on(case, "reply/check", **as_read(case)).cited(), (
        "the executor does not agree to his own refusal"
    )
    head.does(case, "reply/check", **as_read(case))
    assert "5.6" not in author.sends(case).cited("stopped")


def test_8_1_a_complaint_does_not_get_to_who_is_complained_of(office: Office) -> None:
    case = made_ready(case_of(office.body, kind="appeal_complaint"), office.registrar)
    Desk(office.executor).post("/w/order/acknowledge/")
    actions.name_person(case, office.executor, by=office.registrar)
    desk = Desk(office.registrar)
    assert "8.1" in desk.on(case, "assign", to=office.executor.pk).cited("stopped")
    assert Desk(office.executor).get(f"/w/cases/{case.pk}/").answered in (403, 404)
    owed = office.owed(case, "8.2")
    assert owed is not None and owed.what == "reply_on_substance"


def test_8_4_satisfaction_is_published_by_the_fifteenth_of_the_next_month(office: Office) -> None:
    open_duties(office.body)
    row = Obligation.objects.filter(clause="8.4", what="satisfaction_figure").get()
    due, today = office.body.local(row.due_at).date(), office.body.local(timezone.now()).date()
    assert due.day == 15 and today <= due <= today + dt.timedelta(days=31), "the first that is still ahead"
    desk = Desk(office.analyst)
    assert {"8.4"} <= desk.get("/w/duties/").cited()
    if row.since_at > timezone.now():  # this month's has passed: as if the order had been there before
        first = dt.datetime.combine(today.replace(day=1), dt.time.min, office.body.zone)
        due = today.replace(day=15)
        until = dt.datetime.combine(due, dt.time(23, 59, 59), office.body.zone)
        Obligation.objects.filter(pk=row.pk).update(since_at=first, due_at=until)
    desk.post(
        f"/w/duties/{row.pk}/confirm/",
        kept="yes",
        words="Уровень за прошлый месяц стоит на сайте с первого числа.",
        link="https://gzhi.example/level",
    )
    following = Obligation.objects.filter(clause="8.4", what="satisfaction_figure").latest("pk")
    assert following.pk != row.pk
    assert office.body.local(following.due_at).date().day == 15
    assert office.body.local(following.due_at).date() > due


@pytest.mark.parametrize(("shares", "kept", "broken"), [((99, 93), 1, 0), ((99, 80), 0, 1)])
def test_8_5_the_share_in_time_is_judged_over_the_quarter(
    office: Office, shares: tuple[int, int], kept: int, broken: int
) -> None:
    for month, share in zip((1, 2), shares, strict=True):
        IndicatorFigure.objects.create(
            organisation=office.body,
            indicator="in_time",
            month=dt.date(2026, month, 1),
            value=share,
            count=100,
            computed_at=timezone.now(),
        )
    lines = {line.clause.number: line for line in board(office.body, dt.date(2026, 1, 1), dt.date(2026, 3, 31))}
    assert (lines["8.5"].met, lines["8.5"].missed) == (kept, broken)


def test_9_the_knowledge_the_training_and_the_mistakes_are_owed_to_whom_the_order_names(office: Office) -> None:
    admin = Employee.objects.create(
        username="admin", password="!", organisation=office.body, surname="Громова", roles=["admin"]
    )
    open_duties(office.body)
    assert {"6.3", "9.3"} <= Desk(office.head).get("/w/duties/").cited()
    page = Desk(admin).get("/w/duties/")
    assert "9.2" in page.cited() and "обучение простому языку" in page.text
    saturday = Obligation.objects.filter(clause="6.3", rule__every="month").get()
    due = office.body.local(saturday.due_at).date()
    assert due.weekday() == 5 and due.day <= 7
