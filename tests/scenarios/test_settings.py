"""Settings are tried before they are saved, kept apart for two editors, and leave what was and what became."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from priemnaya.cases.modules import VALUES
from priemnaya.core.models import AccessRecord, Event, SettingChange
from priemnaya.desk import actions as desk
from priemnaya.desk.models import Checklist, Macro, RoutingRule
from priemnaya.errors import Objection
from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.models import Article, ArticleVersion, Section, Service
from priemnaya.knowledge.services.terms import written
from priemnaya.knowledge.variables import unknown
from priemnaya.people.models import Employee, OtherBody, Unit
from priemnaya.policy.contact_points import FUNCTION_TITLES

from ..desk import Desk
from ..helpers import case_of, words_of

LAND = {"name": "Земля", "words": "межевание"}
TEMPLATE = "Шаблон: аренду продлим"


def page(answer: Any) -> str:
    return str(answer.content.decode())


class TestTrial:
    def test_it_says_where_a_rule_would_work_and_does_nothing(self, cast: Any) -> None:
        unit = cast.udm.units.get(slug="land")
        hit = case_of(cast.udm, text="Спор о межевании участка с соседом")
        case_of(cast.udm, subject="Налог", text="Налог за квартиру")
        typed = {**LAND, "unit": unit.pk, "do": "try"}
        head = Desk(cast.head)
        events = Event.objects.count()
        found = page(head.client.post("/w/rules/routing/", typed))
        assert "Сработало бы на 1 из 2" in found
        assert "<mark>межевании</mark>" in found
        assert hit.get_absolute_url() in found
        assert "Не туда, где они сейчас, попало бы: 1" in found
        assert 'value="Земля"' in found
        assert not RoutingRule.objects.exists()
        assert not SettingChange.objects.exists()
        assert Event.objects.count() == events
        assert AccessRecord.objects.filter(page="rule_save", cases=[hit.pk]).exists()
        with CaptureQueriesContext(connection) as few:
            head.client.post("/w/rules/routing/", typed)
        for _n in range(3):
            case_of(cast.udm, text="Межевание")
        with CaptureQueriesContext(connection) as many:
            head.client.post("/w/rules/routing/", typed)
        assert len(many) == len(few)

    def test_who_sees_no_cases_is_told_nothing_countable_of_anybodys_words(self, cast: Any) -> None:
        """One's own letters and one word more on the edge of a tens would answer whether somebody wrote. Nor by a rule
        without words that stands after one with them."""
        hit, admin = case_of(cast.udm, text="Спор о межевании участка с соседом"), Desk(cast.admin)
        words = {**LAND, "unit": cast.udm.units.get(slug="land").pk, "do": "try"}
        plain = {**words, "words": "", "kinds": [hit.kind]}

        def told(typed: dict[str, Any]) -> set[str]:
            found = words_of(admin.client.post("/w/rules/routing/", typed))
            assert hit.number not in found and "Проверка на прошлых делах" in found
            return {w for w in ("Сработало бы", "видят сотрудники, которым открыты дела") if w in found}

        assert told(plain) == {"Сработало бы", "видят сотрудники, которым открыты дела"}
        alone = told(words)
        for _n in range(9):
            case_of(cast.udm, text="Межевание")
        assert told(words) == alone == {"видят сотрудники, которым открыты дела"}
        desk.save_rule(cast.udm, by=cast.head, name="Прежнее", words=["Иванова"], unit=cast.udm.units.get(slug="land"))
        assert told(plain) == alone

    def test_the_rule_that_stands_first_decides(self, cast: Any) -> None:
        unit = cast.udm.units.get(slug="land")
        desk.save_rule(cast.udm, by=cast.head, name="Прежнее", words=["участок"], unit=unit)
        case_of(cast.udm, text="Межевание участка")
        typed = {**LAND, "unit": unit.pk, "do": "try"}
        found = page(Desk(cast.head).client.post("/w/rules/routing/", typed))
        assert "Сработало бы на 0 из 1" in found
        assert "раньше сработает правило «Прежнее»" in found

    def test_a_macro_names_what_would_stop_it_and_an_unknown_variable_the_nearest(self, cast: Any) -> None:
        case_of(cast.udm)
        head = Desk(cast.head)
        typed = {"name": "Плата", "do": ["note", "try"], "value": ["Плата {fee}"]}
        found = page(head.client.post("/w/rules/macros/", typed))
        assert "нечего подставить: {fee}" in found
        refused = head.client.post("/w/rules/macros/", {**typed, "do": ["note", "save"], "value": ["Плата {fea}"]})
        assert refused.status_code == 422
        assert "Похожая есть: {fee}" in page(refused)
        assert not Macro.objects.exists()

    def test_a_template_that_a_macro_begins_with_is_there_and_outlives_its_title(self, cast: Any) -> None:
        case_of(cast.udm)
        head = Desk(cast.head)
        typed = {"name": "Ответ", "do": ["template", "try"], "value": ["Шаблон: аренду продлем"]}
        assert "в базе знаний нет" in page(head.client.post("/w/rules/macros/", typed))
        typed["value"] = [TEMPLATE]
        assert "Сработало бы на 1 из 1" in page(head.client.post("/w/rules/macros/", typed))
        head.client.post("/w/rules/macros/", {**typed, "do": ["template", "save"]})
        row, case = Macro.objects.get(), case_of(cast.udm)
        Article.objects.filter(organisation=cast.udm, title=TEMPLATE).update(title="Продление аренды")
        assert "Продление аренды" in page(head.client.get(f"/w/rules/macros/{row.pk}/"))
        desk.run_macro(case, row, by=cast.executor)
        assert "Продлим" in case.replies.get().text
        Article.objects.filter(organisation=cast.udm, title="Продление аренды").update(archived_at=timezone.now())
        assert "в базе знаний нет" in Desk(cast.executor).on(case, "macro", macro=row.pk).text

    def test_a_checklist_says_on_which_cases_it_would_stand(self, cast: Any) -> None:
        case_of(cast.udm)
        typed = {"name": "Жалоба", "items": "Раз", "kind": "appeal_complaint", "do": "try"}
        assert "Сработало бы на 0 из 1" in page(Desk(cast.head).client.post("/w/rules/checklists/", typed))
        assert not Checklist.objects.exists()


class TestTwoPages:
    def test_a_stale_page_overwrites_nothing_and_keeps_what_was_typed(self, cast: Any) -> None:
        unit = cast.udm.units.get(slug="land")
        row = desk.save_rule(cast.udm, by=cast.head, name="Земля", words=["межевание"], unit=unit)
        head, admin = Desk(cast.head), Desk(cast.admin)
        address = f"/w/rules/routing/{row.pk}/"
        seen = head.client.get(address).context["seen"]
        admin.client.post(address, {**LAND, "words": "граница", "unit": unit.pk, "seen": seen, "do": "save"})
        late = head.client.post(address, {**LAND, "words": "забор", "unit": unit.pk, "seen": seen, "do": "save"})
        assert late.status_code == 409
        row.refresh_from_db()
        assert row.words == ["граница"]
        assert 'value="забор"' in page(late)
        assert "граница" in page(late)
        again = {**LAND, "words": "забор", "unit": unit.pk, "seen": late.context["seen"], "do": "save"}
        assert head.client.post(address, again).status_code == 302
        row.refresh_from_db()
        assert row.words == ["забор"]

    def test_nobody_writes_over_an_address_unseen(self, cast: Any) -> None:
        """Of another body, of a point, and a department's name: each page says what it showed."""
        body = OtherBody.objects.filter(organisation=cast.udm.parent or cast.udm).first()
        point, admin = cast.udm.points.filter(kind="phone")[0], Desk(cast.admin)
        for page, post, field in (
            (f"/w/bodies/{body.pk}/", f"/w/bodies/{body.pk}/", "phone"),
            (f"/w/points/{point.pk}/", f"/w/points/{point.pk}/save/", "hours"),
            ("/w/units/", "/w/units/save/", "functions"),
        ):
            shown = html.fromstring(admin.get(page).source)
            form = shown.xpath(f"//form[@method='post'][.//*[@name='{field}']][.//*[@name='seen']]")[0]
            typed: dict[str, list[Any]] = {}
            for name, value in form.form_values():
                typed.setdefault(name, []).append(value)
            typed |= {"approved_by": ["Приказ № 1"], "function": [next(iter(FUNCTION_TITLES))]}
            kept = admin.client.post(post, {**typed, field: ["Первый"]}, follow=True).content.decode()
            assert "message-success" in kept, page
            late = admin.client.post(post, {**typed, field: ["Второй"]}, follow=True).content.decode()
            assert "изменил другой сотрудник" in late, page
        body.refresh_from_db()
        point.refresh_from_db()
        assert (body.phone, point.hours) == ("Первый", "Первый") and Unit.objects.filter(functions="Первый").exists()


