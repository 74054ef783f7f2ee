"""What was in force stays so: each way of rewriting the past of an order in its file is refused, or says why and is seen in
the trace of open terms. And what loading keeps, whom it tells, what it opens again."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone
from lxml import html

from priemnaya.cases.models import Case, Recount
from priemnaya.cases.recount import SETTLED, run_recounts
from priemnaya.config.cli import main
from priemnaya.config.cli.places import LOADING
from priemnaya.core.models import Alert, Obligation
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Service
from priemnaya.people import editions
from priemnaya.people.actions.places import save_point
from priemnaya.people.models import GoodFile, InteractionPoint, Organisation, Unit
from priemnaya.people.policies import order_of, overridden, regional_layers
from priemnaya.policy import OrderError, load_order

from ..desk import Desk
from ..helpers import case_of
from .test_broken_files import SLUG, orders, restart, tick, told, written
from .test_event_terms import made

__all__ = ["orders"]
pytestmark = [pytest.mark.django_db]
RULE = "{from: message_registered, do: reply_on_substance, within: %s, if: {kinds: [message]}}"
CLAUSE = """
  - clause: "91.1"
    demand: "Проба."
    rules:
      - kind: within
        values: {%s}
"""
OLD = CLAUSE % ("2024-10-01: " + RULE % "20d")


@pytest.fixture
def more(orders: Path, cast: Any) -> Any:
    """The order of the body with clauses at its end, taken by the worker, open terms recounted."""
    path, asked = orders / SLUG / "order.yaml", 0
    text = path.read_text(encoding="utf-8").rstrip("\n")

    def put(clauses: str) -> list[str]:
        nonlocal asked
        asked += 1
        path.write_text(text + clauses, encoding="utf-8")
        os.utime(path, (time.time() + asked, time.time() + asked))
        tick()
        Recount.objects.filter(state="queued").update(queued_at=timezone.now() - SETTLED - SETTLED)
        run_recounts(cast.udm)
        return told(path)

    return put


def term(case: Case) -> Obligation:
    return Obligation.objects.about("case", case.pk).get(what="reply_on_substance")


def with_line(clauses: str, line: str) -> str:
    return clauses.replace("    rules", f"    {line}\n    rules")


REWRITTEN = {
    "a value under a day of the past": CLAUSE % f"2024-10-01: {RULE % '20d'}, 2024-10-02: {RULE % '25d'}",
    "repealed under a day of the past": CLAUSE % f"2024-10-01: {RULE % '20d'}, 2024-10-02: null",
    "closed in the past and changed under it": with_line(CLAUSE % f"2024-10-01: {RULE % '90d'}", "closed: 2025-01-01"),
    "closed in the past": with_line(OLD, "closed: 2025-01-01"),
    "begins later": CLAUSE % f"2025-10-01: {RULE % '20d'}",
    "begins earlier": CLAUSE % f"2024-09-20: {RULE % '20d'}",
    "other conditions": CLAUSE % f"2024-10-01: {(RULE % '20d').replace('[message]', '[message, feedback]')}",
    "prevails over others": OLD.replace("within\n", 'within\n        prevails: "особая норма"\n'),
    "a rule of the past beside it": OLD + "      - kind: within\n        values: {2024-10-01: %s}\n" % (RULE % "2d"),
    "a clause of the past beside it": OLD + OLD.replace("91.1", "91.2").replace("20d", "2d"),
    "other words": OLD.replace('"Проба."', '"Проба иначе."'),
    "other words under a day of the past": OLD.replace('"Проба."', '{2024-10-01: "Проба.", 2025-01-01: "Иначе."}'),
    "out of the file": "",
    "an old reason": CLAUSE
    % f"2024-10-01: {(RULE % '2d').replace('{from', '{corrected: {2001-01-01: опечатка в сроке}, from')}",
}


def today() -> dt.date:
    return timezone.localtime().date()


def corrected(clauses: str, why: str = "пункт не был записан") -> str:
    return with_line(clauses, f'corrected: {{{today()}: "{why}"}}')


def test_no_way_of_rewriting_the_past_moves_an_open_term_without_a_reason(cast: Any, orders: Path, more: Any) -> None:
    """Each way as a page meets it; and the worker, which recounts."""
    assert more(corrected(OLD)) == []
    case = case_of(cast.udm, kind="message")
    before = term(case)
    assert before.clause == "91.1"
    path = orders / SLUG / "order.yaml"
    text = path.read_text(encoding="utf-8").removesuffix(corrected(OLD))
    for way, clauses in REWRITTEN.items():
        path.write_text(text + clauses, encoding="utf-8")
        editions._seen.clear()
        assert order_of(SLUG).by_number.keys() & {"91.1", "91.2"} == {"91.1"}, way
        (said,) = told(path)
        assert "п. 91." in said and ("задним числом" in said or "больше нет в файле" in said), (way, said)
    assert more(REWRITTEN["a value under a day of the past"]) != []
    after = term(case)
    assert (after.due_at, after.clause, after.recomputed) == (before.due_at, "91.1", "")


CORRECTED = {
    "of the clause": corrected(OLD.replace("20d", "2d"), "два дня, а не двадцать"),
    "of the rule": OLD.replace("20d", "2d").replace(
        "        values", '        corrected: {TODAY: "два дня, а не двадцать"}\n        values'
    ),
    "of the value": OLD.replace("20d", "2d").replace("{from", '{corrected: {TODAY: "два дня, а не двадцать"}, from'),
}


def test_a_reason_of_today_lets_the_past_be_put_right_and_stands_in_the_trace(cast: Any, more: Any) -> None:
    assert more(corrected(OLD)) == []
    case = case_of(cast.udm, kind="message")
    for days, where in zip((9, 7, 2), CORRECTED, strict=True):
        before, why = term(case), f"теперь {days} дней"
        text = CORRECTED[where].replace("TODAY", f"{today()}").replace("два дня, а не двадцать", why)
        assert more(text.replace("2d", f"{days}d")) == [], where
        after = term(case)
        assert after.due_at < before.due_at, where
        assert f"исправлен п. 91.1 ({why}" in after.recomputed, where


def test_a_reason_of_one_value_lets_no_other_be_changed(cast: Any, more: Any) -> None:
    two = CLAUSE % f"2024-10-01: {RULE % '20d'}, 2025-10-01: {RULE % '25d'}"
    assert more(corrected(two)) == []
    one = two.replace("20d", "19d").replace("{from", f'{{corrected: {{{today()}: "опечатка"}}, from', 1)
    assert "с 01.10.2025 изменено задним числом" in more(one.replace("25d", "9d"))[0]
    assert more(one) == []


def test_from_today_on_everything_is_free(cast: Any, more: Any) -> None:
    assert more(corrected(OLD)) == []
    assert more(CLAUSE % f"2024-10-01: {RULE % '20d'}, {today()}: {RULE % '15d'}") == []
    said = more(CLAUSE % f"2024-10-01: {RULE % '20d'}, {today()}: {RULE % '5d'}")
    assert f"с {today():%d.%m.%Y} изменено задним числом" in said[0], "it is in force already"
    ahead = today() + dt.timedelta(days=9)
    assert more(CLAUSE % f"2024-10-01: {RULE % '20d'}, {today()}: {RULE % '15d'}, {ahead}: null") == []
    assert more(CLAUSE % f"2024-10-01: {RULE % '20d'}, {today()}: {RULE % '15d'}") == [], "what is to come is free"


def test_words_of_a_clause_change_from_a_day_and_the_past_is_shown_in_its_own(cast: Any, more: Any) -> None:
    assert more(corrected(OLD)) == []
    dated = OLD.replace('"Проба."', f'{{2024-10-01: "Проба.", {today()}: "Сказано иначе."}}')
    assert more(dated) == []
    client = Client()
    client.force_login(cast.head)
    page = client.get("/w/order/editions/", {"first": "2025-01-01", "second": f"{today()}"}).content.decode()
    assert "Проба." in page and "Сказано иначе." in page
    page = client.get("/w/order/91.1/").content.decode()
    assert "сначала: Проба." in " ".join(page.split())
    assert more(corrected(OLD.replace('"Проба."', '"Поправлено."'), "слова были не те")) == []


def test_a_clause_that_was_closed_is_not_put_back_with_another_past(cast: Any, more: Any) -> None:
    assert more(corrected(OLD)) == []
    assert more(with_line(OLD, f"closed: {today()}")) == []
    assert more("") != []
    assert more(OLD.replace("20d", "2d")) != []
    assert more(with_line(OLD, f"closed: {today()}")) == []


LAW = """order: {title: "Закон края", number: "7-РЗ", date: 2011-04-13, status: in_force}
clauses:
  - clause: "4"
    demand: "Обращение рассматривается 25 дней."
    source: "ст. 4"
    rules:
      - kind: within
        values: {2011-04-13: {from: message_registered, do: reply_on_substance, within: 25d}}
