"""The real product, started as people start it, with real SMTP at the other end and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, expect, sync_playwright
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from priemnaya.config.database import EmbeddedPostgres

SHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"

expect.set_options(timeout=20_000)  # a product that has just started on a busy machine is slow: no test is about speed


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """Every letter the product handed over, as bytes on the wire."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.letters.append((list(envelope.rcpt_tos), envelope.content))  # type: ignore[attr-defined]
        return "250 OK"

    def to(self, address: str) -> list[Message]:
        return [message_from_bytes(raw) for who, raw in self.letters if address in who]

    def wait(self, address: str, count: int = 1, seconds: float = 40) -> list[Message]:
        deadline = time.monotonic() + seconds
        while len(self.to(address)) < count and time.monotonic() < deadline:
            time.sleep(0.2)
        return self.to(address)


@dataclass
class Running:
    """A started product: its address, its folder, its outgoing mail, its LMTP port."""

    url: str
    data: Path
    mail: Mailbox
    lmtp: int
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    def command(self, *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "priemnaya.config.cli", *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            timeout=120,
            check=False,
        )

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(40)


def start_product(
    data: Path, *, database: str = "", demo: str | None = "", extra: dict[str, str] | None = None
) -> tuple[Running, Controller]:
    data.parent.mkdir(parents=True, exist_ok=True)
    mailbox, lmtp, port, smtp = Mailbox(), free_port(), free_port(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=smtp)
    controller.start()
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_XDIST_WORKER")} | {
        "PRIEMNAYA_DATA": str(data),
        "PRIEMNAYA_SMTP_URL": f"smtp://127.0.0.1:{smtp}",
        "PRIEMNAYA_LMTP_LISTEN": f"smtp://127.0.0.1:{lmtp}",
        "PRIEMNAYA_URL": f"http://localhost:{port}",
        "PRIEMNAYA_WIDGET_HOSTS": "http://127.0.0.1:*",
        "PRIEMNAYA_TELEPHONY": "generic://s3cret-of-the-exchange@asterisk/?body=udmurtia-mio",
        "PRIEMNAYA_LOG": "DEBUG",
    }
    if database:
        environment["DATABASE_URL"] = database
    environment |= {k: v.replace("{lmtp}", str(lmtp)) for k, v in (extra or {}).items()}
    running = Running(f"http://localhost:{port}", data, mailbox, lmtp, environment)
    arguments = ["serve", "--port", str(port), "--workers", "1", *([] if demo is None else ["--demo", *demo.split()])]
    log = open(data.parent / f"serve-{port}.log", "w+")  # noqa: SIM115 - the child keeps it
    running.process = subprocess.Popen(
        [sys.executable, "-m", "priemnaya.config.cli", *arguments], env=environment, stdout=log, stderr=log, text=True
    )
    deadline = time.monotonic() + 300  # a busy machine: whatever goes on without it would fail in words of its own
    while running.process.poll() is None and "работает" not in (said := Path(log.name).read_text()):
        assert time.monotonic() < deadline, f"the product has not started in time: {said}"
        time.sleep(0.2)
    assert running.process.poll() is None, Path(log.name).read_text()
    return running, controller


class Ready:
    """A server with one database brought up to date; products that need no first start of their own take copies."""

    MIGRATE = "from priemnaya.config.cli.places import with_database\nwith with_database():\n    pass\n"

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedPostgres(folder, fsync=False)
        self.server.start()
        environment = os.environ | {"DATABASE_URL": self.server.url, "PRIEMNAYA_DATA": str(folder.parent / "var")}
        subprocess.run([sys.executable, "-c", self.MIGRATE], env=environment, check=True, timeout=300)

    def copy(self, name: str) -> str:
        """Address of a new database with what the ready one holds."""
        own = conninfo_to_dict(self.server.url)
        elsewhere = make_conninfo(self.server.url, dbname="template1")
        with psycopg.connect(elsewhere, autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(own["dbname"]))
            )
        return self.server.url.replace(f"/{own['dbname']}?", f"/{name}?")


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    made = Ready(tmp_path_factory.mktemp("ready") / "pg")
    yield made
    made.server.stop()


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("product")
    running, controller = start_product(folder / "var", demo="udmurtia-mio")
    yield running
    running.stop()
    controller.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield chromium
        chromium.close()