class TestJournal:
    def test_who_when_and_field_by_field(self, cast: Any) -> None:
        unit = cast.udm.units.get(slug="land")
        row = desk.save_rule(cast.udm, by=cast.head, name="Земля", words=["межевание"], unit=unit)
        desk.save_rule(cast.udm, by=cast.admin, rule=row, name="Земля", words=["граница"], unit=unit)
        desk.save_rule(cast.udm, by=cast.admin, rule=row, name="Земля", words=["граница"], unit=unit)
        assert SettingChange.objects.count() == 2
        last = SettingChange.objects.latest("pk")
        assert last.fields == [{"what": "Слова", "was": "межевание", "now": "граница"}]
        auditor = Desk(cast.auditor)
        found = page(auditor.client.get(f"/w/journal/settings/?kind=routing&of={row.pk}"))
        assert "<del>межевание</del>" in found
        assert "<ins>граница</ins>" in found
        assert cast.admin.short_name in found
        assert f"/w/rules/routing/{row.pk}/" not in found, "the auditor may not open it"
        assert f"/w/rules/routing/{row.pk}/" in page(Desk(cast.head).client.get("/w/journal/settings/"))
        assert "записей нет" in page(auditor.client.get("/w/journal/settings/?kind=macro"))
        by_head = page(auditor.client.get(f"/w/journal/settings/?employee={cast.head.pk}"))
        assert "<del>межевание</del>" not in by_head
        assert b"\xd0\xb3\xd1\x80\xd0\xb0\xd0\xbd" in b"".join(auditor.client.get("/w/journal/settings/?as=csv"))
        assert Desk(cast.executor).client.get("/w/journal/settings/").status_code == 403
        for deed in (SettingChange.objects.all().delete, lambda: SettingChange.objects.update(name="другое")):
            with pytest.raises(IntegrityError), transaction.atomic():
                deed()

    def test_what_is_done_on_the_pages_of_people_and_places_is_in_it(self, cast: Any) -> None:
        admin = Desk(cast.admin)
        admin.client.post("/w/units/save/", {"name": "Отдел печати", "functions": ""})
        person: Employee = cast.executor
        person.refresh_from_db()
        admin.client.post(f"/w/employees/{person.pk}/roles/", {"role": ["registrar"], "version": person.version + 1})
        kinds = dict(SettingChange.objects.values_list("kind", "fields"))
        assert kinds["unit"][0] == {"what": "Название", "was": "", "now": "Отдел печати"}
        assert [(f["what"], f["now"]) for f in kinds["access"]] == [("Роли", "Регистратор")]


