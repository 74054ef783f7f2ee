"""Orders load strictly; the engine takes the strictest; a sixth order needs no code."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from priemnaya.config.cli import main
from priemnaya.config.cli.orders_coverage import _lack_by_files as lack_by_files
from priemnaya.policy import OrderError, Policy, coverage, find_tests, load_base, load_order
from priemnaya.policy.points import test_name as name_of
from priemnaya.worktime import ProductionCalendar, Schedule

pytestmark = pytest.mark.unit
ROOT = Path(__file__).resolve().parents[2]
SIXTH = """
order: {title: "Приказ Комитета культуры", number: "1", date: 2026-01-10, status: in_force}
body: {name: "Комитет культуры", short: "Комитет", genitive: "Комитета культуры", region: RU-KGD, zone: Europe/Kaliningrad, accent: "#336699"}
clauses:
  - clause: "1"
    demand: "Отвечать быстро."
    rules:
      - kind: within
        values:
          2026-01-10: {from: message_received, do: primary_reply, within: 24h, skip: non_working_days, if: {electronic: true}}
          2026-06-01: {from: message_received, do: primary_reply, within: 8h, skip: non_working_days, if: {electronic: true}}
  - clause: "2.points"
    demand: "Точки названы."
    rules:
      - kind: kept_register
        values: {2026-01-10: {register_name: points}}
