"""The embedded database is its owner's alone: where it lies, whom it works as, who may connect, what it follows."""

from __future__ import annotations

import io
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from priemnaya.config import cli, database, sharing
from priemnaya.config.cli import office
from priemnaya.config.database import DatabaseError, EmbeddedPostgres
from priemnaya.config.folders import close_to_others, is_private
from priemnaya.errors import Objection

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root becomes another user")


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp())  # a short path: the socket lies in the folder itself; 0700
    server = EmbeddedPostgres(folder / "папка с & знаками", fsync=False)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def others_of(uid: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as another user of the machine."""
    return subprocess.run(
        arguments, user=uid, group=uid, extra_groups=[], capture_output=True, text=True, check=False, cwd="/"
    )


def test_nothing_of_the_data_folder_is_open_to_others(server: EmbeddedPostgres) -> None:
    everything = [server.folder, *server.folder.rglob("*")]
    assert len(everything) > 500
    assert [p for p in everything if mode(p) & 0o007] == []
    assert server.sockets.parent == server.folder
    assert mode(server.data) == mode(server.sockets) == 0o700
    assert mode(server.folder / "postgres.log") == mode(server.folder / "start.lock") == 0o600
    assert mode(server.folder) == (0o710 if os.getuid() == 0 else 0o700), "its own group passes, and lists nothing"


def test_the_server_works_as_its_own_user(server: EmbeddedPostgres) -> None:
    assert server.process
    running = psutil.Process(server.process.pid)
    known = pwd.getpwuid(running.uids().real)
    assert known.pw_name == ("priemnaya" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name)
    if os.getuid() == 0:
        status = Path(f"/proc/{running.pid}/status").read_text()
        groups = next(line for line in status.splitlines() if line.startswith("Groups:"))
        assert groups.split()[1:] in ([], [str(known.pw_gid)]), "none of root's groups"


def test_the_kernel_says_who_connects(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url) as connection:
        rules = connection.execute("select type, auth_method from pg_hba_file_rules").fetchall()
        assert rules == [("local", "peer")]
        found = connection.execute("show listen_addresses").fetchone(), connection.execute("show ssl").fetchone()
        assert found == (("",), ("off",))


@as_root
def test_another_user_gets_in_by_no_way(server: EmbeddedPostgres) -> None:
    """By the folder: closed. With every folder opened: the server asks the kernel and refuses."""
    nobody = pwd.getpwnam("nobody").pw_uid
    url = server.url.partition("&requirepeer")[0]
    psql = str(server.binaries / "psql")
    assert "Permission denied" in others_of(nobody, psql, url, "-c", "select 1").stderr
    assert others_of(nobody, "ls", str(server.folder)).returncode
    socket = server.sockets / database.SOCKET
    opened = {p: mode(p) for p in (socket, server.sockets, server.folder, *server.folder.parents) if p != Path("/")}
    try:
        for path, before in opened.items():
            path.chmod(before | 0o007)
        assert "authentication failed" in others_of(nobody, psql, url, "-c", "select 1").stderr
    finally:
        for path, before in opened.items():
            path.chmod(before)


@as_root
def test_folders_above_are_opened_to_the_servers_user_alone(server: EmbeddedPostgres) -> None:
    above = server.folder.parent
    assert mode(above) & 0o007 == 0
    assert others_of(pwd.getpwnam("nobody").pw_uid, "stat", str(server.folder)).returncode
    assert others_of(server.owner.pw_uid, "stat", str(server.folder)).returncode == 0
    assert others_of(server.owner.pw_uid, "ls", str(above)).returncode, "it passes and lists nothing"


def test_the_client_knows_the_server(server: EmbeddedPostgres) -> None:
    """Whoever put another socket there is told nothing."""
    impostor = server.url.replace(f"requirepeer={server.owner.pw_name}", "requirepeer=sync")
    with pytest.raises(psycopg.OperationalError, match="requirepeer"):
        psycopg.connect(impostor)


@pytest.mark.parametrize("name", ["", "pgdata", "socket", "start.lock"])
def test_a_link_in_the_place_of_a_folder_is_not_followed(name: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    if name == "start.lock":
        (elsewhere / "file").write_text("whole")
    folder = tmp_path / "var"
    link = folder / name if name else folder
    if name:
        folder.mkdir()
    link.symlink_to(elsewhere / "file" if name == "start.lock" else elsewhere)
    with pytest.raises(Objection, match="а не ссылка"):
        EmbeddedPostgres(folder, fsync=False).start()
    found = elsewhere.stat()
    assert (found.st_uid, stat.S_IMODE(found.st_mode)) == (os.getuid(), 0o755)
    assert sorted(p.name for p in elsewhere.iterdir()) == (["file"] if name == "start.lock" else [])


def test_a_link_in_the_place_of_the_log_or_of_its_rules_is_replaced(tmp_path: Path) -> None:
    folder, victim = tmp_path / "var", tmp_path / "victim"
    folder.mkdir()
    victim.write_text("whole")
    for name in ("postgres.log", "pg_hba.conf", "pg_ident.conf", "pg_hba.conf.part"):
        (folder / name).symlink_to(victim)
    server = EmbeddedPostgres(folder, fsync=False)
    server.start()
    server.stop()
    assert victim.read_text() == "whole"
    assert not any((folder / name).is_symlink() for name in ("postgres.log", "pg_hba.conf", "pg_ident.conf"))


@as_root
def test_what_is_anothers_is_not_taken(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    (folder / "pgdata").mkdir(parents=True)
    os.chown(folder / "pgdata", pwd.getpwnam("daemon").pw_uid, -1)
    with pytest.raises(Objection, match="другому пользователю"):
        EmbeddedPostgres(folder, fsync=False).start()


@as_root
def test_a_folder_of_an_ordinary_user_keeps_its_owner_when_root_works_in_it() -> None:
    """An administrator's command on the data of a service that runs under a user of its own."""
    above = Path(tempfile.mkdtemp())
    above.chmod(0o755)
    folder = above / "var"
    folder.mkdir()
    user = pwd.getpwnam("daemon")
    os.chown(folder, user.pw_uid, user.pw_gid)
    server = EmbeddedPostgres(folder, fsync=False)
    server.start()
    server.stop()
    assert {p.stat().st_uid for p in (folder, *folder.iterdir())} == {user.pw_uid}
    assert mode(folder) == 0o700
    shutil.rmtree(above)


@as_root
def test_a_database_kept_under_nobody_comes_to_its_own_user(tmp_path: Path) -> None:
    """As an earlier version left it; a link that lies in it leads nobody's hands out of it."""
    folder, victim = tmp_path / "var", tmp_path / "victim"
    victim.write_text("root's")
    server = EmbeddedPostgres(folder, fsync=False)
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select 1 as n")
    server.stop()
    nobody = pwd.getpwnam("nobody")
    for place, folders, files in os.walk(server.data):
        for name in (place, *(os.path.join(place, n) for n in (*folders, *files))):
            os.chown(name, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    (server.data / "link").symlink_to(victim)
    os.chown(server.data / "link", nobody.pw_uid, -1, follow_symlinks=False)
    lives = subprocess.Popen(["bash", "-c", "printf postgres > /proc/self/comm; read x"], stdin=subprocess.PIPE)
    (server.data / "postmaster.pid").write_text(f"{lives.pid}\n")
    while Path(f"/proc/{lives.pid}/comm").read_text().strip() != "postgres":
        time.sleep(0.01)
    with pytest.raises(DatabaseError, match="прежней версией"):
        EmbeddedPostgres(folder, fsync=False).start()
    lives.communicate(b"\n")
    (server.data / "postmaster.pid").unlink()
    again = EmbeddedPostgres(folder, fsync=False)
    again.start()
    with psycopg.connect(again.url) as connection:
        assert connection.execute("select n from kept").fetchone() == (1,)
    again.stop()
    assert {p.lstat().st_uid for p in (again.data, *again.data.rglob("*"))} == {again.owner.pw_uid}
    assert victim.stat().st_uid == 0


def test_a_log_that_others_could_read_is_emptied(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "postgres.log").write_text("STATEMENT: insert into … 'Ыхтымбаева'")
    (folder / "postgres.log").chmod(0o644)
    server = EmbeddedPostgres(folder, fsync=False)
    server.start()
    server.stop()
    assert mode(folder / "postgres.log") == 0o600
    assert "Ыхтымбаева" not in (folder / "postgres.log").read_text()


def answers(server: EmbeddedPostgres) -> bool:
    try:
        psycopg.connect(server.url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def test_commands_share_the_server_and_the_last_one_stops_it(tmp_path: Path) -> None:
    """Whoever started it, and whatever becomes of the others: eight letters at once, and nobody's base goes away."""
    first, second, third = (EmbeddedPostgres(tmp_path / "var", fsync=False) for _ in range(3))
    first.start()
    with ThreadPoolExecutor() as pool:
        list(pool.map(EmbeddedPostgres.start, (second, third)))
    assert (second.process, third.process) == (None, None)
    first.stop()
    assert answers(second), "the one that started it has gone, and took nobody's server along"
    second.stop()
    second.stop()
    assert answers(third), "nobody is counted out twice"
    third.stop()
    assert sharing.running(third.data) is None and not answers(third)
    first.start()
    assert first.process and answers(first), "and it starts again"
    first.stop()
    _stop_supervisor_beside_commands(tmp_path)


def _stop_supervisor_beside_commands(tmp_path: Path) -> None:
    boss = EmbeddedPostgres(tmp_path / "var", fsync=False, lasting=True)
    at_work, shorter, late = (EmbeddedPostgres(tmp_path / "var", fsync=False) for _ in range(3))
    for one in (boss, at_work, shorter):
        one.start()
    with ThreadPoolExecutor() as pool:
        began, stopping = time.monotonic(), pool.submit(boss.stop)
        while boss.users.mine is not None:
            time.sleep(0.01)
        time.sleep(0.2)
        shorter.stop()
        beginning = pool.submit(late.start)
        assert answers(at_work) and not stopping.done(), "the supervisor waits for what is at work"
        assert not beginning.done(), "and what begins meanwhile waits for the next server"
        at_work.stop()
        stopping.result()
        beginning.result()
    assert time.monotonic() - began < sharing.TOGETHER / 2, "nobody waits for a command that has ended"
    assert late.process and answers(late)
    late.stop()
    assert sharing.running(late.data) is None


def test_a_command_that_was_killed_is_counted_no_more(tmp_path: Path) -> None:
    code = "import sys, time; sys.path.insert(0, sys.argv[2])\nfrom pathlib import Path\n"
    code += "from priemnaya.config.database import EmbeddedPostgres\n"
    code += "EmbeddedPostgres(Path(sys.argv[1]), fsync=False).start(); print('up', flush=True); time.sleep(60)"
    source = str(Path(database.__file__).parents[2])
    command = [sys.executable, "-c", code, str(tmp_path / "var"), source]
    killed = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert killed.stdout and killed.stdout.readline() == "up\n"
    mine = EmbeddedPostgres(tmp_path / "var", fsync=False)
    mine.start()
    killed.kill()
    killed.wait()
    assert answers(mine), "its death takes down no server that others use"
    mine.stop()
    assert sharing.running(mine.data) is None


@pytest.mark.unit
@pytest.mark.parametrize(
    "failure",
    [Objection("x"), ValueError("x"), RuntimeError("Ыхтымбаева"), MemoryError(), SystemExit(2), KeyboardInterrupt()]
    + [BrokenPipeError(), DatabaseError("x"), OSError("x")],
    ids=repr,
)
def test_whatever_fails_a_mail_server_is_told_to_bring_the_letter_again(
    failure: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**_: object) -> None:
        raise failure

    monkeypatch.setattr(office, "with_database", fails)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"From: a@b\n\nx")))
    assert cli.main(["receive", "--body", "udmurtia-mio", "-"]) == 75
    assert "Ыхтымбаева" not in capsys.readouterr().err


