"""The search of staff: by POSTs and letters a case comes to be, by one field it is found, and by nobody who may not see
it."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.drafts import drop_reply, restore_reply
from priemnaya.cases.actions.finding import gather_words
from priemnaya.cases.actions.seeking import seek_at_once
from priemnaya.cases.finding import find, meaning, sight, standing
from priemnaya.cases.finding.sql import FILLED
from priemnaya.cases.finding.terms import terms_of
from priemnaya.cases.finding.tsquery import each_stem_once
from priemnaya.cases.finding.words import rare_words_of
from priemnaya.cases.models import Attachment, Case, Confidential, Contact, Found, FoundWord, NamedPerson, WordsCounted
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.config import bench_found
from priemnaya.core.models import AccessRecord, StoredFile
from priemnaya.knowledge.search import _stems, stems_of
from priemnaya.paper.models import Scan
from priemnaya.people.models import Client as Person
from priemnaya.people.models import ClientAddress, Employee
from tests.helpers import GOOD, case_of, drafted, made_ready

from ..breadth import sampled


class Found_:
    """What the page says to one employee."""

    def __init__(self, me: Employee) -> None:
        self.browser = Client()
        self.browser.force_login(me)

    def __call__(self, text: str, **more: str) -> str:
        answer = self.browser.get("/w/search/", {"q": text, **more})
        assert answer.status_code == 200
        return html.unescape(answer.content.decode())

    def numbers(self, text: str) -> list[str]:
        page = self(text)
        found = re.findall(r'data-href="/w/cases/\d+/".*?<a [^>]*>([^<]+)</a>', page, re.S)
        assert len(found) == page.count("data-href="), "a row of the page was not read"
        return found


@pytest.fixture
def finds(cast: Any) -> Found_:
    return Found_(cast.head)


@pytest.mark.walk
def test_the_labelled_queries_are_found(cast: Any) -> None:
    """The floor under `make eval`: every sixth of the queries, without the noise."""
    asked = list(bench_found.queries())
    assert len(asked) >= 150 and sum(q["sort"] == "wrong" for q in asked) >= 0.45 * len(asked)
    me, keys = bench_found.who_looks(cast.udm), bench_found.settle(cast.udm)
    gather_words(cast.udm)
    done = bench_found.measure(me, keys, asked[::6])
    assert done.mrr("all") >= 0.9, done.missed
    assert done.mrr("wrong") >= 0.9, done.missed


def _kept(cast: Any, others: int, **said: str) -> tuple[Case, list[Case]]:
    """A case of the unit to which `colleague` is kept from now on, and newer ones of another unit."""
    own, far = cast.udm.units.order_by("pk")[:2]
    Employee.objects.filter(pk=cast.colleague.pk).update(unit=own, unit_only=True)
    cast.colleague.refresh_from_db()
    cases = [case_of(cast.udm, identity=f"esia-{n + 2}", **said) for n in range(1 + others)]
    Case.objects.filter(pk__in=[c.pk for c in cases]).update(unit=far, assignee=None)
    Case.objects.filter(pk=cases[0].pk).update(unit=own)
    return cases[0], cases[1:]


def _marks(case: Case) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select unnest(tsvector_to_array(search)) from cases_found where case_id = %s", [case.pk])
        return {word for (word,) in cursor.fetchall() if word.startswith("@")}


def test_who_is_kept_to_a_unit_is_given_what_is_of_it_by_the_index(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many cases the index gives theirs alone, and a case that moves is theirs or not at once; the walls stay."""
    monkeypatch.setattr(standing, "OWN", 0)
    own, far = _kept(cast, 1, text="Причал")
    far_one, finds = far[0], Found_(cast.colleague)
    assert finds.numbers("причал") == [own.number]
    asked = CaptureQueriesContext(connection)
    with asked:
        finds("причал")
    assert any(f"'@u{cast.colleague.unit_id}'" in q["sql"] for q in asked.captured_queries)
    away = Case.objects.get(pk=far_one.pk).unit_id
    Case.objects.filter(pk=far_one.pk).update(assignee=cast.colleague)
    assert _marks(far_one) == {f"@u{away}", f"@a{cast.colleague.pk}"}
    assert finds.numbers("причал") == [far_one.number, own.number]
    Case.objects.filter(pk=far_one.pk).update(assignee=None)
    assert finds.numbers("причал") == [own.number]
    Confidential.objects.create(case=own, by=cast.head, reason="тайна")
    assert _marks(own) == {f"@u{cast.colleague.unit_id}"} and finds.numbers("причал") == []


