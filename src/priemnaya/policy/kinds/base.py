"""What every kind of rule is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from priemnaya.policy.connection import PERSON
from priemnaya.policy.contact_points import SOCIAL
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import impossible, nearest, own_people
from priemnaya.policy.vocabulary.actions import REASONED
from priemnaya.policy.vocabulary.conditions import RECORDED_REASON, TITLES, Conditions

State = Literal["enforced", "advised", "measured", "recorded", "provided", "by_hand", "stated"]
Facts = Mapping[str, Any]


OF_A_CASE = frozenset(TITLES) - {"rated", "decisions", "asked_in_month", RECORDED_REASON}
"""Conditions that every place which has a case in hand can tell (cases/facts.py gives them)."""
OF_A_REPLY = OF_A_CASE | {"decisions"}
WHERE_WRITTEN = ", ".join(sorted(REASONED))


def _shortly(value: Any) -> Any:
    """`unless: recorded_reason` is short for `unless: {recorded_reason: true}`. Raises ValueError for another word."""
    if isinstance(value, str) and value != RECORDED_REASON:
        hint = f"возможно, {meant}; " if (meant := nearest(value, TITLES)) else ""
        raise ValueError(f"{hint}одним словом пишут только {RECORDED_REASON}, остальное — {{условие: значение}}")
    return {RECORDED_REASON: True} if value == RECORDED_REASON else value


Unless = Annotated[Conditions, BeforeValidator(_shortly)]


class Values(BaseModel):
    """The values of one rule. Unknown keys are load errors.

    if: the rule holds only under these conditions; unless: it does not hold under these. With `recorded_reason` among
    them it stops, and under the others, if there are any, whoever writes why may go on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    if_: Conditions = Field(default_factory=Conditions, alias="if")
    unless: Unless = Field(default_factory=Conditions)

    def conditions(self) -> frozenset[str]:
        """The conditions that the places which read this rule can tell; another one is a load error, for nobody would
        look at it."""
        return frozenset()

    def waits_for(self) -> tuple[str, ...]:
        """Parts of the product that do not exist yet, without which nobody reads this, beyond what its words wait
        for."""
        return ()

    def without_waiting(self) -> tuple[Self | None, tuple[str, ...]]:
        """What of it is held while the parts of `waits_for` are not there, None where nothing is; and those parts."""
        waits = self.waits_for()
        return (None if waits else self), waits

    def without_list(self, name: str) -> Self | None:
        """What of it is held while a list that it reads has nothing in it; None where nothing is. For a post that
        nobody has the head of the body answers."""
        return self if name.startswith(PERSON) else None

    @property
    def opens_nothing(self) -> bool:
        """Whether a term that it sets could be met by nobody: what is owed, or how it is counted, waits for a part of
        the product."""
        return False

    def rests_on(self) -> tuple[tuple[str, ...], ...]:
        """Groups of points of contact: while a body has none of one connected, this value concerns nothing there."""
        social = SOCIAL if self.if_.kinds == ("social_message",) else ()
        return (self.if_.came_by, self.if_.answered_by, social)

    def reads(self) -> tuple[str, ...]:
        """Lists of the body that this value looks into: with nothing there it finds nothing. Applications alone are no
        such list: they come by mail and on paper to a body that describes no service."""
        return tuple(f"{PERSON}{name}" for name in own_people(self))

    def takes_reason(self) -> bool:
        """Whether a person acts where the rule is asked, and has where to write why."""
        return False

    @property
    def by_reason(self) -> bool:
        """Whether what it stops is done all the same by who writes why."""
        return bool(self.unless.recorded_reason)

    @property
    def by_words(self) -> bool:
        """Whether what it stops is known by the words and the grammar of a text, so that the same said otherwise may
        go unseen."""
        return False

    def excusable(self, facts: Facts) -> bool:
        """Whether the step may be taken all the same for a reason that is written."""
        return bool(self.unless.recorded_reason) and self.unless.hold(facts)

    def late_on(self, day: dt.date) -> str:
        """What is impossible of the value, known the day from which it is in force; empty when nothing is."""
        return ""

    def amiss(self) -> Iterator[str]:
        """What of the value, as a file has it, says nothing, can never be or is read by nobody: each in words. Asked of
        files alone: what a term keeps was lawful when it was written."""
        for key, field, asked in (("if", "if_", self.if_), ("unless", "unless", self.unless)):
            if field in self.model_fields_set:
                yield from impossible.amiss(key, asked)
        yield from impossible.apart(self.if_, self.unless)

    def doubts(self) -> Iterator[str]:
        """What of the value is lawful and without effect: told by `orders check`, and loaded all the same."""
        return iter(())

    def hold(self, facts: Facts) -> bool:
        if not self.if_.hold(facts):
            return False
        return bool(self.unless.recorded_reason) or not (self.unless.used and self.unless.hold(facts))

    @model_validator(mode="after")
    def _readable_conditions(self) -> Self:
        if self.if_.recorded_reason:
            raise ValueError("recorded_reason пишется в unless: шаг останавливают, пока не записана причина")
        if self.unless.recorded_reason and not self.takes_reason():
            raise ValueError(f"recorded_reason: здесь причину записать негде; её пишут у действий: {WHERE_WRITTEN}")
        for name in (*self.if_.used, *(n for n in self.unless.used if n != RECORDED_REASON)):
            if name not in self.conditions():
                allowed = ", ".join(sorted(self.conditions())) or "без условий"
                raise ValueError(f"условие «{name}» здесь никто не проверит; допустимо: {allowed}")
        if self.unless.used and self.unless.covers(self.if_):
            raise ValueError("if и unless противоречат друг другу: правило не действовало бы никогда")
        return self

    @model_validator(mode="before")
    @classmethod
    def _no_slips(cls, raw: Any) -> Any:
        """Raises ValueError for «true» in place of a number, and for a word that is named twice."""
        for name, value in raw.items() if isinstance(raw, dict) else ():
            field = cls.model_fields.get(name)
            if isinstance(value, bool) and field is not None and "bool" not in str(field.annotation):
                raise ValueError(f"{name}: нужно число или слово, а не {'true' if value else 'false'}")
            inside = value.items() if isinstance(value, dict) else ((name, value),)
            for key, words in inside:
                for one in words if isinstance(words, (list, tuple)) else ():
                    if isinstance(one, str) and words.count(one) > 1:
                        raise ValueError(f"{key}: «{one}» названо дважды")
        return raw


