"""What strangers attach is read for names of employees in the background: no page and no number waits for it, and till
it is done the case is given to nobody (59-ФЗ ст. 8 ч. 6)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from priemnaya import bounded
from priemnaya.bounded import WORKS, Busy, Exceeded
from priemnaya.cases import actions, attached
from priemnaya.cases.actions import naming, reading, seeking
from priemnaya.cases.actions.reading import LONGEST, TRIES, read_files
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case, Contact, Sought
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.config import tasks
from priemnaya.core.models import Alert, Delivery, NumberSeries, Obligation
from priemnaya.desk import actions as desk_actions
from priemnaya.errors import Objection
from priemnaya.people.models import Employee, Unit

from ..desk import looked_and_sent
from ..helpers import key_of, message, routed, words_of
from .test_budget import docx, paragraphs, tight

WORDS = "Инспектор Сорокин накричал на меня и выгнал из кабинета."
TYPED = {
    "kind": "appeal_complaint",
    "text": "Прошу разобраться, аренда. Подробности в приложении.",
    "surname": "Зимородкова",
    "name": "Анна",
    "client_kind": "citizen",
    "for_whom": "self",
    "chosen_point": "portal",
    "second_point": "",
}


def desk(employee: Employee) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def written(content: bytes | str = WORDS, name: str = "жалоба.txt") -> Case:
    """Anybody sends the form with a file."""
    data = content if isinstance(content, bytes) else content.encode()
    answer = Browser().post("/udmurtia-mio/write/", {**TYPED, "documents": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.latest("pk")


@pytest.fixture
def land(cast: Any) -> Unit:
    unit: Unit = cast.udm.units.get(slug="land")
    desk_actions.save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=unit, employee=cast.executor)
    return unit


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the bounded works that were run, and where numbers were taken."""
    done: list[str] = []
    real, take = bounded.run, type(NumberSeries.objects).take

    def run(name: str, *args: Any, **kwargs: Any) -> Any:
        done.append(name)
        return real(name, *args, **kwargs)

    def taken(self: Any, *args: Any, **kwargs: Any) -> Any:
        done.append("number")
        return take(self, *args, **kwargs)

    for module in (attached, naming, seeking):
        monkeypatch.setattr(module, "run", run)
    monkeypatch.setattr(type(NumberSeries.objects), "take", taken)
    return done


class TestComing:
    def test_no_file_is_read_and_no_name_is_sought_once_the_number_is_held(self, cast: Any, works: list[str]) -> None:
        case = written()
        assert works.index("number") == works.index("cases.named_in_text") + 1
        assert works.count("cases.named_in_text") == 1
        assert "plain.read_file" not in works
        works.clear()
        add = message(point="portal", text="Ещё одна бумага", files=(IncomingFile("б.txt", WORDS.encode()),))
        actions.append_message(case, add)
        assert works == ["cases.named_in_text"]

    def test_the_term_and_the_first_letter_do_not_wait(self, cast: Any) -> None:
        data = {**TYPED, "email": "anna@mail.example", "chosen_point": "email", "chosen_address": "anna@mail.example"}
        Browser().post("/udmurtia-mio/write/", {**data, "documents": SimpleUploadedFile("ж.txt", WORDS.encode())})
        case = Case.objects.get()
        assert case.contacts.filter(reading="waits").exists()
        assert Obligation.objects.about("case", case.pk).open().exists()
        assert Delivery.objects.filter(subject_type="case", subject_id=case.pk).exists()

    def test_typed_words_that_find_no_turn_are_sought_in_the_background_and_given_to_nobody(self, cast: Any) -> None:
        with patch.object(naming, "run", side_effect=Busy(WORKS["cases.named_in_text"])):
            case = written_words(WORDS)
        assert not case.named.exists()
        with pytest.raises(Objection, match="ещё читаются"):
            actions.assign_case(case, cast.executor, by=cast.head)
        read_files()
        assert case.named.get().employee == cast.executor


def written_words(text: str) -> Case:
    assert Browser().post("/udmurtia-mio/write/", {**TYPED, "text": text}).status_code == 302
    return Case.objects.latest("pk")


