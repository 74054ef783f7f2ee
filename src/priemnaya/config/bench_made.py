"""How much of a made order of the tests the product does today: `make eval` prints it beside the figures of its draft.
Three numbers, none of them its author's word alone: clauses that load, that wait for a part of the product, and that
hold today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

from .cli.places import ROOT, setup

MADE = ROOT / "tests" / "orders_made"


@dataclass(frozen=True)
class Share:
    """clauses: of the act; loads: that are in the file, which loads; waits: of them, for a part that is not there yet;
    holds: what the product does today, by the state that it computes; partly: of those, said only in part, by hand."""

    clauses: int
    loads: int
    waits: int
    holds: int
    enforced: int
    partly: tuple[str, ...]

    def __str__(self) -> str:
        share = self.clauses or 1
        part = f"; частью: {', '.join(self.partly)}" if self.partly else ""
        return (
            f"загружаются {self.loads} из {self.clauses} ({self.loads / share:.0%}); ждут части системы {self.waits};"
            f" держатся сегодня {self.holds} ({self.holds / share:.0%}), из них «исполняется» {self.enforced}{part}"
        )


def share_of(folder: Path) -> Share:
    """folder: an order.yaml and left.yaml, what of its act is not said or only in part."""
    setup()
    from priemnaya.config import urls  # noqa: F401 - the faces register what they provide
    from priemnaya.policy import coverage, load_order

    order = load_order(folder / "order.yaml")
    left = yaml.safe_load((folder / "left.yaml").read_text(encoding="utf-8")) or {}
    states = {s.clause: s.state for s in coverage([order])}
    count = Counter(states.values())
    waits, closed = count["not yet"] + count["nobody"], count["closed"]
    partly = tuple(n for n in left if states.get(n) not in (None, "not yet"))
    holds = len(states) - waits - closed
    return Share(len(states.keys() | left.keys()), len(states), waits, holds, count["enforced"], partly)


def main() -> None:
    for path in sorted(MADE.glob("*/left.yaml")):
        print(f"  сделанный порядок, {path.parent.name}: {share_of(path.parent)}")


if __name__ == "__main__":
    main()
