"""Does a letter refuse: sentences that deny the client what was asked, whatever decision is written beside them.

Phrases are data (`signs/signs.yaml`: refusal, refusal_negative, refusal_undone). A condition («если нет документов,
предоставить услугу нельзя») and the client's question told once more refuse nothing.
"""

from __future__ import annotations

from .document import Document, Span
from .signs import places

Place = tuple[int, int]
CONDITIONS = frozenset({"если", "чтобы", "когда", "почему", "случае", "пока"})
"""Words before a refusal, in its sentence, that make it somebody's possible or former one."""


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


def _said(document: Document, sentence: Span, place: Place, undone: list[Place], told: list[Place]) -> bool:
    """The author says it, outright, and nothing beside undoes it."""
    if any(start < place[1] and place[0] < end for start, end in undone):
        return False
    if any(sentence.start <= start < place[0] for start, _ in told):
        return False
    before = [t.form for t in document.tokens[sentence.first : sentence.last] if t.start < place[0]]
    return CONDITIONS.isdisjoint(before)
