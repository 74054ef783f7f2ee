"""How a text is worded, clause by clause: what the order asks of service descriptions, articles and scripts (altai-zags
4.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from priemnaya.bounded import run
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of, style_of
from priemnaya.plain import STOPPING, Audience, Finding, Report, TextKind, for_order, served
from priemnaya.policy import KINDS, Verdict, register
from priemnaya.policy.engine import verdict as verdict_of

KINDS_OF_TEXT: tuple[TextKind, ...] = ("article", "service", "script")
"""Texts that an order speaks of, as the checker calls them too."""
for _on in KINDS_OF_TEXT:
    for _check, _stops in sorted(served(_on).items()):
        register("written", f"{_on}.{_check}", "knowledge.wording.check_text", stops=_stops)
    register("written", f"{_on}.score", "knowledge.wording.check_text")


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
    """The whole report (also where the order asks nothing), the order's verdicts on the text, and what is kept on
    record when it goes out as it is."""

    report: Report
    verdicts: list[Verdict]
    rulings: list[Verdict]

    def stops(self, overrides: dict[str, str] | None = None) -> list[Verdict]:
        return [v for v in self.verdicts if not v.ok and not excused(v, overrides or {})]


def clause_verdicts(asked: Iterable[Any], errors: list[Finding], score: int | None = None) -> list[Verdict]:
    """One verdict a clause: broken while a check of the clause finds an error, or the score is lower than it asks;
    None: there is nothing to be scored."""
    verdicts = []
    for rule in asked:
        targets = KINDS[rule.kind].targets(rule.value)
        if rule.value.all_checks:
            base = verdict_of(rule, targets[0], {})
            own = [f for f in errors if not set(rule.value.all_checks).isdisjoint(f.serves)]
            verdicts.append(broken(base, own) if own else base)
        if rule.value.min_score:
            verdicts.append(_scored(verdict_of(rule, targets[-1], {}), rule.value.min_score, score))
    return verdicts


def _scored(base: Verdict, least: int, score: int | None) -> Verdict:
    if score is None or score >= least:
        return base
    why = f"Оценка ясности текста {score} из 100, а нужно не ниже {least}."
    return replace(base, ok=False, why=why, remedy="Исправьте замечания к тексту: оценка вырастет.")


def with_open(verdicts: Iterable[Verdict], asked: Iterable[Any], found: Iterable[Finding]) -> list[Verdict]:
    """The verdicts as they are kept on record: a text that goes out with an open warning did not keep the clause that
    the warning serves, though nothing stopped it. found: what nobody decided to leave as it is."""
    left, wanted = list(found), list(asked)
    checks = {(r.clause.number, KINDS[r.kind].targets(r.value)[0]): set(r.value.all_checks) for r in wanted}
    kept = []
    for verdict in verdicts:
        mine = checks.get((verdict.clause, verdict.target), set()) if verdict.ok else set()
        own = [f for f in left if any(counts(f, check) for check in mine.intersection(f.serves))]
        kept.append(broken(verdict, own) if own else verdict)
    return kept


def counts(finding: Finding, check: str) -> bool:
    """Whether an open finding of the check means that its clause was not kept: an advice does only where the check has
    nothing stronger to say."""
    return finding.level in ("error", "warning") or (finding.level == "advice" and check not in STOPPING)


def check_text(
    organisation: Organisation,
    on: TextKind,
    text: str,
    day: dt.date,
    supplied: frozenset[str] = frozenset(),
    audience: Audience = "layman",
) -> Checked:
    """What the checker says of a text of the knowledge base, or of what was said, and which clauses stop it. supplied:
    parts of a service that its page says beside the words; audience: whoever reads or hears it."""
    asked = list(policy_of(organisation).rules("written", day, facts={"on": on}))
    profile = for_order(
        ((r.value.all_checks, r.value.max_words) for r in asked),
        style_of(organisation),
        kind=on,
        audience=audience,
        supplied=supplied,
    )
    report: Report = run("plain.check_text", text, profile, patience=20.0)
    verdicts = clause_verdicts(asked, list(report.stops), None if report.empty else report.score)
    return Checked(report, verdicts, with_open(verdicts, asked, report.findings))
