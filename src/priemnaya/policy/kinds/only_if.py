"""only_if: an action is lawful only under a condition: who does not meet it is not asked to mend it but treated
otherwise."""

from __future__ import annotations

from .before import Guarded, OfFacts


class OnlyIf(Guarded):
    """action: what is lawful; facts: only when these hold."""


class KIND(OfFacts):
    name = "only_if"
    values = OnlyIf
    doc = "Действие законно, только если выполнено условие."
    example = "{action: take, facts: [identified], if: {kinds: [appeal], electronic: true}}"