class Kind:
    """A kind of rule. Subclasses are never instantiated: a rule is (kind, values).

    state: what a clause of this kind reaches once an enforcement point asks it. example: a rule as written in an order
    file.
    """

    name: ClassVar[str]
    values: ClassVar[type[Values]]
    state: ClassVar[State] = "enforced"
    doc: ClassVar[str]
    example: ClassVar[str]

    @classmethod
    def targets(cls, values: Any) -> tuple[str, ...]:
        """What the rule is about: an enforcement point registers (kind, target). Default: its `what`."""
        return (str(values.what),)

    @classmethod
    def applies(cls, values: Any, facts: Facts) -> bool:
        """Whether the rule concerns these facts at all, beyond its conditions."""
        return True

    @classmethod
    def state_at(cls, values: Any, target: str) -> State:
        """What a rule with these values reaches about one target, once it is asked. Default: the same for all."""
        return cls.state

    @classmethod
    def concerns(cls, values: Any, target: str, facts: Facts) -> bool:
        """Whether one of the things the rule is about is at stake: what is not asked counts as nothing passed."""
        return True

    @classmethod
    def judge_one(cls, values: Any, target: str, facts: Facts) -> Judgement:
        """The judgement about one target. Default: a rule is judged as a whole."""
        return cls.judge(values, facts)

    @classmethod
    def judge(cls, values: Any, facts: Facts) -> Judgement:
        """The one function that enforcement, hint and report share. Default: a fact named as the target must hold."""
        return Judgement(True)

    @classmethod
    def tighter(cls, a: Any, b: Any) -> Any:
        """Of two values of different layers, the stricter. Default: the first (they do not differ in strictness)."""
        return a

    @classmethod
    def duty(cls, values: Any) -> str:
        """What somebody owes by it, where who and when are told beside. Default: the whole phrase."""
        return cls.phrase(values)

    @classmethod
    def phrase(cls, values: Any) -> str:
        """The rule in plain Russian words, for screens and documents."""
        return cls.doc
