"""Every list is one table: ordered by a column, with the columns a person chose, given out whole as a file; saved
lists are shared and taken away by whom they belong to."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.core.models import AccessRecord
from priemnaya.desk.models import SavedView, ShownColumns
from priemnaya.workspace.tables import TABLES, shown
from priemnaya.workspace.tables import columns as limits

from ..desk import Desk
from ..helpers import case_of

PAGE = "/w/cases/?list=open"


def numbers(page: str) -> list[str]:
    return [a.text_content() for a in html.fromstring(page).xpath("//td[contains(@class,'c-no')]//a")]


def heads(page: str) -> list[str]:
    return [th.text_content().strip() for th in html.fromstring(page).xpath("//thead//th")]


def got(desk: Desk, address: str) -> Any:
    return desk.client.get(address)


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def table_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body_of(answer).decode("utf-8-sig")), delimiter=";"))


class TestOrder:
    def test_by_a_column_and_back_and_one_goes_through_cases_in_it(self, cast: Any) -> None:
        made = [case_of(cast.udm, surname=s, identity=s) for s in ("Борисов", "Антонов", "Власов")]
        desk = Desk(cast.registrar)
        page = got(desk, f"{PAGE}&sort=who").content.decode()
        assert numbers(page) == [made[1].number, made[0].number, made[2].number]
        assert 'aria-sort="ascending"' in page
        assert numbers(got(desk, f"{PAGE}&sort=-who").content.decode()) == [made[n].number for n in (2, 0, 1)]
        opened = got(desk, made[0].get_absolute_url())
        assert (opened.context["neighbours"]["previous"], opened.context["neighbours"]["next"]) == (
            made[2].pk,
            made[1].pk,
        )

    def test_a_word_that_is_no_column_changes_nothing(self, cast: Any) -> None:
        case = case_of(cast.udm)
        for asked in ("-", "password", "client__surname", "topic", "-point"):
            assert numbers(got(Desk(cast.registrar), f"{PAGE}&sort={asked}").content.decode()) == [case.number]

    def test_too_many_rows_are_ordered_only_by_what_has_an_index(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for s in ("Борисов", "Антонов"):
            case_of(cast.udm, surname=s, identity=s)
        for module in (limits, shown):
            monkeypatch.setattr(module, "COUNTED", 2)
        desk = Desk(cast.registrar)
        page = got(desk, f"{PAGE}&sort=-who").content.decode()
        assert "Строк слишком много" in page
        assert "sort=who" not in page
        assert numbers(got(desk, f"{PAGE}&sort=-no").content.decode()) == sorted(numbers(page), reverse=True)


class TestColumns:
    def test_are_remembered_for_the_person_alone(self, cast: Any) -> None:
        case_of(cast.udm)
        desk = Desk(cast.registrar)
        assert "Тема" in heads(got(desk, PAGE).content.decode())
        asked = {"column": ["kind", "left", "no-such"], "back": PAGE, "do": "keep"}
        answer = desk.client.post("/w/tables/cases/columns/", asked)
        assert answer["Location"] == PAGE
        told = heads(got(desk, PAGE).content.decode())
        assert {"Вид", "Осталось", "Номер", "Клиент"} <= set(told)
        assert not {"Тема", "Срок", "Исполнитель"} & set(told)
        assert "Тема" in heads(got(Desk(cast.head), PAGE).content.decode())
        assert "Вид" in table_of(got(desk, f"{PAGE}&as=csv"))[0]
        desk.client.post("/w/tables/cases/columns/", {"back": "https://elsewhere.example/", "do": "usual"})
        assert "Тема" in heads(got(desk, PAGE).content.decode())
        assert not ShownColumns.objects.exists()
        assert desk.client.post("/w/tables/nothing/columns/").status_code == 404


class TestFiles:
    def test_the_whole_list_and_nothing_beyond_its_filters(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("priemnaya.workspace.views.queue.PAGE", 1)
        made = [case_of(cast.udm, surname=s, identity=s, text=f"Вопрос {s}") for s in ("Борисов", "Антонов", "Власов")]
        hidden = case_of(cast.udm, surname="Тайнова", identity="x")
        actions.confide_case(hidden, "Личные сведения", by=cast.head)
        actions.assign_case(made[0], cast.executor, by=cast.head)
        rows = table_of(got(Desk(cast.registrar), "/w/cases/?who=none&as=csv&sort=who"))
        assert [r[0] for r in rows] == ["Номер", made[1].number, made[2].number]
        assert len(got(Desk(cast.registrar), PAGE).context["listing"].rows) == 1
        sheet = zipfile.ZipFile(io.BytesIO(body_of(got(Desk(cast.registrar), f"{PAGE}&as=xlsx"))))
        words = sheet.read("xl/worksheets/sheet1.xml").decode()
        assert all(c.number in words for c in made)
        assert "Тайнова" not in words

    def test_a_word_that_looks_like_a_formula_stays_a_word(self, cast: Any) -> None:
        case = case_of(cast.udm)
        Case.objects.filter(pk=case.pk).update(subject='=HYPERLINK("http://x.example")')
        rows = table_of(got(Desk(cast.registrar), f"{PAGE}&as=csv"))
        assert rows[1][rows[0].index("О чём")].startswith("'=HYPERLINK")
        sheet = zipfile.ZipFile(io.BytesIO(body_of(got(Desk(cast.registrar), f"{PAGE}&as=xlsx"))))
        words = sheet.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in words
        assert "HYPERLINK" in words

    def test_is_written_down_as_given_out_with_everybody_in_it(self, cast: Any) -> None:
        made = [case_of(cast.udm, surname=s, identity=s) for s in ("Борисов", "Антонов")]
        for kind in ("csv", "xlsx"):
            got(Desk(cast.registrar), f"{PAGE}&as={kind}")
            record = AccessRecord.objects.filter(kind="export").latest("number")
            assert record.page == "queue"
            assert set(record.cases) == {c.pk for c in made}
            assert set(record.clients) == {c.client_id for c in made}

    def test_is_for_who_may_take_lists_out(self, cast: Any) -> None:
        case_of(cast.udm)
        desk = Desk(cast.executor)
        assert "as=xlsx" not in got(desk, PAGE).content.decode()
        assert got(desk, f"{PAGE}&as=xlsx").status_code == 403
        assert not AccessRecord.objects.filter(kind="export").exists()

    def test_more_than_a_file_holds_is_said_in_it(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        for n in range(3):
            case_of(cast.udm, identity=str(n))
        monkeypatch.setattr(shown, "MOST", 2)
        rows = table_of(got(Desk(cast.registrar), f"{PAGE}&as=csv"))
        assert len(rows) == 4
        assert rows[3][0].startswith("Это не всё")

    def test_every_list_of_a_page_is_given(self, cast: Any) -> None:
        """Whoever may open the page of a list, and take it out, gets both kinds."""
        case_of(cast.udm)
        head, admin = Desk(cast.head), Desk(cast.admin)
        for desk, path in [
            *((head, f"/w/{p}/") for p in ("outbox", "letters", "scans", "mailings", "compliance/ratings", "bodies")),
            *((head, f"/w/{p}/") for p in ("services", "points", "knowledge", "journal/export")),
            *((admin, f"/w/{p}/") for p in ("employees", "journal/sign-ins", "journal/emergencies")),
        ]:
            for kind in ("csv", "xlsx"):
                answer = got(desk, f"{path}?as={kind}")
                assert answer.status_code == 200, path
                assert answer["Content-Disposition"].rstrip('"').endswith(f".{kind}"), path


class TestSaved:
    def save(self, desk: Desk, name: str, share: str) -> Any:
        return desk.client.post("/w/cases/views/", {"name": name, "query": "urgent=1", "share": share}, follow=True)

    def tabs(self, employee: Any) -> str:
        page = html.fromstring(got(Desk(employee), PAGE).content.decode())
        return " ".join(page.xpath("//ul[contains(@class,'tabs')]")[0].text_content().split())

    def test_one_of_a_unit_stands_with_its_number_among_the_tabs_of_the_unit(self, cast: Any) -> None:
        case = case_of(cast.udm)
        Case.objects.filter(pk=case.pk).update(urgency="urgent")
        first, second = cast.udm.units.order_by("pk")[:2]
        for one, unit in ((cast.executor, first), (cast.colleague, first), (cast.registrar, second)):
            one.unit = unit
            one.save()
        self.save(Desk(cast.executor), "Горящие", "unit")
        assert "Горящие общий 1" in self.tabs(cast.colleague)
        assert "Горящие" not in self.tabs(cast.registrar)

    def test_one_of_the_body_is_for_who_spreads_cases_to_make(self, cast: Any) -> None:
        refused = self.save(Desk(cast.executor), "Для всех", "body").content.decode()
        assert "Списки для всего органа сохраняет" in refused
        assert not SavedView.objects.exists()
        self.save(Desk(cast.registrar), "Для всех", "body")
        assert "Для всех" in self.tabs(cast.executor)
        assert "Для всех" not in self.tabs(cast.stranger)

    def test_its_owner_takes_it_away_and_when_they_left_who_spreads_cases(self, cast: Any) -> None:
        self.save(Desk(cast.registrar), "Первый", "body")
        self.save(Desk(cast.registrar), "Второй", "body")
        first, second = SavedView.objects.order_by("pk")
        Desk(cast.head).client.post(f"/w/cases/views/{first.pk}/delete/")
        assert SavedView.objects.count() == 2
        Desk(cast.registrar).client.post(f"/w/cases/views/{first.pk}/delete/")
        assert list(SavedView.objects.all()) == [second]
        cast.registrar.is_active = False
        cast.registrar.save()
        Desk(cast.executor).client.post(f"/w/cases/views/{second.pk}/delete/")
        assert SavedView.objects.exists()
        Desk(cast.head).client.post(f"/w/cases/views/{second.pk}/delete/")
        assert not SavedView.objects.exists()

    def test_shared_ones_crowd_out_no_list_of_ones_own(self, cast: Any) -> None:
        of_head = {"organisation": cast.udm, "owner": cast.head, "shared": True, "query": "late=1"}
        SavedView.objects.bulk_create(SavedView(name=f"А{n:02}", **of_head) for n in range(14))
        own = {"organisation": cast.udm, "owner": cast.registrar, "query": "urgent=1"}
        SavedView.objects.bulk_create(SavedView(name="Яровые", **own) for _n in range(39))
        desk = Desk(cast.registrar)
        for _n in range(2):
            answer = desk.client.post("/w/cases/views/", {"name": "Яровые", "query": "urgent=1"}, follow=True)
        assert "У вас уже 40 сохранённых списков" in answer.content.decode()
        page = got(desk, PAGE)
        shown = [tab.title for tab in page.context["tabs"] if tab.view]
        assert shown == ["Яровые"] * 40 + [f"А{n:02}" for n in range(12)]
        assert [tab.title for tab in page.context["rest"]] == ["А12", "А13"]
        assert "Ещё общие списки" in page.content.decode()


class TestNew:
    def test_a_message_is_new_until_whoever_has_the_case_opened_it(self, cast: Any) -> None:
        case = case_of(cast.udm)

        def new() -> bool:
            return "Новое сообщение." in got(Desk(cast.registrar), PAGE).content.decode()

        assert new()
        got(Desk(cast.head), f"{PAGE}&open={case.pk}")
        assert not new(), "nobody has it: that anybody saw it is enough"
        actions.assign_case(case, cast.executor, by=cast.head)
        assert new(), "its executor has not"
        got(Desk(cast.executor), case.get_absolute_url())
        assert not new()


def test_a_list_stands_once_and_its_columns_too() -> None:
    for name, table in TABLES.items():
        columns = [c.name for c in table.columns]
        assert len(columns) == len(set(columns)), name
        assert not table.lead or table.column(table.lead) in [c for c in table.columns if c.fixed], name
