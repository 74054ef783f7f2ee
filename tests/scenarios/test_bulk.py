"""Several cases at once from the list: each by itself, what could not be is said, and it is taken back."""

from __future__ import annotations

from typing import Any

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.desk.models import BulkDeed
from priemnaya.desk.standing import standings

from ..desk import Desk
from ..helpers import case_of


def several(cast: Any, number: int = 3) -> list[Case]:
    return [case_of(cast.udm) for _n in range(number)]


def marked(cases: list[Case], **typed: Any) -> dict[str, Any]:
    """The form of a list opened just now."""
    seen = {f"seen-{pk}": token for pk, token in standings(Case.objects.filter(pk__in=[c.pk for c in cases])).items()}
    return {"case": [c.pk for c in cases], "list": "list=sort", **seen, **typed}


def said(desk: Desk, form: dict[str, Any]) -> str:
    return str(desk.client.post("/w/cases/bulk/", form, follow=True).content.decode())


class TestAssign:
    def test_ten_cases_are_given_in_one_deed(self, cast: Any) -> None:
        cases, desk = several(cast), Desk(cast.registrar)
        assert 'name="case"' in desk.client.get("/w/cases/").content.decode()
        page = said(desk, marked(cases, do="assign", to=cast.executor.pk))
        assert "Назначено, дел: 3" in page
        assert {c.assignee for c in Case.objects.filter(pk__in=[c.pk for c in cases])} == {cast.executor}
        assert {e.by for c in cases for e in c.assignments.all()} == {cast.registrar}

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
