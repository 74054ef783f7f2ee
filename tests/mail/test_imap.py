"""Polling a real Dovecot: seen only after commit, one bad letter never stops the next, a repeated fetch doubles
nothing."""

from __future__ import annotations

import getpass
import imaplib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from priemnaya.cases.models import Case, Contact
from priemnaya.channels.email import imap
from priemnaya.channels.email.returns import return_path
from priemnaya.core.models import Alert

from ..browser.conftest import free_port
from .test_mail import letter
from .test_notices import report, sent

pytestmark = pytest.mark.xdist_group("imap")
CONFIG = """
base_dir = {home}/run
log_path = {home}/log
mail_location = maildir:{home}/mail/%u
protocols = imap
ssl = no
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u
}}
"""


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "Dovecot is missing: tests/needs.sh installs it"
    home, port = Path("/tmp") / f"priemnaya-dovecot-{os.getpid()}", free_port()
    user = "nobody" if os.getuid() == 0 else getpass.getuser()
    group = "nogroup" if user == "nobody" else user
    (home / "run").mkdir(parents=True)
    (home / "mail").mkdir()
    home.chmod(0o755)
    if user == "nobody":
        shutil.chown(home / "mail", user, group)
    (home / "dovecot.conf").write_text(CONFIG.format(home=home, port=port, user=user, group=group))
    server = subprocess.Popen([program, "-F", "-c", str(home / "dovecot.conf")])
    for _ in range(100):
        try:
            imaplib.IMAP4("127.0.0.1", port).logout()
            break
        except OSError:
            time.sleep(0.1)
    yield port
    server.terminate()
    server.wait(20)
    shutil.rmtree(home, ignore_errors=True)


def put(port: int, user: str, *letters: bytes) -> None:
    with imaplib.IMAP4("127.0.0.1", port) as box:
        box.login(user, "secret")
        for raw in letters:
            box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)


def unseen(port: int, user: str) -> int:
    with imaplib.IMAP4("127.0.0.1", port) as box:
        box.login(user, "secret")
        box.select("INBOX")
        return len(box.search(None, "UNSEEN")[1][0].split())


def url(port: int, user: str) -> str:
    return f"imap://{user}:secret@127.0.0.1:{port}/INBOX?body=udmurtia-mio"


def test_letters_are_taken_and_marked_after_commit(cast: Any, dovecot: int) -> None:
    put(
        dovecot,
        "one",
        letter(Message_ID="<i1@x>"),
        b"\xff\xfe broken",
        letter("Второе", Message_ID="<i2@x>", charset="koi8-r"),
    )
    assert imap.poll_mailbox(url(dovecot, "one")) == 3
    assert unseen(dovecot, "one") == 0
    assert sorted(Contact.objects.filter(direction="in").values_list("status", flat=True)) == [
        "quarantined",
        "registered",
        "registered",
    ]
    assert imap.poll_mailbox(url(dovecot, "one")) == 0


def test_a_kill_between_commit_and_mark_doubles_nothing(
    cast: Any, dovecot: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(dovecot, "two", letter(Message_ID="<i3@x>"))
    real = imap.receive_letter

    def killed(*arguments: Any) -> None:
        real(*arguments)
        raise RuntimeError("killed before the mark")

    monkeypatch.setattr(imap, "receive_letter", killed)
    imap.poll_mailbox(url(dovecot, "two"))
    assert unseen(dovecot, "two") == 1
    monkeypatch.setattr(imap, "receive_letter", real)
    imap.poll_mailbox(url(dovecot, "two"))
    assert unseen(dovecot, "two") == 0
    assert Case.objects.count() == 1


def test_a_letter_that_cannot_be_taken_stops_none_behind_it(
    cast: Any, dovecot: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, full = letter("Плохое", Message_ID="<i5@x>"), letter("Полный диск", Message_ID="<i7@x>")
    put(dovecot, "three", bad, full, letter("Хорошее", Message_ID="<i6@x>"))
    real = imap.receive_letter

    def stumbles(organisation: Any, raw: bytes) -> Any:
        if "Плохое".encode() in raw:
            raise RuntimeError("our own mistake")
        if "Полный диск".encode() in raw:
            raise OSError(28, "No space left on device")
        return real(organisation, raw)

    monkeypatch.setattr(imap, "receive_letter", stumbles)
    assert imap.poll_mailbox(url(dovecot, "three")) == 1
    assert unseen(dovecot, "three") == 2, "they are tried again, and people are told"
    assert all("не принято" in a.text for a in Alert.objects.filter(kind="imap"))


def test_a_notice_counts_in_the_mailbox_of_returns_and_a_forged_one_does_not(cast: Any, dovecot: int) -> None:
    true, forged = sent(cast), sent(cast, identity="another")
    header = f"Delivered-To: {return_path(true)}\r\n".encode()
    put(dovecot, "bounce", header + report("failed", true.message_id), report("failed", forged.message_id))
    assert imap.poll_mailbox(url(dovecot, "bounce")) == 2
    true.refresh_from_db()
    forged.refresh_from_db()
    assert (true.state, forged.state) == ("bounced", "sent")
    assert Alert.objects.filter(kind="forged_notice").exists()


def test_an_unreachable_mailbox_is_an_alert(cast: Any) -> None:
    assert imap.poll_mailbox("imap://x:y@127.0.0.1:1/INBOX?body=udmurtia-mio") == 0
    assert Alert.objects.filter(kind="imap").exists()
    imap.poll_mailbox("imap://x:y@127.0.0.1:1/INBOX?body=nobody")
    assert Alert.objects.filter(kind="imap", organisation_id=None).exists()
