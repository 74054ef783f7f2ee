"""Verdict: the answer of a rule, used for enforcement and for the hint on the screen alike."""

from __future__ import annotations

from dataclasses import dataclass

from priemnaya.errors import Objection


@dataclass(frozen=True)
class Judgement:
    """What a kind says of plain facts: is the demand met, why, and what mends it (Russian, for people)."""

    ok: bool
    why: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Verdict:
    """A judgement with its source: the clause, the act's short name, and the layer that held."""

    clause: str
    ok: bool
    why: str
    remedy: str
    kind: str
    target: str
    layer: str
    act: str
    demand: str

    @property
    def citation(self) -> str:
        return f"п. {self.clause}" if self.layer == "body" else f"{self.act}, {self.clause}"


class Refused(Objection):
    """An action stopped by the order: carries the verdicts that stopped it. Faces show them as verdict cards."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        self.verdicts = [v for v in verdicts if not v.ok]
        super().__init__("; ".join(f"{v.citation}: {v.why}" for v in self.verdicts))
