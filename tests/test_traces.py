"""Nothing of a client stays in what the product writes down beside its work: logs, events, kept answers, sessions.

A marked client (tests/marks.py) comes by every door, and what can fail fails with his words in it; then every log line
of every library, at every level that can be set, is searched for him.
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import json
import logging
import re
import smtplib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.utils import timezone

from priemnaya.cases.models import Case, Contact
from priemnaya.channels import base
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.channels.email.lmtp import Handler
from priemnaya.config import tasks, wsgi
from priemnaya.config.database import EmbeddedPostgres
from priemnaya.core import journal
from priemnaya.core.models import Alert, ApiReply, Delivery, Event
from priemnaya.core.sealed import SEALED
from priemnaya.core.sessions import SessionStore

from . import marks
from .bodies_in_code import tree_of, walked
from .browser.conftest import free_port
from .desk import Desk
from .helpers import key_of, run_apart

SOURCE = Path(__file__).resolve().parents[1] / "src" / "priemnaya"
TEXT = f"Прошу продлить аренду. {marks.WORDS}, {marks.SURNAME}, {marks.PHONE}, {marks.EMAIL}."
FORM = {
    "kind": "appeal",
    "text": TEXT,
    "subject": marks.WORDS,
    "for_whom": "self",
    "client_kind": "citizen",
    "surname": marks.SURNAME,
    "name": marks.NAME,
    "patronymic": marks.PATRONYMIC,
    "email": marks.EMAIL,
    "phone": marks.PHONE_TYPED,
    "chosen_point": "email",
}
LETTER = (
    f"From: {marks.SURNAME} <evlampy@mail.example>\r\nTo: udmurtia-mio@priemnaya.example\r\nSubject: {marks.WORDS}\r\n"
    f"Content-Type: text/plain; charset=utf-8\r\n\r\n{TEXT}\r\n"
).encode()


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    with marks.log_lines() as stream:
        yield stream


def found_in(text: str) -> set[tuple[str, str]]:
    return marks.marks_in(text.encode())


def refusing_rows(table: str) -> None:
    """From now on the database refuses any row of a table, and quotes it."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {table} add constraint nothing_fits check (id < 0) not valid")


def portal_form() -> Any:
    browser = Browser(raise_request_exception=False)
    return browser.post("/udmurtia-mio/write/", FORM, follow=True)


