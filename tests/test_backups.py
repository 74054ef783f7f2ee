"""A backup is encrypted to a key, readable by its owner alone, and looked through before it replaces anything."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from priemnaya.config.cli import backups, main
from priemnaya.config.database import EmbeddedPostgres
from priemnaya.core.sql import EVENTS
from priemnaya.errors import Objection

MARK = "Ыхтымбаева"
POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """One that says only what a backup looks at: the table of events."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("backed") / "var", fsync=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def url(server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch) -> str:
    with psycopg.connect(server.url) as connection:
        connection.execute("drop schema public cascade; create schema public")
        connection.execute("create table core_event (id int, said text)")
        connection.execute("insert into core_event select n, %s from generate_series(1, 5000) n", [f"{MARK} 1"])
    monkeypatch.setenv("DATABASE_URL", server.url)
    return server.url


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    file = tmp_path / "key"
    assert main(["backup-key", str(file)]) == 0
    public = re.search(r"age1\w+", capsys.readouterr().out)
    assert public
    monkeypatch.setenv(backups.KEYS, public[0])
    return file


def said(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("select count(*), min(said), max(said) from core_event").fetchall()


def change(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("delete from core_event; insert into core_event values (1, 'after')")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_comes_back_and_says_nothing_without_its_key(url: str, key: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    assert main(["backup", str(file)]) == 0
    change(url)
    identities = backups.identities(key)
    backups.check(file, identities)
    backups.replay(url, file, identities)
    assert said(url) == [(5000, f"{MARK} 1", f"{MARK} 1")]
    content = file.read_bytes()
    assert content.startswith(backups.ENCRYPTED)
    assert MARK.encode() not in content and b"core_event" not in content
    assert (mode(file), mode(key)) == (0o600, 0o600)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy", "key"], "no part of it lies beside"


def test_without_a_key_there_is_no_backup_unless_one_says_plain(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(backups.KEYS, raising=False)
    file = tmp_path / "copy"
    assert main(["backup", str(file)]) == 2
    assert "backup-key" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert main(["backup", "--plain", str(file)]) == 0
    assert "без шифрования" in capsys.readouterr().out
    assert mode(file) == 0o600
    change(url)
    backups.replay(url, file, [])
    assert said(url) == [(5000, f"{MARK} 1", f"{MARK} 1")]


def test_keys_may_stand_in_a_file_and_several_may_read(
    url: str, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    assert main(["backup-key", str(other)]) == 0
    publics = [line.split()[-1] for f in (key, other) for line in f.read_text().splitlines() if "public" in line]
    (tmp_path / "keys").write_text("# the office's\n" + "\n".join(publics) + "\n")
    monkeypatch.setenv(backups.KEYS, str(tmp_path / "keys"))
    assert main(["backup", str(tmp_path / "copy")]) == 0
    for identity in (key, other):
        backups.check(tmp_path / "copy", backups.identities(identity))
    monkeypatch.setenv(backups.KEYS, "age1nonsense")
    assert main(["backup", str(tmp_path / "copy")]) == 2
    assert "открытый ключ" in capsys.readouterr().err


def test_a_key_is_never_written_over(key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = key.read_bytes()
    assert main(["backup-key", str(key)]) == 2
    assert "уже есть" in capsys.readouterr().err
    assert key.read_bytes() == before


@pytest.mark.parametrize("harm", ["another key", "cut", "changed", "not ours", "no copy", "no key", "open key"])
def test_what_cannot_be_restored_touches_nothing(
    harm: str, url: str, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole of it is looked at before anything: the command itself, as people give it."""
    file = tmp_path / "copy"
    if harm == "not ours":
        with psycopg.connect(url) as connection:
            connection.execute("create table keep as table core_event; drop table core_event")
    assert main(["backup", str(file)]) == 0
    content, words, given = file.read_bytes(), "ключ не подходит", ["--identity", str(key)]
    if harm == "another key":
        assert main(["backup-key", str(tmp_path / "other")]) == 0
        given = ["--identity", str(tmp_path / "other")]
    elif harm == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif harm == "changed":
        file.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])
    elif harm == "not ours":
        words = "другой базы"
    elif harm == "no copy":
        file.write_bytes(b"select 1")
        words = "не резервная копия"
    elif harm == "no key":
        given, words = [], "--identity"
    else:
        key.chmod(0o644)
        words = "chmod 600"
    with psycopg.connect(url) as connection:
        connection.execute("create table core_event (id int, said text)" if harm == "not ours" else "select 1")
    change(url)
    assert main(["restore", str(file), "--yes", *given]) == 2
    assert words in capsys.readouterr().err
    assert said(url) == [(1, "after", "after")]


def test_what_breaks_off_while_it_is_played_leaves_the_former_data(
    url: str, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was whole when it was looked at, and is cut when it is played; then a server that refuses a line."""
    file = tmp_path / "copy"
    assert main(["backup", str(file)]) == 0
    identities = backups.identities(key)
    change(url)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) * 3 // 4])
    with pytest.raises(Objection, match="не тронуты"):
        backups.replay(url, file, identities)
    assert said(url) == [(1, "after", "after")]
    file.write_bytes(content)
    monkeypatch.setenv("PGOPTIONS", "-c default_transaction_read_only=on")
    with pytest.raises(Objection, match="прежние данные остались"):
        backups.replay(url, file, identities)
    assert said(url) == [(1, "after", "after")]


def test_it_comes_back_on_an_outer_postgresql_15(key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written by programs of 18, played on a server that knows less; by the address alone, guards and all."""
    outer = EmbeddedPostgres(tmp_path / "outer", fsync=False, binaries=POSTGRES_15)
    outer.start()
    monkeypatch.setenv("DATABASE_URL", outer.url)
    with psycopg.connect(outer.url, autocommit=True) as connection:
        assert "15." in str(connection.execute("show server_version").fetchone())
        connection.execute("create table core_event (id int, said text)")
        connection.execute("insert into core_event select n, %s from generate_series(1, 9) n", [f"{MARK} 1"])
        connection.execute(EVENTS)
    assert main(["backup", str(tmp_path / "copy")]) == 0
    with psycopg.connect(outer.url, autocommit=True) as connection:
        connection.execute("drop schema public cascade; create schema public")
    backups.replay(outer.url, tmp_path / "copy", backups.identities(key))
    assert said(outer.url) == [(9, f"{MARK} 1", f"{MARK} 1")]
    with psycopg.connect(outer.url) as connection, pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        connection.execute("delete from core_event")
    outer.stop()
