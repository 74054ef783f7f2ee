"""review: something is reviewed at least once a period by somebody, with a proof; the confirmed one opens the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from priemnaya.policy.owed import KNOWLEDGE
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.periods import Thing
from priemnaya.worktime.periods import TITLES, counted_from

from .base import Kind, State
from .periodic import Periodic, stricter

OF_PEOPLE = frozenset({"who", "by", "proof", "title", "roll", "told"})
"""What a person's word about a thing has, and a review that the product sees itself has not."""
OF_A_SECTION = "подтверждает тот, кто отвечает за раздел"


class Review(Periodic):
    """what: a thing of the vocabulary; title: what exactly, in words, where the thing is not enough."""

    what: Thing
    title: str = Field("", max_length=200)

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        if self.what == KNOWLEDGE:
            for name in sorted(self.model_fields_set & OF_PEOPLE):
                yield (
                    f"{name}: раздел базы знаний пересматривает тот, кто за него отвечает, к сроку от прошлого"
                    f" пересмотра, отметив каждую статью: уберите {name} или назовите другой предмет"
                )


class KIND(Kind):
    name = "review"
    values = Review
    state = "by_hand"
    doc = (
        "Пересматривается не реже раза в период: кем и с каким доказательством. Разделы базы знаний система видит сама,"
        " остальное подтверждает человек."
    )
    example = "{what: knowledge, every: month}"

    @classmethod
    def state_at(cls, values: Review, target: str) -> State:
        """The product itself sees the sections of the knowledge base reviewed; of all else it has a person's word."""
        return "enforced" if target == KNOWLEDGE else cls.state

    @classmethod
    def duty(cls, values: Review) -> str:
        return f"пересмотреть: {values.title or title_of('thing', values.what)}"

    @classmethod
    def phrase(cls, values: Review) -> str:
        if values.what == KNOWLEDGE:
            counted = f"{counted_from(values.counted_from)}: к концу периода" if values.counted_from else " со дня"
            last = ", следующего за прошлым пересмотром" if values.counted_from else " прошлого пересмотра"
            since = TITLES[values.every] + counted + last
            return f"пересмотреть каждый раздел базы знаний, {since}; {OF_A_SECTION}"
        return f"{cls.duty(values)}, {values.when}; {values.confirmed}"

    @classmethod
    def tighter(cls, a: Any, b: Any) -> Any:
        return stricter(a, b)
