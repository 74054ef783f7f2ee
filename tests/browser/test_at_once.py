"""Two people press at the same instant: both wait for the same row in PostgreSQL, and one of them wins."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page

from priemnaya.config.database import EmbeddedPostgres

from .conftest import Running
from .test_journey import ready_to_sign, sign_in

pytestmark = [pytest.mark.walk, pytest.mark.browser, pytest.mark.xdist_group("product")]
WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
FIELDS = "f => Object.fromEntries([...new FormData(f)].filter(([, v]) => typeof v === 'string'))"


class Button:
    """A button of an open page, with the fields of its form as they stood when the page was read."""

    def __init__(self, page: Page, action: str) -> None:
        form = page.locator(f"form[action$='/reply/{action}/']")
        self.address: str = form.evaluate("f => f.action")
        self.fields: dict[str, str] = form.evaluate(FIELDS)
        self.cookies = {c["name"]: c["value"] for c in page.context.cookies()}
        self.page = page.url

    def press(self) -> str:
        with httpx.Client(cookies=self.cookies, follow_redirects=True, timeout=60) as client:
            answer = client.post(self.address, data=self.fields, headers={"Referer": self.page})
        assert answer.status_code == 200, answer.text
        return " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.text, flags=re.S).split())


@contextmanager
def held(url: str, case: int) -> Iterator[psycopg.Connection]:
    """Nobody gets past the case while the block runs; when two wait for it, both go on at once."""
    with psycopg.connect(url) as row, psycopg.connect(url, autocommit=True) as watch:
        row.execute("select 1 from cases_case where id = %s for update", [case])
        yield watch
        deadline = time.monotonic() + 20
        while watch.execute(WAITING).fetchone() != (2,):
            assert time.monotonic() < deadline, "both must come to the lock"
            time.sleep(0.05)
        row.commit()


@pytest.mark.parametrize("other", ["send", "recall"])
def test_one_answer_goes_or_none(browser: Browser, product: Running, other: str) -> None:
    """The head signs while the author takes the letter back, or while the head signs at another screen too."""
    desk = ready_to_sign(browser, product, f"{other}@client.example")
    head = sign_in(browser, product, "head")
    second = sign_in(browser, product, "head") if other == "send" else desk.executor
    head.goto(desk.executor.url + "reply/")
    second.goto(head.url)
    buttons = [Button(head, "send"), Button(second, other)]
    case = int(re.findall(r"/cases/(\d+)/", head.url)[0])
    url = EmbeddedPostgres(product.data).url
    with ThreadPoolExecutor(2) as pool:
        with held(url, case):
            pages = [pool.submit(b.press) for b in buttons]
        said = [p.result() for p in pages]
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select r.state, (select count(*) from cases_contact k where k.reply_id = r.id) from cases_reply r"
            " where r.case_id = %s",
            [case],
        ).fetchall()
    signed = ["Ответ подписан, отправляется клиенту." in page for page in said]
    taken_back = "Ответ отозван с подписи" in said[1]
    assert signed.count(True) + taken_back == 1, said
    assert (
        rows == [("draft", 0)] if taken_back else [(state in ("signed", "sent"), n) for state, n in rows] == [(True, 1)]
    )
