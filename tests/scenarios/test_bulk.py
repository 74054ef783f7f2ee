"""Several cases at once from the list: each by itself, what could not be is said, and it is taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.actions import append_message
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case, Forwarding
from priemnaya.core.models import Obligation
from priemnaya.desk.models import BulkDeed
from priemnaya.desk.standing import standings
from priemnaya.people.models import Employee, OtherBody, Unit

from ..desk import Desk
from ..helpers import case_of, drafted, made_ready, message, words_of


def several(cast: Any, number: int = 3) -> list[Case]:
    return [case_of(cast.udm) for _n in range(number)]


def marked(cases: list[Case], **typed: Any) -> dict[str, Any]:
    """The form of a list opened just now."""
    seen = {f"seen-{pk}": token for pk, token in standings(Case.objects.filter(pk__in=[c.pk for c in cases])).items()}
    return {"case": [c.pk for c in cases], "list": "list=sort", **seen, **typed}


def said(desk: Desk, form: dict[str, Any]) -> str:
    return words_of(desk.client.post("/w/cases/bulk/", form, follow=True))


class TestAssign:
    def test_ten_cases_are_given_in_one_deed(self, cast: Any) -> None:
        cases, desk = several(cast), Desk(cast.registrar)
        assert 'name="case"' in desk.client.get("/w/cases/").content.decode()
        page = said(desk, marked(cases, do="assign", to=cast.executor.pk))
        assert "Назначено, дел: 3" in page
        assert {c.assignee for c in Case.objects.filter(pk__in=[c.pk for c in cases])} == {cast.executor}
        assert {e.by for c in cases for e in c.assignments.all()} == {cast.registrar}

    def test_a_department_is_chosen_in_the_same_list(self, cast: Any) -> None:
        cases, desk = several(cast, 2), Desk(cast.registrar)
        unit = Unit.objects.create(organisation=cast.udm, name="Отдел аренды", head=cast.head)
        assert f'value="unit-{unit.pk}"' in desk.client.get("/w/cases/").content.decode()
        assert "Назначено, дел: 2" in said(desk, marked(cases, do="assign", to=f"unit-{unit.pk}"))
        assert {c.unit for c in Case.objects.filter(pk__in=[c.pk for c in cases])} == {unit}
        assert "Выберите, кому назначить" in said(desk, marked(cases, do="assign", to="unit-999999"))

    def test_one_that_may_not_go_there_stays_and_is_named(self, cast: Any) -> None:
        cases = several(cast)
        actions.name_person(cases[1], cast.executor, by=cast.registrar, typed="")
        page = said(Desk(cast.registrar), marked(cases, do="assign", to=cast.executor.pk))
        assert f"Остались как были: {cases[1].number}" in page
        assert [c.assignee for c in Case.objects.filter(pk__in=[c.pk for c in cases]).order_by("pk")] == [
            cast.executor,
            None,
            cast.executor,
        ]

    def test_taken_back_all_but_what_a_colleague_changed_since(self, cast: Any) -> None:
        cases, desk = several(cast), Desk(cast.registrar)
        said(desk, marked(cases, do="assign", to=cast.executor.pk))
        deed = BulkDeed.objects.get()
        actions.assign_case(Case.objects.get(pk=cases[2].pk), cast.colleague, by=cast.head)
        page = desk.client.post(f"/w/cases/bulk/{deed.pk}/undo/", {"list": "list=sort"}, follow=True).content.decode()
        assert f"Не вернулись: {cases[2].number} — это дело с тех пор изменили" in page
        assert [c.assignee for c in Case.objects.filter(pk__in=[c.pk for c in cases]).order_by("pk")] == [
            None,
            None,
            cast.colleague,
        ]
        again = desk.client.post(f"/w/cases/bulk/{deed.pk}/undo/", {}, follow=True).content.decode()
        assert "Это уже вернули" in again

    def test_what_was_taken_back_in_the_list_is_called_so_on_the_page_of_the_case(self, cast: Any) -> None:
        """Seen: the page of the case still said «Вы назначили исполнителя. Вернуть»."""
        [case], desk = several(cast, 1), Desk(cast.registrar)
        Case.objects.filter(pk=case.pk).update(assignee=cast.colleague)
        said(desk, marked([case], do="assign", to=cast.executor.pk))
        assert "Вы назначили исполнителя." in desk.get(case.get_absolute_url()).text
        desk.client.post(f"/w/cases/bulk/{BulkDeed.objects.get().pk}/undo/")
        assert Case.objects.get(pk=case.pk).assignee_id == cast.colleague.pk
        page = desk.get(case.get_absolute_url()).text
        assert "Вы назначили исполнителя." not in page and "Вы отменили назначение." in page

    def test_what_a_colleague_built_on_it_keeps_it_though_no_field_of_the_deed_changed(self, cast: Any) -> None:
        [case, other], desk = several(cast, 2), Desk(cast.registrar)
        said(desk, marked([case, other], do="assign", to=cast.executor.pk))
        drafted(case, cast.executor)
        page = undone(desk)
        assert f"{case.number} — Вернуть уже нельзя" in page
        assert cast.executor.short_name in page
        assert [Case.objects.get(pk=c.pk).assignee for c in (case, other)] == [cast.executor, None]

    def test_another_takes_back_nothing_and_another_body_has_no_such_deed(self, cast: Any) -> None:
        cases = several(cast, 1)
        said(Desk(cast.registrar), marked(cases, do="assign", to=cast.executor.pk))
        deed = BulkDeed.objects.get()
        page = Desk(cast.head).client.post(f"/w/cases/bulk/{deed.pk}/undo/", {}, follow=True).content.decode()
        assert "Вернуть может тот, кто это сделал" in page
        assert Desk(cast.stranger).client.post(f"/w/cases/bulk/{deed.pk}/undo/", {}).status_code == 404
        assert BulkDeed.objects.get().undone_at is None


class TestWhatElse:
    def test_a_topic_for_all_and_back(self, cast: Any) -> None:
        cases, desk = several(cast, 2), Desk(cast.executor)
        code = "0003.0011.0123.0847"
        page = said(desk, marked(cases, do="classify", topic=f"{code} Аренда"))
        topics = {q.topic.code for c in cases for q in c.questions.all() if q.topic}
        assert topics == {code}, page[:0]
        desk.client.post(f"/w/cases/bulk/{BulkDeed.objects.get().pk}/undo/", {})
        assert {q.topic for c in cases for q in Case.objects.get(pk=c.pk).questions.all()} == {None}

    def test_urgency_needs_its_reason(self, cast: Any) -> None:
        cases, desk = several(cast, 2), Desk(cast.executor)
        assert "Напишите, почему дело срочное" in said(desk, marked(cases, do="urgency", urgency="urgent"))
        page = said(desk, marked(cases, do="urgency", urgency="urgent", reason="Кончается срок"))
        assert "Записана срочность, дел: 2" in page

    def test_bad_input_is_told_in_words(self, cast: Any) -> None:
        desk = Desk(cast.registrar)
        cases = several(cast, 1)
        assert "Отметьте хотя бы одно дело" in said(desk, marked([], do="assign", to=cast.executor.pk))
        assert "Выберите, что сделать" in said(desk, marked(cases, do="drop"))
        assert "Выберите, кому назначить" in said(desk, marked(cases, do="assign", to="²"))
        assert "Выберите тему из списка" in said(desk, marked(cases, do="classify", topic="нет такой"))
        assert "На это у вас нет права" in said(Desk(cast.executor), marked(cases, do="assign", to=cast.executor.pk))

    def test_cases_one_does_not_see_are_not_touched(self, cast: Any) -> None:
        foreign = case_of(cast.altai)
        assert "Отметьте хотя бы одно дело" in said(
            Desk(cast.registrar), marked([foreign], do="assign", to=cast.executor.pk)
        )
        foreign.refresh_from_db()
        assert foreign.assignee is None


def undone(desk: Desk) -> str:
    deed = BulkDeed.objects.order_by("-pk")[0]
    return str(desk.client.post(f"/w/cases/bulk/{deed.pk}/undo/", {}, follow=True).content.decode())


def shown(desk: Desk, form: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The page of what would be, and the fields of the form that does it."""
    page = desk.client.post("/w/cases/bulk/", form).content.decode()
    bar = html.fromstring(page).find(".//form[@class='letter-bar']")
    fields: dict[str, Any] = {}
    for one in bar.iter("input") if bar is not None else ():
        fields.setdefault(one.get("name"), []).append(one.get("value"))
    return page, fields


