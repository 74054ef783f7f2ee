"""only_if: an action is lawful only under a condition: who does not meet it is not asked to mend it but treated
otherwise."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from priemnaya.policy.vocabulary.facts import FACTS

from .before import Guarded, OfFacts


class OnlyIf(Guarded):
    """action: what is lawful; facts: only when these hold. A fact that a setting belongs to is asked by `before`."""

    @model_validator(mode="after")
    def _without_settings(self) -> Self:
        if named := [name for name in self.facts if FACTS[name].settings]:
            raise ValueError(
                f"факт «{named[0]}» пишут видом before: у него есть настройка {FACTS[named[0]].settings[0]}"
            )
        return self


class KIND(OfFacts):
    name = "only_if"
    values = OnlyIf
    doc = "Действие законно, только если выполнено условие."
    example = "{action: take, facts: [identified], if: {kinds: [appeal], electronic: true}}"