"""


def written(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "sixth"
    folder.mkdir(exist_ok=True)
    (folder / "order.yaml").write_text(text, encoding="utf-8")
    return folder / "order.yaml"


def test_a_changed_copy_leaves_the_order_it_was_made_of_as_it_was(tmp_path: Path) -> None:
    """The copy once wrote its rules into the very lists of the first, which then asked each rule twice."""
    path = tmp_path / "order.yaml"
    path.write_text(SIXTH, encoding="utf-8")
    order = load_order(path)
    asked = [(clause.number, rule) for clause, rule in order.by_kind["within"]]
    fewer = replace(order, clauses=order.clauses[1:])
    assert [(clause.number, rule) for clause, rule in order.by_kind["within"]] == asked
    assert "within" not in fewer.by_kind and list(fewer.by_number) == ["2.points"]


def test_a_sixth_order_loads_and_its_dated_values_hold(tmp_path: Path) -> None:
    order = load_order(written(tmp_path, SIXTH))
    rule = order.by_number["1"].rules[0]
    values = [rule.on(dt.date(2026, m, 15)) for m in (1, 7)]
    assert [v.within for v in values if v] == ["24h", "8h"]  # type: ignore[attr-defined]
    assert rule.on(dt.date(2025, 1, 1)) is None


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (
            ("kind: within", "kind: answer_soon"),
            8,
            "неизвестный вид правила «answer_soon»",
        ),
        (('demand: "Отвечать', 'demands: "Отвечать'), 6, "неизвестный ключ «demands»"),
        (('clause: "2.points"', 'clause: "1"'), 12, "пункт повторён, он уже есть в строке 5"),
        (('clause: "2.points"', 'clause: "0"'), 12, "стоит не на месте"),
        (('clause: "2.points"', "clause: 2"), 12, "в кавычках"),
        (("within: 24h", "within: 24"), 10, "24h"),
        (("do: primary_reply, within: 24h", "do: dance, within: 24h"), 10, "допустимо"),
        (("within: 8h", "wihtin: 8h"), 11, "неизвестный ключ «wihtin»"),
        (("2026-06-01:", "2026-01-01:"), 11, "по возрастанию"),
        (("2026-06-01:", "скоро:"), 11, "не дата"),
        (("status: in_force", "status: maybe"), 2, "status"),
        (("zone: Europe/Kaliningrad,", "zone: Europe/Kaliningrad, zone: x,"), 3, "повторён"),
    ],
)
def test_an_error_names_line_clause_and_what_is_allowed(
    tmp_path: Path, change: tuple[str, str], line: int, said: str
) -> None:
    with pytest.raises(OrderError) as error:
        load_order(written(tmp_path, SIXTH.replace(*change)))
    assert said in str(error.value)
    assert error.value.line == line
    assert "order.yaml" in str(error.value)


@pytest.mark.parametrize(
    "text", ["", "[", "- 1", "order: 1\nclauses: []", "order: {title: x, status: draft}\nclauses: 5"]
)
def test_what_is_no_order_is_said_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(OrderError):
        load_order(written(tmp_path, text))


def test_the_strictest_layer_holds_and_prevails_decides_openly(tmp_path: Path) -> None:
    strict = SIXTH.replace("from: message_received", "from: message_registered").replace(
        "do: primary_reply, within: 24h, skip: non_working_days, if: {electronic: true}",
        "do: reply_on_substance, within: 10d, if: {kinds: [appeal]}",
    )
    calendar, schedule = ProductionCalendar.of(), Schedule.parse({"mon-fri": ["09:00-18:00"]})
    base = load_base(ROOT / "orders")

    def held(text: str) -> tuple[str, int]:
        order = load_order(written(tmp_path, text))
        zone = dt.timezone(dt.timedelta(hours=2))
        since = dt.datetime(2026, 3, 2, 12, tzinfo=zone)
        found = Policy((order, *base)).term("reply_on_substance", since, {"kind": "appeal"}, calendar, zone, schedule)
        assert found is not None
        return found.rule.order.layer, (found.due.at - since).days

    assert held(strict) == ("body", 10)
    assert held(strict.replace("10d", "60d")) == ("federal", 30)
    assert held(
        strict.replace("10d", "60d").replace(
            "      - kind: within", '      - kind: within\n        prevails: "Указ № 1"'
        )
    ) == ("federal", 30), "an order does not loosen the law, whatever it cites"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            [
                "due",
                "--rule",
                "24h",
                "--skip",
                "non_working_days",
                "--from",
                "2026-05-08T16:30",
                "--zone",
                "Europe/Samara",
            ],
            0,
            "2026-05-12T16:30:00+04:00",
        ),
        (["due", "--rule", "15wd", "--from", "2024-04-19"], 0, "2024-05-16"),
        (["due", "--rule", "30d", "--roll", "back", "--from", "2027-12-20"], 2, "Для 2028 года не загружен"),
        (["due", "--rule", "30x", "--from", "2026-01-01"], 2, "пишите 24h"),
        (["due", "--rule", "1wd", "--from", "2026-10-02", "--region", "RU-AD"], 0, "2026-10-06"),
        (["orders", "check"], 0, "64 пункта"),
        (["clause", "udmurtia-mio", "3.5"], 0, "cases.terms.open_obligation"),
        (["clause", "udmurtia-mio", "99"], 2, "нет"),
        (["check", "README.md", "--body", "nobody"], 2, "Порядка «nobody» нет"),
    ],
)
def test_the_command_line(
    arguments: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path))
    assert main(arguments) == code
    told = capsys.readouterr()
    assert said in told.out + told.err


def test_coverage_as_json_lists_every_clause() -> None:
    """In a process of its own: as a light command starts, with neither Django nor a database."""
    result = subprocess.run(
        [sys.executable, "-m", "priemnaya.config.cli", "orders", "coverage", "--format", "json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    every = json.loads(result.stdout)
    rows = [r for r in every if r["body"] not in ("federal", "defaults")]
    assert len(rows) == 239
    assert len(every) > len(rows) + 20, "the law and the defaults join the coverage"
    assert {"body", "clause", "kind", "state", "enforced_at", "tests", "indicator"} <= set(rows[0])
    enforced = [r for r in rows if r["state"] == "enforced"]
    assert [f"{r['body']} {r['clause']}" for r in enforced if not r["tests"]] == []


def test_without_a_database_too_a_rule_says_that_no_head_of_a_department_is_known(tmp_path: Path) -> None:
    """Seen: «исполняется системой» of a clause that names people whom nothing knows."""
    path = tmp_path / "made" / "order.yaml"
    path.parent.mkdir()
    clause = "{2026-01-01: {action: extend, facts: [extended_by_named], person: head_of_unit}}"
    path.write_text(
        "order: {title: Приказ, number: '1', date: 2026-01-01, status: in_force}\n"
        "body: {name: Инспекция, region: RU-KGD, zone: Europe/Kaliningrad}\n"
        f'clauses:\n  - clause: "1"\n    demand: "Продлевает начальник."\n    rules: [{{kind: before, values: {clause}}}]\n',
        encoding="utf-8",
    )
    lack = lack_by_files(load_order(path))
    assert "не записан ни один" in lack["person:decides:head_of_unit"]
    assert not [name for name in lack if name.count("person:") > 1]


NUMBERS = st.text(st.sampled_from("0123abcfzабвжщёАB.-_()§ "), min_size=1, max_size=8)


@given(one=NUMBERS, other=NUMBERS)
@example(one="2.1.а", other="2.1.б")
@example(one="2.1.а", other="2.1.a")
@example(one="2-1.1", other="2.1.1")
@example(one="2.ж", other="2.zh")
@example(one="59-fz.10", other="59.fz.10")
@example(one="а", other="А")
def test_no_two_clauses_share_the_name_of_a_test(one: str, other: str) -> None:
    """Seen: six clauses «2.1.а» … «2.1.е» of an order had one name, so one example stood under all of them."""
    assert (name_of("some-body", one) == name_of("some-body", other)) == (one == other)
    assert name_of("some-body", one).isidentifier()


def test_an_example_of_a_lettered_clause_stands_under_that_clause_alone(tmp_path: Path) -> None:
    folder = tmp_path / "some-body"
    folder.mkdir()
    shutil.copy(ROOT / "tests" / "orders_made" / "yantar-gzhi" / "order.yaml", folder / "order.yaml")
    (folder / "cases.yaml").write_text('- clause: "2.1.б"\n', encoding="utf-8")
    order = load_order(folder / "order.yaml")
    found = {s.clause: s.tests for s in coverage([order], find_tests(tmp_path, [order])) if s.tests}
    assert found == {"2.1.б": ("some-body/cases.yaml::test_some_body_2_1_b__1",)}
