"""A body whose points only take in: whoever writes is told nothing that is not so. And mail to each mailbox that an
order names as a point is taken."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils import timezone

from priemnaya.cases.actions.points import points_for
from priemnaya.cases.models import Case
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import Delivery, Obligation
from priemnaya.people.duties import open_duties
from priemnaya.people.interaction import body_at
from priemnaya.people.loading import sync_body
from priemnaya.people.models import InteractionPoint
from priemnaya.people.policies import order_of, overridden
from priemnaya.policy.order import Point
from priemnaya.policy.remarks import remarks

from ..desk import Desk
from ..helpers import case_of
from ..mail.test_mail import letter
from .test_event_terms import made

POINTS = ("portal", "email", "post", "in_person", "vk", "max")
ONLY_TAKEN = [(f"9{n}", "point_serves", f"point: {p}, functions: [intake, complain]") for n, p in enumerate(POINTS)]
DOUBLED = ("97", "by_chosen_point", "what: further_contact, doubled: true")


def test_where_points_only_take_in_nobody_is_told_that_an_answer_is_ready(cast: Any, tmp_path: Path) -> None:
    order = made(tmp_path, *ONLY_TAKEN, DOUBLED)
    with overridden(order):
        case = case_of(
            cast.udm,
            point="email",
            chosen_point="email",
            chosen_address="maria@mail.example",
            second_point="email",
            second_address="other@mail.example",
        )
    told = list(Delivery.objects.filter(subject_id=case.pk, subject_type="case").values_list("payload", flat=True))
    assert not [p for p in told if "Готов ответ" in p["subject"]]
    assert [p for p in told if p["notice"] == "notice_waits" and "Сообщение про" in p["subject"]]
    assert len([p for p in told if p["notice"] == "notice_waits"]) == 2, "each of two places of one point"
    assert order.body
    bare = order.body.model_copy(update={"points": (), "phone": ""})
    said = " ".join(remarks(replace(order, body=bare)))
    assert "органу нечем отдать ответ" in said and "органу нечем сообщить" in said
    assert "органу нечем" not in " ".join(remarks(order_of("udmurtia-mio")))


def test_what_a_clause_takes_from_a_point_is_named_and_a_choice_of_nothing_is_none(cast: Any, tmp_path: Path) -> None:
    choice = ("96", "offer_choice", "what: contact_point")
    order, desk = made(tmp_path, *ONLY_TAKEN, choice, DOUBLED), Desk(cast.head)
    with overridden(order):
        for number in ("96", "97"):
            page = desk.get(f"/w/order/{number}/").text
            assert "ещё не исполняется" in page and "кроме страницы дела" in page, number
    wider = made(
        tmp_path, ("91", "point_serves", "point: email, functions: [inform, intake, deliver]"), choice, DOUBLED
    )
    with overridden(wider):
        for number in ("96", "97"):
            assert "ещё не исполняется" not in desk.get(f"/w/order/{number}/").text, number
    assert order.body
    points = (Point(kind="email", name="Почта", address="a@body.example", functions=("intake", "notify", "deliver")),)
    said = [*remarks(replace(order, body=order.body.model_copy(update={"points": points})))]
    lost = next(words for words in said if "электронная почта" in words and "пропадает" in words)
    assert lost.startswith("п. 91") and "«передадим ответ» (deliver)" in lost and "(intake)" not in lost
    nothing = next(words for words in said if "органу нечем отдать ответ" in words)
    assert "не из чего выбирать" in nothing and "п. 96, " in nothing and "п. 91" in nothing


def test_of_two_clauses_on_one_point_the_file_says_which_holds(tmp_path: Path) -> None:
    first = ("91", "point_serves", "point: in_person, functions: [intake, deliver]")
    second = ("92", "point_serves", "point: in_person, functions: [intake], hours: 'вторник с 9 до 18'")
    said = [words for words in remarks(made(tmp_path, first, second)) if "иначе говорит п. 91" in words]
    assert len(said) == 1 and said[0].startswith("п. 92")
    assert not [words for words in remarks(made(tmp_path, first)) if "иначе говорит" in words]


def test_mail_to_a_mailbox_that_is_a_point_of_the_body_is_taken_and_to_no_other(cast: Any) -> None:
    order = order_of(cast.udm.slug)
    assert order.body
    named = Point(kind="email", name="Почта", address="Второй.Ящик@Body.Example", functions=("intake",))
    points = (*order.body.points, named)
    sync_body(replace(order, body=order.body.model_copy(update={"email": "", "points": points})))
    cast.udm.refresh_from_db()
    assert body_at(["второй.ящик@body.example"]) == cast.udm
    assert body_at(["nobody@body.example"]) is None
    assert cast.udm.email, "letters of the body are from one of its mailboxes"
    taken = receive_letter(cast.udm, letter(To="второй.ящик@body.example"))
    assert taken.contact.case is not None
    InteractionPoint.objects.filter(address=named.address).delete()
    assert body_at(["второй.ящик@body.example"]) is None


def test_what_waits_for_a_part_of_the_product_is_owed_by_nobody(cast: Any, tmp_path: Path) -> None:
    rule = ("91.1", "within", "from: message_registered, do: progress_told, within: 10d")
    plan = ("91.2", "within", "do: plan_approved, by: 2030-01-15")
    with overridden(made(tmp_path, rule, plan)):
        case = case_of(cast.udm, kind="message")
        open_duties(cast.udm)
        assert not Obligation.objects.filter(what__in=("progress_told", "plan_approved")).exists()
        known = Obligation.objects.about("case", case.pk).open().order_by("due_at").first()
        assert known is not None and case.due_at == known.due_at
        past = timezone.now() - dt.timedelta(days=3)
        old = Obligation.objects.get(pk=known.pk)
        old.pk, old._state.adding, old.what, old.clause, old.due_at = None, True, "progress_told", "91.1", past
        old.save()
        Case.objects.filter(pk=case.pk).update(due_at=past)
        import_module("priemnaya.cases.migrations.0038_what_nobody_can_meet").end_them(apps, None)
        old.refresh_from_db()
        case.refresh_from_db()
        assert not old.is_open and old.cancelled_at == past, "ended, and broken by nobody"
        assert case.due_at == known.due_at


def test_chechnya_minnats_4_1_6__everything_goes_to_the_client_by_one_point(cast: Any) -> None:
    body = cast.bodies["chechnya-minnats"]
    case = case_of(body, kind="message", point="email", chosen_point="portal")
    assert [point for point, _ in points_for(case, "further_contact")] == ["portal"]
    assert [point for point, _ in points_for(case, "forwarding_notice")] == ["portal"]