class TestLogs:
    """Each door by itself, so that a line says where it came from."""

    @pytest.fixture(autouse=True)
    def _nothing_is_left(self, written: io.StringIO) -> Iterator[None]:
        yield
        assert found_in(written.getvalue()) == set(), written.getvalue()

    def test_the_portal_the_mail_the_api_and_a_search(self, cast: Any, settings: Any, written: io.StringIO) -> None:
        assert portal_form().status_code == 200
        assert receive_letter(cast.udm, LETTER).contact.case
        secret = key_of(cast.registrar, ["cases:register"])[1]
        answer = Browser().post(
            "/api/v1/cases",
            {"point": "post", "kind": "appeal", "text": TEXT, "surname": marks.SURNAME, "name": marks.NAME},
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert answer.status_code == 201, answer.content
        assert Contact.objects.filter(text__contains=marks.WORDS).count() >= 3
        page = Desk(cast.registrar).get(f"/w/?q={marks.SURNAME}")
        assert page.status == 200

    def test_an_address_with_words_in_it(self, cast: Any, written: io.StringIO) -> None:
        """Whatever a stranger types, and a path that is a key to something."""
        browser = Browser(raise_request_exception=False)
        for path in (f"/{marks.SURNAME}/", f"/udmurtia-mio/{marks.EMAIL}/?q={marks.WORDS}", f"/w/cases/{marks.WORDS}/"):
            assert browser.get(path).status_code == 404
        browser.get("/", headers={"host": f"{marks.WORDS}.example"})
        browser.post(f"/udmurtia-mio/follow/{marks.WORDS}/", {"code": marks.WORDS})
        assert written.getvalue().count("Not Found: /…") >= 2
        assert "refused: DisallowedHost" in written.getvalue()

    def test_a_failing_insert_of_a_form(self, cast: Any, written: io.StringIO) -> None:
        refusing_rows("cases_contact")
        answer = portal_form()
        assert answer.status_code == 500
        said = written.getvalue()
        assert "IntegrityError (sqlstate 23514, table cases_contact, constraint nothing_fits)" in said
        assert "CheckViolation" in said and "in receive_message" in said, "the way through the code is there"

    def test_a_letter_the_database_refuses(self, cast: Any, written: io.StringIO) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            refusing_rows("cases_contact")
            receive_letter(cast.udm, LETTER)
        assert "could not be taken in" in written.getvalue()

    @pytest.mark.django_db(transaction=False)
    def test_a_letter_that_is_not_committed(self, cast: Any, written: io.StringIO, monkeypatch: Any) -> None:
        from priemnaya.channels.email import lmtp

        def fail(*_: Any) -> None:
            raise ValueError(TEXT)

        monkeypatch.setattr(lmtp, "_take", fail)

        class Envelope:
            content, rcpt_tos = LETTER, [marks.EMAIL]

        answer = run_apart(Handler().handle_DATA(None, None, Envelope()))  # type: ignore[arg-type]
        assert answer.startswith("451")
        assert "letter not committed" in written.getvalue()

    def test_a_failing_delivery(self, cast: Any, settings: Any, written: io.StringIO, monkeypatch: Any) -> None:
        """A carrier that breaks with the letter in its words, and a mail server that refuses quoting the address."""
        case = _delivered_to(cast)

        def fail(row: Delivery) -> None:
            raise RuntimeError(f"{row.address}: {TEXT}")

        monkeypatch.setitem(base._SENDERS, "email", fail)
        assert base.deliver_ready() == 0
        assert f"delivery {case.pk} crashed" in written.getvalue() or "crashed" in written.getvalue()

    def test_a_mail_server_that_quotes_the_letter(self, cast: Any, settings: Any, written: io.StringIO) -> None:
        _delivered_to(cast)

        class Refusing:
            async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
                return f"554 5.7.1 <{envelope.rcpt_tos[0]}> evlampy 9997776655 refused"

        port = free_port()
        controller = Controller(Refusing(), hostname="127.0.0.1", port=port)
        controller.start()
        settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
        try:
            base.deliver_ready()
        finally:
            controller.stop()
        assert Delivery.objects.filter(channel="email", state__in=["dead", "bounced", "queued"]).exists()

    def test_a_failing_task(self, cast: Any, written: io.StringIO, monkeypatch: Any) -> None:
        """The alert that people read has no row of the database in it either."""

        def fail(*_: Any) -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "insert into people_client (id, surname, organisation_id) values (1, %s, null)", [marks.SURNAME]
                )

        monkeypatch.setattr(tasks, "route_waiting", lambda body: _in_savepoint(fail))
        tasks.route_cases()
        assert "task route_cases" in written.getvalue()
        told = " ".join(Alert.objects.filter(kind="task:route_cases").values_list("text", flat=True))
        assert "IntegrityError" in told
        assert found_in(told) == set()

    def test_what_libraries_say_below_a_warning_is_written_at_no_setting(self, written: io.StringIO) -> None:
        for name in ("urllib3.connectionpool", "mail.log", "imap_tools", "django.db.backends", "procrastinate.worker"):
            logging.getLogger(name).info("%s", TEXT)
            logging.getLogger(name).debug(TEXT)
        logging.getLogger("priemnaya.x").debug("case %s", 7)
        assert written.getvalue().endswith("DEBUG priemnaya.x: case 7\n")

    def test_what_libraries_warn_of_is_written_without_its_objects(self, written: io.StringIO) -> None:
        class Thing:
            def __repr__(self) -> str:
                return TEXT

        try:
            raise ValueError(TEXT)
        except ValueError as error:
            caught = error
        logging.getLogger("urllib3").warning("Retrying after %r: %s", caught, f"/bot{marks.WORDS}/send")
        logging.getLogger("mail.log").error("%(who)s failed", {"who": TEXT})
        logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: {caught!r}", exc_info=caught)
        logging.getLogger("django.security.SuspiciousFileOperation").error(str(caught))
        logging.getLogger("any").error(caught)
        logging.getLogger("any").warning("%s", Thing())
        logging.getLogger("any").handle(logging.makeLogRecord({"name": "any", "levelno": 40, "msg": "unpacked"}))
        said = written.getvalue()
        assert "Retrying after 'ValueError': " in said or "Retrying after ValueError: …" in said, said
        assert "refused: SuspiciousFileOperation" in said

    def test_causes_groups_and_notes_are_told_by_their_sort(self, written: io.StringIO) -> None:
        try:
            try:
                raise smtplib.SMTPRecipientsRefused({marks.EMAIL: (550, TEXT.encode())})
            except smtplib.SMTPException as first:
                first.add_note(TEXT)
                raise ExceptionGroup(TEXT, [KeyError(TEXT), OSError(28, TEXT, marks.FILENAME)]) from first
        except ExceptionGroup:
            logging.getLogger("priemnaya.x").exception("case %s", 7)
        said = written.getvalue()
        for line in ("SMTPRecipientsRefused", "ExceptionGroup", "KeyError", "OSError (errno 28, system No space left"):
            assert line in said

    def test_what_gets_past_django(self, written: io.StringIO, monkeypatch: Any) -> None:
        """The web server itself writes down what it catches: it catches an error without words."""

        def fail(*_: Any) -> None:
            raise ValueError(TEXT)

        monkeypatch.setattr(wsgi, "_pages", fail)
        with pytest.raises(wsgi.Broken) as caught:
            wsgi.application({}, lambda *_: None)
        assert caught.value.args == () and caught.value.__suppress_context__

        class Answer:
            streaming = True
            streaming_content = (fail() for _ in "x")

        monkeypatch.setattr(wsgi, "_pages", lambda *_: Answer())
        with pytest.raises(wsgi.Broken):
            list(wsgi.application({}, lambda *_: None).streaming_content)  # type: ignore[attr-defined]
        assert written.getvalue().count("ValueError\n") == 2