"""


def test_acts_of_a_region_do_not_vanish_while_they_are_in_force(cast: Any, orders: Path) -> None:
    path = orders / "regions" / "RU-UD.yaml"
    path.parent.mkdir(exist_ok=True)
    for text, said, held in (
        (LAW, "", 1),
        ("{}\n", "акты региона ещё действуют (пункты 4)", 1),
        (with_line(LAW, f"closed: {today()}"), "", 1),
        ("{}\n", "", 0),
    ):
        path.write_text(text, encoding="utf-8")
        editions.forget("regions")
        assert len(regional_layers("RU-UD")) == held, text
        assert [said in one for one in told(path)] == ([True] if said else []), "only bodies of the region are told"


def test_the_longest_titles_of_every_layer_stop_no_message(cast: Any, orders: Path) -> None:
    """An act of a region, of the law and of the defaults may be titled as long as a file may say."""
    region = orders / "regions" / "RU-UD.yaml"
    region.parent.mkdir(exist_ok=True)
    long, article = "З" * 300, "ч. " + "1" * 37
    region.write_text(LAW.replace("Закон края", long).replace("ст. 4", article).replace("25d", "3d"), encoding="utf-8")
    restart()
    case = written("long-title", cast.udm.email)
    case = case_of(cast.udm, kind="appeal")
    assert term(case).citation == f"{long}, {article}"
    base = orders / "base" / "federal.yaml"
    text = base.read_text(encoding="utf-8") + LAW.partition("clauses:\n")[2].replace(
        'clause: "4"', f'clause: "999-fz.1"\n    act: "{long}"'
    ).replace("ст. 4", article).replace("2011-04-13", f"{today()}").replace("25d", "2d")
    base.write_text(text, encoding="utf-8")
    tick()
    assert term(case_of(cast.udm, kind="appeal")).citation == f"{long}, {article}"
    for wrong in (LAW.replace("Закон края", long + "З"), LAW.replace("    demand", f'    act: "{long}З"\n    demand')):
        region.write_text(wrong, encoding="utf-8")
        editions.forget("regions")
        regional_layers("RU-UD")
        assert "300" in told(region)[0]


class TestLoading:
    def test_what_was_kept_in_a_transaction_that_was_undone_is_kept_at_the_next_look(
        self, cast: Any, orders: Path
    ) -> None:
        path = orders / SLUG / "order.yaml"
        text = path.read_text(encoding="utf-8").rstrip("\n") + corrected(OLD)
        path.write_text(text, encoding="utf-8")
        editions._seen.clear()
        with pytest.raises(RuntimeError), transaction.atomic():
            assert "91.1" in order_of(SLUG).by_number
            raise RuntimeError
        assert "91.1" not in GoodFile.objects.get(slug=SLUG, name="order.yaml").text
        tick()
        assert "91.1" in GoodFile.objects.get(slug=SLUG, name="order.yaml").text
        path.write_text("a: [1", encoding="utf-8")
        tick()
        assert "91.1" in order_of(SLUG).by_number, "what was read well goes on"

    def test_alerts_of_two_bodies_of_long_names_are_two(self, cast: Any) -> None:
        names = ("ministerstvo-obrazovaniya-a", "ministerstvo-obrazovaniya-b")
        made = [
            Organisation.objects.create(slug=n, name=n, short=n, region="RU-UD", zone_name="Europe/Samara")
            for n in names
        ]
        for name in names:
            editions.tell(name, "order.yaml", OrderError("сломано"))
        editions.settle(names[1], "order.yaml")
        rows = [Alert.objects.filter(organisation_id=o.pk, resolved_at=None).count() for o in made]
        assert rows == [1, 0]

    def test_a_mailbox_that_was_freed_is_taken_without_touching_the_file(self, cast: Any, orders: Path) -> None:
        path, other = orders / SLUG / "order.yaml", orders / "altai-zags" / "order.yaml"
        theirs, mine = cast.altai.email, cast.udm.email
        path.write_text(path.read_text(encoding="utf-8").replace(mine, theirs), encoding="utf-8")
        tick()
        assert f"почта {theirs} уже у органа «altai-zags»" in told(path)[0]
        tick()
        assert Organisation.objects.get(slug=SLUG).email == mine
        other.write_text(other.read_text(encoding="utf-8").replace(theirs, "new@altai.example"), encoding="utf-8")
        for _ in range(2):
            tick()
        assert told(path) == []
        assert Organisation.objects.get(slug=SLUG).email == theirs

    def test_a_term_that_ended_frees_what_leant_on_it(self, cast: Any, orders: Path) -> None:
        case = case_of(cast.udm)
        Case.objects.filter(pk=case.pk).update(unit=Unit.objects.get(organisation=cast.udm, slug="land"))
        path = orders / SLUG / "order.yaml"
        text = path.read_text(encoding="utf-8")
        line = next(one for one in text.splitlines(keepends=True) if "slug: land" in one)
        path.write_text(text.replace(line, ""), encoding="utf-8")
        tick()
        assert "открытые дела: 1" in told(path)[0] and "услуги: " in told(path)[0]
        Case.objects.filter(pk=case.pk).update(unit=None)
        Service.objects.filter(unit__slug="land").update(withdrawn_at=timezone.now())
        tick()
        assert told(path) == []

    def test_the_mailbox_of_another_body_is_no_point_of_ours(self, cast: Any, orders: Path) -> None:
        path = orders / SLUG / "order.yaml"
        text = path.read_text(encoding="utf-8")
        line = next(one for one in text.splitlines(keepends=True) if "kind: email" in one)
        path.write_text(text.replace(line, line.replace(cast.udm.email, cast.altai.email)), encoding="utf-8")
        tick()
        assert f"почта {cast.altai.email} уже у органа «altai-zags»" in told(path)[0]
        assert InteractionPoint.objects.filter(kind="email", address=cast.altai.email).count() == 1
        typed = {"name": "Почта", "address": cast.altai.email.upper(), "functions": ["intake"], "approved_by": "Приказ"}
        with pytest.raises(Objection, match="уже у органа"):
            save_point(cast.udm, "email", **typed, by=cast.admin)

    def test_a_unit_closed_by_a_slip_opens_again_and_one_closed_on_screen_does_not(
        self, cast: Any, orders: Path
    ) -> None:
        path = orders / SLUG / "order.yaml"
        text = path.read_text(encoding="utf-8")
        line = next(one for one in text.splitlines(keepends=True) if "slug: land" in one)
        yesterday, ahead = today() - dt.timedelta(days=1), today() + dt.timedelta(days=9)
        unit = Unit.objects.filter(organisation=cast.udm, slug="land")

        def closed(by: str) -> bool:
            path.write_text(text.replace(line, line.replace("slug: land", f"slug: land{by}")), encoding="utf-8")
            tick()
            return unit.get().closed_at is not None

        assert [
            closed(by) for by in (f", closed: {yesterday}", f", closed: {ahead}", f", closed: {yesterday}", "")
        ] == [
            True,
            False,
            True,
            False,
        ]
        unit.update(closed_at=timezone.now(), entered_by=cast.admin)
        assert closed("")

    def test_one_process_looks_at_the_files_at_once(self, cast: Any, orders: Path) -> None:
        """Whoever migrates, starts or looks holds the same lock, to the end of its work."""
        path = orders / SLUG / "order.yaml"
        path.write_text("a: [1", encoding="utf-8")
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("select pg_advisory_lock(%s)", [LOADING])
            tick()
            assert told(path) == []
            with other.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [LOADING])
            tick()
            assert told(path) != []
            with other.cursor() as cursor:
                cursor.execute("select pg_try_advisory_lock(%s)", [LOADING])
                assert cursor.fetchone()[0], "it is given back"
        finally:
            other.close()

    @pytest.mark.parametrize("way", ["pipe", "link"])
    def test_no_file_hangs_anybody_or_is_read_from_elsewhere(
        self, cast: Any, orders: Path, tmp_path: Path, way: str
    ) -> None:
        path = orders / SLUG / "plain.yaml"
        path.unlink(missing_ok=True)
        if way == "pipe":
            os.mkfifo(path)
        else:
            (tmp_path / "secret").write_text("тайна: да\n", encoding="utf-8")
            path.symlink_to(tmp_path / "secret")
        began = time.monotonic()
        tick()
        assert time.monotonic() - began < 10
        (said,) = told(path)
        assert ("это не обычный файл" if way == "pipe" else "ссылка на файл из другой папки") in said
        assert "тайна" not in said
        path.unlink()


def test_states_are_those_of_the_day_for_staff_and_for_clients(cast: Any, tmp_path: Path) -> None:
    """What will hold says so; what is to close holds until then."""
    rule = "action: send_reply, facts: [greeting]"
    made(tmp_path, ("91.1", "before", rule), ("91.2", "before", rule), ("91.3", "before", rule))
    path = tmp_path / SLUG / "order.yaml"
    head, *parts = path.read_text(encoding="utf-8").split('  - clause: "91.')
    parts[0] = parts[0].replace("    demand", "    closed: 2099-01-01\n    demand")
    parts[1] = parts[1].replace("2024-09-13", "2098-01-01")
    parts[2] = parts[2].replace("    demand", "    closed: 2025-01-01\n    demand")
    path.write_text('  - clause: "91.'.join([head, *parts]), encoding="utf-8")
    with overridden(load_order(path)):
        for address in ("/w/order/", f"/{SLUG}/order/"):
            rows = html.fromstring(Desk(cast.head).get(address).source).xpath(
                "//tr | //li | //article | //section[@id]"
            )
            said = {
                n: " ".join(" ".join(r.text_content() for r in rows if f"91.{n}" in r.text_content()).split())
                for n in "123"
            }
            assert "исполняется системой" in said["1"] and "01.01.2099" in said["1"], address
            assert "ещё не действует" in said["2"] and "01.01.2098" in said["2"], address
            assert "не действует" in said["3"] and "исполняется с" not in said["3"], address


def test_the_page_of_editions_compares_conditions_too(cast: Any, tmp_path: Path) -> None:
    made(tmp_path, ("91.1", "before", "action: send_reply, facts: [greeting], if: {kinds: [message]}"))
    path = tmp_path / SLUG / "order.yaml"
    text = path.read_text(encoding="utf-8").rstrip().removesuffix("}")
    more = ", 2025-01-01: {action: send_reply, facts: [greeting], if: {kinds: [appeal]}}}\n"
    path.write_text(text + more, encoding="utf-8")
    with overridden(load_order(path)):
        page = Desk(cast.head).get("/w/order/editions/?first=2024-12-01&second=2025-02-01").text
    assert "91.1" in page and "обращение" in page


def test_a_folder_of_a_new_body_is_made_among_the_orders_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRIEMNAYA_ORDERS", str(tmp_path / "orders"))
    for slug in ("../../outside", str(tmp_path / "outside"), "a/b", "."):
        assert main(["orders", "new", slug, "--name", "Ф"]) != 0, slug
    assert main(["orders", "new", "fine", "--name", "Фонд", "--region", "RU-ZZ"]) != 0
    assert "RU-ZZ" in capsys.readouterr().err
    assert [p.name for p in tmp_path.rglob("order.yaml")] == []
    assert main(["orders", "new", "fine", "--name", "Фонд", "--region", "RU-UD"]) == 0
    assert load_order(tmp_path / "orders" / "fine" / "order.yaml").by_number
