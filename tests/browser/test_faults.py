"""A worker killed -9 at random instants: nothing is lost; a repeat, if any, carries the same Message-ID."""

from __future__ import annotations

import collections
import random
import subprocess
import sys
import time
from email import message_from_bytes
from pathlib import Path

import psycopg
import pytest

from .conftest import Ready, Running, start_product

pytestmark = pytest.mark.browser
LETTERS = 40


def work(product: Running) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "priemnaya.config.cli", "work"],
        env=product.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.walk
@pytest.mark.xdist_group("servers")
def test_killed_workers_lose_nothing(tmp_path: Path, ready: Ready) -> None:
    database = ready.copy("killed")
    product, sink = start_product(tmp_path / "data" / "var", database=database, demo=None)
    product.stop()
    product.environment |= {"PRIEMNAYA_LMTP_LISTEN": "", "PRIEMNAYA_OUTBOX_LEASE": "1"}
    script = (
        "from priemnaya.config.cli.places import with_database\nwith with_database(migrate=False):\n    from"
        " priemnaya.people.models import Organisation\n    from priemnaya.cases.actions import receive_message\n"
        "    from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, Matter, Sender\n"
        f"    body = Organisation.objects.get(slug='udmurtia-mio')\n    for n in range({LETTERS}):\n "
        "       receive_message(body, Incoming(Arrival('portal'), Matter(str(n), kind='message'),"
        " Sender(addresses={'email': f'c{n}@client.example'}), AnswerPoints('email')))\n"
    )
    try:
        filled = subprocess.run(
            [sys.executable, "-c", script], env=product.environment, capture_output=True, check=False, timeout=120
        )
        assert filled.returncode == 0, filled.stderr.decode()
        chance, deadline = random.Random(5), time.monotonic() + 120
        with psycopg.connect(database, autocommit=True) as connection:
            kills = 0
            while time.monotonic() < deadline:
                worker = work(product)
                time.sleep(chance.uniform(1.2, 3.0) if kills < 6 else 20)
                worker.kill()
                worker.wait()
                kills += 1
                left = connection.execute("select count(*) from core_delivery where state <> 'sent'").fetchone()
                if left == (0,) and kills > 3:
                    break
            states = connection.execute(
                "select state, attempts, left(error, 90), count(*) from core_delivery group by 1, 2, 3"
            ).fetchall()
        ids: dict[str, set[str]] = collections.defaultdict(set)
        for who, raw in product.mail.letters:
            ids[who[0]].add(str(message_from_bytes(raw)["Message-ID"]))
        lost = LETTERS - len(ids)
        assert lost == 0, states
        assert all(len(found) == 1 for found in ids.values()), "a repeat must keep its Message-ID"
    finally:
        sink.stop()
