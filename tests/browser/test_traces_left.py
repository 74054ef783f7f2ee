"""What a started product leaves on the disk of one client who came by every door while the database refused him: its
own log, PostgreSQL's, a backup. No browser is needed: the client is a program."""

from __future__ import annotations

import re
import smtplib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
import requests

from priemnaya.config.database import EmbeddedPostgres

from .. import marks
from .conftest import Running

pytestmark = [pytest.mark.walk, pytest.mark.browser, pytest.mark.xdist_group("product")]
BODY = "udmurtia-mio"
TEXT = f"Прошу продлить аренду. {marks.WORDS}, {marks.SURNAME}, {marks.PHONE}, {marks.EMAIL}."


def writes(product: Running) -> int:
    """The client sends the form of the portal; returns the status of the page that answers."""
    session = requests.Session()
    session.get(f"{product.url}/{BODY}/write/?all=1", timeout=20)
    form = {
        "csrfmiddlewaretoken": session.cookies["csrftoken"],
        "kind": "message",
        "text": TEXT,
        "for_whom": "self",
        "client_kind": "citizen",
        "surname": marks.SURNAME,
        "name": marks.NAME,
        "email": "evlampy@mail.example",
        "chosen_point": "portal",
    }
    return session.post(
        f"{product.url}/{BODY}/write/", data=form, headers={"Referer": product.url}, timeout=20
    ).status_code


def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "evlampy@mail.example", f"{BODY}@priemnaya.example", marks.WORDS
    made.set_content(TEXT)
    return made


def searches(product: Running) -> None:
    session = requests.Session()
    session.get(f"{product.url}/accounts/login/", timeout=20)
    typed = {"login": f"registrar@{BODY}", "password": "priemnaya-demo"}
    typed["csrfmiddlewaretoken"] = session.cookies["csrftoken"]
    session.post(f"{product.url}/accounts/login/", data=typed, headers={"Referer": product.url}, timeout=20)
    for path in ("/w/", "/w/cases/", f"/w/{marks.WORDS}/", f"/{BODY}/follow/{marks.WORDS}/"):
        session.get(f"{product.url}{path}", params={"q": marks.SURNAME}, timeout=20)


@contextmanager
def refusing(product: Running) -> Iterator[None]:
    """The database takes no contact, and says why with all of the row."""
    with psycopg.connect(EmbeddedPostgres(product.data).url, autocommit=True) as line:
        line.execute("alter table cases_contact add constraint nothing_fits check (id < 0) not valid")
        try:
            yield
        finally:
            line.execute("alter table cases_contact drop constraint nothing_fits")


def other_letter(number: str) -> EmailMessage:
    """One that has not come yet: a letter without a Message-ID that says the same is the same letter."""
    made = letter()
    made["Message-ID"] = f"<{number}@mail.example>"
    return made


def test_the_logs_of_a_started_product_name_nobody(product: Running) -> None:
    assert writes(product) == 200
    searches(product)
    with smtplib.SMTP("127.0.0.1", product.lmtp) as server:
        server.send_message(letter())
    taken = product.command("receive", "--body", BODY, "-", stdin=other_letter("second").as_bytes())
    assert re.fullmatch(r"registered: 20\d\d-\d{6}\n", taken.stdout.decode()), taken.stderr.decode()
    with refusing(product):
        assert writes(product) == 500
        with smtplib.SMTP("127.0.0.1", product.lmtp) as server, pytest.raises(smtplib.SMTPDataError):
            server.send_message(other_letter("third"))
        failed = product.command("receive", "--body", BODY, "-", stdin=other_letter("fourth").as_bytes())
        assert failed.returncode
    logs = {p.name: p.read_text() for p in [*product.data.parent.glob("serve-*.log"), product.data / "postgres.log"]}
    logs["receive"] = failed.stderr.decode() + taken.stderr.decode()
    assert len(logs) == 3
    for name, said in logs.items():
        assert marks.marks_in(said.encode()) == set(), name
        assert ("IntegrityError (sqlstate 23514" in said) == (name != "postgres.log"), said[-2000:]
    assert stat.S_IMODE((product.data / "postgres.log").stat().st_mode) == 0o600


def test_a_backup_of_a_working_product_comes_back_elsewhere(product: Running, tmp_path: Path) -> None:
    """Encrypted to a key; restored into an empty data folder by the command alone."""
    copy, key = tmp_path / "copy.age", tmp_path / "key"
    public = re.search(r"age1\w+", product.command("backup-key", str(key)).stdout.decode())
    assert public
    environment = dict(product.environment)
    elsewhere = Running(product.url, tmp_path / "var", product.mail, 0, environment)
    environment["PRIEMNAYA_BACKUP_KEYS"] = public[0]
    product.environment, before = environment, product.environment
    made = product.command("backup", str(copy))
    product.environment = before
    assert made.returncode == 0, made.stderr.decode()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.read_bytes().startswith(b"age-encryption.org/v1")
    elsewhere.environment = environment | {"PRIEMNAYA_DATA": str(tmp_path / "var")}
    restored = elsewhere.command("restore", str(copy), "--yes", "--identity", str(key))
    assert restored.returncode == 0, restored.stderr.decode()
    server = EmbeddedPostgres(tmp_path / "var")
    server.start()
    counted = "select (select count(*) from core_event where id <= %s), (select count(*) from people_organisation)"
    with psycopg.connect(EmbeddedPostgres(product.data).url) as here, psycopg.connect(server.url) as there:
        last = there.execute("select max(id) from core_event").fetchone()
        assert here.execute(counted, last).fetchone() == there.execute(counted, last).fetchone()
    server.stop()