class TestAsItStands:
    def test_a_whole_name_comes_before_those_of_one_stem(self, cast: Any, finds: Found_) -> None:
        whole = case_of(cast.udm, surname="ИВАНОВА", name="АННА", patronymic="ПЕТРОВНА", identity="esia-2")
        others = [
            case_of(cast.udm, surname=s, name=n, patronymic=p, identity=f"esia-{k}", text="Петровна, Петровна")
            for k, (s, n, p) in enumerate([("Иванова-Петрова", "Анна", ""), ("Иванова", "Анна", "Петрова")], 3)
        ]
        for typed in ("иванова анна петровна", "анна петровна", "Анна Петровна Иванова"):
            assert finds.numbers(typed)[0] == whole.number, typed
            assert set(finds.numbers(typed)) >= {whole.number, *(c.number for c in others)}
        page = finds("анна петровна")
        cards = page[page.index("ИВАНОВА") :] if "ИВАНОВА" in page else ""
        assert re.findall(r'href="/w/clients/(\d+)/', page)[0] == str(whole.client_id), cards[:200]

    def test_a_day_beside_what_ended_is_the_day_it_ended(self, cast: Any, finds: Found_) -> None:
        now = timezone.now()
        ended, older = case_of(cast.udm), case_of(cast.udm, identity="esia-2")
        for case, days in ((ended, 1), (older, 5)):
            Case.objects.filter(pk=case.pk).update(
                state="closed", closed_at=now - dt.timedelta(days=days), registered_at=now - dt.timedelta(days=30)
            )
        assert finds.numbers("закрытые вчера") == [ended.number] == finds.numbers("вчера закрытые")
        assert finds.numbers("закрытые поступившие вчера") == []
        day = f"{cast.udm.local(now - dt.timedelta(days=1)):%d.%m.%Y}"
        assert f"закрыты {day}" in finds("закрытые вчера")
        opened = case_of(cast.udm, identity="esia-3", text="Ответ от 11.10.2019 получен")
        Case.objects.filter(pk=opened.pk).update(registered_at=now - dt.timedelta(days=1))
        assert finds.numbers("не закрытые поступившие вчера") == [opened.number] == finds.numbers("не закрытые вчера")
        Case.objects.filter(pk=opened.pk).update(state="closed", closed_at=now)
        assert set(finds.numbers(f"закрытое дело от {day}")) == {ended.number, opened.number}
        assert finds.numbers("закрытое дело от 11.10.2019") == [opened.number]

    def test_bare_names_of_points_and_a_number_with_its_year_behind(self, cast: Any, finds: Found_) -> None:
        case, other = case_of(cast.udm), case_of(cast.udm, identity="esia-2", text="О вк спорят")
        Case.objects.filter(pk=case.pk).update(point="vk")
        assert finds.numbers("вк") == [case.number] == finds.numbers("VK")
        assert finds.numbers("спорят вк") == [other.number]
        year, _, last = case.number.partition("-")
        assert finds.numbers(f"{int(last)}/{year}") == [case.number]

    def test_what_means_the_same_comes_last(self, cast: Any, finds: Found_) -> None:
        said = case_of(cast.udm, text="Прошу землю", subject="Вопрос")
        meant = case_of(cast.udm, text="Прошу земельный участок", subject="Вопрос", identity="esia-2")
        assert finds.numbers("земля") == [said.number, meant.number]
        assert "Последними — дела" in finds("земля")

    def test_what_means_the_same_is_not_called_last_where_it_is_all_and_not_all_where_there_is_more(
        self, cast: Any, finds: Found_, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for n in range(3):
            case_of(cast.udm, text="Прошу земельный участок", subject="Вопрос", identity=f"esia-{n + 2}")
        assert len(finds.numbers("земля")) == 3
        assert "Самих этих слов не нашлось" in finds("земля") and "Последними" not in finds("земля")
        case_of(cast.udm, text="Прошу землю", subject="Вопрос")
        monkeypatch.setattr(meaning, "MOST", 2)
        assert len(finds.numbers("земля")) == 3 and "таких дел больше" in finds("земля")
        other = case_of(cast.udm, text="Прошу аренду участка", subject="Вопрос", identity="esia-9")
        assert finds.numbers("аренда земли") == [other.number], "rather than where one of the words stands"
        monkeypatch.setattr(find, "MOST", 2)  # as though they were thousands
        assert len(finds.numbers("земля")) == 3 and "таких дел больше" in finds("земля")

    def test_a_right_word_is_no_slip_of_a_shortening(self, cast: Any, finds: Found_) -> None:
        case_of(cast.udm, text="Прошу выплатить за нояб. месяц")
        gather_words(cast.udm)
        assert finds.numbers("ноябрь") == [] and "вместо" not in finds("ноябрь")


class TestTheIndex:
    """Whoever writes, by whatever way, the search knows at once."""

    def test_a_case_is_found_by_all_it_holds(self, cast: Any, finds: Found_) -> None:
        case = case_of(cast.udm, text="Забор", quoted="Прежнее письмо о пирсе")
        contact = case.contacts.get(direction="in")
        file = StoredFile.objects.store(b"x")
        Attachment.objects.create(contact=contact, file=file, name="чертёж_беседки.pdf")
        facts = {"organisation": cast.udm, "file": file, "at": timezone.now(), "case": case}
        Scan.objects.create(name="скан0007.pdf", text="Просьба о колодце", **facts)
        for words in ("забор", "пирсом", "чертеж беседки", "скан0007", "колодец", "maria@mail.example", "Иванова М.С."):
            assert finds.numbers(words) == [case.number], words

    def test_words_that_change_change_there(self, cast: Any, finds: Found_) -> None:
        case = case_of(cast.udm)
        case.contacts.filter(direction="in").update(text="Теперь о причале")
        Person.objects.filter(pk=case.client_id).update(surname="Обновлённая")
        assert finds.numbers("причал") == [case.number] == finds.numbers("Обновленной")
        assert finds.numbers("Иванова") == []

    def test_a_message_that_moves_to_another_case_is_found_there(self, cast: Any, finds: Found_) -> None:
        first, second = case_of(cast.udm), case_of(cast.udm, text="О причале", identity="esia-2")
        second.contacts.filter(direction="in").update(case=first)
        assert finds.numbers("причал") == [first.number]

    def test_a_letter_without_a_case_is_found_until_it_has_one(self, cast: Any) -> None:
        letter = _letter(cast.udm, "О причале")
        assert Found.objects.get(contact=letter).kind == Found.LETTER
        case = case_of(cast.udm)
        Contact.objects.filter(pk=letter.pk).update(case=case)
        assert not Found.objects.filter(contact=letter).exists()

    def test_a_deleted_card_is_found_no_more(self, cast: Any) -> None:
        card = Person.objects.create(organisation=cast.udm, surname="Лишняя")
        ClientAddress.objects.create(client=card, channel="phone", address="+79120000001")
        card.delete()
        connection.check_constraints()
        assert not Found.objects.filter(kind=Found.CLIENT, search="лишн").exists()

    def test_a_letter_of_nothing_but_different_words_stops_nothing(self, cast: Any, finds: Found_) -> None:
        words = " ".join(f"с{n:x}ж{n * 7919:x}" for n in range(120_000))
        case = case_of(cast.udm, subject="Длинное", text=words[:900_000])
        assert finds.numbers("длинное") == [case.number]

    def test_no_name_of_any_length_spoils_a_row(self, cast: Any, finds: Found_) -> None:
        """By a real letter; then the column is read as a backup reads it, and as destruction does. A lexeme keeps its
        length in eleven bits: around 1,022 letters a sign of a name began to be cut in the middle of one."""
        lengths = (40, 1019, 1020, 1100)
        names = [f"А{'а' * n}{end}" for n in lengths for end in ("", "-Бб")]
        wide = "\ufdfa" * 300 + " " + "ы" * 5000 + " " + "Ё" * 2047 + " " + "1" * 3000 + " 8" + "(9" * 1500
        said = [f"{n} И. О. и И.О. {n}, {n} Иван Иванович, Иван Иванович {n}." for n in names]
        letter = "\n".join([*said, wide])
        head = f"From: a@b.example\nSubject: {names[-2]} К.\nContent-Type: text/plain; charset=utf-8\n\n"
        assert receive_letter(cast.udm, (head + letter).encode()).contact
        case = case_of(cast.udm, text=letter, quoted=letter, subject=names[-2][:200] + " Я.")
        with connection.cursor() as cursor, cursor.copy("copy (select search from cases_found) to stdout") as dumped:
            dump = b"".join(bytes(b) for b in dumped)
        assert dump.decode().count("\n") == Found.objects.count() >= 3
        list(rare_words_of(Found.objects.all(), cast.udm.pk))
        with connection.cursor() as cursor:
            cursor.execute("select max(octet_length(word)) from cases_found, unnest(tsvector_to_array(search)) word")
            assert cursor.fetchone()[0] <= 2046
        assert case.number in finds.numbers(f"{names[0]} И.О.")

    def test_what_was_there_before_the_index_is_found_too(self, cast: Any, finds: Found_) -> None:
        """As the migration cases/0022_c_fill does it; a test's transaction cannot be committed in between."""
        case, letter = case_of(cast.udm, text="О причале"), _letter(cast.udm, "О пирсе")
        held = {tuple(row) for row in Found.objects.values_list("case", "client", "contact")}
        Found.objects.all().delete()
        with connection.cursor() as cursor:
            for statement in FILLED:
                cursor.execute(statement.replace("commit;", ""))
        assert {tuple(row) for row in Found.objects.values_list("case", "client", "contact")} == held
        assert finds.numbers("причал") == [case.number]
        assert Found.objects.filter(contact=letter).exists()

    def test_a_long_first_letter_leaves_nothing_later_out(self, cast: Any, finds: Found_) -> None:
        case = case_of(cast.udm, text="Таблица. " + "участок " * 21_000)
        first = case.contacts.get(direction="in")
        fields = {"organisation": cast.udm, "point": "email", "direction": "in", "at": timezone.now()}
        later = Contact.objects.create(case=case, text="О дельфинарии", sender="tel@mail.example", **fields)
        for contact in (first, later):
            Attachment.objects.create(contact=contact, file=StoredFile.objects.store(b"x"), name="чертёж_беседки.pdf")
        for words in ("таблица", "дельфинарий", "беседки", "tel@mail.example"):
            assert finds.numbers(words) == [case.number], words

    def test_a_card_s_postal_address_writes_no_case_anew(self, cast: Any) -> None:
        case = case_of(cast.udm)
        Found.objects.filter(case=case).update(changed_in=0)
        Person.objects.filter(pk=case.client_id).update(postal_address="Ижевск, Причальная, 1")
        assert Found.objects.get(case=case).changed_in == 0
        assert Found.objects.filter(client=case.client_id, search="причальн").exists()

    def test_many_rows_at_once_are_one_pass(self, cast: Any) -> None:
        rows = [Person(organisation=cast.udm, surname=f"Оптовый{n}") for n in range(300)]
        with CaptureQueriesContext(connection) as asked:
            Person.objects.bulk_create(rows)
        assert len(asked) <= 2
        assert Found.objects.filter(kind=Found.CLIENT).count() >= 300


def _letter(organisation: Any, text: str) -> Contact:
    fields = {"point": "email", "direction": "in", "status": "review", "sender": "a@b.example", "at": timezone.now()}
    return Contact.objects.create(organisation=organisation, subject="Без дела", text=text, **fields)


def _told(page: str) -> str:
    """All that the page of a search says, without what is new on each page."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce|[?&]s)="?=?[\w-]+|\bs=\w{20}|value="\w{20}"', "", main)


class TestWhoMaySee:
    """A search shows, counts and names nothing that its reader may not see."""

    def test_another_body_finds_nothing(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Тайна о причале")
        page = Found_(cast.stranger)("причал")
        assert case.number not in page and "Иванова Мария" not in page

    def test_a_confidential_case_is_not_found_by_a_colleague_not_even_by_its_number(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Тайна о причале")
        gather_words(cast.udm)
        Confidential.objects.create(case=case, reason="семья", by=cast.head)
        outsider = Found_(cast.colleague)
        for words in (
            "причал",
            "прчал",
            "причл тайна",
            case.number,
            "Иванова",
            "maria@mail.example",
            "просроченные причал",
        ):
            page = outsider(words)
            assert f"/w/cases/{case.pk}/" not in page and f"/w/clients/{case.client_id}/" not in page, words
            assert "<mark>" not in page and "Искали" not in page, words

    def test_who_is_complained_of_does_not_find_the_complaint(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Грубость у причала", kind="appeal_complaint")
        NamedPerson.objects.create(
            case=case, employee=cast.executor, typed="Он", how="staff", state="confirmed", at=timezone.now()
        )
        assert case.number not in Found_(cast.executor)("причал")
        assert Found_(cast.head).numbers("причал") == [case.number]

    def test_what_stands_in_hidden_cases_changes_no_answer(self, cast: Any) -> None:
        """Neither does a word that stands only there stop a slip from being mended, nor is it what is meant, nor does
        it take the place of what is: neither by being nearer, nor by being common, nor by being many."""
        me, said = Found_(cast.registrar), "О споре Ковалюка с гражданином Сидорчан у причала"
        shown = case_of(cast.udm, text=f"{said}, сапожник и сапожница", addresses={})
        card = Person.objects.create(organisation=cast.udm, surname="Жутаев")
        seek_at_once(letter := _letter(cast.udm, "О дельфинарии"))
        slips = ("Сидорчин", "Сидорчен", "Сидорчаг", "прычал", "причел", "Ковалак", "сапож", "жутайев", "делфинорий")
        gather_words(cast.udm)
        before = {slip: _told(me(slip)) for slip in (*slips, "Коволак Сидорчин сапожнек", "спор Ковалака")}
        mended = {slip for slip in slips if f"/w/cases/{shown.pk}/" in before[slip]}
        assert len(mended & set(slips[:5])) >= 3 and {"Ковалак", "сапож"} <= mended
        assert f"/w/clients/{card.pk}/" in before["жутайев"] and letter.subject in before["делфинорий"]
        near = "Коволак Ковалок Ковалик Ковалек Ковалюг сапожный сапожище сапожки сапожок Жутайец дельфинор дельфинария"
        for n in range(3):
            text = f"Взятку взял {' '.join(slips)} {near}"
            actions.confide_case(
                case_of(cast.udm, text=text, identity=f"esia-{n + 2}"), "Личные сведения", by=cast.head
            )
        WordsCounted.objects.all().delete()
        gather_words(cast.udm)
        assert FoundWord.objects.filter(organisation=cast.udm, word="коволак").exists()
        for slip, said in before.items():
            assert _told(me(slip)) == said, slip

    def test_cases_of_others_do_not_decide_how_ours_stand(
        self, cast: Any, finds: Found_, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        best = case_of(cast.udm, subject="Причал", text="Причал, причал и причал")
        passing = case_of(cast.udm, subject="Другое", text="Вскользь: причал", identity="esia-2")
        for n in range(3):
            case_of(cast.altai, subject="Причал", text="Причал", identity=f"esia-{n + 3}")
        monkeypatch.setattr(find, "MOST", 3)
        assert finds.numbers("причал") == [best.number, passing.number]

    def test_closed_cards_take_no_place_of_those_that_may_be_shown(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown = case_of(cast.udm)
        for n in range(3):
            actions.confide_case(case_of(cast.udm, identity=f"esia-{n + 2}"), "Личные сведения", by=cast.head)
        monkeypatch.setattr(sight, "LOOKED_AT", 2)
        assert find.find_clients(sight.Sight(cast.colleague), terms_of("Иванова")) == [shown.client_id]
        monkeypatch.setattr(sight, "LOOKED_AT", 1)  # two portions of one card are closed: then all the rest is read
        monkeypatch.setattr(sight, "PORTION", 2)
        assert find.find_clients(sight.Sight(cast.colleague), terms_of("Иванова")) == [shown.client_id]

    def test_nor_do_those_outside_the_unit_of_who_is_kept_to_it(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mine, _others = _kept(cast, 3)
        monkeypatch.setattr(sight, "LOOKED_AT", 1)
        monkeypatch.setattr(sight, "PORTION", 2)
        page = Found_(cast.colleague)("Иванова")
        assert re.findall(r"/w/clients/(\d+)/", page) == [str(mine.client_id)] and mine.number in page

    def test_nor_do_closed_letters(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        about = cast.registrar
        said = ["О причале", *[f"Жалоба: специалист {about.surname} отказал мне у причала"] * 3]
        letters = [_letter(cast.udm, text) for text in said]
        for letter in letters:
            seek_at_once(letter)
        monkeypatch.setattr(sight, "LOOKED_AT", 1)
        monkeypatch.setattr(sight, "PORTION", 2)
        assert find.find_letters(about, terms_of("причал")) == letters[:1]

    @pytest.mark.parametrize("own", [1500, 0])
    def test_who_is_kept_to_a_unit_finds_what_they_see_and_no_more(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch, own: int
    ) -> None:
        """Whether their own cases are asked, or the index of the body, for they see more than are asked."""
        monkeypatch.setattr(standing, "OWN", own)
        mine, others = _kept(cast, 2, text="Причал")
        given = case_of(cast.udm, text="Причал", identity="esia-9")
        Case.objects.filter(pk=given.pk).update(unit=None, assignee=cast.colleague)
        gather_words(cast.udm)
        me = Found_(cast.colleague)
        for typed in ("причал", "причла", "Иванова", "Ивонова", "обращения причал", "причал дельфинарий"):
            assert set(me.numbers(typed)) == {mine.number, given.number}, typed
        monkeypatch.setattr(find, "MOST", 1)
        assert set(me.numbers("причал")) == {mine.number, given.number}
        assert me.numbers(others[0].number) == []

    def test_a_word_of_which_the_first_cases_are_closed_is_not_taken_for_a_slip(
        self, cast: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown = case_of(cast.udm, text="О причале")
        monkeypatch.setattr(standing, "NEWEST", 1)
        for n in range(2):
            case = case_of(cast.udm, text="О причале", identity=f"esia-{n + 2}")
            actions.confide_case(case, "Личные сведения", by=cast.head)
        Case.objects.filter(pk=shown.pk).update(subject="О пирсе")  # its row of the index is the last one now
        case_of(cast.udm, text="О заборе", identity="esia-9")
        known = sight.Sight(cast.colleague)
        assert list(known.meant(["причал", "забор", "дельфинарий"])) == ["дельфинарий"]

    def test_a_letter_that_complains_of_the_reader_is_not_shown_to_them(self, cast: Any) -> None:
        about = cast.registrar
        letter = _letter(cast.udm, f"Жалоба: специалист {about.surname} отказал мне у причала")
        seek_at_once(letter)
        assert "Письма без дела" not in Found_(about)("причал")

    def test_letters_are_for_those_who_look_through_them(self, cast: Any) -> None:
        seek_at_once(_letter(cast.udm, "О причале"))
        for person in (cast.registrar, cast.executor):
            shown = "Письма без дела" in Found_(person)("причал")
            assert shown is person.may("review.letters"), person

    def test_what_was_found_is_written_down_as_personal_data(self, cast: Any, finds: Found_) -> None:
        case = case_of(cast.udm, text="СНИЛС 112-233-445 95, участок 18:26:010203:45")
        for words in ("112 233 445 95", "18:26:010203:45"):
            before = AccessRecord.objects.count()
            assert finds.numbers(words) == [case.number]
            record = AccessRecord.objects.order_by("-pk")[0]
            assert AccessRecord.objects.count() > before
            assert (record.kind, record.page, record.cases) == ("search", "case_search", [case.pk])

    def test_cards_and_letters_beside_are_written_down_however_they_are_marked(self, cast: Any) -> None:
        """By words in other forms than they stand in, which the page does not repeat: as they stand they are cut by
        marks."""
        finds = Found_(cast.registrar)
        letter = _letter(cast.udm, "О причале. " + "причал " * 3000)
        seek_at_once(letter)
        firm = Person.objects.create(organisation=cast.udm, company="ООО Ромашка")
        double = Person.objects.create(organisation=cast.udm, surname="Мамин-Сибиряк", name="Дмитрий")
        bare = _letter(cast.udm, "О волнорезе")
        Contact.objects.filter(pk=bare.pk).update(subject="", sender="")
        seek_at_once(bare)
        asked = {
            "причалом": f"contact:{letter.pk}",
            "волнореза": f"contact:{bare.pk}",
            "ооо ромашке": firm.pk,
            "мамину-сибиряку": double.pk,
        }
        for typed, seen in asked.items():
            finds(typed)
            record = AccessRecord.objects.order_by("-number")[0]
            assert (record.kind, record.page) == ("search", "case_search"), typed
            assert seen in record.clients or seen in record.others, typed

    def test_a_letter_that_is_not_signed_yet_is_found_by_nobody(self, cast: Any, finds: Found_) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor, f"{GOOD}\n\nЧерновик о причале.")
        assert finds.numbers("причал") == []
        drop_reply(reply, by=cast.executor)
        assert finds.numbers("причал") == []
        restore_reply(reply, by=cast.executor)
        actions.send_reply(reply, by=cast.head)
        reply.refresh_from_db()
        assert finds.numbers("причал") == [case.number] == finds.numbers(reply.number)

    def test_a_role_without_cases_has_no_such_page(self, cast: Any) -> None:
        browser = Client()
        browser.force_login(cast.editor)
        assert browser.get("/w/search/", {"q": "Иванова"}).status_code == 403


class TestFiltersInWords:
    def test_overdue_of_somebody(self, cast: Any, finds: Found_) -> None:
        late, other = case_of(cast.udm), case_of(cast.udm, text="Другое", identity="esia-3", surname="Петрова")
        rows = Case.objects.filter(pk__in=[late.pk, other.pk])
        rows.update(due_at=timezone.now() - dt.timedelta(days=1))
        assert finds.numbers("просроченные Ивановой") == [late.number]
        for typed in ("просроченые Ивановой", "просрочные ивановой", "Ивановой просроченые"):
            assert finds.numbers(typed) == [late.number], typed
        assert finds("просроченые Ивановой").count("Снять условие") == 1
        assert finds.numbers("письма Петровой") == [other.number] == finds.numbers("до 01.01.2900 Петровой")
        rows.filter(pk=other.pk).update(assignee=cast.executor)
        assert finds.numbers(f"просроченные {cast.executor.surname}") == [other.number]
        assert finds.numbers(f"исполнитель {cast.executor.surname}") == [other.number]

    def test_a_word_with_a_minus_is_left_out_and_a_verb_with_a_slip_is_met(self, cast: Any, finds: Found_) -> None:
        fence = case_of(cast.udm, text="Участок и забор")
        other = case_of(cast.udm, text="Участок у реки, прошу продлить аренду", identity="esia-3")
        gather_words(cast.udm)
        assert finds.numbers("участок -забор") == [other.number] == finds.numbers("участок -забора")
        assert set(finds.numbers("участок - забор")) == {fence.number} and "без слова «забор»" in finds(
            "участок -забор"
        )
        for typed in ("прдлить", "продилть", "прдлите аренду"):
            assert finds.numbers(typed) == [other.number], typed

    def test_a_filter_that_is_denied_and_a_day_as_letters_have_it(self, cast: Any, finds: Found_) -> None:
        said = case_of(cast.udm, text="Договор от 12.03.2026 продлите", identity="esia-2")
        case_of(cast.udm, text="Живу в квартире 12", identity="esia-3")
        Case.objects.filter(pk=said.pk).update(state="answered", closed_at=timezone.now())
        for typed in ("12 марта 2026", "12.03.2026", "от 12 марта", "12.03.26"):
            assert finds.numbers(typed) == [said.number], typed
        assert said.number not in finds.numbers("не отвеченные") and len(finds.numbers("не отвеченные")) == 1
        assert len(finds.numbers("не срочные")) == 2 and "не: срочные" in finds("не срочные")
        for typed, told in (
            ("сроки сегодня", "срок до"),
            ("истекают завтра", "срок"),
            ("горящие", "срок в ближайшие три дня"),
            ("юрлица", "от организаций"),
            ("с портала", "пришли: сайт"),
        ):
            assert told in finds(typed), typed

    def test_all_but_those_of_a_filter(self, cast: Any, finds: Found_) -> None:
        """«кроме», «без», «исключая» turned nothing round: a clerk was shown the very cases they left out."""
        late, plain = case_of(cast.udm, text="Причал"), case_of(cast.udm, text="Пристань", identity="esia-3")
        now, whose = timezone.now(), cast.executor.surname
        Case.objects.filter(pk=late.pk).update(due_at=now - dt.timedelta(days=3), assignee=cast.executor)
        Case.objects.filter(pk=plain.pk).update(kind="appeal_complaint", registered_at=now - dt.timedelta(days=9))
        for typed in ("все, кроме просроченных", "без просроченных", "исключая просроченные", f"кроме {whose}"):
            assert finds.numbers(typed) == [plain.number], typed
        for typed in ("за исключением жалоб", "все кроме жалоб и закрытых", "не жалобы", "кроме закрытых и жалоб"):
            assert finds.numbers(typed) == [late.number], typed
        assert finds.numbers("не за сегодня") == [plain.number] == finds.numbers(f"не у {whose}")
        assert "не: просроченные" in finds("кроме просроченных") and "не: исполнитель" in finds(f"кроме {whose}")

    def test_whose_a_case_is_however_it_is_noted(self, cast: Any, finds: Found_) -> None:
        given, _other = case_of(cast.udm), case_of(cast.udm, text="Другое", identity="esia-3")
        Case.objects.filter(pk=given.pk).update(assignee=cast.executor)
        me = cast.executor
        for typed in (
            f"исп. {me.surname}",
            f"исполнитель: {me.surname}",
            f"исп. - {me.surname}",
            f"исполнитель {me.name[0]}. {me.surname}",
            f"исполнитель {me.name} {me.surname}",
            f"отв. {me.surname}",
            f"отписано на {me.surname}",
        ):
            assert finds.numbers(typed) == [given.number], typed

    def test_terms_in_any_order_of_words(self, cast: Any, finds: Found_) -> None:
        late, soon = case_of(cast.udm), case_of(cast.udm, text="Другое", identity="esia-3")
        said = case_of(cast.udm, text="У меня истёк срок договора аренды", identity="esia-4")
        now = timezone.now()
        Case.objects.filter(pk=late.pk).update(due_at=now - dt.timedelta(days=3))
        Case.objects.filter(pk=soon.pk).update(due_at=now + dt.timedelta(hours=60))
        for typed in ("истекли сроки", "истёк срок", "сроки истекли", "нарушен срок", "с нарушением срока"):
            assert finds.numbers(typed) == [late.number], typed
        for typed in ("горящие сроки", "горят сроки", "сроки горят", "горит"):
            assert finds.numbers(typed) == [soon.number], typed
        assert finds.numbers("истёк срок договора") == [said.number]

    def test_days_that_letters_say_too_are_words_and_the_filter_is_offered(self, cast: Any, finds: Found_) -> None:
        said = case_of(cast.udm, text="Приходила в пятницу, обещали в ноябре")
        for typed, offered in (("в пятницу", "за пятницу"), ("пятница", "за пятницу"), ("ноябрь", "за ноябрь")):
            page = finds(typed)
            assert finds.numbers(typed) == [said.number] and f"q={quote(offered)}".replace("%20", "+") in page, typed
        assert "Искать только" not in finds("за ноябрь")

    def test_who_asks_for_the_press(self, cast: Any, finds: Found_) -> None:
        asked, other = case_of(cast.udm), case_of(cast.udm, text="Другое", identity="esia-3")
        Case.objects.filter(pk=asked.pk).update(kind="media_request")
        for typed in ("пресса", "журналисты", "СМИ", "запросы СМИ"):
            assert finds.numbers(typed) == [asked.number] != [other.number], typed

    def test_two_words_typed_as_one_and_initials_in_small_letters(self, cast: Any, finds: Found_) -> None:
        both = case_of(
            cast.udm, text="Мамин-Сибиряк, причал у пристани", surname="Иванов", name="Иван", patronymic="Игнатьевич"
        )
        case_of(cast.udm, text="Участок Сибиряка", identity="esia-3", surname="Иванов", name="Пётр", patronymic="Ильич")
        gather_words(cast.udm)
        for typed in ("маминсибиряк", "маминасибиряка", "причалпристани", "участок причалпристань", "иванов ии"):
            assert finds.numbers(typed)[:1] == [both.number], typed
        assert finds.numbers("иванов ии") == [both.number]
        assert finds.numbers("абвгдежзик") == []

    def test_a_filter_with_a_slip_and_filters_of_clients(self, cast: Any, finds: Found_) -> None:
        late, other = case_of(cast.udm), case_of(cast.udm, text="Другое", identity="esia-3")
        Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(days=1))
        assert finds.numbers("прсроченные Ивановой") == [late.number] == finds.numbers("просрочнные")
        Case.objects.filter(pk=late.pk).update(assignee=cast.executor)
        Case.objects.filter(pk=other.pk).update(assignee=None)
        assert finds.numbers("не распределённые") == [other.number] == finds.numbers("нераспределённые")
        Person.objects.filter(pk=other.client_id).update(kind="legal_entity")
        Case.objects.filter(pk=late.pk).update(client=None)
        assert finds.numbers("от юрлиц") == [other.number]

    @sampled("typed", ["%", "_", "'", "и", "…"], of=5)
    def test_signs_alone_find_nothing_and_say_so(self, cast: Any, finds: Found_, typed: str) -> None:
        case = case_of(cast.udm)
        assert finds.numbers(typed) == [] and "По этим словам не искали" in finds(typed)
        assert case.number not in finds.browser.get("/w/cases/", {"q": typed, "state": "all"}).content.decode()

    def test_mine_for_today(self, cast: Any, finds: Found_) -> None:
        mine, later = case_of(cast.udm), case_of(cast.udm, text="Другое", identity="esia-3")
        Case.objects.filter(pk__in=[mine.pk, later.pk]).update(assignee=cast.head)
        Case.objects.filter(pk=mine.pk).update(due_at=timezone.now())
        Case.objects.filter(pk=later.pk).update(due_at=timezone.now() + dt.timedelta(days=9))
        assert finds.numbers("мои на сегодня") == [mine.number]

    def test_a_chip_may_be_taken_off_or_read_as_words(self, cast: Any, finds: Found_) -> None:
        late = case_of(cast.udm, text="О причале")
        words = case_of(cast.udm, text="Пишу о просроченных справках и причале", identity="esia-3")
        Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(days=1))
        page = finds("просроченные причал")
        assert finds.numbers("просроченные причал") == [late.number]
        drop, plain = re.findall(r'<li class="chip">.*?href="([^"]+)".*?href="([^"]+)"', page, re.DOTALL)[0]
        assert "Снять условие: просроченные" in page
        assert {late.number, words.number} <= set(re.findall(rf"{late.number[:4]}-\d{{6}}", _page(finds, drop)))
        assert late.number not in _page(finds, plain) and words.number in _page(finds, plain)

    def test_filters_that_leave_nothing_are_read_as_words_aloud(self, cast: Any, finds: Found_) -> None:
        words = case_of(cast.udm, text="Пишу о просроченных справках и причале")
        page = finds("просроченные причал")
        assert words.number in page and "С условиями «просроченные» ничего нет" in page

    def test_no_word_is_lost_silently(self, cast: Any, finds: Found_) -> None:
        case_of(cast.udm)
        page = finds("все дела о аренде просроченные")
        for word in ("все", "дела", "о"):
            assert re.search(rf"По этим словам не искали:[^.]*\b{word}\b", page), word

    def test_nothing_found_says_what_to_do_next(self, cast: Any, finds: Found_) -> None:
        case_of(cast.udm, text="О причале")
        page = finds("жалобы причал дельфинарий")
        assert "Дел не нашлось" in page or "<mark>" in page
        page = finds("ыыыыыы")
        assert "Дел не нашлось" in page and "Оставьте одно-два главных слова" in page and "/w/cases/new/" in page

    @sampled(
        "typed",
        ["", " ", '"', "«", "&|!()", "'; drop", "<->", ":*", "a:*b", "\\", "0", "№", "-", "и", "12-", "%_"]
        + ["до 01.01.0001", "от 31.12.9999"],
        of=3,
    )
    def test_whatever_is_typed_is_answered(self, cast: Any, finds: Found_, typed: str) -> None:
        assert "<main" in finds(typed)


def _page(finds: Found_, query: str) -> str:
    return finds.browser.get(f"/w/search/{query}").content.decode()


class TestWhatIsShown:
    def test_words_are_marked_where_they_stand_and_nothing_of_a_letter_is_run(self, cast: Any, finds: Found_) -> None:
        case_of(cast.udm, text="Начало. <script>alert(1)</script> Дети ждут ребёнка у причала")
        answer = finds.browser.get("/w/search/", {"q": "ребенок причал"}).content.decode()
        assert "<mark>ребёнка</mark>" in answer and "<mark>причала</mark>" in answer
        assert "<script>alert" not in answer and "&lt;script&gt;" in answer

    def test_a_misspelt_word_is_mended_aloud(self, cast: Any, finds: Found_) -> None:
        case_of(cast.udm, text="О причале, у участка, пять лет")
        case_of(cast.udm, text="Дайте участок", identity="esia-2")
        gather_words(cast.udm)
        assert len(finds.numbers("участак")) == 2 == len(finds.numbers("участкок"))
        assert "Искали" not in finds("люди") and finds.numbers("люди") == []
        assert "вместо" in finds("причла") and "<mark>причале</mark>" in finds("причла")

    def test_clients_stand_beside_cases(self, cast: Any, finds: Found_) -> None:
        case = case_of(cast.udm, addresses={"phone": "+79128551234"})
        ClientAddress.objects.get_or_create(client=case.client, channel="phone", address="+79128551234")
        for typed in ("8 (912) 855-12-34", "912 855 12 34", "8551234", "55-12-34", "1234"):
            page = finds(typed)
            assert f"/w/clients/{case.client_id}/" in page and case.number in page, typed
            assert "+79128551234, дел: 1" in " ".join(page.split()), typed

    def test_more_cases_cost_no_more_queries(self, cast: Any, finds: Found_) -> None:
        counted = []
        for n in range(2):
            for k in range(1 + 9 * n):
                case_of(cast.udm, identity=f"esia-{n}-{k}", text="О причале")
            finds("причал Иванова")  # what is kept for a minute is known
            with CaptureQueriesContext(connection) as asked:
                finds("причал Иванова")
            counted.append(len(asked))
        assert counted[1] <= counted[0] <= 45

    @sampled("who", ["registrar", "colleague"], of=2)
    def test_more_words_cost_no_more_queries(self, cast: Any, who: str) -> None:
        """Words that stand nowhere, then words that stand in hidden cases alone, then misspelt ones; the colleague is
        kept to a unit. Of three words some are looked for without one of them, of one word none are."""
        seen, hidden, right = ("карандаш сапог кувшин колокол барабан", "дельфинарий страус пингвин жираф", "забор")
        _mine, others = _kept(cast, 2, text=f"{seen} {right}")
        for case in others:
            case.contacts.filter(direction="in").update(text=f"{hidden} дыня арбуз")
        actions.confide_case(others[0], "Личные сведения", by=cast.head)
        gather_words(cast.udm)
        finds = Found_(getattr(cast, who))
        finds("забор")
        asked = {
            "нигде": ("ыыыыж", "ъъъъщ ффффк ццццл", "щщщщг ккккж ггггг ннннм ллллд ддддф"),
            "скрыто": ("страус", "дельфинарий пингвин жираф", "арбуз дыня страус пингвин жираф дельфинарий"),
            "с ошибкой": ("карандош", "сапаг кувшын калокол", "карандош сапаг кувшын калокол забро барабон"),
        }
        for sort, (one, three, six) in asked.items():
            counted = [_queries(finds, typed) for typed in (one, three, six)]
            assert counted[2] <= counted[1] <= 60 and counted[0] <= counted[1], (sort, counted)


def _queries(finds: Found_, typed: str) -> int:
    """When no stem is known yet."""
    _stems.clear()
    with CaptureQueriesContext(connection) as asked:
        finds(typed)
    return len(asked)


class TestWords:
    def test_words_come_once_and_go_with_the_day(self, cast: Any) -> None:
        case = case_of(cast.udm, text="О причале")
        gather_words(cast.udm)
        assert FoundWord.objects.filter(organisation=cast.udm, word__startswith="причал").count() == 1
        case.contacts.filter(direction="in").update(text="О другом")
        Case.objects.filter(pk=case.pk).update(search_text="")
        gather_words(cast.udm)
        WordsCounted.objects.update(whole_at=timezone.now() - dt.timedelta(days=2))
        gather_words(cast.udm)
        assert not FoundWord.objects.filter(organisation=cast.udm, word__startswith="причал").exists()

    def test_a_restored_database_counts_from_the_beginning_and_not_every_minute(self, cast: Any) -> None:
        case_of(cast.udm, text="О причале")
        gather_words(cast.udm)
        Found.objects.update(changed_in=10**15)
        WordsCounted.objects.update(upto=10**15)
        gather_words(cast.udm)
        assert WordsCounted.objects.get().upto < 10**15 and not Found.objects.filter(changed_in=10**15).exists()
        assert FoundWord.objects.filter(organisation=cast.udm, word__startswith="причал").exists()

    def test_each_stem_of_a_word_is_asked_once(self, cast: Any) -> None:
        """Of ten forms with one stem PostgreSQL compares ten lexemes in each row of a common word."""
        for typed in ("земля", "участок", "договор", "Иванова"):
            (term,) = terms_of(typed)
            forms = re.findall(r"\w+", term.query)
            kept = re.findall(r"\w+", each_stem_once(term.query))
            stems = stems_of(forms)
            assert sorted({stems[f] for f in forms}) == sorted(stems[f] for f in kept), typed
            assert len(kept) < len(forms)

    def test_a_noun_that_is_also_a_word_of_no_meaning_keeps_its_forms(self, cast: Any) -> None:
        """«том» is «volume» and a form of «тот», which PostgreSQL drops."""
        (term,) = terms_of("том")
        kept = re.findall(r"\w+", each_stem_once(term.query))
        assert {"том"} < set(kept) and "том" in stems_of(kept).values()

    def test_words_that_begin_so_are_met_by_an_index(self, cast: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into cases_foundword (organisation_id, word, documents, keys)"
                " select %s, 'слово' || n, 1, array['к' || n] from generate_series(1, 20000) n",
                [cast.udm.pk],
            )
            cursor.execute("analyze cases_foundword")
        rows = FoundWord.objects.filter(organisation=cast.udm, word__startswith="слово199")
        assert "found_word_begins" in rows.explain()


def test_a_case_of_the_queue_is_found_by_the_same_words(cast: Any) -> None:
    case = case_of(cast.udm, text="Двое ребятишек и ребёнок соседа")
    browser = Client()
    browser.force_login(cast.head)
    for typed in ("ребенка", case.number, "maria@mail.example"):
        assert case.number in browser.get("/w/cases/", {"q": typed, "state": "all"}).content.decode()
