"""Findings as the composer shows them: field, place in it, words, clause, and what may be done."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from priemnaya.cases.models import Reply
from priemnaya.cases.wording import key_of, parts_of, place_in
from priemnaya.plain import FAMILIES, FORMULA, Report
from priemnaya.policy.titles import clause_title


def labels() -> dict[str, str]:
    """Words that the script shows, in the language of the page."""
    return {
        "accept": _("Принять"),
        "keep": _("Оставить как есть"),
        "better": _("Лучше:"),
        "error": _("Ошибка"),
        "warning": _("Предупреждение"),
        "advice": _("Совет"),
    }


def rows_of(reply: Reply, report: Report) -> list[dict[str, Any]]:
    """Findings for the page and for the script alike: the field, the place in it, words, clause and what may be
    done."""
    text, parts = parts_of(reply)
    rows = []
    for n, finding in enumerate(f for f in report.findings if f.level != "metric"):
        if key_of(finding, text) in reply.kept and finding.level != "error":
            continue
        field, start, end = place_in(parts, finding)
        rows.append(
            {
                "id": f"{finding.rule}-{n}",
                "field": field,
                "start": start,
                "end": end,
                "quote": text[finding.start : finding.end][:160],
                "rule": finding.rule,
                "level": finding.level,
                "family": FAMILIES[finding.family],
                "message": finding.message,
                "why": finding.why,
                "better": finding.better,
                "replacement": finding.replacement if field != "answers" else None,
                "safe": finding.safe and field != "answers",
                "clause": finding.clause,
                "cited": clause_title(finding.clause) if finding.clause else "",
                "key": key_of(finding, text),
            }
        )
    return rows


def help_with_wording(reply: Reply, report: Report) -> dict[str, Any]:
    """What the panel shows: rows, score with its formula, the light, counts by family."""
    rows = rows_of(reply, report)
    return {
        "rows": rows,
        "left": sum(f.level != "metric" for f in report.findings) - len(rows),
        "score": report.score,
        "empty": report.empty,
        "formula": FORMULA,
        "readability": report.readability,
        "safe_count": sum(r["safe"] for r in rows),
        "families": [(FAMILIES[name], count) for name, count in report.families.items()],
    }
