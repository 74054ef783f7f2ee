"""The fact guard: a rewriting may change words, never numbers, dates, names or negations."""

from __future__ import annotations

import re

_FACTS = re.compile(r"\d+(?:[.,:/-]\d+)*|(?<![.!?]\s)(?<!^)\b[А-ЯЁA-Z][\wё-]+|\b(?:не|ни|нет|нельзя|без)\b")


def facts_of(text: str) -> list[str]:
    """Numbers, names inside the sentence and negations, in order."""
    return sorted(m[0] for m in _FACTS.finditer(text))


def same_facts(before: str, after: str) -> bool:
    return facts_of(before) == facts_of(after)