class TestTemplates:
    def test_every_variable_is_filled_described_and_shown(self) -> None:
        assert [name for name in VALUES if unknown(f"{{{name}}}")] == []
        assert dict(unknown("{Имя клиента} {срок} {greting} {xyzxyz} {number}"))["greting"] == "greeting"
        assert dict(unknown("{имя}"))["имя"] == "client"
        assert dict(unknown("{xyzxyz}"))["xyzxyz"] == ""

    def test_it_is_seen_as_it_will_look_and_refuses_what_nobody_fills(self, cast: Any) -> None:
        case = case_of(cast.udm, surname="Зайцева")
        section = Section.objects.filter(organisation=cast.udm).first()
        assert section is not None
        head = Desk(cast.head)
        typed = {"title": "Шаблон: ответ", "kind": "template", "section": section.pk}
        text = "{greeting}\n\nВаше дело {number}. Срок по услуге {service}."
        example = page(head.client.post("/w/knowledge/articles/new/", {**typed, "text": text, "preview": "1"}))
        assert "Здравствуйте, Анна Петровна!" in example
        asked = {**typed, "text": text, "preview": "1", "case_number": case.number}
        real = page(head.client.post("/w/knowledge/articles/new/", asked))
        assert f"Ваше дело {case.number}" in real
        assert "{service}" in real
        refused = head.client.post("/w/knowledge/articles/new/", {**typed, "text": "Добрый день, {clent}!"})
        assert refused.status_code == 422
        assert "Похожая есть: {client}" in page(refused)
        assert "Добрый день, {clent}!" in page(refused)
        assert not Article.objects.filter(title="Шаблон: ответ").exists()

    def test_typing_saves_itself_and_two_editors_are_told_apart(self, cast: Any) -> None:
        section = Section.objects.filter(organisation=cast.udm).first()
        made = articles.draft_article(section, by=cast.editor, kind="guide", title="Памятка", text="Как подать.")
        row = made.article
        editor, head = Desk(cast.editor), Desk(cast.head)
        seen = editor.client.get(f"/w/knowledge/articles/{row.pk}/edit/").context["seen"]
        typed = {"title": "Памятка", "seen": seen}
        address = f"/w/knowledge/articles/{row.pk}/autosave/"
        kept = editor.client.post(address, {**typed, "text": "Как подать заявление."}).json()
        assert kept["seen"] != seen
        late = head.client.post(address, {**typed, "text": "Моё."})
        assert late.status_code == 409
        form = head.client.post(
            f"/w/knowledge/articles/{row.pk}/edit/", {**typed, "section": section.pk, "text": "Моё."}
        )
        assert form.status_code == 409
        assert "Моё." in page(form)
        assert "Как подать заявление." in page(form)
        made.refresh_from_db()
        assert made.text == "Как подать заявление."
        stale = head.client.post(f"/w/knowledge/articles/{row.pk}/publish/", {"seen": seen}, follow=True)
        assert "сохранил другой редактор" in page(stale)
        assert not ArticleVersion.objects.filter(article=row, state="published").exists()
        articles.submit_version(made, by=cast.editor)
        waits = editor.client.post(address, {**typed, "seen": kept["seen"], "text": "Ещё."})
        assert waits.status_code == 422


class TestTerms:
    def test_words_and_numbers_become_one_rule(self) -> None:
        assert [written("30", "d"), written("10 рабочих дней", "d"), written("1 месяц", "d")] == ["30d", "10wd", "1mo"]
        for wrong in ("", "скоро", "0", "99999"):
            with pytest.raises(Objection, match=r"[а-я]"):
                written(wrong, "d")

    def test_the_form_shows_each_term_with_its_day_and_refuses_in_words(self, cast: Any) -> None:
        service = Service.objects.get(organisation=cast.udm, slug="lease-extend")
        editor = Desk(cast.editor)
        form = page(editor.client.get(f"/w/services/{service.slug}/edit/"))
        assert service.current is not None
        assert f"{service.current.since:%d.%m.%Y}" in form
        refused = editor.client.post(f"/w/services/{service.slug}/edit/", {"term_number": "скоро", "term_unit": "d"})
        assert refused.status_code == 422
        assert "Срок: «скоро» не число" in page(refused)
        assert 'value="скоро"' in page(refused)
