"""A rule that no matter of this body could ever meet does not load, or says what it waits for."""

from __future__ import annotations

from pathlib import Path

import pytest

from priemnaya.config.cli.orders_diff import _known
from priemnaya.policy import OrderError, load_order
from priemnaya.policy.connection import EMPTY, SERVICES, lists_awaited

pytestmark = [pytest.mark.unit]
ORDER = """order: {title: "Приказ инспекции", number: "7", date: 2026-02-10, status: in_force}
body: {name: Инспекция, region: RU-PNZ, zone: Europe/Moscow, email: vet@penza.example%s}
clauses:
  - clause: "4.7"
    demand: "Требование."
    rules:%s
"""
RULE = "\n      - kind: %s\n        values: {2026-03-01: {%s}}"
REMIND = "on: term_end, whom: [executor], what: term, share: 100, ahead: [%s]%s"


def said(*rules: tuple[str, str], body: str = "") -> str:
    text = ORDER % (body, "".join(RULE % rule for rule in rules))
    try:
        load_order(Path("penza-vet/order.yaml"), text=text)
    except OrderError as wrong:
        return str(wrong)
    return ""


def test_the_same_reminder_loads_once_and_none_from_afar() -> None:
    first, second = ("tell", REMIND % ("5wd", "")), ("tell", REMIND % ("1wd", ""))
    assert not said(first, second)
    assert not said(("tell", REMIND % ("5wd, 1wd", "")))
    assert "penza-vet/order.yaml:9: п. 4.7: то же напоминание" in said(second, ("tell", REMIND % ("5wd, 1wd", "")))
    boss = REMIND.replace("executor", "head_of_unit")
    assert not said(second, ("tell", boss % ("1wd", "")))
    assert "напоминают сотрудникам" in said(("tell", REMIND.replace("executor", "client") % ("1wd", "")))
    named = [("tell", REMIND % (f"{n}wd", f", owed: [{do}]")) for n, do in ((5, "primary_reply"), (1, "closed"))]
    assert not said(first, named[0]), "one of a named term says more than one of all"
    assert "то же" in said(named[0], ("tell", REMIND % ("5wd", ", owed: [primary_reply]")))
    assert "не раньше чем за 30wd или 120wh" in said(("tell", REMIND % ("3000wd", "")))


def test_a_condition_that_nobody_here_can_choose_is_an_error() -> None:
    rule = "action: send_reply, facts: [need], if: {%s}"
    governor = ("before", rule % "grounds: [governor_migration]")
    assert "впишите в body head_of_region: true" in said(governor)
    assert not said(governor, body=", head_of_region: true")
    servant = ("before", rule % "clients: [civil_servant]")
    assert "«civil_servant» нет в списке органа" in said(servant, body=", client_kinds: [citizen, legal_entity]")
    assert not said(servant, body=", client_kinds: [citizen, civil_servant]")
    assert "«civil_servant» нет" in said(servant), "the usual list"
    own = ("kept_register", "register_name: clients, entries: [civil_servant]")
    assert not said(own, servant), "the register of the order names it"


def test_what_only_services_have_waits_for_them() -> None:
    rules = [
        ("before", "action: send_reply, facts: [grounds_listed], if: {decisions: [refusal]}"),
        ("before", "action: send_reply, facts: [grounds_listed, grounds_said], if: {decisions: [refusal]}"),
        ("point_serves", "point: phone, functions: [inform]"),
    ]
    text = ORDER % ("", "".join(RULE % rule for rule in rules))
    order = load_order(Path("penza-vet/order.yaml"), text=text)
    for rule in order.clauses[0].rules:
        assert lists_awaited(rule.latest, {SERVICES: EMPTY[SERVICES]}) == [EMPTY[SERVICES]], rule.kind.name
    assert "обращение или сообщение примем и здесь" in order.clauses[0].rules[2].kind.phrase(
        order.clauses[0].rules[2].latest
    )
    taken = load_order(
        Path("penza-vet/order.yaml"), text=ORDER % ("", RULE % ("point_serves", "point: email, functions: [intake]"))
    )
    assert not lists_awaited(taken.clauses[0].rules[0].latest, {SERVICES: EMPTY[SERVICES]}), "messages come there"
    only = ("point_serves", "point: %s, functions: [%s], only: true")
    assert not said((only[0], only[1] % ("phone", "inform")))
    assert "only — только у точки phone" in said((only[0], only[1] % ("email", "inform")))
    assert "противоречат" in said((only[0], only[1] % ("phone", "intake")))
    no = "action: send_reply, facts: [grounds_listed], if: {kinds: [message]}"
    assert "факт «grounds_listed» при условии" in said(("before", no))


def test_an_edition_in_another_folder_is_known_by_its_mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`orders diff old.yaml new.yaml`: else the body's own mailbox would be another's."""
    orders = Path(__file__).parents[2] / "orders"
    monkeypatch.setenv("PRIEMNAYA_ORDERS", str(orders))
    path = tmp_path / "new.yaml"
    path.write_text((orders / "altai-zags" / "order.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert _known(path) == "altai-zags"
    path.write_text("[]", encoding="utf-8")
    assert _known(path) == ""
