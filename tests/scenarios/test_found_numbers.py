"""The search of staff finds a number whatever way it was written and whatever way it is typed, and takes no word for a
filter, a number or a telephone that it is not. By the page; rows are known by their links, whatever draws them."""

from __future__ import annotations

import itertools
import random
import re
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from priemnaya.cases.finding import find
from priemnaya.cases.finding.filters import asker_of, understood
from priemnaya.cases.finding.looking import look, readable
from priemnaya.cases.finding.terms import terms_of
from priemnaya.cases.models import Case, Found
from priemnaya.people.models import Client as Person
from priemnaya.people.models import ClientAddress, Employee
from tests.helpers import case_of

from ..breadth import sampled

SOME = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
GAPS = ["", " ", "-", " - ", ".", "–", "—", "‑", "/", "_", "\u00a0"]


class Page:
    """What one employee is shown for a query: the cases in their order."""

    def __init__(self, me: Employee) -> None:
        self.browser = Client()
        self.browser.force_login(me)
        self.said = ""

    def __call__(self, typed: str) -> list[int]:
        answer = self.browser.get("/w/search/", {"q": typed})
        assert answer.status_code == 200
        self.said = answer.content.decode()
        return list(answer.context["listing"].page.object_list)


@pytest.fixture
def page(cast: Any) -> Page:
    return Page(cast.head)


def _says(case: Case, text: str) -> None:
    case.contacts.filter(direction="in").update(text=text)


