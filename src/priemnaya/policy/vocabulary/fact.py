"""What a fact is: its words, where it is known, when it is at stake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from priemnaya.policy.verdict import Judgement

from . import About
from .actions import OF_REPLIES, ON_CASES
from .judging import GIVEN, JUDGED

Given = Mapping[str, Any]
ON_REPLIES = OF_REPLIES - {"write_reply", "send_back_reply"}
ANYWHERE = ON_CASES | ON_REPLIES
IN_HAND = ANYWHERE - {"reopen"}
"""Where what lacks can be put right at once: the page of a closed matter has no fields for it."""
TALKS_OVER = frozenset({"end_call", "end_visit"})
CALLS_OVER = frozenset({"end_call"})


@dataclass(frozen=True)
class Fact:
    """title: what must be so; why, remedy: words for a person when it is not; at: the actions at which it is known.

    kinds, decisions: the only kinds of matters and decisions of a letter with which it is ever at stake, empty: any; a
    rule for others alone would ask it of nobody. given: when the fact is at stake at all; judge: its own judgement, of
    the rule's settings and the facts; settings: those of the rule that it reads.
    """

    name: str
    title: str
    why: str
    remedy: str
    at: frozenset[str]
    about: About = "case"
    waits: str = ""
    settings: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()

    @property
    def given(self) -> Callable[[Given], bool] | None:
        return GIVEN.get(self.name)

    @property
    def judge(self) -> Callable[[Any, Given], Judgement] | None:
        return JUDGED.get(self.name)


def at(*actions: str) -> frozenset[str]:
    return frozenset(actions)
