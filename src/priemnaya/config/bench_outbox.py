"""The outbox under fire, part of `make bench`: SMTP and a webhook receiver that refuse, hang, drop in mid-message and
ask to come later, while workers are killed with -9 at random instants. Prints figures; asserts nothing.

lost: messages that never arrived and are not visible as dead. doubled: one message that arrived under two Message-IDs.
repeated: arrivals again under the same Message-ID, which an at-least-once transport may do (it said 250 and died).
"""

from __future__ import annotations

import argparse
import collections
import http.server
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg

from priemnaya.config.database import EmbeddedPostgres

FAULTS = ("fine", "fine", "fine", "refuse", "greet-421", "rcpt-450", "hang", "drop-mid-data", "drop-before-250")


class FaultySmtp(threading.Thread):
    """A mail server with a bad day. `taken`: (recipient, Message-ID, instant) of every letter it says it has, and of
    those it took without saying so."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.chance, self.calm, self.taken = chance, False, [("", "", 0.0)][:0]
        self.met: collections.Counter[str] = collections.Counter()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self.listener.getsockname()[1])

    def run(self) -> None:
        while True:
            line, _ = self.listener.accept()
            fault = "fine" if self.calm else self.chance.choice(FAULTS)
            self.met[fault] += 1
            threading.Thread(target=self._talk, args=(line, fault), daemon=True).start()

    def _talk(self, line: socket.socket, fault: str) -> None:
        try:
            with line, line.makefile("rwb") as stream:
                self._converse(stream, fault)
        except OSError:
            pass

    def _converse(self, stream: object, fault: str) -> None:
        def say(text: str) -> None:
            stream.write(f"{text}\r\n".encode())  # type: ignore[attr-defined]
            stream.flush()  # type: ignore[attr-defined]

        if fault == "refuse":
            return
        if fault == "hang":
            time.sleep(5)
            return
        say("421 4.3.2 come later" if fault == "greet-421" else "220 bad.day ESMTP")
        who = ""
        while command := stream.readline().decode("latin-1").strip():  # type: ignore[attr-defined]
            verb = command[:4].upper()
            if verb == "RCPT":
                who = command.partition("<")[2].partition(">")[0]
                say("450 4.7.1 too many" if fault == "rcpt-450" else "250 ok")
            elif verb == "DATA":
                say("354 go on")
                letter = self._data(stream, fault)
                if letter is None:
                    return
                found = re.search(rb"^Message-ID:\s*(<[^>]+>)", letter, re.IGNORECASE | re.MULTILINE)
                self.taken.append((who, found[1].decode() if found else "", time.monotonic()))
                if fault == "drop-before-250":
                    return
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    @staticmethod
    def _data(stream: object, fault: str) -> bytes | None:
        lines = []
        while (line := stream.readline()) not in (b".\r\n", b""):  # type: ignore[attr-defined]
            lines.append(line)
            if fault == "drop-mid-data" and len(lines) > 8:
                return None
        return b"".join(lines)


class FaultyHook(http.server.ThreadingHTTPServer):
    """A receiver of webhooks with a bad day."""

    daemon_threads = True

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.calm, self.taken = chance, False, [""][:0]
        super().__init__(("127.0.0.1", 0), _Hook)


class _Hook(http.server.BaseHTTPRequestHandler):
    server: FaultyHook

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        fault = (
            "fine"
            if self.server.calm
            else self.server.chance.choice(("fine", "fine", "500", "429", "drop", "late-drop"))
        )
        if fault in ("fine", "late-drop"):
            self.server.taken.append(self.headers["webhook-id"])
        if fault in ("drop", "late-drop"):
            self.connection.close()
            return
        self.send_response({"500": 500, "429": 429}.get(fault, 204))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silence."""


FILL = """
from priemnaya.config.cli.places import with_database
with with_database():
    from priemnaya.cases.actions import clarify_case, receive_message
    from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, Matter, Sender
    from priemnaya.channels.models import Webhook
    from priemnaya.people.models import Employee, Organisation
    body = Organisation.objects.get(slug="udmurtia-mio")
    who = Employee.objects.create_user("bench", "-", organisation=body, surname="Б", name="Б", roles=["head"])
    Webhook.objects.create(organisation=body, title="приёмник", url="http://127.0.0.1:{hook}/", salt="s",
                           verbs=["case.registered", "case.clarified"])
    for n in range({cases}):
        sender = Sender(addresses={{"email": f"c{{n}}@client.example"}})
        message = Incoming(Arrival("portal"), Matter(str(n), kind="message"), sender, AnswerPoints("email"))
        case = receive_message(body, message).case
        for k in range({letters}):
            clarify_case(case, f"Вопрос {{k}}", by=who)
            case.refresh_from_db()
"""


def run(cases: int, letters: int, seconds: float, seed: int = 7) -> dict[str, int]:
    """Fill the outbox, let it work under faults and kills for `seconds`, then in calm until it is empty; returns the
    counts."""
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="priemnaya-fire-"))
    server = EmbeddedPostgres(folder / "pg", fsync=False)
    server.start()
    smtp, hook = FaultySmtp(chance), FaultyHook(chance)
    smtp.start()
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_XDIST_WORKER")} | {
        "DATABASE_URL": server.url,
        "PRIEMNAYA_DATA": str(folder / "var"),
        "PRIEMNAYA_SMTP_URL": f"smtp://127.0.0.1:{smtp.port}",
        "PRIEMNAYA_LMTP_LISTEN": "",
        "PRIEMNAYA_OUTBOX_PACE": "0.001",
        "PRIEMNAYA_OUTBOX_LEASE": "3",
        "PRIEMNAYA_SMTP_TIMEOUT": "2",
        "PRIEMNAYA_LOG": "CRITICAL",
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        subprocess.run(
            [sys.executable, "-c", FILL.format(cases=cases, letters=letters, hook=hook.server_port)],
            env=environment,
            check=True,
            **quiet,
        )  # type: ignore[call-overload]
        kills = _burn(environment, chance, seconds)
        smtp.calm = hook.calm = True
        return _settle(server.url, environment, smtp, hook, kills, quiet)
    finally:
        hook.shutdown()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


