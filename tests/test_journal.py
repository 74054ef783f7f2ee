"""The records of access are a chain that nobody changes unseen; people find in them who looked at whose data."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case
from priemnaya.config import tasks
from priemnaya.config.cli import main
from priemnaya.core import chain, journal
from priemnaya.core.models import AccessRecord
from priemnaya.core.shown import stands
from priemnaya.outreach.models import PortalRating, SurveyAnswer
from priemnaya.people.masking import masked_name
from priemnaya.people.models import Client as Person
from priemnaya.records.actions import ask_history, build_waiting

from .helpers import came_in, case_of, drafted, key_of, local_day, made_ready, under_code, undone
from .helpers import words_of as seen_on

# The chain.


def looked_at(cast: Any, times: int = 4) -> Case:
    """A case that an executor opened so often."""
    case = case_of(cast.udm)
    desk = Client()
    desk.force_login(cast.executor)
    for _ in range(times):
        assert desk.get(f"/w/cases/{case.pk}/").status_code == 200
    return case


def tampered(sql: str, *values: Any) -> None:
    """As somebody who owns the database: the triggers are off while the hand is in."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table core_accessrecord disable trigger all")
        cursor.execute(sql, values)
        cursor.execute("alter table core_accessrecord enable trigger all")


@pytest.fixture
def outside(settings: Any, tmp_path: Path) -> Path:
    """Where anchors lie."""
    settings.DATA = tmp_path
    return tmp_path / "journal-anchors.txt"


