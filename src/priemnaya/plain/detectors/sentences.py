"""Measures of sentences and paragraphs: lengths, lists in a line, readability."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..citations import find_citations
from ..document import Document
from ..profile import Profile
from ..readability import measured
from ..rule import Level, Rule
from .base import Hit, body_sentences, body_text, likely, measure

FAR_TOO_LONG = 15
"""Words above the limit at which a long sentence becomes an error (26 warns, 41 stops)."""
SHORT_PARAGRAPH = 60
"""A paragraph of more than five sentences is long only above so many words."""


@measure("long_sentence")
def long_sentence(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    limit = int(profile.threshold(rule))
    quiet = frozenset({"attachment", "letterhead", "quotation"})
    for span in document.sentences:
        if span.last - span.first <= limit or document.inside(span.start, span.end, quiet):
            continue
        count = len(document.words_in(span))
        if count > limit:
            level: Level | None = "error" if count > limit + FAR_TOO_LONG else None
            yield Hit(span.start, span.end, {"count": count, "limit": limit}, level=level)


@measure("long_paragraph")
def long_paragraph(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    limit = int(profile.threshold(rule))
    for span in document.paragraphs:
        if span.last - span.first <= SHORT_PARAGRAPH:
            continue
        count = len(document.words_in(span))
        within = document.sentences_in(span)
        if count > limit or (within > 5 and count > SHORT_PARAGRAPH):
            yield Hit(span.start, span.end, {"count": count})


@measure("inline_list")
def inline_list(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Pieces of one to five words between commas, the last joined by «и» or «или»; a verb in a piece makes it a
    clause."""
    limit = int(profile.threshold(rule))
    for span in document.sentences:
        if span.last - span.first < limit * 2 - 1:
            continue
        run, size, best = 0, 0, 0
        for at in range(span.first, span.last):
            token = document.tokens[at]
            if token.text == "," or (run and token.form in ("и", "или") and size):
                run, size = (run + 1, 0) if 0 < size <= 5 else (0, 0)
                best = max(best, run)
            elif token.word or token.text[0].isdigit():
                size += 1
                if likely(token, "VERB") and run:
                    run, size = 0, 0
        if best + 1 >= limit:
            yield Hit(span.start, span.end, {"count": best + 1})


@measure("basis_before_verdict")
def basis_before_verdict(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """The first sentence of the body begins with references to acts."""
    for span in body_sentences(document)[:1]:
        text = document.text[span.start : span.end]
        found = find_citations(text)
        count = sum(len(c.text.split()) for c in found)
        if found and count > profile.threshold(rule) and len(text[: found[0].start].split()) <= 4:
            yield Hit(span.start, span.start + found[-1].end, {"count": count})


@measure("readability")
def readability_light(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    light = measured(body_text(document), len(body_sentences(document)))
    if light.words >= 20 and light.light == "red":
        yield Hit(0, len(document.text), {"count": round(light.grade)})


def _share(document: Document, grammeme: str) -> tuple[int, int]:
    tokens = [t for t in document.tokens if t.word]
    return sum(1 for t in tokens if likely(t, grammeme)), len(tokens)


@measure("verb_share")
def verb_share(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    verbs, total = _share(document, "VERB")
    if total >= 20 and verbs * 100 / total < profile.threshold(rule):
        yield Hit(0, len(document.text), {"count": round(verbs * 100 / total)})


_VERBAL = ("ение", "ание", "ация", "ятие", "ытие", "овка")


@measure("verbal_noun_density")
def verbal_noun_density(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    tokens = [t for t in document.tokens if t.word]
    found = sum(likely(t, "NOUN") and t.word.readings[0].lemma.endswith(_VERBAL) for t in tokens if t.word)
    if len(tokens) >= 15 and found * 100 / len(tokens) > profile.threshold(rule):
        yield Hit(0, len(document.text), {"count": round(found * 100 / len(tokens))})


_NEGATION = re.compile(r"\b(?:не|ни|нет|нельзя|невозможно|никто|ничего|никогда|без)\b", re.IGNORECASE)


@measure("negation_share")
def negation_share(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    spans = body_sentences(document)
    found = sum(1 for s in spans if _NEGATION.search(document.text, s.start, s.end))
    if len(spans) >= 4 and found * 100 / len(spans) > profile.threshold(rule):
        yield Hit(0, len(document.text), {"count": round(found * 100 / len(spans))})
