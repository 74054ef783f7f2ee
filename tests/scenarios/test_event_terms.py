"""Terms between two events that no line of code knows of: a made order asks for them, people do the deeds, and each term
is opened, shown with how it was counted, met, lapsed, told of and counted under its clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from priemnaya.cases import actions, terms
from priemnaya.cases.actions.office import acknowledge_order
from priemnaya.cases.counting import part_of
from priemnaya.cases.models import Case
from priemnaya.core.models import Event, Notice, Obligation
from priemnaya.knowledge.models import Topic
from priemnaya.people.actions.employees import hire_employee
from priemnaya.people.policies import calendar_of, overridden
from priemnaya.people.reminding import remind_body
from priemnaya.policy import Order, load_order, state_of
from priemnaya.policy.remarks import remarks
from priemnaya.policy.vocabulary.events import to_do
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import refresh_body

from ..breadth import sampled
from ..desk import Desk, Visitor
from ..helpers import case_of, drafted, local_day, made_ready, message, recounted

ORDER = Path(__file__).resolve().parents[2] / "orders/udmurtia-mio/order.yaml"
Deed = Callable[[Desk, Case], Any]


def classified(desk: Desk, case: Case) -> None:
    topic = Topic.objects.current().filter(depth=4).order_by("code").first()
    assert topic is not None
    desk.does(case, "classify", text="Аренда", topic=topic.code, need=case.organisation.needs[0])


def adds(desk: Desk, case: Case) -> None:
    actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text="Вот ещё план участка"))


def links(desk: Desk, case: Case) -> None:
    desk.does(case, "link", number=case_of(case.organisation).number)


def does(deed: str, **typed: Any) -> Deed:
    return lambda desk, case: desk.does(case, deed, **typed)


def assigns(desk: Desk, case: Case) -> None:
    desk.does(case, "assign", to=desk.client.session["_auth_user_id"])


NOTES = does("note", text="Позвонили клиенту, он всё понял.")
CLOSES = does("close", outcome="no_substance", notice="Мы не поняли, о чём письмо.", reason="Нет сути")
URGENT = does("urgency", urgency="urgent", reason="Завтра торги")
PAIRS: dict[str, tuple[str, Deed | None, Deed]] = {
    "91.1": ("from: message_registered, do: assigned, within: 2h, if: {urgency: [urgent]}", URGENT, assigns),
    "91.2": ("from: client_added, do: noted, within: 1wd", adds, NOTES),
    "91.3": ("from: clarified, do: noted, within: 5d", does("clarify", question="Какой участок?"), NOTES),
    "91.4": (
        "from: term_extended, do: linked, by: {of: month, next: true, day: 15}, roll: forward",
        does("extend", days=5, reason="Ждём сведений из реестра"),
        links,
    ),
    "91.5": ("from: assigned, do: reply_drafted, within: 3wd", assigns, does("reply/start")),
    "91.6": ("from: kind_changed, do: classified, within: 4wh", does("kind", kind="feedback"), classified),
    "91.7": ("from: closed, do: noted, within: 90wm, if: {kinds: [appeal]}", CLOSES, NOTES),
    "91.8": (
        "from: message_registered, do: classified, by: {of: month, next: true, weekday: saturday}",
        None,
        classified,
    ),
}
"""Clause -> the rule, the deed that begins its term (none: the message comes), the deed that meets it."""


def made(tmp_path: Path, *clauses: tuple[str, str, str]) -> Order:
    """The order of the body with more clauses: (number, kind, values)."""
    text = ORDER.read_text(encoding="utf-8").rstrip("\n")
    for number, kind, values in clauses:
        text += f'\n  - clause: "{number}"\n    demand: "Проба."\n    rules:\n      - kind: {kind}\n'
        text += f"        values: {{2024-09-13: {{{values}}}}}"
    copy = tmp_path / "udmurtia-mio" / "order.yaml"
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(text + "\n", encoding="utf-8")
    return load_order(copy)


@pytest.fixture
def under(tmp_path: Path) -> Callable[..., Any]:
    @contextmanager
    def order(*clauses: tuple[str, str, str]) -> Iterator[Order]:
        order = made(tmp_path, *clauses)
        with overridden(order):
            yield order

    return order


def owed(case: Case, clause: str) -> Obligation:
    return Obligation.objects.about("case", case.pk).filter(clause=clause).latest("pk")


def lapsed(row: Obligation) -> None:
    """Its instant has passed while nobody did it."""
    now = timezone.now()
    Obligation.objects.filter(pk=row.pk).update(since_at=now - dt.timedelta(days=2), due_at=now - dt.timedelta(hours=1))


@sampled("clause", PAIRS, of=4)
def test_a_pair_of_events_that_no_code_knows_is_opened_shown_met_lapsed_told_and_counted(
    cast: Any, under: Any, clause: str
) -> None:
    rule, begins, meets = PAIRS[clause]
    desk, case, late = Desk(cast.head), None, None
    with under((clause, "within", rule)) as order:
        assert state_of("udmurtia-mio", order.by_number[clause]).state == "enforced"
        for _ in range(2):
            late, case = case, case_of(cast.udm, kind="appeal" if "closed" in rule else "message")
            if begins is not None:
                assert not Obligation.objects.about("case", case.pk).filter(clause=clause).exists()
                begins(desk, case)
        assert case is not None
        assert late is not None
        row = owed(case, clause)
        assert (row.is_open, row.citation, row.kept) == (True, f"п. {clause}", None)
        page = desk.get(f"/w/cases/{case.pk}/").text
        assert to_do(row.what) in page.lower()
        assert row.steps[0] in page
        assert f"основание: п. {clause}" in page

        meets(desk, case)
        row.refresh_from_db()
        assert row.kept is True

        lapsed(owed(late, clause))
        Notice.objects.all().delete()
        remind_body(cast.udm)
        told = [n for n in Notice.objects.filter(employee_id=cast.head.pk) if late.number in n.text]
        assert any(to_do(row.what) in n.text and f"п. {clause}" in n.text for n in told)
        meets(desk, late)
        assert owed(late, clause).kept is False

        refresh_body(cast.udm)
        today = cast.udm.local(timezone.now()).date()
        first = (today - dt.timedelta(days=3)).replace(day=1)
        line = next(x for x in board(cast.udm, first, today) if x.clause.number == clause)
        assert (line.kept, line.broken, line.open) == (1, 1, 0)


def test_what_only_some_matters_need_is_owed_by_none_and_counted_when_it_is_done(cast: Any, under: Any) -> None:
    """«Если сведений не хватает, спрашивают не позднее трёх рабочих дней со дня регистрации»: seen, «нарушено 6 из 6»
    of matters that lacked nothing."""
    desk, asks = Desk(cast.head), does("clarify", question="Какой участок?")
    with under(("91.9", "within", "from: message_registered, do: clarified, within: 3wd")) as order:
        assert state_of("udmurtia-mio", order.by_number["91.9"]).state == "measured"
        (rule,) = order.by_number["91.9"].rules
        assert "если это нужно: 3 рабочих дня" in rule.kind.phrase(rule.latest)
        assert rule.kind.phrase(rule.latest).endswith("считается, когда сделано")
        never, soon, late = (case_of(cast.udm, kind="message") for _ in range(3))
        Case.objects.filter(pk=late.pk).update(registered_at=late.registered_at - dt.timedelta(days=20))
        assert not Obligation.objects.filter(clause="91.9").exists()
        for case in (soon, late, late):
            asks(desk, Case.objects.get(pk=case.pk))
        assert [owed(case, "91.9").kept for case in (soon, late)] == [True, False]
        assert Obligation.objects.filter(clause="91.9").count() == 2, "the first question is the one in time or late"
        URGENT(desk, never)  # counts all that it owes anew
        assert not Obligation.objects.about("case", never.pk).filter(clause="91.9").exists()
        refresh_body(cast.udm)
        today = cast.udm.local(timezone.now()).date()
        first = (today - dt.timedelta(days=31)).replace(day=1)
        line = next(x for x in board(cast.udm, first, today) if x.clause.number == "91.9")
        assert (line.kept, line.broken, line.open) == (1, 1, 0)
        assert never.is_open
    with under():
        asks(desk, fresh := case_of(cast.udm, kind="message"))
        assert not Obligation.objects.about("case", fresh.pk).filter(what="clarified").exists()


def test_a_condition_says_which_matters_need_it_and_those_owe_it(cast: Any, under: Any) -> None:
    """«По срочным делам связываются в тот же день»: owed, reminded of, late; beside it the same for others, counted."""
    asks, rule = does("clarify", question="Какой участок?"), "from: message_registered, do: clarified, within:"
    who = "who: executor, told: [head]"
    with under(
        ("91.8", "within", f"{rule} 1wd, if: {{urgency: [urgent]}}, {who}"), ("91.9", "within", f"{rule} 3wd, {who}")
    ) as order:
        assert state_of("udmurtia-mio", order.by_number["91.8"]).state == "enforced"
        said = [rule.kind.phrase(rule.latest) for n in ("91.8", "91.9") for rule in order.by_number[n].rules]
        assert ["узнаёт также" in phrase for phrase in said] == [True, False]
        assert [words for words in remarks(order) if "91.9" in words and "who и told не действуют" in words]
        assert not [words for words in remarks(order) if "91.8" in words]
        urgent, other = case_of(cast.udm, kind="message"), case_of(cast.udm, kind="message")
        desk = Desk(cast.head)
        URGENT(desk, urgent)
        assert (owed(urgent, "91.8").is_open, owed(urgent, "91.8").rule["who"]) == (True, "executor")
        mine = Obligation.objects.filter(what="clarified")
        assert not mine.about("case", other.pk).exists()
        for case in (urgent, other):
            asks(desk, case)
        assert list(mine.order_by("pk").values_list("clause", "cancelled_at")) == [("91.8", None), ("91.9", None)]
        assert not mine.open().exists()


def test_terms_that_every_matter_owed_before_end_once_and_are_told_of(cast: Any, under: Any) -> None:
    """Of matters that lacked nothing they would have lapsed one by one after the upgrade."""
    rule = "from: message_registered, do: linked, within: 5m"
    with under(
        ("91.8", "within", "from: message_registered, do: clarified, within: 3d, if: {urgency: [urgent]}"),
        ("91.9", "within", rule),
    ):
        before, asked, urgent = (case_of(cast.udm, kind="message") for _ in range(3))
        URGENT(Desk(cast.head), urgent)
        facts = {terms.AFTER: "message_registered", terms.NEEDED: True}
        for case in (before, asked):
            terms.open_obligation(case, "linked", case.registered_at, facts=facts, part=part_of("message_registered"))
            terms.refresh_due(case)
            assert Case.objects.get(pk=case.pk).due_at == owed(case, "91.9").due_at
        links(Desk(cast.head), asked)
        assert owed(asked, "91.9").kept
        assert Case.objects.get(pk=asked.pk).due_at > owed(asked, "91.9").due_at, "the term that is met holds nothing"
        for _ in range(2):
            import_module("priemnaya.cases.migrations.0033_owed_by_none").end_them(apps, None)
        row = owed(before, "91.9")
        assert (bool(row.cancelled_at), row.kept) == (True, None)
        assert Case.objects.get(pk=before.pk).due_at > row.due_at
        told = Event.objects.filter(verb="case.terms_recomputed", data__obligation=row.pk)
        assert [event.subject_id for event in told] == [before.pk]
        assert owed(urgent, "91.8").is_open, "its condition says that it needs it"


SOMEBODY = {"surname": "Новиков", "name": "Олег", "patronymic": "", "post": "Специалист", "roles": ["executor"]}


class TestTheJournalOpensAndEnds:
    def test_a_closed_case_owes_nothing_of_the_sort_but_what_its_end_began(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(
            ("91.1", "within", "from: message_registered, do: assigned, within: 2h"),
            ("91.2", "within", "from: closed, do: noted, within: 2wd"),
        ):
            case = case_of(cast.udm, kind="appeal")
            CLOSES(desk, case)
            assert not owed(case, "91.1").is_open
            assert owed(case, "91.2").is_open

    def test_what_is_urgent_no_more_is_not_owed_as_urgent(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(("91.1", "within", "from: message_registered, do: assigned, within: 2h, if: {urgency: [urgent]}")):
            case = case_of(cast.udm, kind="message")
            URGENT(desk, case)
            assert owed(case, "91.1").since_at == case.registered_at
            desk.does(case, "urgency", urgency="normal", reason="Торги перенесли")
            assert not owed(case, "91.1").is_open

    def test_a_joined_case_carries_it_and_a_recount_keeps_it(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(("91.1", "within", "from: client_added, do: noted, within: 3wd")):
            case, into = case_of(cast.udm), case_of(cast.udm)
            adds(desk, case)
            before = owed(case, "91.1")
            desk.does(case, "merge", number=into.number)
            case.refresh_from_db()
            living = case.merged_into
            assert living == into
            carried = owed(living, "91.1")
            assert (carried.is_open, carried.due_at) == (True, before.due_at)
            recounted(cast.udm, "проба")
            carried.refresh_from_db()
            assert (carried.is_open, carried.due_at, carried.facts["after"]) == (True, before.due_at, "client_added")
            NOTES(desk, living)
            assert owed(living, "91.1").kept

    def test_the_first_of_several_events_holds(self, cast: Any, under: Any) -> None:
        desk = Desk(cast.head)
        with under(("91.1", "within", "from: client_added, do: noted, within: 3wd")):
            case = case_of(cast.udm, kind="message")
            adds(desk, case)
            first = owed(case, "91.1")
            adds(desk, case)
            assert list(Obligation.objects.about("case", case.pk).filter(clause="91.1")) == [first]
            assert owed(case, "91.1").since_at == first.since_at

    def test_who_answers_and_who_is_told_are_those_of_the_rule(self, cast: Any, under: Any) -> None:
        rule = "from: client_added, do: noted, within: 3wd, who: registrar, told: [signer]"
        with under(("91.1", "within", rule)):
            case = case_of(cast.udm, kind="message")
            adds(Desk(cast.head), case)
            lapsed(owed(case, "91.1"))
            Notice.objects.all().delete()
            remind_body(cast.udm)
            told = Notice.objects.filter(text__contains="п. 91.1").values_list("employee_id", flat=True)
            assert set(told) == {cast.registrar.pk, cast.signer.pk, cast.head.pk}

    def test_employees_are_told_of_an_event_that_no_code_tells_of(self, cast: Any, under: Any) -> None:
        with under(("91.1", "tell", "on: client_added, whom: [registrar]")) as order:
            assert state_of("udmurtia-mio", order.by_number["91.1"]).state == "enforced"
            case = case_of(cast.udm, kind="message")
            Notice.objects.all().delete()
            adds(Desk(cast.head), case)
            rows = Notice.objects.filter(text__contains="п. 91.1")
            assert [(n.employee_id, case.number in n.text) for n in rows] == [(cast.registrar.pk, True)]

    def test_an_event_of_the_body_belongs_to_the_body(self, cast: Any, under: Any) -> None:
        """A new employee is to acquaint himself; only his own signature meets it."""
        rule = "from: employee_hired, do: order_acknowledged, within: 10wd, who: admin"
        with under(("91.1", "within", rule)):
            hired = [hire_employee(cast.udm, f"fresh{n}", **SOMEBODY, by=cast.admin) for n in (1, 2)]
            people = [h[0] if isinstance(h, tuple) else h for h in hired]
            mine = Obligation.objects.about("organisation", cast.udm.pk).filter(clause="91.1")
            assert mine.open().count() == 2
            acknowledge_order(people[0])
            assert mine.open().count() == 1
            assert "ознакомиться с порядком" in Desk(cast.admin).get("/w/duties/").text.lower()

    def test_the_head_hears_of_a_low_mark_and_the_executor_of_a_repeated_matter(self, cast: Any, under: Any) -> None:
        with under(
            ("91.1", "tell", "on: rated, whom: [head], if: {rated: 2}"),
            ("91.2", "tell", "on: assigned, whom: [executor], if: {repeat: true}"),
        ):
            cases = [made_ready(case_of(cast.udm, kind="message"), cast.executor) for _ in range(2)]
            for case, mark in zip(cases, (5, 1), strict=True):
                actions.send_reply(drafted(case, cast.executor), by=cast.head)
                reply = case.replies.get(sent_at__isnull=False)
                Visitor(cast.udm).post(f"/rate/{reply.survey_token}/", satisfaction=mark)
            told = Notice.objects.filter(employee_id=cast.head.pk, text__contains="п. 91.1")
            assert [cases[1].number in n.text for n in told] == [True]
            one, two = case_of(cast.udm, kind="message"), case_of(cast.udm, kind="message")
            alone = case_of(cast.udm, kind="message", text="Когда вы работаете в субботу?", surname="Иной")
            Desk(cast.head).does(one, "link", number=two.number)
            for case in (one, alone):
                Desk(cast.head).does(case, "assign", to=cast.executor.pk)
            told = {
                n.text.split()[3].rstrip(":"): n.employee_id for n in Notice.objects.filter(text__contains="п. 91.2")
            }
            assert told.get(one.number) == cast.executor.pk, told
            assert alone.number not in told, told

    def test_a_word_that_waits_is_said_and_never_enforced(self, under: Any) -> None:
        with under(
            ("91.1", "within", "from: bot_asked_for_person, do: noted, within: 1wh"),
            ("91.2", "tell", "on: plan_approved, whom: [head]"),
        ) as order:
            states = {n: state_of("udmurtia-mio", order.by_number[n]) for n in ("91.1", "91.2")}
        assert {s.state for s in states.values()} == {"not yet"}
        assert all(s.missing for s in states.values())

    def test_no_query_when_no_rule_asks(self, cast: Any, under: Any) -> None:
        def asked() -> int:
            case = case_of(cast.udm, kind="message")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                adds(Desk(cast.head), case)
            return len(queries)

        asked()
        plain = asked()
        with under(("91.1", "within", "from: linked, do: noted, within: 3wd")):
            assert asked() == plain

    def test_ten_rules_that_tell_of_an_event_read_the_staff_once(self, cast: Any, under: Any) -> None:
        rules = [
            (f"93.{n}", "tell", f'on: client_added, whom: [registrar, signer, head], say: "слова {n}"')
            for n in range(1, 11)
        ]
        asked = []
        for some in (rules[:1], rules):
            with under(*some):
                adds(Desk(cast.head), case_of(cast.udm, kind="message"))
                case = case_of(cast.udm, kind="message")
                Notice.objects.all().delete()
                with CaptureQueriesContext(connection) as queries:
                    adds(Desk(cast.head), case)
                assert Notice.objects.filter(text__contains=case.number).exists()
                told = [q for q in queries if "people_employee" in q["sql"] or "people_substitution" in q["sql"]]
                asked.append(len(told))
        assert asked[0] == asked[1]

    def test_many_terms_of_one_event_read_the_case_once(self, cast: Any, under: Any) -> None:
        deeds = (
            "noted",
            "linked",
            "classified",
            "assigned",
            "clarified",
            "reply_drafted",
            "reply_sent",
            "kind_changed",
        )
        rules = [(f"95.{n}", "within", f"from: client_added, do: {do}, within: 3wd") for n, do in enumerate(deeds)]
        asked = []
        for some in (rules[:1], rules):
            with under(*some):
                adds(Desk(cast.head), case_of(cast.udm, kind="message"))
                case = case_of(cast.udm, kind="message")
                with CaptureQueriesContext(connection) as queries:
                    adds(Desk(cast.head), case)
                assert Obligation.objects.about("case", case.pk).filter(clause__startswith="95.").count() == len(some)
                asked.append(len(queries))
        known = calendar_of(cast.udm).decrees
        each = (
            2 if local_day(cast.udm).year in known else 3
        )  # of a year without its decree people are told, once a term
        assert asked[1] - asked[0] <= each * 7
