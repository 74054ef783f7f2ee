"""Safe rewriting is never wrong on what was judged; references are found and moved; the frozen part is what it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.plain import check, find_citations, move_to_endnotes, rewrite_safely
from priemnaya.plain.eval import rewriting
from priemnaya.plain.eval.__main__ import citation_counts, ours, strong
from priemnaya.plain.eval.corpus import FROZEN, check_hash, development, frozen
from priemnaya.plain.eval.scoring import score
from priemnaya.plain.rewrite.facts import facts_of

pytestmark = pytest.mark.unit
CASES = [case for name in rewriting.SETS for case in rewriting.cases(name)]


def test_at_least_three_hundred_sentences_none_wrong() -> None:
    verdicts = [v for name in rewriting.SETS for v in rewriting.judge(name)]
    assert len(verdicts) >= 300
    assert [v for v in verdicts if v.name == "wrong"] == []
    assert sum(v.name == "refused" for v in verdicts) <= len(verdicts) // 50


@pytest.mark.parametrize("case", CASES[::7], ids=lambda c: c.source[:40])
def test_a_second_rewriting_changes_nothing(case: rewriting.Case) -> None:
    once = rewrite_safely(case.source)
    assert rewrite_safely(once) == once


@pytest.mark.parametrize("case", CASES[::5], ids=lambda c: c.source[:40])
def test_numbers_survive(case: rewriting.Case) -> None:
    def digits(text: str) -> list[str]:
        return re.findall(r"\d+", " ".join(facts_of(text)))

    assert digits(rewrite_safely(case.source)) == digits(case.source)


def test_a_replacement_touches_only_its_span() -> None:
    text = "Отдел  осуществляет проверку документов по заявке А.В. Ким,  дом 5."
    finding = next(f for f in check(text).findings if f.rule == "OFF-01")
    assert text[finding.start : finding.end] == "осуществляет проверку документов"
    assert finding.replacement == "проверяет документы"


def test_references_on_the_judged_sentences() -> None:
    right, false, missed = citation_counts()
    assert right / (right + false) >= 0.97
    assert right / (right + missed) >= 0.95


def test_the_same_act_in_other_dress_is_one_note() -> None:
    text = (
        "По Федеральному закону от 27.07.2010 № 210-ФЗ это бесплатно. Смотрите Федеральный закон от 27 июля 2010 г. N"
        " 210-ФЗ."
    )
    moved, notes = move_to_endnotes(text)
    assert notes == ["Федеральный закон от 27.07.2010 № 210-ФЗ"]
    assert moved == "По закону [1] это бесплатно. Смотрите закон [1]."


def test_new_notes_follow_those_that_are_there() -> None:
    moved, notes = move_to_endnotes("Это по статье 65 Земельного кодекса.", ["Приказ от 1 мая 2020 г. № 5"])
    assert moved == "Это по земельному кодексу [2]."
    assert notes[1] == "Статья 65 Земельного кодекса"


@given(st.text(max_size=300))
def test_moving_references_never_raises_and_keeps_what_is_no_reference(text: str) -> None:
    moved, notes = move_to_endnotes(text)
    if not find_citations(text):
        assert (moved, notes) == (text, [])


def test_the_frozen_part_is_what_was_hashed() -> None:
    check_hash(FROZEN)
    assert len(frozen()) == 40
    assert len(frozen()) + len(development()) >= 160
    assert sum(x.clean for x in [*frozen(), *development()]) >= 40
    assert {x.body for x in frozen()} == {
        "altai-zags",
        "chelyabinsk-edu",
        "novosibirsk-okn",
        "udmurtia-mio",
        "chechnya-minnats",
    }


def test_the_bars_on_the_frozen_part() -> None:
    outcome = score(frozen(), ours)
    few = outcome.over(strong)
    assert few.recall >= 0.85
    assert sum(outcome.false_on_clean) / len(outcome.false_on_clean) <= 0.3
    assert max(outcome.false_on_clean) <= 2
