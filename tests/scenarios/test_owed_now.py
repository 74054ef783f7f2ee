"""What a case owes follows the facts of the case: a condition that becomes so, ceases and comes back begins, ends and
begins the term anew, whoever sets it; the tightest of what is asked holds, with the reason in its trace."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.cases.term_changes import days_allowed
from priemnaya.core.models import Event, Notice, Obligation
from priemnaya.knowledge.models import Topic
from priemnaya.people.actions.employees import block_employee, hire_employee
from priemnaya.people.policies import overridden
from priemnaya.policy import KINDS, Act, Clause, Order, Policy, Refused, load_order, state_of
from priemnaya.policy.order import Rule

from ..breadth import sampled
from ..desk import Desk, with_heard
from ..helpers import case_of, drafted, made_ready, recounted
from .test_event_terms import (
    SOMEBODY,
    URGENT,
    Deed,
    adds,
    assigns,
    classified,
    does,
    lapsed,
    made,
    owed,
    under,
)

__all__ = ["under"]  # a fixture


def rows(case: Case, clause: str) -> list[Obligation]:
    return list(Obligation.objects.about("case", case.pk).filter(clause=clause).order_by("pk"))


def answer(case: Case) -> Obligation:
    return Obligation.objects.about("case", case.pk).open().get(what="reply_on_substance")


def normal(desk: Desk, case: Case, why: str = "Торги перенесли") -> None:
    desk.does(case, "urgency", urgency="normal", reason=why)


def described(kind: str) -> Deed:
    def deed(desk: Desk, case: Case) -> None:
        assert case.client is not None
        at = f"/w/clients/{case.client.pk}/describe/"
        desk.post(at, **with_heard(at, {"kind": kind}))

    return deed


by_mail = does("point", point="email", address_email="maria@mail.example")
to_page = does("point", point="portal")


def other_need(desk: Desk, case: Case) -> None:
    topic = Topic.objects.current().filter(depth=4, code__startswith="0005").order_by("code").first()
    assert topic is not None
    desk.does(case, "classify", text="Иное", topic=topic.code, need=case.organisation.needs[1])


TURNS: dict[str, tuple[str, Any, Any]] = {
    "urgency": ("urgency: [urgent]", URGENT, normal),
    "needs": ('needs: ["{need}"]', classified, other_need),
    "topics": ("topics: ['0001']", classified, other_need),
    "answered_by": ("answered_by: [email]", by_mail, to_page),
    "clients": ("clients: [legal_entity]", described("legal_entity"), described("citizen")),
    "kinds": ("kinds: [feedback]", does("kind", kind="feedback"), does("kind", kind="message")),
}
"""A condition -> how a rule names it, the deed by which it becomes so, and the one by which it does no more."""
COUNTED = ("from: message_registered, do: reply_on_substance, within: 3d", "from: assigned, do: noted, within: 4wd")
"""By a mechanism set at registration, and by the journal from a later event."""


@sampled("condition", TURNS, of=3)
def test_a_term_follows_the_condition_that_becomes_known_later_there_and_back(
    cast: Any, under: Any, condition: str
) -> None:
    said, so, no_more = TURNS[condition]
    said = said.format(need=cast.udm.needs[0])
    desk = Desk(cast.head)
    rules = [(f"91.{n}", "within", f"{pair}, if: {{{said}}}") for n, pair in enumerate(COUNTED, 1)]
    with under(*rules) as order:
        assert {state_of("udmurtia-mio", order.by_number[n]).state for n, _, _ in rules} == {"enforced"}
        case = case_of(cast.udm, kind="message")
        assigns(desk, case)
        assert not rows(case, "91.1") and not rows(case, "91.2")
        usual = answer(case).due_at

        so(desk, case)
        assert answer(case).clause == "91.1" and answer(case).due_at < usual
        assert "было" in answer(case).recomputed
        noted = owed(case, "91.2")
        assert noted.is_open and noted.recomputed
        case.refresh_from_db()
        first = Obligation.objects.about("case", case.pk).open().order_by("due_at").first()
        assert first is not None and case.due_at == first.due_at

        no_more(desk, case)
        assert answer(case).clause != "91.1" and answer(case).due_at == usual
        ended = owed(case, "91.2")
        assert not ended.is_open
        assert ended.cancelled_why.startswith(("условие правила больше не выполняется", "изменён вид дела"))

        so(desk, case)
        assert answer(case).clause == "91.1" and owed(case, "91.2").is_open
        assert owed(case, "91.2").since_at == noted.since_at

        before = {(o.pk, o.due_at) for o in Obligation.objects.about("case", case.pk).open()}
        recounted(cast.udm, "календарь")
        assert before == {(o.pk, o.due_at) for o in Obligation.objects.about("case", case.pk).open()}


class TestWhatIsOwedNow:
    def test_a_met_term_is_not_owed_again_when_its_condition_comes_back(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(("91.1", "within", "from: message_registered, do: assigned, within: 2h, if: {urgency: [urgent]}")):
            case = case_of(cast.udm, kind="message")
            URGENT(desk, case)
            assigns(desk, case)
            assert owed(case, "91.1").kept
            normal(desk, case)
            URGENT(desk, case)
            assert len(rows(case, "91.1")) == 1

    def test_what_was_done_before_the_condition_is_not_owed(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(("91.1", "within", "from: message_registered, do: assigned, within: 2h, if: {urgency: [urgent]}")):
            case = case_of(cast.udm, kind="message")
            assigns(desk, case)
            URGENT(desk, case)
            assert not rows(case, "91.1")

    def test_the_first_event_that_nobody_followed_counts(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(("91.1", "within", "from: noted, do: linked, within: 2wd, if: {urgency: [urgent]}")):
            case = case_of(cast.udm, kind="message")
            for words in ("Первая заметка.", "Вторая заметка."):
                desk.does(case, "note", text=words)
            desk.does(case, "link", number=case_of(cast.udm).number)
            desk.does(case, "note", text="Третья заметка.")
            URGENT(desk, case)
            (row,) = rows(case, "91.1")
            assert Event.objects.filter(subject_id=case.pk, verb="case.noted").latest("pk").at == row.since_at

    def test_a_lapse_stays_when_the_condition_goes(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        rule = "from: message_registered, do: reply_on_substance, within: 3d, if: {urgency: [urgent]}"
        with under(("91.1", "within", rule)):
            case = case_of(cast.udm, kind="message")
            URGENT(desk, case)
            lapsed(answer(case))
            assert answer(case).kept is False
            normal(desk, case)
            assert answer(case).kept is None
            assert [o.kept for o in rows(case, "91.1")] == [False]

    def test_of_two_tight_rules_the_tightest_holds(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        pair = "from: message_registered, do: reply_on_substance"
        with under(
            ("91.1", "within", f"{pair}, within: 5d, if: {{urgency: [urgent]}}"),
            ("91.2", "within", f"{pair}, within: 3d, if: {{answered_by: [email]}}"),
        ):
            case = case_of(cast.udm, kind="message")
            URGENT(desk, case)
            assert answer(case).clause == "91.1"
            by_mail(desk, case)
            assert answer(case).clause == "91.2"
            assert "строже, чем" in answer(case).reasoning
            to_page(desk, case)
            assert answer(case).clause == "91.1"

    def test_the_client_is_still_told_of_what_happened_when_the_facts_change(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(
            ("91.1", "tell", "on: client_added, whom: [client], within: 2wd"),
            ("91.2", "within", "from: message_registered, do: noted, within: 3wd, if: {urgency: [urgent]}"),
        ):
            case = case_of(cast.udm, kind="message", chosen_point="email", chosen_address="maria@mail.example")
            adds(desk, case)
            (news,) = rows(case, "91.1")
            assert news.is_open
            URGENT(desk, case)
            desk.does(case, "kind", kind="feedback")
            assert [(o.pk, o.is_open, o.due_at) for o in rows(case, "91.1")] == [(news.pk, True, news.due_at)]
            assert owed(case, "91.2").is_open

    def test_a_described_card_counts_every_open_case_of_the_client(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(
            ("91.1", "within", "from: message_registered, do: noted, within: 3wd, if: {clients: [sole_entrepreneur]}")
        ):
            one, two = case_of(cast.udm, kind="message"), case_of(cast.udm, kind="message", text="Ещё вопрос.")
            assert one.client == two.client
            described("sole_entrepreneur")(desk, one)
            assert owed(one, "91.1").is_open and owed(two, "91.1").is_open


class TestWhatIsUndone:
    def test_a_letter_sent_back_owes_no_check_and_no_signature_until_it_is_handed_on_again(
        self, cast: Any, under: Any
    ) -> None:
        with under(
            ("91.1", "within", "from: reply_submitted, do: reply_checked, within: 1d"),
            ("91.2", "within", "from: reply_submitted, do: reply_signed, within: 1d"),
            ("91.3", "within", "from: reply_submitted, do: reply_sent_back, within: 1d"),
        ):
            case = made_ready(case_of(cast.udm, kind="message"), cast.executor)
            reply = drafted(case, cast.executor)
            actions.submit_reply(reply, by=cast.executor)
            assert all(owed(case, n).is_open for n in ("91.1", "91.2", "91.3"))
            reply.refresh_from_db()
            actions.send_back_reply(reply, why="Поправьте тон письма", by=cast.head)
            assert [owed(case, n).kept for n in ("91.1", "91.2", "91.3")] == [None, None, True]
            assert not owed(case, "91.1").is_open and "возвращён" in owed(case, "91.1").cancelled_why
            reply.refresh_from_db()
            actions.submit_reply(reply, by=cast.executor)
            assert owed(case, "91.1").is_open and len(rows(case, "91.1")) == 2

    def test_a_blocked_employee_is_not_waited_for(self, cast: Any, under: Any) -> None:
        with under(("91.1", "within", "from: employee_hired, do: order_acknowledged, within: 10wd, who: admin")):
            hired = [hire_employee(cast.udm, f"fresh{n}", **SOMEBODY, by=cast.admin) for n in (1, 2)]
            one = hired[0][0] if isinstance(hired[0], tuple) else hired[0]
            block_employee(one, by=cast.admin)
            mine = Obligation.objects.about("organisation", cast.udm.pk).filter(clause="91.1")
            assert [o.facts["of"] == f"employee:{one.pk}" for o in mine.exclude(cancelled_at=None)] == [True]
            assert mine.open().count() == 1


def test_two_rules_with_words_of_their_own_both_tell_one_person(cast: Any, under: Any) -> None:
    with under(
        ("91.1", "tell", 'on: client_added, whom: [registrar], say: "первое"'),
        ("91.2", "tell", 'on: client_added, whom: [registrar], say: "второе, другое"'),
        ("91.3", "tell", 'on: client_added, whom: [registrar], say: "первое"'),
    ):
        case = case_of(cast.udm, kind="message")
        Notice.objects.all().delete()
        adds(Desk(cast.head), case)
        said = list(Notice.objects.filter(text__contains=case.number).order_by("text").values_list("text", flat=True))
        assert sorted("второе" in text for text in said) == [False, True]


class TestPrevails:
    def test_a_rule_that_prevails_takes_the_place_of_the_default_in_a_limit(self, cast: Any, tmp_path: Path) -> None:
        made(tmp_path, ("91.1", "limit", "what: extension_days, at_most: 60, if: {kinds: [message]}"))
        file = tmp_path / "udmurtia-mio" / "order.yaml"
        head, found, tail = file.read_text(encoding="utf-8").rpartition("kind: limit\n")
        file.write_text(f'{head}{found}        prevails: "п. 91.1"\n{tail}', encoding="utf-8")
        case = made_ready(case_of(cast.udm, kind="message"), cast.executor)
        with pytest.raises(Refused, match="Не больше 30"):
            actions.extend_case(case, 45, "Ждём сведений из реестра", by=cast.head)
        with overridden(load_order(file)):
            assert days_allowed(case) == 60
            actions.extend_case(case, 45, "Ждём сведений из реестра", by=cast.head)
        assert Obligation.objects.about("case", case.pk).filter(changes__days=45).exists()

    def test_it_takes_the_place_of_guards_and_never_of_the_law(self, cast: Any) -> None:
        """Of two guards of the body one that prevails is asked alone; of the law's both stay."""
        facts = {"greeting": False, "kinds": "appeal"}
        ours = policy_with(("before", GREETING, ""), ("before", GREETING, "п. 91.2"))
        assert [v.clause for v in ours.guard("send_reply", TODAY, facts)] == ["91.2"]
        assert [v.clause for v in ours.judge("before", TODAY, "send_reply.greeting", facts)] == ["91.2"]
        law = policy_with(("before", GREETING, "п. 91.1"), layer="federal", below=ours)
        assert [v.layer for v in law.guard("send_reply", TODAY, facts)] == ["federal"]
        both = policy_with(("before", GREETING, ""), layer="federal", below=ours)
        assert sorted(v.layer for v in both.guard("send_reply", TODAY, facts)) == ["body", "federal"]


GREETING = {"action": "send_reply", "facts": ["greeting"]}
TODAY = dt.date(2026, 1, 15)


def policy_with(*rules: tuple[str, Any, str], layer: str = "body", below: Policy | None = None) -> Policy:
    clauses = tuple(
        Clause(
            f"91.{n}",
            "Проба.",
            (Rule(KINDS[kind], ((dt.date(2020, 1, 1), KINDS[kind].values.model_validate(values)),), prevails),),
        )
        for n, (kind, values, prevails) in enumerate(rules, 1)
    )
    order = Order("made", layer, Act(title="Приказ", status="in_force"), clauses)
    return Policy((*(below.layers if below else ()), order))
