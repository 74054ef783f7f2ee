"""`python -m priemnaya.plain.eval`: measure the checker, print the tables, write docs/plain-evaluation.md and
results.json."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from .. import syntax
from ..checker import check
from ..citations import find_citations
from ..profile import Profile
from ..report import Finding
from ..rule import catalogue
from . import rewriting
from .baselines import hunspell_only, regex_only
from .corpus import HERE, Letter, check_hash, development, frozen
from .scoring import HARD, Check, Counts, Outcome, score, wilson

ESTABLISHED = 20
"""Judged hits from which a rule's precision counts as measured."""
RESULTS = HERE / "results.json"


def ours(letter: Letter) -> Iterable[Finding]:
    return check(letter.text, Profile(kind=letter.kind, syntax=True)).findings  # type: ignore[arg-type]


def without_syntax(letter: Letter) -> Iterable[Finding]:
    return check(letter.text, Profile(kind=letter.kind)).findings  # type: ignore[arg-type]


def strong(name: str) -> bool:
    """Rules of level error and warning, the hopeless ones aside: those the bars speak of."""
    return catalogue()[name].level in ("error", "warning") and name not in HARD


def share(right: int, total: int) -> str:
    low, high = wilson(right, total)
    return f"{right / total:.2f} [{low:.2f}; {high:.2f}] n={total}" if total else "— n=0"


def rows_by_rule(outcome: Outcome) -> Iterator[str]:
    yield "| rule | level | precision (95 %) | recall (95 %) | F0.5 | standing |"
    yield "|---|---|---|---|---|---|"
    for name, rule in catalogue().items():
        c = outcome.rules.get(name, Counts())
        standing = (
            "true by definition" if rule.exact else "established" if c.judged >= ESTABLISHED else "not established"
        )
        if rule.level == "metric":
            standing = "metric"
        yield (
            f"| {name} | {rule.level} | {share(c.right, c.judged)} | {share(c.found, c.found + c.missed)} | {c.f05:.2f}"
            f" | {standing} |"
        )


def summary(title: str, letters: list[Letter], checks: dict[str, Check]) -> Iterator[str]:
    yield (
        f"### {title}: {len(letters)} letters, {sum(x.words for x in letters)} words,"
        f" {sum(len(x.marks) for x in letters)} defects, {sum(x.clean for x in letters)} clean"
    )
    yield ""
    yield (
        "| engine | precision, error and warning | recall, error and warning | precision, all levels | recall, all"
        " levels | F0.5 all | false alarms a clean letter (worst) | per 1,000 clean words |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for name, engine in checks.items():
        outcome = score(letters, engine)
        few, every = outcome.over(strong), outcome.over(lambda _: True)
        alarms = outcome.false_on_clean
        yield (
            f"| {name} | {share(few.right, few.judged)} | {share(few.found, few.found + few.missed)} |"
            f" {share(every.right, every.judged)} | {share(every.found, every.found + every.missed)} | {every.f05:.2f}"
            f" | {sum(alarms) / max(len(alarms), 1):.2f} ({max(alarms, default=0)}) |"
            f" {sum(alarms) * 1000 / max(outcome.clean_words, 1):.1f} |"
        )
    yield ""


def hard_rows(letters: list[Letter]) -> Iterator[str]:
    outcome = score(letters, ours)
    total = outcome.over(lambda name: name in HARD)
    yield (
        f"Punctuation and agreement without a language model ({', '.join(sorted(HARD))}): precision"
        f" {share(total.right, total.judged)}, recall {share(total.found, total.found + total.missed)}."
    )
    yield ""


def rewriting_rows() -> Iterator[str]:
    yield "| set | right | refused | wrong | share wrong (95 %) |"
    yield "|---|---|---|---|---|"
    for name in rewriting.SETS:
        counts = Counter(v.name for v in rewriting.judge(name))
        total = sum(counts.values())
        yield (
            f"| {name} | {counts['right']} | {counts['refused']} | {counts['wrong']} |"
            f" {share(counts['wrong'], total)} |"
        )
    yield ""


def citation_counts() -> tuple[int, int, int]:
    """(right, false, missed) references on the citation sentences; a reference is right when its words are the same."""
    check_hash(HERE / "citations.txt")
    right = false = missed = 0
    for line in (HERE / "citations.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        gold = [g.rstrip(" ,.") for g in re.findall(r"\{([^}]*)\}", line)]
        found = [c.text for c in find_citations(re.sub(r"[{}]", "", line))]
        right += sum(g in found for g in gold)
        missed += sum(g not in found for g in gold)
        false += sum(f not in gold for f in found)
    return right, false, missed


def report() -> Iterator[str]:
    dev, held = development(), frozen()
    engines: dict[str, Check] = {
        "this checker, syntax on": ours,
        "this checker, syntax off": without_syntax,
        "baseline: regular expressions only": regex_only,
        "baseline: hunspell only": hunspell_only,
    }
    yield (
        f"Measured {dt.datetime.now().astimezone():%Y-%m-%d}; syntax models"
        f" {'installed' if syntax.available() else 'not installed'}; {len(catalogue())} rules."
    )
    yield ""
    yield from summary("Frozen part", held, engines)
    yield from hard_rows(held)
    yield from summary("Development part (rules were tuned on it)", dev, engines)
    yield from hard_rows(dev)
    yield "### Safe rewriting"
    yield ""
    yield from rewriting_rows()
    right, false, missed = citation_counts()
    yield f"### References to acts\n\nprecision {share(right, right + false)}, recall {share(right, right + missed)}"
    yield ""
    outcome = score(dev, ours)
    yield "### By rule, development part\n"
    yield from rows_by_rule(outcome)
    yield "\n### By rule, frozen part\n"
    yield from rows_by_rule(score(held, ours))


def results() -> dict[str, dict[str, float]]:
    """Per rule on the development part: what the test of levels reads."""
    outcome = score(development(), ours)
    return {
        name: {"judged": c.judged, "precision": round(c.precision, 3), "recall": round(c.recall, 3)}
        for name, c in sorted(outcome.rules.items())
    }


def main() -> int:
    lines = list(report())
    sys.stdout.write("\n".join(lines) + "\n")
    RESULTS.write_text(json.dumps(results(), indent=1) + "\n", encoding="utf-8")
    page = Path.cwd() / "docs" / "plain-evaluation.md"
    if page.exists():
        head, mark, _ = page.read_text(encoding="utf-8").partition("<!-- measured -->\n")
        page.write_text(head + mark + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