HURRIED = """
import time
from priemnaya.config.cli.places import with_database
with with_database(migrate=False):
    from priemnaya.config import tasks
    from priemnaya.channels.base import deliver_ready
    while True:
        tasks.queue_webhooks(0)
        deliver_ready()
        time.sleep(0.05)
"""


def _worker(environment: dict[str, str], *, hurried: bool = False) -> subprocess.Popen[bytes]:
    """The product's worker; or the same loop without the pauses between its rounds, so that a minute meets many
    faults."""
    command = [sys.executable, "-c", HURRIED] if hurried else [sys.executable, "-m", "priemnaya.config.cli", "work"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _burn(environment: dict[str, str], chance: random.Random, seconds: float) -> int:
    """Two workers and a hurried one, each killed with -9 after a random while, until the time is over."""
    deadline, kills = time.monotonic() + seconds, 0
    workers = [(_worker(environment, hurried=n > 0), time.monotonic() + chance.uniform(3, 12)) for n in range(3)]
    while time.monotonic() < deadline:
        time.sleep(0.05)
        for n, (worker, until) in enumerate(workers):
            if time.monotonic() > until:
                worker.kill()
                worker.wait()
                kills += 1
                workers[n] = (_worker(environment, hurried=n > 0), time.monotonic() + chance.uniform(3, 12))
    for worker, _ in workers:
        worker.kill()
        worker.wait()
    return kills


def _settle(
    url: str, environment: dict[str, str], smtp: FaultySmtp, hook: FaultyHook, kills: int, quiet: dict[str, int]
) -> dict[str, int]:
    worker = _worker(environment)
    deadline = time.monotonic() + 300
    with psycopg.connect(url, autocommit=True) as connection:
        waiting = (
            "select count(*) from core_delivery where state in ('queued', 'doing') and channel in ('email', 'webhook')"
        )
        while time.monotonic() < deadline:
            time.sleep(1)
            events = connection.execute(
                "select count(*) from core_event where verb in ('case.registered', 'case.clarified')"
            ).fetchone()
            queued = connection.execute("select count(*) from core_delivery where channel = 'webhook'").fetchone()
            if connection.execute(waiting).fetchone() == (0,) and events == queued:
                break
        worker.kill()
        worker.wait()
        mail = connection.execute(
            "select address, message_id, state from core_delivery where channel = 'email' order by id"
        ).fetchall()
        hooks = connection.execute("select message_id, state from core_delivery where channel = 'webhook'").fetchall()
    return count(mail, hooks, smtp, hook) | {"kills": kills}


def count(
    mail: list[tuple[str, str, str]], hooks: list[tuple[str, str]], smtp: FaultySmtp, hook: FaultyHook
) -> dict[str, int]:
    """Rows against what the other sides hold: by Message-ID, and in order per case."""
    arrived = collections.Counter(ident for _, ident, _ in smtp.taken)
    first: dict[str, float] = {}
    for _, ident, at in smtp.taken:
        first.setdefault(ident, at)
    order: dict[str, list[float]] = collections.defaultdict(list)
    for who, ident, _ in mail:
        if ident in first:
            order[who].append(first[ident])
    ours = {ident for _, ident, _ in mail}
    posted = collections.Counter(hook.taken)
    dead = sum(s == "dead" for *_, s in mail) + sum(s == "dead" for _, s in hooks)
    return {
        "letters": len(mail),
        "letters_arrived": len(ours & arrived.keys()),
        "letters_lost": sum(i not in arrived and s != "dead" for _, i, s in mail),
        "letters_doubled": len(arrived.keys() - ours),
        "letters_repeated_same_id": sum(n - 1 for n in arrived.values()),
        "letters_out_of_order": sum(times != sorted(times) for times in order.values()),
        "webhooks": len(hooks),
        "webhooks_lost": sum(i not in posted and s != "dead" for i, s in hooks),
        "webhooks_doubled": len(posted.keys() - {i for i, _ in hooks}),
        "webhooks_repeated_same_id": sum(n - 1 for n in posted.values()),
        "dead_and_visible": dead,
        "faults_met": sum(n for f, n in smtp.met.items() if f != "fine"),
    }


def main() -> None:
    options = argparse.ArgumentParser(description="исходящие под огнём")
    options.add_argument("--cases", type=int, default=100)
    options.add_argument("--letters", type=int, default=3)
    options.add_argument("--seconds", type=float, default=120)
    given = options.parse_args()
    print(
        f"\nисходящие под огнём: {given.seconds:.0f} с, почта и веб-хуки отказывают, висят и обрывают, исполнителей"
        " убивают kill -9"
    )
    for name, value in run(given.cases, given.letters, given.seconds).items():
        print(f"  {name.replace('_', ' '):28}{value:8}")


if __name__ == "__main__":
    main()