def _grouped(digits: str, sizes: tuple[int, ...], gaps: list[str]) -> str:
    ends = list(itertools.accumulate(sizes))
    groups = [digits[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    return "".join(g + gap for g, gap in zip(groups, [*gaps, ""], strict=False))


@st.composite
def _telephone(draw: Any, digits: str) -> str:
    one = draw(st.sampled_from(GAPS))
    sizes = draw(st.sampled_from([(3, 3, 2, 2), (3, 7), (10,), (3, 3, 4), (3, 2, 2, 3)]))
    head = draw(st.sampled_from(["8", "+7", "7", ""]))
    rest = _grouped(digits, sizes, [one] * (len(sizes) - 1))
    if head and draw(st.booleans()) and sizes[0] == 3:
        rest = f"({digits[:3]}){rest[3:]}"
    label = draw(st.sampled_from(["", "", "т.", "тел:", "тел. ", "телефон "]))
    return f"{label}{head}{one if head else ''}{rest}"


@st.composite
def _snils(draw: Any, digits: str) -> str:
    one, last = draw(st.sampled_from(GAPS)), draw(st.sampled_from(GAPS))
    return draw(st.sampled_from(["", "СНИЛС", "СНИЛС "])) + _grouped(digits, (3, 3, 3, 2), [one, one, last])


@st.composite
def _of_document(draw: Any, digits: str) -> str:
    a, b, c = digits[:3].lstrip("0") or "1", digits[3:6].lstrip("0") or "2", digits[6]
    sign = draw(st.sampled_from(["", "№", "№ ", "N", "N ", "Н", "No", "номер ", "вх.№", "исх. № ", "#"]))
    between = draw(st.sampled_from([("-", "/"), ("/", "-"), (" - ", "/"), ("–", "/")])) if sign else ("-", "/")
    return f"{sign}{draw(st.sampled_from(['', '0']))}{a}{between[0]}{b}{between[1]}{c}"


@st.composite
def _house(draw: Any, digits: str) -> str:
    return f"{int(digits[:2]) + 1}{draw(st.sampled_from(['', '-', ' ']))}{draw(st.sampled_from('бБ'))}"


@st.composite
def _car(draw: Any, digits: str) -> str:
    latin = draw(st.booleans())
    a, b = ("A", "BC") if latin else ("А", "ВС")
    gap = draw(st.sampled_from(["", " "]))
    said = f"{a}{gap}{digits[:3]}{gap}{b}{gap}{digits[3:5]}"
    return said.lower() if draw(st.booleans()) else said


@st.composite
def _local(draw: Any, digits: str) -> str:
    return _grouped(digits[:7], (3, 2, 2), [draw(st.sampled_from(["", "-", "–", " - "]))] * 2)


@st.composite
def _thousands(draw: Any, digits: str) -> str:
    return f"{int(digits[0]) + 10}{draw(st.sampled_from(['', ' ', chr(0xA0)]))}{digits[1:4]}"


KINDS = {
    "telephone": (_telephone, "9" + "#" * 9),
    "snils": (_snils, "#" * 11),
    "document": (_of_document, "#" * 7),
    "house": (_house, "#" * 2),
    "car": (_car, "#" * 5),
    "local": (_local, "5" + "#" * 6),
    "thousands": (_thousands, "#" * 4),
}


class TestAnyWriting:
    @sampled("kind", KINDS, of=4)
    def test_a_number_written_one_way_is_found_typed_another(self, cast: Any, kind: str) -> None:
        """Twenty-five pairs of a kind; what was written before is found no more."""
        writing, mask = KINDS[kind]
        case, other = case_of(cast.udm, addresses={}), case_of(cast.udm, identity="esia-2", addresses={})
        _says(other, "О заборе, дом 5")

        @SOME
        @given(data=st.data())
        def each_pair(data: Any) -> None:
            figures = random.Random(data.draw(st.integers(0, 10**6)))
            digits = re.sub("#", lambda _: str(figures.randint(1, 9)), mask)
            written, typed = data.draw(writing(digits)), data.draw(writing(digits))
            around = data.draw(st.sampled_from([("Прошу ответить: ", ""), ("(", ")"), ("дом 5, ", ". Спасибо")]))
            _says(case, written.join(around))
            found = look(cast.head, readable(typed)).answer
            assert (found.pks, found.told) == ([case.pk], []), (written, typed)

        each_pair()

    @sampled(
        ("written", "typed"),
        [
            ("договор №123/45, школа №56", "№56"),
            ("договор №123/45, школа №56", "школа 56"),
            ("вх.№45/7", "45/7"),
            ("приказ №1234-р", "1234-р"),
            ("N12-34/5 от", "12-34/5"),
            ("ходит поезд, ж/д", "жд"),
            ("одежда: х/б", "Х/Б"),
            ("ИНН 180012345678", "1800 1234 5678"),
            ("кв. 5 8 912 855 12 34", "9128551234"),
            ("8 912 855–12–34 5 мая", "+79128551234"),
            ("от 12.03.2026 8.912.855.12.34", "89128551234"),
            ("Ростов-на-Дону", "Ростов-на-Дону"),
            ("живу в Комсомольске-на-Амуре", "комсомольск-на-амуре"),
            ("Франкфурт-на-Майне, Николаевск-на-Амуре", "Николаевска-на-Амуре"),
            ("жил-был дед", "жил-был"),
            ("Моя дочь не ходит в сад", "моя дочь"),
            ("файл скан0004.pdf", "скан 0004"),
            ("файл IMG20260101.jpg", "img 20260101"),
            ("долг 1 250,50 руб.", "1250,5"),
            ("долг 1250.5 руб.", "1250,50"),
            ("Иванову Ивану Игнатьевичу", "ИвановИИ"),
            ("Иванову Ивану", "ИвановИван"),
            ("сотрудник вёл себя грубо", "нахамили"),
            ("хамство на приёме", "нагрубили"),
        ],
        of=4,
    )
    def test_as_people_write(self, cast: Any, page: Page, written: str, typed: str) -> None:
        case = case_of(cast.udm, text=f"Пишу: {written} вот", addresses={})
        other = case_of(cast.udm, text="О другом", identity="esia-2", addresses={})
        assert page(typed) == [case.pk] and other.pk
        assert "нигде" not in page.said

    def test_names_of_files_and_subjects_too(self, cast: Any, page: Page) -> None:
        case = case_of(cast.udm, subject="Школа №56", addresses={})
        assert page("56") == [case.pk] == page("№56")

    def test_two_numbers_that_stand_apart_are_found_aloud(self, cast: Any, page: Page) -> None:
        case = case_of(cast.udm, text="Договор 1234 от 2025 года", addresses={})
        assert page("1234 2025") == [case.pk] and "Подряд эти числа нигде не стоят" in page.said

    def test_initials_without_dots_and_after_a_whole_name(self, cast: Any, page: Page) -> None:
        mine = case_of(cast.udm, addresses={})
        case_of(cast.udm, identity="esia-5", name="Ольга", patronymic="Петровна", addresses={})
        for typed in ("Иванова Мария С.", "иванова мс", "Иванова М.С.", "М.С. Иванова"):
            assert page(typed) == [mine.pk] and "С такими инициалами никого" not in page.said, typed
        assert [t.typed for t in terms_of("жалоба Иванова С. и иванова на дом")][:2] == ["жалоба", "Иванова С."]

    def test_the_case_of_a_number_is_first_of_any_number_of_cases(
        self, cast: Any, page: Page, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cases = [case_of(cast.udm, text="дом 2 и 2", identity=f"esia-{n}", addresses={}) for n in range(5)]
        for most in (find.MOST, 2):
            monkeypatch.setattr(find, "MOST", most)
            for typed in ("2", "000002", "№ 2", cases[1].number):
                found = page(typed)
                assert found[0] == cases[1].pk and len(found) == len(set(found)), (typed, most)
                assert len(found) in (1, 5), (typed, most)


def test_what_was_there_is_read_anew(cast: Any, page: Page) -> None:
    """As the migration cases/0025_h does it; a test's transaction cannot be committed in between."""
    case = case_of(cast.udm, text="Школа №56", addresses={})
    Found.objects.update(search="no56")
    assert page("56") == []
    migration = import_module("priemnaya.cases.migrations.0025_h").Migration
    with connection.cursor() as cursor:
        for operation in migration.operations:
            if not operation.sql.startswith("vacuum"):
                cursor.execute(operation.sql.replace("commit;", ""))
    assert page("56") == [case.pk]


class TestTelephones:
    def test_a_cadastral_number_without_its_colons_and_years_with_a_dash(self, cast: Any, page: Page) -> None:
        plot = case_of(cast.udm, text="Участок 18:26:010203:45, работал с 1975 по 1989 год")
        quarter = case_of(cast.udm, text="Квартал 18:08:0230017", identity="esia-3")
        case_of(cast.udm, text="Участок 18:26:010203:46", identity="esia-4")
        for typed in ("182601020345", "1975-1989", "1975–1989"):
            assert page(typed) == [plot.pk], typed
        assert page("18080230017") == [quarter.pk]

    def test_a_house_is_no_telephone(self, cast: Any, page: Page) -> None:
        lives = case_of(cast.udm, text="Прошу", identity="esia-11", addresses={})
        says = case_of(cast.udm, text="квартира 77, 426000", identity="esia-12", addresses={})
        Person.objects.filter(pk=lives.client_id).update(postal_address="426000, Ижевск, Причальная, 77")
        for typed in ("77", "426000"):
            assert page(typed) == [says.pk], typed
            assert f"/w/clients/{lives.client_id}/" not in page.said, typed
        page("Иванова 77")
        assert f"/w/clients/{lives.client_id}/" in page.said

    def test_a_telephone_is_found_by_its_beginning_and_that_is_told(self, cast: Any, page: Page) -> None:
        case = case_of(cast.udm, text="Звоните 8 (950) 111-22-33", addresses={})
        case_of(cast.udm, text="Звоните 8 (951) 111-22-33", identity="esia-2", addresses={})
        assert page("8 950 111") == [case.pk]
        for typed in ("+7950", "7950111"):
            assert page(typed) == [case.pk] and "который так начинается" in page.said, typed
        assert len(page("22-33")) == 2 and page("895011122") == [case.pk]

    def test_a_card_is_found_by_any_writing_and_its_cases_with_it(self, cast: Any, page: Page) -> None:
        case = case_of(cast.udm, addresses={})
        ClientAddress.objects.create(client=case.client, channel="phone", address="+79128551234")
        for typed in ("+7912", "8912855", "8 (912) 85", "891285512"):
            assert page(typed) == [case.pk], typed
        assert page("12-34") == [case.pk] and page("+7913") == []
        for typed in ("8.912.855.12.34", "т.89128551234", "855–12–34", "8551234", "55-12-34", "1234"):
            assert page(typed) == [case.pk], typed
            assert f"/w/clients/{case.client_id}/" in page.said, typed


class TestWordsAndFilters:
    @SOME
    @given(
        said=st.sampled_from(["просроченные", "жалобы", "обращения", "открытые", "новые"])
        | st.sampled_from(["просроченые", "просрочные", "неназначеные", "архивнные", "нераспределеные", "закрыте"]),
        word=st.sampled_from(
            [
                "надел",
                "раздел",
                "владелец",
                "неделя",
                "отделение",
                "Всеволод",
                "совсем",
                "гделибо",
                "дельфин",
                "предел",
                "всесоюзный",
                "списочный",
                "сведение",
                "нигде",
                "показатель",
                "найдись",
                "причал",
                "ребёнок",
                "пришедшийся",
                "все-таки",
                "дела-то",
            ]
        ),
        first=st.booleans(),
    )
    def test_no_word_beside_a_filter_is_cut(self, cast: Any, said: str, word: str, first: bool) -> None:
        asked = understood(readable(f"{said} {word}" if first else f"{word} {said}"), asker_of(cast.head))
        assert word in [t.typed for t in asked.terms] or word in asked.skipped
        assert len(asked.chips) == 1

    def test_words_beside_a_filter_are_looked_for(self, cast: Any, page: Page) -> None:
        case = case_of(cast.udm, text="Прошу надел у реки", addresses={})
        case_of(cast.udm, text="О заборе", subject="Забор", identity="esia-2", addresses={})
        assert page("обращения надел") == [case.pk] == page("ВСЕ обращения надел")

    def test_what_letters_say_of_themselves_is_no_filter(self, cast: Any, page: Page) -> None:
        said = case_of(cast.udm, text="У меня украли телефон, моя дочь ждёт", addresses={})
        mine = case_of(cast.udm, text="О заборе", identity="esia-2", addresses={})
        Case.objects.filter(pk=mine.pk).update(assignee=cast.head)
        Case.objects.filter(pk=said.pk).update(assignee=None)
        for typed in ("у меня украли телефон", "моя дочь"):
            assert page(typed) == [said.pk] and "Искать только среди таких: </a>" not in page.said, typed
            assert re.search(r"Искать только среди таких:\s*мои", page.said), typed
        for typed in ("у меня", "мои", "дела у меня", "все на мне", "мои забор"):
            assert page(typed) == [mine.pk], typed

    @pytest.mark.parametrize(
        ("text", "typed", "outright"),
        [
            ("Нужна срочная операция", "срочная операция", "срочные"),
            ("Грубили по телефону", "грубили по телефону", "звонки"),
            ("Грубость на приёме врача", "грубость на приеме", "с личного приёма"),
            ("На сайте ошибка", "ошибка на сайте", "через сайт"),
        ],
    )
    def test_words_that_stand_together_are_words(
        self, cast: Any, page: Page, text: str, typed: str, outright: str
    ) -> None:
        said = case_of(cast.udm, text=text, addresses={})
        filtered = case_of(cast.udm, text=f"{typed.split()[-1]} {text.split()[0]}", identity="esia-2", addresses={})
        Case.objects.filter(pk=filtered.pk).update(urgency="urgent", point="phone")
        assert said.pk in page(typed) and "Искать только среди таких" in page.said
        assert understood(readable(f"{outright} причал"), asker_of(cast.head)).chips

    def test_of_an_appeal_complaint_is_no_filter(self, cast: Any) -> None:
        for typed in ("кассационной жалобы", "моего обращения", "поданного заявления"):
            assert not understood(typed, asker_of(cast.head)).chips, typed
        for typed in ("жалобы", "новые жалобы", "обращения", "заявления за октябрь"):
            assert understood(typed, asker_of(cast.head)).chips, typed

    def test_a_letter_that_grows_when_it_is_folded_moves_no_filter(self, cast: Any) -> None:
        asked = understood("İİİ просроченные Иванова", asker_of(cast.head))
        assert [t.typed for t in asked.terms] == ["İİİ", "Иванова"] or asked.chips[0].drop.startswith("İİİ")
        assert asked.chips[0].drop == "İİİ Иванова"
