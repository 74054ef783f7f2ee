"""decided_alike: similar cases are decided the same way; a different decision needs a recorded reason."""

from __future__ import annotations

from .base import Kind, Values


class DecidedAlike(Values):
    what: str = "decision"


class KIND(Kind):
    name = "decided_alike"
    values = DecidedAlike
    doc = "Похожие дела решаются одинаково; иное решение требует записанной причины."
    example = "{}"