def said_by(capsys: Any, *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    with patch("priemnaya.config.cli.journal.with_database", lambda **_: nullcontext()):
        code = main(["journal", *arguments])
    return code, capsys.readouterr().out


def test_a_whole_journal_is_said_to_be_whole(cast: Any, outside: Path, capsys: Any) -> None:
    looked_at(cast)
    code, words = said_by(capsys, "check")
    assert code == 0
    assert "Журнал доступа цел. Записей: 4" in words
    last = AccessRecord.objects.order_by("number").last()
    assert last is not None
    assert f"4:{last.digest}" in words
    assert [r.number for r in AccessRecord.objects.order_by("pk")] == [1, 2, 3, 4]


CHANGES = {
    "employee_id": "77",
    "kind": "'list'",
    "cases": "'{}'",
    "clients": "'{9}'",
    "others": "'{scan:1}'",
    "address": "'10.0.0.1'",
    "page": "'queue'",
    "at": "at - interval '1 day'",
    "issuer_id": "5",
    "organisation_id": "5",
    "digest": "repeat('0', 64)",
}


def test_a_row_changed_by_the_owner_of_the_database_is_found(cast: Any, outside: Path, capsys: Any) -> None:
    looked_at(cast)
    for column, other in CHANGES.items():
        with undone():
            tampered(f"update core_accessrecord set {column} = {other} where number = 2")
            code, words = said_by(capsys, "check")
        assert code == 1, column
        assert "Первая неверная запись — № 2: запись № 2 изменена" in words, column
    assert said_by(capsys, "check")[0] == 0


def test_every_column_of_a_record_is_in_its_digest() -> None:
    kept = {f.column for f in AccessRecord._meta.concrete_fields}
    assert kept - set(CHANGES) == {"id", "number"}


def test_a_row_taken_out_is_found_and_so_is_one_put_in(cast: Any, outside: Path, capsys: Any) -> None:
    looked_at(cast)
    with transaction.atomic():
        tampered("delete from core_accessrecord where number = 3")
        code, words = said_by(capsys, "check")
        assert (code, "записи № 3 нет: её удалили" in words) == (1, True)
        transaction.set_rollback(True)
    tampered("update core_accessrecord set number = number + 10 where number > 2")
    tampered("update core_accessrecord set number = number - 9 where number > 10")
    tampered(
        "insert into core_accessrecord select (jsonb_populate_record(r, jsonb_build_object('id', 999, 'number', 3))).*"
        " from core_accessrecord r where number = 2"
    )
    code, words = said_by(capsys, "check")
    assert (code, "запись № 3 изменена или вставлена" in words) == (1, True)


def test_the_end_cut_off_is_found_by_the_anchor_outside(cast: Any, outside: Path, capsys: Any) -> None:
    looked_at(cast)
    code, anchor = said_by(capsys, "anchor")
    assert code == 0
    assert outside.stat().st_mode & 0o777 == 0o600
    tampered("delete from core_accessrecord where number > 2")
    code, words = said_by(capsys, "check")
    assert code == 1
    assert "конец журнала удалён" in words
    assert "Первая неверная запись — № 3" in words
    outside.unlink()  # whoever takes the file too meets the anchor that was printed with an act
    assert said_by(capsys, "check")[0] == 0
    assert said_by(capsys, "check", "--anchor", anchor.strip())[0] == 1


def test_a_chain_written_again_is_found_by_the_anchor(cast: Any, outside: Path, capsys: Any) -> None:
    """The owner changes a row and counts all digests after it anew: the rows agree, the anchor does not."""
    looked_at(cast)
    chain.anchor()
    tampered("update core_accessrecord set employee_id = 77 where number = 2")
    before = ""
    for row in AccessRecord.objects.order_by("number"):
        before = chain.digest_of(before, row)
        tampered("update core_accessrecord set digest = %s where number = %s", before, row.number)
    assert chain.check([]).broken == 0
    code, words = said_by(capsys, "check")
    assert (code, "журнал переписан" in words) == (1, True)


def test_an_anchor_is_written_once_for_a_head_and_by_the_hourly_task(cast: Any, outside: Path) -> None:
    tasks.anchor_journal(0)
    assert not outside.exists()
    looked_at(cast, 1)
    tasks.anchor_journal(0)
    tasks.anchor_journal(0)
    assert len(outside.read_text().splitlines()) == 1
    looked_at(cast, 1)
    tasks.anchor_journal(0)
    assert [a.number for a in chain.kept_anchors()] == [1, chain.head().number]
    outside.write_text("стёрто\n")
    with pytest.raises(ValueError, match="не отметка журнала"):
        chain.check()


@pytest.mark.parametrize(
    "sql", ["update core_accessrecord set page = 'x'", "delete from core_accessrecord", "truncate core_accessrecord"]
)
def test_nobody_changes_a_record_by_the_ordinary_way(cast: Any, sql: str) -> None:
    looked_at(cast, 1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AccessRecord.objects.count() == 1


def test_a_name_stands_by_itself() -> None:
    assert stands("2026-1", "дело 2026-1, новое")
    assert not stands("2026-1", "дело 2026-12")
    assert not stands("2026-1", "дело 2026-1-2 и 12026-1")
    assert stands("Ли", "Липа и Ли")


# What is one record.


def test_a_list_is_one_record_with_everybody_on_it_and_costs_one_query(cast: Any, client: Client) -> None:
    client.force_login(cast.head)
    cases = [case_of(cast.udm, surname=f"Жилина{n}", identity=f"esia-{n}") for n in range(12)]
    client.get("/w/cases/")
    before = AccessRecord.objects.count()
    with CaptureQueriesContext(connection) as asked:
        client.get("/w/cases/")
    assert sum("INSERT" in q["sql"] and "core_accessrecord" in q["sql"] for q in asked.captured_queries) == 1
    [row] = AccessRecord.objects.filter(number__gt=before)
    assert (row.kind, row.page) == ("list", "queue")
    assert set(row.cases) == {c.pk for c in cases}
    assert set(row.clients) == {c.client_id for c in cases}


def test_more_than_a_row_holds_takes_several_and_nobody_is_left_out(cast: Any) -> None:
    journal.write_access({"export": [("case", n) for n in range(1, 451)]}, by=cast.head, page="x", address="")
    rows = AccessRecord.objects.order_by("number")
    assert [len(r.cases) for r in rows] == [200, 200, 50]
    assert sorted(n for r in rows for n in r.cases) == list(range(1, 451))


def test_a_page_says_how_each_was_seen(cast: Any, client: Client) -> None:
    """The case that is opened was opened, with its client; what stands on its page beside was seen in a list; what was
    looked for, found; what is redirected shows nothing."""
    one, other = case_of(cast.udm, surname="Первая"), case_of(cast.udm, surname="Вторая", identity="esia-2")
    actions.link_cases(one, other, kind="related", by=cast.head)
    client.force_login(cast.head)
    client.get(f"/w/cases/{one.pk}/")
    client.get(f"/w/cases/?q={other.number}")
    client.post(f"/w/cases/{one.pk}/note/", {"text": "Заметка"})
    seen = [(r.kind, r.cases, r.clients) for r in AccessRecord.objects.order_by("number")]
    assert seen == [
        ("view", [one.pk], [one.client_id]),
        ("list", [other.pk], []),
        ("search", [other.pk], [other.client_id]),
    ]


def test_an_answer_that_cannot_be_written_down_does_not_leave(cast: Any) -> None:
    case = case_of(cast.udm, surname="Невидимова")
    desk = Client(raise_request_exception=False)
    desk.force_login(cast.executor)
    with patch("priemnaya.ui.journalling.write_access", side_effect=DatabaseError("полон диск")):
        answer = desk.get(f"/w/cases/{case.pk}/")
    assert answer.status_code == 500
    assert "Невидимова" not in answer.content.decode()


def test_an_answer_kept_for_a_repeated_request_is_journalled_again(cast: Any) -> None:
    secret = key_of(cast.registrar, ["cases:register", "cases:read"])[1]
    machine = Client(headers={"authorization": f"Bearer {secret}"})
    for _ in range(2):
        answer = machine.post(
            "/api/v1/cases",
            {"point": "post", "kind": "message", "text": "Прошу"},
            content_type="application/json",
            headers={"idempotency-key": "k1"},
        )
        assert answer.status_code == 201
    case = Case.objects.get()
    assert [r.cases for r in AccessRecord.objects.order_by("number")] == [[case.pk], [case.pk]]


# The screen.


def test_the_auditor_finds_who_looked_by_every_way(cast: Any) -> None:
    one, other = case_of(cast.udm, surname="Первая"), case_of(cast.udm, surname="Вторая", identity="esia-2")
    for person, case in ((cast.executor, one), (cast.colleague, other)):
        desk = Client()
        desk.force_login(person)
        desk.get(f"/w/cases/{case.pk}/")
    auditor = Client()
    auditor.force_login(cast.auditor)
    today = local_day(cast.udm)

    def found(**asked: Any) -> tuple[bool, bool]:
        page = auditor.get("/w/journal/", asked)
        assert page.status_code == 200
        rows = page.context["listing"].rows
        who = {line.who for line in rows if line.record.kind == "view"}
        return cast.executor in who, cast.colleague in who

    assert found() == (True, True)
    assert found(employee=cast.executor.pk) == (True, False)
    assert found(case=other.number) == (False, True)
    assert found(client="Первая Мария") == (True, False)
    assert found(client=f"{other.client_id}") == (False, True)
    assert found(since=today, until=today) == (True, True)
    assert found(until=today - dt.timedelta(days=1)) == (False, False)
    assert found(since=today + dt.timedelta(days=1)) == (False, False)
    assert found(kind="download") == (False, False)
    assert found(client="Никакая", employee="х", kind="х", since="31.02") == (False, False)
    assert "Дела с таким номером нет" in seen_on(auditor.get("/w/journal/?case=2000-1"))


def test_looking_into_the_journal_is_journalled_too(cast: Any, client: Client) -> None:
    case = looked_at(cast, 1)
    client.force_login(cast.auditor)
    client.get("/w/journal/")
    client.get(f"/w/journal/?case={case.number}")
    client.get(f"/w/journal/export/?case={case.number}")
    seen = [(r.employee_id, r.kind, r.cases, r.others) for r in AccessRecord.objects.order_by("number")[1:]]
    me = cast.auditor.pk
    assert seen == [
        (me, "view", [], ["journal"]),
        (me, "search", [case.pk], ["journal"]),
        (me, "export", [case.pk], ["journal"]),
    ]


def test_the_table_holds_what_the_filters_found_and_no_formula(cast: Any, client: Client) -> None:
    case = looked_at(cast, 2)
    cast.executor.post = "=HYPERLINK(1)"
    cast.executor.save()
    client.force_login(cast.auditor)
    answer = client.get(f"/w/journal/export/?employee={cast.executor.pk}")
    assert answer["Content-Type"].startswith("text/csv")
    head, *rows = answer.content.decode("utf-8-sig").strip().splitlines()
    assert head.startswith("№;Когда;Кто")
    assert len(rows) == 2
    assert all(case.number in row and "Сорокин" in row and ";'=HYPERLINK" in row for row in rows)
    assert "Иванова" not in answer.content.decode()


def test_one_complained_of_learns_nothing_from_the_journal(cast: Any, client: Client) -> None:
    """A head reads the journal, but not who reads the complaint of them."""
    case = case_of(cast.udm, text="Жалоба: начальник Орлов мне нагрубил.")
    actions.name_person(case, cast.head, by=cast.registrar)
    desk = Client()
    desk.force_login(cast.executor)
    desk.get(f"/w/cases/{case.pk}/")
    client.force_login(cast.head)
    assert case.number not in client.get("/w/journal/").content.decode()
    assert "Дела с таким номером нет" in seen_on(client.get(f"/w/journal/?case={case.number}"))
    client.force_login(cast.auditor)
    assert case.number in client.get("/w/journal/").content.decode()


def test_the_journal_costs_the_same_however_much_is_in_it(cast: Any, client: Client) -> None:
    looked_at(cast, 2)
    client.force_login(cast.auditor)
    client.get("/w/journal/")
    with CaptureQueriesContext(connection) as few:
        client.get("/w/journal/")
    looked_at(cast, 4)
    with CaptureQueriesContext(connection) as many:
        client.get("/w/journal/")
    assert len(many) == len(few)


# The client.


def portal(cast: Any, identity: str = "") -> Client:
    """A browser of somebody whom the provider has identified; of nobody without."""
    browser = Client()
    if identity:
        session = browser.session
        session[f"person:{cast.udm.pk}"] = {"subject": identity, "surname": "Иванова", "name": "Мария"}
        session.save()
        browser.cookies["sessionid"] = session.session_key or ""
    return browser


LOOKED = "/udmurtia-mio/looked/"


def test_a_client_sees_which_post_looked_at_their_matter_and_not_who(cast: Any) -> None:
    case = case_of(cast.udm, surname="Первая", identity="esia-1")
    other = case_of(cast.udm, surname="Вторая", identity="esia-2")
    desk = Client()
    desk.force_login(cast.executor)
    for _ in range(5):
        desk.get(f"/w/cases/{case.pk}/")
    desk.get(f"/w/cases/{other.pk}/")
    desk.get("/w/cases/")
    page = portal(cast, "esia-1").get(LOOKED)
    words = seen_on(page)
    unit = cast.executor.unit.name
    opened = page.context["opened"]
    assert [(x.who, x.number, x.did) for x in opened] == [(f"Начальник отдела, {unit}", case.number, "открыто")]
    assert [(x.number, x.did) for x in page.context["listed"]] == [(case.number, "стояло в списке")]
    assert f"№ {case.number}</span>: открыто" in words
    assert other.number not in words
    assert "Сорокин" not in words


def test_a_client_sees_downloads_whole_exports_and_programs_by_name(cast: Any) -> None:
    case = case_of(cast.udm, identity="esia-1", files=(IncomingFile("а.txt", b"x", "text/plain"),))
    desk = Client()
    desk.force_login(cast.executor)
    desk.get(f"/w/files/{case.contacts.get(direction='in').attachments.get().pk}/")
    export = ask_history(case.client, by=None)
    build_waiting(cast.udm)
    b"".join(desk.get(f"/w/history/{export.pk}/").streaming_content)
    secret = key_of(cast.executor, ["cases:read"], title="Портал МФЦ")[1]
    Client().get(f"/api/v1/cases/{case.number}", headers={"authorization": f"Bearer {secret}"})
    lines = portal(cast, "esia-1").get(LOOKED).context["opened"]
    assert {(x.number, x.did) for x in lines} == {
        (case.number, "скачано"),
        ("", "выгружено"),
        (case.number, "открыто"),
    }
    assert "программа «Портал МФЦ»" in {x.who for x in lines}


def test_who_has_proved_nothing_sees_nobody_s_readers(cast: Any) -> None:
    case = looked_at(cast, 1)
    stranger = portal(cast)
    stranger.session.update(under_code(case))
    for browser, told in ((stranger, "подтвердите личность или почту"), (portal(cast, "esia-nobody"), "Пока никто")):
        page = browser.get(LOOKED)
        assert page.status_code == 200
        assert case.number not in page.content.decode()
        assert told in seen_on(page)


def test_a_card_joined_to_mine_brings_its_readers_with_it(cast: Any) -> None:
    received = came_in(cast.udm, surname="Первая", identity="", addresses={"email": "a@mail.example"})
    case = received.case
    desk = Client()
    desk.force_login(cast.executor)
    desk.get(f"/w/clients/{case.client_id}/")
    mine = case_of(cast.udm, surname="Первая", identity="esia-1")
    actions.merge_clients(case.client, mine.client, by=cast.registrar)
    browser = portal(cast, "esia-1")
    assert case.number not in seen_on(browser.get(LOOKED))
    assert "ваша карточка" not in seen_on(browser.get(LOOKED)), "until it is known whose it is"
    browser.post(f"/{cast.udm.slug}/my/", {"do": "claim", "number": case.number, "code": received.code})
    page = browser.get(LOOKED)
    assert case.number in seen_on(page)


def test_joining_opens_nobody_else_s_readers(cast: Any) -> None:
    """Seen by a judge: the identity's own card always counted, whatever had been joined to it."""
    mine = case_of(cast.udm, surname="Первая", identity="esia-1")
    desk, later = Client(), Client()
    desk.force_login(cast.executor)
    later.force_login(cast.colleague)
    desk.get(f"/w/clients/{mine.client_id}/")
    other = case_of(cast.udm, surname="Вторая", identity="", addresses={"email": "b@mail.example"})
    later.get(f"/w/clients/{other.client_id}/")
    actions.merge_clients(other.client, mine.client, by=cast.registrar)
    later.get(f"/w/clients/{mine.client_id}/")  # now that of both
    lines = portal(cast, "esia-1").get(LOOKED).context["opened"]
    assert [(x.number, x.did) for x in lines if not x.number] == [("", "открыто")], "one's own, from before"


def test_every_opening_is_on_the_page_and_none_twice(cast: Any) -> None:
    """Seen by a judge: the newest 100 records, so that lists pushed openings out and lines came again on each page."""
    case = case_of(cast.udm, identity="esia-1")
    desk = Client()
    desk.force_login(cast.executor)
    desk.get(f"/w/cases/{case.pk}/")
    for _ in range(5):
        desk.get("/w/cases/?state=all")
    desk.force_login(cast.colleague)
    desk.get("/w/cases/?state=all")
    with patch("priemnaya.portal.views.looked.PAGE", 1):
        first = portal(cast, "esia-1").get(LOOKED)
        assert [(x.number, x.did) for x in first.context["opened"]] == [(case.number, "открыто")]
        pages = [portal(cast, "esia-1").get(f"{LOOKED}?what=listed&page={n}") for n in (1, 2)]
    assert "Все, кто видел в списке" in seen_on(first)
    assert len([x for p in pages for x in p.context["listed"]]) == 2
    assert not pages[1].context["page"].has_next()


def test_an_emergency_opening_is_named_so(cast: Any) -> None:
    case = case_of(cast.udm, identity="esia-1")
    actions.confide_case(case, "усыновление ребёнка", by=cast.registrar)
    desk = Client()
    for person in (cast.colleague, cast.registrar):
        desk.force_login(person)
        if person == cast.colleague:
            desk.post("/w/emergency/open/", {"number": case.number, "reason": "клиент в больнице, срок сегодня"})
        desk.get(f"/w/cases/{case.pk}/")
    lines = portal(cast, "esia-1").get(LOOKED).context["opened"]
    assert sorted(x.did for x in lines) == ["открыто", "открыто по экстренному доступу"]


def test_the_page_leads_from_my_cases_and_is_kept_by_no_browser(cast: Any) -> None:
    looked_at(cast, 1)
    me = portal(cast, "esia-1")
    case = Case.objects.get()
    case.client.identity = "esia-1"
    case.client.save()
    assert LOOKED in me.get("/udmurtia-mio/my/").content.decode()
    assert "no-store" in me.get(LOOKED)["Cache-Control"]


# Masking by role.


def test_who_reads_no_cases_reads_masked_names_in_the_journal(cast: Any, client: Client) -> None:
    case = case_of(cast.udm, surname="Меченова", identity="esia-1")
    desk = Client()
    desk.force_login(cast.executor)
    desk.get(f"/w/clients/{case.client_id}/")
    for role, whole in ((cast.auditor, False), (cast.admin, False), (cast.head, True)):
        client.force_login(role)
        page, table = client.get("/w/journal/"), client.get("/w/journal/export/")
        for answer in (page, table):
            assert ("Меченова" in answer.content.decode()) is whole, role
            assert ("М. М. С." in answer.content.decode()) is not whole, role


@pytest.mark.parametrize(("role", "whole"), [("analyst", False), ("head", True)])
def test_a_program_without_cases_reads_marks_and_no_words(cast: Any, role: str, whole: bool) -> None:
    case = made_ready(case_of(cast.udm), cast.registrar)
    reply = drafted(case, cast.executor)
    now = timezone.now()
    SurveyAnswer.objects.create(
        organisation=cast.udm, reply=reply, satisfaction=2, comment="Я Меченова", point="portal", at=now
    )
    PortalRating.objects.create(
        organisation=cast.udm, system="epgu", external_id="1", stars=1, comment="Я Меченова", case=case, at=now
    )
    secret = key_of(getattr(cast, role), ["feedback:read"])[1]
    for path, mark in (("answers", 2), ("portal-ratings", 1)):
        answer = Client().get(f"/api/v1/feedback/{path}", headers={"authorization": f"Bearer {secret}"})
        [item] = answer.json()["items"]
        assert (item["score"], item["comment"]) == (mark, "Я Меченова" if whole else "•••")


def test_a_mask_tells_two_apart_and_nobody_s_name() -> None:
    assert masked_name(Person(surname="Иванова", name="Мария")) == "И. М."
    assert masked_name(Person(company="ООО «Ромашка»")) == "О•••"
    assert masked_name(Person()) == "•••"


def test_a_longer_journal_than_is_shown_says_so(cast: Any, client: Client) -> None:
    looked_at(cast, 3)
    client.force_login(cast.auditor)
    assert "чтобы увидеть более ранние" not in seen_on(client.get("/w/journal/"))
    with patch("priemnaya.workspace.views.access.WHOLE", 2), patch("priemnaya.workspace.tables.shown.COUNTED", 2):
        assert "чтобы увидеть более ранние" in seen_on(client.get("/w/journal/"))
        table = client.get("/w/journal/export/").content.decode("utf-8-sig").strip().splitlines()
    assert len(table) == 4
    assert "выберите дни" in table[-1]
