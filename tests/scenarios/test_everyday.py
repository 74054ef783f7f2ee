"""Clients find by everyday words, and what they typed is kept without whoever they are."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as installed
from django.test import Client
from django.utils import timezone

from priemnaya.core.erasure import expire
from priemnaya.core.models import Alert
from priemnaya.knowledge import search
from priemnaya.knowledge.actions import findable
from priemnaya.knowledge.asked import fit_to_keep
from priemnaya.knowledge.board import board_of
from priemnaya.knowledge.eval import everyday, nonsense
from priemnaya.knowledge.models import SearchLog, SearchWord
from priemnaya.knowledge.synonyms import NAME, load_synonyms
from priemnaya.people import editions
from priemnaya.people.models import Client as Person
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy import OrderError

from .. import marks

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(tmp_path: Path, settings: Any) -> Path:
    """A copy of the orders to write in."""
    folder = tmp_path / "orders"
    shutil.copytree(installed.ORDERS, folder)
    settings.ORDERS = folder
    search.forget_vocabularies()
    yield folder  # type: ignore[misc]
    search.forget_vocabularies()


def a_second_later() -> None:
    """Files are looked at again."""
    editions.forget("udmurtia-mio")
    search.forget_vocabularies()


def found(body: Any, text: str) -> list[str]:
    return [f"{h.kind}:{h.ref}" for h in search.find(body, text, public=True).hits]


class TestFound:
    def test_people_find_by_everyday_words(self, cast: Any) -> None:
        """A floor: `make bench` prints the figure."""
        assert everyday("tune").mrr > 0.92
        assert everyday("held").mrr > 0.8
        assert len(nonsense("tune")) <= 2 and len(nonsense("held")) <= 2, "of 26 and 24; before 11 and 9"

    @pytest.mark.parametrize("typed", ["умерла бабушка", "расписаться", "потерял паспорт", "свадьба", "умирла бабушка"])
    def test_what_a_body_does_not_do_finds_nothing_there_and_reaches_its_editor(
        self, cast: Any, client: Client, typed: str
    ) -> None:
        client.get("/udmurtia-mio/search/", {"q": typed, "s": "vain"})
        assert SearchLog.objects.get(token="vain").found == 0
        listed = [row["text"] for row in board_of(cast.udm).nothing_found]
        assert listed and set(listed[0].split()) & {*typed.split(), "…"}
        assert found(cast.udm, "земля многодетным")[0] == "service:land-free-family"

    def test_words_for_the_body_itself_lead_to_its_pages(self, cast: Any, client: Client) -> None:
        """And to nothing that merely mentions them; one word among others is looked for too."""
        pages = {
            "points": [
                "телефон",
                "адрес",
                "где вы находитесь",
                "часы работы",
                "как к вам попасть",
                "записаться на приём",
                "телефон министерства имущественных отношений",
                "график работы в праздники",
                "записаться на личный приём онлайн",
            ],
            "write/?kind=appeal_complaint": ["подать жалобу", "жалобы", "пожаловаться на сотрудника министерства"],
            "follow": ["узнать статус моего обращения онлайн", "где мой ответ на обращение 2026-000012"],
        }
        for page, asked in pages.items():
            for typed in asked:
                shown = client.get("/udmurtia-mio/search/", {"q": typed, "s": typed}).content.decode()
                hits = shown.partition('class="hits"')[2].partition("</ul>")[0]
                assert hits.count("<li>") == 1 and f'href="/udmurtia-mio/{page}' in hits, typed
                assert client.get(f"/udmurtia-mio/{page}").status_code in (200, 301)
        assert not SearchLog.objects.filter(found=0).exists()
        besides = client.get("/udmurtia-mio/search/", {"q": "телефон продлить аренду"}).content.decode()
        assert besides.index('class="hits"') < besides.index("Может быть, вам нужна эта страница")
        other = client.get("/udmurtia-mio/search/", {"q": "запись на приём к окулисту"}).content.decode()
        assert 'class="hits"' not in other.partition("Может быть, вам нужна эта страница")[0], "another's reception"
        assert SearchLog.objects.filter(found=0).exists(), "its editor sees that nothing was found"
        taught = client.get("/chelyabinsk-edu/search/", {"q": "учитель бьет"}).content.decode()
        assert "kind=appeal_complaint" in taught and "/services/teacher" not in taught

    def test_whose_it_is_is_said_where_the_directory_knows(self, cast: Any, client: Client) -> None:
        for typed in ("расписаться", "умерла бабушка"):
            shown = client.get("/udmurtia-mio/search/", {"q": typed}).content.decode()
            assert "Среди наших услуг и ответов такого нет" in shown and "Комитет по делам ЗАГС" in shown, typed
        shown = client.get("/udmurtia-mio/search/", {"q": "бабушка наследство"}).content.decode()
        assert "среди наших услуг и ответов такого нет" in shown and "другой орган" not in shown
        shown = client.get("/udmurtia-mio/search/", {"q": "если сломался телевизор"}).content.decode()
        assert "другой орган" not in shown, "a word that asks for nothing tells no body"
        shown = client.get("/udmurtia-mio/search/", {"q": "когда расписаться"}).content.decode()
        assert "Комитет по делам ЗАГС" in shown and "Администрация города Ижевска" not in shown

    def test_what_was_mended_is_named_by_a_word(self, cast: Any, client: Client) -> None:
        shown = client.get("/udmurtia-mio/search/", {"q": "приватезация"}).content.decode()
        assert "приватезация → приватизация" in " ".join(shown.split())

    def test_no_word_of_what_only_staff_may_read_is_told_to_a_client(
        self, cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither as what they meant, nor by anything being found or not; nor a word of what was taken away."""
        findable.put(cast.udm, "article", "77001", title="Проверка опричников", public=False)
        findable.put(cast.udm, "article", "77002", title="Льготы гусляров", public=True)
        search.refresh_words(cast.udm)

        def page(words: str) -> str:
            return client.get("/udmurtia-mio/search/", {"q": words}).content.decode()

        assert search.find(cast.udm, "опричнеков", public=False).mended == {"опричнеков": "опричников"}
        assert "опричников" not in page("опричнеков") + page("аренда опричнеков")
        assert page("аренда опричнеков").count("<li>") == page("аренда кракозябров").count("<li>")
        assert "гусляров" in page("гуслярав")
        asked, real = set[bool](), search.vocabulary_of
        monkeypatch.setattr(search, "vocabulary_of", lambda b, *, public: asked.add(public) or real(b, public=public))
        page("опричнеков")
        assert asked == {True}
        assert search.vocabulary_of(cast.udm, public=False).near("опричнек")
        assert not search.vocabulary_of(cast.udm, public=True).near("опричнек")
        findable.drop(cast.udm, "article", "77002")
        search.refresh_old_words(cast.udm)
        assert "гусляров" not in page("гуслярав")

    @pytest.mark.parametrize(
        "typed",
        [
            "умерла бабушка",
            "УМЕРЛИ БАБУШКИ",
            "умирла бабушка",
            "evthkf ,f,eirf",
            "бабушки не стало",
            "похоронил дедушку",
        ],
    )
    def test_a_phrase_is_met_in_any_form_misspelt_and_in_the_other_layout(self, cast: Any, typed: str) -> None:
        assert found(cast.altai, typed)[0] == "situation:death"

    def test_a_client_meets_it_on_the_page(self, cast: Any, client: Client) -> None:
        page = client.get("/altai-zags/search/", {"q": "умерла бабушка"}).content.decode()
        assert "Умер близкий человек" in page

    def test_a_body_that_has_no_such_thing_says_so_and_its_editor_sees_it(self, cast: Any, client: Client) -> None:
        """What only mentions one of the words, in a list of papers or a term of a contract, is no answer to grief."""
        typed = ["умерла бабушка", "умирла бабушка", "расписаться", "свадьба", "потерял паспорт", "похороны"]
        typed += ["украли документы", "садик", "хочу поменять фамилию"]
        assert {t: found(cast.udm, t) for t in typed} == {t: [] for t in typed}
        assert found(cast.altai, "хочу земельку") == []
        for n, text in enumerate(typed[:5] * 2):
            client.get("/udmurtia-mio/search/", {"q": text, "s": f"vain-{n}"})
        listed = {row["text"] for row in board_of(cast.udm).nothing_found}
        assert {"умерла бабушка", "расписаться", "свадьба", "потерял паспорт"} <= listed

    def test_forms_the_stemmer_takes_apart_are_one_word(self, cast: Any) -> None:
        assert found(cast.udm, "участок без границ")[:2] == found(cast.udm, "участки без границ")[:2]

    def test_a_body_nobody_has_seen_gets_words_of_its_own_by_a_file_alone(self, cast: Any, orders: Path) -> None:
        assert "service:lease-extend" not in found(cast.udm, "карамбуля")
        (orders / "udmurtia-mio" / NAME).write_text(
            "synonyms:\n  - said: [карамбуля, зелёная карамбуля]\n    means: [продлить аренду]\n", encoding="utf-8"
        )
        a_second_later()
        assert "service:lease-extend" in found(cast.udm, "хочу карамбулю")
        assert "service:lease-extend" not in found(cast.altai, "карамбуля")

    def test_a_file_that_is_wrong_stops_no_search_and_says_where_it_is_wrong(self, cast: Any, orders: Path) -> None:
        (orders / "udmurtia-mio" / NAME).write_text("synonyms:\n  - said: [раз]\n", encoding="utf-8")
        a_second_later()
        assert found(cast.udm, "хочу земельку")
        assert f"{NAME}:2" in Alert.objects.get(kind=editions.alert_kind("udmurtia-mio", NAME)).text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("слова: []", "ожидался один ключ"),
        ("synonyms:\n  - said: [раз]\n    means: []", "means: нужен список"),
        ("synonyms:\n  - said: [раз]\n    means: [два]\n    also: [три]", "ожидались ключи said и means"),
        ("synonyms:\n  - said: [раз]\n    means: [1]", "means: нужен список"),
        ("synonyms:\n  - said: [один два три четыре пять шесть]\n    means: [раз]", "от 1 до 5 слов"),
        (
            "synonyms:\n  - said: [раз]\n    means: [два]\n  - said: [раз]\n    means: [три]",
            ":4: «раз» уже есть в строке 2",
        ),
    ],
)
def test_a_wrong_file_of_synonyms_is_refused_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / NAME
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OrderError, match=NAME) as refused:
        load_synonyms(path)
    assert why in str(refused.value)


