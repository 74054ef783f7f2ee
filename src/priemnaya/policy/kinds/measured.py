"""measured: a figure is computed from real cases and reported."""

from __future__ import annotations

from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.things import Indicator

from .base import Kind, Values


class Measured(Values):
    indicator: Indicator


class KIND(Kind):
    name = "measured"
    values = Measured
    state = "measured"
    doc = "Показатель считается по тому, что было на деле; посчитанный по делам открывает эти дела."
    example = "{indicator: satisfaction}"

    @classmethod
    def targets(cls, values: Measured) -> tuple[str, ...]:
        return (values.indicator,)

    @classmethod
    def phrase(cls, values: Measured) -> str:
        return f"измеряется: {title_of('figure', values.indicator)}"