class TestWaiting:
    """Between the coming of a file and its reading nobody is given the case, by whatever way."""

    @pytest.fixture
    def case(self, cast: Any) -> Case:
        return written()

    def test_staff_are_told_in_words_and_the_screen_refuses(self, cast: Any, case: Case) -> None:
        head = desk(cast.head)
        assert "Файлы ещё читаются" in words_of(head.get(f"/w/cases/{case.pk}/"))
        said = looked_and_sent(head, f"/w/cases/{case.pk}/assign/", {"to": cast.executor.pk}, follow=True)
        assert "Файлы этого дела ещё читаются" in words_of(said)
        self.nobody(case)

    def nobody(self, case: Case) -> None:
        case.refresh_from_db()
        assert (case.assignee, case.unit) == (None, None)
        assert not case.assignments.exists()

    def test_the_api_refuses(self, cast: Any, case: Case) -> None:
        secret = key_of(cast.head, ["cases:work", "cases:assign", "cases:read"])[1]
        head = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
        url = f"/api/v1/cases/{case.number}/assign"
        answer = Browser().post(url, json.dumps({"login": "executor"}), content_type="application/json", **head)
        assert answer.status_code == 409 and "ещё читаются" in answer.json()["detail"]
        self.nobody(case)
        pk = case.contacts.get(direction="in").attachments.get().pk
        assert Browser().get(f"/api/v1/files/{pk}", **head).status_code == 409

    def test_a_rule_waits_and_then_gives_it_to_nobody_named(self, cast: Any, case: Case, land: Unit) -> None:
        routed(case)
        self.nobody(case)
        read_files()
        routed(case)
        assert case.assignee is None  # the rule names the very person complained of
        assert not Case.objects.seen_by(cast.executor).filter(pk=case.pk).exists()

    def test_a_rule_gives_it_once_a_file_without_names_is_read(self, cast: Any, land: Unit) -> None:
        case = written("Договор аренды участка.")
        routed(case)
        self.nobody(case)
        read_files()
        assert routed(case).assignee == cast.executor

    def test_a_macro_refuses(self, cast: Any, case: Case, land: Unit) -> None:
        macro = desk_actions.save_macro(cast.udm, "В отдел", [{"do": "unit", "value": land.slug}], by=cast.head)
        page = desk(cast.head).post(f"/w/cases/{case.pk}/macro/", {"macro": macro.pk}, follow=True)
        assert "ещё читаются" in words_of(page)
        self.nobody(case)

    def test_it_is_not_split_nor_sent_on_either(self, cast: Any, case: Case) -> None:
        case.questions.create(text="Второй вопрос")
        with pytest.raises(Objection, match="ещё читаются"):
            actions.split_case(case, case.questions.latest("pk"), by=cast.head)
        with pytest.raises(Objection, match="ещё читаются"):
            actions.forward_case(case, [], "Это решают там", by=cast.head)

    def test_a_case_joined_to_another_brings_its_waiting_with_it(self, cast: Any) -> None:
        into = actions.receive_message(cast.udm, message(point="portal", text="Прошу продлить")).case
        case = actions.receive_message(
            cast.udm, message(point="portal", text="Ещё", files=(IncomingFile("ж.txt", WORDS.encode()),))
        ).case
        assert into and case
        Case.objects.filter(pk__in=(into.pk, case.pk)).update(client=None)
        Case.objects.filter(pk=case.pk).update(taken_out_of=into)  # of one author
        for one in (into, case):
            one.refresh_from_db()
        actions.merge_cases(case, into, by=cast.head)
        with pytest.raises(Objection, match="ещё читаются"):
            actions.assign_case(into, cast.executor, by=cast.head)
        read_files()
        assert into.named.get().employee == cast.executor

    def test_the_file_itself_is_given_to_no_employee_before(self, cast: Any, case: Case) -> None:
        file = case.contacts.get(direction="in").attachments.get()
        early = desk(cast.executor).get(f"/w/files/{file.pk}/")
        assert early.status_code == 409 and WORDS not in early.content.decode()
        assert "Файл ещё читается" in words_of(early)
        read_files()
        assert desk(cast.executor).get(f"/w/files/{file.pk}/").status_code == 404
        assert desk(cast.registrar).get(f"/w/files/{file.pk}/").status_code == 200

    def test_the_task_reads_it_by_itself_and_its_nudge_is_sent_at_once(
        self, cast: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with patch("priemnaya.core.queue._defer") as deferred, django_capture_on_commit_callbacks(execute=True):
            case = written()
        assert "read_files" in {call.args[0] for call in deferred.call_args_list}
        tasks.sweep_files(0)
        assert case.named.get().employee == cast.executor
        assert "Файлы ещё читаются" not in words_of(desk(cast.registrar).get(f"/w/cases/{case.pk}/"))
        actions.assign_case(case, cast.colleague, by=cast.head)

    def test_a_long_text_pushes_no_file_out_of_the_search(self, cast: Any) -> None:
        text = "Прошу разобраться. " + "Участок стоит у реки. " * 3000
        Browser().post(
            "/udmurtia-mio/write/",
            {**TYPED, "text": text[:60_000], "documents": SimpleUploadedFile("ж.txt", WORDS.encode())},
        )
        read_files()
        assert Case.objects.get().named.get().employee == cast.executor

    @pytest.mark.parametrize("where", ["behind a long file", "at the end of a long file", "at the end of a long text"])
    def test_all_of_the_words_are_looked_through(self, cast: Any, where: str) -> None:
        """Whatever stands before them: a name at the very end guards as one at the beginning does."""
        long, complaint = "Участок стоит у реки, суд установил границы. ", f"Жалоба. {WORDS}"
        files = {
            "behind a long file": [("решение.txt", long * 2200), ("жалоба.txt", complaint)],
            "at the end of a long file": [("жалоба.txt", f"{long * 2000}\n\n{complaint}")],
            "at the end of a long text": [],
        }[where]
        text = "Прошу разобраться. " + ("" if files else f"{long * 1400}\n\n{complaint}")
        typed = {**TYPED, "kind": "message", "text": text}
        sent = [SimpleUploadedFile(name, said.encode()) for name, said in files]
        answer = Browser().post("/udmurtia-mio/write/", {**typed, **({"documents": sent} if sent else {})})
        assert answer.status_code == 302
        case = Case.objects.latest("pk")
        assert desk(cast.executor).get(case.get_absolute_url()).status_code == 200  # nobody knows yet
        with pytest.raises(Objection, match="ещё читаются"):
            actions.assign_case(case, cast.executor, by=cast.head)
        read_files()
        assert [n.employee for n in case.named.all()] == [cast.executor]
        assert desk(cast.executor).get(case.get_absolute_url()).status_code in (403, 404)
        with pytest.raises(Objection):
            actions.assign_case(case, cast.executor, by=cast.head)

    def test_a_complaint_at_one_end_counts_for_a_name_at_the_other(self, cast: Any) -> None:
        """Of a message that is none by its kind."""
        long = "Участок стоит у реки, суд установил границы. " * 2000
        text = f"Приёмом занимался инспектор Сорокин.\n\n{long}\n\nПрошу считать это жалобой."
        case = Case.objects.get(pk=actions.receive_message(cast.udm, message(point="email", text=text)).case.pk)
        read_files()
        assert [n.employee for n in case.named.all()] == [cast.executor]

    def test_names_are_sought_before_any_file_is_looked_into_and_a_slow_look_holds_nobody(self, cast: Any) -> None:
        """A message that comes while a file is being looked into is read before the next one is."""
        cases = [written("Участок"), written("Огород")]
        seen: list[int] = []

        def look(contact: Contact) -> None:
            assert not Contact.objects.filter(reading="waits").exists()
            seen.append(contact.case_id or 0)
            if len(seen) == 1:
                cases.append(written())

        with patch("priemnaya.cases.actions.reading.look_into_files", look):
            assert read_files() == 2 and seen == [cases[0].pk]
            actions.assign_case(cases[1], cast.colleague, by=cast.head)  # nobody waits for the look
            assert read_files() == 1 and cases[2].named.get().employee == cast.executor
            assert seen == [case.pk for case in cases]
            assert read_files() == 0 and len(seen) == 3
        with patch("priemnaya.cases.actions.reading.look_into_files", side_effect=Busy(WORKS["cases.state_of_file"])):
            written("Сад")
            assert read_files() == 1 and Contact.objects.filter(reading_since__isnull=False).count() == 1
        Contact.objects.exclude(reading_since=None).update(reading_since=timezone.now() - LONGEST * 2)
        with patch("priemnaya.cases.actions.reading.look_into_files") as late:  # names of a flood went before it
            read_files()
            assert late.call_count == 1
        assert not Contact.objects.filter(reading_since__isnull=False).exists()

    def test_what_staff_have_settled_does_not_come_back(self, cast: Any) -> None:
        """However often the case is read anew, also after it was joined to another; a new message is told of."""
        closed = (IncomingFile("план.pdf", b"%PDF-1.4 broken"),)
        into, case = (
            actions.receive_message(cast.udm, message(point="portal", text="Прошу", files=files)).case
            for files in ((), closed)
        )
        assert into and case
        read_files()
        told = Alert.objects.filter(kind="unread")
        assert told.count() == 1
        told.update(resolved_at=timezone.now())
        reading.recognise_anew(case)
        read_files()
        Case.objects.filter(pk__in=(into.pk, case.pk)).update(client=None)
        Case.objects.filter(pk=case.pk).update(taken_out_of=into)  # of one author
        for one in (into, case):
            one.refresh_from_db()
        actions.merge_cases(case, into, by=cast.head)
        reading.recognise_anew(into)
        read_files()
        assert told.count() == 1
        actions.append_message(into, message(point="portal", text="Ещё", files=closed))
        read_files()
        assert told.count() == 2

    def test_nor_does_what_was_told_before_it_was_written_down(self, cast: Any) -> None:
        closed = (IncomingFile("план.pdf", b"%PDF-1.4 broken"),)
        case = actions.receive_message(cast.udm, message(point="portal", text="Прошу", files=closed)).case
        with patch("priemnaya.cases.actions.unopened.record"):  # as before the upgrade
            read_files()
        told, ago = Alert.objects.filter(kind="unread"), timezone.now() - dt.timedelta(days=1)
        told.update(at=ago, resolved_at=timezone.now())
        Contact.objects.filter(direction="in").update(at=ago)
        reading.recognise_anew(case)
        read_files()
        assert told.count() == 1
        actions.append_message(case, message(point="portal", text="Ещё", files=closed))
        read_files()
        reading.recognise_anew(case)
        read_files()
        assert told.count() == 2, "a new message is told of, and neither twice"

    def test_each_message_is_told_of_whatever_its_files_are_called(self, cast: Any) -> None:
        scan, contract = (IncomingFile(name, b"%PDF-1.4 broken") for name in ("скан.pdf", "договор.pdf"))
        case = actions.receive_message(cast.udm, message(point="portal", text="Прошу", files=(scan,))).case
        assert case
        actions.append_message(case, message(point="portal", text="Ещё", files=(scan, contract)))
        read_files()
        told = [a.text for a in Alert.objects.filter(kind="unread").order_by("pk")]
        assert len(told) == 2 and "договор" not in told[0] and "«договор.pdf»" in told[1]

    def test_held_messages_are_read_last(self, cast: Any) -> None:
        files = (IncomingFile("ж.txt", WORDS.encode()),)
        held, other = (
            actions.receive_message(cast.udm, message(point="portal", text="Прошу", files=files, suspicious=why)).case
            for why in ("много писем", "")
        )
        assert held and other
        read_files(limit=1)
        assert other.named.exists() and not held.named.exists()


class TestTheWaitEnds:
    """Whatever the file does: people are told that it was not read, and they decide."""

    def decided_by_people(self, cast: Any, case: Case, said: str) -> None:
        assert not case.contacts.filter(reading="waits").exists()
        assert said in Alert.objects.get(kind="named").text
        page = words_of(desk(cast.head).get(f"/w/cases/{case.pk}/"))
        assert "Не всё удалось проверить на фамилии сотрудников" in page
        assert routed(case).assignee is None
        looked_and_sent(desk(cast.head), f"/w/cases/{case.pk}/assign/", {"to": cast.colleague.pk})
        case.refresh_from_db()
        assert case.assignee == cast.colleague

    def test_a_file_over_its_budget(self, cast: Any, land: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
        case = written(docx(paragraphs(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 30_000)), "дело.docx")
        tight(monkeypatch, "plain.read_file", wall=0.001)
        read_files()
        self.decided_by_people(cast, case, "«дело.docx»")

    def test_words_over_their_budget(self, cast: Any, land: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
        case = written("Аренда. " * 3000)
        tight(monkeypatch, "cases.named_in_text", wall=0.001)
        read_files()
        self.decided_by_people(cast, case, "Посмотрите сами, на кого жалуются")

    def test_a_file_that_kills_whoever_reads_it(self, cast: Any, land: Unit) -> None:
        case = written()
        with patch("priemnaya.cases.actions.reading.words_of_files", side_effect=MemoryError):
            for _ in range(TRIES):
                read_files()
                assert case.contacts.filter(reading="waits").exists()
            read_files()
        self.decided_by_people(cast, case, "прочитать сообщение и его файлы не получилось".capitalize())

    def test_no_turn_for_an_hour(self, cast: Any, land: Unit) -> None:
        case = written()
        busy = Busy(WORKS["plain.read_file"])
        with patch.object(attached, "run", side_effect=busy):
            for _ in range(TRIES + 2):
                assert read_files() == 0
            assert case.contacts.filter(reading="waits").exists()
            Contact.objects.filter(reading="waits").update(
                reading_since=timezone.now() - LONGEST - dt.timedelta(seconds=1)
            )
            read_files()
        self.decided_by_people(cast, case, "не получилось")

    def test_an_hour_in_which_nobody_was_there_to_read_lifts_no_wall(self, cast: Any) -> None:
        """The server stood still over a night: its messages are read before people are asked."""
        case = written()
        case.contacts.filter(direction="in").update(reading_since=timezone.now() - LONGEST * 9)
        assert read_files() == 1
        assert case.named.get().employee == cast.executor
        assert not case.contacts.exclude(reading="").exists()

    def test_what_cannot_be_written_down_stops_none_behind_it(self, cast: Any) -> None:
        first, second = written(), written("Жалуюсь на Сорокина: нахамил.", "вторая.txt")
        real = reading._settle

        def settle(contact: Contact, found: Any) -> bool:
            if contact.case_id == first.pk:
                raise RuntimeError("сломано")
            return real(contact, found)

        first.contacts.filter(direction="in").update(reading_tries=TRIES)
        with patch.object(reading, "_settle", settle), pytest.raises(RuntimeError):
            read_files()
        assert second.named.exists()

    def test_of_a_complaint_also_a_picture_is_for_people(self, cast: Any, land: Unit) -> None:
        case = written(b"\xff\xd8\xff\xe0 not a picture", "жалоба.jpg")
        read_files()
        assert routed(case).assignee is None
        page = words_of(desk(cast.registrar).get(f"/w/cases/{case.pk}/"))
        assert "Приложения прочитаны на фамилии не все" in page and "само оно не распределится" in page

    def test_one_hostile_message_stops_no_other(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        bad, good = written("Аренда", "бомба.txt"), written()
        real = attached.run

        def run(name: str, content: bytes, called: str, **given: Any) -> Any:
            if called == "бомба.txt":
                raise Exceeded(WORKS[name], "memory")
            return real(name, content, called, **given)

        monkeypatch.setattr(attached, "run", run)
        assert read_files() == 2
        assert good.named.exists() and bad.contacts.filter(reading="unread").exists()


LETTER = (
    "From: Робот <robot@mail.example>\r\nTo: mio@priemnaya.example\r\nSubject: Отчёт\r\nAuto-Submitted: auto-generated"
    "\r\nMessage-ID: <{n}@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
)


def set_aside(cast: Any, n: int, text: str) -> Contact:
    outcome = receive_letter(cast.udm, LETTER.format(n=n, text=text).encode())
    assert outcome.contact.case is None
    return outcome.contact


class TestSetAside:
    """Whom a letter without a case names is found once, when it comes; pages read rows."""

    PAGE = "/w/letters/"

    @pytest.fixture
    def letter(self, cast: Any) -> Iterator[Contact]:
        found = set_aside(cast, 1, WORDS)
        with patch.object(bounded.asking, "_asked", side_effect=AssertionError("a page searches for names")):
            yield found

    def sees(self, employee: Employee, letter: Contact) -> bool:
        browser = desk(employee)
        listed = f"/w/letters/{letter.pk}/original/" in browser.get(self.PAGE).content.decode()
        opened = browser.get(f"/w/letters/{letter.pk}/original/").status_code == 200
        secret = key_of(employee, ["cases:read"], f"{employee.pk}")[1]
        answer = Browser().get("/api/v1/contacts", HTTP_AUTHORIZATION=f"Bearer {secret}").json()
        assert listed == opened == (letter.pk in [c["id"] for c in answer["items"]])
        return listed

    def named(self, cast: Any) -> Employee:
        cast.executor.roles = ["registrar"]
        cast.executor.save()
        found: Employee = cast.executor
        return found

    def test_it_is_shown_to_others_and_not_to_whom_it_names(self, cast: Any, letter: Contact) -> None:
        assert self.sees(cast.registrar, letter)
        assert not self.sees(self.named(cast), letter)

    def test_pages_cost_the_same_however_many_letters(self, cast: Any, letter: Contact) -> None:
        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as found:
                desk(cast.registrar).get(self.PAGE)
            return len(found)

        once = asked()
        Contact.objects.bulk_create(
            Contact(organisation=cast.udm, point="email", direction="in", status="ignored", text="Я", at=timezone.now())
            for _ in range(20)
        )
        assert asked() <= once + 1

    def test_who_is_hired_later_sees_it_when_they_were_looked_for_too(self, cast: Any, letter: Contact) -> None:
        fresh = cast.hire("fresh", cast.udm, "Свежакова", "registrar")
        other = cast.hire("other", cast.udm, "Сорокин", "registrar")
        assert not self.sees(fresh, letter) and not self.sees(other, letter)
        assert "Ещё читаются письма: 1" in words_of(desk(fresh).get(self.PAGE))
        assert self.sees(cast.registrar, letter)  # who was there before waits for nothing

    def test_the_task_looks_for_the_hired_and_the_renamed(self, cast: Any) -> None:
        letter = set_aside(cast, 1, WORDS)
        fresh = cast.hire("fresh", cast.udm, "Свежакова", "registrar")
        other = cast.hire("other", cast.udm, "Сорокин", "registrar")
        tasks.seek_names()
        assert self.sees(fresh, letter) and not self.sees(other, letter)
        fresh.surname = "Сорокина"
        other.surname = "Воробьёв"
        for one in (fresh, other):
            one.save()
        assert not self.sees(fresh, letter)
        tasks.seek_names()
        assert not self.sees(other, letter)  # it was about them, whatever they are called now
        assert Sought.objects.get(subject_type="contact").staff.persons

    def test_letters_of_before_are_looked_through_by_the_task(self, cast: Any) -> None:
        letter = set_aside(cast, 1, WORDS)
        Sought.objects.all().delete()
        assert not self.sees(cast.registrar, letter)
        tasks.sweep_sought(0)
        assert self.sees(cast.registrar, letter)
        assert not self.sees(self.named(cast), letter)

    def test_who_stands_in_for_whom_it_names_does_not_see_it(self, cast: Any) -> None:
        from priemnaya.people.models import Substitution

        letter = set_aside(cast, 1, WORDS)
        today = cast.udm.local(timezone.now()).date()
        Substitution.objects.create(employee=cast.executor, substitute=cast.registrar, since=today, until=today)
        assert not self.sees(cast.registrar, letter)

    def test_a_text_over_its_budget_is_told_of(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        tight(monkeypatch, "cases.named_in_text", wall=0.001)
        letter = set_aside(cast, 1, "Жалоба на Сорокина. " * 2000)
        assert "на фамилии сотрудников не проверено" in Alert.objects.get(kind="named").text
        assert self.sees(cast.registrar, letter)
