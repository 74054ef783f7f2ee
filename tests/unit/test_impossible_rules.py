"""What nobody could keep, or nobody would read, is no rule: the file says so when it is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from priemnaya.policy import OrderError, load_order

pytestmark = [pytest.mark.unit]
FILE = """order: {title: "Закон края", number: "7", date: 2011-04-13, status: in_force}
clauses:
  - clause: "4"
    demand: "Отвечают вовремя."
    rules:
      - kind: %s
        values: {2026-01-01: {%s}}
"""


def said(kind: str, value: str) -> str:
    """What loading says is wrong; empty when it loads."""
    try:
        load_order(Path("law.yaml"), "regional", slug="law", text=FILE % (kind, value))
    except OrderError as wrong:
        return str(wrong)
    return ""


@pytest.mark.parametrize(
    "pair",
    [
        "from: message_registered, do: term_broken",
        "from: reply_sent, do: rated",
        "from: clarified, do: client_added",
        "from: reply_sent, do: letter_returned",
        "from: consent_given, do: consent_withdrawn",
        "from: article_published, do: article_voted",
        "from: call_ended, do: call_missed",
    ],
)
def test_what_nobody_of_the_body_does_is_owed_by_nobody(pair: str) -> None:
    do = pair.rpartition(" ")[2]
    assert f"пишите tell с on: {do}" in said("within", f"{pair}, within: 3d")


@pytest.mark.parametrize(
    ("pair", "loads"),
    [
        ("from: closed, do: assigned", False),
        ("from: closed, do: reply_drafted", False),
        ("from: reply_sent, do: assigned", False),
        ("from: reply_sent, do: reply_drafted", False),
        ("from: reply_on_substance, do: closed", False),
        ("from: answered_orally, do: classified", False),
        ("from: reopened, do: reply_drafted", True),
        ("from: closed, do: reopened", True),
        ("from: closed, do: noted", True),
        ("from: reply_sent, do: resumed", True),
        ("from: reply_signed, do: reply_sent", True),
        ("from: reply_signed, do: reply_drafted", False),
    ],
)
def test_what_is_done_to_an_open_matter_does_not_come_after_its_end(pair: str, loads: bool) -> None:
    assert ("срок не закрылся бы никогда" in said("within", f"{pair}, within: 3d")) is not loads
    assert not loads or not said("within", f"{pair}, within: 3d")


CLOSES = 'outcome: %s, title: "Переписка прекращена", notice: true, within: %s'


@pytest.mark.parametrize("within", ["7wd", "7h", "9wh", "30m"])
def test_a_roll_that_nobody_would_read_is_refused(within: str) -> None:
    assert "roll относится только к дням" in said("closes_as", f"{CLOSES % ('repeated', within)}, roll: back")


def test_a_roll_of_days_loads() -> None:
    assert said("closes_as", f"{CLOSES % ('repeated', '7d')}, roll: back") == ""


@pytest.mark.parametrize("outcome", ["spam", "oral", "explain", "refusal", "suspend"])
def test_an_outcome_that_the_product_sets_is_no_orders(outcome: str) -> None:
    assert "ставит сама система" in said("closes_as", CLOSES % (outcome, "7d"))


def test_no_outcome_of_the_product_is_an_orders() -> None:
    from priemnaya.cases.models import DECISIONS, SPAM

    for outcome in (*DECISIONS, SPAM):
        assert "ставит сама система" in said("closes_as", CLOSES % (outcome, "7d")), outcome


NEVER_SO = {
    "within: from: suspended, do: noted, within: 3d, if: {kinds: [appeal]}": "только у дел этих видов: service_appl",
    "tell: on: suspended, whom: [client], if: {kinds: [appeal]}": "только у дел этих видов: service_application",
    "tell: on: resumed, whom: [client], unless: {kinds: [appeal]}": "исключать нечего: уберите kinds",
    "within: from: found_incomplete, do: noted, within: 3d, if: {kinds: [appeal]}": "видов: service_application",
    "within: from: reply_sent, do: noted, within: 3d, if: {decisions: [suspension], kinds: [message]}": "«приостановить»",
    "tell: on: reply_signed, whom: [head], unless: {decisions: [termination], kinds: [appeal]}": "уберите decisions",
    "before: action: send_reply, facts: [letterhead], if: {decisions: [termination], kinds: [message]}": "«прекратить»",
    "within: from: complaint_received, do: suspended, within: 3d": "а «услуга приостановлена» — только у этих: service",
    "within: from: reply_sent, do: suspended, within: 3d, if: {decisions: [refusal]}": "с решением: suspension",
    "tell: on: answered_orally, whom: [head], if: {came_by: [email]}": "пришли через эти точки: in_person",
    "tell: on: answered_orally, whom: [head], if: {electronic: true}": "приходит не в электронном виде",
    "tell: on: answered_orally, whom: [head], unless: {electronic: false}": "не действовало бы никогда",
    "limit: what: documents_asked, at_most: 1, if: {kinds: [message]}": "«потребовать документ» бывает только у дел",
    "before: action: ask_document, facts: [demand_act], if: {kinds: [appeal]}": "видов: service_application",
}
"""A condition that no matter with such an event, decision or action meets -> what is possible there."""
SO = (
    "tell: on: suspended, whom: [client], if: {kinds: [service_application]}",
    "within: from: reply_sent, do: noted, within: 3d, if: {decisions: [suspension, refusal], kinds: [message]}",
    "tell: on: answered_orally, whom: [head], if: {came_by: [in_person], kinds: [appeal]}",
    "limit: what: documents_asked, at_most: 1, if: {kinds: [service_application]}",
)


def test_a_condition_that_nothing_ever_meets_is_refused_with_what_is_possible() -> None:
    for rule, why in NEVER_SO.items():
        kind, _, value = rule.partition(": ")
        assert why in said(kind, value), rule
    for rule in SO:
        kind, _, value = rule.partition(": ")
        assert said(kind, value) == "", rule
