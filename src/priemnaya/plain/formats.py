"""A report for machines: JSON rows and SARIF 2.1.0, so that any editor or pipeline can show findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .report import Finding
from .rule import catalogue

SARIF_LEVEL = {"error": "error", "warning": "warning", "advice": "note", "metric": "none"}


def as_row(finding: Finding, file: str = "") -> dict[str, Any]:
    """rule, level, start, end, message, clause, replacement; and why, better, safe, file."""
    row = {
        "rule": finding.rule,
        "level": finding.level,
        "start": finding.start,
        "end": finding.end,
        "message": finding.message,
        "clause": finding.clause or None,
        "replacement": finding.replacement,
        "why": finding.why,
        "better": finding.better,
        "safe": finding.safe,
    }
    return {"file": file, **row} if file else row


def as_sarif(files: Iterable[tuple[str, str, Iterable[Finding]]]) -> dict[str, Any]:
    """One run over (file, text, findings)."""
    results, used = [], dict[str, None]()
    for file, text, findings in files:
        for finding in findings:
            used[finding.rule] = None
            results.append(_result(file, text, finding))
    rules = [_described(name) for name in used]
    index = {name: n for n, name in enumerate(used)}
    for result in results:
        result["ruleIndex"] = index[result["ruleId"]]
    driver = {"name": "priemnaya", "rules": rules, "language": "ru"}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _described(name: str) -> dict[str, Any]:
    rule = catalogue()[name]
    return {
        "id": rule.id,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": SARIF_LEVEL[rule.level]},
    }


def _result(file: str, text: str, finding: Finding) -> dict[str, Any]:
    line = text.count("\n", 0, finding.start) + 1
    column = finding.start - (text.rfind("\n", 0, finding.start) + 1) + 1
    region = {
        "startLine": line,
        "startColumn": column,
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    location = {"physicalLocation": {"artifactLocation": {"uri": file}, "region": region}}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": SARIF_LEVEL[finding.level],
        "message": {"text": finding.message},
        "locations": [location],
    }
    if finding.clause:
        result["properties"] = {"clause": finding.clause}
    if finding.replacement is not None:
        deleted = {"charOffset": finding.start, "charLength": finding.end - finding.start}
        replacement = {"deletedRegion": deleted, "insertedContent": {"text": finding.replacement}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": {"uri": file}, "replacements": [replacement]}]}]
    return result
