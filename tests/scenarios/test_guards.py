"""Rules that guard an action: any order may ask any fact, limit or person where the product knows them. A made clause
stands in a copy of an order; each action is tried where a person does it, each fact by what is on record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import verdicts_of
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.guarded import guard, guard_reply
from priemnaya.cases.models import Application, Case
from priemnaya.core.models import Notice, Ruling
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Article, ArticleUse
from priemnaya.people.models import OtherBody
from priemnaya.people.policies import order_of, overridden
from priemnaya.policy import KINDS, Clause, Order, Refused
from priemnaya.policy.order import Rule
from priemnaya.policy.points import asked_at
from priemnaya.policy.vocabulary import word
from priemnaya.policy.vocabulary.doers import PEOPLE
from priemnaya.policy.vocabulary.facts import FACTS
from priemnaya.policy.vocabulary.measures import MEASURES
from priemnaya.programme.compliance import board
from priemnaya.programme.models import FEW, IndicatorFigure
from priemnaya.programme.rollups import refresh_body
from priemnaya.workspace.tables.figures import FigureRow

from ..breadth import sampled
from ..desk import Desk, as_read
from ..helpers import GOOD, case_of, drafted, goes_out, local_day, made_ready, undone

MADE = "99.1"
"""The made clause."""


def made(slug: str, kind: str, **value: Any) -> Order:
    """The order with one clause more."""
    order = order_of(slug)
    rule = Rule(KINDS[kind], ((dt.date(2020, 1, 1), KINDS[kind].values.model_validate(value)),))
    clause = Clause(MADE, "Пункт для пробы.", (rule,))
    return Order(order.slug, order.layer, order.act, (*order.clauses, clause), order.body, order.file)


@contextmanager
def asking(kind: str, **value: Any) -> Iterator[None]:
    with overridden(made("udmurtia-mio", kind, **value)):
        yield


def broken(verdicts: Any) -> bool:
    return any(v.clause == MADE and not v.ok for v in verdicts)


# Each action asks: at its page, by its button.


def forwards(desk: Desk, case: Case) -> Any:
    to = OtherBody.objects.filter(organisation=case.organisation, ways__contains="email")[0]
    typed = {"body": to.pk, f"way_{to.pk}": "email", "reason": "Дорогу ремонтирует город"}
    shown = re.search(r'name="seen" value="(\w+)"', desk.on(case, "forwarding", **typed).source)
    return desk.on(case, "forward", seen=shown[1] if shown else "", **typed)


def reopens(desk: Desk, case: Case) -> Any:
    desk.does(case, "close", outcome="no_substance", notice="Мы не поняли, о чём письмо.", reason="Нет сути")
    return desk.on(case, "reopen", why="Клиент уточнил")


def letter_and(step: str, **typed: Any) -> Callable[[Desk, Case], Any]:
    def deed(desk: Desk, case: Case) -> Any:
        desk.writes(case, GOOD)
        if step in ("check", "return"):
            desk.does(case, "reply/submit")
        return desk.on(case, f"reply/{step}", **typed)

    return deed


def closes(desk: Desk, case: Case) -> Any:
    return desk.on(case, "close", outcome="no_substance", notice="Мы не поняли, о чём письмо.", reason="Нет сути")


ACTIONS: dict[str, Callable[[Desk, Case], Any]] = {
    "assign": lambda desk, case: desk.on(case, "assign", to=desk.employee.pk),
    "forward": forwards,
    "extend": lambda desk, case: desk.on(case, "extend", days=5, reason="Ждём сведений из реестра"),
    "ask_client": lambda desk, case: desk.on(case, "clarify", question="Какой у вас участок?"),
    "request_from_body": lambda desk, case: desk.on(case, "request-body", body="Росреестр", what="Выписка"),
    "close": closes,
    "reopen": reopens,
    "submit_reply": letter_and("submit"),
    "send_back_reply": letter_and("send-back", why="Добавьте срок"),
}


class TestWhereItIsAsked:
    """At the page of each action, by its button."""

    GUARDED = [a for a in ACTIONS if a in FACTS["files_kept"].at and a != "submit_reply"]

    def test_a_fact_that_is_not_there_stops_the_action(self, cast: Any) -> None:
        case = case_of(cast.udm)
        assert len(self.GUARDED) > 5
        for action in self.GUARDED:
            with undone(action):
                self.stops(cast, Case.objects.get(pk=case.pk), action)

    def stops(self, cast: Any, case: Case, action: str) -> None:
        before = Case.objects.values().get(pk=case.pk)
        with asking("before", action=action, facts=["files_kept"]):
            page = ACTIONS[action](Desk(cast.head), case)
            assert MADE in page.cited("main" if action == "forward" else "stopped"), action
        kept = Ruling.objects.filter(subject_type="case", subject_id=case.pk, clause=MADE)
        assert [(r.ok, r.stopped, r.target, r.reason) for r in kept] == [(False, True, f"{action}.files_kept", "")]
        if action != "reopen":
            assert Case.objects.values().get(pk=case.pk) == before

    def test_with_it_the_action_is_taken_and_kept_on_record(self, cast: Any) -> None:
        case = case_of(cast.udm)
        assert len(self.GUARDED) > 5
        for action in self.GUARDED:
            with undone(action), asking("before", action=action, facts=["client_named"]):
                ACTIONS[action](Desk(cast.head), Case.objects.get(pk=case.pk))
                assert Ruling.objects.get(subject_type="case", subject_id=case.pk, clause=MADE).ok

    def test_a_letter_is_asked_when_it_is_handed_on_and_when_it_is_signed(self, cast: Any) -> None:
        case, author = made_ready(case_of(cast.udm), cast.head), Desk(cast.executor)
        author.writes(case, GOOD)
        for desk, step, action in ((author, "submit", "submit_reply"), (Desk(cast.head), "send", "send_reply")):
            with asking("before", action=action, facts=["act_cited"]):
                assert MADE in desk.on(case, f"reply/{step}").cited("stopped")
        assert not case.replies.filter(state__in=("signed", "sent")).exists()

    def test_a_second_pair_of_eyes_is_asked_only_of_who_signs(self, cast: Any) -> None:
        """The author may hand it on; the head may not sign what nobody has approved."""
        case = made_ready(case_of(cast.udm), cast.head)
        reply = drafted(case, cast.executor)
        with asking("before", action="send_reply", facts=["second_approver"], **{"if": {"decisions": ["explain"]}}):
            actions.submit_reply(reply, by=cast.executor)
            reply.refresh_from_db()
            with pytest.raises(Refused) as refused:
                actions.send_reply(reply, by=cast.head)
            assert broken(refused.value.verdicts)
            actions.check_reply(reply, by=cast.hire("second", cast.udm, "Второв", "head"))
            reply.refresh_from_db()
            actions.send_reply(reply, by=cast.head)

    def test_the_head_of_the_unit_approves_and_nobody_else_in_their_place(self, cast: Any) -> None:
        """«Ответ с отказом согласует начальник отдела»."""
        case, unit = made_ready(case_of(cast.udm), cast.head), cast.udm.units.order_by("pk")[0]
        boss = cast.hire("boss", cast.udm, "Отделов", "head")
        type(cast.executor).objects.filter(pk=cast.executor.pk).update(unit=unit)
        type(unit).objects.filter(pk=unit.pk).update(head=boss)
        theirs = cast.udm.units.order_by("pk")[1]  # the case lies with another department; the executor answers to his
        type(unit).objects.filter(pk=theirs.pk).update(head=cast.head)
        Case.objects.filter(pk=case.pk).update(unit=theirs)
        author, head = Desk(cast.executor), Desk(cast.head)
        author.writes(case, GOOD)
        with asking("before", action="send_reply", facts=["checked_by_head_of_unit"]):
            author.does(case, "reply/submit")
            other = cast.hire("other", cast.udm, "Второв", "head")
            Desk(other).does(case, "reply/check", **as_read(case))
            assert case.replies.get().checker == other
            assert MADE in head.sends(case).cited("stopped")
            assert not case.replies.filter(state__in=("signed", "sent")).exists()
            actions.send_back_reply(case.replies.get(), why="Пусть прочтёт начальник отдела.", by=cast.head)
            author.does(case, "reply/submit")
            Desk(boss).does(case, "reply/check", **as_read(case))
            head.sends(case)
            assert case.replies.filter(state__in=("signed", "sent")).exists()

    def test_a_newcomer_answers_with_the_mentor_and_gets_no_complaints(self, cast: Any) -> None:
        """«Новый работник первые 30 дней отвечает вместе с наставником», «новичкам жалоб не поручают»."""
        case, author = made_ready(case_of(cast.udm), cast.head), cast.executor
        mentor, admin = cast.hire("mentor", cast.udm, "Опытнов", "head"), Desk(cast.admin)

        def written(days: int, **more: Any) -> None:
            since = local_day(cast.udm, -days)
            typed = {n: getattr(author, n) for n in ("surname", "name")} | {"version": author.version + 1, **more}
            admin.post(f"/w/employees/{author.pk}/save/", works_since=since, unit=author.unit_id or "", **typed)
            author.refresh_from_db()

        written(9, mentor=mentor.pk)
        assert author.mentor == mentor
        Desk(author).writes(case, GOOD)
        with asking("before", action="send_reply", facts=["mentored"], worked_days=30):
            Desk(author).does(case, "reply/submit")
            assert MADE in Desk(cast.head).sends(case).cited("stopped"), "another than the mentor"
            Desk(mentor).does(case, "reply/check", **as_read(case))
            Desk(cast.head).sends(case)
            assert case.replies.filter(state__in=("signed", "sent")).exists()
        other = case_of(cast.udm)
        with asking("before", action="assign", facts=["experienced"], worked_days=30):
            assert MADE in Desk(cast.head).on(other, "assign", to=author.pk).cited("stopped")
            written(40)
            Desk(cast.head).does(other, "assign", to=author.pk)

    def test_what_the_only_head_wrote_another_who_signs_approves(self, cast: Any) -> None:
        """Seen by a judge: nobody was left, and the remedy told the author to send it round again."""
        case, unit = made_ready(case_of(cast.udm), cast.head), cast.udm.units.order_by("pk")[0]
        boss, staff = cast.hire("boss", cast.udm, "Отделов", "head", "executor"), type(cast.executor).objects
        type(unit).objects.filter(pk=unit.pk).update(head=boss)
        staff.filter(pk=boss.pk).update(unit=unit)
        staff.filter(organisation=cast.udm, roles__contains=["head"]).exclude(pk=boss.pk).update(is_active=False)
        boss.refresh_from_db()
        author = Desk(boss)
        author.writes(case, GOOD)
        with asking("before", action="send_reply", facts=["checked_by_head_of_unit"]):
            author.does(case, "reply/submit")
            assert MADE in author.sends(case).cited("stopped"), "never the author alone"
            Desk(cast.signer).sends(case)
            assert case.replies.filter(state__in=("signed", "sent")).exists()
            alone = made_ready(case_of(cast.udm), boss)
            author.writes(alone, GOOD)
            staff.filter(organisation=cast.udm).exclude(pk=boss.pk).update(is_active=False)
            author.sends(alone)
            assert alone.replies.filter(state__in=("signed", "sent")).exists(), "nobody else can"

    def test_a_material_names_its_act(self, cast: Any) -> None:
        def publishes(text: str, title: str) -> Any:
            editor = cast.hire(f"editor-{title}", cast.udm, "Второв", "editor")
            Desk(editor).post(
                "/w/knowledge/articles/new/", kind="guide", title=title, text=text, new_section=title, submit="1"
            )
            article = Article.objects.get(organisation=cast.udm, section__title=title)
            page = Desk(cast.head).post(f"/w/knowledge/articles/{article.pk}/publish/")
            article.refresh_from_db()
            return article.current, page.cited()

        with asking("before", action="publish_article", facts=["sources_named"]):
            bare, cited = publishes("Здравствуйте! Возьмите паспорт.", "Памятка")
            assert bare is None and MADE in cited
            assert publishes("Возьмите паспорт: так говорит статья 10 Федерального закона № 59-ФЗ.", "Справка")[0]


# What is known of a case and of a letter, there and not there.

PUT: dict[str, Callable[[Any, Case], Any]] = {
    "client_named": lambda cast, case: None,
    "client_identified": lambda cast, case: None,
    "contact_known": lambda cast, case: None,
    "topic": lambda cast, case: made_ready(case, cast.head),
    "need": lambda cast, case: made_ready(case, cast.head),
    "urgency": lambda cast, case: made_ready(case, cast.head),
    "unit_named": lambda cast, case: Case.objects.filter(pk=case.pk).update(unit=cast.udm.units.first()),
    "executor_named": lambda cast, case: Case.objects.filter(pk=case.pk).update(assignee=cast.executor),
    "clarified": lambda cast, case: actions.clarify_case(case, "Какой у вас участок?", by=cast.head),
}
LACK: dict[str, dict[str, Any]] = {
    "client_named": {"anonymous": True},
    "client_identified": {"identity": ""},
    "contact_known": {"anonymous": True, "chosen_point": "portal"},
}


@sampled("fact", PUT, of=3)
def test_a_fact_of_a_case_is_there_or_not(cast: Any, fact: str) -> None:
    lack = {"kind": "message", **LACK.get(fact, {})}
    lacking = case_of(cast.udm, **lack) if not lack.get("anonymous") else case_of(cast.udm, **lack, **_bare())
    Case.objects.filter(pk=lacking.pk).update(unit=None, assignee=None)
    lacking.refresh_from_db()
    given = case_of(cast.udm, text="Другое письмо о другом участке.")
    PUT[fact](cast, given)
    given.refresh_from_db()
    with asking("before", action="close", facts=[fact]):
        assert broken(guard("close", lacking)), "lacks it"
        assert not broken(guard("close", given)), "has it"


def _bare() -> dict[str, Any]:
    return {"addresses": {}}


def test_who_wrote_without_a_name_is_named_on_the_case_and_nobody_else_is(cast: Any) -> None:
    desk = Desk(cast.head)
    plain = {"identity": "", "surname": "", "name": "", "patronymic": "", "point": "phone", "kind": "message"}
    case = case_of(cast.udm, anonymous=True, text="Яма на дороге.", point="phone", kind="message")
    other = case_of(cast.udm, text="Яма у школы.", **{**plain, "addresses": {"phone": "+79120000001"}})
    with asking("before", action="close", facts=["client_named"]):
        assert broken(guard("close", case))
        assert "Кто обратился" in desk.get(f"/w/cases/{case.pk}/").source
        desk.on(case, "name-client", surname=" ")
        case.refresh_from_db()
        assert broken(guard("close", case))
        desk.on(case, "name-client", surname="Лесина", name="Анна")
        case.refresh_from_db()
        assert not broken(guard("close", case)) and broken(guard("close", other))
    assert "Уже записано, кто обратился: Лесина Анна" in desk.on(case, "name-client", surname="Другая").source
    other.refresh_from_db()
    desk.on(other, "name-client", company="ООО «Лес»")
    other.refresh_from_db()
    assert other.client and other.client.company == "ООО «Лес»" and other.client != case.client
    assert case.client
    assert not case.client.is_proved


def test_an_application_says_how_its_result_is_received(cast: Any) -> None:
    from .deeds import application

    case, other = application(cast.udm), case_of(cast.udm)
    with asking("before", action="close", facts=["receive_way", "documents_complete"]):
        Application.objects.filter(case=case).update(receive_by="", complete_at=None)
        assert sum(v.clause == MADE and not v.ok for v in guard("close", case)) == 2
        Application.objects.filter(case=case).update(receive_by="post", complete_at=case.registered_at)
        assert not broken(guard("close", case))
        assert not [v for v in guard("close", other) if v.clause == MADE], "of another case it is not asked"


def test_earlier_cases_of_the_client_are_looked_at(cast: Any) -> None:
    first = case_of(cast.udm)
    case = case_of(cast.udm, text="Ещё раз о другом участке.")
    Case.objects.filter(pk=case.pk).update(assignee=cast.executor)
    case.refresh_from_db()
    assert first.client_id == case.client_id
    with asking("before", action="close", facts=["history_seen"]):
        assert not broken(guard("close", first))
        assert broken(guard("close", case))
        client = Client()
        client.force_login(cast.executor)
        client.get(f"/w/cases/{first.pk}/")
        assert not broken(guard("close", case))


LETTERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "executor_contacts": ({"letterhead": False}, {"letterhead": True}),
    "case_number": ({"letterhead": False}, {"letterhead": True}),
    "act_cited": ({}, {"text": GOOD + "\n\nТак говорит статья 10 Федерального закона № 59-ФЗ."}),
    "client_in_letter": ({"text": "Здравствуйте!\n\nПродлить аренду можно."}, {"text": "Здравствуйте, Мария Иванова!"}),
    "client_in_letter ": ({"text": "Здравствуйте, Мария!"}, {"text": "Здравствуйте, Мария Сергеевна!"}),
    "appeal_order": ({}, {"text": GOOD + "\n\nРешение можно обжаловать министру или в суд."}),
    "appeal_term": (
        {"text": GOOD.partition("Что сделать")[0] + "Решение можно обжаловать в суд."},
        {"text": GOOD + "\n\nРешение можно обжаловать в суд за три месяца."},
    ),
}


@sampled("fact", LETTERS, of=3)
def test_a_fact_of_a_letter_is_there_or_not(cast: Any, fact: str) -> None:
    lacking, given = LETTERS[fact]
    reply = drafted(case_of(cast.udm), cast.executor, **{"text": GOOD, **lacking})
    with asking("before", action="send_reply", facts=[fact.strip()]):
        assert broken(verdicts_of(reply, cast.head))
        reply = actions.save_reply(reply, by=cast.executor, **given)
        assert not broken(verdicts_of(reply, cast.head))


def test_files_and_the_knowledge_base_count_for_a_letter(cast: Any) -> None:
    reply = drafted(case_of(cast.udm), cast.executor)
    with asking("before", action="send_reply", facts=["files_attached", "knowledge_used"]):
        assert sum(v.clause == MADE and not v.ok for v in verdicts_of(reply, cast.head)) == 2
        attach_to_reply(reply, "памятка.html", b"<p>1</p>", "text/html", by=cast.executor)
        article = Article.objects.filter(organisation=cast.udm).first()
        ArticleUse.objects.create(organisation=cast.udm, article=article, case_id=reply.case_id, how="inserted")
        assert not broken(verdicts_of(reply, cast.head))


def test_a_file_and_a_section_that_the_order_names_are_looked_for_by_name(cast: Any) -> None:
    """Seen: any file did for the map that an order asks for."""
    case, desk = made_ready(case_of(cast.udm), cast.head), Desk(cast.head)
    with asking("before", action="send_reply", facts=["files_named"], files=["карта-схема"]):
        desk.writes(case, GOOD)
        reply = case.replies.get()
        attach_to_reply(reply, "памятка.html", b"<p>1</p>", "text/html", by=cast.head)
        page = desk.sends(case)
        assert "не приложено: «карта-схема»" in page.text and "например, «Карта-схема.pdf»" in page.text
        attach_to_reply(reply, "Карты_схемы участка.html", b"<p>1</p>", "text/html", by=cast.head)
        assert not broken(verdicts_of(reply, cast.head))
    with asking("before", action="send_reply", facts=["section_said"], section="Коротко"):
        assert "не начинается с раздела «Коротко»" in desk.sends(case).text
        greeting, _line, rest = GOOD.partition("\n\n")
        desk.writes(case, f"{greeting}\n\nКоротко\n\n{rest}")
        desk.sends(case)
        assert case.replies.filter(state__in=("signed", "sent")).exists()


def test_an_article_that_was_not_checked_in_time_is_not_put_into_an_answer(cast: Any) -> None:
    case, desk = made_ready(case_of(cast.udm), cast.head), Desk(cast.head)
    desk.writes(case, GOOD)
    article = Article.objects.filter(organisation=cast.udm).first()
    ArticleUse.objects.create(organisation=cast.udm, article=article, case_id=case.pk, how="inserted")
    long_ago = timezone.now() - dt.timedelta(days=200)
    Article.objects.filter(pk=article.pk).update(created_at=long_ago, reviewed_at=long_ago)
    with asking("before", action="send_reply", facts=["articles_checked"], checked_days=183):
        assert f"«{article.title}» не проверяли больше 183 дней" in desk.sends(case).text
        Article.objects.filter(pk=article.pk).update(reviewed_at=timezone.now())
        desk.sends(case)
        assert case.replies.filter(state__in=("signed", "sent")).exists()


def test_who_gets_a_case_knows_the_order_and_what_to_do(cast: Any) -> None:
    case = case_of(cast.udm)
    with asking("before", action="assign", facts=["order_read", "task_given"]):
        with pytest.raises(Refused) as refused:
            actions.assign_case(case, cast.executor, by=cast.head)
        assert {v.target for v in refused.value.verdicts} == {"assign.order_read", "assign.task_given"}
        Desk(cast.executor).post("/w/order/acknowledge/")
        actions.assign_case(case, cast.executor, by=cast.head, task="Ответьте за неделю")
    case.refresh_from_db()
    assert case.assignee == cast.executor


# Limits.


class TestLimits:
    def test_a_term_is_extended_once(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        with asking("limit", what="extensions", at_most=1):
            assert desk.on(case, "extend", days=2, reason="Ждём сведений").cited("stopped") == frozenset()
            assert MADE in desk.on(case, "extend", days=2, reason="Ещё ждём").cited("stopped")
        desk.on(case, "extend", days=2, reason="Ещё ждём")
        assert Ruling.objects.filter(subject_type="case", subject_id=case.pk, clause=MADE, ok=True).count() == 1

    @pytest.mark.parametrize(
        ("what", "most", "action"),
        [("clarifications", 1, "ask_client"), ("reopenings", 0, "reopen"), ("forwardings", 0, "forward")],
    )
    def test_a_count_of_a_case(self, cast: Any, what: str, most: int, action: str) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        with asking("limit", what=what, at_most=most):
            for _ in range(most):
                assert MADE not in ACTIONS[action](desk, case).cited()
            assert MADE in ACTIONS[action](desk, case).cited()

    def test_a_letter_called_back_and_a_mark_of_spam_taken_off_are_no_deeds(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        with asking("limit", what="forwardings", at_most=1):
            forwards(desk, case)
            for letter in case.forwardings.get().letters.all():
                desk.does(case, "forwarding/recall", letter=letter.pk, reason="Это решаем мы: участок наш")
            page = forwards(desk, case)
            assert MADE not in page.cited() and case.forwardings.count() == 2, page.text
        case = case_of(cast.udm, point="post", identity="", chosen_point="email")
        with asking("limit", what="reopenings", at_most=1):
            desk.does(case, "spam")
            assert Case.objects.get(pk=case.pk).outcome == "spam"
            desk.does(case, "reopen", why="Это не спам")
            assert MADE not in reopens(desk, case).cited("stopped")
            assert Case.objects.get(pk=case.pk).state in ("new", "in_work")
            assert MADE in reopens(desk, case).cited("stopped")

    def test_a_letter_taken_back_by_another_than_its_author_is_sent_back_by_whatever_button(self, cast: Any) -> None:
        case, author, head = made_ready(case_of(cast.udm), cast.head), Desk(cast.executor), Desk(cast.head)
        author.writes(case, GOOD)
        author.does(case, "reply/submit")
        with asking("limit", what="sent_back", at_most=1):
            head.does(case, "reply/recall")
            assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains="отозван с подписи").exists()
            author.does(case, "reply/submit")
            assert MADE in head.on(case, "reply/recall").cited()
            assert MADE in head.on(case, "reply/send-back", why="Добавьте срок", **as_read(case)).cited("stopped")
            assert case.replies.get().state == "on_check"
            author.does(case, "reply/recall")
        assert case.replies.get().state == "draft", "its author changes their own mind"

    def test_a_case_goes_from_hand_to_hand_by_people_and_the_client_hears_each_time(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        with asking("limit", what="reassignments", at_most=1):
            for to, stopped in (
                (cast.executor, False),
                (cast.executor, False),
                (cast.colleague, False),
                (cast.head, True),
            ):
                assert (MADE in desk.on(case, "assign", to=to.pk).cited("stopped")) is stopped
        with asking("tell", on="executor_changed", whom=["client"], within="1wd"):
            for to in (cast.head, cast.executor):  # within a minute: two deeds are two events
                desk.on(case, "assign", to=to.pk)
                case.refresh_from_db()
                assert case.assignee == to
        assert case.contacts.filter(direction="out", notice="happened").count() == 2

    def test_the_length_of_a_letter(self, cast: Any) -> None:
        reply = drafted(made_ready(case_of(cast.udm), cast.head), cast.executor)
        for what, most in (("letter_words", 10), ("sentence_words", 3), ("attachments", 0), ("letter_pages", 1)):
            with asking("limit", what=what, at_most=most):
                long = what in ("letter_words", "sentence_words")
                assert broken(verdicts_of(reply, cast.head)) is long, what
        reply = actions.save_reply(reply, by=cast.executor, text="\n\n".join(["Абзац из нескольких слов."] * 120))
        with asking("limit", what="letter_pages", at_most=1):
            assert broken(verdicts_of(reply, cast.head))

    def test_a_limit_that_only_a_report_can_tell_is_measured_and_can_be_bad(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.head)
        actions.send_reply(drafted(case, cast.head), by=cast.head)
        goes_out(case)
        Desk(cast.head).client.post(f"/udmurtia-mio/rate/{case.replies.get().survey_token}/", {"satisfaction": 1})
        refresh_body(cast.udm, 1)
        today = local_day(cast.udm).replace(day=1)

        def held(least: int) -> tuple[int, int, int]:
            with asking("limit", what="satisfaction", at_least=least):
                line = next(x for x in board(cast.udm, today, today) if x.clause.number == MADE)
                assert line.state.state == "measured"
                page = html.fromstring(Desk(cast.head).get("/w/compliance/?show=all").source)
                (row,) = page.xpath(f"//tbody/tr[contains(., 'п. {MADE}')]")
                assert ("мало" in row.text_content()) is bool(line.unsure)
                few = "мало, чтобы судить о цели: 1 период"
                said = few if line.unsure else f"цель достигнута: {line.met} из 1"
                assert FigureRow(line, None, "", "", "").goal_words == said
                return line.met, line.missed, line.unsure

        assert held(50) == held(0) == (0, 0, 1), "one answer says nothing of a goal"
        IndicatorFigure.objects.update(count=FEW)
        assert (held(50), held(0)) == ((0, 1, 0), (1, 0, 0))


# People.


class TestPeople:
    def test_who_wrote_a_letter_does_not_sign_it(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.head)
        reply = drafted(case, cast.head)
        with asking("not_by", person="author", actions=["send_reply"]):
            assert MADE in Desk(cast.head).sends(case).cited("stopped")
            actions.submit_reply(reply, by=cast.head)
            reply.refresh_from_db()
            actions.send_reply(reply, by=cast.hire("second", cast.udm, "Второв", "head"))

    def test_a_refusal_is_agreed_by_another_than_the_executor(self, cast: Any) -> None:
        case = case_of(cast.udm)
        Case.objects.filter(pk=case.pk).update(assignee=cast.head)
        case.refresh_from_db()
        reply = drafted(case, cast.executor)
        with asking("not_by", person="assignee", actions=["approve_reply"], **{"if": {"decisions": ["explain"]}}):
            assert broken(guard_reply("approve_reply", reply, cast.head))
            other = cast.hire("second", cast.udm, "Второв", "head")
            assert not broken(guard_reply("approve_reply", reply, other))
            reply.decision = "refusal"
            assert not broken(guard_reply("approve_reply", reply, cast.head))

    def test_a_complaint_goes_to_another_than_who_answered(self, cast: Any) -> None:
        first = made_ready(case_of(cast.udm), cast.head)
        actions.send_reply(drafted(first, cast.executor), by=cast.head)
        goes_out(first)
        complaint = case_of(cast.udm, kind="appeal_complaint", text="Ответ неверный: участок свободен.")
        with asking("not_by", person="earlier_executor", actions=["assign"]):
            assert MADE in Desk(cast.head).on(complaint, "assign", to=cast.executor.pk).cited("stopped")
            Desk(cast.head).on(complaint, "assign", to=cast.colleague.pk)
        complaint.refresh_from_db()
        assert complaint.assignee == cast.colleague


# Figures that can be bad.


class TestFigures:
    def test_an_attempt_repeated_within_a_minute_is_one_and_leaves_no_words(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        for _ in range(10):
            desk.on(case, "extend", days=300, reason="Иванов болен")
        kept = Ruling.objects.filter(subject_type="case", subject_id=case.pk, stopped=True)
        assert {(r.clause, r.target) for r in kept} == {("59-fz.12.2", "extend.extension_days")} or kept.count() == 1
        assert [r.reason for r in kept] == [""] * kept.count()

    def test_the_board_says_how_many_were_stopped_beside_what_was_kept(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.head)
        desk = Desk(cast.head)
        desk.writes(case, GOOD, survey="")
        desk.sends(case)
        desk.on(case, "reply/save", text=GOOD, survey="on", letterhead="on")
        desk.sends(case)
        refresh_body(cast.udm, 1)
        today = local_day(cast.udm).replace(day=1)
        line = next(x for x in board(cast.udm, today, today) if x.clause.number == "3.12")
        assert (line.kept, line.broken, line.stopped) == (1, 0, 1)
        page = desk.get("/w/compliance/")
        assert "Остановлено" in page.text
        assert case.number in desk.get("/w/compliance/3.12/?which=stopped").text

    def test_a_message_that_may_not_come_as_an_appeal_is_counted(self, cast: Any) -> None:
        for identity, stopped in (("", True), ("esia-7", False)):
            case = case_of(cast.udm, identity=identity, text=f"Прошу продлить аренду {identity}.")
            row = Ruling.objects.get(subject_type="case", subject_id=case.pk, kind="only_if")
            assert (row.target, row.ok, row.stopped) == ("take.identified", not stopped, stopped)

    def test_a_demand_of_some_clients_is_asked_of_them(self, cast: Any) -> None:
        """Where their message is taken, where its kind is changed, and at a reception: a firm need not prove what a
        citizen must."""
        desk = Desk(cast.head)
        typed = {
            "point": "post",
            "kind": "appeal",
            "surname": "Лесина",
            "name": "Анна",
            "text": "Прошу продлить аренду.",
        }
        firm = {**typed, "company": "ООО «Ромашка»"}

        def registers(who: dict[str, str], **more: str) -> tuple[Any, Any]:
            return desk.post("/w/cases/new/", **{**who, **more}), Case.objects.order_by("pk").last()

        citizens: dict[str, Any] = {"if": {"kinds": ["appeal"], "clients": ["citizen"]}}
        with asking("only_if", action="take", facts=["identified"], **citizens):
            page, case = registers(typed)
            assert "Записано как «сообщение», а не «обращение»" in page.text and f"п. {MADE}" in page.text
            assert case.kind == "message"
            assert MADE in desk.on(case, "kind", kind="appeal").cited("stopped")
            page, case = registers(firm, text="Просим продлить аренду.")
            assert "Записано как" not in page.text and case.kind == "appeal"
            case = registers(firm, kind="message", text="Просим ответить.")[1]
            assert MADE not in desk.on(case, "kind", kind="appeal").cited("stopped")
            case.refresh_from_db()
            assert case.kind == "appeal"
        with asking("before", action="receive_visitor", facts=["identity_document"], **citizens):
            asked = [MADE in registers(who, point="in_person", document="")[0].cited() for who in (typed, firm)]
        assert asked == [True, False]

    def test_whatever_else_an_objection_says_is_no_refusal_of_the_order(self, cast: Any) -> None:
        case = case_of(cast.udm)
        with pytest.raises(Objection):
            actions.extend_case(case, 0, "Ждём", by=cast.head)
        assert not Ruling.objects.filter(subject_type="case", subject_id=case.pk, stopped=True).exists()


def test_what_is_known_is_asked_and_what_is_asked_is_known() -> None:
    """The vocabulary and the places agree: a word at an action that exists has a place there, one that waits has
    none."""
    pairs = [
        (kind, action, name, bool(getattr(known, "waits", "") or word("action", action).waits))
        for kind, words in (("before", FACTS), ("limit", MEASURES), ("not_by", PEOPLE))
        for name, known in words.items()
        for action in known.at
    ]
    odd = [p for p in pairs if bool(asked_at(p[0], f"{p[1]}.{p[2]}")) == p[3]]
    assert (len(pairs) > 100, odd) == (True, [])
