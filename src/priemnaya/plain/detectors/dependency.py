"""Measures over the syntax tree. They find nothing while the syntax layer is off (`Profile.syntax`) or not
installed."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..profile import Profile
from ..rule import Rule
from ..syntax import Node, trees
from .base import Hit, likely, measure, of

_CLAUSES = ("acl:relcl", "ccomp", "advcl", "csubj")


def _parsed(document: Document, profile: Profile) -> Iterator[list[Node]]:
    return iter(trees(document)) if profile.syntax else iter(())


@measure("nested_clauses")
def nested_clauses(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Subordinate clauses of one sentence. The parser often hangs them all on one word, so they are counted, not
    measured deep."""
    for tree in _parsed(document, profile):
        count = sum(1 for node in tree if node.relation in _CLAUSES)
        if count >= profile.threshold(rule):
            yield Hit(tree[0].token.start, tree[-1].token.end, {"count": count})


@measure("far_subject")
def far_subject(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    for tree in _parsed(document, profile):
        for at, node in enumerate(tree):
            if not node.relation.startswith("nsubj") or node.head < 0:
                continue
            low, high = sorted((at, node.head))
            between = sum(1 for n in tree[low + 1 : high] if n.token.word)
            if between > profile.threshold(rule):
                yield Hit(tree[low].token.start, tree[high].token.end, {"count": between})
                break


@measure("number_agreement")
def number_agreement(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Subject and verb in different numbers; words of quantity, coordination and numerals are left out."""
    for tree in _parsed(document, profile):
        for at, node in enumerate(tree):
            if not node.relation.startswith("nsubj") or node.head < 0 or not likely(node.token, "NOUN"):
                continue
            verb = tree[node.head].token
            if any(n.head == at and (n.relation == "conj" or n.relation.startswith("nummod")) for n in tree):
                continue
            if _mismatch(node, verb.word):
                low, high = sorted((node.token, verb), key=lambda t: t.start)
                yield Hit(low.start, high.end)


_QUANTITY = frozenset(
    ["большинство", "меньшинство", "часть", "ряд", "множество", "половина", "треть", "четверть", "количество", "число"]
)


def _mismatch(node: Node, verb: object) -> bool:
    from ..words import Word

    noun = node.token.word
    if not isinstance(verb, Word) or noun is None or noun.lemmas & _QUANTITY:
        return False
    finite = [r for r in verb.readings if (r.has("VERB") or r.has("PRTS")) and (r.has("sing") or r.has("plur"))]
    subjects = [r for r in noun.readings if r.has("NOUN", "nomn")]
    if not finite or not subjects or not of(node.token, "NOUN", "nomn"):
        return False
    if noun.can_be("accs") and not any(r.has("PRTS") or r.has("intr") for r in finite):
        return False  # it may well be the object: «документы меняют»
    return not any(r.grammemes & s.grammemes & {"sing", "plur"} for r in finite for s in subjects)
