"""A body with order.yaml and nothing else works: it is loaded, filled by the demonstration, and every page opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from priemnaya.cases import actions
from priemnaya.cases.letters import head_of, letter_of
from priemnaya.cases.models import Reply
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.config.cli.places import load_files
from priemnaya.config.demo import fill_once, filling
from priemnaya.knowledge.models import Section
from priemnaya.letterhead import render_docx
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.roles import ROLES

from ..crawl.visit import links_of
from ..helpers import drafted, goes_out, made_ready
from ..made import orders_of

SLUG = "yantar-gzhi"


@pytest.fixture
def body(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    orders_of(monkeypatch, tmp_path / "orders", SLUG)
    load_files()
    return Organisation.objects.get(slug=SLUG)


@pytest.mark.parametrize("roles", [["head"], pytest.param(list(ROLES), marks=pytest.mark.walk)], ids=["head", "all"])
def test_every_page_of_a_body_that_has_only_an_order_opens(
    body: Organisation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, roles: list[str]
) -> None:
    """For everybody who works there; in the suite for its head."""
    monkeypatch.setattr(filling, "MATTERS_PLAYED", 5)
    fill_once([SLUG])
    assert capsys.readouterr().err == ""
    assert body.cases.filter(state="answered").count() > 1
    assert [s.title for s in Section.objects.filter(organisation=body)] == ["Общие вопросы"]
    seen: set[str] = set()
    staff = [e for e in Employee.objects.filter(organisation=body).order_by("pk") if set(roles) & set(e.roles)]
    assert staff
    for employee in staff:
        assert _walked("/w/", employee, seen), f"{employee.username} sees nothing"
    _walked(f"/{SLUG}/", None, seen)
    assert {"<slug:body>/write/", "<slug:body>/order/", "w/compliance/", "w/knowledge/", "w/order/"} <= seen, seen
    _a_letter_comes_in_and_is_answered(body)


def _walked(start: str, user: Employee | None, seen: set[str]) -> set[str]:
    """The first page, and whatever its links lead to that nobody has opened yet: one address of each route."""
    browser, waiting, mine, tried, came_from = Client(), [start], set(), set(), {}
    if user is not None:
        browser.force_login(user)
    while waiting:
        address = waiting.pop()
        try:
            route = resolve(address.partition("?")[0].partition("#")[0]).route
        except Resolver404:
            continue
        elsewhere = route.startswith("<slug:body>/") and not address.startswith(f"/{SLUG}/")
        if elsewhere or route in tried or (route in seen and mine):
            continue
        tried.add(route)
        page = browser.get(address)
        assert page.status_code in (200, 204, 302, 403, 405), (user, address, came_from.get(address), page.status_code)
        if page.status_code in (200, 302):
            mine.add(route)
            seen.add(route)
        if page.status_code == 302:
            waiting.append(page["Location"])
        elif "html" in page.get("Content-Type", ""):
            found = links_of(page.content.decode(), address)
            waiting += found
            came_from |= dict.fromkeys(found, address)
    return mine


LETTER = """From: maria@mail.example
To: priem@gzhi.example
Subject: =?utf-8?b?0KXQvtC70L7QtNC90YvQtSDQsdCw0YLQsNGA0LXQuA==?=
Message-ID: <cold@mail.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Здравствуйте! Батареи холодные третий день. Когда включат отопление?
Иванова Мария
"""


def _a_letter_comes_in_and_is_answered(body: Organisation) -> None:
    outcome = receive_letter(body, LETTER.encode()).as_dict()
    case = body.cases.get(number=outcome["case"])
    head = Employee.objects.get(username=f"head@{SLUG}")
    made_ready(case, Employee.objects.get(username=f"registrar@{SLUG}"))
    text = "Здравствуйте! Отопление включат завтра, 12 мая. Батареи холодные из-за ремонта трубы. Его закончат сегодня."
    reply = actions.send_reply(drafted(case, head, text), by=head)
    goes_out(case)
    reply = Reply.objects.get(pk=reply.pk)
    assert reply.state == "sent"
    assert reply.pdf is not None
    assert reply.pdf.read().startswith(b"%PDF")
    assert render_docx(letter_of(reply), head_of(body).template()).startswith(b"PK")
