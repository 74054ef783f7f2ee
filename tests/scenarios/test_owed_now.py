"""What a case owes follows the facts of the case: a condition that becomes so, ceases and comes back begins, ends and
begins the term anew, whoever sets it; the tightest of what is asked holds, with the reason in its trace."""

from __future__ import annotations

from typing import Any

import pytest

from priemnaya.cases.models import Case
from priemnaya.core.models import Event, Obligation
from priemnaya.knowledge.models import Topic
from priemnaya.policy import state_of

from ..desk import Desk
from ..helpers import case_of, recounted
from .test_event_terms import URGENT, Deed, assigns, classified, does, lapsed, owed, under

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
        desk.post(f"/w/clients/{case.client.pk}/describe/", kind=kind)

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


@pytest.mark.parametrize("condition", TURNS)
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

    def test_a_described_card_counts_every_open_case_of_the_client(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(
            ("91.1", "within", "from: message_registered, do: noted, within: 3wd, if: {clients: [sole_entrepreneur]}")
        ):
            one, two = case_of(cast.udm, kind="message"), case_of(cast.udm, kind="message", text="Ещё вопрос.")
            assert one.client == two.client
            described("sole_entrepreneur")(desk, one)
            assert owed(one, "91.1").is_open and owed(two, "91.1").is_open