@pytest.mark.unit
@pytest.mark.parametrize("arguments", [[], ["--body", "x"], ["--body", "x", "/nonexistent"], ["--nonsense"]])
def test_a_wrong_call_of_receive_bounces_nothing(arguments: list[str]) -> None:
    assert cli.main(["receive", *arguments]) == 75


class TestALongPath:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / ("long" * 20) / "var"

    def test_the_socket_lies_in_a_folder_nobody_can_guess_and_is_found_again(self, folder: Path) -> None:
        server, other = (EmbeddedPostgres(folder, fsync=False) for _ in range(2))
        server.start()
        place = server.sockets
        try:
            assert len(os.fsencode(place / database.SOCKET)) <= database.LONGEST_SOCKET
            assert is_private(place, server.owner.pw_uid)
            assert mode(folder / "socket.path") == 0o600
            other.start()
            assert other.process is None and other.sockets == place, "attached"
        finally:
            other.stop()
            server.stop()
        assert not place.exists()
        third = EmbeddedPostgres(folder, fsync=False)
        third.start()
        third.stop()

    @pytest.mark.parametrize("harm", ["link", "open", "another's"])
    def test_a_folder_that_is_not_private_is_not_used(self, harm: str, folder: Path, tmp_path: Path) -> None:
        if harm == "another's" and os.getuid() != 0:
            pytest.skip("only root gives folders away")
        planted = tmp_path / "s"
        server = EmbeddedPostgres(folder, fsync=False)
        target = tmp_path / "target"
        target.mkdir(mode=0o700)
        os.chown(target, server.owner.pw_uid, -1)
        if harm == "link":
            planted.symlink_to(target)
        else:
            planted.mkdir(mode=0o777 if harm == "open" else 0o700)
            planted.chmod(0o777 if harm == "open" else 0o700)
            os.chown(planted, server.owner.pw_uid if harm == "open" else pwd.getpwnam("daemon").pw_uid, -1)
        folder.mkdir(parents=True)
        (folder / "socket.path").write_text(str(planted))
        server.start()
        found = server.sockets
        server.stop()
        assert found != planted
        assert list(target.iterdir()) == []


@pytest.mark.unit
def test_without_a_user_of_its_own_root_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never `nobody`, whom other services share."""
    monkeypatch.setattr(database, "_user_named", lambda name: None)
    monkeypatch.setattr(database.shutil, "which", lambda *a, **k: None)
    with pytest.raises(DatabaseError, match="useradd --system"):
        database.system_user()


@pytest.mark.unit
def test_a_user_without_a_name_is_told_what_to_do() -> None:
    with pytest.raises(DatabaseError, match="/etc/passwd"):
        database._user_numbered(4_000_000_001)


@pytest.mark.unit
def test_the_data_folder_is_made_private_and_an_open_one_is_closed(tmp_path: Path) -> None:
    made = tmp_path / "a" / "var"
    close_to_others(made)
    assert mode(made) == 0o700
    lent = 0o710 if os.getuid() == 0 else 0o700  # the database's own user passes
    for before, after in ((0o755, 0o700), (0o777, 0o700), (0o700, 0o700), (0o711, lent), (0o710, lent)):
        made.chmod(before)
        close_to_others(made)
        assert mode(made) == after
