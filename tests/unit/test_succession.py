"""What was in force stays so: a reason speaks of its own rule and of no other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from priemnaya.bounded.lined import Wrong
from priemnaya.policy import load_order
from priemnaya.policy.succession import check_next

pytestmark = [pytest.mark.unit]
TODAY = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
"""It has come in every zone."""
HEAD = """order: {title: "Закон края", number: "7", date: 2011-04-13, status: in_force}
clauses:
  - clause: "4"
    demand: "Отвечают вовремя."
"""
APPEAL = "{from: message_registered, do: reply_on_substance, within: 30d, if: {kinds: [appeal]}}"
MESSAGE = "{from: message_registered, do: reply_on_substance, within: 10d, if: {kinds: [message]}}"
WHY = f'{{{TODAY}: "опечатка в первом правиле"}}'


def rule(value: str, more: str = "", day: str = "2026-01-01") -> str:
    return f"      - kind: within\n        values: {{{day}: {value}}}\n{more}"


def refused(before: str, after: str, of_clause: str = "", said: str = "Отвечают вовремя.") -> list[str]:
    texts = (
        HEAD + "    rules:\n" + before,
        HEAD.replace("Отвечают вовремя.", said) + of_clause + "    rules:\n" + after,
    )
    old, new = (load_order(Path("law.yaml"), "regional", slug="law", text=text) for text in texts)
    wrong = Wrong("law.yaml")
    check_next(old, new, TODAY, lambda kind, name: [], wrong, TODAY)
    return [str(error) for error in wrong.found]


TWO = rule(APPEAL) + rule(MESSAGE)
OF_RULE = f"        corrected: {WHY}\n"
OTHER = APPEAL.replace("30d", "60d")


class TestOneReasonIsOfOneRule:
    @pytest.mark.parametrize(
        "first",
        [
            rule(OTHER, OF_RULE),
            rule(OTHER.replace("{from", f"{{corrected: {WHY}, from")),
            rule(APPEAL.replace("{from", f"{{corrected: {WHY}, from")),
            rule(APPEAL, OF_RULE),
            rule(APPEAL, OF_RULE, "2026-02-01"),
        ],
        ids=["of a rule that changed", "of its value", "of a value that stayed", "of a rule that stayed", "moved"],
    )
    def test_a_rule_that_is_gone_has_none_by_its_neighbours(self, first: str) -> None:
        assert "задним числом" in refused(TWO, first)[0]

    def test_its_own_or_the_clauses_will_do(self) -> None:
        assert refused(TWO, rule(OTHER, OF_RULE) + rule(MESSAGE)) == []
        assert refused(TWO, rule(OTHER, OF_RULE) + rule(MESSAGE.replace("10d", "9d"), OF_RULE)) == []
        assert refused(TWO, rule(APPEAL, OF_RULE, "2026-02-01") + rule(MESSAGE)) == []
        assert refused(TWO, rule(APPEAL), f"    corrected: {WHY}\n") == []

    def test_two_changed_with_one_reason_are_one_too_many(self) -> None:
        (said,) = refused(TWO, rule(OTHER, OF_RULE) + rule(MESSAGE.replace("10d", "9d")))
        assert "изменено задним числом" in said

    def test_of_other_words_the_clause_says_why(self) -> None:
        (said,) = refused(TWO, rule(OTHER, OF_RULE) + rule(MESSAGE), said="Отвечают, когда смогут.")
        assert "слова пункта (demand)" in said
        assert refused(TWO, TWO, f"    corrected: {WHY}\n", "Отвечают, когда смогут.") == []
