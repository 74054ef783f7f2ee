"""Figures of the order: deeds are counted, not checks; each number opens as many; charts with the same numbers; what no
act sets is not called law."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree, html

from priemnaya.cases.models import Case
from priemnaya.core.journal import ruled
from priemnaya.core.models import Ruling
from priemnaya.policy import Verdict
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import refresh_body

from ..helpers import case_of

CLAUSE = "3.2"


def said(body: Any, ok: bool, fact: str, *, layer: str = "body", clause: str = CLAUSE) -> Verdict:
    return Verdict(clause, ok, "", "", "before", f"send_reply.{fact}", layer, "", "")


@pytest.fixture
def deeds(cast: Any) -> list[Case]:
    """Six letters, each asked for three facts; of one, one fact was against the clause; and one that was stopped."""
    cases = [case_of(cast.udm, text=f"Вопрос {n}", identity=f"esia-{n}") for n in range(7)]
    Ruling.objects.filter(clause=CLAUSE).delete()
    for n, case in enumerate(cases):
        facts = [said(cast.udm, ok=not (n >= 5 and fact == "need"), fact=fact) for fact in ("topic", "need", "urgency")]
        ruled(facts, case, by=cast.executor, stopped=n == 6)
    refresh_body(cast.udm)
    return cases


def rows(client: Client, address: str) -> dict[str, list[str]]:
    """Cells of the table of clauses by the clause."""
    page = html.fromstring(client.get(address).content.decode())
    found = {}
    for row in page.xpath("//table[contains(@class, 'figures')]//tbody/tr"):
        cells = [" ".join(td.text_content().split()) for td in row.xpath("td")]
        found[cells[0]] = cells
    return found


def test_a_clause_with_three_facts_counts_each_deed_once_and_each_number_opens_as_many(
    cast: Any, client: Client, deeds: list[Case]
) -> None:
    client.force_login(cast.head)
    month = cast.udm.local(timezone.now()).date().replace(day=1)
    line = next(x for x in board(cast.udm, month, month) if x.clause.number == CLAUSE)
    assert (line.kept, line.broken, line.stopped) == (5, 1, 1)
    assert "83 % 5 из 6" in rows(client, "/w/compliance/?show=all")[f"п. {CLAUSE}"]
    page = html.fromstring(client.get("/w/compliance/").content.decode())
    links = {a.get("href"): int(a.text) for a in page.xpath(f"//td//a[contains(@href, '/compliance/{CLAUSE}/')]")}
    assert sorted(links.values()) == [1, 1, 7]  # broken, stopped, all; of nought there is no link
    for address, count in links.items():
        opened = html.fromstring(client.get(address).content.decode())
        assert len(opened.xpath("//div[@class='listing']//tbody/tr")) == count, address
    broken = next(address for address in links if "which=broken" in address)
    text = client.get(broken).content.decode()
    assert deeds[5].number in text and deeds[6].number not in text and deeds[0].number not in text
    clause = " ".join(html.fromstring(client.get(f"/w/order/{CLAUSE}/").content.decode()).text_content().split())
    assert "83 %" in clause and "остановлено: 1" in clause  # what the board says


def test_one_attempt_that_was_stopped_is_told_on_the_page_of_its_clause(cast: Any, client: Client) -> None:
    case = case_of(cast.udm)
    Ruling.objects.filter(clause=CLAUSE).delete()
    ruled([said(cast.udm, ok=False, fact="need")], case, by=cast.executor, stopped=True)
    refresh_body(cast.udm)
    client.force_login(cast.head)
    told = " ".join(html.fromstring(client.get(f"/w/order/{CLAUSE}/").content.decode()).text_content().split())
    assert "остановлено: 1" in told and "случаев ещё не было" not in told


def test_figures_by_person_point_and_day_say_the_same_as_the_list_they_open(
    cast: Any, client: Client, deeds: list[Case]
) -> None:
    client.force_login(cast.analyst)
    today = cast.udm.local(timezone.now()).date()
    mine, other = f"part=person:{cast.executor.pk}", f"part=person:{cast.registrar.pk}"
    days = f"period=own&from={today:%Y-%m-%d}&to={today:%Y-%m-%d}"
    for asked in (mine, f"part=point:{deeds[0].point}", f"{days}&{mine}"):
        assert "83 % 5 из 6" in rows(client, f"/w/compliance/?{asked}")[f"п. {CLAUSE}"], asked
        opened = client.get(f"/w/compliance/{CLAUSE}/?which=broken&{asked}").content.decode()
        assert "1 случай" in opened, asked
    assert f"п. {CLAUSE}" not in rows(client, f"/w/compliance/?{other}")
    before = today - dt.timedelta(days=40)
    earlier = f"period=own&from={before:%Y-%m-%d}&to={before:%Y-%m-%d}"
    assert f"п. {CLAUSE}" not in rows(client, f"/w/compliance/?{earlier}")


def test_a_chart_has_a_link_a_mark_its_numbers_beside_and_goes_out_as_svg_png_and_xlsx(
    cast: Any, client: Client, deeds: list[Case]
) -> None:
    client.force_login(cast.head)
    for draw in ("month", "person", "point"):
        page = html.fromstring(client.get(f"/w/compliance/{CLAUSE}/?draw={draw}").content.decode())
        chart = page.xpath("//figure[@class='chart']")[0]
        assert chart.xpath(".//svg/title") and chart.xpath(".//svg/desc")
        marks = chart.xpath(".//svg[contains(@class, 'wide')]//a/@href")
        assert marks and set(marks) == set(chart.xpath(".//tbody//a/@href")), draw
        assert client.get(marks[0]).status_code == 200
        svg, png, xlsx = (b"".join(client.get(a)) for a in chart.xpath(".//p[contains(@class, 'files')]/a/@href"))
        drawn = etree.fromstring(svg)
        assert b"var(--" not in svg and drawn.find("{*}title").text.startswith(f"п. {CLAUSE}")
        assert png[:4] == b"\x89PNG" and xlsx[:2] == b"PK"
    assert client.get("/w/compliance/chart/?number=99.9").status_code == 404


def test_what_no_act_sets_stands_apart_from_the_law(cast: Any, client: Client) -> None:
    case = case_of(cast.udm)
    told = [
        said(cast.udm, True, "a", layer="defaults", clause="решение"),
        said(cast.udm, True, "b", layer="federal", clause="ст. 10"),
    ]
    ruled(told, case, by=cast.executor)
    refresh_body(cast.udm)
    client.force_login(cast.head)
    law, own = rows(client, "/w/compliance/?show=law"), rows(client, "/w/compliance/?show=own")
    assert any("ФЗ" in name for name in law) and not any("умолчанию" in name for name in law)
    assert own and all("умолчанию" in name for name in own)
    order = client.get("/w/order/").content.decode()
    assert order.index("Настройки по умолчанию") > order.index("не норма закона. Порядок органа может")


def test_the_edition_in_force_is_that_of_today_and_the_next_is_told(
    cast: Any, client: Client, monkeypatch: Any
) -> None:
    from priemnaya.policy.order import Order

    today = cast.udm.local(timezone.now()).date()
    ahead = today + dt.timedelta(days=40)
    past = today - dt.timedelta(days=40)
    monkeypatch.setattr(Order, "editions", lambda self: [past, ahead])
    client.force_login(cast.head)
    page = " ".join(html.fromstring(client.get("/w/order/").content.decode()).text_content().split())
    assert f"Редакция: {past:%d.%m.%Y}, с {ahead:%d.%m.%Y} изменится" in page


def test_queries_of_the_table_do_not_grow_with_what_happened(cast: Any, client: Client, deeds: list[Case]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(cast.head)
    counts = []
    for _ in range(2):
        client.get("/w/compliance/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/w/compliance/")
        counts.append(len(asked))
        for n in range(4):
            ruled([said(cast.udm, True, "x", clause="3.3")], case_of(cast.udm, identity=f"more-{n}"), by=cast.registrar)
        refresh_body(cast.udm)
    assert counts[0] == counts[1]
