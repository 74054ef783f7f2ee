"""One filter of a query, and the same turned round: «не срочные», «все кроме жалоб»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from .terms import Term


@dataclass(frozen=True)
class Chip:
    """One filter. start, end: the words of the query it was read from; drop: the query without them; plain: with them
    as words."""

    sort: str
    label: str
    start: int
    end: int
    condition: Q
    drop: str = ""
    plain: str = ""
    terms: tuple[Term, ...] = ()
    outright: str = ""
    ends: bool = False


NOT = re.compile(r"(?<![\w-])(?P<word>не|кроме|без|помимо|исключая|за исключением)(?:\s+только)?\s{1,3}\Z")
_AND = re.compile(r"\s{0,3}(?:,|(?<![\w-])(?:и|или))\s{1,3}")


def denied(read: str, found: list[Chip]) -> list[Chip]:
    """«не срочные», «все кроме жалоб», «без просроченных»: the filter turned round, and after «кроме» those that follow
    too: «кроме закрытых и жалоб»; «не закрытые» is one of its own."""
    known = {(chip.start, chip.end) for chip in found}
    turned: list[Chip] = []
    ends: set[int] = set()
    for chip in sorted(found, key=lambda c: (c.start, c.start - c.end)):
        before = NOT.search(read[: chip.start])
        if before and (before.start(), chip.end) not in known:
            start = before.start()
        elif any(end <= chip.start and _AND.fullmatch(read[end : chip.start]) for end in ends):
            start = chip.start
        else:
            continue
        turned.append(Chip(f"not {chip.label}", _("не: %s") % chip.label, start, chip.end, ~chip.condition))
        if before is None or before["word"] != "не":
            ends.add(chip.end)
    return turned
