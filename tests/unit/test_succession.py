"""What was in force stays so: a reason speaks of its own rule and of no other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from priemnaya.bounded.lined import Wrong
from priemnaya.policy import load_order
from priemnaya.policy.succession import check_next, corrections

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


def refused(
    old_rules: str, after: str, of_clause: str = "", said: str = "Отвечают вовремя.", before: str = ""
) -> list[str]:
    """before: what stood beside the rules of the clause."""
    texts = (
        HEAD + before + "    rules:\n" + old_rules,
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


class TestOnOneDay:
    """A slip is put right, the edition is loaded, and an hour later there is another."""

    FIRST = rule(OTHER, OF_RULE) + rule(MESSAGE)

    def test_another_rule_or_value_is_explained_by_the_same_words(self) -> None:
        second = rule(OTHER, OF_RULE) + rule(MESSAGE.replace("10d", "9d"), OF_RULE)
        assert refused(self.FIRST, second) == []
        inside = MESSAGE.replace("{from", f"{{corrected: {WHY}, from")
        assert refused(self.FIRST, rule(OTHER, OF_RULE) + rule(inside.replace("10d", "9d"))) == []
        two = f"      - kind: within\n        values: {{2026-01-01: %s, 2026-02-01: {MESSAGE}}}\n"
        assert refused(two % inside, (two % inside).replace(MESSAGE, inside.replace("10d", "9d"))) == []

    @pytest.mark.parametrize("of_clause", [False, True])
    def test_at_the_same_place_more_is_asked_than_stands_there(self, of_clause: bool) -> None:
        place = f"    corrected: {WHY}\n" if of_clause else ""
        beside = "" if of_clause else OF_RULE
        old, new = (rule(value, beside) + rule(MESSAGE) for value in (OTHER, OTHER.replace("60d", "90d")))
        (said,) = refused(old, new, place, before=place)
        assert "уже объяснила прежнюю правку этого дня" in said and '"почему"' not in said
        asked = said[said.rindex("corrected: ") :]
        line = f"    {asked}\n" if of_clause else f"        {asked}\n"
        new = new.replace(OF_RULE, line)
        assert refused(old, new, line if of_clause else "", before=place) == [], "what is asked will do"

    def test_of_words_too(self) -> None:
        place = f"    corrected: {WHY}\n"
        (said,) = refused(TWO, TWO, place, "Отвечают, когда смогут.", before=place)
        assert "уже объяснила" in said

    def test_what_began_today_is_in_force_and_the_next_day_is_named(self) -> None:
        """One day can't have two values: the message asks for no such thing."""
        old = rule(APPEAL, day=f"{TODAY}")
        tomorrow = TODAY + dt.timedelta(days=1)
        for after in (rule(OTHER, day=f"{TODAY}"), rule(MESSAGE, day="2026-01-01")):
            said = refused(old, after)[0]
            assert "задним числом" in said
        assert f"не раньше {tomorrow}" in refused(old, rule(OTHER, day=f"{TODAY}"))[0]
        assert refused(old, rule(OTHER, OF_RULE, f"{TODAY}")) == []
        both = f"      - kind: within\n        values: {{{TODAY}: {APPEAL}, {tomorrow}: {OTHER}}}\n"
        assert refused(old, both) == [], "as the message says"

    def test_each_stands_in_the_trace(self) -> None:
        second = rule(OTHER, OF_RULE) + rule(MESSAGE.replace("10d", "9d"), OF_RULE)
        old, new = (
            load_order(Path("law.yaml"), "regional", slug="law", text=HEAD + "    rules:\n" + text)
            for text in (self.FIRST, second)
        )
        assert corrections(old, new) == [f"исправлен п. 4 (опечатка в первом правиле, {TODAY:%d.%m.%Y})"]
        assert corrections(new, new) == []
