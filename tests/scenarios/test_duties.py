"""What a body owes by its order outside of cases: opened each period, shown to who answers, confirmed with a proof, and
counted when nobody did."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from priemnaya.core.models import Notice, Obligation
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.actions.duties import confirm_duty
from priemnaya.people.duties import open_duties
from priemnaya.people.models import DutyProof, Employee
from priemnaya.people.policies import overridden
from priemnaya.people.reminding import remind_body
from priemnaya.policy import Order, state_of
from priemnaya.policy.titles import act_number
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import refresh_body

from ..desk import Desk
from .test_event_terms import made

PROOF = "Прочитали двадцать ответов, грубых нет."
REVIEW = ("92.1", "review", "what: scripts, every: quarter, who: editor")
BY_HAND = ("92.2", "by_hand", "how: Начальник слушает записи бесед, every: month, who: head")


def duty(cast: Any, clause: str) -> Obligation:
    return Obligation.objects.about("organisation", cast.udm.pk).filter(clause=clause).latest("pk")


def of(cast: Any, clause: str) -> list[Obligation]:
    return list(Obligation.objects.about("organisation", cast.udm.pk).filter(clause=clause).order_by("since_at"))


class TestDuties:
    @pytest.fixture(autouse=True)
    def order(self, cast: Any, tmp_path: Path) -> Any:
        with overridden(made(tmp_path, REVIEW, BY_HAND)):
            open_duties(cast.udm)
            yield

    def test_one_row_a_period_is_owed_and_shown_with_how_it_was_counted(self, cast: Any) -> None:
        open_duties(cast.udm)
        assert [len(of(cast, clause)) for clause in ("92.1", "92.2")] == [1, 1]
        row = duty(cast, "92.2")
        today = cast.udm.local(timezone.now()).date()
        assert row.responsible_id == cast.head.pk
        assert cast.udm.local(row.due_at).date() >= today
        pages = {name: Desk(getattr(cast, name)).get("/w/duties/") for name in ("head", "editor", "admin", "executor")}
        assert {n: "п. 92.2" in p.text for n, p in pages.items()} == {
            "head": True,
            "editor": False,
            "admin": True,
            "executor": False,
        }
        assert "92.1" in pages["editor"].cited()
        assert "Начальник слушает записи бесед" in pages["head"].text
        assert row.steps[0] in pages["head"].text

    def test_who_answers_confirms_with_a_proof_and_the_next_period_is_owed(self, cast: Any) -> None:
        row, desk = duty(cast, "92.2"), Desk(cast.head)
        page = desk.post(f"/w/duties/{row.pk}/confirm/", kept="yes", words=PROOF, link="https://mio.example/akt")
        assert PROOF in page.text
        files = {p: Desk(p).client.get("/w/duties/?as=csv").getvalue().decode() for p in (cast.head, cast.executor)}
        assert {p: PROOF in text for p, text in files.items()} == {cast.head: True, cast.executor: False}
        row.refresh_from_db()
        assert (row.kept, row.proof.by, row.proof.link) == (True, cast.head, "https://mio.example/akt")
        following = duty(cast, "92.2")
        assert following.pk != row.pk
        assert cast.udm.local(following.since_at).date() == cast.udm.local(row.due_at).date() + dt.timedelta(days=1)

    def test_a_file_that_the_order_asks_for_is_there_and_given_to_who_sees_the_proof(
        self, cast: Any, tmp_path: Path
    ) -> None:
        rule = ("92.4", "review", "what: training, every: year, who: head, proof: file")
        with overridden(made(tmp_path, rule)):
            open_duties(cast.udm)
            row, desk = duty(cast, "92.4"), Desk(cast.head)
            typed = {"kept": "yes", "words": PROOF}
            assert "приложите его" in desk.post(f"/w/duties/{row.pk}/confirm/", **typed).text
            file = SimpleUploadedFile("список.txt", "Обучены все.".encode())
            lost = desk.post(f"/w/duties/{row.pk}/confirm/", words=PROOF, file=file).text
            assert "Файлы не сохранились. Выберите их снова: список.txt" in lost
            file.seek(0)
            desk.post(f"/w/duties/{row.pk}/confirm/", **typed, file=file)
            proof = DutyProof.objects.get(obligation=row)
            assert desk.client.get(f"/w/duties/{proof.pk}/file/").getvalue().decode() == "Обучены все."
            assert Desk(cast.executor).get(f"/w/duties/{proof.pk}/file/").answered == 404

    def test_two_stale_pages_are_one_answer(self, cast: Any) -> None:
        row = duty(cast, "92.2")
        confirm_duty(row, kept=True, words=PROOF, by=cast.head)
        with pytest.raises(Stale, match="За этот период уже ответили: Орлов"):
            confirm_duty(row, kept=False, words="Ничего не сделано.", by=cast.head)
        assert DutyProof.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"words": "да"}, "что проверили"),
            ({"words": PROOF, "link": "ftp://x"}, "http"),
            ({"words": "всё хорошо всё хорошо"}, "ничего не узнать"),
            ({"words": "нет", "kept": False}, "не соблюдается и почему"),
        ],
    )
    def test_an_empty_proof_is_none(self, cast: Any, typed: dict[str, Any], said: str) -> None:
        with pytest.raises(Objection, match=said):
            confirm_duty(duty(cast, "92.2"), **{"kept": True, "by": cast.head, **typed})

    def test_nobody_else_confirms_it_and_the_database_holds_it(self, cast: Any) -> None:
        row = duty(cast, "92.2")
        for person in (cast.executor, cast.admin, cast.editor):
            with pytest.raises(NotAllowed):
                confirm_duty(row, kept=True, words=PROOF, by=person)
        with pytest.raises(IntegrityError), transaction.atomic():
            Obligation.objects.filter(pk=row.pk).update(fulfilled_at=timezone.now())
        proof = confirm_duty(row, kept=True, words=PROOF, by=cast.head)
        with pytest.raises(IntegrityError), transaction.atomic():
            DutyProof.objects.filter(pk=proof.pk).update(words="Совсем другие слова")

    def test_what_is_not_kept_is_seen_in_the_figure_of_the_clause(self, cast: Any) -> None:
        row = duty(cast, "92.2")
        page = Desk(cast.head).post(
            f"/w/duties/{row.pk}/confirm/", kept="no", words="Записей бесед нет: телефон сломан."
        )
        assert "не соблюдается" in page.text
        assert self.figure(cast, "92.2") == (0, 1)

    def test_a_period_that_nobody_confirmed_is_broken_and_the_next_one_is_owed(self, cast: Any) -> None:
        row = duty(cast, "92.2")
        start = cast.udm.local(row.since_at).replace(day=1) - dt.timedelta(days=1)
        Obligation.objects.filter(pk=row.pk).update(since_at=start.replace(day=1), due_at=start)
        open_duties(cast.udm)
        before, now = of(cast, "92.2")
        assert (before.kept, now.is_open, now.kept) == (False, True, None)
        assert "никто не подтвердил" in Desk(cast.admin).get("/w/duties/").text.lower()

    def test_a_late_confirmation_is_late(self, cast: Any) -> None:
        row = duty(cast, "92.2")
        Obligation.objects.filter(pk=row.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
        Notice.objects.all().delete()
        remind_body(cast.udm)
        told = Notice.objects.filter(employee_id=cast.head.pk, text__contains="п. 92.2")
        assert [(n.path, n.text.startswith("Срок прошёл")) for n in told] == [("/w/duties/", True)]
        confirm_duty(row, kept=True, words=PROOF, by=cast.head)
        assert self.figure(cast, "92.2")[1] == 1

    def figure(self, cast: Any, clause: str) -> tuple[int, int]:
        refresh_body(cast.udm)
        today = cast.udm.local(timezone.now()).date()
        line = next(x for x in board(cast.udm, today.replace(day=1), today) if x.clause.number == clause)
        return line.kept, line.broken


@pytest.mark.parametrize(
    ("slug", "clauses"),
    [
        ("novosibirsk-okn", {"6.2"}),
        ("udmurtia-mio", {"5.5", "order.2", "order.3"}),
        ("chechnya-minnats", {"4.2.3.1", "4.2.3.2", "4.2.3.3"}),
    ],
)
def test_novosibirsk_okn_6_2_and_udmurtia_mio_5_5_and_udmurtia_mio_order_2_and_chechnya_minnats_4_2_3_1_and_chechnya_minnats_4_2_3_2_and_chechnya_minnats_4_2_3_3__stand_on_the_screen(
    cast: Any, slug: str, clauses: set[str]
) -> None:
    from priemnaya.knowledge.actions.reviews import settle_milestones

    body = cast.bodies[slug]
    open_duties(body)
    settle_milestones(body)
    assert {act_number(clause) for clause in clauses} <= Desk(cast.head_of(slug)).get("/w/duties/").cited()


def test_a_milestone_of_the_knowledge_base_reads_the_roll_and_whom_the_rule_names(cast: Any, tmp_path: Path) -> None:
    from priemnaya.knowledge.actions.reviews import settle_milestones
    from priemnaya.knowledge.reminding import about_body
    from priemnaya.people.words import Staff

    sunday = "do: knowledge_skeleton, by: 2030-06-30, roll: back, told: [head]"
    order = made(tmp_path, ("92.4", "within", sunday))
    alone = Order(cast.altai.slug, order.layer, order.act, order.clauses[-1:], order.body, order.file)
    with overridden(alone):
        settle_milestones(cast.altai)
        row = Obligation.objects.get(subject_id=cast.altai.pk, what="knowledge_skeleton")
        assert cast.altai.local(row.due_at).date() == dt.date(2030, 6, 28)
        about, heads = about_body(row), Staff(cast.altai).of("head")
        assert about and heads and about.near_also == heads and set(heads) <= {*about.heads}


def test_a_clause_confirmed_by_hand_says_so(tmp_path: Path) -> None:
    order = made(tmp_path, REVIEW, BY_HAND)
    assert [state_of("x", order.by_number[n]).state for n in ("92.1", "92.2")] == ["by_hand", "by_hand"]


def test_a_day_named_in_the_order_is_owed_once_and_met_by_the_journal(cast: Any, tmp_path: Path) -> None:
    """By each employee, where the day is of all of them: nobody's signature stands for another's."""
    from priemnaya.cases.actions.office import acknowledge_order

    acknowledge_order(cast.editor)
    with overridden(made(tmp_path, ("92.3", "within", "do: order_acknowledged, by: 2030-01-15, who: admin"))):
        acknowledge_order(cast.registrar)
        open_duties(cast.udm)
        open_duties(cast.udm)
        everybody = Employee.objects.filter(organisation=cast.udm, is_active=True)
        rows = {o.facts["of"]: o for o in of(cast, "92.3")}
        assert len(of(cast, "92.3")) == len(rows) == everybody.count()
        row = rows[f"employee:{cast.executor.pk}"]
        assert cast.udm.local(row.due_at).date() == dt.date(2030, 1, 15)
        assert f": {cast.executor.short_name}".lower() in text_of(cast.admin)
        acknowledge_order(cast.executor)
        kept = {o.facts["of"] for o in of(cast, "92.3") if o.kept}
        assert kept == {f"employee:{p.pk}" for p in (cast.executor, cast.registrar, cast.editor)}
        Employee.objects.filter(pk=cast.signer.pk).update(is_active=False)
        open_duties(cast.udm)
        left = {o.facts["of"]: o for o in of(cast, "92.3") if o.cancelled_at}
        assert left.keys() == {f"employee:{cast.signer.pk}"}


def text_of(person: Any) -> str:
    return Desk(person).get("/w/duties/").text.lower()
