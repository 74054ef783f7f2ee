"""Figures on an act that nothing here was written from: the made order of the tests, of another style. How well
its act becomes a draft by what the five orders teach; how much of it the product does: `config/bench_made.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .acts import pieces_of
from .examples import encoded
from .likeness import NOTHING, Likeness, said
from .marks import ordinal
from .people import answers
from .proposing import INFORMS, PLURAL

MADE = Path(__file__).resolve().parents[3] / "tests" / "orders_made"


def figures(model: Likeness, folder: Path = MADE) -> Iterator[str]:
    """A line each; none where the tests are not beside the product."""
    for act in sorted(folder.glob("*/act.txt")):
        slug, known = act.parent.name, encoded(act.parent / "order.yaml")
        found = {counted(p.number): p for p in pieces_of(act.read_text(encoding="utf-8"))}
        pairs = [(found[n], known[key][1]) for key in known if (n := counted(key)) in found]
        yield f"{slug}: программа нарезала под тем же номером {len(pairs)} из {len(known)}, всего кусков {len(found)}"
        first = three = 0
        for piece, rules in pairs:
            ranked = [k for k, _ in model.rank(said(piece.text, piece.lead, piece.under)).kinds]
            best = [INFORMS if k == NOTHING else k for k in ranked]
            own = {kind for kind, _ in rules}
            first, three = first + (best[0] in own), three + bool(own & set(best[:3]))
        share = len(pairs) or 1
        yield f"{slug}: вид верен первым {first / share:.1%}, среди трёх {three / share:.1%}"


def people(rows: list[tuple[str, str]]) -> str:
    """rows: (words of a clause, who answers by its order)."""
    from .taking import taken_from

    named = [(who, found.value) for words, who in rows if (found := answers(words, tuple(taken_from(words))))]
    right = sum(found == who or PLURAL.get(found) == who for who, found in named)
    return f"кто отвечает: в порядках назван у {len(rows)} правил, из слов взят у {len(named)}, верно у {right}"


def counted(key: str) -> str:
    """«2.1.а» with its letters counted: «2.1.1»."""
    return ".".join(str(ordinal(p)) if re.fullmatch("[а-я]", p) else p for p in key.split("."))
