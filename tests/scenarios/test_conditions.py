"""Conditions: the same words in every rule, each of which changes what a person meets; asked once and only when a rule
asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priemnaya.cases import actions
from priemnaya.cases.actions.links import link_cases
from priemnaya.cases.actions.working import Question
from priemnaya.cases.decision_parts import decisions_for
from priemnaya.cases.facts import case_facts, stored_facts
from priemnaya.cases.guarded import guard, guard_reply
from priemnaya.cases.models import GROUNDED
from priemnaya.core.models import Obligation
from priemnaya.knowledge.models import Topic
from priemnaya.people.policies import overridden
from priemnaya.policy.kinds.base import OF_A_CASE, OF_A_REPLY
from priemnaya.policy.vocabulary.conditions import WAITS, fact_of
from priemnaya.policy.vocabulary.matters import CASE_KINDS, DECISIONS, kinds_decided

from ..desk import Desk
from ..helpers import case_of, drafted, goes_out, made_ready, undone
from .deeds import application
from .test_event_terms import made
from .test_guards import MADE, asking


def asked(case: Any, **conditions: Any) -> bool:
    """Whether a rule under these conditions asks anything of closing the case."""
    with asking("before", action="close", facts=["files_kept"], **conditions):
        return any(v.clause == MADE for v in guard("close", case))


HELD: dict[str, Any] = {
    "kinds": (["appeal"], ["feedback"]),
    "came_by": (["portal"], ["post"]),
    "answered_by": (["portal"], ["max"]),
    "electronic": (True, False),
    "clients": (["citizen"], ["legal_entity"]),
    "urgency": (["normal"], ["urgent"]),
    "grounds": (["migration"], ["several_bodies"]),
    "signatories": (2, 100),
    "repeat": (True, False),
    "no_name_or_address": (False, True),
}


@pytest.fixture
def case(cast: Any) -> Any:
    first = made_ready(case_of(cast.udm), cast.head)
    actions.send_reply(drafted(first, cast.head), by=cast.head)
    goes_out(first)
    case = made_ready(case_of(cast.udm, text="Пишу снова."), cast.head)
    actions.change_kind(case, case.kind, by=cast.head, grounds=["migration"], signatories=12)
    link_cases(case, first, kind="related", by=cast.head)
    case.refresh_from_db()
    return case


def test_a_rule_holds_under_its_condition_and_not_under_another(case: Any) -> None:
    for name, (so, otherwise) in HELD.items():
        with undone(name):
            assert asked(case, **{"if": {name: so}}) and not asked(case, **{"if": {name: otherwise}})
            assert not asked(case, unless={name: so}) and asked(case, unless={name: otherwise})


def test_need_and_topic_are_read_from_the_questions(cast: Any, case: Any) -> None:
    question = case.questions.select_related("topic").get()
    assert asked(case, **{"if": {"needs": [question.need]}}) and not asked(case, **{"if": {"needs": ["Другое"]}})
    code = question.topic.code
    assert asked(case, **{"if": {"topics": [code[:4]]}}) and not asked(case, **{"if": {"topics": ["9999"]}})


def test_many_questions_are_counted_as_people_write_them_down(cast: Any, tmp_path: Any) -> None:
    """A message with many questions is answered later, and its term turns when they are told apart."""
    rules = ("within", "from: message_registered, do: reply_on_substance, within: 4d, if: {questions_from: 3}")
    few = ("within", "from: message_registered, do: reply_on_substance, within: 2d, unless: {questions_from: 3}")
    with overridden(made(tmp_path, (MADE, *rules), (f"{MADE}.1", *few))):
        case, desk = case_of(cast.udm, kind="message"), Desk(cast.head)
        first = Obligation.objects.about("case", case.pk).get(what="reply_on_substance", cancelled_at=None)
        assert first.clause == f"{MADE}.1"
        asked_of = ["Когда откроют дорогу?", "Кто её ремонтирует?", "Где объезд?"]
        typed = {"text": asked_of, "topic": [""] * 3, "need": [""] * 3}
        desk.does(case, "classify", **typed)
        assert case.questions.count() == 3
        now = Obligation.objects.about("case", case.pk).open().get(what="reply_on_substance")
        assert now.clause == MADE and now.due_at > first.due_at and "темы" in now.recomputed


def test_the_hour_it_came_and_the_help_the_client_needs(cast: Any, case: Any) -> None:
    came = cast.udm.local(case.received_at)
    later = f"{came + dt.timedelta(minutes=1):%H:%M}"
    assert asked(case, **{"if": {"came_before": later}}) and not asked(case, **{"if": {"came_before": f"{came:%H:%M}"}})
    assert not asked(case, **{"if": {"helped": ["veteran"]}})
    case.client.special_needs = ["veteran"]
    case.client.save()
    assert asked(case, **{"if": {"helped": ["veteran", "sight"]}}) and not asked(case, **{"if": {"helped": ["sight"]}})


def test_a_repeated_matter_goes_to_another_executor(cast: Any, case: Any) -> None:
    desk = Desk(cast.head)
    with asking("not_by", person="last_executor", actions=["assign"], **{"if": {"wrote_within": 30}}):
        assert desk.on(case, "assign", to=cast.head.pk).cited("stopped") == {MADE}, "the head wrote the last answer"
        desk.does(case, "assign", to=cast.executor.pk)
        case.refresh_from_db()
        assert case.assignee == cast.executor


def test_a_matter_of_the_same_topic_after_an_answer_is_a_repeated_one(cast: Any) -> None:
    """Seen: the condition loaded and stopped nobody, for only a link that people made between two cases met it."""
    desk = Desk(cast.head)
    first = made_ready(case_of(cast.udm), cast.head)
    actions.send_reply(drafted(first, cast.head), by=cast.head)
    goes_out(first)
    second, topic = case_of(cast.udm, text="Пишу снова."), first.questions.get().topic
    other = Topic.objects.current().filter(depth=4).exclude(pk=topic.pk).order_by("code").first()
    with asking("not_by", person="last_executor", actions=["assign"], **{"if": {"repeat": True}}):
        actions.classify_case(second, [Question("Вопрос.", other, cast.udm.needs[0])], by=cast.head)
        assert not desk.on(second, "assign", to=cast.head.pk).cited("stopped"), "another topic is another matter"
        assert "Повторное:" not in desk.get(f"/w/cases/{second.pk}/").text
        third = case_of(cast.udm, text="И снова.")
        actions.classify_case(third, [Question("Вопрос.", topic, cast.udm.needs[0])], by=cast.head)
        assert desk.on(third, "assign", to=cast.head.pk).cited("stopped") == {MADE}, "the head wrote the last answer"
    page = desk.get(f"/w/cases/{third.pk}/").source
    assert "Повторное:" in page and first.number in page.partition('id="repeated"')[2][:500]


def test_the_service_is_read_from_the_case(cast: Any) -> None:
    case = application(cast.udm)
    assert asked(case, **{"if": {"services": [case.service.slug]}})
    assert not asked(case, **{"if": {"services": ["none-such"]}})


def test_the_decision_is_read_from_the_letter(cast: Any) -> None:
    reply = drafted(case_of(cast.udm), cast.head, decision="refusal", grounds="Участок занят.")
    for decision, holds in (("refusal", True), ("grant", False)):
        with asking("before", action="send_reply", facts=["act_cited"], **{"if": {"decisions": [decision]}}):
            assert any(v.clause == MADE for v in guard_reply("send_reply", reply)) is holds


def test_every_condition_that_loads_is_known(cast: Any) -> None:
    reply = drafted(case_of(cast.udm), cast.head)
    assert set(case_facts(reply.case)) >= OF_A_CASE - set(WAITS)
    assert set(case_facts(reply.case)) & (OF_A_REPLY - OF_A_CASE) == set()


def test_what_a_term_keeps_of_its_case_are_plain_values(case: Any) -> None:
    kept = stored_facts(case)
    assert not [name for name, value in kept.items() if callable(value) or isinstance(value, tuple)]
    assert kept["clients"] == "citizen" and kept["repeat"] is True


def test_a_condition_costs_a_query_only_when_a_rule_asks_it_and_once(case: Any) -> None:
    with CaptureQueriesContext(
        connection,
    ) as none:
        facts = case_facts(case)
    assert len(none) == 0
    with CaptureQueriesContext(connection) as many:
        for _ in range(5):
            fact_of(facts, "topics")
    assert len(many) == 1


def test_what_loading_holds_for_impossible_no_page_offers(cast: Any) -> None:
    """The decisions that a matter of each kind is offered are those that the vocabulary says it may have."""
    case = case_of(cast.udm)
    for case.kind in CASE_KINDS:
        offered = {GROUNDED.get(name, name) for name in decisions_for(case)}
        assert offered == {name for name in DECISIONS if case.kind in (kinds_decided([name]) or CASE_KINDS)}, case.kind
