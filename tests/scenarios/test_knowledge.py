"""The knowledge base: filled by functions, approved, found, used, reviewed; one scenario a clause."""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client as Browser
from django.utils import timezone
from docx import Document
from lxml.html import fromstring

from priemnaya.cases import actions as cases
from priemnaya.cases.modules import fill, unfilled
from priemnaya.core.models import Alert, Event, Notice, Obligation, Ruling, SettingChange, StoredFile
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge import search
from priemnaya.knowledge.actions import articles, findable
from priemnaya.knowledge.actions.folder import import_folder
from priemnaya.knowledge.actions.reviews import (
    a_period_later,
    functions_of,
    months_later,
    next_review,
    open_reviews,
    review_section,
    settle_milestones,
)
from priemnaya.knowledge.actions.sections import name_head
from priemnaya.knowledge.board import board_of, searches_of
from priemnaya.knowledge.models import Article, ArticleUse, ArticleVersion, Findable, SearchLog, Section, Service
from priemnaya.people.policies import overridden
from priemnaya.people.reminding import remind_body
from priemnaya.policy import Refused
from priemnaya.policy.kinds.review import Review

from ..desk import Desk
from ..helpers import case_of, clauses, drafted, forgotten, local_day
from ..plain.packages import PICTURE, p
from ..plain.packages import docx as packed
from ..stood import posted
from .test_guards import MADE, asking, made
from .test_services import form_of

PLAIN = "Подайте заявление на сайте. Ответим за десять дней."


@pytest.fixture(autouse=True)
def fresh_words() -> None:
    search.forget_vocabularies()


def section_of(organisation: Any, title: str = "Аренда") -> Section:
    return Section.objects.select_related("organisation__parent", "head").get(organisation=organisation, title=title)


def written(cast: Any, title: str = "Как продлить аренду быстро", text: str = PLAIN, **fields: Any) -> Article:
    editor = cast.editor
    version = articles.draft_article(
        section_of(cast.udm), by=editor, kind=fields.pop("kind", "guide"), title=title, text=text, **fields
    )
    return articles.publish_version(version, by=cast.head)


class TestSkeleton:
    def test_udmurtia_mio_order_2_and_udmurtia_mio_order_3__made_and_filled_by_its_day(self, cast: Any) -> None:
        owed = {o.what: o for o in settle_milestones(cast.udm)}
        assert owed["knowledge_skeleton"].clause == "order.2"
        assert cast.udm.local(owed["knowledge_skeleton"].due_at).date() == dt.date(2024, 11, 1)
        assert cast.udm.local(owed["knowledge_filled"].due_at).date() == dt.date(2024, 12, 31)
        assert all(o.fulfilled_at for o in owed.values())
        forgotten(Obligation.objects.filter(subject_type="organisation"))
        Article.objects.filter(section=section_of(cast.udm)).update(archived_at=timezone.now())
        assert {o.what: bool(o.fulfilled_at) for o in settle_milestones(cast.udm)} == {
            "knowledge_skeleton": True,
            "knowledge_filled": False,
        }

    def test_udmurtia_mio_8_4__every_function_has_a_section_and_a_head(self, cast: Any, client: Browser) -> None:
        titles = {s.title.casefold() for s in Section.objects.filter(organisation=cast.udm)}
        assert {f.casefold() for _, f in functions_of(cast.udm)} <= titles
        assert board_of(cast.udm).covered == 100
        name_head(section_of(cast.udm), cast.head, by=cast.head)
        client.force_login(cast.executor)
        assert "Орлов" in client.get("/w/knowledge/").content.decode()

    def test_udmurtia_mio_8_5_and_udmurtia_mio_1_4_client__acts_templates_scripts_contacts(self, cast: Any) -> None:
        assert {"act", "template", "script", "contact"} <= set(
            Article.objects.filter(organisation=cast.udm).values_list("kind", flat=True)
        )

    def test_altai_zags_6_2_and_chelyabinsk_edu_2_2__frequent_questions_on_the_portal(
        self, cast: Any, client: Browser
    ) -> None:
        for body, question in (
            ("altai-zags", "Можно ли перенести день свадьбы"),
            ("chelyabinsk-edu", "Нужна ли лицензия репетитору"),
        ):
            page = client.get(f"/{body}/answers/").content.decode()
            assert question in page
            row = Article.objects.get(organisation__slug=body, title=question)
            shown = client.get(f"/{body}/answers/{row.pk}/").content.decode()
            assert "Помогло?" in shown
            client.post(f"/{body}/answers/{row.pk}/vote/", {"helped": "no", "comment": "Не сказано, куда звонить"})
            client.post(f"/{body}/answers/{row.pk}/vote/", {"helped": "no"})
            assert row.votes.count() == 1

    def test_inner_materials_stay_inside(self, cast: Any, client: Browser) -> None:
        inner = Article.objects.filter(organisation=cast.udm, public=False).first()
        assert client.get(f"/udmurtia-mio/answers/{inner.pk}/").status_code == 404
        assert f"<b>{inner.title}</b>" not in client.get("/udmurtia-mio/search/", {"q": inner.title}).content.decode()
        client.force_login(cast.stranger)
        assert client.get(f"/w/knowledge/articles/{inner.pk}/").status_code == 404


