"""Safe rewriting judged on sentences with gold results: right, refused, wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..checker import rewrite_safely
from .corpus import HERE, check_hash

SETS = ("rewrites.txt", "rewrites2.txt", "rewrites3.txt")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence and the results that are right. A trap's only right result is the sentence itself."""

    source: str
    accepted: tuple[str, ...]

    @property
    def trap(self) -> bool:
        return self.accepted == (self.source,)


def cases(name: str) -> Iterator[Case]:
    """The cases of a set. Raises ValueError when the file changed since it was hashed."""
    check_hash(HERE / name)
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            source, _, gold = line.partition(" => ")
            accepted = tuple(source if g == "=" else g for g in gold.split(" | "))
            yield Case(source, accepted)


@dataclass(frozen=True, slots=True)
class Verdict:
    case: Case
    result: str

    @property
    def name(self) -> str:
        """right: a gold result. refused: left as it was though it could be mended. wrong: anything else."""
        if self.result in self.case.accepted:
            return "right"
        return "refused" if self.result == self.case.source else "wrong"


def judge(name: str) -> list[Verdict]:
    return [Verdict(case, rewrite_safely(case.source)) for case in cases(name)]