def test_words_that_people_say_are_kept_though_no_dictionary_has_them_and_where_they_live_is_not() -> None:
    kept = [
        "маткапитал",
        "снт",
        "выписка егрн",
        "чаэс",
        "ипешнику",
        "соцконтракта",
        "льготка жкх",
        "брак с иностранцем",
    ]
    assert [fit_to_keep(text, lambda _: False) for text in kept] == kept
    for text, rest in (
        ("пушкинская 12 квартира шум", "… квартира шум"),
        ("яма на улице мира", "яма на улице …"),
        ("ул Удмуртская дом 5 свалка", "ул … дом … свалка"),
        ("мира 5", ""),
        ("Иван Мельник", ""),
        ("хмуробродов егрн", "… егрн"),
    ):
        assert fit_to_keep(text, lambda _: False) == rest


def test_words_of_the_language_that_are_somebodys_name_or_home_are_not_kept() -> None:
    """By what stands beside them: a post, half of a name, a number in figures or in words."""
    for text, rest in {
        "жалоба на врача коваль": "жалоба на врача …",
        "жалоба на мельника": "жалоба на …",
        "судья лебедь": "судья …",
        "лебедь судья": "… судья",
        "учитель белоус": "учитель …",
        "участковый заяц": "участковый …",
        **dict.fromkeys(("седых хеда", "мельник хеда", "белый хеда", "роза люксембург", "гусь айгуль"), ""),
        **dict.fromkeys(("ремесленная пять", "мира семь", "лесная семь", "зелёная два", "маршала жукова 5"), ""),
        "победы десять квартира шесть": "… квартира …",
        "красная площадь дом три": "… площадь дом …",
        "ленина пять квартира два": "… квартира …",
        "паспорт сорок пять ноль пять": "паспорт …",
    }.items():
        assert fit_to_keep(text, lambda _: False) == rest, text
    kept = ["запись к врачу педиатру", "жалоба на соседа", "жалоба на участкового полицейского", "директор школы"]
    kept += ["двадцать пять лет стажа", "три ребенка пособие", "многодетная мать троих детей", "жалоба на коллекторов"]
    assert [fit_to_keep(text, lambda _: False) for text in kept] == kept
    said = {"школа 56": "школа …", "статья 12": "статья …", "ребенок до 3 лет": "ребенок до … лет"}
    assert {text: fit_to_keep(text, lambda _: False) for text in said} == said