def as_it_stands(case: Case) -> dict[str, Any]:
    """All that the deeds of a list may change of a case."""
    case = Case.objects.get(pk=case.pk)
    names = ("state", "assignee_id", "unit_id", "urgency", "urgency_reason", "outcome", "closed_at", "due_at")
    questions = list(case.questions.order_by("pk").values_list("pk", "text", "topic", "need"))
    terms = list(Obligation.objects.about("case", case.pk).open().order_by("pk").values_list("what", "due_at"))
    return {**{name: getattr(case, name) for name in names}, "questions": questions, "terms": terms}


class TestAStaleList:
    def test_what_a_colleague_changed_since_is_left_alone_and_said(self, cast: Any) -> None:
        cases, desk = several(cast), Desk(cast.registrar)
        form = marked(cases, do="assign", to=cast.executor.pk)
        actions.assign_case(Case.objects.get(pk=cases[1].pk), cast.colleague, by=cast.head)
        append_message(cases[2], message(point="portal", text="Забыла приложить договор."))
        page = said(desk, form)
        assert f"{cases[1].number} — пока вы смотрели, дело изменили: исполнитель {cast.colleague}" in page
        assert f"{cases[2].number} — пока вы смотрели, дело изменили" in page, "the client wrote more meanwhile"
        assert [Case.objects.get(pk=c.pk).assignee for c in cases] == [cast.executor, cast.colleague, None]

    def test_a_form_that_does_not_say_what_it_knew_changes_nothing(self, cast: Any) -> None:
        [case] = several(cast, 1)
        page = said(Desk(cast.registrar), {"case": case.pk, "do": "assign", "to": cast.executor.pk})
        assert "страница устарела" in page
        assert Case.objects.get(pk=case.pk).assignee is None