class TestVersions:
    def test_altai_zags_4_5_and_chelyabinsk_edu_1_4_5__an_article_with_officialese_is_not_published(
        self, cast: Any
    ) -> None:
        for slug, clause in (("altai-zags", "4.5"), ("chelyabinsk-edu", "1.4.5")):
            body = cast.bodies[slug]
            section = Section.objects.filter(organisation=body).select_related("organisation__parent", "head").first()
            editor = cast.hire(f"e-{slug}", body, "Зайцева", "editor")
            version = articles.draft_article(
                section,
                by=editor,
                kind="guide",
                title="Памятка",
                text="На основании вышеизложенного осуществляется выдача.",
            )
            with pytest.raises(Refused) as stopped:
                articles.publish_version(version, by=cast.head_of(slug))
            assert clause in clauses(stopped.value.verdicts)
            articles.save_version(version.article, by=editor, title="Памятка", text=PLAIN)
            version.refresh_from_db()
            assert articles.publish_version(version, by=cast.head_of(slug)).current == version

    def test_the_author_does_not_approve_the_own_text(self, cast: Any) -> None:
        version = articles.draft_article(section_of(cast.udm), by=cast.head, kind="guide", title="Памятка", text=PLAIN)
        with pytest.raises(NotAllowed, match="другой сотрудник"):
            articles.publish_version(version, by=cast.head)

    def test_whoever_wrote_a_part_of_it_does_not_approve_it(self, cast: Any) -> None:
        """A colleague's keystroke, saved by itself, takes the text from nobody."""
        version = articles.draft_article(section_of(cast.udm), by=cast.head, kind="guide", title="Памятка", text=PLAIN)
        for text in (f"{PLAIN}\n\nСнова.", f"{PLAIN}\n\nСнова и снова."):
            seen = articles.token_of(version.article)
            articles.autosave_version(version.article, by=cast.editor, title="Памятка", text=text, why="", seen=seen)
        wrote = Event.objects.filter(verb="article.written", subject_id=version.article_id)
        assert [e.actor_id for e in wrote] == [cast.editor.pk], "each who writes in it, once"
        version.refresh_from_db()
        assert version.author == cast.editor
        with pytest.raises(NotAllowed, match="другой сотрудник"):
            articles.publish_version(version, by=cast.head)

    def test_a_letter_typed_and_deleted_signs_nothing_and_another_head_hears_of_what_one_has_written(
        self, cast: Any, client: Browser
    ) -> None:
        """The head of the section typed in a draft: with no difference left he approves it as before; where one is
        left, he is told nothing of it, and whoever may approve it is."""
        section, other = section_of(cast.udm), cast.hire("head-2", cast.udm, "Дорохова", "head")
        Section.objects.filter(pk=section.pk).update(head=cast.head)
        article = articles.draft_article(section, by=cast.editor, kind="guide", title="Памятка", text=PLAIN).article
        page = f"/w/knowledge/articles/{article.pk}/"

        def types(text: str) -> None:
            typed = {"title": "Памятка", "text": text, "seen": articles.token_of(article)}
            assert client.post(f"{page}autosave/", typed).status_code == 200

        client.force_login(cast.head)
        types(f"{PLAIN} а")
        assert "Утвердить и опубликовать" not in client.get(page).content.decode()
        types(PLAIN)
        assert "Утвердить и опубликовать" in client.get(page).content.decode()
        assert article.versions.get().author == cast.editor
        types(f"{PLAIN}\n\nСнова.")
        client.force_login(cast.editor)
        posted(client, f"{page}submit/")
        told = Notice.objects.filter(text__contains="на утверждение").values_list("employee_id", flat=True)
        assert list(told) == [other.pk]
        counted = {}
        for head in (cast.head, other):
            client.force_login(head)
            counted[head.pk] = "Статей на утверждении" in client.get("/w/").content.decode()
        assert counted == {cast.head.pk: False, other.pk: True}

    def test_whoever_approves_is_told_that_it_moves_to_another_service_and_has_another_file(
        self, cast: Any, client: Browser
    ) -> None:
        article, service = written(cast), Service.objects.filter(organisation=cast.udm)[0]
        file = StoredFile.objects.store(b"%PDF-1.4 new")
        fields = {"title": article.title, "text": PLAIN, "why": "Услуга", "service": service, "file": file}
        articles.save_version(article, by=cast.editor, **fields)
        client.force_login(cast.head)
        page = client.get(f"/w/knowledge/articles/{article.pk}/").content.decode()
        assert service.title in page and file.sha256[:8] in page
        posted(client, f"/w/knowledge/articles/{article.pk}/publish/")
        kept = SettingChange.objects.filter(kind="article", subject_id=article.pk).latest("pk").fields
        assert {"Услуга", "Файл"} <= {line["what"] for line in kept}

    def test_a_page_of_words_that_a_colleague_has_rewritten_submits_and_returns_nothing(
        self, cast: Any, client: Browser
    ) -> None:
        """And what is asked to be mended does not stand in the place of what the author said of it."""
        article = written(cast)
        articles.save_version(article, by=cast.editor, title=article.title, text=f"{PLAIN}\n\nСнова.", why="Новый срок")
        page, version = f"/w/knowledge/articles/{article.pk}/", article.versions.earliest("-number")
        stale = {"seen": version.token, "shown": "draft", "why": "Короче"}
        articles.save_version(article, by=cast.editor, title=article.title, text=f"{PLAIN}\n\nНе дописано")
        for who, deed in ((cast.editor, "submit"), (cast.head, "return")):
            client.force_login(who)
            assert "сохранил другой редактор" in client.post(f"{page}{deed}/", stale, follow=True).content.decode()
            assert article.versions.earliest("-number").state == "draft"
        client.post(f"{page}return/", {**form_of(client.get(page), "why"), "why": "Короче"})
        version = article.versions.earliest("-number")
        assert (version.state, version.why, version.returned) == ("returned", "Новый срок", "Короче")
        shown = client.get(page).content.decode()
        assert "Новый срок" in shown and "Короче" in shown

    def test_who_sees_it_changes_when_it_is_approved(self, cast: Any, client: Browser) -> None:
        article = written(cast)
        Article.objects.filter(pk=article.pk).update(public=False)
        page, form = f"/w/knowledge/articles/{article.pk}/", {"title": article.title, "text": f"{PLAIN}\n\nСнова."}
        client.force_login(cast.editor)
        edit = client.get(f"{page}edit/")
        typed = {**form, "kind": article.kind, "section": article.section_id, "public": "1"}
        client.post(f"{page}edit/", {**typed, "seen": articles.token_of(article)})
        assert client.get(f"/udmurtia-mio/answers/{article.pk}/").status_code == 404, "nobody has approved it"
        assert 'name="public" value="1" checked' in client.get(f"{page}edit/").content.decode()
        client.force_login(cast.head)
        assert "Видят клиенты" in client.get(page).content.decode() and edit.status_code == 200
        posted(client, f"{page}publish/")
        assert "Снова." in client.get(f"/udmurtia-mio/answers/{article.pk}/").content.decode()

    def test_what_was_sent_back_meanwhile_is_not_published_and_what_was_published_not_sent_back(
        self, cast: Any, client: Browser
    ) -> None:
        """Two heads have the same page open."""
        article = written(cast)
        articles.save_version(article, by=cast.editor, title=article.title, text=f"{PLAIN}\n\nСнова.", why="Новое")
        waiting = article.versions.earliest("-number")
        articles.submit_version(waiting, by=cast.editor)
        held = article.versions.earliest("-number")
        page = f"/w/knowledge/articles/{article.pk}/"
        client.force_login(cast.head)
        seen = {"seen": held.token, "shown": "submitted"}
        assert 'name="shown" value="submitted"' in " ".join(client.get(page).content.decode().split())
        articles.return_version(waiting, by=cast.head, why="Добавьте срок")
        told = client.post(f"{page}publish/", seen, follow=True).content.decode()
        assert "вернули автору" in told and article.versions.earliest("-number").state == "returned"
        assert articles.publish_version(held, by=cast.head).current == held
        for late in (
            lambda: articles.return_version(waiting, by=cast.head, why="Нет"),
            lambda: articles.submit_version(waiting, by=cast.editor),
        ):
            with pytest.raises(Stale, match="уже опубликовали"):
                late()
        assert article.versions.earliest("-number").state == "published"

    def test_a_published_version_never_changes(self, cast: Any, client: Browser) -> None:
        article = written(cast)
        first = article.current
        second = articles.save_version(
            article, by=cast.editor, title=article.title, text=f"{PLAIN}\n\nВозьмите паспорт.", why="Просили клиенты"
        )
        first.refresh_from_db()
        assert first.text == PLAIN
        assert second.number == 2
        client.force_login(cast.head)
        page = client.get(f"/w/knowledge/articles/{article.pk}/").content.decode()
        assert "Возьмите паспорт" in page
        posted(client, f"/w/knowledge/articles/{article.pk}/publish/")
        first.refresh_from_db()
        assert first.state == "replaced"
        assert search.find(cast.udm, "возьмите паспорт", public=False).hits[0].ref == str(article.pk)

    def test_udmurtia_mio_4_4_3__a_script_with_rude_words_is_not_published(self, cast: Any) -> None:
        version = articles.draft_article(
            section_of(cast.udm),
            by=cast.editor,
            kind="script",
            title="Разговор",
            text="Скажите: вы не поняли правила.",
        )
        with pytest.raises(Refused) as stopped:
            articles.publish_version(version, by=cast.head)
        assert clauses(stopped.value.verdicts) == {"4.4.3"}

    def test_a_script_without_a_greeting_breaks_the_clause_that_asks_for_one(self, cast: Any) -> None:
        """A script is checked as a script: the rule that asks for a greeting there speaks of no other text."""
        for text, ok in (
            ("Слушаю вас. Назовите адрес.", False),
            ("Здравствуйте! Министерство, меня зовут Анна. Слушаю вас. До свидания!", True),
        ):
            typed = {
                "kind": "script",
                "title": f"Разговор {ok}",
                "text": text,
                "new_section": f"Проба {ok}",
                "submit": "1",
            }
            with asking("written", on="script", checks=["greeting"]):
                written = Desk(cast.editor).post("/w/knowledge/articles/new/", **typed)
                assert any("В скрипте нет" in said for said in written.remarks("finding")) is not ok
                article = Article.objects.get(section__title=f"Проба {ok}")
                Desk(cast.head).post(f"/w/knowledge/articles/{article.pk}/publish/")
            article.refresh_from_db()
            assert article.current is not None, "it is only pointed out"
            assert Ruling.objects.get(subject_type="article", subject_id=article.pk, clause=MADE).ok is ok

    def test_a_finding_may_stay_with_a_reason_and_an_article_goes_to_the_archive(
        self, cast: Any, client: Browser
    ) -> None:
        version = articles.draft_article(
            section_of(cast.udm),
            by=cast.editor,
            kind="script",
            title="Разговор",
            text="Скажите: вы не поняли правила.",
        )
        client.force_login(cast.head)
        pk = version.article_id
        page = client.get(f"/w/knowledge/articles/{pk}/edit/").content.decode()
        rule = re.search(r'name="override:([A-Z]+-\d+)"', page)
        assert rule is not None
        typed = {
            "title": "Разговор",
            "text": version.text,
            "kind": "script",
            "section": version.article.section_id,
            f"override:{rule[1]}": "Это пример того, чего избегать",
        }
        posted(client, f"/w/knowledge/articles/{pk}/edit/", typed)
        version.refresh_from_db()
        assert (
            articles.publish_version(version, by=cast.hire("head-2", cast.udm, "Дорохова", "head")).current == version
        )
        assert "Убрать в архив" in client.get(f"/w/knowledge/articles/{pk}/").content.decode()
        posted(client, f"/w/knowledge/articles/{pk}/archive/")
        assert Article.objects.get(pk=pk).archived_at

    def test_what_was_typed_comes_back_when_something_lacks(self, cast: Any, client: Browser) -> None:
        client.login(username="editor", password="correct horse battery")
        answer = client.post(
            "/w/knowledge/articles/new/", {"title": "Памятка", "text": "Длинный набранный текст", "kind": "guide"}
        )
        assert answer.status_code == 422
        assert "Длинный набранный текст" in answer.content.decode()


