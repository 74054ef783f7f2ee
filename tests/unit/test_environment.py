"""Every setting of the environment, given nonsense, is told in words: which, what is wrong, what it should be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import priemnaya
from priemnaya.config import cli, environment
from priemnaya.config.environment import SETTINGS, given, wrong

from ..breadth import sampled

SOURCE = Path(priemnaya.__file__).parent
OPERATIONS = SOURCE.parents[1] / "docs" / "operations.md"
A_FILE = "/etc/hostname"
NONSENSE = {
    "DATABASE_URL": ["где-то рядом", "mysql://one/two"],
    "PORT": ["восемь", "0", "70000"],
    "PRIEMNAYA_DATA": [A_FILE],
    "PRIEMNAYA_ORDERS": [A_FILE],
    "PRIEMNAYA_DEBUG": ["да"],
    "PRIEMNAYA_DEMO": ["да"],
    "PRIEMNAYA_HOSTS": ["https://priemnaya.example", "one two"],
    "PRIEMNAYA_URL": ["priemnaya.example", "ftp://a/", "https://", "https://a:port/"],
    "PRIEMNAYA_PROXIES": ["nginx", "-1", "1.5"],
    "PRIEMNAYA_MAIL_DOMAIN": ["post@priemnaya.example", "a b"],
    "PRIEMNAYA_RETURN_PATH": ["bounce", "a@b c"],
    "PRIEMNAYA_OUTBOX_LEASE": ["долго", "0"],
    "PRIEMNAYA_OUTBOX_PACE": ["x", "0", "nan"],
    "PRIEMNAYA_SMTP_TIMEOUT": ["30s", "-5"],
    "PRIEMNAYA_WIDGET_HOSTS": ["site.example", "https://a.example; script-src *"],
    "PRIEMNAYA_DOCFLOW": [A_FILE],
    "PRIEMNAYA_KNOWLEDGE": [A_FILE],
    "PRIEMNAYA_SCANS": [A_FILE],
    "PRIEMNAYA_ANCHORS": [A_FILE],
    "PRIEMNAYA_MAX_MAIL_OUT_MB": ["много", "0"],
    "PRIEMNAYA_MAX_LETTER_MB": ["40MB", "-1"],
    "PRIEMNAYA_BREACHED": ["/etc"],
    "PRIEMNAYA_QUOTAS": ["network", "network=x", "nets=3", "mailbox=0"],
    "PRIEMNAYA_CA_FILE": ["/etc"],
    "PRIEMNAYA_INSIDE": ["sed.local", "https://sed.local:443/"],
    "PRIEMNAYA_GOST_TIMEOUT": ["x", "600", "nan"],
    "PRIEMNAYA_CLAMD": ["127.0.0.1:3310", "http://clamd:3310", "tcp://clamd", "tcp://127.0.0.1:99999"],
    "PRIEMNAYA_LMTP_LISTEN": ["127.0.0.1:2424", "lmtp://127.0.0.1", "lmtp://127.0.0.1:x", "lmtp://127.0.0.1:99999"],
    "PRIEMNAYA_OIDC_ISSUER": ["esia", "https://"],
    "PRIEMNAYA_OIDC_SIGNER": ["signer", "a b.c"],
    "PRIEMNAYA_STAFF_OIDC": [
        "nonsense",
        "https://a:b@sso.example/",
        "https://sso.example/?body=x",
        "https://a:b@sso.example:x/?body=x",
        "https://[bad/?body=x",
    ],
    "PRIEMNAYA_LOG": ["громко"],
}
LATE = {
    "PRIEMNAYA_BOTS": ["nonsense", "icq://s:t@host/?body=x", "max://s:t@host:x/?body=udmurtia-mio"],
    "PRIEMNAYA_TELEPHONY": [
        "nonsense",
        "generic://short@asterisk/?body=x",
        "mango://only-a-key-of-mango@a/?body=x",
        "generic://one-secret-of-two@a/?body=x generic://one-secret-of-two@a/?body=y",
    ],
    "PRIEMNAYA_EXCHANGE": [
        "nonsense",
        "epgu+https://gateway.example/?body=x",
        "epgu+https://k@gate:x/?body=x",
        "epgu+http://K@a/?body=x",
    ],
    "PRIEMNAYA_SMS_URL": ["gateway.example", "http://gateway.example/send", "https://k@gateway:x/"],
    "PRIEMNAYA_SMTP_URL": ["mail.example:25", "smtp://mail.example", "smtps://mail.example:x"],
    "PRIEMNAYA_IMAP_URLS": ["mail.example", "imap://mail.example/INBOX"],
}
FREE = {
    "PRIEMNAYA_SECRET_KEY": "any text is a key",
    "PRIEMNAYA_OLD_SECRET_KEYS": "the same",
    "PRIEMNAYA_BACKUP_KEYS": "keys or a file with them: asked by `backup` and `doctor`",
    "PRIEMNAYA_AUTHSERV": "the name under which a mail server writes",
    "PRIEMNAYA_GOST_CHECK": "a command",
    "PRIEMNAYA_OIDC_CLIENT_ID": "of the provider",
    "PRIEMNAYA_OIDC_CLIENT_SECRET": "of the provider",
    "PRIEMNAYA_OIDC_TITLE": "words on a button",
}


@pytest.mark.unit
def test_every_setting_is_read_in_one_place_and_tried_here() -> None:
    assert {*NONSENSE, *LATE, *FREE} == set(SETTINGS)
    for path in SOURCE.rglob("*.py"):
        if path.name != "environment.py":
            read = re.findall(r"(?:environ\.get|getenv)\(\s*\"(PRIEMNAYA_\w+)", path.read_text(encoding="utf-8"))
            assert read == [], path
    told = OPERATIONS.read_text(encoding="utf-8")
    assert [n for n in SETTINGS if n not in told and not n.startswith("PRIEMNAYA_OIDC_")] == []


@pytest.mark.unit
@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in NONSENSE.items() for t in texts])
def test_nonsense_is_told_in_words(name: str, text: str) -> None:
    found = wrong({name: text})
    assert [str(one).startswith(f"{name}: ") for one in found] == [True]
    assert re.search(r"[а-я]", str(found[0]))
    assert f"Нужно: {SETTINGS[name].like}" in str(found[0])


@pytest.mark.unit
def test_what_is_usual_and_what_is_empty_is_right() -> None:
    assert wrong({}) == []
    assert wrong(dict.fromkeys(SETTINGS, "")) == []
    for name in FREE:
        assert given(name, {name: "что угодно"})


@pytest.mark.unit
@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in LATE.items() for t in texts])
def test_addresses_of_channels_are_told_in_words(name: str, text: str, settings: Any) -> None:
    setting = name.removeprefix("PRIEMNAYA_")
    setattr(settings, setting, [text] if setting == "IMAP_URLS" else text)
    found = [str(one) for one in environment.late()]
    assert [one.startswith(f"{name}: ") for one in found] == [True]
    assert re.search(r"Нужно: .*[а-я]", found[0])


@pytest.mark.unit
def test_a_name_that_is_no_setting_is_told_with_the_one_meant() -> None:
    found = dict(
        environment.strange({"PRIEMNAYA_SMTPURL": "smtp://localhost:25", "PRIEMNAYA_LOG": "INFO", "HOME": "/"})
    )
    assert found == {"PRIEMNAYA_SMTPURL": "Такой настройки нет. Может быть, PRIEMNAYA_SMTP_URL?"}


@pytest.mark.unit
def test_a_class_of_a_signer_that_is_not_there_is_told(settings: Any) -> None:
    settings.OIDC = {**settings.OIDC, "signer": "priemnaya.portal.identity.signers.Nobody"}
    assert ["такого класса здесь нет" in str(one) for one in environment.late()] == [True]


@pytest.mark.unit
def test_the_doctor_looks_whether_a_program_and_files_are_there(settings: Any) -> None:
    from priemnaya.config.cli import running

    settings.BREACHED = settings.CA_FILE = "/nofile"
    told = dict(running._links())
    assert "прочитать нельзя" in told["Утёкшие пароли"]
    assert "PRIEMNAYA_CA_FILE" in told["Корни из /nofile"]
    assert "Errno" not in told["Корни из /nofile"]
    for command, runs in (("/no/such {file}", False), ("'x", False), ("sh {file}", True)):
        assert running._runs(command) is runs, command


@pytest.mark.unit
@pytest.mark.parametrize("missing", ["issuer", "client_id", "client_secret"])
def test_the_doctor_asks_for_all_three_words_of_the_provider(missing: str, settings: Any, monkeypatch: Any) -> None:
    from priemnaya.config.cli import running

    monkeypatch.setattr(running, "_traces", list)  # the database is asked elsewhere
    monkeypatch.setattr(running, "_seals", list)
    whole = {"issuer": "https://esia.example", "client_id": "x", "client_secret": "y"}
    for asked, ok in ((whole, True), ({**whole, missing: ""}, False)):
        settings.OIDC = {**settings.OIDC, **asked}
        assert [found for found, what, _ in running._connections() if what == "Подтверждение личности"] == [ok]


SECRETS = {
    "PRIEMNAYA_STAFF_OIDC": ["https://app:S3CRET@sso.example/", "app:S3CRET@sso", "https://app:S3CRET/x@[bad?body=x"],
    "DATABASE_URL": ["mysql://u:S3CRET@h/x", "host=h password=S3CRET x y"],
    "SMTP_URL": ["smtps://u:S3CRET/@mail.example", "mail://u:S3CRET@mail.example"],
    "EXCHANGE": ["epgu+https://S3CRET@gateway.example/", "S3CRET@gateway"],
    "TELEPHONY": ["mango://S3CRET:S3CRET@a/?body=x", "generic://S3CRET-S3CRET-S3CRET@a/"],
    "BOTS": ["max://S3CRET:S3CRET@host:x/?body=x", "max://S3CRET:S3CRET@host/"],
}


@pytest.mark.unit
@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in SECRETS.items() for t in texts])
def test_secrets_are_not_said_again(name: str, text: str, settings: Any) -> None:
    if name in SETTINGS:
        found = wrong({name: text})
    else:
        setattr(settings, name, text)
        found = [*environment.late()]
    assert len(found) == 1
    assert "S3CRET" not in str(found[0])


@pytest.mark.unit
@sampled(
    ("command", "set_wrong"),
    [
        (["serve", "--port", "1"], {"PRIEMNAYA_STAFF_OIDC": "https://a:b@sso.example/", "PRIEMNAYA_PROXIES": "x"}),
        (
            ["doctor"],
            {
                "PRIEMNAYA_STAFF_OIDC": "nonsense",
                "PRIEMNAYA_QUOTAS": "x=1",
                "PRIEMNAYA_CLAMD": "tcp://127.0.0.1:99999",
                "PRIEMNAYA_LMTP_LISTEN": "lmtp://127.0.0.1:99999",
            },
        ),
        (["doctor"], {"PRIEMNAYA_SMTPURL": "smtp://localhost:25", "DATABASE_URL": "postgresql://nohost.invalid/x"}),
    ],
    of=2,
)
def test_a_command_says_it_all_and_leaves(command: list[str], set_wrong: dict[str, str], tmp_path: Path) -> None:
    inherited = {**os.environ, "PRIEMNAYA_DATA": str(tmp_path), **set_wrong}
    done = subprocess.run(
        [sys.executable, "-m", "priemnaya.config.cli", *command],
        env=inherited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode not in (0, None)
    all_said(done.stdout + done.stderr, set_wrong)
    assert not (tmp_path / "pgdata").exists(), "nothing was started"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("command", "set_wrong"),
    [
        (["journal", "check"], {"PRIEMNAYA_LOG": "громко"}),
        (["doctor"], {"PORT": "восемь"}),
    ],
)
def test_a_command_begins_nothing_where_a_setting_is_wrong(
    command: list[str], set_wrong: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in set_wrong.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setattr(cli, "roomy", lambda run: pytest.fail("the command was begun"))
    assert cli.main(command) != 0
    told = capsys.readouterr()
    all_said(told.out + told.err, set_wrong)


def all_said(said: str, set_wrong: dict[str, str]) -> None:
    for never in ("Traceback", "Errno", "failed to"):
        assert never not in said
    for name in set_wrong:
        assert name in said


def test_commands_beside_the_site_write_links_to_where_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of `priemnaya receive` led to port 8000, though the site was on another."""
    from priemnaya.config.cli import places

    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path))
    for said, known in (("http://localhost:8931", "http://localhost:8931"), ("nonsense", None), (None, None)):
        monkeypatch.setenv("PRIEMNAYA_URL", "")
        (tmp_path / places.ADDRESS_FILE).unlink(missing_ok=True)
        if said is not None:
            (tmp_path / places.ADDRESS_FILE).write_text(said, encoding="utf-8")
        places._at_the_address()
        assert (os.environ["PRIEMNAYA_URL"] or None) == known
    monkeypatch.setenv("PRIEMNAYA_URL", "https://own.example")
    (tmp_path / places.ADDRESS_FILE).write_text("http://localhost:8931", encoding="utf-8")
    places._at_the_address()
    assert os.environ["PRIEMNAYA_URL"] == "https://own.example"
