"""Verdict: the answer of a rule, used for enforcement and for the hint on the screen alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from priemnaya.errors import Objection

from .reasons import reason_key
from .titles import OUR_RULE, clause_title


@dataclass(frozen=True)
class Judgement:
    """What a kind says of plain facts: is the demand met, why, and what mends it (Russian, for people)."""

    ok: bool
    why: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Verdict:
    """A judgement with its source: the clause, the act's short name, and the layer that held.

    excusable: the rule itself lets the step be taken for a recorded reason; reason: the one that was written, and then
    the verdict is ok; cited: how the act calls the clause, where that is not its number.
    """

    clause: str
    ok: bool
    why: str
    remedy: str
    kind: str
    target: str
    layer: str
    act: str
    demand: str
    excusable: bool = False
    reason: str = ""
    cited: str = ""

    @property
    def key(self) -> str:
        """By what a written reason is known."""
        return reason_key(self.layer, self.clause, self.target)

    @property
    def citation(self) -> str:
        if self.layer == "defaults":
            return OUR_RULE
        return self.cited or clause_title(self.clause) if self.layer == "body" else f"{self.act}, {self.clause}"


def said_once(verdicts: Iterable[Verdict]) -> list[tuple[Verdict, ...]]:
    """The same objection of several clauses, together: the one that says most first, its words are said for all. Of two
    with one remedy, the shorter is the same when the longer has all its words."""
    groups: list[list[Verdict]] = []
    for verdict in verdicts:
        for same in groups:
            shorter, longer = sorted((verdict.why.rstrip("."), same[0].why.rstrip(".")), key=len)
            if verdict.remedy == same[0].remedy and longer.startswith(shorter):
                same.insert(0 if len(verdict.why) > len(same[0].why) else len(same), verdict)
                break
        else:
            groups.append([verdict])
    return [tuple(same) for same in groups]


class Refused(Objection):
    """An action stopped by the order: carries the verdicts that stopped it. Faces show them as verdict cards."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        self.verdicts = [v for v in verdicts if not v.ok]
        super().__init__("; ".join(f"{_cited(same)}: {same[0].why}" for same in said_once(self.verdicts)))


def _cited(verdicts: Iterable[Verdict]) -> str:
    """Each clause once, though several of its rules stop."""
    return ", ".join(dict.fromkeys(v.citation for v in verdicts))