class TestUse:
    def test_udmurtia_mio_3_9_and_udmurtia_mio_8_1__at_hand_in_the_composer_and_recorded(
        self, cast: Any, client: Browser
    ) -> None:
        case = case_of(cast.udm)
        drafted(case, cast.executor)
        client.force_login(cast.executor)
        page = client.get(f"/w/cases/{case.pk}/reply/").content.decode()
        template = Article.objects.get(organisation=cast.udm, title="Шаблон: аренду продлим")
        own = fromstring(page)
        first = own.xpath("string(//*[@id='known-hits']/@hx-get)")
        assert "Когда подавать заявление на продление аренды" in client.get(first).content.decode()
        assert "Вставить в ответ" in client.get(first).content.decode()
        # without scripts a press shows them on the page of the knowledge base
        link = own.xpath("string(//*[@id='known-hits']//a[@target='_blank']/@href)")
        assert "Когда подавать заявление на продление аренды" in client.get(link).content.decode()
        hits = client.get("/w/knowledge/hints/", {"q": "шаблон продлим", "case": case.pk, "s": "abc"}).content.decode()
        assert "Вставить в ответ" in hits
        client.post(f"/w/cases/{case.pk}/reply/insert/", {"article": template.pk, "s": "abc"})
        text = case.replies.get().text
        assert "Вы просите продлить аренду участка. Продлим." in text
        assert "{" not in text
        assert ArticleUse.objects.get(how="inserted").case_id == case.pk
        assert SearchLog.objects.get(token="abc").opened == f"article:{template.pk}"

    def test_variables_are_filled_and_unknown_ones_stop_the_letter(self, cast: Any) -> None:
        case = case_of(cast.udm)
        text = fill("{greeting} Дело {number}, ответим до {due}. {nonsense}", case, cast.executor)
        assert case.number in text
        assert unfilled(text) == ["{nonsense}"]

    def test_udmurtia_mio_8_3__time_to_find_is_measured(self, cast: Any) -> None:
        now = timezone.now()
        for n, seconds in enumerate((4, 8, 12)):
            findable.log_search(cast.udm, f"t{n}", "продлить аренду", 3, place="desk", by=cast.executor)
            with patch(
                "django.utils.timezone.now",
                lambda s=seconds: timezone.datetime.fromtimestamp(now.timestamp() + s, dt.UTC),
            ):
                findable.log_opened(cast.udm, f"t{n}", "article", "1")
        findable.log_search(cast.udm, "t9", "космический лифт", 0, place="portal")
        measured = searches_of(cast.udm, now - dt.timedelta(hours=1), now + dt.timedelta(hours=1))
        assert measured.count == 4
        assert measured.found == 75
        assert 7 <= measured.seconds <= 9
        assert board_of(cast.udm).nothing_found == [{"text": "космический лифт", "n": 1}]