def _in_savepoint(act: Any) -> None:
    with transaction.atomic():
        act()


def _delivered_to(cast: Any) -> Case:
    assert portal_form().status_code == 200
    case = Case.objects.latest("pk")
    assert Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel="email").exists()
    return case


@pytest.mark.unit
def test_uncaught_errors_of_a_command_and_of_a_thread_are_told_without_words() -> None:
    """As a mail server's pipe would write them down."""
    import subprocess
    import sys

    script = (
        "import django; django.setup(); import threading\n"
        f"def fail(): raise ValueError('{marks.SURNAME} {marks.WORDS}')\n"
        "t = threading.Thread(target=fail); t.start(); t.join(); fail()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=_plain())
    assert done.returncode == 1
    lines = [
        part
        for line in done.stderr.splitlines()
        for part in line.split("\\n")  # a log line is one line, its trace too
        if "raise ValueError(" not in part and "File " not in part
    ]
    assert lines.count("ValueError") == 2, done.stderr
    assert found_in("\n".join(lines)) == set(), done.stderr


def _plain() -> dict[str, str]:
    import os

    known = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    return known | {"DJANGO_SETTINGS_MODULE": "priemnaya.config.settings"}


SAID = {
    "body.pk",
    "row.attachment_id",
    "bot.name",
    "bot.point",
    "case.pk",
    "contact.pk",
    "error",
    "event.subject_id",
    "export.pk",
    "found",
    "found.pk",
    "keeper.package",
    "kind",
    "len(files)",
    "message.point",
    "name",
    "now.digest",
    "slug",
    "type(error).__name__",
    "now.number",
    "organisation.slug",
    "owed.pk",
    "line",
    "parts.hostname",
    "path.name",
    "pk",
    "request.user.pk",
    "route",
    "row.pk",
    "self.file",
    "self.scope",
    "service.pk",
    "status",
    "system",
    "task",
    "what",
    "work.target",
}
"""What our own lines may be made of: keys and names of ours; an error is told by its sort (core/traces.py)."""


@pytest.mark.unit
@pytest.mark.xdist_group("code")
def test_our_own_lines_are_made_of_keys() -> None:
    """Another argument is looked at by a person first, and then named above."""
    asked, calls, made_up = set(), 0, []
    for path in SOURCE.rglob("*.py"):
        for node in walked(tree_of(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value) != "log" or not node.args:
                continue
            calls += 1
            if not isinstance(node.args[0], ast.Constant):
                made_up.append(f"{path}:{node.lineno}: a line is a template")
            asked |= {ast.unparse(argument) for argument in node.args[1:]}
    assert calls > 15
    assert made_up == []
    assert asked - SAID == set()


class TestTheDatabasesLog:
    def test_a_refused_statement_leaves_nothing_in_it(self, tmp_path: Path) -> None:
        server = EmbeddedPostgres(tmp_path / "var", fsync=False)
        server.start()
        with psycopg.connect(server.url, autocommit=True) as line:
            line.execute("create table people (id int primary key, name text not null, born date)")
            line.execute("insert into people values (1, %s)", [marks.SURNAME])
            for statement, values in (
                ("insert into people values (1, %s)", [marks.SURNAME]),
                ("insert into people values (2, null, %s)", [marks.SURNAME]),
                (f"insert into {marks.WORDS} values ('{marks.SURNAME}')", []),
                ("select %s::int", [marks.EMAIL]),
                ("do $$ begin raise warning 'хмуроброд'; raise exception 'хмуроброд'; end $$", []),
            ):
                with pytest.raises(psycopg.Error):
                    line.execute(statement, values)
            line.execute("set statement_timeout = 50")
            with pytest.raises(psycopg.errors.QueryCanceled):
                line.execute("select pg_sleep(3), %s", [marks.SURNAME])
            line.execute("set statement_timeout = 0")
            victim = psycopg.connect(server.url)
            victim.execute("select %s", [marks.SURNAME])
            line.execute("select pg_terminate_backend(%s)", [victim.info.backend_pid])
            with pytest.raises(psycopg.OperationalError):
                victim.execute("select %s", [marks.SURNAME])
        server.stop()
        said = (tmp_path / "var" / "postgres.log").read_text()
        assert "ready to accept connections" in said and "terminating connection" in said
        assert found_in(said) == set(), said


class TestEvents:
    @pytest.mark.parametrize("words", [marks.SURNAME, marks.EMAIL, "a b", "x" * 101, "evlampy@mail.example"])
    def test_an_event_takes_keys_and_no_words(self, words: str, cast: Any) -> None:
        case = receive_letter(cast.udm, LETTER).contact.case
        with pytest.raises(ValueError, match="вместо ключа слова: kind"):
            journal.record("case.registered", case, by=None, kind=words)

    def test_a_marked_client_is_in_no_event(self, cast: Any) -> None:
        portal_form()
        receive_letter(cast.udm, LETTER)
        assert Event.objects.count() > 3
        rows = list(Event.objects.values())
        assert found_in(json.dumps(rows, ensure_ascii=False, default=str)) == set()


class TestSessions:
    def test_a_row_of_a_session_says_nothing_to_whoever_reads_the_database(self, cast: Any) -> None:
        browser = Browser()
        browser.post("/udmurtia-mio/write/", {**FORM, "phone": "12"})
        desk = Desk(cast.registrar)
        desk.get(f"/w/?q={marks.SURNAME}")
        desk.get(f"/w/cases/?q={marks.SURNAME}")
        kept = SessionStore()
        kept.update({"typed": {"text": TEXT}})
        kept.save()
        rows = list(Session.objects.values_list("session_data", flat=True))
        assert len(rows) >= 2 and all(row.startswith(SEALED) for row in rows)
        assert found_in("\n".join(rows)) == set()
        assert SessionStore(kept.session_key)["typed"] == {"text": TEXT}, "and comes back whole to its browser"

    def test_a_row_sealed_elsewhere_is_like_none_and_one_of_before_is_still_read(self, db: None, settings: Any) -> None:
        from django.contrib.sessions.backends.db import SessionStore as Former

        sealed = SessionStore().encode({"a": 1})
        assert SessionStore().decode(Former().encode({"a": 2})) in ({"a": 2}, {})
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
        assert SessionStore().decode(sealed) == {"a": 1}
        settings.SECRET_KEY_FALLBACKS = []
        assert SessionStore().decode(sealed) == {}

    def test_ended_sessions_go_by_the_task_and_living_ones_stay(self, db: None) -> None:
        ended, living = SessionStore(), SessionStore()
        for store in (ended, living):
            store["typed"] = {"text": TEXT}
            store.save()
        Session.objects.filter(pk=ended.session_key).update(expire_date=timezone.now() - dt.timedelta(seconds=1))
        tasks.expire_personal(0)
        assert list(Session.objects.values_list("pk", flat=True)) == [living.session_key]


class TestKeptAnswers:
    KEY = f"doc-{marks.SURNAME}"

    def calls(self, cast: Any) -> Any:
        one = cast.hire("robot", cast.udm, "Робот", "registrar", "executor", "head", "analyst", "admin")
        secret = key_of(one, ["cases:register", "cases:read", "settings:write"])[1]

        def call(path: str, data: Any, key: str = self.KEY) -> Any:
            headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"{key} {path}"[:200]}
            return Browser().post(f"/api/v1{path}", json.dumps(data), content_type="application/json", headers=headers)

        return call

    def told(self, cast: Any) -> tuple[Any, dict[str, Any]]:
        """A case with its code, an addition with its words, a subscription with its secret: each under a key."""
        call = self.calls(cast)
        who = {"surname": marks.SURNAME, "name": marks.NAME, "phone": marks.PHONE}
        asked = {"/cases": {"point": "phone", "kind": "message", "text": TEXT, "subject": marks.WORDS, **who}}
        made = call("/cases", asked["/cases"])
        assert made.status_code == 201 and made.json()["code"], made.content
        asked[f"/cases/{made.json()['number']}/contacts"] = {"point": "phone", "text": TEXT}
        asked["/webhooks"] = {"title": "СЭД", "url": "https://edo.example/hook", "verbs": ["case.closed"]}
        answers = {path: call(path, data) for path, data in asked.items()}
        assert {a.status_code for a in answers.values()} == {201}, [a.content for a in answers.values()]
        return call, {path: (data, answers[path]) for path, data in asked.items()}

    def table(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("select r::text from core_apireply r")
            rows = "\n".join(row for (row,) in cursor.fetchall())
        told = re.sub(r"\\+u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), rows)  # as JSON escapes it
        return f"{rows}\n{told}"

    def test_the_table_holds_no_code_no_secret_and_no_word_of_the_client(self, cast: Any) -> None:
        call, told = self.told(cast)
        code, secret = told["/cases"][1].json()["code"], told["/webhooks"][1].json()["secret"]
        assert secret.startswith("whsec_") and marks.WORDS in next(
            a.json()["text"] for path, (_, a) in told.items() if path.endswith("/contacts")
        ), "the answers themselves tell them"
        rows = self.table()
        assert ApiReply.objects.filter(body__startswith=SEALED).count() == len(told) == 3
        assert found_in(rows) == set(), "words, names, the key of the program"
        for hidden in (code, code.replace("-", ""), secret, secret.removeprefix("whsec_")):
            assert hidden not in rows
        for path, (data, answer) in told.items():
            again = call(path, data)
            assert (again["Idempotency-Replayed"], again.content) == ("true", answer.content), path

    def test_after_a_day_neither_code_nor_secret_is_told_again(self, cast: Any) -> None:
        call, told = self.told(cast)
        ApiReply.objects.update(at=timezone.now() - dt.timedelta(hours=25))
        assert len(told) == 3
        for path, (data, answer) in told.items():
            again = call(path, data)
            assert "Idempotency-Replayed" not in again, path
            assert again.json().get("code", "") == "" or again.json()["number"] != answer.json()["number"]
            assert "secret" not in answer.json() or again.json().get("secret") != answer.json()["secret"]

    def test_a_changed_secret_of_the_installation_neither_tells_nor_does_it_twice(
        self, cast: Any, settings: Any
    ) -> None:
        call, told = self.told(cast)
        data, answer = told["/cases"]
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
        assert call("/cases", data).content == answer.content
        settings.SECRET_KEY_FALLBACKS = []
        count = Case.objects.count()
        again = call("/cases", data)
        assert again.status_code == 409 and "уже выполнен" in again.content.decode()
        assert Case.objects.count() == count

    def test_rows_of_before_are_sealed_by_the_migration(self, cast: Any) -> None:
        token = key_of(cast.head, ["cases:read"])[0]
        ApiReply.objects.create(token=token, key=self.KEY, fingerprint="f", body=TEXT, status=201)
        assert found_in(self.table()) != set()
        import_module("priemnaya.core.migrations.0012_d").seal_answers(apps, None)
        assert found_in(self.table()) == set()
        with transaction.atomic():
            row, made = ApiReply.objects.begin(token, self.KEY, "f")
        assert (made, row.answer) == (False, TEXT)

    def test_they_go_in_a_day_by_the_task(self, cast: Any) -> None:
        token = key_of(cast.head, ["cases:read"])[0]
        for key, hours in (("old", 25), ("new", 23)):
            row = ApiReply.objects.create(token=token, key=key, fingerprint="f", body=TEXT, status=201)
            ApiReply.objects.filter(pk=row.pk).update(at=timezone.now() - dt.timedelta(hours=hours))
        tasks.expire_personal(0)
        assert list(ApiReply.objects.values_list("key", flat=True)) == ["new"]

    def test_one_whose_day_is_over_is_not_given_even_before_the_task_comes(self, cast: Any) -> None:
        token = key_of(cast.head, ["cases:read"])[0]
        with transaction.atomic():
            row, _made = ApiReply.objects.begin(token, "k", "f")
        ApiReply.objects.answered(row.pk, 201, TEXT)
        for hours, new in ((23, False), (25, True)):
            ApiReply.objects.filter(pk=row.pk).update(at=timezone.now() - dt.timedelta(hours=hours))
            with transaction.atomic():
                found, made = ApiReply.objects.begin(token, "k", "f")
            assert (made, found.pk == row.pk, found.answer == TEXT) == (new, not new, not new)
