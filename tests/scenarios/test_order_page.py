"""The page of the order, for clients and for staff: the act's own numbers, plain words, how each clause is kept."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from priemnaya.core.models import Notice, Obligation
from priemnaya.people.duties import open_duties
from priemnaya.people.policies import overridden, policy_of
from priemnaya.people.reminding import remind_body
from priemnaya.policy.titles import act_number, clause_title

from ..helpers import case_of
from .test_event_terms import made

PUBLIC = "/udmurtia-mio/order/"
ALLOWED = {"PDF", "DOCX", "XLSX", "VK", "MAX", "SMS", "QR", "HTML", "IP", "RSS", "CSV", "Telegram", "WhatsApp"}
"""Abbreviations and names that Russian texts use as they are."""


def _latin(page: bytes) -> set[str]:
    """Latin words of the main part that people read; numbers of an act, addresses, titles of acts and what is quoted of
    the act itself aside."""
    [main] = html.fromstring(page.decode()).xpath("//main")
    for quoted in main.xpath(".//*[@class='act-words']"):
        quoted.drop_tree()
    return set(re.findall(r"[A-Za-z][A-Za-z_0-9]+|[a-z_]+_[a-z]+", str(main.text_content()))) - ALLOWED


def test_the_order_is_published_in_plain_words_without_words_of_code(cast: Any) -> None:
    assert len(cast.bodies) >= 5
    for slug, body in cast.bodies.items():
        page = Client().get(f"/{slug}/order/")
        assert _latin(page.content) == set(), slug
        text = page.content.decode()
        for clause in policy_of(body).body.clauses:
            assert f'id="c-{clause.number}"' in text
            assert act_number(clause.number) in text
        assert "исполняется системой" in text
        assert "ждёт" in text


def test_a_draft_that_a_body_works_by_says_so_on_every_page(cast: Any, client: Client) -> None:
    order, said = policy_of(cast.altai).body, "акт не подписан"
    public = [f"/altai-zags/{path}" for path in ("", "order/", "points/", "write/", "widget/")]
    client.force_login(cast.stranger)
    pages = [*public, "/w/", "/w/order/", f"/w/order/{order.clauses[0].number}/", "/w/order/editions/"]
    for path in pages:
        assert said in client.get(path).content.decode(), path
    assert "не действует. Система работает по нему на пробу" in client.get("/w/order/").content.decode()
    assert "утверждены проектом приказа" in client.get("/altai-zags/points/").content.decode()
    signed = replace(order, act=order.act.model_copy(update={"status": "in_force"}))
    with overridden(signed):
        for path in pages:
            assert said not in client.get(path).content.decode(), path


def test_numbers_of_any_style_have_pages_and_links(cast: Any, client: Client) -> None:
    order = policy_of(cast.udm).body
    numbers = ("4/1", "4-1", "IV.2", "§ 3", "5.1.а)", "№ 7*", "Статья 8")
    more = tuple(replace(order.clauses[-1], number=n, first=f"Проба {n}") for n in numbers)
    client.force_login(cast.head)
    with overridden(replace(order, clauses=(*order.clauses, *more))):
        [main] = html.fromstring(client.get("/w/order/").content.decode()).xpath("//main")
        links = {a.text_content().strip(): a.get("href") for a in main.xpath(".//a")}
        for number in numbers:
            page = client.get(links[act_number(number)]).content.decode()
            assert f"Проба {number}" in page and clause_title(number) in page
            assert client.get(reverse("behind", args=[number])).status_code == 200
        shown = html.fromstring(Client().get("/udmurtia-mio/order/").content.decode())
        assert not [one for one in shown.xpath("//@id") if " " in one] and shown.xpath("//*[@id='c-§3']")
    assert [clause_title(n) for n in ("IV.2", "§ 3", "4/1")] == ["п. IV.2", "§ 3", "п. 4/1"]


@pytest.mark.parametrize("nth", [9, pytest.param(1, marks=pytest.mark.walk)])
def test_staff_read_the_order_and_each_clause_without_words_of_code(cast: Any, client: Client, nth: int) -> None:
    """In the suite every ninth clause of each order."""
    assert len(cast.bodies) >= 5
    for slug, body in cast.bodies.items():
        client.force_login(cast.head_of(slug))
        assert _latin(client.get("/w/order/").content) == set(), slug
        for clause in policy_of(body).body.clauses[::nth]:
            page = client.get(f"/w/order/{clause.number}/")
            assert _latin(page.content) == set(), (slug, clause.number)
            assert clause_title(clause.number) in page.content.decode()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("3.5", "п. 3.5"),
        ("order.2", "утверждающий акт, п. 2"),
        ("2.client", "п. 2, «клиент»"),
        ("2.1.а", "п. 2.1.а"),
        ("7.unheard_of", "п. 7"),
        ("app2.1", "приложение 2, п. 1"),
        ("1.3.внутренний-клиент", "п. 1.3, «внутренний клиент»"),
        ("1.2.p2", "п. 1.2 (2)"),
    ],
)
def test_a_number_is_the_acts_own(number: str, shown: str) -> None:
    assert clause_title(number) == shown


@pytest.mark.unit
def test_a_condition_that_the_rule_says_is_not_said_again() -> None:
    from priemnaya.policy import load_order
    from priemnaya.ui.clauses import conditions_of

    from ..made import ROOT

    order = load_order(ROOT / "orders" / "udmurtia-mio" / "order.yaml")
    held = [(r.kind.phrase(r.latest), r.latest) for c in order.clauses for r in c.rules if r.latest is not None]
    twice = [words for words, value in held if (under := conditions_of(value, words)) and under in words]
    assert twice == [] and any(conditions_of(value) and not conditions_of(value, words) for words, value in held)


def test_on_a_phone_no_cell_has_a_head_and_nothing_under_it(cast: Any, client: Client) -> None:
    client.force_login(cast.head)
    staff, public = (html.fromstring(p.content.decode()) for p in (client.get("/w/order/"), client.get(PUBLIC)))
    cells = staff.xpath("//td[@data-head]")
    empty = [c for c in cells if not c.text_content().strip()]
    assert len(cells) > 100 and empty and all("blank" in c.get("class", "") for c in empty)
    assert staff.xpath("//td//ul[contains(@class, 'lines')]")
    clauses = public.xpath("//*[contains(@class, 'clause')]/*[@class='beside']")
    assert len(clauses) > 30 and all(one.text_content().strip() for div in clauses for one in div)


APPENDIX = (
    ("app1.1", "review", "what: satisfaction_figure, every: quarter, who: head"),
    ("app1.2", "within", "from: message_registered, do: noted, within: 30m"),
    ("app2.1", "by_hand", "how: Начальник слушает записи бесед, every: month, who: head"),
)


def test_a_clause_of_an_appendix_is_called_so_wherever_people_meet_it(
    cast: Any, client: Client, tmp_path: Path
) -> None:
    titles = {"приложение 1, п. 1", "приложение 1, п. 2", "приложение 2, п. 1"}
    with overridden(made(tmp_path, *APPENDIX)):
        case = case_of(cast.udm)
        open_duties(cast.udm)
        Obligation.objects.about("organisation", cast.udm.pk).filter(clause="app1.1").update(
            due_at=timezone.now() - dt.timedelta(hours=1)
        )
        remind_body(cast.udm)
        told = " ".join(Notice.objects.filter(employee_id=cast.head.pk).values_list("text", flat=True))
        client.force_login(cast.head)
        pages = {at: client.get(at).content.decode() for at in ("/w/order/", "/w/compliance/?show=all", "/w/duties/")}
        pages["public"] = Client().get("/udmurtia-mio/order/").content.decode()
        pages["case"] = client.get(f"/w/cases/{case.pk}/").content.decode()
    shown = {
        at: " ".join(html.fromstring(page).xpath("//main")[0].text_content().split()) for at, page in pages.items()
    }
    shown["notice"] = told
    assert shown.keys() == MEETS.keys()
    for at, text in shown.items():
        assert not re.search(r"app\d|satisfaction_figure", text), at
        assert {t for t in titles if t in text} >= MEETS[at], at


MEETS = {
    "/w/order/": {"приложение 1, п. 1", "приложение 1, п. 2", "приложение 2, п. 1"},
    "public": {"приложение 1, п. 1", "приложение 1, п. 2", "приложение 2, п. 1"},
    "/w/compliance/?show=all": {"приложение 1, п. 1", "приложение 2, п. 1"},
    "/w/duties/": {"приложение 1, п. 1", "приложение 2, п. 1"},
    "notice": {"приложение 1, п. 1"},
    "case": {"приложение 1, п. 2"},
}