class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("продление аренды", "Продлить аренду земельного участка"),
            ("когда подавать на продление аренды", "Когда подавать заявление на продление аренды"),
            ("продление договора", "Продлить аренду земельного участка"),
            ("выкупить магазин", "Выкупить помещение, которое вы снимаете"),
            ("прадлить арнду", "Продлить аренду земельного участка"),
            ("ghjlkbnm fhtyle", "Продлить аренду земельного участка"),
            ("кадастровой стоимости ошибка", "Исправить ошибку в кадастровой стоимости"),
            ("Ещё дети", "В семье трое детей или больше"),
        ],
    )
    def test_morphology_typing_errors_layout(self, cast: Any, typed: str, first: str) -> None:
        assert search.find(cast.udm, typed, public=True).hits[0].title == first

    def test_as_people_type(self, cast: Any) -> None:
        assert any("аренд" in h.title.lower() for h in search.find(cast.udm, "аре", public=True, typing=True).hits)

    @pytest.mark.parametrize("typed", ["", "   ", "'", "a & b | !", "%%%", "\\", "():*", "и", "я" * 500, "‮", "𝔘"])
    def test_any_input_is_taken(self, cast: Any, typed: str) -> None:
        found = search.find(cast.udm, typed, public=False, typing=True)
        own = set(Findable.objects.filter(organisation=cast.udm).values_list("kind", "ref"))
        assert {(h.kind, h.ref) for h in found.hits} <= own

    def test_bodies_do_not_see_each_other(self, cast: Any) -> None:
        assert not any("апостиль" in h.title.lower() for h in search.find(cast.udm, "апостиль", public=False).hits)


