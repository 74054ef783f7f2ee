"""The page of the order, for clients and for staff: the act's own numbers, plain words, how each clause is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from lxml import html

from priemnaya.people.policies import policy_of
from priemnaya.policy.titles import act_number, clause_title

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


def test_staff_read_the_order_and_each_clause_without_words_of_code(cast: Any, client: Client) -> None:
    assert len(cast.bodies) >= 5
    for slug, body in cast.bodies.items():
        client.force_login(cast.head_of(slug))
        assert _latin(client.get("/w/order/").content) == set(), slug
        for clause in policy_of(body).body.clauses[:: 1 if slug == "altai-zags" else 9]:
            page = client.get(f"/w/order/{clause.number}/")
            assert _latin(page.content) == set(), (slug, clause.number)
            assert clause_title(clause.number) in page.content.decode()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("3.5", "п. 3.5"),
        ("order.2", "приказ, п. 2"),
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
    for page in (Client().get("/udmurtia-mio/order/"), client.get("/w/order/")):
        cells = html.fromstring(page.content.decode()).xpath("//td[@data-head]")
        empty = [c for c in cells if not c.text_content().strip()]
        assert len(cells) > 100 and empty and all("blank" in c.get("class", "") for c in empty)
        assert html.fromstring(page.content.decode()).xpath("//td//ul[contains(@class, 'lines')]")
