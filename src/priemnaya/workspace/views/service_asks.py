"""What a service's form asks of its own, as its editor's page types it: conditions, questions, a second applicant, whom
a fee is paid to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import QueryDict

from priemnaya.core.reading import whole
from priemnaya.knowledge.services.questions import DAYS, KNOWN, NO, QUESTION_KINDS, YES, YES_NO, Payee

Rows = Callable[[QueryDict, str, Sequence[str]], list[tuple[int, dict[str, str]]]]
CONDITION = ("question", "hint", "ruled_out", "why", "instead")
QUESTION = (
    "label",
    "kind",
    "hint",
    "example",
    "required",
    "options",
    "block",
    "after",
    "answer",
    "least",
    "most",
    "unit",
    "days",
    "born",
    "known",
    "place",
)
SPARE = 2
PAYEE = tuple(Payee.model_fields)


def asked_data(typed: QueryDict, rows_of: Rows) -> dict[str, Any]:
    """As plain data of an edition; rows without a question are left out."""
    conditions = [row for _n, row in rows_of(typed, "c", CONDITION)]
    rows = rows_of(typed, "q", QUESTION)
    number = {str(n + 1): row["id"] for n, row in rows}
    placed = sorted(rows, key=lambda one: (whole(one[1]["place"]) or one[0] + 1, one[0]))
    payee = {name: typed.get(f"p_{name}", "").strip() for name in PAYEE}
    second = {"who": typed.get("second_who", "").strip(), "why": typed.get("second_why", "").strip()}
    return {
        "conditions": conditions,
        "questions": [_question(row, number) for _n, row in placed],
        "second": second if second["who"] else None,
        "payee": payee if any(payee.values()) else None,
    }


def _question(row: Mapping[str, str], number: Mapping[str, str]) -> dict[str, Any]:
    """number: as the page counts its questions, the id of each; what is no number stays as typed, and is told of."""
    kept: dict[str, Any] = {
        n: row[n] for n in ("id", "label", "kind", "hint", "example", "block", "unit", "days", "known")
    }
    kept["required"], kept["born"] = row["required"] != "no", row["born"] == "yes"
    kept["options"] = _lines(row["options"])
    kept |= {n: row[n] for n in ("least", "most") if row[n]}
    if row["after"]:
        kept["when"] = {"question": number.get(row["after"], row["after"]), "answer": _lines(row["answer"])}
    return kept


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def asked_context(data: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of the page, with some to spare."""
    questions = list(data.get("questions") or ())
    number = {q.get("id"): n for n, q in enumerate(questions, 1)}
    return {
        "conditions": [*(data.get("conditions") or ()), *({} for _n in range(SPARE))],
        "questions": [*(_shown(q, number) for q in questions), *({} for _n in range(SPARE))],
        "question_kinds": QUESTION_KINDS,
        "question_days": DAYS,
        "question_known": KNOWN,
        "yes": YES,
        "no": NO,
    }


def _shown(question: Mapping[str, Any], number: Mapping[Any, int]) -> dict[str, Any]:
    when = question.get("when") or {}
    said = [YES_NO[v].lower() if v in YES_NO else v for v in when.get("answer") or ()]
    after = when.get("question", "")
    return {
        **question,
        "option_lines": "\n".join(question.get("options") or ()),
        "after": number.get(after, after),
        "answer_lines": "\n".join(said),
    }
