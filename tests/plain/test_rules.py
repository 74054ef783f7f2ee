"""Every rule is what its record says: its own examples are its tests, its level is what it earned."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from priemnaya.plain import LEVELS, Document, Profile, Rule, apply, catalogue
from priemnaya.plain.checker import Checker
from priemnaya.plain.eval.__main__ import ESTABLISHED, RESULTS
from priemnaya.plain.eval.examples import expanded
from priemnaya.plain.inputs import read_document
from priemnaya.plain.profile import OWN
from priemnaya.plain.rule import RuleError, load_rules
from priemnaya.policy.kinds.written import Check

pytestmark = pytest.mark.unit
RULES = list(catalogue().values())
WRONG = [(rule, text) for rule in RULES for text in rule.examples.wrong]
RIGHT = [(rule, text) for rule in RULES for text in rule.examples.right]
THE_CATALOGUE = {
    "OFF": 23,
    "SYN": 13,
    "LEX": 19,
    "POS": 5,
    "ORT": 17,
    "TYP": 7,
    "FMT": 7,
    "STR": 24,
}  # the catalogue's 105, five for kinds of text that it has no rule for, and OFF-23, split from OFF-13, STR-24, and two for words of an order


OWN_WORDS = [
    f"{mark}{words}"
    for mark in OWN
    for words in ("надлежащий", "в установленном порядке", "ваше обращение рассмотрено")
]


def examined(rule: Rule, text: str, appeal: str = "") -> tuple[str, list]:  # type: ignore[type-arg]
    kind = rule.examples.kind if not rule.kinds or rule.examples.kind in rule.kinds else rule.kinds[0]
    manuscript = read_document(text.encode(), "x.html") if rule.family == "FMT" else None
    document = manuscript.document() if manuscript else Document(text)
    return document.text, list(
        Checker([rule])
        .check(document, Profile(kind=kind, appeal=appeal, syntax=True, checks=frozenset({*rule.serves, *OWN_WORDS})))
        .findings
    )


@pytest.mark.parametrize(("rule", "example"), WRONG, ids=[f"{r.id}-{n}" for n, (r, _) in enumerate(WRONG)])
def test_a_wrong_example_is_found_and_mended(rule: Rule, example: str) -> None:
    text, marks, appeal, mended = expanded(example)
    marked = [text[start:end] for start, end in marks]
    shown, findings = examined(rule, text, appeal)
    if rule.family == "FMT":
        assert any(marked[0] in shown[f.start : f.end] or shown[f.start : f.end] in marked[0] for f in findings)
        return
    assert any((f.start < end and f.end > start) or f.start == start for f in findings for start, end in marks), (
        findings
    )
    if mended is not None:
        assert apply(text, findings) == mended


@pytest.mark.parametrize(("rule", "example"), RIGHT, ids=[f"{r.id}-{n}" for n, (r, _) in enumerate(RIGHT)])
def test_a_right_example_stays_silent(rule: Rule, example: str) -> None:
    text, _, appeal, _ = expanded(example)
    assert examined(rule, text, appeal)[1] == []


def test_the_whole_catalogue_is_here() -> None:
    assert {family: sum(r.family == family for r in RULES) for family in THE_CATALOGUE} == THE_CATALOGUE


def test_every_check_that_an_order_may_ask_is_served() -> None:
    served = {name for rule in RULES for name in rule.serves}
    assert set(get_args(Check)) <= served


def test_a_level_is_what_the_measured_precision_earned() -> None:
    """error from 0.9, warning from 0.75; under twenty judged hits at most a warning, unless the rule is true by
    definition."""
    measured = json.loads(RESULTS.read_text(encoding="utf-8"))
    for rule in RULES:
        found = measured.get(rule.id, {"judged": 0, "precision": 0.0})
        if rule.exact or rule.level in ("advice", "metric"):
            continue
        if found["judged"] < ESTABLISHED:
            assert LEVELS.index(rule.level) >= LEVELS.index("warning"), rule.id
        if found["judged"]:
            assert found["precision"] >= (0.9 if rule.level == "error" else 0.75), rule.id


def test_a_safe_fix_belongs_to_an_exact_or_a_measured_rule() -> None:
    safe = {r.id for r in RULES if r.fix.kind == "safe"}
    assert all(
        catalogue()[name].exact for name in safe - {"OFF-01"}
    )  # OFF-01 by its own table, measured on 600 sentences


def test_every_finding_tells_what_why_and_where_from() -> None:
    for rule in RULES:
        assert len(rule.why) > 10
        assert rule.source
        assert rule.serves
        assert re.search("[а-яё]", rule.title)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"level": "fatal"}, "level"),
        ({"unknown": 1}, "unknown"),
        ({"examples": {"wrong": ["{а}"], "right": ["б", "в", "г"]}}, "wrong"),
        ({"id": "XYZ-01"}, "id"),
        ({"find": []}, "нет того, что искать"),
    ],
)
def test_a_broken_record_does_not_load(tmp_path: Path, change: dict[str, object], told: str) -> None:
    record = {
        "id": "OFF-99",
        "title": "Проба",
        "serves": ["officialese"],
        "level": "advice",
        "detector": "lexicon",
        "find": [{"find": ["слово"]}],
        "message": "м",
        "why": "потому что так",
        "source": "проба",
        "examples": {"wrong": ["{а}", "{б}", "{в}"], "right": ["г", "д", "е"]},
    }
    (tmp_path / "x.yaml").write_text(json.dumps([{**record, **change}], ensure_ascii=False), encoding="utf-8")
    with pytest.raises(RuleError, match=told):
        load_rules(tmp_path)


def test_the_page_of_rules_is_generated_and_current() -> None:
    from priemnaya.plain.docs import PAGE, page

    assert (Path(__file__).parents[2] / PAGE).read_text(encoding="utf-8") == page(), "run `make docs`"
