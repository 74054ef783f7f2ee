"""How a text is worded, clause by clause: what the order asks of service descriptions, articles and scripts (altai-zags
4.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from priemnaya.bounded import run
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of, style_of
from priemnaya.plain import CHECKS, Finding, Report, catalogue, for_order
from priemnaya.policy import KINDS, Verdict, register
from priemnaya.policy.engine import verdict as verdict_of

KINDS_OF_TEXT = {"article": "article", "service": "article", "script": "article"}
"""What an order calls a text -> the checker's kind of text."""
for _on in KINDS_OF_TEXT:
    for _check in sorted(CHECKS):
        register("written_plainly", f"{_on}.{_check}", "knowledge.wording.check_text")


@dataclass(frozen=True)
class TextVerdict(Verdict):
    """A verdict on wording, with the rules that broke the clause."""

    rules: tuple[str, ...] = ()


def broken(base: Verdict, errors: list[Finding]) -> TextVerdict:
    """The verdict of a clause that these findings break."""
    first = errors[0]
    more = f" И ещё таких мест: {len(errors) - 1}." if len(errors) > 1 else ""
    remedy = f"Лучше: {first.better}" if first.better else "Перепишите."
    values = {**base.__dict__, "ok": False, "why": first.message + more, "remedy": remedy}
    return TextVerdict(**values, rules=tuple(dict.fromkeys(f.rule for f in errors)))


def excused(verdict: Verdict, overrides: dict[str, str]) -> bool:
    """Every rule that broke the clause was overridden with a reason."""
    return isinstance(verdict, TextVerdict) and all(overrides.get(rule, "").strip() for rule in verdict.rules)


def reasons_of(verdicts: Iterable[Verdict], overrides: dict[str, str]) -> dict[str, str]:
    """Clause -> the reasons why its stop was overridden, for the record."""
    return {
        v.clause: "; ".join(dict.fromkeys(overrides[r] for r in v.rules if overrides.get(r)))
        for v in verdicts
        if isinstance(v, TextVerdict) and excused(v, overrides)
    }


@dataclass(frozen=True)
class Checked:
    """The whole report (also where the order asks nothing) and the order's verdicts on the text."""

    report: Report
    verdicts: list[Verdict]

    def stops(self, overrides: dict[str, str] | None = None) -> list[Verdict]:
        return [v for v in self.verdicts if not v.ok and not excused(v, overrides or {})]


def clause_verdicts(asked: Iterable[Any], errors: list[Finding]) -> list[Verdict]:
    """One verdict a clause: broken while a check of the clause finds an error."""
    rules, verdicts = catalogue(), []
    for rule in asked:
        if CHECKS.isdisjoint(rule.value.checks):
            continue
        base = verdict_of(rule, KINDS[rule.kind].targets(rule.value)[0], {})
        own = [f for f in errors if not set(rule.value.checks).isdisjoint(rules[f.rule].serves)]
        verdicts.append(broken(base, own) if own else base)
    return verdicts


def check_text(organisation: Organisation, on: str, text: str, day: dt.date) -> Checked:
    """What the checker says of a text of the knowledge base, and which clauses stop it. on: article, service or
    script."""
    asked = list(policy_of(organisation).rules("written_plainly", day, facts={"on": on}))
    profile = for_order(
        ((r.value.checks, r.value.max_words) for r in asked),
        style_of(organisation),
        kind=KINDS_OF_TEXT[on],
        audience="layman",
    )
    report: Report = run("plain.check_text", text, profile, patience=20.0)
    return Checked(report, clause_verdicts(asked, list(report.stops)))
