"""not_by: an action is not done by this person, nor given to them: by another than."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from priemnaya.policy.connection import HEADS, SOME_HEADS
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import impossible, nearest, title_of
from priemnaya.policy.vocabulary.actions import OF_REPLIES, REASONED, ActionName
from priemnaya.policy.vocabulary.conditions import fact_of
from priemnaya.policy.vocabulary.doers import PEOPLE, PersonName, people_at

from .base import OF_A_CASE, OF_A_REPLY, Facts, Kind, Values

HEAD_OF_OTHER = "head_of_complained_of"
"""Known by the heads that departments have: where none is written down, it is nobody."""


class NotBy(Values):
    """person: by their part in the matter; actions: what they do not do, or is not given to them."""

    person: PersonName
    actions: tuple[ActionName, ...] = Field(min_length=1)

    def conditions(self) -> frozenset[str]:
        """Looking at a list of cases asks no condition: who is kept from one is kept whatever it is."""
        if "read_case" in self.actions or "publish_article" in self.actions:
            return frozenset()
        return OF_A_REPLY if set(self.actions) <= OF_REPLIES else OF_A_CASE

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        yield from impossible.of_action(self.actions, self.if_, self.unless)

    def reads(self) -> tuple[str, ...]:
        return (*super().reads(), *((HEADS, SOME_HEADS) if self.person == HEAD_OF_OTHER else ()))

    def without_list(self, name: str) -> Self | None:
        return self if name == SOME_HEADS else None

    def takes_reason(self) -> bool:
        return set(self.actions) <= REASONED

    @model_validator(mode="after")
    def _known_there(self) -> Self:
        for action in self.actions:
            if self.person not in PEOPLE or action not in PEOPLE[self.person].at:
                allowed = [name for name in PEOPLE if action in PEOPLE[name].at]
                meant = nearest(self.person, people_at(action))
                hint = f"возможно, {meant}; " if meant else ""
                raise ValueError(
                    f"«{self.person}» у действия «{action}» никто не проверит; {hint}допустимо:"
                    f" {', '.join(sorted(allowed)) or 'никто'}"
                )
        return self


class KIND(Kind):
    name = "not_by"
    values = NotBy
    doc = "Это делает не он и поручают не ему: другой."
    example = "{person: author, actions: [send_reply]}"

    @classmethod
    def targets(cls, values: NotBy) -> tuple[str, ...]:
        return tuple(f"{action}.{values.person}" for action in values.actions)

    @classmethod
    def judge(cls, values: NotBy, facts: Facts) -> Judgement:
        """The fact named as the person says why it would be them (words for people, or True), or is empty."""
        person, why = PEOPLE[values.person], fact_of(facts, values.person)
        if not why:
            return Judgement(True)
        return Judgement(False, why if isinstance(why, str) else person.why, person.remedy)

    @classmethod
    def phrase(cls, values: NotBy) -> str:
        doing = ", ".join(title_of("action", a) for a in values.actions)
        return f"{doing}: не {title_of('doer', values.person)}"
