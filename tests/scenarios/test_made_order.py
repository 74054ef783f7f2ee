"""An order of another style, written by the user's documents alone: loaded, checked, its examples run, its share that
is expressed whole printed (`-s` shows it)."""

from __future__ import annotations

import re
from contextlib import nullcontext
from pathlib import Path

import pytest
import yaml

from priemnaya.config.bench_made import share_of
from priemnaya.config.cli import build_parser, checking, orders_coverage
from priemnaya.config.cli.orders_test import tell
from priemnaya.config.cli.places import load_files
from priemnaya.policy import coverage, load_order

from ..made import MADE, ROOT, orders_of

SLUG = "yantar-gzhi"
FOLDER = MADE / SLUG
EXPRESSED = 0.9
"""The share of clauses that the kinds say whole; one that waits for calls or visits and says so is said."""

HOLDS = 45
"""Clauses that the product does today, and that the file says whole."""

WAITING = {"2.1.д", "2.1.е", "4.6", "4.7", "5.9"}
"""Clauses of a community that is not connected, of the application, of news of progress, of terms told on request, of watched acts."""


def numbers_of(act: str) -> list[str]:
    """«статья.часть» and «статья.часть.пункт»; a part that only leads to its points is none."""
    found, article, part = [], "", ""
    for line in act.splitlines():
        if met := re.match(r"Статья (\d+)\.", line):
            article = met[1]
        elif article and (met := re.match(r"(\d+)\. ", line)):
            part = f"{article}.{met[1]}"
            found.append(part)
        elif part and (met := re.match(r"([а-е])\) ", line)):
            found = [n for n in found if n != part]
            found.append(f"{part}.{met[1]}")
    return found


def test_an_order_of_another_style_is_expressed_clause_by_clause() -> None:
    numbers = numbers_of((FOLDER / "act.txt").read_text(encoding="utf-8"))
    order = load_order(FOLDER / "order.yaml")
    left = yaml.safe_load((FOLDER / "left.yaml").read_text(encoding="utf-8"))
    assert len(numbers) == len(set(numbers)) >= 40
    assert [c.number for c in order.clauses] == [n for n in numbers if n in order.by_number]
    assert set(numbers) == set(order.by_number) | set(left), "every clause of the act is said or listed as left"
    assert len([n for n in numbers if n not in left]) / len(numbers) >= EXPRESSED
    share = share_of(FOLDER)
    print(f"{SLUG}: {share}")
    assert (share.clauses, share.loads) == (len(numbers), len(order.clauses))
    assert share.waits == len(WAITING) and share.loads == share.waits + share.holds
    assert share.holds - len(share.partly) >= HOLDS and share.enforced <= share.holds
    assert set(share.partly) == set(left) & set(order.by_number) - WAITING, (
        "what is said in part is named, not counted in"
    )


def test_it_is_loaded_checked_and_its_examples_come_out(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in (checking, orders_coverage):
        monkeypatch.setattr(module, "with_database", lambda **_: nullcontext())
    folder = orders_of(monkeypatch, tmp_path / "orders", SLUG, files=("order.yaml", "cases.yaml"))
    options = build_parser().parse_args(["orders", "check", str(folder / SLUG / "order.yaml")])
    assert options.run(options) == 0, capsys.readouterr().out
    options = build_parser().parse_args(["orders", "coverage", "--body", SLUG])
    assert options.run(options) == 0
    order = load_order(folder / SLUG / "order.yaml")
    waiting = {s.clause for s in coverage([order]) if s.state == "not yet"}
    assert waiting == WAITING
    load_files()
    capsys.readouterr()
    wrong = tell(folder, SLUG)
    assert wrong == 0, capsys.readouterr().out


SIGNS = 'signs: ["пожар", "на контроле", "опасность на дороге", "обещаны работы"]'
"""Those of the table's rules."""


@pytest.mark.unit
def test_every_turn_of_the_table_for_officials_is_a_rule_that_loads(tmp_path: Path) -> None:
    """docs/orders.md, «Как сказано в акте → как записать»: each rule as it stands there."""
    page = (ROOT / "docs" / "orders.md").read_text(encoding="utf-8")
    table = page.partition("### Как сказано в акте")[2].partition("### ")[0]
    rules = re.findall(r"^\| [^|]+ \| `(\w+): (\{.+?\})` \|", table, re.M)
    assert len(rules) >= 25
    head = (FOLDER / "order.yaml").read_text(encoding="utf-8").partition("clauses:")[0]
    named = 'posts: ["главный юрист", "заместитель министра", "Юридический отдел"]'
    head = head.replace("\nbody:\n", f"\nbody:\n  {named}\n  {SIGNS}\n")
    assert named in head
    clauses = [
        f'  - clause: "{n}"\n    demand: "…"\n    rules:\n      - kind: {kind}\n        values: {{2025-04-01: {value}}}'
        for n, (kind, value) in enumerate(rules, 1)
    ]
    file = tmp_path / "made" / "order.yaml"
    file.parent.mkdir()
    file.write_text(head + "clauses:\n" + "\n".join(clauses) + "\n", encoding="utf-8")
    assert len(load_order(file).clauses) == len(rules)