class TestReview:
    def test_udmurtia_mio_8_6__each_section_is_reviewed_monthly_with_proof(self, cast: Any) -> None:
        section = section_of(cast.udm)
        name_head(section, cast.head, by=cast.head)
        open_reviews(cast.udm)
        owed = Obligation.objects.about("section", section.pk).open().get()
        assert owed.clause == "8.6"
        assert owed.responsible_id in (cast.head.pk, None)
        assert dt.timedelta(days=27) < owed.due_at - owed.since_at < dt.timedelta(days=33)
        marks = {a.pk: "kept" for a in articles.published(cast.udm).filter(section=section)}
        with pytest.raises(Objection, match="Отметьте каждую"):
            review_section(section, {}, law="Смотрели pravo.gov.ru", feedback="Отзывов не было", by=cast.head)
        with pytest.raises(Objection, match="изменилось в законах"):
            review_section(section, marks, law="", feedback="Отзывов не было", by=cast.head)
        review = review_section(
            section, marks, law="Смотрели pravo.gov.ru: изменений нет", feedback="Отзывов не было", by=cast.head
        )
        owed.refresh_from_db()
        assert owed.kept is True
        assert len(review.checked) == len(marks)
        assert Obligation.objects.about("section", section.pk).open().get().pk != owed.pk

    def test_the_head_and_the_author_are_reminded_and_the_head_again(self, cast: Any) -> None:
        article = written(cast)
        section = section_of(cast.udm)
        name_head(section, cast.head, by=cast.head)
        open_reviews(cast.udm)
        owed = Obligation.objects.about("section", section.pk).open().get()
        for days, told in ((-2, 1), (-1, 1), (1, 2), (2, 2)):
            with patch("django.utils.timezone.now", lambda d=days: owed.due_at + dt.timedelta(days=d)):
                remind_body(cast.udm)
            assert Notice.objects.filter(employee_id=cast.head.pk, text__contains="«Аренда»").count() == told
        author = Notice.objects.filter(employee_id=article.current.author_id, text__contains="«Аренда»")
        assert [f"до {cast.udm.local(owed.due_at):%d.%m.%Y}" in n.text for n in author] == [True]

    def test_periods_counted_from_a_day_end_for_all_sections_at_once(self, cast: Any) -> None:
        """«Разделы пересматривают раз в квартал, считая с 1 марта»."""
        rule = made("udmurtia-mio", "review", what="knowledge", every="quarter", counted_from="2026-03-01")
        with overridden(rule.without("8.6")):
            written(cast)
            forgotten(Obligation.objects.about("section", section_of(cast.udm).pk))
            open_reviews(cast.udm)
            owed = Obligation.objects.about("section", section_of(cast.udm).pk).open().get()
            assert "считая с 1 марта" in owed.reasoning
        end, since = (cast.udm.local(at).date() for at in (owed.due_at, owed.since_at))
        assert (end + dt.timedelta(days=1)).day == 1 and (end + dt.timedelta(days=1)).month in (3, 6, 9, 12)
        assert 90 < (end - since).days < 184
        rows = Obligation.objects.about("section", section_of(cast.udm).pk)
        long_ago = timezone.now() - dt.timedelta(days=100)
        ArticleVersion.objects.filter(article__section=section_of(cast.udm)).update(published_at=long_ago)
        forgotten(rows)
        with overridden(rule.without("8.6")):
            open_reviews(cast.udm)
            due, tomorrow = cast.udm.local(rows.open().get().due_at).date(), local_day(cast.udm, plus=1)
            last_day = tomorrow.day == 1 and tomorrow.month in (3, 6, 9, 12)
            assert due < end or last_day, "never reviewed and long there: by this period's end"
        open_reviews(cast.udm)
        owed = rows.open().get()
        assert owed.rule["every"] == "month" and owed.clause == "8.6" and "порядок изменился" in owed.recomputed

    @pytest.mark.parametrize("reviewed", [False, True])
    def test_an_order_changed_later_makes_no_section_late(self, cast: Any, reviewed: bool) -> None:
        """Owed once a year for months already, once a month from today: by a month from today."""
        year = made("udmurtia-mio", "review", what="knowledge", every="year")
        written(cast)
        section, long_ago = section_of(cast.udm), timezone.now() - dt.timedelta(days=100)
        forgotten(Obligation.objects.about("section", section.pk))
        with overridden(year.without("8.6")), patch("django.utils.timezone.now", lambda: long_ago):
            if reviewed:
                marks = {a.pk: "kept" for a in articles.published(cast.udm).filter(section=section)}
                said = {"law": "Изменений в законах нет", "feedback": "Замечаний не было"}
                review_section(section, marks, **said, by=cast.head)
            open_reviews(cast.udm)
        rows = Obligation.objects.about("section", section.pk).open()
        assert rows.get().due_at > timezone.now() + dt.timedelta(days=200)
        open_reviews(cast.udm)
        assert rows.get().rule["every"] == "month" and "порядок изменился" in rows.get().recomputed
        assert rows.get().due_at == a_period_later(timezone.now(), "month", cast.udm)

    def test_what_is_due_today_is_put_off_by_a_longer_period_alone(self, cast: Any) -> None:
        """Not by another clause, another who, nor by a shorter period that has run out."""
        written(cast)
        section, was = section_of(cast.udm), months_later(timezone.now(), -3, cast.udm)
        rows = Obligation.objects.about("section", section.pk)
        section.reviews.create(by=cast.head, law="Прежний", feedback="Прежний")
        section.reviews.update(at=was)
        today = cast.udm.local(timezone.now()).replace(hour=23, minute=59, second=59, microsecond=0)
        before = {"what": "knowledge", "every": "quarter", "counted_from": None, "of_before": "иначе"}
        for every, moves in (("quarter", False), ("month", False), ("year", True)):
            rows.update(due_at=today, since_at=was, rule=before, recomputed="", fulfilled_at=None)
            with overridden(made("udmurtia-mio", "review", what="knowledge", every=every).without("8.6")):
                open_reviews(cast.udm)
            owed = rows.get()
            assert "of_before" not in owed.rule, "the rule of now"
            assert (owed.due_at > today, "порядок изменился" in owed.recomputed) == (moves, moves), every
            assert ("остаётся прежний срок" in owed.reasoning) is (every == "month")

    def test_what_is_owed_first_on_a_periods_last_day_is_not_due_that_evening(self, cast: Any) -> None:
        rule = Review(what="knowledge", every="quarter", counted_from=dt.date(2026, 3, 1))
        last, first = (dt.datetime(2026, *day, 12, tzinfo=cast.udm.zone) for day in ((11, 30), (5, 1)))
        assert next_review(last, rule, cast.udm, first).date() == dt.date(2027, 2, 28)
        assert next_review(last - dt.timedelta(days=1), rule, cast.udm, first).date() == last.date()

    def test_a_section_is_owed_again_after_its_period_whichever_it_is(self, cast: Any) -> None:
        written(cast)
        section, day = section_of(cast.udm), cast.udm.local(timezone.now()).date()
        for every, at_least, at_most in (("two_weeks", 14, 14), ("two_months", 59, 62), ("two_years", 730, 731)):
            forgotten(Obligation.objects.about("section", section.pk))
            with overridden(made("udmurtia-mio", "review", what="knowledge", every=every).without("8.6")):
                open_reviews(cast.udm)
            due = cast.udm.local(Obligation.objects.about("section", section.pk).open().get().due_at).date()
            assert at_least <= (due - day).days <= at_most, every

    def test_february_has_its_last_day(self, cast: Any) -> None:
        from priemnaya.knowledge.actions.reviews import months_later

        at = dt.datetime(2027, 1, 31, 10, tzinfo=cast.udm.zone)
        assert months_later(at, 1, cast.udm).date() == dt.date(2027, 2, 28)

    def test_an_order_without_the_clause_owes_nothing(self, cast: Any) -> None:
        assert open_reviews(cast.altai) == 0

    def test_outcomes_of_a_review_act(self, cast: Any) -> None:
        article, section = written(cast), section_of(cast.udm)
        marks = {a.pk: "kept" for a in articles.published(cast.udm).filter(section=section)}
        review_section(
            section,
            {**marks, article.pk: "archive"},
            law="Смотрели, изменений нет",
            feedback="Клиентам не помогала",
            by=cast.head,
        )
        article.refresh_from_db()
        assert article.archived_at


