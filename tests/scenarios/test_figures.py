"""Figures of the order: deeds are counted, not checks; each number opens as many; charts with the same numbers; what no
act sets is not called law."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree, html

from priemnaya.cases.models import Case, Confidential, ConfidentialReader
from priemnaya.core.journal import ruled
from priemnaya.core.models import Obligation, Ruling
from priemnaya.outreach.models import PortalRating
from priemnaya.people.models import DutyProof, Unit
from priemnaya.policy import Verdict
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.programme.compliance import board
from priemnaya.programme.models import IndicatorFigure
from priemnaya.programme.rollups import refresh_body

from ..helpers import case_of, local_day

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
        for page in ("/w/compliance/", "/w/compliance/3.5/", "/w/compliance/indicator/speed/"):
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            counts.append(len(asked))
        for n in range(4):
            ruled([said(cast.udm, True, "x", clause="3.3")], case_of(cast.udm, identity=f"more-{n}"), by=cast.registrar)
        refresh_body(cast.udm)
    assert counts[:3] == counts[3:]


def told(client: Client, address: str) -> str:
    return " ".join(html.fromstring(client.get(address).content.decode()).text_content().split())


def listed(client: Client, address: str) -> set[str]:
    """Numbers of the cases in the list that an address opens."""
    page = html.fromstring(client.get(address).content.decode())
    return {" ".join(a.text_content().split()) for a in page.xpath("//div[@class='listing']//tbody/tr/td[1]")}


def test_what_is_finer_than_the_published_figure_is_counted_over_what_its_reader_may_see(
    cast: Any, client: Client, deeds: list[Case]
) -> None:
    """A confidential case that went wrong: the head it is kept from reads the figure of the body, as everybody does,
    and finds it in no day, part, chart or choice."""
    hidden = Confidential.objects.create(case=deeds[5], reason="усыновление", by=cast.registrar)
    ConfidentialReader.objects.create(confidential=hidden, employee=cast.analyst, by=cast.registrar)
    Case.objects.filter(pk=deeds[5].pk).update(point="in_person")
    rated = {"system": "epgu", "external_id": "1", "service": "Опека", "stars": 1, "at": timezone.now()}
    PortalRating.objects.create(organisation=cast.udm, case=deeds[5], **rated)
    refresh_body(cast.udm)
    today = cast.udm.local(timezone.now()).date()
    day = f"from={today:%Y-%m-%d}&to={today:%Y-%m-%d}"
    mine = f"part=person:{cast.executor.pk}"
    alone = "part=point:in_person"
    for reader, said, closed in ((cast.analyst, "83 % 5 из 6", False), (cast.head, "100 % 5 из 5", True)):
        client.force_login(reader)
        assert "83 % 5 из 6" in rows(client, "/w/compliance/")[f"п. {CLAUSE}"]
        for asked in (day, mine, f"{day}&{mine}"):
            assert said in rows(client, f"/w/compliance/?{asked}")[f"п. {CLAUSE}"], (reader, asked)
            behind = f"/w/compliance/{CLAUSE}/?which=broken&{asked}"
            assert ("1 случай" in told(client, behind)) is not closed, (reader, asked)
        for asked in (alone, f"{day}&{alone}"):
            assert (f"п. {CLAUSE}" not in rows(client, f"/w/compliance/?{asked}")) is closed, (reader, asked)
        page = client.get(f"/w/compliance/{CLAUSE}/?draw=point")
        assert ("личный приём" not in page.content.decode()) is closed
        assert ('value="point:in_person"' not in client.get("/w/compliance/").content.decode()) is closed
        assert "закрыты" not in told(client, f"/w/compliance/{CLAUSE}/?{day}")
        assert ("Опека" not in told(client, "/w/compliance/ratings/")) is closed


def test_a_clause_of_the_law_is_counted_over_what_its_reader_may_see(cast: Any, client: Client) -> None:
    """The portal tells figures of the order alone: how often somebody was kept from a complaint is told nowhere, so of
    whole months too it is over what the reader may see."""
    case = case_of(cast.udm)
    ruled([said(cast.udm, False, "x", layer="federal", clause="59-fz.8.6")], case, by=cast.registrar, stopped=True)
    refresh_body(cast.udm)
    hidden = Confidential.objects.create(case=case, reason="усыновление", by=cast.registrar)
    ConfidentialReader.objects.create(confidential=hidden, employee=cast.analyst, by=cast.registrar)
    for reader, told_of in ((cast.analyst, True), (cast.head, False)):
        client.force_login(reader)
        page = client.get("/w/compliance/59-fz.8.6/?which=stopped").content.decode()
        assert (re.search(r"(?i)остановлено\s*<span class=\"count\">1<", page) is not None) is told_of
    over_seen = "по пунктам закона и по настройкам считаются дела, которые вам открыты"
    assert over_seen in told(client, "/w/compliance/59-fz.8.6/?which=stopped")
    assert over_seen in told(client, "/w/compliance/?show=law") and over_seen not in told(client, "/w/compliance/")
    for address, seen in (("59-fz.8.6/?", True), (f"{CLAUSE}/?", False), (f"{CLAUSE}/?draw=person", True)):
        assert ("открытые тому, кто смотрит" in told(client, f"/w/compliance/{address}")) is seen, address


def test_the_next_count_does_not_tell_that_something_happened_on_a_closed_case(
    cast: Any, client: Client, deeds: list[Case]
) -> None:
    Confidential.objects.create(case=deeds[5], reason="усыновление", by=cast.registrar)
    client.force_login(cast.head)
    mine = f"/w/compliance/?part=person:{cast.executor.pk}"
    before = rows(client, mine)[f"п. {CLAUSE}"]
    ruled([said(cast.udm, True, "new")], deeds[5], by=cast.executor)
    assert rows(client, mine)[f"п. {CLAUSE}"] == before
    refresh_body(cast.udm)
    assert rows(client, mine)[f"п. {CLAUSE}"] == before


def test_whose_rights_end_at_their_unit_reads_parts_and_days_of_their_own_cases(
    cast: Any, client: Client, deeds: list[Case]
) -> None:
    other = Unit.objects.filter(organisation=cast.udm).exclude(pk=cast.executor.unit_id).first()
    narrow = cast.hire("narrow", cast.udm, "Узкова", "head")
    narrow.unit, narrow.unit_only = other, True
    narrow.save()
    Case.objects.filter(pk__in=[c.pk for c in deeds]).update(unit=cast.executor.unit)
    Case.objects.filter(pk=deeds[0].pk).update(unit=other)
    refresh_body(cast.udm)
    client.force_login(narrow)
    assert "83 % 5 из 6" in rows(client, "/w/compliance/")[f"п. {CLAUSE}"]
    assert "1 из 1 мало случаев" in rows(client, f"/w/compliance/?part=person:{cast.executor.pk}")[f"п. {CLAUSE}"]
    assert f"п. {CLAUSE}" not in rows(client, f"/w/compliance/?part=unit:{cast.executor.unit_id}")
    page = client.get("/w/compliance/").content.decode()
    assert f'value="unit:{other.pk}"' in page and f'value="unit:{cast.executor.unit_id}"' not in page


def test_a_chart_of_a_part_shows_that_part_alone(cast: Any, client: Client, deeds: list[Case]) -> None:
    client.force_login(cast.head)
    Case.objects.filter(pk=deeds[5].pk).update(point="in_person")
    refresh_body(cast.udm)
    for address in ("/w/compliance/", f"/w/compliance/{CLAUSE}/"):
        page = html.fromstring(client.get(f"{address}?part=point:in_person&draw=person").content.decode())
        assert page.xpath("//figure[@class='chart']//table//th[@scope='col'][1]")[0].text_content().strip() == "Месяц"
        assert not page.xpath("//nav[contains(@class, 'chips')]//a[contains(@href, 'draw=person')]")
    files = html.fromstring(client.get("/w/compliance/?part=point:in_person&draw=person").content.decode())
    address = next(a for a in files.xpath("//p[contains(@class, 'files')]/a/@href") if "as=svg" in a)
    assert cast.executor.short_name not in b"".join(client.get(address.replace("draw=month", "draw=person"))).decode()


def test_an_indicator_opens_what_it_counts_on_its_own_days(cast: Any, client: Client) -> None:
    """Of answers that were due in the month: those without an answer too, and one that ended otherwise when it was late;
    not one that ended before its day."""
    now = timezone.now()
    late = now - dt.timedelta(hours=2)
    went = {
        "in time": {"fulfilled_at": late - dt.timedelta(hours=1)},
        "overdue": {},
        "ended late": {"cancelled_at": now},
        "ended before": {"cancelled_at": late - dt.timedelta(hours=1)},
    }
    cases = {name: case_of(cast.udm, text=f"Вопрос {name}", identity=f"esia-{name}") for name in went}
    Obligation.objects.filter(what=REPLY_ON_SUBSTANCE).exclude(subject_id__in=[c.pk for c in cases.values()]).delete()
    for name, changes in went.items():
        Obligation.objects.about("case", cases[name].pk).filter(what=REPLY_ON_SUBSTANCE).update(due_at=late, **changes)
    again = Obligation.objects.about("case", cases["in time"].pk).get(what=REPLY_ON_SUBSTANCE)
    again.pk = None  # opened again, and answered again, in the same month
    again.save()
    refresh_body(cast.udm)
    figure = IndicatorFigure.objects.get(organisation=cast.udm, indicator="in_time", month__day=1, count__gt=0)
    assert (round(figure.value), figure.count) == (50, 4)
    client.force_login(cast.head)
    page = html.fromstring(client.get("/w/compliance/indicator/in_time/").content.decode())
    (own,) = page.xpath("//div[@class='chart-table']//a/@href")
    assert f"from={figure.month:%Y-%m-%d}" in own
    numbers = {cases[name].number for name in ("in time", "overdue", "ended late")}
    assert listed(client, own) == numbers
    page = told(client, own)
    assert re.search(r"мало\s*4\b", page)  # of four no share
    assert "Дела: 3" in page and "По этим делам посчитано: 4." in page


def test_a_mean_of_few_is_told_nowhere_and_an_indicator_keeps_its_days(cast: Any, client: Client) -> None:
    """The table, its file, the tile, the page of the order and the public one; a part of a month has no indicator."""
    number, month = "2.satisfaction", local_day(cast.altai).replace(day=1)
    was = (month - dt.timedelta(days=1)).replace(day=1)
    told_of = {"organisation": cast.altai, "indicator": "satisfaction", "computed_at": timezone.now()}
    IndicatorFigure.objects.create(month=month, value=100, count=1, **told_of)
    IndicatorFigure.objects.create(month=was, value=50, count=1, **told_of)
    client.force_login(cast.head_of("altai-zags"))
    asked = "period=month&show=all"
    places = (f"/w/compliance/?{asked}", f"/w/order/{number}/", "/w/order/", "/altai-zags/order/", "/altai-zags/")
    assert not [p for p in places if "100,0" in told(client, p) or "100 %" in told(client, p)]
    assert "мало" in " ".join(rows(client, f"/w/compliance/?{asked}")["п. 2, «удовлетворённость»"])
    assert "+50" not in " ".join(rows(client, f"/w/compliance/?{asked}")["п. 2, «удовлетворённость»"])
    IndicatorFigure.objects.update(count=5)
    page = html.fromstring(client.get(f"/w/compliance/?{asked}").content.decode())
    links = page.xpath("//main//a[contains(@href, '/indicator/satisfaction/')]/@href")
    assert len(links) > 1 and all(f"from={month:%Y-%m-%d}" in link for link in links)
    assert "100 %" in told(client, f"/w/order/{number}/")
    days = f"/w/compliance/?show=all&from={month:%Y-%m-%d}&to={month + dt.timedelta(days=3):%Y-%m-%d}"
    assert "/indicator/" not in client.get(days).content.decode() and "за целые месяцы" in told(client, days)


def test_duties_behind_a_figure_are_those_it_counts(cast: Any, client: Client) -> None:
    """Of a duty since the month before last: one that was said not to be kept in time stands where it was said, one
    said late where it began, one that ended before its day nowhere."""
    month = local_day(cast.udm).replace(day=1)
    was = (month - dt.timedelta(days=40)).replace(day=1)
    since = dt.datetime.combine(was, dt.time.min, cast.udm.zone)
    now = timezone.now()
    late, ahead = since + dt.timedelta(days=3), now + dt.timedelta(days=60)
    cast.udm.began_at = since - dt.timedelta(days=30)
    cast.udm.save(update_fields=["began_at"])
    made = {}
    for part, (name, due, cancelled) in enumerate(
        (("said in time", ahead, now), ("said late", late, now), ("ended before", ahead, now)), start=900
    ):
        made[name] = Obligation.objects.create(
            organisation_id=cast.udm.pk,
            subject_type="organisation",
            subject_id=cast.udm.pk,
            what="by_hand",
            part=part,
            clause=CLAUSE,
            citation="п.",
            layer="body",
            edition="1",
            rule={"how": f"Проверка: {name}", "every": "quarter", "who": "head"},
            since_at=since,
            due_at=due,
            reasoning="",
            cancelled_at=cancelled,
        )
    for name in ("said in time", "said late"):
        DutyProof.objects.create(
            organisation=cast.udm, obligation=made[name], kept=False, words="Записи не слушали.", by=cast.head
        )
    client.force_login(cast.head)
    for first, name in ((month, "said in time"), (was, "said late")):
        days = f"from={first:%Y-%m}&to={first:%Y-%m}"
        for which in ("", "which=broken&"):
            page = told(client, f"/w/compliance/{CLAUSE}/?{which}{days}")
            assert [n for n in made if f"Проверка: {n}".lower() in page.lower()] == [name], (first, which)
    assert "Обязанности органа" not in told(client, f"/w/compliance/{CLAUSE}/?which=kept&from={was:%Y-%m}")
