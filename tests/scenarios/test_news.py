"""The client is told of any event that an order names: once, by the point they chose, and it is counted whether they
were told in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pydantic import ValidationError

from priemnaya.cases import actions, texts
from priemnaya.cases.actions.returning import settle_returned
from priemnaya.cases.models import Case, Contact
from priemnaya.core.models import Delivery, Notice, Obligation
from priemnaya.desk import actions as rules
from priemnaya.desk.standing import standing
from priemnaya.people.models import Unit
from priemnaya.people.policies import overridden
from priemnaya.people.reminding import remind_body
from priemnaya.policy import KINDS, Clause, OrderError
from priemnaya.policy.points import asked_at
from priemnaya.policy.texts import Text, load_texts
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.notices import UNTOLD, to_client
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import refresh_body

from ..desk import Desk
from ..helpers import GOOD, case_of, goes_out, local_day, made_ready, routed
from .test_bulk import marked
from .test_bulk import said as said_of_bulk
from .test_guards import ACTIONS, MADE, asking, made, reopens

MAIL = {"chosen_point": "email", "chosen_address": "maria@mail.example"}


def telling(event: str, **more: Any) -> Any:
    return asking("tell", on=event, whom=["client"], **more)


def news(case: Case) -> list[str]:
    """The letters about events, by their words."""
    return list(Contact.objects.filter(case=case, notice="happened").order_by("pk").values_list("text", flat=True))


def owed(case: Case) -> list[Obligation]:
    return list(Obligation.objects.about("case", case.pk).filter(what="news", clause=MADE).order_by("pk"))


def as_sorted(case: Case) -> dict[str, str]:
    """Its questions as the form of triage has them."""
    rows = enumerate(case.questions.select_related("topic").order_by("pk"))
    fields = [(n, {"text": q.text, "topic": q.topic.code if q.topic else "", "need": q.need}) for n, q in rows]
    return {f"{name}-{n}": value for n, row in fields for name, value in row.items()}


def test_another_executor_is_told_of_once_and_counted(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm, **MAIL), cast.head), Desk(cast.head)
    with telling("executor_changed"):
        desk.does(case, "assign", to=cast.executor.pk)
        assert news(case) == [], "the first executor is no change"
        together = marked([case], do="assign", to=cast.head.pk)
        assert "об этом клиенту уйдёт письмо" in said_of_bulk(desk, together) and news(case) == []
        asked = {"seen": standing(Case.objects.get(pk=case.pk)), "to": cast.head.pk, **as_sorted(case)}
        page = desk.looks(case, "triage", **asked).text
        assert "исполнитель сменился" in page and news(case) == []
        desk.does(case, "assign", to=cast.head.pk)
        desk.does(case, "assign", to=cast.head.pk)
        (said,) = news(case)
        assert "исполнитель сменился" in said and case.number in said and said.startswith("Здравствуйте, Мария")
        letter = Delivery.objects.get(subject_type="case", subject_id=case.pk, payload__notice="happened")
        assert (letter.channel, letter.address) == (MAIL["chosen_point"], MAIL["chosen_address"])
        (term,) = owed(case)
        assert term.is_open and "п. " in desk.get(f"/w/cases/{case.pk}/").text
        goes_out(case)
        term.refresh_from_db()
        assert term.fulfilled_at is not None and term.kept
        refresh_body(cast.udm)
        line = next(x for x in board(cast.udm, *[local_day(cast.udm)] * 2) if x.clause.number == MADE)
        assert (line.kept, line.broken) == (1, 0)


def test_the_executor_hears_that_the_same_address_wrote_before_though_nobody_is_proved(cast: Any) -> None:
    """Each unproved message has a card of its own: staff are told of the likeness, and that it is no more than that."""
    typed = {"identity": "", "addresses": {"email": "maria@mail.example"}}
    case_of(cast.udm, **typed)
    again, other = case_of(cast.udm, text="Ещё раз.", **typed), case_of(cast.udm, identity="esia-2", addresses={})
    told = Notice.objects.filter(employee_id=cast.executor.pk, text__contains="Назначен исполнитель")
    with asking("tell", on="assigned", whom=["executor"], **{"if": {"wrote_within": 60}}):
        Desk(cast.head).does(other, "assign", to=cast.executor.pk)
        assert not told.exists()
        Desk(cast.head).does(again, "assign", to=cast.executor.pk)
        assert again.number in told.get().text and "совпал адрес, а кто писал, не подтверждено" in told.get().text


def test_a_letter_that_came_back_is_owed_again(cast: Any) -> None:
    case, desk = case_of(cast.udm, **MAIL), Desk(cast.head)
    goes_out(case)
    with telling("urgency_assessed", within="2h"):
        desk.does(case, "urgency", urgency="urgent", reason="Третий день нет тепла")
        goes_out(case)
        (term,) = owed(case)
        assert term.fulfilled_at is not None
        assert (term.due_at - term.since_at).total_seconds() == 7200
        letter = Delivery.objects.get(subject_type="case", subject_id=case.pk, payload__notice="happened")
        Delivery.objects.filter(pk=letter.pk).update(state="bounced")
        settle_returned(case)
        term.refresh_from_db()
        assert term.fulfilled_at is None and term.is_open


def test_another_department_is_told_of_by_one_letter(cast: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.head)
    first, second = Unit.objects.filter(organisation=cast.udm)[:2]
    with telling("unit_changed"):
        actions.assign_case(case, None, unit=first, by=cast.head)
        actions.assign_case(case, cast.executor, unit=second, by=cast.head)
        assert [("другое подразделение" in said) for said in news(case)] == [True]


def test_a_change_of_state_is_one_whatever_else_the_deed_writes_down(cast: Any) -> None:
    """Who is given a matter at work changes no state, nor does it when it is opened again with whoever had it."""
    case, desk = made_ready(case_of(cast.udm), cast.head), Desk(cast.head)
    with telling("state_changed"):
        desk.does(case, "assign", to=cast.executor.pk)
        assert len(news(case)) == 1 and "состояние дела изменилось: теперь «" in news(case)[0]
        desk.does(case, "assign", to=cast.head.pk)
        assert len(news(case)) == 1
        reopens(desk, case)
        assert len(news(case)) == 2 and len(owed(case)) == 3, "of the closing its own letter tells"


def test_a_matter_handed_over_by_rule_is_assigned_once_and_one_accepted_is_registered_once(cast: Any) -> None:
    rules.save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=cast.udm.units.get(slug="land"))
    with telling("assigned"):
        case = routed(case_of(cast.udm))
        assert case.unit is not None
        assert len(news(case)) == len(owed(case)) == 1
    held = case_of(cast.udm, suspicious="похоже на рассылку", text="Другое письмо")
    with asking("tell", on="message_registered", whom=["signer"]):
        Desk(cast.registrar).does(held, "accept")
    assert Notice.objects.filter(case_id=held.pk, employee_id=cast.signer.pk, kind="order").count() == 1


@pytest.mark.parametrize(
    ("event", "action"), [("term_extended", "extend"), ("clarified", "ask_client"), ("closed", "close")]
)
def test_what_the_product_tells_already_is_not_told_twice(cast: Any, event: str, action: str) -> None:
    case, desk = case_of(cast.udm, **MAIL), Desk(cast.head)
    with telling(event):
        goes_out(case)
        before = Contact.objects.filter(case=case, direction="out").count()
        ACTIONS[action](desk, case)
        assert Contact.objects.filter(case=case, direction="out").count() == before + 1 and not news(case)
        (term,) = owed(case)
        assert term.is_open and term.kept is None, "the letter has not left"
        goes_out(case)
        term.refresh_from_db()
        assert term.kept


def counted(cast: Any) -> tuple[int, int]:
    """Of the made clause: kept, broken."""
    refresh_body(cast.udm)
    line = next(x for x in board(cast.udm, *[local_day(cast.udm)] * 2) if x.clause.number == MADE)
    return line.kept, line.broken


@pytest.mark.parametrize("event", ["message_received", "message_registered", "reply_signed", "reply_on_substance"])
def test_what_the_receipt_or_the_answer_tells_is_told_when_that_letter_has_left(cast: Any, event: str) -> None:
    """In time, and late; and what came back is owed by its first day."""
    with telling(event, within="30m"):
        case, head = case_of(cast.udm, **MAIL), Desk(cast.head)
        if event.startswith("reply"):
            goes_out(made_ready(case, cast.head))
            head.writes(case, GOOD)
            head.sends(case)
        else:
            assert [term.kept for term in owed(case)] == [None], "the receipt waits"
            assert counted(cast) == (0, 0)
        Obligation.objects.filter(what="news").update(due_at=timezone.now() - dt.timedelta(minutes=1))
        if event != "reply_on_substance":  # of what left with the letter itself nothing waited
            assert counted(cast) == (0, 1)
        goes_out(case)
        (term,) = owed(case)
        assert term.fulfilled_at is not None and term.kept is (event == "reply_on_substance")
        assert not news(case), "no letter beside it"
        by_mail = Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel="email", state="sent")
        for row in by_mail:
            actions.delivery_bounced(row, "ящика нет")
        term.refresh_from_db()
        assert term.fulfilled_at is None and term.is_open
        goes_out(case)
        again = Delivery.objects.filter(subject_type="case", subject_id=case.pk).exclude(instead_of=None)
        assert again.exists()


def test_two_names_of_an_event_are_two_clauses_and_one_letter(cast: Any) -> None:
    """complaint_received and message_registered are one row of the journal: each clause has its own term."""
    both = made("udmurtia-mio", "tell", on="complaint_received", whom=["client"], within="1h")
    more = Clause(
        "99.2", "Ещё.", made("udmurtia-mio", "tell", on="message_registered", whom=["client"]).clauses[-1].rules
    )
    with overridden(replace(both, clauses=(*both.clauses, more))):
        case = case_of(cast.udm, kind="appeal_complaint", **MAIL)
        terms = Obligation.objects.about("case", case.pk).filter(what="news")
        assert sorted(terms.values_list("clause", flat=True)) == [MADE, "99.2"]
        assert all(term.is_open for term in terms)
        goes_out(case)
        assert all(term.kept for term in terms.all())


def test_what_is_registered_after_a_person_looked_is_owed_from_its_receipt(cast: Any) -> None:
    with telling("message_received", within="1h"):
        case = case_of(cast.udm, suspicious="похоже на рассылку", **MAIL)
        assert case.state == "review" and [term.kept for term in owed(case)] == [None]
        Desk(cast.registrar).does(case, "accept")
        goes_out(case)
        assert [term.kept for term in owed(case)] == [True]


def test_a_broken_term_is_told_of_and_the_telling_itself_never_begets_another(cast: Any) -> None:
    case = case_of(cast.udm)
    ago = timezone.now() - dt.timedelta(days=1)
    answer = Obligation.objects.about("case", case.pk).filter(what="reply_on_substance")
    with telling("term_broken"):
        Obligation.objects.about("case", case.pk).filter(what="registration").update(
            fulfilled_at=None, since_at=ago - dt.timedelta(days=3), due_at=ago
        )
        remind_body(cast.udm)
        assert news(case) == [], "a late deed of our own is no late answer"
        answer.update(since_at=ago - dt.timedelta(days=30), due_at=ago)
        remind_body(cast.udm)
        assert ["срок нарушен" in said for said in news(case)] == [True]
        Obligation.objects.filter(pk=owed(case)[0].pk).update(fulfilled_at=None, due_at=ago, since_at=ago)
        remind_body(cast.udm)
        assert len(news(case)) == 1


def test_only_the_term_that_the_order_names_is_told_of_when_it_is_broken(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.head), Desk(cast.registrar)
    desk.does(case, "assign", to=cast.executor.pk)
    ago = timezone.now() - dt.timedelta(days=1)
    late = {"on": "term_broken", "owed": ["reply_on_substance"], "say": "ответ опоздал"}

    def lapsed(what: str) -> int:
        mine = Obligation.objects.about("case", case.pk).filter(what=what)
        mine.update(fulfilled_at=None, since_at=ago - dt.timedelta(days=30), due_at=ago)
        remind_body(cast.udm)
        return Notice.objects.filter(employee_id=cast.executor.pk, text__contains="ответ опоздал").count()

    with asking("tell", whom=["executor"], **late):
        assert lapsed("registration") == 0, "another term"
        assert lapsed("reply_on_substance") == 1


def test_employees_are_told_with_the_client_and_nobody_while_it_is_held(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.head), Desk(cast.registrar)
    desk.does(case, "assign", to=cast.executor.pk)
    with asking("tell", on="noted", whom=["client", "executor"], say="в деле заметка"):
        desk.does(case, "note", text="Проверить границы участка")
        assert len(news(case)) == 1 and "заметка" in news(case)[0]
        assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains="в деле заметка").exists()
        held = case_of(cast.udm, text="Посмотрите мой сайт", suspicious="ссылки на чужой сайт")
        assert held.state == "review"
        desk.does(held, "note", text="Похоже на рекламу")
        assert not Contact.objects.filter(case=held, direction="out").exists()


def test_the_body_has_its_own_words_for_an_event(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    case, known = made_ready(case_of(cast.udm), cast.head), texts.texts_of(cast.udm)
    own = {
        "told_urgency_assessed": Text("{greeting}\n\nВаше дело № {number} теперь срочное.", "Срочное дело № {number}")
    }
    monkeypatch.setattr(texts, "texts_of", lambda body: known | own)
    with telling("urgency_assessed"):
        Desk(cast.head).does(case, "urgency", urgency="urgent", reason="Третий день нет тепла")
    assert news(case) == [f"{case.client.greeting}\n\nВаше дело № {case.number} теперь срочное."]


@pytest.mark.unit
def test_every_event_of_a_matter_can_be_told_and_its_words_are_to_the_client() -> None:
    assert len(words("event")) > 40
    for name, event in words("event").items():
        if event.waits or not event.verbs or event.about not in ("case", "reply"):  # type: ignore[attr-defined]
            assert not asked_at("tell", f"{name}>client"), name
            continue
        if name not in UNTOLD:
            assert asked_at("tell", f"{name}>client"), name
            assert "клиент" not in to_client(name), name


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"on": "article_published", "whom": ["client"]}, "дела или адреса нет"),
        ({"on": "letter_returned", "whom": ["client"]}, "дела или адреса нет"),
        ({"on": "answered_orally", "whom": ["client"], "within": "1h"}, "в самом разговоре"),
        ({"on": "assigned", "whom": ["registrar"], "within": "1wd"}, "within — за сколько узнают клиент"),
        ({"on": "assigned", "whom": ["client"], "within": "4h", "start": "same_day"}, "start относится только к дням"),
        ({"on": "noted", "whom": ["client"], "facts": ["executor_contacts"]}, "письмо об этом событии не называет"),
        (
            {"on": "assigned", "whom": ["executor"], "facts": ["executor_contacts"]},
            "письмо об этом событии не называет",
        ),
        ({"on": "assigned", "whom": ["client"], "say": "слова"}, "say — слова извещения сотруднику"),
    ],
)
def test_what_no_letter_could_tell_does_not_load(value: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        KINDS["tell"].values.model_validate(value)


@pytest.mark.unit
def test_words_about_an_event_that_is_none_do_not_load() -> None:
    assert load_texts(Path("texts.yaml"), 'told_assigned: {subject: "Дело № {number}", text: "Дело № {number}."}')
    with pytest.raises(OrderError, match="told_asigned"):
        load_texts(Path("texts.yaml"), 'told_asigned: {text: "Дело № {number}."}')