class TestTakingBack:
    def test_the_case_stands_as_it_stood_to_the_last_field(self, cast: Any) -> None:
        [one, other], desk = several(cast, 2), Desk(cast.head)
        made_ready(other, cast.registrar)
        two = [Question("Аренда", None, "Получить"), Question("Налог", None, "")]
        actions.classify_case(one, two, by=cast.registrar)
        actions.assess_urgency(other, "urgent", "Кончается срок аренды", by=cast.registrar)
        for typed in (
            {"do": "assign", "to": cast.executor.pk},
            {"do": "urgency", "urgency": "urgent", "reason": "Пожар"},
            {"do": "urgency", "urgency": "normal", "reason": "Пожара нет"},
            {"do": "classify", "topic": "0003.0011.0123.0847 Аренда"},
        ):
            before = [as_it_stands(c) for c in (one, other)]
            said(desk, marked([one, other], **typed))
            assert [as_it_stands(c) for c in (one, other)] != before, typed
            assert "Возвращено, как было" in undone(desk)
            assert [as_it_stands(c) for c in (one, other)] == before, typed

    def test_after_its_time_it_is_refused_whatever_the_page_says(self, cast: Any) -> None:
        [case], desk = several(cast, 1), Desk(cast.registrar)
        said(desk, marked([case], do="assign", to=cast.executor.pk))
        BulkDeed.objects.update(at=timezone.now() - dt.timedelta(minutes=16))
        assert "Вернуть можно в течение 15 минут" in undone(desk)
        assert Case.objects.get(pk=case.pk).assignee == cast.executor
        assert "Вернуть, как было" not in desk.client.get("/w/cases/").content.decode()

    def test_a_former_executor_who_may_not_have_it_any_more_is_said(self, cast: Any) -> None:
        [case], desk = several(cast, 1), Desk(cast.head)
        actions.assign_case(case, cast.colleague, by=cast.head)
        said(desk, marked([case], do="assign", to=cast.executor.pk))
        Employee.objects.filter(pk=cast.colleague.pk).update(is_active=False)
        page = undone(desk)
        assert f"Не вернулись: {case.number} — {cast.colleague} больше не работает" in page
        assert Case.objects.get(pk=case.pk).assignee == cast.executor


