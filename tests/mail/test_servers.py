"""The product between a real Postfix and a real Dovecot: what came is taken, what went is confirmed, a kill doubles
nothing."""

from __future__ import annotations

import imaplib
import os
import random
import shutil
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP

from ..browser.conftest import Ready, Running, free_port, ready, start_product  # noqa: F401 - a fixture
from .test_imap import dovecot, put, unseen  # noqa: F401 - a fixture
from .test_mail import letter

pytestmark = [pytest.mark.walk, pytest.mark.browser, pytest.mark.xdist_group("servers")]
LETTERS = 16
KILLS = 4
MAIN = """
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/data
mail_owner = postfix
maillog_file = {home}/log
maillog_file_prefixes = {home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.mail.example
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = priemnaya.example, away.example
virtual_mailbox_domains = mail.example
virtual_mailbox_base = {home}/boxes
virtual_mailbox_maps = inline:{{ good@mail.example=good/ }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
transport_maps = inline:{{ {{ priemnaya.example = lmtp:inet:127.0.0.1:{ours} }}, {{ away.example = lmtp:inet:127.0.0.1:{away} }} }}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
fast_flush_domains =
smtpd_relay_restrictions = permit_mynetworks, reject
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Nobody:
    """A receiving system that takes a letter from Postfix's queue and says the person has left."""

    async def handle_RCPT(self, *_: Any) -> str:
        return "550 5.1.1 No such person here"


class Refusing(Controller):
    def factory(self) -> LMTP:
        return LMTP(self.handler)


@dataclass
class Office:
    product: Running
    database: str
    port: int
    boxes: Path
    log: Path

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(query).fetchall()  # type: ignore[call-overload,no-any-return]


def until(found: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not found() and time.monotonic() < deadline:
        time.sleep(0.2)
    return found()


@pytest.fixture(scope="module")
def office(ready: Ready) -> Iterator[Office]:  # noqa: F811
    if os.getuid() != 0:
        pytest.skip("Postfix starts as root only")
    assert Path("/usr/sbin/postfix").exists(), "Postfix is missing: tests/needs.sh installs it"
    import pwd

    home, port, ours, away = Path("/tmp") / f"priemnaya-postfix-{os.getpid()}", free_port(), free_port(), free_port()
    nobody = pwd.getpwnam("nobody")
    for name in ("spool", "data", "boxes", "conf"):
        (home / name).mkdir(parents=True)
    home.chmod(0o755)
    shutil.chown(home / "data", "postfix")
    shutil.chown(home / "boxes", "nobody")
    (home / "conf" / "main.cf").write_text(
        MAIN.format(home=home, ours=ours, away=away, uid=nobody.pw_uid, gid=nobody.pw_gid)
    )
    (home / "conf" / "master.cf").write_text(MASTER.format(port=port))
    database = ready.copy("office")
    refusing = Refusing(Nobody(), hostname="127.0.0.1", port=away)
    refusing.start()
    started = subprocess.run(
        ["/usr/sbin/postfix", "-c", str(home / "conf"), "start"], capture_output=True, text=True, check=False
    )
    product, sink = start_product(
        home / "data-of-product" / "var",
        database=database,
        demo=None,
        extra={"PRIEMNAYA_SMTP_URL": f"smtp://127.0.0.1:{port}", "PRIEMNAYA_LMTP_LISTEN": f"lmtp://127.0.0.1:{ours}"},
    )
    assert started.returncode == 0, started.stderr
    yield Office(product, database, port, home / "boxes", home / "log")
    product.stop()
    sink.stop()
    subprocess.run(["/usr/sbin/postfix", "-c", str(home / "conf"), "stop"], capture_output=True, check=False)
    refusing.stop()
    shutil.rmtree(home, ignore_errors=True)


def write(office: Office, sender: str, ident: str) -> None:
    with smtplib.SMTP("127.0.0.1", office.port, timeout=20) as server:
        server.sendmail(
            sender, ["udmurtia-mio@priemnaya.example"], letter(From=f"<{sender}>", Message_ID=f"<{ident}@mail.example>")
        )


def states(office: Office, address: str) -> list[str]:
    return [r[0] for r in office.rows(f"select state from core_delivery where address = '{address}' order by id")]


def test_a_letter_through_postfix_is_answered_and_its_delivery_confirmed(office: Office) -> None:
    write(office, "good@mail.example", "one")
    assert until(lambda: states(office, "good@mail.example") == ["delivered"]), (
        states(office, "good@mail.example"),
        office.log.read_text()[-3000:],
    )
    box = list((office.boxes / "good" / "new").iterdir())
    assert len(box) == 1
    raw = box[0].read_bytes()
    assert b"Auto-Submitted: auto-replied" in raw
    assert b"In-Reply-To: <one@mail.example>" in raw
    assert office.rows("select count(*) from cases_case") == [(1,)]


def test_an_answer_that_comes_back_through_postfix_raises_a_task_and_goes_elsewhere(office: Office) -> None:
    write(office, "left@away.example", "two")
    assert until(lambda: states(office, "left@away.example") == ["bounced"]), (
        states(office, "left@away.example"),
        office.log.read_text()[-3000:],
    )
    error = office.rows("select error from core_delivery where address = 'left@away.example'")[0][0]
    assert "5.1.1" in error
    assert office.rows("select channel, state from core_delivery where instead_of_id is not null") == [
        ("portal", "shown")
    ]
    assert office.rows("select count(*) from core_alert where kind = 'bounce'") == [(1,)]


POLL = (
    "import sys, time\n"
    "from priemnaya.config.cli.places import with_database\n"
    "with with_database(migrate=False):\n"
    "    from priemnaya.channels.email.imap import poll_mailbox\n"
    "    while True:\n"
    "        poll_mailbox(sys.argv[1])\n"
    "        time.sleep(0.05)\n"
)


def test_a_poller_killed_between_fetch_and_mark_loses_and_doubles_nothing(office: Office, dovecot: int) -> None:  # noqa: F811
    before = office.rows("select count(*) from cases_contact where direction = 'in'")[0][0]
    put(
        dovecot,
        "killed",
        *[
            letter(f"Письмо {n}", From=f"<k{n}@mail.example>", Message_ID=f"<k{n}@mail.example>")
            for n in range(LETTERS)
        ],
    )
    url = f"imap://killed:secret@127.0.0.1:{dovecot}/INBOX?body=udmurtia-mio"
    chance, kills, deadline = random.Random(11), 0, time.monotonic() + 300
    while unseen(dovecot, "killed") and time.monotonic() < deadline:
        poller = subprocess.Popen(
            [sys.executable, "-c", POLL, url],
            env=office.product.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        taken = unseen(dovecot, "killed") if kills < KILLS else 1  # the last one may finish
        until(lambda: unseen(dovecot, "killed") < taken, 60)  # noqa: B023 - asked at once
        time.sleep(chance.uniform(0, 0.3))
        poller.kill()
        poller.wait()
        kills += 1
    assert kills > 2
    assert unseen(dovecot, "killed") == 0
    after = office.rows("select count(*) from cases_contact where direction = 'in'")[0][0]
    assert after - before == LETTERS
    with imaplib.IMAP4("127.0.0.1", dovecot) as box:
        box.login("killed", "secret")
        box.select("INBOX")
        assert len(box.search(None, "ALL")[1][0].split()) == LETTERS
