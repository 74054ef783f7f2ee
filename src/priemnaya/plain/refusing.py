"""Does a letter refuse, does it grant: sentences that deny or give the client what was asked, whatever decision is
written beside them.

Phrases are data (`signs/signs.yaml`: refusal, refusal_negative, refusal_undone, granting and its neighbours). A
condition («если нет документов, предоставить услугу нельзя», «продлим, когда оплатите долг») and the client's question
told once more refuse and grant nothing; what may be done («продлить можно») is no decision.
"""

from __future__ import annotations

import re

from .document import Document, Span
from .signs import places

Place = tuple[int, int]
CONDITIONS = frozenset({"если", "чтобы", "когда", "почему", "случае", "пока"})
"""Words before a refusal, in its sentence, that make it somebody's possible or former one."""

DEPENDS = CONDITIONS | {"после", "бы", "ранее", "раньше", "прежде", "уже", "тогда", "другому", "другой", "другим"}
"""Words anywhere in a sentence that make what it gives a later, a former or somebody else's."""
NO_GRANT = ("told_by_client", "granting_of_proceedings", "granting_on_condition", "granting_to_others")
"""Signs beside words that give, by which they give nothing of what was asked."""
TO_CLIENT = frozenset({"вам", "вас", "вами", "ваш", "ваша", "ваше", "ваши", "вашу", "вашей", "вашего", "вашим"})
_MARK = re.compile(r"[,;:.()—–]|\sи\s")


def refusals(text: str | Document) -> list[str]:
    """The sentences that refuse, in order. Empty when the letter refuses nothing."""
    document = text if isinstance(text, Document) else Document(text)
    found = {*places(document, "refusal"), *places(document, "refusal_negative")}
    undone = list(places(document, "refusal_undone"))
    told = list(places(document, "told_by_client"))
    refusing = []
    for sentence in document.sentences:
        here = [p for p in found if sentence.start <= p[0] < sentence.end]
        if any(_said(document, sentence, place, undone, told) for place in here):
            refusing.append(document.text[sentence.start : sentence.end].strip())
    return refusing


def grants(text: str | Document) -> list[str]:
    """The sentences that grant outright, in order. Empty when the letter grants nothing."""
    document = text if isinstance(text, Document) else Document(text)
    found = list(places(document, "granting"))
    if not found:
        return []
    beside = {name: list(places(document, name)) for name in NO_GRANT}
    granting = []
    for sentence in document.sentences:
        here = [p for p in found if sentence.start <= p[0] < sentence.end]
        near = {name: [p for p in all_ if sentence.start <= p[0] < sentence.end] for name, all_ in beside.items()}
        if any(_granted(document, sentence, place, near) for place in here):
            granting.append(document.text[sentence.start : sentence.end].strip())
    return granting


def _granted(document: Document, sentence: Span, place: Place, near: dict[str, list[Place]]) -> bool:
    """To the client, of what was asked, unconditionally: neither before nor after it stands what it depends on, and
    nobody asks it."""
    if near["granting_on_condition"] or any(start < place[0] for start, _ in near["told_by_client"]):
        return False
    if any(_in_one_stretch(document.text, place, other) for other in near["granting_of_proceedings"]):
        return False
    words = {t.form for t in document.tokens[sentence.first : sentence.last]}
    if near["granting_to_others"] and TO_CLIENT.isdisjoint(words):
        return False
    asked = document.text[sentence.start : sentence.end].rstrip().endswith("?")
    return not asked and DEPENDS.isdisjoint(words)


def _in_one_stretch(text: str, one: Place, other: Place) -> bool:
    """No mark stands between them."""
    (_, end), (start, _) = sorted((one, other))
    return not _MARK.search(text, end, max(start, end))


def _said(document: Document, sentence: Span, place: Place, undone: list[Place], told: list[Place]) -> bool:
    """The author says it, outright, and nothing beside undoes it."""
    if any(start < place[1] and place[0] < end for start, end in undone):
        return False
    if any(sentence.start <= start < place[0] for start, _ in told):
        return False
    before = [t.form for t in document.tokens[sentence.first : sentence.last] if t.start < place[0]]
    return CONDITIONS.isdisjoint(before)
