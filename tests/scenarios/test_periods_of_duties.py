"""Whose period a duty is and when: nothing is confirmed ahead, doubled, broken from birth, counted twice, or owed for ever
when no rule asks for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from priemnaya.core.models import Obligation
from priemnaya.errors import NotAllowed
from priemnaya.people import duties
from priemnaya.people.actions.duties import confirm_duty
from priemnaya.people.actions.employees import hire_employee
from priemnaya.people.duties import open_duties
from priemnaya.people.duties_recounted import recount_body
from priemnaya.people.models import DutyProof
from priemnaya.people.policies import overridden
from priemnaya.policy import load_order, state_of
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import refresh_body

from ..desk import Desk
from ..helpers import case_of
from .test_event_terms import SOMEBODY, adds, made

PROOF = "Прочитали двадцать ответов, грубых нет."
HOW = "how: Начальник слушает записи бесед, every: month, who: head"
Clock = Callable[..., None]


def rows(clause: str = "92.2") -> list[Obligation]:
    return list(Obligation.objects.filter(subject_type="organisation", clause=clause).order_by("since_at", "pk"))


def days(cast: Any, clause: str = "92.2") -> list[tuple[str, str, bool]]:
    """Since, due, open."""
    return [
        (f"{cast.udm.local(o.since_at):%d.%m}", f"{cast.udm.local(o.due_at):%d.%m}", o.is_open) for o in rows(clause)
    ]


@pytest.fixture
def at(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Clock:
    def now(*when: int) -> None:
        monkeypatch.setattr(duties.timezone, "now", lambda: dt.datetime(*when, tzinfo=cast.udm.zone))  # type: ignore[arg-type]

    return now


def by_hand(tmp_path: Path, how: str = HOW, values: str = "") -> Any:
    """The order with a clause 92.2; values: in place of the dated ones."""
    order = made(tmp_path, ("92.2", "by_hand", how))
    if values:
        path = tmp_path / "udmurtia-mio" / "order.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.rindex("values: {")] + f"values: {{{values}}}\n", encoding="utf-8")
        order = load_order(path)
    return overridden(order)


class TestAhead:
    @pytest.fixture(autouse=True)
    def order(self, cast: Any, tmp_path: Path) -> Iterator[None]:
        with by_hand(tmp_path):
            open_duties(cast.udm)
            confirm_duty(rows()[0], kept=True, words=PROOF, by=cast.head)
            yield

    def test_a_period_that_has_not_begun_is_shown_and_not_answered(self, cast: Any) -> None:
        ahead = rows()[-1]
        page = Desk(cast.head).get("/w/duties/")
        assert f"откроется {cast.udm.local(ahead.since_at):%d.%m.%Y}" in re.sub(r"\s+", " ", page.text)
        assert f"/w/duties/{ahead.pk}/confirm/" not in page.source
        for kept in ("yes", "no"):
            said = Desk(cast.head).post(f"/w/duties/{ahead.pk}/confirm/", kept=kept, words=PROOF).text
            assert "Период ещё не начался" in said
        assert (len(rows()), DutyProof.objects.count(), ahead.is_open) == (2, 1, True)

    def test_the_database_holds_it(self, cast: Any) -> None:
        ahead = rows()[-1]
        proof = {"organisation": cast.udm, "obligation": ahead, "words": PROOF, "by": cast.head}
        with pytest.raises(IntegrityError), transaction.atomic():
            DutyProof.objects.create(kept=True, **proof)
        DutyProof.objects.create(kept=True, at=ahead.since_at, **proof)
        with pytest.raises(IntegrityError), transaction.atomic():
            Obligation.objects.filter(pk=ahead.pk).update(fulfilled_at=timezone.now())


class TestWhose:
    def test_other_words_of_a_duty_double_nothing(self, cast: Any, tmp_path: Path) -> None:
        today = cast.udm.local(timezone.now()).date()
        with by_hand(tmp_path):
            open_duties(cast.udm)
        old, new = (f"{{{HOW.replace('записи', w)}}}" for w in ("записи", "все записи"))
        with by_hand(tmp_path, values=f"2024-09-13: {old}, {today}: {new}"):
            open_duties(cast.udm)
            (row,) = rows()
            confirm_duty(row, kept=True, words=PROOF, by=cast.head)
            assert [o.rule["how"] for o in rows()] == [
                "Начальник слушает записи бесед",
                "Начальник слушает все записи бесед",
            ]

    def test_what_no_rule_asks_for_ends_and_its_breach_stays(self, cast: Any, tmp_path: Path) -> None:
        with by_hand(tmp_path):
            open_duties(cast.udm)
        with overridden(made(tmp_path)):
            open_duties(cast.udm)
            open_duties(cast.udm)
            (row,) = rows()
            assert (row.is_open, row.kept) == (False, None)
            assert "пункт не действует с " in row.cancelled_why
        with by_hand(tmp_path):
            open_duties(cast.udm)
            assert [o.is_open for o in rows()] == [False, True], "and is owed again with the clause"
            Obligation.objects.filter(pk=rows()[1].pk).update(due_at=timezone.now() - dt.timedelta(days=1))
        with overridden(made(tmp_path)):
            open_duties(cast.udm)
            assert rows()[1].kept is False

    def test_a_rule_repealed_from_the_next_period_opens_none(self, cast: Any, tmp_path: Path, at: Clock) -> None:
        at(2026, 10, 20, 12)
        with by_hand(tmp_path, values=f"2024-09-13: {{{HOW}}}, 2026-11-01: null"):
            open_duties(cast.udm)
            confirm_duty(rows()[0], kept=True, words=PROOF, by=cast.head)
            assert len(rows()) == 1
        with by_hand(tmp_path):
            open_duties(cast.udm)
            at(2026, 11, 2, 12)
            open_duties(cast.udm)
            assert days(cast) == [("01.10", "31.10", False), ("01.11", "30.11", True)]
        with by_hand(tmp_path, values=f"2024-09-13: {{{HOW}}}, 2026-11-15: null"):
            at(2026, 11, 16, 0, 5)
            open_duties(cast.udm)
            assert rows()[-1].cancelled_why == "пункт не действует с 15.11.2026"

    def test_a_period_of_another_length_follows_where_the_last_one_ended(
        self, cast: Any, tmp_path: Path, at: Clock
    ) -> None:
        at(2026, 11, 2, 12)
        with by_hand(tmp_path):
            open_duties(cast.udm)
        quarter = f"{{{HOW.replace('month', 'quarter')}}}"
        with by_hand(tmp_path, values=f"2024-09-13: {{{HOW}}}, 2026-11-10: {quarter}"):
            at(2026, 11, 20, 12)
            open_duties(cast.udm)
            assert days(cast) == [("01.11", "30.11", True)]
            at(2026, 12, 1, 12)
            open_duties(cast.udm)
            assert days(cast) == [("01.11", "30.11", False), ("01.12", "31.12", True)]


class TestEdges:
    def test_a_day_that_rolls_past_the_period_may_be_kept(self, cast: Any, tmp_path: Path, at: Clock) -> None:
        with by_hand(tmp_path, f"{HOW}, roll: forward"):
            at(2026, 10, 15, 12)
            open_duties(cast.udm)
            at(2026, 11, 1, 9)  # a Sunday
            open_duties(cast.udm)
            assert days(cast) == [("01.10", "02.11", True)]
            at(2026, 11, 2, 9)
            confirm_duty(rows()[0], kept=True, words=PROOF, by=cast.head)
            assert (rows()[0].kept, days(cast)[1]) == (True, ("01.11", "30.11", True))
            at(2026, 12, 1, 0, 5)
            open_duties(cast.udm)
            assert (rows()[1].kept, rows()[1].cancelled_why) == (False, "период прошёл, и никто не подтвердил")

    def test_nothing_is_broken_from_birth(self, cast: Any, tmp_path: Path, at: Clock) -> None:
        fifth = f"{HOW}, by: {{day: 5}}"
        at(2026, 10, 20, 9)
        with by_hand(tmp_path, values=f"2026-10-20: {{{fifth}}}"):
            open_duties(cast.udm)
            assert days(cast) == [("01.11", "05.11", True)]
            at(2026, 11, 6, 9)
            open_duties(cast.udm)
            assert days(cast) == [("01.11", "05.11", True)], "late, but may be confirmed till the month's end"
            at(2026, 12, 6, 9)
            open_duties(cast.udm)
            assert days(cast) == [("01.11", "05.11", False), ("01.12", "05.12", True)], "owed before: broken"


class TestCounted:
    def test_one_failure_is_counted_once(self, cast: Any, tmp_path: Path) -> None:
        with by_hand(tmp_path):
            open_duties(cast.udm)
            Obligation.objects.filter(pk=rows()[0].pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
            said = {"kept": "no", "words": "Записей бесед нет: телефон сломан."}
            assert "не соблюдается" in Desk(cast.head).post(f"/w/duties/{rows()[0].pk}/confirm/", **said).text
            refresh_body(cast.udm)
            today = cast.udm.local(timezone.now()).date()
            line = next(x for x in board(cast.udm, today.replace(day=1), today) if x.clause.number == "92.2")
            assert (line.kept, line.broken) == (0, 1)

    def test_each_head_of_a_unit_answers_for_the_own_one(self, cast: Any, tmp_path: Path) -> None:
        one, two = cast.udm.units.filter(closed_at=None)[:2]
        cast.udm.units.update(head=None)
        for unit, head in ((one, cast.executor), (two, cast.registrar)):
            unit.head = head
            unit.save(update_fields=["head"])
        with by_hand(tmp_path, HOW.replace("head", "heads_of_units")):
            open_duties(cast.udm)
            assert {o.responsible_id for o in rows()} == {cast.executor.pk, cast.registrar.pk}
            mine = next(o for o in rows() if o.responsible_id == cast.executor.pk)
            theirs = next(o for o in rows() if o.responsible_id == cast.registrar.pk)
            page = Desk(cast.executor)
            assert "Ответить за этот период" in page.get("/w/duties/").text
            assert page.post(f"/w/duties/{theirs.pk}/confirm/", kept="yes", words=PROOF).text.count("тот, кто отвечает")
            page.post(f"/w/duties/{mine.pk}/confirm/", kept="yes", words=PROOF)
            open_duties(cast.udm)
            kept = [(o.responsible_id, o.kept) for o in rows() if o.since_at <= timezone.now()]
            assert sorted(kept, key=str) == sorted([(cast.executor.pk, True), (cast.registrar.pk, None)], key=str)
            two.head = cast.signer
            two.save(update_fields=["head"])
            open_duties(cast.udm)
            theirs.refresh_from_db()
            assert theirs.cancelled_why == "по пункту отвечают другие или за другое"
            assert [o.is_open for o in rows() if o.responsible_id == cast.signer.pk] == [True]

    def test_a_correction_reaches_the_terms_of_the_body(self, cast: Any, tmp_path: Path) -> None:
        rule = "from: employee_hired, do: order_acknowledged, within: %s, who: admin"
        with overridden(made(tmp_path, ("92.3", "within", rule % "10wd"))):
            hire_employee(cast.udm, "freshj", **SOMEBODY, by=cast.admin)
        (before,) = rows("92.3")
        with overridden(made(tmp_path, ("92.3", "within", rule % "2wd"))):
            assert recount_body(cast.udm, "исправлено") == 1
        (after,) = rows("92.3")
        assert after.due_at < before.due_at
        assert after.recomputed.startswith("исправлено: было ")
        with overridden(made(tmp_path)):
            recount_body(cast.udm, "пункт исключён")
        assert "пункта" not in rows("92.3")[0].cancelled_why and not rows("92.3")[0].is_open

    def test_a_correction_reaches_what_people_confirm(self, cast: Any, tmp_path: Path, at: Clock) -> None:
        at(2026, 10, 2, 12)
        with by_hand(tmp_path):
            open_duties(cast.udm)
        with by_hand(tmp_path, HOW.replace("head", "editor") + ", by: {day: 20}"):
            assert recount_body(cast.udm, "исправлено") == 1
            assert days(cast) == [("01.10", "20.10", True)]
            (row,) = rows()
            assert (row.rule["who"], row.responsible_id) == ("editor", cast.editor.pk)
            assert "исправлено: было 31.10.2026" in row.recomputed
            with pytest.raises(NotAllowed):
                confirm_duty(row, kept=True, words=PROOF, by=cast.head)
            confirm_duty(row, kept=True, words=PROOF, by=cast.editor)


def test_what_only_people_see_reviewed_they_confirm(cast: Any, tmp_path: Path) -> None:
    """The product itself knows of the sections of the knowledge base, of nothing else."""
    order = made(
        tmp_path,
        ("92.1", "review", 'what: reception, title: "С клиентом говорят доброжелательно", every: quarter'),
        ("92.2", "review", "what: knowledge, every: month"),
    )
    assert [state_of("x", order.by_number[n]).state for n in ("92.1", "92.2")] == ["by_hand", "enforced"]


def test_the_page_of_duties_costs_the_same_for_few_and_many(cast: Any, tmp_path: Path) -> None:
    asked = []
    for many in (3, 25):
        clauses = [(f"92.{n}", "by_hand", HOW.replace("бесед", f"бесед {n}")) for n in range(1, many + 1)]
        with overridden(made(tmp_path, *clauses)):
            open_duties(cast.udm)
            desk = Desk(cast.head)
            desk.get("/w/duties/")
            with CaptureQueriesContext(connection) as queries:
                assert desk.get("/w/duties/").text.count("Начальник слушает") >= many
            asked.append(len(queries))
            with CaptureQueriesContext(connection) as queries:
                open_duties(cast.udm)
            assert len(queries) < 12
    assert asked[0] == asked[1]


def test_who_is_still_to_come_is_the_heads_meanwhile(cast: Any, tmp_path: Path) -> None:
    """A word that waits for a part of the product stops nothing of the body."""
    with by_hand(tmp_path, HOW.replace("head", "operator")):
        open_duties(cast.udm)
        assert [o.responsible_id for o in rows()] == [cast.head.pk]
    with overridden(made(tmp_path, ("91.1", "tell", "on: client_added, whom: [operator]"))):
        adds(Desk(cast.head), case_of(cast.udm, kind="message"))