class TestFolder:
    def test_udmurtia_mio_8_2__the_shared_folder_is_imported_with_its_structure(
        self, cast: Any, client: Browser, tmp_path: Path
    ) -> None:
        deep = tmp_path / "Аренда" / "Шаблоны"
        deep.mkdir(parents=True)
        document = Document()
        document.add_paragraph("Договор аренды заключают на пять лет.")
        document.save(str(deep / "Шаблон_договора.docx"))
        (tmp_path / "Аренда" / "Памятка.html").write_text("<p>Платите до десятого числа.</p>", encoding="utf-8")
        (tmp_path / "Аренда" / "Битый.pdf").write_bytes(b"%PDF-1.4 nothing")
        (tmp_path / "Аренда" / "Пустой.docx").write_bytes(packed(p(PICTURE.format("inline"))))
        (tmp_path / "Аренда" / "Сроки.xlsx").write_bytes(b"PK")
        for path in tmp_path.rglob("*.*"):
            os.utime(path, (time.time() - 60, time.time() - 60))
        assert import_folder(cast.udm, tmp_path) == 2
        assert import_folder(cast.udm, tmp_path) == 0
        template = Article.objects.get(organisation=cast.udm, source="Аренда/Шаблоны/Шаблон_договора.docx")
        assert template.kind == "template"
        assert template.section.title == "Шаблоны"
        assert template.section.parent.title == "Аренда"
        version = template.versions.get()
        assert version.state == "submitted"
        assert version.text == "Договор аренды заключают на пять лет."
        told = " ".join(Alert.objects.filter(kind="knowledge").values_list("text", flat=True))
        assert "Битый.pdf: «Битый.pdf»: файл повреждён" in told
        assert "в файле нет текста, только картинки" in told
        assert "Сроки.xlsx: из таблиц" in told
        articles.publish_version(version, by=cast.head)
        client.force_login(cast.executor)
        original = client.get(f"/w/knowledge/articles/{template.pk}/file/")
        assert original.content == (deep / "Шаблон_договора.docx").read_bytes()
        assert original["Content-Disposition"].startswith("attachment")
        (tmp_path / "Аренда" / "Памятка.html").unlink()
        document.add_paragraph("Пени — одна трёхсотая ставки.")
        document.save(str(deep / "Шаблон_договора.docx"))
        os.utime(deep / "Шаблон_договора.docx", (time.time() - 30, time.time() - 30))
        assert import_folder(cast.udm, tmp_path) == 1
        assert template.versions.count() == 2
        template.refresh_from_db()
        assert template.current == version
        assert Article.objects.get(source="Аренда/Памятка.html").source_gone_at


