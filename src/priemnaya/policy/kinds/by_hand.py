"""by_hand: what no program can judge: a person answers for it and each period confirms, with evidence."""

from __future__ import annotations

from pydantic import Field

from .base import Kind
from .periodic import Periodic

CONFIRMED = "confirmed"


class ByHand(Periodic):
    """how: how people judge it, in words."""

    how: str = Field(min_length=10, max_length=500)


class KIND(Kind):
    name = "by_hand"
    values = ByHand
    state = "by_hand"
    doc = "Программа этого не проверит: человек отвечает и каждый период подтверждает с доказательством."
    example = "{how: «Начальник отдела наблюдает приём и записывает замечания», every: quarter, who: heads_of_units}"

    @classmethod
    def targets(cls, values: ByHand) -> tuple[str, ...]:
        return (CONFIRMED,)

    @classmethod
    def duty(cls, values: ByHand) -> str:
        return f"подтвердить: {values.how.rstrip('.')}"

    @classmethod
    def phrase(cls, values: ByHand) -> str:
        return f"{values.how.rstrip('.')}; {values.confirmed}; {values.when}"
