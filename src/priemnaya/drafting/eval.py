"""How well acts are cut into clauses and kinds are proposed: each act of the product with everything learnt from the
others alone, its order, its words and their rarity left out. `make eval` prints the figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from priemnaya.plain.inputs.numbered import read_numbered

from .acts import Cut, act_text, cuts, letters, matched, pieces_of, slugs
from .eval_made import counted, figures, people
from .examples import Example, examples
from .folding import Piece
from .forms import FORMS
from .levels import LEVELS, STATES
from .likeness import NOTHING, Likeness, said
from .proposing import proposed

ORDERS = Path(__file__).resolve().parents[3] / "orders"


@dataclass(frozen=True)
class Edges:
    """Of the clauses of an order: whole: cut exactly as a person cut them, one piece; edged: begun and ended where a
    person did, maybe in several pieces; numbered: of the whole ones that have a number in the act (numbers), those with
    it. extra: pieces that go over an edge of a clause, of all pieces."""

    clauses: int
    whole: int
    edged: int
    numbered: int
    numbers: int
    extra: int
    pieces: int

    def __add__(self, other: Edges) -> Edges:
        return Edges(*(a + b for a, b in zip(self._all(), other._all(), strict=True)))

    def _all(self) -> tuple[int, ...]:
        return (self.clauses, self.whole, self.edged, self.numbered, self.numbers, self.extra, self.pieces)

    def __str__(self) -> str:
        share = self.clauses or 1
        return (
            f"{self.clauses:4} пунктов: целиком {self.whole / share:.1%}, края верны у {self.edged / share:.1%};"
            f" номер верен у {self.numbered} из {self.numbers}; за край вышло {self.extra} из {self.pieces} кусков"
        )


def edges(slug: str, pieces: Sequence[Piece] | None = None) -> Edges:
    """How an act was cut. pieces: of another form of the same text."""
    found = pieces_of(act_text(slug)) if pieces is None else pieces
    own = [c for c in cuts(slug) if c.demands]
    by_letters = {letters(p.text): p for p in found}
    text = "".join(letters(p.text) for p in found)
    starts, ends, at = set(), set(), 0
    for piece in found:
        starts.add(at)
        at += len(letters(piece.text))
        ends.add(at)
    whole = [c for c in own if c.letters in by_letters]
    edged = sum(_edged(c, text, starts, ends) for c in own)
    printed = [c for c in whole if re.fullmatch(r"(?:order\.)?[0-9.]+", c.number)]
    numbered = sum(counted(by_letters[c.letters].number) == c.number for c in printed)
    known = "|".join(c.letters for c in cuts(slug))
    extra = sum(letters(p.text) not in known for p in found)
    return Edges(len(own), len(whole), edged, numbered, len(printed), extra, len(found))


def _edged(cut: Cut, text: str, starts: set[int], ends: set[int]) -> bool:
    at = text.find(cut.letters)
    while at >= 0:
        if at in starts and at + len(cut.letters) in ends:
            return True
        at = text.find(cut.letters, at + 1)
    return False


@dataclass(frozen=True)
class Kinds:
    """first, three: the kind proposed first, one of three, is among the kinds of the clause. seen: clauses that were
    not taken for words that demand nothing; idle: of those that demand nothing, how many were taken for it."""

    clauses: int
    first: int
    three: int
    seen: int
    nothing: int
    idle: int

    def __add__(self, other: Kinds) -> Kinds:
        return Kinds(*(a + b for a, b in zip(self._all(), other._all(), strict=True)))

    def _all(self) -> tuple[int, ...]:
        return (self.clauses, self.first, self.three, self.seen, self.nothing, self.idle)

    def __str__(self) -> str:
        share = self.clauses or 1
        return (
            f"{self.clauses:4} пунктов: вид верен первым {self.first / share:.1%}, среди трёх {self.three / share:.1%};"
            f" узнаны как требование {self.seen / share:.1%}, без требования узнаны {self.idle} из {self.nothing}"
        )


@lru_cache(maxsize=4)
def _known(folder: Path) -> tuple[Example, ...]:
    return tuple(examples([folder]))


def learnt_without(slug: str, *, verbs: bool = True, places: bool = True, folder: Path = ORDERS) -> Likeness:
    return Likeness([e for e in _known(folder) if e.source != slug], verbs=verbs, places=places)


def kinds(slug: str, *, verbs: bool = True, places: bool = True, folder: Path = ORDERS) -> Kinds:
    """Kinds proposed for the clauses of one order as its act was cut, learnt without it."""
    model = learnt_without(slug, verbs=verbs, places=places, folder=folder)
    truth = {e.clause: e.kinds for e in _known(folder) if e.source == slug}
    total = Kinds(0, 0, 0, 0, 0, 0)
    for cut, pieces in matched(slug):
        if not pieces or (not cut.demands and pieces[0].opens):
            continue
        first = pieces[0]
        one = said("\n".join(p.text for p in pieces), first.lead, first.under, defines=bool(first.defines))
        ranked = [kind for kind, _ in model.rank(one).kinds]
        if not cut.demands:
            total += Kinds(0, 0, 0, 0, 1, ranked[0] == NOTHING)
            continue
        best = [k for k in ranked if k != NOTHING][:3]
        right = truth.get(cut.number, frozenset())
        total += Kinds(1, best[0] in right, not right.isdisjoint(best), ranked[0] != NOTHING, 0, 0)
    return total


def told(slug: str, *, folder: Path = ORDERS) -> Counter[tuple[str, str]]:
    """What the draft says of the clauses of an order: how sure it is, in what state they are; and what is true of
    them."""
    model = learnt_without(slug, folder=folder)
    truth = {e.clause: e.kinds for e in _known(folder) if e.source == slug}
    found: Counter[tuple[str, str]] = Counter()
    for cut, pieces in matched(slug):
        if not pieces:
            continue
        row = proposed(pieces[0], model)
        if not cut.demands:
            found["idle", row.state] += 1
            continue
        right = row.kinds[0][0] in truth.get(cut.number, frozenset())
        found["demand", row.state] += 1
        found[row.level, "right" if right else "wrong"] += 1
    return found


def main() -> None:
    say("\nС бумаги: пункты актов (отложен каждый порядок по очереди)")
    _table("  границы", ((slug, edges(slug)) for slug in slugs()), Edges(0, 0, 0, 0, 0, 0, 0))
    for form, (name, make) in FORMS.items():
        cut = sum((edges(slug, _read(make(act_text(slug)), name)) for slug in slugs()), Edges(0, 0, 0, 0, 0, 0, 0))
        say(f"  границы, {form:28} {cut}")
    none = Kinds(0, 0, 0, 0, 0, 0)
    _table("  виды", ((slug, kinds(slug)) for slug in slugs()), none)
    for name, verbs, places in (("без глаголов нормы", False, True), ("по одним словам", False, False)):
        whole = sum((kinds(slug, verbs=verbs, places=places) for slug in slugs()), none)
        say(f"  виды, {name:28} {whole}")

    _say_what_is_told()
    whose = [row for slug in slugs() for row in answering(slug)]
    say(f"  {people(whose)}")
    for line in figures(Likeness(_known(ORDERS))):
        say(f"  сделанный порядок, {line}")


def answering(slug: str, folder: Path = ORDERS) -> list[tuple[str, str]]:
    """(words of the act, who answers by the order) of every rule that names somebody."""
    truth = {e.clause: e.rules for e in _known(folder) if e.source == slug}
    return [
        ("\n".join(p.text for p in pieces), values["who"])
        for cut, pieces in matched(slug)
        for _, values in truth.get(cut.number, ())
        if pieces and isinstance(values.get("who"), str)
    ]


def _say_what_is_told() -> None:
    said_of = sum((told(slug) for slug in slugs()), Counter())
    for level, title in LEVELS.items():
        right, wrong = said_of[level, "right"], said_of[level, "wrong"]
        say(f"  «{title}»: {right + wrong} требований, вид верен у {right}")
    for state, title in STATES.items():
        say(f"  «{title}»: {said_of['demand', state]} требований, {said_of['idle', state]} слов без требования")


def _read(data: bytes, name: str) -> list[Piece]:
    text, wrapped, _ = read_numbered(data, name)
    return pieces_of(text, wrapped=wrapped)


def _table(title: str, rows: Iterable[tuple[str, Edges | Kinds]], total: Edges | Kinds) -> None:
    for slug, row in rows:
        total = total + row  # type: ignore[operator]
        say(f"{title}, {slug:20} {row}")
    say(f"{title}, {'все':20} {total}")


def say(line: str) -> None:
    print(line)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