def test_pages_of_the_base_open_for_every_role(cast: Any, client: Browser) -> None:
    article = written(cast)
    for employee in (cast.registrar, cast.executor, cast.head, cast.analyst, cast.admin):
        client.force_login(employee)
        for page in ("", "?q=аренда", "board/", "arenda/", f"articles/{article.pk}/"):
            assert client.get(f"/w/knowledge/{page}").status_code == 200
    assert cases.start_reply(case_of(cast.udm), by=cast.executor).text


def test_people_find_the_service_by_their_own_words(cast: Any) -> None:
    """A floor under the search: the figure itself is printed by `make bench`."""
    from priemnaya.knowledge.eval import measure

    found = measure()
    assert found.queries >= 100
    assert found.mrr > 0.9, found.missed


def test_the_head_sees_what_is_owed_beside_cases(cast: Any, client: Browser) -> None:
    section = section_of(cast.udm)
    name_head(section, cast.head, by=cast.head)
    open_reviews(cast.udm)
    Obligation.objects.about("section", section.pk).update(
        due_at=timezone.now() + dt.timedelta(days=2), responsible_id=cast.head.pk
    )
    articles.submit_version(
        articles.draft_article(section, by=cast.editor, kind="guide", title="Памятка", text=PLAIN), by=cast.editor
    )
    client.force_login(cast.head)
    page = client.get("/w/").content.decode()
    assert "Пересмотреть раздел «Аренда»" in page.replace("</a>", "").replace("&quot;", '"')
    assert "Статей на утверждении: 1" in page
    client.force_login(cast.executor)
    assert "Вам как руководителю" not in client.get("/w/").content.decode()