class TestKept:
    def test_nothing_of_who_searched_is_kept_in_any_column(self, cast: Any, client: Client) -> None:
        typed = [
            f"{marks.SURNAME} {marks.NAME} {marks.PATRONYMIC} дубликат свидетельства",
            f"{marks.EMAIL} апостиль",
            f"{marks.PHONE_TYPED} перезвоните мне",
            f"{marks.ADDRESS} архив",
            f"{marks.COMPANY} {marks.WORDS}",
            marks.SURNAME.lower() + "у",
            "[vehjhjljd tdkfvgbq hfpdjl",
        ]
        for n, text in enumerate(typed):
            for page in ("search/", "search/hints/"):
                client.get(f"/altai-zags/{page}", {"q": text, "s": f"{page[:8]}{n}"})
        client.force_login(cast.registrar)
        client.get("/w/knowledge/", {"q": f"{marks.SURNAME} аренда", "s": "desk-1"})
        kept = set(SearchLog.objects.values_list("text", flat=True))
        assert {"… дубликат свидетельства", "апостиль", "… перезвоните мне"} <= kept
        assert not any(ch.isdigit() or ch == "@" for text in kept for ch in text)
        assert {place: m for place, m in marks.left_in_the_database().items() if place.startswith("knowledge_")} == {}

    def test_a_surname_of_a_client_or_a_colleague_is_kept_by_no_search(self, cast: Any, client: Client) -> None:
        """Though the dictionary has the word; of another body's people nothing is known here."""
        Person.objects.create(organisation=cast.udm, surname="Мельник")
        Person.objects.create(organisation=cast.altai, surname="Сорока")
        Employee.objects.filter(pk=cast.colleague.pk).update(surname="Щёголь")
        for n, text in enumerate(("мельнику справка", "щеголя", "сорока ущерб")):
            client.get("/udmurtia-mio/search/", {"q": text, "s": f"called-{n}"})
        texts = set(SearchLog.objects.values_list("text", flat=True))
        assert texts == {"… справка", "", "сорока ущерб"}

    def test_what_was_typed_before_is_kept_like_what_is_typed_today(self, cast: Any) -> None:
        """knowledge/0002_d on rows of the day before."""
        for n, text in enumerate((f"дубликат свидетельства {marks.SURNAME} 89997776655", "апостиль")):
            SearchLog.objects.create(organisation=cast.altai, text=text, token=f"old-{n}", found=0)
        import_module("priemnaya.knowledge.migrations.0002_d").name_nobody(apps, None)
        assert set(SearchLog.objects.values_list("text", flat=True)) == {"дубликат свидетельства …", "апостиль"}

    def test_words_counted_before_are_counted_anew(self, cast: Any) -> None:
        """knowledge/0006_public_words: of none was it known whether clients may see it."""
        search.refresh_words(cast.udm)
        SearchWord.objects.update(public_documents=0)
        import_module("priemnaya.knowledge.migrations.0006_public_words").forget(apps, None)
        search.refresh_old_words(cast.udm)
        assert search.vocabulary_of(cast.udm, public=True).documents

    def test_the_editor_sees_what_was_looked_for_in_vain_and_for_a_set_time(self, cast: Any, client: Client) -> None:
        for n in range(2):
            client.get("/altai-zags/search/", {"q": "Маникюр для Хмуробродова 89997776655", "s": f"vain-{n}"})
            client.get("/altai-zags/search/", {"q": "маткапитал", "s": f"vain-capital-{n}"})
        assert {"text": "маникюр для …", "n": 2} in board_of(cast.altai).nothing_found
        assert {"text": "маткапитал", "n": 2} in board_of(cast.altai).nothing_found
        client.force_login(cast.editor)
        now = timezone.now()
        SearchLog.objects.update(started_at=now - dt.timedelta(days=93))
        expire(now)
        assert set(SearchLog.objects.values_list("text", "found")) == {("", 0)}

    def test_a_word_nobody_knows_is_listed_when_it_is_looked_for_on_several_days_and_a_name_never_is(
        self, cast: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not before: in the list, nor anywhere else. A surname of no Russian shape is a client's or a colleague's."""
        Person.objects.create(organisation=cast.altai, surname="Мункхзул", name="Ли")
        typed = (
            "флюмбик на дом",
            "Мункхзул маникюр",
            "ктоеву маникюр",
            "хмуробродову маникюр",
            "Иван Флюмбик",
            "флюмбик 12",
        )
        real = Organisation.local
        for days in range(5):
            monkeypatch.setattr(Organisation, "local", lambda body, at, n=days: real(body, at) + dt.timedelta(days=n))
            for n, text in enumerate(typed * 2):
                client.get("/altai-zags/search/", {"q": text, "s": f"vain-{days}-{n}"})
            listed = {row["text"] for row in board_of(cast.altai).nothing_found}
            assert ("флюмбик на дом" in listed) is (days >= 3), (days, listed)
        kept = " ".join(SearchLog.objects.values_list("text", flat=True))
        assert not re.search("мункхзул|ктоев|хмуробродов|иван|12", kept)
        assert not re.search("… флюмбик|флюмбик …", kept), "beside a name or a number it may be whose they are"

    def test_what_staff_look_for_among_cases_reaches_no_list(self, cast: Any, client: Client) -> None:
        client.force_login(cast.registrar)
        for text in ("Хмуробродов", "маткапитал", "флюмбик"):
            assert client.get("/w/search/", {"q": text}).status_code == 200
        assert not SearchLog.objects.exists()
