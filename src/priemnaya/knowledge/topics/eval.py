"""How well topics are suggested: messages in people's own words, each with the topic a registrar would choose.
`make eval` prints the figures; docs/topics.md says how the messages came to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from . import shipped
from .features import lemmas
from .index import MESSAGES, Index, favoured
from .shipped import Message
from .sure import SURE, offered
from .vectors import Floats

Scored = list[tuple[Message, Floats, float]]
"""Of each message how near every topic is, and how near messages about nothing are."""


@dataclass(frozen=True)
class Measured:
    """first, three: share of messages whose topic comes first, among three; offered: share for which anything is
    suggested at all; right, right_three: the same shares among those."""

    messages: int
    first: float
    three: float
    offered: float
    right: float
    right_three: float

    def __str__(self) -> str:
        return (
            f"{self.messages:4} писем: тема первой {self.first:.0%}, в трёх {self.three:.0%}; предложено для"
            f" {self.offered:.0%}, из них первой {self.right:.0%}, в трёх {self.right_three:.0%}"
        )


def left_out(parts: Sequence[str], *, everyday: bool = True) -> Scored:
    """Each message of some parts against all the others of them, itself left out. everyday: the words of topics are
    known as well. How rare a word is, is counted over all, the message itself included."""
    messages = [m for m in shipped.messages() if m.part in parts]
    index = Index(*shipped.titles(), shipped.everyday() if everyday else [], empty=shipped.empty("tune"))
    texts = [index.text(lemmas(m.text)) for m in messages]
    layer = index.layer([(m.code, t) for m, t in zip(messages, texts, strict=True)], MESSAGES)
    topics = len(index.codes)
    return [
        (
            m,
            favoured(index.nearness(t) + layer.nearness(t, topics, without=n), _prior(index, m, messages)),
            index.emptiness(t),
        )
        for n, (m, t) in enumerate(zip(messages, texts, strict=True))
    ]


def unseen(part: str, known: Sequence[str], *, everyday: bool = True) -> Scored:
    """Messages of a part, when only those of other parts are known."""
    rows = shipped.messages()
    told = [m for m in rows if m.part in known]
    index = _index(told, everyday=everyday)
    texts = [(m, index.text(lemmas(m.text))) for m in rows if m.part == part]
    return [(m, favoured(index.nearness(t), _prior(index, m, told)), index.emptiness(t)) for m, t in texts]


def _index(told: Sequence[Message], *, everyday: bool = True) -> Index:
    said = [(m.code, m.text) for m in told]
    return Index(*shipped.titles(), shipped.everyday() if everyday else [], said, shipped.empty("tune"))


def taken_for_something(*parts: str) -> list[str]:
    """Messages about nothing that topics are offered for all the same."""
    index = _index(shipped.messages())
    texts = [(said, index.text(words)) for said in shipped.empty(*parts) if (words := lemmas(said))]
    return [said for said, text in texts if offered(index.nearness(text), index.emptiness(text))]


def taken_in_turn() -> tuple[int, int]:
    """Of all messages about nothing, each measured without itself: for how many topics are offered, and how many."""
    index = _index(shipped.messages())
    said = [(text, known, words) for text, known in shipped.every_empty() if (words := lemmas(text))]
    told = [n for n, (_, known, _) in enumerate(said) if known]
    texts = [index.text(words) for _, _, words in said]
    known = index.empties([texts[n] for n in told])
    places = {n: place for place, n in enumerate(told)}
    taken = sum(
        bool(offered(index.nearness(text), float(known.nearness(text, 1, without=places.get(n))[0])))
        for n, text in enumerate(texts)
    )
    return taken, len(said)


def _prior(index: Index, message: Message, others: Sequence[Message]) -> Floats:
    """What its body has decided before: the other messages that are that body's own matters."""
    return index.prior(m.code for m in others if message.body and m.body == message.body and m is not message)


def measured(scored: Scored) -> Measured:
    number = {code: n for n, code in enumerate(shipped.titles()[0])}
    first = three = told = right = right_three = 0
    for message, near, empty in scored:
        best = np.argsort(-near, kind="stable")[:3].tolist()
        hit, among = best[0] == number[message.code], number[message.code] in best
        first, three = first + hit, three + among
        if shown := offered(near, empty):
            told, right, right_three = told + 1, right + hit, right_three + (number[message.code] in shown)
    total, some = max(len(scored), 1), max(told, 1)
    return Measured(len(scored), first / total, three / total, told / total, right / some, right_three / some)


FIGURES: dict[str, Callable[[], Scored]] = {
    "по одному, все письма": lambda: left_out(shipped.PARTS),
    "по одному, без слов людей о темах": lambda: left_out(shipped.PARTS, everyday=False),
    "отложенные с первыми": lambda: unseen("held", ("tune",)),
    "написанные позже, для настройки": lambda: unseen("later", ("tune", "held")),
    "написанные позже, отложенные": lambda: unseen("last", ("tune", "held", "later")),
    "они же, пока учиться не на чем": lambda: unseen("last", ()),
}


def main() -> None:
    print(f"\nТемы обращений (порог уверенности {SURE:.2f})")  # noqa: T201 - what the command is for
    for name, scored in FIGURES.items():
        print(f"  {name:36} {measured(scored())}")  # noqa: T201 - what the command is for
    taken, every = taken_in_turn()
    print(f"  ни о чём, по одному: тема предложена для {taken} из {every}")  # noqa: T201 - what the command is for
    for part in ("held", "last", "fresh"):
        total, wrong = len(shipped.empty(part)), len(taken_for_something(part))
        print(f"  ни о чём, {part}: тема предложена для {wrong} из {total}")  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