def test_unchanged_files_are_not_loaded_again(cast: Any, tmp_path: Path) -> None:
    from priemnaya.config.cli.places import digest_of

    (tmp_path / "order.yaml").write_text("a: 1", encoding="utf-8")
    first = digest_of(tmp_path)
    assert digest_of(tmp_path) == first
    (tmp_path / "services.yaml").write_text("b: 2", encoding="utf-8")
    assert digest_of(tmp_path) != first


def test_the_base_is_at_hand_while_the_client_is_on_the_phone(cast: Any, client: Browser) -> None:
    client.force_login(cast.registrar)
    assert 'data-known="/w/knowledge/hints/"' in client.get("/w/cases/new/").content.decode()
    hits = client.get("/w/knowledge/hints/", {"q": "долг по аренде", "place": "call", "s": "call-1"}).content.decode()
    assert "Как узнать долг по аренде" in hits
    assert SearchLog.objects.get(token="call-1").place == "call"


def test_a_section_named_for_an_article_that_is_refused_is_not_left_empty(cast: Any, client: Browser) -> None:
    client.force_login(cast.editor)
    typed = {"title": " ", "text": "Текст есть.", "kind": "guide", "new_section": "Аренда причалов"}
    page = client.post("/w/knowledge/articles/new/", typed)
    assert page.status_code == 422 and "Аренда причалов" in page.content.decode(), "what was typed stays"
    assert not Section.objects.filter(title="Аренда причалов").exists()
    client.post("/w/knowledge/articles/new/", {**typed, "title": "Причалы"})
    assert Section.objects.get(title="Аренда причалов").articles.count() == 1
