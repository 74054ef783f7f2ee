"""Findings as the composer shows them: field, place in it, words, clause, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from priemnaya.cases.letter_text import REFUSAL_PARTS
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
        "remark": _("Замечание"),
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
                "whole": of_whole(finding.start, finding.end, text),
            }
        )
    return rows


LONGEST_MARK = 400
"""Characters of a place that is still a place: what is longer speaks of the letter."""


def of_whole(start: int, end: int, text: str) -> bool:
    """Whether advice is about the letter, not about words in it: underlining all of it would show nothing."""
    quote = text[start:end].strip()
    return not quote or "\n\n" in quote or len(quote) >= LONGEST_MARK or (start == 0 and end >= len(text.rstrip()))


@dataclass(frozen=True)
class Group:
    """Findings of one sort for the panel. said: each thing that is said, with the places it is said of."""

    title: str
    level: str
    said: list[dict[str, Any]]

    @property
    def count(self) -> int:
        return sum(len(one["rows"]) for one in self.said)


def grouped(rows: list[dict[str, Any]]) -> list[Group]:
    """Errors first, then what is worth mending by family, then advice on the letter as a whole."""
    found: dict[tuple[int, str], Group] = {}
    for row in rows:
        rank, title = _place(row)
        group = found.setdefault((rank, title), Group(title, row["level"] if rank == 0 else "advice", []))
        same = next((one for one in group.said if (one["rule"], one["message"]) == (row["rule"], row["message"])), None)
        if same is None:
            same = {**{n: row[n] for n in ("rule", "message", "why", "clause", "level", "better")}, "rows": []}
            group.said.append(same)
        same["rows"].append(row)
    return [group for _rank, group in sorted(found.items(), key=lambda item: item[0][0])]


def _place(row: dict[str, Any]) -> tuple[int, str]:
    if row["level"] == "error":
        return 0, _("Ошибки")
    return (2, _("О письме целиком")) if row["whole"] else (1, str(row["family"]))


def remarks_of(reply: Reply) -> list[dict[str, Any]]:
    """What whoever signs said of places, each where its words stand now; `gone` where they stand no more."""
    shown = []
    for remark in reply.remarks.select_related("by"):
        field, start = _where(reply, remark.quote)
        shown.append(
            {
                "id": f"remark-{remark.pk}",
                "field": field,
                "start": start,
                "end": start + len(remark.quote) if field else start,
                "quote": remark.quote,
                "message": remark.text,
                "by": remark.by.short_name if remark.by else "",
                "level": "remark",
                "why": "",
                "better": "",
                "cited": "",
                "key": "",
                "replacement": None,
                "safe": False,
                "whole": False,
                "gone": not field,
            }
        )
    return shown


def _where(reply: Reply, quote: str) -> tuple[str, int]:
    """The field that has these words, and where; an empty name when none has."""
    for name in ("text", *(part for part, _title in REFUSAL_PARTS)):
        at = str(getattr(reply, name)).find(quote) if quote else -1
        if at >= 0:
            return name, at
    return "", 0


def help_with_wording(reply: Reply, report: Report) -> dict[str, Any]:
    """What the panel shows: rows, score with its formula, the light, counts by family."""
    rows = rows_of(reply, report)
    return {
        "rows": rows,
        "groups": grouped(rows),
        "left": sum(f.level != "metric" for f in report.findings) - len(rows),
        "score": report.score,
        "empty": report.empty,
        "formula": FORMULA,
        "readability": report.readability,
        "safe_count": sum(r["safe"] for r in rows),
        "families": [(FAMILIES[name], count) for name, count in report.families.items()],
    }