class TestSpam:
    def test_from_any_point_with_a_look_and_back(self, cast: Any) -> None:
        cases = [case_of(cast.udm, identity="", kind="message", point=p) for p in ("portal", "phone", "post")]
        proved, desk = case_of(cast.udm), Desk(cast.registrar)
        actions.assign_case(cases[1], cast.executor, by=cast.head)
        before = [as_it_stands(c) for c in cases]
        page, fields = shown(desk, marked([*cases, proved], do="spam"))
        assert "Автор подтвердил личность: это не спам" in page
        assert [as_it_stands(c) for c in cases] == before, "a look changes nothing"
        assert "Отмечено как спам, дел: 3" in said(desk, fields)
        assert {(c.state, c.outcome) for c in Case.objects.filter(pk__in=[c.pk for c in cases])} == {("closed", "spam")}
        assert Case.objects.get(pk=proved.pk).is_open
        assert "Вернуть, как было" in desk.client.get("/w/cases/?who=me").content.decode(), "over an empty list too"
        assert "Возвращено, как было, дел: 3" in undone(desk)
        assert [as_it_stands(c) for c in cases] == before

    def test_one_by_one_and_opened_again_later_its_terms_go_on(self, cast: Any) -> None:
        case, desk = case_of(cast.udm, identity="", kind="message"), Desk(cast.head)
        before = as_it_stands(case)
        desk.on(case, "spam")
        assert Case.objects.get(pk=case.pk).outcome == "spam"
        desk.on(case, "reopen", why="Это не спам")
        assert as_it_stands(case) == before

    def test_who_judges_no_letters_is_refused(self, cast: Any) -> None:
        case = case_of(cast.udm, identity="", kind="message")
        said(Desk(cast.executor), marked([case], do="spam", shown="1"))
        assert Desk(cast.executor).on(case, "spam").answered == 403
        assert Case.objects.get(pk=case.pk).is_open


class TestLetters:
    def test_closing_shows_each_letter_and_what_the_law_asks(self, cast: Any) -> None:
        cases, desk = [case_of(cast.udm), case_of(cast.udm, kind="message")], Desk(cast.head)
        form = marked(cases, do="close", outcome="no_substance", reason="Суть не ясна", notice="Мы не поняли письмо.")
        page, fields = shown(desk, form)
        assert "Мы не поняли письмо." in page
        assert "Такого исхода закон для этого вида дела не знает" in page
        assert {c.state for c in Case.objects.filter(pk__in=[c.pk for c in cases])} == {"new"}
        assert fields["case"] == [str(cases[0].pk)], "what stays is not asked for once more"
        assert ": 1 дело." in said(desk, fields)
        assert [Case.objects.get(pk=c.pk).state for c in cases] == ["closed", "new"]
        assert "Это не возвращают списком" in undone(desk)

    def test_a_letter_that_would_go_elsewhere_than_shown_does_not_go(self, cast: Any) -> None:
        [case, other], desk = several(cast, 2), Desk(cast.head)
        form = marked([case, other], do="close", outcome="no_substance", reason="Суть не ясна", notice="Мы не поняли.")
        _page, fields = shown(desk, form)
        Desk(cast.registrar).on(case, "point", point="email", address_email="other@mail.example")
        assert Case.objects.get(pk=case.pk).chosen_address == "other@mail.example"
        assert f"{case.number} — пока вы смотрели, дело изменили" in said(desk, fields)
        assert [Case.objects.get(pk=c.pk).state for c in (case, other)] == ["new", "closed"]

    def test_forwarding_sends_each_its_own_letter_as_shown(self, cast: Any) -> None:
        cases, desk = [case_of(cast.udm), case_of(cast.udm, identity="e2", surname="Петрова")], Desk(cast.executor)
        named = {"name": "Росреестр", "email": "ros@other.example", "ways": ["email"]}
        body = OtherBody.objects.create(organisation=cast.udm, **named)
        form = marked(cases, do="forward", body=body.pk, reason="Права на землю регистрирует Росреестр")
        page, fields = shown(desk, form)
        assert "Петрова" in page and not Forwarding.objects.exists()
        assert "Отправлено на пересылку, дел: 2" in said(desk, fields)
        assert {f.case_id for f in Forwarding.objects.all()} == {c.pk for c in cases}
        assert "пока вы смотрели" in said(desk, fields), "the same page once more"

    def test_those_of_one_author_become_one_and_a_strangers_stays(self, cast: Any) -> None:
        mine, stranger = several(cast), case_of(cast.udm, identity="e2", surname="Петрова")
        desk = Desk(cast.executor)
        page, fields = shown(desk, marked([*mine, stranger], do="merge", into=mine[0].pk))
        assert f"присоединится к делу {mine[0].number}" in page
        assert f"{stranger.number}" in page and "У дел разные клиенты" in page
        assert str(stranger.pk) not in fields["case"] and "Присоединено, дел: 2" in said(desk, fields)
        assert {c.merged_into for c in Case.objects.filter(pk__in=[c.pk for c in mine[1:]])} == {mine[0]}

    def test_nothing_of_letters_is_done_without_the_look(self, cast: Any) -> None:
        [case], desk = several(cast, 1), Desk(cast.head)
        page = desk.client.post("/w/cases/bulk/", marked([case], do="close", outcome="no_substance"))
        assert "Показать, что будет" in page.content.decode()
        assert Case.objects.get(pk=case.pk).is_open
